import { DTypeError } from '../errors';
import { Complex, complexText } from './complex';
import { floatDTypes, formatFloatPositional, formatFloatScientific } from './format-float';
import type { FloatDType } from './format-float';

/** One element of an array: bigint for int64 and uint64, boolean for bool, Complex for complex dtypes, else a number. */
export type PrintElement = number | bigint | boolean | Complex;

/** How many digits of a float are printed; see NumPy's `set_printoptions`. */
export const floatModes = ['fixed', 'unique', 'maxprec', 'maxprec_equal'] as const;
export type FloatMode = (typeof floatModes)[number];

/** Whether positive numbers carry a plus, a space or nothing. */
export const signModes = ['-', '+', ' '] as const;
export type SignMode = (typeof signModes)[number];

/** Functions that print elements in place of NumPy's own, by kind of dtype; `all` is for those that have none. */
export interface Formatters {
  readonly bool?: ((value: boolean) => string) | null | undefined;
  readonly int?: ((value: number | bigint) => string) | null | undefined;
  readonly float?: ((value: number) => string) | null | undefined;
  readonly complexfloat?: ((value: Complex) => string) | null | undefined;
  readonly all?: ((value: PrintElement) => string) | null | undefined;
  readonly intKind?: ((value: number | bigint) => string) | null | undefined;
  readonly floatKind?: ((value: number) => string) | null | undefined;
  readonly complexKind?: ((value: Complex) => string) | null | undefined;
}

/** The keys of formatters for a dtype, the one that counts most first. */
function formatterKeys(dtype: string): readonly (keyof Formatters)[] {
  if (dtype === 'bool') return ['bool', 'all'];
  if (dtype.startsWith('float')) return ['float', 'floatKind', 'all'];
  if (dtype.startsWith('complex')) return ['complexfloat', 'complexKind', 'all'];
  return ['int', 'intKind', 'all'];
}

/** The caller's function for a dtype, or undefined. */
function formatterOf(dtype: string, formatters: Formatters | null): ((value: PrintElement) => string) | undefined {
  if (formatters === null) return undefined;
  for (const key of formatterKeys(dtype)) {
    const found = formatters[key];
    if (typeof found === 'function') return found as (value: PrintElement) => string;
  }
  return undefined;
}

/** The options that concern single elements. */
export interface ElementOptions {
  readonly precision: number;
  readonly suppress: boolean;
  readonly nanstr: string;
  readonly infstr: string;
  readonly sign: SignMode;
  readonly floatmode: FloatMode;
  readonly formatter: Formatters | null;
}

const integerDTypes = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'];

interface FloatLimits {
  /** Arrays reaching this print in scientific notation: 10**min(8, decimal digits of the dtype). */
  readonly large: number;
  /** The same for a scalar. */
  readonly largeScalar: number;
  /** 0.0001 rounded to the dtype: what NumPy compares with. */
  readonly small: number;
  /** Quotients above this are over 1000 once rounded to the dtype. */
  readonly ratio: number;
}

const floatLimits: Record<FloatDType, FloatLimits> = {
  float16: { large: 1e3, largeScalar: 1e3, small: 0.00010001659393310547, ratio: 1000 + 2 ** -2 },
  float32: { large: 1e6, largeScalar: 1e6, small: Math.fround(0.0001), ratio: 1000 + 2 ** -15 },
  float64: { large: 1e8, largeScalar: 1e16, small: 0.0001, ratio: 1000 },
};

function isFloatDType(dtype: string): dtype is FloatDType {
  return (floatDTypes as readonly string[]).includes(dtype);
}

function unknownDType(op: string, dtype: string): DTypeError {
  return new DTypeError(`[${op}] expected a dtype of bool, integers, floats or complex numbers but got ${dtype}`);
}

/** The longest of some texts; a loop, since an array may be longer than an argument list. */
function maxLength(texts: readonly string[]): number {
  let longest = 0;
  for (const text of texts) longest = Math.max(longest, text.length);
  return longest;
}

function signed(text: string, sign: SignMode): string {
  return sign === '-' || text.startsWith('-') ? text : sign + text;
}

