/** Shapes, strides, flags and bases; zero-size, 0-d, many-dimensional and very large arrays. */
import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';

const grid = (): NDArray => nd.arange(12n).reshape(3, 4) as NDArray;

describe('properties', () => {
  test('follow from shape and dtype', () => {
    const a = nd.zeros([2, 3, 4], { dtype: 'int16' });
    expect([a.shape, a.strides, a.ndim, a.size, a.itemsize, a.nbytes, a.length, a.dtype]).toEqual([
      [2, 3, 4],
      [24, 8, 2],
      3,
      24,
      2,
      48,
      2,
      'int16',
    ]);
    expect(nd.zeros([2, 3, 4], { dtype: 'int16', order: 'F' }).strides).toEqual([2, 4, 12]);
  });

  test('shape and strides are frozen, and the same array of a layout each time', () => {
    const a = grid();
    expect([Object.isFrozen(a.shape), Object.isFrozen(a.strides), a.shape === a.shape]).toEqual([true, true, true]);
    expect(() => (a.shape as number[]).push(1)).toThrow(TypeError);
    expect(() => ((a.shape as number[])[0] = 1e9)).toThrow(TypeError);
  });

  test('cannot be assigned', () => {
    const a = grid() as unknown as Record<string, unknown>;
    for (const name of ['shape', 'strides', 'size', 'dtype', 'base', 'flags', 'T', 'data']) {
      expect(() => (a[name] = 1)).toThrow(TypeError);
    }
  });

  test('a shape given as a list is copied', () => {
    const shape = [2, 3];
    const a = nd.zeros(shape);
    shape[0] = 1000;
    expect([a.shape, a.size]).toEqual([[2, 3], 6]);
  });

  test('base is the owner of the bytes, also of a view of a view', () => {
    const a = grid().copy();
    expect(a.base).toBeNull();
    expect(a.at('1:').T.at(0).base).toBe(a);
    expect(a.copy().base).toBeNull();
  });

  test.each<[string, () => NDArray, Partial<nd.Flags>]>([
    [
      'C',
      () => grid().copy(),
      { cContiguous: true, fContiguous: false, owndata: true, writeable: true, aligned: true },
    ],
    ['F', () => grid().T, { cContiguous: false, fContiguous: true, owndata: false }],
    ['1-D', () => nd.zeros(3), { cContiguous: true, fContiguous: true }],
    ['0-d', () => nd.array(1), { cContiguous: true, fContiguous: true }],
    ['strided', () => grid().at(':', '::2'), { cContiguous: false, fContiguous: false }],
    ['empty', () => grid().at(':', '2:2'), { cContiguous: true, fContiguous: true }],
    ['one row', () => grid().at('1:2'), { cContiguous: true, fContiguous: true }],
    ['two rows', () => grid().at('1:3'), { cContiguous: true, fContiguous: false }],
    ['broadcast', () => nd.broadcastTo([1, 2], [3, 2]), { writeable: false, owndata: false }],
    [
      'unaligned',
      () => nd.frombuffer(new ArrayBuffer(9), { dtype: 'float64', offset: 1 }),
      { aligned: false, owndata: false },
    ],
  ])('flags of %s', (_, make, flags) => {
    expect(make().flags).toMatchObject(flags);
    expect(Object.isFrozen(make().flags)).toBe(true);
  });
});

describe('negative strides', () => {
  const v = (): NDArray => grid().at('::-1', '::-2');

  test('are those of NumPy', () => expect(v().strides).toEqual([-32, -16]));

  test('keep the logical order in values, sums, copies, bytes and writes', () => {
    const expected = [
      [11n, 9n],
      [7n, 5n],
      [3n, 1n],
    ];
    expect(v().toArray()).toEqual(expected);
    expect(v().copy().toArray()).toEqual(expected);
    expect(v().sum({ axis: 0 }).toArray()).toEqual([21n, 15n]);
    expect([...new BigInt64Array(v().bytes().buffer, 0, 6)]).toEqual([11n, 9n, 7n, 5n, 3n, 1n]);
    expect([...v().data]).toEqual([11n, 9n, 7n, 5n, 3n, 1n]);
    expect([...v().add(0).data]).toEqual([11n, 9n, 7n, 5n, 3n, 1n]);
    const a = grid();
    a.at('::-1', '::-2').assign([
      [1n, 2n],
      [3n, 4n],
      [5n, 6n],
    ]);
    expect(a.at(0).toArray()).toEqual([0n, 6n, 2n, 5n]);
  });

  test("ravel('K') does not undo them", () => {
    expect(nd.ravel(nd.arange(4n).flip(), { order: 'K' }).toArray()).toEqual([3n, 2n, 1n, 0n]);
  });
});

