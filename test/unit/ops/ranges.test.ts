/** arange and linspace. */
import * as nd from '../../../lib/index';

describe('arange', () => {
  test('of bigints is int64, of numbers float64', () => {
    expect(nd.arange(3n)).toEqual(nd.array([0n, 1n, 2n]));
    expect(nd.arange(3)).toEqual(nd.array([0, 1, 2]));
    expect(nd.arange(1n as never, 3 as never).dtype).toBe('float64');
    expect(nd.arange(2, 5, { dtype: 'uint8' })).toEqual(nd.array([2, 3, 4], { dtype: 'uint8' }));
  });

  test('has ceil((stop - start) / step) elements', () => {
    expect(nd.arange(1, 1.3, 0.1).toArray()).toEqual([1, 1.1, 1.2000000000000002, 1.3000000000000003]);
    expect(nd.arange(0, 1, 0.1).size).toBe(10);
    expect(nd.arange(0, 1, 0.1).item(3)).toBe(0.30000000000000004);
    expect(nd.arange(1, 2, 0.1).item(-1)).toBe(1.9000000000000008);
    expect(nd.arange(5, 0, -2).toArray()).toEqual([5, 3, 1]);
    expect(nd.arange(5n, 0n, -2n).toArray()).toEqual([5n, 3n, 1n]);
    expect(nd.arange(0n, 5n, 2n).toArray()).toEqual([0n, 2n, 4n]);
    expect(nd.arange(0, -1).size).toBe(0);
    expect(nd.arange(5n, 0n).size).toBe(0);
  });

  test('of a floating dtype steps by the difference of its first two elements', () => {
    expect(nd.arange(0, 5, 1.5, { dtype: 'float32' }).toArray()).toEqual([0, 1.5, 3, 4.5]);
    const third = Math.fround(Math.fround(0.1) * 3);
    expect(nd.arange(0, 1, 0.1, { dtype: 'float32' }).item(3)).toBe(third);
  });

  test('of an integer dtype cuts its first two elements, as NumPy does', () => {
    expect(nd.arange(0.5, 5, { dtype: 'int32' }).toArray()).toEqual([0, 1, 2, 3, 4]);
    expect(nd.arange(0, 10, 2.5, { dtype: 'int64' }).toArray()).toEqual([0n, 2n, 4n, 6n]);
  });

  test('reaches the edges of int64 and uint64 exactly', () => {
    const top = 2n ** 63n;
    expect(nd.arange(top - 3n, top - 1n).toArray()).toEqual([top - 3n, top - 2n]);
    expect(nd.arange(-top, -top + 2n).toArray()).toEqual([-top, -top + 1n]);
    expect(nd.arange(-top, top - 1n, top - 1n).toArray()).toEqual([-top, -1n, top - 2n]);
    expect(nd.arange(0n, 2n ** 53n + 2n, 2n ** 53n + 1n).toArray()).toEqual([0n, 2n ** 53n + 1n]);
    expect(nd.arange(10n ** 19n, 10n ** 19n + 2n, { dtype: 'uint64' }).toArray()).toEqual([
      10n ** 19n,
      10n ** 19n + 1n,
    ]);
    const high = 2n ** 64n;
    expect(nd.arange(high - 1n, high - 4n, -1n, { dtype: 'uint64' }).toArray()).toEqual([
      high - 1n,
      high - 2n,
      high - 3n,
    ]);
  });

  test('is exact in the middle of a long range', () => {
    const a = nd.arange(2n ** 60n, 2n ** 60n + 3_000_000n);
    expect([a.item(1_234_567), a.item(-1)]).toEqual([2n ** 60n + 1_234_567n, 2n ** 60n + 2_999_999n]);
  });

  test('of bigints is checked against the dtype', () => {
    expect(() => nd.arange(-1n, 2n, { dtype: 'uint8' })).toThrow('integer -1 out of bounds for uint8');
    expect(() => nd.arange(0n, 300n, { dtype: 'uint8' })).toThrow('integer 299 out of bounds for uint8');
    expect(() => nd.arange(2n ** 63n, 2n ** 63n + 1n)).toThrow(nd.ValueError);
    expect(() => nd.arange(-1, 2, { dtype: 'uint8' })).toThrow(nd.ValueError);
    expect(() => nd.arange(2, { dtype: 'bool' })).toThrow(nd.DTypeError);
  });

  test.each<[string, readonly unknown[], new (...args: never[]) => Error]>([
    ['a step of 0', [0, 1, 0], nd.ValueError],
    ['a bigint step of 0', [0n, 1n, 0n], nd.ValueError],
    ['NaN', [0, NaN], nd.ValueError],
    ['a NaN step', [0, 1, NaN], nd.ValueError],
    ['an infinite length', [Infinity], nd.ShapeError],
    ['a tiny step', [0, 1, 1e-320], nd.ShapeError],
    ['2^64 elements', [0n, 2n ** 64n], nd.ShapeError],
    ['1e18 elements', [1e18], nd.ShapeError],
    ['nothing', [], nd.ArgumentError],
    ['four numbers', [1, 2, 3, 4], nd.ArgumentError],
    ['a string', ['3'], nd.ArgumentError],
    ['a boolean', [true], nd.ArgumentError],
    ['null', [3, null], nd.ArgumentError],
  ])('refuses %s', (_, args, error) => {
    expect(() => (nd.arange as (...a: unknown[]) => unknown)(...args)).toThrow(error);
  });

  test('of more than the memory limit is refused before it is allocated', () => {
    expect(() => nd.arange(1e14)).toThrow(nd.MemoryLimitError);
  });
});

describe('linspace', () => {
  test('hits both ends exactly', () => {
    for (const [start, stop, num] of [
      [0.1, 0.7, 7],
      [1, 0, 3],
      [-1e300, 1e300, 11],
      [0.1, 1 / 3, 1000],
    ] as const) {
      const a = nd.linspace(start, stop, num);
      expect([a.size, a.item(0), a.item(-1)]).toEqual([num, start, stop]);
    }
  });

  test('has 50 samples by default, one, or none', () => {
    expect(nd.linspace(0, 1).size).toBe(50);
    expect(nd.linspace(5, 6, 1).toArray()).toEqual([5]);
    expect(nd.linspace(5, 6, 0).shape).toEqual([0]);
  });

  test('leaves the end out where asked', () => {
    expect(nd.linspace(0, 1, { num: 5, endpoint: false }).toArray()).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8]);
  });

  test('of an integer dtype floors', () => {
    expect(nd.linspace(-2.5, 2.5, { num: 3, dtype: 'int64' }).toArray()).toEqual([-3n, 0n, 2n]);
    expect(nd.linspace(0, 1, { num: 3, dtype: 'bool' }).toArray()).toEqual([false, true, true]);
    expect(nd.linspace(0, 1, { num: 3, dtype: 'float32' }).dtype).toBe('float32');
  });

  test('refuses a negative number of samples, and what is no number', () => {
    expect(() => nd.linspace(0, 1, -1)).toThrow('Number of samples, -1, must be non-negative.');
    expect(() => nd.linspace('0' as never, 1)).toThrow(nd.ArgumentError);
    expect(() => nd.linspace(0, 1, 2.5)).toThrow(nd.ArgumentError);
    expect(() => nd.linspace(0, 1, 1e15)).toThrow(nd.MemoryLimitError);
  });
});
