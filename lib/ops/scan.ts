/** Running sums and products, differences, and the spread of values. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ReadOnlyError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeArray, makeView, usableStorage } from '../core/array-core';
import { asArray, copyArray, scalarArray } from '../core/convert';
import { copyInto } from '../core/copy';
import {
  INT64,
  UINT64,
  isInexact,
  parseDType,
  promote,
  strongDType,
  type DType,
  type DTypeInfo,
  type WeakScalar,
} from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail, putOperand, putShape } from '../core/frame';
import { kindsOf, reportFold, watch } from '../core/errstate';
import { Layout, contiguousLayout, sameShape, shapeText } from '../core/layout';
import { readAxis, readBoolean, readInteger, readOptions } from '../core/options';
import { mayShareMemory, sameElements } from '../core/overlap';
import { MAPPED, newStorage, release, type ArrayBytes } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { notEqual, subtract } from './elementwise.gen';
import { concatenate } from './joining';
import { max, min } from './reductions.gen';
import { broadcastTo, ravel, reshape } from './shape';

/** Options of cumsum() and cumprod(). */
export interface ScanOptions {
  /** The axis to go along; undefined or null: the flattened array. */
  readonly axis?: number | null | undefined;
  /** Dtype of the computation and the result. */
  readonly dtype?: DType | undefined;
  readonly out?: NDArray | undefined;
}

/** Options of cumulativeSum() and cumulativeProd(). */
export interface CumulativeOptions extends ScanOptions {
  /** Begin with the sum (0) or product (1) of no elements; default false. */
  readonly includeInitial?: boolean | undefined;
}

/** The number of the native scan. */
export const SUM = 0;
export const PRODUCT = 1;
type ScanCode = typeof SUM | typeof PRODUCT;

/** A scan made ready: all is read and checked, the output made, an input that overlaps it copied. */
export interface ScanCall {
  readonly op: string;
  readonly code: ScanCode;
  readonly from: ArrayBytes;
  /** Of the dtype in which the scan runs. */
  readonly to: ArrayBytes;
  readonly axis: number;
  /** Nan counts as nothing. */
  readonly skipNan: boolean;
  readonly made: NDArray;
  /** Brings the result to `made` where it was computed in another dtype. */
  readonly deliver: (() => void) | undefined;
}

/** The dtype in which sums and products of a dtype are computed. */
export function accumulatorOf(dtype: DTypeInfo): DTypeInfo {
  if (dtype.kind === 'b' || dtype.kind === 'i') return INT64;
  return dtype.kind === 'u' ? UINT64 : dtype;
}

/** The elements behind the initial one. */
function behindInitial(layout: Layout, axis: number): Layout {
  const shape = layout.shape.slice();
  shape[axis]!--;
  const size = shape.reduce((x, y) => x * y, 1);
  return new Layout(layout.dtype, shape, layout.strides, layout.offset + layout.strides[axis]!, size, true);
}

