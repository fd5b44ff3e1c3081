import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const DTYPES = ['bool', 'int8', 'uint16', 'int64', 'float16', 'float32', 'float64', 'complex64', 'complex128'] as const;
const NAMES = ['nansum', 'nanprod', 'nanmin', 'nanmax', 'nanmean', 'nanvar', 'nanstd'] as const;
const POSITIONS = ['nanargmin', 'nanargmax'] as const;
const call = nd as unknown as Record<string, (a: unknown, options?: object) => NDArray & number & bigint>;
const SETUP = `
inf, nan = np.inf, np.nan
e = A([[1, nan, -2, 4], [nan, nan, nan, nan], [0.5, -0.0, 8, nan]])
p = A([[1, nan, -2, 4], [nan, 8, nan, nan], [0.5, -0.0, 8, nan]])
i = A([[inf, nan], [-inf, nan], [nan, inf]])
m = A([[True, True, False, True], [True, False, True, True], [False, True, True, True]])
z = e + 1j
`;
const { NaN: nan, Infinity: inf } = globalThis;
const e = nd.array([
  [1, nan, -2, 4],
  [nan, nan, nan, nan],
  [0.5, -0, 8, nan],
]);
const p = nd.array([
  [1, nan, -2, 4],
  [nan, 8, nan, nan],
  [0.5, -0, 8, nan],
]);
const i = nd.array([
  [inf, nan],
  [-inf, nan],
  [nan, inf],
]);
const m = nd.array([
  [true, true, false, true],
  [true, false, true, true],
  [false, true, true, true],
]);
const z = e.add(nd.complex(0, 1));

/** Whole results as 0-d arrays of the dtype that NumPy gives. */
const whole = (value: unknown, dtype: nd.DType): NDArray => nd.array(value as number, { dtype });

const rows: Row[] = [
  ...NAMES.flatMap((name): Row[] => [
    [`np.float64(np.${name}(e))`, () => whole(call[name]!(e), 'float64')],
    [`np.${name}(e, axis=0)`, () => call[name]!(e, { axis: 0 })],
    [`np.${name}(e, axis=1)`, () => call[name]!(e, { axis: 1 })],
    [`np.${name}(e, axis=-1, keepdims=True)`, () => call[name]!(e, { axis: -1, keepdims: true })],
    [`np.${name}(e.T[::-1], axis=(1, 0))`, () => call[name]!(e.T.at('::-1'), { axis: [1, 0] })],
    [`np.${name}(e, axis=2)`, () => call[name]!(e, { axis: 2 })],
    [`np.${name}(i, axis=1)`, () => call[name]!(i, { axis: 1 })],
    [`np.${name}(np.zeros((0, 3)), axis=0)`, () => call[name]!(nd.zeros([0, 3]), { axis: 0 })],
    [`np.${name}(np.zeros((0, 3)), axis=1)`, () => call[name]!(nd.zeros([0, 3]), { axis: 1 })],
    [`np.${name}(e, axis=0, out=np.zeros(4))`, () => call[name]!(e, { axis: 0, out: nd.zeros([4]) })],
    [`np.${name}(e, axis=0, out=np.zeros(5))`, () => call[name]!(e, { axis: 0, out: nd.zeros([5]) })],
  ]),
  ...(['nansum', 'nanprod', 'nanmean'] as const).flatMap((name): Row[] => [
    [`np.${name}(e, axis=0, where=m)`, () => call[name]!(e, { axis: 0, where: m })],
    [
      `np.${name}(e.astype('float32'), axis=1, dtype='float64')`,
      () => call[name]!(e.astype('float32'), { axis: 1, dtype: 'float64' }),
    ],
  ]),
  ...(['nanmin', 'nanmax'] as const).flatMap((name): Row[] => [
    [`np.${name}(e, axis=0, where=m)`, () => call[name]!(e, { axis: 0, where: m } as object)],
    [`np.${name}(e, axis=0, where=m, initial=3)`, () => call[name]!(e, { axis: 0, where: m, initial: 3 })],
    [`np.${name}(e, axis=1, initial=nan)`, () => call[name]!(e, { axis: 1, initial: nan })],
    [`np.${name}(z, axis=0)`, () => call[name]!(z, { axis: 0 })],
  ]),
  [
    `np.nanmean(e, axis=0, out=np.zeros(4, 'int64'))`,
    () => nd.nanmean(e, { axis: 0, out: nd.zeros([4], { dtype: 'int64' }) }),
  ],
  [`np.nanvar(e, axis=0, where=m)`, () => nd.nanvar(e, { axis: 0, where: m })],
  ...POSITIONS.flatMap((name): Row[] => [
    [`np.${name}(e)`, () => whole(BigInt(call[name]!(e)), 'int64')],
    [`np.${name}(p, axis=0)`, () => call[name]!(p, { axis: 0 })],
    [`np.${name}(p, axis=1, keepdims=True)`, () => call[name]!(p, { axis: 1, keepdims: true })],
    [`np.${name}(e, axis=1)`, () => call[name]!(e, { axis: 1 })],
    [`np.${name}(i, axis=0)`, () => call[name]!(i, { axis: 0 })],
    [`np.${name}(A([nan, nan]))`, () => call[name]!([nan, nan])],
    [`np.${name}(A([]))`, () => call[name]!([])],
    [`np.${name}(p + 1j, axis=0)`, () => call[name]!(p.add(nd.complex(0, 1)), { axis: 0 })],
  ]),
  ...(['nancumsum', 'nancumprod'] as const).flatMap((name): Row[] => [
    [`np.${name}(p)`, () => call[name]!(p)],
    [`np.${name}(p, axis=0)`, () => call[name]!(p, { axis: 0 })],
    [`np.${name}(p.astype('float16'), axis=1)`, () => call[name]!(p.astype('float16'), { axis: 1 })],
    [`np.${name}(z, axis=1)`, () => call[name]!(z, { axis: 1 })],
    [`np.${name}(p, axis=1, dtype='int64')`, () => call[name]!(p, { axis: 1, dtype: 'int64' })],
    [`np.${name}(np.arange(6).reshape(2, 3), axis=0)`, () => call[name]!(nd.arange(6n).reshape([2, 3]), { axis: 0 })],
  ]),
  ...NAMES.flatMap((name) =>
    DTYPES.filter((dtype) => !(name === 'nanprod' && dtype === 'float16')).map((dtype): Row => [
      `np.${name}(np.arange(12).reshape(3, 4).astype('${dtype}'), axis=0)`,
      () => call[name]!(nd.arange(12n).reshape([3, 4]).astype(dtype), { axis: 0 }),
    ]),
  ),
  ...(['var', 'std', 'nanvar', 'nanstd'] as const).flatMap((name): Row[] => [
    [`np.${name}(e, axis=1, ddof=3)`, () => call[name]!(e, { axis: 1, ddof: 3 })],
    [`np.${name}(e, axis=1, correction=1)`, () => call[name]!(e, { axis: 1, correction: 1 })],
    [`np.${name}(e, axis=1, ddof=1, correction=1)`, () => call[name]!(e, { axis: 1, ddof: 1, correction: 1 })],
    [
      `np.${name}(p[:, :2], axis=0, mean=A([[0.75, 8.0]]))`,
      () => call[name]!(p.at('...', ':2'), { axis: 0, mean: [[0.75, 8]] }),
    ],
    [
      `np.${name}(m, axis=0, ddof=1, mean=A([[0.5, 0.25, 1, 1]]), keepdims=True)`,
      () => call[name]!(m, { axis: 0, ddof: 1, mean: [[0.5, 0.25, 1, 1]], keepdims: true }),
    ],
  ]),
];

