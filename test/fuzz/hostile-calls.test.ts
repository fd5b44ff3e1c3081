/** Calls that lie about what they give: each is refused with a typed error, and nothing is written out of bounds. */
import * as nd from '../../lib';
import type { ArrayLike, NDArray } from '../../lib';

/** A list whose length is whatever it says. */
const listOfLength = (length: unknown): ArrayLike =>
  new Proxy([1, 2, 3], { get: (list, key) => (key === 'length' ? length : Reflect.get(list, key)) as unknown });

describe('a list whose length is no length', () => {
  test.each([-3, 2.5, NaN, Infinity, '3', Symbol('length'), { valueOf: () => 3 }])('is refused: %p', (length) => {
    const before = nd.arange(8);
    const list = listOfLength(length);
    expect(() => nd.array(list)).toThrow(nd.ArgumentError);
    expect(() => nd.zeros(3).assign(list)).toThrow(nd.ArgumentError);
    expect(() => nd.zeros(list as never)).toThrow(nd.ArgumentError);
    expect(() => nd.zeros([3, 3]).sum({ axis: list as never })).toThrow(nd.ArgumentError);
    expect(before.toArray()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('gives nothing to join', () => {
    expect(() => nd.concatenate(listOfLength(-1) as never)).toThrow(nd.ValueError);
    expect(() => nd.stack(listOfLength(0) as never)).toThrow(nd.ValueError);
  });
});

test('an array in a list that gives more values than its shape has is refused', () => {
  const lying = nd.arange(3);
  Object.defineProperty(lying, 'flatValues', { value: () => new Array<number>(10_000).fill(1) });
  expect(() => nd.array([lying])).toThrow(nd.ShapeError);
});

describe('a slice', () => {
  const { constructor } = nd.slice(1) as unknown as { constructor: new (...parts: unknown[]) => nd.Slice };
  const a = nd.arange(10);

  test('is checked however it is made', () => {
    expect(() => new constructor(0.5, 3, 1)).toThrow(nd.IndexError);
    expect(() => new constructor(0, 3, 0)).toThrow(nd.ValueError);
    const forged = Object.create(constructor.prototype as object, { start: { value: -1e9 } }) as nd.Slice;
    expect(() => a.at(forged)).toThrow(nd.IndexError);
    expect(() => a.select(forged)).toThrow(nd.IndexError);
  });

  test('of a step beyond every array gives one element, also reversed', () => {
    expect(
      a
        .at(nd.slice(null, null, 1e308))
        .flip()
        .copy()
        .toArray(),
    ).toEqual([0]);
    expect(
      a
        .at(nd.slice(null, null, -1e308))
        .flip()
        .add(1)
        .toArray(),
    ).toEqual([10]);
  });
});

test('a sparse list is refused at its first hole', () => {
  const sparse = new Array<number>(2 ** 32 - 1);
  expect(() => nd.zeros(3).select(sparse)).toThrow(nd.ShapeError);
  expect(() => nd.zeros(3).set(1, sparse)).toThrow(nd.ShapeError);
});

test('lists of an array without elements are refused where they would be too many', () => {
  expect(() => nd.zeros([2 ** 31, 0]).toArray()).toThrow(nd.ShapeError);
  expect(nd.zeros([0, 2 ** 31]).toArray()).toEqual([]);
  expect(nd.zeros([2, 0, 2 ** 31]).toArray()).toEqual([[], []]);
});

test('what claims to be an array of another copy is not believed', () => {
  const brand = Symbol.for('ndstride.NDArray');
  const claim = (dtype: string, shape: unknown, bytes: unknown): NDArray =>
    ({ [brand]: true, dtype, shape, bytes: () => bytes }) as unknown as NDArray;
  expect(() => nd.array(claim('constructor', [2], new Uint8Array(16)))).toThrow(nd.ArgumentError);
  expect(() => nd.array(claim('float64', [2 ** 40], new Uint8Array(16)))).toThrow(nd.ArgumentError);
  expect(() => nd.array(claim('float64', [2], null))).toThrow(nd.ArgumentError);
});

test('holes and anything but arrays are refused by name', () => {
  // eslint-disable-next-line no-sparse-arrays
  expect(() => nd.concatenate([, [1]] as never)).toThrow(nd.ArgumentError);
  expect(() => [...nd.chunks(undefined as never)]).toThrow(nd.ArgumentError);
  expect(() => nd.linspace(Symbol('x') as never, 1)).toThrow(nd.ArgumentError);
});

test('getters that use the engine in the middle of a call change nothing of it', () => {
  const busy = (): void => {
    nd.ones([7, 7, 7]).sum({ axis: [0, 2] });
    nd.arange(9).reshape(3, 3).T.add(nd.arange(3)).toString();
  };
  const options = {
    get out(): undefined {
      busy();
      return undefined;
    },
    get dtype(): 'float32' {
      busy();
      return 'float32';
    },
  };
  expect(nd.add(nd.arange(3), nd.arange(3), options).toArray()).toEqual([0, 2, 4]);
  const list = [1, 2, 3];
  Object.defineProperty(list, 1, {
    get: () => {
      busy();
      return 7;
    },
  });
  expect(nd.zeros(3).set(list, ':').toArray()).toEqual([1, 7, 3]);
});

test('an array that grows while a list is read for it is written where it then lies', () => {
  const a = nd.arange(3);
  const list = [1, 2, 3];
  Object.defineProperty(list, 2, {
    get: () => {
      for (let i = 0; i < 100_000; i++) a.push(1);
      return 9;
    },
  });
  a.set(list, ':');
  expect(a.at(':4').toArray()).toEqual([1, 2, 9, 1]);
});

test('an array in a list that gives complex numbers of its own making is refused before they are read', () => {
  const lying = nd.zeros(2, { dtype: 'complex128' });
  let reads = 0;
  const forged = {
    [Symbol.for('ndstride.Complex')]: true,
    get re() {
      reads++;
      return 1;
    },
    im: 0,
  };
  Object.defineProperty(lying, 'flatValues', { configurable: true, value: () => [forged, forged] });
  expect(() => nd.array([lying])).toThrow(nd.ArgumentError);
  expect(() => nd.array([lying], { dtype: 'float64' })).toThrow(nd.ArgumentError);
  expect(reads).toBe(0);
  for (const value of [null, 'x', Symbol('x'), () => 1]) {
    Object.defineProperty(lying, 'flatValues', { configurable: true, value: () => [value, value] });
    expect(() => nd.array([lying])).toThrow(nd.ArgumentError);
  }
});
