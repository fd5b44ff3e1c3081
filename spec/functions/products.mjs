export const products = {
  matmul: { differs: 'floats may fuse multiply and add; float16 is summed in float32' },
  matvec: {},
  vecdot: {},
  vecmat: {},
};
