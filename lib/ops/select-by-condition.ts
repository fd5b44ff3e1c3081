/** clip and where: elementwise operations whose operands need more than the common path gives. */
import type { NDArray } from '../ndarray';
import { ValueError } from '../errors';
import { asArray } from '../core/convert';
import { BOOL } from '../core/dtype';
import { layoutOf } from '../core/array-core';
import type { ArrayLike } from '../core/types';
import { astype } from './casting';
import { general, type UfuncOptions } from './ufunc';
import { UFUNCS } from './ufunc-table.gen';

/**
 * Limit elements to the interval [min, max]; null leaves a bound out.
 *
 * @throws ValueError when both bounds are null; ShapeError, DTypeError
 * @see numpy.clip
 * @example
 * ```ts
 * nd.clip([-1, 0.5, 9], 0, 1).toString(); // '[0.  0.5 1. ]'
 * ```
 */
export function clip(x: ArrayLike, min: ArrayLike | null, max: ArrayLike | null, options?: UfuncOptions): NDArray {
  if (min === null || min === undefined) {
    if (max === null || max === undefined) throw new ValueError('[clip] One of max or min must be given');
    return general(UFUNCS.minimum, [x, max], options);
  }
  if (max === null || max === undefined) return general(UFUNCS.maximum, [x, min], options);
  return general(UFUNCS.clip, [x, min, max], options);
}

/**
 * Take elements of x1 where the condition holds, of x2 elsewhere; the three broadcast together.
 *
 * @param condition bools, or anything whose nonzero elements count as true
 * @throws ShapeError when the shapes do not broadcast
 * @see numpy.where
 * @example
 * ```ts
 * nd.where([true, false], [1, 2], [3, 4]).toString(); // '[1. 4.]'
 * ```
 */
export function where(condition: ArrayLike, x1: ArrayLike, x2: ArrayLike): NDArray {
  const mask = typeof condition === 'boolean' ? condition : asArray('where', condition);
  const bools = typeof mask === 'boolean' || layoutOf(mask).dtype === BOOL ? mask : astype(mask, 'bool');
  return general(UFUNCS.where, [bools, x1, x2], undefined);
}
