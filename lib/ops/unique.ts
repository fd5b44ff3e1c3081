/** The different elements of an array, or the different parts of it along an axis. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { layoutOf, makeArray, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { DTYPES, INT64, type DType } from '../core/dtype';
import { ARGS, F, RESULTS, fail } from '../core/frame';
import { Layout, contiguousLayout } from '../core/layout';
import { readAxis, readBoolean, readOptions } from '../core/options';
import { MAPPED, release } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { notEqual } from './elementwise.gen';
import { select } from './select';
import { ravel, reshape, transpose } from './shape';
import { argsort, sort } from './sort';

/** Options of unique(). */
export interface UniqueOptions {
  /** Also give where each unique element comes first. */
  readonly returnIndex?: boolean | undefined;
  /** Also give which unique element each element is. */
  readonly returnInverse?: boolean | undefined;
  /** Also give how often each unique element comes. */
  readonly returnCounts?: boolean | undefined;
  /** Compare the parts of the array along this axis; undefined or null: single elements. */
  readonly axis?: number | null | undefined;
  /** Whether nans are the same; default true. Those in parts along an axis never are. */
  readonly equalNan?: boolean | undefined;
  /** Accepted as NumPy's: the result is sorted either way. */
  readonly sorted?: boolean | undefined;
}

/** What unique() gives: an array, or a list that begins with it where more is asked for. */
export type Unique<D extends DType, O> = O extends
  { readonly returnIndex: true } | { readonly returnInverse: true } | { readonly returnCounts: true }
  ? [values: NDArray<D>, ...others: NDArray<'int64'>[]]
  : NDArray<D>;

interface Wanted {
  readonly index: boolean;
  readonly inverse: boolean;
  readonly counts: boolean;
}

interface Found {
  readonly values: NDArray;
  readonly index: NDArray | undefined;
  readonly inverse: NDArray | undefined;
  readonly counts: NDArray | undefined;
}

/** The first elements of a fresh 1-D array, as an array of their own. */
function firsts(op: string, a: NDArray, count: number): NDArray {
  const { dtype, size, strides } = layoutOf(a);
  if (count === size) return a;
  const made = makeEmpty(op, dtype, [count]);
  copyInto(op, storageOf(made), layoutOf(made), storageOf(a), new Layout(dtype, [count], strides, 0, count, true));
  release(storageOf(a));
  return made;
}

/** Where runs of the same begin among fresh, contiguous rows. */
function runStarts(op: string, rows: NDArray, n: number, width: number, equalNan: boolean): NDArray {
  const starts = makeEmpty(op, INT64, [n]);
  F[ARGS] = storageOf(rows).address;
  F[ARGS + 1] = layoutOf(rows).dtype.code;
  F[ARGS + 2] = n;
  F[ARGS + 3] = width;
  F[ARGS + 4] = equalNan ? 1 : 0;
  F[ARGS + 5] = storageOf(starts).address;
  const status = native.findRuns();
  if (status !== 0) fail(op, status);
  return firsts(op, starts, F[RESULTS]!);
}

function putRuns(n: number, starts: NDArray, made: NDArray): void {
  F[ARGS] = n;
  F[ARGS + 1] = storageOf(starts).address;
  F[ARGS + 2] = layoutOf(starts).size;
  F[ARGS + 3] = storageOf(made).address;
}

function countsOf(op: string, n: number, starts: NDArray): NDArray {
  const counts = makeEmpty(op, INT64, layoutOf(starts).shape);
  putRuns(n, starts, counts);
  const status = native.runCounts();
  if (status !== 0) fail(op, status);
  return counts;
}

function inverseOf(op: string, n: number, starts: NDArray, order: NDArray): NDArray {
  const inverse = makeEmpty(op, INT64, [n]);
  putRuns(n, starts, inverse);
  F[ARGS + 4] = storageOf(order).address;
  const status = native.runInverse();
  if (status !== 0) fail(op, status);
  return inverse;
}

