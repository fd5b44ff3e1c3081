/** Matrices of a form: tri, tril, triu, diag, diagflat, identity, vander. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ShapeError, ValueError } from '../errors';
import { layoutOf, makeArray, makeEmpty, makeView, makeZeros, storageOf, usableStorage } from '../core/array-core';
import { broadcastShapes } from '../core/broadcast';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { BOOL, FLOAT64, INT64, promote, type DType, type DTypeInfo } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail } from '../core/frame';
import { Layout, contiguousLayout } from '../core/layout';
import { readBoolean, readInteger, readOptions } from '../core/options';
import { MAPPED, newStorage, newZeroStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { eye, optionalDType, type CreationOptions } from './creation';
import { greaterEqual } from './elementwise.gen';
import { arange } from './ranges';
import { cumprod } from './scan';
import { flip } from './shape';
import { keepOrderStrides } from './ufunc';

/** Options of tri(). */
export interface TriOptions<D extends DType = DType> {
  /** Number of columns; default the number of rows. */
  readonly m?: number | undefined;
  /** The last diagonal that is filled: 0 the main one, positive above it. */
  readonly k?: number | undefined;
  readonly dtype?: D | undefined;
}

/** Which diagonal: 0 the main one, positive above it. */
export type Diagonal = number | { readonly k?: number | undefined };

function readDiagonal(op: string, given: Diagonal | undefined): number {
  const k = typeof given === 'number' ? given : readOptions(op, given)?.k;
  return k === undefined ? 0 : readInteger(op, 'k', k);
}

/** A bool matrix that is true at and below a diagonal. */
function lower(op: string, rows: number, columns: number, k: number): NDArray {
  const n = Math.max(0, rows);
  const m = Math.max(0, columns);
  const made = makeEmpty(op, BOOL, [n, m]);
  if (n === 0 || m === 0) return made;
  // Every diagonal beyond the matrix is as good as the one next to it.
  const offset = Math.min(Math.max(k, -n), m);
  const down = arange(n, { dtype: 'int64' });
  const across = arange(-offset, m - offset, { dtype: 'int64' });
  const { size } = layoutOf(down);
  const column = makeView(down, new Layout(INT64, [size, 1], [8, 0], 0, size, false));
  greaterEqual(column, across, { out: made });
  return made;
}

/**
 * Make a matrix with ones at and below a diagonal, zeros above.
 *
 * @param n number of rows
 * @param options m (columns), k (the diagonal), dtype (default float64)
 * @throws ShapeError when the size overflows
 * @see numpy.tri
 * @example
 * ```ts
 * nd.tri(2).toArray(); // [[1, 0], [1, 1]]
 * ```
 */
export function tri<D extends DType = 'float64'>(n: number, options?: TriOptions<D>): NDArray<D> {
  const op = 'tri';
  const given = readOptions(op, options);
  const columnsGiven = given?.m;
  const kGiven = given?.k;
  const dtype = optionalDType(op, given?.dtype) ?? FLOAT64;
  const rows = readInteger(op, 'n', n);
  const columns = columnsGiven === undefined ? rows : readInteger(op, 'm', columnsGiven);
  const mask = lower(op, rows, columns, kGiven === undefined ? 0 : readInteger(op, 'k', kGiven));
  if (dtype === BOOL) return mask as NDArray as NDArray<D>;
  const made = makeEmpty(op, dtype, layoutOf(mask).shape);
  copyInto(op, storageOf(made), layoutOf(made), storageOf(mask), layoutOf(mask));
  return made as NDArray as NDArray<D>;
}

/** A copy of the matrices of an array with zeros above (or from, for the upper part) a diagonal. */
function triangle(op: string, m: ArrayLike, k: number, upper: boolean): NDArray {
  const array = asArray(op, m);
  const layout = layoutOf(array);
  const { shape, dtype } = layout;
  const columns = shape.at(-1);
  if (columns === undefined)
    throw new ShapeError(`[${op}] expected an array of at least one dimension but got a 0-d one`);
  usableStorage(op, array);
  if (layout.cContiguous && shape.length > 1) return triangleRows(op, array, k, upper);
  const mask = lower(op, shape.at(-2) ?? columns, columns, upper ? k - 1 : k);
  const where = { storage: storageOf(mask), layout: layoutOf(mask) };
  const whole = broadcastShapes(op, [shape, where.layout.shape], dtype.itemsize);
  const made = emptyKept(op, whole, dtype, [where.layout, layout], !upper);
  copyInto(op, storageOf(made), layoutOf(made), usableStorage(op, array), layout, upper ? undefined : where);
  if (!upper) return made;
  const zero = makeZeros(op, dtype, []);
  copyInto(op, storageOf(made), layoutOf(made), storageOf(zero), layoutOf(zero), where);
  return made;
}

