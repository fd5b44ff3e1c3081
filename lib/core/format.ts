import { badArgument } from '../errors';
import { floatModes, formatElements, scalarStr, signModes } from './format-elements';
import type { ElementOptions, Formatters, PrintElement } from './format-elements';
import { readChoice, readCount } from './format-float';
import { readBoolean, readOptions } from './options';

export { formatFloatPositional, formatFloatScientific } from './format-float';
export type { FloatDType, PositionalOptions, ScientificOptions, TrimMode } from './format-float';
export type { FloatMode, Formatters, PrintElement, SignMode } from './format-elements';

/** What printing needs to know of an array. */
export interface PrintSource {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** What NumPy's repr calls the class: 'array' (default) or 'memmap'. */
  readonly className?: string | undefined;
  /** The element at these non-negative indices, which are only valid during the call. */
  value(index: readonly number[]): PrintElement;
}

/** NumPy's print options; see `numpy.set_printoptions`. */
export interface PrintOptions extends ElementOptions {
  /** Arrays of more elements than this show only the ends of their axes. */
  readonly threshold: number;
  /** Elements shown at each end of an axis that is cut. */
  readonly edgeitems: number;
  /** Characters of a line. */
  readonly linewidth: number;
}

/** Print options as callers give them. */
export type GivenPrintOptions = { readonly [K in keyof PrintOptions]?: PrintOptions[K] | null | undefined };

/** NumPy's defaults. */
export const defaultPrintOptions: PrintOptions = Object.freeze({
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  nanstr: 'nan',
  infstr: 'inf',
  sign: '-',
  floatmode: 'maxprec',
  formatter: null,
});

let current: PrintOptions = defaultPrintOptions;

/** The options in force. */
export const currentPrintOptions = (): PrintOptions => current;

/** Puts options in force. */
export function usePrintOptions(options: PrintOptions): void {
  current = options;
}

const impliedDTypes = ['bool', 'int64', 'float64', 'complex128'];

function readNumber(op: string, name: string, value: unknown): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw badArgument(op, name, 'a number, not NaN,', value);
}

function readFormatter(op: string, value: unknown): Formatters | null {
  if (value === null || typeof value === 'object') return value;
  throw badArgument(op, 'formatter', 'an object of functions', value);
}

function readText(op: string, name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw badArgument(op, name, 'a string', value);
}

/** Options that are given, checked, and those in force for the others; null counts as not given. */
export function resolveOptions(op: string, options: GivenPrintOptions | undefined): PrintOptions {
  const defaults = current;
  const given: GivenPrintOptions = readOptions(op, options) ?? defaults;
  return {
    precision: readCount(op, 'precision', given.precision ?? defaults.precision),
    threshold: readNumber(op, 'threshold', given.threshold ?? defaults.threshold),
    edgeitems: readCount(op, 'edgeitems', given.edgeitems ?? defaults.edgeitems),
    linewidth: readNumber(op, 'linewidth', given.linewidth ?? defaults.linewidth),
    suppress: readBoolean(op, 'suppress', given.suppress ?? undefined, defaults.suppress),
    nanstr: readText(op, 'nanstr', given.nanstr ?? defaults.nanstr),
    infstr: readText(op, 'infstr', given.infstr ?? defaults.infstr),
    sign: readChoice(op, 'sign', given.sign ?? defaults.sign, signModes),
    floatmode: readChoice(op, 'floatmode', given.floatmode ?? defaults.floatmode, floatModes),
    formatter: readFormatter(op, given.formatter ?? defaults.formatter),
  };
}

/** The elements shown of one axis: `leading` from its start, dots where `cut`, then `trailing` up to its end. */
interface AxisSpan {
  readonly length: number;
  readonly leading: number;
  readonly trailing: number;
  readonly cut: boolean;
}

function spanAxis(length: number, edgeitems: number, summarise: boolean): AxisSpan {
  const cut = summarise && length > 2 * edgeitems;
  // NumPy shows the last element even where no edge items are asked for.
  return cut
    ? { length, leading: edgeitems, trailing: Math.max(edgeitems, 1), cut }
    : { length, leading: 0, trailing: length, cut };
}

/** Reads the shown elements in the order they are printed, and no others. */
function readShown(a: PrintSource, spans: readonly AxisSpan[]): PrintElement[] {
  const values: PrintElement[] = [];
  const index = spans.map(() => 0);
  const visit = (axis: number): void => {
    const span = spans[axis];
    if (span === undefined) {
      values.push(a.value(index));
      return;
    }
    for (let i = 0; i < span.leading; i++) {
      index[axis] = i;
      visit(axis + 1);
    }
    for (let i = span.length - span.trailing; i < span.length; i++) {
      index[axis] = i;
      visit(axis + 1);
    }
  };
  visit(0);
  return values;
}

