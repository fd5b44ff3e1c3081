/** The same elements as another dtype: astype, copy, view. */
import type { NDArray } from '../ndarray';
import { DTypeError, ShapeError } from '../errors';
import { layoutOf, makeView, usableStorage } from '../core/array-core';
import { asArray, copyLike, toArray } from '../core/convert';
import { castAllowed, parseCasting, parseDType, type Casting, type DType } from '../core/dtype';
import { Layout } from '../core/layout';
import { readBoolean, readDevice, readOptions, readOrder } from '../core/options';
import type { ArrayLike } from '../core/types';

const ORDERS = ['C', 'F', 'A', 'K'] as const;

/** Options of astype(). */
export interface AstypeOptions {
  /** Which casts are allowed; default 'unsafe'. */
  readonly casting?: Casting | undefined;
  /** false: the array itself when nothing changes; default true. */
  readonly copy?: boolean | undefined;
  /** 'K' (default) keeps the memory order; 'A' is F order for arrays that are F-contiguous only, else C order. */
  readonly order?: 'C' | 'F' | 'A' | 'K' | undefined;
  /** 'cpu', if anything. */
  readonly device?: 'cpu' | null | undefined;
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
  const order = readOrder(op, given?.order, ORDERS, 'K');
  readDevice(op, given?.device);
  if (!castAllowed(layout.dtype, target, casting)) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${layout.dtype.name}') to dtype('${target.name}') according to the rule '${casting}'`,
    );
  }
  // NumPy takes what is in neither order for 'A' elsewhere, but not here.
  const apart = copy || (order === 'A' && !layout.cContiguous && !layout.fContiguous);
  if (!apart) return toArray(op, array, target, undefined, order) as NDArray as NDArray<D>;
  return copyLike(op, array, target, order) as NDArray as NDArray<D>;
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
  options?: { readonly order?: 'C' | 'F' | 'A' | 'K' | undefined },
): NDArray<D> {
  const op = 'copy';
  const array = asArray(op, a);
  const order = readOrder(op, readOptions(op, options)?.order, ORDERS, 'K');
  return copyLike(op, array, layoutOf(array).dtype, order) as NDArray as NDArray<D>;
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
