/** .npz archives that are open for reading. */
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DisposedError, FormatError, IndexError, MemoryLimitError, badArgument } from '../errors';
import { makeArray } from '../core/array-core';
import { ARGS, F, RESULTS, fail } from '../core/frame';
import { Layout, contiguousLayout, shapeText } from '../core/layout';
import { newStorage, release, type Storage } from '../core/storage';
import { MAP_MODES, mapStorage, openRetrying } from './map';
import { NPY_EXTENSION, headerFromFrame, type LoadLimits, type LoadOptions, type NpyHeader } from './npy';

/** What the members of an archive are, by name: arrays, or the bytes of other files. */
export type NpzContents = Record<string, NDArray | Uint8Array>;

/** Options of loadNpz(). */
export interface NpzOptions extends Pick<LoadOptions, 'maxBytes' | 'maxHeaderSize'> {
  /** Map stored arrays instead of reading them: 'r' read only, 'c' writes stay private. */
  readonly mmapMode?: 'r' | 'c' | null | undefined;
}

/** Members that inspect shows. */
const SHOWN = 20;

// Names that do not say that they are UTF-8 are in the first PC's code, as Python's zipfile has it: from 0x80 on.
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface Member {
  readonly index: number;
  readonly isArray: boolean;
  /** Bytes of the file that the member is. */
  readonly size: number;
}

function decodeName(op: string, bytes: Buffer, isUtf8: boolean, path: string): string {
  if (!isUtf8) {
    return bytes.reduce((text, byte) => text + (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80]!), '');
  }
  try {
    return utf8.decode(bytes);
  } catch {
    throw Object.assign(new FormatError(`[${op}] the zip archive is malformed: a member's name is not UTF-8`), {
      path,
    });
  }
}

/** The members of an archive, those that end in '.npy' without it. */
function listMembers(op: string, list: Buffer, path: string): Map<string, Member> {
  const members = new Map<string, Member>();
  for (let at = 0; at < list.length;) {
    const length = list.readUInt32LE(at);
    const size = Number(list.readBigUInt64LE(at + 8));
    const full = decodeName(op, list.subarray(at + 16, at + 16 + length), list.readUInt32LE(at + 4) === 1, path);
    at += 16 + length;
    const isArray = full.endsWith(NPY_EXTENSION);
    const name = isArray ? full.slice(0, -NPY_EXTENSION.length) : full;
    if (members.has(name)) {
      throw Object.assign(
        new FormatError(`[${op}] the zip archive is malformed: it has two members named ${JSON.stringify(full)}`),
        { path },
      );
    }
    members.set(name, { index: members.size, isArray, size });
  }
  return members;
}

/** What native.npzHeader left in the frame. */
interface MemberHeader {
  readonly header: NpyHeader;
  /** Bytes to read the member into. */
  readonly storageBytes: number;
  /** Where the elements lie in the file; -1 where they are compressed. */
  readonly position: number;
}

/** Makes the archive's own errors for limits: they name the member. */
function overLimit(op: string, name: string, found: number, allowed: number): MemoryLimitError {
  return new MemoryLimitError(
    `[${op}] member ${JSON.stringify(name)} holds ${found} bytes, more than the ${allowed} that maxBytes allows`,
  );
}

let open: (op: string, file: object, path: Buffer, limits: LoadLimits) => NpzFile;
let prepare: (op: string, archive: NpzFile, name: string) => PreparedRead | NDArray | Uint8Array;

/** A member about to be read: its header was, and there is room for its elements. */
export class PreparedRead {
  readonly file: object;
  readonly index: number;
  readonly storage: Storage;
  readonly layout: Layout;

  constructor(file: object, index: number, storage: Storage, layout: Layout) {
    this.file = file;
    this.index = index;
    this.storage = storage;
    this.layout = layout;
  }

  /** Puts the arguments of native.npzRead and native.startNpzRead; no other header may be read in between. */
  put(): void {
    F[ARGS] = this.index;
    F[ARGS + 1] = this.storage.address;
  }
}

/** Makes ready to read a member of an archive on another thread; what takes no reading is given at once. */
export function prepareRead(op: string, archive: unknown, name: string): PreparedRead | NDArray | Uint8Array {
  if (!(archive instanceof NpzFile)) throw badArgument(op, 'the archive', 'an open NpzFile', archive);
  return prepare(op, archive as NpzFile, name);
}

