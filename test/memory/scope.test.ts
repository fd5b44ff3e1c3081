/** nd.scope: arrays made inside are freed, those that are returned escape. */
import * as nd from '../../lib/index';
import type { NDArray } from '../../lib/index';

const N = 10_000;
const alive = (a: NDArray): boolean => {
  try {
    return a.size === a.flatValues().length;
  } catch (error) {
    expect(error).toBeInstanceOf(nd.DisposedError);
    return false;
  }
};

test('frees what was made inside and gives what fn returns', () => {
  const before = nd.memory.info().live;
  let inner: NDArray | undefined;
  const total = nd.scope(() => {
    inner = nd.ones(1_000_000).add(1);
    return inner.sum();
  });
  expect([total, alive(inner!)]).toEqual([2_000_000, false]);
  expect(nd.memory.info().live - before).toBeLessThan(1_000_000);
});

test.each<[string, (a: NDArray) => unknown]>([
  ['itself', (a) => a],
  ['a view of it', (a) => a.at('1:')],
  ['in a list', (a) => [1, [a]]],
  ['in an object', (a) => ({ deep: { a } })],
  ['in a Map, as a value', (a) => new Map([['a', a]])],
  ['in a Map, as a key', (a) => new Map([[a, 1]])],
  ['in a Set', (a) => new Set([a])],
  [
    'in a cycle',
    (a) => {
      const cycle: unknown[] = [a];
      cycle.push(cycle);
      return cycle;
    },
  ],
  [
    'as a field of a class',
    (a) =>
      new (class {
        readonly field = a;
      })(),
  ],
])('an array that is returned escapes: %s', (_, wrap) => {
  let [kept, freed]: (NDArray | undefined)[] = [];
  const result = nd.scope(() => {
    kept = nd.ones(N);
    freed = nd.ones(N);
    return wrap(kept);
  });
  expect(result).toBeDefined();
  expect([alive(kept!), alive(freed!)]).toEqual([true, false]);
});

test('arrays from outside are left alone, also when they are written, grown or handed out inside', () => {
  const outer = nd.ones(N);
  const small = nd.ones(3);
  nd.scope(() => {
    outer.iadd(1);
    outer.push(5);
    outer.reserve(10 * N);
    small.data[0] = 2;
    small.push(1);
  });
  expect([outer.size, outer.item(-1), outer.item(0), small.sum()]).toEqual([N + 1, 5, 2, 5]);
});

test('scopes nest: what leaves the inner one belongs to the outer one', () => {
  let [first, second, third]: (NDArray | undefined)[] = [];
  nd.scope(() => {
    second = nd.scope(() => {
      first = nd.ones(N);
      return nd.ones(N);
    });
    expect([alive(first!), alive(second)]).toEqual([false, true]);
    third = nd.ones(N);
  });
  expect([alive(second!), alive(third!)]).toEqual([false, false]);
});

test('what fn throws reaches the caller, and what it made is freed', () => {
  const mine = new Error('mine');
  let inner: NDArray | undefined;
  expect(() =>
    nd.scope(() => {
      inner = nd.ones(N);
      throw mine;
    }),
  ).toThrow(mine);
  expect(alive(inner!)).toBe(false);
  expect(alive(nd.ones(N))).toBe(true);
});

test('async functions are refused before they run, promises after', async () => {
  const run = jest.fn();
  expect(() => nd.scope(async () => Promise.resolve(run()))).toThrow(nd.ArgumentError);
  expect(() => nd.scope(async () => Promise.resolve(run()))).toThrow('expected a synchronous function');
  expect(run).not.toHaveBeenCalled();
  let inner: NDArray | undefined;
  expect(() =>
    nd.scope(() => {
      inner = nd.ones(N);
      return Promise.resolve(1);
    }),
  ).toThrow('the function returned a promise');
  expect(() => nd.scope(() => ({ then: () => undefined }))).toThrow(nd.ArgumentError);
  expect(alive(inner!)).toBe(false);
  await Promise.resolve();
});

test('what is no function is refused', () => {
  for (const fn of [undefined, null, 5, {}]) expect(() => nd.scope(fn as never)).toThrow(nd.ArgumentError);
});

test('a returned value too deep to search is refused', () => {
  let deep: unknown = nd.ones(N);
  for (let i = 0; i < 50; i++) deep = [deep];
  expect(() => nd.scope(() => deep)).toThrow(nd.ArgumentError);
});

test('a getter of the returned value that throws reaches the caller', () => {
  const mine = new Error('mine');
  const value = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw mine;
    },
  });
  expect(() => nd.scope(() => value)).toThrow(mine);
  expect(nd.scope(() => 5)).toBe(5);
});
