/** Bits of bytes: packbits and unpackbits. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ValueError, badArgument } from '../errors';
import { layoutOf, makeArray, makeZeros, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { BOOL, DTYPES } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail } from '../core/frame';
import { contiguousLayout } from '../core/layout';
import { readAxis, readInteger, readOptions } from '../core/options';
import { MAPPED, newStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { moveaxis } from './axes';
import { astype } from './casting';
import { ravel } from './shape';

/** Options of packbits(). */
export interface PackbitsOptions {
  /** The axis whose elements become bits; default null: the flattened array. */
  readonly axis?: number | null | undefined;
  /** Whether the first element is the highest ('big', the default) or the lowest bit ('little'). */
  readonly bitorder?: 'big' | 'little' | undefined;
}

/** Options of unpackbits(). */
export interface UnpackbitsOptions extends PackbitsOptions {
  /** Elements along the axis: cut there, or filled up with zeros; with a minus, how many are left out at the end; default null: all. */
  readonly count?: number | bigint | null | undefined;
}

function readBitorder(op: string, value: unknown): boolean {
  if (value === undefined || value === 'big') return false;
  if (value === 'little') return true;
  throw badArgument(op, 'bitorder', `'big' or 'little'`, value);
}

/** Contiguous rows along an axis; without one (or of a 0-d array) the elements as a single row. */
function rowsOf(op: string, array: NDArray, axisGiven: unknown): { rows: NDArray; axis: number } {
  const whole = axisGiven === undefined || axisGiven === null;
  const flat = whole || array.ndim === 0 ? ravel(array) : array;
  const axis = whole ? 0 : readAxis(op, axisGiven, flat.ndim);
  const moved = moveaxis(flat, axis, -1);
  return { rows: layoutOf(moved).cContiguous ? moved : copyArray(op, moved, layoutOf(moved).dtype, 'C'), axis };
}

/** Runs one of the two kernels over rows of `bytes` elements or `packed` bytes of bits. */
function run(
  op: string,
  kernel: () => number,
  from: NDArray,
  to: NDArray,
  [bytes, packed, little]: readonly [number, number, boolean],
): void {
  const rowBytes = layoutOf(from).shape.at(-1)!;
  if (layoutOf(from).size === 0 || layoutOf(to).size === 0) return;
  const source = usableStorage(op, from);
  const target = usableStorage(op, to);
  F[ARGS] = source.address + layoutOf(from).offset;
  F[ARGS + 1] = target.address + layoutOf(to).offset;
  F[ARGS + 2] = layoutOf(from).size / rowBytes;
  F[ARGS + 3] = bytes;
  F[ARGS + 4] = packed;
  F[ARGS + 5] = little ? 1 : 0;
  F[FLAGS] = source.kind === MAPPED ? FLAG_MAPPED : 0;
  const status = kernel();
  if (status !== 0) fail(op, status);
}

/**
 * Pack elements into the bits of bytes: whether each is nonzero. The last byte along the axis is filled up with zeros.
 *
 * @param a integers or bools
 * @param options axis, bitorder
 * @returns uint8, an eighth as long along the axis
 * @throws DTypeError for other dtypes; AxisError
 * @see numpy.packbits
 * @example
 * ```ts
 * nd.packbits([true, false, true]).toString(); // '[160]'
 * nd.packbits([[1n, 0n], [1n, 1n]], { axis: 1, bitorder: 'little' }).toArray(); // [[1], [3]]
 * ```
 */
export function packbits(a: ArrayLike, options?: PackbitsOptions): NDArray<'uint8'> {
  const op = 'packbits';
  const given = readOptions(op, options);
  const axisGiven = given?.axis;
  const little = readBitorder(op, given?.bitorder);
  const array = asArray(op, a);
  const { dtype } = layoutOf(array);
  if (dtype.kind !== 'b' && dtype.kind !== 'i' && dtype.kind !== 'u') {
    throw new DTypeError(`[${op}] Expected an input array of integer or boolean data type`);
  }
  const { rows, axis } = rowsOf(op, dtype.itemsize === 1 ? array : astype(array, BOOL.name), axisGiven);
  const shape = [...layoutOf(rows).shape];
  const bytes = shape.pop()!;
  const packed = Math.ceil(bytes / 8);
  const layout = contiguousLayout(op, DTYPES.uint8, [...shape, packed]);
  const made = makeArray(newStorage(op, layout.nbytes), layout);
  run(op, () => native.packBits(), rows, made, [bytes, packed, little]);
  return moveaxis(made, -1, axis) as NDArray<'uint8'>;
}

/**
 * Give the bits of bytes as elements of 0 and 1.
 *
 * @param a uint8
 * @param options axis, count, bitorder
 * @returns uint8, eight times as long along the axis, or `count`
 * @throws DTypeError for other dtypes; AxisError; ValueError for a `count` that leaves out more than there is
 * @see numpy.unpackbits
 * @example
 * ```ts
 * nd.unpackbits(nd.array([160], { dtype: 'uint8' }), { count: 4 }).toString(); // '[1 0 1 0]'
 * ```
 */
export function unpackbits(a: ArrayLike, options?: UnpackbitsOptions): NDArray<'uint8'> {
  const op = 'unpackbits';
  const given = readOptions(op, options);
  const axisGiven = given?.axis;
  const countGiven = given?.count;
  const little = readBitorder(op, given?.bitorder);
  const count = countGiven === undefined || countGiven === null ? undefined : readInteger(op, 'count', countGiven);
  const array = asArray(op, a);
  if (layoutOf(array).dtype !== DTYPES.uint8) {
    throw new DTypeError(`[${op}] Expected an input array of unsigned byte data type`);
  }
  const { rows, axis } = rowsOf(op, array, axisGiven);
  const shape = [...layoutOf(rows).shape];
  const packed = shape.pop()!;
  const all = packed * 8;
  if (count !== undefined && -count > all) throw new ValueError(`[${op}] -count larger than number of elements`);
  const bytes = count === undefined ? all : count < 0 ? all + count : count;
  const layout = contiguousLayout(op, DTYPES.uint8, [...shape, bytes]);
  const made =
    bytes > all ? makeZeros(op, DTYPES.uint8, layout.shape) : makeArray(newStorage(op, layout.nbytes), layout);
  run(op, () => native.unpackBits(), rows, made, [bytes, packed, little]);
  return moveaxis(made, -1, axis) as NDArray<'uint8'>;
}
