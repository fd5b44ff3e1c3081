/** Whether arrays are equal, or nearly: isclose, allclose, arrayEqual, arrayEquiv. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError } from '../errors';
import { isArray, layoutOf, makeArray, makeEmpty, usableStorage } from '../core/array-core';
import { broadcastShapes } from '../core/broadcast';
import { Complex } from '../core/complex';
import { asArray } from '../core/convert';
import { copyInto } from '../core/copy';
import {
  BOOL,
  COMPLEX128,
  COMPLEX64,
  FLOAT16,
  FLOAT32,
  FLOAT64,
  asScalar,
  isInexact,
  promote,
  promoteAll,
  weakDType,
  type DTypeInfo,
  type WeakScalar,
} from '../core/dtype';
import {
  ARGS,
  F,
  FLAGS,
  FLAG_MAPPED,
  RESULTS,
  fail,
  putBroadcast,
  putScalarOperand,
  putShape,
  writeScalar,
} from '../core/frame';
import { INVALID, kindsOf, kindsOfScalar, reportKind, watch } from '../core/errstate';
import { halfBits, halfValue } from '../core/half';
import { Layout, contiguousStrides, sameShape, sizeOf } from '../core/layout';
import { readBoolean, readOptions } from '../core/options';
import { MAPPED, newStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { imag, real } from './complex-parts';
import { keepOrderStrides, resolveOperands } from './ufunc';
import { UFUNCS } from './ufunc-table.gen';

/** Options of isclose() and allclose(). */
export interface CloseOptions {
  /** Relative tolerance, of the second array's elements. Default 1e-5. */
  readonly rtol?: ArrayLike | undefined;
  /** Absolute tolerance. Default 1e-8. */
  readonly atol?: ArrayLike | undefined;
  /** Whether two nans are close. Default false, as in NumPy. */
  readonly equalNan?: boolean | undefined;
}

/** Options of arrayEqual(). */
export interface EqualOptions {
  /** Whether two nans are equal. Default false, as in NumPy. */
  readonly equalNan?: boolean | undefined;
}

/** Arrays count with their dtype, scalars weakly. */
type Operand = NDArray | WeakScalar;

function readNumber(op: string, x: ArrayLike): Operand {
  return isArray(x) ? x : (asScalar(op, x) ?? asArray(op, x));
}

/** The dtype of the parts. */
const partsOf = (dtype: DTypeInfo): DTypeInfo =>
  dtype === COMPLEX64 ? FLOAT32 : dtype === COMPLEX128 ? FLOAT64 : dtype;

/** What an array counts as in a difference: integers, which could wrap, as float64. */
const inexactOf = (dtype: DTypeInfo): DTypeInfo => (isInexact(dtype) ? dtype : FLOAT64);

const sizeOfScalar = (y: WeakScalar): number => (typeof y === 'object' ? Math.hypot(y.re, y.im) : Math.abs(Number(y)));

/** The dtype of the difference. The second number is inexact at least. */
function differenceDType(x: Operand, y: Operand): DTypeInfo {
  if (isArray(y)) {
    const second = inexactOf(layoutOf(y).dtype);
    return promote(isArray(x) ? layoutOf(x).dtype : weakDType(x, second), second);
  }
  const first = isArray(x) ? layoutOf(x).dtype : typeof x === 'object' ? COMPLEX128 : FLOAT64;
  return typeof y === 'object' ? weakDType(y, first) : inexactOf(first);
}

/** atol + rtol |y|: the dtype it is computed in, and the two tolerances as the parts of complex numbers. */
interface Limit {
  readonly dtype: DTypeInfo;
  readonly pairs: NDArray | Complex;
}

function readLimit(op: string, y: Operand, difference: DTypeInfo, rtol: Operand, atol: Operand): Limit {
  const arrays = [rtol, atol].filter(isArray).map((each) => layoutOf(each).dtype);
  if ([rtol, atol].some((each) => (isArray(each) ? layoutOf(each).dtype.kind === 'c' : typeof each === 'object'))) {
    throw new DTypeError(`[${op}] expected real numbers for rtol and atol but got complex ones`);
  }
  if (!isArray(rtol) && !isArray(atol)) {
    let [relative, absolute] = [Number(rtol), Number(atol)];
    if (!isArray(y)) [relative, absolute] = [0, absolute + relative * sizeOfScalar(y)];
    const dtype = partsOf(isArray(y) ? inexactOf(layoutOf(y).dtype) : difference);
    if (dtype === FLOAT16) [relative, absolute] = [halfValue(halfBits(relative)), halfValue(halfBits(absolute))];
    return { dtype, pairs: new Complex(relative, absolute) };
  }
  const common = promoteAll(isArray(y) ? [partsOf(inexactOf(layoutOf(y).dtype)), ...arrays] : arrays);
  const dtype = inexactOf(common);
  const shape = broadcastShapes(
    op,
    [rtol, atol].map((each) => (isArray(each) ? layoutOf(each).shape : [])),
    COMPLEX128.itemsize,
  );
  const pairs = makeEmpty(op, dtype === FLOAT64 ? COMPLEX128 : COMPLEX64, shape);
  for (const [part, given] of [
    [real(pairs), rtol],
    [imag(pairs), atol],
  ] as const) {
    const from = asArray(op, given);
    copyInto(op, usableStorage(op, part), layoutOf(part), usableStorage(op, from), layoutOf(from));
  }
  return { dtype, pairs };
}