/** The same for a C-contiguous array of matrices: rows are cut in two. */
function triangleRows(op: string, array: NDArray, k: number, upper: boolean): NDArray {
  const { shape, dtype, size, offset } = layoutOf(array);
  const made = makeEmpty(op, dtype, shape);
  if (size === 0) return made;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const storage = usableStorage(op, array);
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = storage.address + offset;
  F[ARGS + 2] = size / (rows * columns);
  F[ARGS + 3] = rows;
  F[ARGS + 4] = columns;
  F[ARGS + 5] = dtype.itemsize;
  // Every diagonal beyond the matrix is as good as the one next to it.
  F[ARGS + 6] = Math.min(Math.max(upper ? k : k + 1, -rows), columns);
  F[ARGS + 7] = upper ? 1 : 0;
  F[FLAGS] = storage.kind === MAPPED ? FLAG_MAPPED : 0;
  const status = native.triangle();
  if (status !== 0) fail(op, status);
  return made;
}

/** A new array in the memory order of the inputs, as elementwise operations make it. */
function emptyKept(
  op: string,
  shape: readonly number[],
  dtype: DTypeInfo,
  inputs: readonly Layout[],
  zeros: boolean,
): NDArray {
  const strides = keepOrderStrides(shape, dtype.itemsize, inputs);
  if (strides === undefined) return (zeros ? makeZeros : makeEmpty)(op, dtype, shape);
  const { size } = contiguousLayout(op, dtype, shape);
  const layout = new Layout(dtype, shape, strides, 0, size, true);
  return makeArray((zeros ? newZeroStorage : newStorage)(op, layout.nbytes), layout);
}

/**
 * Copy the lower triangle: with zeros above a diagonal. Of an array with more than two dimensions, of each matrix.
 *
 * @param k the last diagonal that is kept: 0 (default) the main one, positive above it
 * @throws ShapeError for a 0-d array
 * @see numpy.tril
 * @example
 * ```ts
 * nd.tril([[1, 2], [3, 4]]).toArray(); // [[1, 0], [3, 4]]
 * ```
 */
export function tril<D extends DType = DType>(m: NDArray<D> | ArrayLike, k?: Diagonal): NDArray<D> {
  return triangle('tril', m, readDiagonal('tril', k), false) as NDArray as NDArray<D>;
}

/**
 * Copy the upper triangle: with zeros below a diagonal. Of an array with more than two dimensions, of each matrix.
 *
 * @param k the first diagonal that is kept: 0 (default) the main one, positive above it
 * @throws ShapeError for a 0-d array
 * @see numpy.triu
 * @example
 * ```ts
 * nd.triu([[1, 2], [3, 4]]).toArray(); // [[1, 2], [0, 4]]
 * ```
 */
export function triu<D extends DType = DType>(m: NDArray<D> | ArrayLike, k?: Diagonal): NDArray<D> {
  return triangle('triu', m, readDiagonal('triu', k), true) as NDArray as NDArray<D>;
}

/** A square matrix of zeros but for a diagonal, which the elements of a 1-D layout fill. */
function diagonalMatrix(op: string, array: NDArray, layout: Layout, k: number): NDArray {
  const { dtype, size } = layout;
  const n = size + Math.abs(k);
  usableStorage(op, array);
  const made = makeZeros(op, dtype, [n, n]);
  const [down, right] = layoutOf(made).strides as [number, number];
  const to = new Layout(dtype, [size], [down + right], k >= 0 ? k * right : -k * down, size, true);
  copyInto(op, storageOf(made), to, usableStorage(op, array), layout);
  return made;
}

/**
 * Give a diagonal of a matrix (a read-only view), or make a matrix with a 1-D array as its diagonal (a new array).
 *
 * @param k which diagonal: 0 (default) the main one, positive above it
 * @throws ValueError when the array has no or more than two dimensions; ShapeError when the size overflows
 * @see numpy.diag
 * @example
 * ```ts
 * nd.diag([[1, 2], [3, 4]]).toString(); // '[1. 4.]'
 * nd.diag([1, 2]).toArray(); // [[1, 0], [0, 2]]
 * ```
 */
