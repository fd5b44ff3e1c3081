/** Makes random programs from a seed. Most are valid; about one in eight is likely to be refused by both sides. */
import type { DType } from '../../lib';
import { DTYPE_NAMES, DTYPES } from '../../lib/core/dtype';
import { halfBits } from '../../lib/core/half';
import { REDUCTIONS } from '../../lib/ops/reduction-table.gen';
import { UFUNCS } from '../../lib/ops/ufunc-table.gen';
import type {
  ArgSpec,
  BufferSpec,
  LayoutStep,
  NestedNumbers,
  NestedScalars,
  OptionSpec,
  PartSpec,
  Program,
  ScalarText,
  ViewSpec,
} from './program';

/** Mulberry32: numbers in [0, 1) from 32 bits of state. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const FLOATS = [0, -0, 1, -1, 0.5, 1.5, -2.5, 3, 100, -7, 1e-3, 1e10, -1e10, 2 ** 31, 2 ** 53, 1e300, 5e-324, 1e-310];
/** Without those that float32 makes 0. */
const SCALARS = FLOATS.filter((x) => x === 0 || Math.abs(x) > 1e-30);
const SPECIAL = [NaN, Infinity, -Infinity];
const PARTS = [0, -0, 1, -1, 0.5, 2, -3.25, 1e5, 1e-4];
const INTEGERS = [0n, 1n, -1n, 2n, 3n, -3n, 7n, 63n, 64n, 100n, 127n, -128n, 255n, 300n, 32767n, 65535n, -32768n];
const WIDE = [
  2n ** 31n - 1n,
  -(2n ** 31n),
  2n ** 32n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 63n,
  2n ** 64n - 1n,
];
const BEYOND = [2n ** 64n, -(2n ** 63n) - 1n];

/** How often shapes are long: FUZZ_LONG. */
const LONG = Number(process.env['FUZZ_LONG'] ?? 0.001);

type Shape = readonly number[];

/** A program in the making: its buffers and views. */
class Maker {
  readonly buffers: BufferSpec[] = [];
  readonly views: ViewSpec[] = [];
  readonly shapes: Shape[] = [];
  /** The dtypes of a program stay few, so that operands often agree. */
  private readonly favourite: DType;

