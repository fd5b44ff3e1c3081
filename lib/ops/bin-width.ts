/** Estimates of the width of histogram bins: NumPy's eight. */
import type { NDArray } from '../ndarray';
import { layoutOf } from '../core/array-core';
import { FLOAT32, isInexact } from '../core/dtype';
import { countInBins, uniformBins, type OuterEdges } from './bins';
import { astype } from './casting';
import { divide, power, subtract } from './elementwise.gen';
import { percentile } from './quantile';
import { max, mean, min, std } from './reductions.gen';

const ESTIMATORS = ['stone', 'auto', 'doane', 'fd', 'rice', 'scott', 'sqrt', 'sturges'] as const;

/** How the number of bins is estimated. */
export type Estimator = (typeof ESTIMATORS)[number];

/** Whether a text names an estimator. */
export const isEstimator = (text: string): text is Estimator => (ESTIMATORS as readonly string[]).includes(text);

function spread(a: NDArray): number {
  const low = min(a) as number | bigint;
  const high = max(a) as number | bigint;
  return typeof low === 'bigint' || typeof high === 'bigint' ? Number(BigInt(high) - BigInt(low)) : high - low;
}

/** The distance between the quartiles. */
function quartileRange(a: NDArray): number {
  const [upper, lower] = (percentile(a, [75, 25]) as NDArray).flatValues();
  return Number(upper) - Number(lower);
}

function doane(a: NDArray, n: number): number {
  if (n <= 2) return 0;
  const error = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  const sigma = std(a) as number;
  if (!(sigma > 0)) return 0;
  const floats = isInexact(layoutOf(a).dtype) ? a : astype(a, 'float64');
  const skewness = mean(power(divide(subtract(floats, mean(floats) as number), sigma), 3)) as number;
  return spread(a) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / error));
}

function stone(op: string, a: NDArray, n: number, outer: OuterEdges): number {
  const width = spread(a);
  const round = rounding(a);
  const range = { ...outer, span: outer.last - outer.first, given: true };
  if (n <= 1 || width === 0) return 0;
  const most = Math.max(100, Math.floor(Math.sqrt(n)));
  let best = 1;
  let least = Infinity;
  for (let bins = 1; bins <= most; bins++) {
    const shares = divide(countInBins(op, a, uniformBins(op, a, bins, range), undefined), n);
    const squares = (power(shares, 2).sum() as unknown as number) * (n + 1);
    const risk = (2 - squares) / round(width / bins);
    if (risk < least) [least, best] = [risk, bins];
  }
  return round(width / best);
}

/** Estimates that stay float32 where the elements are. */
export const isNarrow = (estimator: Estimator, a: NDArray): boolean =>
  layoutOf(a).dtype === FLOAT32 && (estimator === 'stone' || estimator === 'fd' || estimator === 'scott');

const rounding = (a: NDArray): ((x: number) => number) => (layoutOf(a).dtype === FLOAT32 ? Math.fround : (x) => x);

/** The estimated width of bins for the elements of an array that is not empty; 0 where there is none. */
export function binWidth(op: string, estimator: Estimator, a: NDArray, outer: OuterEdges): number {
  const n = layoutOf(a).size;
  const fd = (): number => 2 * quartileRange(a) * n ** (-1 / 3);
  const sturges = (): number => spread(a) / (Math.log2(n) + 1);
  switch (estimator) {
    case 'sqrt':
      return spread(a) / Math.sqrt(n);
    case 'sturges':
      return sturges();
    case 'rice':
      return spread(a) / (2 * n ** (1 / 3));
    case 'scott':
      return rounding(a)(((24 * Math.sqrt(Math.PI)) / n) ** (1 / 3) * (std(a) as number));
    case 'stone':
      return stone(op, a, n, outer);
    case 'doane':
      return doane(a, n);
    case 'fd':
      return rounding(a)(fd());
    default:
      return Math.min(Math.max(fd(), spread(a) / Math.sqrt(n) / 2), sturges());
  }
}
