/** reduce, accumulate, reduceat and outer of functions of two operands, beside NumPy. */
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

type Binary = ((x1: nd.ArrayLike, x2: nd.ArrayLike) => NDArray) & {
  reduce: nd.UfuncReduce;
  accumulate: nd.UfuncAccumulate;
  reduceat: nd.UfuncReduceat;
  outer: nd.UfuncOuter;
};
/** Ours by NumPy's names: what rounds as NumPy does in every order. */
const FUNCTIONS: readonly (readonly [string, Binary])[] = [
  ['subtract', nd.subtract],
  ['multiply', nd.multiply],
  ['add', nd.add],
  ['divide', nd.divide],
  ['floor_divide', nd.floorDivide],
  ['remainder', nd.remainder],
  ['maximum', nd.maximum],
  ['minimum', nd.minimum],
  ['less', nd.less],
  ['equal', nd.equal],
  ['logical_and', nd.logicalAnd],
  ['logical_or', nd.logicalOr],
  ['logical_xor', nd.logicalXor],
  ['bitwise_and', nd.bitwiseAnd],
  ['bitwise_or', nd.bitwiseOr],
  ['bitwise_xor', nd.bitwiseXor],
  ['left_shift', nd.leftShift],
  ['right_shift', nd.rightShift],
  ['gcd', nd.gcd],
  ['lcm', nd.lcm],
  ['fmax', nd.fmax],
  ['fmin', nd.fmin],
  ['fmod', nd.fmod],
];

const DTYPES: readonly DType[] = [
  'bool',
  'int8',
  'int32',
  'int64',
  'uint8',
  'uint64',
  'float16',
  'float32',
  'float64',
  'complex128',
];

/** Small whole numbers, exact in every dtype: sums and products of them do not depend on an order. */
function source(dtype: DType, shape: readonly number[], seed: number, most = 5): readonly [string, NDArray] {
  const size = shape.reduce((x, y) => x * y, 1);
  const values = Array.from({ length: size }, (_, i) => ((i * 7 + seed * 3) % most) + 1);
  const a = nd.array(values).reshape(shape).astype(dtype);
  return [`np.array([${values.join(',')}]).reshape(${JSON.stringify(shape)}).astype('${dtype}')`, a as NDArray];
}

const LAYOUTS: readonly (readonly [string, (a: NDArray) => NDArray])[] = [
  ['x', (a) => a],
  ['x.T', (a) => a.T],
  ['x[..., ::-1]', (a) => a.at('...', '::-1')],
];

for (const [name, ours] of FUNCTIONS) {
  liveTest(`${name} over dtypes, layouts and axes`, () => {
    const cases: LiveCase[] = [];
    for (const dtype of DTYPES) {
      for (const [layout, view] of LAYOUTS) {
        const [python, base] = source(dtype, [3, 4, 5], 1, name === 'multiply' ? 2 : 5);
        const a = view(base);
        const x = `x = ${python}\nx = ${layout}\n`;
        for (const axis of [0, 1, -1]) {
          cases.push([`${x}np.asarray(np.${name}.reduce(x, axis=${axis}))`, () => ours.reduce(a, { axis })]);
          cases.push([`${x}np.${name}.accumulate(x, axis=${axis})`, () => ours.accumulate(a, { axis })]);
          cases.push([
            `${x}np.${name}.reduceat(x, [0, 2, 1, 1], axis=${axis})`,
            () => ours.reduceat(a, [0, 2, 1, 1], { axis }),
          ]);
        }
        cases.push([`${x}np.${name}.reduce(x, axis=None)`, () => ours.reduce(a, { axis: null })]);
        cases.push([
          `${x}np.${name}.reduce(x, axis=(0, 2), keepdims=True)`,
          () => ours.reduce(a, { axis: [0, 2], keepdims: true }),
        ]);
        cases.push([`${x}np.${name}.reduce(x, axis=())`, () => ours.reduce(a, { axis: [] })]);
        cases.push([
          `${x}np.${name}.reduce(x, axis=1, initial=${dtype === 'bool' ? 'True' : '3'}, where=x > 2)`,
          () => ours.reduce(a, { axis: 1, initial: dtype === 'bool' ? true : 3, where: nd.greater(nd.real(a), 2) }),
        ]);
      }
      const [python, a] = source(dtype, [4], 2);
      const [other, b] = source(dtype, [2, 3], 3);
      cases.push([`np.${name}.outer(${python}, ${other})`, () => ours.outer(a, b)]);
      cases.push([`np.asarray(np.${name}.reduce(${python}))`, () => ours.reduce(a)]);
      cases.push([`np.${name}.reduce(np.zeros((0, 3), '${dtype}'))`, () => ours.reduce(nd.zeros([0, 3], { dtype }))]);
      cases.push([`np.${name}.reduce(np.zeros((3, 0), '${dtype}'))`, () => ours.reduce(nd.zeros([3, 0], { dtype }))]);
      cases.push([
        `np.${name}.accumulate(np.zeros((0, 3), '${dtype}'), axis=1)`,
        () => ours.accumulate(nd.zeros([0, 3], { dtype }), { axis: 1 }),
      ]);
    }
    return cases;
  });
}

