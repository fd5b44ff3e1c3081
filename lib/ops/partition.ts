/** Partitions along an axis: the elements that belong at certain places are brought there, without sorting the others. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ReadOnlyError, ShapeError, ValueError, badArgument, describe } from '../errors';
import { isArray, layoutOf, makeArray, requireArray, usableStorage } from '../core/array-core';
import { asArray, copyArray, scalarArray } from '../core/convert';
import { INT64, type DType, type DTypeInfo } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail, putOperand, putShape } from '../core/frame';
import { contiguousLayout } from '../core/layout';
import { readAxis, readInteger, readOptions } from '../core/options';
import { MAPPED, newStorage, type ArrayBytes } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { asInt64, positionsOfList } from './advanced-index';
import { add, less } from './elementwise.gen';
import { max, min } from './reductions.gen';
import { where } from './select-by-condition';
import { ravel } from './shape';
import { unique } from './unique';

/** Options of the method partition(). */
export interface PartitionInPlaceOptions {
  /** The axis to partition along; default -1, the last. */
  readonly axis?: number | undefined;
  /** NumPy's only one. */
  readonly kind?: 'introselect' | undefined;
}

/** Options of partition() and argpartition(). */
export interface PartitionOptions extends Omit<PartitionInPlaceOptions, 'axis'> {
  /** The axis to partition along; default -1, the last; null: the flattened array. */
  readonly axis?: number | null | undefined;
}

/** Reads what is to be in place: integers, as an array of int64. */
function readKth(op: string, kth: unknown): NDArray {
  if (typeof kth === 'boolean') throw new ValueError(`[${op}] Booleans unacceptable as partition index`);
  if (typeof kth === 'bigint' || typeof kth === 'number') {
    if (typeof kth === 'number' && !Number.isInteger(kth)) {
      throw new DTypeError(`[${op}] Partition index must be integer but got ${kth}`);
    }
    return scalarArray(op, BigInt(readInteger(op, 'kth', kth)), INT64);
  }
  const array = (Array.isArray(kth) ? positionsOfList(op, kth) : undefined) ?? asArray(op, kth);
  const { dtype, shape } = layoutOf(array);
  if (dtype.kind === 'b') throw new ValueError(`[${op}] Booleans unacceptable as partition index`);
  if (dtype.kind !== 'i' && dtype.kind !== 'u') {
    throw new DTypeError(`[${op}] Partition index must be integer but got ${dtype.name}`);
  }
  if (shape.length > 1) {
    throw new ShapeError(`[${op}] object too deep for desired array: expected kth of 1 dimension, got ${shape.length}`);
  }
  return asInt64(op, array);
}

/** kth counted from the front, sorted, each once; undefined where there is nothing to do. */
function resolveKth(op: string, kth: NDArray, n: number): NDArray | undefined {
  if (layoutOf(kth).size === 0) return undefined;
  const outside = (value: bigint): never => {
    throw new ValueError(`[${op}] kth(=${value}) out of bounds (${n})`);
  };
  const least = min(kth) as bigint;
  const greatest = max(kth) as bigint;
  if (greatest >= BigInt(n)) outside(greatest);
  if (least < -BigInt(n)) outside(least + BigInt(n));
  const counted = least < 0n ? where(less(kth, 0), add(kth, BigInt(n)), kth) : kth;
  if (layoutOf(counted).size === 1) return copyArray(op, ravel(counted), INT64, 'C');
  return unique(counted) as NDArray as NDArray<'int64'>;
}

interface Places {
  readonly axis: unknown;
  readonly kth: NDArray;
}

function readPlaces(op: string, kth: unknown, options: PartitionOptions | undefined): Places {
  const given = readOptions(op, options);
  const axis: unknown = given?.axis;
  const kind: unknown = given?.kind;
  if (kind !== undefined && kind !== 'introselect') {
    if (typeof kind !== 'string') throw badArgument(op, 'kind', "'introselect'", kind);
    throw new ValueError(`[${op}] select kind must be 'introselect' (got ${describe(kind)})`);
  }
  return { axis: axis === undefined ? -1 : axis, kth: readKth(op, kth) };
}

/** A partition made ready: all is read and checked, the result made. */
export interface PartitionCall {
  readonly op: string;
  readonly from: ArrayBytes;
  readonly to: ArrayBytes;
  readonly axis: number;
  /** Contiguous int64: sorted, each once. */
  readonly kth: ArrayBytes;
  /** The result is new memory, which nobody else knows yet. */
  readonly fresh: boolean;
}

/** Writes a partition into the frame. */
export function putPartition({ op, from, to, axis, kth, fresh }: PartitionCall): void {
  F[ARGS] = axis;
  F[ARGS + 1] = op === 'argpartition' ? 1 : 0;
  F[ARGS + 2] = fresh ? 1 : 0;
  F[ARGS + 3] = kth.layout.size;
  F[ARGS + 4] = kth.storage.address + kth.layout.offset;
  putShape(from.layout.shape);
  putOperand(0, from.storage, from.layout);
  putOperand(1, to.storage, to.layout);
  F[FLAGS] = from.storage.kind === MAPPED || to.storage.kind === MAPPED ? FLAG_MAPPED : 0;
}

