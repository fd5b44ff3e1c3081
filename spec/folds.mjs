// What the folds of a binary ufunc (reduce, accumulate, reduceat) need to know of it, by NumPy's name: its identity, and
// whether elements may be combined in any order. What is not here has no identity, and an order.
export const folds = {
  add: { identity: '0' },
  multiply: { identity: '1' },
  logical_and: { identity: 'true' },
  logical_or: { identity: 'false' },
  logical_xor: { identity: 'false' },
  bitwise_and: { identity: '-1' },
  bitwise_or: { identity: '0' },
  bitwise_xor: { identity: '0' },
  gcd: { identity: '0' },
  hypot: { identity: '0' },
  logaddexp: { identity: '-Infinity' },
  logaddexp2: { identity: '-Infinity' },
  maximum: {},
  minimum: {},
  fmax: {},
  fmin: {},
};
