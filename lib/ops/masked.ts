/** Elements taken and put where a condition holds. */
import type { NDArray } from '../ndarray';
import { DTypeError, ShapeError, ValueError } from '../errors';
import { isArray, layoutOf, requireArray, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { castAllowed, type DType, type DTypeInfo } from '../core/dtype';
import { readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { countTrue } from './advanced-index';
import { assign, requireWritable } from './assign';
import { apart } from './gather';
import { asMask, nonzero } from './nonzero';
import { compressMask, expandMask } from './select';
import { ravel, reshape } from './shape';
import { cycle, readFlat, readOut, takeAlong } from './take';

/** Options of compress(). */
export interface CompressOptions {
  /** The axis along which; default the flattened array. */
  readonly axis?: number | null | undefined;
  /** Where the result goes: an array of its shape. */
  readonly out?: NDArray | undefined;
}

/**
 * Take the slices along an axis (or the elements of the flattened array) for which a 1-D condition holds. A condition that
 * is shorter than the axis selects none of what is beyond it.
 *
 * @returns a new array, or `out`
 * @throws ShapeError when the condition is not 1-D or `out` does not fit; IndexError when it is true beyond the axis; AxisError
 * @see numpy.compress
 * @example
 * ```ts
 * nd.compress([false, true], [[1, 2], [3, 4], [5, 6]], { axis: 0 }).toArray(); // [[3, 4]]
 * ```
 */
export function compress<D extends DType = DType>(
  condition: ArrayLike,
  a: ArrayLike,
  options?: CompressOptions,
): NDArray<D> {
  const op = 'compress';
  const given = readOptions(op, options);
  const axis = given?.axis;
  const out = readOut(op, given?.out);
  const array = asArray(op, a);
  const held = asArray(op, condition);
  if (layoutOf(held).shape.length !== 1) throw new ShapeError(`[${op}] condition must be a 1-d array`);
  return compressed(op, held, array, axis, out) as NDArray as NDArray<D>;
}

function compressed(op: string, held: NDArray, array: NDArray, axis: unknown, out: NDArray | undefined): NDArray {
  usableStorage(op, array);
  usableStorage(op, held);
  const mask = asMask(held);
  const flat = axis === undefined || axis === null;
  if (flat && out === undefined && layoutOf(mask).size === layoutOf(array).size) {
    return compressMask(op, ravel(array), mask);
  }
  return takeAlong(op, array, nonzero(mask)[0]!, axis, 0, out);
}

/**
 * Take the elements of an array where a condition of its size holds: compress of both flattened.
 *
 * @throws IndexError when the condition is true beyond the array
 * @see numpy.extract
 * @example
 * ```ts
 * nd.extract([[true, false], [false, true]], [[1, 2], [3, 4]]).toString(); // '[1. 4.]'
 * ```
 */
export function extract<D extends DType = DType>(condition: ArrayLike, arr: ArrayLike): NDArray<D> {
  const op = 'extract';
  const held = asArray(op, condition);
  const array = asArray(op, arr);
  return compressed(op, ravel(held), array, null, undefined) as NDArray as NDArray<D>;
}

/** Throws for arrays whose values do not fit the dtype safely; lists and scalars are checked as they are stored. */
function checkSafe(op: string, values: ArrayLike, dtype: DTypeInfo): void {
  if (!isArray(values) || castAllowed(layoutOf(values).dtype, dtype, 'safe')) return;
  throw new DTypeError(
    `[${op}] Cannot cast array data from dtype('${layoutOf(values).dtype.name}') to dtype('${dtype.name}') according to the rule 'safe'`,
  );
}

/** A mask of the shape of an array, from anything of its size. */
function maskOf(op: string, held: NDArray, shape: readonly number[], size: number): NDArray {
  usableStorage(op, held);
  if (layoutOf(held).size !== size) throw new ShapeError(`[${op}] mask and data must be the same size`);
  return reshape(asMask(held), [...shape]);
}

/**
 * Write values where a mask holds, in place: one after the other, repeated when they are fewer.
 *
 * @throws ShapeError when the mask has another size; ValueError when there are no values; DTypeError, ReadOnlyError
 * @see numpy.place
 * @example
 * ```ts
 * const a = nd.arange(6n);
 * nd.place(a, a.greater(2), [44n, 55n]);
 * a.toString(); // '[ 0  1  2 44 55 44]'
 * ```
 */
export function place(arr: NDArray, mask: ArrayLike, vals: ArrayLike): void {
  const op = 'place';
  requireArray(op, 'the array', arr);
  const held = asArray(op, mask);
  const { dtype, shape, size } = requireWritable(op, arr);
  checkSafe(op, vals, dtype);
  const values = readFlat(op, vals, dtype);
  const where = apart(op, arr, maskOf(op, held, shape, size));
  const count = countTrue(op, where);
  if (count === 0) return;
  const each = cycle(op, values, count);
  if (each === undefined) throw new ValueError(`[${op}] Cannot insert from an empty array!`);
  expandMask(op, arr, where, each);
}

/**
 * Write values where a mask holds, in place: each at its own position in the flattened array, repeated when they are fewer.
 *
 * @throws ShapeError when the mask has another size; DTypeError for values that do not fit the dtype; ReadOnlyError
 * @see numpy.putmask
 * @example
 * ```ts
 * const a = nd.arange(6n);
 * nd.putmask(a, a.greater(2), [-33n, -44n]);
 * a.toString(); // '[  0   1   2 -44 -33 -44]'
 * ```
 */
export function putmask(a: NDArray, mask: ArrayLike, values: ArrayLike): void {
  const op = 'putmask';
  requireArray(op, 'the array', a);
  const held = asArray(op, mask);
  const { dtype, shape, size } = requireWritable(op, a);
  checkSafe(op, values, dtype);
  const flat = readFlat(op, values, dtype);
  const where = apart(op, a, maskOf(op, held, shape, size));
  const each = cycle(op, flat, size);
  if (each === undefined || size === 0) return;
  assign(op, a, reshape(each, [...shape]), where);
}
