/**
 * The frame: one block of memory through which every native call gets its arguments and gives its results
 * (native/binding/frame.h has the same numbers). Sizes, byte strides and addresses are doubles: all are below 2^53.
 */
import { errorFromNative } from '../errors';
import { frameBuffer, native } from '../native';
import { BY_CODE, type DTypeInfo, type WeakScalar } from './dtype';
import { readElement, writeElement } from './element';
import type { Layout } from './layout';
import type { Storage } from './storage';

/** Arguments: what each slot means is the called function's business. */
export const ARGS = 0;
/** Of calls that start jobs: how many storages they use, then the handle of each. */
export const HELD = 8;
/** Results of the call. */
export const RESULTS = 16;
export const NDIM = 24;
export const FLAGS = 25;
export const SHAPE = 32;
/** Operand k at OPERANDS + k * OPERAND_SLOTS: address, dtype code, then strides from OPERAND_STRIDES on. */
export const OPERANDS = 96;
export const OPERAND_SLOTS = 72;
export const OPERAND_STRIDES = 8;
export const MAX_OPERANDS = 6;
/** Scalar operands lie here, 16 bytes each. */
const SCALARS = OPERANDS + MAX_OPERANDS * OPERAND_SLOTS;
const SCALAR_COUNT = 8;
/** Flags per dimension. */
export const AXES = SCALARS + SCALAR_COUNT * 2;
/** Text, or more slots of a call's own, up to the end. */
export const TEXT = AXES + 64;
const TEXT_BYTES = TEXT * 8;

/** Bits of the FLAGS slot. */
export const FLAG_MAPPED = 1;
export const FLAG_WHERE = 2;
export const FLAG_SWAP_FROM = 4;
export const FLAG_SWAP_TO = 8;

const buffer = frameBuffer;
/** The frame as doubles. */
export const F = new Float64Array(buffer);
const view = new DataView(buffer);
const address = native.frameAddress;

/** Writes a scalar as an element of `dtype` into scalar slot k; gives its address. The value must fit. */
export function writeScalar(k: number, dtype: DTypeInfo, value: WeakScalar): number {
  const at = (SCALARS + k * 2) * 8;
  writeElement(view, at, dtype.code, value);
  return address + at;
}

/** Reads the element of `dtype` in scalar slot k. */
export function readScalar(k: number, dtype: DTypeInfo): WeakScalar {
  return readElement(view, (SCALARS + k * 2) * 8, dtype.code);
}

/** The address of scalar slot k. */
export function scalarAddress(k: number): number {
  return address + (SCALARS + k * 2) * 8;
}

/** Writes operand k, its strides as they are (its dimensions are those of the shape in the frame). */
export function putOperand(k: number, storage: Storage, layout: Layout): void {
  const base = OPERANDS + k * OPERAND_SLOTS;
  F[base] = storage.address + layout.offset;
  F[base + 1] = layout.dtype.code;
  const strides = layout.strides;
  for (let i = 0; i < strides.length; i++) F[base + OPERAND_STRIDES + i] = strides[i]!;
}

/** Writes operand k broadcast to `shape`: missing leading axes and axes of length 1 get stride 0. */
export function putBroadcast(k: number, storage: Storage, layout: Layout, shape: readonly number[]): void {
  const base = OPERANDS + k * OPERAND_SLOTS;
  F[base] = storage.address + layout.offset;
  F[base + 1] = layout.dtype.code;
  const lead = shape.length - layout.shape.length;
  const at = base + OPERAND_STRIDES;
  for (let i = 0; i < lead; i++) F[at + i] = 0;
  for (let i = 0; i < layout.shape.length; i++) {
    F[at + lead + i] = layout.shape[i] === 1 && shape[lead + i] !== 1 ? 0 : layout.strides[i]!;
  }
}

/** Writes operand k as one element at an address, for every dimension. */
export function putScalarOperand(k: number, at: number, dtype: DTypeInfo, ndim: number): void {
  const base = OPERANDS + k * OPERAND_SLOTS;
  F[base] = at;
  F[base + 1] = dtype.code;
  for (let i = 0; i < ndim; i++) F[base + OPERAND_STRIDES + i] = 0;
}

/** Writes the number of dimensions and the shape. */
export function putShape(shape: readonly number[]): void {
  F[NDIM] = shape.length;
  for (let i = 0; i < shape.length; i++) F[SHAPE + i] = shape[i]!;
}

/** Throws the error of a nonzero status. */
export function fail(op: string, status: number): never {
  // Text: four strings, each after its length: message, errno name, syscall, path. Then doubles at RESULTS: errno, offset.
  const texts: string[] = [];
  let at = TEXT_BYTES;
  for (let i = 0; i < 4; i++) {
    const length = view.getUint32(at, true);
    texts.push(Buffer.from(buffer, at + 4, length).toString('utf8'));
    at += 4 + length;
  }
  const [message = '', errnoName = '', syscall = '', path = ''] = texts;
  throw errorFromNative(op, {
    status,
    message,
    errnoName,
    syscall,
    path,
    errno: F[RESULTS]!,
    offset: F[RESULTS + 1]!,
    expectedBytes: F[RESULTS + 2]!,
    actualBytes: F[RESULTS + 3]!,
  });
}

/** Reads text that a native call left in the frame. */
export function frameText(): string {
  return Buffer.from(buffer, TEXT_BYTES + 4, view.getUint32(TEXT_BYTES, true)).toString('utf8');
}

/** The dtype of a code that a native call gave. */
export function dtypeOfCode(code: number): DTypeInfo {
  return BY_CODE[code]!;
}
