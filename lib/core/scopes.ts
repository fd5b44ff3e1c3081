/**
 * Scopes (nd.scope): the native numbers of storages made while one is open are listed, so that closing it can free those
 * that do not escape. Numbers, not storages: what becomes garbage meanwhile is collected as ever.
 */
import type { Storage } from './storage';

let current: number[] | undefined;
let serial = 0;

/** Called for each storage of a block or map that an array is made over. */
export function onOwnerCreated(storage: Storage): void {
  storage.serial = ++serial;
  if (current !== undefined) current.push(storage.handle);
}

/** An open scope. */
export interface OpenScope {
  /** Closes it; gives the native numbers listed. A number may since have passed to a storage that isOwn refuses. */
  close(): readonly number[];
  /** Whether a storage was made since the scope was opened. */
  isOwn(storage: Storage): boolean;
  /** Hands a storage that escapes to the scope around, after closing. */
  passOut(storage: Storage): void;
}

/** Opens a scope. */
export function openScope(): OpenScope {
  const outer = current;
  const mine: number[] = [];
  const start = serial;
  current = mine;
  return {
    close() {
      current = outer;
      return mine;
    },
    isOwn: (storage) => storage.serial > start,
    passOut(storage) {
      if (current !== undefined) current.push(storage.handle);
    },
  };
}
