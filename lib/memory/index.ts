/** Memory: what is in use, limits, scopes. */
import { native } from '../native';
import { ArgumentError, badArgument } from '../errors';
import { isArray, storageOf } from '../core/array-core';
import { ARGS, F, RESULTS } from '../core/frame';
import { sweepAll } from '../core/pressure';
import { openScope } from '../core/scopes';
import { release, storageOfHandle, type Storage } from '../core/storage';

/** What nd.memory.info() tells; all but `arrays` in bytes. */
export interface MemoryInfo {
  /** Held by arrays (zeros count when made, though they take memory only when written). */
  readonly live: number;
  /** Kept for reuse by later arrays. */
  readonly pooled: number;
  /** Highest `live` since the start or the last resetPeak(). */
  readonly peak: number;
  /** Of mapped files: address space, not memory. */
  readonly mapped: number;
  /** Blocks, maps and slabs (each slab holds many small arrays) not yet known to be collected. */
  readonly arrays: number;
  /** Resident memory of the process. */
  readonly rss: number;
  /** What can be taken without swapping or an out-of-memory kill (of the memory cgroup, where there is one). */
  readonly available: number;
  /** Of the machine or the memory cgroup, the lesser. */
  readonly total: number;
  /** Most bytes that `live` may reach. */
  readonly limit: number;
}

/**
 * Tell what memory is in use. Storages that the collector has already taken are released first.
 *
 * @example
 * ```ts
 * nd.memory.info().limit > 0; // true
 * ```
 */
export function info(): MemoryInfo {
  sweepAll();
  native.memoryStatus();
  const [live, pooled, peak, mapped, limit, , rss, available] = Array.from({ length: 8 }, (_, i) => F[RESULTS + i]!);
  return {
    live: live!,
    pooled: pooled!,
    peak: peak!,
    mapped: mapped!,
    arrays: F[ARGS + 1]!,
    rss: rss!,
    available: available!,
    total: F[ARGS]!,
    limit: limit!,
  };
}

/**
 * Limit the bytes that arrays may hold; null sets the default again (the machine's or cgroup's memory). What would exceed it
 * is refused before anything is allocated (MemoryLimitError).
 *
 * @throws ArgumentError when it is no positive number
 * @example
 * ```ts
 * nd.memory.setLimit(null);
 * ```
 */
export function setLimit(bytes: number | null): void {
  if (bytes !== null && (typeof bytes !== 'number' || !(bytes > 0))) {
    throw badArgument('setLimit', 'bytes', 'a positive number or null', bytes);
  }
  F[ARGS] = 0;
  F[ARGS + 1] = bytes === null ? 0 : Math.min(Math.ceil(bytes), Number.MAX_SAFE_INTEGER);
  native.configureMemory();
}

/**
 * Start measuring `peak` anew, from what is live now.
 *
 * @example
 * ```ts
 * nd.memory.resetPeak();
 * const { peak, live } = nd.memory.info();
 * peak === live; // true
 * ```
 */
export function resetPeak(): void {
  sweepAll();
  F[ARGS] = 1;
  native.configureMemory();
}

/**
 * Give memory kept for reuse back to the system.
 *
 * @example
 * ```ts
 * nd.memory.trim();
 * nd.memory.info().pooled; // 0
 * ```
 */
export function trim(): void {
  sweepAll();
  F[ARGS] = 2;
  F[ARGS + 1] = 0;
  native.configureMemory();
}

const ASYNC_FUNCTION = Object.getPrototypeOf(async () => undefined) as object;
const REACH_DEPTH = 32;

/** The storages that a returned value reaches: arrays in it, in lists, plain objects, Maps and Sets. */
function collectStorages(value: unknown, found: Set<Storage>, seen: Set<object>, depth: number): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (isArray(value)) {
    found.add(storageOf(value));
    return;
  }
  if (depth >= REACH_DEPTH)
    throw new ArgumentError(`[scope] the returned value is nested deeper than ${REACH_DEPTH} levels`);
  if (value instanceof Map) {
    for (const [k, v] of value) {
      collectStorages(k, found, seen, depth + 1);
      collectStorages(v, found, seen, depth + 1);
    }
  } else if (Array.isArray(value) || value instanceof Set) {
    for (const v of value as Iterable<unknown>) collectStorages(v, found, seen, depth + 1);
  } else if (!ArrayBuffer.isView(value)) {
    for (const v of Object.values(value)) collectStorages(v, found, seen, depth + 1);
  }
}

/**
 * Run a function and free the large arrays it made, but for those in what it returns (in lists, objects, Maps and Sets
 * too). Async functions are refused: a scope cannot tell their arrays from those of others that run meanwhile.
 *
 * @throws ArgumentError for async functions and promises; what fn throws
 * @example
 * ```ts
 * nd.scope(() => nd.ones(1000).add(1)).sum(); // 2000
 * ```
 */
export function scope<T>(fn: () => T): T {
  if (typeof fn !== 'function') throw badArgument('scope', 'fn', 'a function', fn);
  if (Object.getPrototypeOf(fn) === ASYNC_FUNCTION) {
    throw new ArgumentError(
      '[scope] expected a synchronous function but got an async one: use `using` or dispose() there',
    );
  }
  const open = openScope();
  const keep = new Set<Storage>();
  try {
    const result = fn();
    if (typeof (result as { then?: unknown } | null | undefined)?.then === 'function') {
      throw new ArgumentError(
        '[scope] expected a value but the function returned a promise: use `using` or dispose() there',
      );
    }
    collectStorages(result, keep, new Set(), 0);
    return result;
  } finally {
    for (const handle of open.close()) {
      const storage = storageOfHandle(handle);
      if (storage === undefined || !open.isOwn(storage)) continue;
      if (keep.has(storage)) open.passOut(storage);
      else release(storage);
    }
  }
}
