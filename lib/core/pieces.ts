/** Rows laid one behind the other from contiguous pieces: one native call. */
import { native } from '../native';
import { ARGS, F, FLAGS, FLAG_MAPPED, TEXT, fail } from './frame';
import { MAPPED, type Storage } from './storage';

/** Most pieces of one call: native/binding/rearrange.cc has the same number. */
export const MAX_PIECES = Math.floor((F.length - TEXT) / 3);

/** Begins a call; pieces follow by putPiece. */
export function startPieces(to: Storage, offset: number, rows: number): void {
  F[ARGS] = to.address + offset;
  F[ARGS + 1] = rows;
  F[FLAGS] = to.kind === MAPPED ? FLAG_MAPPED : 0;
}

/** Piece k: `bytes` (not 0) of every row, read at `offset` of a storage and every `rowBytes` from there on. */
export function putPiece(k: number, from: Storage, offset: number, rowBytes: number, bytes: number): void {
  const at = TEXT + k * 3;
  F[at] = from.address + offset;
  F[at + 1] = rowBytes;
  F[at + 2] = bytes;
  if (from.kind === MAPPED) F[FLAGS] = FLAG_MAPPED;
}

/** Makes the call, with the pieces 0 to count - 1. */
export function joinPieces(op: string, count: number): void {
  F[ARGS + 2] = count;
  const status = native.joinRows();
  if (status !== undefined) fail(op, status);
}
