/** Repeating elements and whole arrays: repeat, tile. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ShapeError, ValueError } from '../errors';
import { layoutOf, makeArray, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import type { DType } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, RESULTS, fail } from '../core/frame';
import { Layout, MAX_DIMS, contiguousStrides, shapeText, sizeOf } from '../core/layout';
import { readAxis, readInteger, readIntegerList, readOptions } from '../core/options';
import { MAPPED } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { copy } from './casting';
import { integerArray } from './integers';

/** Options of repeat(). */
export interface RepeatOptions {
  /** The axis along which to repeat; without one the array is flattened. */
  readonly axis?: number | null | undefined;
}

const NEGATIVE = 'repeats may not contain negative values.';

/** How often each position comes: all as often, or each its own number of times; and how many there are in all. */
interface Counts {
  readonly count: number;
  readonly each: NDArray | undefined;
  readonly total: number;
}

/**
 * Repeat each element, or each position of an axis.
 *
 * @param repeats how often: one number, or one for each position
 * @param options axis (default: the array is flattened)
 * @returns a new C-contiguous array
 * @throws ValueError for negative repeats; ShapeError when there are not as many as positions, or the result is too
 * big; DTypeError when they are no integers; AxisError
 * @see numpy.repeat
 * @example
 * ```ts
 * nd.repeat([1, 2], 2).toString(); // '[1. 1. 2. 2.]'
 * nd.repeat([1, 2], [1, 3]).toString(); // '[1. 2. 2. 2.]'
 * ```
 */
export function repeat<D extends DType = DType>(
  a: NDArray<D> | ArrayLike,
  repeats: ArrayLike,
  options?: RepeatOptions,
): NDArray<D> {
  const op = 'repeat';
  const axisGiven = readOptions(op, options)?.axis;
  const given = asArray(op, a);
  const plain = typeof repeats === 'number' || typeof repeats === 'bigint';
  const counts = plain ? readInteger(op, 'repeats', repeats) : integerArray(op, 'repeats', repeats);
  const { shape: whole, size, dtype } = layoutOf(given);
  const flat = axisGiven === undefined || axisGiven === null;
  // NumPy lets axis 0 or -1 of a 0-d array pass.
  const axis =
    flat || (whole.length === 0 && (axisGiven === 0 || axisGiven === -1)) ? 0 : readAxis(op, axisGiven, whole.length);
  const shape = flat || whole.length === 0 ? [size] : whole.slice();
  const n = shape[axis]!;
  const { count, each, total } = addUp(op, counts, n);
  shape[axis] = total;
  sizeOf(op, shape, dtype.itemsize);
  const source = contiguous(op, given);
  usableStorage(op, source);
  const made = makeEmpty(op, dtype, shape);
  const inner = shape.slice(axis + 1).reduce((product, dim) => product * dim, dtype.itemsize);
  const outer = shape.slice(0, axis).reduce((product, dim) => product * dim, 1);
  repeatBlocks(op, made, source, outer, n, inner, count, each, total);
  return made as NDArray as NDArray<D>;
}

/** A C-contiguous array of the same elements: the array itself where it is one. */
function contiguous(op: string, a: NDArray): NDArray {
  const { dtype, cContiguous } = layoutOf(a);
  return cContiguous ? a : copyArray(op, a, dtype, 'C');
}

function addUp(op: string, counts: number | NDArray, n: number): Counts {
  let count: number;
  if (typeof counts === 'number') {
    count = counts;
  } else {
    const { size } = layoutOf(counts);
    const storage = usableStorage(op, counts);
    if (size !== 1 && size !== n) {
      throw new ShapeError(
        `[${op}] operands could not be broadcast together with shape ${shapeText([n])} ${shapeText([size])}`,
      );
    }
    F[ARGS] = storage.address + layoutOf(counts).offset;
    F[ARGS + 1] = size;
    F[FLAGS] = storage.kind === MAPPED ? FLAG_MAPPED : 0;
    const status = native.addCounts();
    if (status === NOT_COUNTS) throw new ValueError(`[${op}] ${NEGATIVE}`);
    if (status === TOO_MANY) throw new ShapeError(`[${op}] array is too big: the sum of the repeats overflows`);
    if (status !== 0) fail(op, status);
    const total = F[RESULTS]!;
    if (size !== 1 || n === 1) return { count: total, each: n === 1 ? undefined : counts, total };
    count = total;
  }
  if (count < 0) throw new ValueError(`[${op}] ${NEGATIVE}`);
  return { count, each: undefined, total: n * count };
}

