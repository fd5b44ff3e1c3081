/** Arrays from lists, scalars, typed arrays and other arrays. */
import * as nd from '../../../lib/index';
import type { ArrayLike, DType } from '../../../lib/index';

const anything = (value: unknown): ArrayLike => value as ArrayLike;

describe('the dtype of a list', () => {
  test.each<[string, ArrayLike, DType]>([
    ['numbers', [1, 2], 'float64'],
    ['bigints', [1n, -2n], 'int64'],
    ['bigints of which one needs 64 unsigned bits', [1n, 2n ** 63n], 'uint64'],
    ['bigints below 0 beside ones from 2^63 on', [-1n, 2n ** 63n], 'float64'],
    ['booleans', [true, false], 'bool'],
    ['booleans and bigints', [true, 2n], 'int64'],
    ['booleans and numbers', [true, 2], 'float64'],
    ['bigints and numbers', [1n, 2], 'float64'],
    ['nothing', [], 'float64'],
    ['typed arrays', [new Int8Array(2), new Uint8Array(2)], 'int16'],
    ['arrays and bigints', [nd.zeros(2, { dtype: 'int32' }), [1n, 2n]], 'int64'],
  ])('of %s', (_, list, dtype) => expect(nd.array(list).dtype).toBe(dtype));

  test.each<[ArrayLike, DType]>([
    [5, 'float64'],
    [5n, 'int64'],
    [2n ** 64n - 1n, 'uint64'],
    [true, 'bool'],
  ])('of the scalar %p', (value, dtype) => {
    const a = nd.array(value);
    expect([a.dtype, a.shape, a.item()]).toEqual([dtype, [], value]);
  });

  test('given: integers are checked against it, fractions are cut, floats overflow to infinity', () => {
    expect(nd.array([1.9, -1.9], { dtype: 'int8' }).toArray()).toEqual([1, -1]);
    expect(nd.array([1e300, 3n], { dtype: 'float32' }).toArray()).toEqual([Infinity, 3]);
    expect(nd.array([0, NaN, -0, 2], { dtype: 'bool' }).toArray()).toEqual([false, true, false, true]);
    expect(() => nd.array([128], { dtype: 'int8' })).toThrow('[array] integer 128 out of bounds for int8');
    expect(() => nd.array([-1n], { dtype: 'uint64' })).toThrow(nd.ValueError);
    expect(() => nd.array([NaN], { dtype: 'int32' })).toThrow('cannot convert float NaN to integer');
    expect(() => nd.array([-Infinity], { dtype: 'int32' })).toThrow('cannot convert float infinity to integer');
  });

  test('bigints of more than 64 bits are refused', () => {
    expect(() => nd.array([2n ** 64n])).toThrow(nd.DTypeError);
    expect(() => nd.array(-(2n ** 63n) - 1n)).toThrow(nd.DTypeError);
  });
});

describe('64-bit integers', () => {
  const values = [2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];

  test('are exact in and out', () => {
    const a = nd.array(values);
    expect(a.toArray()).toEqual(values);
    expect([...a]).toEqual(values);
    expect([...a.data]).toEqual(values);
    expect(a.max()).toBe(2n ** 63n - 1n);
    expect(a.min()).toBe(-(2n ** 63n));
    expect(a.item(0)).toBe(2n ** 53n + 1n);
  });

  test('are exact in sums and quotients', () => {
    expect(nd.array([2n ** 53n, 1n]).sum()).toBe(2n ** 53n + 1n);
    expect(
      nd
        .array([2n ** 63n - 1n])
        .floorDivide(3n)
        .item(),
    ).toBe((2n ** 63n - 1n) / 3n);
    expect(
      nd
        .array([2n ** 64n - 1n])
        .floorDivide(5n)
        .item(),
    ).toBe((2n ** 64n - 1n) / 5n);
  });

  test('wrap where they overflow', () => {
    expect(
      nd
        .array([2n ** 62n])
        .multiply(4n)
        .item(),
    ).toBe(0n);
    expect(
      nd
        .array([2n ** 63n - 1n])
        .add(1n)
        .item(),
    ).toBe(-(2n ** 63n));
  });
});