numpyTable('reductions without nan', SETUP, rows);

describe('reductions without nan', () => {
  const values = (x: unknown): unknown[] => nd.array(x as NDArray).flatValues();

  test('give the same bits for every number of threads, and those of the numbers alone', () => {
    const a = nd.random.defaultRng(1).standardNormal({ size: [257, 1031] }) as NDArray;
    a.set(NaN, a.greater(1.5));
    const threads = nd.getNumThreads();
    for (const axis of [undefined, 0, 1]) {
      for (const name of [...NAMES, ...POSITIONS]) {
        nd.setNumThreads(1);
        const one = values(call[name]!(a, { axis } as object));
        nd.setNumThreads(4);
        expect(values(call[name]!(a, { axis } as object))).toEqual(one);
      }
    }
    nd.setNumThreads(threads);
    const numbers = a.select(nd.isfinite(a)) as NDArray;
    for (const name of ['sum', 'min', 'max', 'mean', 'var', 'std'] as const) {
      expect(call[`nan${name}`]!(a) as number).toBeCloseTo(call[name]!(numbers) as number, 9);
    }
  });

  test('see every nan in long, strided and transposed arrays', () => {
    const a = nd.full([1000, 300], NaN);
    a.set(2, 999, 299);
    const far = nd.full([2000, 300], 7).at('::2');
    far.assign(a);
    for (const x of [a, far, a.T, far.at('::-1', '::-1')]) {
      expect([nd.nansum(x), nd.nanmin(x), nd.nanmean(x), nd.nanstd(x)]).toEqual([2, 2, 2, 0]);
      expect(nd.nansum(nd.nansum(x, { axis: 0 }))).toBe(2);
      expect(nd.nanmax(nd.nanmax(x, { axis: 1 }))).toBe(2);
    }
    expect(nd.nanargmax(a)).toBe(299_999);
    expect(nd.nanargmin(a.T)).toBe(299_999);
  });

  test('refuse what is no option, and arrays that are gone', () => {
    const gone = nd.ones([3]);
    gone.dispose();
    for (const name of [...NAMES, ...POSITIONS, 'nancumsum', 'nancumprod'] as const) {
      expect(() => call[name]!(gone)).toThrow(nd.DisposedError);
      expect(() => call[name]!([1], { axis: 'x' } as never)).toThrow(nd.ArgumentError);
      expect(() => call[name]!([1], { out: 3 } as never)).toThrow(nd.ArgumentError);
      expect(() => call[name]!([1], 7 as never)).toThrow(nd.ArgumentError);
    }
    expect(() => nd.nansum(['a'] as never)).toThrow(TypeError);
    expect(() => nd.nanvar([1.5], { correction: 'x' } as never)).toThrow(nd.ArgumentError);
    expect(() => nd.var([1.5, 2], { mean: [1, 2, 3] })).toThrow(nd.ShapeError);
  });
});