liveTest('outputs, dtypes, initial values, indices and what is refused', () => {
  const a = nd.array([
    [1, 2, 4],
    [8, 16, 32],
  ]);
  const x = 'x = np.array([[1., 2, 4], [8, 16, 32]])\n';
  const i = nd.array([5n, 3n, 6n]);
  const into = (shape: number[], dtype: DType): NDArray => nd.zeros(shape, { dtype });
  return [
    [`${x}np.subtract.reduce(x, out=np.zeros(3, 'f4'))`, () => nd.subtract.reduce(a, { out: into([3], 'float32') })],
    [`${x}np.subtract.reduce(x, out=np.zeros(3, 'i4'))`, () => nd.subtract.reduce(a, { out: into([3], 'int32') })],
    [`${x}np.subtract.reduce(x, out=np.zeros(2))`, () => nd.subtract.reduce(a, { out: into([2], 'float64') })],
    [
      `${x}np.subtract.reduce(x, 1, 'f4', keepdims=True)`,
      () => nd.subtract.reduce(a, { axis: 1, dtype: 'float32', keepdims: true }),
    ],
    [`${x}np.subtract.reduce(x, 1, initial=100)`, () => nd.subtract.reduce(a, { axis: 1, initial: 100 })],
    [`${x}np.subtract.reduce(x, 1, initial=None)`, () => nd.subtract.reduce(a, { axis: 1, initial: null })],
    [`${x}np.subtract.reduce(x, 1, where=x > 2)`, () => nd.subtract.reduce(a, { axis: 1, where: a.greater(2) })],
    [`${x}np.subtract.reduce(x, 1, where=x)`, () => nd.subtract.reduce(a, { axis: 1, where: a })],
    [`${x}np.subtract.reduce(x, 2)`, () => nd.subtract.reduce(a, { axis: 2 })],
    [`${x}np.bitwise_xor.reduce(x)`, () => nd.bitwiseXor.reduce(a)],
    [`${x}np.logical_or.reduce(x, dtype='f8')`, () => nd.logicalOr.reduce(a, { dtype: 'float64' })],
    [`${x}np.logical_and.reduce(x, 1, initial=False)`, () => nd.logicalAnd.reduce(a, { axis: 1, initial: false })],
    [`${x}np.logical_or.reduce(x, None, initial=True)`, () => nd.logicalOr.reduce(a, { axis: null, initial: true })],
    [`${x}np.maximum.reduce(x, dtype='i2')`, () => nd.maximum.reduce(a, { dtype: 'int16' })],
    [`${x}np.maximum.reduce(x, (0, 1), initial=99)`, () => nd.maximum.reduce(a, { axis: null, initial: 99 })],
    [`${x}np.multiply.reduce(x, 1, dtype='i8')`, () => nd.multiply.reduce(a, { axis: 1, dtype: 'int64' })],
    [`${x}np.add.reduce(x, initial=None)`, () => nd.add.reduce(a, { initial: null })],
    ['np.add.reduce([], initial=None)', () => nd.add.reduce([], { initial: null })],
    ['np.add.reduce(np.zeros((0, 0)), initial=None)', () => nd.add.reduce(nd.zeros([0, 0]), { initial: null })],
    ['np.asarray(np.subtract.reduce(5.0))', () => nd.subtract.reduce(5)],
    ['np.asarray(np.maximum.reduce(5.0))', () => nd.maximum.reduce(5)],
    ['np.subtract.accumulate(5.0)', () => nd.subtract.accumulate(5)],
    ['np.subtract.reduceat(5.0, [0])', () => nd.subtract.reduceat(5, [0])],
    [
      `${x}np.subtract.accumulate(x, 1, out=np.zeros((2, 3), 'f4'))`,
      () => nd.subtract.accumulate(a, { axis: 1, out: into([2, 3], 'float32') }),
    ],
    [
      `${x}np.subtract.accumulate(x, 1, out=np.zeros((2, 2), 'f4'))`,
      () => nd.subtract.accumulate(a, { axis: 1, out: into([2, 2], 'float32') }),
    ],
    [`${x}np.subtract.accumulate(x, None)`, () => nd.subtract.accumulate(a, { axis: null as never })],
    [`${x}np.subtract.accumulate(x, -3)`, () => nd.subtract.accumulate(a, { axis: -3 })],
    [`${x}np.add.accumulate(x, 1, 'c16')`, () => nd.add.accumulate(a, { axis: 1, dtype: 'complex128' })],
    [`${x}np.subtract.accumulate(x.T[:, ::-1], 1)`, () => nd.subtract.accumulate(a.T.at(':', '::-1'), { axis: 1 })],
    [
      `${x}np.subtract.reduceat(x, [0, 2, 1], 1, out=np.zeros((2, 3), 'f4'))`,
      () => nd.subtract.reduceat(a, [0, 2, 1], { axis: 1, out: into([2, 3], 'float32') }),
    ],
    [
      `${x}np.add.reduceat(x, [0, 2, 1], 1, dtype='i4')`,
      () => nd.add.reduceat(a, [0, 2, 1], { axis: 1, dtype: 'int32' }),
    ],
    [
      `${x}np.maximum.reduceat(x, [0, 2, 1], 1, dtype='f4')`,
      () => nd.maximum.reduceat(a, [0, 2, 1], { axis: 1, dtype: 'float32' }),
    ],
    [`${x}np.add.reduceat(x, [0, 3], 1)`, () => nd.add.reduceat(a, [0, 3], { axis: 1 })],
    [`${x}np.add.reduceat(x, [-1], 1)`, () => nd.add.reduceat(a, [-1], { axis: 1 })],
    [`${x}np.add.reduceat(x, [], 1)`, () => nd.add.reduceat(a, [], { axis: 1 })],
    ['np.add.reduceat(np.zeros((2, 0)), [0], axis=1)', () => nd.add.reduceat(nd.zeros([2, 0]), [0], { axis: 1 })],
    ['np.add.reduceat(np.zeros((0, 2)), [0, 1], axis=1)', () => nd.add.reduceat(nd.zeros([0, 2]), [0, 1], { axis: 1 })],
    [
      `${x}np.add.reduceat(x, np.array([0, 1], 'u8'), 1)`,
      () => nd.add.reduceat(a, nd.array([0, 1], { dtype: 'uint64' }), { axis: 1 }),
    ],
    [`${x}np.add.reduceat(x, np.array([[0]]), 1)`, () => nd.add.reduceat(a, nd.array([[0n]]), { axis: 1 })],
    ['np.add.reduceat(np.array([-0.0, -0.0, 1]), [0, 1])', () => nd.add.reduceat([-0, -0, 1], [0, 1])],
    [
      "np.add.reduceat(np.array([-0.0, -0.0], 'f2'), [0])",
      () => nd.add.reduceat(nd.array([-0, -0], { dtype: 'float16' }), [0]),
    ],
    ['np.add.reduceat(np.array([True, True, False]), [0, 1])', () => nd.add.reduceat([true, true, false], [0, 1])],
    [
      'np.bitwise_and.reduce(np.array([5, 3, 6]), initial=4)',
      () => nd.bitwiseAnd.reduce(i, { initial: 4, axis: null }),
    ],
    ['np.power.reduce(np.array([2, -1]))', () => nd.power.reduce([2n, -1n])],
    ['np.power.accumulate(np.array([2, -1]))', () => nd.power.accumulate([2n, -1n])],
    ['np.subtract.outer([1, 2], 3)', () => nd.subtract.outer([1n, 2n], 3n)],
    ["np.multiply.outer(2.0, np.ones(2, 'f4'))", () => nd.multiply.outer(2, nd.ones(2, { dtype: 'float32' }))],
    ['np.maximum.accumulate([1., np.nan, 2, np.inf])', () => nd.maximum.accumulate([1, NaN, 2, Infinity])],
    [
      "np.minimum.accumulate(np.array([3., 1, 2, np.nan, 0], 'f2'))",
      () => nd.minimum.accumulate(nd.array([3, 1, 2, NaN, 0], { dtype: 'float16' })),
    ],
    [
      'np.maximum.accumulate(np.array([1+2j, 1+1j, 2-1j, 0]))',
      () => nd.maximum.accumulate(nd.array([nd.complex(1, 2), nd.complex(1, 1), nd.complex(2, -1), 0])),
    ],
  ];
});

