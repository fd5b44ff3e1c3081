/** Functions of order: sorting, searching, sets, running sums. */
import type { DType } from '../../../lib';
import type { Maker } from '../maker';
import { axisKeyword, items, keyword, one, plain, ranked, view, type Entry, type Made } from './entry';

const alongAxis = (m: Maker): Made => {
  const shape = ranked(m);
  return [[view(m, shape)], axisKeyword(m, shape.length)];
};

const pair = (m: Maker): Made => {
  const dtype = m.dtype();
  const style = m.chance(0.6) ? 'few' : undefined;
  return [[view(m, m.shape(), dtype, style), view(m, [m.dim()], m.chance(0.8) ? dtype : undefined, style)]];
};

const sets = (m: Maker): Made => [[view(m, m.shape(), undefined, m.chance(0.6) ? 'few' : undefined)]];

function uniques(m: Maker): Made {
  const [given] = sets(m);
  const asked = ['return_index', 'return_inverse', 'return_counts'].filter(() => m.chance(0.4));
  return [given, Object.fromEntries(asked.map((name) => [name, plain(true)]))];
}

/** A sorted row of numbers of one dtype without nan. */
function sorted(m: Maker, dtype: DType, length: number): number {
  const row = m.array([length], dtype, false, 'few');
  const buffer = m.buffers[m.buffers.length - 1]!;
  m.buffers[m.buffers.length - 1] = { ...buffer, bytes: new Uint8Array(buffer.bytes.length) };
  return row;
}

export const ORDERING: readonly Entry[] = [
  { numpy: 'sort', make: alongAxis },
  {
    numpy: 'argsort',
    make: (m) => {
      const [given, keywords] = alongAxis(m);
      return [given, { ...keywords, kind: plain('stable') }];
    },
  },
  { numpy: 'sort_complex', make: one() },
  {
    numpy: 'partition',
    unordered: true,
    make: (m) => {
      const dim = 1 + m.below(9);
      return [[view(m, [dim]), plain(m.position(dim))]];
    },
  },
  {
    numpy: 'lexsort',
    make: (m) => {
      const dim = m.dim();
      return [[items([view(m, [dim], m.dtype(), 'few'), view(m, [dim], m.dtype(), 'few')])]];
    },
  },
  {
    numpy: 'searchsorted',
    make: (m) => {
      const dtype = m.dtype();
      const row = { view: sorted(m, dtype, m.dim()) };
      return [[row, view(m, m.shape(), m.chance(0.8) ? dtype : undefined)], keyword(m, 0.5, 'side', () => 'right')];
    },
  },
  { numpy: 'unique', make: uniques },
  { numpy: 'unique_values', make: sets, unordered: true },
  { numpy: 'unique_counts', make: sets },
  { numpy: 'unique_inverse', make: sets },
  { numpy: 'unique_all', make: sets },
  { numpy: 'isin', make: pair },
  { numpy: 'union1d', make: pair },
  { numpy: 'intersect1d', make: pair },
  { numpy: 'setdiff1d', make: pair },
  { numpy: 'setxor1d', make: pair },
  { numpy: 'cumsum', make: alongAxis, near: { steps: 1e4, ofOperands: true } },
  { numpy: 'cumprod', make: alongAxis, near: { steps: 64 } },
  { numpy: 'cumulative_sum', make: alongAxis, near: { steps: 1e4, ofOperands: true } },
  { numpy: 'cumulative_prod', make: alongAxis, near: { steps: 64 } },
  {
    numpy: 'diff',
    make: (m) => {
      const [given, keywords] = alongAxis(m);
      return [given, { ...keywords, ...keyword(m, 0.5, 'n', () => m.below(4)) }];
    },
  },
  { numpy: 'ediff1d', make: one() },
  { numpy: 'ptp', make: alongAxis },
  { numpy: 'count_nonzero', ours: 'countNonzero', make: alongAxis },
  { numpy: 'array_equal', make: pair },
  { numpy: 'array_equiv', make: pair },
  {
    numpy: 'isclose',
    make: (m) => {
      const shape = m.shape();
      return [[view(m, shape), view(m, m.related(shape))], keyword(m, 0.4, 'equal_nan', () => true)];
    },
  },
  { numpy: 'allclose', make: pair },
  { numpy: 'bincount', make: (m) => [[view(m, [m.dim()], m.pick(['uint8', 'int64', 'int32']), 'few')]] },
  {
    numpy: 'digitize',
    make: (m) => {
      const dtype = m.pick(['float64', 'float32', 'int64', 'int16', 'uint8'] as const);
      const bins = { view: sorted(m, dtype, 1 + m.dim()) };
      return [[view(m, m.shape(), dtype), bins], keyword(m, 0.5, 'right', () => true)];
    },
  },
];
