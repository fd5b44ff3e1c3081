export const products = {
  matmul: { differs: 'floats may fuse multiply and add; float16 is summed in float32' },
  matvec: {},
  vecdot: {},
  vecmat: {},
  dot: { differs: 'vectors give a 0-d array' },
  inner: { differs: 'vectors give a 0-d array' },
  vdot: { differs: 'gives a 0-d array' },
  outer: {},
  tensordot: {},
  einsum: {
    differs:
      'operands are contracted two by two whatever `optimize` says; no lists of axis numbers; a zero that is one product keeps its sign',
  },
  kron: {},
  cross: {},
  trace: { differs: 'a matrix gives a 0-d array' },
};
