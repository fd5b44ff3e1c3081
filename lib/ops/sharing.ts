/** Whether arrays share memory. */
import { layoutOf, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { mayShareMemory as rangesOverlap, sharesMemoryExactly } from '../core/overlap';
import type { ArrayLike } from '../core/types';

/**
 * Tell whether two arrays have a byte in common. Exact, like numpy.shares_memory (extreme cases beyond a bounded search count as
 * sharing).
 *
 * @see numpy.shares_memory
 * @example
 * ```ts
 * const a = nd.arange(4n);
 * nd.sharesMemory(a.at('::2'), a.at('1::2')); // false
 * ```
 */
export function sharesMemory(a: ArrayLike, b: ArrayLike): boolean {
  const op = 'sharesMemory';
  const x = asArray(op, a);
  const y = asArray(op, b);
  return sharesMemoryExactly(usableStorage(op, x), layoutOf(x), usableStorage(op, y), layoutOf(y));
}

/**
 * Tell whether the byte ranges of two arrays overlap; never misses a shared byte.
 *
 * @see numpy.may_share_memory
 * @example
 * ```ts
 * const a = nd.arange(4n);
 * nd.mayShareMemory(a.at('::2'), a.at('1::2')); // true
 * ```
 */
export function mayShareMemory(a: ArrayLike, b: ArrayLike): boolean {
  const op = 'mayShareMemory';
  const x = asArray(op, a);
  const y = asArray(op, b);
  return rangesOverlap(usableStorage(op, x), layoutOf(x), usableStorage(op, y), layoutOf(y));
}
