/** Samples of an interval: what linspace does for arrays, logspace, geomspace. */
import type { NDArray } from '../ndarray';
import { ValueError } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, storageOf } from '../core/array-core';
import { asArray, scalarArray } from '../core/convert';
import { copyInto } from '../core/copy';
import {
  FLOAT64,
  asScalar,
  isInexact,
  promote,
  promoteAll,
  weakDType,
  type DType,
  type DTypeInfo,
  type WeakScalar,
} from '../core/dtype';
import { Layout } from '../core/layout';
import { readAxis, readBoolean, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { astype } from './casting';
import { optionalDType } from './creation';
import { add, divide, equal, floorDivide, log, multiply, power, sign, subtract } from './elementwise.gen';
import { atLeast, withAxis } from './joining';
import { arange } from './ranges';
import { any } from './reductions.gen';
import { where } from './select-by-condition';

/** A bound as read: an array, or a scalar, whose dtype follows the arrays' beside it. */
type Bound = NDArray | WeakScalar;

const readBound = (op: string, x: ArrayLike): Bound => (isArray(x) ? x : (asScalar(op, x) ?? asArray(op, x)));

/** The dtype of samples between bounds: that of the arrays among them where it holds fractions, else float64. */
function samplesDType(bounds: readonly Bound[]): DTypeInfo {
  const arrays = bounds.flatMap((bound) => (isArray(bound) ? [layoutOf(bound).dtype] : []));
  const common = arrays.length === 0 ? FLOAT64 : promoteAll(arrays);
  let dtype = isInexact(common) ? common : FLOAT64;
  for (const bound of bounds) if (!isArray(bound)) dtype = promote(dtype, weakDType(bound, dtype));
  return dtype;
}

/** An array as another dtype, in its own memory order. */
function cast(a: NDArray, dtype: DTypeInfo): NDArray {
  return layoutOf(a).dtype === dtype ? a : astype(a, dtype.name);
}

/**
 * Samples between bounds that broadcast together, along a new first axis, in `dtype`: numpy.linspace step by step, so
 * that each is rounded as it is there.
 */
export function samples(
  op: string,
  start: ArrayLike,
  stop: ArrayLike,
  num: number,
  endpoint: boolean,
  dtype: DTypeInfo,
): NDArray {
  const from = cast(asArray(op, start), dtype);
  const to = cast(asArray(op, stop), dtype);
  const delta = subtract(to, from);
  const div = endpoint ? num - 1 : num;
  const line = cast(num === 0 ? makeEmpty(op, FLOAT64, [0]) : arange(num), dtype);
  let y = makeView(line, column(layoutOf(line), layoutOf(delta).shape.length));
  if (div > 0) {
    const step = divide(delta, div);
    // A step that underflows to 0 would lose the whole range.
    y = any(equal(step, 0)) ? multiply(divide(y, div), delta) : multiply(y, step);
  } else {
    y = multiply(y, delta);
  }
  y = add(y, from);
  if (endpoint && num > 1) assign(op, y.at(-1, '...'), to);
  return y;
}

/** A 1-D layout with axes of length 1 after its own. */
function column(layout: Layout, axes: number): Layout {
  let made = layout;
  for (let i = 0; i < axes; i++) made = withAxis(made, i + 1);
  return made;
}

/** The first axis of an array moved to `axis`: a view. */
export function firstAxisTo(op: string, a: NDArray, axis: number): NDArray {
  const layout = layoutOf(a);
  const to = readAxis(op, axis, layout.shape.length);
  if (to === 0) return a;
  const move = (list: readonly number[]): number[] => [...list.slice(1, to + 1), list[0]!, ...list.slice(to + 1)];
  const { dtype, offset, size, writable } = layout;
  return makeView(a, new Layout(dtype, move(layout.shape), move(layout.strides), offset, size, writable));
}

/** linspace between arrays. */
export function linspaceArrays(
  op: string,
  start: ArrayLike,
  stop: ArrayLike,
  num: number,
  endpoint: boolean,
  axis: number,
  dtype: DTypeInfo | undefined,
): NDArray {
  const from = readBound(op, start);
  const to = readBound(op, stop);
  const computed = samplesDType([from, to]);
  const y = firstAxisTo(op, samples(op, from, to, num, endpoint, computed), axis);
  if (dtype === undefined || dtype === computed) return y;
  // NumPy floors samples of an integer dtype before it casts them.
  const floored = dtype.kind === 'i' || dtype.kind === 'u' ? floorDivide(y, 1) : y;
  return cast(floored, dtype);
}

/** Options of logspace() and geomspace(). */
export interface GeomspaceOptions<D extends DType = DType> {
  /** Number of samples; default 50. */
  readonly num?: number | undefined;
  /** Whether the last sample is the stop; default true. */
  readonly endpoint?: boolean | undefined;
  readonly dtype?: D | undefined;
  /** Where the axis of samples goes when the bounds are arrays; default 0. */
  readonly axis?: number | undefined;
}

/** Options of logspace(). */
export interface LogspaceOptions<D extends DType = DType> extends GeomspaceOptions<D> {
  /** Default 10. */
  readonly base?: ArrayLike | undefined;
}

interface Sampling {
  readonly num: number;
  readonly endpoint: boolean;
  readonly dtype: DTypeInfo | undefined;
  readonly axis: number;
}

function readSampling(op: string, given: GeomspaceOptions | undefined): Sampling {
  const numGiven = given?.num;
  const axisGiven = given?.axis;
  const endpoint = readBoolean(op, 'endpoint', given?.endpoint, true);
  const dtype = optionalDType(op, given?.dtype);
  const num = numGiven === undefined ? 50 : readInteger(op, 'num', numGiven);
  if (num < 0) throw new ValueError(`[${op}] Number of samples, ${num}, must be non-negative.`);
  return { num, endpoint, dtype, axis: axisGiven === undefined ? 0 : readInteger(op, 'axis', axisGiven) };
}

/**
 * Make samples that are evenly spaced on a logarithmic scale: base to the power of what linspace gives.
 *
 * @param start,stop exponents of the first and the last sample; arrays broadcast together
 * @param options num (default 50), endpoint (default true), base (default 10), dtype, axis
 * @throws ValueError when num is negative; AxisError
 * @see numpy.logspace
 * @example
 * ```ts
 * nd.logspace(0, 3, { num: 4 }).toString(); // '[   1.   10.  100. 1000.]'
 * ```
 */
export function logspace<D extends DType = DType>(
  start: ArrayLike,
  stop: ArrayLike,
  options?: LogspaceOptions<D>,
): NDArray<D> {
  const op = 'logspace';
  const given = readOptions(op, options);
  const { num, endpoint, dtype, axis } = readSampling(op, given);
  const baseGiven: ArrayLike = given?.base ?? 10;
  let bounds: [ArrayLike, ArrayLike] = [start, stop];
  let base: ArrayLike = readBound(op, baseGiven);
  if (isArray(base) && layoutOf(base).shape.length > 0) {
    // Beside several bases the axis counts in what all three broadcast to.
    const arrays = [asArray(op, start), asArray(op, stop), base] as const;
    const most = Math.max(...arrays.map((a) => layoutOf(a).shape.length));
    const [first, second, third] = arrays.map((a) => makeView(a, atLeast(layoutOf(a), most))) as [
      NDArray,
      NDArray,
      NDArray,
    ];
    bounds = [first, second];
    base = makeView(third, withAxis(layoutOf(third), readAxis(op, axis, most + 1)));
  }
  const y = linspaceArrays(op, bounds[0], bounds[1], num, endpoint, axis, undefined);
  const made = power(base, y);
  return (dtype === undefined ? made : cast(made, dtype)) as NDArray as NDArray<D>;
}

/** log10 of an array, in its dtype. Powers of ten are exact, others within 2 ULP. */
function log10(op: string, a: NDArray): NDArray {
  const layout = layoutOf(a);
  if (layout.dtype.kind === 'f' && layout.size === 1) {
    const value = Math.log10(Number(cast(a, FLOAT64).flatValues()[0]));
    const made = makeEmpty(op, layout.dtype, layout.shape);
    const scalar = scalarArray(op, value);
    copyInto(op, storageOf(made), layoutOf(made), storageOf(scalar), layoutOf(scalar));
    return made;
  }
  const wide = layout.dtype.kind === 'f' ? cast(a, FLOAT64) : a;
  const y = multiply(log(wide), Math.LOG10E);
  if (layout.dtype.kind !== 'f') return y;
  const whole = floorDivide(add(y, 0.5), 1);
  const exact = equal(power(10, whole), wide);
  return cast(where(exact, whole, y), layout.dtype);
}

/**
 * Make samples of a geometric progression: each is the one before times the same factor. Both ends are hit exactly.
 *
 * @param start,stop the first and the last sample, neither zero; arrays broadcast together
 * @param options num (default 50), endpoint (default true), dtype, axis
 * @throws ValueError when a bound is zero or num is negative; AxisError
 * @see numpy.geomspace
 * @example
 * ```ts
 * nd.geomspace(1, 1000, { num: 4 }).toString(); // '[   1.   10.  100. 1000.]'
 * ```
 */
export function geomspace<D extends DType = DType>(
  start: ArrayLike,
  stop: ArrayLike,
  options?: GeomspaceOptions<D>,
): NDArray<D> {
  const op = 'geomspace';
  const { num, endpoint, dtype, axis } = readSampling(op, readOptions(op, options));
  const given = [asArray(op, start), asArray(op, stop)] as const;
  if (any(equal(given[0], 0)) || any(equal(given[1], 0))) {
    throw new ValueError(`[${op}] Geometric sequence cannot include zero`);
  }
  // Without a dtype numpy takes float64 into account, whatever the bounds are.
  const together = promoteAll([...given.map((a) => layoutOf(a).dtype), dtype ?? FLOAT64]);
  const computed = isInexact(together) ? together : FLOAT64;
  const first = cast(given[0], computed);
  // Turned to the positive real axis, where there is a logarithm, and back.
  const turn = sign(first);
  const from = divide(first, turn);
  const to = divide(cast(given[1], computed), turn);
  const exponents = samples(op, log10(op, from), log10(op, to), num, endpoint, computed);
  let made = cast(power(10, exponents), computed);
  if (num > 0) {
    assign(op, made.at(0, '...'), from);
    if (num > 1 && endpoint) assign(op, made.at(-1, '...'), to);
  }
  made = firstAxisTo(op, multiply(made, turn), axis);
  return (dtype === undefined ? made : cast(made, dtype)) as NDArray as NDArray<D>;
}
