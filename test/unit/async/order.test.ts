import * as nd from '../../../lib';

/** The same dtype, shape and bits. */
function expectSame(made: nd.NDArray, expected: nd.NDArray): void {
  expect([made.dtype, made.shape]).toEqual([expected.dtype, expected.shape]);
  expect(Buffer.from(made.bytes()).equals(Buffer.from(expected.bytes()))).toBe(true);
}

const big = (): nd.NDArray => nd.random.defaultRng(1).random({ size: [300, 400] }) as nd.NDArray;

describe('sorts and running sums on another thread', () => {
  const cases: [string, () => nd.NDArray][] = [
    ['large', big],
    ['small', () => nd.array([3, 1, 2])],
    ['0 elements', () => nd.zeros([0, 3])],
    ['strided and reversed', () => big().at('::-1', '::3')],
    ['Fortran order', () => big().T],
    ['a typed array', () => nd.asarray(new Float32Array([3, NaN, 1, 2])) as nd.NDArray],
  ];

  test.each(cases)('%s: the results of the synchronous functions', async (_, make) => {
    const a = make();
    for (const axis of [0, -1, null]) {
      expectSame(await nd.async.sort(a, { axis }), nd.sort(a, { axis }));
      expectSame(await nd.async.argsort(a, { axis }), nd.argsort(a, { axis }));
      expectSame(await nd.async.cumsum(a, { axis }), nd.cumsum(a, { axis }));
    }
    expectSame(await nd.async.sort(a, { descending: true }), nd.sort(a, { descending: true }));
  });

  test('the array may be disposed meanwhile, its buffer too', async () => {
    const a = big();
    const expected = nd.sort(a);
    const promise = nd.async.sort(a);
    a.dispose();
    expectSame(await promise, expected);
    const buffer = new Float64Array([3, 1, 2]);
    const second = nd.async.argsort(nd.asarray(buffer));
    structuredClone(buffer.buffer, { transfer: [buffer.buffer] });
    expect((await second).toArray()).toEqual([1n, 2n, 0n]);
  });

  test('cumsum writes to an output, of another dtype too', async () => {
    const out = nd.zeros(3, { dtype: 'float32' });
    expect(await nd.async.cumsum([1, 2, 3], { out: out as nd.NDArray })).toBe(out);
    expect(out.toArray()).toEqual([1, 3, 6]);
    const a = nd.array([1, 2, 3]);
    await nd.async.cumsum(a, { out: a });
    expect(a.toArray()).toEqual([1, 3, 6]);
  });

  test('an abort rejects, before and meanwhile', async () => {
    const early = nd.async.sort([2, 1], { signal: AbortSignal.abort() });
    await expect(early).rejects.toThrow(nd.AbortError);
    const many = nd.broadcastTo(nd.random.defaultRng(2).random({ size: [1, 1000] }), [20_000, 1000]);
    for (const run of [nd.async.sort, nd.async.argsort]) {
      const stop = new AbortController();
      const promise = run(many, { signal: stop.signal });
      setTimeout(() => stop.abort(), 5);
      await expect(promise).rejects.toThrow(nd.AbortError);
    }
  });

  test('what is refused rejects the promise', async () => {
    await expect(nd.async.sort([1], { axis: 2 })).rejects.toThrow(nd.AxisError);
    await expect(nd.async.argsort([1], { kind: 'x' as 'stable' })).rejects.toThrow(nd.ValueError);
    await expect(nd.async.cumsum([1], { dtype: 'x' as 'int8' })).rejects.toThrow(nd.DTypeError);
    await expect(nd.async.sort([1], { signal: 3 as unknown as AbortSignal })).rejects.toThrow(nd.ArgumentError);
  });
});
