/** Files read and written on another thread. */
import type { NDArray } from '../ndarray';
import type { memmap } from '../memmap';
import { native } from '../native';
import { layoutOf, makeArray, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import type { DType } from '../core/dtype';
import { ARGS, F } from '../core/frame';
import { newStorage, release } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { freedRoom } from '../io/map';
import { acceptedFor, foundArchive, putOpen, type NpzPath } from '../io/load';
import {
  NPY_EXTENSION,
  checkExpected,
  headerFromFrame,
  layoutForLoad,
  mapNpy,
  putSource,
  readLoadOptions,
  type Expected,
  type LoadLimits,
  type LoadOptions,
  type NpyHeader,
} from '../io/npy';
import { NpzFile, PreparedRead, prepareRead, type NpzContents, type NpzOptions } from '../io/npz';
import {
  NPZ_EXTENSION,
  STORED,
  listArrays,
  readArrays,
  readLevel,
  type NpzInput,
  type SavezCompressedOptions,
} from '../io/savez';
import { readPath, type FilePath } from '../io/path';
import { HeldBytes } from './held';
import { readSignal, runJob, throwIfAborted, type AsyncOptions } from './job';

/** Options of async.load(). */
export interface AsyncLoadOptions extends LoadOptions, AsyncOptions {}

/** Runs a job; once more when it found no room for a file and a collection made some. */
async function retrying<T>(job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (error) {
    if (!freedRoom(error)) throw error;
    return job();
  }
}

/** An open .npy file and its header. */
interface OpenedNpy {
  readonly npy: object;
  readonly header: NpyHeader;
}

function openFile(
  op: string,
  path: Buffer,
  limits: LoadLimits,
  accept: number,
  signal: AbortSignal | undefined,
): Promise<OpenedNpy | NpzFile> {
  return runJob({
    op,
    signal,
    held: new HeldBytes(op),
    put: () => putOpen(limits, accept),
    start: () => native.startOpenNpy(path),
    finish: (file) =>
      foundArchive() ? NpzFile.opened(op, file!, path, limits) : { npy: file!, header: headerFromFrame() },
  });
}

async function readNpy(
  op: string,
  { npy, header }: OpenedNpy,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<NDArray> {
  const layout = layoutForLoad(op, header, maxBytes);
  const storage = newStorage(op, layout.nbytes);
  const held = new HeldBytes(op);
  const deliver = held.output({ storage, layout });
  try {
    return await runJob({
      op,
      signal,
      held,
      put: () => {
        F[ARGS] = storage.address;
      },
      start: () => native.startReadNpy(npy),
      finish: () => {
        deliver();
        return makeArray(storage, layout);
      },
    });
  } catch (error) {
    release(storage);
    throw error;
  }
}

async function loadAny(op: string, file: FilePath, options: AsyncLoadOptions | undefined): Promise<NDArray | NpzFile> {
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const limits = readLoadOptions(op, options);
  const { mode } = limits;
  const path = readPath(file, mode === 'r+' ? 'readWrite' : 'read');
  const opened = await retrying(() => openFile(op, path, limits, acceptedFor(limits), signal));
  if (opened instanceof NpzFile) {
    if (signal?.aborted === true) opened.close();
    throwIfAborted(op, signal);
    return opened;
  }
  try {
    throwIfAborted(op, signal);
    checkExpected(op, opened.header, limits.expect, path.toString('utf8'));
    return mode === undefined
      ? await readNpy(op, opened, limits.maxBytes, signal)
      : mapNpy(op, opened.npy, opened.header, path, mode);
  } finally {
    native.closeFile(opened.npy);
  }
}

/**
 * Load an array from a .npy file, or map it, or open an .npz archive, on another thread: nd.load as a promise.
 *
 * The file is opened and read there; memory for the array is taken when its header is known. Of an archive only the
 * directory is read.
 *
 * @param file path, as a string, Buffer or file URL
 * @param options those of nd.load, and signal
 * @returns an array of the file's dtype and shape; a memmap with `mmapMode`; an NpzFile for an archive
 * @throws AbortError when the signal fires; what nd.load throws
 * @see numpy.load
 * @example
 * ```ts
 * nd.save('/tmp/async-load-example.npy', nd.arange(3));
 * (await nd.async.load('/tmp/async-load-example.npy')).toString(); // '[0. 1. 2.]'
 * ```
 */
export function load(file: NpzPath, options?: NpzOptions & AsyncOptions): Promise<NpzFile>;
export function load<D extends DType>(
  file: FilePath,
  options: AsyncLoadOptions & {
    readonly mmapMode: 'r' | 'r+' | 'c';
    readonly expect: Expected<D> & { readonly dtype: D };
  },
): Promise<memmap<D>>;
export function load<D extends DType>(
  file: FilePath,
  options: AsyncLoadOptions & { readonly expect: Expected<D> & { readonly dtype: D } },
): Promise<NDArray<D>>;
export function load(
  file: FilePath,
  options: AsyncLoadOptions & { readonly mmapMode: 'r' | 'r+' | 'c' },
): Promise<memmap>;
export function load(file: FilePath, options?: AsyncLoadOptions): Promise<NDArray>;
export async function load(file: FilePath, options?: AsyncLoadOptions): Promise<NDArray | NpzFile> {
  return loadAny('load', file, options);
}

/**
 * Read a member of an open .npz archive on another thread: NpzFile.get as a promise.
 *
 * The archive may be closed meanwhile. What is no array, and arrays that are mapped, are read at once.
 *
 * @param archive an open NpzFile
 * @param name of the member
 * @param options signal
 * @throws AbortError when the signal fires; what NpzFile.get throws
 * @see numpy.lib.npyio.NpzFile
 * @example
 * ```ts
 * nd.savez('/tmp/async-get-example.npz', { a: nd.arange(3) });
 * using z = await nd.async.load('/tmp/async-get-example.npz');
 * (await nd.async.get(z, 'a')).sum(); // 3
 * ```
 */
export async function get<T extends NpzContents, K extends keyof T & string>(
  archive: NpzFile<T>,
  name: K,
  options?: AsyncOptions,
): Promise<T[K]> {
  const op = 'get';
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const prepared = prepareRead(op, archive, name);
  if (!(prepared instanceof PreparedRead)) return prepared as T[K];
  const { storage, layout, file } = prepared;
  try {
    const held = new HeldBytes(op);
    const deliver = held.output({ storage, layout });
    return await runJob({
      op,
      signal,
      held,
      put: () => prepared.put(),
      start: () => native.startNpzRead(file),
      finish: () => {
        deliver();
        return makeArray(storage, layout) as NDArray as T[K];
      },
    });
  } catch (error) {
    release(storage);
    throw error;
  }
}

/**
 * Save an array to a .npy file on another thread: nd.save as a promise.
 *
 * Atomic as nd.save is. An aborted save leaves the old file, and nothing beside it. Once the new file is being brought
 * to the disk it can no longer be aborted. The array's elements are read while the promise is pending: what is written
 * to them meanwhile may or may not be saved.
 *
 * @param file path, as a string, Buffer or file URL; '.npy' is appended unless it ends so
 * @param array an array of any layout, or what converts to one
 * @param options signal
 * @throws AbortError when the signal fires; what nd.save throws
 * @see numpy.save
 * @example
 * ```ts
 * await nd.async.save('/tmp/async-save-example', nd.eye(2));
 * nd.load('/tmp/async-save-example.npy').shape; // [2, 2]
 * ```
 */
export async function save(file: FilePath, array: ArrayLike, options?: AsyncOptions): Promise<void> {
  const op = 'save';
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const path = readPath(file, 'write', NPY_EXTENSION);
  const source = asArray(op, array);
  const layout = layoutOf(source);
  await retrying(async () => {
    const bytes = { storage: usableStorage(op, source), layout };
    const held = new HeldBytes(op);
    held.input(bytes);
    await runJob({
      op,
      signal,
      held,
      put: () => putSource(bytes),
      start: () => native.startSaveNpy(path),
      finish: () => undefined,
    });
  });
}

async function saveArchive(
  op: string,
  file: FilePath,
  arrays: NpzInput,
  level: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  throwIfAborted(op, signal);
  const path = readPath(file, 'write', NPZ_EXTENSION);
  const named = readArrays(op, arrays);
  const names = named.map(({ name }) => name);
  await retrying(async () => {
    const held = new HeldBytes(op);
    const bytes = named.map(({ array }) => ({ storage: usableStorage(op, array), layout: layoutOf(array) }));
    for (const each of bytes) held.input(each);
    let listed: ReturnType<typeof listArrays>;
    await runJob({
      op,
      signal,
      held,
      namesStorages: true,
      put: () => {
        listed = listArrays(names, bytes);
        F[ARGS] = level;
      },
      start: () => native.startSaveNpz(path, listed.names, listed.list),
      finish: () => undefined,
    });
  });
}

/**
 * Save arrays to an .npz archive on another thread: nd.savez as a promise.
 *
 * Atomic as nd.savez is. An aborted save leaves the old file, and nothing beside it. The arrays' elements are read while
 * the promise is pending: what is written to them meanwhile may or may not be saved; the archive is sound either way.
 *
 * @param file path, as a string, Buffer or file URL; '.npz' is appended unless it ends so
 * @param arrays arrays by name, or a list of arrays
 * @param options signal
 * @throws AbortError when the signal fires; what nd.savez throws
 * @see numpy.savez
 * @example
 * ```ts
 * await nd.async.savez('/tmp/async-savez-example', { x: nd.eye(2) });
 * nd.loadNpz('/tmp/async-savez-example.npz').get('x').shape; // [2, 2]
 * ```
 */
export async function savez(file: FilePath, arrays: NpzInput, options?: AsyncOptions): Promise<void> {
  const op = 'savez';
  await saveArchive(op, file, arrays, STORED, readSignal(op, options));
}

/**
 * Save arrays to a compressed .npz archive on other threads: nd.savezCompressed as a promise.
 *
 * @param file path, as a string, Buffer or file URL; '.npz' is appended unless it ends so
 * @param arrays arrays by name, or a list of arrays
 * @param options level, as of nd.savezCompressed, and signal
 * @throws AbortError when the signal fires; what nd.savezCompressed throws
 * @see numpy.savez_compressed
 * @example
 * ```ts
 * await nd.async.savezCompressed('/tmp/async-savez-example', [nd.zeros(1000)]);
 * nd.loadNpz('/tmp/async-savez-example.npz').get('arr_0').shape; // [1000]
 * ```
 */
export async function savezCompressed(
  file: FilePath,
  arrays: NpzInput,
  options?: AsyncOptions & SavezCompressedOptions,
): Promise<void> {
  const op = 'savezCompressed';
  const level = readLevel(op, options);
  await saveArchive(op, file, arrays, level, readSignal(op, options));
}