/**
 * An .npz archive: a read-only Map from names to arrays, each of which is read, checked against its CRC and decoded when
 * it is asked for, and anew each time.
 *
 * Names are those of the members without '.npy'; members that are other files are given as bytes. Names are nothing but
 * keys: no file is ever written under one. Two members of one name are refused when the archive is opened.
 *
 * @see numpy.lib.npyio.NpzFile
 * @example
 * ```ts
 * nd.savez('/tmp/npz-file-example.npz', { a: nd.arange(3), b: nd.ones([2, 2]) });
 * using z = nd.loadNpz('/tmp/npz-file-example.npz');
 * z.size; // 2
 * z.has('c'); // false
 * z.get('a').sum(); // 3
 * ```
 */
export class NpzFile<T extends NpzContents = Record<string, NDArray>> {
  #file: object | undefined;
  readonly #path: string;
  readonly #members: Map<string, Member>;
  readonly #limits: LoadLimits;

  static {
    open = (op, file, path, limits) => new NpzFile(op, file, path, limits);
    prepare = (op, archive, name) => archive.#prepare(op, name);
  }

  private constructor(op: string, file: object, path: Buffer, limits: LoadLimits) {
    const list = native.npzNames(file);
    if (typeof list === 'number') fail(op, list);
    this.#path = resolve(path.toString('utf8'));
    this.#limits = limits;
    this.#members = listMembers(op, list, path.toString('utf8'));
    this.#file = file;
  }

  /** @internal Takes an open file over. */
  static opened(op: string, file: object, path: Buffer, limits: LoadLimits): NpzFile {
    try {
      return open(op, file, path, limits);
    } catch (error) {
      native.closeFile(file);
      throw error;
    }
  }

  /** The absolute path of the archive. */
  get filename(): string {
    return this.#path;
  }

  /** How many members there are. */
  get size(): number {
    return this.#members.size;
  }

  /** Whether the archive was closed. */
  get closed(): boolean {
    return this.#file === undefined;
  }

  /** Tell whether there is a member of this name, with or without '.npy'. */
  has(name: string): boolean {
    this.#usable('has');
    return this.#member(name) !== undefined;
  }

  /**
   * Read a member: an array, or the bytes of what is no .npy file.
   *
   * @throws IndexError when there is none of this name; FormatError when it is malformed or its CRC is wrong;
   * TruncatedError; MemoryLimitError; DTypeError; DisposedError when the archive was closed
   */
  get<K extends keyof T & string>(name: K): T[K] {
    const op = 'get';
    const prepared = this.#prepare(op, name);
    if (!(prepared instanceof PreparedRead)) return prepared as T[K];
    prepared.put();
    const status = native.npzRead(prepared.file);
    if (status === 0) return makeArray(prepared.storage, prepared.layout) as NDArray as T[K];
    try {
      fail(op, status);
    } finally {
      release(prepared.storage);
    }
  }

