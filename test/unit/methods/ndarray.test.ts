/** The class itself: its private state, how arrays compare, convert and show themselves, other realms and copies. */
import assert from 'node:assert/strict';
import { createContext, runInContext } from 'node:vm';
import { inspect } from 'node:util';
import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';

describe('arrays cannot be made or taken apart by hand', () => {
  const Class = nd.NDArray as unknown as new (...args: unknown[]) => NDArray;

  test('new NDArray is refused, saying what to use', () => {
    for (const args of [[], [[1, 2]], [{}, {}, null], [nd.zeros(1), nd.zeros(1), null]]) {
      expect(() => new Class(...args)).toThrow(nd.ArgumentError);
      expect(() => new Class(...args)).toThrow('made by functions such as nd.array');
    }
    expect(() => (nd.NDArray as unknown as () => unknown)()).toThrow(TypeError);
  });

  test('every method and getter refuses what merely inherits from the prototype', () => {
    const fakes = [Object.create(nd.NDArray.prototype) as NDArray, nd.NDArray.prototype];
    const names = new Set<string | symbol>();
    for (let p: object = nd.NDArray.prototype; p !== Object.prototype; p = Object.getPrototypeOf(p) as object) {
      for (const name of Reflect.ownKeys(p)) names.add(name);
    }
    const harmless = new Set<string | symbol>([
      'constructor',
      Symbol.toStringTag,
      Symbol.for('ndstride.NDArray'),
      Symbol.for('@jest/serializableProperties'),
    ]);
    for (const fake of fakes) {
      for (const name of names) {
        if (harmless.has(name) || name === Symbol.iterator) continue;
        expect(() => {
          const got = (fake as unknown as Record<string | symbol, unknown>)[name];
          if (typeof got === 'function') got.call(fake, 'default', 1);
        }).toThrow(TypeError);
      }
      expect(() => [...fake]).toThrow(TypeError);
    }
    expect(names.size).toBeGreaterThan(90);
  });

  test('methods borrowed for other objects are refused', () => {
    const sum = nd.NDArray.prototype.sum as unknown as (this: unknown) => unknown;
    for (const self of [{}, null, undefined, new Map(), new nd.random.PCG64(1)]) {
      expect(() => sum.call(self)).toThrow(TypeError);
    }
    expect(() => (nd.NDArray.prototype.fill as (this: unknown, x: number) => unknown).call([1, 2], 5)).toThrow(
      TypeError,
    );
  });

  test('a proxy of an array is none', () => {
    const proxy = new Proxy(nd.zeros(2), {});
    expect(nd.isNDArray(proxy)).toBe(false);
    expect(() => nd.add(proxy, 1)).toThrow(nd.ArgumentError);
  });

  test('nothing that callers hold reaches the state', () => {
    const a = nd.zeros(3);
    const reachable = [...Object.keys(a), ...Object.getOwnPropertyNames(a)];
    expect(reachable).toEqual([]);
    for (const key of Object.getOwnPropertySymbols(a)) {
      expect(typeof (a as unknown as Record<symbol, unknown>)[key]).toBe('string');
      (a as unknown as Record<symbol, unknown>)[key] = { shape: [1e9] };
    }
    expect([a.shape, a.sum()]).toEqual([[3], 0]);
  });

  test('frozen and sealed arrays still work', () => {
    const a = Object.freeze(nd.zeros(3));
    a.iadd(1);
    a.data[0] = 5;
    expect(a.sum()).toBe(7);
    expect(a.push(1)).toBe(4);
  });
});

describe('isNDArray', () => {
  test('is true of arrays, views and maps only', () => {
    expect([nd.zeros(1), nd.zeros(2).at(0), nd.array(1)].map(nd.isNDArray)).toEqual([true, true, true]);
    for (const x of [null, undefined, 1, [], new Float64Array(1), {}, nd.NDArray, nd.NDArray.prototype]) {
      expect(nd.isNDArray(x)).toBe(false);
    }
    expect(nd.isNDArray(Object.create(nd.NDArray.prototype))).toBe(false);
  });

  test('is true of an array that was in another realm', () => {
    const context = createContext({ a: nd.arange(3) });
    expect(nd.isNDArray(runInContext('a', context))).toBe(true);
  });

  test('lists, typed arrays and options of another realm are taken', () => {
    const other = (code: string): never => runInContext(code, createContext({})) as never;
    expect(nd.array(other('[[1, 2], [3, 4]]')).shape).toEqual([2, 2]);
    expect(nd.asarray(other('new Int16Array([1, 2])')).dtype).toBe('int16');
    expect(nd.asarray(other('new Float64Array([1, 2])')).sum()).toBe(3);
    expect(nd.zeros(other('[2, 3]'), other("({ dtype: 'int8' })")).dtype).toBe('int8');
    expect(nd.frombuffer(other('new ArrayBuffer(16)')).size).toBe(2);
    expect(nd.frombuffer(other('new SharedArrayBuffer(16)')).size).toBe(2);
  });
});

