/** What `ndstride/testing` says of arrays. */
import { expect as jestExpect } from '@jest/globals';
import * as nd from '../../../lib/index';
import { allClose, arrayEqual, closeTesters, equalityTesters, maxUlp } from '../../../lib/testing';

describe('allClose', () => {
  test('as numpy.allclose', () => {
    expect(allClose([1e10, 1e-7], [1.00001e10, 1e-8])).toBe(false);
    expect(allClose([1e10, 1e-8], [1.00001e10, 1e-9])).toBe(true);
    expect(allClose([1e10, 1e-8], [1.0001e10, 1e-9])).toBe(false);
    expect(allClose([1, NaN], [1, NaN])).toBe(false);
    expect(allClose([1, NaN], [1, NaN], { equalNan: true })).toBe(true);
    expect(allClose([Infinity, -Infinity], [Infinity, -Infinity])).toBe(true);
    expect(allClose([Infinity], [-Infinity])).toBe(false);
    expect(allClose([1], [Infinity])).toBe(false);
    expect(allClose([], [])).toBe(true);
    expect(allClose(nd.ones([2, 3]), 1)).toBe(true);
  });

  test('differences of unsigned integers do not wrap', () => {
    const a = nd.array([1], { dtype: 'uint8' });
    expect(allClose(a, nd.array([2], { dtype: 'uint8' }), { rtol: 0, atol: 1 })).toBe(true);
    expect(allClose(a, nd.array([255], { dtype: 'uint8' }), { rtol: 0, atol: 3 })).toBe(false);
  });

  test('refuses tolerances that are none, and shapes that do not fit', () => {
    for (const options of [{ rtol: -1 }, { atol: NaN }, { rtol: '1' as unknown as number }]) {
      expect(() => allClose(1, 1, options)).toThrow(nd.ArgumentError);
    }
    expect(() => allClose([1, 2], [1, 2, 3])).toThrow(nd.ShapeError);
  });
});

describe('arrayEqual', () => {
  test('wants the same shape, whatever the dtypes', () => {
    expect(arrayEqual([1, 2], nd.array([1n, 2n]))).toBe(true);
    expect(arrayEqual([1, 1], 1)).toBe(false);
    expect(arrayEqual([NaN], [NaN])).toBe(false);
    expect(arrayEqual([NaN], [NaN], { equalNan: true })).toBe(true);
    expect(arrayEqual(nd.zeros([0, 3]), nd.zeros([0, 3]))).toBe(true);
    expect(arrayEqual(nd.zeros([0, 3]), nd.zeros([3, 0]))).toBe(false);
  });
});

describe('maxUlp', () => {
  test('counts the floats in between', () => {
    expect(maxUlp([1], [1 + Number.EPSILON])).toBe(1);
    expect(maxUlp([0], [-0])).toBe(0);
    expect(maxUlp([Number.MIN_VALUE], [-Number.MIN_VALUE])).toBe(2);
    expect(maxUlp([Infinity], [Number.MAX_VALUE])).toBe(1);
    expect(maxUlp([1, 2, 3], [1, 2 + 8 * Number.EPSILON, 3])).toBe(4);
    expect(maxUlp(nd.array([1], { dtype: 'float32' }), nd.array([1 + 2 ** -22], { dtype: 'float32' }))).toBe(2);
    // A float32 is compared in float64 beside one.
    expect(maxUlp(nd.array([1], { dtype: 'float32' }), [1 + Number.EPSILON])).toBe(1);
    expect(maxUlp(-Infinity, Infinity)).toBe(Number(2n * 0x7ff0000000000000n));
    expect(maxUlp([], [])).toBe(0);
  });

  test('nans are far from numbers, and with each other', () => {
    expect(maxUlp([NaN, 1], [NaN, 1])).toBe(0);
    expect(maxUlp([NaN], [1])).toBe(Infinity);
  });

  test('refuses what is no float', () => {
    expect(() => maxUlp([1n], [2n])).toThrow(nd.DTypeError);
  });
});

describe('testers', () => {
  const [same] = equalityTesters;

  test('tell arrays apart by dtype, shape and elements', () => {
    expect(same!(nd.array([1, NaN]), nd.array([1, NaN]))).toBe(true);
    expect(same!(nd.array([0]), nd.array([-0]))).toBe(true);
    expect(same!(nd.array([1]), nd.array([1n]))).toBe(false);
    expect(same!(nd.array([1]), nd.array([[1]]))).toBe(false);
    expect(same!(nd.array([1]), nd.array([2]))).toBe(false);
    expect(same!(nd.zeros([0, 2]), nd.zeros([2, 0]))).toBe(false);
    expect(same!(nd.array([1]), [1])).toBe(false);
    expect(same!([1], nd.array([1]))).toBe(false);
  });

  test('leave everything else to the framework', () => {
    expect(same!([1], [1])).toBeUndefined();
    expect(same!(null, undefined)).toBeUndefined();
  });

  test('of close ones', () => {
    const [close] = closeTesters({ rtol: 1e-3 });
    expect(close!(nd.array([1, NaN]), nd.array([1.0005, NaN]))).toBe(true);
    expect(close!(nd.array([1]), nd.array([1.01]))).toBe(false);
    expect(() => closeTesters({ rtol: -1 })).toThrow(nd.ArgumentError);
  });
});

describe('within Jest', () => {
  beforeAll(() => jestExpect.addEqualityTesters(closeTesters({ rtol: 1e-3 })));

  test('arrays inside of other values are compared', () => {
    expect({ a: [nd.array([1.0005])] }).toEqual({ a: [nd.array([1])] });
    expect({ a: [nd.array([1.1])] }).not.toEqual({ a: [nd.array([1])] });
    expect([nd.array([1]), 2]).toEqual([nd.array([1]), 2]);
  });
});
