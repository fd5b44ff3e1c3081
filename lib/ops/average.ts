/** Weighted averages, covariances and correlation coefficients. */
import type { NDArray } from '../ndarray';
import { DTypeError, ShapeError, ValueError } from '../errors';
import { layoutOf, makeEmpty } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import {
  FLOAT64,
  isInexact,
  parseDType,
  promote,
  promoteAll,
  type DType,
  type DTypeInfo,
  type WeakScalar,
} from '../core/dtype';
import { sameShape, shapeText } from '../core/layout';
import { readAxes, readBoolean, readIntegerList, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { astype } from './casting';
import { imag, real } from './complex-parts';
import { conj, divide, equal, less, multiply, notEqual, rint, sqrt, subtract } from './elementwise.gen';
import { concatenate } from './joining';
import { matmul } from './matmul';
import { any, mean, sum } from './reductions.gen';
import { clip } from './select-by-condition';
import { broadcastTo, reshape, transpose } from './shape';
import { diagonal } from './strided';
import { deliver } from './variance';

/** Options of average(). */
export interface AverageOptions {
  /** Axis or axes to average over; undefined or null: all. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** What each element counts for: of the shape of the array, or of its axes `axis`. */
  readonly weights?: ArrayLike | null | undefined;
  /** Give the sums of the weights beside the averages. */
  readonly returned?: boolean | undefined;
  /** Keep averaged axes with length 1. */
  readonly keepdims?: boolean | undefined;
}

/** An average, or, with `returned`, that and the sum of the weights. */
export type Averaged<O> = O extends { readonly returned: true } ? [Average<O>, Average<O>] : Average<O>;
type Average<O> = O extends { readonly axis: number | readonly number[] } | { readonly keepdims: true }
  ? NDArray
  : WeakScalar;

/** Weights that broadcast to the array: those of some axes, the others being 1. */
function fittedWeights(op: string, weights: NDArray, shape: readonly number[], axis: AverageOptions['axis']): NDArray {
  const { shape: own } = layoutOf(weights);
  if (sameShape(own, shape)) return weights;
  if (axis === undefined || axis === null) {
    throw new DTypeError(`[${op}] Axis must be specified when shapes of a and weights differ.`);
  }
  const axes = readIntegerList(op, 'axis', axis).map((each) => (each < 0 ? each + shape.length : each));
  if (
    !sameShape(
      own,
      axes.map((each) => shape[each]!),
    )
  ) {
    throw new ShapeError(`[${op}] Shape of weights must be consistent with shape of a along specified axis.`);
  }
  const order = axes.map((_, i) => i).sort((i, k) => axes[i]! - axes[k]!);
  const full = shape.map((dim, i) => (axes.includes(i) ? dim : 1));
  return reshape(transpose(weights, order), full);
}

/**
 * Average elements, each as much as its weight says.
 *
 * @param a array, scalar or nested list
 * @returns an average (float64, or the floating dtype of array and weights together), with `returned` that and the sums of
 *   the weights
 * @throws ValueError where weights add up to zero; ShapeError, DTypeError for weights that do not fit; AxisError
 * @see numpy.average
 * @example
 * ```ts
 * nd.average([1, 2, 3], { weights: [3, 1, 0] }); // 1.25
 * nd.average([[1, 2], [3, 4]], { axis: 0, weights: [1, 3] }).toString(); // '[2.5 3.5]'
 * ```
 */
export function average<const O extends AverageOptions = Record<never, never>>(a: ArrayLike, options?: O): Averaged<O> {
  const op = 'average';
  const {
    axis,
    weights: weightsGiven,
    returned: both,
    keepdims: keep,
  } = readOptions(op, options) ?? ({} as AverageOptions);
  const returned = readBoolean(op, 'returned', both, false);
  const keepdims = readBoolean(op, 'keepdims', keep, false);
  const array = asArray(op, a);
  const { dtype, shape, size } = layoutOf(array);
  if (axis !== undefined && axis !== null) readAxes(op, axis, shape.length);
  let kept: NDArray;
  let scale: NDArray;
  if (weightsGiven === undefined || weightsGiven === null) {
    kept = mean(array, { axis, keepdims: true } as const) as NDArray;
    if (layoutOf(kept).size === 0) throw new ValueError(`[${op}] division by zero: no averages of no elements`);
    scale = astype(broadcastTo(size / layoutOf(kept).size, layoutOf(kept).shape), layoutOf(kept).dtype.name);
  } else {
    const given = asArray(op, weightsGiven);
    const common = promote(dtype, layoutOf(given).dtype);
    const result = isInexact(dtype) ? common : promote(common, FLOAT64);
    const weights = fittedWeights(op, given, shape, axis);
    scale = sum(weights, { axis, keepdims: true, dtype: result.name } as const) as NDArray;
    if (any(equal(scale, 0))) throw new ValueError(`[${op}] Weights sum to zero, can't be normalized`);
    const products = multiply(array, weights, { dtype: result.name });
    kept = divide(sum(products, { axis, keepdims: true } as const) as NDArray, scale);
    if (returned) scale = copyArray(op, broadcastTo(scale, layoutOf(kept).shape), result, 'C');
  }
  const averaged = deliver(op, kept, { axis, keepdims });
  return (returned ? [averaged, deliver(op, scale, { axis, keepdims })] : averaged) as Averaged<O>;
}

/** Options of cov(). */
export interface CovOptions {
  /** More variables, or observations of one more variable. */
  readonly y?: ArrayLike | null | undefined;
  /** Rows are variables (default), columns observations; or the other way round. */
  readonly rowvar?: boolean | undefined;
  /** Divide by the number of observations, not by one less. */
  readonly bias?: boolean | undefined;
  /** What is taken from the number of observations; overrides `bias`. */
  readonly ddof?: number | null | undefined;
  /** How often each observation was made: integers. */
  readonly fweights?: ArrayLike | null | undefined;
  /** How much each observation counts. */
  readonly aweights?: ArrayLike | null | undefined;
  readonly dtype?: DType | null | undefined;
}

/** Options of corrcoef(). */
export type CorrcoefOptions = Pick<CovOptions, 'y' | 'rowvar' | 'dtype'>;

function readWeights(op: string, name: string, value: ArrayLike | null | undefined, n: number): NDArray | undefined {
  if (value === undefined || value === null) return undefined;
  const weights = asArray(op, value);
  const { shape, dtype } = layoutOf(weights);
  if (shape.length > 1) throw new ShapeError(`[${op}] cannot handle multidimensional ${name}`);
  if (dtype.kind === 'c') throw new DTypeError(`[${op}] expected real numbers for ${name} but got ${dtype.name}`);
  if (shape.length === 0 || shape[0] !== n) throw new ShapeError(`[${op}] incompatible numbers of samples and ${name}`);
  if (any(less(weights, 0))) throw new ValueError(`[${op}] ${name} cannot be negative`);
  return astype(weights, 'float64');
}

/** Variables as rows of one array. */
function readVariables(m: NDArray, rowvar: boolean): NDArray {
  const { shape } = layoutOf(m);
  const rows = shape.length === 2 ? m : reshape(m, [1, layoutOf(m).size]);
  return !rowvar && shape.length === 2 ? transpose(rows) : rows;
}

function covariance(op: string, m: ArrayLike, options: CovOptions | undefined): NDArray {
  const given = readOptions(op, options) ?? {};
  const rowvar = readBoolean(op, 'rowvar', given.rowvar, true);
  const bias = readBoolean(op, 'bias', given.bias, false);
  const { ddof: ddofGiven, fweights: timesGiven, aweights: sharesGiven, dtype: dtypeGiven, y: yGiven } = given;
  if (ddofGiven !== undefined && ddofGiven !== null && !Number.isInteger(ddofGiven)) {
    throw new ValueError(`[${op}] ddof must be integer`);
  }
  const array = asArray(op, m);
  const other = yGiven === undefined || yGiven === null ? undefined : asArray(op, yGiven);
  const dims = Math.max(layoutOf(array).shape.length, other === undefined ? 0 : layoutOf(other).shape.length);
  if (layoutOf(array).shape.length > 2) throw new ShapeError(`[${op}] m has more than 2 dimensions`);
  if (dims > 2) throw new ShapeError(`[${op}] y has more than 2 dimensions`);
  const own = [array, ...(other === undefined ? [] : [other])].map((each) => layoutOf(each).dtype);
  const dtype =
    dtypeGiven === undefined || dtypeGiven === null ? promoteAll([...own, FLOAT64]) : parseDType(op, dtypeGiven);
  if (!isInexact(dtype)) throw new DTypeError(`[${op}] expected a floating dtype but got ${dtype.name}`);
  let x = astype(readVariables(array, rowvar), dtype.name);
  if (layoutOf(x).shape[0] === 0) return makeEmpty(op, FLOAT64 as DTypeInfo, [0, 0]);
  if (other !== undefined) {
    const more = astype(readVariables(other, rowvar), dtype.name);
    if (layoutOf(more).shape[1] !== layoutOf(x).shape[1]) {
      throw new ShapeError(
        `[${op}] all the input array dimensions except for the concatenation axis must match exactly: ${shapeText(layoutOf(x).shape)} and ${shapeText(layoutOf(more).shape)}`,
      );
    }
    x = concatenate([x, more], { axis: 0 });
  }
  const n = layoutOf(x).shape[1]!;
  const ddof = ddofGiven ?? (bias ? 0 : 1);
  const times = readWeights(op, 'fweights', timesGiven, n);
  if (times !== undefined && any(notEqual(times, rint(times)))) {
    throw new DTypeError(`[${op}] fweights must be integer`);
  }
  const shares = readWeights(op, 'aweights', sharesGiven, n);
  const weights = times === undefined ? shares : shares === undefined ? times : multiply(times, shares);
  const total = weights === undefined ? n : (sum(weights) as number);
  if (weights !== undefined && total === 0) throw new ValueError(`[${op}] Weights sum to zero, can't be normalized`);
  let divisor = total - ddof;
  if (weights !== undefined && ddof === 0) divisor = total;
  else if (weights !== undefined && shares !== undefined) {
    divisor = total - (ddof * (sum(multiply(weights, shares)) as number)) / total;
  }
  if (divisor < 0) divisor = 0;
  const centres =
    weights === undefined
      ? (mean(x, { axis: 1, keepdims: true }) as NDArray)
      : divide(sum(multiply(x, weights), { axis: 1, keepdims: true }) as NDArray, total);
  const deviations = subtract(x, centres);
  const weighted = weights === undefined ? deviations : multiply(deviations, weights);
  const products = matmul(deviations, transpose(dtype.kind === 'c' ? conj(weighted) : weighted));
  return astype(multiply(products, 1 / divisor), dtype.name);
}

/** One variable gives a 0-d array. */
const scalarOf = (c: NDArray): NDArray => (layoutOf(c).size === 1 ? reshape(c, []) : c);

/**
 * Estimate the covariances of variables.
 *
 * @param m variables as rows of observations (one variable: 1-D)
 * @returns a square array of covariances, 0-d of one variable; float64, or complex128
 * @throws ShapeError for more than two dimensions or weights that do not fit; ValueError for negative weights
 * @see numpy.cov
 * @example
 * ```ts
 * nd.cov([[0, 1, 2], [2, 1, 0]]).toString(); // '[[ 1. -1.]\n [-1.  1.]]'
 * nd.cov([1, 2, 4], { bias: true, fweights: [1, 2, 1] }).toString(); // '1.1875'
 * ```
 */
export function cov(m: ArrayLike, options?: CovOptions): NDArray {
  return scalarOf(covariance('cov', m, options));
}

/**
 * Compute Pearson's correlation coefficients of variables.
 *
 * @param x variables as rows of observations
 * @returns a square array of coefficients, limited to [-1, 1]; 0-d of one variable
 * @throws ShapeError for more than two dimensions
 * @see numpy.corrcoef
 * @example
 * ```ts
 * nd.corrcoef([[0, 1, 2], [2, 1, 0]]).toString(); // '[[ 1. -1.]\n [-1.  1.]]'
 * ```
 */
export function corrcoef(x: ArrayLike, options?: CorrcoefOptions): NDArray {
  const op = 'corrcoef';
  const { y, rowvar, dtype } = readOptions(op, options) ?? {};
  const c = covariance(op, x, { y, rowvar, dtype });
  const size = layoutOf(c).size;
  if (size === 0) return c;
  if (size === 1) return scalarOf(divide(c, c));
  const deviations = sqrt(real(diagonal(c)) as NDArray);
  const scaled = divide(divide(c, reshape(deviations, [-1, 1])), deviations);
  const limit = (part: NDArray): NDArray => clip(part, -1, 1, { out: part });
  limit(real(scaled) as NDArray);
  if (layoutOf(scaled).dtype.kind === 'c') limit(imag(scaled) as NDArray);
  return scaled;
}
