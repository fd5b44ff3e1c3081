/**
 * Scopes (nd.scope): storages made while one is open are listed, so that closing it can free those that do not escape.
 */
import type { Storage } from './storage';

let current: Storage[] | undefined;

/** Called for each storage of engine memory or a map as it is made. */
export function onOwnerCreated(storage: Storage): void {
  if (current !== undefined) current.push(storage);
}

/** Opens a scope; gives what closes it and returns the storages made meanwhile. */
export function openScope(): () => Storage[] {
  const outer = current;
  const mine: Storage[] = [];
  current = mine;
  return () => {
    current = outer;
    return mine;
  };
}
