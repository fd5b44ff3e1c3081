/** select, set and in-place with { at }: behaviour by sentences, and against NumPy where python3 has it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  'float32',
  'float64',
];

/** The elements as nested lists of JSON values. */
function plain(a: NDArray): unknown {
  return JSON.parse(
    JSON.stringify(a.toArray(), (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  );
}

const grid = (): NDArray => nd.arange(12n).reshape([3, 4]) as NDArray;

describe('select', () => {
  test('is a copy, with basic parts too', () => {
    const a = grid();
    for (const copy of [a.select('1:'), a.select([1, 2]), a.select(a.greater(3)), a.select(1, 2)]) {
      copy.fill(-1);
      expect(a.item(1, 2)).toBe(6n);
      expect(nd.sharesMemory(a, copy)).toBe(false);
    }
    expect(a.select(1, 2).shape).toEqual([]);
  });

  test('keeps the dtype and gives C-contiguous arrays', () => {
    for (const dtype of DTYPES) {
      const a = nd.array(
        [
          [1, 0],
          [1, 1],
        ],
        { dtype },
      ).T;
      const picked = a.select([1, 0]);
      expect(picked.dtype).toBe(dtype);
      expect(picked.flags.cContiguous).toBe(true);
      expect(plain(picked)).toEqual(
        plain(
          nd.array(
            [
              [0, 1],
              [1, 1],
            ],
            { dtype },
          ),
        ),
      );
    }
  });

  test('takes masks in C order whatever the layout', () => {
    const a = grid();
    expect(plain(a.select(a.greater(7)))).toEqual([8, 9, 10, 11]);
    expect(plain(a.T.select(a.T.greater(7)))).toEqual([8, 9, 10, 11]);
    expect(plain(a.at('::-1', '::2').select(a.at('::-1', '::2').greater(3)))).toEqual([8, 10, 4, 6]);
    expect(plain(a.select([true, false, true]))).toEqual([
      [0, 1, 2, 3],
      [8, 9, 10, 11],
    ]);
  });

  test('takes integers of every dtype, typed arrays and nested lists; negative ones count from the end', () => {
    const a = nd.array([10, 20, 30]);
    for (const dtype of DTYPES.slice(1, 9)) expect(plain(a.select(nd.array([2, 0], { dtype })))).toEqual([30, 10]);
    expect(plain(a.select(Int16Array.of(-1, 1)))).toEqual([30, 20]);
    expect(plain(a.select(BigUint64Array.of(2n ** 64n - 1n)))).toEqual([30]);
    expect(
      plain(
        a.select([
          [0, -1],
          [1n, 2],
        ]),
      ),
    ).toEqual([
      [10, 30],
      [20, 30],
    ]);
    expect(a.select([]).shape).toEqual([0]);
    expect(grid().select([[]]).shape).toEqual([1, 0, 4]);
  });

  test('puts the axes of separated advanced parts first', () => {
    const a = nd.zeros([2, 3, 4]);
    expect(a.select([0, 1], ':', [1, 2]).shape).toEqual([2, 3]);
    expect(a.select(0, ':', [0, 1]).shape).toEqual([2, 3]);
    expect(a.select(':', 0, [0, 1, 2]).shape).toEqual([2, 3]);
    expect(a.select(':', [0], '...', [1, 2, 3]).shape).toEqual([3, 2]);
    expect(a.select([0, 1], null, [1, 2]).shape).toEqual([2, 1, 4]);
  });

  test('gives bools without dimensions an axis of length 1 or 0', () => {
    const a = nd.array([1, 2]);
    expect(plain(a.select(true))).toEqual([[1, 2]]);
    expect(a.select(false).shape).toEqual([0, 2]);
    expect(plain(nd.array(5).select(true))).toEqual([5]);
    expect(nd.array(5).select(nd.array(false)).shape).toEqual([0]);
  });

  test('refuses float arrays, fractions and what is no index', () => {
    const a = grid();
    const message = '[select] arrays used as indices must be of integer (or boolean) type';
    for (const part of [nd.array([0]), Float64Array.of(0), [0.5], nd.zeros([0])]) {
      expect(() => a.select(part)).toThrow(nd.IndexError);
      expect(() => a.select(part)).toThrow(message);
    }
    for (const part of [undefined, {}, () => 0, Symbol('x'), new Date(0)]) {
      expect(() => a.select(part as never)).toThrow(nd.IndexError);
    }
    expect(() => a.select(1.5)).toThrow(nd.IndexError);
    expect(() => a.select([0, [1, 2]] as never)).toThrow(nd.ShapeError);
  });

  test("says what is wrong in NumPy's words", () => {
    const a = nd.zeros([3, 4]);
    const says = (index: Index[], Class: new (m: string) => Error, message: string): void => {
      expect(() => a.select(...index)).toThrow(Class);
      expect(() => a.select(...index)).toThrow(message);
      expect(() => a.set(0, ...index)).toThrow(message);
    };
    says([[10]], nd.IndexError, 'index 10 is out of bounds for axis 0 with size 3');
    says(
      [
        [0, 1],
        [1, -5],
      ],
      nd.IndexError,
      'index -5 is out of bounds for axis 1 with size 4',
    );
    says([[0], 4], nd.IndexError, 'index 4 is out of bounds for axis 1 with size 4');
    says(
      [BigInt64Array.of(2n ** 60n)],
      nd.IndexError,
      'index 1152921504606846976 is out of bounds for axis 0 with size 3',
    );
    says(
      [[true, false]],
      nd.IndexError,
      'boolean index did not match indexed array along axis 0; size of axis is 3 but size of corresponding boolean axis is 2',
    );
    says(
      [
        [0, 1],
        [0, 1, 2],
      ],
      nd.ShapeError,
      'shape mismatch: indexing arrays could not be broadcast together with shapes (2,) (3,)',
    );
    says([[0], [0], [0]], nd.IndexError, 'too many indices for array: array is 2-dimensional, but 3 were indexed');
    says(
      [nd.zeros(new Array<number>(63).fill(1), { dtype: 'int64' }), null],
      nd.IndexError,
      'indexing result would have 65',
    );
    expect(() => nd.zeros([3, 0]).select([5])).toThrow('index 5 is out of bounds for axis 0 with size 3');
    expect(nd.zeros([3, 4]).select([5], []).shape).toEqual([0]);
  });

  test('reads broadcast masks, indices of shared memory, and large arrays', () => {
    const n = 300_000;
    const a = nd.arange(BigInt(n));
    const mask = a.remainder(3n).equal(0);
    const picked = a.select(mask);
    expect(picked.size).toBe(n / 3);
    expect(picked.equal(nd.arange(0n, BigInt(n), 3n)).all()).toBe(true);
    const back = a.at('::-1');
    expect(a.select(back).equal(back).all()).toBe(true);
    const shared = new Int32Array(new SharedArrayBuffer(8));
    shared[1] = 7;
    expect(plain(a.select(shared))).toEqual([0, 7]);
    expect(plain(grid().select(nd.broadcastTo([false, true, false, false], [3, 4])))).toEqual([1, 5, 9]);
  });

  test('reads and writes mapped arrays, masks and indices; a file cut meanwhile is an error', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nds-select-'));
    try {
      const file = join(folder, 'a');
      const n = 4096;
      const a = new nd.memmap(file, { dtype: 'int64', mode: 'w+', shape: [n] });
      a.assign(nd.arange(BigInt(n)));
      const mask = new nd.memmap(join(folder, 'm'), { dtype: 'bool', mode: 'w+', shape: [n] });
      mask.set(true, [5, -1]);
      const index = new nd.memmap(join(folder, 'i'), { dtype: 'int64', mode: 'w+', shape: [2] });
      index.assign([4095n, -4096n]);
      expect(plain(a.select(mask))).toEqual([5, 4095]);
      expect(plain(a.select(index))).toEqual([4095, 0]);
      a.set(index, mask)
        .set(9, index)
        .iadd(a.at(':2'), { at: [index] });
      expect(plain(a.select([0, 5, 4095]))).toEqual([10, 4095, 18]);
      truncateSync(file, 0);
      for (const use of [
        () => a.select(mask),
        () => a.select(index),
        () => a.set(1n, index),
        () => a.set([1n, 2n], mask),
      ]) {
        expect(use).toThrow(nd.MappingLostError);
      }
      for (const map of [a, mask, index]) map.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('refuses disposed arrays and indices', () => {
    const a = nd.zeros([2000]);
    const index = nd.zeros([2000], { dtype: 'int64' });
    index.dispose();
    expect(() => a.select(index)).toThrow(nd.DisposedError);
    a.dispose();
    expect(() => a.select([0])).toThrow(nd.DisposedError);
    expect(() => a.set(1, [0])).toThrow(nd.DisposedError);
  });
});

describe('set', () => {
  test('writes through basic parts, masks and integer arrays', () => {
    const a = grid();
    a.set(-1, 0, '::2').set(-2, [1, 2], [1, 3]).set(-3, a.greater(8));
    expect(plain(a)).toEqual([
      [-1, 1, -1, 3],
      [4, -2, 6, 7],
      [8, -3, -3, -2],
    ]);
    a.set([[1], [2]], [2, 0]);
    expect(plain(a)).toEqual([
      [2, 2, 2, 2],
      [4, -2, 6, 7],
      [1, 1, 1, 1],
    ]);
  });

  test('lets the last value win where positions are given twice', () => {
    const a = nd.zeros([3]);
    expect(plain(a.set([1, 2, 3], [0, 0, 1]))).toEqual([2, 3, 0]);
  });

  test('takes as many values as a mask has true elements, or one', () => {
    const a = grid();
    const mask = a.greater(9);
    expect(plain(a.set([1, 2], mask).at(2))).toEqual([8, 9, 1, 2]);
    expect(plain(a.set([7], mask).at(2))).toEqual([8, 9, 7, 7]);
    expect(plain(a.set(nd.array([3.9, 4.9]), mask).at(2))).toEqual([8, 9, 3, 4]);
    expect(() => a.set([1, 2, 3], mask)).toThrow(
      'cannot assign 3 input values to the 2 output values where the mask is true',
    );
    expect(() => a.set([[1, 2]], mask)).toThrow('requires a 0 or 1-dimensional input, input has 2 dimensions');
    expect(() => a.set([1, 2], [0], [0, 1, 2])).toThrow(
      'shape mismatch: value array of shape (2,) could not be broadcast to indexing result of shape (3,)',
    );
    expect(plain(a.at(2))).toEqual([8, 9, 3, 4]);
  });

  test('spreads one value over rows', () => {
    const a = nd.zeros([4, 300]);
    a.set(2, [1, 3])
      .set(5, [true, false, false, false])
      .set(nd.array([[9]]), [2]);
    expect(plain(a.sum({ axis: 1 }) as NDArray)).toEqual([1500, 600, 2700, 600]);
    a.set(1, ':', [0, 299]);
    expect(a.item(2, 299)).toBe(1);
    expect(a.sum()).toBe(1500 - 10 + 2 + 600 - 4 + 2 + 2700 - 18 + 2 + 600 - 4 + 2);
  });

  test('acts as if value and index had been copied first', () => {
    const a = nd.arange(6n);
    a.set(a.at(':-1'), [1, 2, 3, 4, 5]);
    expect(plain(a)).toEqual([0, 0, 1, 2, 3, 4]);
    const b = nd.array([2n, 0n, 1n]);
    b.set([10n, 20n, 30n], b);
    expect(plain(b)).toEqual([20, 30, 10]);
    const c = nd.array([true, false, true, true]);
    c.set([false, true, false], c);
    expect(plain(c)).toEqual([false, false, true, false]);
    const d = nd.array([1, 2, 3, 4, 5]);
    d.set(d.at('1::2'), [true, true, false, false, false]);
    expect(plain(d)).toEqual([2, 4, 3, 4, 5]);
    const e = nd.array([true, true, false, false]);
    e.at('1:').set(true, e.at(':-1'));
    expect(plain(e)).toEqual([true, true, true, false]);
  });

  test('checks scalars and lists against the dtype and leaves the array as it was', () => {
    const a = nd.zeros([3], { dtype: 'int8' });
    expect(() => a.set(300, [0])).toThrow(nd.ValueError);
    expect(() => a.set([300], [0])).toThrow(nd.ValueError);
    expect(() => a.set(NaN, [true, false, false])).toThrow(nd.ValueError);
    expect(() => a.set(1, [0, 1, 99])).toThrow(nd.IndexError);
    expect(plain(a)).toEqual([0, 0, 0]);
    expect(plain(a.set(nd.array([300.7]), [1]))).toEqual([0, 44, 0]);
  });

  test('refuses read-only arrays', () => {
    const fixed = nd.broadcastTo([1, 2], [2, 2]);
    for (const index of [[[0]], [0], [fixed.greater(1)], [true]] as Index[][]) {
      expect(() => fixed.set(1, ...index)).toThrow(nd.ReadOnlyError);
      expect(() => fixed.iadd(1, { at: index })).toThrow(nd.ReadOnlyError);
    }
  });
});

describe('in place with { at }', () => {
  test('computes on views, masks and positions; positions given twice count once', () => {
    const a = nd.arange(6n);
    a.iadd(10, { at: ['1:3'] })
      .imul(2, { at: [a.greater(10)] })
      .isub(1, { at: [[0, 0, 5]] });
    expect(plain(a)).toEqual([-1, 22, 24, 3, 4, 4]);
    expect(plain(a.iadd(1, { at: 0 }))).toEqual([0, 22, 24, 3, 4, 4]);
    expect(plain(a.iadd([1n, 2n], { at: a.greater(20) }))).toEqual([0, 23, 26, 3, 4, 4]);
    expect(plain(a.iadd([5n], { at: a.greater(20) }))).toEqual([0, 28, 31, 3, 4, 4]);
    expect(plain(a.iadd(100, { at: '::2', where: [true, false, true] }))).toEqual([100, 28, 31, 3, 104, 4]);
    expect(plain(a.iadd(1, { at: [a.less(50)], where: [true, false, true, false] }))).toEqual([100, 29, 31, 4, 104, 4]);
  });

  test('matches operands to what is selected, not to the array', () => {
    const a = nd.arange(6n);
    expect(() => a.iadd(nd.ones([6]), { at: [a.greater(3)], casting: 'unsafe' })).toThrow(nd.ShapeError);
    expect(() => a.iadd(nd.ones([1, 1], { dtype: 'int64' }), { at: [a.greater(3)] })).toThrow(nd.ShapeError);
    expect(plain(a)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('casts within the same kind to the dtype of the array', () => {
    const a = nd.arange(4n);
    for (const at of [[[0, 1]], [a.greater(1)], ['1:']] as Index[][]) {
      expect(() => a.iadd(1.5, { at })).toThrow(nd.DTypeError);
      expect(() => a.idiv(2, { at })).toThrow(nd.DTypeError);
    }
    expect(plain(a)).toEqual([0, 1, 2, 3]);
    expect(plain(a.iadd(1.5, { at: [[0, 3]], casting: 'unsafe' }))).toEqual([1, 1, 2, 4]);
    const f = nd.zeros([3], { dtype: 'float32' });
    expect(f.iadd(nd.array([0.5, 1.5]), { at: [[2, 0]] }).dtype).toBe('float32');
    expect(plain(f)).toEqual([1.5, 0, 0.5]);
  });

  test('acts as if operand and mask had been copied first', () => {
    const a = nd.arange(5n);
    a.iadd(a.at(':3'), { at: [[2, 3, 4]] });
    expect(plain(a)).toEqual([0, 1, 2, 4, 6]);
    const b = nd.array([true, false, true]);
    b.ixor(true, { at: [b] });
    expect(plain(b)).toEqual([false, false, false]);
  });
});

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
}

type GivenPart =
  | { readonly t: 'scalar'; readonly v: number | boolean }
  | { readonly t: 'slice'; readonly v: readonly (number | null)[] }
  | { readonly t: 'null' | 'ellipsis' }
  | GivenArray;

interface Case {
  readonly op: 'select' | 'set' | 'iadd';
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

function build({ v, dtype, shape }: GivenArray): NDArray {
  return nd.array([...v], { dtype }).reshape([...shape]);
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
    list: volume(dims) > 0 && dims.length > 0 && chance(50),
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
  return { ...c, value: { t: 'array', v: numbers, dtype: type, shape: dims, list: false } };
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

const pick = generator(20261122);
const OPS = ['select', 'set', 'iadd'] as const;
const CASES = Array.from({ length: 3000 }, (_, i) => makeCase(pick, OPS[i % 3]!)).filter(
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
          const out =
            op === 'select' ? a.select(...index) : op === 'set' ? a.set(value, ...index) : a.iadd(value, { at: index });
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
