/** Sets of elements: which are among others, and what two arrays have together or apart. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ValueError, badArgument, describe } from '../errors';
import { layoutOf, makeEmpty, makeView, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { BOOL, INT64, UINT64, integerLimits, isInexact, promote, type DType, type DTypeInfo } from '../core/dtype';
import { ARGS, F, RESULTS, fail } from '../core/frame';
import { Layout } from '../core/layout';
import { readBoolean, readOptions } from '../core/options';
import { MAPPED } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { equal, greaterEqual, lessEqual, logicalAnd, minimum, notEqual, subtract } from './elementwise.gen';
import { concatenate } from './joining';
import { searchsorted } from './search';
import { select } from './select';
import { ravel } from './shape';
import { argsort, sort } from './sort';
import { unique } from './unique';

/** Options of isin(). */
export interface IsinOptions {
  /** Accepted as NumPy's: nothing is gained by it. */
  readonly assumeUnique?: boolean | undefined;
  /** Tell which are not among the others. */
  readonly invert?: boolean | undefined;
  /** 'table': a bit for each integer of the range of the others, however wide it is; default: what is fastest. */
  readonly kind?: 'sort' | 'table' | null | undefined;
}

/** Options of setdiff1d() and setxor1d(). */
export interface SetOptions {
  /** The arrays hold no element twice: they are taken as they are. */
  readonly assumeUnique?: boolean | undefined;
}

/** Options of intersect1d(). */
export interface IntersectOptions extends SetOptions {
  /** Also give where in each array the common elements come first. */
  readonly returnIndices?: boolean | undefined;
}

/** Elements of one run in memory of ours, of a dtype. */
function packed(op: string, array: NDArray, dtype: DTypeInfo): NDArray {
  const layout = layoutOf(array);
  // Bools in memory may be any byte.
  if (layout.dtype === BOOL && dtype === BOOL) return notEqual(array, false);
  const usable = layout.dtype === dtype && layout.cContiguous && usableStorage(op, array).kind < MAPPED;
  return usable ? array : copyArray(op, array, dtype, 'C');
}

/** The integers that a dtype can hold: others equal none of its elements. */
function within(others: NDArray, dtype: DTypeInfo): NDArray {
  const [low, high] = integerLimits(dtype);
  return select(others, logicalAnd(greaterEqual(others, low), lessEqual(others, high)));
}

function isMember(op: string, element: NDArray, others: NDArray, invert: boolean, table: boolean): NDArray<'bool'> {
  const own = layoutOf(element).dtype;
  const common = promote(own, layoutOf(others).dtype);
  // Signed and unsigned integers of 64 bits have only floats in common, which would not tell them apart.
  const exact = isInexact(common) && !isInexact(own) && !isInexact(layoutOf(others).dtype);
  const dtype = exact ? (own.kind === 'u' ? UINT64 : INT64) : common;
  const wanted = packed(op, exact ? within(ravel(others), dtype) : ravel(others), dtype);
  const asked = packed(op, element, dtype);
  const made = makeEmpty(op, BOOL, layoutOf(asked).shape);
  if (layoutOf(asked).size === 0) return made;
  F[ARGS] = dtype.code;
  F[ARGS + 1] = usableStorage(op, asked).address + layoutOf(asked).offset;
  F[ARGS + 2] = layoutOf(asked).size;
  F[ARGS + 3] = usableStorage(op, wanted).address + layoutOf(wanted).offset;
  F[ARGS + 4] = layoutOf(wanted).size;
  F[ARGS + 5] = invert ? 1 : 0;
  F[ARGS + 6] = table ? 1 : 0;
  F[ARGS + 7] = usableStorage(op, made).address;
  const status = native.isMember();
  if (status !== 0) fail(op, status);
  return F[RESULTS] === 0 ? made : memberBySearch(asked, wanted, invert);
}

