/** Random numbers: the same as NumPy 2's for the same seed, bit for bit. */
export { SeedSequence, type Entropy, type SeedSequenceOptions, type SeedSequenceState } from './seed-sequence';
export { PCG64, type PCG64State } from './pcg64';
export {
  Generator,
  type DrawOptions,
  type Drawn,
  type FloatDType,
  type IntegerDType,
  type IntegersOptions,
  type NoOptions,
} from './generator';
export { defaultRng, randint, type RandintOptions } from './default';