  constructor(private readonly random: () => number) {
    this.favourite = this.pick(DTYPE_NAMES);
  }

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  chance(p: number): boolean {
    return this.random() < p;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  dtype(): DType {
    return this.chance(0.5) ? this.favourite : this.pick(DTYPE_NAMES);
  }

  dim(): number {
    if (this.chance(0.06)) return 0;
    if (this.chance(0.2)) return 1;
    return this.chance(0.04) ? 30 + this.below(60) : 2 + this.below(4);
  }

  shape(): number[] {
    // Some are long enough to be cut in blocks for threads.
    if (this.chance(LONG)) return this.pick([[150_000 + this.below(9000)], [300 + this.below(90), 400], [3, 40_001]]);
    const ndim = this.pick([0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5]);
    const shape = Array.from({ length: ndim }, () => this.dim());
    if (ndim === 1 && this.chance(0.1)) return [200 + this.below(3000)];
    return shape.reduce((x, y) => x * y, 1) > 4000 ? shape.map((dim) => Math.min(dim, 5)) : shape;
  }

  /** A shape that broadcasts to (or from) another. */
  related(shape: Shape): number[] {
    if (this.chance(0.06)) return this.shape();
    const kept = shape.slice(this.chance(0.25) ? this.below(shape.length + 1) : 0);
    return kept.map((dim) => (this.chance(0.12) ? 1 : dim));
  }

  bytes(dtype: DType, size: number): string {
    const { kind, itemsize } = DTYPES[dtype];
    const view = new DataView(new ArrayBuffer(size * itemsize));
    const tame = this.chance(0.6);
    const special = this.chance(0.3);
    for (let i = 0; i < size; i++) {
      const at = i * itemsize;
      if (kind === 'b') view.setUint8(at, this.below(2));
      else if (kind === 'f' || kind === 'c') {
        const width = kind === 'c' ? itemsize / 2 : itemsize;
        for (let part = at; part < at + itemsize; part += width) {
          const x = this.float(tame, special);
          if (width === 2) view.setUint16(part, halfBits(x), true);
          else if (width === 4) view.setFloat32(part, x, true);
          else view.setFloat64(part, x, true);
        }
      } else {
        const x = tame ? BigInt(this.below(20) - 6) : this.pick(this.chance(0.3) ? WIDE : INTEGERS);
        if (itemsize === 1) view.setInt8(at, Number(BigInt.asIntN(8, x)));
        else if (itemsize === 2) view.setInt16(at, Number(BigInt.asIntN(16, x)), true);
        else if (itemsize === 4) view.setInt32(at, Number(BigInt.asIntN(32, x)), true);
        else view.setBigInt64(at, BigInt.asIntN(64, x), true);
      }
    }
    return Buffer.from(view.buffer).toString('base64');
  }

  float(tame: boolean, special: boolean): number {
    const x = tame ? (this.random() - 0.5) * 40 : this.pick(FLOATS) * (this.chance(0.5) ? 1 : this.random());
    if (special && this.chance(0.1)) return this.pick(SPECIAL);
    return this.chance(0.2) ? Math.round(x) : x;
  }

  addView(buffer: number, steps: LayoutStep[], shape: Shape): number {
    this.views.push({ buffer, steps });
    this.shapes.push(shape);
    return this.views.length - 1;
  }

  /** A view of exactly this shape, over memory of its own and of a random layout. */
  array(shape: Shape, dtype: DType = this.dtype(), writable = false): number {
    const source = this.chance(0.1) ? 'unaligned' : this.chance(0.06) ? 'swapped' : 'plain';
    const steps: LayoutStep[] = [];
    let base = shape.slice();
    let index: PartSpec[] = base.map(() => ':');
    const style = this.below(writable ? 6 : 8);
    if (style === 1 || style === 2) {
      base = shape.map((dim, i) => {
        if (!this.chance(0.7)) return dim;
        const step = 1 + this.below(3);
        const lead = this.below(3);
        const reverse = this.chance(0.4);
        const span = dim === 0 ? 0 : (dim - 1) * step + 1;
        const stop = lead + span;
        if (dim === 0) index[i] = `${lead}:${lead}`;
        else if (reverse) index[i] = lead === 0 ? `${stop - 1}::-${step}` : `${stop - 1}:${lead - 1}:-${step}`;
        else index[i] = `${lead}:${stop}:${step}`;
        return stop + this.below(2);
      });
      if (this.chance(0.3)) {
        const at = this.below(base.length + 1);
        base.splice(at, 0, 2);
        index.splice(at, 0, this.below(2));
      }
      steps.push(['index', index]);
    } else if (style === 3 && shape.length > 1) {
      const axes = this.permutation(shape.length);
      base = new Array<number>(shape.length);
      axes.forEach((axis, i) => (base[axis] = shape[i]!));
      steps.push(['transpose', axes]);
    } else if (style === 4 && shape.length > 0) {
      const axes = shape.map((_, i) => i).filter(() => this.chance(0.5));
      steps.push(['flip', axes]);
    } else if (style === 5 && shape.includes(1)) {
      const at = shape.indexOf(1);
      base.splice(at, 1);
      index = base.map(() => ':');
      index.splice(at, 0, null);
      steps.push(['index', index]);
    } else if (style === 6 && shape.length > 0) {
      base = shape.slice(this.below(2)).map((dim) => (this.chance(0.5) ? 1 : dim));
      steps.push(['broadcast', shape]);
    }
    const size = base.reduce((x, y) => x * y, 1);
    this.buffers.push({ dtype, shape: base, bytes: this.bytes(dtype, size), source });
    return this.addView(this.buffers.length - 1, steps, shape);
  }

  permutation(n: number): number[] {
    const axes = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [axes[i], axes[j]] = [axes[j]!, axes[i]!];
    }
    return axes;
  }

