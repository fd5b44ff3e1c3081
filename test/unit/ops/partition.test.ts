/** partition() and argpartition(): what their definition says, of every dtype, beside sort(); and bad input. */
import { Worker } from 'node:worker_threads';
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
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
];

/** The elements' bytes, as integers in order: equal where two arrays hold the same elements. */
function contents(a: NDArray): string {
  const parts = a.dtype.startsWith('complex') ? a.copy().view(a.dtype === 'complex64' ? 'uint32' : 'uint64') : a.copy();
  const bits = `uint${parts.itemsize * 8}` as DType;
  return Buffer.from(nd.sort(parts.reshape([-1]).view(bits)).bytes()).toString('hex');
}

/** Zeros compare as equal, nans too. */
const text = (x: unknown): string =>
  x instanceof nd.Complex ? `${x.re + 0}, ${x.im + 0}` : String(typeof x === 'number' ? x + 0 : x);

function check(got: NDArray, from: NDArray, kth: readonly number[]): void {
  const n = from.size;
  const sorted = nd.sort(from);
  expect(contents(got)).toBe(contents(from));
  for (const k of kth) {
    const place = k < 0 ? k + n : k;
    const wanted = text(sorted.item(place));
    expect(text(got.item(place))).toBe(wanted);
    expect(text(nd.sort(got.at(`:${place + 1}`)).item(place))).toBe(wanted);
    expect(text(nd.sort(got.at(`${place}:`)).item(0))).toBe(wanted);
  }
}

function values(dtype: DType, n: number, spread: number): NDArray {
  const rng = nd.random.defaultRng(n + spread);
  let a: NDArray = rng.integers(0, spread, { size: [n] });
  if (dtype === 'bool') return a.remainder(2n).astype('bool') as NDArray;
  a = a.astype(dtype);
  if (dtype.startsWith('int')) a.at('::3').assign(a.at('::3').negative());
  if (dtype.startsWith('float') || dtype.startsWith('complex')) {
    a = a.subtract(5).divide(3);
    a.at('::17').assign(NaN);
    a.at('1::13').assign(-0);
    a.at('2::13').assign(0);
    a.at('3::29').assign(-Infinity);
    a.at('4::29').assign(Infinity);
  }
  return a;
}

describe.each(DTYPES)('%s', (dtype) => {
  test.each([
    [1, 3],
    [7, 3],
    [600, 5],
    [600, 100],
    [5000, 20],
    [5000, 1 << 30],
    [40000, 1 << 30],
  ])('%d elements below %d', (n, spread) => {
    const a = values(dtype, n, spread);
    for (const kth of [
      [0],
      [n >> 1],
      [-1],
      [n >> 2, n >> 1],
      [0, n >> 1, -1],
      Array.from({ length: 20 }, (_, i) => ((i * n) / 20) | 0),
    ]) {
      check(nd.partition(a, kth), a, kth);
      const reversed = a.at('::-1');
      check(nd.partition(reversed, kth), a, kth);
      const places = nd.argpartition(a, kth);
      expect(nd.unique(places).size).toBe(n);
      check(a.select(places), a, kth);
      check(a.copy().partition(kth), a, kth);
    }
  });
});

test('samples that mislead, and equals, end all the same', () => {
  const n = 30000;
  const equal = nd.full([n], 7);
  check(nd.partition(equal, 5), equal, [5]);
  const twoValues = nd.concatenate([nd.zeros([n - 1]), nd.ones([1])]);
  check(nd.partition(twoValues, n - 1), twoValues, [n - 1]);
  const organ = nd.concatenate([nd.arange(n), nd.arange(n).at('::-1')]);
  check(nd.partition(organ, [n - 1, n]), organ, [n - 1, n]);
  const huge = nd.concatenate([nd.full([n], -Number.MAX_VALUE), nd.full([n], 5e-324), nd.full([3], NaN)]);
  check(nd.partition(huge, [10, n, 2 * n]), huge, [10, n, 2 * n]);
});

test('rows along any axis', () => {
  const a = values('float64', 7 * 90 * 11, 1000).reshape([7, 90, 11]);
  for (const axis of [0, 1, 2, -1]) {
    const n = a.shape.at(axis)!;
    const got = nd.partition(a, n >> 1, { axis });
    const places = nd.argpartition(a, n >> 1, { axis });
    const inPlace = a.copy({ order: 'F' }).partition(n >> 1, { axis });
    const wanted = nd.take(nd.sort(a, { axis }), [n >> 1], { axis });
    for (const one of [got, inPlace, nd.takeAlongAxis(a, places, { axis })]) {
      expect(nd.add(nd.take(one, [n >> 1], { axis }), 0).toString()).toBe(nd.add(wanted, 0).toString());
      expect(nd.sort(nd.add(one, 0), { axis }).toString()).toBe(nd.sort(nd.add(a, 0), { axis }).toString());
    }
  }
  expect(nd.partition(a, 3, { axis: null }).shape).toEqual([a.size]);
});

