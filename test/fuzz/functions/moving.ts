/** Functions that move elements: views, joining, splitting, repeating, padding, taking. */
import type { Maker } from '../maker';
import type { Given } from '../program';
import { axisKeyword, INTEGERS, items, keyword, one, plain, ranked, rows, view, type Entry, type Made } from './entry';

const withAxes =
  (count: number) =>
  (m: Maker): Made => {
    const shape = ranked(m, 2);
    return [[view(m, shape), ...Array.from({ length: count }, () => plain(m.axis(shape.length)))]];
  };

const listed = (m: Maker): Made => [[items(rows(m, 1 + m.below(3), m.shape()))]];

function splitting(m: Maker, least: number): Made {
  const shape = ranked(m, least);
  const at = m.chance(0.5) ? 1 + m.below(3) : [m.below(3), m.below(5), m.below(6)].sort();
  return [[view(m, shape), plain(at)]];
}

function positions(m: Maker, dim: number, shape: readonly number[]): Given {
  const list = (axis: number): never =>
    (axis === shape.length ? m.position(dim) : Array.from({ length: shape[axis]! }, () => list(axis + 1))) as never;
  const value: readonly number[] | number = list(0);
  const flat = [value].flat(9) as number[];
  const view64 = new BigInt64Array(flat.map(BigInt));
  m.buffers.push({ dtype: 'int64', shape, bytes: new Uint8Array(view64.buffer), source: 'plain' });
  return { view: m.addView(m.buffers.length - 1, [], shape) };
}

const MODES = ['constant', 'edge', 'reflect', 'symmetric', 'wrap', 'maximum', 'minimum'];

