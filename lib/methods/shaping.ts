/** Views and copies of another shape, as methods: each delegates to the function of the same name. */
import type { NDArray } from '../ndarray';
import { usableStorage } from '../core/array-core';
import type { DType } from '../core/dtype';
import { readDevice } from '../core/options';
import type { ArrayLike } from '../core/types';
import * as casting from '../ops/casting';
import { repeat, type RepeatOptions } from '../ops/repeating';
import * as ops from '../ops/shape';
import type { Shape } from '../ops/creation';
import { ReductionMethods } from './reductions.gen';

/** Shape manipulation. */
export abstract class ShapingMethods<D extends DType> extends ReductionMethods<D> {
  /** Give another shape: `reshape([2, -1])` or `reshape(2, -1)`. See {@link ops.reshape}. */
  reshape(shape: Shape, options?: ops.ReshapeOptions): NDArray<D>;
  reshape(...shape: number[]): NDArray<D>;
  reshape(first: Shape, second?: ops.ReshapeOptions | number, ...rest: number[]): NDArray<D> {
    const self = this as unknown as NDArray;
    if (typeof first === 'number' && typeof second !== 'object') {
      return ops.reshape(self, second === undefined ? [first] : [first, second, ...rest]);
    }
    return ops.reshape(self, first, second as ops.ReshapeOptions | undefined);
  }

  /** Give the elements as a 1-D array, a view where one exists. See {@link ops.ravel}. */
  ravel(options?: { readonly order?: 'C' | 'F' | 'A' | 'K' | undefined }): NDArray<D> {
    return ops.ravel(this as unknown as NDArray, options);
  }

  /** Permute the axes: a view. See {@link ops.transpose}. */
  transpose(axes?: readonly number[] | null): NDArray<D> {
    return ops.transpose(this as unknown as NDArray, axes);
  }

  /** Drop axes of length 1: a view. See {@link ops.squeeze}. */
  squeeze(axis?: number | readonly number[] | null): NDArray<D> {
    return ops.squeeze(this as unknown as NDArray, axis);
  }

  /** Insert axes of length 1: a view. See {@link ops.expandDims}. */
  expandDims(axis: number | readonly number[]): NDArray<D> {
    return ops.expandDims(this as unknown as NDArray, axis);
  }

  /** Stretch to a shape: a read-only view. See {@link ops.broadcastTo}. */
  broadcastTo(shape: Shape): NDArray<D> {
    return ops.broadcastTo(this as unknown as NDArray, shape);
  }

  /** Reverse along axes: a view. See {@link ops.flip}. */
  flip(axis?: number | readonly number[] | null): NDArray<D> {
    return ops.flip(this as unknown as NDArray, axis);
  }

  /** Repeat each element, or each position of an axis. See {@link repeat}. */
  repeat(repeats: ArrayLike, options?: RepeatOptions): NDArray<D> {
    return repeat(this as unknown as NDArray<D>, repeats, options);
  }

  /** Cast to a dtype. See {@link casting.astype}. */
  astype<E extends DType>(dtype: E, options?: casting.AstypeOptions): NDArray<E> {
    return casting.astype(this as unknown as NDArray, dtype, options);
  }

  /** Read the same bytes as another dtype: a view. See {@link casting.viewAs}. */
  view(): NDArray<D>;
  view<E extends DType>(dtype: E): NDArray<E>;
  view(dtype?: DType): NDArray {
    return casting.viewAs(this as unknown as NDArray, dtype ?? this.dtype);
  }

  /** Copy into new memory. See {@link casting.copy}. */
  copy(options?: { readonly order?: 'C' | 'F' | 'A' | 'K' | undefined }): NDArray<D> {
    return casting.copy(this as unknown as NDArray, options);
  }

  /** Give the array itself: there is one device, 'cpu'. */
  toDevice(device: 'cpu'): this {
    usableStorage('toDevice', this as unknown as NDArray);
    readDevice('toDevice', device);
    return this;
  }
}
