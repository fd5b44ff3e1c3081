/** Views by strides: diagonals, sliding windows, and any strides within the bounds of the buffer. */
import type { NDArray } from '../ndarray';
import { AxisError, ShapeError, ValueError } from '../errors';
import { baseOf, layoutOf, makeView, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import type { DType } from '../core/dtype';
import { Layout, MAX_DIMS, byteRange, contiguousStrides, shapeText, sizeOf } from '../core/layout';
import { readAxis, readBoolean, readInteger, readIntegerList, readOptions, readShape } from '../core/options';
import { overlapsItself } from '../core/overlap';
import { MAPPED, type Storage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import type { Shape } from './creation';

/** Options of diagonal(). */
export interface DiagonalOptions {
  /** How far above the main diagonal (below it when negative); default 0. */
  readonly offset?: number | undefined;
  /** The axis along which rows are counted; default 0. */
  readonly axis1?: number | undefined;
  /** The axis along which columns are counted; default 1. */
  readonly axis2?: number | undefined;
}

/**
 * Give a diagonal of two axes: a read-only view, its axis last.
 *
 * @throws ShapeError for arrays of fewer than two dimensions; AxisError when an axis is out of range or given twice
 * @see numpy.diagonal
 * @example
 * ```ts
 * nd.diagonal([[1, 2], [3, 4]]).toString(); // '[1. 4.]'
 * ```
 */
export function diagonal<D extends DType = DType>(a: ArrayLike, options?: DiagonalOptions): NDArray<D> {
  const op = 'diagonal';
  const given = readOptions(op, options);
  const shift = given?.offset === undefined ? 0 : readInteger(op, 'offset', given.offset);
  const first = given?.axis1 ?? 0;
  const second = given?.axis2 ?? 1;
  const array = asArray(op, a);
  const { shape, strides, dtype, offset } = layoutOf(array);
  const ndim = shape.length;
  if (ndim < 2) throw new ShapeError(`[${op}] diag requires an array of at least two dimensions`);
  const row = readAxis(op, first, ndim);
  const column = readAxis(op, second, ndim);
  if (row === column) throw new AxisError(`[${op}] axis1 and axis2 cannot be the same`);
  usableStorage(op, array);
  const down = Math.max(-shift, 0);
  const right = Math.max(shift, 0);
  const length = Math.max(0, Math.min(shape[row]! - down, shape[column]! - right));
  const others = (_: number, i: number): boolean => i !== row && i !== column;
  const kept = [...shape.filter(others), length];
  const steps = [...strides.filter(others), strides[row]! + strides[column]!];
  const start = length > 0 ? offset + down * strides[row]! + right * strides[column]! : offset;
  const size = kept.reduce((product, dim) => product * dim, 1);
  return makeView(array, new Layout(dtype, kept, steps, start, size, false)) as NDArray as NDArray<D>;
}

/** Options of slidingWindowView(). */
export interface SlidingWindowOptions {
  /** The axes along which windows slide, one for each length (an axis may come twice); default all, in order. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** Whether the view may be written, if `x` may: windows share elements. Default false. */
  readonly writeable?: boolean | undefined;
}

/**
 * Give all windows of a shape that slide over an array: a read-only view whose last axes are those of the windows.
 *
 * @throws ShapeError when a window is longer than its axis, or the number of lengths does not fit; AxisError; ValueError
 * @see numpy.lib.stride_tricks.sliding_window_view
 * @example
 * ```ts
 * nd.slidingWindowView([1, 2, 3, 4], 3).toArray(); // [[1, 2, 3], [2, 3, 4]]
 * ```
 */
export function slidingWindowView<D extends DType = DType>(
  x: ArrayLike,
  windowShape: Shape,
  options?: SlidingWindowOptions,
): NDArray<D> {
  const op = 'slidingWindowView';
  const given = readOptions(op, options);
  const axisGiven = given?.axis;
  const writeable = readBoolean(op, 'writeable', given?.writeable, false);
  const lengths = readIntegerList(op, 'windowShape', windowShape);
  if (lengths.some((length) => length < 0)) {
    throw new ValueError(`[${op}] \`windowShape\` cannot contain negative values: got ${shapeText(lengths)}`);
  }
  const asked = axisGiven === undefined || axisGiven === null ? undefined : readIntegerList(op, 'axis', axisGiven);
  const array = asArray(op, x);
  const { shape, strides, dtype, offset, writable } = layoutOf(array);
  const axes = asked?.map((axis) => readAxis(op, axis, shape.length)) ?? shape.map((_, i) => i);
  if (axes.length !== lengths.length) {
    throw new ShapeError(
      asked === undefined
        ? `[${op}] Since axis is not given, must provide windowShape for all dimensions of \`x\`; got ${lengths.length} windowShape elements and \`x.ndim\` is ${shape.length}.`
        : `[${op}] Must provide matching length windowShape and axis; got ${lengths.length} windowShape elements and ${axes.length} axes elements.`,
    );
  }
  const kept = shape.slice();
  axes.forEach((axis, k) => {
    if (kept[axis]! < lengths[k]!) {
      throw new ShapeError(
        `[${op}] window shape cannot be larger than input array shape: got ${shapeText(lengths)} for ${shapeText(shape)}`,
      );
    }
    kept[axis] = kept[axis]! - lengths[k]! + 1;
  });
  const all = [...kept, ...lengths];
  checkDimensions(op, all.length);
  const size = sizeOf(op, all, dtype.itemsize);
  usableStorage(op, array);
  const steps = [...strides, ...axes.map((axis) => strides[axis]!)];
  return makeView(array, new Layout(dtype, all, steps, offset, size, writeable && writable)) as NDArray as NDArray<D>;
}

function checkDimensions(op: string, ndim: number): void {
  if (ndim <= MAX_DIMS) return;
  throw new ShapeError(`[${op}] maximum supported dimension for an array is ${MAX_DIMS}, found ${ndim}`);
}

/** Options of asStrided(). */
export interface AsStridedOptions {
  /** Shape of the view; default that of `x`. */
  readonly shape?: Shape | undefined;
  /** Bytes between neighbours along each axis, negative or zero too; default those of `x`, or of a contiguous array. */
  readonly strides?: number | readonly number[] | undefined;
  /** Whether the view may be written, if `x` may. Default: if no two indices name the same byte. */
  readonly writeable?: boolean | undefined;
}

const HUGE_STRIDE = 2 ** 40;

/** The bytes that views of an array may name: of its owner in engine memory, of the whole map or caller's buffer. */
function usableBytes(array: NDArray, storage: Storage): number {
  if (storage.kind >= MAPPED) return storage.bytes;
  return Math.min(storage.bytes, byteRange(layoutOf(baseOf(array) ?? array))[1]);
}

/**
 * Give a view of any shape and strides, from the first element of `x` on. Every element lies within the bytes of the
 * owner of `x` (the whole buffer or map where that is a caller's or a file's).
 *
 * @throws ValueError when an element would lie outside those bytes; ShapeError when strides and shape differ in length
 * @see numpy.lib.stride_tricks.as_strided
 * @example
 * ```ts
 * nd.asStrided(nd.arange(6n), { shape: [2, 3], strides: [8, 16] }).toArray(); // [[0n, 2n, 4n], [1n, 3n, 5n]]
 * ```
 */
export function asStrided<D extends DType = DType>(x: ArrayLike, options?: AsStridedOptions): NDArray<D> {
  const op = 'asStrided';
  const given = readOptions(op, options);
  const shapeGiven = given?.shape;
  const stridesGiven = given?.strides;
  const writeableGiven = given?.writeable;
  const asked = writeableGiven === undefined ? undefined : readBoolean(op, 'writeable', writeableGiven, false);
  const shape = shapeGiven === undefined ? undefined : readShape(op, shapeGiven);
  const strides = stridesGiven === undefined ? undefined : readIntegerList(op, 'strides', stridesGiven);
  const array = asArray(op, x);
  const own = layoutOf(array);
  const { dtype } = own;
  const dims = shape ?? own.shape;
  const asGiven = strides ?? (shape === undefined ? own.strides : contiguousStrides(dims, dtype.itemsize));
  if (dims.length !== asGiven.length) {
    throw new ShapeError(
      `[${op}] expected a stride for each of ${dims.length} dimensions but got ${asGiven.length} strides`,
    );
  }
  const size = sizeOf(op, dims, dtype.itemsize);
  // Strides that nothing is reached by say nothing: huge ones do not go into later products.
  const steps = asGiven.map((step, i) => (size > 0 && dims[i]! > 1 ? step : Math.abs(step) < HUGE_STRIDE ? step : 0));
  const storage = usableStorage(op, array);
  const view = new Layout(dtype, dims, steps, own.offset, size, false);
  if (size > 0) {
    const [low, high] = byteRange(view);
    const bytes = usableBytes(array, storage);
    if (!(low >= 0 && high <= bytes && Number.isSafeInteger(high - low))) {
      throw new ValueError(
        `[${op}] strides ${shapeText(steps)} are incompatible with shape ${shapeText(dims)}: elements would lie at bytes ${low} to ${high} of a buffer of ${bytes}`,
      );
    }
  }
  const writable = own.writable && (asked ?? !overlapsItself(view));
  return makeView(array, new Layout(dtype, dims, steps, own.offset, size, writable)) as NDArray as NDArray<D>;
}
