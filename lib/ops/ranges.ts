/** Ranges: arange and linspace. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ArgumentError, DTypeError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeEmpty, storageOf } from '../core/array-core';
import { checkStorable, copyArray } from '../core/convert';
import { Complex, asComplex } from '../core/complex';
import { BOOL, COMPLEX128, FLOAT64, INT64, isInexact, type DType, type DTypeInfo } from '../core/dtype';
import { ARGS, F, fail, writeScalar } from '../core/frame';
import { readAxis, readBoolean, readDevice, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { optionalDType } from './creation';
import { linspaceArrays } from './sampling';

/** Longest range, as array sizes are limited. */
function rangeLength(op: string, start: number, stop: number, step: number): number {
  if (step === 0) throw new ValueError(`[${op}] Maximum allowed size exceeded: the step is 0`);
  const length = Math.ceil((stop - start) / step);
  if (Number.isNaN(length)) {
    throw new ValueError(`[${op}] arange: cannot compute length from ${start}, ${stop}, ${step}`);
  }
  if (length > 2 ** 53 - 1) throw new ShapeError(`[${op}] Maximum allowed size exceeded`);
  return Math.max(0, length);
}

/** Options of arange(). */
export interface ArangeOptions<D extends DType = DType> {
  readonly dtype?: D | undefined;
  /** 'cpu', if anything. */
  readonly device?: 'cpu' | null | undefined;
}

/**
 * Make evenly spaced values within the half-open interval [start, stop).
 *
 * Of bigints the result is int64, of numbers float64; `arange(stop)`, `arange(start, stop)` or
 * `arange(start, stop, step)`, the options last. Its length is ceil((stop - start) / step).
 *
 * @throws ValueError when the step is 0 or the length cannot be computed; ShapeError when it is too long
 * @see numpy.arange
 * @example
 * ```ts
 * nd.arange(5n).toString(); // '[0 1 2 3 4]'
 * ```
 */
export function arange(stop: bigint): NDArray<'int64'>;
export function arange(stop: number): NDArray<'float64'>;
export function arange(start: bigint, stop: bigint, step?: bigint): NDArray<'int64'>;
export function arange(start: number, stop: number, step?: number): NDArray<'float64'>;
export function arange<D extends DType>(stop: number | bigint, options: ArangeOptions<D>): NDArray<D>;
export function arange<D extends DType>(
  start: number | bigint,
  stop: number | bigint,
  options: ArangeOptions<D>,
): NDArray<D>;
export function arange<D extends DType>(
  start: number | bigint,
  stop: number | bigint,
  step: number | bigint,
  options: ArangeOptions<D>,
): NDArray<D>;
export function arange(first: number | bigint, ...others: (number | bigint | ArangeOptions | undefined)[]): NDArray {
  const op = 'arange';
  const values: (number | bigint)[] = [];
  let options: ArangeOptions | undefined;
  for (const value of [first, ...others]) {
    if (typeof value === 'number' || typeof value === 'bigint') values.push(value);
    else if (asComplex(op, value) !== undefined)
      throw new DTypeError(`[${op}] complex numbers have no order to stop by: use linspace`);
    else if (typeof value === 'object') options = readOptions(op, value);
    else if (value !== undefined) throw badArgument(op, 'start, stop and step', 'numbers or bigints', value);
  }
  if (values.length === 0 || values.length > 3) {
    throw new ArgumentError(`[${op}] expected 1 to 3 numbers (start, stop, step) but got ${values.length}`);
  }
  const start = values.length > 1 ? values[0]! : 0;
  const stop = values.length > 1 ? values[1]! : values[0]!;
  const step = values[2] ?? 1;
  const integral = values.every((v) => typeof v === 'bigint');
  readDevice(op, options?.device);
  const dtype = optionalDType(op, options?.dtype) ?? (integral ? INT64 : FLOAT64);
  if (dtype === BOOL) throw new DTypeError(`[${op}] no fill-function for data-type bool`);
  if (integral && !isInexact(dtype)) return integerRange(op, dtype, BigInt(start), BigInt(stop), BigInt(step));
  const length = rangeLength(op, Number(start), Number(stop), Number(step));
  const made = makeEmpty(op, dtype, [length]);
  if (length === 0) return made;
  if (isInexact(dtype)) {
    fillRange(op, made, Number(start), Number(step));
  } else {
    const origin = Math.trunc(Number(start));
    const second = Math.trunc(Number(start) + Number(step));
    checkStorable(op, origin, dtype);
    fillIntegers(op, made, BigInt(origin), BigInt(second) - BigInt(origin));
  }
  return made;
}

function integerRange(op: string, dtype: DTypeInfo, start: bigint, stop: bigint, step: bigint): NDArray {
  if (step === 0n) throw new ValueError(`[${op}] Maximum allowed size exceeded: the step is 0`);
  const span = stop - start;
  const length = span % step === 0n || span > 0n !== step > 0n ? span / step : span / step + 1n;
  if (length > 2n ** 53n - 1n) throw new ShapeError(`[${op}] Maximum allowed size exceeded`);
  const count = length > 0n ? Number(length) : 0;
  const made = makeEmpty(op, dtype, [count]);
  if (count === 0) return made;
  checkStorable(op, start, dtype);
  checkStorable(op, start + step * (length - 1n), dtype);
  fillIntegers(op, made, start, step);
  return made;
}

