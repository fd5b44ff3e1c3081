/** PCG64, the bit generator: 128 bits of state, 64 random bits a step. */
import type { NDArray } from '../ndarray';
import { ArgumentError, ValueError, badArgument, describe } from '../errors';
import { native } from '../native';
import { layoutOf, makeEmpty, storageOf } from '../core/array-core';
import { UINT64, type DTypeInfo } from '../core/dtype';
import { ARGS, F, readScalar, scalarAddress, writeScalar } from '../core/frame';
import { readInteger, readShape } from '../core/options';
import type { Shape } from '../ops/creation';
import { SeedSequence, isSeedSequence, writeSeedWords, type Entropy } from './seed-sequence';
import { readBigInteger } from './words';

/** The state of a PCG64: numpy.random.PCG64.state in camelCase. */
export interface PCG64State {
  readonly bitGenerator: 'PCG64';
  /** 128-bit integers. */
  readonly state: { readonly state: bigint; readonly inc: bigint };
  /** 1 when half of the last 64 bits waits to be handed out, 0 otherwise. */
  readonly hasUint32: number;
  /** That half; keeps its value once it is handed out. */
  readonly uinteger: number;
}

const WORD = 0xffff_ffff_ffff_ffffn;
/** Bytes of Pcg64State (native/kernels/random/pcg64.h): four 64-bit words, state before increment, upper before lower; two of 32 bits. */
const STATE_BYTES = 40;

/** The address of a bit generator's state. */
export let stateAddress: (bitGenerator: PCG64) => number;

/** Whether x is a PCG64. */
export let isPCG64: (x: unknown) => x is PCG64;

/** Draws n uniform integers, low to low + range, to an address. */
export function drawIntegers(
  bitGenerator: PCG64,
  dtype: DTypeInfo,
  to: number,
  n: number,
  low: bigint,
  range: bigint,
): void {
  writeScalar(0, UINT64, low);
  writeScalar(1, UINT64, range);
  F[ARGS] = dtype.code;
  F[ARGS + 1] = stateAddress(bitGenerator);
  F[ARGS + 2] = to;
  F[ARGS + 3] = n;
  native.randomIntegers();
}

/** The address where one element can be drawn, for readDrawn(); behind the scalars that drawIntegers() writes. */
export const DRAWN = scalarAddress(2);

/** Reads the element drawn to DRAWN. */
export function readDrawn(dtype: DTypeInfo): number | bigint | boolean {
  return readScalar(2, dtype) as number | bigint | boolean;
}

/**
 * The bit generator of defaultRng(): O'Neill's PCG XSL-RR 128/64, bit for bit NumPy's.
 *
 * @see numpy.random.PCG64
 * @example
 * ```ts
 * new nd.random.PCG64(42).randomRaw(); // 14276969152011380360n
 * ```
 */
export class PCG64 {
  readonly #buffer = new ArrayBuffer(STATE_BYTES);
  readonly #words = new BigUint64Array(this.#buffer, 0, 4);
  readonly #halves = new Uint32Array(this.#buffer, 32, 2);
  readonly #address = native.addressOf(this.#buffer);
  readonly #seedSeq: SeedSequence;

