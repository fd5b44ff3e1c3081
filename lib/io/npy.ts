/** .npy files: save and load. */
import { resolve } from 'node:path';
import type { NDArray } from '../ndarray';
import type { memmap } from '../memmap';
import { native } from '../native';
import { DTypeError, MemoryLimitError, ValueError, badArgument, describe } from '../errors';
import { layoutOf, makeArray, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import type { DTypeInfo } from '../core/dtype';
import {
  ARGS,
  F,
  FLAGS,
  FLAG_MAPPED,
  NDIM,
  RESULTS,
  SHAPE,
  dtypeOfCode,
  fail,
  putOperand,
  putShape,
} from '../core/frame';
import { Layout, contiguousLayout } from '../core/layout';
import { readInteger, readOptions } from '../core/options';
import { MAPPED, newStorage, release, type ArrayBytes } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { mapStorage, openRetrying, type MapMode } from './map';
import { readPath, type FilePath } from './path';

/** Options of load(). */
export interface LoadOptions {
  /** Map the file instead of reading it: 'r' read only, 'r+' read and write, 'c' writes stay private. */
  readonly mmapMode?: 'r' | 'r+' | 'c' | null | undefined;
  /** Most bytes of data to read (default: the memory limit alone decides). Maps are not limited. */
  readonly maxBytes?: number | undefined;
  /** Longest header to accept, in bytes. Default 10,000. */
  readonly maxHeaderSize?: number | undefined;
}

/** What the header of an open .npy file says. */
export interface NpyHeader {
  readonly dtype: DTypeInfo;
  /** The elements are in the other byte order; reading converts them. */
  readonly swapped: boolean;
  readonly order: 'C' | 'F';
  readonly shape: readonly number[];
  /** Bytes of the file before the data. */
  readonly offset: number;
}

/** What save() appends to names that lack it. */
export const NPY_EXTENSION = '.npy';
const DEFAULT_HEADER_SIZE = 10_000;

/** Reads the header that native.openNpy left in the frame. */
export function headerFromFrame(): NpyHeader {
  const shape: number[] = [];
  for (let i = 0; i < F[NDIM]!; i++) shape.push(F[SHAPE + i]!);
  return {
    dtype: dtypeOfCode(F[RESULTS]!),
    swapped: F[RESULTS + 1] === 1,
    order: F[RESULTS + 2] === 1 ? 'F' : 'C',
    shape,
    offset: F[RESULTS + 3]!,
  };
}

/** The options of load() and async.load(), read once and checked. */
export function readLoadOptions(
  op: string,
  options: LoadOptions | undefined,
): { mode: Exclude<MapMode, 'w+'> | undefined; maxBytes: number; maxHeaderSize: number } {
  const given = readOptions(op, options);
  const mode: unknown = given?.mmapMode ?? undefined;
  if (mode !== undefined && mode !== 'r' && mode !== 'r+' && mode !== 'c') {
    throw new ValueError(`[${op}] mmapMode must be one of 'r', 'r+', 'c' or null but got ${describe(mode)}`);
  }
  const limit = (name: string, value: unknown, otherwise: number): number => {
    if (value === undefined) return otherwise;
    if (value === Infinity) return Number.MAX_SAFE_INTEGER;
    const n = readInteger(op, name, value);
    if (n < 0) throw badArgument(op, name, 'a number of bytes', value);
    return n;
  };
  return {
    mode,
    maxBytes: limit('maxBytes', given?.maxBytes, Infinity),
    maxHeaderSize: limit('maxHeaderSize', given?.maxHeaderSize, DEFAULT_HEADER_SIZE),
  };
}

/** The layout of the data of a .npy file, once read; throws when there are more bytes than the caller allows. */
export function layoutForLoad(op: string, header: NpyHeader, maxBytes: number): Layout {
  const layout = contiguousLayout(op, header.dtype, header.shape, header.order);
  if (layout.nbytes > maxBytes) {
    throw new MemoryLimitError(
      `[${op}] the file holds ${layout.nbytes} bytes of data, more than the ${maxBytes} that maxBytes allows`,
    );
  }
  return layout;
}

function open(op: string, path: Buffer, writable: boolean, maxHeaderSize: number): object {
  F[ARGS] = writable ? 1 : 0;
  F[ARGS + 1] = maxHeaderSize;
  const file = native.openNpy(path);
  if (typeof file === 'number') fail(op, file);
  return file;
}

/**
 * Load an array from a .npy file (versions 1 to 3, either memory order), or map it.
 *
 * Data in the other byte order are converted. Nothing is allocated before the file is known to hold what its header
 * says; headers are data only: no code in a file is ever run, object arrays are refused.
 *
 * @param file path, as a string, Buffer or file URL
 * @returns an array of the file's dtype and shape, C or F order as in the file; a memmap with `mmapMode`
 * @throws FormatError when it is not a .npy file, or a malformed one; TruncatedError when data are missing; DTypeError
 * for dtypes that are not supported (and mapped ones of the other byte order); ShapeError when the shape is too big;
 * MemoryLimitError; SystemError such as ENOENT
 * @see numpy.load
 * @example
 * ```ts
 * nd.save('/tmp/load-example.npy', nd.arange(3));
 * nd.load('/tmp/load-example.npy').toString(); // '[0. 1. 2.]'
 * ```
 */
export function load(file: FilePath, options: LoadOptions & { readonly mmapMode: 'r' | 'r+' | 'c' }): memmap;
export function load(file: FilePath, options?: LoadOptions): NDArray;
export function load(file: FilePath, options?: LoadOptions): NDArray {
  const op = 'load';
  const { mode, maxBytes, maxHeaderSize } = readLoadOptions(op, options);
  const path = readPath(file, mode === 'r+' ? 'readWrite' : 'read');
  return openRetrying(() => {
    const npy = open(op, path, mode === 'r+', maxHeaderSize);
    try {
      const header = headerFromFrame();
      return mode === undefined ? read(op, npy, header, maxBytes) : mapNpy(op, npy, header, path, mode);
    } finally {
      native.closeFile(npy);
    }
  });
}

function read(op: string, npy: object, header: NpyHeader, maxBytes: number): NDArray {
  const layout = layoutForLoad(op, header, maxBytes);
  const storage = newStorage(op, layout.nbytes);
  F[ARGS] = storage.address;
  const status = native.readNpy(npy);
  if (status === 0) return makeArray(storage, layout);
  try {
    fail(op, status);
  } finally {
    release(storage);
  }
}

/** Maps the data of an open .npy file, which it takes over. */
export function mapNpy(op: string, npy: object, header: NpyHeader, path: Buffer, mode: 'r' | 'r+' | 'c'): NDArray {
  const { dtype, swapped, order, offset } = header;
  if (swapped) {
    throw new DTypeError(
      `[${op}] a file in the other byte order cannot be mapped (its dtype is ${dtype.name}): load it without mmapMode`,
    );
  }
  const { shape, strides, size, nbytes } = contiguousLayout(op, dtype, header.shape, order);
  const info = { filename: resolve(path.toString('utf8')), mode, offset };
  const storage = mapStorage(op, npy, info, nbytes, false);
  return makeArray(storage, new Layout(dtype, shape, strides, 0, size, mode !== 'r'));
}

/** Writes what native.saveNpy and startSaveNpy read. */
export function putSource({ storage, layout }: ArrayBytes): void {
  putShape(layout.shape);
  putOperand(0, storage, layout);
  F[FLAGS] = storage.kind === MAPPED ? FLAG_MAPPED : 0;
}

/**
 * Save an array to a .npy file, byte for byte as NumPy 2 writes it.
 *
 * Atomic: under the name is the old file or the new one, whatever happens meanwhile; also when the array is a map of
 * that very file. What is there is on the disk when save returns. Links are followed, permissions of an existing file
 * kept.
 *
 * @param file path, as a string, Buffer or file URL; '.npy' is appended unless it ends so
 * @param array an array of any layout, or what converts to one; F order is written for F-contiguous arrays
 * @throws SystemError such as ENOSPC or EACCES; MappingLostError when the array's own file was cut
 * @see numpy.save
 * @example
 * ```ts
 * nd.save('/tmp/save-example', nd.eye(2));
 * nd.load('/tmp/save-example.npy').shape; // [2, 2]
 * ```
 */
export function save(file: FilePath, array: ArrayLike): void {
  const op = 'save';
  const path = readPath(file, 'write', NPY_EXTENSION);
  const source = asArray(op, array);
  openRetrying(() => {
    putSource({ storage: usableStorage(op, source), layout: layoutOf(source) });
    const status = native.saveNpy(path);
    if (status !== 0) fail(op, status);
  });
}