function fillIntegers(op: string, made: NDArray, start: bigint, step: bigint): void {
  const layout = layoutOf(made);
  writeScalar(0, INT64, BigInt.asIntN(64, start));
  writeScalar(1, INT64, BigInt.asIntN(64, step));
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = layout.dtype.code;
  F[ARGS + 2] = layout.size;
  F[ARGS + 5] = 1;
  const status = native.arange();
  if (status !== 0) fail(op, status);
}

/** Floats: the first two elements are computed, the others step by their difference in the dtype, as NumPy does. */
function fillRange(op: string, made: NDArray, start: number, delta: number): void {
  const layout = layoutOf(made);
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = layout.dtype.code;
  F[ARGS + 2] = layout.size;
  F[ARGS + 3] = start;
  F[ARGS + 4] = delta;
  F[ARGS + 5] = 0;
  const status = native.arange();
  if (status !== 0) fail(op, status);
}

/** Options of linspace(). */
export interface LinspaceOptions<D extends DType = DType> {
  /** Number of samples; default 50. */
  readonly num?: number | undefined;
  /** Whether stop is the last sample; default true. */
  readonly endpoint?: boolean | undefined;
  readonly dtype?: D | undefined;
  /** Where the axis of samples goes when the bounds are arrays; default 0. */
  readonly axis?: number | undefined;
  /** 'cpu', if anything. */
  readonly device?: 'cpu' | null | undefined;
}

/**
 * Make evenly spaced samples of the interval [start, stop]; both ends are hit exactly. Bounds that are arrays broadcast
 * together, and the samples are along a new axis. Complex bounds give complex128 samples of the line between them.
 *
 * @throws ValueError when num is negative; AxisError
 * @see numpy.linspace
 * @example
 * ```ts
 * nd.linspace(0, 1, { num: 5 }).toString(); // '[0.   0.25 0.5  0.75 1.  ]'
 * ```
 */
export function linspace<D extends DType = 'float64'>(
  start: ArrayLike,
  stop: ArrayLike,
  options?: number | LinspaceOptions<D>,
): NDArray<D> {
  const op = 'linspace';
  const given: LinspaceOptions<D> | undefined =
    typeof options === 'number' ? { num: options } : readOptions(op, options);
  const numGiven = given?.num;
  const num = numGiven === undefined ? 50 : readInteger(op, 'num', numGiven);
  const endpoint = readBoolean(op, 'endpoint', given?.endpoint, true);
  const dtypeGiven = optionalDType(op, given?.dtype);
  const axisGiven = given?.axis;
  const axis = axisGiven === undefined ? 0 : readInteger(op, 'axis', axisGiven);
  readDevice(op, given?.device);
  if (num < 0) throw new ValueError(`[${op}] Number of samples, ${num}, must be non-negative.`);
  const from = readBound(op, start);
  const to = readBound(op, stop);
  if (from === undefined || to === undefined) {
    return linspaceArrays(op, start, stop, num, endpoint, axis, dtypeGiven) as NDArray as NDArray<D>;
  }
  readAxis(op, axis, 1);
  const samples =
    typeof from === 'object' || typeof to === 'object'
      ? complexSamples(op, num, toComplex(from), toComplex(to), endpoint)
      : floatSamples(op, num, from, to, endpoint);
  const computed = layoutOf(samples).dtype;
  const dtype = dtypeGiven ?? computed;
  if (dtype === computed) return samples as NDArray<D>;
  if (dtype.kind === 'i' || dtype.kind === 'u') {
    if (computed.kind === 'c') {
      throw new DTypeError(`[${op}] ufunc 'floor' not supported for the input types: complex samples are no integers`);
    }
    floorInPlace(samples);
  }
  return copyArray(op, samples, dtype, 'C') as NDArray<D>;
}

/** A bound that is a number; undefined for arrays and lists of them. */
function readBound(op: string, value: unknown): number | Complex | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return isArray(value) ? undefined : asComplex(op, value);
}

const toComplex = (x: number | Complex): Complex => (typeof x === 'number' ? new Complex(x, 0) : x);

function complexSamples(op: string, num: number, from: Complex, to: Complex, endpoint: boolean): NDArray {
  const made: NDArray = makeEmpty(op, COMPLEX128 as DTypeInfo, [num]);
  if (num === 0) return made;
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = COMPLEX128.code;
  F[ARGS + 2] = num;
  writeScalar(0, COMPLEX128, from);
  writeScalar(1, COMPLEX128, to);
  F[ARGS + 6] = 2 + (endpoint ? 1 : 0);
  const status = native.linspace();
  if (status !== 0) fail(op, status);
  return made;
}

function floatSamples(op: string, num: number, from: number, to: number, endpoint: boolean): NDArray {
  const made: NDArray = makeEmpty(op, FLOAT64 as DTypeInfo, [num]);
  if (num === 0) return made;
  const div = endpoint ? num - 1 : num;
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = FLOAT64.code;
  F[ARGS + 2] = num;
  F[ARGS + 3] = from;
  F[ARGS + 4] = to;
  F[ARGS + 5] = div > 0 ? (to - from) / div : to - from;
  F[ARGS + 6] = endpoint && num > 1 ? 1 : 0;
  const status = native.linspace();
  if (status !== 0) fail(op, status);
  return made;
}

/** NumPy floors samples of an integer dtype before it casts them. */
function floorInPlace(a: NDArray): void {
  a.ifloordiv(1);
}
