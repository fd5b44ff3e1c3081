/** Arrays with positions of an axis added or left out: insert, delete. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { IndexError, ShapeError, ValueError } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, makeZeros, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray, scalarArray, toArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { BOOL, DTYPES, INT64, type DType, type DTypeInfo } from '../core/dtype';
import { ARGS, F, RESULTS } from '../core/frame';
import { Slice, basicLayout, type BasicIndex } from '../core/indexing';
import { Layout, sameShape, shapeText } from '../core/layout';
import { readAxis, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { readParts, type Index } from './advanced-index';
import { assign, fitValue } from './assign';
import { add, less, logicalNot } from './elementwise.gen';
import { NEW_ARRAY, atLeast, join } from './joining';
import { arange } from './ranges';
import { setIndex, takeOut } from './select';
import { where } from './select-by-condition';
import { narrow } from './splitting';

/** Positions of an axis: one, a slice ('1:8:2' or nd.slice), several, or a mask. */
export type Positions = Exclude<Index, null>;

/** Options of insert() and delete(). */
export interface PositionOptions {
  /** The axis; without one the array is flattened. */
  readonly axis?: number | null | undefined;
}

/** Positions as read. */
type Read =
  | { readonly kind: 'one'; readonly at: number; readonly listed: boolean }
  | { readonly kind: 'range'; readonly start: number; readonly step: number; readonly count: number }
  | { readonly kind: 'mask'; readonly array: NDArray }
  | { readonly kind: 'list'; readonly array: NDArray };

function readPositions(op: string, given: Positions, length: number): Read {
  if (typeof given === 'number' || typeof given === 'bigint') {
    return { kind: 'one', at: readInteger(op, 'the position', given), listed: false };
  }
  if (typeof given === 'string' || Slice.is(given)) {
    if (given === '...') throw new IndexError(`[${op}] expected positions or a slice but got '...'`);
    const axis = new Layout(DTYPES.uint8, [length], [1], 0, length, false);
    const { shape, strides, offset } = basicLayout(op, axis, [given as BasicIndex]);
    return { kind: 'range', start: offset, step: strides[0]!, count: shape[0]! };
  }
  const list = Array.isArray(given) && given.length === 0;
  const [part] = list ? [{ kind: 'positions' as const, array: makeEmpty(op, INT64, [0]) }] : readParts(op, [given]);
  if (part!.kind === 'integer') return { kind: 'one', at: part!.value, listed: false };
  if (part!.kind === 'mask') return { kind: 'mask', array: part!.array };
  if (part!.kind !== 'positions') {
    throw new IndexError(`[${op}] expected positions, a slice or a mask of one dimension but got a boolean`);
  }
  const { array } = part!;
  const { size, dtype } = layoutOf(array);
  if (size === 1) return { kind: 'one', at: readInteger(op, 'the position', array.flatValues()[0]), listed: true };
  return { kind: 'list', array: dtype === INT64 ? array : copyArray(op, array, INT64, 'C') };
}

/** The array and axis that positions are of. */
function readTarget(op: string, given: NDArray, axis: number | null | undefined): { array: NDArray; axis: number } {
  const ndim = layoutOf(given).shape.length;
  if (axis !== undefined && axis !== null) return { array: given, axis: readAxis(op, axis, ndim) };
  return { array: ndim === 1 ? given : given.ravel(), axis: 0 };
}

function outOfBounds(op: string, at: number, axis: number, length: number): IndexError {
  return new IndexError(`[${op}] index ${at} is out of bounds for axis ${axis} with size ${length}`);
}

/** An empty array in the memory order of another: F where that is only F-contiguous. */
function emptyLike(op: string, layout: Layout, dtype: DTypeInfo, shape: readonly number[]): NDArray {
  return makeEmpty(op, dtype, shape, layout.fContiguous && !layout.cContiguous ? 'F' : 'C');
}

/** target's part from `at` of an axis on = a's part. */
function copyPart(op: string, target: NDArray, axis: number, at: number, a: NDArray, from: Layout): void {
  const to = narrow(layoutOf(target), axis, at, from.shape[axis]!);
  copyInto(op, storageOf(target), to, usableStorage(op, a), from);
}

/**
 * Leave out positions of an axis: a new array without them.
 *
 * Exported as `delete`, which is no name that a declaration may have.
 *
 * @param positions a position, a slice ('1:8:2'), a list of positions, or a mask
 * @param options axis (default: the array is flattened)
 * @throws IndexError when a position is out of bounds; ValueError when a mask does not match; AxisError
 * @see numpy.delete
 * @example
 * ```ts
 * nd.delete([1, 2, 3, 4], [0, -1]).toString(); // '[2. 3.]'
 * ```
 */
