import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';
import { SETUP, make } from './product-operands';

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
  'complex64',
  'complex128',
] as const;

const rows: Row[] = [];
for (const t of DTYPES) {
  const complex = t.startsWith('complex');
  const both = (f: string, a: number[], b: number[]): void => {
    // Sums of nothing but zeros may be of either sign.
    rows.push([
      `np.${f}(make('${t}',${a.join()}), make('${t}',${b.join()}))${complex ? ' + 0j' : ''}`,
      () => {
        const product = nd[f as 'matmul' | 'vecdot' | 'matvec' | 'vecmat'](make(t, ...a), make(t, ...b));
        return complex ? product.add(nd.complex(0, 0)) : product;
      },
    ]);
  };
  both('matmul', [3, 4], [4, 5]);
  both('matmul', [67, 131], [131, 75]);
  both('matmul', [2, 700], [700, 3]);
  both('matmul', [5, 1, 9, 10], [3, 10, 6]);
  both('matmul', [40], [40, 33]);
  both('matmul', [33, 40], [40]);
  both('matmul', [40], [40]);
  both('matmul', [6, 40], [5, 40, 1]);
  both('matmul', [2, 0], [0, 3]);
  both('matmul', [0, 2], [2, 3]);
  both('vecdot', [4, 3], [4, 3]);
  both('vecdot', [2, 50], [3, 1, 50]);
  both('matvec', [4, 2, 3], [3]);
  both('matvec', [70, 90], [5, 90]);
  both('vecmat', [3], [4, 3, 2]);
  both('vecmat', [5, 90], [90, 70]);
  rows.push(
    [
      `np.matmul(make('${t}',20,30).T, make('${t}',40,20).T[::-1, ::3])`,
      () => nd.matmul(make(t, 20, 30).T, make(t, 40, 20).T.at('::-1', '::3')),
    ],
    [
      `np.vecdot(make('${t}',40,30), make('${t}',40,30)[::-1], axis=0)`,
      () => nd.vecdot(make(t, 40, 30), make(t, 40, 30).at('::-1'), { axis: 0 }),
    ],
    [`np.matmul(make('${t}',8,9), make('uint8',9,7))`, () => nd.matmul(make(t, 8, 9), make('uint8', 9, 7))],
    [
      `changed(np.zeros((7,8), '${t}').T, lambda o: np.matmul(make('${t}',8,9), make('${t}',9,7), out=o))`,
      () => nd.matmul(make(t, 8, 9), make(t, 9, 7), { out: nd.zeros([7, 8], { dtype: t }).T }),
    ],
  );
}
numpyTable('products of every dtype', SETUP, rows);

const m = (...shape: number[]): NDArray => make('float64', ...shape);
const i4 = (...shape: number[]): NDArray => make('int32', ...shape);
numpyTable('shapes, dtypes and outputs', SETUP, [
  ['np.matmul(make("float64",2,3), make("float64",2,3))', () => nd.matmul(m(2, 3), m(2, 3))],
  ['np.matmul(make("float64",3), make("float64",2))', () => nd.matmul(m(3), m(2))],
  ['np.matmul(2, make("float64",3))', () => nd.matmul(2, m(3))],
  ['np.matmul(make("float64",3), 2)', () => nd.matmul(m(3), 2)],
  ['np.matmul(make("float64",2,2,3), make("float64",3,3,2))', () => nd.matmul(m(2, 2, 3), m(3, 3, 2))],
  [
    'np.matmul(make("float64",2,3), make("float64",3,2), out=np.ones((2,3)))',
    () => nd.matmul(m(2, 3), m(3, 2), { out: nd.ones([2, 3]) }),
  ],
  [
    'np.matmul(make("float64",2,3), make("float64",3,2), out=np.ones((4,2,2)))',
    () => nd.matmul(m(2, 3), m(3, 2), { out: nd.ones([4, 2, 2]) }),
  ],
  [
    'np.matmul(make("float64",2,3), make("float64",3,2), out=np.ones(2))',
    () => nd.matmul(m(2, 3), m(3, 2), { out: nd.ones([2]) }),
  ],
  [
    'np.matmul(make("float64",4,2,3), make("float64",3,2), out=np.ones((2,2)))',
    () => nd.matmul(m(4, 2, 3), m(3, 2), { out: nd.ones([2, 2]) }),
  ],
  [
    'np.matmul(make("float64",2,3), make("float64",3,2), out=np.ones((2,2),int))',
    () => nd.matmul(m(2, 3), m(3, 2), { out: nd.ones([2, 2], { dtype: 'int64' }) }),
  ],
  [
    'np.matmul(make("int32",2,3), make("int32",3,2), out=np.ones((2,2)))',
    () => nd.matmul(i4(2, 3), i4(3, 2), { out: nd.ones([2, 2]) }),
  ],
  [
    'np.matmul(make("float64",2,3), make("float64",3,2), dtype="int64")',
    () => nd.matmul(m(2, 3), m(3, 2), { dtype: 'int64' }),
  ],
  [
    'np.matmul(make("int32",2,3), make("int32",3,2), dtype="int8", casting="unsafe")',
    () => nd.matmul(i4(2, 3), i4(3, 2), { dtype: 'int8', casting: 'unsafe' }),
  ],
  [
    'np.matmul(make("float64",2,3), make("float64",3,2), dtype="complex64")',
    () => nd.matmul(m(2, 3), m(3, 2), { dtype: 'complex64' }),
  ],
  ['np.matmul(make("int8",2,3), make("uint8",3,2))', () => nd.matmul(make('int8', 2, 3), make('uint8', 3, 2))],
  [
    'np.matmul([[1,2],[3,4]], [[True],[False]])',
    () =>
      nd.matmul(
        [
          [1n, 2n],
          [3n, 4n],
        ],
        [[true], [false]],
      ),
  ],
  ['np.vecdot(make("float64",2,3), make("float64",2,4))', () => nd.vecdot(m(2, 3), m(2, 4))],
  ['np.vecdot(make("float64",2,3), make("float64",2,3), axis=5)', () => nd.vecdot(m(2, 3), m(2, 3), { axis: 5 })],
  ['np.vecdot(make("float64",2,3), make("float64",3), axis=0)', () => nd.vecdot(m(2, 3), m(3), { axis: 0 })],
  ['np.vecdot(1.0, make("float64",3))', () => nd.vecdot(1, m(3))],
  ['np.matvec(make("float64",2,3), make("float64",2))', () => nd.matvec(m(2, 3), m(2))],
  ['np.matvec(make("float64",2), make("float64",2))', () => nd.matvec(m(2), m(2))],
  ['np.vecmat(make("float64",2), make("float64",3,2))', () => nd.vecmat(m(2), m(3, 2))],
]);

