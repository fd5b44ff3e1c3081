// Numbers of integers. The columns: spec/ufuncs.mjs.
const noBools = (name) => `ufunc '${name}' did not contain a loop with signature matching types bool`;

export const integer = [
  {
    name: 'gcd',
    inputs: ['x1', 'x2'],
    family: 'integer',
    loops: ['II->I'],
    kernel: 'Gcd',
    refuse: { bool: noBools('gcd') },
    doc: 'Give the greatest common divisor of the absolute values; with 0 the other one.',
    example: ['nd.gcd([12n, 0n], [18n, 5n]).toString()', '[6 5]'],
  },
  {
    name: 'lcm',
    inputs: ['x1', 'x2'],
    family: 'integer',
    loops: ['II->I'],
    kernel: 'Lcm',
    refuse: { bool: noBools('lcm') },
    doc: 'Give the least common multiple of the absolute values, which may wrap; with 0 it is 0.',
    example: ['nd.lcm([4n, 0n], [6n, 5n]).toString()', '[12  0]'],
  },
  {
    name: 'bitwiseCount',
    inputs: ['x'],
    family: 'integer',
    loops: ['I->B'],
    kernel: 'BitwiseCount',
    doc: 'Count the ones among the bits of the absolute values.',
    example: ['nd.bitwiseCount([7n, -8n]).toString()', '[3 1]'],
  },
];
