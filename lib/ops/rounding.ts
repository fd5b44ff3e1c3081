/** Rounding to decimals: NumPy's scaling, rounding and scaling back, in one pass. */
import type { NDArray } from '../ndarray';
import { isArray, layoutOf, makeArray } from '../core/array-core';
import { complex } from '../core/complex';
import { asArray } from '../core/convert';
import { BOOL } from '../core/dtype';
import { Layout, contiguousLayout } from '../core/layout';
import { readInteger, readOptions } from '../core/options';
import { newStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { divide, multiply, positive, rint } from './elementwise.gen';
import { general, keepOrderStrides } from './ufunc';
import { UFUNCS } from './ufunc-table.gen';

/** Options of round(). */
export interface RoundOptions {
  /** Decimal places, or with a minus places before the point; default 0. */
  readonly decimals?: number | bigint | undefined;
  /** Where the result goes. */
  readonly out?: NDArray | undefined;
}

/** 10 to a power by NumPy's products, which round from 10^23 on; Infinity beyond the range. */
function powerOfTen(n: number): number {
  let power = Math.min(n, 9) === n ? 10 ** n : 1e9;
  for (let i = 9; i < n && power !== Infinity; i++) power *= 10;
  return power;
}

/**
 * Round to decimals, halves to even digits: rint(x * 10**decimals) / 10**decimals, as NumPy computes it.
 *
 * @param a array, scalar or nested list; complex numbers are rounded part by part
 * @param options decimals, out
 * @returns an array of the same dtype (of bools float16), or `out`
 * @throws TypeError for a `decimals` that is no integer; DTypeError for bools with decimals, or when the result cannot be
 * cast to `out`; ShapeError
 * @see numpy.round
 * @example
 * ```ts
 * nd.round([0.37, 1.64], { decimals: 1 }).toString(); // '[0.4 1.6]'
 * nd.round([15n, 25n], { decimals: -1 }).toString(); // '[20 20]'
 * ```
 */
export function round(a: ArrayLike, options?: RoundOptions): NDArray {
  const op = 'round';
  const given = readOptions(op, options);
  const decimals = given?.decimals === undefined ? 0 : readInteger(op, 'decimals', given.decimals);
  const out = given?.out;
  const array = asArray(op, a);
  const { dtype } = layoutOf(array);
  const integer = dtype.kind === 'i' || dtype.kind === 'u';
  if (integer && decimals >= 0) return positive(array, { out });
  if (decimals === 0) return rint(array, { out });
  const row = decimals < 0 ? UFUNCS.roundTens : UFUNCS.roundDecimals;
  const power = powerOfTen(Math.abs(decimals));
  const scale = dtype.kind === 'c' ? complex(power, power) : power;
  if (dtype === BOOL && out === undefined) {
    return general(row, [array, scale], { out: emptyLike(op, array), dtype: 'float64' });
  }
  if (integer && out === undefined) {
    return general(row, [array, scale], { out: emptyLike(op, array), dtype: 'float64', casting: 'unsafe' });
  }
  if (isArray(out) && layoutOf(out).dtype !== dtype) {
    // Each step is rounded to the dtype of the output.
    const [there, back] = decimals < 0 ? [divide, multiply] : [multiply, divide];
    return back(rint(there(array, power, { out }), { out }), power, { out });
  }
  return general(row, [array, scale], { out });
}

/** A new array of an array's dtype, shape and order of axes. */
function emptyLike(op: string, array: NDArray): NDArray {
  const { dtype, shape } = layoutOf(array);
  const plain = contiguousLayout(op, dtype, shape);
  const strides = keepOrderStrides(shape, dtype.itemsize, [layoutOf(array)]);
  const layout = strides === undefined ? plain : new Layout(dtype, shape, strides, 0, plain.size, true);
  return makeArray(newStorage(op, plain.nbytes), layout);
}

export { round as around };