  /**
   * Seed a bit generator; without a seed, from the operating system's entropy.
   *
   * @param seed an integer of any size that is not negative, a list of them, or a SeedSequence
   * @throws as SeedSequence
   */
  constructor(seed?: Entropy | SeedSequence) {
    this.#seedSeq = isSeedSequence(seed) ? seed : new SeedSequence(seed);
    // Eight words of 32 bits: scalars 0 and 1 of the frame.
    writeSeedWords(this.#seedSeq, scalarAddress(0), 8);
    F[ARGS] = this.#address;
    native.pcg64Seed();
  }

  /** The SeedSequence that this bit generator was seeded from. */
  get seedSeq(): SeedSequence {
    return this.#seedSeq;
  }

  /**
   * The whole state: assigned to another PCG64, that one goes on as this one would.
   *
   * @throws ArgumentError, ValueError when it is assigned what is no state; nothing has changed then
   * @see numpy.random.PCG64.state
   */
  get state(): PCG64State {
    const [stateHigh, stateLow, incHigh, incLow] = this.#words as unknown as [bigint, bigint, bigint, bigint];
    return {
      bitGenerator: 'PCG64',
      state: { state: (stateHigh << 64n) | stateLow, inc: (incHigh << 64n) | incLow },
      hasUint32: this.#halves[0]!,
      uinteger: this.#halves[1]!,
    };
  }

  set state(value: PCG64State) {
    const op = 'PCG64.state';
    if (typeof value !== 'object' || (value as unknown) === null) throw badArgument(op, 'state', 'an object', value);
    const name = value.bitGenerator as unknown;
    if (name !== 'PCG64') throw new ValueError(`[${op}] state must be for a PCG64 RNG but got ${describe(name)}`);
    const words = value.state as PCG64State['state'] | null;
    if (typeof words !== 'object' || words === null) throw badArgument(op, 'state.state', 'an object', words);
    const state = readUnsigned(op, 'state.state.state', words.state, 128);
    const inc = readUnsigned(op, 'state.state.inc', words.inc, 128);
    const hasUint32 = readUnsigned(op, 'state.hasUint32', value.hasUint32, 1);
    const uinteger = readUnsigned(op, 'state.uinteger', value.uinteger, 32);
    this.#words[0] = state >> 64n;
    this.#words[1] = state & WORD;
    this.#words[2] = inc >> 64n;
    this.#words[3] = inc & WORD;
    this.#halves[0] = Number(hasUint32);
    this.#halves[1] = Number(uinteger);
  }

  /**
   * Move on as if by `delta` draws of 64 bits (backwards where negative), at once. A waiting half is dropped.
   *
   * @returns this bit generator
   * @see numpy.random.PCG64.advance
   * @example
   * ```ts
   * const bits = new nd.random.PCG64(1);
   * bits.randomRaw() === bits.advance(-1n).randomRaw(); // true
   * ```
   */
  advance(delta: bigint | number): this {
    const distance = readBigInteger('advance', 'delta', delta);
    writeScalar(0, UINT64, BigInt.asUintN(64, distance));
    writeScalar(1, UINT64, BigInt.asUintN(64, distance >> 64n));
    F[ARGS] = this.#address;
    native.pcg64Advance();
    return this;
  }

  /**
   * Make a bit generator as if this one had drawn about 2^127 times, `jumps` times over: streams that do not overlap.
   *
   * @param jumps how many jumps, default 1
   * @returns a new bit generator, whose own SeedSequence is of fresh entropy, as NumPy's
   * @see numpy.random.PCG64.jumped
   * @example
   * ```ts
   * const bits = new nd.random.PCG64(1);
   * bits.jumped().jumped().randomRaw() === bits.jumped(2).randomRaw(); // true
   * ```
   */
  jumped(jumps = 1): PCG64 {
    const count = readInteger('jumped', 'jumps', jumps);
    const made = new PCG64();
    made.#words.set(this.#words);
    F[ARGS] = made.#address;
    F[ARGS + 1] = count;
    native.pcg64Jump();
    return made;
  }

  /**
   * Draw 64 random bits: a bigint, or an array of a shape.
   *
   * @throws ShapeError, MemoryLimitError
   * @see numpy.random.PCG64.random_raw
   * @example
   * ```ts
   * new nd.random.PCG64(1).randomRaw(3).dtype; // 'uint64'
   * ```
   */
  randomRaw(): bigint;
  randomRaw(size: Shape): NDArray<'uint64'>;
  randomRaw(size?: Shape): bigint | NDArray<'uint64'>;
  randomRaw(size?: Shape): bigint | NDArray<'uint64'> {
    if (size === undefined) {
      drawIntegers(this, UINT64, DRAWN, 1, 0n, WORD);
      return readDrawn(UINT64) as bigint;
    }
    const made = makeEmpty('randomRaw', UINT64, readShape('randomRaw', size));
    drawIntegers(this, UINT64, storageOf(made).address + layoutOf(made).offset, made.size, 0n, WORD);
    return made as NDArray as NDArray<'uint64'>;
  }

  /**
   * Make bit generators from children of this one's SeedSequence: independent streams.
   *
   * @throws as SeedSequence.spawn
   * @see numpy.random.BitGenerator.spawn
   * @example
   * ```ts
   * new nd.random.PCG64(1).spawn(2).length; // 2
   * ```
   */
  spawn(n: number): PCG64[] {
    return this.#seedSeq.spawn(n).map((child) => new PCG64(child));
  }

  static {
    stateAddress = (bitGenerator) => bitGenerator.#address;
    isPCG64 = (x): x is PCG64 => typeof x === 'object' && x !== null && #address in x;
  }
}

/** An integer of at most `bits` bits that is not negative. */
function readUnsigned(op: string, name: string, value: unknown, bits: number): bigint {
  const n = readBigInteger(op, name, value);
  if (n >= 0n && n >> BigInt(bits) === 0n) return n;
  throw new ValueError(`[${op}] expected 0 to ${bits === 1 ? '1' : `2^${bits} - 1`} for ${name} but got ${n}`);
}

/** The bit generator, or an error that says what came instead. */
export function requirePCG64(op: string, name: string, x: unknown): PCG64 {
  if (isPCG64(x)) return x;
  throw new ArgumentError(`[${op}] expected a bit generator (PCG64) for ${name} but got ${describe(x)}`);
}
