/** Variances: the names of their divisor, and variances about means that are known. */
import type { NDArray } from '../ndarray';
import { DTypeError, ReadOnlyError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import {
  COMPLEX64,
  FLOAT16,
  FLOAT32,
  FLOAT64,
  castAllowed,
  isInexact,
  parseDType,
  type WeakScalar,
} from '../core/dtype';
import { sameShape, shapeText } from '../core/layout';
import { readAxesOrNone, readBoolean, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { astype } from './casting';
import { imag, real } from './complex-parts';
import { add, divide, equal, lessEqual, logicalAnd, maximum, multiply, sqrt, subtract } from './elementwise.gen';
import { REDUCTIONS } from './reduction-table.gen';
import { reduce, type ReductionOptions, type ReductionRow } from './reduction';
import { broadcastTo, reshape } from './shape';

const SUM: ReductionRow = REDUCTIONS.sum;
const COUNT_OF_NUMBERS: ReductionRow = {
  name: 'count',
  numpy: 'count_nonzero',
  code: 12,
  result: 'count',
  identity: true,
  ufunc: 'add',
};

/** N - ddof, ddof being given under either of its names. */
function readDdof(op: string, ddof: unknown, correction: unknown): number {
  const given = ddof ?? 0;
  if (typeof given !== 'number') throw badArgument(op, 'ddof', 'a number', ddof);
  if (correction === undefined || correction === null) return given;
  if (typeof correction !== 'number') throw badArgument(op, 'correction', 'a number', correction);
  if (given !== 0) throw new ValueError(`[${op}] ddof and correction can't be provided simultaneously.`);
  return correction;
}

/** The numbers that count for each result, as an array with the reduced axes kept; those of `where` alone. */
export function countNumbers(
  a: NDArray,
  axis: ReductionOptions['axis'],
  where: ArrayLike | undefined,
  skipNan: boolean,
): NDArray {
  const { dtype, shape } = layoutOf(a);
  if (skipNan && isInexact(dtype)) return reduce(COUNT_OF_NUMBERS, a, { axis, keepdims: true, where }) as NDArray;
  return reduce(SUM, broadcastTo(where ?? true, shape), { axis, keepdims: true }) as NDArray;
}

/** Brings a result with kept axes to the form that was asked for: `out`, an array, or a value. */
export function deliver(
  op: string,
  kept: NDArray,
  options: Pick<ReductionOptions, 'axis' | 'keepdims' | 'out'>,
): WeakScalar | NDArray {
  const { axis, keepdims, out } = options;
  const full = layoutOf(kept).shape;
  const whole = axis === undefined || axis === null;
  const reduced = whole ? full.map(() => true) : readAxesOrNone(op, axis, full.length);
  const target = keepdims === true ? full : full.filter((_, i) => !reduced[i]);
  const shaped = reshape(kept, target);
  if (out !== undefined) {
    const layout = layoutOf(out);
    if (!layout.writable) throw new ReadOnlyError(`[${op}] output array is read-only`);
    if (!sameShape(layout.shape, target)) {
      throw new ShapeError(
        `[${op}] output parameter has the wrong shape: expected ${shapeText(target)} but got ${shapeText(layout.shape)}`,
      );
    }
    if (!castAllowed(layoutOf(kept).dtype, layout.dtype, 'same_kind')) {
      throw new DTypeError(
        `[${op}] Cannot cast output from dtype('${layoutOf(kept).dtype.name}') to dtype('${layout.dtype.name}') with casting rule 'same_kind'`,
      );
    }
    assign(op, out, shaped);
    return out;
  }
  if (keepdims === true || !whole) return shaped;
  return shaped.item() as WeakScalar;
}

/** Squared deviations from a mean, whose shape broadcasts, as NumPy computes them: in the dtype of the differences. */
function squaredDeviations(a: NDArray, mean: NDArray): NDArray {
  const deviations = subtract(a, mean);
  if (layoutOf(deviations).dtype.kind !== 'c') return multiply(deviations, deviations, { out: deviations });
  const re = real(deviations) as NDArray;
  const im = imag(deviations) as NDArray;
  const squares = multiply(re, re);
  return add(squares, multiply(im, im), { out: squares });
}

function varianceAbout(
  row: ReductionRow,
  a: ArrayLike,
  mean: ArrayLike,
  options: ReductionOptions & { readonly ddof: number },
): WeakScalar | NDArray {
  const op = row.name;
  const { axis, out, where, ddof } = options;
  const keepdims = readBoolean(op, 'keepdims', options.keepdims, false);
  if (out !== undefined && !isArray(out)) throw badArgument(op, 'out', 'an NDArray', out);
  const array = asArray(op, a);
  const about = asArray(op, mean);
  const from = layoutOf(array).dtype;
  const asked = options.dtype === undefined ? undefined : parseDType(op, options.dtype);
  if (asked !== undefined && !isInexact(asked)) {
    throw new DTypeError(`[${op}] expected a floating dtype for ${op} but got ${asked.name}`);
  }
  const skipNan = row.skipNan === true;
  const squares = squaredDeviations(array, about);
  if (!sameShape(layoutOf(squares).shape, layoutOf(array).shape)) {
    throw new ShapeError(
      `[${op}] a mean of shape ${shapeText(layoutOf(about).shape)} does not fit an array of shape ${shapeText(layoutOf(array).shape)}`,
    );
  }
  const computed = asked ?? (from === FLOAT16 ? FLOAT32 : layoutOf(squares).dtype);
  const numbers = skipNan ? equal(array, array) : undefined;
  const counted = numbers === undefined ? where : where === undefined ? numbers : logicalAnd(where, numbers);
  const sums = reduce(SUM, squares, { axis, keepdims: true, dtype: computed.name, where: counted }) as NDArray;
  const freedom = subtract(countNumbers(array, axis, where, skipNan), ddof);
  const divisor = maximum(freedom, 0);
  const variance = divide(sums, divisor);
  if (skipNan) assign(op, variance, NaN, lessEqual(freedom, 0));
  if (op.endsWith('std')) sqrt(variance, { out: variance });
  const real32 = from === COMPLEX64 || from === FLOAT32 ? FLOAT32 : FLOAT64;
  const result = asked ?? (from === FLOAT16 ? FLOAT16 : real32);
  return deliver(op, astype(variance, result.name), { axis, keepdims, out });
}

/**
 * Runs var, std or their kin that skip nan; with the option `mean` about that mean.
 *
 * @throws ValueError when both ddof and correction are given
 */
export function reduceVariance(row: ReductionRow, a: ArrayLike, options?: ReductionOptions): WeakScalar | NDArray {
  const given = readOptions(row.name, options);
  if (given === undefined) return reduce(row, a);
  const { axis, keepdims, out, dtype, where, mean, ddof, correction } = given;
  const rest = { axis, keepdims, out, dtype, where, ddof: readDdof(row.name, ddof, correction) };
  return mean === undefined || mean === null ? reduce(row, a, rest) : varianceAbout(row, a, mean, rest);
}
