/** Numbers that are none, and parts that are nothing: nanToNum, realIfClose. */
import type { NDArray } from '../ndarray';
import { ReadOnlyError } from '../errors';
import { isArray, layoutOf, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { readBoolean, readOptions } from '../core/options';
import { asScalar } from '../core/dtype';
import type { ArrayLike } from '../core/types';
import { copy } from './casting';
import { imag, real } from './complex-parts';
import { finfo } from './limits';
import { fabs, isnan, isneginf, isposinf, less, positive } from './elementwise.gen';
import { all } from './reductions.gen';
import { general } from './ufunc';
import { UFUNCS } from './ufunc-table.gen';

/** Options of nanToNum(). */
export interface NanToNumOptions {
  /** Whether to leave the array as it is (default), or to replace its own elements. */
  readonly copy?: boolean | undefined;
  /** What replaces nan: a number, or an array that broadcasts; default 0. */
  readonly nan?: ArrayLike | undefined;
  /** What replaces infinity; default the largest number of the dtype. */
  readonly posinf?: ArrayLike | null | undefined;
  /** What replaces -infinity; default the most negative number of the dtype. */
  readonly neginf?: ArrayLike | null | undefined;
}

/** A replacement as it is written: everything of the caller's read. */
function readReplacement(op: string, value: ArrayLike): NDArray | number {
  if (isArray(value)) return value;
  const scalar = asScalar(op, value);
  if (scalar === undefined || (typeof scalar === 'object' && scalar !== null)) return asArray(op, value);
  return Number(scalar);
}

/**
 * Replace nan by 0 and infinities by the largest numbers of the dtype, or by what the options say.
 *
 * @param x array, scalar or nested list; complex numbers are replaced part by part, integers and bools have none to replace
 * @param options copy, nan, posinf, neginf
 * @returns a new array of the dtype of `x`; `x` itself with `copy: false`
 * @throws DTypeError for a replacement that does not cast to the dtype; ShapeError; ReadOnlyError
 * @see numpy.nan_to_num
 * @example
 * ```ts
 * nd.nanToNum([NaN, Infinity, 1], { posinf: 9 }).toString(); // '[0. 9. 1.]'
 * ```
 */
export function nanToNum(x: ArrayLike, options?: NanToNumOptions): NDArray {
  const op = 'nanToNum';
  const given = readOptions(op, options);
  const apart = readBoolean(op, 'copy', given?.copy, true);
  const [nanGiven, posinfGiven, neginfGiven] = [given?.nan, given?.posinf, given?.neginf];
  const nan = nanGiven === undefined ? 0 : readReplacement(op, nanGiven);
  const array = asArray(op, x);
  const { dtype, writable } = layoutOf(array);
  if (dtype.kind !== 'f' && dtype.kind !== 'c') return apart ? copy(array) : array;
  if (!apart && !writable) throw new ReadOnlyError(`[${op}] assignment destination is read-only`);
  const most = finfo(dtype.name as 'float64').max;
  const posinf = posinfGiven === undefined || posinfGiven === null ? most : readReplacement(op, posinfGiven);
  const neginf = neginfGiven === undefined || neginfGiven === null ? -most : readReplacement(op, neginfGiven);
  const plain = typeof nan === 'number' && typeof posinf === 'number' && neginf === -posinf;
  if (plain && dtype.kind === 'f') {
    return general(UFUNCS.replaceNonfinite, [array, nan, posinf], apart ? undefined : { out: array });
  }
  const result = apart ? copy(array) : array;
  for (const part of dtype.kind === 'c' ? [real(result), imag(result)] : [result]) {
    if (plain) {
      general(UFUNCS.replaceNonfinite, [part, nan, posinf], { out: part });
      continue;
    }
    const masks = [isnan(part), isposinf(part), isneginf(part)];
    [nan, posinf, neginf].forEach((value, k) => positive(value, { out: part, where: masks[k]! }));
  }
  return result;
}

/** Options of realIfClose(). */
export interface RealIfCloseOptions {
  /** How small imaginary parts must be: above 1 in units of the dtype's eps, else absolutely; default 100. */
  readonly tol?: number | undefined;
}

/**
 * Give the real parts where all imaginary parts are close to zero, else the array.
 *
 * @returns a view of the real parts, or the array itself
 * @see numpy.real_if_close
 * @example
 * ```ts
 * nd.realIfClose([nd.complex(2, 4e-14), 3], { tol: 1000 }).toString(); // '[2. 3.]'
 * ```
 */
export function realIfClose(a: ArrayLike, options?: RealIfCloseOptions): NDArray {
  const op = 'realIfClose';
  const tolGiven = readOptions(op, options)?.tol ?? 100;
  const array = asArray(op, a);
  const { dtype } = layoutOf(array);
  if (dtype.kind !== 'c') {
    usableStorage(op, array);
    return array;
  }
  const tol = tolGiven > 1 ? tolGiven * finfo(dtype.name as 'float64').eps : tolGiven;
  return all(less(fabs(imag(array)), tol)) === true ? real(array) : array;
}
