/** How floating-point errors are treated: seterr, geterr, seterrcall, geterrcall, errstate. */
import { ArgumentError, badArgument } from '../errors';
import {
  ERROR_KINDS,
  ERROR_MODES,
  errorCall,
  errorModes,
  setErrorCall,
  setErrorModes,
  type ErrorCall,
  type ErrorKind,
  type ErrorMode,
  type ErrorModes,
} from '../core/errstate';
import { readOptions } from '../core/options';

/** What is to be done about each kind of error; kinds left out stay as they are. */
export interface ErrorOptions {
  /** All kinds that are not named themselves. */
  readonly all?: ErrorMode | undefined;
  /** Infinity from finite operands at a pole, integers divided by zero. */
  readonly divide?: ErrorMode | undefined;
  /** Infinity from finite operands elsewhere. */
  readonly over?: ErrorMode | undefined;
  /** A result too small to keep its digits. */
  readonly under?: ErrorMode | undefined;
  /** Nan from operands without one, numbers cast to integers that cannot hold them. */
  readonly invalid?: ErrorMode | undefined;
}

/** Options of errstate(). */
export interface ErrstateOptions extends ErrorOptions {
  /** What mode 'call' calls meanwhile. */
  readonly call?: ErrorCall | null | undefined;
}

function readModes(op: string, given: ErrorOptions | undefined): ErrorModes {
  const now = errorModes();
  const all = readMode(op, 'all', given?.all);
  const next: Record<ErrorKind, ErrorMode> = { ...now };
  for (const kind of ERROR_KINDS) next[kind] = readMode(op, kind, given?.[kind]) ?? all ?? now[kind];
  return Object.freeze(next);
}

function readMode(op: string, name: string, value: unknown): ErrorMode | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && (ERROR_MODES as readonly string[]).includes(value)) return value as ErrorMode;
  throw badArgument(op, name, `one of ${ERROR_MODES.map((mode) => `'${mode}'`).join(', ')}`, value);
}

function readCall(op: string, value: unknown): ErrorCall | null {
  if (value === null || typeof value === 'function') return value as ErrorCall | null;
  throw badArgument(op, 'call', 'a function or null', value);
}

/**
 * Say what is done about floating-point errors from here on, everywhere in this thread: nothing ('ignore', the default), a
 * RuntimeWarning by process.emitWarning ('warn', once for each error of each operation), a FloatingPointError ('raise', when
 * the result has been written), or a call of what seterrcall has set ('call').
 *
 * Errors are found in values: a nan from operands without one is 'invalid', an infinity from finite operands 'divide' at a
 * pole and 'over' elsewhere. So they are the same on every processor. Looked at are elementwise operations, casts, sums,
 * products, means and variances; operations of nd.async, matrix products, and what functions do by `at` and `reduce` are not.
 *
 * @returns the modes of before
 * @throws ArgumentError for a mode that is none
 * @see numpy.seterr
 * @example
 * ```ts
 * const before = nd.seterr({ divide: 'raise' });
 * before.divide; // 'ignore'
 * nd.seterr(before).divide; // 'raise'
 * ```
 */
export function seterr(options?: ErrorOptions): ErrorModes {
  return setErrorModes(readModes('seterr', readOptions('seterr', options)));
}

/**
 * Tell what is done about each kind of floating-point error.
 *
 * @see numpy.geterr
 * @example
 * ```ts
 * nd.geterr(); // { divide: 'ignore', over: 'ignore', under: 'ignore', invalid: 'ignore' }
 * ```
 */
export function geterr(): ErrorModes {
  return errorModes();
}

/**
 * Set what mode 'call' calls: a function of the error in words ('divide by zero') and of its bits (1 divide, 2 over, 4 under,
 * 8 invalid), or null.
 *
 * @returns the one of before
 * @throws ArgumentError when it is neither
 * @see numpy.seterrcall
 * @example
 * ```ts
 * nd.seterrcall((error, flag) => console.error(error, flag)); // null
 * nd.seterrcall(null) === null; // false
 * ```
 */
export function seterrcall(call: ErrorCall | null): ErrorCall | null {
  return setErrorCall(readCall('seterrcall', call));
}

/**
 * Give what mode 'call' calls, or null.
 *
 * @see numpy.geterrcall
 * @example
 * ```ts
 * nd.geterrcall(); // null
 * ```
 */
export function geterrcall(): ErrorCall | null {
  return errorCall();
}

/** Modes that hold until they are disposed of. */
export interface Errstate {
  /** Sets the modes and the call of before again. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * Treat floating-point errors in a certain way for a while: during a function, or until what is returned is disposed of
 * (`using state = nd.errstate({ all: 'raise' })`). Scopes nest, and end in the opposite order. They belong to the thread, not
 * to an asynchronous task: do not await within one, where other tasks would run under it.
 *
 * @param options a mode for each kind, or for `all`, and what mode 'call' calls: see {@link seterr}
 * @param run a synchronous function
 * @returns what the function returned, else what ends the scope
 * @throws ArgumentError for modes that are none, and when the function returned a promise
 * @see numpy.errstate
 * @example
 * ```ts
 * nd.errstate({ divide: 'ignore' }, () => nd.divide(1, [0, 2]).toString()); // '[inf 0.5]'
 * const scope = nd.errstate({ all: 'raise' });
 * nd.geterr().over; // 'raise'
 * scope.dispose();
 * nd.geterr().over; // 'ignore'
 * ```
 */
export function errstate(options?: ErrstateOptions): Errstate;
export function errstate<T>(options: ErrstateOptions | undefined, run: () => T): T;
export function errstate<T>(options?: ErrstateOptions, run?: () => T): T | Errstate {
  const op = 'errstate';
  const given = readOptions(op, options);
  const modes = readModes(op, given);
  const callGiven = given?.call;
  const call = callGiven === undefined ? errorCall() : readCall(op, callGiven);
  if (run !== undefined && typeof run !== 'function') throw badArgument(op, 'run', 'a function', run);
  const modesBefore = setErrorModes(modes);
  const callBefore = setErrorCall(call);
  const dispose = (): void => {
    setErrorModes(modesBefore);
    setErrorCall(callBefore);
  };
  if (run === undefined) {
    let ended = false;
    const end = (): void => {
      if (!ended) dispose();
      ended = true;
    };
    return { dispose: end, [Symbol.dispose]: end };
  }
  try {
    const result = run();
    if (typeof result === 'object' && result !== null && typeof (result as { then?: unknown }).then === 'function') {
      throw new ArgumentError(`[${op}] expected a synchronous function but the function returned a promise`);
    }
    return result;
  } finally {
    dispose();
  }
}
