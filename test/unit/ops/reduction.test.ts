/** What whole reductions give, and the option that asks for numbers. */
import * as nd from '../../../lib/index';
import type { ReductionOptions } from '../../../lib/index';

describe("as: 'number'", () => {
  test('gives sums, products and extremes of 64-bit integers as numbers', () => {
    const a = nd.array([3n, 4n]);
    expect(a.sum({ as: 'number' })).toBe(7);
    expect(a.prod({ as: 'number' })).toBe(12);
    expect(nd.min(a, { as: 'number' })).toBe(3);
    expect(nd.max(a.astype('uint64'), { as: 'number', initial: 9n })).toBe(9);
    expect(nd.array([true, true]).sum({ as: 'number' })).toBe(2);
    expect(a.sum({ as: 'number', dtype: 'uint64', where: [true, false] })).toBe(3);
  });

  test('changes nothing where the result is no bigint', () => {
    expect(nd.sum([0.5, NaN], { as: 'number' })).toBeNaN();
    expect(nd.max([true, false], { as: 'number' })).toBe(true);
  });

  test('takes every integer that a number is exactly, and throws for others', () => {
    expect(nd.max([2n ** 62n], { as: 'number' })).toBe(2 ** 62);
    expect(nd.sum([2n ** 53n, 2n], { as: 'number' })).toBe(2 ** 53 + 2);
    expect(() => nd.sum([2n ** 53n, 1n], { as: 'number' })).toThrow(nd.ValueError);
    expect(() => nd.sum([2n ** 53n, 1n], { as: 'number' })).toThrow(
      "[sum] 9007199254740993 is not exactly a number: leave out as: 'number' to get a bigint",
    );
  });

  test('is for whole reductions, and takes nothing else', () => {
    const wrong: ReductionOptions[] = [{ axis: 0 }, { keepdims: true }, { out: nd.zeros([], { dtype: 'int64' }) }];
    for (const options of wrong) {
      expect(() => nd.sum([1n], { ...options, as: 'number' })).toThrow(nd.ArgumentError);
    }
    expect(() => nd.sum([1n], { as: 'bigint' as 'number' })).toThrow(nd.ArgumentError);
  });

  test('holds for the asynchronous form', async () => {
    await expect(nd.async.sum(nd.array([1n, 2n]), { as: 'number' })).resolves.toBe(3);
    await expect(nd.async.sum(nd.array([2n ** 53n, 1n]), { as: 'number' })).rejects.toThrow(nd.ValueError);
  });
});

test('amax and amin are max and min', () => {
  expect(nd.amax([3, 1, 2])).toBe(3);
  expect(
    nd
      .amin(
        [
          [3, 1],
          [0, 2],
        ],
        { axis: 0 },
      )
      .toArray(),
  ).toEqual([0, 1]);
});