describe('the shape of a list', () => {
  test.each<[ArrayLike, number[]]>([
    [[], [0]],
    [
      [[], []],
      [2, 0],
    ],
    [[[[1]]], [1, 1, 1]],
    [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      [2, 3],
    ],
    [
      [nd.zeros([2, 3]), nd.zeros([2, 3])],
      [2, 2, 3],
    ],
    [
      [new Float32Array(3), [1, 2, 3]],
      [2, 3],
    ],
    [[nd.array(1), 2], [2]],
  ])('%#', (list, shape) => expect(nd.array(list).shape).toEqual(shape));

  test.each<[string, unknown]>([
    ['rows of different lengths', [[1, 2], [3]]],
    ['a row beside a value', [[1], 2]],
    ['a value beside a row', [1, [2]]],
    ['different depths', [[[1]], [2]]],
    ['an empty row beside a value', [[], 1]],
    ['a typed array of another length', [new Float64Array(2), [1, 2, 3]]],
    ['an array of another shape', [nd.zeros([2, 2]), nd.zeros([2, 3])]],
  ])('is refused when it is ragged: %s', (_, list) => {
    expect(() => nd.array(anything(list))).toThrow(nd.ShapeError);
    expect(() => nd.array(anything(list))).toThrow(/inhomogeneous shape after \d dimensions/);
  });

  test('may be 64 deep, not deeper', () => {
    let list: unknown = 1;
    for (let i = 0; i < 64; i++) list = [list];
    expect(nd.array(anything(list)).ndim).toBe(64);
    expect(() => nd.array(anything([list]))).toThrow(nd.ShapeError);
  });

  test('is refused when it is 200,000 deep', () => {
    let list: unknown = 1;
    for (let i = 0; i < 200_000; i++) list = [list];
    expect(() => nd.array(anything(list))).toThrow(nd.ShapeError);
  });

  test('is refused when it is cyclic', () => {
    const list: unknown[] = [];
    list.push(list);
    expect(() => nd.array(anything(list))).toThrow('(or cyclic)');
    const [a, b]: [unknown[], unknown[]] = [[], []];
    a.push(b);
    b.push(a);
    expect(() => nd.zeros(2).assign(anything(a))).toThrow(nd.ShapeError);
  });

  test('is refused, at once, when it is absurdly long', () => {
    expect(() => nd.array(new Array(2 ** 32 - 1))).toThrow(nd.ShapeError);
    expect(() => nd.array(new Array(2 ** 32 - 2))).toThrow(nd.ArgumentError);
    expect(() => nd.array([[1], new Array(2 ** 32 - 1)])).toThrow(nd.ShapeError);
  });
});

describe('what is no element is refused, saying where', () => {
  test('holes and undefined', () => {
    expect(() => nd.array([1, undefined as never, 3])).toThrow('undefined (or a hole) at position 1');
    // eslint-disable-next-line no-sparse-arrays
    expect(() => nd.array([1, , 3] as never)).toThrow(nd.ArgumentError);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a string', '1'],
    ['a symbol', Symbol('x')],
    ['a function', () => 1],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['an object with valueOf', { valueOf: () => 1 }],
    ['a DataView', new DataView(new ArrayBuffer(8))],
    ['an ArrayBuffer', new ArrayBuffer(8)],
    ['a Proxy of a typed array', new Proxy(new Float64Array(2), {})],
  ])('%s', (_, value) => {
    expect(() => nd.array(anything(value))).toThrow(nd.ArgumentError);
    expect(() => nd.array(anything([value]))).toThrow(nd.ArgumentError);
    expect(() => nd.add(anything(value), 1)).toThrow(/\[add\] expected an array, a number, bigint or boolean/);
  });
});

