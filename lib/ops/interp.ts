/** Linear interpolation. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ShapeError, ValueError, badArgument } from '../errors';
import { layoutOf, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { asComplex, type Complex } from '../core/complex';
import { COMPLEX128, FLOAT64, type DTypeInfo, type WeakScalar } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail, putOperand, putShape } from '../core/frame';
import { readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { add, remainder, subtract } from './elementwise.gen';
import { concatenate } from './joining';
import { addressOf, isMapped, plainArray } from './plain-array';
import { argsort } from './sort';
import { take } from './take';

/** Options of interp(). */
export interface InterpOptions {
  /** The value before the first point; that of the first point unless given. */
  readonly left?: number | Complex | null | undefined;
  /** The value behind the last point; that of the last point unless given. */
  readonly right?: number | Complex | null | undefined;
  /** The period of the coordinates, which then need no order; left and right are of no use. */
  readonly period?: number | null | undefined;
}

/** A number for a number, an array for anything else. */
type Interpolated<X> = X extends number | bigint | boolean ? number : NDArray;

/** The two parts of a value beside the points; those of a point where none was given. */
function readBeside(op: string, name: string, value: unknown, point: WeakScalar): [number, number] {
  const chosen = value === undefined || value === null ? point : value;
  const z = asComplex(op, chosen);
  if (z !== undefined) return [z.re, z.im];
  if (typeof chosen === 'number') return [chosen, 0];
  if (typeof chosen === 'bigint') return [Number(chosen), 0];
  throw badArgument(op, name, 'a number', chosen);
}

/**
 * Interpolate linearly between points, to the bit as NumPy.
 *
 * @param x where; real numbers of any shape
 * @param xp coordinates of the points, increasing (not checked) unless `period` is given
 * @param fp values of the points, real or complex
 * @returns float64 or complex128 of the shape of x; a number for a number
 * @throws ValueError for no points, numbers of points that differ, or period 0; ShapeError for points of more dimensions
 * @see numpy.interp
 * @example
 * ```ts
 * nd.interp(2.5, [1, 2, 3], [3, 2, 0]); // 1
 * nd.interp([0, 1.5, 9], [1, 2, 3], [3, 2, 0], { right: -1 }).toString(); // '[ 3.   2.5 -1. ]'
 * nd.interp([-10, 370], [0, 90, 270], [0, 1, 0], { period: 360 }).toString(); // '[0.         0.11111111]'
 * ```
 */
export function interp<const X extends ArrayLike>(
  x: X,
  xp: ArrayLike,
  fp: ArrayLike,
  options?: InterpOptions,
): Interpolated<X> {
  const op = 'interp';
  const given = readOptions(op, options);
  const leftGiven: unknown = given?.left;
  const rightGiven: unknown = given?.right;
  const period: unknown = given?.period;
  let where = asArray(op, x);
  let points = asArray(op, xp);
  let values = asArray(op, fp);
  const complex = layoutOf(values).dtype.kind === 'c';
  for (const each of [where, points]) {
    const { dtype } = layoutOf(each);
    if (dtype.kind !== 'c') continue;
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${dtype.name}') to dtype('float64') according to the rule 'safe'`,
    );
  }
  if (layoutOf(points).shape.length !== 1 || layoutOf(values).shape.length !== 1) {
    if (period !== undefined && period !== null) throw new ValueError(`[${op}] Data points must be 1-D sequences`);
    throw new ShapeError(`[${op}] object too deep for desired array: expected points of 1 dimension`);
  }
  let left = leftGiven;
  let right = rightGiven;
  if (period !== undefined && period !== null) {
    if (typeof period !== 'number') throw badArgument(op, 'period', 'a number', period);
    if (period === 0) throw new ValueError(`[${op}] period must be a non-zero value`);
    if (layoutOf(points).size !== layoutOf(values).size) {
      throw new ValueError(`[${op}] fp and xp are not of the same length.`);
    }
    const length = Math.abs(period);
    [left, right] = [null, null];
    where = remainder(floats(where), length);
    points = remainder(floats(points), length);
    const order = argsort(points);
    points = take(points, order);
    values = take(values, order);
    points = concatenate([subtract(points.at('-1:'), length), points, add(points.at('0:1'), length)]);
    values = concatenate([values.at('-1:'), values, values.at('0:1')]);
  }
  const n = layoutOf(points).size;
  if (n === 0) throw new ValueError(`[${op}] array of sample points is empty`);
  if (layoutOf(values).size !== n) throw new ValueError(`[${op}] fp and xp are not of the same length.`);
  const dtype: DTypeInfo = complex ? COMPLEX128 : FLOAT64;
  const at = plainArray(op, points, FLOAT64);
  const heights = plainArray(op, values, dtype);
  const before = readBeside(op, 'left', left, heights.at(0).item() as WeakScalar);
  const behind = readBeside(op, 'right', right, heights.at(-1).item() as WeakScalar);
  const made = makeEmpty(op, dtype, layoutOf(where).shape);
  const storage = usableStorage(op, where);
  F[ARGS + 1] = addressOf(op, at);
  F[ARGS + 2] = addressOf(op, heights);
  F[ARGS] = n;
  F[ARGS + 3] = complex ? 1 : 0;
  F[ARGS + 4] = storageOf(made).address;
  F[ARGS + 5] = before[0];
  F[ARGS + 6] = before[1];
  F[ARGS + 7] = behind[0];
  F[ARGS + 8] = behind[1];
  putShape(layoutOf(where).shape);
  putOperand(0, storage, layoutOf(where));
  F[FLAGS] = isMapped(where) ? FLAG_MAPPED : 0;
  const status = native.interpolate();
  if (status !== 0) fail(op, status);
  const isNumber = typeof x === 'number' || typeof x === 'bigint' || typeof x === 'boolean';
  return (isNumber ? made.item() : made) as Interpolated<X>;
}

/** Integers as float64. */
function floats(a: NDArray): NDArray {
  return layoutOf(a).dtype === FLOAT64 ? a : plainArray('interp', a, FLOAT64);
}
