/** Lists of integers that callers give as lists, typed arrays or arrays: counts and positions. */
import type { NDArray } from '../ndarray';
import { DTypeError, ShapeError, describe } from '../errors';
import { layoutOf } from '../core/array-core';
import { asArray, copyArray, toArray } from '../core/convert';
import { INT64, castAllowed } from '../core/dtype';
import type { ArrayLike } from '../core/types';

const notSafe = (op: string, from: string): DTypeError =>
  new DTypeError(`[${op}] Cannot cast array data from dtype('${from}') to dtype('int64') according to the rule 'safe'`);

/**
 * Integers as an int64 array, C-contiguous, of one dimension or none. A JavaScript list may hold integral numbers; an
 * array's dtype must cast safely.
 *
 * @throws DTypeError for other numbers; ShapeError when there are more dimensions
 */
export function integerArray(op: string, name: string, value: ArrayLike): NDArray {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    for (let i = 0; i < list.length; i++) {
      const entry = list[i];
      if (Number.isSafeInteger(entry) || typeof entry === 'bigint' || typeof entry === 'boolean') continue;
      if (typeof entry === 'number') throw notSafe(op, 'float64');
      if (Array.isArray(entry)) throw new ShapeError(`[${op}] object too deep for desired array: ${name}`);
      throw new DTypeError(`[${op}] expected integers for ${name} but got ${describe(entry)} at position ${i}`);
    }
    return toArray(op, value, INT64, undefined, 'C');
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw notSafe(op, 'float64');
    return toArray(op, BigInt(value), INT64, undefined, 'C');
  }
  const array = asArray(op, value);
  const { dtype, shape, cContiguous } = layoutOf(array);
  if (!castAllowed(dtype, INT64, 'safe')) throw notSafe(op, dtype.name);
  if (shape.length > 1) throw new ShapeError(`[${op}] object too deep for desired array: ${name}`);
  return dtype === INT64 && cContiguous ? array : copyArray(op, array, INT64, 'C');
}

/** Integers as a JavaScript list, for what a caller gets one object each of. */
export function readIntegers(op: string, name: string, value: ArrayLike): number[] {
  const array = integerArray(op, name, value);
  return (array.flatValues() as bigint[]).map(Number);
}