describe('typed arrays', () => {
  test.each([
    ['int8', new Int8Array([1, 2])],
    ['int16', new Int16Array([1, 2])],
    ['int32', new Int32Array([1, 2])],
    ['int64', new BigInt64Array([1n, 2n])],
    ['uint8', new Uint8Array([1, 2])],
    ['uint8', new Uint8ClampedArray([1, 2])],
    ['uint16', new Uint16Array([1, 2])],
    ['uint32', new Uint32Array([1, 2])],
    ['uint64', new BigUint64Array([1n, 2n])],
    ['float32', new Float32Array([1, 2])],
    ['float64', new Float64Array([1, 2])],
  ] as const)('give %s by asarray, over their own bytes', (dtype, typed) => {
    const a = nd.asarray(typed);
    expect([a.dtype, a.shape, a.toArray()]).toEqual([dtype, [2], [...typed]]);
    expect([a.flags.owndata, a.flags.writeable]).toEqual([false, true]);
    a.set(7, 0);
    expect(Number(typed[0])).toBe(7);
    typed.fill(typed[0] as never);
    expect(Number(a.item(1))).toBe(7);
  });

  test('are copied by array', () => {
    const typed = new Float64Array([1, 2]);
    const a = nd.array(typed);
    typed[0] = 5;
    expect(a.toArray()).toEqual([1, 2]);
    expect(a.flags.owndata).toBe(true);
  });

  test('with an offset, as Buffers from a pool have, are read where they begin', () => {
    expect(nd.asarray(new Float64Array(new Float64Array([1, 2, 3]).buffer, 8)).toArray()).toEqual([2, 3]);
    expect(nd.asarray(Buffer.from([1, 2, 3])).toArray()).toEqual([1, 2, 3]);
  });

  test('over shared memory are taken too', () => {
    const shared = new Int32Array(new SharedArrayBuffer(8));
    nd.asarray(shared).assign([3n, 4n]);
    expect([...shared]).toEqual([3, 4]);
  });

  test('of a subclass are read by their real bounds, whatever it says', () => {
    class Lying extends Float64Array {
      override get length(): number {
        return 1_000_000;
      }
      override get byteOffset(): number {
        return 1_000_000;
      }
    }
    expect(nd.asarray(new Lying([1, 2])).toArray()).toEqual([1, 2]);
  });
});

describe('copies', () => {
  test('array copies unless told otherwise, asarray only where it must', () => {
    const a = nd.zeros(3);
    expect(nd.sharesMemory(nd.array(a), a)).toBe(false);
    expect(nd.array(a, { copy: false })).toBe(a);
    expect(nd.asarray(a)).toBe(a);
    expect(nd.asarray(a, { dtype: 'float32' }).dtype).toBe('float32');
    expect(nd.sharesMemory(nd.asarray(a, { copy: true }), a)).toBe(false);
  });

  test('copy: false is an error where a copy is needed', () => {
    expect(() => nd.asarray([1, 2], { copy: false })).toThrow('Unable to avoid copy');
    expect(() => nd.asarray(nd.zeros(3), { copy: false, dtype: 'int8' })).toThrow('Unable to avoid copy');
    expect(() => nd.asarray(nd.zeros([2, 3]), { copy: false, order: 'F' })).toThrow('Unable to avoid copy');
  });

  test('order K keeps Fortran order, C and F make theirs', () => {
    const f = nd.zeros([2, 3], { order: 'F' });
    expect(nd.array(f).strides).toEqual([8, 16]);
    expect(nd.array(f, { order: 'C' }).strides).toEqual([24, 8]);
    expect(
      nd.array(
        [
          [1, 2],
          [3, 4],
        ],
        { order: 'F' },
      ).strides,
    ).toEqual([8, 16]);
  });
});

describe('arrays that pretend to be of another copy of the package', () => {
  const forged = (fields: Record<string, unknown>): ArrayLike =>
    anything({ [Symbol.for('ndstride.NDArray')]: true, dtype: 'float64', shape: [2], ...fields });

  test.each<[string, Record<string, unknown>]>([
    [
      'lie about the length of their bytes',
      { shape: [1e6], bytes: () => ({ buffer: new ArrayBuffer(8), byteOffset: 0, byteLength: 8e6 }) },
    ],
    ['have negative lengths', { shape: [-2, -1], bytes: () => new Uint8Array(16) }],
    ['have too few bytes', { bytes: () => new Uint8Array(8) }],
    ['have bytes of another kind', { bytes: () => new Float64Array(2) }],
    ['have a dtype that is none', { dtype: '__proto__', bytes: () => new Uint8Array(16) }],
    ['overflow', { shape: [2 ** 40, 2 ** 40], bytes: () => new Uint8Array(16) }],
  ])('are refused when they %s', (_, fields) => {
    expect(() => nd.add(forged(fields), 1)).toThrow(/^\[add\]/);
  });

  test('pass on what their getters throw', () => {
    const error = new Error('mine');
    const bytes = (): never => {
      throw error;
    };
    expect(() => nd.add(forged({ bytes }), 1)).toThrow(error);
  });
});
