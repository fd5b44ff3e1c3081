export const iteration = {
  chunks: { numpy: 'nditer', differs: 'blocks of rows, as views, within a number of bytes' },
};