function run(call: PartitionCall): void {
  putPartition(call);
  const status = native.partition();
  if (status !== 0) fail(call.op, status);
}

const bytesOf = (op: string, a: NDArray): ArrayBytes => ({ storage: usableStorage(op, a), layout: layoutOf(a) });

/** Reads the array, places and options of a partition, and makes its result; no call where there is nothing to do. */
export function preparePartition(
  op: 'partition' | 'argpartition',
  a: ArrayLike,
  kthGiven: unknown,
  options: PartitionOptions | undefined,
): { readonly made: NDArray; readonly call: PartitionCall | undefined } {
  const places = readPlaces(op, kthGiven, options);
  const array = asArray(op, a);
  const positions = op === 'argpartition';
  const { shape } = layoutOf(array);
  // NumPy takes a single element for a row of one where positions are asked for.
  const flat = places.axis === null || (positions && shape.length === 0 && (places.axis === 0 || places.axis === -1));
  const source = flat ? ravel(array) : array;
  const layout = layoutOf(source);
  const axis = flat ? 0 : readAxis(op, places.axis, shape.length);
  const dtype: DTypeInfo = positions ? INT64 : layout.dtype;
  const target = contiguousLayout(op, dtype, layout.shape);
  const kth = layout.size === 0 ? undefined : resolveKth(op, places.kth, layout.shape[axis]!);
  usableStorage(op, source);
  const made = makeArray(newStorage(op, target.nbytes), target);
  if (kth === undefined) return { made, call: undefined };
  const from = bytesOf(op, source);
  return { made, call: { op, from, to: bytesOf(op, made), axis, kth: bytesOf(op, kth), fresh: true } };
}

function partitioned(
  op: 'partition' | 'argpartition',
  a: ArrayLike,
  kth: unknown,
  options: PartitionOptions | undefined,
): NDArray {
  const { made, call } = preparePartition(op, a, kth, options);
  if (call !== undefined) run(call);
  return made;
}

/**
 * Bring the elements that sorting would put at `kth` there, into a new array: none before each is greater, none behind
 * it smaller. Otherwise the order is not defined. Nan comes last.
 *
 * @param a array or nested list of any dtype
 * @param kth one position or a list of them; negative ones are counted from the end
 * @returns a new array of the same shape and dtype; flattened where `axis` is null
 * @throws ValueError when a position is out of bounds; DTypeError when it is no integer; AxisError
 * @see numpy.partition
 * @example
 * ```ts
 * nd.partition([7, 1, 5, 3], 0).item(0); // 1
 * nd.partition([7, 1, 5, 3], [1, 2]).toString(); // '[1. 3. 5. 7.]'
 * ```
 */
export function partition<D extends DType>(
  a: NDArray<D>,
  kth: number | bigint | ArrayLike,
  options?: PartitionOptions,
): NDArray<D>;
export function partition(a: ArrayLike, kth: number | bigint | ArrayLike, options?: PartitionOptions): NDArray;
export function partition(a: ArrayLike, kth: number | bigint | ArrayLike, options?: PartitionOptions): NDArray {
  return partitioned('partition', a, kth, options);
}

/**
 * Find the positions that partition an array along an axis: `a` taken at them has the elements that belong at `kth`
 * there. Otherwise the order is not defined. Nan comes last.
 *
 * @param a array or nested list of any dtype
 * @param kth one position or a list of them; negative ones are counted from the end
 * @returns int64 positions along the axis, of the shape of `a`; flattened where `axis` is null
 * @throws ValueError when a position is out of bounds; DTypeError when it is no integer; AxisError
 * @see numpy.argpartition
 * @example
 * ```ts
 * nd.argpartition([7, 1, 5, 3], 0).item(0); // 1n
 * ```
 */
export function argpartition(
  a: ArrayLike,
  kth: number | bigint | ArrayLike,
  options?: PartitionOptions,
): NDArray<'int64'> {
  return partitioned('argpartition', a, kth, options) as NDArray as NDArray<'int64'>;
}

/** Partitions an array's own elements along an axis: the method partition(). */
export function partitionInPlace(a: NDArray, kthGiven: unknown, options?: PartitionInPlaceOptions): void {
  const op = 'partition';
  requireArray(op, 'the array', a);
  const places = readPlaces(op, kthGiven, options);
  if (!isArray(a)) return;
  const layout = layoutOf(a);
  const axis = readAxis(op, places.axis, layout.shape.length);
  if (!layout.writable) throw new ReadOnlyError(`[${op}] partition array is read-only`);
  usableStorage(op, a);
  const kth = layout.size === 0 ? undefined : resolveKth(op, places.kth, layout.shape[axis]!);
  if (kth === undefined) return;
  const bytes = bytesOf(op, a);
  run({ op, from: bytes, to: bytes, axis, kth: bytesOf(op, kth), fresh: false });
}
