import { AsyncLocalStorage } from 'node:async_hooks';
import * as nd from '../../../lib';
import { transfer } from '../transfer';

// An array of any size in no memory: every element is the same one.
const endless = (elements: number): nd.NDArray => nd.broadcastTo(nd.ones(1), [elements]);
const HOURS = 2 ** 43;

/** The same dtype, shape and bits. */
function expectSame(made: nd.NDArray, expected: nd.NDArray): void {
  expect([made.dtype, made.shape]).toEqual([expected.dtype, expected.shape]);
  expect(Buffer.from(made.bytes()).equals(Buffer.from(expected.bytes()))).toBe(true);
}

const big = (): nd.NDArray => nd.arange(300_000).multiply(0.1);

describe('results are those of the synchronous functions', () => {
  const cases: [string, () => nd.ArrayLike, () => nd.ArrayLike][] = [
    ['large arrays', big, () => big().add(1)],
    ['small arrays', () => nd.array([1, 2, 3]), () => nd.array([0.5, 0.25, 0.125])],
    [
      'lists and scalars',
      () => [
        [1, 2],
        [3, 4],
      ],
      () => 10,
    ],
    ['integers that wrap', () => nd.full([4], 100, { dtype: 'int8' }), () => 100],
    ['mixed dtypes', () => nd.arange(1000n), () => nd.ones([1000], { dtype: 'float32' })],
    ['broadcasting', () => nd.ones([200, 1]), () => nd.arange(300)],
    ['0-d', () => nd.array(2), () => nd.array(3)],
    ['empty', () => nd.zeros([0, 3]), () => nd.ones(3)],
    ['reversed and strided views', () => big().at('::-3'), () => nd.arange(100_000)],
    ['Fortran order', () => nd.ones([100, 70]).T, () => nd.arange(7000).reshape(70, 100)],
    ['typed arrays', () => new Float64Array([1, 2, 3]), () => new Int32Array([1, 2, 3])],
  ];

  test.each(cases)('add: %s', async (_, x1, x2) => {
    const expected = nd.add(x1(), x2());
    const made = await nd.async.add(x1(), x2());
    expectSame(made, expected);
    expect(made.strides).toEqual(expected.strides);
  });

  test.each(cases)('sum: %s', async (_, x1) => {
    const a = nd.asarray(x1());
    expect(await nd.async.sum(a)).toBe(nd.sum(a));
    expectSame(await nd.async.sum(a, { keepdims: true }), nd.sum(a, { keepdims: true }));
    if (a.ndim > 0) expectSame(await nd.async.sum(a, { axis: 0 }), nd.sum(a, { axis: 0 }));
  });

  test('sums have the same bits along every axis and in every order of memory', async () => {
    const a = nd.random.defaultRng(1).random({ size: [37, 120, 211] });
    for (const view of [a, a.T, a.at('::-1', '::2'), nd.asarray(a.data).reshape(37, 120, 211).T]) {
      for (const axis of [undefined, 0, 1, 2, [0, 2], [1, 2]] as const) {
        const expected = nd.sum(view, { axis, keepdims: true });
        expectSame(await nd.async.sum(view, { axis, keepdims: true }), expected);
      }
    }
  });

  test('a row of 100 MB, which is cut where it can be stopped, has the same bits', async () => {
    const a = nd.random.defaultRng(2).random({ size: 13_000_001 });
    expect(await nd.async.sum(a)).toBe(nd.sum(a));
    expectSame(await nd.async.sum(a.reshape(1, -1), { axis: 1 }), nd.sum(a.reshape(1, -1), { axis: 1 }));
    expect(await nd.async.sum(a.at('::-2'))).toBe(nd.sum(a.at('::-2')));
  });

  test('initial, where and dtype of a sum', async () => {
    const a = nd.arange(10_000n);
    const where = a.remainder(3).equal(0);
    const options = { initial: 5, where, dtype: 'float32' } as const;
    expect(await nd.async.sum(a, options)).toBe(nd.sum(a, options));
  });

  test('where and dtype of an elementwise function', async () => {
    const a = nd.arange(10_000n);
    const where = a.less(5000);
    expectSame(await nd.async.add(a, 1, { where, dtype: 'float64' }), nd.add(a, 1, { where, dtype: 'float64' }));
  });
});

