/** Functions that compute with floats: statistics, products, signals, polynomials, windows. */
import type { DType } from '../../../lib';
import type { Maker } from '../maker';
import { axisKeyword, keyword, one, plain, ranked, REALS, view, type Entry, type Made, type Tolerance } from './entry';

const FLOATS: readonly DType[] = ['float32', 'float64', 'float64', 'int64', 'int32', 'uint8', 'bool'];
const NUMBERS: readonly DType[] = [...FLOATS, 'complex64', 'complex128', 'int8', 'uint64', 'float16'];

/** Sums in another order. */
const SUMMED: Tolerance = { steps: 512, ofOperands: true };
const SOLVED: Tolerance = { steps: 1e7, ofOperands: true };

const reduced =
  (dtypes: readonly DType[] = FLOATS) =>
  (m: Maker): Made => {
    const shape = ranked(m);
    const keepdims = keyword(m, 0.3, 'keepdims', () => true);
    return [
      [view(m, shape, m.pick(dtypes), m.pick(['tame', 'few']))],
      { ...axisKeyword(m, shape.length), ...keepdims },
    ];
  };

const METHODS = [
  ...['inverted_cdf', 'averaged_inverted_cdf', 'closest_observation', 'interpolated_inverted_cdf', 'hazen', 'weibull'],
  ...['linear', 'median_unbiased', 'normal_unbiased', 'lower', 'higher', 'midpoint', 'nearest'],
];

const quantiles =
  (scale: number, dtypes: readonly DType[] = FLOATS) =>
  (m: Maker): Made => {
    const [given, keywords] = reduced(dtypes)(m);
    const q = m.chance(0.5) ? m.pick([0, 0.25, 0.5, 1, 0.3]) * scale : [0.1 * scale, 0.5 * scale, scale];
    const asked = typeof q === 'number' ? { scalar: { kind: 'number' as const, value: String(q) } } : plain(q);
    return [[...given, asked], { ...keywords, ...keyword(m, 0.6, 'method', () => m.pick(METHODS)) }];
  };

const vector = (m: Maker, dtypes: readonly DType[] = NUMBERS, least = 1): ReturnType<typeof view> =>
  view(m, [least + m.below(8)], m.pick(dtypes), m.pick(['tame', 'few']));

const vectors =
  (count: number, dtypes: readonly DType[] = NUMBERS, least = 1) =>
  (m: Maker): Made => [Array.from({ length: count }, () => vector(m, dtypes, least))];

function product(m: Maker): Made {
  const [n, k, p] = [m.dim(), m.dim(), m.dim()];
  const left = m.pick([[k], [n, k], [n, k], [2, n, k], [n, m.chance(0.9) ? k : 3]]);
  const right = m.pick([[k], [k, p], [k, p], [2, k, p], [1, k, p]]);
  const style = m.pick(['tame', 'few', 'edges'] as const);
  const dtype = m.pick(NUMBERS);
  return [[view(m, left, dtype, style), view(m, right, m.chance(0.7) ? dtype : m.pick(NUMBERS), style)]];
}

const EINSUM: readonly (readonly [string, ...(readonly number[])[]])[] = [
  ['ij,jk->ik', [2, 3], [3, 4]],
  ['ii', [3, 3]],
  ['ii->i', [3, 3]],
  ['ij->ji', [2, 3]],
  ['i,j', [2], [3]],
  ['ij,ij->i', [2, 3], [2, 3]],
  ['...ij,...jk', [2, 2, 3], [2, 3, 2]],
  ['ijk->', [2, 3, 2]],
  ['ij,j,i', [2, 3], [3], [2]],
];

function histogram(m: Maker): Made {
  const data = view(m, [m.dim() + 1], m.pick(FLOATS), m.pick(['tame', 'few']));
  return m.chance(0.5) ? [[data, plain(1 + m.below(12))]] : [[data, plain(4)], { range: plain([-5, 7.5]) }];
}

