/** Grids of ranges that are written as slices: mgrid and ogrid. */
import type { NDArray } from '../ndarray';
import { ValueError, badArgument } from '../errors';
import { layoutOf, makeEmpty, makeView, storageOf } from '../core/array-core';
import { Complex } from '../core/complex';
import { copyInto } from '../core/copy';
import { FLOAT64, INT64, promoteAll, type DTypeInfo } from '../core/dtype';
import { Slice, type SliceText } from '../core/indexing';
import { Layout } from '../core/layout';
import { add, multiply } from './elementwise.gen';
import { arange } from './ranges';

type Bound = number | bigint;

/**
 * One axis of a grid: '0:5', '0:1:0.1', or '-1:1:5j' for five samples of both ends; nd.slice(0, 5); or [start, stop, step],
 * where numbers are floats, bigints integers, and a Complex step 5j counts samples.
 */
export type GridRange =
  | SliceText
  | `${number}:${number}j`
  | `${number}:${number}:${number}j`
  | `:${number}:${number}j`
  | Slice
  | readonly [start: Bound, stop: Bound, step?: Bound | Complex];

interface Range {
  readonly start: number;
  readonly step: number;
  readonly count: number;
  readonly integral: boolean;
}

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)`;
const TEXT = new RegExp(String.raw`^\s*(${NUMBER})?\s*:\s*(${NUMBER})\s*(?::\s*(${NUMBER})(j)?\s*)?$`);

function makeRange(op: string, start: number, stop: number, step: number, samples: boolean, integral: boolean): Range {
  if (samples) {
    const count = Math.trunc(Math.abs(step));
    return { start, step: count > 1 ? (stop - start) / (count - 1) : stop - start, count, integral: false };
  }
  if (step === 0) throw new ValueError(`[${op}] the step of a range is 0`);
  const count = Math.ceil((stop - start) / step);
  if (!Number.isSafeInteger(count)) throw new ValueError(`[${op}] cannot count from ${start} to ${stop} by ${step}`);
  return { start, step, count: Math.max(0, count), integral };
}

function readRange(op: string, given: unknown): Range {
  if (typeof given === 'string') {
    const match = given.length <= 200 ? TEXT.exec(given) : null;
    if (match === null) throw badArgument(op, 'a range', "text such as '0:5', '0:1:0.1' or '-1:1:5j'", given);
    const [, start = '0', stop = '', step = '1', j] = match;
    const integral = [start, stop, step].every((text) => /^[+-]?\d+$/.test(text));
    return makeRange(op, Number(start), Number(stop), Number(step), j !== undefined, integral);
  }
  if (Slice.is(given)) {
    if (given.stop === null) throw badArgument(op, 'a range', 'a slice with a stop', given);
    return makeRange(op, given.start ?? 0, given.stop, given.step ?? 1, false, true);
  }
  if (!Array.isArray(given))
    throw badArgument(op, 'a range', 'a slice, text, or a list of start, stop and step', given);
  const [start, stop, step = typeof start === 'bigint' ? 1n : 1, ...more] = given as unknown[];
  for (const bound of [start, stop]) {
    if (typeof bound !== 'number' && typeof bound !== 'bigint')
      throw badArgument(op, 'a bound of a range', 'a number or bigint', bound);
  }
  if (more.length > 0) throw badArgument(op, 'a range', 'a list of start, stop and step', given);
  if (step instanceof Complex)
    return makeRange(op, Number(start), Number(stop), Math.hypot(step.re, step.im), true, false);
  if (typeof step !== 'number' && typeof step !== 'bigint') throw badArgument(op, 'a step', 'a number or bigint', step);
  const integral = [start, stop, step].every((each) => typeof each === 'bigint');
  return makeRange(op, Number(start), Number(stop), Number(step), false, integral);
}

function readRanges(op: string, given: readonly unknown[]): { ranges: Range[]; dtype: DTypeInfo } {
  if (given.length === 0 || given.length > 63) throw badArgument(op, 'the ranges', 'one to 63 of them', given);
  const ranges = given.map((each) => readRange(op, each));
  return { ranges, dtype: promoteAll(ranges.map((range) => (range.integral ? INT64 : FLOAT64))) };
}

/** index * step + start, as NumPy's grids round. */
function lineOf(op: string, { start, step, count }: Range, dtype: DTypeInfo): NDArray {
  if (count === 0) return makeEmpty(op, dtype, [0]) as NDArray;
  const line: NDArray = arange(BigInt(count));
  const integral = dtype === INT64;
  const stepped = multiply(integral ? line : line.astype('float64'), integral ? BigInt(step) : step);
  return add(stepped, integral ? BigInt(start) : start, { out: stepped });
}

/**
 * Make a dense grid of ranges: the value along each axis at every place.
 *
 * @param ranges one for each axis; see {@link GridRange}
 * @returns an array of shape [axes, ...lengths]; of a single range the values themselves. int64 where all ranges are of
 * integers, else float64
 * @throws ArgumentError for what is no range; ValueError for a step of 0
 * @see numpy.mgrid
 * @example
 * ```ts
 * nd.mgrid('0:2', '0:3').toArray(); // [[[0n, 0n, 0n], [1n, 1n, 1n]], [[0n, 1n, 2n], [0n, 1n, 2n]]]
 * nd.mgrid('-1:1:5j').toString(); // '[-1.  -0.5  0.   0.5  1. ]'
 * ```
 */
export function mgrid(...ranges: GridRange[]): NDArray {
  const op = 'mgrid';
  const { ranges: read, dtype } = readRanges(op, ranges);
  if (read.length === 1) return lineOf(op, read[0]!, dtype);
  const shape = read.map((range) => range.count);
  const made = makeEmpty(op, dtype, [shape.length, ...shape]) as NDArray;
  const { strides, size } = layoutOf(made);
  if (size === 0) return made;
  read.forEach((range, axis) => {
    const to = new Layout(dtype, shape, strides.slice(1), axis * strides[0]!, size / shape.length, true);
    const line = along(lineOf(op, range, dtype), axis, shape.length);
    copyInto(op, storageOf(made), to, storageOf(line), layoutOf(line));
  });
  return made;
}

/** A 1-D array as one of `ndim` axes, of which the others have length 1. */
function along(line: NDArray, axis: number, ndim: number): NDArray {
  const { dtype, shape, strides, offset, size } = layoutOf(line);
  const lengths = new Array<number>(ndim).fill(1);
  const steps = new Array<number>(ndim).fill(0);
  lengths[axis] = shape[0]!;
  steps[axis] = strides[0]!;
  return makeView(line, new Layout(dtype, lengths, steps, offset, size, true));
}

/**
 * Make an open grid of ranges: one array for each axis, of length 1 along the others, which broadcast together.
 *
 * @param ranges one for each axis; see {@link GridRange}
 * @throws ArgumentError for what is no range; ValueError for a step of 0
 * @see numpy.ogrid
 * @example
 * ```ts
 * nd.ogrid('0:2', '0:3').map((axis) => axis.shape); // [[2, 1], [1, 3]]
 * ```
 */
export function ogrid(...ranges: GridRange[]): NDArray[] {
  const op = 'ogrid';
  const { ranges: read, dtype } = readRanges(op, ranges);
  return read.map((range, axis) => along(lineOf(op, range, dtype), axis, read.length));
}