describe('out', () => {
  test.each([
    ['an engine block', () => nd.zeros([2000])],
    ['a small array', () => nd.zeros([20])],
    ['a view', () => nd.zeros([50, 50]).at(':', 3)],
    ["a caller's buffer", () => nd.asarray(new Float64Array(30))],
    ["a view of a caller's buffer", () => nd.asarray(new Float64Array(300)).at('::-3')],
  ])('%s is written and given back', async (_, make) => {
    const out = make();
    const x = nd.arange(out.size);
    expect(await nd.async.add(x, 1, { out })).toBe(out);
    expectSame(out, x.add(1));
    const sums = make();
    expect(await nd.async.sum(nd.ones([3, sums.size]), { axis: 0, out: sums })).toBe(sums);
    expectSame(sums, nd.full([sums.size], 3));
  });

  test('in place', async () => {
    const a = nd.arange(5000);
    await nd.async.add(a, a, { out: a });
    expectSame(a, nd.arange(5000).multiply(2));
    const overlapping = nd.arange(5001);
    await nd.async.add(overlapping.at(':-1'), 1, { out: overlapping.at('1:') });
    expectSame(overlapping.at('1:'), nd.arange(5000).add(1));
  });

  test("under a mask, only the chosen elements of a caller's buffer change, also those written meanwhile", async () => {
    const bytes = new Float64Array([1, 2, 3, 4]);
    const where = nd.array([true, false, true, false]);
    const promise = nd.async.add(nd.asarray(bytes), 10, { out: nd.asarray(bytes), where });
    bytes[1] = 77;
    where.dispose();
    await promise;
    expect([...bytes]).toEqual([11, 77, 13, 4]);
  });
});

describe('errors reject the promise', () => {
  const rejected = async (start: () => Promise<unknown>): Promise<unknown> => {
    let promise: Promise<unknown>;
    try {
      promise = start();
    } catch (error) {
      throw new Error('thrown, not rejected', { cause: error });
    }
    return promise.then(
      () => 'fulfilled',
      (error: unknown) => error,
    );
  };

  test('shapes, dtypes, read-only outputs, options, signals', async () => {
    expect(await rejected(() => nd.async.add([1, 2], [1, 2, 3]))).toBeInstanceOf(nd.ShapeError);
    expect(await rejected(() => nd.async.sum(nd.ones(3), { axis: 2 }))).toBeInstanceOf(nd.AxisError);
    const out = nd.broadcastTo(nd.ones(1), [3]);
    expect(await rejected(() => nd.async.add([1, 2, 3], 1, { out }))).toBeInstanceOf(nd.ReadOnlyError);
    expect(await rejected(() => nd.async.add(nd.ones([3], { dtype: 'int8' }), 1000))).toBeInstanceOf(nd.ValueError);
    expect(await rejected(() => nd.async.sum([1], 5 as never))).toBeInstanceOf(nd.ArgumentError);
    for (const signal of [null, 'abort', {}]) {
      const error = await rejected(() => nd.async.sum([1], { signal: signal as never }));
      expect(error).toMatchObject({ code: 'ERR_INVALID_ARGUMENT', message: expect.stringContaining('an AbortSignal') });
    }
  });

  test('disposed arrays and detached buffers', async () => {
    const a = nd.ones(1000);
    a.dispose();
    expect(await rejected(() => nd.async.sum(a))).toBeInstanceOf(nd.DisposedError);
    const bytes = new Float64Array(10);
    const over = nd.asarray(bytes);
    transfer(bytes.buffer);
    expect(await rejected(() => nd.async.sum(over))).toBeInstanceOf(nd.BufferError);
  });

  test('memory beyond the limit is refused at once', async () => {
    const x = nd.broadcastTo(nd.ones([1, 1]), [10_000, 1000]);
    nd.memory.setLimit(2 ** 20);
    try {
      expect(await rejected(() => nd.async.add(x, 1))).toBeInstanceOf(nd.MemoryLimitError);
    } finally {
      nd.memory.setLimit(null);
    }
  });

  test('what goes wrong while the operation runs', async () => {
    const before = await rejected(() => nd.async.load('/nonexistent/file.npy'));
    expect(before).toMatchObject({ code: 'ENOENT', path: '/nonexistent/file.npy' });
    expect(before).toBeInstanceOf(nd.SystemError);
  });
});

