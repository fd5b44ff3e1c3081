/** Medians and quantiles beside NumPy's, to the bit; and bad input. */
import * as nd from '../../../lib/index';
import type { DType, NDArray, QuantileMethod } from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

const METHODS: readonly QuantileMethod[] = [
  'inverted_cdf',
  'averaged_inverted_cdf',
  'closest_observation',
  'interpolated_inverted_cdf',
  'hazen',
  'weibull',
  'linear',
  'median_unbiased',
  'normal_unbiased',
  'lower',
  'higher',
  'midpoint',
  'nearest',
];
const REAL: readonly DType[] = ['int8', 'int32', 'int64', 'uint8', 'uint64', 'float16', 'float32', 'float64'];

/** The same numbers in both languages: no two of an array are equal, but where it is of a small dtype. */
function values(dtype: DType, n: number, nan: boolean): NDArray {
  const a = nd.arange(n).multiply(7919).remainder(10007).multiply(0.37).subtract(900);
  const cast = (dtype.startsWith('float') ? a : a.floorDivide(8).add(120)).astype(dtype) as NDArray;
  if (nan && dtype.startsWith('float')) cast.at('3::11').assign(NaN);
  return cast;
}
const python = (dtype: DType, n: number, nan: boolean): string =>
  [
    `a = np.arange(${n}, dtype=float) * 7919 % 10007 * 0.37 - 900`,
    dtype.startsWith('float') ? `a = a.astype('${dtype}')` : `a = (a // 8 + 120).astype('${dtype}')`,
    ...(nan && dtype.startsWith('float') ? ['a[3::11] = np.nan'] : []),
  ].join('\n');

/** Results are compared with their dtype: scalars as 0-d arrays. */
const asked = (dtype: DType, x: unknown): NDArray =>
  nd.isNDArray(x) ? x : (nd.asarray(x as number, { dtype }) as NDArray);

