/** Medians: the middle elements are selected, not sorted. */
import type { NDArray } from '../ndarray';
import { layoutOf, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { isInexact, promote, type DType, type WeakScalar } from '../core/dtype';
import { readBoolean, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { positionsOfList } from './advanced-index';
import { assign } from './assign';
import { floorDivide, equal, isnan, remainder, subtract } from './elementwise.gen';
import { orderStatistics, outWithoutAxes, reduceRows, type ReducedRows } from './order-statistics';
import { countNumbers } from './quantile';
import type { MeanType, Reduced } from './reduction';
import { mean } from './reductions.gen';
import { where } from './select-by-condition';
import { reshape } from './shape';
import { stack } from './joining';
import { take, readOut } from './take';

/** Options of median() and nanmedian(). */
export interface MedianOptions {
  /** Axis or axes to reduce; undefined or null: all. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** Keep reduced axes with length 1. */
  readonly keepdims?: boolean | undefined;
  readonly out?: NDArray | undefined;
  /** Accepted as NumPy's: the array is left as it is. */
  readonly overwriteInput?: boolean | undefined;
}

/** The middle elements of rows, averaged; rows with a nan give it. */
function middle(op: string, from: ReducedRows, out: NDArray | undefined): NDArray {
  const { rows, axis } = from;
  const layout = layoutOf(rows);
  const n = layout.shape[axis]!;
  if (n === 0) return mean(rows, { axis }) as NDArray;
  const half = Math.floor(n / 2);
  const list = n % 2 === 0 ? [half - 1, half] : [half];
  const ranks = { places: positionsOfList(op, list)!, count: list.length, perRow: false };
  const found = orderStatistics(op, from, ranks, true);
  // Sums are taken in the dtype of an output, as in any mean.
  const inOut = out !== undefined && layout.dtype.itemsize >= 4 && layoutOf(out).dtype.kind === layout.dtype.kind;
  const dtype = inOut && isInexact(layout.dtype) ? promote(layout.dtype, layoutOf(out).dtype).name : undefined;
  const result = mean(found, { axis: 0, dtype }) as NDArray;
  if (layout.dtype.kind !== 'c') return result;
  // The mean of a complex nan with itself may be another one.
  const last = take(found, 0, { axis: 0 });
  return where(isnan(last), last, result);
}

/** The same among the first `counts` elements of each sorted row. */
function middleOfNumbers(op: string, from: ReducedRows, counts: NDArray): NDArray {
  const upper = floorDivide(counts, 2);
  const odd = equal(remainder(counts, 2), 1);
  const lower = where(odd, upper, subtract(upper, 1));
  const ranks = { places: stack([lower, upper]), count: 2, perRow: true };
  const found = orderStatistics(op, from, ranks, false);
  const both = mean(found, { axis: 0 }) as NDArray;
  // One element is averaged too: that of -0 is 0.
  return where(odd, mean(take(found, [0], { axis: 0 }), { axis: 0 }) as NDArray, both);
}

function run(op: string, skipNan: boolean, a: ArrayLike, options: MedianOptions | undefined): WeakScalar | NDArray {
  const given = readOptions(op, options);
  const axis = given?.axis;
  const keepdims = readBoolean(op, 'keepdims', given?.keepdims, false);
  const out = readOut(op, given?.out);
  readBoolean(op, 'overwriteInput', given?.overwriteInput, false);
  const array = asArray(op, a);
  usableStorage(op, array);
  const from = reduceRows(op, array, axis);
  const view = out === undefined ? undefined : outWithoutAxes(op, out, keepdims ? from : dropped(from), []);
  const { rows } = from;
  const skips = skipNan && isInexact(layoutOf(rows).dtype) && layoutOf(rows).size > 0;
  const result = skips
    ? middleOfNumbers(op, from, countNumbers(rows, from.axis))
    : middle(op, from, skipNan ? undefined : out);
  if (view !== undefined) {
    assign(op, view, result);
    return out!;
  }
  if (keepdims) return reshape(result, from.full);
  return from.kept.length === 0 ? (result.item() as WeakScalar) : result;
}

/** As if the reduced axes had never been. */
function dropped(from: ReducedRows): ReducedRows {
  return { ...from, full: from.kept, reduced: from.kept.map(() => false) };
}

/**
 * Find the median: the middle element in order, or the mean of the two in the middle. Rows with a nan give nan, empty
 * ones too.
 *
 * @param a array or nested list; integers and bools give float64, other dtypes their own
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; ShapeError, ReadOnlyError when `out` does not fit
 * @see numpy.median
 * @example
 * ```ts
 * nd.median([3, 1, 2, 10]); // 2.5
 * nd.median([[3, 1, 2], [9, 7, 8]], { axis: 1 }).toString(); // '[2. 8.]'
 * ```
 */
export function median<D extends DType, const O extends MedianOptions = Record<never, never>>(
  a: NDArray<D> | Exclude<ArrayLike, NDArray>,
  options?: O,
): Reduced<O, MeanType<D>> {
  return run('median', false, a as ArrayLike, options) as Reduced<O, MeanType<D>>;
}

/**
 * Find the median of the elements that are not nan. Rows of nothing else give nan.
 *
 * @param a array or nested list; integers and bools give float64, other dtypes their own
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; ShapeError, ReadOnlyError when `out` does not fit
 * @see numpy.nanmedian
 * @example
 * ```ts
 * nd.nanmedian([3, NaN, 1, 2, 10]); // 2.5
 * ```
 */
export function nanmedian<D extends DType, const O extends MedianOptions = Record<never, never>>(
  a: NDArray<D> | Exclude<ArrayLike, NDArray>,
  options?: O,
): Reduced<O, MeanType<D>> {
  return run('nanmedian', true, a as ArrayLike, options) as Reduced<O, MeanType<D>>;
}
