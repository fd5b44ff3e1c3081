import { Worker } from 'node:worker_threads';
import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const DTYPES = [
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
] as const;

const SETUP = `
def mixed(dtype, *shape):
    n = int(np.prod(shape))
    x = (np.arange(n, dtype='uint64') * 2654435761 % 1000003 % 251).astype(dtype)
    if x.dtype.kind == 'f':
        x = x - 100
        x[::7] = np.nan
        x[1::5] = -0.0
        x[2::5] = 0.0
        x[3::11] = np.inf
        x[5::11] = -np.inf
    elif x.dtype.kind == 'i' and n: x[::3] = -x[::3]
    return x.reshape(shape)
t = np.arange(60).reshape(3, 4, 5) * 7 % 11
v = t[::-1, :, ::2]
e = np.zeros((0, 3))
def inplace(x, **k):
    x.sort(**k)
    return x
`;

/** The same as in the setup. */
function mixed(dtype: (typeof DTYPES)[number], ...shape: number[]): NDArray {
  const n = shape.reduce((x, y) => x * y, 1);
  let x = nd
    .array(Array.from({ length: n }, (_, i) => Number(((BigInt(i) * 2654435761n) % 1000003n) % 251n)))
    .astype(dtype) as NDArray;
  if (dtype.startsWith('float')) {
    x = x.subtract(100);
    const set = (slice: `${number}::${number}` | `::${number}`, value: number): void => void x.at(slice).assign(value);
    set('::7', NaN);
    set('1::5', -0);
    set('2::5', 0);
    set('3::11', Infinity);
    set('5::11', -Infinity);
  } else if (dtype.startsWith('int') && n > 0) x.at('::3').assign(x.at('::3').negative());
  return x.reshape(shape);
}
const t = nd.arange(60n).reshape([3, 4, 5]).multiply(7n).remainder(11n) as NDArray;
const v = t.at('::-1', ':', '::2');
const e = nd.zeros([0, 3]);

const rows: Row[] = [
  ...DTYPES.flatMap((dtype): Row[] => [
    [`np.sort(mixed('${dtype}', 1001), kind='stable')`, () => nd.sort(mixed(dtype, 1001))],
    [`np.argsort(mixed('${dtype}', 1001), kind='stable')`, () => nd.argsort(mixed(dtype, 1001))],
    [`np.sort(mixed('${dtype}', 12), kind='stable')`, () => nd.sort(mixed(dtype, 12), { kind: 'stable' })],
    [
      `np.sort(mixed('${dtype}', 30, 40), axis=0, stable=True)`,
      () => nd.sort(mixed(dtype, 30, 40), { axis: 0, stable: true }),
    ],
    [`np.argsort(mixed('${dtype}', 30, 40), axis=0, stable=True)`, () => nd.argsort(mixed(dtype, 30, 40), { axis: 0 })],
    [`np.argsort(mixed('${dtype}', 20000), kind='stable')`, () => nd.argsort(mixed(dtype, 20000))],
    [`np.sort(mixed('${dtype}', 20000), kind='stable')`, () => nd.sort(mixed(dtype, 20000))],
    [`inplace(mixed('${dtype}', 9, 8, 7), axis=1, kind='stable')`, () => mixed(dtype, 9, 8, 7).sort({ axis: 1 })],
    [
      `inplace(mixed('${dtype}', 9, 80).T[::-1], kind='stable')`,
      () => mixed(dtype, 9, 80).T.at('::-1').sort() as NDArray,
    ],
  ]),
  ...[-4, -3, -2, -1, 0, 1, 2, 3, null].flatMap((axis): Row[] => [
    [`np.sort(t, axis=${axis ?? 'None'})`, () => nd.sort(t, { axis })],
    [`np.sort(v, axis=${axis ?? 'None'})`, () => nd.sort(v, { axis })],
    [`np.argsort(v, axis=${axis ?? 'None'}, stable=True)`, () => nd.argsort(v, { axis })],
    [`np.sort(e, axis=${axis ?? 'None'})`, () => nd.sort(e, { axis })],
    [`np.argsort(e, axis=${axis ?? 'None'})`, () => nd.argsort(e, { axis })],
    [`np.sort(A(5), axis=${axis ?? 'None'})`, () => nd.sort(5n, { axis })],
    [`np.argsort(A(5), axis=${axis ?? 'None'})`, () => nd.argsort(5n, { axis })],
  ]),
  [
    'np.sort([[3, 1], [2, 9]])',
    () =>
      nd.sort([
        [3n, 1n],
        [2n, 9n],
      ]),
  ],
  ['np.sort(np.broadcast_to(A([3, 1]), (2, 2)))', () => nd.sort(nd.broadcastTo([3n, 1n], [2, 2]))],
  ['np.broadcast_to(A([3, 1]), (2, 2)).sort()', () => nd.broadcastTo([3n, 1n], [2, 2]).sort()],
  ["np.sort([1], kind='x')", () => nd.sort([1n], { kind: 'x' as 'stable' })],
  ["np.sort([1], kind='stable', stable=True)", () => nd.sort([1n], { kind: 'stable', stable: true })],
  ['inplace(A(5))', () => nd.array(5n).sort()],
  ['inplace(np.zeros((3, 0, 2)), axis=1)', () => nd.zeros([3, 0, 2]).sort({ axis: 1 })],
  ['inplace(t.copy(), axis=None)', () => t.copy().sort({ axis: null as unknown as number })],
];
numpyTable('sorts, against NumPy', SETUP, rows);

