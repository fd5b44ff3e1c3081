/** Orders by several keys, and the order of complex numbers. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ArgumentError, AxisError, ValueError } from '../errors';
import { isArray, layoutOf, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { COMPLEX128, COMPLEX64, FLOAT64, INT64 } from '../core/dtype';
import { ARGS, F, fail } from '../core/frame';
import { sameShape } from '../core/layout';
import { readAxis, readOptions } from '../core/options';
import { MAPPED } from '../core/storage';
import { storeValues } from '../core/store';
import type { ArrayLike } from '../core/types';
import { unstack } from './splitting';
import { moveaxis } from './axes';
import { sort } from './sort';

/** Options of lexsort(). */
export interface LexsortOptions {
  /** The axis of each key to sort along; default -1, the last. */
  readonly axis?: number | undefined;
}

/** The keys: the rows of an array, or the entries of a list. */
function readKeys(op: string, keys: unknown): NDArray[] {
  const none = (): never => {
    throw new ArgumentError(`[${op}] need sequence of keys with len > 0 in lexsort`);
  };
  if (Array.isArray(keys)) {
    const list: NDArray[] = [];
    for (let i = 0; i < keys.length; i++) list.push(asArray(op, keys[i]));
    return list.length === 0 ? none() : list;
  }
  const array = asArray(op, keys);
  const { shape } = layoutOf(array);
  return shape.length === 0 || shape[0] === 0 ? none() : [...unstack(array)];
}

/** The axis last, the elements in one run in memory of ours. */
function rowsOf(op: string, key: NDArray, axis: number): NDArray {
  const moved = layoutOf(key).shape.length < 2 ? key : moveaxis(key, axis, -1);
  const { cContiguous, dtype } = layoutOf(moved);
  return cContiguous && storageOf(moved).kind < MAPPED ? moved : copyArray(op, moved, dtype, 'C');
}

/**
 * Find the positions that sort rows by several keys: by the last one, where it is equal by the one before it, and so on.
 * Rows that are equal in all of them stay in order; nan comes last.
 *
 * @param keys a list of arrays of one shape, or an array whose first axis counts them
 * @returns int64 positions along the axis, of the shape of a key
 * @throws ArgumentError without keys; ValueError when their shapes differ; AxisError
 * @see numpy.lexsort
 * @example
 * ```ts
 * const first = ['Heinrich', 'Galileo', 'Gustav'].map((name) => name.charCodeAt(1));
 * nd.lexsort([first, [8, 7, 8]]).toString(); // '[1 0 2]'
 * ```
 */
export function lexsort(keys: NDArray | readonly ArrayLike[], options?: LexsortOptions): NDArray<'int64'> {
  const op = 'lexsort';
  const axisGiven = readOptions(op, options)?.axis ?? -1;
  const list = readKeys(op, keys);
  const { shape } = layoutOf(list[0]!);
  if (!list.every((key) => sameShape(layoutOf(key).shape, shape))) {
    throw new ValueError(`[${op}] all keys need to be the same shape`);
  }
  // Single elements are rows of one.
  if (shape.length === 0 && axisGiven !== 0 && axisGiven !== -1) {
    throw new AxisError(`[${op}] axis ${axisGiven} is out of bounds for array of dimension 0`);
  }
  const axis = shape.length === 0 ? 0 : readAxis(op, axisGiven, shape.length);
  for (const key of list) usableStorage(op, key);
  const rows = list.map((key) => rowsOf(op, key, axis)).reverse();
  const layout = layoutOf(rows[0]!);
  const made = makeEmpty(op, INT64, layout.shape);
  if (layout.size > 0) {
    const table = makeEmpty(op, FLOAT64, [rows.length, 2]);
    const n = layout.shape.at(-1) ?? 1;
    const values = rows.flatMap((key) => [
      usableStorage(op, key).address + layoutOf(key).offset,
      layoutOf(key).dtype.code,
    ]);
    storeValues(op, usableStorage(op, table), FLOAT64, {
      shape: [values.length],
      values,
      kind: 'number',
      dtype: FLOAT64,
    });
    F[ARGS] = rows.length;
    F[ARGS + 1] = usableStorage(op, table).address;
    F[ARGS + 2] = layout.size / n;
    F[ARGS + 3] = n;
    F[ARGS + 4] = usableStorage(op, made).address;
    const status = native.lexsort();
    if (status !== 0) fail(op, status);
  }
  if (shape.length < 2 || axis === shape.length - 1) return made;
  return copyArray(op, moveaxis(made, -1, axis), INT64, 'C') as NDArray<'int64'>;
}

/**
 * Sort complex numbers by their real, then their imaginary parts, along the last axis. Real numbers become complex: small
 * integers complex64, others complex128.
 *
 * @returns a new complex array of the same shape
 * @throws AxisError for arrays without dimensions
 * @see numpy.sort_complex
 * @example
 * ```ts
 * nd.sortComplex([3, 1, 2]).toString(); // '[1.+0.j 2.+0.j 3.+0.j]'
 * ```
 */
export function sortComplex(a: ArrayLike): NDArray<'complex64' | 'complex128'> {
  const op = 'sortComplex';
  const array = isArray(a) ? a : asArray(op, a);
  const { dtype, shape } = layoutOf(array);
  if (shape.length === 0) throw new AxisError(`[${op}] axis -1 is out of bounds for array of dimension 0`);
  const sorted = sort(array);
  if (dtype.kind === 'c') return sorted as NDArray as NDArray<'complex64' | 'complex128'>;
  const small = (dtype.kind === 'i' || dtype.kind === 'u') && dtype.itemsize <= 2;
  return copyArray(op, sorted, small ? COMPLEX64 : COMPLEX128, 'C') as NDArray as NDArray<'complex64' | 'complex128'>;
}
