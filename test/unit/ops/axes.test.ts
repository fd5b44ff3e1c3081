import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const SETUP = `
a = np.arange(24).reshape(2, 3, 4)
m = a[0]
s = a[::-1, :, ::2]
`;
const a = nd.arange(24n).reshape([2, 3, 4]) as NDArray;
const m = a.at(0);
const s = a.at('::-1', ':', '::2');

const rows: Row[] = [
  ['np.swapaxes(a, 0, 2)', () => nd.swapaxes(a, 0, 2)],
  ['np.swapaxes(a, -1, 1)', () => a.swapaxes(-1, 1)],
  ['np.swapaxes(s, 1, 1)', () => nd.swapaxes(s, 1, 1)],
  ['np.swapaxes(a, 0, 3)', () => nd.swapaxes(a, 0, 3)],
  ['np.swapaxes(A(5), 0, 0)', () => nd.swapaxes(5, 0, 0)],
  ['np.moveaxis(a, 0, -1)', () => nd.moveaxis(a, 0, -1)],
  ['np.moveaxis(a, [0, 1], [-1, 0])', () => nd.moveaxis(a, [0, 1], [-1, 0])],
  ['np.moveaxis(s, [2, 0, 1], [0, 1, 2])', () => nd.moveaxis(s, [2, 0, 1], [0, 1, 2])],
  ['np.moveaxis(a, [], [])', () => nd.moveaxis(a, [], [])],
  ['np.moveaxis(a, [0, 1], [0])', () => nd.moveaxis(a, [0, 1], [0])],
  ['np.moveaxis(a, [0, 0], [0, 1])', () => nd.moveaxis(a, [0, 0], [0, 1])],
  ['np.moveaxis(a, [0, 1], [1, -2])', () => nd.moveaxis(a, [0, 1], [1, -2])],
  ['np.moveaxis(a, 3, 0)', () => nd.moveaxis(a, 3, 0)],
  ['np.moveaxis(a, 0, 3)', () => nd.moveaxis(a, 0, 3)],
  ...[-3, -2, -1, 0, 1, 2, 3].flatMap((axis): Row[] =>
    [-4, -3, -1, 0, 1, 2, 3, 4].map((start): Row => [
      `np.rollaxis(a, ${axis}, ${start})`,
      () => nd.rollaxis(a, axis, start),
    ]),
  ),
  ['np.rollaxis(a, 2)', () => nd.rollaxis(a, 2)],
  ['np.permute_dims(a, (2, 0, 1))', () => nd.permuteDims(a, [2, 0, 1])],
  ['np.permute_dims(a)', () => nd.permuteDims(a)],
  ['np.permute_dims(a, (0, 0, 1))', () => nd.permuteDims(a, [0, 0, 1])],
  ['a.mT', () => a.mT],
  ['s.mT', () => s.mT],
  ['A([1]).mT', () => nd.array([1]).mT],
  ['np.matrix_transpose(m)', () => nd.matrixTranspose(m)],
  ['np.matrix_transpose(A(1))', () => nd.matrixTranspose(1)],
  ['np.atleast_1d(5)', () => nd.atleast1d(5n)],
  ['np.atleast_1d(m, 5)', () => nd.atleast1d(m, 5n)],
  ['np.atleast_1d()', () => nd.atleast1d()],
  ['np.atleast_2d(5, m[0], m, a)', () => nd.atleast2d(5n, m.at(0), m, a)],
  ['np.atleast_3d(5, m[0], m, a)', () => nd.atleast3d(5n, m.at(0), m, a)],
  ['np.broadcast_arrays(m, m[0], 5)', () => nd.broadcastArrays(m, m.at(0), 5n)],
  ['np.broadcast_arrays(m[:0], m[0])', () => nd.broadcastArrays(m.at(':0'), m.at(0))],
  ['np.broadcast_arrays()', () => nd.broadcastArrays()],
  ['np.broadcast_arrays(m, a)', () => nd.broadcastArrays(m, a)],
  ['np.broadcast_arrays(m, m[:2])', () => nd.broadcastArrays(m, m.at(':2'))],
];
numpyTable('moved axes, against NumPy', SETUP, rows);

describe('views of moved axes', () => {
  test('write through, and are read-only where their array is', () => {
    const b = nd.zeros([2, 3]);
    for (const view of [b.mT, nd.swapaxes(b, 0, 1), nd.moveaxis(b, 0, 1), nd.rollaxis(b, 1), nd.permuteDims(b)]) {
      view.iadd(1);
      expect(view.base).toBe(b);
    }
    expect(b.sum()).toBe(30);
    expect(nd.swapaxes(nd.broadcastTo(1, [2, 2]), 0, 1).flags.writeable).toBe(false);
  });

  test('atleast gives the array itself where it has the dimensions', () => {
    const b = nd.zeros([2, 3]);
    expect(nd.atleast1d(b)).toBe(b);
    expect(nd.atleast2d(b)).toBe(b);
    const three = nd.atleast3d(b);
    three.fill(2);
    expect(b.item(0, 0)).toBe(2);
  });

  test('broadcastArrays gives read-only views, and the arrays when nothing is to be stretched', () => {
    const b = nd.zeros([2]);
    const c = nd.ones([2]);
    expect(nd.broadcastArrays(b, c)[0]).toBe(b);
    const stretched = nd.broadcastArrays(b, nd.ones([3, 1]));
    expect(stretched.map((x) => x.flags.writeable)).toEqual([false, false]);
    expect(() => stretched[0]!.fill(1)).toThrow(nd.ReadOnlyError);
  });

  test('of disposed arrays are refused', () => {
    const b = nd.zeros([2, 2]);
    const view = b.mT;
    b.dispose();
    const calls = [
      () => b.mT,
      () => nd.swapaxes(b, 0, 1),
      () => nd.moveaxis(b, 0, 1),
      () => nd.rollaxis(b, 1),
      () => nd.atleast3d(b),
      () => nd.broadcastArrays(b, 1),
    ];
    for (const call of calls) expect(call).toThrow(nd.DisposedError);
    expect(() => view.sum()).toThrow(nd.DisposedError);
  });

  test('refuse axes that are no integers, and read each value once', () => {
    for (const axis of [0.5, NaN, 2 ** 53, '0', null, {}] as never[]) {
      expect(() => nd.swapaxes(a, axis, 0)).toThrow(nd.ArgumentError);
      expect(() => nd.rollaxis(a, axis)).toThrow(nd.ArgumentError);
      expect(() => nd.moveaxis(a, [axis], [0])).toThrow(nd.ArgumentError);
    }
    const growing = nd.zeros([2]);
    const source = [0];
    Object.defineProperty(source, 0, {
      get: () => {
        growing.push(1, 2, 3);
        return 0;
      },
    });
    expect(nd.moveaxis(growing, source, 0).size).toBeGreaterThanOrEqual(2);
  });
});
