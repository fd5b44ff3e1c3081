import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const SETUP = `
x = (np.arange(3000) * 7919 % 1000) / 100 - 5
f = x.astype('float32')
h = x.astype('float16')
i = (np.arange(3000) * 37 % 101 - 50)
w = np.arange(3000) % 7 - 2.5
n = A([1, np.nan, 2, np.inf, 3])
e = A([-4.0, -1, 0, 0, 0.5, 4.25])
`;
const k = nd.arange(3000n);
const x = k.multiply(7919n).remainder(1000n).divide(100).subtract(5) as NDArray;
const f = x.astype('float32');
const h = x.astype('float16');
const i = k.multiply(37n).remainder(101n).subtract(50n);
const w = k.remainder(7n).subtract(2.5);
const n = nd.array([1, NaN, 2, Infinity, 3]);
const e = nd.array([-4, -1, 0, 0, 0.5, 4.25]);

const rows: Row[] = [
  ...[
    ['x', x],
    ['f', f],
    ['h', h],
    ['i', i],
    ["i.astype('int8')", i.astype('int8')],
    ["i.astype('uint64') % 97", i.astype('uint64').remainder(97n)],
    ['x.reshape(50, 60)[::-1, ::2]', x.reshape([50, 60]).at('::-1', '::2')],
  ].flatMap(([text, a]): Row[] => {
    const array = a as NDArray;
    return [
      [`np.histogram(${text as string})`, () => nd.histogram(array)],
      [`np.histogram(${text as string}, 37)`, () => nd.histogram(array, 37)],
      [`np.histogram(${text as string}, 7, range=(-2.25, 3))`, () => nd.histogram(array, 7, { range: [-2.25, 3] })],
      [`np.histogram(${text as string}, e)`, () => nd.histogram(array, e)],
      [`np.histogram(${text as string}, [-3, 0, 2, 60])`, () => nd.histogram(array, [-3n, 0n, 2n, 60n])],
    ];
  }),
  ['np.histogram(x, 9, weights=w)', () => nd.histogram(x, 9, { weights: w })],
  ['np.histogram(x, 9, weights=w, density=True)', () => nd.histogram(x, 9, { weights: w, density: true })],
  ['np.histogram(x, e, density=True)', () => nd.histogram(x, e, { density: true })],
  ['np.histogram([], 3)', () => nd.histogram([], 3)],
  ['np.histogram([2, 2], 3)', () => nd.histogram([2n, 2n], 3)],
  ['np.histogram([True, False, True], 2)', () => nd.histogram([true, false, true], 2)],
  ['np.histogram(n, 3)', () => nd.histogram(n, 3)],
  ['np.histogram(n, 3, range=(0, 4))', () => nd.histogram(n, 3, { range: [0, 4] })],
  ['np.histogram(n, [0, 2, np.inf])', () => nd.histogram(n, [0, 2, Infinity])],
  ['np.histogram(x, 0)', () => nd.histogram(x, 0)],
  ['np.histogram(x, 1.5)', () => nd.histogram(x, 1.5)],
  ['np.histogram(x, [2, 1])', () => nd.histogram(x, [2, 1])],
  ['np.histogram(x, [[2, 1]])', () => nd.histogram(x, [[1, 2]])],
  ["np.histogram(x, 'nothing')", () => nd.histogram(x, 'nothing' as never)],
  ["np.histogram(x, 'auto', weights=w)", () => nd.histogram(x, 'auto', { weights: w })],
  ['np.histogram(x, 3, weights=[1])', () => nd.histogram(x, 3, { weights: [1] })],
  ['np.histogram(x, 3, range=(2, 1))', () => nd.histogram(x, 3, { range: [2, 1] })],
  ['np.histogram(x, 3, range=(0, np.inf))', () => nd.histogram(x, 3, { range: [0, Infinity] })],
  ...(['auto', 'fd', 'doane', 'scott', 'stone', 'rice', 'sturges', 'sqrt'] as const).flatMap((bins): Row[] => [
    [`np.histogram_bin_edges(x, '${bins}')`, () => nd.histogramBinEdges(x, bins)],
    [`np.histogram_bin_edges(i, '${bins}')`, () => nd.histogramBinEdges(i, bins)],
    [`np.histogram_bin_edges([], '${bins}')`, () => nd.histogramBinEdges([], bins)],
    [`np.histogram(x, '${bins}', range=(-1, 3))`, () => nd.histogram(x, bins, { range: [-1, 3] })],
  ]),
  ['np.histogram2d(x, w)', () => nd.histogram2d(x, w)],
  ['np.histogram2d(x, w, [3, [-2, 0, 1]])', () => nd.histogram2d(x, w, [3, [-2n, 0n, 1n]])],
  ['np.histogram2d(x, i, [-2, 0, 1])', () => nd.histogram2d(x, i, [-2n, 0n, 1n])],
  ['np.histogram2d(f, f, 4, weights=w)', () => nd.histogram2d(f, f, 4, { weights: w })],
  ['np.histogram2d(x, [1], 4)', () => nd.histogram2d(x, [1], 4)],
  [
    'np.histogramdd(x.reshape(1000, 3), [2, 3, [-1, 0, 2]], range=[(-3, 3), None, None])',
    () => nd.histogramdd(x.reshape([1000, 3]), [2, 3, [-1n, 0n, 2n]], { range: [[-3, 3], null, null] }),
  ],
  ['np.histogramdd([x, i, w], 3, density=True)', () => nd.histogramdd([x, i, w], 3, { density: true })],
  ['np.histogramdd([x, i, w], [3, 3])', () => nd.histogramdd([x, i, w], [3, 3])],
  ['np.bincount(i + 50)', () => nd.bincount(i.add(50n))],
  ["np.bincount((i + 50).astype('uint8')[::-3])", () => nd.bincount(i.add(50n).astype('uint8').at('::-3'))],
  ['np.bincount(i + 50, weights=x, minlength=200)', () => nd.bincount(i.add(50n), { weights: x, minlength: 200 })],
  ['np.bincount([])', () => nd.bincount([])],
  ['np.bincount([], minlength=3)', () => nd.bincount([], { minlength: 3 })],
  ['np.bincount([True, False])', () => nd.bincount([true, false])],
  ['np.bincount(i)', () => nd.bincount(i)],
  ['np.bincount(x)', () => nd.bincount(x)],
  ['np.bincount([[1]])', () => nd.bincount([[1]])],
  ['np.bincount(1)', () => nd.bincount(1n)],
  ['np.bincount([1], minlength=-1)', () => nd.bincount([1], { minlength: -1 })],
  ['np.bincount([1], weights=[1, 2])', () => nd.bincount([1], { weights: [1, 2] })],
  ['np.bincount([1], weights=[1j])', () => nd.bincount([1], { weights: [nd.complex(0, 1)] })],
  ...[false, true].flatMap((right): Row[] => {
    const python = right ? 'True' : 'False';
    return [
      [`np.digitize(x, e, ${python})`, () => nd.digitize(x, e, { right })],
      [`np.digitize(h, e[::-1], ${python})`, () => nd.digitize(h, e.at('::-1'), { right })],
      [
        `np.digitize(i.reshape(30, 100)[:, ::-7], [-3, 3, 8], ${python})`,
        () => nd.digitize(i.reshape([30, 100]).at(':', '::-7'), [-3n, 3n, 8n], { right }),
      ],
      [`np.digitize(n, [1, 2, np.inf], ${python})`, () => nd.digitize(n, [1, 2, Infinity], { right })],
      [`np.digitize(n, [], ${python})`, () => nd.digitize(n, [], { right })],
    ];
  }),
  ['np.digitize(x, [1, 3, 2])', () => nd.digitize(x, [1, 3, 2])],
  ['np.digitize(x, [[1]])', () => nd.digitize(x, [[1]])],
  ['np.digitize(x + 1j, [1])', () => nd.digitize(x.add(nd.complex(0, 1)), [1])],
  [
    'np.interp(x, e[[0, 1, 2, 4, 5]], [1, 2, np.nan, np.inf, 4])',
    () => nd.interp(x, [-4, -1, 0, 0.5, 4.25], [1, 2, NaN, Infinity, 4]),
  ],
  ['np.interp(f, e, e * 2, left=-9)', () => nd.interp(f, e, e.multiply(2), { left: -9 })],
  [
    'np.interp(i[::-2], [-20, 0, 30], [1, 1 + 2j, -3])',
    () => nd.interp(i.at('::-2'), [-20, 0, 30], [1, nd.complex(1, 2), -3]),
  ],
  ['np.interp(n, [2], [7], right=np.inf)', () => nd.interp(n, [2], [7], { right: Infinity })],
  ['np.interp(x, [3, 1, 2.5], [5, 6, 7], period=4)', () => nd.interp(x, [3, 1, 2.5], [5, 6, 7], { period: 4 })],
  ['np.interp([], [1, 2], [1, 2])', () => nd.interp([], [1, 2], [1, 2])],
  ['np.interp(x, [], [])', () => nd.interp(x, [], [])],
  ['np.interp(x, [1, 2], [1])', () => nd.interp(x, [1, 2], [1])],
  ['np.interp(x, [1, 2], [1, 2], period=0)', () => nd.interp(x, [1, 2], [1, 2], { period: 0 })],
  ['np.interp(x * 1j, [1, 2], [1, 2])', () => nd.interp(x.multiply(nd.complex(0, 1)), [1, 2], [1, 2])],
];