function delete_<D extends DType = DType>(
  a: NDArray<D> | ArrayLike,
  positions: Positions,
  options?: PositionOptions,
): NDArray<D> {
  const op = 'delete';
  const axisGiven = readOptions(op, options)?.axis;
  const { array, axis } = readTarget(op, asArray(op, a), axisGiven);
  const layout = layoutOf(array);
  const length = layout.shape[axis]!;
  const read = readPositions(op, positions, length);
  let made: NDArray;
  if (read.kind === 'one') {
    if (read.at < -length || read.at >= length) throw outOfBounds(op, read.at, axis, length);
    made = withoutRun(op, array, axis, read.at < 0 ? read.at + length : read.at, 1);
  } else if (read.kind === 'range') {
    const { start, step, count } = read;
    const first = step < 0 && count > 0 ? start + (count - 1) * step : start;
    if (count === 0 || Math.abs(step) === 1 || count === 1)
      made = withoutRun(op, array, axis, count === 0 ? 0 : first, count);
    else made = masked(op, array, axis, keepBut(op, length, first, Math.abs(step), count));
  } else if (read.kind === 'mask') {
    const { shape } = layoutOf(read.array);
    if (shape.length !== 1 || shape[0] !== length) {
      throw new ValueError(
        `[${op}] boolean array argument obj to delete must be one dimensional and match the axis length of ${length}`,
      );
    }
    made = masked(op, array, axis, logicalNot(read.array));
  } else {
    const keep = makeEmpty(op, BOOL, [length]);
    assign(op, keep, true);
    if (layoutOf(read.array).size > 0) {
      takeOut(op, keep, readParts(op, [read.array])).write(scalarArray(op, false));
    }
    made = masked(op, array, axis, keep);
  }
  return made as NDArray as NDArray<D>;
}
export { delete_ as delete };

/** The array without `count` positions from `start` on. */
function withoutRun(op: string, a: NDArray, axis: number, start: number, count: number): NDArray {
  const layout = layoutOf(a);
  const rest = layout.shape[axis]! - start - count;
  const layouts = [narrow(layout, axis, 0, start), narrow(layout, axis, start + count, rest)];
  if (layout.cContiguous) {
    // Pieces of every row: the parts are not contiguous themselves, but their rows are.
    return join(op, [a, a], layouts, axis, NEW_ARRAY);
  }
  const shape = layout.shape.slice();
  shape[axis] = start + rest;
  usableStorage(op, a);
  const made = emptyLike(op, layout, layout.dtype, shape);
  copyPart(op, made, axis, 0, a, layouts[0]!);
  copyPart(op, made, axis, start, a, layouts[1]!);
  return made;
}

/** A mask that is true but at `count` positions from `start` on. */
function keepBut(op: string, length: number, start: number, step: number, count: number): NDArray {
  const keep = makeEmpty(op, BOOL, [length]);
  assign(op, keep, true);
  assign(op, makeView(keep, new Layout(BOOL, [count], [step], start, count, true)), false);
  return keep;
}

/** The positions of an axis where a mask is true. */
function masked(op: string, a: NDArray, axis: number, keep: NDArray): NDArray {
  const index = [...new Array<':'>(axis).fill(':'), keep];
  return takeOut(op, a, readParts(op, index)).values;
}

/**
 * Insert values before positions of an axis: a new array. Values for one position keep their order.
 *
 * @param positions a position, a slice ('1:8:2'), a list of positions, or a mask; those after the first count in the
 * array as it was
 * @param values what is inserted: cast to the array's dtype, broadcast to the shape that the positions leave
 * @param options axis (default: the array is flattened)
 * @throws IndexError when a position is out of bounds; ShapeError when the values do not fit; AxisError
 * @see numpy.insert
 * @example
 * ```ts
 * nd.insert([1, 2, 3], 1, 9).toString(); // '[1. 9. 2. 3.]'
 * nd.insert([1, 2, 3], [0, 2], [7, 8]).toString(); // '[7. 1. 2. 8. 3.]'
 * ```
 */
export function insert<D extends DType = DType>(
  a: NDArray<D> | ArrayLike,
  positions: Positions,
  values: ArrayLike,
  options?: PositionOptions,
): NDArray<D> {
  const op = 'insert';
  const axisGiven = readOptions(op, options)?.axis;
  const { array, axis } = readTarget(op, asArray(op, a), axisGiven);
  const { dtype } = layoutOf(array);
  const length = layoutOf(array).shape[axis]!;
  const read = readPositions(op, positions, length);
  const list = positionList(op, read, length);
  const value =
    isArray(values) || ArrayBuffer.isView(values) ? asArray(op, values) : toArray(op, values, dtype, undefined, 'C');
  let made: NDArray;
  if (typeof list === 'number') made = insertRun(op, array, axis, list, value, read.kind === 'one' && !read.listed);
  else made = insertMany(op, array, axis, list, value);
  return made as NDArray as NDArray<D>;
}

