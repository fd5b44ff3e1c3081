/** isin, the set functions, lexsort and sortComplex beside NumPy's; unique by counting beside unique by sorting. */
import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

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

// The bits of a float16 nan are not NumPy's own.
const HAS_NAN = /float32|float64|complex/;

/** The same numbers in both languages: `spread` of them at most, some nans. */
function values(dtype: DType, n: number, step: number, spread: number): NDArray {
  let a: NDArray = nd.arange(BigInt(n)).multiply(step).remainder(spread).subtract(3n);
  if (dtype === 'bool') return a.remainder(2n).astype('bool') as NDArray;
  a = a.astype(dtype);
  if (dtype.startsWith('complex')) {
    a = a.add(nd.arange(BigInt(n)).remainder(3n).multiply(nd.complex(0, 1))).astype(dtype);
  }
  if (HAS_NAN.test(dtype)) a.at('5::13').assign(NaN);
  return a;
}
const python = (name: string, dtype: DType, n: number, step: number, spread: number): string =>
  [
    `${name} = np.arange(${n}) * ${step} % ${spread} - 3`,
    ...(dtype === 'bool' ? [`${name} = (${name} % 2).astype(bool)`] : [`${name} = ${name}.astype('${dtype}')`]),
    ...(dtype.startsWith('complex') ? [`${name} = (${name} + np.arange(${n}) % 3 * 1j).astype('${dtype}')`] : []),
    ...(HAS_NAN.test(dtype) ? [`${name}[5::13] = np.nan`] : []),
  ].join('\n');

/** Numbers and layout of the pairs: few others, many, some far apart. */
const SIZES = [
  [20, 4, 11],
  [40, 30, 17],
  [500, 300, 100000],
  [0, 3, 7],
  [5, 0, 7],
] as const;

function* setCases(): Generator<LiveCase> {
  for (const dtype of DTYPES) {
    for (const [n, m, spread] of SIZES) {
      const other: DType = dtype === 'uint64' ? 'int64' : dtype === 'int32' ? 'float32' : dtype;
      const setup = `${python('a', dtype, n, 7919, spread)}\n${python('b', other, m, 104729, spread)}`;
      const a = values(dtype, n, 7919, spread);
      const b = values(other, m, 104729, spread);
      yield [`${setup}\nnp.isin(a, b)`, () => nd.isin(a, b)];
      yield [`${setup}\nnp.isin(a[::-2], b, invert=True)`, () => nd.isin(a.at('::-2'), b, { invert: true })];
      yield [`${setup}\nnp.union1d(a, b)`, () => nd.union1d(a, b)];
      yield [`${setup}\nnp.intersect1d(a, b)`, () => nd.intersect1d(a, b)];
      yield [
        `${setup}\nnp.intersect1d(a, b, return_indices=True)`,
        () => nd.intersect1d(a, b, { returnIndices: true }),
      ];
      yield [`${setup}\nnp.setdiff1d(a, b)`, () => nd.setdiff1d(a, b)];
      yield [`${setup}\nnp.setxor1d(a, b)`, () => nd.setxor1d(a, b)];
      yield [
        `${setup}\nnp.intersect1d(np.unique(a), np.unique(b), assume_unique=True)`,
        () => nd.intersect1d(nd.unique(a) as NDArray, nd.unique(b) as NDArray, { assumeUnique: true }),
      ];
      yield [
        `${setup}\nnp.unique(a, return_index=True, return_inverse=True, return_counts=True)`,
        () => nd.unique(a, { returnIndex: true, returnInverse: true, returnCounts: true }),
      ];
      yield [`${setup}\nnp.unique(a)`, () => nd.unique(a)];
    }
  }
  yield [
    'np.isin([[1, 2], [3, 4]], 4)',
    () =>
      nd.isin(
        [
          [1, 2],
          [3, 4],
        ],
        4,
      ),
  ];
  yield ['np.isin(5, [5, 6])', () => nd.isin(5, [5, 6])];
  yield ['np.isin([1.0], [1], kind="table")', () => nd.isin([1], [1], { kind: 'table' })];
  yield ['np.isin([1], [1], kind="foo")', () => nd.isin([1], [1], { kind: 'foo' as never })];
}

liveTest('sets are NumPy’s', () => [...setCases()]);

