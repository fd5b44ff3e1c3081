/** Growth: push, reserve, capacity; and NumPy's append, which is a new array. */
import type { NDArray } from '../ndarray';
import { ShapeError, UnsupportedError, ValueError } from '../errors';
import { native } from '../native';
import {
  type ArrayCore,
  baseOf,
  isArray,
  layoutOf,
  makeView,
  replaceLayout,
  storageOf,
  usableStorage,
} from '../core/array-core';
import { asArray, checkStorable, scalarArray } from '../core/convert';
import { asScalar, weakDType } from '../core/dtype';
import { ARGS, F, writeScalar } from '../core/frame';
import { Layout, contiguousStrides, shapeText, sizeOf } from '../core/layout';
import { readAxis, readInteger, readOptions } from '../core/options';
import { BLOCK, FOREIGN, MAPPED, growStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { assign, requireWritable } from './assign';
import { NEW_ARRAY, atLeast, join } from './joining';

/** Throws unless the array can grow in place: an owner, C-contiguous, of at least one dimension. */
function requireGrowable(op: string, a: NDArray): Layout {
  const layout = requireOwner(op, a);
  if (layout.shape.length === 0)
    throw new ShapeError(`[${op}] expected an array of at least one dimension but got shape ()`);
  if (!layout.cContiguous || layout.offset !== 0) {
    throw new UnsupportedError(
      `[${op}] only a C-contiguous array can grow, but this one has strides (${layout.strides.join(',')})`,
    );
  }
  return layout;
}

/** Throws unless the array may be written and owns memory of the engine. */
function requireOwner(op: string, a: NDArray): Layout {
  const layout = requireWritable(op, a);
  const { kind } = usableStorage(op, a);
  if (kind === MAPPED || kind === FOREIGN) {
    throw new UnsupportedError(
      `[${op}] only arrays whose memory ndstride owns can grow, but this one reads ${kind === MAPPED ? 'a mapped file' : "a caller's ArrayBuffer"}`,
    );
  }
  if (baseOf(a) !== null)
    throw new UnsupportedError(`[${op}] only an array that owns its memory can grow, but this one is a view`);
  return layout;
}

const rowBytesOf = (layout: Layout): number => layout.shape.slice(1).reduce((x, y) => x * y, layout.dtype.itemsize);

/** Rows (elements of a 1-D array) that fit without taking more memory. */
export function capacity(a: NDArray): number {
  const layout = layoutOf(a);
  const storage = usableStorage('capacity', a);
  const row = rowBytesOf(layout);
  const length = layout.shape[0] ?? 1;
  if (baseOf(a) !== null || layout.shape.length === 0 || row === 0) return length;
  if (storage.kind === MAPPED || storage.kind === FOREIGN) return length;
  return Math.floor(storage.bytes / row);
}

/** Makes room for at least `rows` rows along the first axis; what is there does not move under anyone who looks at it. */
export function reserve(a: NDArray, rows: number): void {
  const op = 'reserve';
  const layout = requireGrowable(op, a);
  const wanted = readInteger(op, 'rows', rows);
  const shape = layout.shape.slice();
  shape[0] = Math.max(0, wanted);
  sizeOf(op, shape, layout.dtype.itemsize);
  growStorage(op, storageOf(a), Math.max(0, wanted) * rowBytesOf(layout));
}

/** Appends a number, bigint or boolean to a 1-D array whose block has room; -1, and nothing done, where that is not so. */
export function quickPush(a: ArrayCore, value: unknown): number {
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean') return -1;
  const storage = storageOf(a);
  const layout = layoutOf(a);
  const { dtype, size, strides } = layout;
  const { itemsize } = dtype;
  const at = size * itemsize;
  if (storage.kind !== BLOCK || storage.address === 0 || at + itemsize > storage.bytes) return -1;
  if (layout.shape.length !== 1 || layout.offset !== 0 || strides[0] !== itemsize) return -1;
  if (!layout.writable || baseOf(a) !== null) return -1;
  writeScalar(0, dtype, checkStorable('push', value, dtype));
  F[ARGS] = storage.address + at;
  F[ARGS + 1] = itemsize;
  F[ARGS + 2] = 1;
  native.element();
  replaceLayout(a, new Layout(dtype, [size + 1], strides, 0, size + 1, true));
  return size + 1;
}

/** Appends rows in place, amortised: values of a 1-D array, rows (arrays or lists) of others. */
export function push(a: NDArray, values: readonly ArrayLike[]): number {
  const op = 'push';
  requireGrowable(op, a);
  // A scalar is cast to the array's dtype; lists run code of the caller's as they are read, so the layout comes after.
  const converted = values.map((value) => (isArray(value) ? value : (asScalar(op, value) ?? asArray(op, value))));
  const layout = requireGrowable(op, a);
  const length = layout.shape[0]!;
  if (values.length === 0) return length;
  const shape = layout.shape.slice();
  shape[0] = length + values.length;
  const size = sizeOf(op, shape, layout.dtype.itemsize);
  const row = rowBytesOf(layout);
  const rowShape = layout.shape.slice(1);
  for (const value of converted) {
    const got = isArray(value) ? layoutOf(value).shape : [];
    const fits = got.length === rowShape.length && got.every((dim, i) => dim === rowShape[i]);
    if (!fits) {
      throw new ShapeError(
        `[${op}] expected rows of shape ${shapeText(rowShape)} but got one of shape ${shapeText(got)}`,
      );
    }
  }
  const storage = storageOf(a);
  const needed = size * layout.dtype.itemsize;
  if (needed > storage.bytes) growStorage(op, storage, Math.max(needed, Math.ceil(storage.bytes * 1.125), 64));
  // The new rows are written beyond what anyone sees; only then the array becomes longer.
  const strides = contiguousStrides(shape, layout.dtype.itemsize);
  const whole = new Layout(layout.dtype, shape, strides, 0, size, layout.writable);
  const added = makeView(
    a,
    new Layout(layout.dtype, [values.length, ...rowShape], strides, length * row, size - layout.size, true),
  );
  converted.forEach((value, i) => assign(op, added.at(i, '...'), value));
  replaceLayout(a, whole);
  return shape[0];
}

/** Gives an array another shape in place: elements in memory order, then zeros. Views keep theirs. */
export function resizeInPlace(a: NDArray, newShape: readonly number[]): void {
  const op = 'resize';
  const before = requireWritable(op, a);
  const size = sizeOf(op, newShape, before.dtype.itemsize);
  const { dtype } = before;
  if (!before.cContiguous && !before.fContiguous) {
    throw new ValueError(`[${op}] resize only works on single-segment arrays`);
  }
  usableStorage(op, a);
  const strides = contiguousStrides(newShape, dtype.itemsize, before.cContiguous ? 'C' : 'F');
  if (size === before.size) {
    replaceLayout(a, new Layout(dtype, newShape, strides, before.offset, size, true));
    return;
  }
  requireOwner(op, a);
  const storage = storageOf(a);
  const needed = before.offset + size * dtype.itemsize;
  if (needed > storage.bytes) growStorage(op, storage, needed);
  if (size > before.size) {
    const added = size - before.size;
    const rest = new Layout(dtype, [added], [dtype.itemsize], before.offset + before.nbytes, added, true);
    assign(op, makeView(a, rest), dtype.kind === 'b' ? false : 0);
  }
  replaceLayout(a, new Layout(dtype, newShape, strides, before.offset, size, true));
}

/**
 * Join values to the end of an array: a new array with everything copied. To grow in place use `a.push(...)`.
 *
 * @param options axis: join along it; without one both are flattened
 * @throws ShapeError, AxisError
 * @see numpy.append
 * @example
 * ```ts
 * nd.append([1, 2], 3).toString(); // '[1. 2. 3.]'
 * ```
 */
export function append(
  a: ArrayLike,
  values: ArrayLike,
  options?: { readonly axis?: number | null | undefined },
): NDArray {
  const op = 'append';
  const axisGiven = readOptions(op, options)?.axis;
  const first = asArray(op, a);
  // A scalar follows the array's dtype where it can, as Python's do.
  const scalar = isArray(values) ? undefined : asScalar(op, values);
  const second =
    scalar === undefined ? asArray(op, values) : scalarArray(op, scalar, weakDType(scalar, layoutOf(first).dtype));
  if (axisGiven === undefined || axisGiven === null) {
    const parts = [flattened(first), flattened(second)];
    return join(op, parts, parts.map(flatLayout), 0, NEW_ARRAY);
  }
  const layouts = [layoutOf(first), layoutOf(second)];
  const axis = readAxis(op, axisGiven, layouts[0]!.shape.length);
  return join(op, [first, second], layouts, axis, NEW_ARRAY);
}

/** A 1-D array as it is, or flattened; one without dimensions as it is. */
const flattened = (a: NDArray): NDArray => (layoutOf(a).shape.length <= 1 ? a : a.ravel());

const flatLayout = (a: NDArray): Layout => atLeast(layoutOf(a), 1);