export const MOVING: readonly Entry[] = [
  { numpy: 'swapaxes', make: withAxes(2) },
  { numpy: 'moveaxis', make: withAxes(2) },
  { numpy: 'rollaxis', make: withAxes(1) },
  { numpy: 'matrix_transpose', make: one() },
  { numpy: 'permute_dims', make: one() },
  { numpy: 'atleast_1d', ours: 'atleast1d', make: one() },
  { numpy: 'atleast_2d', ours: 'atleast2d', make: one() },
  { numpy: 'atleast_3d', ours: 'atleast3d', make: one() },
  {
    numpy: 'broadcast_arrays',
    make: (m) => {
      const shape = m.shape();
      return [[view(m, shape), view(m, m.related(shape))]];
    },
  },
  {
    numpy: 'diagonal',
    make: (m) => [[view(m, ranked(m, 2))], keyword(m, 0.5, 'offset', () => m.below(5) - 2)],
  },
  {
    numpy: 'lib.stride_tricks.sliding_window_view',
    ours: 'slidingWindowView',
    make: (m) => {
      const shape = ranked(m);
      return [[view(m, shape), plain(1 + m.below(3))], { axis: plain(m.axis(shape.length)) }];
    },
  },
  { numpy: 'vstack', make: listed },
  { numpy: 'hstack', make: listed },
  { numpy: 'dstack', make: listed },
  { numpy: 'column_stack', make: listed },
  { numpy: 'block', make: listed },
  { numpy: 'array_split', make: (m) => splitting(m, 1) },
  { numpy: 'split', make: (m) => splitting(m, 1) },
  { numpy: 'hsplit', make: (m) => splitting(m, 1) },
  { numpy: 'vsplit', make: (m) => splitting(m, 2) },
  { numpy: 'dsplit', make: (m) => splitting(m, 3) },
  {
    numpy: 'unstack',
    make: (m) => {
      const shape = ranked(m);
      return [[view(m, shape)], axisKeyword(m, shape.length)];
    },
  },
  {
    numpy: 'repeat',
    make: (m) => {
      const shape = ranked(m);
      const axis = m.axis(shape.length);
      const dim = shape[axis < 0 ? axis + shape.length : axis] ?? 2;
      const counts = m.chance(0.5) ? m.below(4) : Array.from({ length: m.chance(0.9) ? dim : 2 }, () => m.below(4));
      return [[view(m, shape), plain(counts)], keyword(m, 0.8, 'axis', () => axis)];
    },
  },
  {
    numpy: 'tile',
    make: (m) => [[view(m, m.shape()), plain(m.chance(0.5) ? m.below(3) : [m.below(3), 1 + m.below(3)])]],
  },
  {
    numpy: 'roll',
    make: (m) => {
      const shape = m.shape();
      return [[view(m, shape), plain(m.below(20) - 10)], axisKeyword(m, shape.length)];
    },
  },
  { numpy: 'rot90', make: (m) => [[view(m, ranked(m, 2))], keyword(m, 0.7, 'k', () => m.below(7) - 3)] },
  { numpy: 'fliplr', make: one() },
  { numpy: 'flipud', make: one() },
  {
    numpy: 'pad',
    make: (m) => {
      const mode = m.pick(MODES);
      return [
        [view(m, ranked(m)), plain(m.chance(0.5) ? m.below(4) : [m.below(3), m.below(4)])],
        { mode: plain(mode) },
      ];
    },
  },
  {
    numpy: 'insert',
    make: (m) => {
      const shape = ranked(m);
      const axis = m.axis(shape.length);
      const dim = shape[axis < 0 ? axis + shape.length : axis] ?? 1;
      const at = m.chance(0.5) ? m.position(dim) : [m.position(dim), m.position(dim)];
      return [[view(m, shape), plain(at), view(m, [])], { axis: plain(axis) }];
    },
  },
  {
    numpy: 'delete',
    make: (m) => {
      const shape = ranked(m);
      const axis = m.axis(shape.length);
      const dim = shape[axis < 0 ? axis + shape.length : axis] ?? 1;
      const at = m.chance(0.5) ? m.position(dim) : [m.position(dim), m.position(dim)];
      return [[view(m, shape), plain(at)], { axis: plain(axis) }];
    },
  },
  {
    numpy: 'append',
    make: (m) => {
      const shape = ranked(m);
      return [[view(m, shape), view(m, m.chance(0.9) ? shape : m.shape())], axisKeyword(m, shape.length, 0.5)];
    },
  },
  { numpy: 'resize', make: (m) => [[view(m, m.shape()), plain([m.below(4), 1 + m.below(5)])]] },
  { numpy: 'trim_zeros', make: (m) => [[view(m, [m.dim() + m.dim()], undefined, 'few')]] },
  { numpy: 'tril', make: (m) => [[view(m, ranked(m, 2)), plain(m.below(5) - 2)]] },
  { numpy: 'triu', make: (m) => [[view(m, ranked(m, 2)), plain(m.below(5) - 2)]] },
  { numpy: 'diag', make: (m) => [[view(m, m.chance(0.5) ? [m.dim()] : [m.dim(), m.dim()]), plain(m.below(5) - 2)]] },
  { numpy: 'diagflat', make: (m) => [[view(m, [m.dim()]), plain(m.below(5) - 2)]] },
  { numpy: 'vander', make: (m) => [[view(m, [m.dim()], m.dtype(), 'few')], keyword(m, 0.5, 'increasing', () => true)] },
  {
    numpy: 'meshgrid',
    make: (m) => [[view(m, [m.dim()]), view(m, [m.dim()])], keyword(m, 0.5, 'indexing', () => 'ij')],
  },
  { numpy: 'indices', make: (m) => [[plain([m.dim(), m.dim()])]] },
  { numpy: 'tri', make: (m) => [[plain(m.dim())], keyword(m, 0.5, 'k', () => m.below(5) - 2)] },
  { numpy: 'triu_indices', make: (m) => [[plain(m.dim())], keyword(m, 0.5, 'k', () => m.below(5) - 2)] },
  { numpy: 'tril_indices', make: (m) => [[plain(m.dim())], keyword(m, 0.5, 'k', () => m.below(5) - 2)] },
  { numpy: 'diag_indices', make: (m) => [[plain(m.dim())]] },
  {
    numpy: 'fill_diagonal',
    make: (m) => {
      const array = { view: m.array([1 + m.dim(), 1 + m.dim()], m.dtype(), true) };
      return [[array, { scalar: { kind: 'bigint', value: String(m.below(9)) } }], keyword(m, 0.3, 'wrap', () => true)];
    },
  },
  {
    numpy: 'take',
    make: (m) => {
      const shape = ranked(m);
      const axis = m.axis(shape.length);
      const dim = shape[axis < 0 ? axis + shape.length : axis] ?? 1;
      const at = positions(m, dim, m.chance(0.7) ? [m.below(5)] : [2, m.below(3)]);
      return [[view(m, shape), at], { axis: plain(axis), ...keyword(m, 0.3, 'mode', () => m.pick(['wrap', 'clip'])) }];
    },
  },
  {
    numpy: 'take_along_axis',
    make: (m) => {
      const shape = ranked(m);
      const axis = m.below(shape.length);
      const own = shape.map((dim, k) => (k === axis ? m.below(4) : dim));
      return [[view(m, shape), positions(m, shape[axis]!, own)], { axis: plain(axis) }];
    },
  },
  { numpy: 'compress', make: (m) => [[view(m, [m.dim()], 'bool'), view(m, m.shape())]] },
  {
    numpy: 'extract',
    make: (m) => {
      const shape = m.shape();
      return [[view(m, shape, 'bool'), view(m, shape)]];
    },
  },
  {
    numpy: 'choose',
    make: (m) => {
      const shape = m.shape();
      const given = [positions(m, 2, shape), items(rows(m, 2, shape))];
      return [given, keyword(m, 0.5, 'mode', () => m.pick(['wrap', 'clip']))];
    },
  },
  {
    numpy: 'put',
    make: (m) => {
      const shape = ranked(m);
      const size = shape.reduce((x, y) => x * y, 1);
      const target = { view: m.array(shape, m.dtype(), true) };
      return [[target, positions(m, size, [m.below(5)]), view(m, [1 + m.below(3)])]];
    },
  },
  {
    numpy: 'putmask',
    make: (m) => {
      const shape = m.shape();
      return [[{ view: m.array(shape, m.dtype(), true) }, view(m, shape, 'bool'), view(m, [1 + m.below(4)])]];
    },
  },
  { numpy: 'nonzero', make: one() },
  { numpy: 'flatnonzero', make: one() },
  { numpy: 'argwhere', make: one() },
  {
    numpy: 'unravel_index',
    make: (m) => [[positions(m, 12, [m.below(5)]), plain([3, 4])], keyword(m, 0.4, 'order', () => 'F')],
  },
  {
    numpy: 'ravel_multi_index',
    make: (m) => {
      const shape = [m.below(5)];
      const given = [items([positions(m, 3, shape), positions(m, 4, shape)]), plain([3, 4])];
      return [given, keyword(m, 0.4, 'mode', () => m.pick(['wrap', 'clip']))];
    },
  },
  {
    numpy: 'packbits',
    make: (m) => [[view(m, ranked(m), m.pick(['bool', ...INTEGERS]), 'few')], axisKeyword(m, 1, 0.5)],
  },
  { numpy: 'unpackbits', make: (m) => [[view(m, ranked(m), 'uint8')], axisKeyword(m, 1, 0.5)] },
  { numpy: 'real', make: one() },
  { numpy: 'imag', make: one() },
  { numpy: 'isreal', make: one() },
  { numpy: 'iscomplex', make: one() },
];
