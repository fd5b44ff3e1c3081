import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const SETUP = `
a = np.arange(24).reshape(2, 3, 4)
m = a[0]
s = a[::-1, :, ::2]
e = np.zeros((0, 3))
def put(a, *args, **kwargs): return changed(a.copy(), lambda b: np.put(b, *args, **kwargs))
def puts(a, *args, **kwargs):
    c = a.copy(); b = c.T[::-1]
    np.put(b, *args, **kwargs)
    return c
def along(a, *args): return changed(a.copy(), lambda b: np.put_along_axis(b, *args))
I = A([[[0, 2], [1, 1], [-1, 0]]])
`;
const a = nd.arange(24n).reshape([2, 3, 4]) as NDArray;
const m = a.at(0);
const s = a.at('::-1', ':', '::2');
const e = nd.zeros([0, 3]);
const I = nd.array([
  [
    [0n, 2n],
    [1n, 1n],
    [-1n, 0n],
  ],
]);
const put = (x: NDArray, ...rest: [ind: nd.ArrayLike, v: nd.ArrayLike, options?: nd.PutOptions]): NDArray =>
  x.copy().put(...rest);
const puts = (x: NDArray, ...rest: [ind: nd.ArrayLike, v: nd.ArrayLike, options?: nd.PutOptions]): NDArray => {
  const c = x.copy();
  c.T.at('::-1').put(...rest);
  return c;
};
const along = (x: NDArray, ...rest: [ind: nd.ArrayLike, v: nd.ArrayLike, axis?: nd.AlongOptions]): NDArray => {
  const c = x.copy();
  nd.putAlongAxis(c, ...rest);
  return c;
};