test('folds that round agree with what the parts give', () => {
  const a = nd.random.defaultRng(4).standardNormal({ size: [60, 700] });
  const squares = nd.sqrt(nd.sum(a.multiply(a), { axis: 1 }));
  const length = nd.hypot.reduce(a, { axis: 1 });
  expect(Number(nd.max(length.divide(squares).subtract(1).abs()))).toBeLessThan(1e-13);
  const whole = nd.logaddexp.reduce(a, { axis: null }) as number;
  expect(Math.abs(whole - Math.log(Number(nd.sum(nd.exp(a)))))).toBeLessThan(1e-13);
  expect(nd.logaddexp.reduce([])).toMatchObject({ shape: [] });
  expect(nd.logaddexp.reduce([], { axis: null })).toBe(-Infinity);
  expect(nd.hypot.reduce([-3], { axis: null })).toBe(3);
  expect(nd.fmax.reduce([NaN, 2, NaN, 1], { axis: null })).toBe(2);
  expect(
    nd.fmax.reduce(
      [
        [NaN, 2],
        [3, NaN],
      ],
      { axis: null, initial: 2.5, where: [true, false] },
    ),
  ).toBe(3);
  expect(nd.gcd.reduce([-4n], { axis: null })).toBe(4n);
});

test('long rows and columns agree with what the parts give', () => {
  const rng = nd.random.defaultRng(3);
  const a = rng.integers(0, 2 ** 30, { size: [1000, 333] });
  const flat = a.reshape(-1);
  const byColumns = nd.bitwiseXor.reduce(a);
  expect(nd.bitwiseXor.reduce(a.T.copy({ order: 'C' }), { axis: 1 }).toArray()).toEqual(byColumns.toArray());
  expect(nd.bitwiseXor.reduce(a, { axis: null })).toBe(nd.bitwiseXor.reduce(byColumns, { axis: null }));
  expect(nd.bitwiseXor.accumulate(flat).item(-1)).toBe(nd.bitwiseXor.reduce(flat, { axis: null }));
  expect(nd.subtract.reduce(flat, { axis: null })).toBe(flat.item(0) - flat.at('1:').sum());
  const where = a.greater(1 << 29);
  const kept = nd.where(where, a, 0n);
  expect(nd.bitwiseXor.reduce(a, { where, axis: null })).toBe(nd.bitwiseXor.reduce(kept, { axis: null }));
  expect(nd.bitwiseXor.reduce(a.T, { where: where.T }).toArray()).toEqual(nd.bitwiseXor.reduce(kept.T).toArray());
  const starts = nd.arange(0n, BigInt(flat.size), 7n);
  expect(nd.add.reduceat(flat, starts).sum()).toBe(flat.sum());
  expect(nd.bitwiseXor.reduce(nd.bitwiseXor.reduceat(flat, starts), { axis: null })).toBe(
    nd.bitwiseXor.reduce(flat, { axis: null }),
  );
});

