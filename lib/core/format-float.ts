import { DTypeError, ValueError, badArgument, describe } from '../errors';
import { readInteger } from './options';

/** Names of the dtypes whose elements are printed as floating-point numbers. */
export const floatDTypes = ['float16', 'float32', 'float64'] as const;
export type FloatDType = (typeof floatDTypes)[number];

/** What becomes of trailing zeros: keep them; drop them; drop all but one; drop them and the point. */
const trimModes = ['k', '.', '0', '-'] as const;
export type TrimMode = (typeof trimModes)[number];

/** Most characters that options can ask for, digits or blanks; NumPy's own buffer ends there. */
const mostCharacters = 16384;

interface FloatFormatOptions {
  /** Format that `x` is a value of; it decides which digits tell neighbours apart. Default `'float64'`. */
  readonly dtype?: FloatDType;
  /** Most digits printed; `null` prints as many as it takes to tell the value from its neighbours. */
  readonly precision?: number | null;
  /** Least digits printed where `unique` holds. */
  readonly minDigits?: number | null;
  /** Stop at the digit that identifies the value (default), or print the exact value up to `precision`. */
  readonly unique?: boolean;
  /** Default `'k'`. */
  readonly trim?: TrimMode;
  /** Print the sign of positive values too. */
  readonly sign?: boolean;
  /** Characters, sign included, that the part left of the point is padded to. */
  readonly padLeft?: number | null;
}

/** Options of {@link formatFloatPositional}. */
export interface PositionalOptions extends FloatFormatOptions {
  /** Count `precision` and `minDigits` from the point (default), or from the first significant digit. */
  readonly fractional?: boolean;
  /** Characters that the part right of the point is padded to. */
  readonly padRight?: number | null;
}

/** Options of {@link formatFloatScientific}. */
export interface ScientificOptions extends FloatFormatOptions {
  /** Least digits of the exponent, 2 by default, at most 5. */
  readonly expDigits?: number | null;
}

interface BinaryFormat {
  /** Bits of the significand, the hidden one included. */
  readonly significandBits: number;
  /** Exponent of the last significand bit of subnormal numbers. */
  readonly minExponent: number;
  readonly max: number;
}

const binaryFormats: Record<FloatDType, BinaryFormat> = {
  float16: { significandBits: 11, minExponent: -24, max: 65504 },
  float32: { significandBits: 24, minExponent: -149, max: 3.4028234663852886e38 },
  float64: { significandBits: 53, minExponent: -1074, max: Number.MAX_VALUE },
};

/** The positive value `significand * 2**exponent`. */
interface Binary {
  readonly significand: bigint;
  readonly exponent: number;
  /** True for powers of two, whose neighbour below is half as far away as the one above. */
  readonly narrowBelow: boolean;
}

/** The value `d.ddd * 10**exponent`; the last of the digits stands at 10**position before zeros were dropped. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
  readonly position: number;
}

const bits = new DataView(new ArrayBuffer(8));

function decompose(op: string, x: number, dtype: FloatDType): Binary {
  const { significandBits, minExponent, max } = binaryFormats[dtype];
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  const biased = (high >>> 20) & 0x7ff;
  const hidden = biased === 0 ? 0 : 0x100000;
  const wide = (BigInt((high & 0xfffff) | hidden) << 32n) | BigInt(bits.getUint32(4));
  const wideExponent = Math.max(biased, 1) - 1075;
  const exponent = Math.max(wideExponent + 53 - significandBits, minExponent);
  const shift = BigInt(exponent - wideExponent);
  const significand = wide >> shift;
  if (significand << shift !== wide || x > max) {
    throw new ValueError(`[${op}] expected a value of ${dtype} for x but got one of magnitude ${x}`);
  }
  const narrowBelow = significand === 1n << BigInt(significandBits - 1) && exponent > minExponent;
  return { significand, exponent, narrowBelow };
}

function powerOfTen(exponent: number): bigint {
  return exponent > 0 ? 10n ** BigInt(exponent) : 1n;
}

function powerOfTwo(exponent: number): bigint {
  return exponent > 0 ? 1n << BigInt(exponent) : 1n;
}

/** Integers in the ratio of a quarter of the value's last bit to 10**position: scaled so that all margins are whole. */
function scaleTo(position: number, exponent: number): { quarterUlp: bigint; unit: bigint } {
  return {
    quarterUlp: powerOfTen(-position) * powerOfTwo(exponent),
    unit: 4n * powerOfTen(position) * powerOfTwo(-exponent),
  };
}

