/** Windows for signals and spectra. */
import type { NDArray } from '../ndarray';
import { badArgument } from '../errors';
import { makeEmpty } from '../core/array-core';
import { FLOAT64, type DTypeInfo } from '../core/dtype';
import { add, cos, divide, i0, lessEqual, multiply, sqrt, square, subtract } from './elementwise.gen';
import { ones } from './creation';
import { arange } from './ranges';
import { where } from './select-by-condition';

function readLength(op: string, m: unknown): number {
  const length = typeof m === 'bigint' ? Number(m) : m;
  if (typeof length !== 'number' || !Number.isFinite(length)) throw badArgument(op, 'M', 'a number of points', m);
  return length;
}

/** The window without points, or the one of a single point. */
function trivial(op: string, length: number): NDArray | undefined {
  if (length < 1) return makeEmpty(op, FLOAT64 as DTypeInfo, [0]);
  return length === 1 ? ones([1]) : undefined;
}

/** 1 - M, 3 - M, ..., M - 1 */
const steps = (length: number): NDArray => arange(1 - length, length, 2);

/** cos(k pi n / (M - 1)) times a weight. */
function wave(length: number, weight: number, k: number): NDArray {
  const angles = divide(multiply(Math.PI * k, steps(length)), length - 1);
  return multiply(weight, cos(angles, { out: angles }), { out: angles });
}

/**
 * Make a Bartlett window: a triangle that begins and ends at zero.
 *
 * @param M number of points
 * @returns float64; empty where M is below 1
 * @see numpy.bartlett
 * @example
 * ```ts
 * nd.bartlett(5).toString(); // '[0.  0.5 1.  0.5 0. ]'
 * ```
 */
export function bartlett(M: number): NDArray {
  const length = readLength('bartlett', M);
  const n = steps(length);
  return (
    trivial('bartlett', length) ??
    where(lessEqual(n, 0), add(1, divide(n, length - 1)), subtract(1, divide(n, length - 1)))
  );
}

/**
 * Make a Hann window: a raised cosine.
 *
 * @param M number of points
 * @returns float64; empty where M is below 1
 * @see numpy.hanning
 * @example
 * ```ts
 * nd.hanning(5).toString(); // '[0.  0.5 1.  0.5 0. ]'
 * ```
 */
export function hanning(M: number): NDArray {
  const length = readLength('hanning', M);
  return trivial('hanning', length) ?? add(0.5, wave(length, 0.5, 1));
}

/**
 * Make a Hamming window: a raised cosine on a pedestal.
 *
 * @param M number of points
 * @returns float64; empty where M is below 1
 * @see numpy.hamming
 * @example
 * ```ts
 * nd.hamming(5).toString(); // '[0.08 0.54 1.   0.54 0.08]'
 * ```
 */
export function hamming(M: number): NDArray {
  const length = readLength('hamming', M);
  return trivial('hamming', length) ?? add(0.54, wave(length, 0.46, 1));
}

/**
 * Make a Blackman window: the sum of two cosines.
 *
 * @param M number of points
 * @returns float64; empty where M is below 1
 * @see numpy.blackman
 * @example
 * ```ts
 * nd.round(nd.blackman(5), { decimals: 2 }).at('1:').toString(); // '[ 0.34  1.    0.34 -0.  ]'
 * ```
 */
export function blackman(M: number): NDArray {
  const length = readLength('blackman', M);
  const made = trivial('blackman', length);
  if (made !== undefined) return made;
  const one = add(0.42, wave(length, 0.5, 1));
  return add(one, wave(length, 0.08, 2), { out: one });
}

/**
 * Make a Kaiser window: a Bessel function whose width `beta` sets.
 *
 * @param M number of points
 * @param beta 0: a rectangle; 5: about a Hamming window; 8.6: about a Blackman window
 * @returns float64; empty where M is below 1
 * @see numpy.kaiser
 * @example
 * ```ts
 * nd.kaiser(3, 0).toString(); // '[1. 1. 1.]'
 * ```
 */
export function kaiser(M: number, beta: number): NDArray {
  const op = 'kaiser';
  const length = readLength(op, M);
  if (typeof beta !== 'number') throw badArgument(op, 'beta', 'a number', beta);
  const made = trivial(op, length);
  if (made !== undefined) return made;
  const alpha = (length - 1) / 2;
  const places = square(divide(subtract(arange(0, length), alpha), alpha));
  return divide(i0(multiply(beta, sqrt(subtract(1, places)))), i0(beta));
}