  /** Two views of one shape that overlap in one buffer. */
  overlapping(dtype: DType = this.dtype()): [number, number] {
    const shape = Array.from({ length: 1 + this.below(2) }, () => 2 + this.below(6));
    const base = shape.map((dim) => dim * 2 + 1);
    const square = shape.length === 2 && this.chance(0.2);
    if (square) base[1] = shape[1] = shape[0]!;
    if (square) base[0] = shape[0]!;
    const size = base.reduce((x, y) => x * y, 1);
    this.buffers.push({ dtype, shape: base, bytes: this.bytes(dtype, size), source: 'plain' });
    const buffer = this.buffers.length - 1;
    if (square) return [this.addView(buffer, [], shape), this.addView(buffer, [['transpose', [1, 0]]], shape)];
    const view = (): number => {
      const index = shape.map((dim) => {
        const step = 1 + this.below(2);
        const start = this.below(2);
        const last = start + (dim - 1) * step;
        if (this.chance(0.3)) return start === 0 ? `${last}::-${step}` : `${last}:${start - 1}:-${step}`;
        return `${start}:${last + 1}:${step}`;
      });
      return this.addView(buffer, [['index', index]], shape);
    };
    return [view(), view()];
  }

  scalar(beyond = true): ScalarText {
    if (this.chance(0.1)) return { kind: 'bool', value: String(this.chance(0.5)) };
    if (this.chance(0.08)) {
      const part = (): string => {
        const x = this.chance(0.05) ? this.pick(SPECIAL) : this.pick(PARTS);
        return Object.is(x, -0) ? '-0' : String(x);
      };
      return { kind: 'complex', value: `${part()},${part()}` };
    }
    if (this.chance(0.3)) {
      const pool = beyond && this.chance(0.1) ? BEYOND : this.chance(0.2) ? WIDE : INTEGERS;
      return { kind: 'bigint', value: String(this.pick(pool)) };
    }
    let x = this.chance(0.5) ? this.pick(SCALARS) : this.below(12) - 3;
    if (this.chance(0.1)) x = this.pick(SPECIAL);
    return { kind: 'number', value: Object.is(x, -0) ? '-0' : Number.isFinite(x) ? String(x) : String(x) };
  }

  axis(ndim: number): number {
    const wild = this.chance(0.05);
    const axis = wild ? ndim : this.below(Math.max(ndim, 1));
    return this.chance(0.3) ? axis - ndim : axis;
  }

  axes(ndim: number): number | number[] | null {
    if (this.chance(0.2)) return null;
    if (this.chance(0.5)) return this.axis(ndim);
    const list = this.permutation(ndim).filter(() => this.chance(0.5));
    if (this.chance(0.04) && list.length > 0) list.push(list[0]!);
    return list.map((axis) => (this.chance(0.3) ? axis - ndim : axis));
  }

  position(dim: number): number {
    if (this.chance(0.03)) return dim;
    return this.below(Math.max(dim, 1)) - (this.chance(0.3) ? dim : 0);
  }

  slice(dim: number): string {
    const bound = (): string => (this.chance(0.3) ? '' : String(this.below(dim * 2 + 2) - Math.ceil(dim / 2)));
    const step = this.chance(0.5)
      ? ''
      : `:${this.pick(['', '1', '2', '-1', '-2', '3', this.chance(0.05) ? '0' : '5'])}`;
    return `${bound()}:${bound()}${step}`;
  }

  basicIndex(shape: Shape): PartSpec[] {
    const parts: PartSpec[] = [];
    const used = this.chance(0.7) ? shape.length : this.below(shape.length + (this.chance(0.1) ? 2 : 1));
    for (let i = 0; i < used; i++) {
      parts.push(this.chance(0.4) ? this.position(shape[i] ?? 1) : this.slice(shape[i] ?? 1));
    }
    if (this.chance(0.2)) parts.splice(this.below(parts.length + 1), 0, null);
    if (used < shape.length && this.chance(0.3)) parts.push('...');
    return parts;
  }

  positions(dim: number, shape: Shape): NestedNumbers {
    const build = (axis: number): NestedNumbers | number =>
      axis === shape.length
        ? this.position(dim)
        : Array.from({ length: shape[axis]! }, () => build(axis + 1) as NestedNumbers);
    return build(0) as NestedNumbers;
  }

