/** Comparisons of whole arrays, for tests. */
import { DTypeError, badArgument } from '../errors';
import { layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import { promote, type DType, type DTypeInfo } from '../core/dtype';
import { readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import type { NDArray } from '../ndarray';
import { astype } from '../ops/casting';
import { allclose, arrayEqual as equal, type CloseOptions, type EqualOptions } from '../ops/closeness';
import {
  add,
  bitwiseAnd,
  greaterEqual,
  isnan,
  logicalNot,
  logicalOr,
  logicalXor,
  maximum,
  minimum,
  subtract,
} from '../ops/elementwise.gen';
import { any, max } from '../ops/reductions.gen';
import { where } from '../ops/select-by-condition';

function tolerance(op: string, name: string, value: unknown, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number' || !(value >= 0)) throw badArgument(op, name, 'a number of at least 0', value);
  return value;
}

/**
 * Tell whether |a - b| <= atol + rtol * |b| holds everywhere; infinities are close to themselves alone.
 *
 * @param a array, scalar or nested list
 * @param b what `a` is compared with: broadcast with it
 * @throws ShapeError when the shapes do not broadcast; ArgumentError for tolerances that are negative or nan
 * @see numpy.allclose
 * @example
 * ```ts
 * testing.allClose([0.1 + 0.2, 1], [0.3, 1]); // true
 * ```
 */
export function allClose(a: ArrayLike, b: ArrayLike, options?: CloseOptions): boolean {
  const op = 'allClose';
  const given = readOptions(op, options);
  const rtol = tolerance(op, 'rtol', given?.rtol, 1e-5);
  const atol = tolerance(op, 'atol', given?.atol, 1e-8);
  return allclose(a, b, { rtol, atol, equalNan: given?.equalNan });
}

/**
 * Tell whether two arrays have the same shape and the same elements, whatever their dtypes.
 *
 * @param a array, scalar or nested list
 * @param b what `a` is compared with
 * @see numpy.array_equal
 * @example
 * ```ts
 * testing.arrayEqual([1, NaN], [1, NaN], { equalNan: true }); // true
 * ```
 */
export function arrayEqual(a: ArrayLike, b: ArrayLike, options?: EqualOptions): boolean {
  return equal(a, b, options);
}

/** The unsigned integers whose order, and whose distances, are those of a dtype's floats. */
const ORDERED = { 2: 'uint16', 4: 'uint32', 8: 'uint64' } as const;

function ordered(x: NDArray, dtype: DTypeInfo, bits: DType): NDArray {
  const sign = 2n ** BigInt(dtype.itemsize * 8 - 1);
  const raw: NDArray = astype(x, dtype.name, { order: 'C' }).view(bits);
  const magnitude = bitwiseAnd(raw, sign - 1n);
  return where(greaterEqual(raw, sign), subtract(sign, magnitude), add(sign, magnitude));
}

/**
 * Give the largest distance between elements of two arrays of floats, in units in the last place of their common dtype: how
 * many floats lie from one to the other. 0 when all are equal; two nans are at distance 0, a nan is at an infinite distance
 * from a number.
 *
 * @param a array of float16, float32 or float64 (or what converts to one)
 * @param b what `a` is compared with: broadcast with it
 * @throws DTypeError for integers, bools and complex numbers; ShapeError when the shapes do not broadcast
 * @see numpy.testing.assert_array_max_ulp
 * @example
 * ```ts
 * testing.maxUlp([0.1 + 0.2, 1], [0.3, 1]); // 1
 * ```
 */
export function maxUlp(a: ArrayLike, b: ArrayLike): number {
  const op = 'maxUlp';
  const x = asArray(op, a);
  const y = asArray(op, b);
  const dtype = promote(layoutOf(x).dtype, layoutOf(y).dtype);
  if (dtype.kind !== 'f') throw new DTypeError(`[${op}] expected arrays of floats but got ${dtype.name}`);
  const bits = ORDERED[dtype.itemsize as keyof typeof ORDERED];
  const noNumber = logicalOr(isnan(x), isnan(y));
  if (any(logicalXor(isnan(x), isnan(y)))) return Infinity;
  const p = ordered(x, dtype, bits);
  const q = ordered(y, dtype, bits);
  const distance = where(logicalNot(noNumber), subtract(maximum(p, q), minimum(p, q)), astype(0n, bits));
  return layoutOf(distance).size === 0 ? 0 : Number(max(distance));
}