function roundsUp(remainder: bigint, unit: bigint, quotient: bigint): boolean {
  const twice = 2n * remainder;
  return twice === unit ? (quotient & 1n) === 1n : twice > unit;
}

/** Zeros that a carry leaves behind, or that follow the end of an exact expansion, are not digits of the result. */
function decimal(quotient: bigint, position: number, dropZeros: boolean): Decimal {
  const digits = quotient.toString();
  const exponent = position + digits.length - 1;
  return { digits: dropZeros ? digits.replace(/0+$/, '') : digits, exponent, position };
}

/** The exact value rounded half to even at 10**position. */
function roundedAt({ significand, exponent }: Binary, position: number, unique: boolean): Decimal {
  const { quarterUlp, unit } = scaleTo(position, exponent);
  const value = 4n * significand * quarterUlp;
  const quotient = value / unit;
  const remainder = value % unit;
  if (roundsUp(remainder, unit, quotient)) return decimal(quotient + 1n, position, true);
  return decimal(quotient, position, !unique && remainder === 0n);
}

/**
 * Shortest digits between the midpoints to both neighbours, by long division from 10**leading down
 * (Steele and White 1990, Burger and Dybvig 1996); an even significand owns its midpoints.
 */
function shortestByDivision({ significand, exponent, narrowBelow }: Binary, leading: number): Decimal {
  const { quarterUlp, unit } = scaleTo(leading, exponent);
  const even = (significand & 1n) === 0n;
  let remainder = 4n * significand * quarterUlp;
  let marginHigh = 2n * quarterUlp;
  let marginLow = narrowBelow ? quarterUlp : marginHigh;
  let quotient = 0n;
  for (let position = leading; ; position--) {
    quotient = quotient * 10n + remainder / unit;
    remainder %= unit;
    const low = even ? remainder <= marginLow : remainder < marginLow;
    const high = even ? remainder + marginHigh >= unit : remainder + marginHigh > unit;
    if (low || high) {
      const up = low === high ? roundsUp(remainder, unit, quotient) : high;
      return decimal(up ? quotient + 1n : quotient, position, up);
    }
    remainder *= 10n;
    marginHigh *= 10n;
    marginLow *= 10n;
  }
}

function generateDigits(
  { op, dtype, unique }: Request,
  x: number, // positive and finite
  fractional: boolean,
  precision: number,
  minDigits: number,
): Decimal {
  const [mantissa = '', power = ''] = x.toExponential().split('e');
  const nearest = { digits: mantissa.replace('.', ''), exponent: Number(power) };
  const binary = decompose(op, x, dtype);
  let leading = nearest.exponent;
  if (nearest.digits === '1') {
    const { quarterUlp, unit } = scaleTo(leading, binary.exponent);
    if (4n * binary.significand * quarterUlp < unit) leading--;
  }
  const positionOf = (count: number): number => (fractional ? -count : leading + 1 - count);
  if (!unique) return roundedAt(binary, positionOf(precision), false);

  // JavaScript's own digits are NumPy's for float64, for every power of two with its uneven margins as well.
  const shortest =
    dtype === 'float64'
      ? { ...nearest, position: nearest.exponent + 1 - nearest.digits.length }
      : shortestByDivision(binary, leading);
  const wanted = minDigits < 0 ? shortest.position : Math.min(shortest.position, positionOf(minDigits));
  const position = precision < 0 ? wanted : Math.max(wanted, positionOf(precision));
  return position === shortest.position ? shortest : roundedAt(binary, position, true);
}

