/** repeat and tile: kernels for every size of element and run, threads, streaming, and bad input. */
import * as nd from '../../../lib';
import type { DType, NDArray } from '../../../lib';

const DTYPES: readonly DType[] = ['uint8', 'int16', 'float32', 'float64'];

/** The elements at positions, one by one: what repeating must give. */
const pick = (a: NDArray, positions: NDArray): NDArray => a.select(positions);

const same = (a: NDArray, b: NDArray): boolean =>
  a.dtype === b.dtype && a.shape.join() === b.shape.join() && Boolean(nd.all(nd.equal(a, b)));

/** 0 0 0 1 1 1 ... : n positions, each `count` times. */
const evenly = (n: number, count: number): NDArray => nd.arange(BigInt(n * count)).floorDivide(BigInt(count));

describe('repeat', () => {
  test.each(DTYPES)('of %s gives each element as often as asked, for runs of any length', (dtype) => {
    const a = nd.arange(1, 1001).astype(dtype);
    for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 257]) {
      expect([count, same(nd.repeat(a, count), pick(a, evenly(1000, count)))]).toEqual([count, true]);
    }
  });

  test.each(DTYPES)('of %s gives each element its own number of times', (dtype) => {
    const rng = nd.random.defaultRng(7);
    for (const most of [1, 2, 5, 20, 300]) {
      const n = 1003;
      const a = nd.arange(n).astype(dtype);
      const counts = rng.integers(0, most + 1, { size: [n] }) as NDArray;
      const ends = Array.from(counts.flatValues() as bigint[], Number);
      const positions = ends.flatMap((count, i) => new Array<bigint>(count).fill(BigInt(i)));
      expect([most, same(nd.repeat(a, counts), pick(a, nd.array(positions, { dtype: 'int64' })))]).toEqual([
        most,
        true,
      ]);
    }
  });

  test('is the same over threads, in blocks of any size, and past the cache', () => {
    for (const [shape, axis, count] of [
      [[3_000_000], 0, 3],
      [[1000, 1000], 0, 2],
      [[1000, 1000], 1, 2],
      [[200_000, 3], 0, 5],
      [[7, 100_000, 3], 1, 2],
    ] as const) {
      const a = nd.arange(shape.reduce<number>((x, y) => x * y, 1)).reshape(shape) as NDArray;
      const got = nd.repeat(a, count, { axis });
      const want = a.select(...shape.map((n, i) => (i === axis ? evenly(n, count) : (':' as const))));
      expect([shape, same(got, want)]).toEqual([shape, true]);
      const counts = nd.full([shape[axis]!], BigInt(count));
      expect([shape, same(nd.repeat(a, counts, { axis }), want)]).toEqual([shape, true]);
    }
  });

  test('takes numbers, lists, typed arrays and arrays of integers', () => {
    for (const counts of [
      [1, 2],
      [1n, 2n],
      new Int32Array([1, 2]),
      nd.array([1n, 2n]),
      nd.array([1, 2], { dtype: 'uint8' }),
    ]) {
      expect(nd.repeat([5, 6], counts).toArray()).toEqual([5, 6, 6]);
    }
    expect(nd.repeat([5, 6], [true, false]).toArray()).toEqual([5]);
    expect(nd.repeat([5, 6], [2]).toArray()).toEqual([5, 5, 6, 6]);
    expect(nd.repeat(nd.arange(4n).reshape(2, 2), 2).toArray()).toEqual([0n, 0n, 1n, 1n, 2n, 2n, 3n, 3n]);
    expect(nd.arange(4n).reshape(2, 2).repeat(2, { axis: 0 }).shape).toEqual([4, 2]);
  });

  test('refuses what are no counts', () => {
    expect(() => nd.repeat([1, 2], -1)).toThrow('[repeat] repeats may not contain negative values.');
    expect(() => nd.repeat([1, 2], [1, -1])).toThrow(nd.ValueError);
    expect(() => nd.repeat([1, 2], [1, 2, 3])).toThrow(
      '[repeat] operands could not be broadcast together with shape (2,) (3,)',
    );
    expect(() => nd.repeat([1, 2], [1.5, 1])).toThrow(
      "[repeat] Cannot cast array data from dtype('float64') to dtype('int64') according to the rule 'safe'",
    );
    expect(() => nd.repeat([1, 2], nd.array([1, 1]))).toThrow(nd.DTypeError);
    expect(() => nd.repeat([1, 2], nd.array([1n, 1n]).astype('uint64'))).toThrow(nd.DTypeError);
    expect(() => nd.repeat([1, 2], [[1, 1]])).toThrow('object too deep for desired array');
    expect(() => nd.repeat([1, 2], NaN)).toThrow(nd.ArgumentError);
    expect(() => nd.repeat([1, 2], 1.5)).toThrow(nd.ArgumentError);
    expect(() => nd.repeat([1, 2], new Array<number>(2 ** 31))).toThrow(nd.DTypeError);
    expect(() => nd.repeat([1, 2], 2, { axis: 1 })).toThrow(nd.AxisError);
    expect(() => nd.repeat([1, 2], 2, 3 as never)).toThrow(nd.ArgumentError);
  });

  test('refuses results that overflow, before anything is allocated', () => {
    expect(() => nd.repeat([1, 2], 2 ** 53 - 1)).toThrow(nd.ShapeError);
    expect(() => nd.repeat([1, 2], 2n ** 60n)).toThrow(nd.ArgumentError);
    expect(() => nd.repeat([1, 2], nd.array([2n ** 62n, 2n ** 62n]))).toThrow('the sum of the repeats overflows');
    expect(() => nd.repeat(nd.zeros([2, 3]), [2n ** 52n, 2n ** 52n], { axis: 0 })).toThrow(nd.ShapeError);
    expect(() => nd.repeat(nd.zeros([0, 2]), 2 ** 53 - 1, { axis: 1 })).toThrow(nd.ShapeError);
    expect(() => nd.repeat([1, 2], 2 ** 46)).toThrow(nd.MemoryLimitError);
  });

  test('of disposed and detached arrays throws', () => {
    const a = nd.zeros(4);
    a.dispose();
    expect(() => nd.repeat(a, 2)).toThrow(nd.DisposedError);
    expect(() => nd.repeat([1, 2], a)).toThrow(nd.DTypeError);
    const counts = nd.array([1n, 2n]);
    counts.dispose();
    expect(() => nd.repeat([1, 2], counts)).toThrow(nd.DisposedError);
    const foreign = new Float64Array(4);
    const view = nd.asarray(foreign);
    structuredClone(foreign.buffer, { transfer: [foreign.buffer] });
    expect(() => nd.repeat(view, 2)).toThrow(nd.BufferError);
  });
});

