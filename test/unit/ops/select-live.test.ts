/** select, set, in-place with { at } and add.at of random arrays by random indices, beside NumPy where python3 has it. */
import { spawnSync } from 'node:child_process';
import * as nd from '../../../lib/index';
import type { DType, Index, NDArray } from '../../../lib/index';

const DTYPES: readonly DType[] = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'float32',
  'float64',
];

/** The elements as nested lists of JSON values. */
function plain(a: NDArray): unknown {
  return JSON.parse(
    JSON.stringify(a.toArray(), (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  );
}

// The same cases in NumPy: one process, JSON both ways.
const ORACLE = `
import sys, json
import numpy as np
def part(p):
    t = p['t']
    if t == 'slice': return slice(*p['v'])
    if t == 'null': return None
    if t == 'ellipsis': return Ellipsis
    if t == 'array': return np.array(p['v'], dtype=p['dtype']).reshape(p['shape'])
    return p['v']
def value(v):
    return np.array(v['v'], dtype=v['dtype']).reshape(v['shape']) if isinstance(v, dict) else v
def run(c):
    a = np.array(c['v'], dtype=c['dtype']).reshape(c['base'])
    if c['layout'] == 'T': a = a.T
    if c['layout'] == 'flip': a = a[::-1]
    if c['layout'] == 'step': a = a[::2]
    index = tuple(part(p) for p in c['parts'])
    try:
        if c['op'] == 'select': out = a[index]
        elif c['op'] == 'set': a[index] = value(c['value']); out = a
        elif c['op'] == 'at': np.add.at(a, index, value(c['value'])); out = a
        else: a[index] += value(c['value']); out = a
    except Exception as e:
        return {'error': type(e).__name__, 'message': str(e), 'kept': a.tolist()}
    out = np.asarray(out)
    return {'shape': list(out.shape), 'values': out.tolist()}
if int(np.__version__.split('.')[0]) < 2: sys.exit(3)
json.dump([run(c) for c in json.load(sys.stdin)], sys.stdout)
`;

function askNumpy(cases: readonly Case[]): Answer[] | undefined {
  const run = spawnSync('python3', ['-W', 'ignore', '-c', ORACLE], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (run.error === undefined && run.status === 0) return JSON.parse(run.stdout) as Answer[];
  // Absent, or without NumPy 2: anything else is a fault of the test.
  if (run.error !== undefined || run.status === 3 || /ModuleNotFoundError/.test(run.stderr)) return undefined;
  throw new Error(run.stderr);
}

interface Answer {
  readonly error?: string;
  readonly message?: string;
  readonly kept?: unknown;
  readonly shape?: number[];
  readonly values?: unknown;
}

interface GivenArray {
  readonly t: 'array';
  readonly v: readonly (number | boolean)[];
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Handed to select as a nested list. */
  readonly list: boolean;
  /** How it lies in memory otherwise. */
  readonly layout: 'C' | 'F' | 'reversed' | 'stepped' | 'unaligned' | 'shared';
}

type GivenPart =
  | { readonly t: 'scalar'; readonly v: number | boolean }
  | { readonly t: 'slice'; readonly v: readonly (number | null)[] }
  | { readonly t: 'null' | 'ellipsis' }
  | GivenArray;

interface Case {
  readonly op: 'select' | 'set' | 'iadd' | 'at';
  readonly dtype: DType;
  readonly base: readonly number[];
  readonly v: readonly number[];
  readonly layout: 'C' | 'T' | 'flip' | 'step';
  readonly parts: readonly GivenPart[];
  readonly value: number | GivenArray;
}

/** xorshift32: the cases are the same in every run. */
function generator(seed: number): (low: number, high: number) => number {
  let state = seed;
  return (low, high) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return low + ((state >>> 0) % (high - low + 1));
  };
}

const volume = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

function build({ v, dtype, shape, layout }: GivenArray): NDArray {
  const made: NDArray = nd.array([...v], { dtype }).reshape([...shape]);
  const { itemsize, ndim, size } = made;
  if (layout === 'F') return made.copy({ order: 'F' });
  if (layout === 'unaligned' || layout === 'shared') {
    const offset = layout === 'shared' ? 0 : 3;
    const buffer = layout === 'shared' ? new SharedArrayBuffer(size * itemsize) : new ArrayBuffer(size * itemsize + 3);
    const moved: NDArray = nd.frombuffer(buffer, { dtype, offset }).reshape([...shape]);
    return moved.assign(made);
  }
  if (ndim === 0 || layout === 'C') return made;
  if (layout === 'reversed') return made.at('::-1').copy().at('::-1');
  const wide = nd.zeros([...shape.slice(0, -1), shape.at(-1)! * 2], { dtype }).at('...', '::2');
  return wide.assign(made) as NDArray;
}

function asPart(part: GivenPart): Index {
  switch (part.t) {
    case 'scalar':
      return part.v;
    case 'slice':
      return nd.slice(part.v[0]!, part.v[1]!, part.v[2]!);
    case 'null':
      return null;
    case 'ellipsis':
      return '...';
    default:
      return part.list ? (plain(build(part)) as number[]) : build(part);
  }
}

function baseArray(c: Case): NDArray {
  const a = nd.array([...c.v], { dtype: c.dtype }).reshape([...c.base]);
  if (c.layout === 'T') return a.T as NDArray;
  if (c.layout === 'flip') return a.at('::-1');
  return c.layout === 'step' ? a.at('::2') : a;
}

const LAYOUTS = ['C', 'F', 'reversed', 'stepped', 'unaligned', 'shared'] as const;

/** A random array, index and value; mostly valid. */
function makeCase(pick: (low: number, high: number) => number, op: Case['op']): Case {
  const chance = (percent: number): boolean => pick(1, 100) <= percent;
  const one = <T>(list: readonly T[]): T => list[pick(0, list.length - 1)]!;
  const base = Array.from({ length: chance(4) ? 0 : pick(1, 4) }, () => (chance(6) ? 0 : pick(1, 5)));
  const layout = base.length === 0 ? 'C' : one(['C', 'C', 'T', 'flip', 'step'] as const);
  const dtype = one(DTYPES);
  const v = Array.from({ length: volume(base) }, () => pick(0, dtype === 'bool' ? 1 : 100));
  const shape = layout === 'T' ? [...base].reverse() : [...base];
  if (layout === 'step') shape[0] = Math.ceil(shape[0]! / 2);

  const common = Array.from({ length: pick(1, 2) }, () => (chance(5) ? 0 : pick(1, 4)));
  const given = (numbers: (number | boolean)[], type: DType, dims: readonly number[]): GivenArray => ({
    t: 'array',
    v: numbers,
    dtype: type,
    shape: dims,
    list: volume(dims) > 0 && dims.length > 0 && chance(40),
    layout: one(LAYOUTS),
  });
  const positions = (dim: number): GivenArray => {
    const dims = common.slice(pick(0, common.length - 1)).map((d) => (chance(15) ? 1 : d));
    const own = chance(4) ? [3] : chance(6) ? [] : dims;
    const type = one(DTYPES.slice(1, 9));
    const low = type.startsWith('u') ? 0 : -dim;
    return given(
      Array.from({ length: volume(own) }, () => (dim === 0 || chance(1) ? dim + 2 : pick(low, dim - 1))),
      type,
      own,
    );
  };
  const mask = (dims: readonly number[]): GivenArray => {
    const size = volume(dims);
    const wanted = Math.min(size, chance(60) ? common.at(-1)! : pick(0, size));
    const truths = Array.from({ length: size }, (_, i) => i < wanted);
    for (let i = size - 1; i > 0; i--) {
      const j = pick(0, i);
      [truths[i], truths[j]] = [truths[j]!, truths[i]!];
    }
    const own = chance(2) ? dims.map((d) => d + 1) : [...dims];
    return given(volume(own) === size ? truths : new Array<boolean>(volume(own)).fill(true), 'bool', own);
  };
  let parts: GivenPart[] = [];
  if (chance(12)) {
    parts = shape.length === 0 ? [{ t: 'scalar', v: chance(50) }] : [mask(shape)];
  } else {
    let axis = 0;
    let whole = chance(40);
    while (axis < shape.length) {
      const dim = shape[axis]!;
      const kind = pick(1, 100);
      if (whole && chance(30)) {
        whole = false;
        parts.push({ t: 'ellipsis' });
        axis += pick(0, shape.length - axis);
        // What follows an ellipsis must reach the last axis.
        for (; axis < shape.length; axis++)
          parts.push(chance(50) ? positions(shape[axis]!) : { t: 'slice', v: [null, null, null] });
        break;
      }
      if (kind <= 35) parts.push(positions(dim));
      else if (kind <= 50) {
        const dims = shape.slice(axis, axis + pick(1, 2));
        parts.push(mask(dims));
        axis += dims.length - 1;
      } else if (kind <= 65) parts.push({ t: 'scalar', v: dim === 0 || chance(2) ? dim : pick(-dim, dim - 1) });
      else {
        const bound = (): number | null => (chance(40) ? null : pick(-dim - 1, dim + 1));
        parts.push({ t: 'slice', v: [bound(), bound(), one([null, 1, 2, -1, -2])] });
      }
      axis++;
    }
    if (parts.length > 0 && !parts.some((p) => p.t === 'ellipsis') && chance(20)) parts.pop();
    for (let extra = chance(20) ? pick(1, 2) : 0; extra > 0; extra--) {
      const at = pick(0, parts.length);
      parts.splice(at, 0, chance(60) ? { t: 'null' } : { t: 'scalar', v: chance(80) });
    }
    if (chance(2)) parts.push(positions(3));
  }
  const c: Case = { op, dtype, base, v, layout, parts, value: pick(0, dtype === 'bool' ? 1 : 27) };
  if (op === 'select' || chance(35)) return c;
  let target: number[];
  try {
    target = [...baseArray(c).select(...parts.map(asPart)).shape];
  } catch {
    return c;
  }
  let dims = target.map((dim) => (chance(20) ? 1 : dim)).slice(chance(25) ? pick(0, target.length) : 0);
  if (op === 'set' && chance(8)) dims = [1, ...dims];
  if (chance(6)) dims = [...dims, 2];
  const type = one(chance(50) ? [dtype] : DTYPES);
  const numbers = Array.from(
    { length: volume(dims) },
    () => pick(0, type === 'bool' ? 1 : 100) + (type.startsWith('f') ? 0.5 : 0),
  );
  return { ...c, value: { t: 'array', v: numbers, dtype: type, shape: dims, list: false, layout: one(LAYOUTS) } };
}

/** Ours for each of NumPy's errors. */
const ERRORS: Readonly<Record<string, readonly string[]>> = {
  IndexError: ['IndexError', 'ShapeError'],
  ValueError: ['ShapeError'],
  // A mask given two-dimensional values is a TypeError in NumPy.
  TypeError: ['DTypeError', 'ShapeError'],
  UFuncTypeError: ['DTypeError'],
  _UFuncOutputCastingError: ['DTypeError'],
};

/**
 * An integer for every axis: NumPy takes the element out as a scalar, so in-place results are stored unsafely and a list
 * of one value is refused; here the element is a view without dimensions like any other.
 */
function isElement(c: Case): boolean {
  const integer = (p: GivenPart): boolean =>
    p.t === 'scalar' ? typeof p.v === 'number' : p.t === 'array' && p.shape.length === 0 && p.dtype !== 'bool';
  return c.parts.length === c.base.length && c.parts.every(integer);
}

function apply(op: Case['op'], a: NDArray, index: Index[], value: nd.ArrayLike): NDArray {
  if (op === 'select') return a.select(...index);
  if (op === 'set') return a.set(value, ...index);
  if (op === 'iadd') return a.iadd(value, { at: index });
  // A list of scalars would be positions. NumPy's at casts unsafely; here that is to be asked for.
  const parts = index.every((part) => typeof part !== 'object' || part === null) ? [...index, '...' as const] : index;
  const given = index.includes('...') ? index : parts;
  nd.add.at(a, given, value, { casting: 'unsafe' });
  return a;
}

const pick = generator(20261122);
const OPS = ['select', 'set', 'iadd', 'at'] as const;
const CASES = Array.from({ length: 5000 }, (_, i) => makeCase(pick, OPS[i % 4]!)).filter(
  (c) => c.op === 'select' || !isElement(c),
);
const ANSWERS = askNumpy(CASES);

describe(
  ANSWERS === undefined ? 'against NumPy (skipped: python3 with NumPy 2 was not found)' : 'against NumPy',
  () => {
    const compare = ANSWERS === undefined ? test.skip : test;

    compare.each(OPS)('%s of random arrays by random indices is the same', (op) => {
      let failures = 0;
      CASES.forEach((c, i) => {
        if (c.op !== op) return;
        const answer = ANSWERS![i]!;
        const text = JSON.stringify(c);
        const a = baseArray(c);
        const index = c.parts.map(asPart);
        const value = typeof c.value === 'number' ? c.value : build(c.value);
        let result: { shape: readonly number[]; values: unknown } | { error: string };
        try {
          const out = apply(op, a, index, value);
          result = { shape: [...out.shape], values: plain(out) };
        } catch (error) {
          result = { error: (error as Error).name };
          expect({ text, values: plain(a) }).toEqual({ text, values: answer.kept ?? 'no error' });
        }
        if (answer.error === undefined) {
          expect({ text, ...result }).toEqual({ text, shape: answer.shape, values: answer.values });
        } else {
          failures++;
          const { error, message } = answer;
          const ours = 'error' in result ? result.error : 'none';
          expect({ text, error, message, ours: ERRORS[error]?.includes(ours) ? 'right' : ours }).toEqual({
            text,
            error,
            message,
            ours: 'right',
          });
        }
      });
      // Both sorts of cases are there.
      const all = CASES.filter((c) => c.op === op).length;
      expect(failures).toBeGreaterThan(all / 50);
      expect(failures).toBeLessThan(all / 2);
    });
  },
);
