import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const SETUP = `
a = np.arange(6).reshape(2, 3)
s = np.arange(24).reshape(2, 3, 4)[::-1, :, ::2]
def place(a, *args): return changed(a.copy(), lambda b: np.place(b, *args))
def putmask(a, *args): return changed(a.copy(), lambda b: np.putmask(b, *args))
def placet(a, *args):
    c = a.copy(); np.place(c.T[::-1], *args); return c
def putmaskt(a, *args):
    c = a.copy(); np.putmask(c.T[::-1], *args); return c
`;
const a = nd.arange(6n).reshape([2, 3]) as NDArray;
const s = (nd.arange(24n).reshape([2, 3, 4]) as NDArray).at('::-1', ':', '::2');
type Args = [mask: nd.ArrayLike, values: nd.ArrayLike];
const changed =
  (f: (x: NDArray, ...args: Args) => void, turned: boolean) =>
  (x: NDArray, ...args: Args): NDArray => {
    const c = x.copy();
    f(turned ? c.T.at('::-1') : c, ...args);
    return c;
  };
const place = changed(nd.place, false);
const placet = changed(nd.place, true);
const putmask = changed(nd.putmask, false);
const putmaskt = changed(nd.putmask, true);
const int8 = (x: NDArray): NDArray => x.astype('int8');

