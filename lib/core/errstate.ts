/**
 * What becomes of floating-point errors. They are found in values, not in the processor's flags: after an operation its
 * results are compared with its operands, in one native pass; nothing is done where all are ignored, as is the default.
 */
import { ArgumentError, FloatingPointError } from '../errors';
import { native } from '../native';
import { isInexact, type DTypeInfo, type WeakScalar } from './dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, RESULTS, fail, putOperand, putShape } from './frame';
import type { Layout } from './layout';
import { MAPPED, type Storage } from './storage';

/** The kinds of floating-point errors, in the order in which NumPy looks at them. */
export const ERROR_KINDS = ['divide', 'over', 'under', 'invalid'] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

export const ERROR_MODES = ['ignore', 'warn', 'raise', 'call'] as const;
/** What is done about a floating-point error. */
export type ErrorMode = (typeof ERROR_MODES)[number];

/** What is done about each kind. */
export type ErrorModes = Readonly<Record<ErrorKind, ErrorMode>>;

/** What mode 'call' calls: with the kind in words, and its bits: 1 divide, 2 over, 4 under, 8 invalid. */
export type ErrorCall = (error: string, flag: number) => void;

const WORDS: Readonly<Record<ErrorKind, string>> = {
  divide: 'divide by zero',
  over: 'overflow',
  under: 'underflow',
  invalid: 'invalid value',
};

const DIVIDE = 1;
export const OVER = 2;
export const INVALID = 8;

const IGNORED: ErrorModes = Object.freeze({ divide: 'ignore', over: 'ignore', under: 'ignore', invalid: 'ignore' });

let modes: ErrorModes = IGNORED;
let call: ErrorCall | null = null;
/** Warnings are given once, as Python gives them once per line. */
const warned = new Set<string>();

/** Whether any kind of error is looked for: the one thing that operations read. */
export const watch = { on: false };

/** The modes now. */
export function errorModes(): ErrorModes {
  return modes;
}

/** Sets all modes; gives those of before. */
export function setErrorModes(next: ErrorModes): ErrorModes {
  const before = modes;
  modes = next;
  watch.on = ERROR_KINDS.some((kind) => next[kind] !== 'ignore');
  return before;
}

/** What mode 'call' calls. */
export function errorCall(): ErrorCall | null {
  return call;
}

/** Sets what mode 'call' calls; gives that of before. */
export function setErrorCall(next: ErrorCall | null): ErrorCall | null {
  const before = call;
  call = next;
  return before;
}

function warnOnce(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  process.emitWarning(text, 'RuntimeWarning');
}

/** Does what is asked for about one kind of error. @throws FloatingPointError in mode 'raise' */
export function reportKind(op: string, kind: ErrorKind, text: string, bits: number, where: string): void {
  switch (modes[kind]) {
    case 'warn':
      return warnOnce(text);
    case 'raise':
      throw new FloatingPointError(`[${op}] ${text}`);
    case 'call':
      if (call === null) {
        throw new ArgumentError(
          `[${op}] a callback was specified for ${WORDS[kind]} (in ${where}) but no function found: set one by seterrcall`,
        );
      }
      return call(WORDS[kind], bits);
    default:
  }
}

/**
 * Does what is asked for about the errors that an operation met.
 *
 * @param name NumPy's name of the operation
 * @param bits which errors
 * @throws FloatingPointError in mode 'raise'
 */
export function reportErrors(op: string, name: string, bits: number): void {
  if (bits === 0) return;
  ERROR_KINDS.forEach((kind, k) => {
    if ((bits & (1 << k)) !== 0) reportKind(op, kind, `${WORDS[kind]} encountered in ${name}`, bits, name);
  });
}

/** Which values of a dtype another cannot hold. */
function castMayHarm(from: DTypeInfo, to: DTypeInfo): boolean {
  if (to.kind === 'b' || from.kind === 'b') return false;
  if (!isInexact(from)) return to.name === 'float16' && from.itemsize > 1;
  return !isInexact(to) || partBytes(to) < partBytes(from);
}

const partBytes = (dtype: DTypeInfo): number => (dtype.kind === 'c' ? dtype.itemsize / 2 : dtype.itemsize);

/** Looks at a cast that has just been done and whose frame still stands. */
export function reportCast(op: string, from: DTypeInfo, to: DTypeInfo): void {
  if (!castMayHarm(from, to)) return;
  const status = native.castStatus();
  if (status !== 0) fail(op, status);
  reportErrors(op, 'cast', F[RESULTS]!);
}

/** OVER for an infinity among elements, INVALID for a nan. */
export function kindsOf(op: string, storage: Storage, layout: Layout): number {
  if (!isInexact(layout.dtype) || layout.size === 0) return 0;
  putShape(layout.shape);
  putOperand(0, storage, layout);
  F[FLAGS] = storage.kind === MAPPED ? FLAG_MAPPED : 0;
  const status = native.numberKinds();
  if (status !== 0) fail(op, status);
  return F[RESULTS]!;
}

/** The same of one number. */
export function kindsOfScalar(value: WeakScalar): number {
  if (typeof value === 'object') return kindsOfScalar(value.re) | kindsOfScalar(value.im);
  return Number.isNaN(value) ? INVALID : value === Infinity || value === -Infinity ? OVER : 0;
}

/** Does what is asked for where many elements made results of kinds that none of them is of. */
export function reportFold(op: string, name: string, from: number, made: number): void {
  reportErrors(op, name, made & ~from);
}

/** Rules by which results are looked at: native/kernels/elementwise/float_status.h has the same numbers. */
const PLAIN = 0;
const RULES: Readonly<Record<string, number>> = {
  divide: 1,
  floor_divide: 2,
  divmod: 2,
  multiply: 3,
  square: 3,
  log: 4,
  log2: 4,
  log10: 4,
  power: 5,
  float_power: 5,
  exp: 6,
  exp2: 6,
  log1p: 7,
  arctanh: 8,
  reciprocal: 9,
};
const INTEGER_RULES: Readonly<Record<string, number>> = { floor_divide: 10, divmod: 10, remainder: 11, fmod: 11 };
/** Nans from other operands than the first two, or by definition. */
const SILENT: ReadonlySet<string> = new Set(['clip', 'where', 'spacing']);

/**
 * Looks at an elementwise operation that has just run and whose frame still stands; its inputs must not have been
 * overwritten by its output.
 *
 * @param name NumPy's name of the operation
 * @param dtype of the first input, as it is computed with
 * @param out dtype of the result
 */
export function reportElementwise(op: string, name: string, dtype: DTypeInfo, out: DTypeInfo): void {
  if (SILENT.has(name)) return;
  let rule = isInexact(dtype) && isInexact(out) ? (RULES[name] ?? PLAIN) : undefined;
  if (!isInexact(dtype)) rule = INTEGER_RULES[name];
  if (rule === undefined) return;
  F[ARGS + 1] = rule;
  const status = native.floatStatus();
  if (status !== 0) fail(op, status);
  const bits = F[RESULTS]!;
  // What a division by zero leaves is nan.
  const left = name === 'divmod' && isInexact(dtype) && (bits & DIVIDE) !== 0 ? INVALID : 0;
  reportErrors(op, name, bits | left);
}
