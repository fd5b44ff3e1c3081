/**
 * Basic indexing: integers, slices, null (a new axis) and '...'. Always a view; no native call.
 */
import { IndexError, ValueError, describe } from '../errors';
import type { DType } from './dtype';
import { Layout, MAX_DIMS } from './layout';

/** A slice object, as nd.slice makes it: start, stop and step as in Python. */
export class Slice {
  readonly #checked = true;
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;

  constructor(start: number | null, stop: number | null, step: number | null) {
    this.start = slicePart('start', start);
    this.stop = slicePart('stop', stop);
    this.step = slicePart('step', step);
    if (this.step === 0) throw new ValueError('[slice] slice step cannot be zero');
    Object.freeze(this);
  }

  /** Whether x was made by the constructor: what merely inherits from it was not checked. */
  static is(x: unknown): x is Slice {
    return typeof x === 'object' && x !== null && #checked in x;
  }
}

// Not bigint: `${i}:${j}` of computed numbers is to compile. That they are integers is checked when it runs.
type SlicePart = '' | `${number}`;

/** A slice as text, 'start:stop' or 'start:stop:step', each an integer or left out; or '...' for all other axes. */
export type SliceText = '...' | `${SlicePart}:${SlicePart}` | `${SlicePart}:${SlicePart}:${SlicePart}`;

/** One part of a basic index: an integer, a slice ('1:10:2', or nd.slice), null for a new axis, or '...'. */
export type BasicIndex = number | bigint | SliceText | Slice | null;

const slicePart = (name: string, value: unknown): number | null => {
  if (value === null || value === undefined) return null;
  const n = typeof value === 'bigint' ? Number(value) : value;
  if (typeof n === 'number' && Number.isInteger(n)) return n;
  throw new IndexError(`[slice] slice indices must be integers or null: got ${describe(value)} for ${name}`);
};

/**
 * Make a slice for an index: `slice(stop)`, `slice(start, stop)` or `slice(start, stop, step)`; null leaves a part out.
 *
 * @throws IndexError for what is no integer; ValueError for a step of 0
 * @see slice (Python's built-in)
 * @example
 * ```ts
 * nd.arange(10n).at(nd.slice(1, 8, 3)).toString(); // '[1 4 7]'
 * ```
 */
export function slice(first: number | null, stop?: number | null, step?: number | null): Slice {
  return stop === undefined && step === undefined
    ? new Slice(null, first, null)
    : new Slice(first, stop ?? null, step ?? null);
}

const PARSED = new Map<string, Slice>();
const PARSED_LIMIT = 512;

/** Reads 'start:stop:step'. */
function parseSlice(op: string, text: string): Slice {
  const known = PARSED.get(text);
  if (known !== undefined) return known;
  const match = text.length <= 80 ? /^\s*([+-]?\d+)?\s*:\s*([+-]?\d+)?\s*(?::\s*([+-]?\d+)?\s*)?$/.exec(text) : null;
  if (match === null) {
    throw new IndexError(`[${op}] expected a slice such as '1:10:2' or '...' but got ${describe(text)}`);
  }
  const part = (s: string | undefined): number | null => (s === undefined ? null : Number(s));
  const step = part(match[3]);
  if (step === 0) throw new ValueError(`[${op}] slice step cannot be zero`);
  const made = new Slice(part(match[1]), part(match[2]), step);
  if (PARSED.size >= PARSED_LIMIT) PARSED.clear();
  PARSED.set(text, made);
  return made;
}

/** Where an integer index lies; negative ones count from the end. @throws IndexError in NumPy's words */
export function wrapIndex(op: string, index: number, axis: number, dim: number): number {
  if (!Number.isInteger(index)) {
    throw new IndexError(`[${op}] only integers, slices, '...' and null are valid indices: got ${describe(index)}`);
  }
  if (index < -dim || index >= dim) {
    throw new IndexError(`[${op}] index ${index} is out of bounds for axis ${axis} with size ${dim}`);
  }
  return index < 0 ? index + dim : index;
}

