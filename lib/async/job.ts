/**
 * Jobs: operations that run on threads of their own and settle a promise. What they read and write stays in place
 * meanwhile, whatever JavaScript does with the arrays.
 */
import { native } from '../native';
import { AbortError, NATIVE_ERRORS, badArgument } from '../errors';
import { ARGS, F, HELD, RESULTS, fail } from '../core/frame';
import { readOptions } from '../core/options';
import { release } from '../core/storage';
import type { HeldBytes } from './held';

/** Options of every asynchronous function. */
export interface AsyncOptions {
  /** Ends the operation early: the promise is rejected with an AbortError, whose `cause` is the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One operation, ready to run. */
export interface JobPlan<T> {
  readonly op: string;
  readonly signal: AbortSignal | undefined;
  readonly held: HeldBytes;
  /** What the job starts with names the storages itself: there may be more than the frame has room for. */
  readonly namesStorages?: boolean;
  /** Writes the frame. */
  readonly put: () => void;
  /** Starts the job that the frame describes; gives a status. */
  readonly start: () => number;
  /** Takes the result: the frame is as the job left it, `made` is what it gave. May throw. */
  readonly finish: (made: object | undefined) => T;
}

/** What settles each job that has been started. */
const started = new Map<number, () => void>();
let listening = false;

function settle(id: number): void {
  const settleJob = started.get(id);
  started.delete(id);
  settleJob?.();
}

function listen(op: string): void {
  if (listening) return;
  const status = native.listenToJobs(settle);
  if (status !== 0) fail(op, status);
  listening = true;
}

/** The jobs that each signal cancels, by one listener: Node warns of many, and many operations may share a signal. */
interface Watch {
  readonly ids: Set<number>;
  readonly listener: () => void;
}
const watches = new Map<AbortSignal, Watch>();

function watch(signal: AbortSignal, id: number): void {
  const known = watches.get(signal);
  if (known !== undefined) {
    known.ids.add(id);
    return;
  }
  const ids = new Set([id]);
  const listener = (): void => {
    for (const each of ids) {
      F[ARGS] = each;
      native.cancelJob();
    }
  };
  watches.set(signal, { ids, listener });
  signal.addEventListener('abort', listener, { once: true });
}

function unwatch(signal: AbortSignal, id: number): void {
  const known = watches.get(signal);
  known?.ids.delete(id);
  if (known?.ids.size !== 0) return;
  watches.delete(signal);
  signal.removeEventListener('abort', known.listener);
}

/** The signal among the options. */
export function readSignal(op: string, options: AsyncOptions | undefined): AbortSignal | undefined {
  const signal: unknown = readOptions(op, options)?.signal;
  if (signal === undefined) return undefined;
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return signal as AbortSignal;
  throw badArgument(op, 'signal', 'an AbortSignal', signal);
}

function abortError(op: string, signal: AbortSignal | undefined): AbortError {
  return new AbortError(`[${op}] The operation was aborted`, { cause: signal?.reason });
}

/** Throws when the signal has fired. */
export function throwIfAborted(op: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(op, signal);
}

/** Starts a job; the promise is settled from the event loop once no thread works on it any more. */
export function runJob<T>(plan: JobPlan<T>): Promise<T> {
  const { op, signal, held } = plan;
  return new Promise<T>((resolve, reject) => {
    throwIfAborted(op, signal);
    listen(op);
    plan.put();
    const inFrame = plan.namesStorages === true ? [] : held.storages;
    inFrame.forEach((storage, k) => {
      F[HELD + 1 + k] = storage.handle;
    });
    F[HELD] = inFrame.length;
    const status = plan.start();
    if (status !== 0) fail(op, status);
    const id = F[RESULTS]!;
    for (const storage of held.storages) storage.pins++;
    started.set(id, () => {
      for (const storage of held.storages) storage.pins--;
      try {
        resolve(takeResult(plan, id));
      } catch (error) {
        reject(error as Error);
      }
      for (const storage of held.temporaries) release(storage);
      if (signal !== undefined) unwatch(signal, id);
    });
    if (signal !== undefined) watch(signal, id);
  });
}

function takeResult<T>({ op, signal, finish }: JobPlan<T>, id: number): T {
  F[ARGS] = id;
  const outcome = native.settleJob();
  if (typeof outcome === 'object') return finish(outcome);
  if (outcome === 0) return finish(undefined);
  if (NATIVE_ERRORS[outcome as keyof typeof NATIVE_ERRORS] === AbortError) throw abortError(op, signal);
  fail(op, outcome);
}