const rows: Row[] = [
  ['np.take(a, 5)', () => nd.take(a, 5)],
  ['np.take(a, [0, -1, 23])', () => nd.take(a, [0, -1, 23])],
  [
    'np.take(s, [[0, 5], [-1, 2]])',
    () =>
      nd.take(s, [
        [0, 5],
        [-1, 2],
      ]),
  ],
  ['np.take(a, [24])', () => nd.take(a, [24])],
  ['np.take(a, [-25])', () => nd.take(a, [-25])],
  ['np.take(a, [-25, 24, 100, -1], mode="wrap")', () => nd.take(a, [-25, 24, 100, -1], { mode: 'wrap' })],
  ['np.take(a, [-25, 24, 100, -1], mode="clip")', () => nd.take(a, [-25, 24, 100, -1], { mode: 'clip' })],
  ['np.take(a, [2**62, -2**63], mode="clip")', () => nd.take(a, [2n ** 62n, -(2n ** 63n)], { mode: 'clip' })],
  ...[0, 1, 2, -1, -3].flatMap((axis): Row[] => [
    [`np.take(a, [1, 0, -1], axis=${axis})`, () => nd.take(a, [1, 0, -1], { axis })],
    [
      `s.take([[1, 0], [0, -1]], axis=${axis})`,
      () =>
        s.take(
          [
            [1, 0],
            [0, -1],
          ],
          { axis },
        ),
    ],
    [`np.take(s, 1, axis=${axis})`, () => nd.take(s, 1, { axis })],
    [`np.take(s, [7, -9], axis=${axis}, mode="wrap")`, () => nd.take(s, [7, -9], { axis, mode: 'wrap' })],
    [`np.take(s, [7, -9], axis=${axis}, mode="clip")`, () => nd.take(s, [7, -9], { axis, mode: 'clip' })],
    [
      `np.take(a, np.zeros((0, 2), int), axis=${axis})`,
      () => nd.take(a, nd.zeros([0, 2], { dtype: 'int8' }), { axis }),
    ],
  ]),
  ['np.take(a, [1], axis=3)', () => nd.take(a, [1], { axis: 3 })],
  ['np.take(a, [True, False])', () => nd.take(a, [true, false])],
  ['np.take(m, A([1, 2], np.uint64))', () => nd.take(m, nd.array([1, 2], { dtype: 'uint64' }))],
  ['np.take(m, A([1, 2], np.int8), axis=1)', () => nd.take(m, nd.array([1, 2], { dtype: 'int8' }), { axis: 1 })],
  ['np.take(m, A([1.0]))', () => nd.take(m, nd.array([1]))],
  ['np.take(5, 0)', () => nd.take(5n, 0)],
  ['np.take(5, [0, 0], axis=0)', () => nd.take(5n, [0, 0], { axis: 0 })],
  ['np.take(5, [1])', () => nd.take(5n, [1])],
  ['np.take(e, [0])', () => nd.take(e, [0])],
  ['np.take(e, [0], axis=0, mode="clip")', () => nd.take(e, [0], { axis: 0, mode: 'clip' })],
  ['np.take(e, [], axis=0)', () => nd.take(e, [], { axis: 0 })],
  ['np.take(e, [1, 1], axis=1)', () => nd.take(e, [1, 1], { axis: 1 })],

  ['put(m, [0, 2, 5], [7, 8])', () => put(m, [0, 2, 5], [7n, 8n])],
  ['put(m, [0, 2], [7, 8, 9])', () => put(m, [0, 2], [7n, 8n, 9n])],
  ['put(m, [1, 1, 1], [7, 8, 9])', () => put(m, [1, 1, 1], [7n, 8n, 9n])],
  [
    'put(m, [[0, 1], [2, 3]], [[7], [8]])',
    () =>
      put(
        m,
        [
          [0, 1],
          [2, 3],
        ],
        [[7n], [8n]],
      ),
  ],
  ['put(m, range(7), [1, 2, 3])', () => put(m, [0, 1, 2, 3, 4, 5, 6], [1n, 2n, 3n])],
  ['put(m, 3, -1)', () => put(m, 3, -1)],
  ['put(m, [0], [1.9])', () => put(m, [0], [1.9])],
  ['put(m, [0, 1], A([1.9, -1.9]))', () => put(m, [0, 1], nd.array([1.9, -1.9]))],
  ['put(m, [0], [])', () => put(m, [0], [])],
  ['put(m, [], [1])', () => put(m, [], [1])],
  ['put(m, [-13], [1])', () => put(m, [-13], [1])],
  ['put(m, [13, -13], [1, 2], mode="wrap")', () => put(m, [13, -13], [1n, 2n], { mode: 'wrap' })],
  ['put(m, [13, -13], [1, 2], mode="clip")', () => put(m, [13, -13], [1n, 2n], { mode: 'clip' })],
  ['puts(m, [0, 5, -1], [7, 8])', () => puts(m, [0, 5, -1], [7n, 8n])],
  ['puts(a, range(24), range(5))', () => puts(a, nd.arange(24n), nd.arange(5n))],
  ['put(e, [0], [1])', () => put(e, [0], [1])],
  ['put(e, [], [1])', () => put(e, [], [1])],
  ['put(A(5), [0], [1])', () => put(nd.array(5n), [0], [1n])],

  ['np.take_along_axis(a, I, 2)', () => nd.takeAlongAxis(a, I, 2)],
  ['np.take_along_axis(a, I)', () => nd.takeAlongAxis(a, I)],
  ['np.take_along_axis(s, I % 2, -1)', () => nd.takeAlongAxis(s, I.remainder(2), { axis: -1 })],
  ['np.take_along_axis(a, I[:, :1], 1)', () => nd.takeAlongAxis(a, I.at(':', ':1'), 1)],
  [
    'np.take_along_axis(a[:, :, :2], I[:, ::-1], 1)',
    () => nd.takeAlongAxis(a.at(':', ':', ':2'), I.at(':', '::-1'), 1),
  ],
  ['np.take_along_axis(a[:1, :, :1], I, 1)', () => nd.takeAlongAxis(a.at(':1', ':', ':1'), I, 1)],
  ['np.take_along_axis(a, I[0], 1)', () => nd.takeAlongAxis(a, I.at(0), 1)],
  ['np.take_along_axis(a, I, 3)', () => nd.takeAlongAxis(a, I, 3)],
  ['np.take_along_axis(a, I + 2, 2)', () => nd.takeAlongAxis(a, I.add(2), 2)],
  ['np.take_along_axis(a, I.astype(float), 2)', () => nd.takeAlongAxis(a, I.astype('float64'), 2)],
  ['np.take_along_axis(a, I > 0, 2)', () => nd.takeAlongAxis(a, I.greater(0), 2)],
  ['np.take_along_axis(a, A([0, 23, -1]), None)', () => nd.takeAlongAxis(a, [0, 23, -1], null)],
  [
    'np.take_along_axis(a.T, np.argsort(-a.T, axis=1), 1)',
    () => nd.takeAlongAxis(a.T, [[[2n], [1n], [0n]]], 1).at(':', ':', ':'),
  ],
  [
    'np.take_along_axis(e, np.zeros((0, 2), int), 1)',
    () => nd.takeAlongAxis(e, nd.zeros([0, 2], { dtype: 'int64' }), 1),
  ],
  ['along(a, I, 99, 2)', () => along(a, I, 99, 2)],
  ['along(a, I, [[7, 8]], 2)', () => along(a, I, [[7n, 8n]], 2)],
  ['along(a, I[:, :1], A([[[5.5]], [[6.5]]]), 2)', () => along(a, I.at(':', ':1'), [[[5.5]], [[6.5]]], 2)],
  ['along(a, I[:, :1], [1, 2, 3], 2)', () => along(a, I.at(':', ':1'), [1n, 2n, 3n], 2)],
  ['along(a, I + 2, 0, 2)', () => along(a, I.add(2), 0, 2)],
  ['along(m, A([0, 5, -1]), [7, 8, 9], None)', () => along(m, [0, 5, -1], [7n, 8n, 9n], null)],
];
numpyTable('take and put, against NumPy', SETUP, rows);

