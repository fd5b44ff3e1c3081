/** The same elements as another dtype: astype, copy, view. */
import type { NDArray } from '../ndarray';
import { DTypeError, ShapeError } from '../errors';
import { layoutOf, makeArray, makeView, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { castAllowed, parseCasting, parseDType, type Casting, type DType } from '../core/dtype';
import { Layout, contiguousStrides } from '../core/layout';
import { readBoolean, readOptions, readOrder } from '../core/options';
import { newStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { keepOrderStrides } from './ufunc';

/** Options of astype(). */
export interface AstypeOptions {
  /** Which casts are allowed; default 'unsafe'. */
  readonly casting?: Casting | undefined;
  /** false: the array itself when nothing changes; default true. */
  readonly copy?: boolean | undefined;
  /** 'K' (default) keeps the memory order. */
  readonly order?: 'C' | 'F' | 'K' | undefined;
}

/**
 * Cast to a dtype, by default into a new array. Integers wrap, floats truncate towards zero, as in NumPy.
 *
 * @throws DTypeError when the dtype is unknown or the cast is forbidden by `casting`
 * @see numpy.ndarray.astype
 * @example
 * ```ts
 * nd.astype([1.9, -1.9], 'int8').toString(); // '[ 1 -1]'
 * ```
 */
export function astype<D extends DType>(a: ArrayLike, dtype: D, options?: AstypeOptions): NDArray<D> {
  const op = 'astype';
  const given = readOptions(op, options);
  const array = asArray(op, a);
  const layout = layoutOf(array);
  const target = parseDType(op, dtype);
  const casting = parseCasting(op, given?.casting, 'unsafe');
  const copy = readBoolean(op, 'copy', given?.copy, true);
  const order = readOrder(op, given?.order, ['C', 'F', 'K'] as const, 'K');
  if (!castAllowed(layout.dtype, target, casting)) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${layout.dtype.name}') to dtype('${target.name}') according to the rule '${casting}'`,
    );
  }
  if (!copy && target === layout.dtype) {
    if (order === 'K' || (order === 'C' ? layout.cContiguous : layout.fContiguous))
      return array as NDArray as NDArray<D>;
  }
  const storage = usableStorage(op, array);
  if (order !== 'K') return copyArray(op, array, target, order) as NDArray as NDArray<D>;
  const strides =
    keepOrderStrides(layout.shape, target.itemsize, [layout]) ?? contiguousStrides(layout.shape, target.itemsize);
  const made = new Layout(target, layout.shape, strides, 0, layout.size, true);
  const to = newStorage(op, layout.size * target.itemsize);
  copyInto(op, to, made, storage, layout);
  return makeArray(to, made) as NDArray as NDArray<D>;
}

/**
 * Copy an array into new memory.
 *
 * @see numpy.copy
 * @example
 * ```ts
 * nd.copy([1, 2]).toString(); // '[1. 2.]'
 * ```
 */
export function copy<D extends DType = DType>(
  a: ArrayLike,
  options?: { readonly order?: 'C' | 'F' | 'K' | undefined },
): NDArray<D> {
  const op = 'copy';
  const array = asArray(op, a);
  const order = readOrder(op, readOptions(op, options)?.order, ['C', 'F', 'K'] as const, 'K');
  return astype(array, layoutOf(array).dtype.name, { order }) as NDArray as NDArray<D>;
}

/**
 * Read the same bytes as another dtype: a view. The last axis shrinks or grows by the ratio of the item sizes.
 *
 * @throws DTypeError, ShapeError when the bytes of the last axis are no whole number of the new elements
 * @see numpy.ndarray.view
 * @example
 * ```ts
 * nd.array([1]).view('uint8').shape; // [8]
 * ```
 */
export function viewAs<D extends DType>(a: NDArray, dtype: D): NDArray<D> {
  const op = 'view';
  usableStorage(op, a);
  const layout = layoutOf(a);
  const target = parseDType(op, dtype);
  const from = layout.dtype.itemsize;
  const to = target.itemsize;
  const make = (shape: readonly number[], strides: readonly number[], size: number): NDArray<D> =>
    makeView(a, new Layout(target, shape, strides, layout.offset, size, layout.writable)) as NDArray as NDArray<D>;
  if (from === to) return make(layout.shape, layout.strides, layout.size);
  const last = layout.shape.length - 1;
  if (last < 0) {
    throw new ShapeError(`[${op}] Changing the dtype of a 0d array is only supported if the itemsize is unchanged`);
  }
  if (layout.strides[last] !== from && layout.size > 0 && layout.shape[last] !== 1) {
    throw new ShapeError(`[${op}] To change to a dtype of a different size, the last axis must be contiguous`);
  }
  const bytes = layout.shape[last]! * from;
  if (bytes % to !== 0) {
    throw new ShapeError(
      `[${op}] When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array.`,
    );
  }
  const shape = layout.shape.slice();
  const strides = layout.strides.slice();
  shape[last] = bytes / to;
  strides[last] = to;
  return make(
    shape,
    strides,
    shape.reduce((x, y) => x * y, 1),
  );
}