  #prepare(op: string, name: string): PreparedRead | NDArray | Uint8Array {
    const file = this.#usable(op);
    if (typeof (name as unknown) !== 'string') throw badArgument(op, 'name', 'a string', name);
    const member = this.#member(name);
    if (member === undefined) {
      throw new IndexError(`[${op}] ${JSON.stringify(name)} is not a file in the archive ${this.#path}`);
    }
    return openRetrying(() =>
      member.isArray ? this.#openArray(op, file, name, member) : this.#readBytes(op, file, name, member),
    );
  }

  /** The names, in the order of the archive. */
  keys(): IterableIterator<keyof T & string> {
    this.#usable('keys');
    return [...this.#members.keys()][Symbol.iterator]() as IterableIterator<keyof T & string>;
  }

  /** Read the members one after the other. */
  *values(): IterableIterator<T[keyof T & string]> {
    for (const name of this.keys()) yield this.get(name);
  }

  /** Read the members one after the other, each with its name. */
  *entries(): IterableIterator<[keyof T & string, T[keyof T & string]]> {
    for (const name of this.keys()) yield [name, this.get(name)];
  }

  [Symbol.iterator](): IterableIterator<[keyof T & string, T[keyof T & string]]> {
    return this.entries();
  }

  /** Call a function with each member and its name. */
  forEach(callback: (value: T[keyof T & string], name: keyof T & string, archive: this) => void): void {
    for (const [name, value] of this.entries()) callback(value, name, this);
  }

  /** Close the file: reading from the archive throws DisposedError from here on. Arrays that were read stay. */
  close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) native.closeFile(file);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Names, dtypes and shapes: no array is read. */
  [inspect.custom](): string {
    const title = `NpzFile ${JSON.stringify(this.#path)}`;
    const file = this.#file;
    if (file === undefined) return `${title} (closed)`;
    const lines = [...this.#members].slice(0, SHOWN).map(([name, member]) => {
      if (!member.isArray) return `${name}: ${member.size} bytes`;
      try {
        const { header } = this.#header('inspect', file, member);
        return `${name}: ${header.dtype.name} ${shapeText(header.shape)}`;
      } catch (error) {
        return `${name}: ${(error as Error).name}`;
      }
    });
    if (this.size > SHOWN) lines.push(`... ${this.size - SHOWN} more`);
    return lines.length === 0 ? `${title} {}` : `${title} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
  }

  #usable(op: string): object {
    if (this.#file === undefined) throw new DisposedError(`[${op}] the archive ${this.#path} was closed`);
    return this.#file;
  }

  #member(name: string): Member | undefined {
    const member = this.#members.get(name);
    if (member !== undefined || typeof name !== 'string' || !name.endsWith(NPY_EXTENSION)) return member;
    const array = this.#members.get(name.slice(0, -NPY_EXTENSION.length));
    return array?.isArray === true ? array : undefined;
  }

  #header(op: string, file: object, member: Member): MemberHeader {
    F[ARGS] = member.index;
    F[ARGS + 1] = this.#limits.maxHeaderSize;
    const status = native.npzHeader(file);
    if (status !== 0) fail(op, status);
    return {
      header: headerFromFrame(),
      storageBytes: F[RESULTS + 5]!,
      position: F[RESULTS + 6]!,
    };
  }

  /** Maps an array, or makes room for it. */
  #openArray(op: string, file: object, name: string, member: Member): PreparedRead | NDArray {
    const { header, storageBytes, position } = this.#header(op, file, member);
    const { dtype, swapped, shape, order } = header;
    const { strides, size, nbytes } = contiguousLayout(op, dtype, shape, order);
    const { mode } = this.#limits;
    const aligned = position >= 0 && position % Math.min(dtype.itemsize, 8) === 0;
    if (mode !== undefined && !swapped && aligned) {
      F[ARGS] = MAP_MODES.indexOf(mode);
      const mappable = native.npzMappable(file);
      if (typeof mappable === 'number') fail(op, mappable);
      const info = { filename: this.#path, mode, offset: position };
      const storage = mapStorage(op, mappable, info, nbytes, false);
      return makeArray(storage, new Layout(dtype, shape, strides, 0, size, mode !== 'r'));
    }
    const { maxBytes } = this.#limits;
    if (nbytes > maxBytes) throw overLimit(op, name, nbytes, maxBytes);
    const storage = this.#room(op, name, storageBytes);
    return new PreparedRead(file, member.index, storage, new Layout(dtype, shape, strides, 0, size, true));
  }

  /** Memory for a member; what does not fit the limit names it. */
  #room(op: string, name: string, bytes: number): Storage {
    try {
      return newStorage(op, bytes);
    } catch (error) {
      if (error instanceof MemoryLimitError) error.message += `, for member ${JSON.stringify(name)}`;
      throw error;
    }
  }

  #readBytes(op: string, file: object, name: string, member: Member): Uint8Array {
    const { maxBytes } = this.#limits;
    if (member.size > maxBytes) throw overLimit(op, name, member.size, maxBytes);
    // The bytes are read into memory that the limit counts, then handed out as a copy of V8's.
    const storage = this.#room(op, name, member.size);
    try {
      F[ARGS] = member.index;
      F[ARGS + 1] = storage.address;
      const status = native.npzReadBytes(file);
      if (status !== 0) fail(op, status);
      const bytes = new Uint8Array(new ArrayBuffer(member.size));
      if (member.size > 0) {
        F[ARGS] = native.addressOf(bytes.buffer);
        F[ARGS + 1] = storage.address;
        F[ARGS + 2] = member.size;
        native.copyBytes();
      }
      return bytes;
    } finally {
      release(storage);
    }
  }
}