test('an output may be the array itself, or overlap it', () => {
  const a = nd.array([1, 2, 4, 8]);
  nd.subtract.accumulate(a, { out: a });
  expect(a.toArray()).toEqual([1, -1, -5, -13]);
  const b = nd.array([1, 2, 4, 8]);
  nd.subtract.accumulate(b.at(':3'), { out: b.at('1:') });
  expect(b.toArray()).toEqual([1, 1, -1, -5]);
  const c = nd.array([1, 2, 4, 8]);
  nd.add.reduceat(c, [3, 2, 1, 0], { out: c });
  expect(c.toArray()).toEqual([8, 4, 2, 15]);
  const d = nd.array([
    [1, 2],
    [4, 8],
  ]);
  nd.subtract.reduce(d, { out: d.at(0) });
  expect(d.toArray()).toEqual([
    [-3, -6],
    [4, 8],
  ]);
});

test('what cannot be used is refused', () => {
  const gone = nd.zeros(3);
  gone.dispose();
  const a = nd.ones(3);
  const fixed = nd.broadcastTo(nd.zeros([]), [3]);
  for (const call of [
    () => nd.subtract.reduce(gone),
    () => nd.subtract.accumulate(gone),
    () => nd.subtract.reduceat(gone, [0]),
    () => nd.subtract.reduceat(a, gone),
    () => nd.subtract.outer(gone, a),
    () => nd.subtract.accumulate(a, { out: gone }),
  ]) {
    expect(call).toThrow(Error);
  }
  expect(() => nd.subtract.accumulate(a, { out: fixed })).toThrow(nd.ReadOnlyError);
  expect(() => nd.subtract.reduce(a, { out: fixed as never })).toThrow(nd.ReadOnlyError);
  expect(() => nd.subtract.reduce(a, { out: [] as never })).toThrow(nd.ArgumentError);
  expect(() => nd.subtract.reduce(a, { initial: {} as never })).toThrow(nd.ArgumentError);
  expect(() => nd.subtract.reduceat(a, [0.5])).toThrow(nd.IndexError);
  expect(() => nd.subtract.reduceat(a, [true, false, true])).toThrow(nd.DTypeError);
  const trap = {
    get axis(): number {
      gone.dispose();
      a.dispose();
      return 0;
    },
  };
  expect(() => nd.subtract.reduce(a, trap)).toThrow(nd.DisposedError);
});

