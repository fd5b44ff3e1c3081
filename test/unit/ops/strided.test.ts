import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const SETUP = `
a = np.arange(24).reshape(2, 3, 4)
m = a[0]
s = a[::-1, :, ::2]
window = np.lib.stride_tricks.sliding_window_view
strided = np.lib.stride_tricks.as_strided
`;
const a = nd.arange(24n).reshape([2, 3, 4]) as NDArray;
const m = a.at(0);
const s = a.at('::-1', ':', '::2');

const rows: Row[] = [
  ...[-4, -3, -1, 0, 1, 3, 4, 9].flatMap((offset): Row[] => [
    [`np.diagonal(m, ${offset})`, () => nd.diagonal(m, { offset })],
    [`s.diagonal(${offset}, 2, 0)`, () => s.diagonal({ offset, axis1: 2, axis2: 0 })],
    [`np.diagonal(a, ${offset}, -2, -1)`, () => nd.diagonal(a, { offset, axis1: -2, axis2: -1 })],
  ]),
  ['np.diagonal(a)', () => nd.diagonal(a)],
  ['np.diagonal(m[:0])', () => nd.diagonal(m.at(':0'))],
  ['np.diagonal(m[0])', () => nd.diagonal(m.at(0))],
  ['np.diagonal(m, 0, 1, 1)', () => nd.diagonal(m, { axis1: 1, axis2: 1 })],
  ['np.diagonal(m, 0, 0, 2)', () => nd.diagonal(m, { axis2: 2 })],
  ['window(m, (2, 3))', () => nd.slidingWindowView(m, [2, 3])],
  ['window(m, 2, axis=1)', () => nd.slidingWindowView(m, 2, { axis: 1 })],
  ['window(s, 2, axis=-1)', () => nd.slidingWindowView(s, 2, { axis: -1 })],
  ['window(m, (2, 2), axis=(1, 1))', () => nd.slidingWindowView(m, [2, 2], { axis: [1, 1] })],
  ['window(m, 0, axis=1)', () => nd.slidingWindowView(m, 0, { axis: 1 })],
  ['window(m, (), axis=())', () => nd.slidingWindowView(m, [], { axis: [] })],
  ['window(A(5), ())', () => nd.slidingWindowView(nd.array(5n), [])],
  ['window(m, 2)', () => nd.slidingWindowView(m, 2)],
  ['window(m, (2, 2), axis=1)', () => nd.slidingWindowView(m, [2, 2], { axis: 1 })],
  ['window(m, 5, axis=1)', () => nd.slidingWindowView(m, 5, { axis: 1 })],
  ['window(m, -1, axis=1)', () => nd.slidingWindowView(m, -1, { axis: 1 })],
  ['window(m, 2, axis=2)', () => nd.slidingWindowView(m, 2, { axis: 2 })],
  ['strided(m, (2, 3), (8, 16))', () => nd.asStrided(m, { shape: [2, 3], strides: [8, 16] })],
  ['strided(a[1], (2, 2), (-8, -32))', () => nd.asStrided(a.at(1), { shape: [2, 2], strides: [-8, -32] })],
  ['strided(m, (3, 2), (0, 8))', () => nd.asStrided(m, { shape: [3, 2], strides: [0, 8] })],
  ['strided(m, (5,), (8,))', () => nd.asStrided(m, { shape: 5, strides: 8 })],
  ['strided(s)', () => nd.asStrided(s)],
  ['strided(s, strides=(0, 0, 0))', () => nd.asStrided(s, { strides: [0, 0, 0] })],
  ['strided(m, (0, 7), (8, 8))', () => nd.asStrided(m, { shape: [0, 7], strides: [8, 8] })],
  ['strided(m, (), ())', () => nd.asStrided(m, { shape: [], strides: [] })],
  ['strided(m, (3,), (5,))[:0]', () => nd.asStrided(m, { shape: 3, strides: 5 }).at(':0')],
];
numpyTable('views by strides, against NumPy', SETUP, rows);

describe('diagonal and slidingWindowView', () => {
  test('are read-only views', () => {
    const b = nd.zeros([3, 3]).astype('int64').set([1n, 2n], [0, 1], [0, 2]) as NDArray;
    const d = b.diagonal();
    expect([d.flags.writeable, d.base, [...d.strides]]).toEqual([false, b, [32]]);
    expect(() => d.fill(0)).toThrow(nd.ReadOnlyError);
    b.set(7, 1, 1);
    expect(d.toArray()).toEqual([1n, 7n, 0n]);
    const w = nd.slidingWindowView(b, 2, { axis: 1 });
    expect([w.flags.writeable, [...w.strides]]).toEqual([false, [24, 8, 8]]);
  });

  test('windows may be written when asked, not when their array is read-only', () => {
    const b = nd.zeros([4]);
    const w = nd.slidingWindowView(b, 3, { writeable: true });
    w.at(1).assign([1, 2, 3]);
    expect(b.toArray()).toEqual([0, 1, 2, 3]);
    expect(nd.slidingWindowView(nd.broadcastTo(1, [4]), 3, { writeable: true }).flags.writeable).toBe(false);
  });

  test('in place, what is written to a shared element is computed from its value before', () => {
    const b = nd.zeros([100_000]);
    nd.slidingWindowView(b, 3, { writeable: true }).iadd(1);
    expect([b.min(), b.max()]).toEqual([1, 1]);
    const c = nd.arange(40n);
    nd.asStrided(c, { shape: [38, 3], strides: [8, 8], writeable: true }).imul(2);
    expect(c.toArray()).toEqual(nd.arange(0n, 80n, 2n).toArray());
  });

  test('refuse sizes that overflow', () => {
    const big = nd.broadcastTo(1, [2 ** 25, 2 ** 24]);
    expect(() => nd.slidingWindowView(big, [2 ** 24, 2 ** 23])).toThrow(nd.ShapeError);
    const deep = nd.broadcastTo(1, new Array<number>(40).fill(1));
    expect(() => nd.slidingWindowView(deep, new Array<number>(40).fill(1))).toThrow(nd.ShapeError);
  });
});

