/** The same elements in another order: roll, fliplr, flipud, rot90. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError } from '../errors';
import { layoutOf, makeArray, makeEmpty, makeView, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import type { DType } from '../core/dtype';
import { Layout, contiguousLayout } from '../core/layout';
import { readAxis, readInteger, readIntegerList, readOptions } from '../core/options';
import { joinPieces, putPiece, startPieces } from '../core/pieces';
import { newStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { flip, transpose } from './shape';
import { narrow } from './splitting';
import { keepOrderStrides } from './ufunc';

/** Options of roll(). */
export interface RollOptions {
  /** The axis or axes to roll along; without one the array is rolled as if it were flat. */
  readonly axis?: number | readonly number[] | null | undefined;
}

/**
 * Move elements along axes; those that leave one end come back at the other.
 *
 * @param shift by how many positions: one number, or one for each axis
 * @param options axis: one or several (an axis given twice is rolled by the sum); default: as if flat
 * @returns a new array of the same shape
 * @throws ShapeError when there are not as many shifts as axes; AxisError
 * @see numpy.roll
 * @example
 * ```ts
 * nd.roll([1, 2, 3, 4], 1).toString(); // '[4. 1. 2. 3.]'
 * ```
 */
export function roll<D extends DType = DType>(
  a: NDArray<D> | ArrayLike,
  shift: number | bigint | readonly (number | bigint)[],
  options?: RollOptions,
): NDArray<D> {
  const op = 'roll';
  const axisGiven = readOptions(op, options)?.axis;
  const array = asArray(op, a);
  const shifts = readIntegerList(op, 'shift', shift);
  if (axisGiven === undefined || axisGiven === null) {
    const { size } = layoutOf(array);
    const whole = shifts.reduce((sum, each) => wrap(sum + wrap(each, size), size), 0);
    return rollFlat(op, array, whole) as NDArray as NDArray<D>;
  }
  const { shape } = layoutOf(array);
  const axes = readIntegerList(op, 'axis', axisGiven).map((axis) => readAxis(op, axis, shape.length));
  const count = axes.length === 1 ? shifts.length : axes.length;
  if (shifts.length !== 1 && shifts.length !== count) {
    throw new ShapeError(`[${op}] ${NOT_BROADCAST}: ${shifts.length} shifts, ${axes.length} axes`);
  }
  const offsets = new Array<number>(shape.length).fill(0);
  for (let k = 0; k < count; k++) {
    const axis = axes[axes.length === 1 ? 0 : k]!;
    offsets[axis] = wrap(offsets[axis]! + wrap(shifts[shifts.length === 1 ? 0 : k]!, shape[axis]!), shape[axis]!);
  }
  return rollAxes(op, array, offsets) as NDArray as NDArray<D>;
}

const NOT_BROADCAST = "'shift' and 'axis' should be scalars or 1D sequences that broadcast together";

/** x modulo n, not negative; 0 for n = 0. */
const wrap = (x: number, n: number): number => (n === 0 ? 0 : ((x % n) + n) % n);

/** All elements in C order, moved up by `shift`, less than their number. */
function rollFlat(op: string, a: NDArray, shift: number): NDArray {
  const layout = layoutOf(a);
  const { dtype, size } = layout;
  const source = layout.cContiguous ? a : copyArray(op, a, dtype, 'C');
  usableStorage(op, source);
  const made = makeEmpty(op, dtype, layout.shape);
  rollRows(op, made, source, layoutOf(source).offset, 1, size * dtype.itemsize, shift * dtype.itemsize);
  return made;
}

/** Rows of bytes, each moved up by `shift`, of which the last come first. */
function rollRows(
  op: string,
  made: NDArray,
  source: NDArray,
  offset: number,
  rows: number,
  bytes: number,
  shift: number,
): void {
  if (bytes === 0 || rows === 0) return;
  const storage = usableStorage(op, source);
  startPieces(storageOf(made), 0, rows);
  let count = 0;
  if (shift > 0) putPiece(count++, storage, offset + bytes - shift, bytes, shift);
  putPiece(count++, storage, offset, bytes, bytes - shift);
  joinPieces(op, count);
}