/** Bytes of an array in C order. */
const hex = (a: NDArray): string => Buffer.from(a.copy({ order: 'C' }).bytes()).toString('hex');

describe('sorting', () => {
  test('gives a copy; the method works in place and gives the array', () => {
    const a = nd.array([3, 1, 2]);
    const sorted = nd.sort(a);
    expect(a.toArray()).toEqual([3, 1, 2]);
    expect(sorted.toArray()).toEqual([1, 2, 3]);
    expect(a.sort()).toBe(a);
    expect(a.toArray()).toEqual([1, 2, 3]);
  });

  test('keeps zeros and nans in order, to the bit', () => {
    const bits = [0x8000000000000000n, 0x7ff8000000000001n, 0n, 0xfff8000000000002n, 0x8000000000000000n, 0n];
    for (const repeat of [1, 10]) {
      const words = nd.array(Array.from({ length: repeat }, () => bits).flat(), { dtype: 'uint64' });
      const sorted = nd.sort(words.view('float64')).view('uint64').flatValues();
      const zeros = words.flatValues().filter((x) => ((x as bigint) & 0x7fffffffffffffffn) === 0n);
      const nans = words.flatValues().filter((x) => ((x as bigint) & 0x7fffffffffffffffn) !== 0n);
      expect(sorted).toEqual([...zeros, ...nans]);
    }
  });

  test('descending turns the order round, nan first, and keeps equal elements in order', () => {
    expect(nd.sort([1, NaN, 3, 2], { descending: true }).toArray()).toEqual([NaN, 3, 2, 1]);
    expect(nd.argsort([1, 3, 1, 3], { descending: true }).toArray()).toEqual([1n, 3n, 0n, 2n]);
    const m = mixed('float64', 50, 30);
    for (const axis of [0, 1]) {
      const order = nd.argsort(m, { axis, descending: true });
      const sorted = nd.sort(m, { axis, descending: true });
      const expected = nd.flip(nd.sort(nd.flip(m, axis), { axis }), axis);
      expect(hex(sorted)).toBe(hex(expected));
      expect(hex(m.copy().sort({ axis, descending: true }))).toBe(hex(expected));
      const mirrored = nd.flip(nd.argsort(nd.flip(m, axis), { axis }), axis);
      expect(order.toArray()).toEqual(nd.subtract(BigInt(m.shape[axis]! - 1), mirrored).toArray());
    }
  });

  test('bools are ordered by their bytes', () => {
    const bytes = nd.array([3, 0, 1, 2, 0], { dtype: 'uint8' });
    expect(nd.sort(bytes.view('bool')).view('uint8').toArray()).toEqual([0, 0, 1, 2, 3]);
  });

  test('unaligned, foreign and mapped arrays are sorted', () => {
    const bytes = new Uint8Array(8 * 101 + 1);
    const odd = nd.frombuffer(bytes, { dtype: 'float64', offset: 1 });
    odd.assign(nd.arange(101).multiply(37).remainder(101));
    expect(nd.sort(odd).toArray()).toEqual(nd.arange(101).toArray());
    odd.sort();
    expect(odd.toArray()).toEqual(nd.arange(101).toArray());
    const shared = new Float64Array(new SharedArrayBuffer(8 * 5));
    shared.set([5, 3, 4, 1, 2]);
    nd.asarray(shared).sort();
    expect([...shared]).toEqual([1, 2, 3, 4, 5]);
  });

  test('what cannot be sorted is refused, and nothing is changed', () => {
    const a = nd.array([3, 1, 2]);
    expect(() => nd.sort(a, { axis: 1 })).toThrow(nd.AxisError);
    expect(() => nd.sort(a, { axis: 0.5 })).toThrow(nd.ArgumentError);
    expect(() => nd.sort(a, { axis: '0' as unknown as number })).toThrow(nd.ArgumentError);
    expect(() => nd.sort(a, { kind: 3 as unknown as 'stable' })).toThrow(nd.ArgumentError);
    expect(() => nd.sort(a, { stable: 1 as unknown as boolean })).toThrow(nd.ArgumentError);
    expect(() => nd.sort(a, { descending: 'no' as unknown as boolean })).toThrow(nd.ArgumentError);
    expect(() => nd.sort(a, 3 as unknown as object)).toThrow(nd.ArgumentError);
    expect(() => nd.sort('abc' as unknown as number)).toThrow(nd.ArgumentError);
    expect(() => nd.broadcastTo(a, [2, 3]).sort()).toThrow(nd.ReadOnlyError);
    expect(a.toArray()).toEqual([3, 1, 2]);
    const gone = nd.array([1]);
    gone.dispose();
    expect(() => nd.sort(gone)).toThrow(nd.DisposedError);
    expect(() => gone.sort()).toThrow(nd.DisposedError);
    expect(() => nd.argsort(gone)).toThrow(nd.DisposedError);
    expect(() => nd.sort(nd.broadcastTo(1, [2 ** 46]))).toThrow(nd.MemoryLimitError);
    expect(() => nd.argsort(nd.broadcastTo(1, [2 ** 46]))).toThrow(nd.MemoryLimitError);
  });

  test('getters among the options may dispose the array: that is noticed', () => {
    const a = nd.arange(1000);
    const options = {
      get axis(): number {
        a.dispose();
        return 0;
      },
    };
    expect(() => nd.sort(a, options)).toThrow(nd.DisposedError);
    expect(() => a.sort(options)).toThrow(nd.DisposedError);
  });
});

