/** Coordinates of many dimensions and positions in a flat array. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, storageOf, usableStorage } from '../core/array-core';
import { broadcastLayout, broadcastShapes } from '../core/broadcast';
import { asArray, copyArray } from '../core/convert';
import { INT64, isInexact } from '../core/dtype';
import { ARGS, F, NDIM, TEXT, fail } from '../core/frame';
import { readOptions, readOrder, readShape } from '../core/options';
import { MAPPED } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { readPositions } from './advanced-index';
import type { Shape } from './creation';

/** What becomes of coordinates that are out of bounds: an error, counted round, or the nearest. */
export type CoordinateMode = 'raise' | 'wrap' | 'clip';
const MODES: readonly unknown[] = ['raise', 'wrap', 'clip'];

/** Options of ravelMultiIndex(). */
export interface RavelMultiIndexOptions {
  /** One mode for all dimensions, default 'raise', or one for each. */
  readonly mode?: CoordinateMode | readonly CoordinateMode[] | undefined;
  /** Which dimension varies fastest: the last ('C', default) or the first ('F'). */
  readonly order?: 'C' | 'F' | undefined;
}

/** Options of unravelIndex(). */
export interface UnravelIndexOptions {
  /** Which dimension varies fastest: the last ('C', default) or the first ('F'). */
  readonly order?: 'C' | 'F' | undefined;
}

/** Integers as int64. */
function readIntegers(op: string, given: unknown): NDArray {
  const array = typeof given === 'boolean' ? asArray(op, given) : readPositionsOrArray(op, given);
  const { dtype } = layoutOf(array);
  if (isInexact(dtype)) throw new DTypeError(`[${op}] only int indices permitted`);
  return dtype === INT64 ? array : copyArray(op, array, INT64, 'C');
}

function readPositionsOrArray(op: string, given: unknown): NDArray {
  if (isArray(given)) return given;
  if (typeof given === 'number' && !Number.isSafeInteger(given))
    throw new DTypeError(`[${op}] only int indices permitted`);
  if (Array.isArray(given) && given.length === 0) return makeEmpty(op, INT64, [0]) as NDArray;
  return readPositions(op, given);
}

/** Contiguous int64 elements of a shape in memory of the engine that nobody cuts meanwhile. */
function settled(op: string, array: NDArray, shape: readonly number[]): NDArray {
  const layout = layoutOf(array);
  const fits =
    layout.cContiguous && layout.shape.length === shape.length && layout.shape.every((d, i) => d === shape[i]);
  const aligned = (storageOf(array).address + layout.offset) % 8 === 0;
  if (fits && aligned && usableStorage(op, array).kind < MAPPED) return array;
  return copyArray(op, makeView(array, broadcastLayout(op, layout, shape, false)), INT64, 'C');
}

function elementsOf(op: string, dims: readonly number[]): number {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size > Number.MAX_SAFE_INTEGER) {
    throw new ValueError(`[${op}] invalid dims: array size defined by dims is larger than the maximum possible size.`);
  }
  return size;
}

const SLOTS = 4;

function readCoordinates(op: string, multiIndex: unknown): NDArray[] {
  if (isArray(multiIndex)) {
    const { shape } = layoutOf(multiIndex);
    if (shape.length === 0)
      throw badArgument(op, 'the coordinates', 'a list of arrays, one for each dimension,', multiIndex);
    return Array.from({ length: shape[0]! }, (_, i) => readIntegers(op, multiIndex.at(i)));
  }
  if (!Array.isArray(multiIndex)) {
    throw badArgument(op, 'the coordinates', 'a list of arrays, one for each dimension,', multiIndex);
  }
  if (multiIndex.length > 64)
    throw new ValueError(`[${op}] expected at most 64 dimensions but got ${multiIndex.length}`);
  return Array.from(multiIndex as readonly unknown[], (each) => readIntegers(op, each));
}

function readModes(op: string, given: unknown, ndim: number): number[] {
  const list: unknown[] = Array.isArray(given)
    ? Array.from(given as readonly unknown[])
    : new Array<unknown>(ndim).fill(given ?? 'raise');
  if (list.length !== ndim) throw new ValueError(`[${op}] expected ${ndim} modes but got ${list.length}`);
  return list.map((mode) => {
    const number = MODES.indexOf(mode);
    if (number < 0) throw badArgument(op, 'mode', "'raise', 'wrap' or 'clip'", mode);
    return number;
  });
}

/**
 * Give the positions in a flat array of shape `dims` that coordinates name.
 *
 * @param multiIndex one integer array (or integer) for each dimension; they broadcast together
 * @returns an int64 array; a number where every coordinate is a single number
 * @throws ValueError for coordinates out of bounds, unless `mode` wraps or clips them; DTypeError for what is no integer;
 * ShapeError
 * @see numpy.ravel_multi_index
 * @example
 * ```ts
 * nd.ravelMultiIndex([[3, 6, 6], [4, 5, 1]], [7, 6]).toString(); // '[22 41 37]'
 * nd.ravelMultiIndex([3, 1, 4, 1], [6, 7, 8, 9]); // 1621
 * ```
 */
