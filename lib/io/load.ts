/** Loading: .npy files and .npz archives. */
import type { NDArray } from '../ndarray';
import type { memmap } from '../memmap';
import { native } from '../native';
import { FormatError } from '../errors';
import { makeArray } from '../core/array-core';
import type { DType } from '../core/dtype';
import { ARGS, F, RESULTS, fail } from '../core/frame';
import { newStorage, release } from '../core/storage';
import { openRetrying } from './map';
import {
  checkExpected,
  headerFromFrame,
  layoutForLoad,
  mapNpy,
  readLoadOptions,
  type Expected,
  type LoadLimits,
  type LoadOptions,
  type NpyHeader,
} from './npy';
import { NpzFile, type NpzContents, type NpzOptions } from './npz';
import { readPath, type FilePath } from './path';

/** Which kinds of file native.openNpy takes, and what it found. */
export const ACCEPT_NPY = 1;
export const ACCEPT_NPZ = 2;

/** A path that says by itself that it is an archive's. */
export type NpzPath = `${string}.npz`;

/** Whether native.openNpy found an archive. */
export function foundArchive(): boolean {
  return F[RESULTS + 5] === ACCEPT_NPZ;
}

/** Which kinds of file a load takes. */
export function acceptedFor({ mode, expect }: LoadLimits): number {
  // An archive has no dtype and no shape, and is not written in place.
  return expect !== undefined || mode === 'r+' ? ACCEPT_NPY : ACCEPT_NPY | ACCEPT_NPZ;
}

/** Puts the arguments of native.openNpy. */
export function putOpen(limits: LoadLimits, accept: number): void {
  F[ARGS] = limits.mode === 'r+' ? 1 : 0;
  F[ARGS + 1] = limits.maxHeaderSize;
  F[ARGS + 2] = accept;
}

