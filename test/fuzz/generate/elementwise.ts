/** Elementwise operations: with scalars, out, where, dtype and casting; in place; over overlapping memory. */
import { DTYPE_NAMES } from '../../../lib/core/dtype';
import { UFUNCS } from '../../../lib/ops/ufunc-table.gen';
import { broadcast, type Maker } from '../maker';
import type { ArgSpec, Draft, OptionSpec } from '../program';
import type { Shape } from '../random';
import { functionOf } from '../run';

/** No ufuncs in NumPy, or of two results: they take no keywords of theirs. */
const FUNCTIONS = new Set([
  'where',
  'clip',
  'angle',
  'sinc',
  'i0',
  'isposinf',
  'isneginf',
  'isreal',
  'iscomplex',
  'divmod',
  'modf',
  'frexp',
]);
/** Rows that have a public function of the same name. */
const PLAIN_UFUNCS = Object.values(UFUNCS).filter((u) => !FUNCTIONS.has(u.name) && functionOf(u.name) !== undefined);
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

export function ufunc(m: Maker): Draft {
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

export function clipOrWhere(m: Maker): Draft {
  const { args } = operands(m, 3);
  // NumPy makes a scalar in the first place an array; where() wraps integers that do not fit.
  const numbers = args.some((arg) => 'scalar' in arg && arg.scalar.kind !== 'bool');
  const clip = 'view' in args[0]! && (numbers || m.chance(0.5));
  if (numbers && !clip) return ufunc(m);
  if (clip) return { kind: 'ufunc', name: 'clip', ours: 'clip', args, options: {} };
  return { kind: 'where', name: 'where', ours: 'where', args, options: {} };
}

export function inPlace(m: Maker): Draft {
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
