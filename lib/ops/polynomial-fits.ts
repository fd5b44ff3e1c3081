/** Roots of polynomials, and polynomials fitted to points. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ShapeError, UnsupportedError, ValueError, badArgument } from '../errors';
import { layoutOf, makeEmpty, makeZeros } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { COMPLEX128, FLOAT32, FLOAT64, isInexact, type DTypeInfo } from '../core/dtype';
import { ARGS, F, FLAGS, RESULTS, fail } from '../core/frame';
import { readBoolean, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { atleast1d } from './axes';
import { assign } from './assign';
import { astype } from './casting';
import { imag, real } from './complex-parts';
import { divide, equal, multiply, square } from './elementwise.gen';
import { concatenate } from './joining';
import { vander } from './matrices';
import { nonzero } from './nonzero';
import { addressOf } from './plain-array';
import { between } from './polynomials';
import { all, sum } from './reductions.gen';
import { ravel, reshape, transpose } from './shape';

/** The eigenvalues of the companion matrix of a polynomial with ends that are not zero. */
function companionEigenvalues(op: string, p: NDArray): NDArray {
  const { dtype, size } = layoutOf(p);
  const complex = dtype.kind === 'c';
  const inner: DTypeInfo = complex ? COMPLEX128 : FLOAT64;
  const n = size - 1;
  const wide = copyArray(op, p, inner, 'C');
  const scaled = divide(between(wide, 1, size), wide.at(0));
  const work = makeEmpty(op, inner, [n, n]);
  const roots = makeEmpty(op, COMPLEX128, [n]);
  F[ARGS] = addressOf(op, scaled);
  F[ARGS + 1] = n;
  F[ARGS + 2] = complex ? 1 : 0;
  F[ARGS + 3] = addressOf(op, work);
  F[ARGS + 4] = addressOf(op, roots);
  F[FLAGS] = 0;
  const status = native.polynomialRoots();
  work.dispose();
  if (status !== 0) fail(op, status);
  const single = dtype.itemsize === (complex ? 8 : 4) && dtype.name !== 'float16';
  if (!complex && all(equal(imag(roots) as NDArray, 0))) {
    return copyArray(op, real(roots) as NDArray, single ? FLOAT32 : FLOAT64, 'C');
  }
  return single ? astype(roots, 'complex64') : roots;
}

/**
 * Find the roots of a polynomial: the eigenvalues of its companion matrix.
 *
 * @param p coefficients, the highest power first
 * @returns floats where all roots are real, else complex numbers
 * @throws ShapeError for more than one dimension; ValueError where the coefficients are not finite
 * @see numpy.roots
 * @example
 * ```ts
 * nd.roots([1, -3, 2]).toString(); // '[2. 1.]'
 * nd.roots([1, 0, 1]).toString(); // '[0.+1.j 0.-1.j]'
 * ```
 */
export function roots(p: ArrayLike): NDArray {
  const op = 'roots';
  const given = atleast1d(asArray(op, p));
  const { shape, size, dtype } = layoutOf(given);
  if (shape.length !== 1) throw new ShapeError(`[${op}] Input must be a rank-1 array.`);
  const places = nonzero(given)[0]!;
  const count = layoutOf(places).size;
  if (count === 0) return makeEmpty(op, FLOAT64 as DTypeInfo, [0]);
  const first = Number(places.at(0).item());
  const last = Number(places.at(count - 1).item());
  const trailing = size - last - 1;
  const run = between(isInexact(dtype) ? given : astype(given, 'float64'), first, last + 1);
  if (!all(equal(multiply(run, 0), 0))) throw new ValueError(`[${op}] Array must not contain infs or NaNs`);
  const found = last === first ? makeEmpty(op, FLOAT64 as DTypeInfo, [0]) : companionEigenvalues(op, run);
  return trailing === 0 ? found : concatenate([found, makeZeros(op, layoutOf(found).dtype, [trailing])]);
}

