/** applyAlongAxis, applyOverAxes, vectorize, and iteration over indices, elements and chunks, beside NumPy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

const a = nd.arange(24).reshape([2, 3, 4]);
const x = 'x = np.arange(24.).reshape(2, 3, 4)\n';

liveTest('applyAlongAxis and applyOverAxes', () => [
  ...[0, 1, 2, -1].flatMap((axis): LiveCase[] => [
    [`${x}np.apply_along_axis(np.sum, ${axis}, x)`, () => nd.applyAlongAxis((r) => r.sum(), axis, a)],
    [`${x}np.apply_along_axis(lambda r: r[::-1], ${axis}, x)`, () => nd.applyAlongAxis((r) => r.at('::-1'), axis, a)],
    [`${x}np.apply_along_axis(np.diag, ${axis}, x)`, () => nd.applyAlongAxis((r) => nd.diag(r), axis, a)],
    [
      `${x}np.apply_along_axis(lambda r: r.sum() > 20, ${axis}, x.T)`,
      () => nd.applyAlongAxis((r) => Number(r.sum()) > 20, axis, a.T),
    ],
  ]),
  [`${x}np.apply_along_axis(np.sum, 3, x)`, () => nd.applyAlongAxis((r) => r.sum(), 3, a)],
  ['np.apply_along_axis(np.sum, 1, np.zeros((0, 3)))', () => nd.applyAlongAxis((r) => r.sum(), 1, nd.zeros([0, 3]))],
  ['np.apply_along_axis(np.sum, 1, np.zeros((3, 0)))', () => nd.applyAlongAxis((r) => r.sum(), 1, nd.zeros([3, 0]))],
  [
    'np.apply_along_axis(lambda r: r * 2, 0, np.arange(3.))',
    () => nd.applyAlongAxis((r) => r.multiply(2), 0, nd.arange(3)),
  ],
  [`${x}np.apply_over_axes(np.sum, x, [0, 2])`, () => nd.applyOverAxes((v, axis) => nd.sum(v, { axis }), a, [0, 2])],
  [`${x}np.apply_over_axes(np.sum, x, -1)`, () => nd.applyOverAxes((v, axis) => nd.sum(v, { axis }), a, -1)],
  [
    `${x}np.apply_over_axes(np.cumsum, x, (1, 0))`,
    () => nd.applyOverAxes((v, axis) => nd.cumsum(v, { axis }), a, [1, 0]),
  ],
  [`${x}np.apply_over_axes(lambda v, a: v.ravel()[0], x, [0])`, () => nd.applyOverAxes((v) => v.item(0), a, [0])],
]);

liveTest('vectorize', () => {
  const f = nd.vectorize((p: number, q: number) => (p > q ? p - q : p + q));
  const two = nd.vectorize((p: number) => [p + 1, p > 1]);
  const typed = nd.vectorize((p: number) => p * 1.5, { otypes: 'int32' });
  const p = 'f = np.vectorize(lambda p, q: p - q if p > q else p + q)\n';
  return [
    [`${p}f([1., 2, 3, 4], 2.)`, () => f([1, 2, 3, 4], 2)],
    [`${p}f([[1.], [2]], [5., 1, 0])`, () => f([[1], [2]], [5, 1, 0])],
    [`${p}f(5., 2.)`, () => f(5, 2)],
    [`${p}f([1., 2], [1., 2, 3])`, () => f([1, 2], [1, 2, 3])],
    [`${p}f([], 1)`, () => f([], 1)],
    ['np.vectorize(lambda p: (p + 1, p > 1))([0., 1, 2])', () => two([0, 1, 2])],
    ["np.vectorize(lambda p: p * 1.5, otypes=['i4'])([1., 2, 3])", () => typed([1, 2, 3])],
    ["np.vectorize(lambda p: p * 1.5, otypes=['i4'])([])", () => typed([])],
    ['np.vectorize(lambda p: p)()', () => typed()],
  ];
});

liveTest('indices, elements, broadcasts', () => [
  ['list(np.ndindex(2, 3))', () => nd.ndindex(2, 3)],
  ['list(np.ndindex((2, 0)))', () => nd.ndindex([2, 0])],
  ['list(np.ndindex())', () => nd.ndindex([])],
  ['list(np.ndindex(3))', () => nd.ndindex(3)],
  [
    'list(np.ndenumerate(np.array([[1, 2], [3, 4]]).T))',
    () =>
      nd.ndenumerate(
        nd.array([
          [1n, 2n],
          [3n, 4n],
        ]).T,
      ),
  ],
  ['list(np.ndenumerate(5.0))', () => nd.ndenumerate(5)],
  [
    'b = np.broadcast([[1.], [2]], [10., 20, 30])\n[list(b), b.shape, b.ndim, b.size, b.numiter]',
    () => {
      const b = nd.broadcast([[1], [2]], [10, 20, 30]);
      return [b, b.shape, b.ndim, b.size, b.numiter];
    },
  ],
  ['np.broadcast([1, 2], [1, 2, 3])', () => nd.broadcast([1, 2], [1, 2, 3])],
  ['np.broadcast().shape', () => nd.broadcast().shape],
]);

test('chunks of several arrays are cut at the same rows, and write through', () => {
  const left = nd.arange(12).reshape([4, 3]);
  const row = nd.array([10, 20, 30]);
  const out = nd.zeros([4, 3], { dtype: 'float32' });
  const seen: number[][] = [];
  for (const { start, stop, views } of nd.chunks([left, row, out], { maxBytes: 120 })) {
    seen.push([start, stop]);
    expect(views.map((view) => view.shape)).toEqual(views.map(() => [stop - start, 3]));
    expect(views[1]!.flags.writeable).toBe(false);
    nd.add(views[0]!, views[1]!, { out: views[2]! });
  }
  expect(seen).toEqual([
    [0, 2],
    [2, 4],
  ]);
  expect(nd.all(out.equal(left.add(row)))).toBe(true);
  const columns = [...nd.chunks([left, out.T.T], { maxBytes: 1, axis: -1 })];
  expect(columns.map(({ views }) => views[0]!.shape)).toEqual([
    [4, 1],
    [4, 1],
    [4, 1],
  ]);
  expect([...nd.chunks([nd.zeros([0, 3]), row])]).toEqual([]);
});

test('chunks of maps beside arrays of the engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndstride-'));
  try {
    using map = new nd.memmap(join(folder, 'a.dat'), { dtype: 'float64', mode: 'w+', shape: [1000, 8] });
    for (const { start, views } of nd.chunks([map, nd.ones(8)], { maxBytes: 6400 })) {
      nd.multiply(views[1]!, start, { out: views[0]! });
    }
    expect(map.at(':', 0).toArray()).toEqual(Array.from({ length: 1000 }, (_, i) => i - (i % 50)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what cannot be iterated over is refused', () => {
  expect(() => [...nd.chunks([])]).toThrow(nd.ArgumentError);
  expect(() => [...nd.chunks([[1]] as never)]).toThrow(nd.ArgumentError);
  expect(() => [...nd.chunks([nd.zeros(2), nd.zeros(3)])]).toThrow(nd.ShapeError);
  expect(() => [...nd.chunks([nd.zeros([])])]).toThrow(nd.ShapeError);
  expect(() => [...nd.ndindex(-1)]).toThrow(nd.ShapeError);
  const gone = nd.zeros(3);
  const walk = nd.ndenumerate(gone);
  walk.next();
  gone.dispose();
  expect(() => walk.next()).toThrow(nd.DisposedError);
  expect(() => nd.applyAlongAxis(5 as never, 0, a)).toThrow(nd.ArgumentError);
  expect(() => nd.applyOverAxes((v) => v, a, '0' as never)).toThrow(nd.ArgumentError);
  expect(() => nd.vectorize(5 as never)).toThrow(nd.ArgumentError);
  expect(() => nd.vectorize((p: number) => p, { otypes: 'foo' as 'int8' })).toThrow(nd.DTypeError);
  expect(() =>
    nd.applyAlongAxis((r) => nd.zeros(Number(r.item(0))), 1, [
      [1, 2],
      [3, 4],
    ]),
  ).toThrow(nd.ShapeError);
});