function rollAxes(op: string, a: NDArray, offsets: readonly number[]): NDArray {
  const layout = layoutOf(a);
  const { dtype, shape, size } = layout;
  const moved = offsets.flatMap((offset, axis) => (offset === 0 ? [] : [axis]));
  const storage = usableStorage(op, a);
  if (layout.cContiguous && moved.length === 1 && size > 0) {
    const axis = moved[0]!;
    const made = makeEmpty(op, dtype, shape);
    const bytes = shape.slice(axis).reduce((product, dim) => product * dim, dtype.itemsize);
    const rows = (size * dtype.itemsize) / bytes;
    rollRows(op, made, a, layout.offset, rows, bytes, (bytes / shape[axis]!) * offsets[axis]!);
    return made;
  }
  const strides = keepOrderStrides(shape, dtype.itemsize, [layout]);
  const plain = contiguousLayout(op, dtype, shape);
  const to = strides === undefined ? plain : new Layout(dtype, shape, strides, 0, size, true);
  const made = makeArray(newStorage(op, to.nbytes), to);
  if (size === 0) return made;
  // Each axis that moves doubles the number of boxes in which the elements go to their places.
  const place = (k: number, from: Layout, into: Layout): void => {
    const axis = moved[k];
    if (axis === undefined) {
      copyInto(op, storageOf(made), into, storage, from);
      return;
    }
    const dim = shape[axis]!;
    const offset = offsets[axis]!;
    place(k + 1, narrow(from, axis, 0, dim - offset), narrow(into, axis, offset, dim - offset));
    place(k + 1, narrow(from, axis, dim - offset, offset), narrow(into, axis, 0, offset));
  };
  place(0, layout, to);
  return made;
}

/**
 * Reverse the order of columns: a view.
 *
 * @throws ValueError when there are fewer than two dimensions
 * @see numpy.fliplr
 * @example
 * ```ts
 * nd.fliplr([[1, 2], [3, 4]]).toArray(); // [[2, 1], [4, 3]]
 * ```
 */
export function fliplr<D extends DType = DType>(a: NDArray<D> | ArrayLike): NDArray<D> {
  const array = asArray('fliplr', a);
  if (layoutOf(array).shape.length < 2) throw new ValueError('[fliplr] Input must be >= 2-d.');
  return flip<D>(array, 1);
}

/**
 * Reverse the order of rows: a view.
 *
 * @throws ValueError when there are no dimensions
 * @see numpy.flipud
 * @example
 * ```ts
 * nd.flipud([[1, 2], [3, 4]]).toArray(); // [[3, 4], [1, 2]]
 * ```
 */
export function flipud<D extends DType = DType>(a: NDArray<D> | ArrayLike): NDArray<D> {
  const array = asArray('flipud', a);
  if (layoutOf(array).shape.length < 1) throw new ValueError('[flipud] Input must be >= 1-d.');
  return flip<D>(array, 0);
}

/** Options of rot90(). */
export interface Rot90Options {
  /** How often to turn by 90 degrees; default 1. */
  readonly k?: number | undefined;
  /** The plane: from the first axis towards the second; default [0, 1]. */
  readonly axes?: readonly number[] | undefined;
}

/**
 * Turn an array by 90 degrees in the plane of two axes: a view.
 *
 * @param options k (default 1), axes (default [0, 1])
 * @throws ValueError when the axes are not two different ones of the array
 * @see numpy.rot90
 * @example
 * ```ts
 * nd.rot90([[1, 2], [3, 4]]).toArray(); // [[2, 4], [1, 3]]
 * ```
 */
export function rot90<D extends DType = DType>(a: NDArray<D> | ArrayLike, options?: Rot90Options): NDArray<D> {
  const op = 'rot90';
  const given = readOptions(op, options);
  const kGiven = given?.k;
  const axesGiven = given?.axes;
  const k = kGiven === undefined ? 1 : readInteger(op, 'k', kGiven);
  const axes = axesGiven === undefined ? [0, 1] : readIntegerList(op, 'axes', axesGiven);
  const array = asArray(op, a);
  usableStorage(op, array);
  const layout = layoutOf(array);
  const ndim = layout.shape.length;
  if (axes.length !== 2) throw new ValueError(`[${op}] len(axes) must be 2.`);
  const [first, second] = axes as [number, number];
  if (first === second || Math.abs(first - second) === ndim) throw new ValueError(`[${op}] Axes must be different.`);
  if (first >= ndim || first < -ndim || second >= ndim || second < -ndim) {
    throw new ValueError(`[${op}] Axes=(${first}, ${second}) out of range for array of ndim=${ndim}.`);
  }
  const from = first < 0 ? first + ndim : first;
  const to = second < 0 ? second + ndim : second;
  const order = layout.shape.map((_, i) => (i === from ? to : i === to ? from : i));
  const turns = wrap(k, 4);
  if (turns === 0) return makeView(array, layout) as NDArray as NDArray<D>;
  if (turns === 2) return flip<D>(array, [from, to]);
  if (turns === 1) return transpose<D>(flip(array, to), order);
  return flip<D>(transpose(array, order), to);
}