/** Reads the array and options of a scan and makes its output. */
export function prepareScan(
  op: string,
  code: ScanCode,
  a: ArrayLike,
  options: CumulativeOptions | undefined,
  cumulative: boolean,
  skipNan = false,
): ScanCall {
  const given = readOptions(op, options);
  const axisGiven: unknown = given?.axis;
  const dtypeGiven: unknown = given?.dtype;
  const out: unknown = given?.out;
  const initial = cumulative && readBoolean(op, 'includeInitial', given?.includeInitial, false);
  if (out !== undefined && !isArray(out)) throw badArgument(op, 'out', 'an NDArray', out);
  const array = asArray(op, a);
  const ndim = layoutOf(array).shape.length;
  const whole = axisGiven === undefined || axisGiven === null;
  if (cumulative && whole && ndim > 1) {
    throw new ValueError(`[${op}] For arrays which have more than one dimension \`axis\` argument is required.`);
  }
  // A single element is a row of one.
  const flat = whole || ndim === 0;
  const source = flat ? ravel(array) : array;
  const axis = whole ? 0 : readAxis(op, axisGiven, Math.max(ndim, 1));
  let layout = layoutOf(source);
  const asked = dtypeGiven === undefined ? undefined : parseDType(op, dtypeGiven);
  const outDType = out === undefined ? undefined : layoutOf(out).dtype;
  const dtype = asked ?? (outDType === undefined ? accumulatorOf(layout.dtype) : promote(layout.dtype, outDType));

  const shape = layout.shape.slice();
  if (initial) shape[axis]!++;
  if (out !== undefined) {
    const target = layoutOf(out);
    if (!target.writable) throw new ReadOnlyError(`[${op}] output array is read-only`);
    if (!sameShape(target.shape, shape)) {
      throw new ShapeError(
        `[${op}] operands could not be broadcast together: expected an output of shape ${shapeText(shape)} but got ${shapeText(target.shape)}`,
      );
    }
  }
  let storage = usableStorage(op, source);
  if (out !== undefined) usableStorage(op, out);
  const direct = out !== undefined && outDType === dtype;
  const computed = direct ? layoutOf(out) : contiguousLayout(op, dtype, shape);
  const computedStorage = direct ? usableStorage(op, out) : newStorage(op, computed.nbytes);
  const made = out ?? makeArray(computedStorage, computed);
  const target = initial ? behindInitial(computed, axis) : computed;
  if (direct && mayShareMemory(storage, layout, computedStorage, computed)) {
    if (initial || !sameElements(storage, layout, computedStorage, target)) {
      const apart = copyArray(op, source, layout.dtype, 'C');
      storage = usableStorage(op, apart);
      layout = layoutOf(apart);
    }
  }
  if (initial) {
    const first = shape.slice();
    first[axis] = 1;
    const size = first.reduce((x, y) => x * y, 1);
    const place = new Layout(computed.dtype, first, computed.strides, computed.offset, size, true);
    assign(op, makeArray(computedStorage, place), code === SUM ? 0 : 1);
  }
  const deliver =
    out === undefined || direct
      ? undefined
      : (): void => {
          copyInto(op, usableStorage(op, out), layoutOf(out), computedStorage, computed);
          release(computedStorage);
        };
  return {
    op,
    code,
    from: { storage, layout },
    to: { storage: computedStorage, layout: target },
    axis,
    skipNan: skipNan && isInexact(dtype),
    made,
    deliver,
  };
}

/** Writes a scan into the frame. */
export function putScan({ code, from, to, axis, skipNan }: ScanCall): void {
  F[ARGS] = code;
  F[ARGS + 1] = axis;
  F[ARGS + 2] = skipNan ? 1 : 0;
  putShape(from.layout.shape);
  putOperand(0, from.storage, from.layout);
  putOperand(1, to.storage, to.layout);
  F[FLAGS] = from.storage.kind === MAPPED || to.storage.kind === MAPPED ? FLAG_MAPPED : 0;
}

/** Runs a scan. */
export function scan(
  op: string,
  code: ScanCode,
  a: ArrayLike,
  options: CumulativeOptions | undefined,
  cumulative: boolean,
  skipNan = false,
): NDArray {
  const call = prepareScan(op, code, a, options, cumulative, skipNan);
  if (call.from.layout.size > 0) {
    putScan(call);
    const status = native.scan();
    if (status !== 0) fail(op, status);
    if (watch.on) reportScan(op, call.from, call.to);
  }
  call.deliver?.();
  return call.made;
}

/** Tells of infinities and nans among running sums or products of elements without any. */
function reportScan(op: string, from: ArrayBytes, to: ArrayBytes): void {
  const made = kindsOf(op, to.storage, to.layout);
  if (made !== 0) reportFold(op, 'accumulate', kindsOf(op, from.storage, from.layout), made);
}

