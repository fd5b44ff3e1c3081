/** Iteration over the indices of shapes and the elements of arrays. */
import type { NDArray } from '../ndarray';
import { ArgumentError } from '../errors';
import { layoutOf, makeView, usableStorage } from '../core/array-core';
import { broadcastLayout, broadcastShapes } from '../core/broadcast';
import { asArray } from '../core/convert';
import type { DType, Scalar } from '../core/dtype';
import { readShape } from '../core/options';
import type { ArrayLike } from '../core/types';
import type { Shape } from './creation';
import { elementAt } from './items';

function* indicesOf(shape: readonly number[]): Generator<number[]> {
  if (shape.includes(0)) return;
  const index = new Array<number>(shape.length).fill(0);
  for (;;) {
    yield index.slice();
    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      if (++index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/**
 * Iterate over the indices of a shape in C order.
 *
 * @param shape lengths, or one list of them
 * @throws ShapeError for negative lengths
 * @see numpy.ndindex
 * @example
 * ```ts
 * [...nd.ndindex(2, 2)]; // [[0, 0], [0, 1], [1, 0], [1, 1]]
 * ```
 */
export function ndindex(...shape: number[] | [Shape]): Generator<number[]> {
  const only = shape.length === 1 ? shape[0]! : (shape as number[]);
  return indicesOf(readShape('ndindex', only));
}

/**
 * Iterate over the elements of an array in C order, each with its index.
 *
 * @see numpy.ndenumerate
 * @example
 * ```ts
 * [...nd.ndenumerate([[1, 2], [3, 4]])].at(-1); // [[1, 1], 4]
 * ```
 */
export function* ndenumerate<D extends DType = DType>(
  arr: NDArray<D> | ArrayLike,
): Generator<[index: number[], value: Scalar<D>]> {
  const op = 'ndenumerate';
  const array = asArray(op, arr);
  const { shape, strides, offset, dtype } = layoutOf(array);
  for (const index of indicesOf(shape)) {
    const at = index.reduce((sum, i, axis) => sum + i * strides[axis]!, offset);
    yield [index, elementAt(op, usableStorage(op, array), at, dtype) as Scalar<D>];
  }
}

/**
 * Arrays broadcast together, as {@link broadcast} makes it: what they are as one, and an iteration over their elements side by
 * side.
 */
export class Broadcast implements Iterable<Scalar[]> {
  readonly #views: readonly NDArray[];
  /** The shape of all together. */
  readonly shape: readonly number[];

  /** @internal */
  constructor(views: readonly NDArray[], shape: readonly number[]) {
    this.#views = views;
    this.shape = Object.freeze(shape.slice());
  }

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return this.shape.reduce((product, dim) => product * dim, 1);
  }

  /** Number of arrays. */
  get numiter(): number {
    return this.#views.length;
  }

  /** The arrays stretched to the shape: read-only views. */
  get views(): NDArray[] {
    return this.#views.slice();
  }

  /** Iterate over lists of elements, one of each array, in C order. */
  *[Symbol.iterator](): Generator<Scalar[]> {
    for (const index of indicesOf(this.shape)) {
      yield this.#views.map((view) => {
        const { strides, offset, dtype } = layoutOf(view);
        const at = index.reduce((sum, i, axis) => sum + i * strides[axis]!, offset);
        return elementAt('broadcast', usableStorage('broadcast', view), at, dtype) as Scalar;
      });
    }
  }
}

/**
 * Broadcast arrays together without computing: their common shape, and their elements side by side.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @see numpy.broadcast
 * @example
 * ```ts
 * const b = nd.broadcast([[1], [2]], [10, 20]);
 * b.shape; // [2, 2]
 * [...b]; // [[1, 10], [1, 20], [2, 10], [2, 20]]
 * ```
 */
export function broadcast(...arrays: ArrayLike[]): Broadcast {
  const op = 'broadcast';
  const read = arrays.map((each) => asArray(op, each));
  if (read.length > 64) throw new ArgumentError(`[${op}] Need at least 0 and at most 64 array objects.`);
  const shape = broadcastShapes(
    op,
    read.map((each) => layoutOf(each).shape),
    16,
  );
  return new Broadcast(
    read.map((each) => makeView(each, broadcastLayout(op, layoutOf(each), shape, false))),
    shape,
  );
}
