// Views, items, selection by masks and positions, and writing through them.
import { inCache, inSizes, large, million, operand, sizes, square, trafficOf } from './case.mjs';

const family = 'Indexing';
const small = sizes[0];

const view = (op, js, python, dims = 1) =>
  inSizes([dims === 1 ? small : square], (size) => ({
    family: 'Views',
    op,
    dtype: 'float64',
    operands: [operand('a', 'float64', size.shape)],
    code: { js, python },
  }));

const values = (n, extra = {}) => operand('a', 'float64', [n], extra);
const mask = (n) => operand('m', 'bool', [n]);
const positions = (n, m = n) => operand('i', 'int64', [n], { low: 0, high: m });

/** Cases over an array of n numbers and whatever `more` adds, in three or four sizes. */
const over = (op, { more = () => [], written, code, list = [small, inCache, million, large], ...rest }) =>
  inSizes(list, (size) => {
    const operands = [values(size.n), ...more(size.n)];
    const traffic = trafficOf(operands, written(size.n));
    return {
      family,
      op,
      dtype: 'float64',
      operands,
      code: typeof code === 'function' ? code(size.n) : code,
      traffic,
      ...rest,
    };
  });

export const indexing = [
  ...view('at slice', "a.at('2:5')", 'a[2:5]'),
  ...view('at slice object', 'a.at(nd.slice(2, 5))', 'a[2:5]'),
  ...view('at integer of a matrix', 'a.at(3)', 'a[3]', 2),
  ...view('at column', "a.at(':', 3)", 'a[:, 3]', 2),
  ...view('at steps of both axes', "a.at('::2', '::-1')", 'a[::2, ::-1]', 2),
  ...view('item', 'a.item(3)', 'a.item(3)'),
  ...view('item of a matrix', 'a.item(3, 4)', 'a.item(3, 4)', 2),
  ...view('reshape', 'a.reshape([500, 2000])', 'a.reshape(500, 2000)', 2),
  ...view('T', 'a.T', 'a.T', 2),
  ...view('swapaxes', 'nd.swapaxes(a, 0, 1)', 'np.swapaxes(a, 0, 1)', 2),
  ...view('moveaxis', 'nd.moveaxis(a, 0, 1)', 'np.moveaxis(a, 0, 1)', 2),
  ...view('diagonal', 'nd.diagonal(a)', 'np.diagonal(a)', 2),
  ...view('slidingWindowView', 'nd.slidingWindowView(a, 3)', 'np.lib.stride_tricks.sliding_window_view(a, 3)'),

  ...over('select mask', {
    more: (n) => [mask(n)],
    written: (n) => 4 * n,
    code: { js: 'a.select(m)', python: 'a[m]', torch: 'a[m]', numpyTs: 'a.bindex(m)' },
  }),
  ...over('select positions', {
    more: (n) => [positions(n)],
    written: (n) => 8 * n,
    code: { js: 'a.select(i)', python: 'a[i]', torch: 'a[i]', numpyTs: 'np.take(a, i)' },
  }),
  ...over('take', {
    more: (n) => [positions(n)],
    written: (n) => 8 * n,
    code: { js: 'nd.take(a, i)', python: 'np.take(a, i)', torch: 'torch.take(a, i)', numpyTs: 'np.take(a, i)' },
  }),
  ...over('compress', {
    more: (n) => [mask(n)],
    written: (n) => 4 * n,
    code: { js: 'nd.compress(m, a)', python: 'np.compress(m, a)', numpyTs: 'np.compress(m, a)' },
  }),
  ...inSizes([small, inCache, million, large], ({ n }) => ({
    family,
    op: 'nonzero',
    dtype: 'bool',
    operands: [mask(n)],
    code: { js: 'nd.nonzero(m)', python: 'np.nonzero(m)', numpyTs: 'np.nonzero(m)' },
    traffic: trafficOf([mask(n)], 4 * n),
  })),
  ...over('set mask to a number', {
    more: (n) => [mask(n)],
    written: (n) => 4 * n,
    mutates: ['a'],
    code: {
      js: { run: 'a.set(5, m)', check: 'a' },
      python: { run: 'a[m] = 5', check: 'a' },
    },
  }),
  ...over('set positions', {
    more: (n) => [positions(n), operand('b', 'float64', [n], { kind: 'constant', low: 3 })],
    written: (n) => 8 * n,
    mutates: ['a'],
    code: { js: { run: 'a.set(b, i)', check: 'a' }, python: { run: 'a[i] = b', check: 'a' } },
  }),
  ...over('put', {
    more: (n) => [positions(n), operand('b', 'float64', [n], { kind: 'constant', low: 3 })],
    written: (n) => 8 * n,
    mutates: ['a'],
    code: { js: { run: 'nd.put(a, i, b)', check: 'a' }, python: { run: 'np.put(a, i, b)', check: 'a' } },
  }),
  ...over('iadd at mask', {
    more: (n) => [mask(n)],
    written: (n) => 4 * n,
    mutates: ['a'],
    list: [inCache, million],
    code: {
      js: { run: 'a.iadd(1, { at: [m] })', check: '0' },
      python: { run: 'a[m] += 1', check: '0' },
    },
  }),
  ...over('add.at', {
    more: (n) => [positions(n), operand('b', 'float64', [n])],
    written: (n) => 8 * n,
    mutates: ['a'],
    list: [small, inCache, million],
    code: {
      js: { run: 'nd.add.at(a, i, b)', check: '0' },
      python: { run: 'np.add.at(a, i, b)', check: '0' },
    },
  }),
  ...over('set slice', {
    written: (n) => 4 * n,
    mutates: ['a'],
    list: [small, inCache, million],
    code: (n) => ({
      js: { setup: `const part = nd.slice(0, ${n / 2});`, run: 'a.set(5, part)', check: 'a' },
      python: { setup: `part = slice(0, ${n / 2})`, run: 'a[part] = 5', check: 'a' },
    }),
  }),
  ...inSizes([square], (size) => {
    const operands = [operand('a', 'float64', size.shape), operand('i', 'int64', [500], { low: 0, high: 1000 })];
    return {
      family,
      op: 'select rows',
      dtype: 'float64',
      operands,
      code: { js: 'a.select(i)', python: 'a[i]', torch: 'a[i]' },
      traffic: { kind: 'copy', read: 4e6, written: 4e6 },
    };
  }),
  ...inSizes([square], (size) => ({
    family,
    op: 'select columns',
    dtype: 'float64',
    operands: [operand('a', 'float64', size.shape), operand('i', 'int64', [500], { low: 0, high: 1000 })],
    code: { js: "a.select(':', i)", python: 'a[:, i]', torch: 'a[:, i]' },
    traffic: { kind: 'copy', read: 4e6, written: 4e6 },
  })),
  ...inSizes([square], (size) => ({
    family,
    op: 'take axis=1',
    dtype: 'float64',
    operands: [operand('a', 'float64', size.shape), operand('i', 'int64', [500], { low: 0, high: 1000 })],
    code: { js: 'nd.take(a, i, { axis: 1 })', python: 'np.take(a, i, axis=1)' },
    traffic: { kind: 'copy', read: 4e6, written: 4e6 },
  })),
  ...inSizes([square], (size) => ({
    family,
    op: 'takeAlongAxis axis=1',
    dtype: 'float64',
    operands: [operand('a', 'float64', size.shape), operand('i', 'int64', size.shape, { low: 0, high: 1000 })],
    code: { js: 'nd.takeAlongAxis(a, i, { axis: 1 })', python: 'np.take_along_axis(a, i, axis=1)' },
    traffic: { kind: 'triad', read: 16e6, written: 8e6 },
  })),
  ...inSizes([square], (size) => ({
    family,
    op: 'putAlongAxis axis=1',
    dtype: 'float64',
    operands: [operand('a', 'float64', size.shape), operand('i', 'int64', size.shape, { low: 0, high: 1000 })],
    mutates: ['a'],
    code: {
      js: { run: 'nd.putAlongAxis(a, i, 3, { axis: 1 })', check: 'a' },
      python: { run: 'np.put_along_axis(a, i, 3, axis=1)', check: 'a' },
    },
    traffic: { kind: 'copy', read: 8e6, written: 8e6 },
  })),
  ...inSizes([square], (size) => ({
    family,
    op: 'select an open mesh',
    dtype: 'float64',
    operands: [operand('a', 'float64', size.shape), operand('i', 'int64', [500], { low: 0, high: 1000 })],
    code: { js: 'a.select(...nd.ix_(i, i))', python: 'a[np.ix_(i, i)]' },
    traffic: { kind: 'copy', read: 2e6, written: 2e6 },
  })),
  ...inSizes([million], ({ n }) => ({
    family,
    op: 'choose',
    dtype: 'float64',
    operands: [operand('k', 'int64', [n], { low: 0, high: 2 }), values(n), operand('b', 'float64', [n])],
    code: { js: 'nd.choose(k, [a, b])', python: 'np.choose(k, [a, b])' },
    traffic: { kind: 'triad', read: 24 * n, written: 8 * n },
  })),
];
