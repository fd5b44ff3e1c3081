/** Polynomials as arrays of coefficients, the highest power first: values, sums, products, quotients, calculus. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError } from '../errors';
import { layoutOf, makeZeros } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { FLOAT64, isInexact, promote } from '../core/dtype';
import { readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { atleast1d } from './axes';
import { assign } from './assign';
import { astype } from './casting';
import { real } from './complex-parts';
import { add, conj, divide, equal, multiply, negative, subtract } from './elementwise.gen';
import { concatenate } from './joining';
import { nonzero } from './nonzero';
import { arange } from './ranges';
import { all } from './reductions.gen';
import { ravel } from './shape';
import { convolve } from './signal';
import { sort } from './sort';

/** Part of a run, by places. */
export function between(a: NDArray, start: number, stop: number): NDArray {
  return a.at(`${start}:${stop}` as ':');
}

/** A run of coefficients. */
export function readCoefficients(op: string, name: string, value: ArrayLike): NDArray {
  const array = atleast1d(asArray(op, value));
  if (layoutOf(array).shape.length !== 1) {
    throw new ShapeError(
      `[${op}] expected coefficients of 1 dimension for ${name} but got ${layoutOf(array).shape.length}`,
    );
  }
  return array;
}

/**
 * Evaluate a polynomial by Horner's scheme.
 *
 * @param p coefficients, the highest power first
 * @param x where: a number or array
 * @returns an array of the shape of x
 * @throws ShapeError for coefficients of more dimensions
 * @see numpy.polyval
 * @example
 * ```ts
 * nd.polyval([3, 0, 1], [0, 1, 5]).toString(); // '[ 1.  4. 76.]'
 * ```
 */
export function polyval(p: ArrayLike, x: ArrayLike): NDArray {
  const op = 'polyval';
  const coefficients = readCoefficients(op, 'p', p);
  const at = asArray(op, x);
  const { dtype, shape } = layoutOf(at);
  const n = layoutOf(coefficients).size;
  if (n === 0) return makeZeros(op, dtype, shape);
  const common = promote(dtype, layoutOf(coefficients).dtype);
  const values = copyArray(op, add(multiply(makeZeros(op, dtype, shape), at), coefficients.at(0)), common, 'C');
  for (let i = 1; i < n; i++) {
    multiply(values, at, { out: values });
    add(values, coefficients.at(i), { out: values });
  }
  return values;
}

/** Both runs, the shorter with zeros before it. */
function aligned(op: string, a1: ArrayLike, a2: ArrayLike): [NDArray, NDArray] {
  const [x, y] = [readCoefficients(op, 'a1', a1), readCoefficients(op, 'a2', a2)];
  const more = layoutOf(y).size - layoutOf(x).size;
  const padded = (a: NDArray, count: number): NDArray =>
    count <= 0 ? a : concatenate([makeZeros(op, layoutOf(a).dtype, [count]), a]);
  return [padded(x, more), padded(y, -more)];
}

/**
 * Add two polynomials.
 *
 * @param a1 coefficients, the highest power first
 * @param a2 coefficients, the highest power first
 * @throws ShapeError for coefficients of more dimensions
 * @see numpy.polyadd
 * @example
 * ```ts
 * nd.polyadd([1, 2], [9, 5, 4]).toString(); // '[9. 6. 6.]'
 * ```
 */
export function polyadd(a1: ArrayLike, a2: ArrayLike): NDArray {
  return add(...aligned('polyadd', a1, a2));
}

/**
 * Subtract the second polynomial from the first.
 *
 * @param a1 coefficients, the highest power first
 * @param a2 coefficients, the highest power first
 * @throws ShapeError for coefficients of more dimensions
 * @see numpy.polysub
 * @example
 * ```ts
 * nd.polysub([2, 10, -2], [3, 10, -4]).toString(); // '[-1.  0.  2.]'
 * ```
 */
export function polysub(a1: ArrayLike, a2: ArrayLike): NDArray {
  return subtract(...aligned('polysub', a1, a2));
}

/** Without leading zeros, but for the last element. */
function trimmed(op: string, a: NDArray): NDArray {
  const places = nonzero(a)[0]!;
  const n = layoutOf(a).size;
  if (layoutOf(places).size === 0) return makeZeros(op, layoutOf(a).dtype, [1]);
  return between(a, Number(places.at(0).item()), n);
}

/**
 * Multiply two polynomials. Leading zeros are dropped.
 *
 * @param a1 coefficients, the highest power first
 * @param a2 coefficients, the highest power first
 * @throws ShapeError for coefficients of more dimensions
 * @see numpy.polymul
 * @example
 * ```ts
 * nd.polymul([1, 2, 3], [9, 5, 1]).toString(); // '[ 9. 23. 38. 17.  3.]'
 * ```
 */
export function polymul(a1: ArrayLike, a2: ArrayLike): NDArray {
  const op = 'polymul';
  const [x, y] = [readCoefficients(op, 'a1', a1), readCoefficients(op, 'a2', a2)];
  return convolve(trimmed(op, x), trimmed(op, y));
}

/** Whether the first coefficient is as good as zero. */
function vanishes(r: NDArray): boolean {
  const first = r.at(0).item() as unknown;
  const size =
    typeof first === 'object' && first !== null
      ? Math.hypot(...Object.values(first as object).map(Number))
      : Math.abs(Number(first));
  return size <= 1e-8;
}

/**
 * Divide a polynomial by another.
 *
 * @param u coefficients of the dividend, the highest power first
 * @param v coefficients of the divisor
 * @returns the quotient and the remainder
 * @throws ShapeError for coefficients of more dimensions; ValueError for none
 * @see numpy.polydiv
 * @example
 * ```ts
 * const [quotient, rest] = nd.polydiv([3, 5, 2], [2, 1]);
 * quotient.toString(); // '[1.5  1.75]'
 * rest.toString(); // '[0.25]'
 * ```
 */
