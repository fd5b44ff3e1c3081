/**
 * Storage: the bytes of one or more arrays, with one owner. Four kinds: a slice of a slab (a V8 ArrayBuffer that is
 * never handed out), an engine block, a mapped file, a caller's ArrayBuffer. Arrays hold their storage by an ordinary
 * reference; only the native side holds a weak one, on blocks and maps.
 */
import { BufferError, DisposedError } from '../errors';
import { native } from '../native';
import { ARGS, F, RESULTS, fail } from './frame';
import type { Layout } from './layout';
import { beforeAllocating, reclaim } from './pressure';
import { onOwnerCreated } from './scopes';

export const SLAB = 0;
export const BLOCK = 1;
export const MAPPED = 2;
export const FOREIGN = 3;

/** Arrays up to this many bytes live in slabs; larger ones in engine blocks. */
export const SLAB_LIMIT = 16384;
const SLAB_BYTES = 65536;

const byteLengthOf = (prototype: object): ((this: unknown) => number) =>
  Object.getOwnPropertyDescriptor(prototype, 'byteLength')!.get as (this: unknown) => number;
const arrayBufferLength = byteLengthOf(ArrayBuffer.prototype);
const sharedBufferLength = byteLengthOf(SharedArrayBuffer.prototype);

/** The byte length of an ArrayBuffer or SharedArrayBuffer of any realm (0 when detached); -1 for anything else. */
export function bufferLength(buffer: unknown): number {
  try {
    return arrayBufferLength.call(buffer);
  } catch {
    try {
      return sharedBufferLength.call(buffer);
    } catch {
      return -1;
    }
  }
}

/** A piece of V8 memory that small arrays are cut from, one after the other; never handed out, never reused. */
class Slab {
  /** Not cleared: clearing 64 KiB takes as long as eight results of 8 KB. */
  readonly bytes: Uint8Array = Buffer.allocUnsafeSlow(SLAB_BYTES);
  readonly buffer = this.bytes.buffer as ArrayBuffer;
  /** For reading and writing single elements without a native call. */
  readonly view = new DataView(this.buffer);
  /** The address of the first byte. */
  readonly address = native.addressOf(this.buffer);

  constructor() {
    native.trackSlab(this.buffer);
  }
}

export class Storage {
  /** Address of the first byte; 0 once disposed. */
  address: number;
  /** Bytes that arrays may use. */
  bytes: number;
  kind: number;
  /** The native number of a block or map; -1 for the other kinds. */
  handle: number;
  /** Kept alive with the storage: the slab it is cut from... */
  slab: Slab | undefined;
  /** ... or the caller's buffer. */
  buffer: ArrayBufferLike | undefined;
  /** The ArrayBuffers over a block that callers were given: one, and another when the block has grown since. */
  handedOut: WeakRef<ArrayBuffer>[] | undefined;
  /** Operations running on other threads that use the bytes. */
  pins: number;
  writable: boolean;
  /** Which block or map of all that were made for arrays, in order; 0 for other kinds. */
  serial: number;

  constructor(kind: number, address: number, bytes: number, buffer: ArrayBufferLike | undefined, slab?: Slab) {
    this.address = address;
    this.bytes = bytes;
    this.kind = kind;
    this.handle = -1;
    this.slab = slab;
    this.buffer = buffer;
    this.handedOut = undefined;
    this.pins = 0;
    this.writable = true;
    this.serial = 0;
  }
}

/** Bytes, and how an array reads them. */
export interface ArrayBytes {
  storage: Storage;
  layout: Layout;
}

/** The slab being cut, the address of its first cache line, and how much from there on is used and usable. */
let slab: Slab | undefined;
let slabStart = 0;
let slabUsed = 0;
let slabRoom = 0;

function slabStorage(bytes: number): Storage {
  // 16-byte steps; from a cache line on, aligned to one so that vector loads do not straddle two.
  const step = bytes >= 64 ? 64 : 16;
  const taken = bytes === 0 ? 16 : bytes; // an array of nothing has an address of its own too
  let at = (slabUsed + step - 1) & -step;
  if (at + taken > slabRoom) {
    slab = new Slab();
    slabStart = Math.ceil(slab.address / 64) * 64;
    slabRoom = slab.address + SLAB_BYTES - slabStart;
    at = 0;
  }
  slabUsed = at + taken;
  return new Storage(SLAB, slabStart + at, bytes, undefined, slab);
}

