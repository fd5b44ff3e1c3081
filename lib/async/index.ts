/**
 * Asynchronous forms: the work runs on threads of ndstride's own (never Node's pool) and the event loop stays free.
 *
 * Arguments are read and checked, and outputs allocated, before a function returns its promise; what goes wrong then
 * rejects it like everything else. Arrays may be used, disposed or grown meanwhile: memory in use stays until the
 * operation ends. Operations on the same array are not ordered: await one before starting the next that needs it.
 */
import type { NDArray } from '../ndarray';
import type { DType } from '../core/dtype';
import type { ArrayLike } from '../core/types';
import { REDUCTIONS } from '../ops/reduction-table.gen';
import type { Reduced, ReductionOptions, SumType } from '../ops/reduction';
import { UFUNCS } from '../ops/ufunc-table.gen';
import {
  cumsumJob,
  partitionJob,
  matmulJob,
  reductionJob,
  sortJob,
  ufuncJob,
  type AsyncProductOptions,
  type AsyncPartitionOptions,
  type AsyncScanOptions,
  type AsyncSortOptions,
  type AsyncUfuncOptions,
} from './compute';
import type { AsyncOptions } from './job';

export type { AsyncOptions } from './job';
export type {
  AsyncProductOptions,
  AsyncReductionOptions,
  AsyncScanOptions,
  AsyncSortOptions,
  AsyncUfuncOptions,
} from './compute';
export { get, load, save, savez, savezCompressed, type AsyncLoadOptions } from './files';

/**
 * Add arguments elementwise on another thread: nd.add as a promise.
 *
 * @param x1 array, scalar or nested list
 * @param x2 array, scalar or nested list; broadcasts with x1
 * @param options those of nd.add, and signal. An `out` is written while the promise is pending; after an abort it may be
 * partly written
 * @returns the sums: a new array, or `out`
 * @throws AbortError when the signal fires; DisposedError, BufferError when `out` was disposed, or its buffer detached,
 * meanwhile; what nd.add throws
 * @see numpy.add
 * @example
 * ```ts
 * (await nd.async.add([1, 2], 10)).toString(); // '[11. 12.]'
 * ```
 */
export function add(x1: ArrayLike, x2: ArrayLike, options?: AsyncUfuncOptions): Promise<NDArray> {
  return ufuncJob(UFUNCS.add, [x1, x2], options);
}

/**
 * Add up elements on another thread: nd.sum as a promise, to the same bits.
 *
 * @param a array, scalar or nested list
 * @param options those of nd.sum (axis, keepdims, out, dtype, initial, where), and signal
 * @returns a JavaScript value for the whole array; an array with `axis`, `keepdims` or `out`
 * @throws AbortError when the signal fires; DisposedError, BufferError when `out` was disposed, or its buffer detached,
 * meanwhile; what nd.sum throws
 * @see numpy.sum
 * @example
 * ```ts
 * await nd.async.sum([1, 2, 3]); // 6
 * ```
 */
export function sum<
  D extends DType,
  const O extends AsyncOptions &
    Pick<ReductionOptions, 'axis' | 'keepdims' | 'out' | 'dtype' | 'initial' | 'where' | 'as'> = Record<never, never>,
>(a: NDArray<D> | Exclude<ArrayLike, NDArray>, options?: O): Promise<Reduced<O, SumType<D>>> {
  return reductionJob(REDUCTIONS.sum, a as ArrayLike, options) as Promise<Reduced<O, SumType<D>>>;
}

/**
 * Sort elements along an axis on another thread: nd.sort as a promise.
 *
 * The array is read while the promise is pending: what is written to it meanwhile may or may not be in the result.
 *
 * @param a array or nested list
 * @param options those of nd.sort, and signal
 * @returns a new array
 * @throws AbortError when the signal fires; what nd.sort throws
 * @see numpy.sort
 * @example
 * ```ts
 * (await nd.async.sort([3, 1, 2])).toString(); // '[1. 2. 3.]'
 * ```
 */
export function sort<D extends DType>(
  a: NDArray<D> | Exclude<ArrayLike, NDArray>,
  options?: AsyncSortOptions,
): Promise<NDArray<D>> {
  return sortJob('sort', a as ArrayLike, options) as Promise<NDArray> as Promise<NDArray<D>>;
}