describe('two copies of the package', () => {
  let other!: typeof nd;
  beforeAll(() => {
    jest.isolateModules(() => {
      other = require('../../../lib/index') as typeof nd;
    });
  });

  test('are two, and know each other’s arrays', () => {
    expect(other.NDArray).not.toBe(nd.NDArray);
    expect(other.isNDArray(nd.zeros(1))).toBe(true);
    expect(nd.isNDArray(other.zeros(1))).toBe(true);
    expect(other.zeros(1)).not.toBeInstanceOf(nd.NDArray);
  });

  test('compute together', () => {
    const theirs = other.arange(6n).reshape(2, 3).T as unknown as NDArray;
    expect(nd.add(theirs, 1n)).toEqual(nd.arange(1n, 7n).reshape(2, 3).T);
    expect(nd.ones([3, 2]).multiply(theirs).sum()).toBe(15);
    expect(nd.zeros([3, 2]).assign(theirs).sum()).toBe(15);
    expect(nd.sum(theirs)).toBe(15n);
    expect(nd.concatenate([theirs, nd.zeros([1, 2])]).shape).toEqual([4, 2]);
    expect(nd.array([theirs] as never).shape).toEqual([1, 3, 2]);
    expect(nd.zeros(3).select(other.array([true, false, true]) as unknown as NDArray).size).toBe(2);
    expect(
      nd
        .array(1)
        .add(other.array(2) as unknown as NDArray)
        .item(),
    ).toBe(3);
  });

  test('do not share frames: interleaved calls keep apart', () => {
    const mine = nd.ones(1000);
    const theirs = other.ones(2000);
    for (let i = 0; i < 50; i++) expect([mine.sum(), theirs.sum()]).toEqual([1000, 2000]);
  });

  test('an out of the other copy is refused', () => {
    expect(() => nd.add(1, 2, { out: other.zeros([]) as unknown as NDArray })).toThrow(nd.ArgumentError);
  });
});

describe('operators', () => {
  const a = nd.array([1, 2]) as unknown as number;

  test('on arrays of several elements are refused, naming what to use', () => {
    for (const act of [() => a + a, () => a * 2, () => +a, () => a < a, () => Number(a)]) {
      expect(act).toThrow(nd.ArgumentError);
      expect(act).toThrow('use a.add(b), a.multiply(b), a.less(b)');
    }
    expect(() => (nd.zeros(0) as unknown as number) + 1).toThrow('this one has shape (0,)');
  });

  test('on one element work', () => {
    expect((nd.array(5) as unknown as number) + 1).toBe(6);
    expect((nd.array([[5n]]) as unknown as bigint) + 1n).toBe(6n);
    expect(+(nd.array([2.5]) as unknown as number)).toBe(2.5);
  });

  test('in text are the printed array', () => {
    expect(`${nd.array([1, 2])}`).toBe('[1. 2.]');
    expect(String(nd.array(true))).toBe('True');
  });
});

describe('toString and inspect', () => {
  test('print as NumPy does', () => {
    expect(nd.array([1, 2.5, -3]).toString()).toBe('[ 1.   2.5 -3. ]');
    expect(inspect(nd.array([1n, 2n]))).toBe('array([1, 2])');
    expect(inspect({ a: nd.zeros([0, 3], { dtype: 'int8' }) })).toContain('array([], shape=(0, 3), dtype=int8)');
    expect(nd.arange(2000n).toString()).toBe('[   0    1    2 ... 1997 1998 1999]');
  });

  test('of a disposed array say so, or throw', () => {
    const a = nd.zeros(3);
    a.dispose();
    expect(inspect(a)).toBe('NDArray (disposed)');
    expect(() => a.toString()).toThrow(nd.DisposedError);
    expect(Object.prototype.toString.call(a)).toBe('[object NDArray (disposed)]');
  });

  test('of a very large array are short and quick', () => {
    const a = nd.broadcastTo(1, [2 ** 40]);
    expect(inspect(a).length).toBeLessThan(100);
  });
});

describe('JSON', () => {
  test('is nested lists; 64-bit integers must be exact as numbers', () => {
    expect(JSON.stringify({ a: nd.array([[1, NaN]]), b: nd.array([1n, -5n]) })).toBe('{"a":[[1,null]],"b":[1,-5]}');
    expect(JSON.stringify(nd.array(true))).toBe('true');
    expect(() => JSON.stringify(nd.array([2n ** 53n]))).toThrow(nd.ArgumentError);
    expect(() => JSON.stringify(nd.broadcastTo(1, [2 ** 40]))).toThrow(nd.ShapeError);
  });
});