describe('tile', () => {
  test('lays copies along every axis', () => {
    const a = nd.arange(4n).reshape(2, 2);
    expect(nd.tile(a, [1, 2]).toArray()).toEqual([
      [0n, 1n, 0n, 1n],
      [2n, 3n, 2n, 3n],
    ]);
    expect(nd.tile(a, [2, 1, 2]).shape).toEqual([2, 2, 4]);
    expect(nd.tile(nd.array(5), [2, 2]).toArray()).toEqual([
      [5, 5],
      [5, 5],
    ]);
    expect(nd.tile(a.T, 2).toArray()).toEqual([
      [0n, 2n, 0n, 2n],
      [1n, 3n, 1n, 3n],
    ]);
  });

  test('of large arrays is what select gives', () => {
    const a = nd.arange(60_000).reshape(200, 300);
    const rows = nd.arange(600n).remainder(200n);
    const columns = nd.arange(1200n).remainder(300n);
    expect(same(nd.tile(a, [3, 4]), a.select(rows, ':').select(':', columns))).toBe(true);
    const short = nd.arange(10);
    expect(same(nd.tile(short, 500_000), short.select(nd.arange(5_000_000n).remainder(10n)))).toBe(true);
  });

  test('always copies', () => {
    const a = nd.arange(3);
    const copy = nd.tile(a, 1);
    copy.fill(9);
    expect(a.toArray()).toEqual([0, 1, 2]);
    expect(nd.tile(a, [1, 1]).shape).toEqual([1, 3]);
    expect(nd.tile(a, []).shape).toEqual([3]);
  });

  test('refuses what are no numbers of copies', () => {
    expect(() => nd.tile([1], -1)).toThrow(nd.ValueError);
    expect(() => nd.tile([1], 1.5)).toThrow(nd.ArgumentError);
    expect(() => nd.tile([1], [NaN])).toThrow(nd.ArgumentError);
    expect(() => nd.tile([1, 2], [2 ** 30, 2 ** 30])).toThrow(nd.ShapeError);
    expect(() => nd.tile([1, 2], 2 ** 45)).toThrow(nd.MemoryLimitError);
    expect(() => nd.tile([1, 2], new Array<number>(65).fill(1))).toThrow(nd.ShapeError);
    expect(() => nd.tile(nd.zeros([0]), 2 ** 53 - 1)).not.toThrow();
  });
});