function formatIntegers(values: readonly PrintElement[], sign: SignMode): string[] {
  const texts = values.map(String);
  const anyNegative = texts.some((text) => text.startsWith('-'));
  const shown = sign === ' ' && anyNegative ? '-' : sign;
  const words = texts.map((text) => signed(text, shown));
  const width = maxLength(words);
  return words.map((word) => word.padStart(width));
}

function needsExponents(finite: readonly number[], limits: FloatLimits, suppress: boolean): boolean {
  let max = 0;
  let min = Infinity;
  for (const value of finite) {
    const magnitude = Math.abs(value);
    if (magnitude === 0) continue;
    max = Math.max(max, magnitude);
    min = Math.min(min, magnitude);
  }
  if (max === 0) return false;
  return max >= limits.large || (!suppress && (min < limits.small || max / min > limits.ratio));
}

/** How every finite element of one array is printed, and the width to the left and right of its point. */
interface FloatLayout {
  readonly format: (x: number) => string;
  readonly padLeft: number;
  readonly padRight: number;
}

/** Lengths of the longest whole part, fraction and exponent over texts like `-1.25e+10` and `-1.25`. */
function longestParts(texts: Iterable<string>): { whole: number; fraction: number; exponent: number } {
  let whole = 0;
  let fraction = 0;
  let exponent = 0;
  for (const text of texts) {
    const [mantissa = '', power = ''] = text.split('e');
    const point = mantissa.indexOf('.');
    whole = Math.max(whole, point);
    fraction = Math.max(fraction, mantissa.length - point - 1);
    exponent = Math.max(exponent, power.length - 1);
  }
  return { whole, fraction, exponent };
}

function* texts(finite: readonly number[], format: (x: number) => string): Generator<string> {
  for (const value of finite) yield format(value);
}

function layOutFloats(finite: readonly number[], dtype: FloatDType, options: ElementOptions): FloatLayout {
  if (finite.length === 0) return { format: String, padLeft: 0, padRight: 0 };
  const { floatmode } = options;
  const unique = floatmode !== 'fixed';
  const precision = floatmode === 'unique' ? null : options.precision;
  const trim = unique ? '.' : 'k';
  const common = { dtype, unique, sign: options.sign === '+' };
  const blankSign = options.sign === ' ' && !finite.some((value) => value < 0 || Object.is(value, -0)) ? 1 : 0;

  if (needsExponents(finite, floatLimits[dtype], options.suppress)) {
    const first = { ...common, precision, trim } as const;
    const parts = longestParts(texts(finite, (value) => formatFloatScientific(value, first)));
    const padLeft = parts.whole + blankSign;
    const digits = { precision: parts.fraction, minDigits: parts.fraction, expDigits: parts.exponent };
    const final = { ...common, ...digits, padLeft };
    const padRight = parts.exponent + 2 + parts.fraction;
    return { format: (value) => formatFloatScientific(value, final), padLeft, padRight };
  }

  const first = { ...common, precision, trim } as const;
  const parts = longestParts(texts(finite, (value) => formatFloatPositional(value, first)));
  const padLeft = parts.whole + blankSign;
  const padRight = parts.fraction;
  const equal = floatmode === 'fixed' || floatmode === 'maxprec_equal';
  const digits = equal
    ? ({ precision: padRight, minDigits: padRight, trim: 'k' } as const)
    : ({ precision, minDigits: 0, trim: '.' } as const);
  const final = { ...common, ...digits, padLeft, padRight };
  return { format: (value) => formatFloatPositional(value, final), padLeft, padRight };
}

function formatFloats(values: readonly number[], dtype: FloatDType, options: ElementOptions): string[] {
  const { sign, nanstr, infstr } = options;
  const finite = values.filter(Number.isFinite);
  const layout = layOutFloats(finite, dtype, options);
  if (finite.length === values.length) return values.map(layout.format);

  const right = layout.padRight + 1;
  const signedInfinity = sign !== '-' || values.includes(-Infinity) ? 1 : 0;
  const left = Math.max(layout.padLeft, nanstr.length - right, infstr.length + signedInfinity - right);
  const plus = sign === '+' ? '+' : '';
  return values.map((value) => {
    if (Number.isNaN(value)) return (plus + nanstr).padStart(left + right);
    if (!Number.isFinite(value)) return ((value < 0 ? '-' : plus) + infstr).padStart(left + right);
    return ' '.repeat(left - layout.padLeft) + layout.format(value);
  });
}

