// Arrays made from nothing, from numbers and from lists, and random ones.
import { inCache, inSizes, large, million, sizes, square } from './case.mjs';

const family = 'Creation';
const fill = (n, itemsize = 8) => ({ kind: 'fill', read: 0, written: itemsize * n });

const filled = (op, dtype, js, python, numpyTs = python) =>
  inSizes(sizes, ({ n }) => ({
    family,
    op,
    dtype,
    code: { js: js(n), python: python(n), numpyTs: numpyTs(n), torch: undefined },
    traffic: fill(n, dtype === 'float32' ? 4 : 8),
  }));

/** A list of numbers, the same in every language. */
const list = (n) => ({
  js: `const list = Array.from({ length: ${n} }, (_, i) => i * 0.5);`,
  python: `list_ = [i * 0.5 for i in range(${n})]`,
});

const random = (op, dtype, js, python) =>
  inSizes([sizes[0], inCache, million, large], ({ n }) => ({
    family: 'Random numbers',
    op,
    dtype,
    code: {
      js: {
        setup: 'const rng = nd.random.defaultRng(1);',
        run: js(n),
        check: js(n).replace('rng', 'nd.random.defaultRng(7)'),
      },
      python: {
        setup: 'rng = np.random.default_rng(1)',
        run: python(n),
        check: python(n).replace('rng', 'np.random.default_rng(7)'),
      },
    },
    traffic: fill(n, dtype === 'float32' ? 4 : 8),
  }));

export const creation = [
  ...inSizes(sizes, ({ n }) => ({
    family,
    op: 'zeros',
    dtype: 'float64',
    code: { js: `nd.zeros(${n})`, python: `np.zeros(${n})`, numpyTs: `np.zeros([${n}])` },
  })),
  ...inSizes(sizes, ({ n }) => ({
    family,
    op: 'empty',
    dtype: 'float64',
    code: {
      js: { run: `nd.empty(${n})`, check: `nd.empty(${n}).size` },
      python: { run: `np.empty(${n})`, check: `np.empty(${n}).size` },
    },
  })),
  ...filled(
    'ones',
    'float64',
    (n) => `nd.ones(${n})`,
    (n) => `np.ones(${n})`,
    (n) => `np.ones([${n}])`,
  ),
  ...filled(
    'full',
    'float32',
    (n) => `nd.full(${n}, 7, { dtype: 'float32' })`,
    (n) => `np.full(${n}, 7, dtype=np.float32)`,
    (n) => `np.full([${n}], 7, 'float32')`,
  ),
  ...filled(
    'arange',
    'int64',
    (n) => `nd.arange(${n}n)`,
    (n) => `np.arange(${n})`,
    (n) => `np.arange(0, ${n}, 1, 'int64')`,
  ),
  ...filled(
    'arange',
    'float64',
    (n) => `nd.arange(${n})`,
    (n) => `np.arange(${n}.0)`,
  ),
  ...filled(
    'linspace',
    'float64',
    (n) => `nd.linspace(0, 1, ${n})`,
    (n) => `np.linspace(0, 1, ${n})`,
  ),
  ...inSizes([inCache, million], ({ n }) => ({
    family,
    op: 'logspace',
    dtype: 'float64',
    code: {
      js: `nd.logspace(0, 3, { num: ${n} })`,
      python: `np.logspace(0, 3, ${n})`,
      numpyTs: `np.logspace(0, 3, ${n})`,
    },
    traffic: fill(n),
  })),
  ...inSizes([square], () => ({
    family,
    op: 'eye',
    dtype: 'float64',
    code: { js: 'nd.eye(1000)', python: 'np.eye(1000)', numpyTs: 'np.eye(1000)' },
    traffic: fill(1e6),
  })),
  ...inSizes([square], ({ n }) => ({
    family,
    op: 'tri',
    dtype: 'float64',
    code: { js: 'nd.tri(1000)', python: 'np.tri(1000)', numpyTs: 'np.tri(1000)' },
    traffic: fill(n),
  })),
  ...inSizes([square], ({ n }) => ({
    family,
    op: 'meshgrid',
    dtype: 'float64',
    code: {
      js: { setup: 'const x = nd.arange(1000);', run: 'nd.meshgrid(x, x)' },
      python: { setup: 'x = np.arange(1000.0)', run: 'np.meshgrid(x, x)' },
    },
    traffic: fill(2 * n),
  })),
  ...inSizes([square], ({ n }) => ({
    family,
    op: 'indices',
    dtype: 'int64',
    code: { js: 'nd.indices([1000, 1000])', python: 'np.indices((1000, 1000))' },
    traffic: fill(2 * n),
  })),
  ...inSizes(sizes.slice(0, 4), ({ n }) => ({
    family,
    op: 'array of a list',
    dtype: 'float64',
    code: {
      js: { setup: list(n).js, run: 'nd.array(list)' },
      python: { setup: list(n).python, run: 'np.array(list_)' },
      numpyTs: { setup: list(n).js, run: 'np.array(list)' },
    },
    traffic: fill(n),
  })),
  ...random(
    'random',
    'float64',
    (n) => `rng.random({ size: ${n} })`,
    (n) => `rng.random(${n})`,
  ),
  ...random(
    'random',
    'float32',
    (n) => `rng.random({ size: ${n}, dtype: 'float32' })`,
    (n) => `rng.random(${n}, dtype=np.float32)`,
  ),
  ...random(
    'standardNormal',
    'float64',
    (n) => `rng.standardNormal({ size: ${n} })`,
    (n) => `rng.standard_normal(${n})`,
  ),
  ...random(
    'integers',
    'int64',
    (n) => `rng.integers(0, 100, { size: ${n} })`,
    (n) => `rng.integers(0, 100, ${n})`,
  ),
];
