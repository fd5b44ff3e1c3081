import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const DTYPES = [
  'bool',
  'int8',
  'uint16',
  'int32',
  'int64',
  'uint64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const;
const MODES = ['full', 'same', 'valid'] as const;
const SETUP = `
i = np.arange(60) % 11 - 4
v = A([3, -1, 0, 2, 1])
g = (np.arange(24) % 7).reshape(2, 3, 4) * 1.5
t = A([0, 1, 3, 3.5])
`;
const i = nd.arange(60n).remainder(11n).subtract(4n);
const v = nd.array([3n, -1n, 0n, 2n, 1n]);
const g = nd.arange(24n).remainder(7n).reshape([2, 3, 4]).multiply(1.5) as NDArray;
const t = nd.array([0, 1, 3, 3.5]);
const z = nd.complex(1, 2);

const rows: Row[] = [
  ...(['convolve', 'correlate'] as const).flatMap((name): Row[] => [
    ...MODES.flatMap((mode): Row[] => [
      [`np.${name}(i, v, '${mode}')`, () => nd[name](i, v, mode)],
      [`np.${name}(v, i[::-2], mode='${mode}')`, () => nd[name](v, i.at('::-2'), { mode })],
      [
        `np.${name}(i * (1 + 2j), v - 1j, '${mode}')`,
        () => nd[name](i.multiply(z), v.subtract(nd.complex(0, 1)), mode),
      ],
      [`np.${name}(v, v[::-1], '${mode}')`, () => nd[name](v, v.at('::-1'), mode)],
      [`np.${name}(v, v[:4], '${mode}')`, () => nd[name](v, v.at(':4'), mode)],
    ]),
    ...DTYPES.flatMap((dtype) =>
      DTYPES.map((other): Row => [
        `np.${name}(np.abs(i).astype('${dtype}'), np.abs(v).astype('${other}'), 'same')`,
        () => nd[name](i.abs().astype(dtype), v.abs().astype(other), 'same'),
      ]),
    ),
    [`np.${name}([], v)`, () => nd[name]([], v)],
    [`np.${name}(v, [])`, () => nd[name](v, [])],
    [`np.${name}([[1]], v)`, () => nd[name]([[1]], v)],
    [`np.${name}(3, v)`, () => nd[name](3n, v)],
    [`np.${name}(i, v, 'none')`, () => nd[name](i, v, 'none' as never)],
  ]),
  ['np.gradient(i)', () => nd.gradient(i)],
  ["np.gradient(i.astype('float32'), 2.0)", () => nd.gradient(i.astype('float32'), 2)],
  ['np.gradient(g)', () => nd.gradient(g)],
  ['np.gradient(g, edge_order=2, axis=(2, 1))', () => nd.gradient(g, { edgeOrder: 2, axis: [2, 1] })],
  ['np.gradient(g, t, axis=-1)', () => nd.gradient(g, t, { axis: -1 })],
  ['np.gradient(g, t, axis=-1, edge_order=2)', () => nd.gradient(g, t, { axis: -1, edgeOrder: 2 })],
  ['np.gradient(g, 2.0, [0.0, 1, 2], t)', () => nd.gradient(g, 2, [0, 1, 2], t)],
  ['np.gradient(g[0, :, ::-1], 4)', () => nd.gradient(g.at(0, ':', '::-1'), 4n)],
  ['np.gradient(g, 2.0, 3.0)', () => nd.gradient(g, 2, 3)],
  ['np.gradient(g, t)', () => nd.gradient(g, t)],
  ['np.gradient(g, [1, 2], axis=0, edge_order=2)', () => nd.gradient(g, [1, 2], { axis: 0, edgeOrder: 2 })],
  ['np.gradient([1.0])', () => nd.gradient([1])],
  ['np.gradient([True, False])', () => nd.gradient([true, false])],
  ['np.gradient(g, axis=3)', () => nd.gradient(g, { axis: 3 })],
  ['np.gradient(g, edge_order=3)', () => nd.gradient(g, { edgeOrder: 3 as never })],
  ['np.trapezoid(g)', () => nd.trapezoid(g)],
  ['np.trapezoid(g, t)', () => nd.trapezoid(g, { x: t })],
  ['np.trapezoid(g, g, axis=0)', () => nd.trapezoid(g, { x: g, axis: 0 })],
  ['np.trapezoid(g, dx=0.5, axis=1)', () => nd.trapezoid(g, { dx: 0.5, axis: 1 })],
  ['np.trapezoid(g, axis=4)', () => nd.trapezoid(g, { axis: 4 })],
  ['np.trapezoid(g, [1, 2])', () => nd.trapezoid(g, { x: [1, 2] })],
  ['np.ediff1d(i)', () => nd.ediff1d(i)],
  [
    'np.ediff1d(g[:, ::-1], to_begin=[[1, 2]], to_end=A(3))',
    () => nd.ediff1d(g.at(':', '::-1'), { toBegin: [[1n, 2n]], toEnd: 3n }),
  ],
  ['np.ediff1d(i, to_end=A([1.5]))', () => nd.ediff1d(i, { toEnd: nd.array([1.5]) })],
  ['np.ediff1d([])', () => nd.ediff1d([])],
  ['np.ediff1d([], to_begin=[1, 2])', () => nd.ediff1d([], { toBegin: [1, 2] })],
  ['np.ediff1d([True, False])', () => nd.ediff1d([true, false])],
  ['np.average(g, axis=1)', () => nd.average(g, { axis: 1 })],
  [
    'np.average(i.reshape(6, 10), axis=0, weights=np.arange(6), returned=True)',
    () => nd.average(i.reshape([6, 10]), { axis: 0, weights: nd.arange(6n), returned: true }),
  ],
  [
    'np.average(g, axis=(0, 2), weights=np.ones((2, 4)), keepdims=True)',
    () => nd.average(g, { axis: [0, 2], weights: nd.ones([2, 4]), keepdims: true }),
  ],
  ['np.average(g, weights=t)', () => nd.average(g, { weights: t })],
  ['np.average(g, axis=0, weights=t)', () => nd.average(g, { axis: 0, weights: t })],
  ['np.average(g, axis=2, weights=t * 0)', () => nd.average(g, { axis: 2, weights: t.multiply(0) })],
  ['np.average(g, axis=5)', () => nd.average(g, { axis: 5 })],
  ['np.cov([1, 2, 4])', () => nd.cov([1, 2, 4])],
  ['np.cov(i.reshape(3, 20)[:, :16], bias=True)', () => nd.cov(i.reshape([3, 20]).at(':', ':16'), { bias: true })],
  [
    'np.cov(A([[1, 2, 5], [2, 2, 2]]), rowvar=False, ddof=0)',
    () =>
      nd.cov(
        [
          [1, 2, 5],
          [2, 2, 2],
        ],
        { rowvar: false, ddof: 0 },
      ),
  ],
  [
    'np.cov([1, 2, 4, 4], fweights=[1, 2, 1, 4], ddof=0)',
    () => nd.cov([1, 2, 4, 4], { fweights: [1, 2, 1, 4], ddof: 0 }),
  ],
  ['np.cov([1, 2, 3, 4], [4j, 2, 0, 2])', () => nd.cov([1, 2, 3, 4], { y: [nd.complex(0, 4), 2, 0, 2] })],
  ['np.cov(g)', () => nd.cov(g)],
  ['np.cov([1, 2], fweights=[1, 2, 3])', () => nd.cov([1, 2], { fweights: [1, 2, 3] })],
  ['np.cov([1, 2], fweights=[1, -2])', () => nd.cov([1, 2], { fweights: [1, -2] })],
  ['np.cov([1, 2], fweights=[1.5, 2])', () => nd.cov([1, 2], { fweights: [1.5, 2] })],
  ['np.cov([1, 2], ddof=1.5)', () => nd.cov([1, 2], { ddof: 1.5 })],
  [
    'np.corrcoef([[1, 2, 3], [3, 2, 1]])',
    () =>
      nd.corrcoef([
        [1, 2, 3],
        [3, 2, 1],
      ]),
  ],
  ['np.corrcoef([1, 2, 3])', () => nd.corrcoef([1, 2, 3])],
];

numpyTable('signals', SETUP, rows);

describe('signals', () => {
  test('agree with sums of products for lengths around vectors, and for every number of threads', () => {
    const threads = nd.getNumThreads();
    const a = nd.random.defaultRng(5).standardNormal({ size: 20_011 });
    for (const m of [1, 7, 64, 129, 2000, 20_011]) {
      const kernel = a.at(`:${m}` as ':').multiply(0.5);
      nd.setNumThreads(1);
      const one = nd.convolve(a, kernel);
      nd.setNumThreads(4);
      expect(nd.convolve(a, kernel).flatValues()).toEqual(one.flatValues());
      nd.setNumThreads(threads);
      expect(nd.sum(one)).toBeCloseTo((nd.sum(a) as number) * (nd.sum(kernel) as number), 6);
    }
  });

  test('correct for deviations in cov', () => {
    const x = nd.random.defaultRng(6).standardNormal({ size: [5, 1000] });
    const c = nd.cov(x);
    expect(c.at(2, 2).item()).toBeCloseTo(nd.var(x.at(2), { ddof: 1 }) as number, 12);
    expect(nd.corrcoef(x).at(3, 3).item()).toBeCloseTo(1, 12);
    expect(nd.corrcoef(x).at(1, 3).item()).toBeCloseTo(
      (c.at(1, 3).item() as number) / Math.sqrt((c.at(1, 1).item() as number) * (c.at(3, 3).item() as number)),
      12,
    );
  });

  test('refuse what is gone, or no option', () => {
    const gone = nd.ones([3]);
    gone.dispose();
    for (const call of [
      () => nd.convolve(gone, [1]),
      () => nd.correlate([1, 2, 3, 4], gone),
      () => nd.gradient(gone),
      () => nd.gradient([1, 2, 3], gone),
      () => nd.trapezoid(gone),
      () => nd.ediff1d(gone),
      () => nd.average(gone),
      () => nd.cov(gone),
      () => nd.corrcoef(gone),
    ]) {
      expect(call).toThrow(nd.DisposedError);
    }
    expect(() => nd.convolve([1], [1], 3 as never)).toThrow(nd.ArgumentError);
    expect(() => nd.average([1], { returned: 1 } as never)).toThrow(nd.ArgumentError);
    expect(() => nd.trapezoid([1, 2], { dx: 'x' } as never)).toThrow(nd.ArgumentError);
  });
});
