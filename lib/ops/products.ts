/** Products beside the matrix product: of vectors, of tensors, outer and Kronecker products, crosses, traces. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeView, storageOf, usableStorage } from '../core/array-core';
import { broadcastShapes } from '../core/broadcast';
import { asArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { promote, type DType } from '../core/dtype';
import { Layout, sameShape, shapeText } from '../core/layout';
import { readAxis, readInteger, readIntegerList, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { moveaxis } from './axes';
import { contract } from './contract';
import { empty } from './creation';
import { multiply, negative, subtract } from './elementwise.gen';
import { quickProduct, vecdot } from './matmul';
import { sum } from './reductions.gen';
import { ravel, reshape } from './shape';
import { diagonal } from './strided';

/** Options of functions whose result may go into an array. */
export interface OutOption {
  /** Where the result goes. */
  readonly out?: NDArray | undefined;
}

const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

function notAligned(op: string, a: Layout, i: number, b: Layout, j: number): never {
  throw new ShapeError(
    `[${op}] shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} not aligned: ${a.shape[i]} (dim ${i}) != ${b.shape[j]} (dim ${j})`,
  );
}

/** The sum of products over an axis of each; in NumPy's words where they differ in length. */
function sumOver(op: string, a: NDArray, i: number, b: NDArray, j: number): NDArray {
  const al = layoutOf(a);
  const bl = layoutOf(b);
  if (al.shape[i] !== bl.shape[j]) notAligned(op, al, i, bl, j);
  const an = al.shape.length;
  const labels = range(an, bl.shape.length).map((label, axis) => (axis === j ? i : label));
  const out = [...range(0, an).filter((label) => label !== i), ...labels.filter((label) => label !== i)];
  usableStorage(op, a);
  usableStorage(op, b);
  return contract(op, promote(al.dtype, bl.dtype), { array: a, labels: range(0, an) }, { array: b, labels }, out);
}

/** An output that is taken as it is: of the very dtype and shape, and C-contiguous. */
function readOut(op: string, options: OutOption | undefined): NDArray | undefined {
  const out: unknown = readOptions(op, options)?.out;
  if (out === undefined || isArray(out)) return out;
  throw badArgument(op, 'out', 'an NDArray', out);
}

function deliver(op: string, result: NDArray, out: NDArray | undefined): NDArray {
  if (out === undefined) return result;
  const from = layoutOf(result);
  const to = layoutOf(out);
  if (to.dtype !== from.dtype || to.shape.length !== from.shape.length || !to.cContiguous || !to.writable) {
    throw new ValueError(
      `[${op}] output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array)`,
    );
  }
  if (!sameShape(to.shape, from.shape)) {
    throw new ShapeError(
      `[${op}] output array has wrong dimensions: expected ${shapeText(from.shape)} but got ${shapeText(to.shape)}`,
    );
  }
  copyInto(op, usableStorage(op, out), to, storageOf(result), from);
  return out;
}

/**
 * Multiply arrays: vectors to their sum of products, matrices as matmul does, a scalar elementwise; of more dimensions, the
 * last of `a` with the last but one of `b`, for every pair of the others.
 *
 * @param a array, scalar or nested list
 * @param b array, scalar or nested list
 * @param options out: of the result's dtype and shape, C-contiguous
 * @returns the products; of two vectors a 0-d array
 * @throws ShapeError when the lengths differ; ValueError when `out` is not acceptable
 * @see numpy.dot
 * @example
 * ```ts
 * nd.dot([1, 2, 3], [4, 5, 6]).item(); // 32
 * nd.dot([[1, 2], [3, 4]], [1, 1]).toString(); // '[3. 7.]'
 * ```
 */
export function dot(a: ArrayLike, b: ArrayLike, options?: OutOption): NDArray {
  const op = 'dot';
  const short = options === undefined && isArray(a) && isArray(b) ? quickProduct(a, b, undefined) : undefined;
  if (short !== undefined) return short;
  const out = readOut(op, options);
  const x = asArray(op, a);
  const y = asArray(op, b);
  const an = layoutOf(x).shape.length;
  const bn = layoutOf(y).shape.length;
  if (an === 0 || bn === 0) return deliver(op, multiply(x, y), out);
  return deliver(op, sumOver(op, x, an - 1, y, Math.max(bn - 2, 0)), out);
}

