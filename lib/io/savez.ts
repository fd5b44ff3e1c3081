/** .npz archives, written. */
import { types } from 'node:util';
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ArgumentError, ValueError, badArgument, describe } from '../errors';
import { isArray, layoutOf, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { ARGS, F, fail } from '../core/frame';
import { readInteger, readOptions } from '../core/options';
import { MAPPED, type ArrayBytes } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { openRetrying } from './map';
import { NPY_EXTENSION } from './npy';
import { readPath, type FilePath } from './path';

/** What an archive is made of: arrays by name, or a list, whose arrays are named arr_0, arr_1, ... as NumPy names them. */
export type NpzInput =
  Readonly<Record<string, ArrayLike>> | ReadonlyMap<string, ArrayLike> | readonly ArrayLike[] | NDArray;

/** Options of savezCompressed(). */
export interface SavezCompressedOptions {
  /** From 0 (not at all) and 1 (fast, the default; close to NumPy's size on numbers) to 12 (smallest, slow). */
  readonly level?: number | undefined;
}

/** What savez() appends to names that lack it. */
export const NPZ_EXTENSION = '.npz';
/** The level of native.saveNpz that stores. */
export const STORED = -1;
const DEFAULT_LEVEL = 1;
const MAX_LEVEL = 12;
/** As many as an archive is read with: native/io/zip_reader.h. */
const MAX_MEMBERS = 2 ** 18;
const ARRAY_SLOTS = 8;

/** An array and the name of its member. */
export interface NamedArray {
  readonly name: Buffer;
  readonly array: NDArray;
}

function encodeName(op: string, name: unknown): Buffer {
  if (typeof name !== 'string') throw badArgument(op, 'a name', 'a string', name);
  const bytes = Buffer.from(name + NPY_EXTENSION, 'utf8');
  if (bytes.toString('utf8') !== name + NPY_EXTENSION || name.includes('\0') || bytes.length > 0xffff) {
    throw new ValueError(
      `[${op}] a name must be well-formed text without NUL, of at most 65531 bytes, but got ${describe(name)}`,
    );
  }
  return bytes;
}

function listEntries(op: string, arrays: unknown): [unknown, unknown][] {
  if (isArray(arrays) || ArrayBuffer.isView(arrays)) return [['arr_0', arrays]];
  if (Array.isArray(arrays)) {
    if (arrays.length > MAX_MEMBERS) throw tooMany(op, arrays.length);
    return Array.from(arrays, (array: unknown, i) => [`arr_${i}`, array]);
  }
  if (types.isMap(arrays)) return [...arrays];
  if (typeof arrays !== 'object' || arrays === null) {
    throw badArgument(op, 'the arrays', 'an object of arrays by name, or a list of arrays', arrays);
  }
  return Object.keys(arrays).map((name) => [name, (arrays as Record<string, unknown>)[name]]);
}

const tooMany = (op: string, n: number): ValueError =>
  new ValueError(`[${op}] an archive holds at most ${MAX_MEMBERS} arrays but got ${n}`);

/** The arrays of an archive, converted, with their names. Runs code of the caller's. */
export function readArrays(op: string, arrays: unknown): NamedArray[] {
  const entries = listEntries(op, arrays);
  if (entries.length > MAX_MEMBERS) throw tooMany(op, entries.length);
  return entries.map(([name, value]) => {
    const bytes = encodeName(op, name);
    if (value === undefined || value === null) {
      throw new ArgumentError(`[${op}] expected an array for ${JSON.stringify(name)} but got ${describe(value)}`);
    }
    return { name: bytes, array: asArray(op, value as ArrayLike) };
  });
}

/** The level among the options of savezCompressed(). */
export function readLevel(op: string, options: SavezCompressedOptions | undefined): number {
  const given: unknown = readOptions(op, options)?.level;
  if (given === undefined) return DEFAULT_LEVEL;
  const level = readInteger(op, 'level', given);
  if (level < 0 || level > MAX_LEVEL) {
    throw new ValueError(`[${op}] level must be from 0 to ${MAX_LEVEL} but got ${level}`);
  }
  return level;
}

/** What native.saveNpz reads: see native/binding/archive.h. */
export interface NpzList {
  readonly names: Uint8Array;
  readonly list: Uint8Array;
}

/** Lists arrays for native.saveNpz. */
export function listArrays(names: readonly Buffer[], arrays: readonly ArrayBytes[]): NpzList {
  const length = arrays.reduce((sum, { layout }) => sum + ARRAY_SLOTS + 2 * layout.shape.length, 0);
  // Longer than what V8 keeps on its own heap.
  const slots = new Float64Array(new ArrayBuffer(Math.max(length, 64) * 8), 0, length);
  let at = 0;
  arrays.forEach(({ storage, layout }, i) => {
    slots[at] = storage.address + layout.offset;
    slots[at + 1] = layout.dtype.code;
    slots[at + 2] = storage.handle;
    slots[at + 3] = storage.kind === MAPPED ? 1 : 0;
    slots[at + 4] = names[i]!.length;
    slots[at + 5] = layout.shape.length;
    slots.set(layout.shape, at + ARRAY_SLOTS);
    slots.set(layout.strides, at + ARRAY_SLOTS + layout.shape.length);
    at += ARRAY_SLOTS + 2 * layout.shape.length;
  });
  return { names: Buffer.concat(names), list: new Uint8Array(slots.buffer, 0, length * 8) };
}

function save(op: string, file: FilePath, arrays: unknown, level: number): void {
  const path = readPath(file, 'write', NPZ_EXTENSION);
  const named = readArrays(op, arrays);
  const names = named.map(({ name }) => name);
  openRetrying(() => {
    const bytes = named.map(({ array }) => ({ storage: usableStorage(op, array), layout: layoutOf(array) }));
    const { names: nameBytes, list } = listArrays(names, bytes);
    F[ARGS] = level;
    const status = native.saveNpz(path, nameBytes, list);
    if (status !== 0) fail(op, status);
  });
}

/**
 * Save arrays to an .npz archive, as they are: NumPy reads it, and loadNpz can map its arrays in place.
 *
 * Atomic as save is: under the name is the old file or the new one, whatever happens meanwhile. What is there is on the
 * disk when savez returns. The data of each array begin at a multiple of 64 bytes. The same arrays make the same bytes.
 *
 * @param file path, as a string, Buffer or file URL; '.npz' is appended unless it ends so
 * @param arrays arrays by name (an object or a Map), or a list of arrays, which are named arr_0, arr_1, ...
 * @throws ValueError for names that cannot be written; SystemError such as ENOSPC; MappingLostError when the file under
 * an array was cut
 * @see numpy.savez
 * @example
 * ```ts
 * nd.savez('/tmp/savez-example', { x: nd.arange(3), y: [1, 2] });
 * nd.load('/tmp/savez-example.npz').get('y').toString(); // '[1. 2.]'
 * nd.savez('/tmp/savez-example', [nd.eye(2), 5]);
 * [...nd.load('/tmp/savez-example.npz').keys()]; // ['arr_0', 'arr_1']
 * ```
 */
export function savez(file: FilePath, arrays: NpzInput): void {
  save('savez', file, arrays, STORED);
}

/**
 * Save arrays to an .npz archive, compressed on all cores: NumPy and unzip read it, loadNpz on all cores too.
 *
 * Atomic as save is.
 *
 * @param file path, as a string, Buffer or file URL; '.npz' is appended unless it ends so
 * @param arrays arrays by name (an object or a Map), or a list of arrays, which are named arr_0, arr_1, ...
 * @param options level: from 0 (none) to 12 (smallest, slow). Default 1, the fastest
 * @throws ValueError for names that cannot be written, or another level; what savez throws
 * @see numpy.savez_compressed
 * @example
 * ```ts
 * nd.savezCompressed('/tmp/savez-compressed-example.npz', { zeros: nd.zeros(1e6) }, { level: 6 });
 * nd.load('/tmp/savez-compressed-example.npz').get('zeros').shape; // [1000000]
 * ```
 */
export function savezCompressed(file: FilePath, arrays: NpzInput, options?: SavezCompressedOptions): void {
  const op = 'savezCompressed';
  save(op, file, arrays, readLevel(op, options));
}
