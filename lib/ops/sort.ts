/** Sorting along an axis: of elements, in place or into a copy, and of positions. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ReadOnlyError, ValueError, badArgument } from '../errors';
import { layoutOf, makeArray, requireArray, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { INT64, type DType, type DTypeInfo } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail, putOperand, putShape } from '../core/frame';
import { contiguousLayout, type Layout } from '../core/layout';
import { readAxis, readBoolean, readOptions } from '../core/options';
import { MAPPED, newStorage, type ArrayBytes } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { ravel } from './shape';

/** NumPy's names of ways to sort. Every one of them is stable here. */
export type SortKind = 'quicksort' | 'mergesort' | 'heapsort' | 'stable';

/** Options of the method sort(). */
export interface SortInPlaceOptions {
  /** The axis to sort along; default -1, the last. */
  readonly axis?: number | undefined;
  /** Accepted as NumPy's: all kinds keep equal elements in order. */
  readonly kind?: SortKind | undefined;
  /** NumPy's other spelling of `kind`; equal elements stay in order either way. */
  readonly stable?: boolean | undefined;
  /** Sort downwards, nan first; equal elements stay in order. */
  readonly descending?: boolean | undefined;
}

/** Options of sort() and argsort(). */
export interface SortOptions extends Omit<SortInPlaceOptions, 'axis'> {
  /** The axis to sort along; default -1, the last; null: the flattened array. */
  readonly axis?: number | null | undefined;
}

/** A sort made ready: all is read and checked, the result made. */
export interface SortCall {
  readonly op: string;
  readonly from: ArrayBytes;
  readonly to: ArrayBytes;
  readonly axis: number;
  /** Positions are wanted, not elements. */
  readonly positions: boolean;
  readonly descending: boolean;
  /** The result is an array of its own, which nobody else knows yet. */
  readonly made: NDArray | undefined;
}

const KINDS: readonly string[] = ['quicksort', 'mergesort', 'heapsort', 'stable'] satisfies SortKind[];

interface Order {
  readonly axis: unknown;
  readonly descending: boolean;
}

function readOrder(op: string, options: SortOptions | undefined): Order {
  const given = readOptions(op, options);
  if (given === undefined) return { axis: -1, descending: false };
  const axis = given.axis;
  const kind: unknown = given.kind;
  const stable: unknown = given.stable;
  const descending = readBoolean(op, 'descending', given.descending, false);
  if (kind !== undefined && !KINDS.includes(kind as string)) {
    if (typeof kind !== 'string') throw badArgument(op, 'kind', `one of ${KINDS.join(', ')}`, kind);
    throw new ValueError(`[${op}] sort kind must be one of ${KINDS.join(', ')} (got ${JSON.stringify(kind)})`);
  }
  readBoolean(op, 'stable', stable, false);
  if (kind !== undefined && stable !== undefined) {
    throw new ValueError(
      `[${op}] \`kind\` and keyword parameters can't be provided at the same time. Use only one of them.`,
    );
  }
  return { axis: axis === undefined ? -1 : axis, descending };
}

/** Reads the array and options of a sort into new memory, and makes its result. */
export function prepareSort(
  op: 'sort' | 'argsort',
  a: ArrayLike,
  options: SortOptions | undefined,
): SortCall & { readonly made: NDArray } {
  const order = readOrder(op, options);
  const array = asArray(op, a);
  const positions = op === 'argsort';
  const { shape } = layoutOf(array);
  // NumPy takes a single element for a row of one where positions are asked for.
  const flat = order.axis === null || (positions && shape.length === 0 && (order.axis === 0 || order.axis === -1));
  const source = flat ? ravel(array) : array;
  const layout = layoutOf(source);
  const axis = flat ? 0 : readAxis(op, order.axis, shape.length);
  const dtype: DTypeInfo = positions ? INT64 : layout.dtype;
  const target: Layout = contiguousLayout(op, dtype, layout.shape);
  usableStorage(op, source);
  const made = makeArray(newStorage(op, target.nbytes), target);
  const from = { storage: usableStorage(op, source), layout };
  const to = { storage: usableStorage(op, made), layout: target };
  return { op, from, to, axis, positions, descending: order.descending, made };
}

/** Writes a sort into the frame. */
export function putSort({ from, to, axis, positions, descending, made }: SortCall): void {
  F[ARGS] = axis;
  F[ARGS + 1] = positions ? 1 : 0;
  F[ARGS + 2] = descending ? 1 : 0;
  F[ARGS + 3] = made === undefined ? 0 : 1;
  putShape(from.layout.shape);
  putOperand(0, from.storage, from.layout);
  putOperand(1, to.storage, to.layout);
  F[FLAGS] = from.storage.kind === MAPPED || to.storage.kind === MAPPED ? FLAG_MAPPED : 0;
}

function run(call: SortCall): void {
  if (call.from.layout.size === 0) return;
  putSort(call);
  const status = native.sort();
  if (status !== 0) fail(call.op, status);
}

/**
 * Sort elements along an axis into a new array. Nan comes last; equal elements (zeros of either sign, nans) stay in
 * order, whatever `kind` is asked for.
 *
 * @param a array or nested list of any dtype
 * @returns a new array of the same shape and dtype; flattened where `axis` is null
 * @throws AxisError; ValueError when `kind` is unknown, or given beside `stable`
 * @see numpy.sort
 * @example
 * ```ts
 * nd.sort([3, 1, 2]).toString(); // '[1. 2. 3.]'
 * nd.sort([3, 1, 2], { descending: true }).toString(); // '[3. 2. 1.]'
 * ```
 */
export function sort<D extends DType>(a: NDArray<D>, options?: SortOptions): NDArray<D>;
export function sort(a: ArrayLike, options?: SortOptions): NDArray;
export function sort(a: ArrayLike, options?: SortOptions): NDArray {
  const call = prepareSort('sort', a, options);
  run(call);
  return call.made;
}

/**
 * Find the positions that sort an array along an axis: `a` taken at them is sorted. Nan comes last; equal elements stay
 * in order, whatever `kind` is asked for.
 *
 * @param a array or nested list of any dtype
 * @returns int64 positions along the axis, of the shape of `a`; flattened where `axis` is null
 * @throws AxisError; ValueError when `kind` is unknown, or given beside `stable`
 * @see numpy.argsort
 * @example
 * ```ts
 * nd.argsort([30, 10, 20]).toString(); // '[1 2 0]'
 * ```
 */
export function argsort(a: ArrayLike, options?: SortOptions): NDArray<'int64'> {
  const call = prepareSort('argsort', a, options);
  run(call);
  return call.made as NDArray as NDArray<'int64'>;
}

/** Sorts an array's own elements along an axis: the method sort(). */
export function sortInPlace(a: NDArray, options?: SortInPlaceOptions): void {
  const op = 'sort';
  requireArray(op, 'the array', a);
  const order = readOrder(op, options);
  const layout = layoutOf(a);
  const axis = readAxis(op, order.axis, layout.shape.length);
  if (!layout.writable) throw new ReadOnlyError(`[${op}] sort array is read-only`);
  const bytes = { storage: usableStorage(op, a), layout };
  run({ op, from: bytes, to: bytes, axis, positions: false, descending: order.descending, made: undefined });
}