describe('AbortSignal', () => {
  const reason = new Error('changed my mind');
  const aborted = { name: 'AbortError', code: 'ABORT_ERR', cause: reason };

  const expectAborted = async (promises: Promise<unknown>[]): Promise<void> => {
    const outcomes = await Promise.allSettled(promises);
    expect(outcomes).toMatchObject(promises.map(() => ({ status: 'rejected', reason: aborted })));
  };

  test('fired before: nothing starts', async () => {
    const out = nd.zeros(10);
    const signal = AbortSignal.abort(reason);
    await expect(nd.async.add(nd.ones(10), 1, { out, signal })).rejects.toMatchObject(aborted);
    await expect(nd.async.sum(nd.ones(10), { signal })).rejects.toBeInstanceOf(nd.AbortError);
    expect(nd.sum(out)).toBe(0);
  });

  test('fired by an option that is read: nothing starts', async () => {
    const controller = new AbortController();
    const options = {
      signal: controller.signal,
      get dtype(): undefined {
        controller.abort(reason);
        return undefined;
      },
    };
    await expect(nd.async.add(nd.ones(10), 1, options)).rejects.toMatchObject(aborted);
  });

  test('fired while operations run and wait: they stop, and threads are free for others', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const rows = nd.broadcastTo(nd.ones([1, 1]), [16, HOURS / 16]);
    const columns = nd.broadcastTo(nd.ones([1, 64]), [HOURS / 64, 64]);
    const promises = [
      nd.async.sum(endless(HOURS), { signal }),
      nd.async.sum(rows, { signal, axis: 1 }),
      nd.async.sum(columns, { signal, axis: 0 }),
      nd.async.sum(endless(HOURS), { signal, where: nd.broadcastTo([true], [HOURS]) }),
    ];
    setTimeout(() => controller.abort(reason), 30);
    await expectAborted(promises);
    expect(await nd.async.sum([1, 2, 3])).toBe(6);
  });

  test('fired while waiting in the queue: it ends though those before it still run', async () => {
    const first = new AbortController();
    const running = [0, 1, 2].map(() => nd.async.sum(endless(HOURS), { signal: first.signal }));
    const controller = new AbortController();
    const waiting = nd.async.sum(nd.ones(10), { signal: controller.signal });
    controller.abort(reason);
    await expect(waiting).rejects.toMatchObject(aborted);
    first.abort(reason);
    await expectAborted(running);
  });

  test('fired after: nothing happens', async () => {
    const controller = new AbortController();
    const made = await nd.async.add(nd.ones(5000), 1, { signal: controller.signal });
    controller.abort(reason);
    expect(nd.sum(made)).toBe(10_000);
  });

  test('listeners are removed', async () => {
    let listeners = 0;
    const signal = Object.assign(new EventTarget(), { aborted: false, reason: undefined });
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners--;
      remove(...args);
    };
    await nd.async.sum(nd.ones(10), { signal: signal as unknown as AbortSignal });
    await expect(nd.async.load('/nonexistent', { signal: signal as unknown as AbortSignal })).rejects.toThrow('ENOENT');
    expect(listeners).toBe(0);
  });
});