const rows: Row[] = [
  ['np.nonzero(a)', () => nd.nonzero(a)],
  ['s.nonzero()', () => s.nonzero()],
  ['np.nonzero([0., np.nan, -0., 1])', () => nd.nonzero([0, NaN, -0, 1])],
  ['np.nonzero(np.zeros((0, 3)))', () => nd.nonzero(nd.zeros([0, 3]))],
  ['np.nonzero(A(5))', () => nd.nonzero(5)],
  ['np.where([1, 0, 2])', () => nd.where([1, 0, 2])],
  ['np.where(a > 2)', () => nd.where(a.greater(2))],
  ['np.flatnonzero(s > 9)', () => nd.flatnonzero(s.greater(9))],
  ['np.flatnonzero(A(5))', () => nd.flatnonzero(5)],
  ['np.argwhere(a > 2)', () => nd.argwhere(a.greater(2))],
  ['np.argwhere(A(5))', () => nd.argwhere(5)],
  ['np.argwhere(A(0))', () => nd.argwhere(0)],
  ['np.argwhere(s)', () => nd.argwhere(s)],
  ['np.ix_([0, 1], [True, False, True], [])', () => nd.ix_([0, 1], [true, false, true], [])],
  ['a[np.ix_([1, 0], [2, -1])]', () => a.select(...nd.ix_([1, 0], [2, -1]))],
  ['np.ix_([[1]])', () => nd.ix_([[1]])],
  ['np.ix_(3)', () => nd.ix_(3)],
  ['np.ix_()', () => nd.ix_()],

  ['np.compress([0, 1], a, axis=0)', () => nd.compress([0, 1], a, { axis: 0 })],
  ['np.compress([True, False, True], a, axis=1)', () => nd.compress([true, false, true], a, { axis: 1 })],
  ['s.compress([False, True], axis=-1)', () => s.compress([false, true], { axis: -1 })],
  ['np.compress([1, 1, 1, 0], a, axis=0)', () => nd.compress([1, 1, 1, 0], a, { axis: 0 })],
  ['np.compress([1, 1, 0, 0], a, axis=0)', () => nd.compress([1, 1, 0, 0], a, { axis: 0 })],
  ['np.compress([1, 1, 0, 1], a)', () => nd.compress([1, 1, 0, 1], a)],
  ['np.compress([1, 0, 0, 1, 1, 0], a)', () => nd.compress([1, 0, 0, 1, 1, 0], a)],
  ['np.compress([0, 0, 0, 0, 0, 0, 1], a)', () => nd.compress([0, 0, 0, 0, 0, 0, 1], a)],
  ['np.compress([[1, 0]], a)', () => nd.compress([[1, 0]], a)],
  ['np.compress(True, a)', () => nd.compress(true, a)],
  ['np.compress([0.5, np.nan, 0], a)', () => nd.compress([0.5, NaN, 0], a)],
  [
    'np.compress([1, 0, 1], a, axis=1, out=np.zeros((2, 2), int))',
    () => nd.compress([1, 0, 1], a, { axis: 1, out: nd.zeros([2, 2], { dtype: 'int64' }) }),
  ],
  [
    'np.compress([1, 0, 1], a, axis=1, out=np.zeros((2, 3), int))',
    () => nd.compress([1, 0, 1], a, { axis: 1, out: nd.zeros([2, 3], { dtype: 'int64' }) }),
  ],
  ['np.compress([], a, axis=1)', () => nd.compress([], a, { axis: 1 })],
  ['np.compress([1], a, axis=2)', () => nd.compress([1], a, { axis: 2 })],
  [
    'np.extract([[1, 0, 1], [0, 0, 1]], a)',
    () =>
      nd.extract(
        [
          [1, 0, 1],
          [0, 0, 1],
        ],
        a,
      ),
  ],
  ['np.extract([1, 0, 1], a)', () => nd.extract([1, 0, 1], a)],
  ['np.extract([0, 0, 0, 0, 0, 0, 0, 1], a)', () => nd.extract([0, 0, 0, 0, 0, 0, 0, 1], a)],
  ['np.extract(s > 4, s)', () => nd.extract(s.greater(4), s)],

  ['place(a, a > 2, [9, 8])', () => place(a, a.greater(2), [9n, 8n])],
  ['place(a, a > 2, [])', () => place(a, a.greater(2), [])],
  ['place(a, a > 20, [])', () => place(a, a.greater(20), [])],
  ['place(a, [1, 0, 1], [1])', () => place(a, [1, 0, 1], [1n])],
  ['place(a, [1, 0, 1, 0, 0, 1], [1.5])', () => place(a, [1, 0, 1, 0, 0, 1], [1.5])],
  [
    'place(a, [1, 0, 1, 0, 0, 1], [[1, 2], [3, 4]])',
    () =>
      place(
        a,
        [1, 0, 1, 0, 0, 1],
        [
          [1n, 2n],
          [3n, 4n],
        ],
      ),
  ],
  ['place(a, a > 0, 7)', () => place(a, a.greater(0), 7)],
  ['place(a.astype("i1"), a > 2, [300])', () => place(int8(a), a.greater(2), [300])],
  ['place(a.astype("i1"), a > 2, A([300.5]))', () => place(int8(a), a.greater(2), nd.array([300.5]))],
  ['placet(a, a.T > 2, [9, 8])', () => placet(a, a.T.greater(2), [9n, 8n])],
  ['putmask(a, a > 2, [9, 8])', () => putmask(a, a.greater(2), [9n, 8n])],
  ['putmask(a, a > 2, [9, 8, 7, 6, 5, 4, 3])', () => putmask(a, a.greater(2), [9n, 8n, 7n, 6n, 5n, 4n, 3n])],
  ['putmask(a, a > 2, -a)', () => putmask(a, a.greater(2), a.negative())],
  ['putmask(a, a > 2, [])', () => putmask(a, a.greater(2), [])],
  ['putmask(a, [1, 0], [1])', () => putmask(a, [1, 0], [1])],
  ['putmask(a, [1, 0, 1, 0, 0, 1], [1.5])', () => putmask(a, [1, 0, 1, 0, 0, 1], [1.5])],
  ['putmask(a, [1, 0, 1, 0, 0, 1], A([1.5]))', () => putmask(a, [1, 0, 1, 0, 0, 1], nd.array([1.5]))],
  ['putmask(a.astype("i1"), a > 2, [300])', () => putmask(int8(a), a.greater(2), [300])],
  ['putmask(a, True, 3)', () => putmask(a, true, 3)],
  ['putmaskt(a, a.T > 2, [9, 8, 7])', () => putmaskt(a, a.T.greater(2), [9n, 8n, 7n])],
  ['putmask(A(5), True, 3)', () => putmask(nd.array(5n), true, 3)],

  [
    'np.choose([0, 1, 2], [[1, 2, 3], [4, 5, 6], [7, 8, 9]])',
    () =>
      nd.choose(
        [0, 1, 2],
        [
          [1n, 2n, 3n],
          [4n, 5n, 6n],
          [7n, 8n, 9n],
        ],
      ),
  ],
  [
    'np.choose([0, 1, 3], [[1, 2, 3], [4, 5, 6], [7, 8, 9]])',
    () =>
      nd.choose(
        [0, 1, 3],
        [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ],
      ),
  ],
  [
    'np.choose([0, -1, 1], [[1, 2, 3], [4, 5, 6]])',
    () =>
      nd.choose(
        [0, -1, 1],
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
      ),
  ],
  [
    'np.choose([0, -1, 5], [[1, 2, 3], [4, 5, 6]], mode="wrap")',
    () =>
      nd.choose(
        [0, -1, 5],
        [
          [1n, 2n, 3n],
          [4n, 5n, 6n],
        ],
        { mode: 'wrap' },
      ),
  ],
  [
    'np.choose([0, -1, 5], [[1, 2, 3], [4, 5, 6]], mode="clip")',
    () =>
      nd.choose(
        [0, -1, 5],
        [
          [1n, 2n, 3n],
          [4n, 5n, 6n],
        ],
        { mode: 'clip' },
      ),
  ],
  [
    'np.choose([[0], [1]], [[1, 2, 3], [4.5, 5, 6]])',
    () =>
      nd.choose(
        [[0], [1]],
        [
          [1, 2, 3],
          [4.5, 5, 6],
        ],
      ),
  ],
  [
    'np.choose([0, 1], [[1, 2, 3], [4.5, 5, 6]])',
    () =>
      nd.choose(
        [0, 1],
        [
          [1, 2, 3],
          [4.5, 5, 6],
        ],
      ),
  ],
  ['np.choose(a % 2, [a, -a])', () => a.remainder(2).choose([a, a.negative()])],
  ['np.choose(a % 2, [s, -s, s])', () => nd.choose(a.remainder(2), [s, s.negative(), s])],
  [
    'np.choose([True, False], [[1, 2], [4.5, 5]])',
    () =>
      nd.choose(
        [true, false],
        [
          [1, 2],
          [4.5, 5],
        ],
      ),
  ],
  ['np.choose([0], [])', () => nd.choose([0], [])],
  [
    'np.choose(1, [[1, 2], [4.5, 5]])',
    () =>
      nd.choose(1, [
        [1, 2],
        [4.5, 5],
      ]),
  ],
  ['np.choose([0, 1], A([[5], [6]]))', () => nd.choose([0, 1], nd.array([[5n], [6n]]))],
  ['np.choose([[0], [1], [1]], s)', () => nd.choose([[0], [1], [1]], s)],
  ['np.choose([0, 1], [A([1, 2], np.int8), 7])', () => nd.choose([0, 1], [nd.array([1, 2], { dtype: 'int8' }), 7])],
  [
    'np.choose([0, 1], [A([1, 2], np.float32), 7.5])',
    () => nd.choose([0, 1], [nd.array([1, 2], { dtype: 'float32' }), 7.5]),
  ],
  [
    'np.choose([0, 1], [A([1, 2], np.int8), A([3, 4], np.uint8)])',
    () => nd.choose([0, 1], [nd.array([1, 2], { dtype: 'int8' }), nd.array([3, 4], { dtype: 'uint8' })]),
  ],
  [
    'np.choose([0.5, 1], [[1, 2], [3, 4]])',
    () =>
      nd.choose(
        [0.5, 1],
        [
          [1, 2],
          [3, 4],
        ],
      ),
  ],
  ['np.choose(A([], int), [[1, 2][:0], [3, 4][:0]])', () => nd.choose([], [[], []]).astype('float64')],
  [
    'np.choose([0, 1], [[1, 2], [3, 4]], out=np.zeros((2, 2), int))',
    () =>
      nd.choose(
        [0, 1],
        [
          [1n, 2n],
          [3n, 4n],
        ],
        { out: nd.zeros([2, 2], { dtype: 'int64' }) },
      ),
  ],
];
numpyTable('conditions and choices, against NumPy', SETUP, rows);