export function diag<D extends DType = DType>(v: NDArray<D> | ArrayLike, k?: Diagonal): NDArray<D> {
  const op = 'diag';
  const offset = readDiagonal(op, k);
  const array = asArray(op, v);
  const layout = layoutOf(array);
  const { shape, strides, dtype } = layout;
  if (shape.length === 1) return diagonalMatrix(op, array, layout, offset) as NDArray as NDArray<D>;
  if (shape.length !== 2) throw new ValueError(`[${op}] Input must be 1- or 2-d.`);
  usableStorage(op, array);
  const [rows, columns] = shape as [number, number];
  const [down, right] = strides as [number, number];
  const length = Math.max(0, Math.min(offset < 0 ? rows + offset : rows, offset > 0 ? columns - offset : columns));
  const start = length === 0 ? 0 : offset >= 0 ? offset * right : -offset * down;
  const view = new Layout(dtype, [length], [down + right], layout.offset + start, length, false);
  return makeView(array, view) as NDArray as NDArray<D>;
}

/**
 * Make a matrix with the elements of an array, flattened, as its diagonal.
 *
 * @param k which diagonal: 0 (default) the main one, positive above it
 * @throws ShapeError when the size overflows
 * @see numpy.diagflat
 * @example
 * ```ts
 * nd.diagflat([[1, 2]]).toArray(); // [[1, 0], [0, 2]]
 * ```
 */
export function diagflat<D extends DType = DType>(v: NDArray<D> | ArrayLike, k?: Diagonal): NDArray<D> {
  const op = 'diagflat';
  const offset = readDiagonal(op, k);
  const flat = asArray(op, v).ravel();
  return diagonalMatrix(op, flat, layoutOf(flat), offset) as NDArray as NDArray<D>;
}

/**
 * Make a square matrix with ones on the main diagonal and zeros elsewhere.
 *
 * @see numpy.identity
 * @example
 * ```ts
 * nd.identity(2).toArray(); // [[1, 0], [0, 1]]
 * ```
 */
export function identity<D extends DType = 'float64'>(
  n: number,
  options?: Pick<CreationOptions<D>, 'dtype'>,
): NDArray<D> {
  const dtype = readOptions('identity', options)?.dtype;
  return eye(readInteger('identity', 'n', n), { dtype });
}

/** Options of vander(). */
export interface VanderOptions {
  /** Number of columns; default as many as there are values. */
  readonly n?: number | undefined;
  /** Whether powers grow from left to right; default false. */
  readonly increasing?: boolean | undefined;
}

/**
 * Make a Vandermonde matrix: its columns are the powers of a 1-D array, the highest first.
 *
 * @param options n (columns), increasing
 * @returns at least int64: the dtype that the values have with integers
 * @throws ValueError when the array is not 1-D or n is negative
 * @see numpy.vander
 * @example
 * ```ts
 * nd.vander([1, 2, 3], { n: 2 }).toArray(); // [[1, 1], [2, 1], [3, 1]]
 * ```
 */
export function vander(x: ArrayLike, options?: VanderOptions): NDArray {
  const op = 'vander';
  const given = readOptions(op, options);
  const nGiven = given?.n;
  const increasing = readBoolean(op, 'increasing', given?.increasing, false);
  const array = asArray(op, x);
  const layout = layoutOf(array);
  if (layout.shape.length !== 1) throw new ValueError(`[${op}] x must be a one-dimensional array or sequence.`);
  const columns = nGiven === undefined ? layout.size : readInteger(op, 'n', nGiven);
  if (columns < 0) throw new ValueError(`[${op}] negative dimensions are not allowed`);
  const dtype: DTypeInfo = promote(layout.dtype, INT64);
  const made = makeEmpty(op, dtype, [layout.size, columns]);
  if (layout.size === 0 || columns === 0) return made;
  const powers = increasing ? made : flip(made, 1);
  assign(op, powers.at(':', 0), 1);
  if (columns === 1) return made;
  // Each power is the one before times x, as numpy.multiply.accumulate rounds it.
  const x1 = copyArray(op, array, dtype, 'C');
  const factors = new Layout(
    dtype,
    [layout.size, columns - 1],
    [dtype.itemsize, 0],
    0,
    layout.size * (columns - 1),
    false,
  );
  cumprod(makeView(x1, factors), { axis: 1, dtype: dtype.name, out: powers.at(':', '1:') });
  return made;
}
