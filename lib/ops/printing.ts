/** Arrays and numbers as text, and the options that say how. */
import type { NDArray } from '../ndarray';
import { DTypeError, badArgument } from '../errors';
import { isArray, layoutOf, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import {
  arrayRepr as reprOf,
  arrayStr as strOf,
  arrayText,
  currentPrintOptions,
  formatFloatPositional as positional,
  formatFloatScientific as scientific,
  resolveOptions,
  usePrintOptions,
  type FloatDType,
  type Formatters,
  type FloatMode,
  type PositionalOptions,
  type PrintOptions,
  type PrintSource,
  type ScientificOptions,
  type SignMode,
} from '../core/format';
import { readOptions } from '../core/options';
import { MAPPED } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { elementAt, item } from './items';

export type { FloatMode, Formatters, SignMode } from '../core/format';

/** What printing reads of an array. */
export function printSource(a: NDArray): PrintSource {
  const layout = layoutOf(a);
  const storage = usableStorage('toString', a);
  return {
    className: storage.kind === MAPPED ? 'memmap' : 'array',
    dtype: layout.dtype.name,
    shape: layout.shape,
    size: layout.size,
    value: (index) => {
      let offset = layout.offset;
      for (let i = 0; i < index.length; i++) offset += index[i]! * layout.strides[i]!;
      return elementAt('toString', storage, offset, layout.dtype);
    },
  };
}

/** The options of printing; see {@link setPrintoptions}. */
export interface Printoptions {
  /** Digits after the point of floats; default 8. */
  readonly precision?: number | null | undefined;
  /** Arrays of more elements show only the ends of their axes; default 1000. */
  readonly threshold?: number | null | undefined;
  /** Elements shown at each end of an axis that is cut; default 3. */
  readonly edgeitems?: number | null | undefined;
  /** Characters of a line; default 75. */
  readonly linewidth?: number | null | undefined;
  /** Print small floats as zero rather than all of them with exponents; default false. */
  readonly suppress?: boolean | null | undefined;
  readonly nanstr?: string | null | undefined;
  readonly infstr?: string | null | undefined;
  /** '-' (default): minus signs only; '+': plus signs too; ' ': a blank in their place. */
  readonly sign?: SignMode | null | undefined;
  /**
   * Digits of floats: 'fixed' precision; 'unique': as many as it takes; 'maxprec' (default): those, precision at most;
   * 'maxprec_equal': the same for all elements.
   */
  readonly floatmode?: FloatMode | null | undefined;
  /** Functions that print elements, by kind of dtype. Set back to null by every setPrintoptions that gives none. */
  readonly formatter?: Formatters | null | undefined;
}

/**
 * Set how arrays are printed, from here on and everywhere in this copy of the package. What is not given stays, but for
 * `formatter`.
 *
 * @throws ArgumentError for options of the wrong kind; ValueError for counts out of range
 * @see numpy.set_printoptions
 * @example
 * ```ts
 * nd.setPrintoptions({ precision: 3 });
 * nd.array([1 / 3]).toString(); // '[0.333]'
 * nd.setPrintoptions({ precision: 8 });
 * ```
 */
export function setPrintoptions(options?: Printoptions): void {
  usePrintOptions(merged('setPrintoptions', options));
}

function merged(op: string, options: Printoptions | undefined): PrintOptions {
  const given = readOptions(op, options);
  const formatter = given?.formatter ?? null;
  return Object.freeze({ ...resolveOptions(op, given), formatter });
}

/**
 * Give the options with which arrays are printed.
 *
 * @see numpy.get_printoptions
 * @example
 * ```ts
 * nd.getPrintoptions().linewidth; // 75
 * ```
 */
export function getPrintoptions(): { readonly [K in keyof Printoptions]-?: NonNullable<Printoptions[K]> | null } {
  return { ...currentPrintOptions() };
}

/** Options in force until they are disposed of. */
export interface PrintoptionsScope extends Disposable {
  /** Puts the former options back; once. */
  dispose(): void;
}

/**
 * Print with other options for a while: as long as a function runs (until it returns: what it awaits is printed as before),
 * or until the scope is disposed of (`using _ = nd.printoptions(...)`).
 *
 * @returns what the function gives, or the scope
 * @throws as setPrintoptions
 * @see numpy.printoptions
 * @example
 * ```ts
 * nd.printoptions({ precision: 2 }, () => nd.array([2 / 3]).toString()); // '[0.67]'
 * nd.array([2 / 3]).toString(); // '[0.66666667]'
 * ```
 */
export function printoptions<R>(options: Printoptions, run: () => R): R;
export function printoptions(options: Printoptions): PrintoptionsScope;
export function printoptions<R>(options: Printoptions, run?: () => R): R | PrintoptionsScope {
  const op = 'printoptions';
  if (run !== undefined && typeof run !== 'function') throw badArgument(op, 'what to run', 'a function', run);
  const next = merged(op, options);
  const before = currentPrintOptions();
  usePrintOptions(next);
  if (run !== undefined) {
    try {
      return run();
    } finally {
      usePrintOptions(before);
    }
  }
  let open = true;
  const dispose = (): void => {
    if (open) usePrintOptions(before);
    open = false;
  };
  return { dispose, [Symbol.dispose]: dispose };
}

/** Options of arrayStr() and arrayRepr(). */
export interface ArrayStrOptions {
  readonly maxLineWidth?: number | null | undefined;
  readonly precision?: number | null | undefined;
  /** Print small floats as zero. */
  readonly suppressSmall?: boolean | null | undefined;
}

/** Options of array2string(). */
export interface Array2stringOptions
  extends ArrayStrOptions, Omit<Printoptions, 'suppress' | 'linewidth' | 'nanstr' | 'infstr'> {
  /** What stands between elements; default a blank. */
  readonly separator?: string | undefined;
  /** What will stand before the text: its length is how far lines are indented. */
  readonly prefix?: string | undefined;
  /** What will stand behind it: lines are so much shorter. */
  readonly suffix?: string | undefined;
}

function strOptions(op: string, options: ArrayStrOptions | undefined): PrintOptions {
  const given = readOptions(op, options);
  return resolveOptions(op, {
    linewidth: given?.maxLineWidth,
    precision: given?.precision,
    suppress: given?.suppressSmall,
  });
}

const readText = (op: string, name: string, value: unknown, otherwise: string): string => {
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'string') return value;
  throw badArgument(op, name, 'a string', value);
};

