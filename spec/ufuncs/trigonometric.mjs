// Trigonometric functions. The columns: spec/ufuncs.mjs.
export const trigonometric = [
  {
    name: 'sin',
    inputs: ['x'],
    family: 'math',
    loops: ['F->F', 'C->C'],
    kernel: { float: 'Sin', complex: 'ComplexSin' },
    maxUlp: 1,
    complexUlp: 3,
    domain: [-100, 100],
    doc: 'Give the sine of angles in radians, accurate over the whole range of arguments.',
    example: ['nd.sin([0, Math.PI / 2]).toString()', '[0. 1.]'],
  },
  {
    name: 'cos',
    inputs: ['x'],
    family: 'math',
    loops: ['F->F', 'C->C'],
    kernel: { float: 'Cos', complex: 'ComplexCos' },
    maxUlp: 1,
    complexUlp: 3,
    domain: [-100, 100],
    doc: 'Give the cosine of angles in radians, accurate over the whole range of arguments.',
    example: ['nd.cos([0, Math.PI]).toString()', '[ 1. -1.]'],
  },
];