/**
 * Multiply arrays over the last axis of both, for every pair of the others; a scalar elementwise.
 *
 * @param a array, scalar or nested list
 * @param b array, scalar or nested list
 * @returns the products: an array of the shape of `a`, then that of `b`, each without its last axis
 * @throws ShapeError when the last axes differ in length
 * @see numpy.inner
 * @example
 * ```ts
 * nd.inner([[1, 2], [3, 4]], [10, 1]).toString(); // '[12. 34.]'
 * ```
 */
export function inner(a: ArrayLike, b: ArrayLike): NDArray {
  const op = 'inner';
  const x = asArray(op, a);
  const y = asArray(op, b);
  const an = layoutOf(x).shape.length;
  const bn = layoutOf(y).shape.length;
  if (an === 0 || bn === 0) return multiply(x, y);
  return sumOver(op, x, an - 1, y, bn - 1);
}

/**
 * Multiply two arrays as vectors, flattened in C order: the sum of products, the first conjugated.
 *
 * @param a array, scalar or nested list
 * @param b array of as many elements
 * @returns a 0-d array
 * @throws ShapeError when they differ in size
 * @see numpy.vdot
 * @example
 * ```ts
 * nd.vdot([[1, 2], [3, 4]], [1, 1, 1, 1]).item(); // 10
 * ```
 */
export function vdot(a: ArrayLike, b: ArrayLike): NDArray {
  const op = 'vdot';
  const x = ravel(asArray(op, a));
  const y = ravel(asArray(op, b));
  const { size } = layoutOf(x);
  if (layoutOf(y).size !== size) {
    throw new ShapeError(`[${op}] cannot reshape array of size ${layoutOf(y).size} into shape (${size},)`);
  }
  return vecdot(x, y);
}

/** The array with axes of one put at places of a longer shape. */
function spread(array: NDArray, ndim: number, placeOf: (axis: number) => number): NDArray {
  const { dtype, shape, strides, offset, size, writable } = layoutOf(array);
  const lengths = new Array<number>(ndim).fill(1);
  const steps = new Array<number>(ndim).fill(dtype.itemsize);
  shape.forEach((length, axis) => {
    lengths[placeOf(axis)] = length;
    steps[placeOf(axis)] = strides[axis]!;
  });
  return makeView(array, new Layout(dtype, lengths, steps, offset, size, writable));
}

/**
 * Multiply every element of one array with every element of another, both flattened.
 *
 * @param a array, scalar or nested list, of m elements
 * @param b array, scalar or nested list, of n elements
 * @param options out: of shape (m, n)
 * @returns the products: an array of shape (m, n)
 * @throws ShapeError, DTypeError, ReadOnlyError when `out` does not fit
 * @see numpy.outer
 * @example
 * ```ts
 * nd.outer([1, 2], [3, 4, 5]).toArray(); // [[3, 4, 5], [6, 8, 10]]
 * ```
 */
export function outer(a: ArrayLike, b: ArrayLike, options?: OutOption): NDArray {
  const op = 'outer';
  const out = readOut(op, options);
  const x = spread(ravel(asArray(op, a)), 2, () => 0);
  const y = spread(ravel(asArray(op, b)), 2, () => 1);
  return multiply(x, y, out === undefined ? undefined : { out });
}

/** Axes of tensordot(): how many, or which of each. */
export type TensordotAxes = number | readonly [number | readonly number[], number | readonly number[]];

/**
 * Sum products over axes of two arrays, for every pair of the others.
 *
 * @param a array, scalar or nested list
 * @param b array, scalar or nested list
 * @param axes how many: the last of `a` with the first of `b` (default 2; 0 for all products); or a list of axes of each
 * @returns the sums: an array of the other axes of `a`, then those of `b`
 * @throws ShapeError when the axes differ in number or length; ValueError when one is given twice; AxisError
 * @see numpy.tensordot
 * @example
 * ```ts
 * nd.tensordot([[1, 2], [3, 4]], [[1, 1], [1, 0]]).item(); // 6
 * nd.tensordot([[1, 2], [3, 4]], [1, 1], [1, 0]).toString(); // '[3. 7.]'
 * ```
 */
