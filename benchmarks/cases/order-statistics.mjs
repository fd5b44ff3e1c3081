// Partitions, medians, quantiles, orders by several keys, sets.
import { inCache, inSizes, large, million, operand, square } from './case.mjs';

const family = 'Order statistics and sets';

/** A case over `a` (and `b`), random numbers from 0 up to `high`. */
const over = (op, [js, python], list, { dtype = 'float64', high = 1, more = 0, variant, ...rest } = {}) =>
  inSizes(list, (size) => ({
    family,
    op,
    dtype,
    variant,
    operands: [
      operand('a', dtype, size.shape, { low: 0, high }),
      ...(more > 0 ? [operand('b', dtype, [Math.ceil(size.n / more)], { low: 0, high })] : []),
    ],
    code: { js, python, ...rest },
  }));

/** What is at the middle: the rest of a partition is in no order that two libraries share. */
const partition = (op, call, list, rest = {}) =>
  inSizes(list, (size) => {
    const middle = size.n / 2;
    const js = call('nd', middle);
    const python = call('np', middle);
    const indexed = op === 'argpartition';
    return {
      family,
      op,
      dtype: 'float64',
      operands: [operand('a', 'float64', size.shape, { low: 0, high: 1 })],
      code: {
        js: { run: js, check: indexed ? `a.select(${js}.select([${middle}]))` : `${js}.select([${middle}])` },
        python: { run: python, check: indexed ? `a[${python}[[${middle}]]]` : `${python}[[${middle}]]` },
      },
      ...rest,
    };
  });

const sizes = [inCache, million, large];
const integers = { dtype: 'int64', high: 1000, variant: 'below 1000' };
const wide = { dtype: 'int64', high: 1e12, variant: 'below 1e12' };

export const orderStatistics = [
  ...partition('partition', (m, k) => `${m}.partition(a, ${k})`, sizes),
  ...partition('argpartition', (m, k) => `${m}.argpartition(a, ${k})`, [inCache, million]),
  ...over('median', ['nd.median(a)', 'np.median(a)'], sizes),
  ...over('median', ['nd.median(a)', 'np.median(a)'], [million], integers),
  ...over('median', ['nd.median(a)', 'np.median(a)'], [million], { dtype: 'float32' }),
  ...[0, 1].flatMap((n) =>
    over('median', [`nd.median(a, { axis: ${n} })`, `np.median(a, axis=${n})`], [square], { variant: `axis=${n}` }),
  ),
  ...over('nanmedian', ['nd.nanmedian(a)', 'np.nanmedian(a)'], [million]),
  ...over('nanmedian', ['nd.nanmedian(a, { axis: 1 })', 'np.nanmedian(a, axis=1)'], [square], { variant: 'axis=1' }),
  ...over('percentile', ['nd.percentile(a, [5, 25, 50, 75, 95])', 'np.percentile(a, [5, 25, 50, 75, 95])'], sizes),
  ...over('quantile', ['nd.quantile(a, 0.3)', 'np.quantile(a, 0.3)'], [inCache, million]),
  ...over('lexsort', ['nd.lexsort([a, b])', 'np.lexsort((a, b))'], [inCache, million], { more: 1 }),
  ...over('lexsort', ['nd.lexsort([a, b])', 'np.lexsort((a, b))'], [million], { ...integers, more: 1 }),
  ...over('isin', ['nd.isin(a, b)', 'np.isin(a, b)'], [inCache, million], { ...integers, more: 100 }),
  ...over('isin', ['nd.isin(a, b)', 'np.isin(a, b)'], [million], { ...wide, more: 10 }),
  ...over('isin', ['nd.isin(a, b)', 'np.isin(a, b)'], [inCache, million], { more: 10 }),
  ...over('intersect1d', ['nd.intersect1d(a, b)', 'np.intersect1d(a, b)'], [million], { more: 2 }),
  ...over('union1d', ['nd.union1d(a, b)', 'np.union1d(a, b)'], [million], { more: 2 }),
  ...over('setdiff1d', ['nd.setdiff1d(a, b)', 'np.setdiff1d(a, b)'], [million], { ...wide, more: 2 }),
  ...over(
    'unique',
    [
      'nd.unique(a, { returnInverse: true, returnCounts: true })',
      'np.unique(a, return_inverse=True, return_counts=True)',
    ],
    [million],
    { ...integers, variant: 'inverse, counts' },
  ),
];
