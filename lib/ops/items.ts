/** Elements and bytes handed out: item, toArray, data, bytes, iteration. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { IndexError, OutOfMemoryError, ReadOnlyError, ShapeError, ValueError, describe } from '../errors';
import { layoutOf, makeView, storageOf, usableStorage } from '../core/array-core';
import { copyArray, partsOf, typedArrayClass } from '../core/convert';
import { copyInto } from '../core/copy';
import { type DType, type DTypeInfo, type Scalar, type TypedArrayOf, type WeakScalar } from '../core/dtype';
import { readElement } from '../core/element';
import {
  FLAGS,
  FLAG_MAPPED,
  F,
  ARGS,
  NDIM,
  OPERANDS,
  OPERAND_SLOTS,
  fail,
  readScalar,
  scalarAddress,
} from '../core/frame';
import { wrapIndex } from '../core/indexing';
import { Layout, contiguousLayout, shapeText } from '../core/layout';
import { readBoolean, readOptions } from '../core/options';
import { BLOCK, FOREIGN, MAPPED, SLAB, copyBytes, foreignStorage, handOut, type Storage } from '../core/storage';

/** Reads the element at a byte offset of a storage that is usable. */
export function elementAt(op: string, storage: Storage, offset: number, dtype: DTypeInfo): WeakScalar {
  const { slab } = storage;
  if (slab !== undefined) return readElement(slab.view, storage.address - slab.address + offset, dtype.code);
  if (storage.kind !== MAPPED) {
    F[ARGS] = storage.address + offset;
    F[ARGS + 1] = dtype.itemsize;
    F[ARGS + 2] = 0;
    native.element();
    return readScalar(0, dtype);
  }
  // A map is read under the guard: as a copy of one element into the frame.
  F[NDIM] = 0;
  F[FLAGS] = FLAG_MAPPED;
  F[OPERANDS] = storage.address + offset;
  F[OPERANDS + 1] = dtype.code;
  F[OPERANDS + OPERAND_SLOTS] = scalarAddress(0);
  F[OPERANDS + OPERAND_SLOTS + 1] = dtype.code;
  const status = native.copy();
  if (status !== 0) fail(op, status);
  return readScalar(0, dtype);
}

/** An index as a number. Objects are refused: converting one would run code of the caller's. */
const indexNumber = (op: string, index: unknown): number => {
  if (typeof index === 'number') return index;
  if (typeof index === 'bigint') return Number(index);
  throw new IndexError(`[${op}] expected integers as indices but got ${describe(index)}`);
};

/** The element at a position of a small 1-D array; undefined when the position or the array asks for the general way. */
export function quickItem<D extends DType>(a: NDArray<D>, position: unknown): Scalar<D> | undefined {
  const { slab, address } = storageOf(a);
  const { shape, strides, offset, dtype } = layoutOf(a);
  if (slab === undefined || shape.length !== 1 || typeof position !== 'number') return undefined;
  const dim = shape[0]!;
  const at = position < 0 ? position + dim : position;
  if (!(at >= 0 && at < dim) || !Number.isInteger(at)) return undefined;
  return readElement(slab.view, address - slab.address + offset + at * strides[0]!, dtype.code) as Scalar<D>;
}

/** Gives one element as a JavaScript value: by indices, by flat position, or the only one. */
export function item<D extends DType>(a: NDArray<D>, index: readonly number[]): Scalar<D> {
  const op = 'item';
  const layout = layoutOf(a);
  const storage = usableStorage(op, a);
  const { shape, strides } = layout;
  let offset = layout.offset;
  if (index.length === shape.length) {
    for (let i = 0; i < index.length; i++) {
      offset += wrapIndex(op, indexNumber(op, index[i]), i, shape[i]!) * strides[i]!;
    }
  } else if (index.length === 0) {
    if (layout.size !== 1)
      throw new ValueError(
        `[${op}] can only convert an array of size 1 to a scalar: this one has ${layout.size} elements`,
      );
  } else if (index.length === 1) {
    const flat = indexNumber(op, index[0]);
    if (!Number.isInteger(flat) || flat < -layout.size || flat >= layout.size) {
      throw new IndexError(`[${op}] index ${String(index[0])} is out of bounds for size ${layout.size}`);
    }
    let rest = flat < 0 ? flat + layout.size : flat;
    for (let i = shape.length - 1; i >= 0; i--) {
      offset += (rest % shape[i]!) * strides[i]!;
      rest = Math.floor(rest / shape[i]!);
    }
  } else {
    throw new IndexError(
      `[${op}] incorrect number of indices for array: expected ${shape.length} (or 1, or none) but got ${index.length}`,
    );
  }
  return elementAt(op, storage, offset, layout.dtype) as Scalar<D>;
}

