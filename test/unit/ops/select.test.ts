/** select: behaviour by sentences. set.test.ts has writing, select-live.test.ts NumPy beside both. */
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib/index';
import type { DType, Index, NDArray } from '../../../lib/index';

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
];

/** The elements as nested lists of JSON values. */
function plain(a: NDArray): unknown {
  return JSON.parse(
    JSON.stringify(a.toArray(), (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  );
}

const grid = (): NDArray => nd.arange(12n).reshape([3, 4]) as NDArray;

describe('select', () => {
  test('is a copy, with basic parts too', () => {
    const a = grid();
    for (const copy of [a.select('1:'), a.select([1, 2]), a.select(a.greater(3)), a.select(1, 2)]) {
      copy.fill(-1);
      expect(a.item(1, 2)).toBe(6n);
      expect(nd.sharesMemory(a, copy)).toBe(false);
    }
    expect(a.select(1, 2).shape).toEqual([]);
  });

  test('keeps the dtype and gives C-contiguous arrays', () => {
    for (const dtype of DTYPES) {
      const a = nd.array(
        [
          [1, 0],
          [1, 1],
        ],
        { dtype },
      ).T;
      const picked = a.select([1, 0]);
      expect(picked.dtype).toBe(dtype);
      expect(picked.flags.cContiguous).toBe(true);
      expect(plain(picked)).toEqual(
        plain(
          nd.array(
            [
              [0, 1],
              [1, 1],
            ],
            { dtype },
          ),
        ),
      );
    }
  });

  test('takes masks in C order whatever the layout', () => {
    const a = grid();
    expect(plain(a.select(a.greater(7)))).toEqual([8, 9, 10, 11]);
    expect(plain(a.T.select(a.T.greater(7)))).toEqual([8, 9, 10, 11]);
    expect(plain(a.at('::-1', '::2').select(a.at('::-1', '::2').greater(3)))).toEqual([8, 10, 4, 6]);
    expect(plain(a.select([true, false, true]))).toEqual([
      [0, 1, 2, 3],
      [8, 9, 10, 11],
    ]);
  });

  test('takes integers of every dtype, typed arrays and nested lists; negative ones count from the end', () => {
    const a = nd.array([10, 20, 30]);
    for (const dtype of DTYPES.slice(1, 9)) expect(plain(a.select(nd.array([2, 0], { dtype })))).toEqual([30, 10]);
    expect(plain(a.select(Int16Array.of(-1, 1)))).toEqual([30, 20]);
    expect(plain(a.select(BigUint64Array.of(2n ** 64n - 1n)))).toEqual([30]);
    expect(
      plain(
        a.select([
          [0, -1],
          [1n, 2],
        ]),
      ),
    ).toEqual([
      [10, 30],
      [20, 30],
    ]);
    expect(a.select([]).shape).toEqual([0]);
    expect(grid().select([[]]).shape).toEqual([1, 0, 4]);
  });

  test('puts the axes of separated advanced parts first', () => {
    const a = nd.zeros([2, 3, 4]);
    expect(a.select([0, 1], ':', [1, 2]).shape).toEqual([2, 3]);
    expect(a.select(0, ':', [0, 1]).shape).toEqual([2, 3]);
    expect(a.select(':', 0, [0, 1, 2]).shape).toEqual([2, 3]);
    expect(a.select(':', [0], '...', [1, 2, 3]).shape).toEqual([3, 2]);
    expect(a.select([0, 1], null, [1, 2]).shape).toEqual([2, 1, 4]);
  });

  test('gives bools without dimensions an axis of length 1 or 0', () => {
    const a = nd.array([1, 2]);
    expect(plain(a.select(true))).toEqual([[1, 2]]);
    expect(a.select(false).shape).toEqual([0, 2]);
    expect(plain(nd.array(5).select(true))).toEqual([5]);
    expect(nd.array(5).select(nd.array(false)).shape).toEqual([0]);
  });

  test('refuses float arrays, fractions and what is no index', () => {
    const a = grid();
    const message = '[select] arrays used as indices must be of integer (or boolean) type';
    for (const part of [nd.array([0]), Float64Array.of(0), [0.5], nd.zeros([0])]) {
      expect(() => a.select(part)).toThrow(nd.IndexError);
      expect(() => a.select(part)).toThrow(message);
    }
    for (const part of [undefined, {}, () => 0, Symbol('x'), new Date(0)]) {
      expect(() => a.select(part as never)).toThrow(nd.IndexError);
    }
    expect(() => a.select(1.5)).toThrow(nd.IndexError);
    expect(() => a.select([0, [1, 2]] as never)).toThrow(nd.ShapeError);
  });

  test("says what is wrong in NumPy's words", () => {
    const a = nd.zeros([3, 4]);
    const says = (index: Index[], Class: new (m: string) => Error, message: string): void => {
      expect(() => a.select(...index)).toThrow(Class);
      expect(() => a.select(...index)).toThrow(message);
      expect(() => a.set(0, ...index)).toThrow(message);
    };
    says([[10]], nd.IndexError, 'index 10 is out of bounds for axis 0 with size 3');
    says(
      [
        [0, 1],
        [1, -5],
      ],
      nd.IndexError,
      'index -5 is out of bounds for axis 1 with size 4',
    );
    says([[0], 4], nd.IndexError, 'index 4 is out of bounds for axis 1 with size 4');
    says(
      [BigInt64Array.of(2n ** 60n)],
      nd.IndexError,
      'index 1152921504606846976 is out of bounds for axis 0 with size 3',
    );
    says(
      [[true, false]],
      nd.IndexError,
      'boolean index did not match indexed array along axis 0; size of axis is 3 but size of corresponding boolean axis is 2',
    );
    says(
      [
        [0, 1],
        [0, 1, 2],
      ],
      nd.ShapeError,
      'shape mismatch: indexing arrays could not be broadcast together with shapes (2,) (3,)',
    );
    says([[0], [0], [0]], nd.IndexError, 'too many indices for array: array is 2-dimensional, but 3 were indexed');
    says(
      [nd.zeros(new Array<number>(63).fill(1), { dtype: 'int64' }), null],
      nd.IndexError,
      'indexing result would have 65',
    );
    expect(() => nd.zeros([3, 0]).select([5])).toThrow('index 5 is out of bounds for axis 0 with size 3');
    expect(nd.zeros([3, 4]).select([5], []).shape).toEqual([0]);
  });

  test('reads broadcast masks, indices of shared memory, and large arrays', () => {
    const n = 300_000;
    const a = nd.arange(BigInt(n));
    const mask = a.remainder(3n).equal(0);
    const picked = a.select(mask);
    expect(picked.size).toBe(n / 3);
    expect(picked.equal(nd.arange(0n, BigInt(n), 3n)).all()).toBe(true);
    const back = a.at('::-1');
    expect(a.select(back).equal(back).all()).toBe(true);
    const shared = new Int32Array(new SharedArrayBuffer(8));
    shared[1] = 7;
    expect(plain(a.select(shared))).toEqual([0, 7]);
    expect(plain(grid().select(nd.broadcastTo([false, true, false, false], [3, 4])))).toEqual([1, 5, 9]);
  });

  test('reads and writes mapped arrays, masks and indices; a file cut meanwhile is an error', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nds-select-'));
    try {
      const file = join(folder, 'a');
      const n = 4096;
      const a = new nd.memmap(file, { dtype: 'int64', mode: 'w+', shape: [n] });
      a.assign(nd.arange(BigInt(n)));
      const mask = new nd.memmap(join(folder, 'm'), { dtype: 'bool', mode: 'w+', shape: [n] });
      mask.set(true, [5, -1]);
      const index = new nd.memmap(join(folder, 'i'), { dtype: 'int64', mode: 'w+', shape: [2] });
      index.assign([4095n, -4096n]);
      expect(plain(a.select(mask))).toEqual([5, 4095]);
      expect(plain(a.select(index))).toEqual([4095, 0]);
      a.set(index, mask)
        .set(9, index)
        .iadd(a.at(':2'), { at: [index] });
      expect(plain(a.select([0, 5, 4095]))).toEqual([10, 4095, 18]);
      truncateSync(file, 0);
      for (const use of [
        () => a.select(mask),
        () => a.select(index),
        () => a.set(1n, index),
        () => a.set([1n, 2n], mask),
      ]) {
        expect(use).toThrow(nd.MappingLostError);
      }
      for (const map of [a, mask, index]) map.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('refuses disposed arrays and indices', () => {
    const a = nd.zeros([2000]);
    const index = nd.zeros([2000], { dtype: 'int64' });
    index.dispose();
    expect(() => a.select(index)).toThrow(nd.DisposedError);
    a.dispose();
    expect(() => a.select([0])).toThrow(nd.DisposedError);
    expect(() => a.set(1, [0])).toThrow(nd.DisposedError);
  });
});

test('a mask with an axis of no length matches, and selects nothing', () => {
  const a = nd.arange(12n).reshape([3, 4]);
  const none = (shape: number[]): nd.NDArray => nd.zeros(shape, { dtype: 'bool' });
  expect(a.select(none([3, 0])).shape).toEqual([0]);
  expect(a.select(none([0, 4])).shape).toEqual([0]);
  expect(a.select(none([0])).shape).toEqual([0, 4]);
  expect(() => a.select(none([2, 0]))).toThrow(nd.IndexError);
  a.set(7n, none([3, 0]));
  expect(a.sum()).toBe(66n);
});
