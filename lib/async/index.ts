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
import { reductionJob, ufuncJob, type AsyncUfuncOptions } from './compute';
import type { AsyncOptions } from './job';

export type { AsyncOptions } from './job';
export type { AsyncReductionOptions, AsyncUfuncOptions } from './compute';
export { load, save, savez, savezCompressed, type AsyncLoadOptions } from './files';

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