/**
 * Read a count that an option gives.
 *
 * @param op - the function named in errors
 * @param name - the option
 * @param value - what was given for it
 * @param most - the largest count allowed
 * @returns the count
 * @throws ArgumentError when it is no integer
 * @throws ValueError when it is negative or more than `most`
 * @example
 * ```ts
 * readCount('arrayStr', 'precision', 8); // 8
 * ```
 */
export function readCount(op: string, name: string, value: unknown, most: number = Number.MAX_SAFE_INTEGER): number {
  const n = readInteger(op, name, value);
  if (n < 0) throw new ValueError(`[${op}] ${name} must be >= 0 but got ${n}`);
  if (n > most) throw new ValueError(`[${op}] ${name} must be <= ${most} but got ${n}`);
  return n;
}

/**
 * Read an option that is one of a few words.
 *
 * @param op - the function named in errors
 * @param name - the option
 * @param value - what was given for it
 * @param allowed - the words
 * @returns the word
 * @throws ArgumentError when it is none of them
 * @example
 * ```ts
 * readChoice('arrayStr', 'sign', '+', ['-', '+', ' ']); // '+'
 * ```
 */
export function readChoice<T extends string>(op: string, name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw badArgument(op, name, `one of ${allowed.map((w) => `'${w}'`).join(', ')}`, value);
  return found;
}

/** The count, or -1 where none is asked for. */
function optionalCount(op: string, name: string, value: number | null | undefined, most?: number): number {
  return value === null || value === undefined ? -1 : readCount(op, name, value, most);
}

interface Request {
  readonly op: string;
  readonly dtype: FloatDType;
  readonly precision: number;
  readonly minDigits: number;
  readonly unique: boolean;
  readonly trim: TrimMode;
  readonly padLeft: number;
  /** `'-'`, `'+'` or nothing. */
  readonly signText: string;
}

function readRequest(op: string, x: number, options: FloatFormatOptions): Request {
  if (typeof x !== 'number') throw badArgument(op, 'x', 'a number', x);
  const unique = options.unique ?? true;
  const precision = optionalCount(op, 'precision', options.precision, unique ? undefined : mostCharacters);
  const minDigits = optionalCount(op, 'minDigits', options.minDigits, mostCharacters);
  const trim = readChoice(op, 'trim', options.trim ?? 'k', trimModes);
  const dtype = options.dtype ?? 'float64';
  if (!unique && precision < 0) throw badArgument(op, 'precision', 'a count, as unique is false,', options.precision);
  if (minDigits > 0 && precision > 0 && minDigits > precision) {
    throw new ValueError(
      `[${op}] minDigits must be less than or equal to precision but got ${minDigits} > ${precision}`,
    );
  }
  if (!floatDTypes.includes(dtype))
    throw new DTypeError(`[${op}] expected a floating dtype but got ${describe(dtype)}`);
  const negative = x < 0 || Object.is(x, -0);
  const signText = negative ? '-' : options.sign === true ? '+' : '';
  const padLeft = optionalCount(op, 'padLeft', options.padLeft, mostCharacters);
  return { op, dtype, precision, minDigits, unique, trim, padLeft, signText };
}

const zero: Decimal = { digits: '0', exponent: 0, position: 0 };

function digitsOf(x: number, request: Request, fractional: boolean, extra: number): Decimal {
  if (x === 0) return zero;
  const { precision, minDigits } = request;
  const more = (count: number): number => (count < 0 ? count : count + extra);
  return generateDigits(request, Math.abs(x), fractional, more(precision), more(minDigits));
}

function nonFinite(x: number, signText: string): string {
  return Number.isNaN(x) ? 'nan' : `${signText}inf`;
}

