/** Generator: distributions over a bit generator. */
import type { NDArray } from '../ndarray';
import { ArgumentError, DTypeError, ReadOnlyError, ShapeError, ValueError, badArgument, describe } from '../errors';
import { native } from '../native';
import { isArray, layoutOf, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import {
  FLOAT32,
  FLOAT64,
  INT64,
  integerLimits,
  isInexact,
  parseDType,
  type DType,
  type DTypeInfo,
  type Scalar,
} from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail } from '../core/frame';
import { sameShape, shapeText } from '../core/layout';
import { readBoolean, readOptions, readShape } from '../core/options';
import { MAPPED } from '../core/storage';
import type { Shape } from '../ops/creation';
import { DRAWN, drawIntegers, readDrawn, requirePCG64, stateAddress, type PCG64 } from './pcg64';

/** The dtypes of floating-point draws. */
export type FloatDType = 'float32' | 'float64';
/** The dtypes of integers(). */
export type IntegerDType = Exclude<DType, FloatDType | 'float16' | 'complex64' | 'complex128'>;

/** Options of random() and standardNormal(). */
export interface DrawOptions {
  /** Shape of the result; without it (and `out`) one number is drawn. */
  readonly size?: Shape | undefined;
  /** Default: that of `out`, or float64. A float32 draw takes other bits than a float64 one. */
  readonly dtype?: FloatDType | undefined;
  /** Where the numbers go: a contiguous writable array of the dtype, filled in the order of its memory. */
  readonly out?: NDArray | undefined;
}

/** Options of integers(). */
export interface IntegersOptions<D extends IntegerDType = IntegerDType> {
  /** Shape of the result; without it one value is drawn. */
  readonly size?: Shape | undefined;
  /** Any integer dtype or bool; default int64. */
  readonly dtype?: D | undefined;
  /** Whether `high` itself is drawn too; default false. */
  readonly endpoint?: boolean | undefined;
}

type DTypeOf<O, Default extends DType> = O extends { readonly dtype: infer D extends DType }
  ? D
  : O extends { readonly dtype?: infer D }
    ? Extract<D, DType> | Default
    : Default;

/** What a draw gives: `out`, a new array where a size is given, one value otherwise. */
export type Drawn<O, Default extends DType> = O extends { readonly out: infer A extends NDArray }
  ? A
  : O extends { readonly size: Shape }
    ? NDArray<DTypeOf<O, Default>>
    : 'size' extends keyof O
      ? NDArray<DTypeOf<O, Default>> | Scalar<DTypeOf<O, Default>>
      : Scalar<DTypeOf<O, Default>>;

/** No options. */
export type NoOptions = Record<never, never>;

/** The numbers of native/binding/random.cc. */
const RANDOM = 0;
const STANDARD_NORMAL = 1;

function draw(
  op: string,
  distribution: number,
  bitGenerator: PCG64,
  dtype: DTypeInfo,
  to: number,
  n: number,
  mapped: boolean,
): void {
  F[ARGS] = distribution;
  F[ARGS + 1] = dtype.code;
  F[ARGS + 2] = stateAddress(bitGenerator);
  F[ARGS + 3] = to;
  F[ARGS + 4] = n;
  F[FLAGS] = mapped ? FLAG_MAPPED : 0;
  const status = native.randomFill();
  if (status !== 0) fail(op, status);
}

/** One number, a new array or `out` filled, as the options say. */
function drawFloats(
  op: string,
  distribution: number,
  bitGenerator: PCG64,
  options: DrawOptions | undefined,
): number | NDArray {
  const given = readOptions(op, options);
  const sizeGiven = given?.size;
  const dtypeGiven = given?.dtype;
  const out = given?.out;
  const size = sizeGiven === undefined ? undefined : readShape(op, sizeGiven);
  let dtype: DTypeInfo = FLOAT64;
  if (dtypeGiven !== undefined) {
    dtype = parseDType(op, dtypeGiven);
    if (dtype !== FLOAT64 && dtype !== FLOAT32) {
      throw new DTypeError(`[${op}] Unsupported dtype ${dtype.name} for ${op}: expected float64 or float32`);
    }
  } else if (isArray(out) && layoutOf(out).dtype === FLOAT32) {
    dtype = FLOAT32;
  }
  if (out !== undefined) {
    fillOut(op, distribution, bitGenerator, dtype, out, size);
    return out;
  }
  if (size === undefined) {
    draw(op, distribution, bitGenerator, dtype, DRAWN, 1, false);
    return readDrawn(dtype) as number;
  }
  const made = makeEmpty(op, dtype, size);
  draw(op, distribution, bitGenerator, dtype, storageOf(made).address + layoutOf(made).offset, made.size, false);
  return made;
}