  advancedIndex(shape: Shape): PartSpec[] {
    if (this.chance(0.25)) return [{ view: this.array(shape, 'bool') }];
    const parts: PartSpec[] = [];
    const common = this.chance(0.7) ? [this.below(4)] : [1 + this.below(2), 1 + this.below(3)];
    let i = 0;
    while (i < shape.length && !this.chance(0.1)) {
      const dim = shape[i]!;
      const style = this.below(6);
      if (style === 0) parts.push(this.position(dim));
      else if (style === 1) parts.push(this.slice(dim));
      else if (style === 2) {
        const taken = Math.min(shape.length - i, 1 + this.below(2));
        parts.push({ view: this.array(this.chance(0.96) ? shape.slice(i, i + taken) : [3], 'bool') });
        i += taken - 1;
      } else {
        const own = this.chance(0.2) ? common.map(() => 1) : common;
        parts.push({ list: this.positions(dim, own) });
      }
      i++;
    }
    if (this.chance(0.15)) parts.splice(this.below(parts.length + 1), 0, null);
    if (this.chance(0.04)) parts.splice(this.below(parts.length + 1), 0, this.chance(0.5));
    if (i < shape.length && this.chance(0.3) && !parts.includes('...')) parts.push('...');
    return parts;
  }

  listOf(shape: Shape): NestedScalars | ScalarText {
    if (shape.length === 0) return this.scalar();
    return Array.from({ length: shape[0]! }, () => this.listOf(shape.slice(1)) as NestedScalars);
  }
}

const broadcast = (shapes: readonly Shape[]): number[] => {
  const ndim = Math.max(0, ...shapes.map((s) => s.length));
  return Array.from({ length: ndim }, (_, i) =>
    shapes.reduce((dim, s) => {
      const own = s[s.length - ndim + i];
      return own === undefined || own === 1 ? dim : own;
    }, 1),
  );
};

type Draft = Omit<Program, 'buffers' | 'views'>;

// NumPy's angle, sinc and i0 are no ufuncs: they take no keywords of theirs.
const PLAIN_UFUNCS = Object.values(UFUNCS).filter((u) => !['where', 'clip', 'angle', 'sinc', 'i0'].includes(u.name));
const IN_PLACE: readonly (readonly [string, string])[] = [
  ['add', 'iadd'],
  ['subtract', 'isub'],
  ['multiply', 'imul'],
  ['divide', 'idiv'],
  ['floor_divide', 'ifloordiv'],
  ['remainder', 'imod'],
  ['power', 'ipow'],
  ['bitwise_and', 'iand'],
  ['bitwise_or', 'ior'],
  ['bitwise_xor', 'ixor'],
  ['left_shift', 'ilshift'],
  ['right_shift', 'irshift'],
];

function operands(m: Maker, count: number): { args: ArgSpec[]; shape: number[] } {
  const main = m.shape();
  const args: ArgSpec[] = [];
  const shapes: Shape[] = [];
  const scalarAt = count > 1 && m.chance(0.3) ? m.below(count) : -1;
  for (let i = 0; i < count; i++) {
    if (i === scalarAt) args.push({ scalar: m.scalar() });
    else {
      const shape = i === 0 ? main : m.related(main);
      shapes.push(shape);
      args.push({ view: m.array(shape) });
    }
  }
  return { args, shape: broadcast(shapes) };
}

function ufunc(m: Maker): Draft {
  const u = m.pick(PLAIN_UFUNCS);
  const options: OptionSpec = {};
  const base = { kind: 'ufunc' as const, name: u.numpy, ours: u.name };
  if (m.chance(0.12)) {
    const [x, out] = m.overlapping();
    options.out = out;
    const args =
      u.inputs === 1 ? [{ view: x }] : m.chance(0.5) ? [{ view: x }, { view: out }] : [{ view: x }, { view: x }];
    return { ...base, args, options };
  }
  const { args, shape } = operands(m, u.inputs);
  if (m.chance(0.2)) options.out = m.array(m.chance(0.95) ? shape : m.shape(), m.dtype(), m.chance(0.95));
  // NumPy 2.4 crashes on a mask beside a comparison with an integer that does not fit the array.
  const masked = options.out !== undefined && !(u.comparison && args.some((arg) => 'scalar' in arg));
  if (masked && m.chance(0.4)) options.where = m.array(m.related(shape), m.chance(0.97) ? 'bool' : 'int8');
  if (m.chance(0.08)) options.dtype = m.pick(DTYPE_NAMES);
  const scalar = args.some((arg) => 'scalar' in arg);
  if (!scalar && !u.name.startsWith('logical') && m.chance(0.05))
    options.casting = m.pick(['no', 'equiv', 'safe', 'same_kind', 'unsafe']);
  return { ...base, args, options };
}

