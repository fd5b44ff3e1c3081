/** Quantiles and percentiles: elements are selected, not sorted. */
import type { NDArray } from '../ndarray';
import { DTypeError, IndexError, ValueError } from '../errors';
import { isArray, layoutOf, makeView, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import {
  FLOAT64,
  castAllowed,
  isInexact,
  type DType,
  type DTypeInfo,
  type Scalar,
  type WeakScalar,
} from '../core/dtype';
import { Layout } from '../core/layout';
import { readBoolean, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { fullLike } from './creation';
import { add, equal, greaterEqual, less, lessEqual, logicalAnd, multiply, subtract } from './elementwise.gen';
import { concatenate } from './joining';
import { orderStatistics, outWithoutAxes, reduceRows, type ReducedRows } from './order-statistics';
import {
  cast,
  percent,
  placesOf,
  readMethod,
  type Count,
  type DiscreteMethod,
  type QuantileMethod,
} from './quantile-methods';
import { readWeights, weightedQuantiles, type Weights } from './quantile-weights';
import type { Reduced } from './reduction';
import { all, countNonzero, mean } from './reductions.gen';
import { where } from './select-by-condition';
import { reshape } from './shape';
import { checkResult, readOut } from './take';

/** Options of quantile(), percentile() and their kin. */
export interface QuantileOptions {
  /** Axis or axes to reduce; undefined or null: all. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** Keep reduced axes with length 1. */
  readonly keepdims?: boolean | undefined;
  readonly out?: NDArray | undefined;
  /** Accepted as NumPy's: the array is left as it is. */
  readonly overwriteInput?: boolean | undefined;
  /** What is given between two elements; default 'linear'. */
  readonly method?: QuantileMethod | undefined;
  /** How much each element weighs, for the method 'inverted_cdf': of the shape of the array, or of its axis. */
  readonly weights?: ArrayLike | undefined;
}

type Value<D extends DType, O> = O extends { readonly method: DiscreteMethod } ? Scalar<D> : number;

/** One quantile of a whole array is a value; several, or those with axis, keepdims or out, are an array. */
export type Quantiles<D extends DType, Q, O> = Q extends number | bigint ? Reduced<O, Value<D, O>> : NDArray;

interface Asked {
  readonly array: NDArray;
  readonly q: NDArray;
  /** The quantile is a plain number, whose dtype gives way to that of the elements. */
  readonly weak: boolean;
  readonly method: QuantileMethod;
  readonly from: ReducedRows;
  readonly keepdims: boolean;
  readonly out: NDArray | undefined;
  readonly weights: Weights | undefined;
}

function checkRange(op: string, q: NDArray, percents: boolean): void {
  const { shape, size } = layoutOf(q);
  const bad = `[${op}] ${percents ? 'Percentiles must be in the range [0, 100]' : 'Quantiles must be in the range [0, 1]'}`;
  if (size === 0 && shape.length !== 1) throw new ValueError(bad);
  if (!(all(logicalAnd(greaterEqual(q, 0), lessEqual(q, 1))) as boolean)) throw new ValueError(bad);
  if (shape.length > 2) throw new ValueError(`[${op}] q must be a scalar or 1d`);
}

function read(
  op: string,
  percents: boolean,
  a: ArrayLike,
  qGiven: ArrayLike,
  options: QuantileOptions | undefined,
): Asked {
  const given = readOptions(op, options);
  const axis = given?.axis;
  const keepdims = readBoolean(op, 'keepdims', given?.keepdims, false);
  const out = readOut(op, given?.out);
  readBoolean(op, 'overwriteInput', given?.overwriteInput, false);
  const method = readMethod(op, given?.method);
  const weightsGiven = given?.weights;
  const weak = typeof qGiven === 'number' || typeof qGiven === 'bigint';
  const array = asArray(op, a);
  const raw = asArray(op, qGiven);
  const weighs = weightsGiven === undefined ? undefined : asArray(op, weightsGiven);
  usableStorage(op, array);
  usableStorage(op, raw);
  if (layoutOf(array).dtype.kind === 'c') throw new DTypeError(`[${op}] a must be an array of real numbers`);
  if (layoutOf(raw).dtype.kind === 'c') throw new DTypeError(`[${op}] q must be an array of real numbers`);
  const q = percents ? percent(raw) : raw;
  checkRange(op, q, percents);
  if (weighs !== undefined && method !== 'inverted_cdf') {
    throw new ValueError(`[${op}] Only method 'inverted_cdf' supports weights. Got: ${method}.`);
  }
  const from = reduceRows(op, array, axis);
  const weights = weighs === undefined ? undefined : readWeights(op, weighs, array, axis, from);
  return { array, q, weak, method, from, keepdims, out, weights };
}

/** a + (b - a) t, or from b where t is at least a half: NumPy's, to the bit. */
function lerp(a: NDArray, b: NDArray, t: NDArray, asked: Asked, out: NDArray | undefined): NDArray {
  const { dtype } = layoutOf(a);
  const weakly = (x: NDArray): NDArray => (asked.weak ? cast(x, dtype.kind === 'f' ? dtype : FLOAT64) : x);
  const difference = subtract(b, a);
  const lower = add(a, multiply(difference, weakly(t)), { out });
  const rest = multiply(difference, weakly(subtract(1, t)));
  const name = layoutOf(lower).dtype.name;
  return subtract(b, rest, { out: lower, where: greaterEqual(t, 0.5), casting: 'unsafe', dtype: name });
}

/** As many further dimensions of length 1 behind those of an array. */
function widened(a: NDArray, more: number): NDArray {
  return more === 0 ? a : reshape(a, [...layoutOf(a).shape, ...new Array<number>(more).fill(1)]);
}

/** Quantiles along rows; `counts`: how many elements of each row count, the first ones in order. */
function quantiles(op: string, asked: Asked, counts: NDArray | undefined, out: NDArray | undefined): NDArray {
  const { q, method, from } = asked;
  const { dtype } = layoutOf(from.rows);
  const n = layoutOf(from.rows).shape[from.axis]!;
  if (n === 0 && (isInexact(dtype) || layoutOf(q).size > 0)) {
    throw new IndexError(`[${op}] index -1 is out of bounds for axis ${from.axis} with size 0`);
  }
  const lead = layoutOf(q).shape;
  const qDType = layoutOf(q).dtype;
  const count: Count = (minus) => (counts === undefined ? n - minus : countAs(counts, minus, qDType));
  const at = placesOf(method, count, counts === undefined ? q : widened(q, from.kept.length), isInexact(dtype));
  const total = layoutOf(q).size;
  const { previous, next, gamma } = at;
  const last = counts === undefined ? n - 1 : subtract(counts, 1);
  const ranks = [previous, next].filter((each) => each !== undefined).map((each) => where(less(each, 0), last, each));
  const places = ranks.map((each) => reshape(each, counts === undefined ? [total] : [total, ...from.kept]));
  const list = { places: places.length === 1 ? places[0]! : concatenate(places), count: total * places.length };
  const found = orderStatistics(op, from, { ...list, perRow: counts !== undefined }, counts === undefined);
  const shape = [...lead, ...from.kept];
  if (next === undefined) {
    const result = reshape(found, shape);
    if (out === undefined) return result;
    checkResult(op, out, layoutOf(out).dtype, shape);
    if (!castAllowed(layoutOf(out).dtype, dtype, 'safe')) {
      throw new DTypeError(
        `[${op}] Cannot cast array data from dtype('${layoutOf(out).dtype.name}') to dtype('${dtype.name}') according to the rule 'safe'`,
      );
    }
    assign(op, out, result);
    return out;
  }
  const half = (k: number): NDArray => {
    const layout = layoutOf(found);
    const size = layout.size / 2;
    const part = new Layout(
      layout.dtype,
      [total, ...from.kept],
      layout.strides,
      k * size * layout.dtype.itemsize,
      size,
      true,
    );
    return reshape(makeView(found, part), shape);
  };
  const t = counts === undefined ? widened(gamma!, from.kept.length) : gamma!;
  return lerp(half(0), half(1), t, asked, out);
}

/** Counts less `minus` in the dtype of the quantiles, as integers that NumPy multiplies them by would be. */
function countAs(counts: NDArray, minus: number, dtype: DTypeInfo): NDArray {
  const less = minus === 0 ? counts : subtract(counts, minus);
  return dtype.kind === 'f' ? cast(less, dtype) : less;
}

/** What was found, as the caller gets it. */
function deliver(asked: Asked, result: NDArray): WeakScalar | NDArray {
  if (asked.out !== undefined) return asked.out;
  const { shape } = layoutOf(result);
  if (asked.keepdims) return reshape(result, [...layoutOf(asked.q).shape, ...asked.from.full]);
  return shape.length === 0 ? (result.item() as WeakScalar) : result;
}

function run(
  op: string,
  percents: boolean,
  skipNan: boolean,
  a: ArrayLike,
  q: ArrayLike,
  options: QuantileOptions | undefined,
): WeakScalar | NDArray {
  const asked = read(op, percents, a, q, options);
  const { out, from } = asked;
  const { rows, axis } = from;
  const view = out === undefined || !asked.keepdims ? out : outWithoutAxes(op, out, from, layoutOf(asked.q).shape);
  if (out !== undefined) usableStorage(op, out);
  const floats = isInexact(layoutOf(rows).dtype);
  if (skipNan && layoutOf(rows).size === 0) {
    const nothing = mean(rows, { axis }) as NDArray;
    if (view !== undefined) assign(op, view, nothing);
    const kept = asked.keepdims ? reshape(asArray(op, nothing), asked.from.full) : nothing;
    return asked.out ?? (isArray(kept) && layoutOf(kept).shape.length === 0 ? (kept.item() as WeakScalar) : kept);
  }
  const counts = skipNan && floats ? countNumbers(rows, axis) : undefined;
  if (asked.weights !== undefined) {
    const result = weightedQuantiles(op, asked.from, asked.weights, asked.q, counts);
    if (view !== undefined) {
      checkResult(op, view, layoutOf(view).dtype, layoutOf(result).shape);
      assign(op, view, result);
    }
    return deliver(asked, result);
  }
  if (counts !== undefined && from.kept.length === 0 && counts.item() === 0n) {
    const nothing = fullLike(asked.q, NaN, { dtype: layoutOf(rows).dtype.name });
    if (view !== undefined) assign(op, view, nothing);
    return deliver(asked, nothing);
  }
  if (!skipNan || view === undefined) return deliver(asked, quantiles(op, asked, counts, view));
  const result = quantiles(op, asked, counts, undefined);
  checkResult(op, view, layoutOf(view).dtype, layoutOf(result).shape);
  assign(op, view, result);
  return deliver(asked, result);
}

/** How many elements of each row are numbers, as int64 of the kept shape. */
export function countNumbers(rows: NDArray, axis: number): NDArray {
  return countNonzero(equal(rows, rows), { axis }) as NDArray;
}

/**
 * Find quantiles: the value below which a share `q` of the elements lies, between two elements by `method`. Rows with a
 * nan give nan.
 *
 * @param a array or nested list of real numbers; integers give float64, float16 and float32 keep their dtype beside
 * plain numbers
 * @param q one share or an array of them, each from 0 to 1; their dimensions come first in the result
 * @returns a JavaScript value for one share of the whole array; an array for several, and with `axis`, `keepdims` or `out`
 * @throws ValueError when `q` is out of range, for an unknown method, for weights that do not fit; IndexError when rows are
 * empty; DTypeError for complex numbers, and for bools where there is something between two; AxisError
 * @see numpy.quantile
 * @example
 * ```ts
 * nd.quantile([3, 1, 2, 4], 0.5); // 2.5
 * nd.quantile([3, 1, 2, 4], [0, 0.25, 1]).toString(); // '[1.   1.75 4.  ]'
 * nd.quantile([3, 1, 2, 4], 0.5, { method: 'lower' }); // 2
 * ```
 */
export function quantile<
  D extends DType,
  const Q extends number | bigint | Exclude<ArrayLike, number | bigint>,
  const O extends QuantileOptions = Record<never, never>,
>(a: NDArray<D> | Exclude<ArrayLike, NDArray>, q: Q, options?: O): Quantiles<D, Q, O> {
  return run('quantile', false, false, a as ArrayLike, q as ArrayLike, options) as Quantiles<D, Q, O>;
}

/**
 * Find percentiles: quantiles of `q` / 100.
 *
 * @param a array or nested list of real numbers
 * @param q one percentage or an array of them, each from 0 to 100; their dimensions come first in the result
 * @returns a JavaScript value for one percentage of the whole array; an array for several, and with `axis`, `keepdims` or
 * `out`
 * @throws as {@link quantile}
 * @see numpy.percentile
 * @example
 * ```ts
 * nd.percentile([3, 1, 2, 4], 50); // 2.5
 * nd.percentile([[3, 1], [2, 4]], [0, 100], { axis: 1 }).toArray(); // [[1, 2], [3, 4]]
 * ```
 */
export function percentile<
  D extends DType,
  const Q extends number | bigint | Exclude<ArrayLike, number | bigint>,
  const O extends QuantileOptions = Record<never, never>,
>(a: NDArray<D> | Exclude<ArrayLike, NDArray>, q: Q, options?: O): Quantiles<D, Q, O> {
  return run('percentile', true, false, a as ArrayLike, q as ArrayLike, options) as Quantiles<D, Q, O>;
}

/**
 * Find quantiles of the elements that are not nan. Rows of nothing else give nan.
 *
 * @returns as {@link quantile}
 * @throws as {@link quantile}; but empty rows give nan
 * @see numpy.nanquantile
 * @example
 * ```ts
 * nd.nanquantile([3, NaN, 1, 2, 4], 0.5); // 2.5
 * ```
 */
export function nanquantile<
  D extends DType,
  const Q extends number | bigint | Exclude<ArrayLike, number | bigint>,
  const O extends QuantileOptions = Record<never, never>,
>(a: NDArray<D> | Exclude<ArrayLike, NDArray>, q: Q, options?: O): Quantiles<D, Q, O> {
  return run('nanquantile', false, true, a as ArrayLike, q as ArrayLike, options) as Quantiles<D, Q, O>;
}

/**
 * Find percentiles of the elements that are not nan. Rows of nothing else give nan.
 *
 * @returns as {@link percentile}
 * @throws as {@link quantile}; but empty rows give nan
 * @see numpy.nanpercentile
 * @example
 * ```ts
 * nd.nanpercentile([3, NaN, 1, 2, 4], 50); // 2.5
 * ```
 */
export function nanpercentile<
  D extends DType,
  const Q extends number | bigint | Exclude<ArrayLike, number | bigint>,
  const O extends QuantileOptions = Record<never, never>,
>(a: NDArray<D> | Exclude<ArrayLike, NDArray>, q: Q, options?: O): Quantiles<D, Q, O> {
  return run('nanpercentile', true, true, a as ArrayLike, q as ArrayLike, options) as Quantiles<D, Q, O>;
}
