/** Places in sorted arrays. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ShapeError, ValueError, badArgument, describe } from '../errors';
import { isArray, layoutOf, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray, scalarArray } from '../core/convert';
import { INT64, asScalar, integerFits, promote, strongDType, type DTypeInfo, type WeakScalar } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, OPERANDS, OPERAND_SLOTS, fail, putOperand, putShape } from '../core/frame';
import { readOptions } from '../core/options';
import { MAPPED } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { readParts } from './advanced-index';

/** Options of searchsorted(). */
export interface SearchsortedOptions {
  /** 'left' (default): before elements that are equal; 'right': behind them. */
  readonly side?: 'left' | 'right' | undefined;
  /** Positions that sort the array, as argsort gives them, where it is not sorted itself. */
  readonly sorter?: ArrayLike | undefined;
}

/** A place for one value, places for an array of them. */
export type Places<V> = V extends WeakScalar ? number : NDArray<'int64'>;

/** The dtype in which a scalar is looked up: that of integers that can hold it, else the one they have together. */
function commonDType(op: string, dtype: DTypeInfo, value: WeakScalar): DTypeInfo {
  if (dtype.kind === 'i' || dtype.kind === 'u') {
    if (
      typeof value === 'bigint'
        ? integerFits(value, dtype)
        : Number.isInteger(value) && integerFits(Number(value), dtype)
    ) {
      return dtype;
    }
  }
  return promote(dtype, strongDType(op, value));
}

function readSorter(op: string, sorter: ArrayLike, n: number): NDArray {
  const [part] = readParts(op, [sorter]);
  const empty = Array.isArray(sorter) && sorter.length === 0;
  if (part?.kind !== 'positions' && !empty) throw new DTypeError(`[${op}] sorter must only contain integers`);
  const array = part?.kind === 'positions' ? part.array : makeEmpty(op, INT64, [0]);
  const { dtype, shape } = layoutOf(array);
  if (shape.length !== 1) throw new ShapeError(`[${op}] expected a sorter of 1 dimension but got ${shape.length}`);
  if (shape[0] !== n) throw new ValueError(`[${op}] sorter.size must equal a.size`);
  return dtype === INT64 ? array : copyArray(op, array, INT64, 'C');
}

/**
 * Find where values belong in a sorted array so that it stays sorted. Nan sorts last; so does what is looked up.
 *
 * The array is believed to be sorted: where it is not, every place is some place within it.
 *
 * @param a 1-D array, sorted upwards, or in the order of `sorter`
 * @param v a value, or an array of them
 * @returns int64 places of the shape of `v`; a number for a single value
 * @throws ShapeError when `a` is not 1-D; ValueError when `side` is neither, or the sorter is of another length or points
 * outside
 * @see numpy.searchsorted
 * @example
 * ```ts
 * nd.searchsorted([10, 20, 30], 20); // 1
 * nd.searchsorted([10, 20, 30], [5, 20, 99], { side: 'right' }).toString(); // '[0 2 3]'
 * ```
 */
export function searchsorted<const V extends ArrayLike>(a: ArrayLike, v: V, options?: SearchsortedOptions): Places<V>;
export function searchsorted(a: ArrayLike, v: ArrayLike, options?: SearchsortedOptions): NDArray | number {
  const op = 'searchsorted';
  const given = readOptions(op, options);
  const side: unknown = given?.side;
  const sorterGiven = given?.sorter;
  if (side !== undefined && side !== 'left' && side !== 'right') {
    if (typeof side !== 'string') throw badArgument(op, 'side', "'left' or 'right'", side);
    throw new ValueError(`[${op}] search side must be 'left' or 'right' (got ${describe(side)})`);
  }
  let array = asArray(op, a);
  const { dtype, shape } = layoutOf(array);
  if (shape.length !== 1) {
    throw new ShapeError(
      `[${op}] object ${shape.length === 0 ? 'of too small depth' : 'too deep'} for desired array: expected 1 dimension but got ${shape.length}`,
    );
  }
  const n = shape[0]!;
  const scalar = isArray(v) ? undefined : asScalar(op, v);
  const common = scalar === undefined ? undefined : commonDType(op, dtype, scalar);
  let keys = scalar === undefined ? asArray(op, v) : scalarArray(op, scalar, common);
  const wanted = common ?? promote(dtype, layoutOf(keys).dtype);
  const sorter = sorterGiven === undefined ? undefined : readSorter(op, sorterGiven, n);
  if (layoutOf(keys).dtype !== wanted) keys = copyArray(op, keys, wanted, 'C');
  if (dtype !== wanted) array = copyArray(op, array, wanted, 'C');
  const made = makeEmpty(op, INT64, layoutOf(keys).shape);
  const storage = usableStorage(op, array);
  const keysStorage = usableStorage(op, keys);
  const sorterStorage = sorter === undefined ? undefined : usableStorage(op, sorter);
  if (layoutOf(keys).size > 0) {
    const layout = layoutOf(array);
    F[ARGS] = n;
    F[ARGS + 1] = storage.address + layout.offset;
    F[ARGS + 2] = layout.strides[0]!;
    F[ARGS + 3] = sorterStorage === undefined ? 0 : sorterStorage.address + layoutOf(sorter!).offset;
    F[ARGS + 4] = sorter === undefined ? 0 : layoutOf(sorter).strides[0]!;
    F[ARGS + 5] = storageOf(made).address;
    F[ARGS + 6] = side === 'right' ? 1 : 0;
    putShape(layoutOf(keys).shape);
    putOperand(0, keysStorage, layoutOf(keys));
    // Where what is read lies: a map among it that was cut is found by that.
    F[OPERANDS + OPERAND_SLOTS] = F[ARGS + 1]!;
    F[OPERANDS + 2 * OPERAND_SLOTS] = F[ARGS + 3]!;
    const mapped = [storage, keysStorage, sorterStorage].some((each) => each?.kind === MAPPED);
    F[FLAGS] = mapped ? FLAG_MAPPED : 0;
    const status = native.searchSorted();
    if (status !== 0) fail(op, status);
  }
  return scalar === undefined ? made : Number(made.item());
}
