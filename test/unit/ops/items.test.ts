/** What leaves an array: lists, bytes, typed arrays, iteration, chunks. */
import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';
import { transfer } from '../transfer';

describe('iteration', () => {
  test('gives the values of a 1-D array, views of others', () => {
    expect([...nd.arange(3n)]).toEqual([0n, 1n, 2n]);
    expect([...nd.array([true, false])]).toEqual([true, false]);
    const a = nd.zeros([2, 3]);
    for (const row of a as Iterable<NDArray>) row.fill(1);
    expect(a.sum()).toBe(6);
  });

  test('ends with an error when the array is disposed meanwhile', () => {
    const a = nd.zeros(2000);
    expect(() => {
      for (const _ of a) a.dispose();
    }).toThrow(nd.DisposedError);
  });

  test('goes on over what was there when it began when the array grows meanwhile', () => {
    const a = nd.zeros(600);
    let count = 0;
    for (const _ of a) {
      count++;
      if (count < 100) a.push(...new Array<number>(100).fill(1));
    }
    expect([count, a.size]).toEqual([600, 600 + 9900]);
  });
});

describe('toArray and flatValues', () => {
  test('nest as the shape does, values being as item gives them', () => {
    expect(nd.arange(4n).reshape(2, 2).T.toArray()).toEqual([
      [0n, 2n],
      [1n, 3n],
    ]);
    expect(nd.zeros([2, 0, 3]).toArray()).toEqual([[], []]);
    expect(nd.array(true).toArray()).toBe(true);
    expect(nd.arange(4n).reshape(2, 2).T.flatValues()).toEqual([0n, 2n, 1n, 3n]);
  });

  test.each<DType>(['bool', 'int8', 'uint16', 'int64', 'uint64', 'float32', 'float64'])(
    'of a large array of %s, contiguous or not',
    (dtype) => {
      const a = nd.arange(20_003).remainder(120).astype(dtype);
      const expected = Array.from({ length: 20_003 }, (_, i) => i % 120);
      const list = (x: NDArray): number[] => x.flatValues().map(Number);
      const value = dtype === 'bool' ? (n: number): number => (n === 0 ? 0 : 1) : (n: number): number => n;
      expect(list(a)).toEqual(expected.map(value));
      expect(list(a.flip())).toEqual(expected.map(value).reverse());
      expect(list(a.at('7:-5'))).toEqual(expected.map(value).slice(7, -5));
    },
  );

  test('leave the array free to grow', () => {
    const a = nd.zeros(5000);
    a.toArray();
    expect(a.push(1)).toBe(5001);
  });
});