/** A piece of a slab that reads as zeros. */
function zeroSlabStorage(bytes: number): Storage {
  const storage = slabStorage(bytes);
  const from = storage.address - slab!.address;
  slab!.bytes.fill(0, from, from + bytes);
  return storage;
}

/** Flags of native.allocate. */
const ZEROED = 1;
const GROWABLE = 2;

function blockStorage(op: string, bytes: number, flags: number, reserve: number): Storage {
  beforeAllocating(bytes);
  const storage = new Storage(BLOCK, 0, bytes, undefined);
  F[ARGS] = bytes;
  F[ARGS + 1] = flags;
  F[ARGS + 2] = reserve;
  let status = native.allocate(storage);
  if (status !== 0 && reclaim()) {
    F[ARGS] = bytes;
    F[ARGS + 1] = flags;
    F[ARGS + 2] = reserve;
    status = native.allocate(storage);
  }
  if (status !== 0) fail(op, status);
  storage.address = F[RESULTS]!;
  storage.handle = F[RESULTS + 1]!;
  return storage;
}

/** A block for a new array, known to the scope that is open. */
function ownedBlock(op: string, bytes: number, flags: number): Storage {
  const storage = blockStorage(op, bytes, flags, 0);
  onOwnerCreated(storage);
  return storage;
}

/** Bytes for a new array, not initialised. @throws MemoryLimitError, OutOfMemoryError */
export function newStorage(op: string, bytes: number): Storage {
  return bytes <= SLAB_LIMIT ? slabStorage(bytes) : ownedBlock(op, bytes, 0);
}

/** Bytes for a new array that read as zeros; large ones take memory only when written. */
export function newZeroStorage(op: string, bytes: number): Storage {
  return bytes <= SLAB_LIMIT ? zeroSlabStorage(bytes) : ownedBlock(op, bytes, ZEROED);
}

/** Moves a small array's storage out of its slab into a block, so that it can be handed out or grow. */
export function moveToBlock(op: string, storage: Storage, capacity: number, reserve: number): void {
  if (storage.pins > 0) {
    throw new BufferError(`[${op}] the array's bytes are in use by an operation that is still running`);
  }
  const block = blockStorage(op, Math.max(capacity, 1), reserve > 0 ? GROWABLE : 0, reserve);
  copyBytes(block.address, storage.address, Math.min(storage.bytes, capacity));
  adopt(storage, block);
}

/** Makes `storage` the owner of a block that was allocated under another (which must not be used again). */
function adopt(storage: Storage, block: Storage): void {
  F[ARGS] = block.handle;
  native.rebind(storage);
  const old = storage.kind === BLOCK ? storage.handle : -1;
  storage.address = block.address;
  storage.handle = block.handle;
  storage.bytes = block.bytes;
  storage.kind = BLOCK;
  storage.buffer = undefined;
  storage.slab = undefined;
  block.address = 0;
  block.handle = -1;
  if (old >= 0) {
    F[ARGS] = old;
    native.release();
  }
}

/** Moves bytes between addresses that this module owns. */
export function copyBytes(to: number, from: number, bytes: number): void {
  F[ARGS] = to;
  F[ARGS + 1] = from;
  F[ARGS + 2] = bytes;
  native.copyBytes();
}

/** Address space reserved ahead, at least, for an array that had to move in order to grow. */
const RESERVE = 2 ** 32;

/** Makes room for `bytes` in engine memory without moving what handed-out ArrayBuffers or running operations use. */
export function growStorage(op: string, storage: Storage, bytes: number): void {
  if (bytes <= storage.bytes) return;
  if (storage.kind === BLOCK) {
    beforeAllocating(bytes - storage.bytes);
    F[ARGS] = storage.handle;
    F[ARGS + 1] = bytes;
    const status = native.grow();
    if (status === 0) {
      storage.bytes = F[RESULTS]!;
      return;
    }
    if (F[RESULTS] !== -1) fail(op, status);
    // The reservation is used up: only memory that nobody else looks at may move.
    if (lookedAt(storage)) {
      throw new BufferError(`[${op}] the array cannot grow any further while its ArrayBuffer is handed out`);
    }
  }
  const reserve = Math.max(RESERVE, bytes * 4);
  const block = blockStorage(op, bytes, GROWABLE, reserve);
  if (storage.pins > 0) {
    release(block);
    throw new BufferError(`[${op}] the array's bytes are in use by an operation that is still running`);
  }
  copyBytes(block.address, storage.address, storage.bytes);
  storage.handedOut = undefined;
  adopt(storage, block);
}

