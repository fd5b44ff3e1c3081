/** Scalars checked against a dtype, and stored. */
import { native } from '../native';
import { DTypeError, ValueError, badArgument } from '../errors';
import { Complex } from './complex';
import { integerFits, isInexact, type DTypeInfo, type WeakScalar } from './dtype';
import { writeElement } from './element';
import type { Flat } from './list';
import { copyBytes, type Storage } from './storage';

/** A complex number for a dtype that can hold it, or tell whether it is zero. */
function complexStorable(op: string, value: unknown, dtype: DTypeInfo): WeakScalar {
  // Other objects never get further: reading one would run code of the caller's. Strangers were converted before.
  if (typeof value !== 'object' || value === null || !Complex.made(value))
    throw badArgument(op, 'a value', 'a number, bigint or boolean, or a Complex', value);
  if (dtype.kind === 'c' || dtype.kind === 'b') return value;
  throw new DTypeError(
    dtype.kind === 'f'
      ? `[${op}] float() argument must be a string or a real number, not 'complex'`
      : `[${op}] int() argument must be a string, a bytes-like object or a real number, not 'complex'`,
  );
}

/** Checks a scalar against a dtype it is to be stored in, as NumPy does for Python scalars. */
export function checkStorable(op: string, value: WeakScalar, dtype: DTypeInfo): WeakScalar {
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean') {
    return complexStorable(op, value, dtype);
  }
  if (isInexact(dtype) || dtype.kind === 'b' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw new ValueError(`[${op}] cannot convert float ${Number.isNaN(value) ? 'NaN' : 'infinity'} to integer`);
    }
    value = Math.trunc(value);
  }
  if (!integerFits(value, dtype)) {
    throw new ValueError(`[${op}] integer ${value} out of bounds for ${dtype.name}`);
  }
  return dtype.itemsize === 8 && typeof value === 'number' ? BigInt(value) : value;
}

/** Elements are written to a buffer of this many bytes, and copied from there to where they belong. */
const PIECE_BYTES = 65536;

/** Puts values, from `start` on, into a typed array of the dtype they are stored in; false when it takes more than that. */
function putPlain(to: ArrayBuffer, { name }: DTypeInfo, flat: Flat, start: number, count: number): boolean {
  const { kind, values } = flat;
  if (kind === 'number' && name === 'float64') {
    const typed = new Float64Array(to);
    for (let i = 0; i < count; i++) typed[i] = values[start + i] as number;
  } else if (kind === 'number' && name === 'float32') {
    const typed = new Float32Array(to);
    for (let i = 0; i < count; i++) typed[i] = values[start + i] as number;
  } else if (kind === 'bigint' && name === 'int64') {
    const typed = new BigInt64Array(to);
    for (let i = 0; i < count; i++) {
      const value = values[start + i] as bigint;
      if (BigInt.asIntN(64, value) !== value) return false;
      typed[i] = value;
    }
  } else if (kind === 'boolean' && name === 'bool') {
    const typed = new Uint8Array(to);
    for (let i = 0; i < count; i++) typed[i] = values[start + i] === true ? 1 : 0;
  } else {
    return false;
  }
  return true;
}

/** Stores a flattened list in new, contiguous memory. @throws DTypeError, ValueError for what the dtype cannot hold */
export function storeValues(op: string, storage: Storage, dtype: DTypeInfo, flat: Flat): void {
  const { itemsize, code } = dtype;
  const { values } = flat;
  const direct = storage.slab;
  if (direct !== undefined) {
    let at = storage.address - direct.address;
    for (let i = 0; i < values.length; i++, at += itemsize) {
      writeElement(direct.view, at, code, checkStorable(op, values[i]!, dtype));
    }
    return;
  }
  const piece = new ArrayBuffer(PIECE_BYTES);
  const view = new DataView(piece);
  const from = native.addressOf(piece);
  const most = PIECE_BYTES / itemsize;
  for (let start = 0; start < values.length; start += most) {
    const count = Math.min(most, values.length - start);
    if (!putPlain(piece, dtype, flat, start, count)) {
      for (let i = 0; i < count; i++) {
        writeElement(view, i * itemsize, code, checkStorable(op, values[start + i]!, dtype));
      }
    }
    copyBytes(storage.address + start * itemsize, from, count * itemsize);
  }
}

/** Stores one value. */
export function storeScalar(op: string, storage: Storage, dtype: DTypeInfo, value: WeakScalar): void {
  storeValues(op, storage, dtype, { shape: [], values: [value], kind: 'mixed', dtype });
}
