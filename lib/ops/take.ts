/** Elements taken from and put at integer positions: of the flattened array, along an axis, beside each other. */
import type { NDArray } from '../ndarray';
import { DTypeError, IndexError, ReadOnlyError, ShapeError, badArgument } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, requireArray, storageOf, usableStorage } from '../core/array-core';
import { asArray, checkStorable, copyArray, scalarArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { castAllowed, type DType, type DTypeInfo } from '../core/dtype';
import { Layout, contiguousLayout, sameShape, shapeText } from '../core/layout';
import { readAxis, readOptions } from '../core/options';
import { mayShareMemory, overlapsItself } from '../core/overlap';
import type { ArrayLike } from '../core/types';
import { INDEX_MODES, alongAxis, readPositions, type IndexMode, type ResolvedIndex } from './advanced-index';
import { assign, requireWritable } from './assign';
import { gather, scatter } from './gather';
import { takeRows } from './rows';
import { readValue } from './select';
import { ravel, reshapedStrides } from './shape';

/** Options of take(). */
export interface TakeOptions {
  /** The axis along which; default the flattened array. */
  readonly axis?: number | null | undefined;
  /**
   * What becomes of a position beyond the axis: an error (negative ones count from the end), the position modulo the
   * length, or the nearest (negative ones are 0). Default 'raise'.
   */
  readonly mode?: IndexMode | undefined;
  /** Where the result goes: an array of its shape. */
  readonly out?: NDArray | undefined;
}

/** The number of a mode. */
export function readMode(op: string, given: unknown): number {
  if (given === undefined) return 0;
  const mode = INDEX_MODES.indexOf(given as IndexMode);
  if (mode < 0) throw badArgument(op, 'mode', "'raise', 'wrap' or 'clip'", given);
  return mode;
}

/** `out` as given, which must be an array. */
export function readOut(op: string, out: unknown): NDArray | undefined {
  if (out === undefined || isArray(out)) return out;
  throw badArgument(op, 'out', 'an NDArray', out);
}

/** Throws unless a result of this dtype and shape can be written to `out`. */
export function checkResult(op: string, out: NDArray, dtype: DTypeInfo, shape: readonly number[]): void {
  const layout = layoutOf(out);
  if (!layout.writable) throw new ReadOnlyError(`[${op}] output array is read-only`);
  if (!castAllowed(dtype, layout.dtype, 'same_kind')) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${dtype.name}') to dtype('${layout.dtype.name}') according to the rule 'same_kind'`,
    );
  }
  if (!sameShape(layout.shape, shape)) {
    throw new ShapeError(
      `[${op}] output array does not match the result: expected shape ${shapeText(shape)} but got ${shapeText(layout.shape)}`,
    );
  }
}

/** Gathers into a new array, or into `out`: by way of a new one where the two cannot be the same. */
export function gatherInto(op: string, array: NDArray, index: ResolvedIndex, out: NDArray | undefined): NDArray {
  if (out === undefined) return gather(op, array, index);
  const { dtype } = index.inner;
  checkResult(op, out, dtype, index.shape);
  const layout = layoutOf(out);
  const storage = usableStorage(op, out);
  const shares = (other: NDArray): boolean =>
    mayShareMemory(usableStorage(op, other), layoutOf(other), storage, layout);
  const direct = layout.dtype === dtype && !overlapsItself(layout) && !shares(array);
  if (direct && !index.indices.some((each) => shares(each.array))) return gather(op, array, index, out);
  assign(op, out, gather(op, array, index));
  return out;
}

/**
 * Take elements at integer positions, of the flattened array or along an axis. The axis is replaced by those of the
 * positions.
 *
 * @param indices integers of any shape (bools count as 0 and 1)
 * @returns a new array, or `out`
 * @throws IndexError when a position is out of bounds, or is no integer; AxisError; ShapeError, DTypeError for an unfit `out`
 * @see numpy.take
 * @example
 * ```ts
 * nd.take([4, 3, 5, 7], [[0, 1], [2, -1]]).toArray(); // [[4, 3], [5, 7]]
 * ```
 */
export function take<D extends DType = DType>(a: ArrayLike, indices: ArrayLike, options?: TakeOptions): NDArray<D> {
  const op = 'take';
  const given = readOptions(op, options);
  const axisGiven = given?.axis;
  const mode = readMode(op, given?.mode);
  const out = readOut(op, given?.out);
  const array = asArray(op, a);
  const positions = readPositions(op, indices);
  return takeAlong(op, array, positions, axisGiven, mode, out) as NDArray as NDArray<D>;
}

