// Replays test/fixtures/random.json (scripts/fixtures_random.py): NumPy's values, and the state after each step.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as nd from '../../../lib/index';

interface Step {
  readonly op: 'random' | 'standardNormal' | 'integers' | 'advance' | 'jump';
  readonly dtype?: nd.DType;
  readonly n?: number;
  readonly low?: string;
  readonly high?: string;
  readonly delta?: string;
  readonly times?: number;
  readonly bytes?: string;
  readonly digest?: string;
  readonly state: string;
  readonly hasUint32: number;
  readonly uinteger: number;
}

const fixtures = JSON.parse(readFileSync(join(__dirname, '../../fixtures/random.json'), 'utf8')) as {
  readonly seedSequences: readonly {
    readonly entropy: string | readonly string[];
    readonly spawnKey: readonly string[];
    readonly poolSize: number;
    readonly uint32: readonly number[];
    readonly uint64: readonly string[];
  }[];
  readonly sessions: readonly { readonly seed: string; readonly inc: string; readonly steps: readonly Step[] }[];
};

const WEIGHT = 0x9e37_79b9_7f4a_7c15n;

/** digest() of scripts/fixtures_random.py. */
function digest(bytes: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil(bytes.length / 8) * 8);
  padded.set(bytes);
  const words = new BigUint64Array(padded.buffer);
  let sum = 0n;
  for (let i = 0; i < words.length; i++) sum = BigInt.asUintN(64, sum + words[i]! * BigInt(2 * i + 1));
  return BigInt.asUintN(64, sum * WEIGHT)
    .toString(16)
    .padStart(16, '0');
}

function drawStep(rng: nd.random.Generator, step: Step, size: number | undefined) {
  const dtype = step.dtype;
  switch (step.op) {
    case 'random':
      return rng.random({ size, dtype: dtype as nd.random.FloatDType });
    case 'standardNormal':
      return rng.standardNormal({ size, dtype: dtype as nd.random.FloatDType });
    default:
      return rng.integers(BigInt(step.low!), BigInt(step.high!), {
        size,
        dtype: dtype as nd.random.IntegerDType,
        endpoint: true,
      });
  }
}

/** Takes one step; gives the bytes drawn and the bit generator to go on with. */
function take(bitGenerator: nd.random.PCG64, step: Step, size = step.n): [Uint8Array | undefined, nd.random.PCG64] {
  if (step.op === 'advance') return [undefined, bitGenerator.advance(BigInt(step.delta!))];
  if (step.op === 'jump') return [undefined, bitGenerator.jumped(step.times)];
  const drawn = drawStep(new nd.random.Generator(bitGenerator), step, size);
  const array = nd.isNDArray(drawn) ? drawn : nd.array(drawn, { dtype: step.dtype });
  expect(array.dtype).toBe(step.dtype);
  return [array.bytes(), bitGenerator];
}

const describeStep = (step: Step, i: number): string => `step ${i}: ${JSON.stringify(step)}`;

function checkState(bitGenerator: nd.random.PCG64, inc: string, step: Step, name: string): void {
  expect([name, bitGenerator.state]).toEqual([
    name,
    {
      bitGenerator: 'PCG64',
      state: { state: BigInt(`0x${step.state}`), inc: BigInt(`0x${inc}`) },
      hasUint32: step.hasUint32,
      uinteger: step.uinteger,
    },
  ]);
}

describe.each(fixtures.seedSequences)('SeedSequence($entropy), spawn key $spawnKey, pool $poolSize', (row) => {
  const entropy = typeof row.entropy === 'string' ? BigInt(row.entropy) : row.entropy.map(BigInt);
  const sequence = new nd.random.SeedSequence(entropy, { spawnKey: row.spawnKey.map(BigInt), poolSize: row.poolSize });

  it('generates the words of NumPy', () => {
    expect(sequence.generateState(9).toArray()).toEqual(row.uint32);
    expect(sequence.generateState(4, 'uint64').toArray()).toEqual(row.uint64.map(BigInt));
  });
});

describe.each(fixtures.sessions)('a session of seed $seed', ({ seed, inc, steps }) => {
  it.each([1, 2, 3])('draws the numbers of NumPy on %i thread(s)', (threads) => {
    const before = nd.getNumThreads();
    nd.setNumThreads(threads);
    try {
      let bitGenerator = new nd.random.PCG64(BigInt(seed));
      steps.forEach((step, i) => {
        const name = describeStep(step, i);
        const [bytes, next] = take(bitGenerator, step);
        bitGenerator = next;
        if (bytes !== undefined) {
          if (step.bytes !== undefined) expect([name, Buffer.from(bytes).toString('hex')]).toEqual([name, step.bytes]);
          expect([name, digest(bytes)]).toEqual([name, step.digest]);
        }
        checkState(bitGenerator, inc, step, name);
      });
    } finally {
      nd.setNumThreads(before);
    }
  });

  it('draws single values as arrays of one', () => {
    let bitGenerator = new nd.random.PCG64(BigInt(seed));
    steps.forEach((step, i) => {
      const name = describeStep(step, i);
      const [bytes, next] = take(bitGenerator, step, step.n === 1 ? undefined : step.n);
      bitGenerator = next;
      if (step.bytes !== undefined) expect([name, Buffer.from(bytes!).toString('hex')]).toEqual([name, step.bytes]);
      checkState(bitGenerator, inc, step, name);
    });
  });
});