/** Where to insert: one position, or an int64 array of several. */
function positionList(op: string, read: Read, length: number): number | NDArray {
  if (read.kind === 'one') return read.at;
  let list: NDArray;
  if (read.kind === 'range') {
    if (read.count === 1) return read.start;
    const [start, step] = [BigInt(read.start), BigInt(read.step)];
    list = read.count === 0 ? makeEmpty(op, INT64, [0]) : arange(start, start + step * BigInt(read.count), step);
  } else if (read.kind === 'mask') {
    const { shape } = layoutOf(read.array);
    if (shape.length !== 1) {
      throw new ValueError(`[${op}] boolean array argument obj to insert must be one dimensional`);
    }
    list = takeOut(op, arange(BigInt(shape[0]!)), readParts(op, [read.array])).values;
  } else {
    list = read.array;
    if (layoutOf(list).shape.length > 1) {
      throw new ValueError(`[${op}] index array argument obj to insert must be one dimensional or scalar`);
    }
  }
  if (layoutOf(list).size === 1) return Number(list.item());
  return where(less(list, 0n), add(list, BigInt(length)), list);
}

/** One run of values before a position. A `single` position takes values by their first axis, as NumPy's a[:, 0] does. */
function insertRun(op: string, a: NDArray, axis: number, given: number, value: NDArray, single: boolean): NDArray {
  const layout = layoutOf(a);
  const length = layout.shape[axis]!;
  if (given < -length || given > length) throw outOfBounds(op, given, axis, length);
  const at = given < 0 ? given + length : given;
  let from = atLeast(layoutOf(value), layout.shape.length);
  if (single) from = firstAxisTo(from, axis);
  const added = from.shape[axis]!;
  const shape = layout.shape.slice();
  shape[axis] = added;
  const parts = [narrow(layout, axis, 0, at), from, narrow(layout, axis, at, length - at)];
  if (layout.cContiguous && from.dtype === layout.dtype && sameShape(from.shape, shape)) {
    return join(op, [a, value, a], parts, axis, NEW_ARRAY);
  }
  const fitted = fitValue(op, from, shape);
  shape[axis] = length + added;
  usableStorage(op, a);
  usableStorage(op, value);
  const made = emptyLike(op, layout, layout.dtype, shape);
  copyPart(op, made, axis, 0, a, parts[0]!);
  copyInto(op, storageOf(made), narrow(layoutOf(made), axis, at, added), usableStorage(op, value), fitted);
  copyPart(op, made, axis, at + added, a, parts[2]!);
  return made;
}

/** A layout with its first axis moved to `axis`. */
function firstAxisTo(layout: Layout, axis: number): Layout {
  const move = (list: readonly number[]): number[] => [...list.slice(1, axis + 1), list[0]!, ...list.slice(axis + 1)];
  return new Layout(
    layout.dtype,
    move(layout.shape),
    move(layout.strides),
    layout.offset,
    layout.size,
    layout.writable,
  );
}

/** One value before each of several positions, none of them negative. */
function insertMany(op: string, a: NDArray, axis: number, positions: NDArray, value: NDArray): NDArray {
  const layout = layoutOf(a);
  const length = layout.shape[axis]!;
  const count = layoutOf(positions).size;
  const places = makeEmpty(op, INT64, [count]);
  const kept = makeEmpty(op, BOOL, [length + count]);
  const starts = makeZeros(op, INT64, [length + 1]);
  const list = layoutOf(positions).cContiguous ? positions : copyArray(op, positions, INT64, 'C');
  F[ARGS] = usableStorage(op, list).address + layoutOf(list).offset;
  F[ARGS + 1] = storageOf(starts).address;
  F[ARGS + 2] = storageOf(places).address;
  F[ARGS + 3] = storageOf(kept).address;
  F[ARGS + 4] = count;
  F[ARGS + 5] = length;
  const status = native.insertPlaces();
  if (status !== 0) throw outOfBounds(op, F[RESULTS]!, axis, length);
  const shape = layout.shape.slice();
  shape[axis] = count;
  checkValues(op, layoutOf(value).shape, shape);
  shape[axis] = length + count;
  usableStorage(op, a);
  usableStorage(op, value);
  const made = emptyLike(op, layout, layout.dtype, shape);
  const before = new Array<':'>(axis).fill(':');
  setIndex(made, value, [...before, places]);
  setIndex(made, a, [...before, kept]);
  return made;
}

function checkValues(op: string, shape: readonly number[], target: readonly number[]): void {
  const lead = target.length - shape.length;
  const fits = shape.every((dim, i) => dim === 1 || (lead + i >= 0 && dim === target[lead + i]));
  if (fits) return;
  throw new ShapeError(
    `[${op}] shape mismatch: value array of shape ${shapeText(shape)} could not be broadcast to indexing result of shape ${shapeText(target)}`,
  );
}
