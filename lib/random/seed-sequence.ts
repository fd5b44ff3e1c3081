/** SeedSequence: entropy of any quality and length mixed into words that seed bit generators. */
import type { NDArray } from '../ndarray';
import { randomBytes } from 'node:crypto';
import { DTypeError, ValueError, badArgument } from '../errors';
import { native } from '../native';
import { layoutOf, makeEmpty, storageOf } from '../core/array-core';
import { DTYPES, parseDType } from '../core/dtype';
import { ARGS, F } from '../core/frame';
import { readInteger, readOptions, readShape } from '../core/options';
import type { Shape } from '../ops/creation';
import { pushWords, readNatural, readNaturals } from './words';

/** What a SeedSequence starts from: an integer that is not negative, or a list of them. */
export type Entropy =
  number | bigint | readonly (number | bigint)[] | Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** Options of SeedSequence: NumPy's keywords. */
export interface SeedSequenceOptions {
  /** Tells children of one parent apart: spawn() appends a number for each. */
  readonly spawnKey?: readonly (number | bigint)[] | undefined;
  /** 32-bit words of the pool, 4 (default) to 1024. */
  readonly poolSize?: number | undefined;
  /** Children spawned already: the next one has this number. */
  readonly nChildrenSpawned?: number | undefined;
}

/** What makes the same SeedSequence again. */
export interface SeedSequenceState {
  readonly entropy: bigint | readonly bigint[];
  readonly spawnKey: readonly bigint[];
  readonly poolSize: number;
  readonly nChildrenSpawned: number;
}

const DEFAULT_POOL_SIZE = 4;
/** As native/kernels/random/seed_sequence.h has it. */
const MAX_POOL_SIZE = 1024;
/** Numbers of children are 32-bit in NumPy too. */
const MAX_CHILDREN = 2 ** 32 - 1;
/** Children are objects of the JavaScript heap: one call makes no more than it surely holds. */
const MAX_SPAWN = 1_000_000;

/** Writes 32-bit words of a sequence to an address. Nothing may be allocated between taking the address and this call. */
export let writeSeedWords: (sequence: SeedSequence, to: number, count: number) => void;

/** Whether x is a SeedSequence. */
export let isSeedSequence: (x: unknown) => x is SeedSequence;

/**
 * Entropy mixed into seeds, reproducibly; with spawn(), independent streams for workers.
 *
 * @see numpy.random.SeedSequence
 * @example
 * ```ts
 * new nd.random.SeedSequence(42).generateState(2).toString(); // '[3444837047 2669555309]'
 * ```
 */
export class SeedSequence {
  readonly #entropy: bigint | readonly bigint[];
  readonly #spawnKey: readonly bigint[];
  readonly #poolSize: number;
  #children: number;
  /** The words of the entropy, then those of the spawn key. Never handed out. */
  readonly #words: ArrayBuffer;
  readonly #entropyWords: number;

