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
// Which of two zeros NumPy keeps depends on its unstable sort: the sign is dropped where that runs.
const SETUP = `
def some(dtype, *shape):
    return (np.arange(int(np.prod(shape))) * 37 % 101 % 7).astype(dtype).reshape(shape)
f = A([[2, np.nan, 0.5, np.nan], [-0.0, 0.0, np.inf, np.nan]])
g = A([[np.nan, 1], [0, 2], [np.nan, 1], [0, 2], [-0.0, 2]])
ALL = dict(return_index=True, return_inverse=True, return_counts=True)
`;
function some(dtype: (typeof DTYPES)[number], ...shape: number[]): NDArray {
  const n = shape.reduce((x, y) => x * y, 1);
  return nd.arange(BigInt(n)).multiply(37n).remainder(101n).remainder(7n).astype(dtype).reshape(shape) as NDArray;
}
const f = nd.array([
  [2, NaN, 0.5, NaN],
  [-0, 0, Infinity, NaN],
]);
const g = nd.array([
  [NaN, 1],
  [0, 2],
  [NaN, 1],
  [0, 2],
  [-0, 2],
]);
const ALL = { returnIndex: true, returnInverse: true, returnCounts: true } as const;

const rows: Row[] = [
  ...DTYPES.flatMap((dtype): Row[] => [
    [`np.unique(some('${dtype}', 200))`, () => nd.unique(some(dtype, 200))],
    [`np.unique(some('${dtype}', 5, 6), **ALL)`, () => nd.unique(some(dtype, 5, 6), ALL)],
    [
      `np.unique(some('${dtype}', 9, 2)[::-1], axis=0, **ALL)`,
      () => nd.unique(some(dtype, 9, 2).at('::-1'), { axis: 0, ...ALL }),
    ],
    [`np.unique(some('${dtype}', 2, 9, 2), axis=1)`, () => nd.unique(some(dtype, 2, 9, 2), { axis: 1 })],
  ]),
  ['np.unique(f) + 0.0', () => nd.unique(f).add(0)],
  ['np.unique(f, equal_nan=False) + 0.0', () => nd.unique(f, { equalNan: false }).add(0)],
  ['np.unique(f, **ALL)', () => nd.unique(f, ALL)],
  ['np.unique(f, return_index=True)', () => nd.unique(f, { returnIndex: true })],
  ['np.unique(f + 0.0, return_counts=True)', () => nd.unique(f.add(0), { returnCounts: true })],
  ['np.unique(f.T, return_inverse=True)', () => nd.unique(f.T, { returnInverse: true })],
  ['np.unique(g, axis=0, **ALL)', () => nd.unique(g, { axis: 0, ...ALL })],
  ['np.unique(g, axis=-1)', () => nd.unique(g, { axis: -1 })],
  ['np.unique(g, axis=2)', () => nd.unique(g, { axis: 2 })],
  ['np.unique(f[0], axis=0, **ALL)', () => nd.unique(f.at(0), { axis: 0, ...ALL })],
  ['np.unique(A(5), **ALL)', () => nd.unique(5n, ALL)],
  ['np.unique(5, axis=0)', () => nd.unique(5n, { axis: 0 })],
  ['np.unique([], **ALL)', () => nd.unique([], ALL)],
  ...['(0, 3)', '(3, 0)', '(0, 0)'].flatMap((shape): Row[] => {
    const own = shape.match(/\d/g)!.map(Number);
    return [
      [`np.unique(np.zeros(${shape}))`, () => nd.unique(nd.zeros(own))],
      [
        `np.unique(np.zeros(${shape}), axis=0, return_counts=True)`,
        () => nd.unique(nd.zeros(own), { axis: 0, returnCounts: true }),
      ],
    ];
  }),
  [
    'list(np.unique_all(f))',
    () => {
      const u = nd.uniqueAll(f);
      return [u.values, u.indices, u.inverseIndices, u.counts];
    },
  ],
  [
    'list(np.unique_counts(some("int8", 4, 5)))',
    () => {
      const u = nd.uniqueCounts(some('int8', 4, 5));
      return [u.values, u.counts];
    },
  ],
  [
    'list(np.unique_inverse(some("int8", 4, 5)))',
    () => {
      const u = nd.uniqueInverse(some('int8', 4, 5));
      return [u.values, u.inverseIndices];
    },
  ],
  ['np.sort(np.unique_values(f)) + 0.0', () => nd.uniqueValues(f).add(0)],
];
numpyTable('unique, against NumPy', SETUP, rows);

describe('unique', () => {
  test('takes bools of any byte for true', () => {
    const odd = nd.array([3, 0, 1, 2], { dtype: 'uint8' }).view('bool');
    expect(nd.unique(odd).toArray()).toEqual([false, true]);
    const [values, counts] = nd.unique(odd, { returnCounts: true });
    expect(values.toArray()).toEqual([false, true]);
    expect(counts!.toArray()).toEqual([1n, 3n]);
    expect(nd.unique(odd.reshape([2, 2]), { axis: 0 }).toArray()).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  test('keeps the first of zeros of either sign', () => {
    expect(nd.unique([1, -0, 0]).toArray()).toEqual([-0, 1]);
    expect(nd.unique([1, 0, -0]).toArray()).toEqual([0, 1]);
  });

  test('leaves its argument alone and gives memory of its own', () => {
    const a = nd.array([3, 1, 2]);
    const values = nd.unique(a);
    values.assign(9);
    expect(a.toArray()).toEqual([3, 1, 2]);
  });

  test('builds the array again from values and inverse', () => {
    const a = nd.random.defaultRng(8).random({ size: 20000 }).multiply(500).floorDivide(1).reshape([100, 200]);
    const { values, inverseIndices, counts, indices } = nd.uniqueAll(a);
    expect(Buffer.from(values.select(inverseIndices).bytes()).equals(Buffer.from(a.bytes()))).toBe(true);
    expect(counts.sum()).toBe(20000n);
    expect(a.ravel().select(indices).toArray()).toEqual(values.toArray());
  });

  test('refuses what is disposed or of the wrong kind', () => {
    const gone = nd.arange(3);
    gone.dispose();
    expect(() => nd.unique(gone)).toThrow(nd.DisposedError);
    expect(() => nd.uniqueAll(gone)).toThrow(nd.DisposedError);
    expect(() => nd.unique([1], { returnIndex: 1 as unknown as boolean })).toThrow(nd.ArgumentError);
    expect(() => nd.unique([1], { axis: 0.5 })).toThrow(nd.ArgumentError);
    expect(() => nd.unique('x' as unknown as number)).toThrow(nd.ArgumentError);
    expect(() => nd.unique(nd.broadcastTo(1, [2 ** 46]))).toThrow(nd.MemoryLimitError);
  });
});