/** What is asked for beside the values, of rows in an order whose runs begin at `starts`. */
function others(
  op: string,
  n: number,
  starts: NDArray,
  order: NDArray | undefined,
  wanted: Wanted,
): Omit<Found, 'values'> {
  return {
    index: wanted.index ? select(order!, starts) : undefined,
    inverse: wanted.inverse ? inverseOf(op, n, starts, order!) : undefined,
    counts: wanted.counts ? countsOf(op, n, starts) : undefined,
  };
}

const UINT8 = DTYPES.uint8;
/** Ranges up to this, or up to the size of the array, are counted rather than sorted. */
const LEAST_TALLY = 4096;

/** The unique integers of a 1-D array, counted where their range is not much larger than the array. */
function countedElements(op: string, array: NDArray, wanted: Wanted): Found | undefined {
  const { dtype, size, cContiguous } = layoutOf(array);
  if (dtype.kind === 'f' || dtype.kind === 'c' || size < 32) return undefined;
  const storage = usableStorage(op, array);
  const flat = cContiguous && storage.kind < MAPPED ? array : copyArray(op, array, dtype, 'C');
  const put = (range: readonly number[], seen: number, tallies: number): void => {
    F[ARGS] = dtype.code;
    F[ARGS + 1] = usableStorage(op, flat).address + layoutOf(flat).offset;
    F[ARGS + 2] = size;
    range.forEach((half, i) => (F[ARGS + 3 + i] = half));
    F[ARGS + 7] = seen;
    F[ARGS + 8] = tallies;
  };
  put([], 0, 0);
  native.keyRange();
  const range = [F[RESULTS]!, F[RESULTS + 1]!, F[RESULTS + 2]!, F[RESULTS + 3]!];
  const span = range[2]! * 2 ** 32 + range[3]!;
  const tallies = wanted.index || wanted.inverse || wanted.counts;
  if (span > Math.max(LEAST_TALLY, tallies ? size : size * 8)) return undefined;
  const table = makeEmpty(op, tallies ? INT64 : UINT8, [span + 1]);
  const { address } = storageOf(table);
  const seen = tallies ? 0 : address;
  put(range, seen, address - seen);
  let status = native.tally();
  if (status !== 0) fail(op, status);
  const different = F[RESULTS]!;
  const values = makeEmpty(op, dtype, [different]);
  const index = wanted.index ? makeEmpty(op, INT64, [different]) : undefined;
  const counts = wanted.counts ? makeEmpty(op, INT64, [different]) : undefined;
  const inverse = wanted.inverse ? makeEmpty(op, INT64, [size]) : undefined;
  put(range, seen, address - seen);
  const addressOf = (a: NDArray | undefined): number => (a === undefined ? 0 : storageOf(a).address);
  F[ARGS + 9] = addressOf(values);
  F[ARGS + 10] = addressOf(index);
  F[ARGS + 11] = addressOf(counts);
  F[ARGS + 12] = addressOf(inverse);
  status = native.writeTally();
  if (status !== 0) fail(op, status);
  release(storageOf(table));
  return { values, index, counts, inverse };
}

/** The unique elements of a 1-D array. */
function uniqueElements(op: string, array: NDArray, wanted: Wanted, equalNan: boolean): Found {
  // Bools in memory may be any byte.
  const flat = layoutOf(array).dtype.kind === 'b' ? notEqual(array, false) : array;
  const n = layoutOf(flat).size;
  const counted = countedElements(op, flat, wanted);
  if (counted !== undefined) return counted;
  if (!wanted.index && !wanted.inverse && !wanted.counts) {
    const sorted = sort(flat);
    F[ARGS] = storageOf(sorted).address;
    F[ARGS + 1] = layoutOf(sorted).dtype.code;
    F[ARGS + 2] = n;
    F[ARGS + 3] = equalNan ? 1 : 0;
    const status = native.keepFirsts();
    if (status !== 0) fail(op, status);
    return { values: firsts(op, sorted, F[RESULTS]!), index: undefined, inverse: undefined, counts: undefined };
  }
  const order = wanted.index || wanted.inverse ? argsort(flat) : undefined;
  const sorted = order === undefined ? sort(flat) : select(flat, order);
  const starts = runStarts(op, sorted, n, 1, equalNan);
  const values = select(sorted, starts);
  release(storageOf(sorted));
  const found = { values, ...others(op, n, starts, order, wanted) };
  if (order !== undefined) release(storageOf(order));
  release(storageOf(starts));
  return found;
}

