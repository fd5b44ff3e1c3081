/** Positions of diagonals and triangles, and writing a diagonal. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeView, requireArray, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { asScalar } from '../core/dtype';
import { Layout } from '../core/layout';
import { readBoolean, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { assign, requireWritable } from './assign';
import { ones } from './creation';
import { logicalNot, notEqual } from './elementwise.gen';
import { tri, type Diagonal } from './matrices';
import { nonzero } from './nonzero';
import { arange } from './ranges';
import { resize } from './resizing';
import { ravel } from './shape';

/** Options of fillDiagonal(). */
export interface FillDiagonalOptions {
  /** Of a matrix with more rows than columns: begin anew below the first square, after a row between; default false. */
  readonly wrap?: boolean | undefined;
}

/** The places of a diagonal as layouts: squares below each other where it wraps, then what is left of the last one. */
function diagonalParts(op: string, layout: Layout, wrap: boolean): Layout[] {
  const { dtype, shape, strides, offset } = layout;
  const step = strides.reduce((sum, stride) => sum + stride, 0);
  const part = (dims: number[], steps: number[], at: number): Layout =>
    new Layout(
      dtype,
      dims,
      steps,
      at,
      dims.reduce((x, y) => x * y, 1),
      true,
    );
  if (shape.length > 2) {
    if (shape.some((dim) => dim !== shape[0])) {
      throw new ValueError(`[${op}] All dimensions of input must be of equal length`);
    }
    return [part([shape[0]!], [step], offset)];
  }
  const [rows, columns] = shape as [number, number];
  if (!wrap || rows <= columns) return [part([Math.min(rows, columns)], [step], offset)];
  const square = (columns + 1) * strides[0]!;
  const squares = Math.floor(rows / (columns + 1));
  const rest = Math.min(rows - squares * (columns + 1), columns);
  return [part([squares, columns], [square, step], offset), part([rest], [step], offset + squares * square)];
}

/**
 * Write the main diagonal in place: the elements whose indices are all the same.
 *
 * @param a at least 2-D; of more dimensions than two all of one length
 * @param val a scalar, or values that are repeated as often as needed
 * @throws ValueError for the wrong number or lengths of dimensions; ReadOnlyError
 * @see numpy.fill_diagonal
 * @example
 * ```ts
 * const a = nd.zeros([2, 3]);
 * nd.fillDiagonal(a, 5);
 * a.toArray(); // [[5, 0, 0], [0, 5, 0]]
 * ```
 */
export function fillDiagonal(a: NDArray, val: ArrayLike, options?: FillDiagonalOptions): void {
  const op = 'fillDiagonal';
  const wrap = readBoolean(op, 'wrap', readOptions(op, options)?.wrap, false);
  const layout = layoutOf(requireArray(op, 'the array', a));
  const value = isArray(val) ? val : (asScalar(op, val) ?? asArray(op, val));
  requireWritable(op, a);
  if (layout.shape.length < 2) throw new ValueError(`[${op}] array must be at least 2-d`);
  const parts = diagonalParts(op, layout, wrap).filter((part) => part.size > 0);
  usableStorage(op, a);
  if (!isArray(value)) {
    for (const part of parts) assign(op, makeView(a, part), value);
    return;
  }
  const count = parts.reduce((sum, part) => sum + part.size, 0);
  if (count === 0) return;
  if (layoutOf(value).size === 0)
    throw new ValueError(`[${op}] Cannot copy sequence with size 0 to a diagonal of ${count}`);
  const values = resize(ravel(value), count);
  let next = 0;
  for (const part of parts) {
    const own = values.at(`${next}:${next + part.size}`);
    assign(op, makeView(a, part), own.reshape(part.shape));
    next += part.size;
  }
}

/**
 * Give the positions of the main diagonal of an array with `ndim` axes of length n.
 *
 * @throws ValueError when n or ndim are negative
 * @see numpy.diag_indices
 * @example
 * ```ts
 * nd.diagIndices(3).map(String); // ['[0 1 2]', '[0 1 2]']
 * ```
 */
export function diagIndices(n: number, ndim: number = 2): NDArray<'int64'>[] {
  const op = 'diagIndices';
  const count = readInteger(op, 'ndim', ndim);
  const line = arange(BigInt(readInteger(op, 'n', n)));
  return new Array<NDArray<'int64'>>(Math.max(count, 0)).fill(line);
}

/**
 * Give the positions of the main diagonal of an array.
 *
 * @throws ValueError unless it has two dimensions or more, all of one length
 * @see numpy.diag_indices_from
 * @example
 * ```ts
 * nd.diagIndicesFrom(nd.zeros([2, 2])).map(String); // ['[0 1]', '[0 1]']
 * ```
 */
