/** unwrap: jumps of periodic numbers taken back. */
import type { NDArray } from '../ndarray';
import { badArgument } from '../errors';
import { layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import { asScalar, weakDType } from '../core/dtype';
import { slice } from '../core/indexing';
import { readAxis, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { astype } from './casting';
import { abs, add, equal, greater, less, logicalAnd, positive, remainder, subtract } from './elementwise.gen';
import { cumsum, diff } from './scan';

/** Options of unwrap(). */
export interface UnwrapOptions {
  /** Jumps below this stay; default half the period, and never less. */
  readonly discont?: number | null | undefined;
  /** The axis to go along; default -1, the last. */
  readonly axis?: number | undefined;
  /** The period; default 2 pi. An integral one keeps integers. */
  readonly period?: number | bigint | undefined;
}

/**
 * Take back jumps of more than half a period between neighbours by adding multiples of the period.
 *
 * @param p array or nested list
 * @param options discont, axis, period
 * @returns a new array; of integers float64 unless the period is integral
 * @throws AxisError; ValueError for a 0-d array; TypeError for a period that is no number
 * @see numpy.unwrap
 * @example
 * ```ts
 * nd.unwrap([0, 1, 2, -1, 0], { period: 4 }).toString(); // '[0. 1. 2. 3. 4.]'
 * ```
 */
export function unwrap(p: ArrayLike, options?: UnwrapOptions): NDArray {
  const op = 'unwrap';
  const given = readOptions(op, options);
  const period = given?.period ?? 2 * Math.PI;
  const discontGiven = given?.discont ?? undefined;
  const axisGiven = given?.axis ?? -1;
  if (typeof period !== 'number' && typeof period !== 'bigint') throw badArgument(op, 'period', 'a number', period);
  if (discontGiven !== undefined && typeof discontGiven !== 'number') {
    throw badArgument(op, 'discont', 'a number', discontGiven);
  }
  const array = asArray(op, p);
  const steps = diff(array, { axis: axisGiven });
  const axis = readAxis(op, axisGiven, array.ndim);
  const dtype = weakDType(asScalar(op, period)!, layoutOf(steps).dtype);
  const integer = dtype.kind === 'i' || dtype.kind === 'u';
  const half = integer ? Math.floor(Number(period) / 2) : Number(period) / 2;
  const ambiguous = !integer || Number(period) % 2 === 0;
  const wrapped = add(remainder(subtract(steps, -half), period), -half);
  if (ambiguous) {
    // At exactly half a period the correction is towards the sign of the step.
    const edge = logicalAnd(equal(wrapped, -half), greater(steps, 0));
    positive(half, { out: wrapped, where: edge, casting: 'unsafe' });
  }
  const corrections = subtract(wrapped, steps);
  const limit = discontGiven ?? Number(period) / 2;
  positive(0, { out: corrections, where: less(abs(steps), limit), casting: 'unsafe' });
  const up = astype(array, dtype.name);
  const index = array.shape.map((_, i) => (i === axis ? slice(1, null) : ':'));
  const tail = up.at(...index);
  add(array.at(...index), cumsum(corrections, { axis }), { out: tail, casting: 'unsafe' });
  return up;
}
