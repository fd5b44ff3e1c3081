/** Reads what callers pass: shapes, axes, integers, options. Each value is read once, before any address is taken. */
import { ArgumentError, AxisError, ShapeError, ValueError, badArgument, describe } from '../errors';

/** The options object, or an error for anything else. Only own and inherited plain reads are made by the callers. */
export function readOptions<T extends object>(op: string, options: T | undefined): T | undefined {
  if (options === undefined || (typeof options === 'object' && (options as unknown) !== null)) return options;
  throw badArgument(op, 'the options', 'an object', options);
}

/** An integer within the safe range. */
export function readInteger(op: string, name: string, value: unknown): number {
  const n = typeof value === 'bigint' ? Number(value) : value;
  if (typeof n === 'number' && Number.isSafeInteger(n)) return n + 0;
  throw badArgument(op, name, 'an integer', value);
}

/** A boolean, or `otherwise` for undefined. */
export function readBoolean(op: string, name: string, value: unknown, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value === 'boolean') return value;
  throw badArgument(op, name, 'a boolean', value);
}

/** A shape: an integer or a list of integers, none negative. The copy is the caller's. */
export function readShape(op: string, value: unknown): number[] {
  const list = readIntegerList(op, 'shape', value);
  if (list.length > 64) {
    throw new ShapeError(`[${op}] maximum supported dimension for an array is 64, found ${list.length}`);
  }
  for (const dim of list) {
    if (dim < 0) throw new ShapeError(`[${op}] negative dimensions are not allowed: got (${list.join(',')})`);
  }
  return list;
}

/** One integer or a list of them, as a list. */
export function readIntegerList(op: string, name: string, value: unknown): number[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [readInteger(op, name, value)];
  if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    throw badArgument(op, name, 'an integer or a list of integers', value);
  }
  const source = value as ArrayLikeOf<unknown>;
  const length = source.length;
  if (!Number.isSafeInteger(length) || length < 0) throw badArgument(op, name, 'a list', value);
  if (length > 1000) throw new ArgumentError(`[${op}] expected at most 64 entries for ${name} but got ${length}`);
  const list: number[] = [];
  for (let i = 0; i < length; i++) list.push(readInteger(op, `${name}[${i}]`, source[i]));
  return list;
}

interface ArrayLikeOf<T> {
  readonly length: number;
  readonly [i: number]: T;
}

/** An axis, negative ones counted from the end. @throws AxisError in NumPy's words */
export function readAxis(op: string, value: unknown, ndim: number): number {
  const axis = readInteger(op, 'axis', value);
  if (axis < -ndim || axis >= ndim) {
    throw new AxisError(`[${op}] axis ${axis} is out of bounds for array of dimension ${ndim}`);
  }
  return axis < 0 ? axis + ndim : axis;
}

/** As readAxes, where NumPy lets axis 0 or -1 of a 0-d array pass: in squeeze, and in reductions but mean, var and std. */
export function readAxesOrNone(op: string, value: unknown, ndim: number): boolean[] {
  return ndim === 0 && (value === 0 || value === -1) ? [] : readAxes(op, value, ndim);
}

/** One axis or a list of different ones, as flags per dimension. */
export function readAxes(op: string, value: unknown, ndim: number): boolean[] {
  const flags = new Array<boolean>(ndim).fill(false);
  for (const entry of readIntegerList(op, 'axis', value)) {
    const axis = readAxis(op, entry, ndim);
    if (flags[axis]) throw new AxisError(`[${op}] duplicate value in 'axis': ${describeAxes(value)}`);
    flags[axis] = true;
  }
  return flags;
}

function describeAxes(value: unknown): string {
  return Array.isArray(value) ? `(${value.join(',')})` : describe(value);
}

/** A `copy` option: true, false, or undefined (null too) for as needed. */
export function readCopy(op: string, value: unknown): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw badArgument(op, 'copy', 'a boolean or null', value);
}

/** A `device` option, which says nothing: there is one. @throws ValueError for any other */
export function readDevice(op: string, value: unknown): void {
  if (value === undefined || value === null || value === 'cpu') return;
  throw new ValueError(`[${op}] Device not understood. Only "cpu" is allowed, but received: ${describe(value)}`);
}

/** 'C' or 'F' (or 'A', 'K' where `allowed` says so). */
export function readOrder<O extends string>(op: string, value: unknown, allowed: readonly O[], otherwise: O): O {
  if (value === undefined) return otherwise;
  if (typeof value === 'string' && (allowed as readonly string[]).includes(value)) return value as O;
  throw badArgument(op, 'order', `one of ${allowed.map((o) => `'${o}'`).join(', ')}`, value);
}