describe('nonzero', () => {
  test('of every dtype, and of masks whose bytes are not 0 or 1', () => {
    for (const dtype of ['bool', 'int8', 'uint16', 'int32', 'uint64', 'float32', 'float64'] as const) {
      expect(nd.flatnonzero(nd.array([0, 1, 0, 1], { dtype })).toArray()).toEqual([1n, 3n]);
    }
    const bytes = nd.frombuffer(new Uint8Array([0, 2, 255]), { dtype: 'bool' });
    expect(nd.flatnonzero(bytes).toArray()).toEqual([1n, 2n]);
  });

  test('gives arrays that may be written', () => {
    const [rowsOf, columns] = nd.nonzero([
      [1, 0],
      [0, 1],
    ]) as [NDArray, NDArray];
    rowsOf.fill(7);
    expect(columns.toArray()).toEqual([0n, 1n]);
  });

  test('where takes one argument or three', () => {
    expect(() => nd.where([true], 1 as never, undefined as never)).toThrow(nd.ArgumentError);
  });
});

describe('place, putmask and compress', () => {
  test('take masks and values that share memory with the array', () => {
    const b = nd.array([true, false, true, true]);
    nd.place(b, b, [false, true]);
    expect(b.toArray()).toEqual([false, false, true, false]);
    const c = nd.arange(6n);
    nd.putmask(c, [1, 0, 1, 0, 1, 0], c.at('::-1'));
    expect(c.toArray()).toEqual([5n, 1n, 3n, 3n, 1n, 5n]);
  });

  test('read getters once, before sizes are compared', () => {
    const b = nd.zeros([3]);
    const values = [1, 2];
    Object.defineProperty(values, 0, {
      get: () => {
        b.dispose();
        return 1;
      },
    });
    expect(() => nd.place(b, [true, true, true], values)).toThrow(nd.DisposedError);
    const c = nd.zeros([3]);
    const mask = nd.array([true, true, true]);
    const changing = [5, 6];
    Object.defineProperty(changing, 1, {
      get: () => {
        mask.fill(false);
        return 6;
      },
    });
    nd.place(c, mask, changing);
    expect(c.toArray()).toEqual([0, 0, 0]);
  });

  test('refuse read-only arrays', () => {
    const b = nd.broadcastTo(1, [3]);
    expect(() => nd.place(b, [true, true, true], 1)).toThrow(nd.ReadOnlyError);
    expect(() => nd.putmask(b, [true, true, true], 1)).toThrow(nd.ReadOnlyError);
  });

  test('compress writes into out', () => {
    const out = nd.zeros([2], { dtype: 'float64' });
    expect(nd.compress([true, false, true], [1n, 2n, 3n], { out })).toBe(out);
    expect(out.toArray()).toEqual([1, 3]);
  });
});

describe('choose', () => {
  test('writes into out, also where it is one of the choices', () => {
    const x = nd.array([1n, 2n, 3n]);
    const y = nd.array([10n, 20n, 30n]);
    nd.choose([1, 0, 1], [x, y], { out: x });
    expect(x.toArray()).toEqual([10n, 2n, 30n]);
    const stacked = nd.array([
      [1n, 2n],
      [3n, 4n],
    ]);
    nd.choose([1, 0], stacked, { out: stacked.at(0) });
    expect(stacked.toArray()).toEqual([
      [3n, 2n],
      [3n, 4n],
    ]);
  });

  test('checks scalars against the dtype of the arrays', () => {
    expect(() => nd.choose([0, 1], [nd.array([1, 2], { dtype: 'int8' }), 300])).toThrow(nd.ValueError);
    expect(() => nd.choose([0], 5)).toThrow(nd.ShapeError);
    expect(() => nd.choose([2], [1, 2])).toThrow(nd.ValueError);
    expect(() => nd.choose([-1], [1, 2])).toThrow(nd.ValueError);
    expect(() => nd.choose([0], [undefined as never])).toThrow(nd.ArgumentError);
  });
});