describe('complex numbers', () => {
  const given = [
    [NaN, NaN],
    [1, 2],
    [NaN, 1],
    [5, NaN],
    [1, -2],
    [-3, NaN],
    [NaN, -1],
    [0, 9],
  ];
  const order = [7, 4, 1, 5, 3, 6, 2, 0];

  test.each(['complex64', 'complex128'] as const)('%s: real parts first, those with nan last', (dtype) => {
    const part = dtype === 'complex64' ? 'float32' : 'float64';
    const a = nd.array(given, { dtype: part }).view(dtype).reshape(8);
    const sorted = order.map((i) => given[i]);
    expect(nd.sort(a).view(part).reshape([8, 2]).toArray()).toEqual(sorted);
    expect(a.argsort().toArray()).toEqual(order.map(BigInt));
    expect(nd.searchsorted(nd.sort(a), a).toArray()).toEqual(given.map((_, i) => BigInt(order.indexOf(i))));
    expect(nd.unique(nd.concatenate([a, a]), { equalNan: false }).size).toBe(3 + 2 * 5);
    expect(nd.unique(nd.concatenate([a, a])).size).toBe(4);
    expect(a.copy().sort().view(part).reshape([8, 2]).toArray()).toEqual(sorted);
    expect(nd.cumsum(a.at('1:2')).dtype).toBe(dtype);
  });

  test('running sums and products', () => {
    const a = nd.array([1, 2, 3, 4], { dtype: 'float64' }).view('complex128');
    expect(nd.cumsum(a).view('float64').toArray()).toEqual([1, 2, 4, 6]);
    expect(nd.cumprod(a).view('float64').toArray()).toEqual([1, 2, -5, 10]);
    expect(nd.diff(a).view('float64').toArray()).toEqual([2, 2]);
  });
});

describe('memory that another thread writes meanwhile', () => {
  const WRITER = `
    const { parentPort, workerData } = require('node:worker_threads');
    const words = new Uint32Array(workerData.buffer);
    const stop = new Int32Array(workerData.stop);
    parentPort.postMessage('ready');
    for (let i = 0, x = 1; Atomics.load(stop, 0) === 0; i = (i + 1) % words.length) {
      x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
      words[i] = x;
    }
  `;

  test.each([9, 300, 40_000])('%d elements: results are in order, positions each come once', async (n) => {
    const buffer = new SharedArrayBuffer(8 * n);
    const stop = new SharedArrayBuffer(4);
    const writer = new Worker(WRITER, { eval: true, workerData: { buffer, stop } });
    await new Promise((resolve) => writer.once('message', resolve));
    const inOrder = (a: NDArray): boolean =>
      nd
        .diff(a.select(a.equal(a)))
        .less(0)
        .any() === false;
    try {
      for (const dtype of ['float64', 'float32', 'int16', 'uint8', 'int64'] as const) {
        const shared = nd.frombuffer(buffer, { dtype }) as NDArray;
        const size = BigInt(shared.size);
        for (let round = 0; round < 12; round++) {
          expect(inOrder(nd.sort(shared).astype('float64'))).toBe(true);
          expect(inOrder(nd.sort(shared.at('::-1')).astype('float64'))).toBe(true);
          expect(nd.sort(nd.argsort(shared)).equal(nd.arange(size)).all()).toBe(true);
          expect(inOrder(nd.unique(shared).astype('float64'))).toBe(true);
          const { indices, counts } = nd.uniqueAll(shared);
          expect(counts.sum()).toBe(size);
          expect(indices.less(size).all()).toBe(true);
          shared.sort();
          expect(nd.searchsorted(shared, shared).lessEqual(size).all()).toBe(true);
          nd.cumsum(shared, { out: shared });
        }
      }
    } finally {
      Atomics.store(new Int32Array(stop), 0, 1);
      await writer.terminate();
    }
  });
});
