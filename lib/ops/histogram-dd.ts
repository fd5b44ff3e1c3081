/** Histograms of several dimensions. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeZeros } from '../core/array-core';
import { asArray, scalarArray } from '../core/convert';
import { INT64, promoteAll } from '../core/dtype';
import { readBoolean, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import {
  addPositions,
  countPositions,
  countable,
  givenEdges,
  isCount,
  outerEdges,
  readCount,
  readRange,
  type Range,
} from './bins';
import { astype } from './casting';
import { divide } from './elementwise.gen';
import { linspace } from './ranges';
import { sum } from './reductions.gen';
import { diff } from './scan';
import { ravel, reshape } from './shape';

/** Bins along one axis: how many of equal width, or their edges. */
export type AxisBins = number | bigint | ArrayLike;

/** Options of histogram2d() and histogramdd(). */
export interface HistogramDDOptions {
  /** The interval that the bins cover, for each axis; null: the least to the greatest element. */
  readonly range?: readonly (Range | null | undefined)[] | null | undefined;
  /** Give densities, whose integral is 1, not counts. */
  readonly density?: boolean | null | undefined;
  /** What each point counts for. */
  readonly weights?: ArrayLike | null | undefined;
}

function edgesOf(op: string, i: number, points: NDArray, bins: AxisBins, range: unknown): NDArray {
  const name = `bins[${i}]`;
  if (!isCount(bins)) return givenEdges(op, name, bins as ArrayLike);
  const count = readCount(op, name, isArray(bins) ? bins.item() : bins);
  const { first, last, given } = outerEdges(op, points, readRange(op, range));
  const { dtype } = layoutOf(points);
  const num = count + 1;
  if (given || dtype.kind !== 'f') return linspace(first, last, { num });
  return linspace(scalarArray(op, first, dtype), scalarArray(op, last, dtype), { num });
}

function countPoints(
  op: string,
  columns: readonly NDArray[],
  bins: readonly AxisBins[],
  options: HistogramDDOptions | undefined,
): [NDArray, NDArray[]] {
  const given = readOptions(op, options);
  const density = readBoolean(op, 'density', given?.density ?? undefined, false);
  const ranges = given?.range ?? columns.map(() => null);
  const weightsGiven = given?.weights;
  if (!Array.isArray(ranges)) throw badArgument(op, 'range', 'a list of ranges', ranges);
  if (ranges.length !== columns.length)
    throw new ValueError(`[${op}] range argument must have one entry per dimension`);
  const n = columns.length === 0 ? 0 : layoutOf(columns[0]!).size;
  const weights = weightsGiven === undefined || weightsGiven === null ? undefined : ravel(asArray(op, weightsGiven));
  if (weights !== undefined && layoutOf(weights).size !== n) {
    throw new ShapeError(`[${op}] The weights and list don't have the same length.`);
  }
  const edges = columns.map((points, i) => edgesOf(op, i, points, bins[i]!, ranges[i]));
  const shape = edges.map((each) => Math.max(layoutOf(each).size - 1, 0));
  const positions = makeZeros(op, INT64, [n]);
  if (!shape.includes(0)) columns.forEach((points, i) => addPositions(op, positions, points, edges[i]!));
  const size = shape.reduce((x, y) => x * y, 1);
  let counts = reshape(astype(countPositions(op, positions, size, weights), 'float64'), shape);
  if (density) {
    const total = sum(counts) as number;
    edges.forEach((each, i) => {
      const along = shape.map((dim, k) => (k === i ? dim : 1));
      counts = divide(counts, reshape(diff(each), along));
    });
    counts = divide(counts, total);
  }
  return [counts, edges];
}

/**
 * Count points in the cells of a grid of any dimension.
 *
 * @param sample points: an array of shape (points, dimensions), or a list of one array of coordinates per dimension
 * @param bins how many bins per axis (default 10), or a list with that, or edges, for each axis
 * @returns counts (float64) with an axis per dimension, and the edges along each
 * @throws ValueError when bins or ranges are not one per dimension; ShapeError for weights that are not one per point
 * @see numpy.histogramdd
 * @example
 * ```ts
 * const [counts, edges] = nd.histogramdd(nd.array([[0, 0], [1, 1], [1, 0]]), [2, 2]);
 * counts.toString(); // '[[1. 0.]\n [1. 1.]]'
 * edges.length; // 2
 * ```
 */