/** The unique parts along an axis, compared element by element. */
function uniqueParts(op: string, array: NDArray, axis: number, wanted: Wanted): Found {
  const { shape, dtype } = layoutOf(array);
  const forward = [axis, ...shape.map((_, i) => i).filter((i) => i !== axis)];
  const moved = transpose(array, forward);
  const rows = copyArray(op, dtype.kind === 'b' ? notEqual(moved, false) : moved, dtype, 'C');
  const n = shape[axis]!;
  const rest = layoutOf(moved).shape.slice(1);
  const width = rest.reduce((x, y) => x * y, 1);
  const order = makeEmpty(op, INT64, [n]);
  F[ARGS] = storageOf(rows).address;
  F[ARGS + 1] = dtype.code;
  F[ARGS + 2] = n;
  F[ARGS + 3] = width;
  F[ARGS + 4] = storageOf(order).address;
  const status = native.sortRows();
  if (status !== 0) fail(op, status);
  const table = makeArray(storageOf(rows), contiguousLayout(op, dtype, [n, width]));
  const sorted = select(table, order);
  const starts = runStarts(op, sorted, n, width, false);
  const values = reshape(select(sorted, starts), [layoutOf(starts).size, ...rest]);
  const back = shape.map((_, i) => forward.indexOf(i));
  release(storageOf(sorted));
  release(storageOf(rows));
  const found = { values: transpose(values, back).copy({ order: 'C' }), ...others(op, n, starts, order, wanted) };
  release(storageOf(order));
  release(storageOf(starts));
  return found;
}

/**
 * Find the different elements of an array, sorted; or, with `axis`, its different parts, in the order of their first
 * elements, then their second. Zeros of either sign are the same: the first of them is kept.
 *
 * @param a array or nested list of any dtype; without `axis` its elements in C order
 * @returns the unique elements; with `returnIndex`, `returnInverse` or `returnCounts` a list of them and, in that order,
 * the int64 arrays asked for: where each comes first, which of them every element is (in the shape of `a`; along `axis`
 * 1-D), how often each comes
 * @throws AxisError
 * @see numpy.unique
 * @example
 * ```ts
 * nd.unique([3, 1, 3, 2]).toString(); // '[1. 2. 3.]'
 * const [values, counts] = nd.unique([3, 1, 3, 2], { returnCounts: true });
 * values.toString(); // '[1. 2. 3.]'
 * counts.toString(); // '[1 1 2]'
 * ```
 */
export function unique<D extends DType, const O extends UniqueOptions = Record<never, never>>(
  a: NDArray<D> | Exclude<ArrayLike, NDArray>,
  options?: O,
): Unique<D, O>;
export function unique(a: ArrayLike, options?: UniqueOptions): NDArray | NDArray[] {
  const op = 'unique';
  const given = readOptions(op, options);
  const index = readBoolean(op, 'returnIndex', given?.returnIndex, false);
  const inverse = readBoolean(op, 'returnInverse', given?.returnInverse, false);
  const counts = readBoolean(op, 'returnCounts', given?.returnCounts, false);
  const axisGiven = given?.axis;
  const equalNan = readBoolean(op, 'equalNan', given?.equalNan, true);
  readBoolean(op, 'sorted', given?.sorted, true);
  const wanted = { index, inverse, counts };
  const array = asArray(op, a);
  usableStorage(op, array);
  const { shape } = layoutOf(array);
  const axis = axisGiven === undefined || axisGiven === null ? undefined : readAxis(op, axisGiven, shape.length);
  const parts = axis !== undefined && shape.length > 1;
  const found = parts ? uniqueParts(op, array, axis, wanted) : uniqueElements(op, ravel(array), wanted, equalNan);
  if (!index && !inverse && !counts) return found.values;
  const list = [found.values];
  if (found.index !== undefined) list.push(found.index);
  if (found.inverse !== undefined) list.push(parts ? found.inverse : reshape(found.inverse, shape));
  if (found.counts !== undefined) list.push(found.counts);
  return list;
}

