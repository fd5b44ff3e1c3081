/**
 * The errors that ndstride throws. Each extends the built-in nearest in meaning and has a stable `code`; messages name
 * the operation, what was expected and what was given.
 */
import { ArgumentError, SystemError, NATIVE_ERRORS, InternalError } from './errors.gen';

export * from './errors.gen';

/** What a failed native call left in the frame. */
export interface NativeFailure {
  readonly status: number;
  readonly message: string;
  /** errno of a system fault, or 0. */
  readonly errno: number;
  /** Node's name of the errno, such as 'ENOSPC', or ''. */
  readonly errnoName: string;
  readonly syscall: string;
  readonly path: string;
  /** Byte offset in a file, or -1. */
  readonly offset: number;
  /** Sizes of a file that was cut while mapped; -1 for other failures. */
  readonly expectedBytes: number;
  readonly actualBytes: number;
}

/** Makes the error for a native failure, with Node's own fields for system faults. */
export function errorFromNative(op: string, failure: NativeFailure): Error {
  const Class = NATIVE_ERRORS[failure.status as keyof typeof NATIVE_ERRORS] ?? InternalError;
  const error: Error & { path?: string; offset?: number } = new Class(`[${op}] ${failure.message}`);
  if (error instanceof SystemError) {
    return Object.assign(error, {
      code: failure.errnoName,
      errno: -failure.errno,
      syscall: failure.syscall,
      path: failure.path,
      message: `[${op}] ${failure.errnoName}: ${failure.message}`,
    });
  }
  if (failure.path !== '') error.path = failure.path;
  if (failure.expectedBytes >= 0) {
    Object.assign(error, { expectedBytes: failure.expectedBytes, actualBytes: failure.actualBytes });
  }
  if (failure.offset >= 0) error.offset = failure.offset;
  return error;
}

/** One line that shows what was given: type, and the value where it is short. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`;
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return 'a symbol';
    case 'function':
      return 'a function';
    default:
      if (value === null) return 'null';
      if (Array.isArray(value)) return `a list of ${String(value.length)}`;
      // An array's own tag would be made from all of its elements.
      if ((value as Record<symbol, unknown>)[Symbol.for('ndstride.NDArray')] === true) return 'an NDArray';
      if ((value as Record<symbol, unknown>)[Symbol.for('ndstride.Complex')] === true) return 'a complex number';
      return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
  }
}

/** The error for an argument of the wrong kind: "[op] expected X for NAME but got Y". */
export function badArgument(op: string, name: string, expected: string, given: unknown): ArgumentError {
  return new ArgumentError(`[${op}] expected ${expected} for ${name} but got ${describe(given)}`);
}