/** Writes an operand, an array or a scalar of the dtype; tells whether it lies in a map. */
function putNumber(op: string, k: number, x: Operand, dtype: DTypeInfo, shape: readonly number[]): boolean {
  if (!isArray(x)) {
    putScalarOperand(k, writeScalar(k, dtype, x), dtype, shape.length);
    return false;
  }
  const storage = usableStorage(op, x);
  putBroadcast(k, storage, layoutOf(x), shape);
  return storage.kind === MAPPED;
}

/** Where invalid values are not ignored, tolerances must be finite. */
function checkTolerances(op: string, rtol: Operand, atol: Operand): void {
  const kinds = [rtol, atol].map((x) =>
    isArray(x) ? kindsOf(op, usableStorage(op, x), layoutOf(x)) : kindsOfScalar(x),
  );
  if (kinds.every((kind) => kind === 0)) return;
  const text = `One of rtol or atol is not valid, atol: ${String(atol)}, rtol: ${String(rtol)}`;
  reportKind(op, 'invalid', text, INVALID, 'isclose');
}

/** Compares elementwise into a new array, or, with `whole`, tells whether all are close. */
function compare(
  op: string,
  a: ArrayLike,
  b: ArrayLike,
  options: CloseOptions | undefined,
  whole: boolean,
): NDArray | boolean {
  const given = readOptions(op, options);
  const rtolGiven = given?.rtol;
  const atolGiven = given?.atol;
  const equalNan = readBoolean(op, 'equalNan', given?.equalNan, false);
  const rtol = rtolGiven === undefined ? 1e-5 : readNumber(op, rtolGiven);
  const atol = atolGiven === undefined ? 1e-8 : readNumber(op, atolGiven);
  const x = readNumber(op, a);
  const y = readNumber(op, b);
  if (watch.on) checkTolerances(op, rtol, atol);
  const dtype = differenceDType(x, y);
  const limit = readLimit(op, y, dtype, rtol, atol);
  const layouts = [x, y, limit.pairs].filter(isArray).map(layoutOf);
  const shape = broadcastShapes(
    op,
    layouts.map((layout) => layout.shape),
    BOOL.itemsize,
  );
  const size = sizeOf(op, shape, BOOL.itemsize);
  let made: NDArray | undefined;
  if (!whole) {
    const strides = keepOrderStrides(shape, BOOL.itemsize, layouts) ?? contiguousStrides(shape, BOOL.itemsize);
    made = makeArray(newStorage(op, size), new Layout(BOOL, shape, strides, 0, size, true));
  }
  putShape(shape);
  const pairs = limit.dtype === FLOAT64 ? COMPLEX128 : COMPLEX64;
  let mapped = putNumber(op, 0, x, dtype, shape);
  mapped = putNumber(op, 1, y, dtype, shape) || mapped;
  mapped = putNumber(op, 2, limit.pairs, pairs, shape) || mapped;
  if (made !== undefined) putNumber(op, 3, made, BOOL, shape);
  if (size === 0) return made ?? true;
  F[ARGS] = dtype.code;
  F[ARGS + 1] = limit.dtype.code;
  F[ARGS + 2] = equalNan ? 1 : 0;
  F[ARGS + 3] = whole ? 0 : 1;
  F[FLAGS] = mapped ? FLAG_MAPPED : 0;
  const status = native.close();
  if (status !== 0) fail(op, status);
  return made ?? F[RESULTS] === 1;
}

