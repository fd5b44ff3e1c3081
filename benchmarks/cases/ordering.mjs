// Scans, sorting, searching and sets.
import { inCache, inSizes, itemsizes, million, operand, sizeOf, sizes, square, tall, trafficOf } from './case.mjs';

const [small, , , , large] = sizes;
const named = { sort: 'Sorting, searching, sets', scan: 'Scans' };

/** A case over an array `a` of a dtype; `written` is the itemsize of what comes out. */
const over = (
  family,
  op,
  [js, python, numpyTs],
  list,
  { dtype = 'float64', a = {}, more = [], variant, ...rest } = {},
) =>
  inSizes(list, (size) => {
    const operands = [operand('a', dtype, size.shape, { low: 0, high: 1000, ...a }), ...more];
    return {
      family: named[family],
      op,
      dtype,
      variant,
      operands,
      code: { js, python, numpyTs },
      traffic: trafficOf(operands, sizeOf(size.shape) * itemsizes[dtype]),
      ...rest,
    };
  });

const scan = (op, numpy, list = sizes) =>
  over('scan', op, [`nd.${op}(a)`, `np.${numpy}(a)`, `np.${numpy}(a)`], list, {
    a: op === 'cumprod' ? { low: 0.999999, high: 1.000001 } : {},
  });

const axis = (op, numpy, n) =>
  over('scan', op, [`nd.${op}(a, { axis: ${n} })`, `np.${numpy}(a, axis=${n})`], [square, tall], {
    variant: `axis=${n}`,
  });

/** As many numbers as `n`, and their places in a sorted array of `m`. */
const search = (size, m, js, python, variant) =>
  inSizes([size], ({ n }) => ({
    family: named.sort,
    op: 'searchsorted',
    dtype: 'float64',
    variant,
    operands: [
      operand('a', 'float64', [m], { low: 0, high: 1, kind: 'sorted' }),
      operand('v', 'float64', [n], { low: 0, high: 1 }),
    ],
    code: { js, python, numpyTs: python },
  }));

const everySize = [small, inCache, million];
export const ordering = [
  ...scan('cumsum', 'cumsum'),
  ...scan('cumprod', 'cumprod', [inCache, million]),
  ...axis('cumsum', 'cumsum', 0),
  ...axis('cumsum', 'cumsum', 1),
  ...over('scan', 'cumsum', ['nd.cumsum(a)', 'np.cumsum(a)', 'np.cumsum(a)'], [million], { dtype: 'int64' }),
  ...over('scan', 'cumsum', ['nd.cumsum(a)', 'np.cumsum(a)', 'np.cumsum(a)'], [million], {
    dtype: 'float32',
    a: { low: 0, high: 1 },
  }),
  ...over(
    'scan',
    'cumulativeSum',
    ['nd.cumulativeSum(a, { includeInitial: true })', 'np.cumulative_sum(a, include_initial=True)'],
    [inCache, million],
  ),
  ...over('scan', 'diff', ['nd.diff(a)', 'np.diff(a)', 'np.diff(a)'], [...everySize, large]),
  ...over('scan', 'diff', ['nd.diff(a, { axis: 0 })', 'np.diff(a, axis=0)'], [square], { variant: 'axis=0' }),
  ...over('scan', 'ptp', ['nd.ptp(a)', 'np.ptp(a)', 'np.ptp(a)'], everySize),

  ...over('sort', 'sort', ['nd.sort(a)', 'np.sort(a)', 'np.sort(a)'], [...everySize, large]),
  ...['float32', 'int64', 'int32', 'uint8'].flatMap((dtype) =>
    over('sort', 'sort', ['nd.sort(a)', 'np.sort(a)', 'np.sort(a)'], [million], {
      dtype,
      a: { low: 0, high: dtype === 'uint8' ? 256 : 1e9 },
    }),
  ),
  ...over('sort', 'sort', ["nd.sort(a, { kind: 'stable' })", "np.sort(a, kind='stable')"], [inCache, million], {
    variant: 'stable',
  }),
  ...[0, 1].flatMap((n) =>
    over('sort', 'sort', [`nd.sort(a, { axis: ${n} })`, `np.sort(a, axis=${n})`], [square, tall], {
      variant: `axis=${n}`,
    }),
  ),
  ...over('sort', 'argsort', ['nd.argsort(a)', 'np.argsort(a)', 'np.argsort(a)'], everySize, {
    code: {
      // Equal elements may come in any order, so the sorted array is what is compared.
      js: { run: 'nd.argsort(a)', check: 'a.select(nd.argsort(a))' },
      python: { run: 'np.argsort(a)', check: 'a[np.argsort(a)]' },
      numpyTs: { run: 'np.argsort(a)', check: 'np.take(a, np.argsort(a))' },
      torch: { run: 'torch.argsort(a)', check: 'a[torch.argsort(a)]' },
    },
  }),
  ...over(
    'sort',
    'argsort',
    ["nd.argsort(a, { kind: 'stable' })", "np.argsort(a, kind='stable')"],
    [inCache, million],
    { variant: 'stable' },
  ),
  ...search(inCache, 1e6, 'nd.searchsorted(a, v)', 'np.searchsorted(a, v)', 'in 1e6'),
  ...search(million, 1e6, 'nd.searchsorted(a, v)', 'np.searchsorted(a, v)', 'in 1e6'),
  ...search(
    million,
    1e6,
    "nd.searchsorted(a, v, { side: 'right' })",
    "np.searchsorted(a, v, side='right')",
    'in 1e6, right',
  ),
  ...over('sort', 'unique', ['nd.unique(a)', 'np.unique(a)', 'np.unique(a)'], everySize, {
    dtype: 'int64',
    variant: '1000 values',
  }),
  ...over('sort', 'unique', ['nd.unique(a)', 'np.unique(a)', 'np.unique(a)'], [million]),
];