/**
 * Add up elements along an axis, one after the other: a running sum. Bools and integers are added in 64 bits (unsigned
 * ones unsigned) and wrap, floats in their own dtype.
 *
 * @param a array or nested list; without `axis` its elements in C order
 * @returns an array of the shape of `a`, or 1-D without `axis`
 * @throws AxisError; ShapeError, ReadOnlyError when `out` does not fit
 * @see numpy.cumsum
 * @example
 * ```ts
 * nd.cumsum([1, 2, 3]).toString(); // '[1. 3. 6.]'
 * nd.cumsum([[1, 2], [3, 4]], { axis: 0 }).toString(); // '[[1. 2.]\n [4. 6.]]'
 * ```
 */
export function cumsum(a: ArrayLike, options?: ScanOptions): NDArray {
  return scan('cumsum', SUM, a, options, false);
}

/**
 * Multiply elements along an axis, one after the other: a running product. Bools and integers are multiplied in 64 bits
 * (unsigned ones unsigned) and wrap, floats in their own dtype.
 *
 * @param a array or nested list; without `axis` its elements in C order
 * @returns an array of the shape of `a`, or 1-D without `axis`
 * @throws AxisError; ShapeError, ReadOnlyError when `out` does not fit
 * @see numpy.cumprod
 * @example
 * ```ts
 * nd.cumprod([1, 2, 3]).toString(); // '[1. 2. 6.]'
 * ```
 */
export function cumprod(a: ArrayLike, options?: ScanOptions): NDArray {
  return scan('cumprod', PRODUCT, a, options, false);
}

/**
 * Add up elements along an axis, one after the other: the Array API's cumsum, which may begin with zero.
 *
 * @param x array or nested list; `axis` may be left out where it has one dimension at most
 * @returns an array of the shape of `x`, longer by one along the axis with `includeInitial`
 * @throws ValueError without `axis` for more dimensions; AxisError; ShapeError, ReadOnlyError when `out` does not fit
 * @see numpy.cumulative_sum
 * @example
 * ```ts
 * nd.cumulativeSum([1, 2, 3], { includeInitial: true }).toString(); // '[0. 1. 3. 6.]'
 * ```
 */
export function cumulativeSum(x: ArrayLike, options?: CumulativeOptions): NDArray {
  return scan('cumulativeSum', SUM, x, options, true);
}

/**
 * Multiply elements along an axis, one after the other: the Array API's cumprod, which may begin with one.
 *
 * @param x array or nested list; `axis` may be left out where it has one dimension at most
 * @returns an array of the shape of `x`, longer by one along the axis with `includeInitial`
 * @throws ValueError without `axis` for more dimensions; AxisError; ShapeError, ReadOnlyError when `out` does not fit
 * @see numpy.cumulative_prod
 * @example
 * ```ts
 * nd.cumulativeProd([2, 3], { includeInitial: true }).toString(); // '[1. 2. 6.]'
 * ```
 */
export function cumulativeProd(x: ArrayLike, options?: CumulativeOptions): NDArray {
  return scan('cumulativeProd', PRODUCT, x, options, true);
}

/** Options of diff(). */
export interface DiffOptions {
  /** How often differences are taken; default 1. */
  readonly n?: number | undefined;
  /** The axis to go along; default -1, the last. */
  readonly axis?: number | undefined;
  /** What to put before the first element, and behind the last, first: a scalar, or an array that fits but for the axis. */
  readonly prepend?: ArrayLike | undefined;
  readonly append?: ArrayLike | undefined;
}

/** What is put before or behind an array along an axis; integral numbers beside integers are int64. */
function readEnd(op: string, value: ArrayLike, layout: Layout, axis: number): NDArray {
  const scalar = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  const end = scalar ? scalarArray(op, value, endDType(op, value, layout.dtype)) : asArray(op, value);
  if (layoutOf(end).shape.length > 0) return end;
  const shape = layout.shape.slice();
  shape[axis] = 1;
  return broadcastTo(end, shape);
}

function endDType(op: string, value: WeakScalar, dtype: DTypeInfo): DTypeInfo {
  const integral = typeof value === 'number' && Number.isSafeInteger(value) && dtype.kind !== 'f';
  return integral ? INT64 : strongDType(op, value);
}