/** A typed array of an ArrayBuffer's elements. */
function typedOver<D extends DType>(buffer: ArrayBufferLike, offset: number, layout: Layout<D>): TypedArrayOf<D> {
  const Class = typedArrayClass(layout.dtype);
  return new Class(buffer as ArrayBuffer, offset, layout.size * partsOf(layout.dtype)) as TypedArrayOf<D>;
}

/** Options of toTypedArray(). */
export interface ToTypedArrayOptions {
  /** Hand out the mapped memory itself: a file cut under it then reads as zeros, and writes to a read-only map crash. */
  readonly unsafe?: boolean | undefined;
}

/**
 * The elements as a typed array: over the very bytes for a contiguous array of engine memory (or of a caller's
 * buffer), a copy in C order for all others.
 */
export function toTypedArray<D extends DType>(
  op: string,
  a: NDArray<D>,
  options?: ToTypedArrayOptions,
): TypedArrayOf<D> {
  const unsafe = readBoolean(op, 'unsafe', readOptions(op, options)?.unsafe, false);
  const storage = usableStorage(op, a);
  const layout = layoutOf(a) as Layout<D>;
  const aligned = layout.offset % (layout.dtype.itemsize / partsOf(layout.dtype)) === 0;
  if (layout.cContiguous && aligned && layout.writable) {
    if (storage.kind === SLAB || storage.kind === BLOCK) return typedOver(handOut(op, storage), layout.offset, layout);
    if (storage.kind === FOREIGN) return typedOver(storage.buffer!, layout.offset, layout);
    if (unsafe) return typedOver(handOut(op, storage), layout.offset, layout);
  }
  if (unsafe && storage.kind === MAPPED) {
    throw new ReadOnlyError(
      `[${op}] only a writable, contiguous map (mode 'r+', 'w+' or 'c') can be handed out with unsafe`,
    );
  }
  return typedOver(copyOut(op, storage, layout), 0, layout);
}

/** The elements in C order in an ArrayBuffer of V8's own, which its collector frees within a tick too. */
function copyOut(op: string, storage: Storage, layout: Layout): ArrayBuffer {
  let buffer: ArrayBuffer;
  try {
    buffer = new ArrayBuffer(layout.nbytes);
  } catch {
    throw new OutOfMemoryError(`[${op}] the runtime refused an ArrayBuffer of ${layout.nbytes} bytes`);
  }
  if (layout.size > 0) {
    copyInto(op, foreignStorage(op, buffer), contiguousLayout(op, layout.dtype, layout.shape), storage, layout);
  }
  return buffer;
}

/** The elements as nested lists; a value for a 0-d array. */
export type Nested<T> = T | Nested<T>[];

/** Most elements of a list: 2 GB of bigints are about what V8's heap takes; complex numbers are larger. */
const LIST_LIMIT = 2 ** 25;
const limitOf = (dtype: DTypeInfo): number => LIST_LIMIT / (dtype.kind === 'c' ? 4 : 1);
const PIECE_BYTES = 65536;

