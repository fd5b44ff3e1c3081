/** Where elements are not zero, and index arrays of an open mesh. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError } from '../errors';
import { layoutOf, makeView, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { BOOL, INT64 } from '../core/dtype';
import { Layout } from '../core/layout';
import type { ArrayLike } from '../core/types';
import { positionsOf, readPositions } from './advanced-index';
import { astype } from './casting';
import { ravel, reshape, transpose } from './shape';

/** Bools: the array itself, or whether its elements are not zero (NaN is true). */
export function asMask(array: NDArray): NDArray {
  return layoutOf(array).dtype === BOOL ? array : astype(array, 'bool');
}

/**
 * Give the positions of the elements that are not zero: one int64 array for each axis, in C order.
 *
 * @throws ValueError for arrays without dimensions
 * @see numpy.nonzero
 * @example
 * ```ts
 * nd.nonzero([[3, 0], [0, 4]]).map((axis) => axis.toArray()); // [[0n, 1n], [0n, 1n]]
 * ```
 */
export function nonzero(a: ArrayLike): NDArray<'int64'>[] {
  const op = 'nonzero';
  const array = asArray(op, a);
  if (layoutOf(array).shape.length === 0) {
    throw new ValueError(`[${op}] Calling nonzero on 0d arrays is not allowed. Use atleast1d(scalar) first`);
  }
  return axisRows(positionsOf(op, asMask(array)));
}

/** The rows of positions as arrays. */
function axisRows(positions: NDArray): NDArray<'int64'>[] {
  const { shape } = layoutOf(positions);
  const [ndim, count] = shape as [number, number];
  return Array.from({ length: ndim }, (_, i) =>
    makeView(positions, new Layout(INT64, [count], [8], i * count * 8, count, true)),
  ) as unknown as NDArray<'int64'>[];
}

/**
 * Give the positions in C order of the elements that are not zero, of the flattened array.
 *
 * @see numpy.flatnonzero
 * @example
 * ```ts
 * nd.flatnonzero([[3, 0], [0, 4]]).toArray(); // [0n, 3n]
 * ```
 */
export function flatnonzero(a: ArrayLike): NDArray<'int64'> {
  return nonzero(ravel(asArray('flatnonzero', a)))[0]!;
}

/**
 * Give the positions of the elements that are not zero as rows: an array of shape (elements, dimensions).
 *
 * @see numpy.argwhere
 * @example
 * ```ts
 * nd.argwhere([[3, 0], [0, 4]]).toArray(); // [[0n, 0n], [1n, 1n]]
 * ```
 */
export function argwhere(a: ArrayLike): NDArray<'int64'> {
  const op = 'argwhere';
  const array = asArray(op, a);
  const scalar = layoutOf(array).shape.length === 0;
  const positions = positionsOf(op, asMask(scalar ? reshape(array, [1]) : array));
  const rows: NDArray<'int64'> = transpose(positions);
  if (!scalar) return rows;
  const { shape } = layoutOf(rows);
  return makeView(rows, new Layout(INT64, [shape[0]!, 0], [8, 8], 0, 0, true)) as unknown as NDArray<'int64'>;
}

/**
 * Make index arrays of an open mesh: one for each list of positions (or 1-D mask), to be given to select or set together.
 *
 * @throws ShapeError for what is not one-dimensional; IndexError for what is neither integers nor bools
 * @see numpy.ix_
 * @example
 * ```ts
 * nd.arange(12n).reshape([3, 4]).select(...nd.ix_([0, 2], [1, 3])).toArray(); // [[1n, 3n], [9n, 11n]]
 * ```
 */
export function ix_(...args: ArrayLike[]): NDArray<'int64'>[] {
  const op = 'ix_';
  const read = args.map((given) => {
    const array = Array.isArray(given) ? undefined : asArray(op, given);
    const bools = array ?? (given as readonly unknown[]).some((value) => typeof value === 'boolean');
    return bools === false ? readPositions(op, given) : (array ?? asArray(op, given));
  });
  return read.map((array, k) => {
    const { shape, dtype } = layoutOf(array);
    if (shape.length !== 1) throw new ShapeError(`[${op}] Cross index must be 1 dimensional`);
    usableStorage(op, array);
    const positions = dtype === BOOL ? nonzero(array)[0]! : readPositions(op, array);
    const mesh = new Array<number>(args.length).fill(1);
    mesh[k] = layoutOf(positions).size;
    return reshape(positions, mesh) as NDArray<'int64'>;
  });
}