function clipOrWhere(m: Maker): Draft {
  const { args } = operands(m, 3);
  // NumPy makes a scalar in the first place an array; where() wraps integers that do not fit.
  const numbers = args.some((arg) => 'scalar' in arg && arg.scalar.kind !== 'bool');
  const clip = 'view' in args[0]! && (numbers || m.chance(0.5));
  if (numbers && !clip) return ufunc(m);
  if (clip) return { kind: 'ufunc', name: 'clip', ours: 'clip', args, options: {} };
  return { kind: 'where', name: 'where', ours: 'where', args, options: {} };
}

function inPlace(m: Maker): Draft {
  const [name, ours] = m.pick(IN_PLACE);
  const options: OptionSpec = {};
  if (m.chance(0.15)) {
    const [target, operand] = m.overlapping();
    return { kind: 'inplace', name, ours, args: [{ view: target }, { view: operand }], options, index: null };
  }
  const shape = m.shape();
  const target = m.array(shape, m.dtype(), true);
  const operand: ArgSpec = m.chance(0.5) ? { scalar: m.scalar() } : { view: m.array(m.related(shape)) };
  const args = [{ view: target }, operand];
  if (m.chance(0.5)) {
    if (m.chance(0.2)) options.where = m.array(m.related(shape), 'bool');
    return { kind: 'inplace', name, ours, args, options, index: null };
  }
  const index = m.chance(0.4) ? m.basicIndex(shape) : m.advancedIndex(shape);
  const small = m.chance(0.8) ? { scalar: m.scalar() } : operand;
  return { kind: 'inplace', name, ours, args: [{ view: target }, small], options, index };
}

function reduction(m: Maker): Draft {
  const row = m.pick(Object.values(REDUCTIONS));
  const shape = m.shape();
  const dtype = m.dtype();
  const view = m.array(shape, dtype);
  const options: OptionSpec = {};
  const position = row.name === 'argmin' || row.name === 'argmax';
  if (m.chance(0.7)) options.axis = position ? (m.chance(0.2) ? null : m.axis(shape.length)) : m.axes(shape.length);
  if (m.chance(0.25)) options.keepdims = m.chance(0.8);
  const { name } = row;
  const arithmetic = name === 'sum' || name === 'prod';
  if (arithmetic && m.chance(0.15)) options.dtype = m.dtype();
  const complex = dtype.startsWith('complex');
  if (row.result === 'mean' && m.chance(0.15))
    options.dtype = m.pick(['float16', 'float32', 'float64', 'complex64', 'complex128']);
  // NumPy computes variances in the dtype asked for: float16 may overflow; a real one takes part of a complex mean.
  if (row.result === 'variance' && m.chance(0.15))
    options.dtype = m.pick(complex ? ['complex64', 'complex128'] : ['float32', 'float64', 'complex64', 'complex128']);
  if ((arithmetic || name === 'min' || name === 'max') && m.chance(0.15)) options.initial = m.scalar(false);
  if (!position && name !== 'countNonzero' && shape.length > 0 && m.chance(0.15))
    options.where = m.array(m.related(shape), 'bool');
  if ((name === 'var' || name === 'std') && m.chance(0.4)) options.ddof = m.below(3);
  if (name !== 'countNonzero' && m.chance(0.1)) {
    const gone = options.axis ?? null;
    const reduced = new Set(
      (Array.isArray(gone) ? gone : [gone]).map((a) => (a === null ? a : a < 0 ? a + shape.length : a)),
    );
    const isReduced = (i: number): boolean => gone === null || reduced.has(i);
    const left = shape
      .map((dim, i) => (isReduced(i) ? 1 : dim))
      .filter((_, i) => options.keepdims === true || !isReduced(i));
    const exact =
      row.result === 'bool'
        ? 'bool'
        : position
          ? 'int64'
          : row.result === 'same'
            ? dtype
            : complex
              ? 'complex128'
              : 'float64';
    const summed = row.result === 'widen' && m.chance(0.3) ? dtype : exact;
    options.out = m.array(left, options.dtype ?? summed, true);
  }
  return { kind: 'reduction', name: row.numpy, ours: name, args: [{ view }], options };
}

