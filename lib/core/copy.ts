/** Copies between layouts, with casts: one native call. */
import {
  FLAGS,
  FLAG_MAPPED,
  FLAG_SWAP_FROM,
  FLAG_WHERE,
  F,
  fail,
  putBroadcast,
  putScalarOperand,
  putShape,
} from './frame';
import type { DTypeInfo } from './dtype';
import { reportCast, watch } from './errstate';
import { sameShape, type Layout } from './layout';
import { native } from '../native';
import { MAPPED, copyBytes, type Storage } from './storage';

/** Up to this many bytes a plan costs as much as the copy. */
const RUN_BYTES = 2 ** 16;

/** Whether a copy is one of bytes from one run to another. */
function isRun(to: Layout, from: Layout): boolean {
  return to.dtype === from.dtype && to.cContiguous && from.cContiguous && sameShape(to.shape, from.shape);
}

/** to[...] = cast(from[...]), from broadcast to the shape of `to`. The two must not overlap, but for being the same. */
export function copyInto(
  op: string,
  toStorage: Storage,
  to: Layout,
  fromStorage: Storage,
  from: Layout,
  where?: { storage: Storage; layout: Layout },
  swapFrom = false,
): void {
  if (to.size === 0) return;
  const ours = fromStorage.kind < MAPPED && toStorage.kind < MAPPED;
  if (ours && to.nbytes <= RUN_BYTES && where === undefined && !swapFrom && isRun(to, from)) {
    copyBytes(toStorage.address + to.offset, fromStorage.address + from.offset, to.nbytes);
    return;
  }
  putShape(to.shape);
  putBroadcast(0, fromStorage, from, to.shape);
  putBroadcast(1, toStorage, to, to.shape);
  let flags = swapFrom ? FLAG_SWAP_FROM : 0;
  if (fromStorage.kind === MAPPED || toStorage.kind === MAPPED) flags |= FLAG_MAPPED;
  if (where !== undefined) {
    putBroadcast(2, where.storage, where.layout, to.shape);
    flags |= FLAG_WHERE;
    if (where.storage.kind === MAPPED) flags |= FLAG_MAPPED;
  }
  F[FLAGS] = flags;
  const status = native.copy();
  if (status !== 0) fail(op, status);
  if (watch.on && !swapFrom) reportCast(op, from.dtype, to.dtype);
}

/** to[...] = the element at an address (a scalar slot of the frame). */
export function fillFrom(
  op: string,
  toStorage: Storage,
  to: Layout,
  address: number,
  dtype: DTypeInfo,
  where?: { storage: Storage; layout: Layout },
): void {
  if (to.size === 0) return;
  putShape(to.shape);
  putScalarOperand(0, address, dtype, to.shape.length);
  putBroadcast(1, toStorage, to, to.shape);
  let flags = toStorage.kind === MAPPED ? FLAG_MAPPED : 0;
  if (where !== undefined) {
    putBroadcast(2, where.storage, where.layout, to.shape);
    flags |= FLAG_WHERE;
    if (where.storage.kind === MAPPED) flags |= FLAG_MAPPED;
  }
  F[FLAGS] = flags;
  const status = native.copy();
  if (status !== 0) fail(op, status);
}
