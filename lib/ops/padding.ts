/** Padding: an array with values added at the ends of its axes. */
import type { NDArray } from '../ndarray';
import { AxisError, DTypeError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, makeZeros, storageOf, usableStorage } from '../core/array-core';
import { broadcastLayout } from '../core/broadcast';
import { asArray } from '../core/convert';
import { copyInto } from '../core/copy';
import type { DType } from '../core/dtype';
import { Layout } from '../core/layout';
import { readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { padEdge, padRamp, padReflected, padStatistic, padWrapped, type Widths } from './padding-modes';
import { narrow } from './splitting';

/** What is put at the ends of an axis: see numpy.pad. */
export type PadMode =
  | 'constant'
  | 'edge'
  | 'linear_ramp'
  | 'maximum'
  | 'mean'
  | 'median'
  | 'minimum'
  | 'reflect'
  | 'symmetric'
  | 'wrap'
  | 'empty';

/** Fills the ends of one line of the padded array in place: its first `widths[0]` and its last `widths[1]` elements. */
export type PadFunction = (line: NDArray, widths: readonly [number, number], axis: number) => void;

/** How many elements before and after: for all axes, [before, after], one pair per axis, or pairs by axis number. */
export type PadWidth =
  | number
  | bigint
  | readonly number[]
  | readonly (readonly number[])[]
  | NDArray
  | { readonly [axis: number]: number | readonly number[] };

/** Options of pad(). Values and lengths come like widths: one, [before, after], or a pair for each axis. */
export interface PadOptions {
  /** Default 'constant'; or a function that fills line by line. */
  readonly mode?: PadMode | PadFunction | undefined;
  /** Of 'constant': what is put there; default 0. */
  readonly constantValues?: ArrayLike | undefined;
  /** Of 'linear_ramp': the outermost values; default 0. */
  readonly endValues?: ArrayLike | undefined;
  /** Of 'maximum', 'mean', 'median', 'minimum': how many elements at each end count; null or none: all. */
  readonly statLength?: number | readonly number[] | readonly (readonly number[])[] | null | undefined;
  /** Of 'reflect' and 'symmetric': 'odd' turns what is reflected around the edge's value; default 'even'. */
  readonly reflectType?: 'even' | 'odd' | undefined;
}

const OPTION_OF: Readonly<Record<PadMode, keyof PadOptions | undefined>> = {
  constant: 'constantValues',
  edge: undefined,
  linear_ramp: 'endValues',
  maximum: 'statLength',
  mean: 'statLength',
  median: 'statLength',
  minimum: 'statLength',
  reflect: 'reflectType',
  symmetric: 'reflectType',
  wrap: undefined,
  empty: undefined,
};
const NUMPY_NAMES = {
  constantValues: 'constant_values',
  endValues: 'end_values',
  statLength: 'stat_length',
  reflectType: 'reflect_type',
} as const;

/**
 * Pad an array: put values at the ends of its axes.
 *
 * @param padWidth how many before and after: a number, [before, after], [[before, after], ...] for each axis, or
 * { axis: width }
 * @param options mode (default 'constant'), constantValues, endValues, statLength, reflectType
 * @returns a new array of the same dtype
 * @throws ValueError for an unknown mode, an option of another mode, negative widths or an empty axis that cannot be
 * extended; DTypeError for widths that are no integers; ShapeError when widths do not fit the axes or the size overflows
 * @see numpy.pad
 * @example
 * ```ts
 * nd.pad([1, 2], 1).toString(); // '[0. 1. 2. 0.]'
 * nd.pad([1, 2, 3], [2, 0], { mode: 'reflect' }).toString(); // '[3. 2. 1. 2. 3.]'
 * ```
 */
export function pad<D extends DType = DType>(
  a: NDArray<D> | ArrayLike,
  padWidth: PadWidth,
  options?: PadOptions,
): NDArray<D> {
  const op = 'pad';
  const given = readOptions(op, options);
  const mode = given?.mode ?? 'constant';
  const values = {
    constantValues: given?.constantValues,
    endValues: given?.endValues,
    statLength: given?.statLength,
    reflectType: given?.reflectType,
  };
  const array = asArray(op, a);
  const { shape } = layoutOf(array);
  const widths = readWidths(op, padWidth, shape.length);
  if (typeof mode === 'function') return padByFunction(op, array, widths, mode) as NDArray as NDArray<D>;
  checkMode(op, mode, values);
  const ndim = shape.length;
  if (mode === 'constant') {
    const constants = readPairs(op, values.constantValues ?? 0, ndim);
    const made = placed(op, array, widths);
    fillConstants(op, made, shape, widths, constants);
    return made as NDArray as NDArray<D>;
  }
  const ends = mode === 'linear_ramp' ? readPairs(op, values.endValues ?? 0, ndim) : undefined;
  const lengths = readLengths(op, values.statLength, ndim);
  const { reflectType } = values;
  if (reflectType !== undefined && reflectType !== 'even' && reflectType !== 'odd') {
    throw badArgument(op, 'reflectType', "'even' or 'odd'", reflectType);
  }
  if (mode !== 'empty' && layoutOf(array).size === 0) {
    const axis = shape.findIndex((dim, i) => dim === 0 && (widths[i]![0] > 0 || widths[i]![1] > 0));
    if (axis >= 0) {
      throw new ValueError(`[${op}] can't extend empty axis ${axis} using modes other than 'constant' or 'empty'`);
    }
  }
  const made = placed(op, array, widths);
  if (mode === 'empty' || layoutOf(array).size === 0) return made as NDArray as NDArray<D>;
  for (let axis = 0; axis < ndim; axis++) {
    const pair = widths[axis]!;
    const roi = regionOf(made, shape, widths, axis);
    if (mode === 'edge') padEdge(op, roi, axis, pair);
    else if (mode === 'linear_ramp') padRamp(op, roi, axis, pair, ends![axis]!);
    else if (mode === 'wrap') padWrapped(op, roi, axis, pair, shape[axis]!);
    else if (mode === 'reflect' || mode === 'symmetric') {
      // NumPy extends an axis of length 1 by its edge, over the whole array.
      if (shape[axis] === 1) padEdge(op, made, axis, pair);
      else padReflected(op, roi, axis, pair, shape[axis]!, reflectType === 'odd', mode === 'symmetric');
    } else padStatistic(op, roi, axis, pair, lengths[axis]!, mode);
  }
  return made as NDArray as NDArray<D>;
}

function checkMode(op: string, mode: unknown, values: Readonly<Record<keyof typeof NUMPY_NAMES, unknown>>): void {
  if (typeof mode !== 'string' || !Object.hasOwn(OPTION_OF, mode)) {
    throw new ValueError(`[${op}] mode '${typeof mode === 'string' ? mode : typeof mode}' is not supported`);
  }
  const own = OPTION_OF[mode as PadMode];
  for (const name of Object.keys(NUMPY_NAMES) as (keyof typeof NUMPY_NAMES)[]) {
    if (name !== own && values[name] !== undefined) {
      throw new ValueError(`[${op}] unsupported keyword arguments for mode '${mode}': {'${NUMPY_NAMES[name]}'}`);
    }
  }
}

/** The array in the middle of a new one, the ends of which are not set (or zeros). */
function placed(op: string, array: NDArray, widths: readonly Widths[], zeros = false): NDArray {
  const layout = layoutOf(array);
  const { dtype, shape } = layout;
  const order = layout.fContiguous && !layout.cContiguous ? 'F' : 'C';
  const whole = shape.map((dim, i) => dim + widths[i]![0] + widths[i]![1]);
  usableStorage(op, array);
  const made = (zeros ? makeZeros : makeEmpty)(op, dtype, whole, order);
  const { strides } = layoutOf(made);
  const offset = strides.reduce((sum, stride, i) => sum + stride * widths[i]![0], 0);
  const middle = new Layout(dtype, shape, strides, offset, layout.size, true);
  copyInto(op, storageOf(made), middle, usableStorage(op, array), layout);
  return made;
}

/** What is padded at an axis: all of the axes before it, of those after it only what the array fills. */
function regionOf(made: NDArray, shape: readonly number[], widths: readonly Widths[], axis: number): NDArray {
  let layout = layoutOf(made);
  for (let i = axis + 1; i < shape.length; i++) layout = narrow(layout, i, widths[i]![0], shape[i]!);
  return makeView(made, layout);
}

type Pair = readonly [ArrayLike, ArrayLike];

function fillConstants(
  op: string,
  made: NDArray,
  shape: readonly number[],
  widths: readonly Widths[],
  constants: readonly Pair[],
): void {
  shape.forEach((dim, axis) => {
    const roi = regionOf(made, shape, widths, axis);
    const [before, after] = widths[axis]!;
    if (before > 0) assign(op, makeView(roi, narrow(layoutOf(roi), axis, 0, before)), constants[axis]![0]);
    if (after > 0) assign(op, makeView(roi, narrow(layoutOf(roi), axis, before + dim, after)), constants[axis]![1]);
  });
}

function padByFunction(op: string, array: NDArray, widths: readonly Widths[], fill: PadFunction): NDArray {
  const made = placed(op, array, widths, true);
  const { shape, strides, dtype, size } = layoutOf(made);
  if (size === 0) return made;
  shape.forEach((dim, axis) => {
    const others = shape.map((d, i) => (i === axis ? 1 : d));
    const at = new Array<number>(shape.length).fill(0);
    const pair = Object.freeze([...widths[axis]!]) as unknown as readonly [number, number];
    for (let line = size / dim; line > 0; line--) {
      const offset = at.reduce((sum, index, i) => sum + index * strides[i]!, 0);
      fill(makeView(made, new Layout(dtype, [dim], [strides[axis]!], offset, dim, true)), pair, axis);
      for (let i = shape.length - 1; i >= 0; i--) {
        at[i]!++;
        if (at[i]! < others[i]!) break;
        at[i] = 0;
      }
    }
  });
  return made;
}

/** What a caller gives for all axes, stretched to one pair for each, as NumPy's _as_pairs does. */
function stretched(op: string, given: ArrayLike, ndim: number): NDArray {
  const array = asArray(op, given);
  usableStorage(op, array);
  const layout = layoutOf(array);
  if (!isShort(layout)) return makeView(array, broadcastLayout(op, layout, [ndim, 2], false));
  const { size, dtype, offset, strides } = layout;
  const step = size === 1 ? 0 : strides.at(-1)!;
  return makeView(array, new Layout(dtype, [ndim, 2], [0, step], offset, ndim * 2, false));
}

/** Whether a layout holds one value, or one for each side, for all axes. */
const isShort = ({ shape, size }: Layout): boolean =>
  shape.length < 3 && (size === 1 || (size === 2 && (shape.length === 1 || shape[0] === 1)));

/** A value for each end of each axis: arrays without dimensions where they are for all axes, else scalars, as in NumPy. */
function readPairs(op: string, given: ArrayLike, ndim: number): Pair[] {
  const array = asArray(op, given);
  const view = stretched(op, array, ndim);
  const strong = isShort(layoutOf(array));
  const value = (i: number, side: number): ArrayLike =>
    strong ? view.at(i, side, '...') : (view.item(i, side) as ArrayLike);
  return Array.from({ length: ndim }, (_, i) => [value(i, 0), value(i, 1)] as const);
}

/** Widths: integers, none negative, a pair for each axis. */
function readWidths(op: string, given: PadWidth, ndim: number): Widths[] {
  if (
    typeof given === 'object' &&
    given !== null &&
    !Array.isArray(given) &&
    !isArray(given) &&
    !ArrayBuffer.isView(given)
  ) {
    const widths = Array.from({ length: ndim }, (): Widths => [0, 0]);
    for (const key of Object.keys(given)) {
      const axis = Number(key);
      if (!Number.isInteger(axis) || axis < -ndim || axis >= ndim) {
        throw new AxisError(`[${op}] axis ${key} is out of bounds for array of dimension ${ndim}`);
      }
      const width = (given as Readonly<Record<string, unknown>>)[key];
      const pair: readonly unknown[] = Array.isArray(width) ? width : [width, width];
      if (pair.length !== 2) throw new ShapeError(`[${op}] expected a width or [before, after] for axis ${key}`);
      widths[axis < 0 ? axis + ndim : axis] = [readWidth(op, pair[0]), readWidth(op, pair[1])];
    }
    return widths;
  }
  return readIntegerPairs(op, given as ArrayLike, ndim);
}

const NOT_INTEGERS = '`pad_width` must be of integral type.';

function readWidth(op: string, value: unknown): number {
  if (typeof value === 'number' && !Number.isInteger(value)) throw new DTypeError(`[${op}] ${NOT_INTEGERS}`);
  const width = readInteger(op, 'a width', value);
  if (width < 0) throw new ValueError(`[${op}] index can't contain negative values`);
  return width;
}

/** Integers of a list: a JavaScript list may hold integral numbers, an array must be of integers. */
function readIntegerPairs(op: string, given: ArrayLike, ndim: number): Widths[] {
  const array = asArray(op, given);
  if (isArray(given) && layoutOf(array).dtype.kind !== 'i') throw new DTypeError(`[${op}] ${NOT_INTEGERS}`);
  const view = stretched(op, array, ndim);
  return Array.from(
    { length: ndim },
    (_, i) => [readWidth(op, view.item(i, 0)), readWidth(op, view.item(i, 1))] as const,
  );
}

/** How many elements of each end count; Infinity for all. */
function readLengths(op: string, given: PadOptions['statLength'], ndim: number): Widths[] {
  if (given === undefined || given === null) return Array.from({ length: ndim }, () => [Infinity, Infinity]);
  return readIntegerPairs(op, given as ArrayLike, ndim);
}
