import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const DTYPES = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'float32',
  'float64',
] as const;

const SETUP = `
def mixed(dtype, *shape):
    x = (np.arange(int(np.prod(shape))) * 37 % 23 - 9)
    return (x * 0.375 if dtype.startswith('float') else np.abs(x) if dtype[0] == 'u' else x).astype(dtype).reshape(shape)
t = np.arange(24).reshape(2, 3, 4)
s = t[::-1, :, ::2]
z = A([-0.0, -0.0, 0.0])
inf = np.inf
nan = np.nan
`;
function mixed(dtype: (typeof DTYPES)[number], ...shape: number[]): NDArray {
  const n = shape.reduce((x, y) => x * y, 1);
  const x = nd.arange(BigInt(n)).multiply(37n).remainder(23n).subtract(9n);
  const values = dtype.startsWith('float') ? x.multiply(0.375) : dtype.startsWith('u') ? x.abs() : x;
  return values.astype(dtype).reshape(shape);
}
const t = nd.arange(24n).reshape([2, 3, 4]) as NDArray;
const s = t.at('::-1', ':', '::2');
const z = nd.array([-0, -0, 0]);
const FUNCTIONS = [
  ['cumsum', nd.cumsum],
  ['cumprod', nd.cumprod],
] as const;
const CUMULATIVE = [
  ['cumulative_sum', nd.cumulativeSum],
  ['cumulative_prod', nd.cumulativeProd],
] as const;

