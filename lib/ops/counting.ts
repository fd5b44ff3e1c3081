/** Counts of integers, and bins of numbers. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError, DTypeError } from '../errors';
import { layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import { INT64, UINT64, castAllowed } from '../core/dtype';
import { readBoolean, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { any, max, min } from './reductions.gen';
import { countPositions, digits } from './bins';
import { greater, isnan, less, subtract } from './elementwise.gen';
import { integerArray } from './integers';
import { searchsorted } from './search';
import { flip } from './shape';

/** Options of bincount(). */
export interface BincountOptions {
  /** What each element counts for; the result is then float64. */
  readonly weights?: ArrayLike | null | undefined;
  /** The least length of the result. */
  readonly minlength?: number | undefined;
}

/**
 * Count how often each integer from 0 on occurs.
 *
 * @param x integers, none negative, of one dimension
 * @returns counts (int64), or sums of weights (float64), as many as the greatest integer and one, or `minlength`
 * @throws ValueError for negative integers; DTypeError for what is no integer, and complex weights; ShapeError for more
 *   dimensions or another number of weights
 * @see numpy.bincount
 * @example
 * ```ts
 * nd.bincount([0, 1, 1, 3]).toString(); // '[1 2 0 1]'
 * nd.bincount([0, 1, 1], { weights: [0.5, 1, 2], minlength: 3 }).toString(); // '[0.5 3.  0. ]'
 * ```
 */
export function bincount(x: ArrayLike, options?: BincountOptions): NDArray {
  const op = 'bincount';
  const given = readOptions(op, options);
  const weightsGiven = given?.weights;
  const minlength = given?.minlength === undefined ? 0 : readInteger(op, 'minlength', given.minlength);
  if (minlength < 0) throw new ValueError(`[${op}] 'minlength' must not be negative`);
  const list = Array.isArray(x) ? integerArray(op, 'x', x) : asArray(op, x);
  const { dtype, shape, size } = layoutOf(list);
  if (shape.length !== 1) {
    throw new ShapeError(`[${op}] object ${shape.length === 0 ? 'of too small depth' : 'too deep'} for desired array`);
  }
  if (dtype !== UINT64 && !castAllowed(dtype, INT64, 'safe')) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${dtype.name}') to dtype('int64') according to the rule 'safe'`,
    );
  }
  if (size === 0) return countPositions(op, list, minlength, undefined);
  const weights = weightsGiven === undefined || weightsGiven === null ? undefined : asArray(op, weightsGiven);
  if (weights !== undefined) {
    const layout = layoutOf(weights);
    if (layout.dtype.kind === 'c') {
      throw new DTypeError(
        `[${op}] Cannot cast array data from dtype('${layout.dtype.name}') to dtype('float64') according to the rule 'safe'`,
      );
    }
    if (layout.shape.length !== 1 || layout.size !== size) {
      throw new ShapeError(`[${op}] The weights and list don't have the same length.`);
    }
  }
  if (dtype.kind === 'i' && Number(min(list)) < 0) {
    throw new ValueError(`[${op}] 'list' argument must have no negative elements`);
  }
  const greatest = Number(max(list));
  if (greatest >= Number.MAX_SAFE_INTEGER)
    throw new ValueError(`[${op}] array is too big: ${greatest} is the greatest element`);
  return countPositions(op, list, Math.max(minlength, greatest + 1), weights);
}

/** Options of digitize(). */
export interface DigitizeOptions {
  /** Bins hold their greater edge, not the lesser one. */
  readonly right?: boolean | undefined;
}

/** One number for a number, an array for anything else. */
type Digits<X> = X extends number | bigint | boolean ? number : NDArray<'int64'>;

/**
 * Find the bin of each element: i where bins[i - 1] <= x < bins[i], or, where the bins decrease, bins[i - 1] > x >= bins[i].
 *
 * @param x numbers of any shape
 * @param bins edges, increasing or decreasing, of one dimension
 * @returns positions from 0 (before the first edge) to the number of edges (behind the last)
 * @throws ValueError where the bins do neither increase nor decrease; DTypeError for complex numbers
 * @see numpy.digitize
 * @example
 * ```ts
 * nd.digitize([0.5, 1, 2.5], [0, 1, 2]).toString(); // '[1 2 3]'
 * nd.digitize([0.5, 1, 2.5], [2, 1, 0], { right: true }).toString(); // '[2 2 0]'
 * ```
 */
export function digitize<const X extends ArrayLike>(x: X, bins: ArrayLike, options?: DigitizeOptions): Digits<X> {
  const op = 'digitize';
  const right = readBoolean(op, 'right', readOptions(op, options)?.right, false);
  const isNumber = typeof x === 'number' || typeof x === 'bigint' || typeof x === 'boolean';
  const values = isNumber ? x : asArray(op, x);
  const edges = asArray(op, bins);
  const { shape, size, dtype } = layoutOf(edges);
  if (dtype.kind === 'c' || (typeof values === 'object' && layoutOf(values as NDArray).dtype.kind === 'c')) {
    throw new DTypeError(`[${op}] x may not be complex`);
  }
  if (shape.length !== 1) {
    throw new ShapeError(`[${op}] object ${shape.length === 0 ? 'of too small depth' : 'too deep'} for desired array`);
  }
  const after = size > 1 ? edges.at('1:') : edges;
  const before = size > 1 ? edges.at(':-1') : edges;
  const increases = !any(less(after, before));
  if (!increases && any(greater(after, before))) {
    throw new ValueError(`[${op}] bins must be monotonically increasing or decreasing`);
  }
  const sorted = increases ? edges : flip(edges);
  const array = asArray(op, values);
  // Of an edge that is nan the search by cells knows nothing.
  const places =
    dtype.kind === 'f' && any(isnan(sorted))
      ? (searchsorted(sorted, array, { side: right ? 'left' : 'right' }) as NDArray)
      : digits(op, array, sorted, right);
  const found = increases ? places : subtract(BigInt(size), places);
  return (isNumber ? Number(found.item()) : found) as Digits<X>;
}
