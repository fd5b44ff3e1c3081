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

export const statistics = [
  ...withoutNan,
  ...over('Reductions without nan', 'nancumsum', ['nd.nancumsum(a)', 'np.nancumsum(a)'], [million]),
];