/** Part of an array along an axis: all but its first, or last, element. */
function allBut(a: NDArray, end: 'first' | 'last', axis: number): NDArray {
  const layout = layoutOf(a);
  const shape = layout.shape.slice();
  const length = shape[axis]!;
  shape[axis] = Math.max(length - 1, 0);
  const size = shape.reduce((x, y) => x * y, 1);
  const offset = end === 'first' && length > 0 ? layout.offset + layout.strides[axis]! : layout.offset;
  return makeView(a, new Layout(layout.dtype, shape, layout.strides, offset, size, layout.writable));
}

/**
 * Subtract each element from the next along an axis, `n` times. Bools give where they differ.
 *
 * @param a array or nested list of at least one dimension
 * @returns an array shorter by `n` along the axis; the array itself where `n` is 0
 * @throws ValueError for 0-d arrays or negative `n`; AxisError; ShapeError when `prepend` or `append` do not fit
 * @see numpy.diff
 * @example
 * ```ts
 * nd.diff([1, 2, 4, 7]).toString(); // '[1. 2. 3.]'
 * nd.diff([1, 2, 4, 7], { n: 2, prepend: 0 }).toString(); // '[0. 1. 1.]'
 * ```
 */
export function diff(a: ArrayLike, options?: DiffOptions): NDArray {
  const op = 'diff';
  const given = readOptions(op, options);
  const nGiven = given?.n;
  const axisGiven = given?.axis;
  const prepend = given?.prepend;
  const append = given?.append;
  const n = nGiven === undefined ? 1 : readInteger(op, 'n', nGiven);
  let array = asArray(op, a);
  if (n === 0) return array;
  if (n < 0) throw new ValueError(`[${op}] order must be non-negative but got ${n}`);
  const layout = layoutOf(array);
  if (layout.shape.length === 0) throw new ValueError(`[${op}] diff requires input that is at least one dimensional`);
  const axis = readAxis(op, axisGiven ?? -1, layout.shape.length);
  const parts = [array];
  if (prepend !== undefined) parts.unshift(readEnd(op, prepend, layout, axis));
  if (append !== undefined) parts.push(readEnd(op, append, layout, axis));
  if (parts.length > 1) array = concatenate(parts, { axis });
  usableStorage(op, array);
  const take = layoutOf(array).dtype.kind === 'b' ? notEqual : subtract;
  // Once an axis is empty it stays so; the result's dtype is settled by the first round.
  const rounds = Math.min(n, Math.max(layoutOf(array).shape[axis]!, 1));
  for (let i = 0; i < rounds; i++) array = take(allBut(array, 'first', axis), allBut(array, 'last', axis));
  return array;
}

/** Options of ptp(). */
export interface PtpOptions {
  /** Axis or axes to reduce; undefined or null: all. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** Keep reduced axes with length 1. */
  readonly keepdims?: boolean | undefined;
  readonly out?: NDArray | undefined;
}

/**
 * Find the difference between the greatest and the least element: "peak to peak", in the dtype of the elements, in which
 * it may wrap. Nan where there is one.
 *
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws ValueError when there are no elements; DTypeError for bools; AxisError
 * @see numpy.ptp
 * @example
 * ```ts
 * nd.ptp([4, 9, 2]); // 7
 * ```
 */
export function ptp(a: ArrayLike, options?: PtpOptions): WeakScalar | NDArray {
  const op = 'ptp';
  const given = readOptions(op, options);
  const axisGiven = given?.axis;
  const keepdims = readBoolean(op, 'keepdims', given?.keepdims, false);
  const out = given?.out;
  const array = asArray(op, a);
  const whole = axisGiven === undefined || axisGiven === null;
  const axis = whole ? layoutOf(array).shape.map((_, i) => i) : axisGiven;
  const greatest = max(array, { axis, keepdims });
  const spread = subtract(greatest, min(array, { axis, keepdims }), { out: out ?? greatest });
  return whole && !keepdims && out === undefined ? (reshape(spread, []).item() as WeakScalar) : spread;
}