function uniqueAlike(op: string, x: ArrayLike, wanted: Wanted): { found: Found; shape: readonly number[] } {
  const array = asArray(op, x);
  usableStorage(op, array);
  return { found: uniqueElements(op, ravel(array), wanted, false), shape: layoutOf(array).shape };
}

/** What uniqueAll() gives. */
export interface UniqueAll<D extends DType = DType> {
  readonly values: NDArray<D>;
  /** Where each value comes first, in C order. */
  readonly indices: NDArray<'int64'>;
  /** Which of the values each element is: of the shape of the array. */
  readonly inverseIndices: NDArray<'int64'>;
  readonly counts: NDArray<'int64'>;
}

/**
 * Find the different elements of an array with where each comes first, which of them every element is, and how often each
 * comes. Each nan is on its own, as the Array API has it.
 *
 * @see numpy.unique_all
 * @example
 * ```ts
 * const found = nd.uniqueAll([3, 1, 3]);
 * found.values.toString(); // '[1. 3.]'
 * found.indices.toString(); // '[1 0]'
 * found.inverseIndices.toString(); // '[1 0 1]'
 * found.counts.toString(); // '[1 2]'
 * ```
 */
export function uniqueAll<D extends DType>(x: NDArray<D> | Exclude<ArrayLike, NDArray>): UniqueAll<D> {
  const { found, shape } = uniqueAlike('uniqueAll', x as ArrayLike, { index: true, inverse: true, counts: true });
  return {
    values: found.values as NDArray as NDArray<D>,
    indices: found.index as NDArray<'int64'>,
    inverseIndices: reshape(found.inverse!, shape),
    counts: found.counts as NDArray<'int64'>,
  };
}

/**
 * Find the different elements of an array and how often each comes. Each nan is on its own, as the Array API has it.
 *
 * @see numpy.unique_counts
 * @example
 * ```ts
 * nd.uniqueCounts([3, 1, 3]).counts.toString(); // '[1 2]'
 * ```
 */
export function uniqueCounts<D extends DType>(
  x: NDArray<D> | Exclude<ArrayLike, NDArray>,
): Pick<UniqueAll<D>, 'values' | 'counts'> {
  const { found } = uniqueAlike('uniqueCounts', x as ArrayLike, { index: false, inverse: false, counts: true });
  return { values: found.values as NDArray as NDArray<D>, counts: found.counts as NDArray<'int64'> };
}

/**
 * Find the different elements of an array and which of them every element is. Each nan is on its own, as the Array API
 * has it.
 *
 * @see numpy.unique_inverse
 * @example
 * ```ts
 * nd.uniqueInverse([3, 1, 3]).inverseIndices.toString(); // '[1 0 1]'
 * ```
 */
export function uniqueInverse<D extends DType>(
  x: NDArray<D> | Exclude<ArrayLike, NDArray>,
): Pick<UniqueAll<D>, 'values' | 'inverseIndices'> {
  const { found, shape } = uniqueAlike('uniqueInverse', x as ArrayLike, { index: false, inverse: true, counts: false });
  return { values: found.values as NDArray as NDArray<D>, inverseIndices: reshape(found.inverse!, shape) };
}

/**
 * Find the different elements of an array, sorted. Each nan is on its own, as the Array API has it.
 *
 * @see numpy.unique_values
 * @example
 * ```ts
 * nd.uniqueValues([3, 1, 3]).toString(); // '[1. 3.]'
 * ```
 */
export function uniqueValues<D extends DType>(x: NDArray<D> | Exclude<ArrayLike, NDArray>): NDArray<D> {
  const { found } = uniqueAlike('uniqueValues', x as ArrayLike, { index: false, inverse: false, counts: false });
  return found.values as NDArray as NDArray<D>;
}