/** Takes what has been read: `positions` are int64, `axis` a caller's. */
export function takeAlong(
  op: string,
  array: NDArray,
  positions: NDArray,
  axisGiven: unknown,
  mode: number,
  out: NDArray | undefined,
): NDArray {
  const flat = axisGiven === undefined || axisGiven === null;
  const ndim = layoutOf(array).shape.length;
  // Axis 0 of an array without dimensions is that of the flattened one.
  const axis = flat ? 0 : readAxis(op, axisGiven, Math.max(ndim, 1));
  usableStorage(op, array);
  const from: NDArray = ndim === 0 || (flat && ndim > 1) ? ravel(array) : array;
  const layout = layoutOf(from);
  if (axis === 0 && out === undefined && layoutOf(positions).shape.length > 0) {
    const taken = takeRows(op, from, positions, mode);
    if (taken !== undefined) return taken;
  }
  if (layout.shape[axis] === 0 && layoutOf(positions).size > 0) {
    throw new IndexError(`[${op}] cannot do a non-empty take from an empty axes.`);
  }
  return gatherInto(op, from, alongAxis(op, layout, positions, axis, mode), out);
}

/** Options of put(). */
export interface PutOptions {
  /** As of take; default 'raise'. */
  readonly mode?: IndexMode | undefined;
}

/** Values read from a caller as a 1-D array of a dtype. */
export function readFlat(op: string, values: ArrayLike, dtype: DTypeInfo): NDArray {
  const read = readValue(op, values, dtype);
  const given = isArray(read) ? read : scalarArray(op, checkStorable(op, read, dtype), dtype);
  return ravel(layoutOf(given).dtype === dtype ? given : copyArray(op, given, dtype, 'C'));
}

/** The first `count` of 1-D values, which are repeated when they are fewer. Undefined when there are none to repeat. */
export function cycle(op: string, flat: NDArray, count: number): NDArray | undefined {
  const { dtype, size, offset, strides } = layoutOf(flat);
  if (size === 0) return undefined;
  if (size >= count) return makeView(flat, new Layout(dtype, [count], strides, offset, count, false));
  const made = makeEmpty(op, dtype, [count]);
  const to = storageOf(made);
  const rows = Math.floor(count / size);
  const { itemsize } = dtype;
  const from = usableStorage(op, flat);
  const whole = new Layout(dtype, [rows, size], [size * itemsize, itemsize], 0, rows * size, true);
  copyInto(op, to, whole, from, layoutOf(flat));
  const rest = count - rows * size;
  if (rest > 0) {
    const tail = new Layout(dtype, [rest], [itemsize], rows * size * itemsize, rest, true);
    copyInto(op, to, tail, from, new Layout(dtype, [rest], strides, offset, rest, false));
  }
  return made;
}

/**
 * Put values at positions of the flattened array, in place. Values are repeated when they are fewer than the positions;
 * at equal positions the last stays.
 *
 * @throws IndexError when a position is out of bounds; ReadOnlyError. The array is then as it was
 * @see numpy.put
 * @example
 * ```ts
 * const a = nd.arange(5n);
 * nd.put(a, [0, 2], [-44n, -55n]);
 * a.toString(); // '[-44   1 -55   3   4]'
 * ```
 */
export function put(a: NDArray, ind: ArrayLike, v: ArrayLike, options?: PutOptions): void {
  const op = 'put';
  requireArray(op, 'the array', a);
  const mode = readMode(op, readOptions(op, options)?.mode);
  const positions: NDArray = ravel(readPositions(op, ind));
  const { dtype } = requireWritable(op, a);
  const values = readFlat(op, v, dtype);
  putFlat(op, a, positions, values, mode);
}

/** Puts 1-D values, repeated, at 1-D positions of the flattened array. */
export function putFlat(op: string, a: NDArray, positions: NDArray, values: NDArray, mode: number): void {
  const layout = layoutOf(a);
  const { dtype, shape, size } = layout;
  const count = layoutOf(positions).size;
  usableStorage(op, a);
  const each = cycle(op, values, count);
  if (count > 0 && size === 0) throw new IndexError(`[${op}] cannot replace elements of an empty array`);
  if (count === 0 || each === undefined) return;
  const strides = reshapedStrides(layout, [size], 'C');
  if (strides !== undefined) {
    const flat = makeView(a, new Layout(dtype, [size], strides, layout.offset, size, true));
    scatter(op, flat, alongAxis(op, layoutOf(flat), positions, 0, mode), each);
    return;
  }
  // No view of it is flat: a copy is written, and copied back.
  const copy = copyArray(op, a, dtype, 'C');
  scatter(op, ravel(copy), alongAxis(op, layoutOf(ravel(copy)), positions, 0, mode), each);
  copyInto(op, usableStorage(op, a), layout, storageOf(copy), contiguousLayout(op, dtype, shape));
}
