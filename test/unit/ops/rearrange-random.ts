/** Random cases of joining and rearranging, the same for a seed. */
import type { DType } from '../../../lib';
import type { Case, LayoutName } from './rearrange-case';

const DTYPES: readonly DType[] = [
  'bool',
  'int8',
  'uint8',
  'int16',
  'uint32',
  'int64',
  'uint64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
];
const LAYOUTS: readonly LayoutName[] = ['C', 'C', 'C', 'F', 'reversed', 'stepped', 'rotated'];

class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer in [low, high]. */
  int(low: number, high: number): number {
    // Mulberry32 (Tommy Ettinger).
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return low + Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * (high - low + 1));
  }

  of<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }

  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  list<T>(count: number, make: (i: number) => T): T[] {
    return Array.from({ length: count }, (_, i) => make(i));
  }
}

type Maker = (r: Random) => Case;

const dim = (r: Random): number => (r.chance(8) ? 0 : r.chance(15) ? 1 : r.int(2, 5));
const shapeOf = (r: Random, least = 0, most = 3): number[] => r.list(r.int(least, most), () => dim(r));
const arrayOf = (r: Random, shape: readonly number[], dtype = r.of(DTYPES)): unknown => ({
  $a: [dtype, shape, r.of(LAYOUTS), r.int(0, 5), r.of([1, 1, 2, 3])],
});
const axisOf = (r: Random, ndim: number): number => (r.chance(3) ? ndim + 1 : ndim === 0 ? 0 : r.int(-ndim, ndim - 1));
const maybe = (r: Random, kw: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(kw).filter(() => r.chance(60)));

/** Arrays that fit but for one axis, most of the time. */
function joinable(r: Random, shape: readonly number[], axis: number): unknown[] {
  const dtype = r.of(DTYPES);
  return r.list(r.int(1, 4), () => {
    const own = shape.slice();
    if (axis >= 0 && axis < own.length) own[axis] = dim(r);
    if (r.chance(2) && own.length > 0) own[0] = 7;
    return arrayOf(r, own, r.chance(60) ? dtype : r.of(DTYPES));
  });
}