/**
 * Tell for each pair of elements whether |a - b| <= atol + rtol |b|. Infinities are close to themselves alone, nans to
 * nothing but, with `equalNan`, to nans. The test is not symmetric: the relative tolerance is of `b`.
 *
 * @param a array, scalar or nested list
 * @param b what `a` is compared with: broadcast with it, as are the tolerances
 * @returns bools of the broadcast shape
 * @throws ShapeError when the shapes do not broadcast; DTypeError for complex tolerances
 * @see numpy.isclose
 * @example
 * ```ts
 * nd.isclose([0.1 + 0.2, 1, NaN], [0.3, 1.1, NaN]).toString(); // '[ True False False]'
 * nd.isclose([100, 200], 150, { atol: [10, 60] }).toString(); // '[False  True]'
 * ```
 */
export function isclose(a: ArrayLike, b: ArrayLike, options?: CloseOptions): NDArray<'bool'> {
  return compare('isclose', a, b, options, false) as NDArray<'bool'>;
}

/**
 * Tell whether |a - b| <= atol + rtol |b| holds for all pairs of elements, as isclose does for each. Nothing is stored, and
 * the first pair that is not close ends the search.
 *
 * @param a array, scalar or nested list
 * @param b what `a` is compared with: broadcast with it
 * @throws ShapeError when the shapes do not broadcast; DTypeError for complex tolerances
 * @see numpy.allclose
 * @example
 * ```ts
 * nd.allclose([0.1 + 0.2, 1], [0.3, 1]); // true
 * nd.allclose([1, NaN], [1, NaN], { equalNan: true }); // true
 * ```
 */
export function allclose(a: ArrayLike, b: ArrayLike, options?: CloseOptions): boolean {
  return compare('allclose', a, b, options, true) as boolean;
}

/** Whether two arrays hold the same numbers over a shape to which both broadcast. */
function allEqual(op: string, a: NDArray, b: NDArray, shape: readonly number[], equalNan: boolean): boolean {
  const x = layoutOf(a).dtype;
  const y = layoutOf(b).dtype;
  // Resolves before an empty shape is left: what cannot be compared is an error all the same.
  const { loop } = resolveOperands(UFUNCS.notEqual, [a, b]);
  const size = sizeOf(op, shape, 1);
  putShape(shape);
  const mapped = [putNumber(op, 0, a, x, shape), putNumber(op, 1, b, y, shape)].some(Boolean);
  if (size === 0) return true;
  const withNans = equalNan && (isInexact(x) || isInexact(y));
  F[ARGS] = withNans ? -1 : loop.id;
  F[ARGS + 1] = promote(x, y).code;
  F[FLAGS] = mapped ? FLAG_MAPPED : 0;
  const status = native.differ();
  if (status !== 0) fail(op, status);
  return F[RESULTS] === 0;
}

/**
 * Tell whether two arrays have the same shape and the same elements, whatever their dtypes. The first difference ends the
 * search.
 *
 * @param a1 array, scalar or nested list
 * @param a2 what `a1` is compared with
 * @see numpy.array_equal
 * @example
 * ```ts
 * nd.arrayEqual([1, 2], [1n, 2n]); // true
 * nd.arrayEqual([1, NaN], [1, NaN]); // false
 * nd.arrayEqual([1, NaN], [1, NaN], { equalNan: true }); // true
 * ```
 */
export function arrayEqual(a1: ArrayLike, a2: ArrayLike, options?: EqualOptions): boolean {
  const op = 'arrayEqual';
  const equalNan = readBoolean(op, 'equalNan', readOptions(op, options)?.equalNan, false);
  const x = asArray(op, a1);
  const y = asArray(op, a2);
  const { shape } = layoutOf(x);
  usableStorage(op, x);
  usableStorage(op, y);
  return sameShape(shape, layoutOf(y).shape) && allEqual(op, x, y, shape, equalNan);
}

/**
 * Tell whether two arrays broadcast together and are equal then.
 *
 * @param a1 array, scalar or nested list
 * @param a2 what `a1` is compared with
 * @see numpy.array_equiv
 * @example
 * ```ts
 * nd.arrayEquiv([1, 2], [[1, 2], [1, 2]]); // true
 * nd.arrayEquiv([1, 2], [1, 2, 3]); // false
 * ```
 */
export function arrayEquiv(a1: ArrayLike, a2: ArrayLike): boolean {
  const op = 'arrayEquiv';
  const x = asArray(op, a1);
  const y = asArray(op, a2);
  const [first, second] = [layoutOf(x).shape, layoutOf(y).shape];
  usableStorage(op, x);
  usableStorage(op, y);
  if (!broadcastsTogether(first, second)) return false;
  return allEqual(op, x, y, broadcastShapes(op, [first, second], 1), false);
}

function broadcastsTogether(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 1; i <= Math.min(a.length, b.length); i++) {
    const [p, q] = [a[a.length - i]!, b[b.length - i]!];
    if (p !== q && p !== 1 && q !== 1) return false;
  }
  return true;
}