/** The dtype of the parts of a complex dtype. */
const partDTypes: Readonly<Record<string, FloatDType>> = { complex64: 'float32', complex128: 'float64' };

/** Real and imaginary parts are laid out apart; the j stands before the blanks that pad the latter. */
function formatComplex(values: readonly Complex[], part: FloatDType, options: ElementOptions): string[] {
  const real = formatFloats(
    values.map((z) => z.re),
    part,
    options,
  );
  const imaginary = formatFloats(
    values.map((z) => z.im),
    part,
    { ...options, sign: '+' },
  );
  return real.map((text, i) => {
    const column = imaginary[i] ?? '';
    const digits = column.trimEnd();
    return `${text}${digits}j${column.slice(digits.length)}`;
  });
}

/** An element of a complex array; the printer may be given numbers for those without an imaginary part. */
const toComplex = (value: PrintElement): Complex => (value instanceof Complex ? value : new Complex(Number(value), 0));

/**
 * Format the elements of one array so that they align, as NumPy's `array2string` does.
 *
 * @param op - the function named in errors
 * @param values - the elements that will be shown, of any shape, in any order
 * @param dtype - their dtype
 * @param options - precision, signs and the names of nan and infinity
 * @param scalar - true for an array of no dimensions
 * @returns one text per element
 * @throws DTypeError when the dtype cannot be printed
 * @example
 * ```ts
 * formatElements('arrayStr', [1, 2.5], 'float64', defaultPrintOptions, false); // ['1. ', '2.5']
 * ```
 */
export function formatElements(
  op: string,
  values: readonly PrintElement[],
  dtype: string,
  options: ElementOptions,
  scalar: boolean,
): string[] {
  const own = formatterOf(dtype, options.formatter);
  if (own !== undefined) return values.map((value) => String(own(value)));
  if (dtype === 'bool') return values.map((value) => (value ? (scalar ? 'True' : ' True') : 'False'));
  if (integerDTypes.includes(dtype)) return formatIntegers(values, options.sign);
  if (isFloatDType(dtype)) return formatFloats(values.map(Number), dtype, options);
  const part = partDTypes[dtype];
  if (part !== undefined) return formatComplex(values.map(toComplex), part, options);
  throw unknownDType(op, dtype);
}

/**
 * Format one element as NumPy's `str` of a scalar: every digit that identifies it, whatever the print options.
 *
 * @param op - the function named in errors
 * @param value - the element
 * @param dtype - its dtype
 * @returns the element as text
 * @throws DTypeError when the dtype cannot be printed
 * @example
 * ```ts
 * scalarStr('arrayStr', 1e16, 'float64'); // '1e+16'
 * ```
 */
export function scalarStr(op: string, value: PrintElement, dtype: string): string {
  if (dtype === 'bool') return value ? 'True' : 'False';
  if (integerDTypes.includes(dtype)) return String(value);
  if (isFloatDType(dtype)) return floatStr(Number(value), dtype, '0');
  const part = partDTypes[dtype];
  if (part === undefined) throw unknownDType(op, dtype);
  const { re, im } = toComplex(value);
  return complexText(re, im, (x) => floatStr(x, part, '-'));
}

/** Every digit of a scalar; `trim` says what becomes of '.0' in positional notation. */
function floatStr(x: number, dtype: FloatDType, trim: '0' | '-'): string {
  const magnitude = Math.abs(x);
  const positional = magnitude === 0 || (magnitude >= 1e-4 && magnitude < floatLimits[dtype].largeScalar);
  return positional ? formatFloatPositional(x, { dtype, trim }) : formatFloatScientific(x, { dtype, trim: '-' });
}