function fillOut(
  op: string,
  distribution: number,
  bitGenerator: PCG64,
  dtype: DTypeInfo,
  out: NDArray,
  size: readonly number[] | undefined,
): void {
  if (!isArray(out)) throw badArgument(op, 'out', 'an NDArray', out);
  const storage = usableStorage(op, out);
  const layout = layoutOf(out);
  if (layout.dtype !== dtype) {
    throw new DTypeError(
      `[${op}] Supplied output array has the wrong type. Expected ${dtype.name}, got ${layout.dtype.name}`,
    );
  }
  if (!layout.writable) throw new ReadOnlyError(`[${op}] output array is read-only`);
  const address = storage.address + layout.offset;
  if (!(layout.cContiguous || layout.fContiguous) || (layout.size > 0 && address % dtype.itemsize !== 0)) {
    throw new ValueError(
      `[${op}] Supplied output array must be contiguous, writable, aligned, and in machine byte-order: got shape ${shapeText(layout.shape)} with strides ${shapeText(layout.strides)}`,
    );
  }
  if (size !== undefined && !sameShape(size, layout.shape)) {
    throw new ShapeError(
      `[${op}] size must match out.shape when used together: got ${shapeText(size)} and ${shapeText(layout.shape)}`,
    );
  }
  draw(op, distribution, bitGenerator, dtype, address, layout.size, storage.kind === MAPPED);
}

/** A bound of integers(): fractions are cut off, as NumPy does. */
function readBound(op: string, name: string, value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return BigInt(Math.trunc(value));
    throw new ValueError(
      `[${op}] cannot convert float ${Number.isNaN(value) ? 'NaN' : 'infinity'} to integer: got ${value} for ${name}`,
    );
  }
  if (Array.isArray(value) || ArrayBuffer.isView(value) || isArray(value)) {
    throw new ArgumentError(
      `[${op}] scalars are expected for low and high but got ${describe(value)} for ${name}: arrays of bounds are not provided`,
    );
  }
  throw badArgument(op, name, 'a number or bigint', value);
}

/** Uniform integers by NumPy's rules: what integers() and randint() do. `high` undefined: 0 to `low`. */
export function drawUniformIntegers(
  op: string,
  bitGenerator: PCG64,
  low: unknown,
  high: unknown,
  options: IntegersOptions | undefined,
): number | bigint | boolean | NDArray {
  const given = readOptions(op, options);
  const sizeGiven = given?.size;
  const dtypeGiven = given?.dtype;
  const endpoint = readBoolean(op, 'endpoint', given?.endpoint, false);
  const dtype = dtypeGiven === undefined ? INT64 : parseDType(op, dtypeGiven);
  if (isInexact(dtype)) {
    throw new DTypeError(`[${op}] Unsupported dtype ${dtype.name} for ${op}: expected an integer dtype or bool`);
  }
  const size = sizeGiven === undefined ? undefined : readShape(op, sizeGiven);
  const first = high === undefined ? 0n : readBound(op, 'low', low);
  const bound = high === undefined ? readBound(op, 'high', low) : readBound(op, 'high', high);
  // NumPy looks at the bounds only where something is drawn.
  if (size?.includes(0) === true) return makeEmpty(op, dtype, size);

  const last = endpoint ? bound : bound - 1n;
  const [least, most] = integerLimits(dtype);
  if (first < least) throw new ValueError(`[${op}] low is out of bounds for ${dtype.name}: got ${first}`);
  if (last > most) throw new ValueError(`[${op}] high is out of bounds for ${dtype.name}: got ${bound}`);
  if (first > last) {
    const fromZero = high === undefined || Number(low) === 0;
    const rule = fromZero ? `high ${endpoint ? '<' : '<='} 0` : `low ${endpoint ? '>' : '>='} high`;
    throw new ValueError(`[${op}] ${rule}: got low ${first} and high ${bound}`);
  }
  if (size === undefined) {
    drawIntegers(bitGenerator, dtype, DRAWN, 1, first, last - first);
    return readDrawn(dtype);
  }
  const made = makeEmpty(op, dtype, size);
  drawIntegers(bitGenerator, dtype, storageOf(made).address + layoutOf(made).offset, made.size, first, last - first);
  return made;
}

const isOptions = (x: unknown): x is IntegersOptions =>
  typeof x === 'object' && x !== null && !Array.isArray(x) && !ArrayBuffer.isView(x) && !isArray(x);

