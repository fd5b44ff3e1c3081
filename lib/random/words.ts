/** Integers of any size: read from what callers pass, and cut into the 32-bit words that seeding works on. */
import { ValueError, badArgument } from '../errors';

/** An integer: a bigint, or a number in the safe range. */
export function readBigInteger(op: string, name: string, value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  throw badArgument(op, name, 'an integer (a bigint beyond 2^53)', value);
}

/** An integer that is not negative. */
export function readNatural(op: string, name: string, value: unknown): bigint {
  const n = readBigInteger(op, name, value);
  if (n < 0n) throw new ValueError(`[${op}] expected non-negative integer for ${name} but got ${n}`);
  return n;
}

/** A list or typed array of integers, none negative. The copy is the caller's. */
export function readNaturals(op: string, name: string, value: unknown): bigint[] {
  if (!Array.isArray(value) && (!ArrayBuffer.isView(value) || value instanceof DataView)) {
    throw badArgument(op, name, 'a list of integers', value);
  }
  const source = value as unknown as { readonly length: number; readonly [i: number]: unknown };
  const { length } = source;
  const list: bigint[] = [];
  for (let i = 0; i < length; i++) list.push(readNatural(op, `${name}[${i}]`, source[i]));
  return list;
}

/** Appends the 32-bit words of a natural number, lowest first; zero is one word. */
export function pushWords(words: number[], n: bigint): void {
  const digits = n.toString(16);
  for (let end = digits.length; end > 0; end -= 8) {
    words.push(Number.parseInt(digits.slice(Math.max(0, end - 8), end), 16));
  }
}