/** Gives the elements as nested lists of JavaScript values. */
export function toArray<D extends DType>(a: NDArray<D>): Nested<Scalar<D>> {
  const op = 'toArray';
  const layout = layoutOf(a);
  const flat = flatValues(op, a);
  // Without elements there still is a list for each index of the axes before the empty one.
  let lists = 1;
  for (let i = 0; i < layout.shape.length && layout.shape[i] !== 0; i++) lists *= layout.shape[i]!;
  if (lists > LIST_LIMIT) {
    throw new ShapeError(`[${op}] an array of shape ${shapeText(layout.shape)} is too large for lists`);
  }
  if (layout.shape.length === 0) return flat[0]!;
  const last = layout.shape.length - 1;
  let at = 0;
  const build = (axis: number): Nested<Scalar<D>>[] => {
    const dim = layout.shape[axis]!;
    if (axis === last) {
      at += dim;
      return flat.length === dim ? flat : flat.slice(at - dim, at);
    }
    const list = new Array<Nested<Scalar<D>>>(dim);
    for (let i = 0; i < dim; i++) list[i] = build(axis + 1);
    return list;
  };
  return build(0);
}

/** All elements in C order as JavaScript values. */
export function flatValues<D extends DType>(op: string, a: NDArray<D>): Scalar<D>[] {
  const layout = layoutOf(a);
  const storage = usableStorage(op, a);
  if (layout.size === 0) return [];
  if (layout.size > limitOf(layout.dtype)) {
    throw new ShapeError(`[${op}] an array of ${layout.size} elements is too large for lists: read it in chunks`);
  }
  const { slab } = storage;
  if (slab !== undefined && layout.cContiguous) {
    const { view } = slab;
    const list = new Array<Scalar<D>>(layout.size);
    let at = storage.address - slab.address + layout.offset;
    for (let i = 0; i < layout.size; i++, at += layout.dtype.itemsize) {
      list[i] = readElement(view, at, layout.dtype.code) as Scalar<D>;
    }
    return list;
  }
  const contiguous = layout.cContiguous && storage.kind !== MAPPED ? a : copyArray(op, a, layout.dtype, 'C');
  return readInPieces(storageOf(contiguous), layoutOf(contiguous) as Layout<D>);
}

/** Reads contiguous engine memory through a buffer of our own: an ArrayBuffer over it would hold it until the next tick. */
function readInPieces<D extends DType>(storage: Storage, { dtype, offset, size }: Layout<D>): Scalar<D>[] {
  const { itemsize, code } = dtype;
  const list = new Array<Scalar<D>>(size);
  const most = Math.min(size, PIECE_BYTES / itemsize);
  const buffer = new ArrayBuffer(Math.max(most * itemsize, 128));
  const view = new DataView(buffer);
  const to = native.addressOf(buffer);
  for (let done = 0; done < size; done += most) {
    const count = Math.min(most, size - done);
    copyBytes(to, storage.address + offset + done * itemsize, count * itemsize);
    for (let i = 0; i < count; i++) list[done + i] = readElement(view, i * itemsize, code) as Scalar<D>;
  }
  return list;
}

/** The elements' bytes in C order: a copy. */
export function bytes(a: NDArray): Uint8Array {
  const op = 'bytes';
  return new Uint8Array(copyOut(op, usableStorage(op, a), layoutOf(a)));
}

/** Iterates over the first axis: values of a 1-D array, views of others. */
export function* iterate<D extends DType>(a: NDArray<D>): Generator<Scalar<D> | NDArray<D>> {
  const layout = layoutOf(a);
  if (layout.shape.length === 0) throw new ShapeError('[iterate] iteration over a 0-d array');
  const dim = layout.shape[0]!;
  const stride = layout.strides[0]!;
  const shape = layout.shape.slice(1);
  const strides = layout.strides.slice(1);
  const size = dim === 0 ? 0 : layout.size / dim;
  for (let i = 0; i < dim; i++) {
    const offset = layout.offset + i * stride;
    if (shape.length === 0) yield elementAt('iterate', usableStorage('iterate', a), offset, layout.dtype) as Scalar<D>;
    else
      yield makeView(
        a,
        new Layout(layout.dtype, shape, strides, offset, size, layout.writable),
      ) as NDArray as NDArray<D>;
  }
}