/** The same by sorting, for elements that a hash table cannot keep apart. */
function memberBySearch(element: NDArray, others: NDArray, invert: boolean): NDArray<'bool'> {
  const sorted = sort(others);
  const places = minimum(searchsorted(sorted, element), layoutOf(sorted).size - 1);
  const nearest = select(sorted, places);
  return invert ? notEqual(nearest, element) : equal(nearest, element);
}

/**
 * Tell for each element whether it is among others. Nan is among none.
 *
 * @param element array, scalar or nested list
 * @param testElements what to look among: its shape does not matter
 * @returns bools of the shape of `element`
 * @throws ValueError for an unknown kind, or 'table' for what are no integers
 * @see numpy.isin
 * @example
 * ```ts
 * nd.isin([1, 2, 3, 4], [2, 4, 6]).toString(); // '[False  True False  True]'
 * nd.isin([1, 2, 3, 4], [2, 4, 6], { invert: true }).toString(); // '[ True False  True False]'
 * ```
 */
export function isin(element: ArrayLike, testElements: ArrayLike, options?: IsinOptions): NDArray<'bool'> {
  const op = 'isin';
  const given = readOptions(op, options);
  readBoolean(op, 'assumeUnique', given?.assumeUnique, false);
  const invert = readBoolean(op, 'invert', given?.invert, false);
  const kind: unknown = given?.kind ?? undefined;
  if (kind !== undefined && kind !== 'sort' && kind !== 'table') {
    if (typeof kind !== 'string') throw badArgument(op, 'kind', "null, 'sort' or 'table'", kind);
    throw new ValueError(`[${op}] Invalid kind: ${describe(kind)}. Please use null, 'sort' or 'table'.`);
  }
  const array = asArray(op, element);
  const others = asArray(op, testElements);
  usableStorage(op, array);
  usableStorage(op, others);
  const table = kind === 'table';
  if (table && (isInexact(layoutOf(array).dtype) || isInexact(layoutOf(others).dtype))) {
    throw new ValueError(
      `[${op}] The 'table' method is only supported for boolean or integer arrays. Please select 'sort' or null for kind.`,
    );
  }
  return isMember(op, array, others, invert, table);
}

/** All but the last, or all but the first, of a 1-D array. */
function but(a: NDArray, end: 'last' | 'first'): NDArray {
  const { dtype, size, strides, offset, writable } = layoutOf(a);
  const start = end === 'first' && size > 0 ? offset + strides[0]! : offset;
  const length = Math.max(size - 1, 0);
  return makeView(a, new Layout(dtype, [length], strides, start, length, writable));
}

function readPair(op: string, ar1: ArrayLike, ar2: ArrayLike): [NDArray, NDArray] {
  const first = asArray(op, ar1);
  const second = asArray(op, ar2);
  usableStorage(op, first);
  usableStorage(op, second);
  return [first, second];
}

/**
 * Find the elements of either of two arrays, each once, sorted.
 *
 * @returns a new 1-D array of the dtype of both together
 * @see numpy.union1d
 * @example
 * ```ts
 * nd.union1d([3, 1], [2, 3]).toString(); // '[1. 2. 3.]'
 * ```
 */
export function union1d(ar1: ArrayLike, ar2: ArrayLike): NDArray {
  const [first, second] = readPair('union1d', ar1, ar2);
  return unique(concatenate([ravel(first), ravel(second)])) as NDArray;
}

/** What intersect1d() gives: an array, or a list that begins with it. */
export type Intersection<O> = O extends { readonly returnIndices: true }
  ? [values: NDArray, first: NDArray<'int64'>, second: NDArray<'int64'>]
  : NDArray;

/**
 * Find the elements of both of two arrays, each once, sorted.
 *
 * @returns a new 1-D array; with `returnIndices` a list of it and where in each (flattened) array its elements come first
 * @see numpy.intersect1d
 * @example
 * ```ts
 * nd.intersect1d([1, 3, 4, 3], [3, 1, 2]).toString(); // '[1. 3.]'
 * const [, first] = nd.intersect1d([1, 3, 4, 3], [3, 1, 2], { returnIndices: true });
 * first.toString(); // '[0 1]'
 * ```
 */