/** Statuses of native.addCounts: a domain error, an invalid argument. */
const NOT_COUNTS = 10;
const TOO_MANY = 4;

/** Fills `made` with `outer` rows of `n` blocks of `from`, each repeated. Both are C-contiguous. */
function repeatBlocks(
  op: string,
  made: NDArray,
  from: NDArray,
  outer: number,
  n: number,
  bytes: number,
  count: number,
  each: NDArray | undefined,
  total: number,
): void {
  if (layoutOf(made).size === 0) return;
  const source = usableStorage(op, from);
  const counts = each === undefined ? undefined : usableStorage(op, each);
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = source.address + layoutOf(from).offset;
  F[ARGS + 2] = counts === undefined ? 0 : counts.address + layoutOf(each!).offset;
  F[ARGS + 3] = outer;
  F[ARGS + 4] = n;
  F[ARGS + 5] = bytes;
  F[ARGS + 6] = count;
  F[ARGS + 7] = total;
  F[FLAGS] = source.kind === MAPPED || counts?.kind === MAPPED ? FLAG_MAPPED : 0;
  const status = native.repeatBlocks();
  if (status !== undefined) fail(op, status);
}

/**
 * Lay copies of an array beside one another.
 *
 * @param reps how many copies along each axis, the last one last: one number, or a list
 * @returns a new array
 * @throws ValueError for negative numbers; ShapeError when the result is too big
 * @see numpy.tile
 * @example
 * ```ts
 * nd.tile([1, 2], 2).toString(); // '[1. 2. 1. 2.]'
 * nd.tile([1, 2], [2, 1]).toArray(); // [[1, 2], [1, 2]]
 * ```
 */
export function tile<D extends DType = DType>(
  a: NDArray<D> | ArrayLike,
  reps: number | bigint | readonly number[],
): NDArray<D> {
  const op = 'tile';
  const given = asArray(op, a);
  const list = readIntegerList(op, 'reps', reps);
  const { shape: own, dtype, size } = layoutOf(given);
  const ndim = Math.max(own.length, list.length);
  if (ndim > MAX_DIMS) {
    throw new ShapeError(`[${op}] maximum supported dimension for an array is ${MAX_DIMS}, found ${ndim}`);
  }
  const shape = new Array<number>(ndim);
  const times = new Array<number>(ndim);
  const from = new Array<number>(ndim);
  for (let i = 0; i < ndim; i++) {
    times[i] = list[i - (ndim - list.length)] ?? 1;
    if (times[i]! < 0) throw new ValueError(`[${op}] ${NEGATIVE}`);
    from[i] = own[i - (ndim - own.length)] ?? 1;
    shape[i] = from[i]! * times[i]!;
  }
  if (times.every((count) => count === 1)) {
    const made = ndim === own.length ? copy(given) : reshaped(copyArray(op, given, dtype, 'C'), shape);
    return made as NDArray as NDArray<D>;
  }
  const finalSize = sizeOf(op, shape, dtype.itemsize);
  if (finalSize === 0) return makeEmpty(op, dtype, shape) as NDArray as NDArray<D>;
  // From the last axis to the first, so that what is made on the way is small beside the result.
  let current = contiguous(op, given);
  usableStorage(op, current);
  let blocks = size;
  let bytes = dtype.itemsize;
  let made = current;
  for (let i = ndim - 1; i >= 0; i--) {
    blocks /= from[i]!;
    bytes *= from[i]!;
    const count = times[i]!;
    if (count === 1) continue;
    const last = times.every((t, k) => k >= i || t === 1);
    made = makeEmpty(op, dtype, last ? shape : [(blocks * bytes * count) / dtype.itemsize]);
    repeatBlocks(op, made, current, 1, blocks, bytes, count, undefined, blocks * count);
    current = made;
    bytes *= count;
  }
  return made as NDArray as NDArray<D>;
}

/** A new owner over a new array's storage, of another shape. */
function reshaped(made: NDArray, shape: readonly number[]): NDArray {
  const { dtype, size } = layoutOf(made);
  return makeArray(storageOf(made), new Layout(dtype, shape, contiguousStrides(shape, dtype.itemsize), 0, size, true));
}
