/** What is known about dtypes: resultType, canCast, finfo, iinfo. */
import type { NDArray } from '../ndarray';
import { DTypeError, badArgument } from '../errors';
import { isArray, layoutOf } from '../core/array-core';
import {
  castAllowed,
  integerLimits,
  parseCasting,
  parseDType,
  promote,
  promoteAll,
  strongDType,
  weakDType,
  type Casting,
  type DType,
  type DTypeInfo,
  type WeakScalar,
} from '../core/dtype';

/** A dtype, an array (its dtype counts), or a scalar (weak beside arrays and dtypes). */
export type DTypeLike = DType | NDArray | WeakScalar;

/**
 * Give the dtype that operands have together; scalars are weak.
 *
 * @throws DTypeError for unknown dtypes
 * @see numpy.result_type
 * @example
 * ```ts
 * nd.resultType('uint8', 'int8'); // 'int16'
 * ```
 */
export function resultType(...operands: DTypeLike[]): DType {
  const op = 'resultType';
  if (operands.length === 0) throw badArgument(op, 'the operands', 'at least one dtype, array or scalar', undefined);
  const dtypes: DTypeInfo[] = [];
  const scalars: WeakScalar[] = [];
  for (const operand of operands) {
    if (typeof operand === 'number' || typeof operand === 'bigint' || typeof operand === 'boolean') {
      scalars.push(operand);
      continue;
    }
    dtypes.push(isArray(operand) ? layoutOf(operand).dtype : parseDType(op, operand));
  }
  const strong = dtypes.length > 0 ? promoteAll(dtypes) : undefined;
  let result = strong;
  for (const scalar of scalars) {
    const dtype = strong === undefined ? strongDType(op, scalar) : weakDType(scalar, strong);
    result = result === undefined ? dtype : promote(result, dtype);
  }
  return result!.name;
}

/**
 * Tell whether a dtype may be cast to another under a rule (default 'safe').
 *
 * @throws DTypeError for unknown dtypes
 * @see numpy.can_cast
 * @example
 * ```ts
 * nd.canCast('float64', 'float32', 'same_kind'); // true
 * ```
 */
export function canCast(from: DType | NDArray, to: DType, casting?: Casting): boolean {
  const op = 'canCast';
  const source = isArray(from) ? layoutOf(from).dtype : parseDType(op, from);
  return castAllowed(source, parseDType(op, to), parseCasting(op, casting, 'safe'));
}

/** Limits of a floating dtype: numpy.finfo. */
export interface FloatInfo {
  readonly dtype: DType;
  readonly bits: number;
  /** Difference between 1 and the next number. */
  readonly eps: number;
  readonly min: number;
  readonly max: number;
  /** Least positive normal number. */
  readonly tiny: number;
  readonly smallestNormal: number;
  readonly smallestSubnormal: number;
  /** Decimal digits that always survive. */
  readonly precision: number;
  readonly resolution: number;
}

/**
 * Tell the limits of a floating dtype.
 *
 * @throws DTypeError when it is none
 * @see numpy.finfo
 * @example
 * ```ts
 * nd.finfo('float32').eps; // 1.1920928955078125e-7
 * ```
 */
export function finfo(dtype: DType | NDArray): FloatInfo {
  const op = 'finfo';
  const { name, kind } = isArray(dtype) ? layoutOf(dtype).dtype : parseDType(op, dtype);
  if (kind !== 'f') throw new DTypeError(`[${op}] data type ${name} not inexact`);
  if (name === 'float32') {
    const max = (2 - 2 ** -23) * 2 ** 127;
    return {
      dtype: name,
      bits: 32,
      eps: 2 ** -23,
      min: -max,
      max,
      tiny: 2 ** -126,
      smallestNormal: 2 ** -126,
      smallestSubnormal: 2 ** -149,
      precision: 6,
      resolution: Math.fround(1e-6),
    };
  }
  return {
    dtype: name,
    bits: 64,
    eps: 2 ** -52,
    min: -Number.MAX_VALUE,
    max: Number.MAX_VALUE,
    tiny: 2 ** -1022,
    smallestNormal: 2 ** -1022,
    smallestSubnormal: Number.MIN_VALUE,
    precision: 15,
    resolution: 1e-15,
  };
}

/** Limits of an integer dtype: numpy.iinfo. */
export interface IntegerInfo {
  readonly dtype: DType;
  readonly bits: number;
  /** bigint for the 64-bit dtypes. */
  readonly min: number | bigint;
  readonly max: number | bigint;
}

/**
 * Tell the limits of an integer dtype.
 *
 * @throws DTypeError when it is none
 * @see numpy.iinfo
 * @example
 * ```ts
 * nd.iinfo('int8').max; // 127
 * ```
 */
export function iinfo(dtype: DType | NDArray): IntegerInfo {
  const op = 'iinfo';
  const given = isArray(dtype) ? layoutOf(dtype).dtype : parseDType(op, dtype);
  if (given.kind !== 'i' && given.kind !== 'u')
    throw new DTypeError(`[${op}] Invalid integer data type '${given.name}'.`);
  const [min, max] = integerLimits(given);
  const wide = given.itemsize === 8;
  return { dtype: given.name, bits: given.itemsize * 8, min: wide ? min : Number(min), max: wide ? max : Number(max) };
}