/** A storage over a caller's ArrayBuffer or SharedArrayBuffer: zero-copy, checked before each use. */
export function foreignStorage(op: string, buffer: ArrayBufferLike): Storage {
  const bytes = bufferLength(buffer);
  if ((buffer as { resizable?: boolean }).resizable === true || (buffer as { growable?: boolean }).growable === true) {
    throw new BufferError(`[${op}] expected an ArrayBuffer of fixed length but got a resizable one: copy it first`);
  }
  if (bytes === 0 && isDetached(buffer))
    throw new BufferError(`[${op}] expected an ArrayBuffer but got a detached one`);
  return new Storage(FOREIGN, bytes === 0 ? slabStorage(0).address : native.addressOf(buffer), bytes, buffer);
}

/** Whether an ArrayBuffer of no bytes was detached: nothing can be made over one that was. */
function isDetached(buffer: ArrayBufferLike): boolean {
  try {
    return new Uint8Array(buffer).length > 0;
  } catch {
    return true;
  }
}

/** Throws unless the storage can be used now. Cheap: call it before each use. */
export function checkStorage(op: string, storage: Storage): void {
  if (storage.address === 0) throw new DisposedError(`[${op}] the array was disposed`);
  if (storage.kind === FOREIGN) checkForeign(op, storage);
  else if (storage.kind === MAPPED) checkMapped(op, storage);
}

/** Once a fault was taken in a map, what it holds is not to be trusted. */
function checkMapped(op: string, storage: Storage): void {
  const status = native.mapStatus(storage.handle);
  if (status !== 0) fail(op, status);
}

function checkForeign(op: string, storage: Storage): void {
  const now = bufferLength(storage.buffer);
  if (now < storage.bytes) {
    throw new BufferError(
      `[${op}] the ArrayBuffer under the array was ${now === 0 ? 'detached' : 'resized'}: expected ${storage.bytes} bytes but found ${now}`,
    );
  }
}

/** The storage of a native number, unless it has been collected or freed. */
export function storageOfHandle(handle: number): Storage | undefined {
  F[ARGS] = handle;
  return native.holder() as Storage | undefined;
}

/** Frees the bytes now; arrays over them throw DisposedError from here on. */
export function release(storage: Storage): void {
  if (storage.address === 0) return;
  storage.address = 0;
  const { handle } = storage;
  const handedOut = storage.handedOut?.map((reference) => reference.deref());
  storage.handle = -1;
  storage.buffer = undefined;
  storage.slab = undefined;
  storage.handedOut = undefined;
  for (const buffer of handedOut ?? []) if (buffer !== undefined) native.retract(buffer);
  if (handle < 0) return;
  F[ARGS] = handle;
  native.release();
}

/** Whether a caller still has an ArrayBuffer over the bytes (one that was transferred is looked at no more). */
function lookedAt(storage: Storage): boolean {
  return storage.handedOut?.some((reference) => (reference.deref()?.byteLength ?? 0) > 0) ?? false;
}

/**
 * The ArrayBuffer over a block's bytes: the same as long as a caller has it and the block does not grow. It does not own
 * the block. A slab's array moves to a block first.
 */
export function handOut(op: string, storage: Storage): ArrayBuffer {
  if (storage.kind === SLAB) moveToBlock(op, storage, storage.bytes, 0);
  const known = storage.handedOut?.at(-1)?.deref();
  if (known !== undefined && known.byteLength >= storage.bytes) return known;
  F[ARGS] = storage.handle;
  F[ARGS + 1] = storage.bytes;
  const made = native.handOut();
  if (typeof made === 'number') fail(op, made);
  const alive = storage.handedOut?.filter((reference) => reference.deref() !== undefined) ?? [];
  storage.handedOut = [...alive, new WeakRef(made)];
  return made;
}
