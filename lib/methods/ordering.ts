/** Sorting and running sums, as methods: each delegates to the function of the same name, but sort() works in place. */
import type { NDArray } from '../ndarray';
import type { DType } from '../core/dtype';
import type { ArrayLike } from '../core/types';
import * as partitions from '../ops/partition';
import * as scans from '../ops/scan';
import * as search from '../ops/search';
import * as order from '../ops/sort';
import { IndexingMethods } from './indexing';

/** Order: sorts, searches, scans. */
export abstract class OrderingMethods<D extends DType> extends IndexingMethods<D> {
  /**
   * Sort the elements along an axis, in place. Nan comes last; equal elements stay in order.
   *
   * @throws AxisError; ReadOnlyError; MemoryLimitError when there is no room to sort a row in (the array is then as it was)
   * @see numpy.ndarray.sort
   * @example
   * ```ts
   * nd.array([3, 1, 2]).sort().toString(); // '[1. 2. 3.]'
   * ```
   */
  sort(options?: order.SortInPlaceOptions): this {
    order.sortInPlace(this as unknown as NDArray, options);
    return this;
  }

  /** Find the positions that sort the array along an axis. See {@link order.argsort}. */
  argsort(options?: order.SortOptions): NDArray<'int64'> {
    return order.argsort(this as unknown as NDArray, options);
  }

  /**
   * Bring the elements that sorting along an axis would put at `kth` there, in place. See {@link partitions.partition}.
   *
   * @throws ValueError, DTypeError for a bad position; AxisError; ReadOnlyError; MemoryLimitError when there is no room to
   * work in (the array is then as it was)
   * @see numpy.ndarray.partition
   * @example
   * ```ts
   * nd.array([7, 1, 5]).partition(1).toString(); // '[1. 5. 7.]'
   * ```
   */
  partition(kth: number | bigint | ArrayLike, options?: partitions.PartitionInPlaceOptions): this {
    partitions.partitionInPlace(this as unknown as NDArray, kth, options);
    return this;
  }

  /** Find the positions that partition the array along an axis. See {@link partitions.argpartition}. */
  argpartition(kth: number | bigint | ArrayLike, options?: partitions.PartitionOptions): NDArray<'int64'> {
    return partitions.argpartition(this as unknown as NDArray, kth, options);
  }

  /** Find where values belong in this sorted array. See {@link search.searchsorted}. */
  searchsorted<const V extends ArrayLike>(v: V, options?: search.SearchsortedOptions): search.Places<V> {
    return search.searchsorted(this as unknown as NDArray, v, options);
  }

  /** Add up elements along an axis, one after the other. See {@link scans.cumsum}. */
  cumsum(options?: scans.ScanOptions): NDArray {
    return scans.cumsum(this as unknown as NDArray, options);
  }

  /** Multiply elements along an axis, one after the other. See {@link scans.cumprod}. */
  cumprod(options?: scans.ScanOptions): NDArray {
    return scans.cumprod(this as unknown as NDArray, options);
  }
}
