/** push, reserve, capacity: amortised growth that moves nothing anyone looks at. */
import * as nd from '../../lib/index';
import type { DType, NDArray } from '../../lib/index';

describe('push', () => {
  test('appends values of a 1-D array and gives the length', () => {
    const a = nd.arange(3n);
    expect([a.push(7n), a.push(8n, 9n), a.push()]).toEqual([4, 6, 6]);
    expect(a.toArray()).toEqual([0n, 1n, 2n, 7n, 8n, 9n]);
    expect([a.shape, a.size, a.nbytes]).toEqual([[6], 6, 48]);
  });

  test('appends rows of arrays of more dimensions', () => {
    const a = nd.zeros([1, 2]);
    expect(a.push([1, 2], nd.array([3, 4]), new Float64Array([5, 6]))).toBe(4);
    expect(a.toArray()).toEqual([
      [0, 0],
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const empty = nd.empty([0, 2], { dtype: 'int32' });
    empty.push([1n, 2n]);
    expect(empty.toArray()).toEqual([[1, 2]]);
  });

  test('many times, from small to large, of every dtype', () => {
    for (const dtype of ['bool', 'int8', 'int64', 'uint64', 'float32', 'float64'] as DType[]) {
      const a = nd.zeros(0, { dtype });
      for (let i = 0; i < 3000; i++) a.push(i % 2);
      expect([a.size, Number(a.sum()), a.dtype]).toEqual([3000, 1500, dtype]);
    }
  });

  test('one at a time into room: every dtype stores and refuses what several at once do', () => {
    const numbers = [0, -0, -1, 1.5, NaN, Infinity, 255, 256, -129, 70000.5, 2 ** 31, 2 ** 53, 2 ** 64, -(2 ** 63)];
    const values = [...numbers, true, false, 7n, -7n, 2n ** 63n, 2n ** 64n - 1n, 2n ** 70n];
    const integers: DType[] = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'];
    const dtypes: DType[] = ['bool', ...integers, 'float16', 'float32', 'float64', 'complex64', 'complex128'];
    const roomy = (dtype: DType): NDArray => nd.ones(3, { dtype }).reserve(100);
    const outcome = (a: NDArray, push: () => number): unknown => {
      try {
        expect(push()).toBe(a.size);
        return [a.size > 3, a.item(3), a.at(':3').toArray()];
      } catch (error) {
        return [(error as Error).constructor, (error as Error).message, a.size, a.toArray()];
      }
    };
    for (const dtype of dtypes) {
      for (const value of values) {
        const [one, two] = [roomy(dtype), roomy(dtype)];
        expect(outcome(one, () => one.push(value))).toEqual(outcome(two, () => two.push(value, value)));
      }
    }
  });

  test('one at a time into room: views and layouts from before keep their shape; other arrays are refused as ever', () => {
    const a = nd.arange(3).reserve(5000);
    const [view, { shape, strides }, room] = [a.at('...'), a, a.capacity];
    const before = a.data;
    for (let i = 3; i < 1000; i++) expect(a.push(i)).toBe(i + 1);
    expect(a.toArray()).toEqual(nd.arange(1000).toArray());
    expect([view.shape, shape, strides, before.length, a.capacity]).toEqual([[3], [3], [8], 3, room]);
    expect([a.shape, a.strides, a.size, a.nbytes, a.flags.cContiguous]).toEqual([[1000], [8], 1000, 8000, true]);
    before[0] = 9;
    expect(a.item(0)).toBe(9);
    expect(() => view.push(1)).toThrow(nd.UnsupportedError);
    expect(() => a.push(undefined as never)).toThrow(nd.ArgumentError);
    const rows = nd.zeros([2, 2]).reserve(100);
    expect(() => rows.push(1)).toThrow(nd.ShapeError);
    a.dispose();
    expect(() => a.push(1)).toThrow(nd.DisposedError);
    expect(nd.zeros(0, { dtype: 'int64' }).reserve(10).push(1)).toBe(1);
  });

  test('of rows of itself', () => {
    const a = nd.arange(4).reshape([2, 2], { copy: true });
    for (let i = 0; i < 1000; i++) a.push(a.at(-1), a.at(0));
    expect([a.length, a.at(-2).toArray(), a.at(-1).toArray()]).toEqual([2002, [0, 1], [0, 1]]);
  });

  test('refuses what does not fit and changes nothing', () => {
    const a = nd.zeros([2, 2]);
    expect(() => a.push([1, 2, 3])).toThrow('expected rows of shape (2,) but got one of shape (3,)');
    expect(() => a.push([1, 2], 3)).toThrow(nd.ShapeError);
    expect(() => a.push([[1, 2]])).toThrow(nd.ShapeError);
    const b = nd.zeros(2, { dtype: 'uint8' });
    expect(() => b.push(1, 300)).toThrow(nd.ValueError);
    expect(() => b.push('1' as never)).toThrow(nd.ArgumentError);
    expect([a.shape, b.shape, b.push(5), b.toArray()]).toEqual([[2, 2], [2], 3, [0, 0, 5]]);
  });

  test.each<[string, () => NDArray, new (...args: never[]) => Error]>([
    ['a view', () => nd.zeros(5).at('1:'), nd.UnsupportedError],
    ['the whole as a view', () => nd.zeros(5).at('...'), nd.UnsupportedError],
    ['a Fortran-ordered array', () => nd.zeros([2, 2], { order: 'F' }), nd.UnsupportedError],
    ['a 0-d array', () => nd.array(5), nd.ShapeError],
    ['an array over a caller’s buffer', () => nd.asarray(new Float64Array(2)), nd.UnsupportedError],
    ['a read-only array', () => nd.broadcastTo(1, [3]), nd.ReadOnlyError],
  ])('of %s is refused', (_, make, error) => {
    const a = make();
    expect(() => a.push(1)).toThrow(error);
    expect(() => a.reserve(100)).toThrow(error);
  });

  test('never writes into the rest of a caller’s buffer', () => {
    const typed = new Float64Array(10);
    expect(() => nd.asarray(typed.subarray(0, 2)).push(5)).toThrow(nd.UnsupportedError);
    expect(typed.every((x) => x === 0)).toBe(true);
  });
});

describe.each([10, 100_000])('an array of %d', (n) => {
  test('its views keep their shape, and see writes to what they share, however far it grows', () => {
    const a = nd.zeros(n);
    const view = a.at('::2');
    for (let i = 0; i < 300; i++) a.push(...new Array<number>(100).fill(i));
    expect([view.shape, a.size]).toEqual([[n / 2], n + 30_000]);
    a.at('...').iadd(1);
    expect(view.sum()).toBe(n / 2);
    view.fill(5);
    expect(a.item(0)).toBe(5);
    expect(a.item(-1)).toBe(300);
  });

  test('data handed out before a push still aliases where room was reserved', () => {
    const a = nd.zeros(n);
    a.reserve(n + 50_000);
    const before = a.data;
    for (let i = 0; i < 400; i++) a.push(...new Array<number>(100).fill(1));
    expect(before.length).toBe(n);
    before[0] = 7;
    a.set(8, 1);
    expect([a.item(0), before[1], a.data[0], a.data.length]).toEqual([7, 8, 7, n + 40_000]);
    a.dispose();
    expect(before.length).toBe(0);
  });

  test('while data is handed out, a push grows in place or is refused: memory that is looked at never moves', () => {
    const a = nd.ones(n);
    const { data } = a;
    let refused: unknown;
    for (let i = 0; i < 300 && refused === undefined; i++) {
      try {
        a.push(...new Array<number>(1000).fill(1));
      } catch (error) {
        refused = error;
      }
      data[0] = i;
      expect(a.item(0)).toBe(i);
    }
    // A small array's block has no room of its own; a larger one may have been given one that a grown array left.
    if (n === 10 || refused !== undefined) {
      expect(refused).toBeInstanceOf(nd.BufferError);
      expect((refused as Error).message).toContain('cannot grow any further while its ArrayBuffer is handed out');
    }
  });

  test('elements read as lists, text or JSON do not stop it from growing', () => {
    const a = nd.ones(n);
    expect([a.flatValues().length, JSON.parse(JSON.stringify(a)) as number[], a.toString().length]).toBeDefined();
    expect(a).toEqual(nd.ones(n));
    for (let i = 0; i < 300; i++) a.push(...new Array<number>(1000).fill(1));
    expect(a.sum()).toBe(n + 300_000);
  });
});

describe('reserve and capacity', () => {
  test('make and tell the room', () => {
    const a = nd.zeros([10, 3]);
    expect(a.capacity).toBeGreaterThanOrEqual(10);
    expect(a.reserve(5000)).toBe(a);
    expect(a.capacity).toBeGreaterThanOrEqual(5000);
    const room = a.capacity;
    a.reserve(10);
    expect([a.capacity, a.shape]).toEqual([room, [10, 3]]);
    const view = a.at('1:');
    expect(view.capacity).toBe(9);
    expect(nd.asarray(new Float64Array(4)).capacity).toBe(4);
  });

  test('growth is amortised: the room grows by an eighth and more at a time', () => {
    const a = nd.zeros(1);
    let [growths, last] = [0, a.capacity];
    for (let i = 0; i < 100_000; i++) {
      a.push(1);
      if (a.capacity !== last) growths++;
      last = a.capacity;
    }
    expect(growths).toBeLessThan(100);
    expect(a.sum()).toBe(100_000);
  });

  test('refuse what cannot be', () => {
    const a = nd.zeros(10);
    for (const rows of [1.5, NaN, '5', Infinity]) expect(() => a.reserve(rows as number)).toThrow(nd.ArgumentError);
    expect(() => a.reserve(2 ** 52)).toThrow(nd.ShapeError);
    expect(() => a.reserve(2 ** 38)).toThrow(nd.MemoryLimitError);
    expect(a.reserve(-5).size).toBe(10);
    expect(a.push(1)).toBe(11);
  });

  test('many growing arrays live beside each other', () => {
    const arrays = Array.from({ length: 3000 }, (_, i) => nd.full(2, i));
    for (const a of arrays) a.push(-1);
    expect(arrays.every((a, i) => a.item(0) === i && a.item(2) === -1)).toBe(true);
  });
});
