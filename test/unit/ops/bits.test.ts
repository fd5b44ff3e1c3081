/** packbits and unpackbits, against NumPy and in their corners. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib';
import type { DType, NDArray } from '../../../lib';
import { askNumpy, numpyAvailable } from '../core/numpy';

const rng = nd.random.defaultRng(8);
const hex = (a: NDArray): string => Buffer.from(a.copy().bytes()).toString('hex');
const bytes = (...shape: number[]): NDArray => rng.integers(0, 256, { size: shape }).astype('uint8');

describe('packbits', () => {
  test('takes every integer dtype and bools, whose nonzero elements are ones', () => {
    for (const dtype of ['bool', 'int8', 'uint16', 'int32', 'int64', 'uint64'] as const) {
      const a = nd.array([1, 0, 2, 127, 0, 0, 0, 0, 4], { dtype });
      expect(nd.packbits(a).toArray()).toEqual([176, 128]);
      expect(nd.packbits(a, { bitorder: 'little' }).toArray()).toEqual([13, 1]);
    }
    expect(nd.packbits(nd.array([256], { dtype: 'int16' })).toArray()).toEqual([128]);
  });

  test('refuses other dtypes, axes and orders', () => {
    expect(() => nd.packbits([1.5])).toThrow(nd.DTypeError);
    expect(() => nd.packbits([nd.complex(1, 1)])).toThrow(nd.DTypeError);
    expect(() => nd.packbits([[1n]], { axis: 2 })).toThrow(nd.AxisError);
    expect(() => nd.packbits([1n], { bitorder: 'b' as 'big' })).toThrow(TypeError);
    const gone = nd.zeros([9000], { dtype: 'uint8' });
    gone.dispose();
    expect(() => nd.packbits(gone)).toThrow(nd.DisposedError);
  });

  test('gives empty arrays of empty ones, and one byte of a 0-d array', () => {
    const none = nd.zeros([0, 3], { dtype: 'uint8' });
    expect(nd.packbits(none, { axis: 0 }).shape).toEqual([0, 3]);
    expect(nd.packbits(none, { axis: 1 }).shape).toEqual([0, 1]);
    expect(nd.packbits(none.T, { axis: 1 }).shape).toEqual([3, 0]);
    expect(nd.packbits(nd.array(5n)).toArray()).toEqual([128]);
    expect(nd.packbits(nd.array(5n), { axis: -1 }).toArray()).toEqual([128]);
  });
});

describe('unpackbits', () => {
  test('cuts or fills up to count, and leaves out at the end', () => {
    const a = nd.array([165, 15], { dtype: 'uint8' });
    expect(nd.unpackbits(a, { count: 3 }).toArray()).toEqual([1, 0, 1]);
    expect(nd.unpackbits(a, { count: -12n }).toArray()).toEqual([1, 0, 1, 0]);
    expect(nd.unpackbits(a, { count: 18 }).at('12:').toArray()).toEqual([1, 1, 1, 1, 0, 0]);
    expect(nd.unpackbits(a, { count: 0 }).shape).toEqual([0]);
    expect(nd.unpackbits(nd.zeros([2, 0], { dtype: 'uint8' }), { axis: 1, count: 5 }).toArray()).toEqual([
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
    expect(() => nd.unpackbits(a, { count: -17 })).toThrow(nd.ValueError);
    expect(() => nd.unpackbits(a, { count: 1.5 })).toThrow(TypeError);
    expect(() => nd.unpackbits(a, { count: 2 ** 53 - 1 })).toThrow(nd.MemoryLimitError);
  });

  test('takes uint8 only', () => {
    for (const dtype of ['int8', 'bool', 'uint16', 'float64'] as const) {
      expect(() => nd.unpackbits(nd.zeros([2], { dtype }))).toThrow(nd.DTypeError);
    }
    expect(() => nd.unpackbits(nd.zeros([2], { dtype: 'uint8' }), { axis: 1 })).toThrow(nd.AxisError);
  });
});

test('packing undoes unpacking, for views and large arrays too', () => {
  for (const bitorder of ['big', 'little'] as const) {
    for (const a of [bytes(100_003), bytes(300, 7).T, bytes(40, 50).at('::-1', '::3')]) {
      for (let axis = 0; axis < a.ndim; axis++) {
        const back = nd.packbits(nd.unpackbits(a, { axis, bitorder }), { axis, bitorder });
        expect(back.equal(a).all()).toBe(true);
      }
    }
  }
});

test('mapped arrays are read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndstride-bits-'));
  try {
    using m = new nd.memmap(join(folder, 'bits.dat'), { dtype: 'uint8', mode: 'w+', shape: [1000] });
    m.assign(bytes(1000));
    expect(hex(nd.unpackbits(m))).toBe(hex(nd.unpackbits(m.copy())));
    expect(hex(nd.packbits(m))).toBe(hex(nd.packbits(m.copy())));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

interface Job {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: string;
  readonly axis: number | null;
  readonly bitorder: 'big' | 'little';
  readonly count: number | null;
}

(numpyAvailable ? test : test.skip)('gives what NumPy gives (needs python3 with NumPy 2)', () => {
  const jobs: Job[] = [];
  for (const shape of [[1], [7], [8], [63], [200], [5, 9], [17, 130], [3, 4, 10]]) {
    for (const axis of [null, 0, shape.length - 1]) {
      for (const bitorder of ['big', 'little'] as const) {
        for (const count of [null, 5, -3]) {
          const a = bytes(...shape).multiply(rng.integers(0, 2, { size: shape }).astype('uint8'));
          jobs.push({ dtype: 'uint8', shape, data: hex(a), axis, bitorder, count });
        }
      }
    }
  }
  const answers = askNumpy(
    `answer = []
for j in job:
    a = np.frombuffer(bytes.fromhex(j['data']), j['dtype']).reshape(j['shape'])
    p = np.packbits(a, axis=j['axis'], bitorder=j['bitorder'])
    u = np.unpackbits(a, axis=j['axis'], bitorder=j['bitorder'], count=j['count'])
    answer.append([list(p.shape), p.tobytes().hex(), list(u.shape), u.tobytes().hex()])`,
    jobs,
  );
  const ours = jobs.map(({ dtype, shape, data, axis, bitorder, count }) => {
    const a = nd.frombuffer(Buffer.from(data, 'hex'), { dtype }).reshape([...shape]);
    const p = nd.packbits(a, { axis, bitorder });
    const u = nd.unpackbits(a, { axis, bitorder, count });
    return [p.shape, hex(p), u.shape, hex(u)];
  });
  expect(ours).toEqual(answers);
});
