/** clip and where: elementwise operations whose operands need more than the common path gives. */
import type { NDArray } from '../ndarray';
import { ArgumentError } from '../errors';
import { asArray } from '../core/convert';
import { BOOL, asScalar, integerLimits, isInexact, promote, type DTypeInfo, type WeakScalar } from '../core/dtype';
import { isArray, layoutOf } from '../core/array-core';
import type { ArrayLike } from '../core/types';
import { astype } from './casting';
import { nonzero } from './nonzero';
import { general, type UfuncOptions } from './ufunc';
import { UFUNCS } from './ufunc-table.gen';

/**
 * Limit elements to the interval [min, max]; null leaves a bound out, as does an integer beyond the array's dtype. Without
 * bounds: a copy.
 *
 * @throws ShapeError; DTypeError, also for bools without bounds
 * @see numpy.clip
 * @example
 * ```ts
 * nd.clip([-1, 0.5, 9], 0, 1).toString(); // '[0.  0.5 1. ]'
 * ```
 */
export function clip(x: ArrayLike, min?: ArrayLike | null, max?: ArrayLike | null, options?: UfuncOptions): NDArray {
  const array = isArray(x) ? x : (asScalar('clip', x) ?? asArray('clip', x));
  const dtype = isArray(array) ? layoutOf(array).dtype : undefined;
  const least = readBound(min);
  const most = readBound(max);
  const low = dtype !== undefined && isBeyond(least, dtype, -1) && !lifts(least, most, dtype) ? null : least;
  const high = dtype !== undefined && isBeyond(most, dtype, 1) && !lifts(most, least, dtype) ? null : most;
  if (least === null && most === null) return general(UFUNCS.positive, [array], options);
  if (low === null) {
    // Without any bound left, the largest integer is one that changes nothing.
    return general(UFUNCS.minimum, [array, high ?? integerLimits(dtype!)[1]], options);
  }
  if (high === null) return general(UFUNCS.maximum, [array, low], options);
  return general(UFUNCS.clip, [array, low, high], options);
}

/** Everything of the caller's read. */
function readBound(bound: ArrayLike | null | undefined): NDArray | WeakScalar | null {
  if (bound === null || bound === undefined || isArray(bound)) return bound ?? null;
  return asScalar('clip', bound) ?? asArray('clip', bound);
}

/**
 * Whether the other bound makes floats of integers: results may then lie beyond the integers' dtype, and this bound counts, but for
 * a bigint, which is an integer for certain.
 */
function lifts(bound: NDArray | WeakScalar | null, other: NDArray | WeakScalar | null, dtype: DTypeInfo): boolean {
  if (typeof bound === 'bigint') return false;
  if (isArray(other)) return isInexact(promote(dtype, layoutOf(other).dtype));
  return typeof other === 'object' ? other !== null : typeof other === 'number' && !Number.isInteger(other);
}

/** Whether an integral bound lies at or beyond the least (side -1) or largest (1) integer of an integer dtype. */
function isBeyond(bound: NDArray | WeakScalar | null, dtype: DTypeInfo, side: -1 | 1): boolean {
  if (dtype.kind !== 'i' && dtype.kind !== 'u') return false;
  if (typeof bound !== 'bigint' && !(typeof bound === 'number' && Number.isInteger(bound))) return false;
  const [least, largest] = integerLimits(dtype);
  return side < 0 ? bound <= least : bound >= largest;
}

/**
 * Take elements of x1 where the condition holds, of x2 elsewhere; the three broadcast together. Without x1 and x2: nonzero.
 *
 * @param condition bools, or anything whose nonzero elements count as true
 * @throws ShapeError when the shapes do not broadcast
 * @see numpy.where
 * @example
 * ```ts
 * nd.where([true, false], [1, 2], [3, 4]).toString(); // '[1. 4.]'
 * ```
 */
export function where(condition: ArrayLike): NDArray<'int64'>[];
export function where(condition: ArrayLike, x1: ArrayLike, x2: ArrayLike): NDArray;
export function where(condition: ArrayLike, x1?: ArrayLike, x2?: ArrayLike): NDArray | NDArray<'int64'>[] {
  if (x1 === undefined && x2 === undefined) return nonzero(condition);
  if (x1 === undefined || x2 === undefined) {
    throw new ArgumentError('[where] either both or neither of x1 and x2 should be given');
  }
  const mask = typeof condition === 'boolean' ? condition : asArray('where', condition);
  const bools = typeof mask === 'boolean' || layoutOf(mask).dtype === BOOL ? mask : astype(mask, 'bool');
  return general(UFUNCS.where, [bools, x1, x2], undefined);
}
