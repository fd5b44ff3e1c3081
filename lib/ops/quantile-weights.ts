/** Quantiles of weighted elements: the inverse of their cumulative distribution. Rows are sorted, as they must be. */
import type { NDArray } from '../ndarray';
import { DTypeError, IndexError, ShapeError, ValueError } from '../errors';
import { layoutOf, makeEmpty } from '../core/array-core';
import { INT64, isInexact } from '../core/dtype';
import { readAxis, readIntegerList } from '../core/options';
import { sameShape } from '../core/layout';
import { divide, equal, isnan, less, minimum, subtract } from './elementwise.gen';
import { mergeAxes, type ReducedRows } from './order-statistics';
import { cast } from './quantile-methods';
import { any, countNonzero } from './reductions.gen';
import { cumsum } from './scan';
import { searchsorted } from './search';
import { where } from './select-by-condition';
import { broadcastTo, expandDims, ravel, reshape, transpose } from './shape';
import { argsort } from './sort';
import { stack } from './joining';
import { take } from './take';
import { takeAlongAxis } from './take-along-axis';

/** Weights of the shape of the rows. */
export type Weights = NDArray;

/** Brings weights to the shape of the rows. */
export function readWeights(
  op: string,
  weights: NDArray,
  array: NDArray,
  axisGiven: unknown,
  from: ReducedRows,
): Weights {
  const { shape } = layoutOf(array);
  const own = layoutOf(weights).shape;
  const { kind } = layoutOf(weights).dtype;
  if (kind === 'c') throw new DTypeError(`[${op}] weights must be real numbers`);
  const whole = axisGiven === undefined || axisGiven === null;
  let full = weights;
  if (!sameShape(own, shape)) {
    if (whole) throw new DTypeError(`[${op}] Axis must be specified when shapes of a and weights differ.`);
    const axes = readIntegerList(op, 'axis', axisGiven).map((axis) => readAxis(op, axis, shape.length));
    if (
      !sameShape(
        own,
        axes.map((i) => shape[i]!),
      )
    ) {
      throw new ShapeError(`[${op}] Shape of weights must be consistent with shape of a along specified axis.`);
    }
    const order = axes.map((_, k) => k).sort((x, y) => axes[x]! - axes[y]!);
    const along = reshape(
      transpose(weights, order),
      shape.map((dim, i) => (axes.includes(i) ? dim : 1)),
    );
    full = broadcastTo(along, shape);
  }
  if (any(less(full, 0)) as boolean) throw new ValueError(`[${op}] Weights must be non-negative.`);
  if (whole) return ravel(full);
  return from.reduced.filter(Boolean).length === 1 ? full : mergeAxes(full, from.reduced);
}

/** Quantiles of rows; `counts`: how many elements of each, the first ones in order, are numbers, where nans are skipped. */
export function weightedQuantiles(
  op: string,
  from: ReducedRows,
  weights: Weights,
  q: NDArray,
  counts: NDArray | undefined,
): NDArray {
  const { axis, kept, rows } = from;
  const { dtype, shape } = layoutOf(rows);
  const n = shape[axis]!;
  if (n === 0) throw new IndexError(`[${op}] index -1 is out of bounds for axis ${axis} with size 0`);
  const order = argsort(rows, { axis });
  const sorted = takeAlongAxis(rows, order, { axis });
  let weighs = takeAlongAxis(weights, order, { axis });
  if (counts !== undefined) {
    // Nans weigh nothing; rows of nothing else need weights all the same.
    const numbers = expandDims(counts, axis);
    weighs = where(equal(numbers, 0), 1, where(isnan(sorted), 0, weighs));
  }
  const sums = cumsum(weighs, { axis, dtype: 'float64' });
  const shares = divide(sums, take(sums, [n - 1], { axis }));
  const last = take(shares, n - 1, { axis });
  if (any(isnan(last)) as boolean) throw new ValueError(`[${op}] Weights included NaN, inf or were all zero.`);
  const qDType = layoutOf(q).dtype;
  const rounded = qDType.kind === 'f' ? cast(shares, qDType) : shares;
  const cdf = where(equal(rounded, 0), -1, rounded);
  const flat = ravel(q);
  const total = layoutOf(flat).size;
  const most = counts === undefined ? n - 1 : subtract(where(equal(counts, 0), 1, counts), 1);
  const at = minimum(places(op, cdf, flat, axis, kept), counts === undefined ? most : expandDims(most, 0));
  const moved = transpose(sorted, [axis, ...shape.map((_, i) => i).filter((i) => i !== axis)]);
  const indices = reshape(at, [total, ...kept]);
  const taken = total === 0 ? makeEmpty(op, dtype, [0, ...kept]) : takeAlongAxis(moved, indices, { axis: 0 });
  const result = reshape(taken, [...layoutOf(q).shape, ...kept]);
  if (counts !== undefined || !isInexact(dtype)) return result;
  const end = take(sorted, n - 1, { axis });
  return where(isnan(end), end, result);
}

/** How many shares of each row are below each quantile: planes of the kept shape. */
function places(op: string, cdf: NDArray, q: NDArray, axis: number, kept: readonly number[]): NDArray {
  if (kept.length === 0) return searchsorted(ravel(cdf), q);
  const total = layoutOf(q).size;
  const made = makeEmpty(op, INT64, [total, ...kept]);
  if (total === 0) return made;
  const planes: NDArray[] = [];
  for (let i = 0; i < total; i++) planes.push(countNonzero(less(cdf, take(q, i)), { axis }) as NDArray);
  return stack(planes);
}