/** Whether x is a Generator. */
export let isGenerator: (x: unknown) => x is Generator;

/**
 * Draws from distributions: the same numbers as NumPy 2 for the same seed, and the same state afterwards.
 *
 * Made by nd.random.defaultRng(), or from a bit generator.
 *
 * @see numpy.random.Generator
 * @example
 * ```ts
 * new nd.random.Generator(new nd.random.PCG64(42)).random(); // 0.7739560485559633
 * ```
 */
export class Generator {
  readonly #bitGenerator: PCG64;

  /**
   * Draw from a bit generator, which is shared and not copied.
   *
   * @throws ArgumentError when it is no bit generator
   */
  constructor(bitGenerator: PCG64) {
    this.#bitGenerator = requirePCG64('Generator', 'bitGenerator', bitGenerator);
  }

  /** The bit generator that this one draws from; its `state` tells and sets where it stands. */
  get bitGenerator(): PCG64 {
    return this.#bitGenerator;
  }

  /**
   * Draw uniformly from [0, 1).
   *
   * @returns a number; with `size` a new array; with `out` that array
   * @throws DTypeError for other dtypes than float64 and float32, and when `out` has another; ValueError when `out` is not
   *   contiguous; ShapeError when `size` and `out` differ; ReadOnlyError; MappingLostError
   * @see numpy.random.Generator.random
   * @example
   * ```ts
   * nd.random.defaultRng(42).random({ size: [2] }).toString(); // '[0.77395605 0.43887844]'
   * ```
   */
  random<const O extends DrawOptions = NoOptions>(options?: O): Drawn<O, 'float64'> {
    return drawFloats('random', RANDOM, this.#bitGenerator, options) as Drawn<O, 'float64'>;
  }

  /**
   * Draw from the normal distribution of mean 0 and standard deviation 1.
   *
   * @returns a number; with `size` a new array; with `out` that array, filled without a temporary
   * @throws as random()
   * @see numpy.random.Generator.standard_normal
   * @example
   * ```ts
   * const c = nd.zeros([2, 3], { dtype: 'float32' });
   * nd.random.defaultRng(0).standardNormal({ out: c.at(1) }).shape; // [3]
   * ```
   */
  standardNormal<const O extends DrawOptions = NoOptions>(options?: O): Drawn<O, 'float64'> {
    return drawFloats('standardNormal', STANDARD_NORMAL, this.#bitGenerator, options) as Drawn<O, 'float64'>;
  }

  /**
   * Draw integers uniformly from [low, high), or [low, high] with `endpoint`; with one bound from 0 up to it.
   *
   * Bounds are numbers or bigints; fractions are cut off. Values of int64 and uint64 are bigints, of bool booleans.
   *
   * @returns one value; with `size` a new array
   * @throws ValueError when a bound is out of the dtype's range or none lies between them; DTypeError for float dtypes;
   *   ArgumentError for arrays of bounds
   * @see numpy.random.Generator.integers
   * @example
   * ```ts
   * nd.random.defaultRng(42).integers(1, 7, { size: 5, dtype: 'uint8' }).dtype; // 'uint8'
   * nd.random.defaultRng(42).integers(10); // 0n
   * ```
   */
  integers<const O extends IntegersOptions = NoOptions>(high: number | bigint, options?: O): Drawn<O, 'int64'>;
  integers<const O extends IntegersOptions = NoOptions>(
    low: number | bigint,
    high: number | bigint | undefined,
    options?: O,
  ): Drawn<O, 'int64'>;
  integers(
    low: number | bigint,
    second?: number | bigint | IntegersOptions,
    third?: IntegersOptions,
  ): number | bigint | boolean | NDArray {
    const early = third === undefined && isOptions(second);
    return drawUniformIntegers('integers', this.#bitGenerator, low, early ? undefined : second, early ? second : third);
  }

  /**
   * Make generators over children of this one's SeedSequence: independent streams, for workers say.
   *
   * @throws as SeedSequence.spawn
   * @see numpy.random.Generator.spawn
   * @example
   * ```ts
   * nd.random.defaultRng(1).spawn(2).map((rng) => rng.random() < 1); // [true, true]
   * ```
   */
  spawn(n: number): Generator[] {
    return this.#bitGenerator.spawn(n).map((child) => new Generator(child));
  }

  /** The generator with its bit generator, as NumPy names it: 'Generator(PCG64)'. */
  toString(): string {
    return 'Generator(PCG64)';
  }

  static {
    isGenerator = (x): x is Generator => typeof x === 'object' && x !== null && #bitGenerator in x;
  }
}
