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
a = np.arange(100) // 3
r = (np.arange(100) * 37 % 100) // 3
q = np.arange(-5, 45).reshape(5, 10)[::-1, ::3]
f = A([-np.inf, -1, -0.0, 0.0, 1.5, np.inf, np.nan, np.nan])
k = A([np.nan, 0.0, -0.0, -np.inf, np.inf, 2.5])
`;
const a = nd.arange(100n).floorDivide(3n) as NDArray;
const r = nd.arange(100n).multiply(37n).remainder(100n).floorDivide(3n) as NDArray;
const q = nd.arange(-5n, 45n).reshape([5, 10]).at('::-1', '::3') as NDArray;
const f = nd.array([-Infinity, -1, -0, 0, 1.5, Infinity, NaN, NaN]);
const k = nd.array([NaN, 0, -0, -Infinity, Infinity, 2.5]);

const rows: Row[] = [
  ...(['left', 'right'] as const).flatMap((side): Row[] => [
    [`np.searchsorted(a, q, '${side}')`, () => nd.searchsorted(a, q, { side })],
    [`np.searchsorted(a[::5], q, '${side}')`, () => a.at('::5').searchsorted(q, { side })],
    [`np.searchsorted(f, k, '${side}')`, () => nd.searchsorted(f, k, { side })],
    [
      `np.searchsorted(r, q, '${side}', sorter=np.argsort(r, stable=True))`,
      () => nd.searchsorted(r, q, { side, sorter: nd.argsort(r) }),
    ],
    [
      `np.searchsorted(r, q, '${side}', sorter=np.argsort(r, stable=True).astype('int16'))`,
      () => nd.searchsorted(r, q, { side, sorter: nd.argsort(r).astype('int16') }),
    ],
    [`np.searchsorted(np.zeros(0), q, '${side}')`, () => nd.searchsorted([], q, { side })],
    [`np.searchsorted(a, np.zeros((0, 2)), '${side}')`, () => nd.searchsorted(a, nd.zeros([0, 2]), { side })],
    ...DTYPES.flatMap((dtype) =>
      DTYPES.map((other): Row => [
        `np.searchsorted(np.sort(a.astype('${dtype}')), np.abs(q).astype('${other}'), '${side}')`,
        () => nd.searchsorted(nd.sort(a.astype(dtype)), q.abs().astype(other), { side }),
      ]),
    ),
  ]),
  ['np.searchsorted([1, 2, 3], 2, sorter=[0, 1])', () => nd.searchsorted([1n, 2n, 3n], 2n, { sorter: [0, 1] })],
  ['np.searchsorted([1, 2, 3], 2, sorter=[7, 7, 7])', () => nd.searchsorted([1n, 2n, 3n], 2n, { sorter: [7, 7, 7] })],
  [
    'np.searchsorted([1, 2, 3], 2, sorter=[0, 1.5, 2])',
    () => nd.searchsorted([1n, 2n, 3n], 2n, { sorter: [0, 1.5, 2] }),
  ],
  [
    'np.searchsorted([1, 2, 3], 2, sorter=A([True, False, True]))',
    () => nd.searchsorted([1n, 2n, 3n], 2n, { sorter: [true, false, true] }),
  ],
  ['np.searchsorted([[1, 2]], 2)', () => nd.searchsorted([[1n, 2n]], 2n)],
  ['np.searchsorted(5, 2)', () => nd.searchsorted(5n, 2n)],
  ["np.searchsorted([1, 2], 2, side='x')", () => nd.searchsorted([1n, 2n], 2n, { side: 'x' as 'left' })],
  [
    'A(np.searchsorted(A([1, 2, 3], "uint8"), 300))',
    () => nd.array(BigInt(nd.searchsorted(nd.array([1, 2, 3], { dtype: 'uint8' }), 300))),
  ],
  [
    'A(np.searchsorted(A([0.1], "float32"), 0.1, "right"))',
    () => nd.array(BigInt(nd.searchsorted(nd.array([0.1], { dtype: 'float32' }), 0.1, { side: 'right' }))),
  ],
];
numpyTable('searches, against NumPy', SETUP, rows);

describe('searchsorted', () => {
  test('gives a number for a scalar, an array for anything else', () => {
    expect(nd.searchsorted([1, 3], 2)).toBe(1);
    expect(nd.searchsorted([1, 3], 3n, { side: 'right' })).toBe(2);
    expect(nd.searchsorted([1, 3], [2]).toArray()).toEqual([1n]);
    expect(nd.searchsorted([1, 3], nd.array(2)).shape).toEqual([]);
    expect(nd.searchsorted(nd.array([2n ** 53n, 2n ** 53n + 1n]), 2n ** 53n + 1n)).toBe(1);
  });

  test('finds some place in an array that is not sorted', () => {
    const wild = nd.random.defaultRng(3).random({ size: 1000 });
    const places = nd.searchsorted(wild, nd.arange(0, 1, 0.001)).toArray() as bigint[];
    expect(places.every((at) => at >= 0n && at <= 1000n)).toBe(true);
  });

  test('reads arrays of any layout and alignment', () => {
    const odd = nd.frombuffer(new Uint8Array(8 * 100 + 3), { dtype: 'float64', offset: 3 });
    odd.assign(nd.arange(100));
    expect(nd.searchsorted(odd, odd).toArray()).toEqual(nd.arange(100n).toArray());
    expect(nd.searchsorted(nd.arange(100).at('::-1').at('::-1'), odd).toArray()).toEqual(nd.arange(100n).toArray());
  });

  test('refuses what is disposed or of the wrong kind', () => {
    const gone = nd.arange(3);
    gone.dispose();
    expect(() => nd.searchsorted(gone, 1)).toThrow(nd.DisposedError);
    expect(() => nd.searchsorted([1], gone)).toThrow(nd.DisposedError);
    expect(() => nd.searchsorted([1, 2, 3], 1, { sorter: gone })).toThrow();
    expect(() => nd.searchsorted([1], 'x' as unknown as number)).toThrow(nd.ArgumentError);
    expect(() => nd.searchsorted([1], 1, { side: 1 as unknown as 'left' })).toThrow(nd.ArgumentError);
    expect(() => nd.searchsorted(nd.broadcastTo(1, [5]), nd.broadcastTo(1, [2 ** 46]))).toThrow(nd.MemoryLimitError);
  });
});

test('a complex number is one value', () => {
  expect(nd.searchsorted([nd.complex(0, 1), nd.complex(1, -1), nd.complex(1, 2)], nd.complex(1, 0))).toBe(2);
  expect(nd.searchsorted([0, 1, 2], nd.complex(1, 1))).toBe(2);
});
