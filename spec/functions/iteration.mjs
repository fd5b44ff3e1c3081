export const iteration = {
  chunks: {
    numpy: 'nditer',
    differs: 'blocks of rows of one array or several, as views that write through, within a number of bytes',
  },
  applyAlongAxis: {},
  applyOverAxes: {},
  broadcast: { differs: 'an iterable without a state of its own; `views` are the stretched arrays' },
  ndenumerate: {},
  ndindex: {},
  vectorize: { differs: 'without signature, excluded and cache' },
};
