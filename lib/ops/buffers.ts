/** Bytes read as arrays. */
import type { NDArray } from '../ndarray';
import { ValueError, badArgument } from '../errors';
import { layoutOf, makeArray, storageOf } from '../core/array-core';
import { copyInto } from '../core/copy';
import { parseDescr, type DType } from '../core/dtype';
import { Layout, contiguousLayout } from '../core/layout';
import { readInteger, readOptions } from '../core/options';
import { bufferLength, foreignStorage, newStorage } from '../core/storage';

/** Options of frombuffer(). */
export interface FrombufferOptions<D extends DType = DType> {
  /** Default float64. Other byte orders ('>f8') are read into a new array. */
  readonly dtype?: D | `<${string}` | `>${string}` | undefined;
  /** Number of elements; default all that fit. */
  readonly count?: number | undefined;
  /** Bytes to skip. */
  readonly offset?: number | undefined;
}

/**
 * Read bytes as an array without copying (big-endian ones are converted into a new array).
 *
 * @param buffer an ArrayBuffer, SharedArrayBuffer, Buffer, typed array or DataView
 * @throws ValueError when the bytes are not a whole number of elements, or fewer than asked for; BufferError
 * @see numpy.frombuffer
 * @example
 * ```ts
 * nd.frombuffer(new Uint8Array([1, 0, 2, 0]), { dtype: 'uint16' }).toString(); // '[1 2]'
 * ```
 */
export function frombuffer<D extends DType = 'float64'>(
  buffer: ArrayBufferLike | ArrayBufferView,
  options?: FrombufferOptions<D>,
): NDArray<D> {
  const op = 'frombuffer';
  const given = readOptions(op, options);
  const { dtype, swapped } = parseDescr(op, given?.dtype ?? 'float64');
  const countGiven = given?.count;
  const offsetGiven = given?.offset;
  const skip = offsetGiven === undefined ? 0 : readInteger(op, 'offset', offsetGiven);
  const count = countGiven === undefined ? -1 : readInteger(op, 'count', countGiven);
  const bytes = ArrayBuffer.isView(buffer) ? buffer.buffer : buffer;
  if (bufferLength(bytes) < 0) throw badArgument(op, 'buffer', 'an ArrayBuffer or a view of one', buffer);
  const storage = foreignStorage(op, bytes);
  // A view of a view, so that its bounds are the real ones whatever a subclass says.
  const view = ArrayBuffer.isView(buffer) ? new DataView(bytes, buffer.byteOffset, buffer.byteLength) : undefined;
  const available = view?.byteLength ?? storage.bytes;
  if (skip < 0 || skip > available) {
    throw new ValueError(
      `[${op}] offset must be non-negative and no greater than buffer length (${available}) but got ${skip}`,
    );
  }
  const room = available - skip;
  if (count < 0 && room % dtype.itemsize !== 0)
    throw new ValueError(`[${op}] buffer size must be a multiple of element size`);
  const size = count < 0 ? room / dtype.itemsize : count;
  if (size * dtype.itemsize > room) throw new ValueError(`[${op}] buffer is smaller than requested size`);
  const layout = new Layout(dtype, [size], [dtype.itemsize], (view?.byteOffset ?? 0) + skip, size, true);
  if (!swapped) return makeArray(storage, layout) as NDArray as NDArray<D>;
  const made = makeArray(newStorage(op, size * dtype.itemsize), contiguousLayout(op, dtype, [size]));
  copyInto(op, storageOf(made), layoutOf(made), storage, layout, undefined, true);
  return made as NDArray as NDArray<D>;
}