function openAndRead(op: string, path: Buffer, limits: LoadLimits, accept: number): NDArray | NpzFile {
  return openRetrying(() => {
    putOpen(limits, accept);
    const file = native.openNpy(path);
    if (typeof file === 'number') fail(op, file);
    if (foundArchive()) return NpzFile.opened(op, file, path, limits);
    try {
      const header = headerFromFrame();
      checkExpected(op, header, limits.expect, path.toString('utf8'));
      return limits.mode === undefined
        ? read(op, file, header, limits.maxBytes)
        : mapNpy(op, file, header, path, limits.mode);
    } finally {
      native.closeFile(file);
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

/**
 * Load an array from a .npy file (versions 1 to 3, either memory order), or map it; or open an .npz archive.
 *
 * Data in the other byte order are converted. Nothing is allocated before the file is known to hold what its header
 * says; headers are data only: no code in a file is ever run, object arrays are refused. What a file is, its first bytes
 * say, as in NumPy; the type follows the name, so give archives under other names to loadNpz.
 *
 * @param file path, as a string, Buffer or file URL
 * @param options with `expect`, the dtype and shape that the array must have: the dtype narrows the type of the result
 * @returns an array of the file's dtype and shape, C or F order as in the file; a memmap with `mmapMode`; for an archive
 * an NpzFile, which reads its arrays when they are asked for
 * @throws FormatError when it is neither, or malformed, or not what is expected; TruncatedError when data are missing;
 * DTypeError for dtypes that are not supported (and mapped ones of the other byte order); ShapeError when the shape is
 * too big; MemoryLimitError; SystemError such as ENOENT
 * @see numpy.load
 * @example
 * ```ts
 * nd.save('/tmp/load-example.npy', nd.arange(3));
 * nd.load('/tmp/load-example.npy').toString(); // '[0. 1. 2.]'
 * nd.load('/tmp/load-example.npy', { expect: { dtype: 'float64', shape: [null] } }).sum(); // 3
 * ```
 */
export function load(file: NpzPath, options?: NpzOptions): NpzFile;
export function load<D extends DType>(
  file: FilePath,
  options: LoadOptions & { readonly mmapMode: 'r' | 'r+' | 'c'; readonly expect: Expected<D> & { readonly dtype: D } },
): memmap<D>;
export function load<D extends DType>(
  file: FilePath,
  options: LoadOptions & { readonly expect: Expected<D> & { readonly dtype: D } },
): NDArray<D>;
export function load(file: FilePath, options: LoadOptions & { readonly mmapMode: 'r' | 'r+' | 'c' }): memmap;
export function load(file: FilePath, options?: LoadOptions): NDArray;
export function load(file: FilePath, options?: LoadOptions): NDArray | NpzFile {
  const op = 'load';
  const limits = readLoadOptions(op, options);
  const path = readPath(file, limits.mode === 'r+' ? 'readWrite' : 'read');
  return openAndRead(op, path, limits, acceptedFor(limits));
}

/**
 * Load an array from a .npy file, or map it; an archive is a FormatError.
 *
 * @param file path, as a string, Buffer or file URL
 * @param options those of load
 * @returns an array of the file's dtype and shape; a memmap with `mmapMode`
 * @throws FormatError when it is not a .npy file, or not what is expected; what load throws
 * @see numpy.load
 * @example
 * ```ts
 * nd.save('/tmp/load-npy-example.npy', nd.arange(3n));
 * nd.loadNpy('/tmp/load-npy-example.npy', { expect: { dtype: 'int64' } }).sum(); // 3n
 * ```
 */
export function loadNpy<D extends DType>(
  file: FilePath,
  options: LoadOptions & { readonly mmapMode: 'r' | 'r+' | 'c'; readonly expect: Expected<D> & { readonly dtype: D } },
): memmap<D>;
export function loadNpy<D extends DType>(
  file: FilePath,
  options: LoadOptions & { readonly expect: Expected<D> & { readonly dtype: D } },
): NDArray<D>;
export function loadNpy(file: FilePath, options: LoadOptions & { readonly mmapMode: 'r' | 'r+' | 'c' }): memmap;
export function loadNpy(file: FilePath, options?: LoadOptions): NDArray;
export function loadNpy(file: FilePath, options?: LoadOptions): NDArray {
  const op = 'loadNpy';
  const limits = readLoadOptions(op, options);
  const path = readPath(file, limits.mode === 'r+' ? 'readWrite' : 'read');
  return openAndRead(op, path, limits, ACCEPT_NPY) as NDArray;
}

/**
 * Open an .npz archive: an object like a Map, which reads an array when it is asked for. Dispose of it when done.
 *
 * @param file path, as a string, Buffer or file URL
 * @param options maxBytes: of each array; mmapMode 'r' or 'c': map arrays that are stored, not compressed, and aligned
 * (all that savez stores are) instead of reading them; their bytes are then not checked
 * @returns the open archive
 * @throws FormatError when it is not an archive, or a malformed one; TruncatedError when its directory is missing;
 * SystemError such as ENOENT
 * @see numpy.load
 * @example
 * ```ts
 * nd.savez('/tmp/load-npz-example.npz', { a: nd.arange(3), b: [[1, 2]] });
 * using z = nd.loadNpz('/tmp/load-npz-example.npz');
 * [...z.keys()]; // ['a', 'b']
 * z.get('b').toString(); // '[[1. 2.]]'
 * ```
 */
export function loadNpz<T extends NpzContents = Record<string, NDArray>>(
  file: FilePath,
  options?: NpzOptions,
): NpzFile<T> {
  const op = 'loadNpz';
  const limits = readNpzOptions(op, options);
  return openAndRead(op, readPath(file, 'read'), limits, ACCEPT_NPZ) as unknown as NpzFile<T>;
}

/** The options of an archive: those of load but for what only an array has. */
function readNpzOptions(op: string, options: NpzOptions | undefined): LoadLimits {
  const limits = readLoadOptions(op, options);
  if (limits.expect !== undefined) throw new FormatError(`[${op}] an archive has no dtype and no shape to expect`);
  if (limits.mode === 'r+') throw new FormatError(`[${op}] an archive cannot be opened for writing`);
  return limits;
}
