/** astype, copy, view; what is known of dtypes. */
import * as nd from '../../../lib/index';
import type { Casting, DType } from '../../../lib/index';

describe('astype', () => {
  test('wraps integers and cuts floats', () => {
    expect(nd.astype([-1n, 300n], 'uint8').toArray()).toEqual([255, 44]);
    expect(nd.astype([2.9, -2.9], 'int32').toArray()).toEqual([2, -2]);
    expect(nd.astype([2n ** 53n + 1n], 'float64').toArray()).toEqual([2 ** 53]);
    expect(nd.astype([NaN], 'int64').toArray()).toEqual([-(2n ** 63n)]);
    expect(nd.astype([1e300, -1e300], 'float32').toArray()).toEqual([Infinity, -Infinity]);
    expect(nd.astype([NaN, -0, 0.5], 'bool').toArray()).toEqual([true, false, true]);
  });

  test('is defined for everything out of range', () => {
    for (const dtype of ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const) {
      const a = nd.array([NaN, Infinity, -Infinity, 1e300, -1e300, 1e19, -1e19]).astype(dtype);
      expect([a.dtype, a.size]).toEqual([dtype, 7]);
    }
  });

  test('copies unless copy: false has nothing to change', () => {
    const a = nd.zeros(3);
    expect(nd.sharesMemory(a.astype('float64'), a)).toBe(false);
    expect(a.astype('float64', { copy: false })).toBe(a);
    expect(a.astype('int8', { copy: false }).dtype).toBe('int8');
  });

  test('keeps the order of the axes, or makes the one asked for', () => {
    const f = nd.zeros([2, 3, 4]).transpose([1, 2, 0]);
    expect(f.astype('int8').strides).toEqual([4, 1, 12]);
    expect(f.astype('int8', { order: 'C' }).strides).toEqual([8, 2, 1]);
    expect(f.copy({ order: 'F' }).flags.fContiguous).toBe(true);
    expect(nd.broadcastTo([1, 2], [3, 2]).copy().strides).toEqual([8, 24]);
  });

  test.each<[DType, DType, Casting, boolean]>([
    ['int32', 'int64', 'safe', true],
    ['int64', 'int32', 'safe', false],
    ['int64', 'int32', 'same_kind', true],
    ['int64', 'uint64', 'same_kind', false],
    ['uint64', 'int64', 'same_kind', true],
    ['float64', 'float32', 'same_kind', true],
    ['float64', 'int64', 'same_kind', false],
    ['int64', 'float32', 'same_kind', true],
    ['int64', 'float64', 'safe', true],
    ['uint8', 'int8', 'safe', false],
    ['uint8', 'int16', 'safe', true],
    ['bool', 'int8', 'safe', true],
    ['int8', 'bool', 'same_kind', false],
    ['float64', 'float64', 'no', true],
    ['float64', 'float32', 'equiv', false],
    ['float64', 'bool', 'unsafe', true],
  ])('from %s to %s under %s: %p', (from, to, casting, allowed) => {
    expect(nd.canCast(from, to, casting)).toBe(allowed);
    const act = (): unknown => nd.zeros(1, { dtype: from }).astype(to, { casting });
    if (allowed) expect(act).not.toThrow();
    else expect(act).toThrow(`Cannot cast array data from dtype('${from}') to dtype('${to}') according to the rule`);
  });

  test('refuses unknown rules and options', () => {
    expect(() => nd.zeros(1).astype('int8', { casting: 'loose' as never })).toThrow(nd.ArgumentError);
    expect(() => nd.zeros(1).astype('int8', { copy: 1 as never })).toThrow(nd.ArgumentError);
    expect(() => nd.canCast('int8', 'int16', 'loose' as never)).toThrow("casting must be one of 'no', 'equiv', 'safe'");
  });
});

