/** Views of another shape, and copies where none exists. No kernel runs but for the copies. */
import type { NDArray } from '../ndarray';
import { ArgumentError, AxisError, ShapeError } from '../errors';
import { layoutOf, makeArray, makeView, storageOf, usableStorage } from '../core/array-core';
import { broadcastLayout } from '../core/broadcast';
import { asArray, copyArray } from '../core/convert';
import type { DType } from '../core/dtype';
import { Layout, contiguousStrides, shapeText, sizeOf } from '../core/layout';
import {
  readAxes,
  readAxesOrNone,
  readAxis,
  readCopy,
  readIntegerList,
  readOptions,
  readOrder,
  readShape,
} from '../core/options';
import type { ArrayLike } from '../core/types';
import type { Shape } from './creation';
import { keepOrderStrides } from './ufunc';

/** Options of reshape(). */
export interface ReshapeOptions {
  /** The order in which elements are read and placed; default 'C'. */
  readonly order?: 'C' | 'F' | 'A' | undefined;
  /** false: a view or an error; true: always a copy; undefined or null: a view where one exists. */
  readonly copy?: boolean | null | undefined;
}

/** Completes a shape that may have one -1. */
function resolveShape(op: string, shape: readonly number[], size: number): number[] {
  const result = shape.slice();
  let unknown = -1;
  let known = 1;
  result.forEach((dim, i) => {
    if (dim === -1) {
      if (unknown >= 0) throw new ShapeError(`[${op}] can only specify one unknown dimension`);
      unknown = i;
    } else if (dim < 0) {
      throw new ShapeError(`[${op}] negative dimensions are not allowed: got ${shapeText(shape)}`);
    } else {
      known *= dim;
    }
  });
  const fail = (): never => {
    throw new ShapeError(`[${op}] cannot reshape array of size ${size} into shape ${shapeText(shape)}`);
  };
  if (unknown >= 0) {
    if (known === 0 || size % known !== 0) fail();
    result[unknown] = size / known;
  } else if (known !== size) {
    fail();
  }
  return result;
}

/**
 * Strides with which a layout reads as another shape without a copy, or undefined. Runs of axes that are contiguous
 * among themselves are matched with runs of new axes of the same size (numpy's _attempt_nocopy_reshape).
 */
export function reshapedStrides(layout: Layout, shape: readonly number[], order: 'C' | 'F'): number[] | undefined {
  if (layout.size === 0) return contiguousStrides(shape, layout.dtype.itemsize, order);
  const oldShape: number[] = [];
  const oldStrides: number[] = [];
  layout.shape.forEach((dim, i) => {
    if (dim !== 1) {
      oldShape.push(dim);
      oldStrides.push(layout.strides[i]!);
    }
  });
  const strides = new Array<number>(shape.length);
  let oi = 0;
  let ni = 0;
  while (ni < shape.length && oi < oldShape.length) {
    let np = shape[ni]!;
    let nj = ni + 1;
    let op = oldShape[oi]!;
    let oj = oi + 1;
    while (np !== op) {
      if (np < op) np *= shape[nj++]!;
      else op *= oldShape[oj++]!;
    }
    for (let k = oi; k < oj - 1; k++) {
      const fits =
        order === 'C'
          ? oldStrides[k] === oldShape[k + 1]! * oldStrides[k + 1]!
          : oldStrides[k + 1] === oldShape[k]! * oldStrides[k]!;
      if (!fits) return undefined;
    }
    if (order === 'C') {
      strides[nj - 1] = oldStrides[oj - 1]!;
      for (let k = nj - 1; k > ni; k--) strides[k - 1] = strides[k]! * shape[k]!;
    } else {
      strides[ni] = oldStrides[oi]!;
      for (let k = ni + 1; k < nj; k++) strides[k] = strides[k - 1]! * shape[k - 1]!;
    }
    ni = nj;
    oi = oj;
  }
  // What remains are axes of length 1.
  const last = ni > 0 ? strides[ni - 1]! * (order === 'F' ? shape[ni - 1]! : 1) : layout.dtype.itemsize;
  for (let k = ni; k < shape.length; k++) strides[k] = last;
  return strides;
}

