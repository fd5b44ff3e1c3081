/** Joining and rearranging: NumPy's results for chosen cases, and what is refused. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib';
import type { NDArray } from '../../../lib';
import { difference, run, type Answer, type Case } from './rearrange-case';

interface Fixture {
  readonly numpy: string;
  readonly cases: readonly (Case & { readonly want: Answer })[];
}

const fixture = JSON.parse(readFileSync(join(__dirname, '../../fixtures/rearrange.json'), 'utf8')) as Fixture;

describe(`as NumPy ${fixture.numpy}`, () => {
  test.each(fixture.cases.map((c) => [`${c.f}(${JSON.stringify(c.args).slice(1, -1)})`, c] as const))('%s', (_, c) => {
    expect(difference(run(c), c.want, /logspace|geomspace/.test(c.f) ? 4 : 0)).toBeUndefined();
  });
});

const a = nd.arange(6n).reshape(2, 3);

describe('sizes that overflow are refused before anything is allocated', () => {
  const huge = 2 ** 53 - 1;
  const calls: readonly (readonly [string, () => unknown])[] = [
    ['pad', () => nd.pad([1, 2], huge)],
    ['pad of two axes', () => nd.pad(a, 2 ** 40)],
    ['pad by mode', () => nd.pad([1, 2], 2 ** 52, { mode: 'reflect' })],
    ['tile', () => nd.tile(a, [2 ** 30, 2 ** 30])],
    ['repeat', () => nd.repeat(a, huge)],
    ['insert', () => nd.insert([[1, 2]], 0, nd.zeros(1).broadcastTo([2 ** 52, 2]), { axis: 0 })],
    ['concatenate', () => nd.concatenate(new Array<NDArray>(4).fill(nd.zeros(1).broadcastTo([2 ** 49])))],
    ['stack', () => nd.stack(new Array<NDArray>(8).fill(nd.zeros(1).broadcastTo([2 ** 48])))],
    ['tri', () => nd.tri(2 ** 30, { m: 2 ** 30 })],
    ['identity', () => nd.identity(2 ** 40)],
    ['diag', () => nd.diag([1], huge)],
    ['diagflat', () => nd.diagflat([1], { k: -(2 ** 40) })],
    ['vander', () => nd.vander([1, 2], { n: huge })],
    ['indices', () => nd.indices([2 ** 30, 2 ** 30])],
    [
      'meshgrid',
      () => nd.meshgrid(nd.zeros(1).broadcastTo([2 ** 30]), nd.zeros(1).broadcastTo([2 ** 30]), nd.zeros(2)),
    ],
    ['fromfunction', () => nd.fromfunction((i) => i, [2 ** 50])],
    ['logspace', () => nd.logspace(0, 1, { num: huge })],
    ['geomspace', () => nd.geomspace(1, 2, { num: huge })],
    ['linspace', () => nd.linspace([0], [1], { num: 2 ** 52 })],
    ['arraySplit', () => nd.arraySplit(a, huge)],
    ['unstack', () => nd.unstack(nd.zeros(1).broadcastTo([2 ** 40]))],
  ];
  test.each(calls)('%s', (_, call) => {
    const before = nd.memory.info().live;
    let error: unknown;
    try {
      call();
    } catch (thrown) {
      error = thrown;
    }
    const classes: readonly unknown[] = [nd.ShapeError, nd.ValueError, nd.MemoryLimitError, nd.OutOfMemoryError];
    expect(classes).toContain((error as Error | undefined)?.constructor);
    expect(nd.memory.info().live).toBeLessThanOrEqual(before + 2 ** 20);
  });
});

describe('numbers that are no integers are refused', () => {
  const bad: readonly unknown[] = [1.5, NaN, Infinity, 2 ** 53, '1', {}, Symbol('x')];
  const takers: readonly (readonly [string, (x: never) => unknown])[] = [
    ['repeat', (x) => nd.repeat(a, x)],
    ['tile', (x) => nd.tile(a, x)],
    ['roll', (x) => nd.roll(a, x)],
    ['rot90', (x) => nd.rot90(a, { k: x })],
    ['pad', (x) => nd.pad(a, x)],
    ['split', (x) => nd.split(a, x)],
    ['tri', (x) => nd.tri(x)],
    ['tril', (x) => nd.tril(a, { k: x })],
    ['diag', (x) => nd.diag(a, { k: x })],
    ['identity', (x) => nd.identity(x)],
    ['vander', (x) => nd.vander([1], { n: x })],
    ['indices', (x) => nd.indices([x])],
    ['logspace', (x) => nd.logspace(0, 1, { num: x })],
    ['insert', (x) => nd.insert(a, x, 1)],
    ['delete', (x) => nd.delete(a, x)],
    ['fromiter', (x) => nd.fromiter([1], 'int8', { count: x })],
    ['concatenate', (x) => nd.concatenate([a, a], { axis: x })],
  ];
  test.each(takers)('%s', (_, call) => {
    for (const x of bad) {
      // What is no number at all may be another form of the argument, which {} is of padWidth: no axis is padded.
      if (_ === 'pad' && typeof x === 'object') continue;
      expect(() => call(x as never)).toThrow(/^\[\w+\]/);
    }
  });
});

describe('bad arrays', () => {
  const unary: readonly (readonly [string, (x: NDArray) => unknown])[] = [
    ['concatenate', (x) => nd.concatenate([x, x])],
    ['stack', (x) => nd.stack([x, x])],
    ['vstack', (x) => nd.vstack([x, x])],
    ['hstack', (x) => nd.hstack([x, x])],
    ['dstack', (x) => nd.dstack([x, x])],
    ['columnStack', (x) => nd.columnStack([x, x])],
    ['block', (x) => nd.block([[x, x]])],
    ['split', (x) => nd.split(x, 2)],
    ['unstack', (x) => nd.unstack(x)],
    ['repeat', (x) => nd.repeat(x, 2)],
    ['tile', (x) => nd.tile(x, 2)],
    ['roll', (x) => nd.roll(x, 1)],
    ['roll along an axis', (x) => nd.roll(x, 1, { axis: 0 })],
    ['rot90', (x) => nd.rot90(x)],
    ['fliplr', (x) => nd.fliplr(x)],
    ['flipud', (x) => nd.flipud(x)],
    ['pad', (x) => nd.pad(x, 1)],
    ['insert', (x) => nd.insert(x, 1, 5)],
    ['insert of values', (x) => nd.insert([1, 2], [0, 1], x.at(0))],
    ['delete', (x) => nd.delete(x, 1)],
    ['delete of several', (x) => nd.delete(x, [0, 1])],
    ['append', (x) => nd.append(x, 1)],
    ['tril', (x) => nd.tril(x)],
    ['triu', (x) => nd.triu(x.T)],
    ['diag', (x) => nd.diag(x)],
    ['diagflat', (x) => nd.diagflat(x)],
    ['vander', (x) => nd.vander(x.at(0))],
    ['meshgrid', (x) => nd.meshgrid(x)],
    ['logspace', (x) => nd.logspace(x, 1)],
    ['geomspace', (x) => nd.geomspace(x, 1)],
  ];

  test.each(unary)('%s of a disposed array throws DisposedError', (_, call) => {
    const gone = nd.ones([2, 2]);
    gone.dispose();
    expect(() => call(gone)).toThrow(nd.DisposedError);
  });

  test.each(unary)('%s over a detached buffer throws BufferError', (_, call) => {
    const values = new Float64Array([1, 2, 3, 4]);
    const view = nd.asarray(values).reshape(2, 2);
    structuredClone(values.buffer, { transfer: [values.buffer] });
    expect(() => call(view)).toThrow(nd.BufferError);
  });

  test('mapped files are read as other arrays are, and what is joined into one is written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nds-rearrange-'));
    try {
      const map = new nd.memmap(join(folder, 'a.dat'), { dtype: 'float64', mode: 'w+', shape: [40, 30] });
      map.assign(nd.arange(1200).reshape(40, 30));
      const same = map.copy();
      for (const call of [
        (x: NDArray) => nd.concatenate([x, x], { axis: 1 }),
        (x: NDArray) => nd.repeat(x, 2, { axis: 1 }),
        (x: NDArray) => nd.repeat(x, [...new Array<number>(29).fill(1), 3], { axis: 1 }),
        (x: NDArray) => nd.tile(x, [2, 2]),
        (x: NDArray) => nd.roll(x, [3, 4], { axis: [0, 1] }),
        (x: NDArray) => nd.pad(x, 2, { mode: 'symmetric' }),
        (x: NDArray) => nd.tril(x),
        (x: NDArray) => nd.delete(x, [1, 5], { axis: 1 }),
      ]) {
        expect(nd.all(nd.equal(call(map as unknown as NDArray), call(same)))).toBe(true);
      }
      nd.concatenate([same.at(':20'), same.at(':20')], { out: map as unknown as NDArray });
      expect(map.item(20, 0)).toBe(0);
      map.dispose();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('hostile arguments', () => {
  test('options are read once, before anything of the arrays', () => {
    const gone = nd.zeros([2, 2]);
    const options = {
      get axis() {
        gone.dispose();
        return 0;
      },
    };
    expect(() => nd.concatenate([gone, gone], options)).toThrow(nd.DisposedError);
    expect(() => nd.repeat(gone, 2, options)).toThrow(nd.DisposedError);
    expect(() => nd.roll(gone, 1, options)).toThrow(nd.DisposedError);
  });

  test('lists whose getters dispose what was read before', () => {
    const first = nd.ones(4);
    const list = new Proxy([first, [1]], {
      get(target, key, receiver): unknown {
        if (key === '1') first.dispose();
        return Reflect.get(target, key, receiver);
      },
    });
    expect(() => nd.concatenate(list)).toThrow(nd.DisposedError);
    expect(() => nd.concatenate(new Proxy([], { get: (_, key) => (key === 'length' ? 1e9 : undefined) }))).toThrow(
      nd.ArgumentError,
    );
  });

  test('lists that hold themselves', () => {
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    expect(() => nd.block(cyclic as never)).toThrow(nd.ShapeError);
    expect(() => nd.concatenate(cyclic as never)).toThrow(nd.ShapeError);
  });

  test('read-only and overlapping outputs', () => {
    const out = nd.zeros(1).broadcastTo([4]);
    expect(() =>
      nd.concatenate(
        [
          [1, 2],
          [3, 4],
        ],
        { out },
      ),
    ).toThrow(nd.ReadOnlyError);
    const whole = nd.arange(8n);
    nd.stack([whole.at('1:5'), whole.at('4:8')], { out: whole.reshape(2, 4) });
    expect(whole.toArray()).toEqual([1n, 2n, 3n, 4n, 4n, 5n, 6n, 7n]);
  });
});

describe('pad', () => {
  test('has a function fill line by line', () => {
    const lines: unknown[] = [];
    const padded = nd.pad(a, 1, {
      mode: (line, widths, axis) => {
        lines.push([line.shape, widths, axis]);
        line.at(':1').assign(9);
        line.at('-1:').assign(8);
      },
    });
    expect(padded.toArray()).toEqual([
      [9n, 9n, 9n, 9n, 8n],
      [9n, 0n, 1n, 2n, 8n],
      [9n, 3n, 4n, 5n, 8n],
      [9n, 8n, 8n, 8n, 8n],
    ]);
    expect(lines.length).toBe(5 + 4);
    expect(lines[0]).toEqual([[4], [1, 1], 0]);
  });

  test('leaves the ends unset in empty mode', () => {
    expect(nd.pad(a, [1, 2], { mode: 'empty' }).at('1:3', '1:4').toArray()).toEqual(a.toArray());
  });

  test('refuses in the words of NumPy', () => {
    expect(() => nd.pad(a, 1, { mode: 'edges' as never })).toThrow("[pad] mode 'edges' is not supported");
    expect(() => nd.pad(a, 1, { mode: 'edge', constantValues: 1 })).toThrow(
      "[pad] unsupported keyword arguments for mode 'edge': {'constant_values'}",
    );
    expect(() => nd.pad(a, -1)).toThrow("[pad] index can't contain negative values");
    expect(() => nd.pad(a, 1.5)).toThrow('[pad] `pad_width` must be of integral type.');
    expect(() => nd.pad(a, nd.array([1, 2]))).toThrow(nd.DTypeError);
    expect(() => nd.pad(a, [1, 2, 3])).toThrow(nd.ShapeError);
    expect(() => nd.pad(a, { 2: 1 })).toThrow(nd.AxisError);
    expect(() => nd.pad(nd.zeros([0, 2]), 1, { mode: 'edge' })).toThrow(
      "[pad] can't extend empty axis 0 using modes other than 'constant' or 'empty'",
    );
    expect(() => nd.pad(a, 1, { mode: 'maximum', statLength: 0 })).toThrow(
      '[pad] stat_length of 0 yields no value for padding',
    );
  });
});

describe('insert and delete', () => {
  test('say where a position is out of bounds', () => {
    expect(() => nd.delete(a, 3, { axis: 1 })).toThrow('[delete] index 3 is out of bounds for axis 1 with size 3');
    expect(() => nd.delete(a, [0, 9], { axis: 1 })).toThrow('[delete] index 9 is out of bounds');
    expect(() => nd.insert(a, 4, 0, { axis: 1 })).toThrow('[insert] index 4 is out of bounds for axis 1 with size 3');
    expect(() => nd.insert(a, [0, 9], 0, { axis: 1 })).toThrow('[insert] index 9 is out of bounds for axis 1');
    expect(() => nd.insert(a, [0, -9], 0, { axis: 1 })).toThrow(nd.IndexError);
    expect(() => nd.delete(a, [true, false])).toThrow('must be one dimensional and match the axis length of 6');
    expect(() => nd.delete(a, [0.5, 1])).toThrow(nd.IndexError);
    expect(() => nd.insert(a, [0, 1], [1, 2, 3])).toThrow('[insert] shape mismatch');
    expect(() => nd.insert(nd.zeros(2, { dtype: 'uint8' }), 0, 300)).toThrow(nd.ValueError);
    expect(() => nd.delete(a, '1:2:0' as never)).toThrow(nd.ValueError);
  });

  test('take slices as text', () => {
    expect(nd.delete(nd.arange(6n), '::2').toArray()).toEqual([1n, 3n, 5n]);
    expect(nd.insert(nd.arange(3n), '::2', 9n).toArray()).toEqual([9n, 0n, 1n, 9n, 2n]);
  });

  test('leave the array as it was', () => {
    const b = nd.arange(4n);
    nd.delete(b, 0).fill(9);
    nd.delete(b, []).fill(9);
    nd.insert(b, [], 5n).fill(9);
    expect(b.toArray()).toEqual([0n, 1n, 2n, 3n]);
  });
});

describe('joining', () => {
  test('keeps shapes apart in the words of NumPy', () => {
    expect(() => nd.concatenate([[1], [[1]]])).toThrow('all the input arrays must have same number of dimensions');
    expect(() => nd.vstack([[1], [1, 2]])).toThrow('along dimension 1, the array at index 0 has size 1');
    expect(() => nd.hstack([])).toThrow('[hstack] need at least one array to concatenate');
    expect(() => nd.stack([])).toThrow('[stack] need at least one array to stack');
    expect(() => nd.block([[1, 2], 3] as never)).toThrow('List depths are mismatched');
    expect(() => nd.block([[1], []])).toThrow('List at arrays[1] cannot be empty');
    expect(() => nd.concatenate([[1.5]], { dtype: 'int8', casting: 'safe' })).toThrow(
      "Cannot cast array data from dtype('float64') to dtype('int8') according to the rule 'safe'",
    );
  });

  test('of many small arrays, more than fit in one call', () => {
    const parts = Array.from({ length: 3000 }, (_, i) => nd.full([2], BigInt(i)));
    const joined = nd.concatenate(parts);
    expect(joined.shape).toEqual([6000]);
    expect(nd.all(nd.equal(joined, nd.repeat(nd.arange(3000n), 2)))).toBe(true);
    expect(nd.stack(parts, { axis: 1 }).at(1).toArray()).toEqual(nd.arange(3000n).toArray());
  });

  test('of large arrays, over threads and past the cache, gives every byte its place', () => {
    const x = nd.arange(3_000_001);
    const y = nd.arange(2_000_003).negative();
    const joined = nd.concatenate([x, y, x]);
    expect(nd.all(nd.equal(joined.at(':3000001'), x))).toBe(true);
    expect(nd.all(nd.equal(joined.at('3000001:5000004'), y))).toBe(true);
    expect(nd.all(nd.equal(joined.at('5000004:'), x))).toBe(true);
    for (const columns of [1, 3, 16, 300]) {
      const m = nd.arange(1_500_000).reshape(-1, columns);
      const wide = nd.concatenate([m, m.negative(), m.at(':', ':1')], { axis: 1 });
      expect(nd.all(nd.equal(wide.at(':', `:${columns}`), m))).toBe(true);
      expect(nd.all(nd.equal(wide.at(':', `${columns}:${2 * columns}`), m.negative()))).toBe(true);
      expect(nd.all(nd.equal(wide.at(':', -1), m.at(':', 0)))).toBe(true);
    }
  });
});

describe('fromfunction and fromiter', () => {
  test('call the function once with arrays', () => {
    const calls: unknown[] = [];
    const made = nd.fromfunction((...axes) => (calls.push(axes.length), axes[0]!.multiply(axes[1]!)), [3, 4], {
      dtype: 'int64',
    });
    expect(calls).toEqual([2]);
    expect(made.toArray()).toEqual(nd.arange(3n).reshape(3, 1).multiply(nd.arange(4n)).toArray());
    expect(nd.fromfunction(() => 'anything', [2])).toBe('anything');
  });

  test('read iterables of any kind, and no more than count', () => {
    function* naturals(): Generator<number> {
      for (let i = 0; ; i++) yield i;
    }
    expect(nd.fromiter(naturals(), 'int16', { count: 4 }).toArray()).toEqual([0, 1, 2, 3]);
    expect(nd.fromiter(naturals(), 'int8', { count: 0 }).shape).toEqual([0]);
    expect(nd.fromiter(new Set<number>(), 'float32').dtype).toBe('float32');
    expect(nd.fromiter(nd.arange(100_000).flatValues(), 'float64').sum()).toBe((99_999 * 100_000) / 2);
    expect(() => nd.fromiter([1, 2], 'int8', { count: 3 })).toThrow(
      '[fromiter] iterator too short: Expected 3 but iterator had only 2 items.',
    );
    expect(() => nd.fromiter([300], 'uint8')).toThrow(nd.ValueError);
    expect(() => nd.fromiter(5 as never, 'uint8')).toThrow(nd.ArgumentError);
    expect(() => nd.fromiter([[1]] as never, 'uint8')).toThrow(nd.ArgumentError);
    expect(() => nd.fromiter([{}] as never, 'uint8')).toThrow(nd.ArgumentError);
  });
});

test('logspace and geomspace hit powers of ten and both ends', () => {
  expect(nd.geomspace(1, 1e6, { num: 7 }).toArray()).toEqual([1, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
  expect(nd.geomspace(-1000, -1, { num: 4 }).toArray()).toEqual([-1000, -100, -10, -1]);
  expect(nd.geomspace([1, 2], [1000, 2000], { num: 4, axis: 1 }).toArray()).toEqual([
    [1, 10, 100, 1000],
    [2, 20.000000000000004, 200.00000000000003, 2000],
  ]);
  expect(nd.logspace(0, 3, { num: 4, base: 2 }).toArray()).toEqual([1, 2, 4, 8]);
  expect(nd.logspace(1, 2, { num: 2, base: [2, 3], axis: 0 }).shape).toEqual([2, 2]);
  expect(() => nd.geomspace(0, 1)).toThrow('[geomspace] Geometric sequence cannot include zero');
  expect(() => nd.logspace(0, 1, { num: -1 })).toThrow('Number of samples, -1, must be non-negative.');
});