describe('take', () => {
  test('of every dtype', () => {
    for (const dtype of [
      'bool',
      'int8',
      'int16',
      'int32',
      'int64',
      'uint8',
      'uint16',
      'uint32',
      'uint64',
      'float32',
      'float64',
    ] as const) {
      const x = nd.array([0, 1, 1, 0], { dtype });
      const taken = nd.take(x, [2, 0, -1]);
      expect([taken.dtype, taken.astype('float64').toArray()]).toEqual([dtype, [1, 0, 0]]);
    }
  });

  test('writes into out, of any layout, also where it overlaps what is read', () => {
    const out = nd.zeros([3, 2], { dtype: 'int64' }).T;
    expect(nd.take(m, [0, 2], { axis: 0, out: nd.zeros([2, 4], { dtype: 'float64' }) }).toArray()).toEqual([
      [0, 1, 2, 3],
      [8, 9, 10, 11],
    ]);
    expect(
      nd.take(
        m,
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { out },
      ),
    ).toBe(out);
    expect(out.toArray()).toEqual([
      [1n, 2n, 3n],
      [4n, 5n, 6n],
    ]);
    const b = nd.arange(6n);
    nd.take(b, [5, 4, 3, 2, 1, 0], { out: b });
    expect(b.toArray()).toEqual([5n, 4n, 3n, 2n, 1n, 0n]);
    const c = nd.arange(6n).at('::-1').copy();
    nd.take(nd.arange(10n, 16n), c, { out: c });
    expect(c.toArray()).toEqual([15n, 14n, 13n, 12n, 11n, 10n]);
    const narrow = nd.zeros([2], { dtype: 'int32' });
    expect(nd.take(m, [1, 2], { out: narrow }).toArray()).toEqual([1, 2]);
    expect(() => nd.take(m, [1], { out: narrow })).toThrow(nd.ShapeError);
    expect(() => nd.take(e, [], { out: nd.zeros([0], { dtype: 'int32' }) })).toThrow(nd.DTypeError);
    expect(() => nd.take(m, [1, 2], { out: nd.broadcastTo(1n, [2]) })).toThrow(nd.ReadOnlyError);
    expect(() => nd.take(m, [1, 2], { out: [1, 2] as never })).toThrow(nd.ArgumentError);
  });

  test('leaves out as it was when a position is out of bounds', () => {
    const out = nd.zeros([2], { dtype: 'int32' });
    expect(() => nd.take(m, [1, 99], { out })).toThrow('[take] index 99 is out of bounds for axis 0 with size 12');
    expect(out.toArray()).toEqual([0, 0]);
  });

  // NumPy subtracts the length until the position fits: it would take centuries.
  test('wraps positions however large', () => {
    const large = [2n ** 62n, -(2n ** 63n), 2n ** 63n - 1n];
    const wrapped = large.map((n) => ((n % 24n) + 24n) % 24n);
    expect(nd.take(a, large, { mode: 'wrap' }).toArray()).toEqual(wrapped);
  });

  test('refuses bad modes, axes, fractions, and what is no array', () => {
    expect(() => nd.take(m, [1], { mode: 'foo' as never })).toThrow(nd.ArgumentError);
    expect(() => nd.take(m, [1], { axis: 0.5 })).toThrow(nd.ArgumentError);
    for (const bad of [0.5, [0.5], NaN, 2 ** 53, [[1], [2, 3]], 'x', {}, undefined, [undefined]] as never[]) {
      expect(() => nd.take(m, bad)).toThrow(/^\[take\]/);
    }
    expect(() => nd.take({} as never, [0])).toThrow(nd.ArgumentError);
    const gone = nd.zeros([3]);
    gone.dispose();
    expect(() => nd.take(gone, [0])).toThrow(nd.DisposedError);
    expect(() => nd.take(m, gone.shape.length === 1 ? gone : 0)).toThrow();
  });

  test('reads what getters give once, before anything is written', () => {
    const b = nd.arange(4n);
    const list = [0, 1];
    Object.defineProperty(list, 1, {
      get: () => {
        b.dispose();
        return 1;
      },
    });
    expect(() => nd.take(b, list)).toThrow(nd.DisposedError);
    const c = nd.arange(4n);
    const values = [7n, 8n];
    Object.defineProperty(values, 0, {
      get: () => {
        c.push(1n, 2n, 3n, 4n);
        return 9n;
      },
    });
    c.put([0, 7], values);
    expect(c.toArray()).toEqual([9n, 1n, 2n, 3n, 1n, 2n, 3n, 8n]);
  });
});

