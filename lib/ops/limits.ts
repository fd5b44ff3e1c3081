/** The limits of dtypes: finfo, iinfo. */
import type { NDArray } from '../ndarray';
import { DTypeError } from '../errors';
import { isArray, layoutOf } from '../core/array-core';
import { DTYPES, integerLimits, parseDType, type DType } from '../core/dtype';
import { halfBits, halfValue } from '../core/half';

/** Limits of a floating dtype: numpy.finfo. */
export interface FloatInfo {
  readonly dtype: DType;
  readonly bits: number;
  /** Difference between 1 and the next number. */
  readonly eps: number;
  /** Difference between 1 and the number before it. */
  readonly epsneg: number;
  /** Bits of the exponent, and NumPy's older name for the same. */
  readonly iexp: number;
  readonly nexp: number;
  /** Exponents of two of eps and epsneg. */
  readonly machep: number;
  readonly negep: number;
  /** The least power of two that overflows, and the exponent of the least normal number. */
  readonly maxexp: number;
  readonly minexp: number;
  /** Bits of the significand after the point. */
  readonly nmant: number;
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
    epsneg: 2 ** (-fraction - 1),
    iexp: bits - 1 - fraction,
    nexp: bits - 1 - fraction,
    machep: -fraction,
    negep: -fraction - 1,
    maxexp: maxExponent + 1,
    minexp: 1 - maxExponent,
    nmant: fraction,
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
  /** 'i' for signed, 'u' for unsigned integers, and that with the number of bits. */
  readonly kind: 'i' | 'u';
  readonly key: string;
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
  const bits = given.itemsize * 8;
  return {
    dtype: given.name,
    bits,
    kind: given.kind,
    key: `${given.kind}${bits}`,
    min: wide ? min : Number(min),
    max: wide ? max : Number(max),
  };
}