test('elements that another thread changes meanwhile: positions stay positions', async () => {
  const shared = new SharedArrayBuffer(8 * 40_000);
  const worker = new Worker(
    `const { workerData } = require('worker_threads');
    const x = new BigUint64Array(workerData);
    for (let k = 1n; ; ) for (let i = 0; i < x.length; i++) x[i] = k = BigInt.asUintN(64, k * 6364136223846793005n + 1n);`,
    { eval: true, workerData: shared },
  );
  try {
    const arrays = [new Float64Array(shared), new BigUint64Array(shared), new Int32Array(shared)].map((x) =>
      nd.asarray(x),
    );
    for (const end = Date.now() + 1500; Date.now() < end; await new Promise(setImmediate)) {
      for (const a of arrays as NDArray[]) {
        const k = a.size >> 1;
        expect(nd.partition(a, k).size).toBe(a.size);
        expect(nd.partition(a, [1, k, -1]).size).toBe(a.size);
        expect(nd.unique(nd.argpartition(a, [1, k])).size).toBe(a.size);
        expect(nd.unique(nd.lexsort([a, a])).size).toBe(a.size);
        nd.median(a);
        nd.percentile(a, [5, 50, 95]);
        nd.isin(a, a.at('::3'));
        nd.unique(a);
      }
    }
  } finally {
    await worker.terminate();
  }
});

test('on another thread', async () => {
  for (const dtype of ['float64', 'int16', 'complex128'] as const) {
    const a = values(dtype, 5000, 1000);
    const copy = a.copy();
    const [got, places] = await Promise.all([nd.async.partition(a, [7, -9]), nd.async.argpartition(a.at('::-1'), 7)]);
    check(got as NDArray, copy, [7, -9]);
    check(copy.at('::-1').select(places), copy, [7]);
  }
  const typed = nd.asarray(new Float64Array([3, 1, 2]));
  expect((await nd.async.partition(typed, 0)).item(0)).toBe(1);
  expect((await nd.async.partition([], 0)).shape).toEqual([0]);
  const aborted = AbortSignal.abort();
  await expect(nd.async.partition([1], 0, { signal: aborted })).rejects.toMatchObject({ name: 'AbortError' });
  await expect(nd.async.argpartition([1], 5)).rejects.toThrow(nd.ValueError);
});

test('nothing to partition', () => {
  expect(nd.partition(nd.zeros([0, 3]), 5).shape).toEqual([0, 3]);
  expect(nd.partition(nd.zeros([0]), 0).shape).toEqual([0]);
  expect(nd.argpartition(5, 0).toString()).toBe('[0]');
  expect(nd.partition(5, 0, { axis: null }).toString()).toBe('[5.]');
});

test('bad input', () => {
  const a = nd.array([3, 1, 2]);
  expect(() => nd.partition(a, 3)).toThrow(nd.ValueError);
  expect(() => nd.partition(a, -4)).toThrow('[partition] kth(=-1) out of bounds (3)');
  expect(() => nd.partition(a, [0n, 7n])).toThrow(nd.ValueError);
  expect(() => nd.partition(a, 1.5)).toThrow(nd.DTypeError);
  expect(() => nd.partition(a, NaN)).toThrow(nd.DTypeError);
  expect(() => nd.partition(a, true as never)).toThrow(nd.ValueError);
  expect(() => nd.partition(a, [])).toThrow(nd.DTypeError);
  expect(() => nd.partition(a, nd.array([0.5]))).toThrow(nd.DTypeError);
  expect(() => nd.partition(a, [[1n]])).toThrow(nd.ShapeError);
  expect(() => nd.partition(a, 2 ** 60)).toThrow(TypeError);
  expect(() => nd.partition(a, 0, { axis: 1 })).toThrow(nd.AxisError);
  expect(() => nd.partition(5, 0)).toThrow(nd.AxisError);
  expect(() => nd.partition(a, 0, { kind: 'foo' as never })).toThrow(nd.ValueError);
  expect(() => nd.partition('x' as never, 0)).toThrow(TypeError);
  expect(() => nd.broadcastTo(a, [3]).partition(0)).toThrow(nd.ReadOnlyError);
  const gone = nd.array([1, 2]);
  expect(() =>
    nd.partition(gone, {
      get length() {
        gone.dispose();
        return 1;
      },
    } as never),
  ).toThrow(TypeError);
  const disposed = nd.array([1, 2]);
  disposed.dispose();
  expect(() => nd.partition(disposed, 0)).toThrow(nd.DisposedError);
  expect(() => disposed.partition(0)).toThrow(nd.DisposedError);
  const buffer = new Float64Array([3, 2, 1]);
  const foreign = nd.asarray(buffer);
  expect(foreign.partition(0).toString()).toBe('[1. 2. 3.]');
  structuredClone(buffer.buffer, { transfer: [buffer.buffer] });
  expect(() => nd.partition(foreign, 0)).toThrow(nd.BufferError);
});