function* cases(): Generator<LiveCase> {
  for (const dtype of REAL) {
    const floats = dtype.startsWith('float');
    for (const n of [1, 2, 5, 24, 1003]) {
      for (const nan of floats ? [false, true] : [false]) {
        const setup = python(dtype, n, nan);
        const a = values(dtype, n, nan);
        const scalar = (x: unknown): NDArray => asked(floats ? dtype : 'float64', x);
        yield [`${setup}\nnp.asarray(np.median(a))`, () => scalar(nd.median(a))];
        yield [`${setup}\nnp.asarray(np.nanmedian(a))`, () => scalar(nd.nanmedian(a))];
        for (const method of METHODS) {
          const list = [0, 0.1, 0.25, 1 / 3, 0.5, 0.77, 0.999, 1];
          const text = '[0, 0.1, 0.25, 1 / 3, 0.5, 0.77, 0.999, 1.0]';
          for (const name of ['quantile', 'nanquantile'] as const) {
            yield [`${setup}\nnp.${name}(a, ${text}, method='${method}')`, () => nd[name](a, list, { method })];
          }
          if (floats) {
            yield [
              `${setup}\nnp.asarray(np.percentile(a, 37.5, method='${method}'))`,
              () => scalar(nd.percentile(a, 37.5, { method })),
            ];
          }
        }
      }
    }
    const setup = `${python(dtype, 24, true)}\na = a.reshape(2, 3, 4)`;
    const cube = values(dtype, 24, true).reshape([2, 3, 4]);
    for (const [axis, text] of [
      [0, '0'],
      [-1, '-1'],
      [[0, 2], '(0, 2)'],
      [[2, 0, 1], '(2, 0, 1)'],
      [[], '()'],
    ] as const) {
      for (const keepdims of [false, true]) {
        const more = `axis=${text}, keepdims=${keepdims ? 'True' : 'False'}`;
        const options = { axis, keepdims };
        yield [`${setup}\nnp.median(a, ${more})`, () => nd.median(cube, options)];
        if (dtype !== 'float16') yield [`${setup}\nnp.nanmedian(a, ${more})`, () => nd.nanmedian(cube, options)];
        yield [`${setup}\nnp.quantile(a, [0.2, 0.7], ${more})`, () => nd.quantile(cube, [0.2, 0.7], options)];
        yield [`${setup}\nnp.nanpercentile(a, [20, 70], ${more})`, () => nd.nanpercentile(cube, [20, 70], options)];
        yield [`${setup}\nnp.nanquantile(a, 0.3, ${more})`, () => nd.nanquantile(cube, 0.3, options)];
      }
    }
    const rows = `${python(dtype, 4000, true)}\na = a.reshape(4, 1000)`;
    const table = values(dtype, 4000, true).reshape([4, 1000]);
    yield [`${rows}\nnp.nanquantile(a, [0.2, 0.7], axis=1)`, () => nd.nanquantile(table, [0.2, 0.7], { axis: 1 })];
    yield [`${rows}\nnp.median(a[:, ::-1].T, axis=0)`, () => nd.median(table.at(':', '::-1').T, { axis: 0 })];
    yield [
      `${rows}\nnp.quantile(a, np.linspace(0, 1, 50), axis=1)`,
      () => nd.quantile(table, nd.linspace(0, 1, 50), { axis: 1 }),
    ];
    const w = 'w = np.arange(24) % 5';
    const weights = nd.arange(24n).remainder(5n) as NDArray;
    const inverted = { method: 'inverted_cdf', weights } as const;
    const line = python(dtype, 24, false);
    const flat = values(dtype, 24, false);
    yield [
      `${line}\n${w}\nnp.quantile(a, [0, 0.3, 1], method='inverted_cdf', weights=w)`,
      () => nd.quantile(flat, [0, 0.3, 1], inverted),
    ];
    yield [
      `${line}\n${w}\nnp.nanpercentile(a.reshape(4, 6), [0, 30], axis=1, method='inverted_cdf', weights=w.reshape(4, 6))`,
      () => nd.nanpercentile(flat.reshape([4, 6]), [0, 30], { axis: 1, ...inverted, weights: weights.reshape([4, 6]) }),
    ];
    yield [
      `${line}\n${w}\nnp.quantile(a.reshape(4, 6), [0.1, 0.6], axis=0, method='inverted_cdf', weights=[1, 2, 0, 3])`,
      () => nd.quantile(flat.reshape([4, 6]), [0.1, 0.6], { axis: 0, ...inverted, weights: [1, 2, 0, 3] }),
    ];
  }
  yield [
    'np.median(np.array([1 + 1j, 2, 3 - 1j]))',
    () => nd.median(nd.array([nd.complex(1, 1), 2, nd.complex(3, -1)])),
  ];
  yield ['np.asarray(np.median([True, False]))', () => nd.asarray(nd.median([true, false]))];
  yield [
    'np.median(np.zeros((3, 0), int), axis=1)',
    () => nd.median(nd.zeros([3, 0], { dtype: 'int64' }), { axis: 1 }),
  ];
  yield [
    'np.percentile(np.float32([1, 2, 4]), np.float32([50, 30]))',
    () => nd.percentile(nd.array([1, 2, 4], { dtype: 'float32' }), nd.array([50, 30], { dtype: 'float32' })),
  ];
  yield ['np.quantile([1, 2, 3], [0, 1])', () => nd.quantile([1n, 2n, 3n], [0n, 1n])];
  yield ['np.quantile([1, 2], [])', () => nd.quantile([1, 2], [])];
  yield ['np.quantile(np.array([True, False]), 0.5)', () => nd.quantile([true, false], 0.5)];
  yield ['np.quantile([], 0.5)', () => nd.quantile([], 0.5)];
  yield ['np.quantile([1, 2], 1.5)', () => nd.quantile([1, 2], 1.5)];
  yield ['np.percentile([1, 2], np.nan)', () => nd.percentile([1, 2], NaN)];
  yield ["np.quantile([1, 2], 0.5, method='foo')", () => nd.quantile([1, 2], 0.5, { method: 'foo' as never })];
  yield ['np.quantile([1, 2], 0.5, weights=[1, 1])', () => nd.quantile([1, 2], 0.5, { weights: [1, 1] })];
  yield ['np.quantile([1j], 0.5)', () => nd.quantile([nd.complex(0, 1)], 0.5)];
  yield ['np.median([1, 2], axis=1)', () => nd.median([1, 2], { axis: 1 })];
  yield ['np.median([1, 2], axis=(0, 0))', () => nd.median([1, 2], { axis: [0, 0] })];
  yield ['np.nanquantile(np.zeros((2, 0)), 0.5, axis=1)', () => nd.nanquantile(nd.zeros([2, 0]), 0.5, { axis: 1 })];
}

