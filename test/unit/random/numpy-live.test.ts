// Against the NumPy of this machine, where python3 has one of version 2: sessions of random steps, whose seed is printed
// when they fail. RANDOM_TEST_SEED repeats one.
import { spawnSync } from 'node:child_process';
import * as nd from '../../../lib/index';

interface Step {
  readonly op: 'random' | 'standard_normal' | 'integers' | 'raw' | 'advance' | 'jumped' | 'spawn';
  readonly dtype?: string;
  readonly size?: readonly number[] | null;
  readonly low?: string;
  readonly high?: string;
  readonly endpoint?: boolean;
  readonly amount?: string;
}

interface Outcome {
  readonly bytes: string;
  readonly state: readonly [string, string, number, number];
}

const PYTHON = `
import json, sys
import numpy as np
def run(seed, steps):
    bits = np.random.PCG64(seed)
    for s in steps:
        rng, values, op = np.random.Generator(bits), None, s['op']
        size = None if s.get('size') is None else tuple(s['size'])
        if op in ('random', 'standard_normal'): values = getattr(rng, op)(size, dtype=s['dtype'])
        elif op == 'integers': values = rng.integers(int(s['low']), int(s['high']), size, dtype=s['dtype'], endpoint=s['endpoint'])
        elif op == 'raw': values = bits.random_raw(size)
        elif op == 'advance': bits.advance(int(s['amount']))
        elif op == 'jumped': bits = bits.jumped(int(s['amount']))
        elif op == 'spawn': values = np.array([b.random_raw() for b in np.random.PCG64(seed).spawn(int(s['amount']))], dtype=np.uint64)
        dtype = s.get('dtype', 'uint64')
        data = b'' if values is None else np.asarray(values, dtype=dtype).tobytes()
        t = bits.state
        yield {'bytes': data.hex(), 'state': [str(t['state']['state']), str(t['state']['inc']), t['has_uint32'], t['uinteger']]}
job = json.load(sys.stdin)
json.dump([list(run([int(n) for n in j['seed']], j['steps'])) for j in job], sys.stdout)
`;

const version =
  spawnSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' }).stdout ?? '';
const available = Number.parseInt(version, 10) >= 2;

const testSeed = BigInt(process.env['RANDOM_TEST_SEED'] ?? new nd.random.PCG64().randomRaw());
const choice = new nd.random.Generator(new nd.random.PCG64(testSeed));
const below = (n: number): number => Number(choice.integers(n));
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;

const INTEGERS = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64', 'bool'] as const;

function anySize(): readonly number[] | null {
  const kind = below(6);
  if (kind === 0) return null;
  if (kind === 1) return [below(5), below(5), below(5)];
  if (kind === 2) return [];
  return [kind === 3 ? 60_000 + below(20_000) : below(400)];
}

/** Bounds of any width within a dtype. */
function anyBounds(dtype: (typeof INTEGERS)[number]): { low: string; high: string; endpoint: boolean } {
  const { min, max } = dtype === 'bool' ? { min: 0n, max: 1n } : nd.iinfo(dtype);
  const within = (): bigint => {
    const kind = below(4);
    if (kind === 0) return BigInt(min);
    if (kind === 1) return BigInt(max);
    const width = BigInt(max) - BigInt(min) + 1n;
    const raw = choice.bitGenerator.randomRaw() >> BigInt(below(64));
    return BigInt(min) + (raw % width);
  };
  const [a, b] = [within(), within()];
  const [low, high] = a < b ? [a, b] : [b, a];
  const endpoint = low === high || below(2) === 0;
  return { low: String(low), high: String(high), endpoint };
}

function anyStep(): Step {
  const kind = below(12);
  if (kind < 3) return { op: 'random', dtype: pick(['float64', 'float32']), size: anySize() };
  if (kind < 6) return { op: 'standard_normal', dtype: pick(['float64', 'float32']), size: anySize() };
  if (kind < 9) {
    const dtype = pick(INTEGERS);
    return { op: 'integers', dtype, size: anySize(), ...anyBounds(dtype) };
  }
  if (kind === 9) return { op: 'raw', size: anySize() };
  if (kind === 10) {
    const amount = choice.bitGenerator.randomRaw() << BigInt(below(70));
    return { op: 'advance', amount: String(below(2) === 0 ? amount : -amount) };
  }
  return below(2) === 0 ? { op: 'jumped', amount: String(below(9) - 4) } : { op: 'spawn', amount: String(below(4)) };
}

function runStep(seed: readonly bigint[], bits: nd.random.PCG64, step: Step): [unknown, nd.random.PCG64] {
  const rng = new nd.random.Generator(bits);
  const size = step.size ?? undefined;
  const dtype = step.dtype as never;
  switch (step.op) {
    case 'random':
      return [rng.random({ size, dtype }), bits];
    case 'standard_normal':
      return [rng.standardNormal({ size, dtype }), bits];
    case 'integers':
      return [rng.integers(BigInt(step.low!), BigInt(step.high!), { size, dtype, endpoint: step.endpoint }), bits];
    case 'raw':
      return [bits.randomRaw(size as readonly number[]), bits];
    case 'advance':
      return [undefined, bits.advance(BigInt(step.amount!))];
    case 'jumped':
      return [undefined, bits.jumped(Number(step.amount))];
    case 'spawn':
      return [new nd.random.PCG64(seed).spawn(Number(step.amount)).map((b) => b.randomRaw()), bits];
  }
}

function outcomes(seed: readonly bigint[], steps: readonly Step[]): Outcome[] {
  let bits = new nd.random.PCG64(seed);
  return steps.map((step) => {
    const [values, next] = runStep(seed, bits, step);
    bits = next;
    const dtype = (step.dtype ?? 'uint64') as nd.DType;
    const bytes = values === undefined ? new Uint8Array() : nd.array(values as nd.ArrayLike, { dtype }).bytes();
    const { state, hasUint32, uinteger } = bits.state;
    return {
      bytes: Buffer.from(bytes).toString('hex'),
      state: [String(state.state), String(state.inc), hasUint32, uinteger],
    };
  });
}

const title = available
  ? `draws what NumPy ${version.trim()} draws in sessions of random steps`
  : 'draws what NumPy draws in sessions of random steps (skipped: python3 has no NumPy 2 here)';

(available ? it : it.skip)(title, () => {
  const sessions = Array.from({ length: 12 }, () => ({
    seed: Array.from({ length: below(4) }, () => choice.bitGenerator.randomRaw() >> BigInt(below(64))),
    steps: Array.from({ length: 25 }, anyStep),
  }));
  const input = JSON.stringify(sessions, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  const python = spawnSync('python3', ['-c', PYTHON], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  expect(python.stderr).toBe('');
  const expected = JSON.parse(python.stdout) as Outcome[][];
  sessions.forEach(({ seed, steps }, i) => {
    outcomes(seed, steps).forEach((outcome, k) => {
      const name = `RANDOM_TEST_SEED=${testSeed}, session ${i}, step ${k}: ${JSON.stringify(steps[k])}`;
      const same = outcome.bytes === expected[i]![k]!.bytes;
      expect([name, same, outcome.state]).toEqual([name, true, expected[i]![k]!.state]);
    });
  });
});