test("a mismatch is told in NumPy's words", () => {
  expect(() => nd.matmul(m(2, 3), m(2, 3))).toThrow(
    'matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size 2 is different from 3)',
  );
  expect(() => nd.matmul(m(2, 2, 3), m(3, 3, 2))).toThrow(nd.ShapeError);
  expect(() => nd.matmul(m(3, 3), m(3, 3), { dtype: 'int64' })).toThrow(nd.DTypeError);
});

test('an output that overlaps an input gets what a copy of the input gives', () => {
  const a = m(20, 20);
  const b = m(20, 20).copy();
  const expected = nd.matmul(a, b).toArray();
  expect(nd.matmul(a, b, { out: b })).toBe(b);
  expect(b.toArray()).toEqual(expected);
  const c = m(21, 20).copy();
  const square = nd.matmul(c.at(':20'), c.at('1:')).toArray();
  nd.matmul(c.at(':20'), c.at('1:'), { out: c.at('1:') });
  expect(c.at('1:').toArray()).toEqual(square);
});

test('a sum does not depend on the number of threads, to the bit', () => {
  const threads = nd.getNumThreads();
  const rng = nd.random.defaultRng(3);
  const shapes: [number[], number[]][] = [
    [
      [300, 700],
      [700, 290],
    ],
    [
      [1, 70_000],
      [70_000, 1],
    ],
    [[3, 70_000], [70_000]],
    [[70_000], [70_000, 65]],
    [
      [40, 30, 50],
      [50, 20],
    ],
    [
      [9, 2000],
      [2000, 9],
    ],
  ];
  try {
    for (const dtype of ['float32', 'float64', 'complex64', 'float16'] as const) {
      for (const [sa, sb] of shapes) {
        const a = rng.standardNormal({ size: sa }).astype(dtype);
        const b = rng.standardNormal({ size: sb }).astype(dtype);
        const bits = [1, 2, 3].map((n) => {
          nd.setNumThreads(n);
          return Buffer.from(nd.matmul(a, b).bytes()).toString('base64');
        });
        expect(bits[1]).toBe(bits[0]);
        expect(bits[2]).toBe(bits[0]);
      }
    }
  } finally {
    nd.setNumThreads(threads);
  }
});

test('float16 is added up in float32 and rounded once', () => {
  const n = 5000;
  const ones = nd.ones([3, n], { dtype: 'float16' });
  expect(nd.matmul(ones, nd.ones([n, 3], { dtype: 'float16' })).toArray()).toEqual([
    [5000, 5000, 5000],
    [5000, 5000, 5000],
    [5000, 5000, 5000],
  ]);
  expect(nd.matmul(ones, nd.ones([n], { dtype: 'float16' })).toArray()).toEqual([5000, 5000, 5000]);
  expect(nd.matmul(nd.ones([n], { dtype: 'float16' }), nd.ones([n, 2], { dtype: 'float16' })).toArray()).toEqual([
    5000, 5000,
  ]);
});

