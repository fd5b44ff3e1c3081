/** Arrays in consecutive views of bounded size: one array, or several side by side. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ShapeError, badArgument } from '../errors';
import { isArray, layoutOf, makeView, requireArray, usableStorage } from '../core/array-core';
import { broadcastShapes } from '../core/broadcast';
import type { DType } from '../core/dtype';
import { ARGS, F } from '../core/frame';
import { wrapIndex } from '../core/indexing';
import { Layout, sameShape, shapeText, sizeOf } from '../core/layout';
import { readInteger, readOptions } from '../core/options';
import { MAPPED, type Storage } from '../core/storage';

/** One chunk of nd.chunks(): rows [start, stop) of the axis, and the view of them. */
export interface Chunk<D extends DType = DType> {
  readonly start: number;
  readonly stop: number;
  readonly view: NDArray<D>;
}

/** One chunk of several arrays: rows [start, stop) of the axis, and the view of them in each array. */
export interface ChunkOfSeveral {
  readonly start: number;
  readonly stop: number;
  readonly views: NDArray[];
}

/** Options of chunks(). */
export interface ChunksOptions {
  /** Most bytes of a chunk, of several arrays together; at least one row is given. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** The axis to cut along; default 0. */
  readonly axis?: number | undefined;
}

/**
 * Give an array in consecutive views of bounded size. Of a memmap, the pages of a chunk are given back to the system
 * when the next one is asked for, so that a file of any size is read within `maxBytes`.
 *
 * Several arrays in a list are broadcast together and cut at the same rows. Views write to the arrays at once: there are no
 * buffers to write back, as numpy.nditer's external loop has them. What is stretched (an array that broadcasts) is read-only;
 * chunks come in C order, and every view has the dtype of its array.
 *
 * @throws ValueError when maxBytes is not positive; AxisError; ShapeError when several arrays do not broadcast
 * @see numpy.nditer (with external_loop and a buffer size)
 * @example
 * ```ts
 * [...nd.chunks(nd.arange(10n), { maxBytes: 32 })].map((c) => c.stop); // [4, 8, 10]
 * const sum = nd.zeros([4]);
 * for (const { views: [a, b, out] } of nd.chunks([nd.arange(4), nd.ones(4), sum], { maxBytes: 48 })) nd.add(a!, b!, { out: out! });
 * sum.toString(); // '[1. 2. 3. 4.]'
 * ```
 */
export function chunks<D extends DType>(a: NDArray<D>, options?: ChunksOptions): Generator<Chunk<D>>;
export function chunks(arrays: readonly NDArray[], options?: ChunksOptions): Generator<ChunkOfSeveral>;
export function chunks(
  given: NDArray | readonly NDArray[],
  options?: ChunksOptions,
): Generator<Chunk> | Generator<ChunkOfSeveral> {
  return isArray(given) || !Array.isArray(given)
    ? chunksOfOne(given as NDArray, options)
    : chunksOfSeveral(given, options);
}

function* chunksOfOne(a: NDArray, options: ChunksOptions | undefined): Generator<Chunk> {
  const op = 'chunks';
  const settings = readSettings(op, options);
  const array = requireArray(op, 'the array', a);
  for (const { start, stop, views } of cut(op, [array], [layoutOf(array)], settings)) {
    yield { start, stop, view: views[0]! };
  }
}

function* chunksOfSeveral(given: readonly unknown[], options: ChunksOptions | undefined): Generator<ChunkOfSeveral> {
  const op = 'chunks';
  const settings = readSettings(op, options);
  const arrays = Array.from(given, (each, i) => requireArray(op, `array ${i}`, each));
  if (arrays.length === 0) throw badArgument(op, 'the arrays', 'at least one', given);
  const layouts = arrays.map((each) => layoutOf(each));
  const shape = broadcastShapes(
    op,
    layouts.map((layout) => layout.shape),
    16,
  );
  yield* cut(
    op,
    arrays,
    layouts.map((layout) => stretched(op, layout, shape)),
    settings,
  );
}

/** A layout broadcast to a shape; read-only unless it has that shape. */
function stretched(op: string, layout: Layout, shape: readonly number[]): Layout {
  if (sameShape(layout.shape, shape)) return layout;
  const lead = shape.length - layout.shape.length;
  const strides = shape.map((dim, i) => (i < lead || layout.shape[i - lead] !== dim ? 0 : layout.strides[i - lead]!));
  return new Layout(layout.dtype, shape, strides, layout.offset, sizeOf(op, shape, layout.dtype.itemsize), false);
}

interface Settings {
  readonly maxBytes: number;
  readonly axis: number;
}

function readSettings(op: string, options: ChunksOptions | undefined): Settings {
  const given = readOptions(op, options);
  const maxGiven = given?.maxBytes;
  const axisGiven = given?.axis;
  const maxBytes = maxGiven === undefined ? 64 * 2 ** 20 : maxGiven;
  if (typeof maxBytes !== 'number' || !(maxBytes > 0))
    throw badArgument(op, 'maxBytes', 'a positive number of bytes', maxBytes);
  return { maxBytes, axis: axisGiven === undefined ? 0 : readInteger(op, 'axis', axisGiven) };
}

/** Bytes that one row of a layout lies in: what is stretched is no more than what it stretches. */
function bytesOfRow(layout: Layout, axis: number): number {
  return layout.shape.reduce(
    (bytes, dim, i) => (i === axis || layout.strides[i] === 0 ? bytes : bytes * dim),
    layout.dtype.itemsize,
  );
}

/** Cuts layouts of one shape at the same rows. */
function* cut(
  op: string,
  arrays: readonly NDArray[],
  layouts: readonly Layout[],
  { maxBytes, axis: wanted }: Settings,
): Generator<ChunkOfSeveral> {
  const { shape } = layouts[0]!;
  const ndim = shape.length;
  if (ndim === 0) throw new ShapeError(`[${op}] a 0-d array has no axis to cut along: got shape ${shapeText(shape)}`);
  const axis = wrapIndex(op, wanted, 0, ndim);
  const dim = shape[axis]!;
  const rowBytes = layouts.reduce((sum, layout) => sum + (layout.size === 0 ? 0 : bytesOfRow(layout, axis)), 0);
  const rows = rowBytes === 0 ? dim : Math.max(1, Math.floor(maxBytes / rowBytes));
  for (let start = 0; start < dim; start += rows) {
    const stop = Math.min(dim, start + rows);
    const storages = arrays.map((each) => usableStorage(op, each));
    const parts = layouts.map(({ dtype, strides, offset, size, writable }) => {
      const lengths = shape.slice();
      lengths[axis] = stop - start;
      return new Layout(
        dtype,
        lengths,
        strides,
        offset + start * strides[axis]!,
        (size / dim) * (stop - start),
        writable,
      );
    });
    yield { start, stop, views: arrays.map((each, i) => makeView(each, parts[i]!)) };
    storages.forEach((storage, i) => {
      if (storage.kind === MAPPED && storage.address !== 0) forgetPages(storage, parts[i]!);
    });
  }
}

/** Gives the resident pages of a part of a map back; written ones are kept by the file's cache. */
function forgetPages(storage: Storage, part: Layout): void {
  let low = part.offset;
  let high = part.offset + part.dtype.itemsize;
  part.shape.forEach((dim, i) => {
    const span = (dim - 1) * part.strides[i]!;
    if (span < 0) low += span;
    else high += span;
  });
  F[ARGS] = storage.handle;
  F[ARGS + 1] = low;
  F[ARGS + 2] = high - low;
  native.forgetPages();
}