function method(m: Maker): Draft {
  const shape = m.shape();
  const args = [{ view: m.array(shape) }];
  const options: OptionSpec = {};
  const ndim = shape.length;
  const size = shape.reduce((x, y) => x * y, 1);
  const made = (name: string, values: Draft['values'], kind: 'method' | 'function' = 'method', ours = name): Draft => ({
    kind,
    name,
    ours,
    args,
    options,
    values: values ?? [],
  });
  switch (m.below(9)) {
    case 0: {
      if (m.chance(0.3)) options.casting = m.pick(['no', 'equiv', 'safe', 'same_kind', 'unsafe']);
      if (m.chance(0.2)) options.order = m.pick(['C', 'F', 'K']);
      return made('astype', [m.pick(DTYPE_NAMES)]);
    }
    case 1: {
      const target = m.chance(0.5) ? [size] : m.permutation(ndim).map((i) => shape[i]!);
      if (m.chance(0.3)) target.splice(m.below(target.length + 1), 0, 1);
      if (m.chance(0.3) && target.length > 0) target[m.below(target.length)] = -1;
      if (m.chance(0.05)) target.push(2);
      if (m.chance(0.3)) options.order = m.pick(['C', 'F', 'A']);
      return made('reshape', [target]);
    }
    case 2:
      if (m.chance(0.7)) options.order = m.pick(['C', 'F', 'A', 'K']);
      return made('ravel', []);
    case 3: {
      const axes = m.permutation(ndim).map((axis) => (m.chance(0.2) ? axis - ndim : axis));
      if (m.chance(0.05)) axes.push(0);
      return made('transpose', m.chance(0.3) ? [null] : [axes]);
    }
    case 4:
      return made(
        'squeeze',
        m.chance(0.4) ? [] : [shape.includes(1) && m.chance(0.8) ? shape.indexOf(1) : m.axis(ndim)],
      );
    case 5: {
      const one = m.axis(ndim + 1);
      return made('expand_dims', [m.chance(0.6) ? one : [one, m.axis(ndim + 1)]], 'function', 'expandDims');
    }
    case 6:
      return made('flip', [m.axes(ndim)], 'function');
    case 7: {
      const wider = m.chance(0.85)
        ? [...(m.chance(0.5) ? [m.dim()] : []), ...shape.map((d) => (d === 1 ? m.dim() : d))]
        : m.shape();
      return made('broadcast_to', [wider], 'function', 'broadcastTo');
    }
    default: {
      const at = shape.map((dim) => m.position(dim));
      return made('item', m.chance(0.7) ? at : m.chance(0.7) ? [m.position(size)] : []);
    }
  }
}

function join(m: Maker): Draft {
  const shape = m.shape();
  const options: OptionSpec = {};
  const stack = m.chance(0.4);
  const count = 1 + m.below(3);
  const axis = stack ? m.axis(shape.length + 1) : m.axis(shape.length);
  if (m.chance(0.8)) options.axis = axis;
  else if (!stack && m.chance(0.5)) options.axis = null;
  const args = Array.from({ length: count }, () => {
    const own = shape.slice();
    const at = options.axis === undefined ? 0 : axis < 0 ? axis + shape.length : axis;
    if (!stack && at < own.length) own[at] = m.dim();
    return { view: m.array(m.chance(0.97) ? own : m.shape()) };
  });
  const name = stack ? 'stack' : 'concatenate';
  return { kind: 'join', name, ours: name, args, options };
}

