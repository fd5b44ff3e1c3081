/**
 * The modes of pad: each fills both ends of an axis of an array whose middle is set. The steps are those of
 * numpy/lib/_arraypad_impl.py, so that every element is rounded as it is there.
 */
import type { NDArray } from '../ndarray';
import { ValueError } from '../errors';
import { layoutOf, makeView } from '../core/array-core';
import type { DTypeInfo } from '../core/dtype';
import { Layout } from '../core/layout';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { abs, add, isnan, less, multiply, sign, subtract } from './elementwise.gen';
import { mean, max, min } from './reductions.gen';
import { linspaceArrays } from './sampling';
import { flip } from './shape';
import { sort } from './sort';
import { narrow } from './splitting';
import { where } from './select-by-condition';

/** Elements before and after. */
export type Widths = readonly [number, number];

const part = (a: NDArray, axis: number, start: number, length: number): NDArray =>
  makeView(a, narrow(layoutOf(a), axis, start, length));

const lengthOf = (a: NDArray, axis: number): number => layoutOf(a).shape[axis]!;

/** Writes both ends; a value broadcasts along the axis. */
function setEnds(
  op: string,
  a: NDArray,
  axis: number,
  [before, after]: Widths,
  values: readonly [ArrayLike, ArrayLike],
): void {
  if (before > 0) assign(op, part(a, axis, 0, before), values[0]);
  if (after > 0) assign(op, part(a, axis, lengthOf(a, axis) - after, after), values[1]);
}

/** The outermost elements of the middle. */
const edges = (a: NDArray, axis: number, [before, after]: Widths): [NDArray, NDArray] => [
  part(a, axis, before, 1),
  part(a, axis, lengthOf(a, axis) - after - 1, 1),
];

/** Repeats the outermost elements. */
export function padEdge(op: string, a: NDArray, axis: number, widths: Widths): void {
  setEnds(op, a, axis, widths, edges(a, axis, widths));
}

/** Runs from the outermost elements to given values in equal steps. */
export function padRamp(
  op: string,
  a: NDArray,
  axis: number,
  widths: Widths,
  ends: readonly [ArrayLike, ArrayLike],
): void {
  const { dtype } = layoutOf(a);
  const [left, right] = edges(a, axis, widths).map((edge, side) =>
    linspaceArrays(op, ends[side]!, without(edge, axis), widths[side]!, false, axis, dtype),
  ) as [NDArray, NDArray];
  setEnds(op, a, axis, widths, [left, flip(right, axis)]);
}

/** An array without an axis of length 1. */
function without(a: NDArray, axis: number): NDArray {
  const { dtype, shape, strides, offset, size } = layoutOf(a);
  const keep = (_: number, i: number): boolean => i !== axis;
  return makeView(a, new Layout(dtype, shape.filter(keep), strides.filter(keep), offset, size, false));
}

export type Statistic = 'maximum' | 'mean' | 'median' | 'minimum';

/** Repeats a statistic of the first and of the last elements of the middle (at most `lengths` of them). */
export function padStatistic(
  op: string,
  a: NDArray,
  axis: number,
  widths: Widths,
  lengths: Widths,
  statistic: Statistic,
): void {
  const [before, after] = widths;
  const most = lengthOf(a, axis) - before - after;
  const first = Math.min(lengths[0], most);
  const last = Math.min(lengths[1], most);
  if ((first === 0 || last === 0) && (statistic === 'maximum' || statistic === 'minimum')) {
    throw new ValueError(`[${op}] stat_length of 0 yields no value for padding`);
  }
  const left = statisticOf(part(a, axis, before, first), axis, statistic);
  const same = first === last && last === most;
  const right = same ? left : statisticOf(part(a, axis, before + most - last, last), axis, statistic);
  setEnds(op, a, axis, widths, [left, right]);
}

function statisticOf(a: NDArray, axis: number, statistic: Statistic): NDArray {
  const { dtype } = layoutOf(a);
  if (statistic === 'maximum') return max(a, { axis, keepdims: true });
  if (statistic === 'minimum') return min(a, { axis, keepdims: true });
  const value = statistic === 'mean' ? mean(a, { axis, keepdims: true }) : median(a, axis);
  return isInteger(dtype) ? roundHalfEven(value) : value;
}

/** The middle of the sorted elements, or the mean of the two in the middle; nan where there is one. */
function median(a: NDArray, axis: number): NDArray {
  const sorted = sort(a, { axis });
  const length = lengthOf(a, axis);
  const half = Math.floor(length / 2);
  const middle =
    length % 2 === 1 ? part(sorted, axis, half, 1) : part(sorted, axis, Math.max(0, half - 1), length === 0 ? 0 : 2);
  const value = mean(middle, { axis, keepdims: true });
  const { kind } = layoutOf(a).dtype;
  if (length === 0 || kind === 'b' || kind === 'i' || kind === 'u') return value;
  const last = part(sorted, axis, length - 1, 1);
  return where(isnan(last), last, value);
}

const isInteger = ({ kind }: DTypeInfo): boolean => kind === 'i' || kind === 'u';

/** Beyond this every float64 is an integer; adding it to less drops the fraction, rounding half to even. */
const NO_FRACTION = 2 ** 52;

function roundHalfEven(a: NDArray): NDArray {
  const magnitude = abs(a);
  const whole = multiply(sign(a), subtract(add(magnitude, NO_FRACTION), NO_FRACTION));
  return where(less(magnitude, NO_FRACTION), whole, a);
}

/** Repeats the middle's elements, those of the other end first. */
export function padWrapped(op: string, a: NDArray, axis: number, widths: Widths, period: number): void {
  let [before, after] = widths;
  while (before > 0 || after > 0) {
    const length = lengthOf(a, axis);
    // What is repeated is a multiple of the period, and doubles each time.
    const whole = Math.floor((length - before - after) / period) * period;
    const left = Math.min(whole, before);
    const right = Math.min(whole, after);
    if (left > 0) assign(op, part(a, axis, before - left, left), part(a, axis, before + whole - left, left));
    if (right > 0) assign(op, part(a, axis, length - after, right), part(a, axis, length - after - whole, right));
    before -= left;
    after -= right;
  }
}

/** Mirrors the middle at its outermost elements, which are mirrored too with `symmetric`. */
export function padReflected(
  op: string,
  a: NDArray,
  axis: number,
  widths: Widths,
  period: number,
  odd: boolean,
  symmetric: boolean,
): void {
  let [before, after] = widths;
  while (before > 0 || after > 0) {
    const length = lengthOf(a, axis);
    const middle = length - before - after;
    const inner = symmetric ? 0 : 1;
    const most = Math.floor((middle - inner) / (period - inner)) * (period - inner);
    if (before > 0) {
      const count = Math.min(most, before);
      const edge = part(a, axis, before, 1);
      assign(op, part(a, axis, before - count, count), mirror(part(a, axis, before + inner, count), axis, edge, odd));
      before -= count;
    }
    if (after > 0) {
      const count = Math.min(most, after);
      const stop = length - after;
      const edge = part(a, axis, stop - 1, 1);
      assign(op, part(a, axis, stop, count), mirror(part(a, axis, stop - inner - count, count), axis, edge, odd));
      after -= count;
    }
  }
}

/** A part backwards; turned around the value of the edge where odd. */
function mirror(a: NDArray, axis: number, edge: NDArray, odd: boolean): NDArray {
  const reversed = flip(a, axis);
  return odd ? subtract(multiply(edge, 2), reversed) : reversed;
}