test('maps and callers’ buffers are read and written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nds-matmul-'));
  try {
    const a = new nd.memmap(join(folder, 'a'), { dtype: 'float32', mode: 'w+', shape: [30, 40] });
    const b = new nd.memmap(join(folder, 'b'), { dtype: 'float32', mode: 'w+', shape: [40, 20] });
    const out = new nd.memmap(join(folder, 'c'), { dtype: 'float32', mode: 'w+', shape: [30, 20] });
    a.assign(make('float32', 30, 40));
    b.assign(make('float32', 40, 20));
    const expected = nd.matmul(make('float32', 30, 40), make('float32', 40, 20)).toArray();
    expect(nd.matmul(a, b, { out })).toBe(out);
    expect(out.toArray()).toEqual(expected);
    const buffer = new Float32Array(1200);
    buffer.set(a.ravel().toTypedArray() as Float32Array);
    expect(nd.matmul(nd.frombuffer(buffer, { dtype: 'float32' }).reshape([30, 40]), b).toArray()).toEqual(expected);
    for (const map of [a, b, out]) map.dispose();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what cannot be used is refused, and the output left as it was', () => {
  const out = nd.zeros([2, 2]);
  const disposed = m(2, 2).copy();
  disposed.dispose();
  expect(() => nd.matmul(disposed, m(2, 2), { out })).toThrow(nd.DisposedError);
  expect(() => nd.matmul(m(2, 2), m(2, 2), { out: disposed })).toThrow(nd.DisposedError);
  expect(() => nd.matmul(m(2, 2), m(2, 2), { out: nd.broadcastTo([1, 2], [2, 2]) })).toThrow(nd.ReadOnlyError);
  expect(() => nd.matmul(m(2, 2), m(2, 2), { out: [[1]] as unknown as NDArray })).toThrow(nd.ArgumentError);
  expect(() => nd.matmul('x' as unknown as NDArray, m(2, 2))).toThrow(nd.ArgumentError);
  expect(() => nd.matmul(m(2, 2), m(2, 2), 3 as unknown as object)).toThrow(nd.ArgumentError);
  expect(() => nd.vecdot(m(2, 2), m(2, 2), { axis: 0.5 })).toThrow(nd.ArgumentError);
  const huge = nd.broadcastTo(1, [2 ** 30, 2 ** 10]);
  expect(() => nd.matmul(huge, huge.T)).toThrow(RangeError);
  expect(() =>
    nd.matmul(m(2, 2), m(2, 2), {
      get out(): NDArray {
        throw new Error('mine');
      },
    }),
  ).toThrow('mine');
  expect(out.toArray()).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test('an operand that a getter disposes of is noticed', () => {
  const a = m(3, 3).copy();
  const options = {
    get casting(): 'same_kind' {
      a.dispose();
      return 'same_kind';
    },
  };
  expect(() => nd.matmul(a, m(3, 3), options)).toThrow(nd.DisposedError);
});

test('stacks have up to 64 dimensions', () => {
  const ones = new Array<number>(62).fill(1);
  const a = nd.ones([...ones, 2, 3]);
  expect(nd.matmul(a, nd.ones([...ones, 3, 4])).shape).toEqual([...ones, 2, 4]);
  expect(nd.vecdot(nd.ones([1, ...ones, 3]), [1, 2, 3]).shape).toEqual([1, ...ones]);
  expect(
    nd
      .vecdot(nd.ones([1, ...ones, 3]), [1, 2, 3])
      .ravel()
      .toArray(),
  ).toEqual([6]);
});

test('working memory obeys the limit, and is given back', () => {
  const a = nd.ones([600, 600]);
  const out = nd.zeros([600, 600]);
  const { live } = nd.memory.info();
  nd.matmul(a, a, { out });
  expect(nd.memory.info().live).toBeLessThanOrEqual(live);
  nd.memory.setLimit(nd.memory.info().live + 65536);
  try {
    expect(() => nd.matmul(a, a, { out })).toThrow(nd.MemoryLimitError);
    expect(nd.memory.info().live).toBeLessThanOrEqual(live);
  } finally {
    nd.memory.setLimit(null);
  }
});

test('the asynchronous form gives the same bits, callers’ buffers and casts included, and can be cancelled', async () => {
  const a = make('float64', 90, 300);
  const b = make('float32', 300, 80);
  const expected = nd.matmul(a, b);
  expect(await nd.async.matmul(a, b)).toEqual(expected);
  const buffer = new Float64Array(90 * 300);
  buffer.set(a.ravel().toTypedArray() as Float64Array);
  const target = new Float64Array(90 * 80);
  const out = nd.frombuffer(target).reshape([90, 80]);
  expect(await nd.async.matmul(nd.frombuffer(buffer).reshape([90, 300]), b, { out })).toBe(out);
  expect(out.toArray()).toEqual(expected.toArray());
  const wide = nd.zeros([90, 80], { dtype: 'complex128' });
  await nd.async.matmul(a, b, { out: wide });
  expect(wide.real.toArray()).toEqual(expected.toArray());
  await expect(nd.async.matmul(a, a)).rejects.toThrow(nd.ShapeError);
  // Some seconds of work.
  const large = nd.broadcastTo(1, [64, 2e7]);
  const abort = new AbortController();
  const pending = nd.async.matmul(large, large.T, { signal: abort.signal });
  setTimeout(() => abort.abort(), 2);
  await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  const { live } = nd.memory.info();
  await nd.async.matmul(a, b).then((r) => r.dispose());
  expect(nd.memory.info().live).toBeLessThanOrEqual(live);
});