function range(m: Maker): Draft {
  const options: OptionSpec = {};
  const text = (x: number): ScalarText => ({ kind: 'number', value: Object.is(x, -0) ? '-0' : String(x) });
  if (m.chance(0.4)) {
    const scale = m.pick([1, 10, 1e-3, 1e6, 1e300]);
    const ends = [m.chance(0.3) ? m.below(10) : (m.below(2000) - 1000) / 77, (m.below(2000) - 1000) / 33];
    options.num = m.chance(0.2) ? m.below(3) : m.below(70);
    if (m.chance(0.3)) options.endpoint = m.chance(0.5);
    if (m.chance(0.3))
      options.dtype = m.pick(
        scale > 10
          ? (['float64'] as const)
          : (['float16', 'float32', 'int64', 'int16', 'complex64', 'complex128'] as const),
      );
    return {
      kind: 'range',
      name: 'linspace',
      ours: 'linspace',
      args: [],
      options,
      scalars: ends.map((x) => text(x * scale)),
    };
  }
  const count = 1 + m.below(3);
  if (m.chance(0.5)) {
    const values = [m.below(40) - 20, m.below(400) - 150, m.pick([1, 2, 3, -1, -4, 7, 0])].slice(0, count);
    const scalars = values.map((x) => ({ kind: 'bigint' as const, value: String(x) }));
    if (m.chance(0.2)) options.dtype = m.pick(['float16', 'float32', 'float64', 'complex64', 'int32', 'int16']);
    return { kind: 'range', name: 'arange', ours: 'arange', args: [], options, scalars };
  }
  const step = m.pick([0.1, 0.3, 1, 1.5, -0.7, 1e-2, 1 / 3, 7, m.chance(0.1) ? 0 : 2]);
  const start = (m.below(400) - 200) / 19;
  const scalars = [start, start + step * m.below(90) + (m.chance(0.5) ? 0 : step / 3), step].slice(0, count).map(text);
  if (m.chance(0.2)) options.dtype = m.pick(['float16', 'float32', 'float64', 'complex128']);
  return { kind: 'range', name: 'arange', ours: 'arange', args: [], options, scalars };
}

function other(m: Maker): Draft {
  const style = m.below(5);
  if (style === 0) {
    const options: OptionSpec = { dtype: m.pick(['bool', 'float32', 'float64', 'complex64', 'complex128']) };
    const shape = m.shape();
    return { kind: 'full', name: 'full', ours: 'full', args: [], options, values: [shape], scalars: [m.scalar(false)] };
  }
  if (style === 1) {
    const [x, y] = m.overlapping();
    const exact = m.chance(0.6);
    const name = exact ? 'shares_memory' : 'may_share_memory';
    const ours = exact ? 'sharesMemory' : 'mayShareMemory';
    return { kind: 'shares', name, ours, args: [{ view: x }, { view: y }], options: {} };
  }
  const name = m.chance(0.5) ? 'str' : 'repr';
  return { kind: 'text', name, ours: name, args: [{ view: m.array(m.shape()) }], options: {} };
}

function indexing(m: Maker): Draft {
  const shape = m.shape();
  if (m.chance(0.5)) {
    const basic = m.chance(0.4);
    const args = [{ view: m.array(shape) }];
    const index = basic ? m.basicIndex(shape) : m.advancedIndex(shape);
    return {
      kind: 'getitem',
      name: 'getitem',
      ours: basic && m.chance(0.7) ? 'at' : 'select',
      args,
      options: {},
      index,
    };
  }
  if (m.chance(0.15)) {
    const [target, value] = m.overlapping();
    return {
      kind: 'setitem',
      name: 'setitem',
      ours: 'set',
      args: [{ view: target }],
      options: {},
      index: ['...'],
      value: { view: value },
    };
  }
  const args = [{ view: m.array(shape, m.dtype(), true) }];
  const index = m.chance(0.4) ? m.basicIndex(shape) : m.advancedIndex(shape);
  const style = m.below(3);
  const value =
    style === 0
      ? { scalar: m.scalar() }
      : style === 1
        ? { view: m.array(m.chance(0.5) ? [] : m.related(shape)) }
        : { list: m.listOf([m.pick([1, 1, 2, 3])]) as NestedScalars };
  return { kind: 'setitem', name: 'setitem', ours: 'set', args, options: {}, index, value };
}

const KINDS: readonly (readonly [number, (m: Maker) => Draft])[] = [
  [0.34, ufunc],
  [0.06, clipOrWhere],
  [0.13, inPlace],
  [0.16, reduction],
  [0.1, method],
  [0.04, join],
  [0.04, range],
  [0.04, other],
  [0.09, indexing],
];

/** A random program. */
export function makeProgram(random: () => number): Program {
  const m = new Maker(random);
  let x = random();
  const make = (KINDS.find(([weight]) => (x -= weight) < 0) ?? KINDS[0]!)[1];
  const draft = make(m);
  return { ...draft, buffers: m.buffers, views: m.views };
}
