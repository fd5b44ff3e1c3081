/** The everyday entry: defaultRng(), and draws from a generator of the module's own. */
import type { NDArray } from '../ndarray';
import type { Scalar } from '../core/dtype';
import type { Shape } from '../ops/creation';
import { readOptions } from '../core/options';
import { Generator, drawUniformIntegers, isGenerator, type IntegerDType } from './generator';
import { PCG64, isPCG64 } from './pcg64';
import type { Entropy, SeedSequence } from './seed-sequence';

/**
 * Make a Generator over PCG64; without a seed, from the operating system's entropy.
 *
 * @param seed an integer of any size that is not negative, a list of them, a SeedSequence, a bit generator, or a
 *   Generator, which is given back as it is
 * @throws as SeedSequence
 * @see numpy.random.default_rng
 * @example
 * ```ts
 * nd.random.defaultRng(42).random(); // 0.7739560485559633
 * ```
 */
export function defaultRng(seed?: Entropy | SeedSequence | PCG64 | Generator): Generator {
  if (isGenerator(seed)) return seed;
  return new Generator(isPCG64(seed) ? seed : new PCG64(seed));
}

/** Options of randint(). */
export interface RandintOptions<D extends IntegerDType = IntegerDType> {
  /** Any integer dtype or bool; default int64. */
  readonly dtype?: D | undefined;
}

let shared: Generator | undefined;

/**
 * Draw integers uniformly from [low, high) from a generator of the module's own; with one bound from 0 up to it.
 *
 * That generator is PCG64, seeded by the operating system and not to be seeded: not the stream of NumPy's legacy
 * randint (MT19937). For numbers that can be drawn again use defaultRng(seed).integers().
 *
 * @param size shape of the result; without it one value is drawn (a bigint for int64 and uint64)
 * @throws as Generator.integers
 * @see numpy.random.randint
 * @example
 * ```ts
 * nd.random.randint(0, 100, [100, 1000]).shape; // [100, 1000]
 * ```
 */
export function randint<D extends IntegerDType = 'int64'>(
  low: number | bigint,
  high?: number | bigint,
  size?: undefined,
  options?: RandintOptions<D>,
): Scalar<D>;
export function randint<D extends IntegerDType = 'int64'>(
  low: number | bigint,
  high: number | bigint | undefined,
  size: Shape,
  options?: RandintOptions<D>,
): NDArray<D>;
export function randint(
  low: number | bigint,
  high?: number | bigint,
  size?: Shape,
  options?: RandintOptions,
): Scalar | NDArray {
  const dtype = readOptions('randint', options)?.dtype;
  shared ??= defaultRng();
  return drawUniformIntegers('randint', shared.bitGenerator, low, high, { size, dtype });
}