/** Wraps words into lines of at most `width`, each starting with `indent`; a word alone on its line is never broken. */
function wrap(words: readonly string[], separator: string, indent: string, width: number): string {
  const lines: string[] = [];
  let line = indent;
  words.forEach((word, i) => {
    if (line.length + word.length > width && line.length > indent.length) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += word;
    if (i < words.length - 1) line += separator;
  });
  lines.push(line);
  return lines.join('\n');
}

/** Sets the texts of the shown elements, in order, into nested brackets. */
function bracket(
  texts: readonly string[],
  spans: readonly AxisSpan[],
  separator: string,
  prefix: string,
  width: number,
): string {
  let next = 0;
  const nest = (axis: number, indent: string, lineWidth: number): string => {
    const span = spans[axis];
    if (span === undefined) return texts[next++] ?? '';
    const parts: string[] = [];
    for (let i = 0; i < span.leading; i++) parts.push(nest(axis + 1, `${indent} `, lineWidth - 1));
    if (span.cut) parts.push('...');
    for (let i = 0; i < span.trailing; i++) parts.push(nest(axis + 1, `${indent} `, lineWidth - 1));

    const axesLeft = spans.length - axis;
    // Columns are kept for the closing bracket or the separator.
    const end = separator.trimEnd();
    if (axesLeft === 1) {
      return `[${wrap(parts, separator, indent, lineWidth - Math.max(end.length, 1)).slice(indent.length)}]`;
    }
    const rowEnd = end + '\n'.repeat(axesLeft - 1);
    return `[${parts.join(rowEnd + indent)}]`;
  };
  return nest(0, ' '.repeat(prefix.length + 1), width);
}

/** The elements in brackets, or the element of no dimensions, formatted as those of arrays are. */
export function arrayText(
  op: string,
  a: PrintSource,
  options: PrintOptions,
  separator: string,
  prefix: string,
  width: number,
): string {
  if (a.size === 0) return '[]';
  const spans = a.shape.map((length) => spanAxis(length, options.edgeitems, a.size > options.threshold));
  const texts = formatElements(op, readShown(a, spans), a.dtype, options, a.shape.length === 0);
  return bracket(texts, spans, separator, prefix, width);
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/**
 * Format an array as text, NumPy's `array_str` and `str(a)`.
 *
 * @param a - an array of any shape, of bool, integers or floats; only the elements shown are read
 * @param options - print options that differ from {@link defaultPrintOptions}
 * @returns the elements in brackets; an array of no dimensions is printed as a scalar, with all its digits
 * @throws ArgumentError when an option is of the wrong kind
 * @throws ValueError when a count is out of range
 * @throws DTypeError when the dtype cannot be printed
 * @remarks With `edgeitems: 0` widths follow the shown elements, where NumPy reads all of them.
 * @example
 * ```ts
 * arrayStr({ dtype: 'float64', shape: [3], size: 3, value: ([i = 0]) => i / 2 }); // '[0.  0.5 1. ]'
 * ```
 */
export function arrayStr(a: PrintSource, options?: GivenPrintOptions): string {
  const op = 'arrayStr';
  const resolved = resolveOptions(op, options);
  if (a.shape.length === 0) return scalarStr(op, a.value([]), a.dtype);
  return arrayText(op, a, resolved, ' ', '', resolved.linewidth);
}

/**
 * Format an array as NumPy's `array_repr` and `repr(a)`.
 *
 * @param a - an array of any shape, of bool, integers or floats; only the elements shown are read
 * @param options - print options that differ from {@link defaultPrintOptions}
 * @returns `array(…)`, with the shape of empty and cut arrays and with the dtype where the elements do not tell it
 * @throws ArgumentError when an option is of the wrong kind
 * @throws ValueError when a count is out of range
 * @throws DTypeError when the dtype cannot be printed
 * @remarks With `edgeitems: 0` widths follow the shown elements, where NumPy reads all of them.
 * @example
 * ```ts
 * arrayRepr({ dtype: 'int32', shape: [2], size: 2, value: ([i = 0]) => i }); // 'array([0, 1], dtype=int32)'
 * ```
 */
export function arrayRepr(a: PrintSource, options?: GivenPrintOptions): string {
  const op = 'arrayRepr';
  const resolved = resolveOptions(op, options);
  const prefix = `${a.className ?? 'array'}(`;
  const text = prefix + arrayText(op, a, resolved, ', ', prefix, resolved.linewidth - 1);

  const extras: string[] = [];
  const emptyRow = a.shape.length === 1 && a.size === 0;
  if ((a.size === 0 && !emptyRow) || a.size > resolved.threshold) extras.push(`shape=${shapeText(a.shape)}`);
  if (a.size === 0 || !impliedDTypes.includes(a.dtype)) extras.push(`dtype=${a.dtype}`);
  if (extras.length === 0) return `${text})`;

  const extraText = `${extras.join(', ')})`;
  const lastLine = text.length + 1 - (text.lastIndexOf('\n') + 1);
  const fits = lastLine + extraText.length + 1 <= resolved.linewidth;
  return `${text},${fits ? ' ' : `\n${' '.repeat(prefix.length)}`}${extraText}`;
}
