/**
 * Layouts: how an array reads a buffer. Immutable, and shared by arrays that read alike.
 */
import { ShapeError } from '../errors';
import type { DType, DTypeInfo } from './dtype';

/** Most dimensions of an array, as in NumPy 2. */
export const MAX_DIMS = 64;

const SCALAR_SHAPE: readonly number[] = [];

/** Shape, byte strides, byte offset and dtype; with what follows from them. */
export class Layout<D extends DType = DType> {
  readonly dtype: DTypeInfo<D>;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Byte offset of the first element in its storage. */
  readonly offset: number;
  /** Number of elements. */
  readonly size: number;
  readonly cContiguous: boolean;
  readonly fContiguous: boolean;
  readonly writable: boolean;
  private frozenShape: readonly number[] | undefined;
  private frozenStrides: readonly number[] | undefined;

  constructor(
    dtype: DTypeInfo<D>,
    shape: readonly number[],
    strides: readonly number[],
    offset: number,
    size: number,
    writable: boolean,
  ) {
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    this.size = size;
    this.cContiguous = isContiguous(shape, strides, dtype.itemsize, size, true);
    this.fContiguous = shape.length < 2 ? this.cContiguous : isContiguous(shape, strides, dtype.itemsize, size, false);
    this.writable = writable;
    this.frozenShape = undefined;
    this.frozenStrides = undefined;
  }

  /** The shape as callers get it: frozen. */
  get publicShape(): readonly number[] {
    return (this.frozenShape ??= Object.freeze(this.shape.slice()));
  }

  /** The strides as callers get them: frozen. */
  get publicStrides(): readonly number[] {
    return (this.frozenStrides ??= Object.freeze(this.strides.slice()));
  }

  get nbytes(): number {
    return this.size * this.dtype.itemsize;
  }
}

function isContiguous(
  shape: readonly number[],
  strides: readonly number[],
  itemsize: number,
  size: number,
  c: boolean,
): boolean {
  if (size === 0) return true;
  let expected = itemsize;
  const n = shape.length;
  for (let k = 0; k < n; k++) {
    const i = c ? n - 1 - k : k;
    const dim = shape[i]!;
    if (dim === 1) continue;
    if (strides[i] !== expected) return false;
    expected *= dim;
  }
  return true;
}

/** The number of elements of a shape; throws when the product is beyond what addresses can hold. */
export function sizeOf(op: string, shape: readonly number[], itemsize: number): number {
  // Zero dimensions do not excuse the others: strides are computed from all of them.
  let product = 1;
  let size = 1;
  for (let i = 0; i < shape.length; i++) {
    const dim = shape[i]!;
    if (dim !== 0) product *= dim;
    size *= dim;
  }
  if (product * itemsize > Number.MAX_SAFE_INTEGER) {
    throw new ShapeError(`[${op}] array is too big: the product of the dimensions (${shape.join(',')}) overflows`);
  }
  return size;
}

/** Strides of a contiguous array in C (last axis fastest) or F order. */
export function contiguousStrides(shape: readonly number[], itemsize: number, order: 'C' | 'F' = 'C'): number[] {
  const n = shape.length;
  const strides = new Array<number>(n);
  let step = itemsize;
  for (let k = 0; k < n; k++) {
    const i = order === 'C' ? n - 1 - k : k;
    strides[i] = step;
    if (shape[i] !== 0) step *= shape[i]!;
  }
  return strides;
}

/**
 * Strides of a new array that lies in memory as another does: its axes are sorted by their strides there, as NumPy's order
 * 'K' of copies has it. 'A' is F order for an array that is F-contiguous only, else C order.
 */
export function likeStrides(
  like: Layout,
  shape: readonly number[],
  itemsize: number,
  order: 'C' | 'F' | 'A' | 'K',
): number[] {
  const ndim = shape.length;
  if (order === 'C' || order === 'F') return contiguousStrides(shape, itemsize, order);
  if (like.fContiguous && !like.cContiguous) return contiguousStrides(shape, itemsize, 'F');
  if (order === 'A' || like.cContiguous || ndim < 2 || ndim !== like.shape.length) {
    return contiguousStrides(shape, itemsize);
  }
  const axes = shape.map((_, i) => i);
  axes.sort((x, y) => Math.abs(like.strides[y]!) - Math.abs(like.strides[x]!) || x - y);
  const strides = new Array<number>(ndim);
  let step = itemsize;
  for (let k = ndim - 1; k >= 0; k--) {
    const axis = axes[k]!;
    strides[axis] = step;
    if (shape[axis] !== 0) step *= shape[axis]!;
  }
  return strides;
}

/** The layout of a new contiguous array. The shape is kept: do not change it afterwards. */
export function contiguousLayout<D extends DType>(
  op: string,
  dtype: DTypeInfo<D>,
  shape: readonly number[],
  order: 'C' | 'F' = 'C',
): Layout<D> {
  if (shape.length === 0) return new Layout(dtype, SCALAR_SHAPE, SCALAR_SHAPE, 0, 1, true);
  if (shape.length > MAX_DIMS) {
    throw new ShapeError(`[${op}] maximum supported dimension for an array is ${MAX_DIMS}, found ${shape.length}`);
  }
  const size = sizeOf(op, shape, dtype.itemsize);
  return new Layout(dtype, shape, contiguousStrides(shape, dtype.itemsize, order), 0, size, true);
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  const n = a.length;
  if (n !== b.length) return false;
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A shape as NumPy writes it: (2,3), (4,), (). */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(',')})`;
}

/** First and one-past-last byte that a layout touches, relative to its storage; [offset, offset] when empty. */
export function byteRange(layout: Layout): [number, number] {
  let low = layout.offset;
  let high = layout.offset;
  if (layout.size === 0) return [low, high];
  const { shape, strides } = layout;
  for (let i = 0; i < shape.length; i++) {
    const span = (shape[i]! - 1) * strides[i]!;
    if (span < 0) low += span;
    else high += span;
  }
  return [low, high + layout.dtype.itemsize];
}