/**
 * Format the elements of an array as text in brackets.
 *
 * @param options maxLineWidth, precision, suppressSmall, separator, prefix, suffix, formatter, threshold, edgeitems, sign,
 * floatmode; those in force for what is not given
 * @throws ArgumentError for options of the wrong kind; ValueError for counts out of range
 * @see numpy.array2string
 * @example
 * ```ts
 * nd.array2string([1e-16, 1, 2, 3], { precision: 2, separator: ',', suppressSmall: true }); // '[0.,1.,2.,3.]'
 * ```
 */
export function array2string(a: ArrayLike, options?: Array2stringOptions): string {
  const op = 'array2string';
  const given = readOptions(op, options);
  const separator = readText(op, 'separator', given?.separator, ' ');
  const prefix = readText(op, 'prefix', given?.prefix, '');
  const suffix = readText(op, 'suffix', given?.suffix, '');
  const resolved = resolveOptions(op, {
    precision: given?.precision,
    threshold: given?.threshold,
    edgeitems: given?.edgeitems,
    linewidth: given?.maxLineWidth,
    suppress: given?.suppressSmall,
    sign: given?.sign,
    floatmode: given?.floatmode,
    formatter: given?.formatter,
  });
  return arrayText(op, printSource(asArray(op, a)), resolved, separator, prefix, resolved.linewidth - suffix.length);
}

/**
 * Format an array as NumPy's repr: `array(...)`, with the dtype where the elements do not tell it.
 *
 * @throws ArgumentError for options of the wrong kind; ValueError for counts out of range
 * @see numpy.array_repr
 * @example
 * ```ts
 * nd.arrayRepr(nd.array([1, 2], { dtype: 'int32' })); // 'array([1, 2], dtype=int32)'
 * ```
 */