describe('0-d arrays', () => {
  const a = (): NDArray => nd.array(5);

  test('have one element, no axis and no length', () => {
    expect([a().shape, a().size, a().ndim, a().strides, a().length, a().nbytes]).toEqual([[], 1, 0, [], undefined, 8]);
    expect([a().item(), a().toArray(), a().sum()]).toEqual([5, 5, 5]);
  });

  test('are written by assign and fill, take no integer index, and are not iterable', () => {
    expect(a().assign(7).item()).toBe(7);
    expect(() => a().at(0)).toThrow(nd.IndexError);
    expect(() => a().at(0)).toThrow('too many indices for array: array is 0-dimensional, but 1 were indexed');
    expect(a().at('...').shape).toEqual([]);
    expect(a().at(null).shape).toEqual([1]);
    expect(() => [...a()]).toThrow(TypeError);
  });

  test('come of elementwise functions of 0-d arrays and scalars', () => {
    expect(nd.add(1, 2).shape).toEqual([]);
    expect(a().add(1).item()).toBe(6);
  });
});

describe('zero-size arrays', () => {
  test.each<[DType]>([['float64'], ['int8'], ['bool'], ['uint64']])('reduce to identities: %s', (dtype) => {
    const a = nd.zeros([0, 3], { dtype });
    expect(Number(a.sum())).toBe(0);
    expect(Number(a.prod())).toBe(1);
    expect([a.all(), a.any(), a.countNonzero()]).toEqual([true, false, 0]);
    expect(a.sum({ axis: 0 }).flatValues().map(Number)).toEqual([0, 0, 0]);
    expect(a.sum({ axis: 1 }).shape).toEqual([0]);
    expect(a.max({ axis: 1 }).shape).toEqual([0]);
    expect(() => a.max()).toThrow(nd.ValueError);
    expect(() => a.max({ axis: 0 })).toThrow('zero-size array to reduction operation maximum which has no identity');
  });

  test('broadcast, copy, print, iterate and join', () => {
    expect(nd.add(nd.ones([3, 1]), nd.ones([1, 0])).shape).toEqual([3, 0]);
    expect(nd.zeros([0, 3]).copy().shape).toEqual([0, 3]);
    expect(nd.zeros(0).toString()).toBe('[]');
    expect([...nd.zeros([0, 3])]).toEqual([]);
    expect(nd.concatenate([nd.zeros([0, 3]), nd.ones([1, 3])]).shape).toEqual([1, 3]);
    expect(nd.zeros([2, 0]).data.length).toBe(0);
    expect(nd.zeros([2, 0]).bytes().length).toBe(0);
  });

  test('reshape to others of size zero', () => {
    expect(nd.zeros([0, 3]).reshape(3, 0).shape).toEqual([3, 0]);
    expect(() => nd.zeros([0, 3]).reshape(-1, 0)).toThrow(nd.ShapeError);
    expect(() => nd.zeros(0).reshape(0, 2 ** 40, 2 ** 40)).toThrow(/array is too big/);
  });

  test('are written without a word', () => {
    const a = nd.zeros(3);
    a.at('2:2').assign([]);
    a.at('5:').fill(1);
    a.set(1, '1:1');
    expect(a.toArray()).toEqual([0, 0, 0]);
  });
});