function* lexCases(): Generator<LiveCase> {
  const lists: readonly (readonly DType[])[] = [
    ...DTYPES.map((dtype) => [dtype]),
    ['int64', 'int8'],
    ['float64', 'float64'],
    ['float64', 'bool', 'uint16'],
    ['complex128', 'float16'],
    ['complex64', 'complex128', 'int32'],
    ['uint64', 'int64', 'float32', 'float64', 'uint8'],
    ['bool', 'bool', 'bool', 'bool'],
  ];
  for (const dtypes of lists) {
    for (const n of [1, 2, 9, 60, 700]) {
      const spread = [5, 3, 40];
      const names = dtypes.map((_, k) => `k${k}`);
      const setup = dtypes.map((dtype, k) => python(names[k]!, dtype, n, 7919 + 2 * k, spread[k % 3]!)).join('\n');
      const keys = dtypes.map((dtype, k) => values(dtype, n, 7919 + 2 * k, spread[k % 3]!));
      yield [`${setup}\nnp.lexsort((${names.join(', ')},))`, () => nd.lexsort(keys)];
      if (n === 60) {
        const shaped = names.map((name) => `${name}.reshape(3, 4, 5)`).join(', ');
        for (const axis of [0, 1, 2, -2]) {
          yield [
            `${setup}\nnp.lexsort((${shaped},), axis=${axis})`,
            () =>
              nd.lexsort(
                keys.map((key) => key.reshape([3, 4, 5]) as NDArray),
                { axis },
              ),
          ];
        }
      }
    }
  }
  yield [
    'np.lexsort(np.array([[3, 1, 2], [0, 0, 1]]))',
    () =>
      nd.lexsort(
        nd.array([
          [3, 1, 2],
          [0, 0, 1],
        ]),
      ),
  ];
  yield ['np.asarray(np.lexsort((1, 2)))', () => nd.lexsort([1, 2])];
  yield ['np.lexsort(([], []))', () => nd.lexsort([[], []])];
  yield ['np.lexsort(())', () => nd.lexsort([])];
  yield ['np.lexsort(5)', () => nd.lexsort(5 as never)];
  yield ['np.lexsort(([1, 2], [1]))', () => nd.lexsort([[1, 2], [1]])];
  yield ['np.lexsort(([1, 2],), axis=1)', () => nd.lexsort([[1, 2]], { axis: 1 })];
  for (const dtype of DTYPES) {
    yield [
      `${python('a', dtype, 30, 7919, 17)}\nnp.sort_complex(a)`,
      () => nd.sortComplex(values(dtype, 30, 7919, 17)),
    ];
  }
  yield ['np.sort_complex(5)', () => nd.sortComplex(5)];
}

liveTest('lexsort and sort_complex are NumPy’s', () => [...lexCases()]);

test('integers of 64 bits are told apart, whatever their signs', () => {
  const signed = nd.array([2n ** 63n - 1n, 0n, 5n, -1n]);
  const unsigned = nd.array([2n ** 63n - 1n, 2n ** 63n, 5n, 2n ** 64n - 1n], { dtype: 'uint64' });
  expect(nd.isin(signed, unsigned).toArray()).toEqual([true, false, true, false]);
  expect(nd.isin(unsigned, signed).toArray()).toEqual([true, false, true, false]);
});

test('membership is found in tables of bits and of keys, whatever the numbers', () => {
  const rng = nd.random.defaultRng(11);
  for (const high of [50, 5000, 2 ** 52]) {
    for (const dtype of ['int64', 'float64', 'complex128'] as const) {
      const a = rng.integers(0, high, { size: [20000] }).astype(dtype) as NDArray;
      const b = rng.integers(0, high, { size: [3000] }).astype(dtype) as NDArray;
      const others = nd.concatenate([b, a.at(':100')]);
      const known = new Set(others.flatValues().map(String));
      const wanted = a.flatValues().map((x) => known.has(String(x)));
      expect(nd.isin(a, others).toArray()).toEqual(wanted);
      expect(nd.countNonzero(nd.isin(a, others, { invert: true }))).toBe(wanted.filter((is) => !is).length);
    }
  }
});

test('integers of a small range are counted: the same as by sorting', () => {
  const rng = nd.random.defaultRng(5);
  for (const dtype of ['int8', 'uint16', 'int32', 'int64', 'uint64'] as const) {
    const low = dtype.startsWith('u') ? 3 : -100;
    const a = rng.integers(low, low + 200, { size: [50001] }).astype(dtype) as NDArray;
    const [values, index, inverse, counts] = nd.unique(a, {
      returnIndex: true,
      returnInverse: true,
      returnCounts: true,
    });
    const sorted = nd.unique(a.astype('float64') as NDArray, {
      returnIndex: true,
      returnInverse: true,
      returnCounts: true,
    });
    expect(values.dtype).toBe(dtype);
    expect(nd.unique(a).toString()).toBe(values.toString());
    expect(values.astype('float64').toString()).toBe(sorted[0].toString());
    expect(nd.all(nd.equal(index!, sorted[1]!))).toBe(true);
    expect(nd.all(nd.equal(inverse!, sorted[2]!))).toBe(true);
    expect(nd.all(nd.equal(counts!, sorted[3]!))).toBe(true);
  }
  const ends = nd.tile(nd.array([-(2n ** 63n), 2n ** 63n - 1n]), 40);
  expect(nd.unique(ends).toArray()).toEqual([-(2n ** 63n), 2n ** 63n - 1n]);
  const top = nd.tile(nd.array([2n ** 64n - 1n, 2n ** 64n - 3n], { dtype: 'uint64' }), 40);
  expect(nd.unique(top).toArray()).toEqual([2n ** 64n - 3n, 2n ** 64n - 1n]);
});

test('bad input', () => {
  const gone = nd.array([1, 2]);
  gone.dispose();
  for (const call of [nd.isin, nd.union1d, nd.intersect1d, nd.setdiff1d, nd.setxor1d]) {
    expect(() => call(gone, [1])).toThrow(nd.DisposedError);
    expect(() => call([1], gone)).toThrow(nd.DisposedError);
    expect(() => call('x' as never, [1])).toThrow(TypeError);
  }
  expect(() => nd.isin([1], [1], { invert: 1 as never })).toThrow(TypeError);
  expect(() => nd.lexsort([gone])).toThrow(nd.DisposedError);
  expect(() => nd.lexsort([['x']] as never)).toThrow(TypeError);
  expect(() => nd.sortComplex(gone)).toThrow(nd.DisposedError);
  const far = nd.concatenate([nd.arange(60n), nd.array([-(2n ** 62n), 2n ** 62n])]);
  expect(() => nd.isin([1n], far, { kind: 'table' })).toThrow(RangeError);
});