export function ravelMultiIndex<const M extends readonly ArrayLike[] | NDArray>(
  multiIndex: M,
  dims: Shape,
  options?: RavelMultiIndexOptions,
): M extends readonly (number | bigint | boolean)[] ? number : NDArray<'int64'>;
export function ravelMultiIndex(
  multiIndex: readonly ArrayLike[] | NDArray,
  dims: Shape,
  options?: RavelMultiIndexOptions,
): number | NDArray {
  const op = 'ravelMultiIndex';
  const given = readOptions(op, options);
  const modeGiven: unknown = given?.mode;
  const order = readOrder(op, given?.order, ['C', 'F'] as const, 'C');
  const shape = readShape(op, dims);
  const modes = readModes(op, modeGiven, shape.length);
  const read = readCoordinates(op, multiIndex);
  if (read.length !== shape.length) {
    throw new ValueError(`[${op}] parameter multi_index must be a sequence of length ${shape.length}`);
  }
  elementsOf(op, shape);
  const common = broadcastShapes(
    op,
    read.map((each) => layoutOf(each).shape),
    8,
  );
  const made: NDArray = makeEmpty(op, INT64, common);
  const coordinates = read.map((each) => settled(op, each, common));
  const { size } = layoutOf(made);
  if (size > 0 && shape.includes(0))
    throw new ValueError(`[${op}] cannot unravel if shape has zero entries (is empty).`);
  let stride = 1;
  for (let k = 0; k < shape.length; k++) {
    const axis = order === 'C' ? shape.length - 1 - k : k;
    const slot = TEXT + axis * SLOTS;
    F[slot] = shape[axis]!;
    F[slot + 1] = stride;
    F[slot + 2] = modes[axis]!;
    F[slot + 3] = usableStorage(op, coordinates[axis]!).address + layoutOf(coordinates[axis]!).offset;
    stride *= shape[axis]!;
  }
  F[NDIM] = shape.length;
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = size;
  const status = native.ravelMultiIndex();
  if (status !== 0) fail(op, status);
  const scalar = !isArray(multiIndex) && read.every((each) => layoutOf(each).shape.length === 0);
  return scalar && multiIndex.every((each) => !isArray(each)) ? Number(made.item()) : made;
}

/**
 * Give the coordinates in an array of a shape that positions in its flat elements name: one array for each dimension.
 *
 * @param indices integers within [0, size)
 * @returns int64 arrays of the shape of `indices`; numbers for a single number
 * @throws ValueError for positions out of bounds; DTypeError for what is no integer
 * @see numpy.unravel_index
 * @example
 * ```ts
 * nd.unravelIndex(1621, [6, 7, 8, 9]); // [3, 1, 4, 1]
 * nd.unravelIndex([22, 41, 37], [7, 6]).map(String); // ['[3 6 6]', '[4 5 1]']
 * ```
 */
export function unravelIndex<const I extends ArrayLike>(
  indices: I,
  shape: Shape,
  options?: UnravelIndexOptions,
): I extends number | bigint ? number[] : NDArray<'int64'>[];
export function unravelIndex(indices: ArrayLike, shape: Shape, options?: UnravelIndexOptions): number[] | NDArray[] {
  const op = 'unravelIndex';
  const order = readOrder(op, readOptions(op, options)?.order, ['C', 'F'] as const, 'C');
  const dims = readShape(op, shape);
  const scalar = typeof indices === 'number' || typeof indices === 'bigint';
  const read = readIntegers(op, indices);
  const own = layoutOf(read);
  const elements = elementsOf(op, dims);
  if (dims.length === 0 && own.shape.length > 0) {
    throw new ValueError(`[${op}] multiple indices are not supported for 0d arrays`);
  }
  const made = dims.map(() => makeEmpty(op, INT64, own.shape) as NDArray);
  const flat = settled(op, read, own.shape);
  dims.forEach((dim, axis) => {
    const slot = TEXT + axis * SLOTS;
    F[slot] = dim;
    F[slot + 1] = order === 'C' ? dims.length - 1 - axis : axis;
    F[slot + 3] = storageOf(made[axis]!).address;
  });
  F[NDIM] = dims.length;
  F[ARGS] = usableStorage(op, flat).address + layoutOf(flat).offset;
  F[ARGS + 1] = own.size;
  F[ARGS + 2] = elements;
  const status = native.unravelIndex();
  if (status !== 0) fail(op, status);
  return scalar ? made.map((each) => Number(each.item())) : made;
}
