// Statistics: reductions without nan, histograms, signals, windows and polynomials.
import { inCache, inSizes, itemsizes, million, operand, sizeOf, square, trafficOf } from './case.mjs';

/** A case over operands of a size, the same call on both sides. */
export const over = (
  family,
  op,
  [js, python],
  list,
  { dtype = 'float64', variant, more = () => [], low = -1, high = 1 } = {},
) =>
  inSizes(list, (size) => {
    const operands = [operand('a', dtype, size.shape, { low, high }), ...more(size)];
    return {
      family,
      op,
      dtype,
      variant,
      operands,
      code: { js, python },
      traffic: trafficOf(operands, sizeOf(size.shape) * itemsizes[dtype]),
    };
  });

const names = ['nansum', 'nanmin', 'nanargmax', 'nanmean', 'nanstd'];
const withoutNan = names.flatMap((op) => [
  ...over('Reductions without nan', op, [`nd.${op}(a)`, `np.${op}(a)`], [inCache, million]),
  ...[0, 1].flatMap((axis) =>
    over('Reductions without nan', op, [`nd.${op}(a, { axis: ${axis} })`, `np.${op}(a, axis=${axis})`], [square], {
      variant: `axis=${axis}`,
    }),
  ),
]);

const edges = () => [operand('e', 'float64', [101], { low: -1, high: 1, kind: 'sorted' })];
const points = () => [
  operand('p', 'float64', [1000], { low: -1, high: 1, kind: 'sorted' }),
  operand('q', 'float64', [1000], { low: -1, high: 1 }),
];
const other = (size) => [operand('b', 'float64', size.shape, { low: -1, high: 1 })];
const histograms = [
  ...over('Histograms', 'histogram', ['nd.histogram(a, 100)[0]', 'np.histogram(a, 100)[0]'], [inCache, million]),
  ...over('Histograms', 'histogram', ['nd.histogram(a, 100)[0]', 'np.histogram(a, 100)[0]'], [million], {
    dtype: 'float32',
  }),
  ...over('Histograms', 'histogram', ['nd.histogram(a, e)[0]', 'np.histogram(a, e)[0]'], [million], {
    variant: 'edges',
    more: edges,
  }),
  ...over(
    'Histograms',
    'histogram2d',
    ['nd.histogram2d(a, b, 50)[0]', 'np.histogram2d(a, b, 50)[0]'],
    [inCache, million],
    {
      more: other,
    },
  ),
  ...over('Histograms', 'bincount', ['nd.bincount(a)', 'np.bincount(a)'], [inCache, million], {
    dtype: 'int64',
    low: 0,
    high: 1000,
  }),
  ...over('Histograms', 'digitize', ['nd.digitize(a, e)', 'np.digitize(a, e)'], [inCache, million], { more: edges }),
  ...over('Histograms', 'interp', ['nd.interp(a, p, q)', 'np.interp(a, p, q)'], [inCache, million], { more: points }),
];

const kernel = (n) => () => [operand('k', 'float64', [n], { low: -1, high: 1 })];
const coefficients = (n) => () => [operand('c', 'float64', [n], { low: -1, high: 1 })];
const polynomials = [
  ...over('Polynomials', 'polyval', ['nd.polyval(c, a)', 'np.polyval(c, a)'], [inCache, million], {
    more: coefficients(6),
  }),
  ...over('Polynomials', 'polyfit', ['nd.polyfit(a, b, 3)', 'np.polyfit(a, b, 3)'], [inCache], { more: other }),
];
const signals = [
  ...over('Signals', 'convolve', ['nd.convolve(a, k)', 'np.convolve(a, k)'], [inCache, million], {
    variant: '31 taps',
    more: kernel(31),
  }),
  ...over('Signals', 'convolve', ["nd.convolve(a, k, 'same')", "np.convolve(a, k, 'same')"], [million], {
    variant: '301 taps',
    more: kernel(301),
  }),
  ...over('Signals', 'gradient', ['nd.gradient(a)', 'np.gradient(a)'], [inCache, million]),
  ...over('Signals', 'trapezoid', ['nd.trapezoid(a)', 'np.trapezoid(a)'], [inCache, million]),
  ...over('Signals', 'average', ['nd.average(a, { weights: b })', 'np.average(a, weights=b)'], [inCache, million], {
    low: 1,
    high: 2,
    more: (size) => [operand('b', 'float64', size.shape, { low: 1, high: 2 })],
  }),
];

export const statistics = [
  ...signals,
  ...polynomials,
  ...histograms,
  ...withoutNan,
  ...over('Reductions without nan', 'nancumsum', ['nd.nancumsum(a)', 'np.nancumsum(a)'], [million]),
];
