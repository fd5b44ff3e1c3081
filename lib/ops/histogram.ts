/** Histograms of one dimension. */
import type { NDArray } from '../ndarray';
import { DTypeError, ShapeError, ValueError } from '../errors';
import { layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import { BOOL, isInexact, type DTypeInfo } from '../core/dtype';
import { sameShape } from '../core/layout';
import { readBoolean, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import {
  countInBins,
  countable,
  givenEdges,
  isCount,
  outerEdges,
  readCount,
  readRange,
  uniformBins,
  type Bins,
  type Range,
} from './bins';
import { binWidth, isEstimator, isNarrow, type Estimator } from './bin-width';
import { astype } from './casting';
import { divide, greaterEqual, lessEqual, logicalAnd } from './elementwise.gen';
import { sum } from './reductions.gen';
import { diff } from './scan';
import { ravel } from './shape';

export type { Estimator } from './bin-width';
export type { Range } from './bins';

/** How many bins, their edges, or how their number is estimated. */
export type BinsLike = number | bigint | Estimator | ArrayLike;

/** Options of histogramBinEdges(). */
export interface BinEdgesOptions {
  /** The interval that the bins cover; the least to the greatest element unless given. What lies outside is left out. */
  readonly range?: Range | null | undefined;
  /** What each element counts for; of the shape of the array. */
  readonly weights?: ArrayLike | null | undefined;
}

/** Options of histogram(). */
export interface HistogramOptions extends BinEdgesOptions {
  /** Give densities, whose integral over the range is 1, not counts. */
  readonly density?: boolean | null | undefined;
}

interface Call {
  readonly array: NDArray;
  readonly weights: NDArray | undefined;
  readonly bins: Bins;
}

function prepare(op: string, a: ArrayLike, bins: unknown, options: BinEdgesOptions | undefined): Call {
  const given = readOptions(op, options);
  const rangeGiven = given?.range;
  const weightsGiven = given?.weights;
  const array = countable(op, asArray(op, a));
  const weights = weightsGiven === undefined || weightsGiven === null ? undefined : asArray(op, weightsGiven);
  if (weights !== undefined && !sameShape(layoutOf(weights).shape, layoutOf(array).shape)) {
    throw new ShapeError(`[${op}] weights should have the same shape as a.`);
  }
  // Edges say what is covered: a range beside them has no meaning.
  const range = typeof bins === 'string' || isCount(bins) ? readRange(op, rangeGiven) : undefined;
  if (typeof bins === 'string') {
    if (!isEstimator(bins)) throw new ValueError(`[${op}] '${bins}' is not a valid estimator for \`bins\``);
    if (weights !== undefined) {
      throw new DTypeError(`[${op}] Automated estimation of the number of bins is not supported for weighted data`);
    }
    const outer = outerEdges(op, array, range);
    let inside = array;
    if (range !== undefined && layoutOf(array).size > 0) {
      const { first, last } = outer;
      inside = ravel(array).select(
        logicalAnd(greaterEqual(ravel(array), first), lessEqual(ravel(array), last)),
      ) as NDArray;
    }
    let count = 1;
    if (layoutOf(inside).size > 0) {
      let width = binWidth(op, bins, inside, outer);
      if (width !== 0) {
        if (!isInexact(layoutOf(array).dtype) && width < 1) width = 1;
        const ratio = outer.span / width;
        count = Math.ceil(isNarrow(bins, array) && !outer.given ? Math.fround(ratio) : ratio);
      }
    }
    return { array, weights, bins: uniformBins(op, array, count, outer) };
  }
  if (isCount(bins)) {
    const count = readCount(op, 'bins', layoutOfCount(op, bins));
    return { array, weights, bins: uniformBins(op, array, count, outerEdges(op, array, range)) };
  }
  return { array, weights, bins: { edges: givenEdges(op, 'bins', bins as ArrayLike) } };
}

/** A 0-d array's number. */
const layoutOfCount = (op: string, bins: unknown): unknown =>
  typeof bins === 'object' && bins !== null ? asArray(op, bins).item() : bins;

/** The dtype of sums of weights: that of the weights, in which NumPy adds them up. */
function sumsAs(sums: NDArray, dtype: DTypeInfo): NDArray {
  return layoutOf(sums).dtype === dtype ? sums : astype(sums, dtype.name);
}

/**
 * Compute the edges of the bins that histogram() would use.
 *
 * @param a array or nested list, flattened
 * @param bins how many bins of equal width (default 10), their edges, or 'auto', 'fd', 'doane', 'scott', 'stone', 'rice',
 *   'sturges', 'sqrt': how their number is estimated
 * @throws ValueError for fewer than one bin, edges that decrease or a range that is not finite; DTypeError for complex numbers
 * @see numpy.histogram_bin_edges
 * @example
 * ```ts
 * nd.histogramBinEdges([0, 1, 2, 4], 4).toString(); // '[0. 1. 2. 3. 4.]'
 * nd.histogramBinEdges([0, 1, 2, 4], 'sqrt').toString(); // '[0. 2. 4.]'
 * ```
 */
export function histogramBinEdges(a: ArrayLike, bins: BinsLike = 10, options?: BinEdgesOptions): NDArray {
  return prepare('histogramBinEdges', a, bins, options).bins.edges;
}

/**
 * Count elements in bins, each of which holds its lower edge, the last one both. Bins of equal width are found by
 * arithmetic, to the bit as in NumPy; others by a search among the edges. Nothing is sorted.
 *
 * @param a array or nested list, flattened
 * @param bins how many bins of equal width (default 10), their edges, or how their number is estimated
 * @returns counts (int64, sums of `weights` in their dtype, float64 densities), and the edges: one more
 * @throws ValueError for fewer than one bin, edges that decrease or a range that is not finite; ShapeError for weights of
 *   another shape; DTypeError for complex numbers
 * @see numpy.histogram
 * @example
 * ```ts
 * const [counts, edges] = nd.histogram([0, 1, 1, 2, 4], 4);
 * counts.toString(); // '[1 2 1 1]'
 * edges.toString(); // '[0. 1. 2. 3. 4.]'
 * nd.histogram([0, 1, 1, 2, 4], [0, 1, 4], { density: true })[0].toString(); // '[0.2        0.26666667]'
 * ```
 */
export function histogram(a: ArrayLike, bins: BinsLike = 10, options?: HistogramOptions): [NDArray, NDArray] {
  const op = 'histogram';
  const density = readBoolean(op, 'density', options?.density ?? undefined, false);
  const { array, weights, bins: made } = prepare(op, a, bins, options);
  const sums = countInBins(op, array, made, weights);
  const dtype = weights === undefined ? layoutOf(sums).dtype : layoutOf(weights).dtype;
  const counts = dtype === BOOL ? astype(sums, 'bool') : sumsAs(sums, dtype);
  if (!density) return [counts, made.edges];
  const widths = astype(diff(made.edges), 'float64');
  return [divide(divide(counts, widths), sum(counts) as number), made.edges];
}