test('mapped files are folded as other arrays are, and one that was cut is an error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ndstride-'));
  const file = join(folder, 'a.dat');
  try {
    const a = nd.arange(1n, 60_001n).reshape([200, 300]);
    using map = new nd.memmap(file, { dtype: 'int64', mode: 'w+', shape: [200, 300] });
    map.assign(a);
    expect(nd.bitwiseXor.reduce(map).toArray()).toEqual(nd.bitwiseXor.reduce(a).toArray());
    expect(nd.subtract.accumulate(map, { axis: 1 }).toArray()).toEqual(
      nd.subtract.accumulate(a, { axis: 1 }).toArray(),
    );
    expect(nd.add.reduceat(map, [0, 7, 90], { axis: 1 }).toArray()).toEqual(
      nd.add.reduceat(a, [0, 7, 90], { axis: 1 }).toArray(),
    );
    expect(nd.unravelIndex(map.at(0), [200, 300]).map(String)).toEqual(
      nd.unravelIndex(a.at(0), [200, 300]).map(String),
    );
    nd.maximum.accumulate(a, { out: map });
    expect(map.item(199, 299)).toBe(60_000n);
    truncateSync(file, 4096);
    expect(() => nd.bitwiseXor.reduce(map)).toThrow(nd.MappingLostError);
    expect(() => nd.subtract.accumulate(map)).toThrow(nd.MappingLostError);
    expect(() => nd.subtract.reduceat(map, [0, 3])).toThrow(nd.MappingLostError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
