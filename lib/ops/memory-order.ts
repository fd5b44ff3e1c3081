/** Arrays that lie in memory as is required of them. */
import type { NDArray } from '../ndarray';
import { ArgumentError, ValueError, badArgument, describe } from '../errors';
import { baseOf, layoutOf, storageOf, usableStorage } from '../core/array-core';
import { copyLike, toArray } from '../core/convert';
import type { DType } from '../core/dtype';
import { readDevice, readOptions } from '../core/options';
import { MAPPED } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { optionalDType, withLeadingAxes } from './creation';

/** Options of ascontiguousarray() and asfortranarray(). */
export interface ContiguousOptions<D extends DType = DType> {
  readonly dtype?: D | undefined;
  /** 'cpu', if anything. */
  readonly device?: 'cpu' | null | undefined;
}

function contiguous(op: string, a: ArrayLike, options: ContiguousOptions | undefined, order: 'C' | 'F'): NDArray {
  const given = readOptions(op, options);
  const dtype = optionalDType(op, given?.dtype);
  readDevice(op, given?.device);
  const made = toArray(op, a, dtype, undefined, order);
  usableStorage(op, made);
  return layoutOf(made).shape.length === 0 ? withLeadingAxes(made, 1, order) : made;
}

/**
 * Give a C-contiguous array of at least one dimension: the array itself where it is one, else a copy.
 *
 * @see numpy.ascontiguousarray
 * @example
 * ```ts
 * nd.ascontiguousarray(nd.ones([2, 3]).T).flags.cContiguous; // true
 * ```
 */
export function ascontiguousarray<D extends DType = DType>(a: ArrayLike, options?: ContiguousOptions<D>): NDArray<D> {
  return contiguous('ascontiguousarray', a, options, 'C') as NDArray<D>;
}

/**
 * Give a Fortran-contiguous array of at least one dimension: the array itself where it is one, else a copy.
 *
 * @see numpy.asfortranarray
 * @example
 * ```ts
 * nd.asfortranarray(nd.ones([2, 3])).flags.fContiguous; // true
 * ```
 */
export function asfortranarray<D extends DType = DType>(a: ArrayLike, options?: ContiguousOptions<D>): NDArray<D> {
  return contiguous('asfortranarray', a, options, 'F') as NDArray<D>;
}

/** What can be required of an array, as NumPy spells it. */
const REQUIREMENTS: Readonly<Record<string, 'C' | 'F' | 'A' | 'W' | 'O' | 'E'>> = {
  C: 'C',
  C_CONTIGUOUS: 'C',
  CONTIGUOUS: 'C',
  F: 'F',
  F_CONTIGUOUS: 'F',
  FORTRAN: 'F',
  A: 'A',
  ALIGNED: 'A',
  W: 'W',
  WRITEABLE: 'W',
  O: 'O',
  OWNDATA: 'O',
  E: 'E',
  ENSUREARRAY: 'E',
};

/** Options of require(). */
export interface RequireOptions<D extends DType = DType> {
  readonly dtype?: D | null | undefined;
  /**
   * Any of 'C' (C-contiguous), 'F' (Fortran-contiguous), 'A' (aligned), 'W' (writable), 'O' (owns its bytes), 'E' (no memmap);
   * NumPy's longer names are understood.
   */
  readonly requirements?: string | readonly string[] | null | undefined;
}

function readRequirements(op: string, value: unknown): Set<string> {
  const wanted = new Set<string>();
  if (value === undefined || value === null) return wanted;
  // A string is a list of its letters, as in NumPy.
  const list = typeof value === 'string' || Array.isArray(value) ? Array.from(value as Iterable<unknown>) : undefined;
  if (list === undefined) throw badArgument(op, 'requirements', 'a string or a list of strings', value);
  for (const each of list) {
    const name = typeof each === 'string' ? each.toUpperCase() : '';
    if (!Object.hasOwn(REQUIREMENTS, name)) {
      throw new ArgumentError(`[${op}] expected requirements among C, F, A, W, O, E but got ${describe(each)}`);
    }
    wanted.add(REQUIREMENTS[name]!);
  }
  if (wanted.has('C') && wanted.has('F')) throw new ValueError(`[${op}] Cannot specify both "C" and "F" order`);
  return wanted;
}

/**
 * Give an array of a dtype that meets requirements: the array itself where it does, else a copy.
 *
 * @throws ValueError for 'C' and 'F' together; ArgumentError for unknown requirements
 * @see numpy.require
 * @example
 * ```ts
 * nd.require(nd.ones([2, 3]), { dtype: 'float32', requirements: ['F', 'W'] }).flags.fContiguous; // true
 * ```
 */
function requireArray<D extends DType = DType>(a: ArrayLike, options?: RequireOptions<D>): NDArray<D> {
  const op = 'require';
  const given = readOptions(op, options);
  const dtype = optionalDType(op, given?.dtype);
  const wanted = readRequirements(op, given?.requirements);
  const order = wanted.has('F') ? 'F' : wanted.has('C') ? 'C' : 'A';
  const made = toArray(op, a, dtype, undefined, order);
  usableStorage(op, made);
  const layout = layoutOf(made);
  const storage = storageOf(made);
  const { aligned } = made.flags;
  const missing =
    (wanted.has('A') && !aligned) ||
    (wanted.has('W') && !layout.writable) ||
    (wanted.has('O') && (baseOf(made) !== null || storage.kind >= MAPPED)) ||
    (wanted.has('E') && storage.kind === MAPPED);
  return (missing ? copyLike(op, made, layout.dtype, order) : made) as NDArray<D>;
}

export { requireArray as require };