export function arrayRepr(arr: ArrayLike, options?: ArrayStrOptions): string {
  const op = 'arrayRepr';
  const resolved = strOptions(op, options);
  return reprOf(printSource(asArray(op, arr)), resolved);
}

/**
 * Format the elements of an array as NumPy's str; an array of no dimensions as the scalar it holds, with all its digits.
 *
 * @throws ArgumentError for options of the wrong kind; ValueError for counts out of range
 * @see numpy.array_str
 * @example
 * ```ts
 * nd.arrayStr([1 / 3, 2], { precision: 3 }); // '[0.333 2.   ]'
 * ```
 */
export function arrayStr(a: ArrayLike, options?: ArrayStrOptions): string {
  const op = 'arrayStr';
  const resolved = strOptions(op, options);
  return strOf(printSource(asArray(op, a)), resolved);
}

/** Options of formatFloatPositional(). */
export type FormatPositionalOptions = Omit<PositionalOptions, 'dtype'> & FloatDTypeOption;
/** Options of formatFloatScientific(). */
export type FormatScientificOptions = Omit<ScientificOptions, 'dtype'> & FloatDTypeOption;

interface FloatDTypeOption {
  /** The dtype of which a number is: it decides how many digits it takes. Default that of a 0-d array, else float64. */
  readonly dtype?: FloatDType | undefined;
}

/** A number and the dtype that it is of. */
function readNumber(op: string, x: unknown): { value: number; dtype: FloatDType } {
  if (isArray(x)) {
    const { dtype, shape } = layoutOf(x);
    if (shape.length > 0) throw new DTypeError(`[${op}] only 0-dimensional arrays can be converted to Python scalars`);
    if (dtype.kind === 'c') throw new DTypeError(`[${op}] must be real number, not complex`);
    return { value: Number(item(x, [])), dtype: dtype.kind === 'f' ? (dtype.name as FloatDType) : 'float64' };
  }
  if (typeof x === 'number' || typeof x === 'bigint' || typeof x === 'boolean')
    return { value: Number(x), dtype: 'float64' };
  throw badArgument(op, 'x', 'a number or a 0-d array', x);
}

/**
 * Format a number in positional notation: as many digits as it takes to tell it from its neighbours, or so many as asked.
 *
 * @param x a number, or a 0-d array, whose dtype counts
 * @param options dtype, precision, unique, fractional, trim, sign, padLeft, padRight, minDigits
 * @throws ArgumentError for options of the wrong kind; ValueError for counts out of range
 * @see numpy.format_float_positional
 * @example
 * ```ts
 * nd.formatFloatPositional(0.1, { precision: 20, unique: false }); // '0.10000000000000000555'
 * nd.formatFloatPositional(nd.array(Math.PI, { dtype: 'float32' })); // '3.1415927'
 * ```
 */
export function formatFloatPositional(
  x: number | bigint | boolean | NDArray,
  options?: FormatPositionalOptions,
): string {
  const op = 'formatFloatPositional';
  const given = readOptions(op, options);
  const { value, dtype } = readNumber(op, x);
  const copied = { ...given };
  return positional(value, { ...copied, dtype: copied.dtype ?? dtype });
}

/**
 * Format a number in scientific notation: as many digits as it takes to tell it from its neighbours, or so many as asked.
 *
 * @param x a number, or a 0-d array, whose dtype counts
 * @param options dtype, precision, unique, trim, sign, padLeft, expDigits, minDigits
 * @throws ArgumentError for options of the wrong kind; ValueError for counts out of range
 * @see numpy.format_float_scientific
 * @example
 * ```ts
 * nd.formatFloatScientific(1.23e24, { expDigits: 4 }); // '1.23e+0024'
 * ```
 */
export function formatFloatScientific(
  x: number | bigint | boolean | NDArray,
  options?: FormatScientificOptions,
): string {
  const op = 'formatFloatScientific';
  const given = readOptions(op, options);
  const { value, dtype } = readNumber(op, x);
  const copied = { ...given };
  return scientific(value, { ...copied, dtype: copied.dtype ?? dtype });
}
