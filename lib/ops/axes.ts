/** Axes moved, swapped and added: always views. */
import type { NDArray } from '../ndarray';
import { AxisError, ShapeError, ValueError } from '../errors';
import { layoutOf, makeView, usableStorage } from '../core/array-core';
import { broadcastLayout, broadcastShapes } from '../core/broadcast';
import { asArray } from '../core/convert';
import type { DType } from '../core/dtype';
import { Layout, sameShape } from '../core/layout';
import { readInteger, readIntegerList } from '../core/options';
import type { ArrayLike } from '../core/types';
import { transpose } from './shape';

/** An axis, its name put before NumPy's words where it has one. */
function readNamedAxis(op: string, name: string, value: unknown, ndim: number): number {
  const axis = readInteger(op, name, value);
  if (axis < -ndim || axis >= ndim) {
    const before = name === 'axis' ? '' : `${name}: `;
    throw new AxisError(`[${op}] ${before}axis ${axis} is out of bounds for array of dimension ${ndim}`);
  }
  return axis < 0 ? axis + ndim : axis;
}

/** A view with the axes in another order; `order` is a permutation. */
function permuted<D extends DType>(array: NDArray, order: readonly number[]): NDArray<D> {
  const layout = layoutOf(array);
  const shape = order.map((i) => layout.shape[i]!);
  const strides = order.map((i) => layout.strides[i]!);
  const view = new Layout(layout.dtype, shape, strides, layout.offset, layout.size, layout.writable);
  return makeView(array, view) as NDArray as NDArray<D>;
}

/**
 * Permute the axes: a view. The array API's name of transpose with axes.
 *
 * @throws AxisError when the axes are no permutation
 * @see numpy.permute_dims
 * @example
 * ```ts
 * nd.permuteDims(nd.zeros([2, 3, 4]), [2, 0, 1]).shape; // [4, 2, 3]
 * ```
 */
export function permuteDims<D extends DType = DType>(a: ArrayLike, axes?: readonly number[] | null): NDArray<D> {
  return transpose(a, axes);
}

/**
 * Swap two axes: a view.
 *
 * @throws AxisError when an axis is out of range
 * @see numpy.swapaxes
 * @example
 * ```ts
 * nd.swapaxes(nd.zeros([2, 3, 4]), 0, 2).shape; // [4, 3, 2]
 * ```
 */
export function swapaxes<D extends DType = DType>(a: ArrayLike, axis1: number, axis2: number): NDArray<D> {
  const op = 'swapaxes';
  const array = asArray(op, a);
  const ndim = layoutOf(array).shape.length;
  const first = readNamedAxis(op, 'axis1', axis1, ndim);
  const second = readNamedAxis(op, 'axis2', axis2, ndim);
  usableStorage(op, array);
  const order = layoutOf(array).shape.map((_, i) => (i === first ? second : i === second ? first : i));
  return permuted(array, order);
}

/** Different axes of an array, named as an argument. */
function readDifferentAxes(op: string, name: string, value: unknown, ndim: number): number[] {
  const axes = readIntegerList(op, name, value).map((axis) => readNamedAxis(op, name, axis, ndim));
  if (new Set(axes).size !== axes.length) throw new AxisError(`[${op}] repeated axis in \`${name}\` argument`);
  return axes;
}

/**
 * Move axes to other positions: a view. The others keep their order.
 *
 * @param source one axis or several
 * @param destination where each of them is in the result
 * @throws AxisError when an axis is out of range or given twice; ValueError when the lists differ in length
 * @see numpy.moveaxis
 * @example
 * ```ts
 * nd.moveaxis(nd.zeros([2, 3, 4]), 0, -1).shape; // [3, 4, 2]
 * ```
 */
export function moveaxis<D extends DType = DType>(
  a: ArrayLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): NDArray<D> {
  const op = 'moveaxis';
  const array = asArray(op, a);
  const ndim = layoutOf(array).shape.length;
  const from = readDifferentAxes(op, 'source', source, ndim);
  const to = readDifferentAxes(op, 'destination', destination, ndim);
  if (from.length !== to.length) {
    throw new ValueError(`[${op}] \`source\` and \`destination\` arguments must have the same number of elements`);
  }
  usableStorage(op, array);
  const moves = to.map((at, k) => [at, from[k]!] as const).sort((x, y) => x[0] - y[0]);
  const order = layoutOf(array)
    .shape.map((_, i) => i)
    .filter((i) => !from.includes(i));
  for (const [at, axis] of moves) order.splice(at, 0, axis);
  return permuted(array, order);
}

/**
 * Roll an axis back until it lies before the axis `start`: a view. moveaxis is easier to read.
 *
 * @throws AxisError when the axis or `start` is out of range
 * @see numpy.rollaxis
 * @example
 * ```ts
 * nd.rollaxis(nd.zeros([3, 4, 5]), 2).shape; // [5, 3, 4]
 * ```
 */
export function rollaxis<D extends DType = DType>(a: ArrayLike, axis: number, start = 0): NDArray<D> {
  const op = 'rollaxis';
  const array = asArray(op, a);
  const ndim = layoutOf(array).shape.length;
  const from = readNamedAxis(op, 'axis', axis, ndim);
  const given = readInteger(op, 'start', start);
  const before = given < 0 ? given + ndim : given;
  if (before < 0 || before > ndim) {
    throw new AxisError(`[${op}] 'start' arg requires ${-ndim} <= start < ${ndim + 1}, but ${before} was passed in`);
  }
  usableStorage(op, array);
  const order = layoutOf(array)
    .shape.map((_, i) => i)
    .filter((i) => i !== from);
  order.splice(from < before ? before - 1 : before, 0, from);
  return permuted(array, order);
}