/**
 * Give an array a new shape: a view where one exists, a copy otherwise. One length may be -1.
 *
 * @throws ShapeError when the sizes differ; ArgumentError with `copy: false` where only a copy would do
 * @see numpy.reshape
 * @example
 * ```ts
 * nd.reshape(nd.arange(6n), [2, 3]).shape; // [2, 3]
 * ```
 */
export function reshape<D extends DType = DType>(a: ArrayLike, shape: Shape, options?: ReshapeOptions): NDArray<D> {
  const op = 'reshape';
  const given = readOptions(op, options);
  const array = asArray(op, a);
  usableStorage(op, array);
  const layout = layoutOf(array);
  const orderGiven = readOrder(op, given?.order, ['C', 'F', 'A'] as const, 'C');
  const copy = readCopy(op, given?.copy);
  const order = orderGiven === 'A' ? (layout.fContiguous && !layout.cContiguous ? 'F' : 'C') : orderGiven;
  const target = resolveShape(op, readIntegerList(op, 'shape', shape), layout.size);
  if (target.length > 64) {
    throw new ShapeError(`[${op}] maximum supported dimension for an array is 64, found ${target.length}`);
  }
  sizeOf(op, target, layout.dtype.itemsize);
  const strides = copy === true ? undefined : reshapedStrides(layout, target, order);
  if (strides !== undefined) {
    return makeView(
      array,
      new Layout(layout.dtype, target, strides, layout.offset, layout.size, layout.writable),
    ) as NDArray as NDArray<D>;
  }
  if (copy === false) throw new ArgumentError(`[${op}] Unable to avoid creating a copy while reshaping.`);
  const made = copyArray(op, array, layout.dtype, order);
  const { dtype, size } = layoutOf(made);
  return makeArray(
    storageOf(made),
    new Layout(dtype, target, contiguousStrides(target, dtype.itemsize, order), 0, size, true),
  ) as NDArray as NDArray<D>;
}

/**
 * Give the elements as a 1-D array: a view where one exists, a copy otherwise.
 *
 * @see numpy.ravel
 * @example
 * ```ts
 * nd.ravel([[1, 2], [3, 4]]).toString(); // '[1. 2. 3. 4.]'
 * ```
 */
export function ravel<D extends DType = DType>(
  a: ArrayLike,
  options?: { readonly order?: 'C' | 'F' | 'A' | 'K' | undefined },
): NDArray<D> {
  const op = 'ravel';
  const array = asArray(op, a);
  const order = readOrder(op, readOptions(op, options)?.order, ['C', 'F', 'A', 'K'] as const, 'C');
  if (order !== 'K') return reshape(array, [layoutOf(array).size], { order }) as NDArray<D>;
  const layout = layoutOf(array);
  const kept = keepOrderStrides(layout.shape, 1, [layout]);
  if (kept === undefined) return reshape(array, [layout.size]) as NDArray<D>;
  const axes = layout.shape.map((_, i) => i);
  axes.sort((x, y) => kept[y]! - kept[x]! || x - y);
  return reshape(transpose(array, axes), [layout.size]) as NDArray<D>;
}

/**
 * Permute the axes: a view. Without axes they are reversed.
 *
 * @throws AxisError when the axes are no permutation
 * @see numpy.transpose
 * @example
 * ```ts
 * nd.transpose(nd.zeros([2, 3])).shape; // [3, 2]
 * ```
 */
export function transpose<D extends DType = DType>(a: ArrayLike, axes?: readonly number[] | null): NDArray<D> {
  const op = 'transpose';
  const array = asArray(op, a);
  usableStorage(op, array);
  const layout = layoutOf(array);
  const ndim = layout.shape.length;
  let order: number[];
  if (axes === undefined || axes === null) {
    order = layout.shape.map((_, i) => ndim - 1 - i);
  } else {
    order = readIntegerList(op, 'axes', axes).map((axis) => readAxis(op, axis, ndim));
    if (order.length !== ndim) throw new AxisError(`[${op}] axes don't match array`);
    if (new Set(order).size !== ndim) throw new AxisError(`[${op}] repeated axis in transpose`);
  }
  return makeView(
    array,
    new Layout(
      layout.dtype,
      order.map((i) => layout.shape[i]!),
      order.map((i) => layout.strides[i]!),
      layout.offset,
      layout.size,
      layout.writable,
    ),
  ) as NDArray as NDArray<D>;
}

