/** a.resize(): in place, beside NumPy, and what stands in its way. */
import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

liveTest('resize in place', () => {
  const sources: readonly (readonly [string, () => NDArray])[] = [
    ['np.arange(6)', () => nd.arange(6n)],
    ["np.arange(6, dtype='f4').reshape(2, 3).copy()", () => nd.arange(6).reshape([2, 3]).astype('float32') as NDArray],
    ["np.arange(6.).reshape(2, 3).copy(order='F')", () => nd.arange(6).reshape([2, 3]).copy({ order: 'F' })],
    ['np.array([True, True])', () => nd.array([true, true])],
    ['np.array(3.0)', () => nd.array(3)],
    ['np.zeros((0, 3))', () => nd.zeros([0, 3])],
  ];
  const shapes = [[], [2, 3], [3, 2], [2, 2], [7, 3], [0], [3, 3000], [1, 1]];
  return sources.flatMap(([python, make]) =>
    shapes.map((shape): LiveCase => [
      `a = ${python}.copy('K')\na.resize((${shape.map((n) => `${n},`).join('')}), refcheck=False)\n[a, a.strides if a.size else 0]`,
      () => {
        const a = make().resize(shape);
        return [a, a.size === 0 ? 0 : a.strides];
      },
    ]),
  );
});

test('a smaller array that grows again has zeros, not what it held', () => {
  const a = nd.array([1, 2, 3, 4]);
  const view = a.at('1:');
  expect(a.resize(2).toArray()).toEqual([1, 2]);
  expect(view.toArray()).toEqual([2, 3, 4]);
  expect(a.resize(2, 3).toArray()).toEqual([
    [1, 2, 0],
    [0, 0, 0],
  ]);
  expect(a.resize(100_000).sum()).toBe(3);
  expect(a.at(-1).item()).toBe(0);
});

test('only what owns its memory changes its size', () => {
  const a = nd.arange(6);
  expect(a.at(':').resize(3, 2).shape).toEqual([3, 2]);
  expect(() => a.at(':').resize(7)).toThrow(nd.UnsupportedError);
  expect(() => a.at('::2').resize(3, 1)).toThrow(nd.ValueError);
  expect(() => a.resize(-1)).toThrow(nd.ShapeError);
  expect(() => a.resize([2, 2 ** 53 - 1])).toThrow(nd.ShapeError);
  expect(() => nd.broadcastTo(1, [1]).resize(1)).toThrow(nd.ReadOnlyError);
  expect(() => nd.asarray(new Float64Array(4)).resize(8)).toThrow(nd.UnsupportedError);
  expect(a.shape).toEqual([6]);
  a.dispose();
  expect(() => a.resize(2)).toThrow(nd.DisposedError);
});
