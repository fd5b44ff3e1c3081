/** Convolution and correlation of runs of numbers. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ShapeError, ValueError, badArgument } from '../errors';
import { layoutOf, makeEmpty } from '../core/array-core';
import { asArray } from '../core/convert';
import { COMPLEX64, DTYPES, FLOAT32, FLOAT64, UINT64, promote, type DTypeInfo } from '../core/dtype';
import { ARGS, F, FLAGS, fail } from '../core/frame';
import { readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { astype } from './casting';
import { imag, real } from './complex-parts';
import { add, conj, subtract } from './elementwise.gen';
import { addressOf, plainArray } from './plain-array';
import { flip, ravel } from './shape';

/** Which shifts count: all with an overlap, as many as the longer run has elements, or those that overlap whole. */
export type OverlapMode = 'full' | 'same' | 'valid';

/** Options of convolve() and correlate(). */
export interface OverlapOptions {
  readonly mode?: OverlapMode | undefined;
}

/** The dtype in which products are added up: integers of up to 32 bits in 32, float16 in float32. */
function computed(dtype: DTypeInfo): DTypeInfo {
  if (dtype.kind === 'f') return dtype === FLOAT64 ? FLOAT64 : FLOAT32;
  return dtype.itemsize === 8 ? UINT64 : DTYPES.uint32;
}

/** Correlates real runs of one dtype, the first of which is not shorter. */
function correlateReal(op: string, a: NDArray, v: NDArray, first: number, count: number, dtype: DTypeInfo): NDArray {
  const inner = computed(dtype);
  const long = plainArray(op, a, inner);
  const short = plainArray(op, v, inner);
  const made: NDArray = makeEmpty(op, inner, [count]);
  F[ARGS + 1] = addressOf(op, long);
  F[ARGS + 3] = addressOf(op, short);
  F[ARGS + 7] = addressOf(op, made);
  F[ARGS] = inner.code;
  F[ARGS + 2] = layoutOf(long).size;
  F[ARGS + 4] = layoutOf(short).size;
  F[ARGS + 5] = first;
  F[ARGS + 6] = count;
  F[FLAGS] = 0;
  const status = native.correlate();
  if (status !== 0) fail(op, status);
  return inner === dtype ? made : astype(made, dtype.name);
}

function correlateRuns(op: string, a: NDArray, v: NDArray, mode: OverlapMode): NDArray {
  const n = layoutOf(a).size;
  const m = layoutOf(v).size;
  const dtype = promote(layoutOf(a).dtype, layoutOf(v).dtype);
  const count = mode === 'full' ? n + m - 1 : mode === 'same' ? n : n - m + 1;
  const first = mode === 'full' ? 1 - m : mode === 'same' ? -Math.floor(m / 2) : 0;
  if (dtype.kind !== 'c') return correlateReal(op, a, v, first, count, dtype);
  const part = dtype === COMPLEX64 ? FLOAT32 : FLOAT64;
  const run = (x: NDArray, y: NDArray): NDArray => correlateReal(op, x, y, first, count, part);
  const [re, im] = [real, imag].map((take) => take(a) as NDArray);
  const [vRe, vIm] = [real, imag].map((take) => take(v) as NDArray);
  const made: NDArray = makeEmpty(op, dtype, [count]);
  subtract(run(re!, vRe!), run(im!, vIm!), { out: real(made) as NDArray });
  add(run(re!, vIm!), run(im!, vRe!), { out: imag(made) as NDArray });
  return made;
}

function readRun(op: string, name: string, value: ArrayLike, scalars = false): NDArray {
  const array = asArray(op, value);
  const { shape, size } = layoutOf(array);
  if (shape.length > 1)
    throw new ShapeError(`[${op}] object too deep for desired array: expected 1 dimension for ${name}`);
  if (shape.length === 0 && !scalars) throw new ShapeError(`[${op}] object of too small depth for desired array`);
  if (size === 0) throw new ValueError(`[${op}] ${name} cannot be empty`);
  return ravel(array);
}

function readMode(op: string, options: OverlapMode | OverlapOptions | undefined, otherwise: OverlapMode): OverlapMode {
  const mode: unknown = typeof options === 'string' ? options : (readOptions(op, options)?.mode ?? otherwise);
  if (mode === 'full' || mode === 'same' || mode === 'valid') return mode;
  if (typeof mode !== 'string') throw badArgument(op, 'mode', "'full', 'same' or 'valid'", mode);
  throw new ValueError(`[${op}] mode must be one of 'valid', 'same', or 'full' (got '${mode}')`);
}

/**
 * Correlate two runs: c[k] = sum of a[n + k] * conj(v[n]).
 *
 * @param a numbers of one dimension
 * @param v numbers of one dimension
 * @param options mode: 'valid' (default), 'same' or 'full'; as an option or by itself
 * @returns an array of the dtype that both have together; integers wrap
 * @throws ValueError for runs without elements, and unknown modes; ShapeError for more dimensions
 * @see numpy.correlate
 * @example
 * ```ts
 * nd.correlate([1, 2, 3], [0, 1, 0.5]).toString(); // '[3.5]'
 * nd.correlate([1, 2, 3], [0, 1, 0.5], 'full').toString(); // '[0.5 2.  3.5 3.  0. ]'
 * ```
 */
export function correlate(a: ArrayLike, v: ArrayLike, options?: OverlapMode | OverlapOptions): NDArray {
  const op = 'correlate';
  const mode = readMode(op, options, 'valid');
  const first = readRun(op, 'first array argument', a);
  const given = readRun(op, 'second array argument', v);
  const second = layoutOf(given).dtype.kind === 'c' ? conj(given) : given;
  if (layoutOf(first).size >= layoutOf(second).size) return correlateRuns(op, first, second, mode);
  return flip(correlateRuns(op, second, first, mode));
}

/**
 * Convolve two runs: c[k] = sum of a[n] * v[k - n].
 *
 * @param a numbers of one dimension
 * @param v numbers of one dimension
 * @param options mode: 'full' (default), 'same' or 'valid'; as an option or by itself
 * @returns an array of the dtype that both have together; integers wrap
 * @throws ValueError for runs without elements, and unknown modes; ShapeError for more dimensions
 * @see numpy.convolve
 * @example
 * ```ts
 * nd.convolve([1, 2, 3], [0, 1, 0.5]).toString(); // '[0.  1.  2.5 4.  1.5]'
 * nd.convolve([1, 2, 3], [0, 1, 0.5], 'same').toString(); // '[1.  2.5 4. ]'
 * ```
 */
export function convolve(a: ArrayLike, v: ArrayLike, options?: OverlapMode | OverlapOptions): NDArray {
  const op = 'convolve';
  const mode = readMode(op, options, 'full');
  let long = readRun(op, 'a', a, true);
  let short = readRun(op, 'v', v, true);
  if (layoutOf(short).size > layoutOf(long).size) [long, short] = [short, long];
  return correlateRuns(op, long, flip(short), mode);
}