describe('what happens to arrays meanwhile', () => {
  const LENGTH = 2_000_000;

  test('disposed inputs are read to the end, and freed once', async () => {
    const before = nd.memory.info().live;
    const a = nd.ones(LENGTH);
    const held = nd.memory.info().live - before;
    expect(held).toBe(a.nbytes);
    const promise = nd.async.sum(a);
    a.dispose();
    expect(() => a.sum()).toThrow(nd.DisposedError);
    expect(await promise).toBe(LENGTH);
    expect(nd.memory.info().live).toBe(before);
  });

  test('a disposed output: the promise is rejected', async () => {
    const out = nd.zeros(LENGTH);
    const promise = nd.async.add(nd.ones(LENGTH), 1, { out });
    out.dispose();
    await expect(promise).rejects.toBeInstanceOf(nd.DisposedError);
  });

  test('collections while nobody else holds the arrays', async () => {
    const promises = [1, 2, 3, 4].map((x) => nd.async.sum(nd.full([LENGTH], x)));
    const temporaries = Array.from({ length: 30 }, () => nd.ones(LENGTH).add(1).size);
    expect(temporaries).toHaveLength(30);
    expect(await Promise.all(promises)).toEqual([1, 2, 3, 4].map((x) => x * LENGTH));
  });

  test("a caller's buffer that is transferred is read as it was", async () => {
    const bytes = new Float64Array(100_000).fill(1);
    const promise = nd.async.sum(bytes);
    const moved = transfer(bytes.buffer);
    new Float64Array(moved).fill(5);
    expect(await promise).toBe(100_000);
  });

  test("a caller's buffer that is to be written and is transferred: the promise is rejected", async () => {
    const bytes = new Float64Array(100_000);
    const promise = nd.async.add(nd.ones(100_000), 1, { out: nd.asarray(bytes) });
    const moved = transfer(bytes.buffer);
    await expect(promise).rejects.toBeInstanceOf(nd.BufferError);
    expect(new Float64Array(moved).every((x) => x === 0)).toBe(true);
  });

  test('growth: views and the running operation keep what they see', async () => {
    const a = nd.arange(1000);
    a.reserve(2000);
    const promise = nd.async.sum(a);
    a.push(...Array.from({ length: 500 }, () => 1e6));
    expect(await promise).toBe(499_500);
    expect(a.size).toBe(1500);
  });

  test('growth that would have to move memory in use is refused until the operation ends', async () => {
    const controller = new AbortController();
    const a = nd.ones(1000);
    const promise = nd.async.sum(nd.broadcastTo(a.reshape(1, 1000), [2 ** 33, 1000]), { signal: controller.signal });
    expect(() => a.reserve(100_000)).toThrow(nd.BufferError);
    controller.abort();
    await expect(promise).rejects.toBeInstanceOf(nd.AbortError);
    a.reserve(100_000);
    expect(nd.sum(a)).toBe(1000);
  });

  test('handing out the bytes of an array in use', async () => {
    const a = nd.ones(100);
    const promise = nd.async.sum(a);
    expect(a.data).toHaveLength(100);
    const moved = structuredClone(a.data.buffer, { transfer: [] });
    expect(moved.byteLength).toBe(800);
    expect(await promise).toBe(100);
  });

  test('two operations on the same output end, in whichever order', async () => {
    const out = nd.zeros(LENGTH);
    await Promise.all([nd.async.add(nd.ones(LENGTH), 1, { out }), nd.async.add(nd.ones(LENGTH), 1, { out })]);
    expect(nd.sum(out)).toBe(2 * LENGTH);
  });

  test('temporaries do not pile up', async () => {
    const bytes = new Float64Array(1_000_000).fill(1);
    nd.memory.resetPeak();
    const before = nd.memory.info().live;
    for (let i = 0; i < 20; i++) expect(await nd.async.sum(bytes)).toBe(1_000_000);
    expect(nd.memory.info().peak).toBeLessThanOrEqual(before + bytes.byteLength + 2 ** 16);
  });
});

test('the context of AsyncLocalStorage is kept', async () => {
  const storage = new AsyncLocalStorage<string>();
  const seen = await Promise.all(
    ['one', 'two'].map((name) =>
      storage.run(name, async () => {
        await nd.async.sum(nd.ones(10));
        const inAwait = storage.getStore();
        const inThen = await nd.async.sum([1]).then(() => storage.getStore());
        return [inAwait, inThen];
      }),
    ),
  );
  expect(seen).toEqual([
    ['one', 'one'],
    ['two', 'two'],
  ]);
});

test('a thousand operations at once', async () => {
  const sums = await Promise.all(Array.from({ length: 1000 }, (_, i) => nd.async.sum([i, 1])));
  expect(sums).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
});