liveTest('medians and quantiles are NumPy’s', () => [...cases()]);

test('a large array is selected from: every rank is that of the sorted array', () => {
  const rng = nd.random.defaultRng(3);
  for (const a of [
    rng.random({ size: [200_001] }),
    rng.integers(0, 50, { size: [200_001] }),
    rng.standardNormal({ size: [200_001] }).astype('float32'),
  ]) {
    const sorted = nd.sort(a as NDArray);
    for (const q of [0, 0.001, 0.25, 0.5, 0.75, 0.999, 1]) {
      expect(nd.quantile(a as NDArray, q, { method: 'lower' })).toEqual(sorted.item(Math.floor(200_000 * q)));
    }
    expect(nd.median(a as NDArray)).toEqual(Number(sorted.item(100_000)));
  }
});

test('out is written, also where it overlaps the array', () => {
  const out = nd.zeros([2]);
  expect(nd.quantile([4, 1, 3], [0, 1], { out })).toBe(out);
  expect(out.toString()).toBe('[1. 4.]');
  const a = nd.array([
    [5, 1, 3],
    [9, 7, 8],
  ]);
  nd.median(a, { axis: 1, out: a.at(':', 0) });
  expect(a.toArray()).toEqual([
    [3, 1, 3],
    [8, 7, 8],
  ]);
  nd.percentile(a, 0, { axis: 1, out: a.at(':', 2) });
  expect(a.toArray()).toEqual([
    [3, 1, 1],
    [8, 7, 7],
  ]);
  expect(nd.median(a, { out: nd.zeros([1, 1]), keepdims: true }).toArray()).toEqual([[5]]);
});

test('bad input', () => {
  expect(() => nd.median([1, 2], { out: nd.zeros([2]) })).toThrow(nd.ShapeError);
  expect(() => nd.median([1, 2], { out: nd.broadcastTo(nd.zeros([1]), []) })).toThrow();
  expect(() => nd.median([1, 2], { out: 5 as never })).toThrow(TypeError);
  expect(() => nd.median([1, 2], { keepdims: 1 as never })).toThrow(TypeError);
  expect(() => nd.median('x' as never)).toThrow(TypeError);
  expect(() => nd.quantile([1, 2], 'x' as never)).toThrow(TypeError);
  expect(() => nd.quantile([1, 2], nd.zeros([1, 1, 1]))).toThrow(nd.ValueError);
  expect(() => nd.quantile([1, 2], [0.5, 0.6], { out: nd.zeros([3]) })).toThrow(nd.ShapeError);
  expect(() => nd.quantile([1, 2], 0.5, { method: 5 as never })).toThrow(TypeError);
  const weights = { method: 'inverted_cdf', weights: [-1, 2] } as const;
  expect(() => nd.quantile([1, 2], 0.5, weights)).toThrow('Weights must be non-negative');
  expect(() => nd.quantile([1, 2], 0.5, { ...weights, weights: [0, 0] })).toThrow(nd.ValueError);
  expect(() => nd.quantile([1, 2], 0.5, { ...weights, weights: [1, 2, 3] })).toThrow(nd.DTypeError);
  const a = nd.array([1, 2]);
  a.dispose();
  expect(() => nd.median(a)).toThrow(nd.DisposedError);
  expect(() => nd.nanpercentile(a, 5)).toThrow(nd.DisposedError);
  expect(() => nd.quantile([1], a)).toThrow(nd.DisposedError);
});

test('the largest integers of 64 bits are numbers like others', () => {
  expect(nd.median(nd.array([0n, 2n ** 64n - 1n], { dtype: 'uint64' }))).toBe(2 ** 63);
  expect(nd.median(nd.array([-(2n ** 63n), 2n ** 63n - 1n]))).toBe(0);
  expect(nd.quantile(nd.array([1n, 5n, 2n ** 63n - 1n]), 0.5, { method: 'lower' })).toBe(5n);
});
