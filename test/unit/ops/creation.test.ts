/** zeros, ones, full, empty, their …Like forms, eye, frombuffer. */
import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';

const DTYPES: readonly DType[] = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
];

describe('zeros, ones, full and empty', () => {
  test.each(DTYPES)('of %s', (dtype) => {
    for (const shape of [[], [3], [2, 3], [2000], [0, 2]]) {
      expect(
        nd
          .zeros(shape, { dtype })
          .flatValues()
          .map(Number)
          .every((x) => x === 0),
      ).toBe(true);
      expect(
        nd
          .ones(shape, { dtype })
          .flatValues()
          .map(Number)
          .every((x) => x === 1),
      ).toBe(true);
      expect(nd.full(shape, 1, { dtype })).toEqual(nd.ones(shape, { dtype }));
      expect([nd.empty(shape, { dtype }).shape, nd.empty(shape, { dtype }).dtype]).toEqual([shape, dtype]);
    }
  });

  test('are float64 by default; full is of its value', () => {
    expect([nd.zeros(1).dtype, nd.ones(1).dtype, nd.empty(1).dtype]).toEqual(['float64', 'float64', 'float64']);
    expect([nd.full(1, 2).dtype, nd.full(1, 2n).dtype, nd.full(1, true).dtype]).toEqual(['float64', 'int64', 'bool']);
    expect(nd.full(1, nd.zeros(1, { dtype: 'int8' })).dtype).toBe('int8');
  });

  test('zeros are zeros where pooled memory is used again', () => {
    for (let i = 0; i < 5; i++) {
      const used = nd.full(100_000, 7);
      used.dispose();
      expect(nd.zeros(100_000).countNonzero()).toBe(0);
    }
  });

  test('full broadcasts', () => {
    expect(nd.full([2, 3], [1, 2, 3]).toArray()).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(() => nd.full([2, 3], [1, 2])).toThrow(nd.ShapeError);
  });

  test('full checks integers against the dtype', () => {
    expect(() => nd.full(2, 300, { dtype: 'uint8' })).toThrow('[full] integer 300 out of bounds for uint8');
    expect(() => nd.full(2, NaN, { dtype: 'int64' })).toThrow(nd.ValueError);
  });

  test('order F makes Fortran order', () => {
    for (const make of [nd.zeros, nd.ones, nd.empty]) {
      expect(make([2, 3], { order: 'F' }).strides).toEqual([8, 16]);
      expect(() => make([2, 3], { order: 'K' as 'F' })).toThrow("expected one of 'C', 'F' for order");
    }
  });

  test('options that are no object are refused', () => {
    for (const options of ['float32', 5, true, null]) {
      expect(() => nd.zeros(3, options as never)).toThrow(nd.ArgumentError);
    }
  });
});

describe('the …Like forms', () => {
  const other = nd.zeros([2, 3], { dtype: 'int16', order: 'F' });
  const made = (options?: nd.LikeOptions): NDArray[] => [
    nd.zerosLike(other, options),
    nd.onesLike(other, options),
    nd.emptyLike(other, options),
    nd.fullLike(other, 1, options),
  ];

  test('take dtype, shape and order', () => {
    for (const a of made()) expect([a.dtype, a.shape, a.strides]).toEqual(['int16', [2, 3], [2, 4]]);
    expect(made().map((a) => Number(a.sum()))).toEqual([0, 6, expect.any(Number), 6]);
  });

  test('unless told otherwise', () => {
    for (const a of made({ dtype: 'float64', order: 'C', shape: [4, 1] })) {
      expect([a.dtype, a.shape, a.strides]).toEqual(['float64', [4, 1], [8, 8]]);
    }
  });
});

describe('eye', () => {
  test.each<[number, nd.EyeOptions, number[][]]>([
    [
      2,
      {},
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [
      3,
      { m: 4, k: 1 },
      [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
    ],
    [
      3,
      { m: 2, k: -1 },
      [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
    ],
    [
      2,
      { k: 5, order: 'F' },
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [
      2,
      { k: -5 },
      [
        [0, 0],
        [0, 0],
      ],
    ],
    [0, {}, []],
  ])('%d %j', (n, options, expected) => expect(nd.eye(n, options).toArray()).toEqual(expected));

  test('refuses negative sizes and fractions', () => {
    expect(() => nd.eye(-1)).toThrow(nd.ShapeError);
    expect(() => nd.eye(2, { k: 0.5 })).toThrow(nd.ArgumentError);
  });
});

describe('frombuffer', () => {
  const bytes = new Uint8Array([1, 0, 0, 0, 2, 0, 0, 0, 3, 0]).buffer;

  test('reads the bytes of a buffer, a view, a Buffer or shared memory in place', () => {
    const a = nd.frombuffer(bytes, { dtype: 'int32', count: 2 });
    expect(a.toArray()).toEqual([1, 2]);
    new DataView(bytes).setInt32(0, 7, true);
    expect(a.item(0)).toBe(7);
    new DataView(bytes).setInt32(0, 1, true);
    expect(nd.frombuffer(new DataView(bytes, 4, 4), { dtype: 'int32' }).toArray()).toEqual([2]);
    expect(nd.frombuffer(Buffer.from([5, 6]), { dtype: 'uint8' }).toArray()).toEqual([5, 6]);
    expect(nd.frombuffer(new SharedArrayBuffer(16)).toArray()).toEqual([0, 0]);
  });

  test('skips an offset, which need not be a multiple of the item size', () => {
    const a = nd.frombuffer(bytes, { dtype: 'uint16', offset: 3, count: 3 });
    expect(a.toArray()).toEqual([512, 0, 768]);
    expect(a.flags.aligned).toBe(false);
    expect([...a.data]).toEqual([512, 0, 768]);
    expect(a.add(1).toArray()).toEqual([513, 1, 769]);
    a.iadd(1);
    expect(new Uint8Array(bytes)[3]).toBe(1);
    a.isub(1);
  });

  test('converts the other byte order into a new array', () => {
    const a = nd.frombuffer(new Uint8Array([0, 1, 1, 0]), { dtype: '>u2' });
    expect([a.dtype, a.toArray(), a.flags.owndata]).toEqual(['uint16', [1, 256], true]);
  });

  test.each<[string, nd.FrombufferOptions]>([
    ['buffer size must be a multiple of element size', {}],
    ['buffer is smaller than requested size', { dtype: 'int32', count: 3 }],
    ['offset must be non-negative and no greater than buffer length (10)', { dtype: 'uint8', offset: 11 }],
    ['offset must be non-negative', { dtype: 'uint8', offset: -1 }],
    ['buffer is smaller than requested size', { dtype: 'uint8', count: Number.MAX_SAFE_INTEGER }],
  ])('refuses: %s', (message, options) => {
    expect(() => nd.frombuffer(bytes, options)).toThrow(nd.ValueError);
    expect(() => nd.frombuffer(bytes, options)).toThrow(message);
  });

  test('refuses what is no buffer', () => {
    for (const buffer of [null, undefined, 5, 'abc', {}, [1, 2], { byteLength: 8 }]) {
      expect(() => nd.frombuffer(buffer as never)).toThrow(nd.ArgumentError);
    }
  });
});

test('a diagonal beyond all integers of JavaScript is none of the matrix', () => {
  expect(nd.eye(2, { k: -(2n ** 60n) as never }).toArray()).toEqual([
    [0, 0],
    [0, 0],
  ]);
});