  /**
   * Take entropy; without any, 128 bits from the operating system.
   *
   * @param entropy an integer of any size that is not negative, or a list of them
   * @throws ArgumentError for what is no integer; ValueError for negative ones and a pool size out of range
   */
  constructor(entropy?: Entropy, options?: SeedSequenceOptions) {
    const op = 'SeedSequence';
    const given = readOptions(op, options);
    const spawnKey = given?.spawnKey;
    const poolSize = given?.poolSize;
    const children = given?.nChildrenSpawned;
    if (entropy === undefined || (entropy as unknown) === null) {
      this.#entropy = BigInt(`0x${randomBytes(16).toString('hex')}`);
    } else if (typeof entropy === 'object') {
      this.#entropy = Object.freeze(readNaturals(op, 'entropy', entropy));
    } else {
      if (typeof entropy !== 'number' && typeof entropy !== 'bigint') {
        throw badArgument(op, 'entropy', 'an integer or a list of integers', entropy);
      }
      this.#entropy = readNatural(op, 'entropy', entropy);
    }
    this.#spawnKey = Object.freeze(spawnKey === undefined ? [] : readNaturals(op, 'spawnKey', spawnKey));
    this.#poolSize = poolSize === undefined ? DEFAULT_POOL_SIZE : readInteger(op, 'poolSize', poolSize);
    if (this.#poolSize < DEFAULT_POOL_SIZE || this.#poolSize > MAX_POOL_SIZE) {
      throw new ValueError(
        `[${op}] The size of the entropy pool should be at least ${DEFAULT_POOL_SIZE} (and at most ${MAX_POOL_SIZE}) but got ${this.#poolSize}`,
      );
    }
    this.#children = children === undefined ? 0 : readInteger(op, 'nChildrenSpawned', children);
    if (this.#children < 0 || this.#children > MAX_CHILDREN) {
      throw new ValueError(`[${op}] expected 0 to ${MAX_CHILDREN} for nChildrenSpawned but got ${this.#children}`);
    }

    const words: number[] = [];
    if (typeof this.#entropy === 'bigint') pushWords(words, this.#entropy);
    else for (const n of this.#entropy) pushWords(words, n);
    this.#entropyWords = words.length;
    for (const n of this.#spawnKey) pushWords(words, n);
    this.#words = new ArrayBuffer(words.length * 4);
    new Uint32Array(this.#words).set(words);
  }

  /** The entropy, as bigints. */
  get entropy(): bigint | readonly bigint[] {
    return this.#entropy;
  }

  /** What tells this child from its siblings: empty but for spawned sequences. */
  get spawnKey(): readonly bigint[] {
    return this.#spawnKey;
  }

  /** 32-bit words of the pool. */
  get poolSize(): number {
    return this.#poolSize;
  }

  /** How many children spawn() has made. */
  get nChildrenSpawned(): number {
    return this.#children;
  }

  /**
   * What makes the same sequence again: `new SeedSequence(s.entropy, s)`.
   *
   * @see numpy.random.SeedSequence.state
   */
  get state(): SeedSequenceState {
    return {
      entropy: this.#entropy,
      spawnKey: this.#spawnKey,
      poolSize: this.#poolSize,
      nChildrenSpawned: this.#children,
    };
  }

  /**
   * Give words to seed a bit generator with: the same for the same entropy and spawn key.
   *
   * @param n how many words, or the shape of the array of them
   * @param dtype 'uint32' (default) or 'uint64'
   * @throws DTypeError for other dtypes; ShapeError when n is negative
   * @see numpy.random.SeedSequence.generate_state
   * @example
   * ```ts
   * new nd.random.SeedSequence(1).generateState(1, 'uint64').item(0); // 7434755675892716031n
   * ```
   */
  generateState(n: Shape): NDArray<'uint32'>;
  generateState<D extends 'uint32' | 'uint64'>(n: Shape, dtype: D): NDArray<D>;
  generateState(n: Shape, dtype: 'uint32' | 'uint64' = 'uint32'): NDArray<'uint32' | 'uint64'> {
    const op = 'generateState';
    const info = parseDType(op, dtype);
    if (info !== DTYPES.uint32 && info !== DTYPES.uint64) {
      throw new DTypeError(`[${op}] only support uint32 or uint64 but got ${info.name}`);
    }
    const made = makeEmpty(op, info, readShape(op, n));
    const { size, itemsize } = made;
    writeSeedWords(this, storageOf(made).address + layoutOf(made).offset, (size * itemsize) / 4);
    return made as NDArray as NDArray<'uint32' | 'uint64'>;
  }

  /**
   * Make children: independent of this sequence and of each other. The next call makes others.
   *
   * @param n how many, at most a million at a time
   * @throws ValueError when n is out of range, or 2^32 children would be passed
   * @see numpy.random.SeedSequence.spawn
   * @example
   * ```ts
   * new nd.random.SeedSequence(7).spawn(3).map((s) => s.spawnKey[0]); // [0n, 1n, 2n]
   * ```
   */
  spawn(n: number): SeedSequence[] {
    const op = 'spawn';
    const count = readInteger(op, 'n', n);
    if (count < 0 || count > MAX_SPAWN) {
      throw new ValueError(`[${op}] expected 0 to ${MAX_SPAWN} children but got ${count}`);
    }
    if (this.#children + count > MAX_CHILDREN) {
      throw new ValueError(
        `[${op}] expected at most ${MAX_CHILDREN} children in all but got ${this.#children + count}`,
      );
    }
    const first = this.#children;
    this.#children += count;
    return Array.from({ length: count }, (_, i) => {
      const spawnKey = [...this.#spawnKey, BigInt(first + i)];
      return new SeedSequence(this.#entropy, { spawnKey, poolSize: this.#poolSize });
    });
  }

  static {
    isSeedSequence = (x): x is SeedSequence => typeof x === 'object' && x !== null && #words in x;
    writeSeedWords = (sequence, to, count) => {
      const address = native.addressOf(sequence.#words);
      F[ARGS] = address;
      F[ARGS + 1] = sequence.#entropyWords;
      F[ARGS + 2] = address + sequence.#entropyWords * 4;
      F[ARGS + 3] = sequence.#words.byteLength / 4 - sequence.#entropyWords;
      F[ARGS + 4] = sequence.#poolSize;
      F[ARGS + 5] = to;
      F[ARGS + 6] = count;
      native.seedWords();
    };
  }
}