describe('shapes that cannot be', () => {
  test.each<[string, unknown, new (...args: never[]) => Error]>([
    ['a product that overflows', [2 ** 32, 2 ** 32], nd.ShapeError],
    ['a product of bytes that overflows', [2 ** 53 - 1], nd.ShapeError],
    ['a product that overflows beside a zero', [0, 2 ** 40, 2 ** 40], nd.ShapeError],
    ['a negative length', [-1], nd.ShapeError],
    ['65 dimensions', new Array(65).fill(1), nd.ShapeError],
    ['a million dimensions', new Array(1e6).fill(1), nd.ArgumentError],
    ['a fraction', [1.5], nd.ArgumentError],
    ['NaN', [NaN], nd.ArgumentError],
    ['infinity', Infinity, nd.ArgumentError],
    ['a string', ['3'], nd.ArgumentError],
    ['a string itself', '3', nd.ArgumentError],
    ['null', null, nd.ArgumentError],
    ['a hole', new Array(2), nd.ArgumentError],
    ['an object with valueOf', [{ valueOf: () => 3 }], nd.ArgumentError],
    ['a bigint beyond the safe integers', [2n ** 60n], nd.ArgumentError],
  ])('%s', (_, shape, error) => {
    for (const make of [nd.zeros, nd.ones, nd.empty]) expect(() => make(shape as number[])).toThrow(error);
    expect(() => nd.full(shape as number[], 1)).toThrow(error);
    expect(() => nd.broadcastTo(1, shape as number[])).toThrow(error);
  });

  test('bigints and typed arrays are shapes too', () => {
    expect(nd.zeros([2n, 3] as never).shape).toEqual([2, 3]);
    expect(nd.zeros(new Int32Array([2, 3]) as never).shape).toEqual([2, 3]);
    expect(Object.is(nd.zeros([-0]).shape[0], 0)).toBe(true);
  });
});

describe('64 dimensions', () => {
  const shape = new Array<number>(64).fill(1);
  shape[10] = 2;
  shape[63] = 3;

  test('compute, index, reduce, transpose, copy and print', () => {
    const a = nd.arange(6).reshape(shape) as NDArray;
    expect(a.ndim).toBe(64);
    expect(a.add(a.T).shape[10]).toBe(2);
    expect(a.add(1).sum()).toBe(21);
    expect(a.sum({ axis: 10 }).shape.length).toBe(63);
    expect(a.T.copy().T.equal(a).all()).toBe(true);
    expect(a.item(...shape.map((n) => n - 1))).toBe(5);
    expect(a.at(...shape.map(() => 0)).shape).toEqual([]);
    expect(a.toString().length).toBeGreaterThan(128);
  });

  test('are the most', () => {
    const a = nd.zeros(shape);
    expect(() => nd.expandDims(a, 0)).toThrow(nd.ShapeError);
    expect(() => a.at(null)).toThrow(nd.IndexError);
    expect(() => a.select(null, [0])).toThrow(/dimension/);
    expect(() => nd.stack([a, a])).toThrow(nd.ShapeError);
    expect(() => a.reshape([...shape, 1])).toThrow(nd.ShapeError);
    expect(() => nd.array([a] as never)).toThrow(nd.ShapeError);
  });
});

describe('more than 2^31 elements', () => {
  const size = 2 ** 31 + 10;
  const big = nd.zeros(size, { dtype: 'int8' });
  afterAll(() => big.dispose());

  test('are indexed and written at the end', () => {
    big.set(5, -1);
    big.at('-3:-1').assign(2);
    expect([big.item(size - 1), big.item(-2), big.item(2 ** 31), big.nbytes]).toEqual([5, 2, 0, size]);
    expect(() => big.item(size)).toThrow(`index ${size} is out of bounds for axis 0 with size ${size}`);
  });

  test('are sliced, viewed, reshaped and reduced beyond 2^31', () => {
    expect(big.at(`${2 ** 31}:`).sum()).toBe(9n);
    expect(big.at(`::-${2 ** 31}`).toArray()).toEqual([5, 0]);
    expect(big.reshape(2, -1).at(1).at('-3:').toArray()).toEqual([2, 2, 5]);
    expect(big.view('int16').size).toBe(size / 2);
    expect(
      big
        .at(`${2 ** 31 - 2}:`)
        .add(1)
        .toArray(),
    ).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 6]);
    expect(big.at(`${2 ** 30}:`).argmax()).toBe(2 ** 30 + 9);
  });

  test('of a broadcast view are reduced without memory', () => {
    const wide = nd.broadcastTo(nd.ones(1, { dtype: 'int8' }), [size]);
    expect(wide.at('::2').size).toBe(size / 2);
    expect(wide.item(size - 1)).toBe(1);
  });

  test('are too many for lists', () => {
    expect(() => big.toArray()).toThrow(nd.ShapeError);
    expect(() => big.flatValues()).toThrow('too large for lists');
    expect(() => nd.array([big] as never)).toThrow('too large for lists');
  });
});