const MAKERS: readonly Maker[] = [
  (r) => {
    const shape = shapeOf(r, 1);
    const axis = r.int(0, shape.length - 1);
    const negative = r.chance(30) ? axis - shape.length : axis;
    const kw = maybe(r, { dtype: r.of(DTYPES), casting: r.of(['same_kind', 'unsafe', 'safe', 'equiv', 'no']) });
    return { f: r.of(['concatenate', 'concat']), args: [joinable(r, shape, axis)], kw: { ...kw, axis: negative } };
  },
  (r) => ({ f: 'concatenate', args: [r.list(r.int(1, 3), () => arrayOf(r, shapeOf(r)))], kw: { axis: null } }),
  (r) => {
    const shape = shapeOf(r);
    return { f: 'stack', args: [joinable(r, shape, -1)], kw: { axis: axisOf(r, shape.length + 1) } };
  },
  (r) => {
    const f = r.of(['vstack', 'hstack', 'dstack', 'columnStack']);
    const shape = shapeOf(r);
    const axis = { vstack: 0, hstack: shape.length === 1 ? 0 : 1, dstack: 2, columnStack: 1 }[f]!;
    const parts = joinable(r, shape, f === 'vstack' && shape.length === 1 ? -1 : axis);
    return { f, args: [parts], kw: f.length === 6 && f !== 'dstack' ? maybe(r, { dtype: 'float64' }) : undefined };
  },
  (r) => {
    const [rows, columns] = [r.int(1, 3), r.int(1, 3)];
    const heights = r.list(rows, () => r.int(0, 3));
    const widths = r.list(columns, () => r.int(0, 3));
    const dtype = r.of(DTYPES);
    return {
      f: 'block',
      args: [heights.map((h) => widths.map((w) => arrayOf(r, r.chance(3) ? [h] : [h, w], dtype)))],
    };
  },
  (r) => ({ f: 'block', args: [r.list(r.int(1, 3), () => arrayOf(r, [r.int(0, 4)]))] }),
  (r) => {
    const shape = shapeOf(r, 1);
    const axis = axisOf(r, shape.length);
    const sections = r.chance(50) ? r.int(0, 5) : r.list(r.int(0, 4), () => r.int(-6, 6));
    return { f: r.of(['split', 'arraySplit']), args: [arrayOf(r, shape), sections], kw: { axis } };
  },
  (r) => ({ f: r.of(['hsplit', 'vsplit', 'dsplit']), args: [arrayOf(r, shapeOf(r, 1)), r.of([1, 2, [1, 3]])] }),
  (r) => {
    const shape = shapeOf(r);
    return { f: 'unstack', args: [arrayOf(r, shape)], kw: { axis: axisOf(r, shape.length) } };
  },
  (r) => {
    const shape = shapeOf(r);
    const flat = r.chance(30);
    const axis = axisOf(r, shape.length);
    const n = flat ? shape.reduce((x, y) => x * y, 1) : (shape.at(axis) ?? 1);
    const counts = r.chance(40) ? r.int(-1, 20) : r.list(r.chance(90) ? n : 2, () => r.int(0, 4));
    const given = Array.isArray(counts) && r.chance(40) ? { $a: ['int32', [n], 'C', 0, 1] } : counts;
    return { f: 'repeat', args: [arrayOf(r, shape), given], kw: flat ? { axis: null } : { axis } };
  },
  (r) => ({
    f: 'tile',
    args: [arrayOf(r, shapeOf(r)), r.chance(30) ? r.int(0, 9) : r.list(r.int(0, 4), () => r.of([0, 1, 1, 2, 3]))],
  }),
  (r) => {
    const shape = shapeOf(r);
    const several = shape.length > 0 && r.chance(50);
    const axes = r.list(r.int(0, 3), () => axisOf(r, shape.length));
    const shift = several && r.chance(70) ? axes.map(() => r.int(-9, 9)) : r.int(-30, 30);
    const kw = { axis: several ? axes : r.chance(30) ? null : axisOf(r, shape.length) };
    return { f: 'roll', args: [arrayOf(r, shape), shift], kw };
  },
  (r) => ({ f: r.of(['fliplr', 'flipud']), args: [arrayOf(r, shapeOf(r))] }),
  (r) => {
    const shape = shapeOf(r, 1);
    const axes = [axisOf(r, shape.length), axisOf(r, shape.length)];
    return { f: 'rot90', args: [arrayOf(r, shape)], kw: maybe(r, { k: r.int(-5, 5), axes }) };
  },
  (r) => {
    const mode = r.of([
      'constant',
      'edge',
      'reflect',
      'symmetric',
      'wrap',
      'minimum',
      'maximum',
      'mean',
      'median',
      'linear_ramp',
    ]);
    const shape = shapeOf(r, 0, 3).map((d) => (d === 0 && r.chance(70) ? 3 : d));
    const width = (): number => r.of([0, 1, 2, 3, 7, 16]);
    const pair = (): number[] => [width(), width()];
    const ndim = shape.length;
    const forms = [width(), pair(), [width()], [pair()], r.list(ndim, pair), r.list(ndim, () => [width()])];
    if (ndim > 0) forms.push({ [r.int(-ndim, ndim - 1)]: r.chance(50) ? width() : pair() } as never);
    const ends = (): unknown => r.of([r.int(0, 9), [r.int(0, 9), r.int(0, 9)], r.list(ndim, () => [r.int(0, 9), 3])]);
    const kw: Record<string, unknown> = { mode };
    if (mode === 'constant' && r.chance(60)) kw['constantValues'] = ends();
    if (mode === 'linear_ramp' && r.chance(60)) kw['endValues'] = ends();
    if (/m[ie]an|imum|median/.test(mode) && r.chance(60))
      kw['statLength'] = r.of([null, r.int(1, 4), [r.int(1, 3), r.int(1, 6)]]);
    if (/reflect|symm/.test(mode) && r.chance(60)) kw['reflectType'] = r.of(['even', 'odd']);
    return { f: 'pad', args: [arrayOf(r, shape), r.of(forms)], kw };
  },
  (r) => {
    const shape = shapeOf(r);
    const flat = shape.length === 0 || r.chance(25);
    const axis = axisOf(r, shape.length);
    const n = flat ? shape.reduce((x, y) => x * y, 1) : (shape.at(axis) ?? 1);
    return { f: 'delete', args: [arrayOf(r, shape), positions(r, n)], kw: { axis: flat ? null : axis } };
  },
  (r) => {
    const shape = shapeOf(r);
    const flat = shape.length === 0 || r.chance(25);
    const axis = axisOf(r, shape.length);
    const n = flat ? shape.reduce((x, y) => x * y, 1) : (shape.at(axis) ?? 1);
    const value = r.chance(50)
      ? r.int(0, 9)
      : arrayOf(
          r,
          r.chance(50) ? [r.int(1, 3)] : shape.map((d, i) => (r.chance(50) ? 1 : i === axis ? r.int(1, 3) : d)),
        );
    return { f: 'insert', args: [arrayOf(r, shape), positions(r, n), value], kw: { axis: flat ? null : axis } };
  },
  (r) => {
    const shape = shapeOf(r, 1);
    const axis = axisOf(r, shape.length);
    const [a, b] = [...joinable(r, shape, axis), arrayOf(r, shape)] as [unknown, unknown];
    return { f: 'append', args: [a, b], kw: { axis: r.chance(40) ? null : axis } };
  },
  (r) => ({ f: 'tri', args: [r.int(0, 5)], kw: maybe(r, { m: r.int(0, 5), k: r.int(-7, 7), dtype: r.of(DTYPES) }) }),
  (r) => ({ f: r.of(['tril', 'triu']), args: [arrayOf(r, shapeOf(r, 1))], kw: maybe(r, { k: r.int(-6, 6) }) }),
  (r) => ({ f: r.of(['diag', 'diagflat']), args: [arrayOf(r, shapeOf(r, 1, 2))], kw: maybe(r, { k: r.int(-6, 6) }) }),
  (r) => ({ f: 'identity', args: [r.int(0, 5)], kw: maybe(r, { dtype: r.of(DTYPES) }) }),
  (r) => ({
    f: 'vander',
    args: [{ $a: [r.of(DTYPES), [dim(r)], 'C', 0, 1] }],
    kw: maybe(r, { n: r.int(0, 5), increasing: r.chance(50) }),
  }),
  (r) => ({
    f: 'meshgrid',
    args: r.list(r.int(1, 3), () => arrayOf(r, [dim(r)])),
    kw: maybe(r, { indexing: r.of(['xy', 'ij']), sparse: r.chance(50) }),
  }),
  (r) => ({
    f: 'indices',
    args: [shapeOf(r)],
    kw: maybe(r, { sparse: r.chance(50), dtype: r.of(['int64', 'uint8', 'float32', 'float64']) }),
  }),
  (r) => {
    const bound = (): unknown => (r.chance(50) ? r.int(-3, 4) + 0.5 : arrayOf(r, r.of([[2], [3, 2], []])));
    const kw = {
      num: r.int(0, 6),
      ...maybe(r, { endpoint: r.chance(50), dtype: r.of(['float32', 'float64', 'int32']) }),
    };
    const f = r.of(['linspace', 'logspace']);
    return { f, args: [bound(), bound()], kw: { ...kw, ...(r.chance(30) ? { axis: r.of([0, -1]) } : {}) } };
  },
  (r) => {
    const bound = (): unknown =>
      r.chance(60) ? r.int(1, 300) + 0.25 : { $a: [r.of(['float64', 'int64', 'float32']), r.of([[2], []]), 'C', 1, 9] };
    return {
      f: 'geomspace',
      args: [bound(), bound()],
      kw: { num: r.int(0, 6), ...maybe(r, { endpoint: r.chance(50) }) },
    };
  },
];

function positions(r: Random, n: number): unknown {
  const at = (): number => (r.chance(2) ? n + 2 : r.int(n === 0 ? 0 : -n, Math.max(0, n - 1)));
  const part = (): number | null => (r.chance(40) ? null : r.int(-n - 1, n + 1));
  return r.of([
    () => at(),
    () => [at()],
    () => r.list(r.int(0, 4), at),
    () => ({ $a: ['int16', [Math.min(n, 2)], 'C', 0, 1] }),
    () => ({ $s: [part(), part(), r.of([null, 1, 2, 3, -1, -2])] }),
    () => ({ $a: ['bool', [n], 'C', 0, r.of([0, 1])] }),
  ])();
}

export function randomCases(seed: number, count: number): Case[] {
  const r = new Random(seed);
  return r.list(count, (i) => MAKERS[i % MAKERS.length]!(r));
}