/** Options of polyfit(). */
export interface PolyfitOptions {
  /** Singular values up to this share of the largest count as zero; default the number of points times epsilon. */
  readonly rcond?: number | null | undefined;
  /** Give coefficients, residuals, rank, singular values and rcond. */
  readonly full?: boolean | undefined;
  /** What each point counts for: its residual is multiplied by it. */
  readonly w?: ArrayLike | null | undefined;
  /** Give the covariances of the coefficients too: scaled by the residuals, or 'unscaled'. */
  readonly cov?: boolean | 'unscaled' | undefined;
}

/** Coefficients, with `full` or `cov` beside what they ask for. */
export type Polyfit<O> = O extends { readonly full: true }
  ? [NDArray, NDArray, number, NDArray, number]
  : O extends { readonly cov: true | 'unscaled' }
    ? [NDArray, NDArray]
    : NDArray;

interface Solution {
  /** Of shape (columns, sides). */
  readonly solution: NDArray;
  readonly residuals: NDArray;
  readonly values: NDArray;
  readonly inverse: NDArray;
  readonly rank: number;
}

/** Least squares of columns that are rows of `columns`, for right-hand sides that are rows of `sides`. */
function leastSquares(op: string, columns: NDArray, sides: NDArray, rcond: number): Solution {
  const [n, m] = layoutOf(columns).shape as [number, number];
  const k = layoutOf(sides).shape[0]!;
  const rows = Math.max(m, n);
  const a = makeZeros(op, FLOAT64 as DTypeInfo, [n, rows]);
  const b = makeZeros(op, FLOAT64 as DTypeInfo, [k, rows]);
  assign(op, a.at(':', `:${m}` as ':'), columns);
  assign(op, b.at(':', `:${m}` as ':'), sides);
  const made = (shape: number[]): NDArray => makeZeros(op, FLOAT64 as DTypeInfo, shape);
  const [solution, residuals, values] = [made([k, n]), made([k]), made([n])];
  const [inverse, work] = [made([n, n]), made([2, n, n])];
  [a, b, solution, residuals, values, inverse, work].forEach((each, i) => (F[ARGS + 3 + i] = addressOf(op, each)));
  F[ARGS] = m;
  F[ARGS + 1] = n;
  F[ARGS + 2] = k;
  F[ARGS + 10] = rcond;
  F[FLAGS] = 0;
  const status = native.leastSquares();
  const rank = F[RESULTS]!;
  for (const each of [a, b, work]) each.dispose();
  if (status !== 0) fail(op, status);
  return { solution: transpose(solution), residuals, values, inverse, rank };
}

/** A run of numbers beside the points. */
function readFloats(op: string, name: string, value: ArrayLike): NDArray {
  const array = asArray(op, value);
  if (layoutOf(array).dtype.kind === 'c' && name !== 'y') {
    throw new UnsupportedError(`[${op}] expected real numbers for ${name} but got ${layoutOf(array).dtype.name}`);
  }
  return array;
}

/**
 * Fit a polynomial to points by least squares: Householder's QR and a singular value decomposition.
 *
 * @param x coordinates of the points
 * @param y values, or columns of values, at the points
 * @param deg the degree
 * @returns coefficients, the highest power first (a column for each of y); with `full` and `cov` what they say
 * @throws ValueError for a negative degree, and points that are not finite; DTypeError, ShapeError for points that do not fit
 * @see numpy.polyfit
 * @example
 * ```ts
 * nd.round(nd.polyfit([0, 1, 2, 3], [1, 3, 7, 13], 2), { decimals: 9 }).toString(); // '[1. 1. 1.]'
 * ```
 */
