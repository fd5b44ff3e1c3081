/** Elements taken, put and found, and axes moved, as methods: each delegates to the function of the same name. */
import type { NDArray } from '../ndarray';
import type { DType } from '../core/dtype';
import * as axes from '../ops/axes';
import * as strided from '../ops/strided';
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
}