describe('data', () => {
  test.each<[DType, string]>([
    ['bool', 'Uint8Array'],
    ['int8', 'Int8Array'],
    ['int16', 'Int16Array'],
    ['int32', 'Int32Array'],
    ['int64', 'BigInt64Array'],
    ['uint8', 'Uint8Array'],
    ['uint16', 'Uint16Array'],
    ['uint32', 'Uint32Array'],
    ['uint64', 'BigUint64Array'],
    ['float32', 'Float32Array'],
    ['float64', 'Float64Array'],
  ])('of %s is a %s', (dtype, name) => {
    expect(nd.ones([2, 2], { dtype }).data.constructor.name).toBe(name);
    expect([...nd.ones([2, 2], { dtype }).data].map(Number)).toEqual([1, 1, 1, 1]);
  });

  test.each([5, 100_000])('is the very bytes of an array of %d: writes go both ways', (n) => {
    const a = nd.zeros(n);
    const { data } = a;
    data[1] = 7;
    expect(a.item(1)).toBe(7);
    a.fill(2);
    expect(data[n - 1]).toBe(2);
    expect(a.data.buffer).toBe(data.buffer);
    const view = a.at('2:5');
    expect([view.data.buffer === data.buffer, view.data.byteOffset]).toEqual([true, 16]);
    view.data[0] = 9;
    expect(a.item(2)).toBe(9);
  });

  test('of a small array never shows its neighbours', () => {
    const arrays = Array.from({ length: 10 }, (_, i) => nd.full(3, i));
    for (const a of arrays) expect(a.data.buffer.byteLength).toBe(24);
    expect(arrays.map((a) => a.item(0))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('moves a small array out of its slab together with its views', () => {
    const a = nd.zeros(10);
    const view = a.at('5:');
    a.data[7] = 3;
    expect(view.toArray()).toEqual([0, 0, 3, 0, 0]);
    view.fill(4);
    expect(a.sum()).toBe(20);
  });

  test('is a copy in C order for layouts that are not contiguous', () => {
    const a = nd.arange(6).reshape(2, 3);
    const t = a.T;
    expect([...t.data]).toEqual([0, 3, 1, 4, 2, 5]);
    t.data[0] = 99;
    expect(a.item(0)).toBe(0);
  });

  test.each([10, 100_000])('when its buffer is transferred, an array of %d still reads its values', (n) => {
    const a = nd.full(n, 5);
    const { buffer } = a.data;
    const elsewhere = transfer(buffer);
    expect(a.sum()).toBe(5 * n);
    expect(a.iadd(1).item(-1)).toBe(6);
    const again = a.data;
    again[0] = 7;
    expect(a.item(0)).toBe(7);
    a.dispose();
    expect(new Float64Array(elsewhere).length).toBe(n);
    expect(Number.isFinite(new Float64Array(elsewhere)[n - 1])).toBe(true);
  });

  test('is detached when the array is disposed', () => {
    const a = nd.zeros(1000);
    const { data } = a;
    a.dispose();
    expect([data.length, data.buffer.byteLength]).toEqual([0, 0]);
    expect(() => a.data).toThrow(nd.DisposedError);
  });

  test('outlives its array while someone has it', () => {
    const { data } = nd.full(100_000, 3);
    for (let i = 0; i < 200; i++) nd.zeros(100_000).iadd(1);
    expect(data.every((x) => x === 3)).toBe(true);
  });

  test('over a caller’s buffer is over that buffer', () => {
    const typed = new Int32Array(6);
    const a = nd.asarray(typed.subarray(2));
    expect([a.data.buffer === typed.buffer, a.data.byteOffset, a.data.length]).toEqual([true, 8, 4]);
  });
});

describe('bytes', () => {
  test('are a copy in C order', () => {
    const a = nd.arange(4n).reshape(2, 2).astype('uint8');
    expect([...a.T.bytes()]).toEqual([0, 2, 1, 3]);
    a.bytes()[0] = 9;
    expect(a.item(0)).toBe(0);
    expect(nd.array([1]).bytes()).toEqual(new Uint8Array([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]));
  });
});

describe('chunks', () => {
  test('are consecutive views of bounded size', () => {
    const a = nd.arange(10n).reshape(5, 2);
    const parts = [...nd.chunks(a, { maxBytes: 40 })];
    expect(parts.map(({ start, stop }) => [start, stop])).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ]);
    for (const { view } of parts) view.iadd(1n);
    expect(a.sum()).toBe(55n);
    expect([...nd.chunks(a, { maxBytes: 1 })].length).toBe(5);
    expect([...nd.chunks(a, { axis: -1, maxBytes: 40 })].map((c) => c.view.shape)).toEqual([
      [5, 1],
      [5, 1],
    ]);
    expect([...nd.chunks(nd.zeros([0, 3]))]).toEqual([]);
    expect([...nd.chunks(nd.zeros([3, 0]))].map((c) => c.view.shape)).toEqual([[3, 0]]);
  });

  test('refuse sizes that are not positive, 0-d arrays and axes out of range', () => {
    for (const maxBytes of [0, -1, NaN, '5']) {
      expect(() => [...nd.chunks(nd.zeros(3), { maxBytes: maxBytes as number })]).toThrow(nd.ArgumentError);
    }
    expect(() => [...nd.chunks(nd.array(1))]).toThrow(nd.ShapeError);
    expect(() => [...nd.chunks(nd.zeros(3), { axis: 1 })]).toThrow(/axis/);
  });

  test('end with an error when the array is disposed meanwhile', () => {
    const a = nd.zeros(1000);
    const parts = nd.chunks(a, { maxBytes: 800 });
    parts.next();
    a.dispose();
    expect(() => parts.next()).toThrow(nd.DisposedError);
  });
});

describe('sharesMemory', () => {
  test('is exact, mayShareMemory judges by ranges', () => {
    const a = nd.arange(24n).reshape(4, 6);
    expect(nd.sharesMemory(a.at(':', '::2'), a.at(':', '1::2'))).toBe(false);
    expect(nd.mayShareMemory(a.at(':', '::2'), a.at(':', '1::2'))).toBe(true);
    expect(nd.sharesMemory(a.at('::2'), a.at(':', '3:'))).toBe(true);
    expect(nd.sharesMemory(a, a.copy())).toBe(false);
    expect(nd.sharesMemory(a.at('2:2'), a)).toBe(false);
    expect(nd.sharesMemory(a.view('int8').at(':', '::8'), a.view('int8').at(':', '1::8'))).toBe(false);
  });
});