/** The fraction with its point, trimmed; `least` is the number of digits that mode `'k'` fills up to. */
function trimmed(fraction: string, trim: TrimMode, least: number): string {
  if (trim === 'k') return `.${fraction.padEnd(least, '0')}`;
  const kept = fraction.replace(/0+$/, '');
  if (kept !== '') return `.${kept}`;
  return trim === '0' ? '.0' : trim === '.' ? '.' : '';
}

/**
 * Format a floating-point number in positional notation, NumPy's `format_float_positional`.
 *
 * @param x - a value of `options.dtype`; nan and infinities are printed bare
 * @param options - digits, trimming and padding
 * @returns the number as text
 * @throws ArgumentError when an option is of the wrong kind, or `precision` is missing though `unique` is false
 * @throws ValueError when a count is out of range, `precision` is 0 though `fractional` is false, or `x` is not a value
 * of `dtype`
 * @throws DTypeError when `dtype` is no floating one
 * @example
 * ```ts
 * formatFloatPositional(Math.fround(Math.PI), { dtype: 'float32' }); // '3.1415927'
 * formatFloatPositional(0.1, { precision: 20, unique: false }); // '0.10000000000000000555'
 * ```
 */
export function formatFloatPositional(x: number, options: PositionalOptions = {}): string {
  const op = 'formatFloatPositional';
  const request = readRequest(op, x, options);
  const { precision, minDigits, unique, trim, signText } = request;
  const fractional = options.fractional ?? true;
  const padRight = optionalCount(op, 'padRight', options.padRight, mostCharacters);
  if (!fractional && precision === 0) {
    throw new ValueError(`[${op}] precision must be greater than 0 if fractional is false but got 0`);
  }
  if (!Number.isFinite(x)) return nonFinite(x, signText);

  const { digits, exponent } = digitsOf(x, request, fractional, 0);
  const whole = exponent < 0 ? '0' : digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = exponent < 0 ? '0'.repeat(-exponent - 1) + digits : digits.slice(exponent + 1);
  const asked = unique ? minDigits : precision;
  const tail = trimmed(fraction, trim, fractional ? asked : asked - whole.length);
  // Padding makes up for a dropped point as well, even where no digits are asked for.
  const paddedTail = padRight < 0 ? tail : tail.padEnd(padRight + 1);
  return (signText + whole).padStart(request.padLeft) + paddedTail;
}

/**
 * Format a floating-point number in scientific notation, NumPy's `format_float_scientific`.
 *
 * @param x - a value of `options.dtype`; nan and infinities are printed bare
 * @param options - digits (`precision` and `minDigits` count those after the point), trimming and padding
 * @returns the number as text
 * @throws ArgumentError when an option is of the wrong kind, or `precision` is missing though `unique` is false
 * @throws ValueError when a count is out of range or `x` is not a value of `dtype`
 * @throws DTypeError when `dtype` is no floating one
 * @example
 * ```ts
 * formatFloatScientific(1.23e24, { expDigits: 4 }); // '1.23e+0024'
 * ```
 */
export function formatFloatScientific(x: number, options: ScientificOptions = {}): string {
  const op = 'formatFloatScientific';
  const request = readRequest(op, x, options);
  const { precision, minDigits, unique, trim, signText } = request;
  const expDigits = Math.min(readCount(op, 'expDigits', options.expDigits ?? 2), 5);
  if (!Number.isFinite(x)) return nonFinite(x, signText);

  const { digits, exponent } = digitsOf(x, request, false, 1);
  const fraction = digits.slice(1);
  const tail = trimmed(fraction, trim, unique ? minDigits : precision);
  // NumPy keeps the point when the zeros it drops under '-' had been digits.
  const point = tail === '' && fraction !== '' ? '.' : '';
  const power = exponent === 0 ? '' : String(Math.abs(exponent));
  const exponentText = `e${exponent < 0 ? '-' : '+'}${power.padStart(expDigits, '0')}`;
  return (signText + digits.charAt(0)).padStart(request.padLeft) + tail + point + exponentText;
}
