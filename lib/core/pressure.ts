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
const BYTE_THRESHOLD = 16 * 2 ** 20;
/** Most share of run time that forced major collections may take. */
const MAJOR_SHARE = 0.05;

type Collect = (options?: { type: 'minor' }) => void;

const enabled = process.env['NDS_GC'] !== 'off';
let collect: Collect | undefined;
let freshBlocks = 0;
let freshBytes = 0;
let blockThreshold = BLOCK_THRESHOLD;
let majorTime = 0;
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
  freshBlocks++;
  freshBytes += bytes;
  if (freshBlocks < blockThreshold || freshBytes < BYTE_THRESHOLD) return;
  relieve();
}

function relieve(): void {
  sweep(false);
  if (freshBlocks >= blockThreshold && freshBytes >= BYTE_THRESHOLD) {
    const gc = collector();
    if (gc !== undefined) {
      gc({ type: 'minor' });
      const freed = sweep(false);
      // Blocks that are really held: wait for more of them before the next try, up to 32 times as many.
      blockThreshold = freed > 0 ? BLOCK_THRESHOLD : Math.min(blockThreshold * 2, BLOCK_THRESHOLD * 32);
    }
  }
  // What survived is not short-lived: it no longer counts towards the next collection.
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
