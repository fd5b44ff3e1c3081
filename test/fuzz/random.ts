/** Numbers from a seed, and what the generator makes of them: dtypes, shapes, values. */
import type { DType } from '../../lib';
import { DTYPE_NAMES, DTYPES } from '../../lib/core/dtype';
import { halfBits } from '../../lib/core/half';
import type { ScalarText } from './program';

/** Mulberry32: numbers in [0, 1) from 32 bits of state. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const FLOATS = [0, -0, 1, -1, 0.5, 1.5, -2.5, 3, 100, -7, 1e-3, 1e10, -1e10, 2 ** 31, 2 ** 53, 1e300, 5e-324, 1e-310];
/** Without those that float32 makes 0. */
const SCALARS = FLOATS.filter((x) => x === 0 || Math.abs(x) > 1e-30);
const SPECIAL = [NaN, Infinity, -Infinity];
const PARTS = [0, -0, 1, -1, 0.5, 2, -3.25, 1e5, 1e-4];
const INTEGERS = [0n, 1n, -1n, 2n, 3n, -3n, 7n, 63n, 64n, 100n, 127n, -128n, 255n, 300n, 32767n, 65535n, -32768n];
const WIDE = [
  2n ** 31n - 1n,
  -(2n ** 31n),
  2n ** 32n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 63n,
  2n ** 64n - 1n,
];
const BEYOND = [2n ** 64n, -(2n ** 63n) - 1n];

/** How often shapes are long: FUZZ_LONG. */
const LONG = Number(process.env['FUZZ_LONG'] ?? 0.0005);

export type Shape = readonly number[];

/**
 * Where values come from: small ones; a pool of edges; any bit pattern, so that every magnitude is as likely; or small
 * integers, of which many are equal.
 */
export type Style = 'tame' | 'edges' | 'bits' | 'few';

export const sizeOf = (shape: Shape): number => shape.reduce((x, y) => x * y, 1);

/** Text of a number that both sides read; the sign of a zero is kept. */
export const textOf = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));

/** Makes a signalling nan a quiet one: C's functions tell them apart, conversions do not keep them. */
function quieten(view: DataView, at: number, width: number): void {
  // The exponent's bits within the two highest bytes, and the first bit below them.
  const [exponent, quiet] = width === 2 ? [0x7c00, 0x0200] : width === 4 ? [0x7f80, 0x0040] : [0x7ff0, 0x0008];
  const high = view.getUint16(at + width - 2, true);
  if ((high & exponent) === exponent) view.setUint16(at + width - 2, high | quiet, true);
}

/** A source of random choices. */
export class Chooser {
  constructor(readonly random: () => number) {}

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  chance(p: number): boolean {
    return this.random() < p;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  permutation(n: number): number[] {
    const axes = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [axes[i], axes[j]] = [axes[j]!, axes[i]!];
    }
    return axes;
  }
}

/** Random dtypes, shapes and values. */
export class ValueMaker extends Chooser {
  /** The dtypes of a program stay few, so that operands often agree. */
  private readonly favourite: DType;
  /** Where the values of this program come from, where nothing asks for other ones. */
  style: Style;

  constructor(random: () => number) {
    super(random);
    this.favourite = this.pick(DTYPE_NAMES);
    this.style = this.pick(['tame', 'tame', 'tame', 'edges', 'edges', 'bits', 'few']);
  }

  dtype(): DType {
    return this.chance(0.5) ? this.favourite : this.pick(DTYPE_NAMES);
  }

  dim(): number {
    if (this.chance(0.06)) return 0;
    if (this.chance(0.2)) return 1;
    return this.chance(0.04) ? 30 + this.below(60) : 2 + this.below(4);
  }

  shape(): number[] {
    // Some are long enough to be cut in blocks for threads.
    if (this.chance(LONG)) return this.pick([[150_000 + this.below(9000)], [300 + this.below(90), 400], [3, 40_001]]);
    const ndim = this.pick([0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5]);
    const shape = Array.from({ length: ndim }, () => this.dim());
    if (ndim === 1 && this.chance(0.06)) return [200 + this.below(1500)];
    return sizeOf(shape) > 2000 ? shape.map((dim) => Math.min(dim, 4)) : shape;
  }

  /** A shape that broadcasts to (or from) another. */
  related(shape: Shape): number[] {
    if (this.chance(0.06)) return this.shape();
    const kept = shape.slice(this.chance(0.25) ? this.below(shape.length + 1) : 0);
    return kept.map((dim) => (this.chance(0.12) ? 1 : dim));
  }

  bytes(dtype: DType, size: number, style = this.style): Uint8Array {
    const { kind, itemsize } = DTYPES[dtype];
    const view = new DataView(new ArrayBuffer(size * itemsize));
    const special = style !== 'few' && this.chance(0.3);
    const width = kind === 'c' ? itemsize / 2 : itemsize;
    for (let at = 0; at < size * itemsize; at += width) {
      if (kind === 'b') view.setUint8(at, this.below(2));
      else if (kind === 'f' || kind === 'c') this.putFloat(view, at, width, style, special);
      else this.putInteger(view, at, width, style);
    }
    return new Uint8Array(view.buffer);
  }

  private putFloat(view: DataView, at: number, width: number, style: Style, special: boolean): void {
    if (style === 'bits') {
      for (let i = at; i < at + width; i++) view.setUint8(i, this.below(256));
      quieten(view, at, width);
      return;
    }
    const x = this.float(style, special);
    if (width === 2) view.setUint16(at, halfBits(x), true);
    else if (width === 4) view.setFloat32(at, x, true);
    else view.setFloat64(at, x, true);
  }

  private float(style: Style, special: boolean): number {
    if (style === 'few') return this.below(7) - 2;
    if (special && this.chance(0.1)) return this.pick(SPECIAL);
    const x =
      style === 'tame' ? (this.random() - 0.5) * 40 : this.pick(FLOATS) * (this.chance(0.5) ? 1 : this.random());
    return this.chance(0.2) ? Math.round(x) : x;
  }

  private putInteger(view: DataView, at: number, width: number, style: Style): void {
    if (style === 'bits') {
      for (let i = at; i < at + width; i++) view.setUint8(i, this.below(256));
      return;
    }
    const small = style === 'tame' || style === 'few';
    const x = small ? BigInt(this.below(style === 'few' ? 5 : 20) - 2) : this.pick(this.chance(0.3) ? WIDE : INTEGERS);
    if (width === 1) view.setInt8(at, Number(BigInt.asIntN(8, x)));
    else if (width === 2) view.setInt16(at, Number(BigInt.asIntN(16, x)), true);
    else if (width === 4) view.setInt32(at, Number(BigInt.asIntN(32, x)), true);
    else view.setBigInt64(at, BigInt.asIntN(64, x), true);
  }

  scalar(beyond = true): ScalarText {
    if (this.chance(0.1)) return { kind: 'bool', value: String(this.chance(0.5)) };
    if (this.chance(0.08)) {
      const part = (): string => textOf(this.chance(0.05) ? this.pick(SPECIAL) : this.pick(PARTS));
      return { kind: 'complex', value: `${part()},${part()}` };
    }
    if (this.chance(0.3)) {
      const pool = beyond && this.chance(0.1) ? BEYOND : this.chance(0.2) ? WIDE : INTEGERS;
      return { kind: 'bigint', value: String(this.pick(pool)) };
    }
    let x = this.chance(0.5) ? this.pick(SCALARS) : this.below(12) - 3;
    if (this.chance(0.1)) x = this.pick(SPECIAL);
    return { kind: 'number', value: textOf(x) };
  }
}
