/** Elements taken, put and found, and axes moved, as methods: each delegates to the function of the same name. */
import type { NDArray } from '../ndarray';
import type { DType } from '../core/dtype';
import type { ArrayLike } from '../core/types';
import * as axes from '../ops/axes';
import * as choosing from '../ops/choose';
import * as masked from '../ops/masked';
import * as positions from '../ops/nonzero';
import * as strided from '../ops/strided';
import * as taking from '../ops/take';
import { ShapingMethods } from './shaping';

/** Indexing beside at, select and set. */
export abstract class IndexingMethods<D extends DType> extends ShapingMethods<D> {
  /** The array with its last two axes swapped: a view. See {@link axes.matrixTranspose}. */
  get mT(): NDArray<D> {
    return axes.matrixTranspose(this as unknown as NDArray);
  }

  /** Swap two axes: a view. See {@link axes.swapaxes}. */
  swapaxes(axis1: number, axis2: number): NDArray<D> {
    return axes.swapaxes(this as unknown as NDArray, axis1, axis2);
  }

  /** Give a diagonal: a read-only view. See {@link strided.diagonal}. */
  diagonal(options?: strided.DiagonalOptions): NDArray<D> {
    return strided.diagonal(this as unknown as NDArray, options);
  }

  /** Take elements at integer positions. See {@link taking.take}. */
  take(indices: ArrayLike, options?: taking.TakeOptions): NDArray<D> {
    return taking.take(this as unknown as NDArray, indices, options);
  }

  /** Put values at positions of the flattened array, in place. See {@link taking.put}. */
  put(ind: ArrayLike, v: ArrayLike, options?: taking.PutOptions): this {
    taking.put(this as unknown as NDArray, ind, v, options);
    return this;
  }

  /** Give the positions of the elements that are not zero. See {@link positions.nonzero}. */
  nonzero(): NDArray<'int64'>[] {
    return positions.nonzero(this as unknown as NDArray);
  }

  /** Take the slices for which a 1-D condition holds. See {@link masked.compress}. */
  compress(condition: ArrayLike, options?: masked.CompressOptions): NDArray<D> {
    return masked.compress(condition, this as unknown as NDArray, options);
  }

  /** Choose from arrays by this array's integers. See {@link choosing.choose}. */
  choose<E extends DType = DType>(choices: ArrayLike, options?: choosing.ChooseOptions): NDArray<E> {
    return choosing.choose(this as unknown as NDArray, choices, options);
  }
}
