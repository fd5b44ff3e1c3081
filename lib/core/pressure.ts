/**
 * The pressure sweep: keeps a synchronous loop of temporaries flat without dispose(). Weak references to storages are
 * looked at when recent blocks add up; when most of them still look alive, a minor collection empties those of
 * short-lived results; a major one is forced only when an allocation would fail otherwise.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { native } from '../native';
import { ARGS, F, RESULTS } from './frame';

/** Live blocks since the last minor collection at which the next is forced (8 measured best: docs/architecture.md). */
const BLOCK_THRESHOLD = 8;
/** Bytes they must have together: below, a collection costs more than the pages it saves. */
const BYTE_THRESHOLD = 4 * 2 ** 20;
/**
 * So few suffice once they have these bytes together: about a third-level cache, so that the next results reuse memory that
 * is still in it.
 */
const FEW_LARGE_BLOCKS = 3;
const LARGE_BYTES = 24 * 2 ** 20;
/**
 * Where nothing is freed both thresholds double, but no more than this: a collection costs less than a hundredth of what it
 * takes to touch as many bytes for the first time, and results that come after blocks that are held should not have to.
 */
const MOST_PATIENCE = 2;
/** Most share of run time that forced major collections may take. */
const MAJOR_SHARE = 0.05;

/**
 * How long an unused block is kept, and the longest time between looks at an idle process. Pages given back too early cost more
 * than they save: touching 8 MB anew takes 2 ms, on a virtual machine whose host took them up to 20.
 */
const IDLE_MS = 30_000;
const MAX_IDLE_MS = 60_000;

type Collect = (options?: { type: 'minor' }) => void;

const enabled = process.env['NDS_GC'] !== 'off';
let collect: Collect | undefined;
let freshBlocks = 0;
let freshBytes = 0;
let blockThreshold = BLOCK_THRESHOLD;
let largeBytes = LARGE_BYTES;
let majorTime = 0;
let idleScheduled = false;
const started = performance.now();

function collector(): Collect | undefined {
  if (collect === undefined && enabled) {
    try {
      setFlagsFromString('--expose-gc');
      collect = runInNewContext('gc') as Collect;
    } catch {
      collect = () => undefined;
    }
  }
  return collect;
}

/** Looks at recent storages (or all); gives blocks freed. Their count and bytes still alive are left in the frame. */
function sweep(all: boolean): number {
  F[ARGS] = all ? 1 : 0;
  native.sweep();
  freshBlocks = F[RESULTS + 1]!;
  freshBytes = F[RESULTS + 2]!;
  return F[RESULTS]!;
}

/** Call before a block of `bytes` is allocated. */
export function beforeAllocating(bytes: number): void {
  if (!idleScheduled) scheduleIdle(IDLE_MS);
  freshBlocks++;
  freshBytes += bytes;
  if (isPressing()) relieve();
}

/** A process that has gone quiet gives back what the collector took since, and what was kept for reuse. */
function scheduleIdle(delay: number): void {
  idleScheduled = true;
  setTimeout(() => {
    idleScheduled = false;
    sweep(true);
    F[ARGS] = 3;
    F[ARGS + 1] = IDLE_MS;
    native.configureMemory();
    // Storages that are still held, and blocks too young to be given back, are looked at again, ever more rarely.
    if (F[RESULTS]! > 0 && !idleScheduled) scheduleIdle(Math.min(delay * 2, MAX_IDLE_MS));
  }, delay).unref();
}

function resetThresholds(): void {
  blockThreshold = BLOCK_THRESHOLD;
  largeBytes = LARGE_BYTES;
}

function isPressing(): boolean {
  return (
    (freshBlocks >= blockThreshold && freshBytes >= BYTE_THRESHOLD) ||
    (freshBlocks >= FEW_LARGE_BLOCKS && freshBytes >= largeBytes)
  );
}

function relieve(): void {
  // What a natural collection took counts no more; the others stay young, for they may be garbage all the same.
  if (sweep(false) > 0) resetThresholds();
  if (!isPressing()) return;
  const gc = collector();
  if (gc !== undefined) {
    gc({ type: 'minor' });
    const before = freshBlocks;
    const freed = sweep(false);
    // Blocks that are really held: wait for more of them, and for more bytes, before the next try.
    if (freed > 0) {
      resetThresholds();
    } else {
      if (before >= blockThreshold) blockThreshold = Math.min(blockThreshold * 2, BLOCK_THRESHOLD * MOST_PATIENCE);
      largeBytes = Math.min(largeBytes * 2, LARGE_BYTES * MOST_PATIENCE);
    }
  }
  // What survived a forced collection is not short-lived: it does not count towards the next.
  F[ARGS] = 2;
  native.sweep();
  freshBlocks = 0;
  freshBytes = 0;
}

/** An allocation failed: collect for real, within the share of run time allowed. Gives whether anything was freed. */
export function reclaim(): boolean {
  let freed = sweep(true);
  const gc = collector();
  if (gc === undefined) return freed > 0;
  gc({ type: 'minor' });
  freed += sweep(true);
  const now = performance.now();
  if (majorTime <= MAJOR_SHARE * (now - started) + 20) {
    gc();
    majorTime += performance.now() - now;
    freed += sweep(true);
  }
  return freed > 0;
}

/** Looks at all storages without collecting: called when idle. Gives the number freed. */
export function sweepAll(): number {
  return sweep(true);
}