numpyTable('histograms', SETUP, rows);

describe('histograms', () => {
  test('count long arrays alike on any number of threads', () => {
    const a = nd.random.defaultRng(3).standardNormal({ size: 700_001 });
    const weights = a.multiply(0.1);
    const edges = nd.linspace(-3, 3, { num: 5000 });
    const all = (): unknown[] =>
      [
        nd.histogram(a, 1000)[0],
        nd.histogram(a, 50, { weights })[0],
        nd.histogram(a, edges)[0],
        nd.digitize(a, edges),
        nd.interp(a, edges, edges.square()),
        nd.bincount(nd.digitize(a, edges)),
      ].map((result) => result.flatValues());
    const threads = nd.getNumThreads();
    nd.setNumThreads(1);
    const one = all();
    nd.setNumThreads(5);
    expect(all()).toEqual(one);
    nd.setNumThreads(threads);
    expect(nd.sum(nd.histogram(a, 1000)[0])).toBe(700_001n);
    expect(nd.digitize(a, edges).flatValues()).toEqual(nd.searchsorted(edges, a, { side: 'right' }).flatValues());
  });

  test('refuse what is no array, no option, or gone', () => {
    const gone = nd.ones([3]);
    gone.dispose();
    for (const call of [
      () => nd.histogram(gone),
      () => nd.histogram([1, 2, 3], gone),
      () => nd.histogram([1, 2, 3], 2, { weights: gone }),
      () => nd.histogram2d(gone, gone),
      () => nd.digitize(gone, [1]),
      () => nd.digitize([1], gone),
      () => nd.interp(gone, [1, 2], [1, 2]),
      () => nd.interp([1], gone, gone),
      () => nd.bincount(gone.astype('int64')),
    ]) {
      expect(call).toThrow(nd.DisposedError);
    }
    expect(() => nd.histogram([nd.complex(1, 1)])).toThrow(nd.DTypeError);
    expect(() => nd.histogram([1], 2 ** 50)).toThrow(nd.ValueError);
    expect(() => nd.histogram([1, 2], 2, { range: 3 } as never)).toThrow(nd.ArgumentError);
    expect(() => nd.histogram([1, 2], 2, { density: 3 } as never)).toThrow(nd.ArgumentError);
    expect(() => nd.interp([1], [1], [1], { left: 'x' } as never)).toThrow(nd.ArgumentError);
    expect(() => nd.bincount(nd.array([2n ** 62n]))).toThrow(RangeError);
  });
});