export function polydiv(u: ArrayLike, v: ArrayLike): [NDArray, NDArray] {
  const op = 'polydiv';
  const [dividend, divisor] = [u, v].map((each, i) => {
    const run = readCoefficients(op, i === 0 ? 'u' : 'v', each);
    if (layoutOf(run).size === 0) throw new ValueError(`[${op}] expected coefficients but got none`);
    return isInexact(layoutOf(run).dtype) ? run : astype(run, 'float64');
  }) as [NDArray, NDArray];
  const dtype = promote(layoutOf(dividend).dtype, layoutOf(divisor).dtype);
  const m = layoutOf(dividend).size - 1;
  const n = layoutOf(divisor).size - 1;
  const scale = divide(1, divisor.at(0));
  const quotient = makeZeros(op, dtype, [Math.max(m - n + 1, 1)]);
  let rest = copyArray(op, dividend, dtype, 'C');
  for (let k = 0; k <= m - n; k++) {
    const factor = multiply(scale, rest.at(k));
    assign(op, quotient.at(k), factor);
    const part = between(rest, k, k + n + 1);
    subtract(part, multiply(factor, divisor), { out: part });
  }
  while (layoutOf(rest).size > 1 && vanishes(rest)) rest = between(rest, 1, layoutOf(rest).size);
  return [quotient, rest];
}

function readOrder(op: string, m: unknown): number {
  const order = m === undefined ? 1 : readInteger(op, 'm', m);
  if (order < 0)
    throw new ValueError(`[${op}] Order of ${op === 'polyder' ? 'derivative' : 'integral'} must be positive`);
  return order;
}

/**
 * Differentiate a polynomial.
 *
 * @param p coefficients, the highest power first
 * @param m how often; default 1
 * @throws ValueError for negative m; ShapeError for coefficients of more dimensions
 * @see numpy.polyder
 * @example
 * ```ts
 * nd.polyder([1, 1, 1, 1]).toString(); // '[3. 2. 1.]'
 * ```
 */
export function polyder(p: ArrayLike, m?: number): NDArray {
  const op = 'polyder';
  let left = readOrder(op, m);
  let run = readCoefficients(op, 'p', p);
  for (; left > 0; left--) {
    const n = layoutOf(run).size - 1;
    const most = Math.max(n, 0);
    const powers = arange(BigInt(most), 0n, -1n);
    run = multiply(between(run, 0, most), powers);
    if (n <= 0) return run;
  }
  return run;
}

/** Options of polyint(). */
export interface PolyintOptions {
  /** How often; default 1. */
  readonly m?: number | undefined;
  /** The constants of integration, the first integral's first; 0 unless given. */
  readonly k?: ArrayLike | null | undefined;
}

/**
 * Integrate a polynomial.
 *
 * @param p coefficients, the highest power first
 * @throws ValueError for negative m, and another number of constants; ShapeError for coefficients of more dimensions
 * @see numpy.polyint
 * @example
 * ```ts
 * nd.polyint([3, 2, 1]).toString(); // '[1. 1. 1. 0.]'
 * nd.polyint([6], { m: 2, k: [5, 3] }).toString(); // '[3. 5. 3.]'
 * ```
 */
export function polyint(p: ArrayLike, options?: PolyintOptions): NDArray {
  const op = 'polyint';
  const { m: mGiven, k: kGiven } = readOptions(op, options) ?? {};
  const m = readOrder(op, mGiven);
  let constants =
    kGiven === undefined || kGiven === null ? makeZeros(op, FLOAT64, [m]) : readCoefficients(op, 'k', kGiven);
  const count = layoutOf(constants).size;
  if (count === 1 && m > 1) constants = multiply(constants.at(0), concatenate(Array.from({ length: m }, () => [1])));
  if (layoutOf(constants).size < m) {
    throw new ValueError(`[${op}] k must be a scalar or a rank-1 array of length 1 or >m.`);
  }
  let run = readCoefficients(op, 'p', p);
  for (let i = 0; i < m; i++) {
    const powers = arange(BigInt(layoutOf(run).size), 0n, -1n);
    run = concatenate([divide(run, powers), between(constants, i, i + 1)]);
  }
  return run;
}

/**
 * Find the coefficients of the polynomial with given roots.
 *
 * @param roots the roots
 * @returns coefficients, the highest power first, beginning with 1; real where complex roots come in conjugate pairs
 * @throws ShapeError for more than one dimension
 * @see numpy.poly
 * @example
 * ```ts
 * nd.poly([1, 2]).toString(); // '[ 1. -3.  2.]'
 * ```
 */
export function poly(roots: ArrayLike): NDArray {
  const op = 'poly';
  const given = atleast1d(asArray(op, roots));
  const zeros = isInexact(layoutOf(given).dtype) ? given : astype(given, 'float64');
  const { shape, size, dtype } = layoutOf(zeros);
  if (shape.length !== 1) throw new ShapeError(`[${op}] input must be 1d or non-empty square 2d array.`);
  let product = asArray(op, [1]);
  if (size === 0) return asArray(op, 1);
  product = astype(product, dtype.name);
  for (let i = 0; i < size; i++) {
    const factor = concatenate([astype(asArray(op, [1]), dtype.name), ravel(negative(zeros.at(i)))]);
    product = convolve(product, factor);
  }
  if (dtype.kind === 'c' && all(equal(sort(zeros), sort(conj(zeros))))) {
    return copyArray(op, real(product) as NDArray, layoutOf(real(product) as NDArray).dtype, 'C');
  }
  return product;
}