/**
 * Swap the last two axes: a view. The transposes of a stack of matrices.
 *
 * @throws ShapeError for arrays of fewer than two dimensions
 * @see numpy.matrix_transpose
 * @example
 * ```ts
 * nd.matrixTranspose(nd.zeros([5, 2, 3])).shape; // [5, 3, 2]
 * ```
 */
export function matrixTranspose<D extends DType = DType>(x: ArrayLike): NDArray<D> {
  const op = 'matrixTranspose';
  const array = asArray(op, x);
  const ndim = layoutOf(array).shape.length;
  if (ndim < 2) throw new ShapeError(`[${op}] Input array must be at least 2-dimensional, but it is ${ndim}`);
  usableStorage(op, array);
  const order = layoutOf(array).shape.map((_, i) => (i === ndim - 1 ? ndim - 2 : i === ndim - 2 ? ndim - 1 : i));
  return permuted(array, order);
}

/** A view with axes of length 1 where `place` says: positions of the array's own axes in the result. */
function widened(array: NDArray, ndim: number, place: readonly number[]): NDArray {
  const layout = layoutOf(array);
  const shape = new Array<number>(ndim).fill(1);
  const strides = new Array<number>(ndim).fill(0);
  place.forEach((at, i) => {
    shape[at] = layout.shape[i]!;
    strides[at] = layout.strides[i]!;
  });
  return makeView(array, new Layout(layout.dtype, shape, strides, layout.offset, layout.size, layout.writable));
}

/** Each array with at least `ndim` dimensions: itself where it has them. */
function atLeast(
  op: string,
  arrays: readonly ArrayLike[],
  ndim: number,
  placeOf: (own: number) => number[],
): NDArray[] {
  const read = arrays.map((a) => asArray(op, a));
  return read.map((array) => {
    usableStorage(op, array);
    const own = layoutOf(array).shape.length;
    return own >= ndim ? array : widened(array, ndim, placeOf(own));
  });
}

/**
 * Give arrays at least one dimension: a scalar becomes one of length 1; others are given as they are.
 *
 * @returns the array, or a list when several (or none) are given
 * @see numpy.atleast_1d
 * @example
 * ```ts
 * nd.atleast1d(5).shape; // [1]
 * ```
 */
export function atleast1d(array: ArrayLike): NDArray;
export function atleast1d(...arrays: ArrayLike[]): NDArray[];
export function atleast1d(...arrays: ArrayLike[]): NDArray | NDArray[] {
  const made = atLeast('atleast1d', arrays, 1, () => []);
  return made.length === 1 ? made[0]! : made;
}

/**
 * Give arrays at least two dimensions: axes of length 1 are put in front.
 *
 * @returns the array, or a list when several (or none) are given
 * @see numpy.atleast_2d
 * @example
 * ```ts
 * nd.atleast2d([1, 2, 3]).shape; // [1, 3]
 * ```
 */
export function atleast2d(array: ArrayLike): NDArray;
export function atleast2d(...arrays: ArrayLike[]): NDArray[];
export function atleast2d(...arrays: ArrayLike[]): NDArray | NDArray[] {
  const made = atLeast('atleast2d', arrays, 2, (own) => (own === 0 ? [] : [1]));
  return made.length === 1 ? made[0]! : made;
}

/**
 * Give arrays at least three dimensions: (N,) becomes (1, N, 1) and (M, N) becomes (M, N, 1).
 *
 * @returns the array, or a list when several (or none) are given
 * @see numpy.atleast_3d
 * @example
 * ```ts
 * nd.atleast3d([1, 2, 3]).shape; // [1, 3, 1]
 * ```
 */
export function atleast3d(array: ArrayLike): NDArray;
export function atleast3d(...arrays: ArrayLike[]): NDArray[];
export function atleast3d(...arrays: ArrayLike[]): NDArray | NDArray[] {
  const made = atLeast('atleast3d', arrays, 3, (own) => (own === 0 ? [] : own === 1 ? [1] : [0, 1]));
  return made.length === 1 ? made[0]! : made;
}

/**
 * Broadcast arrays against each other: read-only views of one shape, or the arrays themselves when all have it already.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @see numpy.broadcast_arrays
 * @example
 * ```ts
 * nd.broadcastArrays([1, 2], [[1], [2], [3]]).map((a) => a.shape); // [[3, 2], [3, 2]]
 * ```
 */
export function broadcastArrays(...arrays: ArrayLike[]): NDArray[] {
  const op = 'broadcastArrays';
  const read = arrays.map((a) => asArray(op, a));
  const layouts = read.map((array) => layoutOf(array));
  const itemsize = layouts.reduce((most, { dtype }) => Math.max(most, dtype.itemsize), 1);
  const shape = broadcastShapes(
    op,
    layouts.map((layout) => layout.shape),
    itemsize,
  );
  for (const array of read) usableStorage(op, array);
  if (layouts.every((layout) => sameShape(layout.shape, shape))) return read;
  return read.map((array) => makeView(array, broadcastLayout(op, layoutOf(array), shape, false)));
}
