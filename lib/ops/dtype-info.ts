/** What is known about dtypes: resultType, canCast, finfo, iinfo. */
import type { NDArray } from '../ndarray';
import { DTypeError, badArgument } from '../errors';
import { isArray, layoutOf } from '../core/array-core';
import {
  DTYPES,
  asScalar,
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
import { halfBits, halfValue } from '../core/half';

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
    const scalar = isArray(operand) ? undefined : asScalar(op, operand);
    if (scalar !== undefined) scalars.push(scalar);
    else dtypes.push(isArray(operand) ? layoutOf(operand).dtype : parseDType(op, operand));
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

/** What decides a binary floating format; its numbers follow. */
interface BinaryFormat {
  readonly bits: number;
  /** Bits of the significand after the point. */
  readonly fraction: number;
  /** Largest exponent of two. */
  readonly maxExponent: number;
  readonly precision: number;
  /** 10 ** -precision as the dtype has it. */
  readonly resolution: number;
}

const FORMATS: Readonly<Record<string, BinaryFormat>> = {
  float16: { bits: 16, fraction: 10, maxExponent: 15, precision: 3, resolution: halfValue(halfBits(1e-3)) },
  float32: { bits: 32, fraction: 23, maxExponent: 127, precision: 6, resolution: Math.fround(1e-6) },
  float64: { bits: 64, fraction: 52, maxExponent: 1023, precision: 15, resolution: 1e-15 },
};

/** The floats that elements of a complex dtype are made of. */
const PARTS: Readonly<Partial<Record<DType, DType>>> = { complex64: 'float32', complex128: 'float64' };

/**
 * Tell the limits of a floating dtype; of a complex one those of its parts.
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
  const given = isArray(dtype) ? layoutOf(dtype).dtype : parseDType(op, dtype);
  const { name } = DTYPES[PARTS[given.name] ?? given.name];
  const format = FORMATS[name];
  if (format === undefined) throw new DTypeError(`[${op}] data type ${name} not inexact`);
  const { bits, fraction, maxExponent, precision, resolution } = format;
  const max = (2 - 2 ** -fraction) * 2 ** maxExponent;
  const least = 2 ** (1 - maxExponent);
  return {
    dtype: name,
    bits,
    eps: 2 ** -fraction,
    min: -max,
    max,
    tiny: least,
    smallestNormal: least,
    smallestSubnormal: 2 ** (1 - maxExponent - fraction),
    precision,
    resolution,
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