/** Refuses parts that are no basic index, saying what to use instead. */
export function notBasic(op: string, part: unknown): IndexError {
  return new IndexError(
    `[${op}] expected integers, slices, null or '...' (at is always a view) but got ${describe(part)}: for masks and lists of positions use select (a copy) or set`,
  );
}

/** The layout that a basic index selects. */
export function basicLayout<D extends DType>(op: string, layout: Layout<D>, index: readonly unknown[]): Layout<D> {
  const { shape, strides, dtype } = layout;
  if (index.length === 1 && shape.length === 1) {
    const only = index[0];
    if (typeof only === 'string' && only !== '...') {
      return slice1d(layout, parseSlice(op, only));
    }
  }
  let consumed = 0;
  let ellipsis = false;
  for (const part of index) {
    if (part === '...') {
      if (ellipsis) throw new IndexError(`[${op}] an index can only have a single ellipsis ('...')`);
      ellipsis = true;
    } else if (part !== null) {
      consumed++;
    }
  }
  if (consumed > shape.length) {
    throw new IndexError(
      `[${op}] too many indices for array: array is ${shape.length}-dimensional, but ${consumed} were indexed`,
    );
  }
  const newShape: number[] = [];
  const newStrides: number[] = [];
  let offset = layout.offset;
  let size = 1;
  let axis = 0;
  const keep = (dim: number, stride: number): void => {
    newShape.push(dim);
    newStrides.push(stride);
    size *= dim;
  };
  for (const part of index) {
    if (part === null) {
      keep(1, 0);
    } else if (typeof part === 'number' || typeof part === 'bigint') {
      offset += wrapIndex(op, Number(part), axis, shape[axis]!) * strides[axis]!;
      axis++;
    } else if (part === '...') {
      for (let rest = shape.length - consumed; rest > 0; rest--, axis++) keep(shape[axis]!, strides[axis]!);
    } else {
      const given = typeof part === 'string' ? parseSlice(op, part) : part;
      if (!Slice.is(given)) throw notBasic(op, part);
      const dim = shape[axis]!;
      const step = given.step ?? 1;
      const start = clampStart(given.start, step, dim);
      const length = sliceLength(start, clampStop(given.stop, step, dim), step);
      if (length > 0) offset += start * strides[axis]!;
      keep(length, steppedStride(strides[axis]!, step));
      axis++;
    }
  }
  for (; axis < shape.length; axis++) keep(shape[axis]!, strides[axis]!);
  if (newShape.length > MAX_DIMS) {
    throw new IndexError(
      `[${op}] number of dimensions must be within [0, ${MAX_DIMS}], indexing result would have ${newShape.length}`,
    );
  }
  return new Layout(dtype, newShape, newStrides, offset, size, layout.writable);
}

function slice1d<D extends DType>(layout: Layout<D>, given: Slice): Layout<D> {
  const dim = layout.shape[0]!;
  const stride = layout.strides[0]!;
  const step = given.step ?? 1;
  const start = clampStart(given.start, step, dim);
  const length = sliceLength(start, clampStop(given.stop, step, dim), step);
  const offset = length > 0 ? layout.offset + start * stride : layout.offset;
  return new Layout(layout.dtype, [length], [steppedStride(stride, step)], offset, length, layout.writable);
}

/** A stride times a step; steps beyond every array select at most one element, whose stride says nothing. */
function steppedStride(stride: number, step: number): number {
  const product = stride * step;
  return Number.isSafeInteger(product) ? product : stride;
}

function clampStart(start: number | null, step: number, dim: number): number {
  if (start === null) return step > 0 ? 0 : dim - 1;
  const at = start < 0 ? start + dim : start;
  if (step > 0) return at < 0 ? 0 : at > dim ? dim : at;
  return at < 0 ? -1 : at >= dim ? dim - 1 : at;
}

function clampStop(stop: number | null, step: number, dim: number): number {
  if (stop === null) return step > 0 ? dim : -1;
  return clampStart(stop, step, dim);
}

function sliceLength(start: number, stop: number, step: number): number {
  if (step > 0) return stop > start ? Math.floor((stop - start - 1) / step) + 1 : 0;
  return stop < start ? Math.floor((start - stop - 1) / -step) + 1 : 0;
}