export function tensordot(a: ArrayLike, b: ArrayLike, axes: TensordotAxes = 2): NDArray {
  const op = 'tensordot';
  const given = readTensordotAxes(op, axes);
  const x = asArray(op, a);
  const y = asArray(op, b);
  const al = layoutOf(x);
  const bl = layoutOf(y);
  const an = al.shape.length;
  const bn = bl.shape.length;
  const count = typeof given === 'number' ? Math.max(given, 0) : 0;
  if (count > an || count > bn) throw new ShapeError(`[${op}] shape-mismatch for sum`);
  const [ofA, ofB] = typeof given === 'number' ? [range(an - count, count), range(0, count)] : given;
  if (ofA.length !== ofB.length) throw new ShapeError(`[${op}] shape-mismatch for sum`);
  const places = [ofA.map((axis) => readAxis(op, axis, an)), ofB.map((axis) => readAxis(op, axis, bn))] as const;
  if (places.some((list) => new Set(list).size !== list.length)) {
    throw new ValueError(`[${op}] duplicate axes are not allowed in tensordot`);
  }
  if (places[0].some((axis, k) => al.shape[axis] !== bl.shape[places[1][k]!])) {
    throw new ShapeError(`[${op}] shape-mismatch for sum`);
  }
  const labels = range(an, bn);
  places[1].forEach((axis, k) => (labels[axis] = places[0][k]!));
  const summed = new Set(places[0]);
  const out = [...range(0, an), ...labels.filter((label) => label >= an)].filter((label) => !summed.has(label));
  usableStorage(op, x);
  usableStorage(op, y);
  return contract(op, promote(al.dtype, bl.dtype), { array: x, labels: range(0, an) }, { array: y, labels }, out);
}

function readTensordotAxes(op: string, axes: unknown): number | readonly [number[], number[]] {
  if (!Array.isArray(axes)) return readInteger(op, 'axes', axes);
  if (axes.length !== 2) throw badArgument(op, 'axes', 'a number, or two lists of axes', axes);
  return [readIntegerList(op, 'axes[0]', axes[0]), readIntegerList(op, 'axes[1]', axes[1])];
}

/**
 * Give the Kronecker product: blocks of `b`, each multiplied with an element of `a`.
 *
 * @param a array, scalar or nested list
 * @param b array, scalar or nested list; the one with fewer dimensions gets leading ones
 * @returns an array whose lengths are the products of theirs
 * @throws ShapeError when the result would be too large
 * @see numpy.kron
 * @example
 * ```ts
 * nd.kron([1, 10], [1, 2, 3]).toString(); // '[ 1.  2.  3. 10. 20. 30.]'
 * ```
 */
export function kron(a: ArrayLike, b: ArrayLike): NDArray {
  const op = 'kron';
  const x = asArray(op, a);
  const y = asArray(op, b);
  const as = layoutOf(x).shape;
  const bs = layoutOf(y).shape;
  const ndim = Math.max(as.length, bs.length);
  const lead = (shape: readonly number[]): number[] => [...new Array<number>(ndim - shape.length).fill(1), ...shape];
  const bl = lead(bs);
  const shape = lead(as).map((length, i) => length * bl[i]!);
  // Pairs of axes, those of one in both left out.
  const pairs = range(0, ndim).filter((i) => shape[i] !== 1);
  const place = (own: readonly number[], second: 0 | 1): NDArray => {
    const array = second === 0 ? x : y;
    const { dtype, strides, offset, size, writable } = layoutOf(array);
    const lengths = new Array<number>(2 * pairs.length).fill(1);
    const steps = new Array<number>(2 * pairs.length).fill(dtype.itemsize);
    pairs.forEach((axis, k) => {
      const at = axis - (ndim - own.length);
      if (at < 0) return;
      lengths[2 * k + second] = own[at]!;
      steps[2 * k + second] = strides[at]!;
    });
    return makeView(array, new Layout(dtype, lengths, steps, offset, size, writable));
  };
  return reshape(multiply(place(as, 0), place(bs, 1)), shape);
}

/** Options of cross(). */
export interface CrossOptions {
  /** The axis of `a` that holds the vectors; default -1, the last. */
  readonly axisa?: number | undefined;
  /** The axis of `b` that holds the vectors; default -1, the last. */
  readonly axisb?: number | undefined;
  /** The axis of the result that holds them; default -1, the last. */
  readonly axisc?: number | undefined;
  /** All three. */
  readonly axis?: number | undefined;
}

/** The elements of vectors along the last axis, one by one: views. */
function components(array: NDArray): NDArray[] {
  const { dtype, shape, strides, offset, writable } = layoutOf(array);
  const last = shape.length - 1;
  const rest = shape.slice(0, last);
  const size = rest.reduce((x, y) => x * y, 1);
  return range(0, shape[last]!).map((i) =>
    makeView(array, new Layout(dtype, rest, strides.slice(0, last), offset + i * strides[last]!, size, writable)),
  );
}