export const COMPUTING: readonly Entry[] = [
  { numpy: 'median', make: reduced(), near: SUMMED },
  { numpy: 'percentile', make: quantiles(100), near: SUMMED },
  { numpy: 'quantile', make: quantiles(1), near: SUMMED },
  { numpy: 'average', make: reduced(NUMBERS), near: SUMMED },
  {
    numpy: 'cov',
    make: (m) => [[view(m, [2, 3 + m.below(4)], m.pick(FLOATS), 'tame')]],
    near: { steps: 1e5, ofOperands: true },
  },
  { numpy: 'corrcoef', make: (m) => [[view(m, [2, 3 + m.below(4)], m.pick(FLOATS), 'tame')]], near: { steps: 1e5 } },
  { numpy: 'histogram', make: histogram, near: SUMMED },
  { numpy: 'histogram_bin_edges', make: histogram, near: SUMMED },
  {
    numpy: 'interp',
    make: (m) => {
      const n = 2 + m.below(4);
      const at = view(m, m.shape(), m.pick(['float64', 'float32', 'int64']), 'tame');
      return [[at, plain(Array.from({ length: n }, (_, i) => i * 1.5 - 2)), view(m, [n], 'float64', 'tame')]];
    },
    near: SUMMED,
  },
  { numpy: 'gradient', make: (m) => [[view(m, [2 + m.below(8)], m.pick(FLOATS.slice(0, 5)), 'tame')]], near: SUMMED },
  { numpy: 'trapezoid', make: vectors(1, NUMBERS.slice(0, 5)), near: SUMMED },
  {
    numpy: 'convolve',
    make: (m) => [vectors(2)(m)[0], keyword(m, 0.6, 'mode', () => m.pick(['same', 'valid']))],
    near: SUMMED,
  },
  {
    numpy: 'correlate',
    make: (m) => [vectors(2)(m)[0], keyword(m, 0.6, 'mode', () => m.pick(['same', 'full']))],
    near: SUMMED,
  },
  ...['nansum', 'nanmin', 'nanmax', 'nanmean', 'nanvar', 'nanstd', 'nanmedian'].map((numpy): Entry => ({
    numpy,
    make: reduced(REALS),
    near: { steps: 1e4, ofOperands: true },
  })),
  {
    numpy: 'nanprod',
    make: (m) => [[view(m, [m.dim()], m.pick(['float64', 'float32', 'int64', 'bool']), 'few')]],
    near: SUMMED,
  },
  { numpy: 'nanpercentile', make: quantiles(100), near: SUMMED },
  { numpy: 'nanquantile', make: quantiles(1), near: SUMMED },
  { numpy: 'nanargmin', make: reduced(REALS) },
  { numpy: 'nanargmax', make: reduced(REALS) },
  { numpy: 'nancumsum', make: (m) => [[view(m, m.shape())]], near: { steps: 1e4, ofOperands: true } },
  { numpy: 'nancumprod', make: (m) => [[view(m, m.shape(), m.pick(REALS))]], near: { steps: 64 } },
  { numpy: 'matmul', make: product, near: { steps: 4096, ofOperands: true } },
  { numpy: 'dot', make: product, near: { steps: 4096, ofOperands: true } },
  { numpy: 'inner', make: product, near: { steps: 4096, ofOperands: true } },
  { numpy: 'outer', make: vectors(2), near: { steps: 8 } },
  { numpy: 'kron', make: vectors(2), near: { steps: 8 } },
  { numpy: 'vecdot', make: product, near: { steps: 4096, ofOperands: true } },
  { numpy: 'vdot', make: vectors(2), near: { steps: 4096, ofOperands: true } },
  {
    numpy: 'tensordot',
    make: (m) => {
      const [given] = product(m);
      return [[...given, plain(m.chance(0.5) ? 1 : 0)]];
    },
    near: { steps: 4096, ofOperands: true },
  },
  {
    numpy: 'einsum',
    make: (m) => {
      const [text, ...shapes] = m.pick(EINSUM);
      const dtype = m.pick(NUMBERS);
      return [[plain(text), ...shapes.map((shape) => view(m, shape, dtype, 'few'))]];
    },
    near: { steps: 4096, ofOperands: true },
  },
  { numpy: 'trace', make: (m) => [[view(m, ranked(m, 2), m.pick(NUMBERS), 'few')]], near: SUMMED },
  { numpy: 'unwrap', make: (m) => [[view(m, [m.dim()], m.pick(['float64', 'float32']), 'tame')]], near: SUMMED },
  {
    numpy: 'sinc',
    make: (m) => [[view(m, m.shape(), m.pick(['float64', 'float32', 'float16']), 'tame')]],
    near: { steps: 32 },
  },
  { numpy: 'i0', make: (m) => [[view(m, m.shape(), m.pick(['float64', 'float32']), 'tame')]], near: { steps: 64 } },
  { numpy: 'nan_to_num', make: one() },
  { numpy: 'real_if_close', make: one() },
  { numpy: 'angle', make: one(), near: { steps: 4 } },
  { numpy: 'round', make: (m) => [[view(m, m.shape())], { decimals: plain(m.below(6) - 2) }] },
  { numpy: 'isposinf', make: one(REALS) },
  { numpy: 'isneginf', make: one(REALS) },
  {
    numpy: 'divmod',
    make: (m) => {
      const s = m.shape();
      return [[view(m, s), view(m, m.related(s))]];
    },
  },
  { numpy: 'modf', make: one() },
  { numpy: 'frexp', make: one() },
  {
    numpy: 'ldexp',
    make: (m) => {
      const s = m.shape();
      return [[view(m, s), view(m, m.related(s), m.pick(['int32', 'int64', 'int8']))]];
    },
  },
  ...['hanning', 'hamming', 'blackman', 'bartlett'].map((numpy): Entry => ({
    numpy,
    make: (m) => [[plain(m.below(20))]],
    near: { steps: 16, ofOperands: true },
  })),
  { numpy: 'polyval', make: vectors(2, ['float64', 'int64']), near: { steps: 1e6 } },
  { numpy: 'polyadd', make: vectors(2), near: { steps: 4 } },
  {
    numpy: 'polysub',
    make: vectors(
      2,
      NUMBERS.filter((d) => d !== 'bool'),
    ),
    near: { steps: 4 },
  },
  { numpy: 'polymul', make: vectors(2), near: SUMMED },
  { numpy: 'polyder', make: vectors(1, ['float64', 'int64']), near: { steps: 8 } },
  { numpy: 'polyint', make: vectors(1, ['float64', 'int64']), near: { steps: 8 } },
  {
    numpy: 'polyfit',
    make: (m) => [[plain([0, 1, 2, 3, 4]), view(m, [5], 'float64', 'tame'), plain(m.below(3))]],
    near: SOLVED,
  },
  {
    numpy: 'logspace',
    make: (m) => [[plain(m.below(3)), plain(m.below(5))], { num: plain(m.below(9)) }],
    near: { steps: 64 },
  },
  {
    numpy: 'geomspace',
    make: (m) => [[plain(1 + m.below(3)), plain(1 + m.below(500))], { num: plain(m.below(9)) }],
    near: { steps: 64 },
  },
  ...['add', 'multiply', 'maximum', 'minimum', 'logical_and', 'bitwise_or'].flatMap((name): Entry[] => [
    {
      numpy: `${name}.reduce`,
      make: (m) => {
        const s = ranked(m);
        return [[view(m, s)], axisKeyword(m, s.length)];
      },
      near: { steps: 1e4, ofOperands: true },
    },
    {
      numpy: `${name}.accumulate`,
      make: (m) => {
        const s = ranked(m);
        return [[view(m, s)], axisKeyword(m, s.length)];
      },
      near: { steps: 1e4, ofOperands: true },
    },
    { numpy: `${name}.outer`, make: (m) => [[view(m, [m.dim()]), view(m, [m.dim()])]], near: { steps: 4 } },
  ]),
];
