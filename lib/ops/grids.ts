/** Coordinates: meshgrid, indices, fromfunction; and arrays of what an iterable gives: fromiter. */
import type { NDArray } from '../ndarray';
import { ArgumentError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, isBranded, layoutOf, makeEmpty, makeView, storageOf, usableStorage } from '../core/array-core';
import { broadcastLayout, broadcastShapes } from '../core/broadcast';
import { asArray, copyArray, toArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { FLOAT64, INT64, asScalar, parseDType, type DType, type DTypeInfo, type Scalar } from '../core/dtype';
import { Layout, MAX_DIMS } from '../core/layout';
import { readBoolean, readInteger, readOptions, readShape } from '../core/options';
import type { ArrayLike } from '../core/types';
import { optionalDType, type Shape } from './creation';
import { NEW_ARRAY, join } from './joining';
import { arange } from './ranges';

/** Options of meshgrid(): the last argument. */
export interface MeshgridOptions {
  /** 'xy' (default): the first array runs along columns, the second along rows; 'ij': each along its own axis. */
  readonly indexing?: 'xy' | 'ij' | undefined;
  /** true: arrays of length 1 along all axes but their own, which broadcast to the grid; default false. */
  readonly sparse?: boolean | undefined;
  /** false: views, read-only where they are stretched; default true. */
  readonly copy?: boolean | undefined;
}

/**
 * Make coordinate matrices from coordinate vectors, one for each; options may come last.
 *
 * @param args 1-D arrays (others are flattened), then options: indexing, sparse, copy
 * @throws ValueError for another `indexing`; ShapeError when the grid overflows
 * @see numpy.meshgrid
 * @example
 * ```ts
 * nd.meshgrid([1, 2], [3, 4]).map((a) => a.toArray()); // [[[1, 2], [1, 2]], [[3, 3], [4, 4]]]
 * ```
 */
export function meshgrid(...args: (ArrayLike | MeshgridOptions)[]): NDArray[] {
  const op = 'meshgrid';
  const last = args.at(-1);
  const hasOptions = isOptions(op, last);
  const given = hasOptions ? readOptions(op, last) : undefined;
  const indexing = given?.indexing ?? 'xy';
  const sparse = readBoolean(op, 'sparse', given?.sparse, false);
  const copy = readBoolean(op, 'copy', given?.copy, true);
  if (indexing !== 'xy' && indexing !== 'ij') {
    throw new ValueError(`[${op}] Valid values for \`indexing\` are 'xy' and 'ij'.`);
  }
  const vectors = (hasOptions ? args.slice(0, -1) : args).map((x) => asArray(op, x).ravel());
  const ndim = vectors.length;
  if (ndim > MAX_DIMS) {
    throw new ShapeError(`[${op}] maximum supported dimension for an array is ${MAX_DIMS}, found ${ndim}`);
  }
  const layouts = vectors.map((vector, i) => {
    const axis = indexing === 'xy' && ndim > 1 && i < 2 ? 1 - i : i;
    return alongAxis(layoutOf(vector), axis, ndim);
  });
  const most = layouts.reduce((bytes, l) => Math.max(bytes, l.dtype.itemsize), 1);
  const shape = sparse
    ? undefined
    : broadcastShapes(
        op,
        layouts.map((l) => l.shape),
        most,
      );
  for (const vector of vectors) usableStorage(op, vector);
  return vectors.map((vector, i) => {
    const layout = layouts[i]!;
    const view = makeView(vector, shape === undefined ? layout : broadcastLayout(op, layout, shape, false));
    return copy ? copyArray(op, view, layout.dtype, 'C') : view;
  });
}

function isOptions(op: string, x: ArrayLike | MeshgridOptions | undefined): x is MeshgridOptions {
  if (typeof x !== 'object' || Array.isArray(x) || ArrayBuffer.isView(x) || isArray(x) || isBranded(x)) return false;
  return asScalar(op, x) === undefined;
}

/** A 1-D layout as one of `ndim` axes, of which the others have length 1. */
function alongAxis(layout: Layout, axis: number, ndim: number): Layout {
  const shape = new Array<number>(ndim).fill(1);
  const strides = new Array<number>(ndim).fill(0);
  shape[axis] = layout.shape[0]!;
  strides[axis] = layout.strides[0]!;
  return new Layout(layout.dtype, shape, strides, layout.offset, layout.size, layout.writable);
}

/** Options of indices(). */
export interface IndicesOptions<D extends DType = DType> {
  /** Default int64. */
  readonly dtype?: D | undefined;
  /** true: one array for each axis, of length 1 along the others; default false: one array of all. */
  readonly sparse?: boolean | undefined;
}

function ramp(op: string, dim: number, dtype: DTypeInfo): NDArray {
  return dim === 0 ? makeEmpty(op, dtype, [0]) : arange(dim, { dtype: dtype.name });
}

/** The index along each axis at every place of a shape: an array with one more, leading axis. */
function denseIndices(op: string, shape: readonly number[], dtype: DTypeInfo): NDArray {
  const made = makeEmpty(op, dtype, [shape.length, ...shape]);
  const { strides, size } = layoutOf(made);
  if (size === 0) return made;
  shape.forEach((dim, axis) => {
    const to = new Layout(dtype, shape, strides.slice(1), axis * strides[0]!, size / shape.length, true);
    const line = ramp(op, dim, dtype);
    copyInto(op, storageOf(made), to, storageOf(line), alongAxis(layoutOf(line), axis, shape.length));
  });
  return made;
}

/**
 * Give the index along each axis at every place of a grid.
 *
 * @param shape the lengths of the axes
 * @param options dtype (default int64), sparse
 * @returns an array of shape [axes, ...shape]; with `sparse` a list of arrays that broadcast to the grid
 * @throws ShapeError when the size overflows
 * @see numpy.indices
 * @example
 * ```ts
 * nd.indices([2, 2], { dtype: 'float64' }).toArray(); // [[[0, 0], [1, 1]], [[0, 1], [0, 1]]]
 * ```
 */
export function indices<D extends DType = 'int64'>(
  shape: Shape,
  options: IndicesOptions<D> & { readonly sparse: true },
): NDArray<D>[];
export function indices<D extends DType = 'int64'>(
  shape: Shape,
  options?: IndicesOptions<D> & { readonly sparse?: false | undefined },
): NDArray<D>;
export function indices(shape: Shape, options?: IndicesOptions): NDArray | NDArray[] {
  const op = 'indices';
  const given = readOptions(op, options);
  const dtype = optionalDType(op, given?.dtype) ?? INT64;
  const sparse = readBoolean(op, 'sparse', given?.sparse, false);
  const dims = readShape(op, shape);
  if (!sparse) return denseIndices(op, dims, dtype);
  return dims.map((dim, axis) => {
    const line = ramp(op, dim, dtype);
    return makeView(line, alongAxis(layoutOf(line), axis, dims.length));
  });
}

/** Options of fromfunction(). */
export interface FromfunctionOptions<D extends DType = DType> {
  /** Of the index arrays that the function gets; default float64. */
  readonly dtype?: D | undefined;
}

/**
 * Give what a function makes of the index arrays of a grid: it is called once, with one array for each axis.
 *
 * @param shape the lengths of the axes
 * @param options dtype of the index arrays (default float64)
 * @throws ShapeError when the size overflows
 * @see numpy.fromfunction
 * @example
 * ```ts
 * nd.fromfunction((i, j) => i.add(j), [2, 2]).toArray(); // [[0, 1], [1, 2]]
 * ```
 */
export function fromfunction<R>(f: (...axes: NDArray[]) => R, shape: Shape, options?: FromfunctionOptions): R {
  const op = 'fromfunction';
  if (typeof f !== 'function') throw badArgument(op, 'f', 'a function', f);
  const dtype = optionalDType(op, readOptions(op, options)?.dtype) ?? FLOAT64;
  const dims = readShape(op, shape);
  const all = denseIndices(op, dims, dtype);
  return f(...dims.map((_, axis) => all.at(axis, '...')));
}

/** Options of fromiter(). */
export interface FromiterOptions {
  /** How many values to take; default all. */
  readonly count?: number | undefined;
}

/** Values that are read before they go to the array together. */
const READ_AHEAD = 65536;

/**
 * Make a 1-D array of the values that an iterable gives.
 *
 * @param dtype of the array
 * @param options count: how many values to take, no more and no fewer
 * @throws ValueError when there are fewer than `count`, or an integer is out of bounds; MemoryLimitError
 * @see numpy.fromiter
 * @example
 * ```ts
 * nd.fromiter(new Set([3, 1]), 'int8').toString(); // '[3 1]'
 * ```
 */
export function fromiter<D extends DType>(iterable: Iterable<Scalar>, dtype: D, options?: FromiterOptions): NDArray<D> {
  const op = 'fromiter';
  const countGiven = readOptions(op, options)?.count;
  const info = parseDType(op, dtype);
  const count = countGiven === undefined ? -1 : readInteger(op, 'count', countGiven);
  if (typeof (iterable as Partial<typeof iterable> | null | undefined)?.[Symbol.iterator] !== 'function') {
    throw badArgument(op, 'the values', 'an iterable', iterable);
  }
  const parts: NDArray[] = [];
  let values: Scalar[] = [];
  let taken = 0;
  const flush = (): void => {
    const part = toArray(op, values, info, true, 'C');
    if (layoutOf(part).shape.length !== 1) throw new ArgumentError(`[${op}] expected scalars but got lists`);
    parts.push(part);
    values = [];
  };
  if (count !== 0) {
    for (const value of iterable) {
      values.push(value);
      taken++;
      if (values.length === READ_AHEAD) flush();
      if (taken === count) break;
    }
  }
  if (taken < count) {
    throw new ValueError(`[${op}] iterator too short: Expected ${count} but iterator had only ${taken} items.`);
  }
  if (values.length > 0 || parts.length === 0) flush();
  const made = parts.length === 1 ? parts[0]! : join(op, parts, parts.map(layoutOf), 0, NEW_ARRAY);
  return made as NDArray as NDArray<D>;
}
