/** How many threads operations use. */
import { native } from '../native';
import { ValueError } from '../errors';
import { ARGS, F, RESULTS } from '../core/frame';
import { readInteger } from '../core/options';

/**
 * Set how many threads operations may use, the calling one included. The default is NDS_NUM_THREADS or the cores the
 * process may run on.
 *
 * @throws ValueError when it is less than 1
 * @example
 * ```ts
 * nd.setNumThreads(2);
 * ```
 */
export function setNumThreads(n: number): void {
  const count = readInteger('setNumThreads', 'n', n);
  if (count < 1) throw new ValueError(`[setNumThreads] expected at least 1 thread but got ${count}`);
  F[ARGS] = Math.min(count, 4096);
  native.threads();
}

/**
 * Tell how many threads operations may use.
 *
 * @example
 * ```ts
 * nd.getNumThreads() >= 1; // true
 * ```
 */
export function getNumThreads(): number {
  F[ARGS] = 0;
  native.threads();
  return F[RESULTS]!;
}

/**
 * Name the instruction set that kernels run with: 'avx512', 'avx2', 'sse4' or 'scalar' (NDS_TARGET forces one).
 *
 * @example
 * ```ts
 * typeof nd.simdTarget(); // 'string'
 * ```
 */
export function simdTarget(): string {
  return native.targetName();
}