describe('deepStrictEqual and toEqual', () => {
  const large = (fill: number, dtype: DType = 'float64'): NDArray => nd.full([300, 300], fill, { dtype });
  const nanBits = nd.array([0x7ff8000000000001n, 0xfff8000000000000n]).view('float64');

  test.each<[string, () => [NDArray, NDArray]]>([
    ['the same values', () => [nd.array([1, 2]), nd.array([1, 2])]],
    ['0-d arrays', () => [nd.array(1), nd.array(1)]],
    ['empty arrays', () => [nd.zeros([0, 3]), nd.zeros([0, 3])]],
    [
      'an array that was empty once',
      () => {
        const grown = nd.zeros(0);
        grown.push(1);
        return [grown, nd.array([1])];
      },
    ],
    [
      'different layouts',
      () => [nd.arange(6).reshape(2, 3), nd.arange(6).reshape([2, 3], { order: 'C' }).copy({ order: 'F' })],
    ],
    ['large arrays', () => [large(1), large(1).T]],
    ['NaNs, whatever their bits', () => [nanBits, nd.array([NaN, NaN])]],
    ['NaNs of a computation', () => [nd.divide(nd.zeros(100), 0), nd.full(100, NaN)]],
    ['NaNs of float32', () => [nd.full(3, NaN, { dtype: 'float32' }), nd.divide(nd.zeros(3, { dtype: 'float32' }), 0)]],
    ['a view and a copy', () => [nd.arange(10).at('::3'), nd.array([0, 3, 6, 9])]],
    ['64-bit integers', () => [nd.array([2n ** 63n - 1n]), nd.array([2n ** 63n - 1n])]],
  ])('are content with %s', (_, pair) => {
    const [a, b] = pair();
    assert.deepStrictEqual(a, b);
    expect(a).toEqual(b);
    expect({ in: [a] }).toEqual({ in: [b] });
    expect(a).toStrictEqual(b);
  });

  test.each<[string, () => [NDArray, NDArray]]>([
    ['values', () => [nd.array([1, 2]), nd.array([1, 3])]],
    ['one value of a large array', () => [large(1), large(1).set(2, 299, 299)]],
    ['lengths', () => [nd.zeros(2), nd.zeros(3)]],
    ['shapes', () => [nd.zeros([2, 3]), nd.zeros([3, 2])]],
    ['numbers of axes', () => [nd.zeros([1]), nd.zeros([1, 1])]],
    ['shapes of no elements', () => [nd.zeros([0, 3]), nd.zeros([0, 5])]],
    ['0-d values', () => [nd.array(1), nd.array(2)]],
    ['0-d dtypes', () => [nd.array(1), nd.array(1, { dtype: 'int8' })]],
    ['dtypes', () => [nd.array([1, 2]), nd.array([1, 2], { dtype: 'float32' })]],
    ['dtypes of one size', () => [nd.array([1, 2], { dtype: 'int32' }), nd.array([1, 2], { dtype: 'uint32' })]],
    ['dtypes of large arrays', () => [large(1, 'int64'), large(1, 'uint64')]],
    ['dtypes of no elements', () => [nd.zeros(0), nd.zeros(0, { dtype: 'int8' })]],
    ['the sign of zero', () => [nd.array([0]), nd.array([-0])]],
    ['the sign of a zero in a large array', () => [large(0), large(0).set(-0, 5, 5)]],
    ['NaN and another value', () => [nd.array([NaN]), nd.array([0])]],
    ['64-bit integers that round to one number', () => [nd.array([2n ** 53n]), nd.array([2n ** 53n + 1n])]],
  ])('see a difference in %s', (_, pair) => {
    const [a, b] = pair();
    assert.throws(() => assert.deepStrictEqual(a, b), assert.AssertionError);
    expect(() => expect(a).toEqual(b)).toThrow(/deep equality/);
    expect(() => expect({ in: [a] }).toEqual({ in: [b] })).toThrow(/deep equality/);
    expect(a).not.toEqual(b);
  });

  test('do not change what they compare', () => {
    const a = nd.array([NaN, 1]);
    expect(a).toEqual(nd.array([NaN, 1]));
    expect(a.item(1)).toBe(1);
  });
});

describe('errors', () => {
  const act = (): unknown => nd.add([1, 2, 3], [1, 2]);

  test('are of the caller’s realm, extend the built-in nearest in meaning, and have a stable code', () => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(nd.ShapeError);
    expect(act).toThrow(Error);
    expect(() => nd.zeros(1).astype('x' as DType)).toThrow(TypeError);
    expect(() => nd.zeros(1).sum({ axis: 1 })).toThrow(
      expect.objectContaining({ code: 'ERR_AXIS', name: 'AxisError' }),
    );
    expect(() => nd.zeros(1e15)).toThrow(expect.objectContaining({ code: 'ERR_MEMORY_LIMIT' }));
  });

  test('say the operation, what was expected and what was given, in NumPy’s words', () => {
    expect(act).toThrow('[add] operands could not be broadcast together with shapes (3,) (2,)');
    expect(() => nd.zeros([2, 3]).sum({ axis: [0, -2] })).toThrow(/^\[sum\] .*axis/);
    expect(() => nd.zeros(3).sum({ axis: 1 })).toThrow('[sum] axis 1 is out of bounds for array of dimension 1');
    expect(() => nd.zeros(3, 'int8' as never)).toThrow(
      '[zeros] expected an object for the options but got the string "int8"',
    );
  });

  test('do not describe an array by its contents', () => {
    expect(() => nd.zeros(nd.zeros(3) as never)).toThrow(
      'expected an integer or a list of integers for shape but got an NDArray',
    );
  });
});