/**
 * Find the positions that sort an array along an axis on another thread: nd.argsort as a promise.
 *
 * @param a array or nested list
 * @param options those of nd.argsort, and signal
 * @returns int64 positions
 * @throws AbortError when the signal fires; what nd.argsort throws
 * @see numpy.argsort
 * @example
 * ```ts
 * (await nd.async.argsort([30, 10, 20])).toString(); // '[1 2 0]'
 * ```
 */
export function argsort(a: ArrayLike, options?: AsyncSortOptions): Promise<NDArray<'int64'>> {
  return sortJob('argsort', a, options) as Promise<NDArray> as Promise<NDArray<'int64'>>;
}

/**
 * Bring the elements that sorting would put at `kth` there on another thread: nd.partition as a promise.
 *
 * The array is read while the promise is pending: what is written to it meanwhile may or may not be in the result.
 *
 * @param a array or nested list
 * @param kth one position or a list of them
 * @param options those of nd.partition, and signal
 * @returns a new array
 * @throws AbortError when the signal fires; what nd.partition throws
 * @see numpy.partition
 * @example
 * ```ts
 * (await nd.async.partition([7, 1, 5], 1)).toString(); // '[1. 5. 7.]'
 * ```
 */
export function partition<D extends DType>(
  a: NDArray<D> | Exclude<ArrayLike, NDArray>,
  kth: number | bigint | ArrayLike,
  options?: AsyncPartitionOptions,
): Promise<NDArray<D>> {
  return partitionJob('partition', a as ArrayLike, kth, options) as Promise<NDArray> as Promise<NDArray<D>>;
}

/**
 * Find the positions that partition an array along an axis on another thread: nd.argpartition as a promise.
 *
 * @param a array or nested list
 * @param kth one position or a list of them
 * @param options those of nd.argpartition, and signal
 * @returns int64 positions
 * @throws AbortError when the signal fires; what nd.argpartition throws
 * @see numpy.argpartition
 * @example
 * ```ts
 * (await nd.async.argpartition([7, 1, 5], 0)).item(0); // 1n
 * ```
 */
export function argpartition(
  a: ArrayLike,
  kth: number | bigint | ArrayLike,
  options?: AsyncPartitionOptions,
): Promise<NDArray<'int64'>> {
  return partitionJob('argpartition', a, kth, options) as Promise<NDArray> as Promise<NDArray<'int64'>>;
}

/**
 * Add up elements along an axis, one after the other, on another thread: nd.cumsum as a promise, to the same bits.
 *
 * @param a array or nested list
 * @param options those of nd.cumsum, and signal. An `out` is written while the promise is pending; after an abort it may
 * be partly written
 * @returns a new array, or `out`
 * @throws AbortError when the signal fires; DisposedError, BufferError when `out` was disposed, or its buffer detached,
 * meanwhile; what nd.cumsum throws
 * @see numpy.cumsum
 * @example
 * ```ts
 * (await nd.async.cumsum([1, 2, 3])).toString(); // '[1. 3. 6.]'
 * ```
 */
export function cumsum(a: ArrayLike, options?: AsyncScanOptions): Promise<NDArray> {
  return cumsumJob(a, options);
}

/**
 * Multiply matrices, or stacks of them, on another thread: nd.matmul as a promise, to the same bits.
 *
 * @param x1 array of shape (..., n, k) or (k,)
 * @param x2 array of shape (..., k, m) or (k,)
 * @param options those of nd.matmul, and signal. An `out` is written while the promise is pending; after an abort it may be
 * partly written
 * @returns a new array, or `out`
 * @throws AbortError when the signal fires; DisposedError, BufferError when `out` was disposed, or its buffer detached,
 * meanwhile; what nd.matmul throws
 * @see numpy.matmul
 * @example
 * ```ts
 * (await nd.async.matmul([[1, 2], [3, 4]], [1, 1])).toString(); // '[3. 7.]'
 * ```
 */
export function matmul(x1: ArrayLike, x2: ArrayLike, options?: AsyncProductOptions): Promise<NDArray> {
  return matmulJob(x1, x2, options);
}