describe('put', () => {
  test('leaves the array as it was when a position is out of bounds, or it is read-only', () => {
    const b = nd.zeros([3, 3]).T;
    expect(() => b.put([0, 9], 1)).toThrow(nd.IndexError);
    expect(b.sum()).toBe(0);
    expect(() => nd.put(nd.broadcastTo(1, [3]), [0], 1)).toThrow(nd.ReadOnlyError);
    expect(() => nd.put([1, 2] as never, [0], 1)).toThrow(nd.ArgumentError);
    expect(() => nd.put(nd.zeros([2], { dtype: 'int8' }), [0], 300)).toThrow(nd.ValueError);
  });

  test('takes values and positions that share memory with the array', () => {
    const b = nd.arange(6n);
    b.put([5, 4, 3, 2, 1, 0], b);
    expect(b.toArray()).toEqual([5n, 4n, 3n, 2n, 1n, 0n]);
    const c = nd.arange(6n);
    c.put(c.at('::-1'), [10n, 11n]);
    expect(c.toArray()).toEqual([11n, 10n, 11n, 10n, 11n, 10n]);
  });
});

describe('putAlongAxis', () => {
  test('with what argsort gives sorts back; overlapping memory is copied first', () => {
    const b = nd.array([
      [2n, 0n, 1n],
      [0n, 1n, 2n],
    ]);
    nd.putAlongAxis(b, b, nd.array([[10n, 20n, 30n]]), 1);
    expect(b.toArray()).toEqual([
      [20n, 30n, 10n],
      [10n, 20n, 30n],
    ]);
    expect(() => nd.putAlongAxis(nd.broadcastTo(b, [2, 2, 3]), [[[0]]], 1)).toThrow(nd.ReadOnlyError);
  });
});

test('put into an empty array is refused, with no values too; without positions it is nothing', () => {
  const empty = nd.zeros([1, 0]);
  expect(() => nd.put(empty, [0], [], { mode: 'clip' })).toThrow(nd.IndexError);
  expect(() => nd.put(empty, [0], [1])).toThrow(nd.IndexError);
  expect(() => nd.put(empty, [], [1])).not.toThrow();
});