export function diagIndicesFrom(arr: ArrayLike): NDArray<'int64'>[] {
  const op = 'diagIndicesFrom';
  const { shape } = layoutOf(asArray(op, arr));
  if (shape.length < 2) throw new ValueError(`[${op}] input array must be at least 2-d`);
  if (shape.some((dim) => dim !== shape[0]))
    throw new ValueError(`[${op}] All dimensions of input must be of equal length`);
  return diagIndices(shape[0]!, shape.length);
}

/** Options of trilIndices() and triuIndices(). */
export interface TriIndicesOptions {
  /** The last diagonal of the lower triangle, or the first of the upper one; default 0, the main one. */
  readonly k?: number | undefined;
  /** Number of columns; default the number of rows. */
  readonly m?: number | undefined;
}

function triangleOf(
  op: string,
  rows: number,
  options: TriIndicesOptions | undefined,
  upper: boolean,
): NDArray<'int64'>[] {
  const given = readOptions(op, options);
  const kGiven = given?.k;
  const mGiven = given?.m;
  const n = readInteger(op, 'n', rows);
  const k = kGiven === undefined ? 0 : readInteger(op, 'k', kGiven);
  const m = mGiven === undefined ? n : readInteger(op, 'm', mGiven);
  if (n < 0 || m < 0) throw new ShapeError(`[${op}] negative dimensions are not allowed: got (${n},${m})`);
  const lower = tri(n, { m, k: upper ? k - 1 : k, dtype: 'bool' });
  return nonzero(upper ? logicalNot(lower) : lower);
}

function matrixShape(op: string, arr: ArrayLike): readonly [number, number] {
  const { shape } = layoutOf(asArray(op, arr));
  if (shape.length !== 2) throw new ValueError(`[${op}] input array must be 2-d`);
  return shape as unknown as readonly [number, number];
}

/**
 * Give the positions of the lower triangle of a matrix of n rows.
 *
 * @throws ShapeError for negative lengths
 * @see numpy.tril_indices
 * @example
 * ```ts
 * nd.trilIndices(2).map(String); // ['[0 1 1]', '[0 0 1]']
 * ```
 */
export function trilIndices(n: number, options?: TriIndicesOptions): NDArray<'int64'>[] {
  return triangleOf('trilIndices', n, options, false);
}

/**
 * Give the positions of the upper triangle of a matrix of n rows.
 *
 * @throws ShapeError for negative lengths
 * @see numpy.triu_indices
 * @example
 * ```ts
 * nd.triuIndices(2).map(String); // ['[0 0 1]', '[0 1 1]']
 * ```
 */
export function triuIndices(n: number, options?: TriIndicesOptions): NDArray<'int64'>[] {
  return triangleOf('triuIndices', n, options, true);
}

/**
 * Give the positions of the lower triangle of a matrix.
 *
 * @throws ValueError unless the array is 2-D
 * @see numpy.tril_indices_from
 * @example
 * ```ts
 * nd.trilIndicesFrom(nd.zeros([2, 3]), { k: 1 }).map(String); // ['[0 0 1 1 1]', '[0 1 0 1 2]']
 * ```
 */
export function trilIndicesFrom(arr: ArrayLike, options?: Pick<TriIndicesOptions, 'k'>): NDArray<'int64'>[] {
  const op = 'trilIndicesFrom';
  const [n, m] = matrixShape(op, arr);
  return triangleOf(op, n, { k: readOptions(op, options)?.k, m }, false);
}

/**
 * Give the positions of the upper triangle of a matrix.
 *
 * @throws ValueError unless the array is 2-D
 * @see numpy.triu_indices_from
 * @example
 * ```ts
 * nd.triuIndicesFrom(nd.zeros([2, 3]), { k: 1 }).map(String); // ['[0 0 1]', '[1 2 2]']
 * ```
 */
export function triuIndicesFrom(arr: ArrayLike, options?: Pick<TriIndicesOptions, 'k'>): NDArray<'int64'>[] {
  const op = 'triuIndicesFrom';
  const [n, m] = matrixShape(op, arr);
  return triangleOf(op, n, { k: readOptions(op, options)?.k, m }, true);
}

/**
 * Give the positions of an n by n matrix that a function such as nd.triu keeps.
 *
 * @param maskFunc gets a matrix of ones and k; where its result is not zero is kept
 * @throws ArgumentError when it is no function
 * @see numpy.mask_indices
 * @example
 * ```ts
 * nd.maskIndices(2, (m, k) => nd.triu(m, k)).map(String); // ['[0 0 1]', '[0 1 1]']
 * ```
 */
export function maskIndices(
  n: number,
  maskFunc: (m: NDArray, k: Diagonal) => ArrayLike,
  k: Diagonal = 0,
): NDArray<'int64'>[] {
  const op = 'maskIndices';
  if (typeof maskFunc !== 'function') throw badArgument(op, 'the mask', 'a function', maskFunc);
  const length = readInteger(op, 'n', n);
  return nonzero(notEqual(maskFunc(ones([length, length], { dtype: 'int64' }), k), 0));
}