/**
 * Give the cross products of vectors of 3 elements (or 2, whose third is zero).
 *
 * @param a array of vectors
 * @param b array of vectors; broadcasts with `a` but for the axes of the vectors
 * @returns an array of vectors; of scalars where both have 2 elements
 * @throws ShapeError when vectors have another length, or stacks do not broadcast; AxisError
 * @see numpy.cross
 * @example
 * ```ts
 * nd.cross([1, 2, 3], [4, 5, 6]).toString(); // '[-3.  6. -3.]'
 * ```
 */
export function cross(a: ArrayLike, b: ArrayLike, options?: CrossOptions): NDArray {
  const op = 'cross';
  const given = readOptions(op, options);
  const axis: unknown = given?.axis;
  const axes = [given?.axisa, given?.axisb, given?.axisc].map((own) => (axis === undefined ? (own ?? -1) : axis));
  const read = (value: ArrayLike, own: unknown): NDArray => {
    const array = asArray(op, value);
    const ndim = layoutOf(array).shape.length;
    if (ndim === 0) throw new ShapeError(`[${op}] At least one array has zero dimension`);
    const moved = readAxis(op, own, ndim);
    return moved === ndim - 1 ? array : moveaxis(array, moved, -1);
  };
  const x = read(a, axes[0]);
  const y = read(b, axes[1]);
  const [u, v] = [layoutOf(x).shape.at(-1)!, layoutOf(y).shape.at(-1)!];
  if ((u !== 2 && u !== 3) || (v !== 2 && v !== 3)) {
    throw new ShapeError(`[${op}] incompatible dimensions for cross product (dimension must be 2 or 3)`);
  }
  const [a0, a1, a2] = components(x);
  const [b0, b1, b2] = components(y);
  const shape = broadcastShapes(op, [layoutOf(a0!).shape, layoutOf(b0!).shape], 16);
  const dtype = promote(layoutOf(x).dtype, layoutOf(y).dtype);
  if (u === 2 && v === 2) return subtract(multiply(a0!, b1!), multiply(a1!, b0!));
  const axisc = readAxis(op, axes[2], shape.length + 1);
  const result = empty([...shape, 3], { dtype: dtype.name });
  const [c0, c1, c2] = components(result);
  /** out = p * q - r * s; what is undefined is zero. */
  const minor = (out: NDArray, p: NDArray, q: NDArray | undefined, r: NDArray | undefined, s: NDArray): void => {
    if (q !== undefined) multiply(p, q, { out });
    if (r === undefined) return;
    if (q === undefined) negative(multiply(r, s, { out }), { out });
    else subtract(out, multiply(r, s), { out });
  };
  minor(c0!, a1!, b2, a2, b1!);
  // The second is the other way round: a2 * b0 - a0 * b2.
  if (a2 === undefined) minor(c1!, a0!, undefined, b2, a0!);
  else minor(c1!, b0!, a2, b2, a0!);
  minor(c2!, a0!, b1, a1, b0!);
  return axisc === shape.length ? result : moveaxis(result, -1, axisc);
}

/** Options of trace(). */
export interface TraceOptions extends OutOption {
  /** Which diagonal; 0 (default) the main one, above it positive. */
  readonly offset?: number | undefined;
  /** The axes that the diagonal goes through; default 0 and 1. */
  readonly axis1?: number | undefined;
  readonly axis2?: number | undefined;
  /** Dtype of the computation and the result. */
  readonly dtype?: DType | undefined;
}

/**
 * Add up a diagonal.
 *
 * @param a array or nested list of at least two dimensions
 * @returns the sums: an array without the two axes, 0-d for a matrix
 * @throws ShapeError for fewer dimensions; AxisError
 * @see numpy.trace
 * @example
 * ```ts
 * nd.trace([[1, 2], [3, 4]]).item(); // 5
 * ```
 */
export function trace(a: ArrayLike, options?: TraceOptions): NDArray {
  const op = 'trace';
  const given = readOptions(op, options);
  const { offset, axis1, axis2, dtype, out } = given ?? {};
  return sum(diagonal(asArray(op, a), { offset, axis1, axis2 }), { axis: -1, dtype, out }) as unknown as NDArray;
}
