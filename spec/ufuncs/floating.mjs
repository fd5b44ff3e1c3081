// Parts and neighbours of floats. The columns: spec/ufuncs.mjs.
export const floating = [
  {
    name: 'fabs',
    inputs: ['x'],
    family: 'floating',
    loops: ['F->F'],
    kernel: 'Abs',
    stream: true,
    maxUlp: 0.5,
    doc: 'Give the absolute values as floats. Complex numbers are refused.',
    example: ['nd.fabs([-1, 2]).toString()', '[1. 2.]'],
  },
  {
    name: 'copysign',
    inputs: ['x1', 'x2'],
    family: 'floating',
    loops: ['FF->F'],
    kernel: 'CopySign',
    stream: true,
    maxUlp: 0.5,
    doc: 'Give the first array with the signs of the second; zeros and nans have signs too.',
    example: ['nd.copysign([1, 2], [-0, 3]).toString()', '[-1.  2.]'],
  },
];