export function histogramdd(
  sample: NDArray | readonly ArrayLike[],
  bins: number | bigint | readonly AxisBins[] = 10,
  options?: HistogramDDOptions,
): [NDArray, NDArray[]] {
  const op = 'histogramdd';
  let columns: NDArray[];
  if (isArray(sample) && layoutOf(sample).shape.length === 2) {
    const dims = layoutOf(sample).shape[1]!;
    columns = Array.from({ length: dims }, (_, i) => sample.at(':', i));
  } else if (isArray(sample)) {
    columns = layoutOf(sample).shape.length < 2 ? [ravel(sample)] : [...unpacked(op, sample)];
  } else if (Array.isArray(sample)) {
    columns = sample.map((each: ArrayLike) => ravel(asArray(op, each)));
  } else {
    throw badArgument(op, 'sample', 'an array of points or a list of coordinates', sample);
  }
  if (columns.some((each) => layoutOf(each).size !== layoutOf(columns[0]!).size)) {
    throw new ShapeError(`[${op}] expected as many coordinates along each dimension`);
  }
  columns = alike(op, columns);
  const list = Array.isArray(bins) ? (bins as readonly AxisBins[]) : columns.map(() => bins as number);
  if (list.length !== columns.length) {
    throw new ValueError(`[${op}] The dimension of bins must be equal to the dimension of the sample x.`);
  }
  return countPoints(op, columns, list, options);
}

/** Coordinates of the dtype that they have together. */
function alike(op: string, columns: readonly NDArray[]): NDArray[] {
  if (columns.length === 0) return [];
  const dtype = promoteAll(columns.map((each) => layoutOf(each).dtype));
  return columns.map((each) => countable(op, layoutOf(each).dtype === dtype ? each : astype(each, dtype.name)));
}

function unpacked(op: string, sample: NDArray): never {
  throw new ShapeError(
    `[${op}] expected points of shape (points, dimensions) but got ${layoutOf(sample).shape.length} dimensions`,
  );
}

/**
 * Count points of the plane in the cells of a grid.
 *
 * @param x first coordinates
 * @param y second coordinates, as many
 * @param bins how many bins per axis (default 10), the edges of both axes, or a list of two such, one per axis
 * @returns counts (float64, of shape (x bins, y bins)), the edges along x and those along y
 * @throws ValueError when x and y differ in length; ShapeError for weights that are not one per point
 * @see numpy.histogram2d
 * @example
 * ```ts
 * const [counts, xEdges] = nd.histogram2d([0, 1, 1], [0, 1, 0], 2);
 * counts.toString(); // '[[1. 0.]\n [1. 1.]]'
 * xEdges.toString(); // '[0.  0.5 1. ]'
 * ```
 */
export function histogram2d(
  x: ArrayLike,
  y: ArrayLike,
  bins: number | bigint | ArrayLike | readonly [AxisBins, AxisBins] = 10,
  options?: HistogramDDOptions,
): [NDArray, NDArray, NDArray] {
  const op = 'histogram2d';
  const columns = alike(
    op,
    [x, y].map((each) => ravel(asArray(op, each))),
  );
  if (layoutOf(columns[0]!).size !== layoutOf(columns[1]!).size) {
    throw new ValueError(`[${op}] x and y must have the same length.`);
  }
  let list: readonly AxisBins[];
  if (isCount(bins)) {
    list = [bins as number, bins as number];
  } else if (Array.isArray(bins) && bins.length <= 2) {
    list = bins.length === 2 ? (bins as readonly AxisBins[]) : [bins[0] as AxisBins, bins[0] as AxisBins];
  } else {
    list = [bins as ArrayLike, bins as ArrayLike];
  }
  const [counts, edges] = countPoints(op, columns, list, options);
  return [counts, edges[0]!, edges[1]!];
}