describe('asStrided', () => {
  test('refuses whatever would lie outside the bytes of the owner', () => {
    const b = nd.arange(10n);
    const outside: { x?: NDArray; shape: number | number[]; strides: number | number[] }[] = [
      { shape: 11, strides: 8 },
      { shape: 2, strides: -8 },
      { shape: 2, strides: 73 },
      { shape: [2, 2], strides: [72, 8] },
      { shape: [3], strides: [2 ** 52] },
      { shape: [2], strides: [-(2 ** 53 - 1)] },
      { shape: [2 ** 40], strides: [2 ** 40] },
      { x: b.at('4:'), shape: 7, strides: 8 },
      { x: b.at('4:'), shape: 6, strides: -8 },
      { x: b.at('4:'), shape: [2, 6], strides: [-32, 9] },
    ];
    for (const { x, shape, strides } of outside) {
      expect(() => nd.asStrided(x ?? b, { shape, strides })).toThrow(nd.ValueError);
    }
    expect(nd.asStrided(b.at('4:'), { shape: 5, strides: -8 }).toArray()).toEqual([4n, 3n, 2n, 1n, 0n]);
    expect(() => nd.asStrided(b, { shape: [2 ** 30, 2 ** 30], strides: [0, 0] })).toThrow(nd.ShapeError);
    expect(() => nd.asStrided(b, { shape: [2, 2], strides: [8] })).toThrow(nd.ShapeError);
    expect(() => nd.asStrided(b, { shape: -1, strides: 8 })).toThrow(nd.ShapeError);
    expect(() => nd.asStrided(b, { shape: 2, strides: 0.5 })).toThrow(nd.ArgumentError);
  });

  test("reaches the whole of a caller's buffer, not beyond", () => {
    const buffer = new Float64Array([0, 1, 2, 3, 4, 5]).buffer;
    const part = nd.frombuffer(buffer, { offset: 16, count: 2 });
    expect(nd.asStrided(part, { shape: 4, strides: 8 }).toArray()).toEqual([2, 3, 4, 5]);
    expect(nd.asStrided(part, { shape: 3, strides: -8 }).toArray()).toEqual([2, 1, 0]);
    expect(() => nd.asStrided(part, { shape: 5, strides: 8 })).toThrow(nd.ValueError);
  });

  test('strides that no element is reached by are harmless', () => {
    const b = nd.arange(3n);
    for (const stride of [2 ** 53 - 1, -(2 ** 53 - 1)]) {
      const one = nd.asStrided(b, { shape: [3, 1], strides: [8, stride] });
      expect([one.copy().toArray(), one.reshape([3]).toArray()]).toEqual([
        [[0n], [1n], [2n]],
        [0n, 1n, 2n],
      ]);
      const none = nd.asStrided(b, { shape: [0, 5], strides: [stride, stride] });
      expect([none.add(1).shape, none.sum()]).toEqual([[0, 5], 0n]);
    }
  });

  test('is read-only by default where elements are shared', () => {
    const b = nd.zeros([4]);
    expect(nd.asStrided(b, { shape: [2, 2], strides: [16, 8] }).flags.writeable).toBe(true);
    expect(nd.asStrided(b, { shape: [3, 2], strides: [8, 8] }).flags.writeable).toBe(false);
    expect(nd.asStrided(b, { shape: [3, 2], strides: [0, 8] }).flags.writeable).toBe(false);
    const asked = nd.asStrided(b, { shape: [3, 2], strides: [0, 8], writeable: true });
    asked.fill(3);
    expect(b.toArray()).toEqual([3, 3, 0, 0]);
    expect(nd.asStrided(nd.broadcastTo(1, [4]), { shape: 2, strides: 0, writeable: true }).flags.writeable).toBe(false);
  });

  test('keeps its owner alive, ends with it, and sees it grow', () => {
    const b = nd.arange(4n);
    const view = nd.asStrided(b, { shape: [2, 2], strides: [8, 8] });
    expect(view.base).toBe(b);
    b.push(9n);
    expect(nd.asStrided(view, { shape: 5, strides: 8 }).toArray()).toEqual([0n, 1n, 2n, 3n, 9n]);
    b.reserve(100);
    expect(() => nd.asStrided(view, { shape: 6, strides: 8 })).toThrow(nd.ValueError);
    b.dispose();
    expect(() => view.sum()).toThrow(nd.DisposedError);
    expect(() => nd.asStrided(view)).toThrow(nd.DisposedError);
  });
});