/**
 * Drop axes of length 1: a view.
 *
 * @throws ShapeError when an axis asked for is longer; AxisError
 * @see numpy.squeeze
 * @example
 * ```ts
 * nd.squeeze(nd.zeros([1, 3, 1])).shape; // [3]
 * ```
 */
export function squeeze<D extends DType = DType>(a: ArrayLike, axis?: number | readonly number[] | null): NDArray<D> {
  const op = 'squeeze';
  const array = asArray(op, a);
  usableStorage(op, array);
  const layout = layoutOf(array);
  const drop =
    axis === undefined || axis === null
      ? layout.shape.map((dim) => dim === 1)
      : readAxesOrNone(op, axis, layout.shape.length);
  drop.forEach((dropped, i) => {
    if (dropped && layout.shape[i] !== 1) {
      throw new ShapeError(`[${op}] cannot select an axis to squeeze out which has size not equal to one`);
    }
  });
  const keep = (_: number, i: number): boolean => !drop[i];
  return makeView(
    array,
    new Layout(
      layout.dtype,
      layout.shape.filter(keep),
      layout.strides.filter(keep),
      layout.offset,
      layout.size,
      layout.writable,
    ),
  ) as NDArray as NDArray<D>;
}

/**
 * Insert axes of length 1: a view. Positions are those in the result.
 *
 * @throws AxisError when a position is out of range or given twice
 * @see numpy.expand_dims
 * @example
 * ```ts
 * nd.expandDims([1, 2], 0).shape; // [1, 2]
 * ```
 */
export function expandDims<D extends DType = DType>(a: ArrayLike, axis: number | readonly number[]): NDArray<D> {
  const op = 'expandDims';
  const array = asArray(op, a);
  usableStorage(op, array);
  const layout = layoutOf(array);
  const added = readIntegerList(op, 'axis', axis);
  const ndim = layout.shape.length + added.length;
  const flags = readAxes(op, added, ndim);
  if (ndim > 64) throw new ShapeError(`[${op}] maximum supported dimension for an array is 64, found ${ndim}`);
  const shape: number[] = [];
  const strides: number[] = [];
  let from = 0;
  for (let i = 0; i < ndim; i++) {
    if (flags[i]) {
      shape.push(1);
      strides.push(0);
    } else {
      shape.push(layout.shape[from]!);
      strides.push(layout.strides[from]!);
      from++;
    }
  }
  return makeView(
    array,
    new Layout(layout.dtype, shape, strides, layout.offset, layout.size, layout.writable),
  ) as NDArray as NDArray<D>;
}

/**
 * Stretch an array to a shape: a read-only view with strides of 0.
 *
 * @throws ShapeError when the array does not broadcast to it
 * @see numpy.broadcast_to
 * @example
 * ```ts
 * nd.broadcastTo([1, 2], [3, 2]).strides; // [0, 8]
 * ```
 */
export function broadcastTo<D extends DType = DType>(a: ArrayLike, shape: Shape): NDArray<D> {
  const op = 'broadcastTo';
  const array = asArray(op, a);
  usableStorage(op, array);
  return makeView(array, broadcastLayout(op, layoutOf(array), readShape(op, shape), false)) as NDArray as NDArray<D>;
}

/**
 * Reverse the order of elements along axes (default all): a view with negative strides.
 *
 * @throws AxisError
 * @see numpy.flip
 * @example
 * ```ts
 * nd.flip([1, 2, 3]).toString(); // '[3. 2. 1.]'
 * ```
 */
export function flip<D extends DType = DType>(a: ArrayLike, axis?: number | readonly number[] | null): NDArray<D> {
  const op = 'flip';
  const array = asArray(op, a);
  usableStorage(op, array);
  const layout = layoutOf(array);
  const flags =
    axis === undefined || axis === null ? layout.shape.map(() => true) : readAxes(op, axis, layout.shape.length);
  let offset = layout.offset;
  const strides = layout.strides.map((stride, i) => {
    if (!flags[i]) return stride;
    if (layout.size > 0) offset += (layout.shape[i]! - 1) * stride;
    return -stride;
  });
  return makeView(
    array,
    new Layout(layout.dtype, layout.shape, strides, offset, layout.size, layout.writable),
  ) as NDArray as NDArray<D>;
}