export function intersect1d<const O extends IntersectOptions = Record<never, never>>(
  ar1: ArrayLike,
  ar2: ArrayLike,
  options?: O,
): Intersection<O>;
export function intersect1d(ar1: ArrayLike, ar2: ArrayLike, options?: IntersectOptions): NDArray | NDArray[] {
  const op = 'intersect1d';
  const given = readOptions(op, options);
  const assumeUnique = readBoolean(op, 'assumeUnique', given?.assumeUnique, false);
  const returnIndices = readBoolean(op, 'returnIndices', given?.returnIndices, false);
  const [first, second] = readPair(op, ar1, ar2);
  let a = ravel(first);
  let b = ravel(second);
  let places: NDArray[] | undefined;
  if (!assumeUnique) {
    if (returnIndices) {
      const [values, index] = unique(a, { returnIndex: true });
      const [others, otherIndex] = unique(b, { returnIndex: true });
      a = values;
      b = others;
      places = [index!, otherIndex!];
    } else {
      a = unique(a) as NDArray;
      b = unique(b) as NDArray;
    }
    const common = layoutOf(a).dtype === layoutOf(b).dtype;
    // What is unique and sorted stays so where it is picked.
    if (common && !returnIndices) return select(a, isMember(op, a, b, false, false));
  }
  const both = concatenate([a, b]);
  const order = returnIndices ? argsort(both) : undefined;
  const sorted = order === undefined ? sort(both) : select(both, order);
  const same = equal(but(sorted, 'first'), but(sorted, 'last'));
  const values = select(but(sorted, 'last'), same);
  if (order === undefined) return values;
  const inFirst = select(but(order, 'last'), same);
  const inSecond = subtract(select(but(order, 'first'), same), layoutOf(a).size);
  if (places === undefined) return [values, inFirst, inSecond];
  return [values, select(places[0]!, inFirst), select(places[1]!, inSecond)];
}

/**
 * Find the elements of one array that are not in another, each once, sorted; in their order with `assumeUnique`.
 *
 * @returns a new 1-D array of the dtype of the first
 * @see numpy.setdiff1d
 * @example
 * ```ts
 * nd.setdiff1d([3, 1, 2, 4], [2, 5]).toString(); // '[1. 3. 4.]'
 * ```
 */
export function setdiff1d<D extends DType>(
  ar1: NDArray<D> | Exclude<ArrayLike, NDArray>,
  ar2: ArrayLike,
  options?: SetOptions,
): NDArray<D>;
export function setdiff1d(ar1: ArrayLike, ar2: ArrayLike, options?: SetOptions): NDArray {
  const op = 'setdiff1d';
  const assumeUnique = readBoolean(op, 'assumeUnique', readOptions(op, options)?.assumeUnique, false);
  const [first, second] = readPair(op, ar1, ar2);
  const a = assumeUnique ? ravel(first) : (unique(ravel(first)) as NDArray);
  return select(a, isMember(op, a, second, true, false));
}

/**
 * Find the elements of exactly one of two arrays, each once, sorted.
 *
 * @returns a new 1-D array of the dtype of both together
 * @see numpy.setxor1d
 * @example
 * ```ts
 * nd.setxor1d([1, 2, 3], [3, 4]).toString(); // '[1. 2. 4.]'
 * ```
 */
export function setxor1d(ar1: ArrayLike, ar2: ArrayLike, options?: SetOptions): NDArray {
  const op = 'setxor1d';
  const assumeUnique = readBoolean(op, 'assumeUnique', readOptions(op, options)?.assumeUnique, false);
  const [first, second] = readPair(op, ar1, ar2);
  const parts = [ravel(first), ravel(second)].map((a) => (assumeUnique ? a : (unique(a) as NDArray)));
  const both = concatenate(parts);
  if (layoutOf(both).size === 0) return both;
  const sorted = sort(both);
  const differs = notEqual(but(sorted, 'first'), but(sorted, 'last'));
  const edge = asArray(op, [true]);
  return select(sorted, logicalAnd(concatenate([edge, differs]), concatenate([differs, edge])));
}
