// Products of matrices and vectors.
import { itemsizes, makeCase, operand, sizeOf } from './case.mjs';

const family = 'Products';

/** A product of arrays of two shapes; `multiplications` are those of one run. */
const product = (
  op,
  [js, python],
  shapes,
  multiplications,
  { dtype = 'float64', variant, low = 0, high = 10, ...rest } = {},
) => {
  const operands = shapes.map((shape, i) => operand('ab'[i], dtype, shape, { low, high }));
  const label = shapes.map((shape) => shape.join('x')).join(' ');
  const parts = dtype.startsWith('complex') ? 4 : 1;
  return makeCase({
    family,
    op,
    dtype,
    variant,
    size: { n: sizeOf(shapes[0]), label },
    operands,
    flops: 2 * parts * multiplications,
    traffic: {
      kind: 'read',
      read: operands.reduce((sum, { shape }) => sum + itemsizes[dtype] * sizeOf(shape), 0),
      written: 0,
    },
    code: { js, python },
    ...rest,
  });
};

const matmul = (a, b, options) => {
  const columns = b.length > 1 ? b.at(-1) : 1;
  return product('matmul', ['nd.matmul(a, b)', 'a @ b'], [a, b], sizeOf(a) * columns, options);
};
const square = (n, options) => matmul([n, n], [n, n], options);

/** Integers, bools and float16: NumPy's have no library behind them. */
const goal = { issue: 4, ratio: 15 };

export const products = [
  ...[4, 10, 100, 512, 1000].flatMap((n) => [square(n), square(n, { dtype: 'float32' })]),
  square(2000, { rounds: 5 }),
  ...['int8', 'uint8', 'int16', 'int32', 'int64', 'float16'].map((dtype) =>
    square(300, { dtype, goal, high: dtype === 'float16' ? 2 : 100 }),
  ),
  square(300, { dtype: 'bool', goal }),
  square(300, { dtype: 'complex64' }),
  square(300, { dtype: 'complex128' }),
  matmul([1000, 1000], [1000]),
  matmul([1000], [1000, 1000]),
  matmul([4000, 4000], [4000]),
  matmul([1e6], [1e6]),
  matmul([1000, 10], [10, 1000]),
  matmul([10, 1000], [1000, 10]),
  matmul([100000, 16], [16, 16]),
  matmul([1000, 4, 4], [1000, 4, 4]),
  matmul([100, 64, 64], [100, 64, 64]),
  product(
    'matmul',
    ['nd.matmul(a.T, b)', 'a.T @ b'],
    [
      [512, 512],
      [512, 512],
    ],
    512 ** 3,
    { variant: 'transposed' },
  ),
  product(
    'vecdot',
    ['nd.vecdot(a, b)', 'np.vecdot(a, b)'],
    [
      [100000, 3],
      [100000, 3],
    ],
    3e5,
  ),
  product('outer', ['nd.outer(a, b)', 'np.outer(a, b)'], [[1000], [1000]], 1e6),
  product(
    'tensordot',
    ['nd.tensordot(a, b, [[1, 0], [0, 1]])', 'np.tensordot(a, b, ((1, 0), (0, 1)))'],
    [
      [60, 80, 50],
      [80, 60, 40],
    ],
    60 * 80 * 50 * 40,
  ),
  product(
    'einsum',
    ["nd.einsum('ij,jk->ik', a, b)", "np.einsum('ij,jk->ik', a, b)"],
    [
      [200, 200],
      [200, 200],
    ],
    8e6,
  ),
  product(
    'einsum',
    ["nd.einsum('ij,ij->i', a, b)", "np.einsum('ij,ij->i', a, b)"],
    [
      [1000, 1000],
      [1000, 1000],
    ],
    1e6,
    { variant: 'rows' },
  ),
  product(
    'einsum',
    ["nd.einsum('bij,bkj->bik', a, b)", "np.einsum('bij,bkj->bik', a, b)"],
    [
      [50, 40, 30],
      [50, 60, 30],
    ],
    50 * 40 * 30 * 60,
    { variant: 'stack' },
  ),
  product(
    'kron',
    ['nd.kron(a, b)', 'np.kron(a, b)'],
    [
      [30, 30],
      [30, 30],
    ],
    810000,
  ),
  product(
    'cross',
    ['nd.cross(a, b)', 'np.cross(a, b)'],
    [
      [100000, 3],
      [100000, 3],
    ],
    6e5,
  ),
];
