/** Files read and written on another thread. */
import type { NDArray } from '../ndarray';
import type { memmap } from '../memmap';
import { native } from '../native';
import { layoutOf, makeArray, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { ARGS, F } from '../core/frame';
import { newStorage, release } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { freedRoom } from '../io/map';
import {
  NPY_EXTENSION,
  headerFromFrame,
  layoutForLoad,
  mapNpy,
  putSource,
  readLoadOptions,
  type LoadOptions,
  type NpyHeader,
} from '../io/npy';
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

function openNpy(
  op: string,
  path: Buffer,
  writable: boolean,
  maxHeaderSize: number,
  signal: AbortSignal | undefined,
): Promise<OpenedNpy> {
  return runJob({
    op,
    signal,
    held: new HeldBytes(op),
    put: () => {
      F[ARGS] = writable ? 1 : 0;
      F[ARGS + 1] = maxHeaderSize;
    },
    start: () => native.startOpenNpy(path),
    finish: (npy) => ({ npy: npy!, header: headerFromFrame() }),
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

/**
 * Load an array from a .npy file, or map it, on another thread: nd.load as a promise.
 *
 * The file is opened and read there; memory for the array is taken when its header is known.
 *
 * @param file path, as a string, Buffer or file URL
 * @param options those of nd.load, and signal
 * @returns an array of the file's dtype and shape; a memmap with `mmapMode`
 * @throws AbortError when the signal fires; what nd.load throws
 * @see numpy.load
 * @example
 * ```ts
 * nd.save('/tmp/async-load-example.npy', nd.arange(3));
 * (await nd.async.load('/tmp/async-load-example.npy')).toString(); // '[0. 1. 2.]'
 * ```
 */
export function load(
  file: FilePath,
  options: AsyncLoadOptions & { readonly mmapMode: 'r' | 'r+' | 'c' },
): Promise<memmap>;
export function load(file: FilePath, options?: AsyncLoadOptions): Promise<NDArray>;
export async function load(file: FilePath, options?: AsyncLoadOptions): Promise<NDArray> {
  const op = 'load';
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const { mode, maxBytes, maxHeaderSize } = readLoadOptions(op, options);
  const path = readPath(file, mode === 'r+' ? 'readWrite' : 'read');
  const opened = await retrying(() => openNpy(op, path, mode === 'r+', maxHeaderSize, signal));
  try {
    throwIfAborted(op, signal);
    return mode === undefined
      ? await readNpy(op, opened, maxBytes, signal)
      : mapNpy(op, opened.npy, opened.header, path, mode);
  } finally {
    native.closeFile(opened.npy);
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
