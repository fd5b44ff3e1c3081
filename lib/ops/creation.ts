/** Making arrays: from values, of one value, of zeros, of ones. */
import type { NDArray } from '../ndarray';
import { ValueError } from '../errors';
import {
  isArray,
  layoutOf,
  makeArray,
  makeEmpty,
  makeView,
  makeZeros,
  storageOf,
  usableStorage,
} from '../core/array-core';
import { asArray, checkStorable, toArray } from '../core/convert';
import { fillFrom } from '../core/copy';
import { FLOAT64, asScalar, parseDType, strongDType, type DType, type DTypeInfo, type WeakScalar } from '../core/dtype';
import { writeScalar } from '../core/frame';
import { Layout, MAX_DIMS, likeStrides, sizeOf } from '../core/layout';
import { readCopy, readDevice, readInteger, readOptions, readOrder, readShape } from '../core/options';
import { newStorage, newZeroStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';

const ORDERS = ['C', 'F', 'A', 'K'] as const;

/** A shape: one length, or a list of them. */
export type Shape = number | readonly number[];

/** Options of functions that make arrays. */
export interface CreationOptions<D extends DType = DType> {
  readonly dtype?: D | undefined;
  /** Memory order: 'C' (last axis fastest, default) or 'F'. */
  readonly order?: 'C' | 'F' | undefined;
  /** 'cpu', if anything. */
  readonly device?: 'cpu' | null | undefined;
}

/** Options of array() and asarray(). */
export interface ArrayOptions<D extends DType = DType> {
  readonly dtype?: D | undefined;
  /** 'K' (default for arrays) keeps the order of the source; 'A' takes C or F order as it lies. */
  readonly order?: 'C' | 'F' | 'A' | 'K' | undefined;
  /** true: always copy; false: never (an error where a copy is needed); undefined or null: as needed. */
  readonly copy?: boolean | null | undefined;
  /** Leading axes of length 1 are added up to so many dimensions. */
  readonly ndmin?: number | undefined;
  /** 'cpu', if anything. */
  readonly device?: 'cpu' | null | undefined;
}

/** Reads an optional dtype. */
export const optionalDType = (op: string, value: unknown): DTypeInfo | undefined =>
  value === undefined || value === null ? undefined : parseDType(op, value);

function convert(
  op: string,
  value: unknown,
  options: ArrayOptions | undefined,
  copyDefault: boolean | undefined,
): NDArray {
  const given = readOptions(op, options);
  const dtype = optionalDType(op, given?.dtype);
  const order = readOrder(op, given?.order, ORDERS, 'K');
  const copyGiven: unknown = given?.copy;
  const copy = copyGiven === undefined ? copyDefault : readCopy(op, copyGiven);
  const ndminGiven = given?.ndmin;
  const ndmin = ndminGiven === undefined ? 0 : readInteger(op, 'ndmin', ndminGiven);
  if (ndmin > MAX_DIMS) throw new ValueError(`[${op}] ndmin bigger than allowable number of dimensions (=${MAX_DIMS})`);
  readDevice(op, given?.device);
  const made = toArray(op, value, dtype, copy, order);
  usableStorage(op, made);
  return layoutOf(made).shape.length < ndmin ? withLeadingAxes(made, ndmin, order) : made;
}

/** A view with axes of length 1 put before the others. */
export function withLeadingAxes(a: NDArray, ndim: number, order: 'C' | 'F' | 'A' | 'K'): NDArray {
  const { dtype, shape, strides, offset, size, writable, cContiguous, fContiguous } = layoutOf(a);
  const lead = ndim - shape.length;
  const first = shape.length === 0 || order === 'F' || (fContiguous && !cContiguous);
  const step = first ? dtype.itemsize : shape[0]! * strides[0]!;
  const ones = new Array<number>(lead).fill(1);
  return makeView(
    a,
    new Layout(dtype, [...ones, ...shape], [...ones.map(() => step), ...strides], offset, size, writable),
  );
}

/**
 * Make an array from a nested list, a scalar, a typed array or another array; always a copy unless told otherwise.
 *
 * Numbers give float64, bigints int64 (uint64 where one needs it), booleans bool, complex numbers complex128.
 *
 * @param value nested list (depth up to 64), scalar, typed array or array
 * @returns a new array of the dtype asked for, or of the dtype its values have together
 * @throws ShapeError when the list is ragged or too deep; DTypeError for unknown dtypes; ValueError for integers out of bounds
 * @see numpy.array
 * @example
 * ```ts
 * nd.array([[1, 2], [3, 4]]).shape; // [2, 2]
 * ```
 */
export function array<D extends DType = DType>(value: ArrayLike, options?: ArrayOptions<D>): NDArray<D> {
  return convert('array', value, options, true) as NDArray<D>;
}

/**
 * Give an array as it is, or make one from what is none; typed arrays are not copied.
 *
 * @throws as array(); BufferError for resizable buffers
 * @see numpy.asarray
 * @example
 * ```ts
 * nd.asarray(new Float32Array([1, 2])).dtype; // 'float32'
 * ```
 */
export function asarray<D extends DType = DType>(value: ArrayLike, options?: ArrayOptions<D>): NDArray<D> {
  return convert('asarray', value, options, undefined) as NDArray<D>;
}

/** Reads the options of functions that make arrays. */
export function creation(
  op: string,
  options: CreationOptions | undefined,
  otherwise: DTypeInfo,
): { dtype: DTypeInfo; order: 'C' | 'F' } {
  const given = readOptions(op, options);
  readDevice(op, given?.device);
  return {
    dtype: optionalDType(op, given?.dtype) ?? otherwise,
    order: readOrder(op, given?.order, ['C', 'F'] as const, 'C'),
  };
}

/**
 * Make an array of zeros. Large arrays take memory only as they are written, but count at once.
 *
 * @param shape a length or a list of lengths
 * @returns a new array, float64 by default
 * @throws ShapeError when the shape overflows; MemoryLimitError before anything is allocated
 * @see numpy.zeros
 * @example
 * ```ts
 * nd.zeros([2, 3], { dtype: 'int32' }).nbytes; // 24
 * ```
 */
export function zeros<D extends DType = 'float64'>(shape: Shape, options?: CreationOptions<D>): NDArray<D> {
  const { dtype, order } = creation('zeros', options, FLOAT64);
  return makeZeros('zeros', dtype, readShape('zeros', shape), order) as NDArray<D>;
}

/**
 * Make an array without setting its elements: whatever the memory held, often zeros.
 *
 * @see numpy.empty
 * @example
 * ```ts
 * nd.empty([2, 3]).shape; // [2, 3]
 * ```
 */
export function empty<D extends DType = 'float64'>(shape: Shape, options?: CreationOptions<D>): NDArray<D> {
  const { dtype, order } = creation('empty', options, FLOAT64);
  return makeEmpty('empty', dtype, readShape('empty', shape), order) as NDArray<D>;
}

/**
 * Make an array of ones.
 *
 * @see numpy.ones
 * @example
 * ```ts
 * nd.ones(3).toString(); // '[1. 1. 1.]'
 * ```
 */
export function ones<D extends DType = 'float64'>(shape: Shape, options?: CreationOptions<D>): NDArray<D> {
  const { dtype, order } = creation('ones', options, FLOAT64);
  const made = makeEmpty('ones', dtype, readShape('ones', shape), order);
  fillScalar('ones', made, 1);
  return made as NDArray<D>;
}

/**
 * Make an array of one value; its dtype is the value's by default (number float64, bigint int64, boolean bool, Complex
 * complex128).
 *
 * @param fill a scalar, or an array that broadcasts to the shape
 * @see numpy.full
 * @example
 * ```ts
 * nd.full([2], 7n).dtype; // 'int64'
 * ```
 */
export function full<D extends DType = DType>(shape: Shape, fill: ArrayLike, options?: CreationOptions<D>): NDArray<D> {
  const op = 'full';
  const value = readFill(op, fill);
  const natural = isArray(value) ? layoutOf(value).dtype : strongDType(op, value);
  const { dtype, order } = creation(op, options, natural);
  const made = makeEmpty(op, dtype, readShape(op, shape), order);
  fillWith(op, made, value);
  return made as NDArray<D>;
}

/** Everything of the caller's read. */
function readFill(op: string, fill: ArrayLike): NDArray | WeakScalar {
  return isArray(fill) ? fill : (asScalar(op, fill) ?? asArray(op, fill));
}

function fillWith(op: string, made: NDArray, value: NDArray | WeakScalar): void {
  if (isArray(value)) assign(op, made, value);
  else fillScalar(op, made, value);
}

function fillScalar(op: string, made: NDArray, value: WeakScalar): void {
  const { dtype } = layoutOf(made);
  const address = writeScalar(0, dtype, checkStorable(op, value, dtype));
  fillFrom(op, storageOf(made), layoutOf(made), address, dtype);
}

/** Options of the …Like functions. */
export interface LikeOptions<D extends DType = DType> {
  readonly dtype?: D | undefined;
  /** 'K' (default) keeps the order of the other array; 'A' is F order for one that is F-contiguous only, else C order. */
  readonly order?: 'C' | 'F' | 'A' | 'K' | undefined;
  /** Another shape; 'K' then keeps the order where it has as many dimensions. */
  readonly shape?: Shape | undefined;
  /** 'cpu', if anything. */
  readonly device?: 'cpu' | null | undefined;
}

function likeLayout(op: string, other: ArrayLike, options: LikeOptions | undefined): Layout {
  const given = readOptions(op, options);
  const layout = layoutOf(asArray(op, other));
  const dtype = optionalDType(op, given?.dtype) ?? layout.dtype;
  const order = readOrder(op, given?.order, ORDERS, 'K');
  const shapeGiven = given?.shape;
  readDevice(op, given?.device);
  const shape = shapeGiven === undefined ? layout.shape : readShape(op, shapeGiven);
  const size = sizeOf(op, shape, dtype.itemsize);
  return new Layout(dtype, shape, likeStrides(layout, shape, dtype.itemsize, order), 0, size, true);
}

function emptyOf(op: string, layout: Layout): NDArray {
  return makeArray(newStorage(op, layout.nbytes), layout);
}

/**
 * Make zeros of another array's shape and dtype.
 *
 * @see numpy.zeros_like
 * @example
 * ```ts
 * nd.zerosLike([1n, 2n]).toString(); // '[0 0]'
 * ```
 */
export function zerosLike<D extends DType = DType>(other: ArrayLike, options?: LikeOptions<D>): NDArray<D> {
  const layout = likeLayout('zerosLike', other, options);
  return makeArray(newZeroStorage('zerosLike', layout.nbytes), layout) as NDArray<D>;
}

/**
 * Make an uninitialised array of another array's shape and dtype.
 *
 * @see numpy.empty_like
 * @example
 * ```ts
 * nd.emptyLike([1n, 2n]).dtype; // 'int64'
 * ```
 */
export function emptyLike<D extends DType = DType>(other: ArrayLike, options?: LikeOptions<D>): NDArray<D> {
  return emptyOf('emptyLike', likeLayout('emptyLike', other, options)) as NDArray<D>;
}

/**
 * Make ones of another array's shape and dtype.
 *
 * @see numpy.ones_like
 * @example
 * ```ts
 * nd.onesLike([5n, 6n]).toString(); // '[1 1]'
 * ```
 */
export function onesLike<D extends DType = DType>(other: ArrayLike, options?: LikeOptions<D>): NDArray<D> {
  const made = emptyOf('onesLike', likeLayout('onesLike', other, options));
  fillScalar('onesLike', made, 1);
  return made as NDArray<D>;
}

/**
 * Make an array of one value, of another array's shape and dtype.
 *
 * @see numpy.full_like
 * @example
 * ```ts
 * nd.fullLike([1, 2], 3).toString(); // '[3. 3.]'
 * ```
 */
export function fullLike<D extends DType = DType>(
  other: ArrayLike,
  fill: ArrayLike,
  options?: LikeOptions<D>,
): NDArray<D> {
  const op = 'fullLike';
  const value = readFill(op, fill);
  const made = emptyOf(op, likeLayout(op, other, options));
  fillWith(op, made, value);
  return made as NDArray<D>;
}

/** Options of eye(). */
export interface EyeOptions<D extends DType = DType> extends CreationOptions<D> {
  /** Number of columns; default the number of rows. */
  readonly m?: number | undefined;
  /** Which diagonal: positive above the main one. */
  readonly k?: number | undefined;
}

/** A bigint beyond JavaScript's integers is beyond every diagonal too. */
function withinNumbers(value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return value > most ? most : value < -most ? -most : value;
}

/**
 * Make a matrix with ones on a diagonal and zeros elsewhere.
 *
 * @see numpy.eye
 * @example
 * ```ts
 * nd.eye(2).toArray(); // [[1, 0], [0, 1]]
 * ```
 */
export function eye<D extends DType = 'float64'>(n: number, options?: EyeOptions<D>): NDArray<D> {
  const op = 'eye';
  const { dtype, order } = creation(op, options, FLOAT64);
  const columnsGiven = options?.m;
  const offsetGiven = options?.k;
  const rows = readInteger(op, 'n', n);
  const columns = columnsGiven === undefined ? rows : readInteger(op, 'm', columnsGiven);
  const k = offsetGiven === undefined ? 0 : readInteger(op, 'k', withinNumbers(offsetGiven));
  const made = makeZeros(op, dtype, readShape(op, [rows, columns]), order);
  const layout = layoutOf(made);
  const length = k >= 0 ? Math.min(rows, columns - k) : Math.min(rows + k, columns);
  if (length <= 0) return made as NDArray<D>;
  const [down, right] = layout.strides as [number, number];
  const offset = k >= 0 ? k * right : -k * down;
  const diagonal = new Layout(dtype, [length], [down + right], offset, length, true);
  fillFrom(op, storageOf(made), diagonal, writeScalar(0, dtype, 1), dtype);
  return made as NDArray<D>;
}