describe('view', () => {
  test('reads the same bytes as another dtype', () => {
    const a = nd.array([1, -2]);
    const bits = a.view('uint64');
    expect(bits.toArray()).toEqual([0x3ff0000000000000n, 0xc000000000000000n]);
    bits.set(0, 0);
    expect(a.toArray()).toEqual([0, -2]);
    expect(a.view().base).toBe(a);
  });

  test('shrinks and grows the last axis', () => {
    expect(nd.array([[1], [1]]).view('uint8').shape).toEqual([2, 8]);
    expect(nd.zeros([2, 8], { dtype: 'uint8' }).view('float64').shape).toEqual([2, 1]);
    expect(nd.zeros([4, 4], { dtype: 'int32' }).at('::2').view('int64').strides).toEqual([32, 8]);
    expect(nd.zeros([2, 0]).view('int8').shape).toEqual([2, 0]);
  });

  test('refuses bytes that do not divide, a last axis that is not contiguous, and 0-d arrays', () => {
    expect(() => nd.zeros(3, { dtype: 'uint8' }).view('int16')).toThrow(nd.ShapeError);
    expect(() => nd.zeros([2, 2]).T.view('int32')).toThrow('the last axis must be contiguous');
    expect(() => nd.array(1).view('int8')).toThrow('Changing the dtype of a 0d array');
    expect(nd.array(1).view('int64').item()).toBe(0x3ff0000000000000n);
    expect(() => nd.zeros([0, 3], { dtype: 'int8' }).view('int16')).toThrow(nd.ShapeError);
  });

  test('as bool counts every byte but 0 as true, wherever it is used', () => {
    const mask = nd.array([2, 255, 0, 1], { dtype: 'uint8' }).view('bool');
    expect([mask.countNonzero(), mask.sum(), mask.any(), mask.all()]).toEqual([3, 3n, true, false]);
    expect(nd.arange(4n).select(mask).toArray()).toEqual([0n, 1n, 3n]);
    expect(nd.arange(4n).set([7n, 8n, 9n], mask).toArray()).toEqual([7n, 8n, 2n, 9n]);
    expect(nd.add([1, 1, 1, 1], 1, { where: mask }).toArray()).toEqual([2, 2, 0, 2]);
    expect(mask.toArray()).toEqual([true, true, false, true]);
    expect(mask.logicalNot().toArray()).toEqual([false, false, true, false]);
    expect(mask.astype('int64').toArray()).toEqual([1n, 1n, 0n, 1n]);
    expect(nd.where(mask, 1, 0).toArray()).toEqual([1, 1, 0, 1]);
  });
});

describe('finfo, iinfo and resultType', () => {
  test('tell limits', () => {
    expect(nd.finfo('float64')).toMatchObject({ bits: 64, eps: Number.EPSILON, max: Number.MAX_VALUE, precision: 15 });
    expect(nd.finfo(nd.zeros(1, { dtype: 'float32' }))).toMatchObject({
      dtype: 'float32',
      eps: 1.1920928955078125e-7,
      max: 3.4028234663852886e38,
      tiny: 1.1754943508222875e-38,
      smallestSubnormal: 1.401298464324817e-45,
      precision: 6,
    });
    expect(nd.iinfo('int8')).toEqual({ dtype: 'int8', bits: 8, kind: 'i', key: 'i8', min: -128, max: 127 });
    expect(nd.iinfo('uint64')).toEqual({
      dtype: 'uint64',
      bits: 64,
      kind: 'u',
      key: 'u64',
      min: 0n,
      max: 2n ** 64n - 1n,
    });
    expect(nd.iinfo('i8' as DType)).toMatchObject({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  });

  test('refuse dtypes of another kind', () => {
    expect(() => nd.finfo('int8')).toThrow('[finfo] data type int8 not inexact');
    expect(() => nd.iinfo('float64')).toThrow("[iinfo] Invalid integer data type 'float64'.");
    expect(() => nd.iinfo('bool')).toThrow(nd.DTypeError);
    expect(() => nd.resultType()).toThrow(nd.ArgumentError);
    expect(() => nd.resultType('what' as DType)).toThrow(nd.DTypeError);
  });
});
