/**
 * The ways to take a quantile: Hyndman and Fan (1996), "Sample quantiles in statistical packages", and NumPy's older ones.
 * All arithmetic is NumPy's, in the dtype of the quantiles, so that results are the same bits.
 */
import type { NDArray } from '../ndarray';
import { ValueError, badArgument, describe } from '../errors';
import { layoutOf } from '../core/array-core';
import { INT64, type DTypeInfo } from '../core/dtype';
import { copyArray } from '../core/convert';
import {
  add,
  ceil,
  divide,
  equal,
  floor,
  greaterEqual,
  isnan,
  less,
  logicalAnd,
  multiply,
  remainder,
  rint,
  subtract,
} from './elementwise.gen';
import { where } from './select-by-condition';

/** NumPy's names of the methods. */
export const QUANTILE_METHODS = [
  'inverted_cdf',
  'averaged_inverted_cdf',
  'closest_observation',
  'interpolated_inverted_cdf',
  'hazen',
  'weibull',
  'linear',
  'median_unbiased',
  'normal_unbiased',
  'lower',
  'higher',
  'midpoint',
  'nearest',
] as const;

/** How a quantile that lies between two elements is taken. */
export type QuantileMethod = (typeof QUANTILE_METHODS)[number];

/** Methods that give elements, never what lies between two. */
export type DiscreteMethod = 'inverted_cdf' | 'closest_observation' | 'lower' | 'higher' | 'nearest';

/** The number of elements less `minus`: the same for every row, or one for each, in the dtype of the quantiles. */
export type Count = (minus: number) => number | NDArray;

interface MethodRow {
  /** Where in a sorted row a quantile lies, between positions. */
  readonly virtual: (count: Count, q: NDArray) => NDArray;
  /** What becomes of the way from one position to the next; undefined where positions are whole. */
  readonly gamma: ((gamma: NDArray, virtual: NDArray) => NDArray) | undefined;
}

const whole = (x: NDArray): NDArray => copyArray('quantile', x, INT64, 'C');
const unchanged = (gamma: NDArray): NDArray => gamma;

const between =
  (alpha: number, beta: number): MethodRow['virtual'] =>
  (count, q) =>
    subtract(add(multiply(q, count(0)), add(multiply(q, 1 - alpha - beta), alpha)), 1);

const spread: MethodRow['virtual'] = (count, q) => multiply(q, count(1));

/** The position before or behind, as integers that are not negative. */
function toBoundary(index: NDArray, isBefore: (gamma: NDArray, before: NDArray) => NDArray): NDArray {
  const before = floor(index);
  const chosen = whole(where(isBefore(subtract(index, before), before), before, add(before, 1)));
  return where(less(chosen, 0), 0, chosen);
}

const METHODS: Readonly<Record<QuantileMethod, MethodRow>> = {
  inverted_cdf: {
    virtual: (count, q) => toBoundary(subtract(multiply(q, count(0)), 1), (gamma) => equal(gamma, 0)),
    gamma: undefined,
  },
  averaged_inverted_cdf: {
    virtual: (count, q) => subtract(multiply(q, count(0)), 1),
    gamma: (gamma) => where(equal(gamma, 0), 0.5, 1),
  },
  closest_observation: {
    virtual: (count, q) =>
      toBoundary(subtract(subtract(multiply(q, count(0)), 1), 0.5), (gamma, before) =>
        logicalAnd(equal(gamma, 0), equal(remainder(before, 2), 1)),
      ),
    gamma: undefined,
  },
  interpolated_inverted_cdf: { virtual: between(0, 1), gamma: unchanged },
  hazen: { virtual: between(0.5, 0.5), gamma: unchanged },
  weibull: { virtual: between(0, 0), gamma: unchanged },
  linear: { virtual: spread, gamma: unchanged },
  median_unbiased: { virtual: between(1 / 3, 1 / 3), gamma: unchanged },
  normal_unbiased: { virtual: between(3 / 8, 3 / 8), gamma: unchanged },
  lower: { virtual: (count, q) => whole(floor(spread(count, q))), gamma: undefined },
  higher: { virtual: (count, q) => whole(ceil(spread(count, q))), gamma: undefined },
  midpoint: {
    virtual: (count, q) => {
      const index = spread(count, q);
      return multiply(add(floor(index), ceil(index)), 0.5);
    },
    gamma: (_, index) => where(equal(remainder(index, 1), 0), 0, 0.5),
  },
  nearest: { virtual: (count, q) => whole(rint(spread(count, q))), gamma: undefined },
};

/** A method by its name. @throws ValueError for any other */
export function readMethod(op: string, method: unknown): QuantileMethod {
  if (method === undefined) return 'linear';
  if (typeof method !== 'string') throw badArgument(op, 'method', 'the name of a method', method);
  if ((QUANTILE_METHODS as readonly string[]).includes(method)) return method as QuantileMethod;
  throw new ValueError(`[${op}] ${describe(method)} is not a valid method. Use one of: ${QUANTILE_METHODS.join(', ')}`);
}

/** Which elements of sorted rows a quantile is made of: `next` and `gamma` undefined where it is `previous` itself. */
export interface Places {
  readonly previous: NDArray;
  readonly next: NDArray | undefined;
  readonly gamma: NDArray | undefined;
}

/** Places of quantiles `q` in rows of a dtype; those beyond a row are negative: its last element. */
export function placesOf(method: QuantileMethod, count: Count, q: NDArray, inexact: boolean): Places {
  const row = METHODS[method];
  const virtual = row.virtual(count, q);
  const { dtype } = layoutOf(virtual);
  const integers = dtype.kind === 'i' || dtype.kind === 'u';
  if (row.gamma === undefined || (method === 'linear' && integers)) {
    return { previous: whole(virtual), next: undefined, gamma: undefined };
  }
  const above = greaterEqual(virtual, count(1));
  const below = less(virtual, 0);
  const none = inexact && !integers ? isnan(virtual) : undefined;
  const bounded = (index: NDArray): NDArray => {
    const within = where(below, 0, where(above, -1, index));
    return whole(none === undefined ? within : where(none, -1, within));
  };
  const before = floor(virtual);
  const previous = bounded(before);
  const next = bounded(add(before, 1));
  const gamma = row.gamma(subtract(virtual, previous), virtual);
  return { previous, next, gamma: cast(gamma, dtype) };
}

/** The array in a dtype, itself where it has that. */
export function cast(a: NDArray, dtype: DTypeInfo): NDArray {
  return layoutOf(a).dtype === dtype ? a : copyArray('quantile', a, dtype, 'C');
}

/** q / 100. */
export const percent = (q: NDArray): NDArray => divide(q, 100);