const rows: Row[] = [
  ...FUNCTIONS.flatMap(([name, ours]) =>
    DTYPES.flatMap((dtype): Row[] => [
      [`np.${name}(mixed('${dtype}', 50))`, () => ours(mixed(dtype, 50))],
      [`np.${name}(mixed('${dtype}', 20, 70), axis=0)`, () => ours(mixed(dtype, 20, 70), { axis: 0 })],
      [`np.${name}(mixed('${dtype}', 20, 70).T, axis=0)`, () => ours(mixed(dtype, 20, 70).T, { axis: 0 })],
      [`np.${name}(mixed('${dtype}', 9), dtype='${dtype}')`, () => ours(mixed(dtype, 9), { dtype })],
      [`np.${name}(mixed('${dtype}', 9), dtype='float32')`, () => ours(mixed(dtype, 9), { dtype: 'float32' })],
      [`np.${name}(mixed('float64', 9), dtype='${dtype}')`, () => ours(mixed('float64', 9), { dtype })],
      [
        `np.${name}(mixed('${dtype}', 9), out=np.zeros(9, 'float32'))`,
        () => ours(mixed(dtype, 9), { out: nd.zeros(9, { dtype: 'float32' }) as NDArray }),
      ],
    ]),
  ),
  ...[-4, -3, -1, 0, 1, 2, 3, null].flatMap((axis): Row[] => [
    [`np.cumsum(t, axis=${axis ?? 'None'})`, () => nd.cumsum(t, { axis })],
    [`np.cumprod(s, axis=${axis ?? 'None'})`, () => nd.cumprod(s, { axis })],
    [`np.cumsum(A(5), axis=${axis ?? 'None'})`, () => nd.cumsum(5n, { axis })],
    [`np.cumsum(np.zeros((2, 0)), axis=${axis ?? 'None'})`, () => nd.cumsum(nd.zeros([2, 0]), { axis })],
    ...CUMULATIVE.flatMap(([name, ours]): Row[] => [
      [`np.${name}(t, axis=${axis ?? 'None'}, include_initial=True)`, () => ours(t, { axis, includeInitial: true })],
      [`np.${name}(s, axis=${axis ?? 'None'})`, () => ours(s, { axis })],
      [
        `np.${name}(A(5), axis=${axis ?? 'None'}, include_initial=True)`,
        () => ours(5n, { axis, includeInitial: true }),
      ],
      [
        `np.${name}(np.zeros((2, 0)), axis=${axis ?? 'None'}, include_initial=True)`,
        () => ours(nd.zeros([2, 0]), { axis, includeInitial: true }),
      ],
    ]),
  ]),
  ['np.cumsum(z)', () => nd.cumsum(z)],
  ['np.cumprod(-z)', () => nd.cumprod(z.negative())],
  ['np.cumsum([1, nan, inf, -inf])', () => nd.cumsum([1, NaN, Infinity, -Infinity])],
  ['np.cumulative_sum(z, include_initial=True)', () => nd.cumulativeSum(z, { includeInitial: true })],
  [
    'np.cumulative_sum(A([1, 2], "int8"), include_initial=True)',
    () => nd.cumulativeSum(nd.array([1, 2], { dtype: 'int8' }), { includeInitial: true }),
  ],
  [
    'np.cumsum(A([100, 100], "int8"), out=np.zeros(2, "int16"))',
    () => nd.cumsum(nd.array([100, 100], { dtype: 'int8' }), { out: nd.zeros(2, { dtype: 'int16' }) as NDArray }),
  ],
  [
    'np.cumsum([1.5, 1.5], out=np.zeros(2, int))',
    () => nd.cumsum([1.5, 1.5], { out: nd.zeros(2, { dtype: 'int64' }) as NDArray }),
  ],
  ['np.cumsum(t, axis=1, out=np.zeros((2, 3, 3)))', () => nd.cumsum(t, { axis: 1, out: nd.zeros([2, 3, 3]) })],
  [
    'np.cumulative_sum([1, 2], include_initial=True, out=np.zeros(3))',
    () => nd.cumulativeSum([1n, 2n], { includeInitial: true, out: nd.zeros(3) }),
  ],
  ['np.cumsum(np.full(300, 0.1, "float32"))', () => nd.cumsum(nd.full(300, 0.1, { dtype: 'float32' }))],
  ...[-4, -1, 0, 2, 3].flatMap((axis): Row[] => [
    [`np.diff(t, axis=${axis})`, () => nd.diff(t, { axis })],
    [`np.diff(s, n=2, axis=${axis})`, () => nd.diff(s, { n: 2, axis })],
    [
      `np.diff(t, axis=${axis}, prepend=0, append=t[:, :, :1])`,
      () => nd.diff(t, { axis, prepend: 0, append: t.at(':', ':', ':1') }),
    ],
  ]),
  ...[0, 1, 2, 3, 9, -1].map((n): Row => [`A(np.diff([1, 2, 4, 8.5], n=${n}))`, () => nd.diff([1, 2, 4, 8.5], { n })]),
  ['np.diff([True, False, False])', () => nd.diff([true, false, false])],
  ['np.diff([True, False, False], n=2)', () => nd.diff([true, false, false], { n: 2 })],
  ['np.diff(A([1, 200], "uint8"))', () => nd.diff(nd.array([200, 1], { dtype: 'uint8' }).at('::-1'))],
  ['np.diff(A([1, 2], "int8"), prepend=0)', () => nd.diff(nd.array([1, 2], { dtype: 'int8' }), { prepend: 0 })],
  ['np.diff(A([1, 2], "float32"), append=0.5)', () => nd.diff(nd.array([1, 2], { dtype: 'float32' }), { append: 0.5 })],
  ['np.diff(5)', () => nd.diff(5)],
  ['np.diff([])', () => nd.diff([])],
  ['np.diff([1], prepend=[[1]])', () => nd.diff([1n], { prepend: [[1n]] })],
  ['np.diff(np.zeros((2, 0)), axis=0)', () => nd.diff(nd.zeros([2, 0]), { axis: 0 })],
  ...['None', '0', '1', '-1', '2', '(0, 1)', '3'].flatMap((axis): Row[] => {
    const own = axis === 'None' ? null : axis === '(0, 1)' ? [0, 1] : Number(axis);
    return [
      [`np.ptp(t, axis=${axis}, keepdims=True)`, () => nd.ptp(t, { axis: own, keepdims: true })],
      [`A(np.ptp(s, axis=${axis}))`, () => nd.asarray(nd.ptp(s, { axis: own }))],
    ];
  }),
  [
    'np.ptp(A([100, -100], "int8"), keepdims=True)',
    () => nd.ptp(nd.array([100, -100], { dtype: 'int8' }), { keepdims: true }),
  ],
  ['np.ptp([1, nan], keepdims=True)', () => nd.ptp([1, NaN], { keepdims: true })],
  ['np.ptp([True, False])', () => nd.ptp([true, false])],
  ['np.ptp([])', () => nd.ptp([])],
  ['np.ptp(t, axis=0, out=np.zeros((3, 4)))', () => nd.ptp(t, { axis: 0, out: nd.zeros([3, 4]) })],
];
numpyTable('scans and differences, against NumPy', SETUP, rows);