export function polyfit<const O extends PolyfitOptions = Record<never, never>>(
  x: ArrayLike,
  y: ArrayLike,
  deg: number,
  options?: O,
): Polyfit<O> {
  const op = 'polyfit';
  const { rcond: rcondGiven, full: fullGiven, w: wGiven, cov } = readOptions(op, options) ?? ({} as PolyfitOptions);
  const full = readBoolean(op, 'full', fullGiven, false);
  if (cov !== undefined && typeof cov !== 'boolean' && cov !== 'unscaled') {
    throw badArgument(op, 'cov', "a boolean or 'unscaled'", cov);
  }
  if (rcondGiven !== undefined && rcondGiven !== null && typeof rcondGiven !== 'number') {
    throw badArgument(op, 'rcond', 'a number', rcondGiven);
  }
  const order = readInteger(op, 'deg', deg) + 1;
  const at = readFloats(op, 'x', x);
  const values = readFloats(op, 'y', y);
  if (order < 1) throw new ValueError(`[${op}] expected deg >= 0`);
  const n = layoutOf(at).size;
  if (layoutOf(at).shape.length !== 1) throw new DTypeError(`[${op}] expected 1D vector for x`);
  if (n === 0) throw new DTypeError(`[${op}] expected non-empty vector for x`);
  const { shape, dtype } = layoutOf(values);
  if (shape.length < 1 || shape.length > 2) throw new DTypeError(`[${op}] expected 1D or 2D array for y`);
  if (shape[0] !== n) throw new DTypeError(`[${op}] expected x and y to have same length`);
  const epsilon =
    layoutOf(at).dtype === FLOAT32 ? 2 ** -23 : layoutOf(at).dtype.name === 'float16' ? 2 ** -10 : 2 ** -52;
  const rcond = rcondGiven ?? n * epsilon;
  let columns = transpose(vander(astype(at, 'float64'), { n: order }));
  const flat = reshape(values, [n, -1]);
  const parts = dtype.kind === 'c' ? [real(flat) as NDArray, imag(flat) as NDArray] : [flat];
  let sides = concatenate(parts.map((each) => transpose(astype(each, 'float64'))));
  if (wGiven !== undefined && wGiven !== null) {
    const weights = readFloats(op, 'w', wGiven);
    if (layoutOf(weights).shape.length !== 1) throw new DTypeError(`[${op}] expected a 1-d array for weights`);
    if (layoutOf(weights).size !== n) throw new DTypeError(`[${op}] expected w and y to have the same length`);
    columns = multiply(columns, weights);
    sides = multiply(sides, weights);
  }
  const scale = (sum(square(columns), { axis: 1 }) as NDArray).sqrt();
  const fit = leastSquares(op, divide(columns, reshape(scale, [-1, 1])), sides, rcond);
  const half = layoutOf(flat).shape[1]!;
  const scaled = divide(fit.solution, reshape(scale, [-1, 1]));
  let coefficients = scaled;
  if (dtype.kind === 'c') {
    coefficients = makeEmpty(op, COMPLEX128 as DTypeInfo, [order, half]);
    assign(op, real(coefficients) as NDArray, scaled.at(':', `:${half}` as ':'));
    assign(op, imag(coefficients) as NDArray, scaled.at(':', `${half}:` as ':'));
  }
  const result = shape.length === 1 ? ravel(coefficients) : coefficients;
  const complete = fit.rank === order && n > order;
  const sums = dtype.kind === 'c' ? sum(reshape(fit.residuals, [2, half]), { axis: 0 }) : fit.residuals;
  const residuals = complete ? (sums as NDArray) : makeEmpty(op, FLOAT64 as DTypeInfo, [0]);
  if (full)
    return [result, residuals, fit.rank, between(fit.values, 0, Math.min(n, order)), rcond] as unknown as Polyfit<O>;
  if (cov === undefined || cov === false) return result as NDArray as Polyfit<O>;
  const base = divide(divide(fit.inverse, scale), reshape(scale, [-1, 1]));
  if (cov === true && n <= order) {
    throw new ValueError(`[${op}] the number of data points must exceed order to scale the covariance matrix`);
  }
  const factor = cov === 'unscaled' ? asArray(op, 1) : divide(residuals, n - order);
  const covariances =
    shape.length === 1
      ? multiply(base, layoutOf(factor).size === 1 ? reshape(factor, []) : factor)
      : multiply(reshape(base, [order, order, 1]), factor);
  return [result, covariances] as unknown as Polyfit<O>;
}
