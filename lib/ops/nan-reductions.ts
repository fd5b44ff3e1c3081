/** Reductions and running sums that leave nan out: in one pass over the array, without a copy of it. */
import type { NDArray } from '../ndarray';
import { DTypeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import { isInexact, parseDType, type DType, type Scalar, type WeakScalar } from '../core/dtype';
import { asComplex } from '../core/complex';
import { readAxis, readBoolean, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { divide, equal, isnan } from './elementwise.gen';
import { REDUCTIONS } from './reduction-table.gen';
import {
  reduce,
  type Asked,
  type MeanType,
  type Reduced,
  type ReductionOptions,
  type ReductionRow,
  type SumType,
} from './reduction';
import { any } from './reductions.gen';
import { PRODUCT, SUM, scan, type ScanOptions } from './scan';
import { where as pick } from './select-by-condition';
import { expandDims, ravel, reshape } from './shape';
import { takeAlongAxis } from './take-along-axis';
import { countNumbers, deliver, reduceVariance } from './variance';

const skipping = (row: ReductionRow, name: string, ufunc = row.ufunc): ReductionRow => ({
  ...row,
  name,
  numpy: name,
  ufunc,
  skipNan: true,
});
const NANSUM = skipping(REDUCTIONS.sum, 'nansum');
const NANPROD = skipping(REDUCTIONS.prod, 'nanprod');
const NANMIN = skipping(REDUCTIONS.min, 'nanmin', 'fmin');
const NANMAX = skipping(REDUCTIONS.max, 'nanmax', 'fmax');
const NANARGMIN = skipping(REDUCTIONS.argmin, 'nanargmin');
const NANARGMAX = skipping(REDUCTIONS.argmax, 'nanargmax');
const NANMEAN = skipping(REDUCTIONS.mean, 'nanmean');
const NANVAR = skipping(REDUCTIONS.var, 'nanvar');
const NANSTD = skipping(REDUCTIONS.std, 'nanstd');
const MEAN = { ...REDUCTIONS.mean, name: 'nanmean' };

type SumOptions = Pick<ReductionOptions, 'axis' | 'keepdims' | 'out' | 'dtype' | 'initial' | 'where' | 'as'>;
type ExtremeOptions = Pick<ReductionOptions, 'axis' | 'keepdims' | 'out' | 'initial' | 'where' | 'as'>;
type PositionOptions = Pick<ReductionOptions, 'axis' | 'keepdims' | 'out'>;
type MeanOptions = Pick<ReductionOptions, 'axis' | 'keepdims' | 'out' | 'dtype' | 'where'>;
type VarianceOptions = Pick<
  ReductionOptions,
  'axis' | 'keepdims' | 'out' | 'dtype' | 'where' | 'ddof' | 'correction' | 'mean'
>;
type Input<D extends DType> = NDArray<D> | Exclude<ArrayLike, NDArray>;

/** Floats that are summed in a dtype without nan get a neutral element in the place of nan first. */
function total(row: ReductionRow, neutral: 0 | 1, a: ArrayLike, options: SumOptions | undefined): unknown {
  const given = readOptions(row.name, options);
  if (given === undefined) return reduce(row, a);
  const { axis, keepdims, out, dtype, initial, where, as } = given;
  const rest = { axis, keepdims, out, dtype, initial, where, as };
  if (dtype === undefined || isInexact(parseDType(row.name, dtype))) return reduce(row, a, rest);
  const array = asArray(row.name, a);
  if (!isInexact(layoutOf(array).dtype)) return reduce(row, array, rest);
  return reduce(row, pick(isnan(array), neutral, array), rest);
}

/**
 * Add up the elements that are not nan; 0 where there are none. As {@link sum} otherwise.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out, dtype, initial, where, as
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; DTypeError, ShapeError for an unfit `out`
 * @see numpy.nansum
 * @example
 * ```ts
 * nd.nansum([1, NaN, 3]); // 4
 * ```
 */
export function nansum<D extends DType, const O extends SumOptions = Record<never, never>>(
  a: Input<D>,
  options?: O,
): Reduced<O, Asked<O, SumType<D>>> {
  return total(NANSUM, 0, a as ArrayLike, options) as Reduced<O, Asked<O, SumType<D>>>;
}

/**
 * Multiply the elements that are not nan; 1 where there are none. As {@link prod} otherwise.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out, dtype, initial, where, as
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; DTypeError, ShapeError for an unfit `out`
 * @see numpy.nanprod
 * @example
 * ```ts
 * nd.nanprod([2, NaN, 3]); // 6
 * ```
 */
export function nanprod<D extends DType, const O extends SumOptions = Record<never, never>>(
  a: Input<D>,
  options?: O,
): Reduced<O, Asked<O, SumType<D>>> {
  return total(NANPROD, 1, a as ArrayLike, options) as Reduced<O, Asked<O, SumType<D>>>;
}

/** Whether an extreme may be that of no number at all. */
const isBoundless = (value: WeakScalar): boolean =>
  Math.abs(typeof value === 'object' ? value.re : Number(value)) === Infinity;

const isNanScalar = (value: unknown): boolean => {
  const z = asComplex('nanmin', value);
  return z === undefined ? Number.isNaN(value) : Number.isNaN(z.re) || Number.isNaN(z.im);
};

/** What lacks any number is infinite as the kernels give it, and nan once the numbers are counted. */
function extreme(row: ReductionRow, a: ArrayLike, options: ExtremeOptions | undefined): WeakScalar | NDArray {
  const op = row.name;
  const given = readOptions(op, options) ?? {};
  const { axis, keepdims, out, where, as } = given;
  const array = asArray(op, a);
  const { dtype } = layoutOf(array);
  if (!isInexact(dtype)) return reduce(row, array, { ...given });
  // As an initial value nan gives way to every number.
  const { initial } = given;
  const start = isNanScalar(initial) ? (row === NANMIN ? Infinity : -Infinity) : initial;
  const result = reduce(row, array, { axis, keepdims, out, initial: start, where, as });
  if (initial !== undefined && start === initial) return result;
  if (!isArray(result)) {
    if (!isBoundless(result)) return result;
    const numbers = countNumbers(array, undefined, where, true);
    if (any(numbers)) return result;
    const nan = reshape(numbers, []).astype(dtype.name);
    assign(op, nan, NaN);
    return nan.item() as WeakScalar;
  }
  const bound = row === NANMIN ? Infinity : -Infinity;
  const boundless = dtype.kind === 'c' ? equal(result.real, bound) : equal(result, bound);
  if (!any(boundless)) return result;
  const numbers = countNumbers(array, axis, where, true);
  const shaped = reshape(equal(numbers, 0), layoutOf(result).shape);
  assign(op, result, NaN, shaped);
  return result;
}

/**
 * Find the least element that is not nan; nan where there is none.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out, initial, where, as
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; DTypeError, ShapeError for an unfit `out`; ValueError when there is nothing to reduce
 * @see numpy.nanmin
 * @example
 * ```ts
 * nd.nanmin([NaN, 3, 2]); // 2
 * ```
 */
export function nanmin<D extends DType, const O extends ExtremeOptions = Record<never, never>>(
  a: Input<D>,
  options?: O,
): Reduced<O, Scalar<D>> {
  return extreme(NANMIN, a as ArrayLike, options) as Reduced<O, Scalar<D>>;
}

/**
 * Find the greatest element that is not nan; nan where there is none.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out, initial, where, as
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; DTypeError, ShapeError for an unfit `out`; ValueError when there is nothing to reduce
 * @see numpy.nanmax
 * @example
 * ```ts
 * nd.nanmax([NaN, 3, 2]); // 3
 * ```
 */
export function nanmax<D extends DType, const O extends ExtremeOptions = Record<never, never>>(
  a: Input<D>,
  options?: O,
): Reduced<O, Scalar<D>> {
  return extreme(NANMAX, a as ArrayLike, options) as Reduced<O, Scalar<D>>;
}

/** Positions, and an error where a slice is all nan: where a position is that of a nan, numbers are counted. */
function position(row: ReductionRow, a: ArrayLike, options: PositionOptions | undefined): WeakScalar | NDArray {
  const op = row.name;
  const { axis, keepdims, out } = readOptions(op, options) ?? {};
  const array = asArray(op, a);
  const result = reduce(row, array, { axis, keepdims, out });
  const { dtype, shape, size } = layoutOf(array);
  if (!isInexact(dtype) || size === 0) return result;
  const whole = axis === undefined || axis === null || shape.length === 0;
  let found: boolean;
  if (whole) {
    let rest = isArray(result) ? Number(ravel(result).at(0).item()) : Number(result);
    const index: number[] = [];
    for (let i = shape.length - 1; i >= 0; rest = Math.floor(rest / shape[i]!), i--) index.unshift(rest % shape[i]!);
    found = isNanScalar(array.at(...index).item());
  } else {
    const along = readAxis(op, axis, shape.length);
    const positions = result as NDArray;
    const kept = layoutOf(positions).shape.length === shape.length ? positions : expandDims(positions, along);
    found = any(isnan(takeAlongAxis(array, kept, along)));
  }
  if (found && any(equal(countNumbers(array, axis, undefined, true), 0))) {
    throw new ValueError(`[${op}] All-NaN slice encountered`);
  }
  return result;
}

/**
 * Find the position of the first least element that is not nan, in the flattened array or along one axis.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws ValueError where all are nan, or there is nothing to reduce; AxisError; DTypeError, ShapeError for an unfit `out`
 * @see numpy.nanargmin
 * @example
 * ```ts
 * nd.nanargmin([NaN, 3, 2]); // 2
 * ```
 */
export function nanargmin<const O extends PositionOptions = Record<never, never>>(
  a: ArrayLike,
  options?: O,
): Reduced<O, number> {
  return position(NANARGMIN, a, options) as Reduced<O, number>;
}

/**
 * Find the position of the first greatest element that is not nan, in the flattened array or along one axis.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws ValueError where all are nan, or there is nothing to reduce; AxisError; DTypeError, ShapeError for an unfit `out`
 * @see numpy.nanargmax
 * @example
 * ```ts
 * nd.nanargmax([NaN, 3, 2]); // 1
 * ```
 */
export function nanargmax<const O extends PositionOptions = Record<never, never>>(
  a: ArrayLike,
  options?: O,
): Reduced<O, number> {
  return position(NANARGMAX, a, options) as Reduced<O, number>;
}

/** Averages of floats need a floating dtype, and a floating output. */
function checkInexact(op: string, dtype: DType | undefined, out: NDArray | undefined): void {
  if (out !== undefined && !isArray(out)) throw badArgument(op, 'out', 'an NDArray', out);
  if (dtype !== undefined && !isInexact(parseDType(op, dtype))) {
    throw new DTypeError(`[${op}] If a is inexact, then dtype must be inexact`);
  }
  if (out !== undefined && !isInexact(layoutOf(out).dtype)) {
    throw new DTypeError(`[${op}] If a is inexact, then out must be inexact`);
  }
}

/** Whether each result averages one run of memory, which is averaged in one pass. */
function averagesRuns(a: NDArray, axis: ReductionOptions['axis']): boolean {
  const { cContiguous, dtype, shape } = layoutOf(a);
  if (dtype.name === 'float16') return false;
  return axis === undefined || axis === null || (cContiguous && (axis === -1 || axis === shape.length - 1));
}

/**
 * Average the elements that are not nan; nan where there are none.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out, dtype, where
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; DTypeError, ShapeError for an unfit `out`
 * @see numpy.nanmean
 * @example
 * ```ts
 * nd.nanmean([1, NaN, 3]); // 2
 * ```
 */
export function nanmean<D extends DType = 'float64', const O extends MeanOptions = Record<never, never>>(
  a: Input<D>,
  options?: O,
): Reduced<O, Asked<O, MeanType<D>>> {
  const op = 'nanmean';
  const { axis, keepdims, out, dtype, where } = readOptions(op, options) ?? ({} as MeanOptions);
  const array = asArray(op, a);
  const rest = { axis, keepdims, out, dtype, where };
  type Result = Reduced<O, Asked<O, MeanType<D>>>;
  if (!isInexact(layoutOf(array).dtype)) return reduce(MEAN, array, rest) as Result;
  checkInexact(op, dtype, out);
  if (averagesRuns(array, axis)) return reduce(NANMEAN, array, rest) as Result;
  readBoolean(op, 'keepdims', keepdims, false);
  const sums = reduce(NANSUM, array, { axis, keepdims: true, dtype, where }) as NDArray;
  const means = divide(sums, countNumbers(array, axis, where, true), { out: sums });
  return deliver(op, means, { axis, keepdims, out }) as Result;
}

function nanVariance(
  row: ReductionRow,
  plain: ReductionRow,
  a: ArrayLike,
  options: VarianceOptions | undefined,
): unknown {
  const op = row.name;
  const { axis, keepdims, out, dtype, where, ddof, correction, mean } =
    readOptions(op, options) ?? ({} as VarianceOptions);
  const array = asArray(op, a);
  const rest = { axis, keepdims, out, dtype, where, ddof, correction, mean };
  if (!isInexact(layoutOf(array).dtype)) return reduceVariance({ ...plain, name: op }, array, rest);
  checkInexact(op, dtype, out);
  return reduceVariance(row, array, rest);
}

/**
 * Compute the variance of the elements that are not nan, over their number less ddof (or correction); nan where that is not positive.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out, dtype, where, ddof, correction, mean
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; DTypeError, ShapeError for an unfit `out`; ValueError when both ddof and correction are given
 * @see numpy.nanvar
 * @example
 * ```ts
 * nd.nanvar([1, NaN, 3]); // 1
 * ```
 */
export function nanvar<const O extends VarianceOptions = Record<never, never>>(
  a: ArrayLike,
  options?: O,
): Reduced<O, Asked<O, number>> {
  return nanVariance(NANVAR, REDUCTIONS.var, a, options) as Reduced<O, Asked<O, number>>;
}

/**
 * Compute the standard deviation of the elements that are not nan: the square root of {@link nanvar}.
 *
 * @param a array, scalar or nested list
 * @param options axis, keepdims, out, dtype, where, ddof, correction, mean
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AxisError; DTypeError, ShapeError for an unfit `out`; ValueError when both ddof and correction are given
 * @see numpy.nanstd
 * @example
 * ```ts
 * nd.nanstd([1, NaN, 3]); // 1
 * ```
 */
export function nanstd<const O extends VarianceOptions = Record<never, never>>(
  a: ArrayLike,
  options?: O,
): Reduced<O, Asked<O, number>> {
  return nanVariance(NANSTD, REDUCTIONS.std, a, options) as Reduced<O, Asked<O, number>>;
}

function nanScan(
  op: string,
  code: typeof SUM | typeof PRODUCT,
  a: ArrayLike,
  options: ScanOptions | undefined,
): NDArray {
  const { axis, dtype, out } = readOptions(op, options) ?? ({} as ScanOptions);
  const array = asArray(op, a);
  const computed = dtype ?? (isArray(out) ? layoutOf(out).dtype.name : undefined);
  const toIntegers = computed !== undefined && !isInexact(parseDType(op, computed));
  const source =
    toIntegers && isInexact(layoutOf(array).dtype) ? pick(isnan(array), code === SUM ? 0 : 1, array) : array;
  return scan(op, code, source, { axis, dtype, out }, false, true);
}

/**
 * Add up elements along an axis, one after the other, nan counting as 0. As {@link cumsum} otherwise.
 *
 * @param a array or nested list; without `axis` its elements in C order
 * @returns an array of the shape of `a`, or 1-D without `axis`
 * @throws AxisError; ShapeError, ReadOnlyError when `out` does not fit
 * @see numpy.nancumsum
 * @example
 * ```ts
 * nd.nancumsum([1, NaN, 3]).toString(); // '[1. 1. 4.]'
 * ```
 */
export function nancumsum(a: ArrayLike, options?: ScanOptions): NDArray {
  return nanScan('nancumsum', SUM, a, options);
}

/**
 * Multiply elements along an axis, one after the other, nan counting as 1. As {@link cumprod} otherwise.
 *
 * @param a array or nested list; without `axis` its elements in C order
 * @returns an array of the shape of `a`, or 1-D without `axis`
 * @throws AxisError; ShapeError, ReadOnlyError when `out` does not fit
 * @see numpy.nancumprod
 * @example
 * ```ts
 * nd.nancumprod([2, NaN, 3]).toString(); // '[2. 2. 6.]'
 * ```
 */
export function nancumprod(a: ArrayLike, options?: ScanOptions): NDArray {
  return nanScan('nancumprod', PRODUCT, a, options);
}