describe('scans', () => {
  test('write into an output that is, or overlaps, their input', () => {
    const a = nd.array([1, 2, 3, 4]);
    expect(nd.cumsum(a, { out: a })).toBe(a);
    expect(a.toArray()).toEqual([1, 3, 6, 10]);
    const b = nd.array([1, 2, 3, 4, 5]);
    nd.cumsum(b.at(':-1'), { out: b.at('1:') });
    expect(b.toArray()).toEqual([1, 1, 3, 6, 10]);
    const c = nd.array([1, 2, 3, 4]);
    nd.cumprod(c, { out: c.at('::-1') });
    expect(c.toArray()).toEqual([24, 6, 2, 1]);
    const d = nd.array([1, 2, 3, 4]);
    nd.cumulativeSum(d.at(':3'), { out: d, includeInitial: true });
    expect(d.toArray()).toEqual([0, 1, 3, 6]);
    const m = nd.arange(6).reshape([2, 3]);
    nd.cumsum(m, { axis: 0, out: m });
    expect(m.toArray()).toEqual([
      [0, 1, 2],
      [3, 5, 7],
    ]);
  });

  test('run one after the other in the dtype, for any layout', () => {
    const a = nd.random
      .defaultRng(5)
      .random({ size: [300, 40] })
      .astype('float32');
    const expected: number[] = [];
    for (let i = 0, sum = 0; i < 300; i++)
      expected.push((sum = i === 0 ? a.item(0, 7) : Math.fround(sum + a.item(i, 7))));
    expect(nd.cumsum(a, { axis: 0 }).at(':', 7).toArray()).toEqual(expected);
    expect(nd.cumsum(a.T, { axis: 1 }).at(7).toArray()).toEqual(expected);
    expect(nd.cumsum(a.at(':', 7)).toArray()).toEqual(expected);
    expect(nd.cumsum(a.at('::-1').at('::-1'), { axis: 0 }).at(':', 7).toArray()).toEqual(expected);
  });

  test('what does not fit is refused', () => {
    const a = nd.arange(6).reshape([2, 3]);
    expect(() => nd.cumsum(a, { axis: 2 })).toThrow(nd.AxisError);
    expect(() => nd.cumsum(a, { axis: [0] as unknown as number })).toThrow(nd.ArgumentError);
    expect(() => nd.cumsum(a, { out: nd.zeros([2, 3]) })).toThrow(nd.ShapeError);
    expect(() => nd.cumsum(a, { axis: 0, out: nd.broadcastTo(nd.zeros(3), [2, 3]) })).toThrow(nd.ReadOnlyError);
    expect(() => nd.cumsum(a, { out: [1] as unknown as NDArray })).toThrow(nd.ArgumentError);
    expect(() => nd.cumsum(a, { dtype: ('float' + '12') as 'float32' })).toThrow(nd.DTypeError);
    expect(() => nd.cumulativeSum(a)).toThrow(nd.ValueError);
    expect(() => nd.cumulativeSum([1], { includeInitial: 1 as unknown as boolean })).toThrow(nd.ArgumentError);
    expect(() => nd.cumsum(nd.broadcastTo(1, [2 ** 46]))).toThrow(nd.MemoryLimitError);
    expect(() => nd.diff([1, 2], { n: 0.5 })).toThrow(nd.ArgumentError);
    expect(() => nd.diff([1, 2], { prepend: 'x' as unknown as number })).toThrow(nd.ArgumentError);
    const gone = nd.arange(3);
    gone.dispose();
    expect(() => nd.cumsum(gone)).toThrow(nd.DisposedError);
    expect(() => nd.diff(gone)).toThrow(nd.DisposedError);
    expect(() => nd.cumsum([1, 2, 3], { out: gone })).toThrow(nd.DisposedError);
  });
});
