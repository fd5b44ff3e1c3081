/**
 * Forty places where re-implementations of NumPy go wrong, as facts of NumPy 2.4. One test each, in the order of the
 * project's list; records (39) come with structured dtypes.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../lib/index';
import type { ArrayLike, DType, NDArray } from '../../lib/index';

const A = <D extends DType>(values: ArrayLike, dtype: D): NDArray<D> => nd.array(values, { dtype });
const ints = (...values: number[]): NDArray<'int64'> => A(values, 'int64');
const list = (a: unknown): unknown => (a as NDArray).toArray();
const numbers = (a: unknown): unknown =>
  JSON.parse(JSON.stringify(list(a), (_, x: unknown) => (typeof x === 'bigint' ? Number(x) : x)));
const dtypeOf = (a: unknown): string => (a as NDArray).dtype;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nds-semantics-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('1. weak scalars', () => {
  const u8 = A([1], 'uint8');
  const f4 = A([1], 'float32');
  expect(dtypeOf(u8.add(1n))).toBe('uint8');
  expect(dtypeOf(u8.add(1.5))).toBe('float64');
  expect(dtypeOf(f4.add(1.5))).toBe('float32');
  expect(dtypeOf(f4.add(nd.complex(0, 1)))).toBe('complex64');
  expect(list(A([1], 'float16').add(70000))).toEqual([Infinity]);
  expect(() => u8.add(300n)).toThrow(/out of bounds for uint8/);
  expect(() => u8.add(-1n)).toThrow(/out of bounds for uint8/);
  expect(list(u8.less(300n))).toEqual([true]);
  expect(dtypeOf(A([true], 'bool').add(1n))).toBe('int64');
});

test('2. 0-d arrays are strong', () => {
  expect(dtypeOf(A([1], 'float32').add(nd.array(1)))).toBe('float64');
  expect(dtypeOf(A([1], 'uint8').add(A(1n, 'int64')))).toBe('int64');
});

test('3. promotion', () => {
  const cases: [DType, DType, DType][] = [
    ['uint64', 'int64', 'float64'],
    ['uint8', 'int8', 'int16'],
    ['uint32', 'int32', 'int64'],
    ['int32', 'float32', 'float64'],
    ['int16', 'float32', 'float32'],
    ['int8', 'float16', 'float16'],
    ['int16', 'float16', 'float32'],
    ['float64', 'complex64', 'complex128'],
    ['int32', 'complex64', 'complex128'],
  ];
  for (const [a, b, result] of cases) expect([a, b, nd.add(A([1], a), A([1], b)).dtype]).toEqual([a, b, result]);
});

test('4. division and float functions of integers', () => {
  expect(dtypeOf(A([1], 'int8').divide(A([1], 'int8')))).toBe('float64');
  expect(dtypeOf(A([4], 'int8').sqrt())).toBe('float16');
  expect(dtypeOf(A([4], 'int16').sqrt())).toBe('float32');
  expect(dtypeOf(A([4], 'int32').sqrt())).toBe('float64');
  expect(dtypeOf(A([true], 'bool').sin())).toBe('float16');
});

test('5. in place keeps the dtype', () => {
  const f4 = A([1], 'float32');
  expect(f4.iadd(A([0.5], 'float64')).dtype).toBe('float32');
  const i4 = A([4], 'int32');
  expect(() => i4.iadd(1.5)).toThrow(nd.DTypeError);
  expect(() => i4.idiv(2n)).toThrow(nd.DTypeError);
  expect(() => A([1], 'uint32').iadd(i4)).toThrow(nd.DTypeError);
  expect(list(i4)).toEqual([4]);
});

test('6. 0-d arrays', () => {
  const a = nd.array(1);
  expect([a.shape, a.size]).toEqual([[], 1]);
  expect(a.set(5, '...').item()).toBe(5);
  expect(() => a.at(0)).toThrow(nd.IndexError);
  expect(a.length).toBeUndefined(); // what JavaScript says where Python raises
  expect(nd.isNDArray(a.at('...'))).toBe(true);
});

test('7. overlapping operands act as if copied first', () => {
  const a = nd.arange(6n);
  a.at('1:').iadd(a.at(':-1'));
  expect(numbers(a)).toEqual([0, 1, 3, 5, 7, 9]);
  const b = nd.arange(6n);
  b.set(b.at(':-1'), '1:');
  expect(numbers(b)).toEqual([0, 0, 1, 2, 3, 4]);
  const c = nd.arange(6n);
  c.set(c.at('::-1'), ':');
  expect(numbers(c)).toEqual([5, 4, 3, 2, 1, 0]);
  const m = nd.arange(9n).reshape([3, 3]);
  m.iadd(m.T);
  expect(numbers(m)).toEqual(numbers(m.T));
  const d = nd.arange(5n);
  nd.add(d.at(':-1'), d.at('1:'), { out: d.at('1:') });
  expect(numbers(d.at('1:'))).toEqual([1, 3, 5, 7]);
});

test('8. negative strides', () => {
  const a = nd.arange(12n).reshape([3, 4]).at('::-1', '::-2');
  expect(a.strides).toEqual([-32, -16]);
  expect(numbers(a)).toEqual([
    [11, 9],
    [7, 5],
    [3, 1],
  ]);
  expect(a.sum()).toBe(36n);
  expect(numbers(a.copy().ravel())).toEqual([11, 9, 7, 5, 3, 1]);
  expect(numbers(a.ravel({ order: 'K' }))).toEqual([11, 9, 7, 5, 3, 1]);
});

test('9. view or copy', () => {
  const a = nd.arange(6n).reshape([2, 3]);
  a.at(0).set(9n, 0);
  expect(a.item(0, 0)).toBe(9n);
  const fancy = a.select([0]);
  fancy.set(7n, 0, 0);
  a.select(a.greater(0n)).set(7n, 0);
  expect(a.item(0, 0)).toBe(9n);
  expect(nd.sharesMemory(a.reshape([3, 2]), a)).toBe(true);
  expect(nd.sharesMemory(a.T.reshape(6), a)).toBe(false);
  expect(() => a.T.reshape([6], { copy: false })).toThrow(/Unable to avoid creating a copy/);
});

test('10. zero-size arrays', () => {
  const a = nd.zeros([0, 3]);
  expect(a.sum()).toBe(0);
  expect(list(a.sum({ axis: 0 }))).toEqual([0, 0, 0]);
  expect((a.sum({ axis: 1 }) as NDArray).shape).toEqual([0]);
  expect([a.prod(), a.all(), a.any()]).toEqual([1, true, false]);
  expect(list(nd.matmul(nd.zeros([2, 0]), nd.zeros([0, 2])))).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(a.reshape([3, 0]).shape).toEqual([3, 0]);
  expect(() => a.reshape([-1, 0])).toThrow(nd.ShapeError);
});

test('11. empty reductions', () => {
  const a = nd.zeros(0);
  const ops: ((x: NDArray) => unknown)[] = [nd.max, nd.min, nd.argmax, nd.argmin];
  for (const op of ops) expect(() => op(a)).toThrow(nd.ValueError);
  expect((nd.zeros([0, 3]).max({ axis: 1 }) as NDArray).shape).toEqual([0]);
  expect([a.mean(), a.var()]).toEqual([NaN, NaN]);
  expect(a.max({ initial: -5 })).toBe(-5);
});

test('12. nan in order', () => {
  const a = nd.array([3, NaN, 1, NaN, 2]);
  expect(list(nd.sort(a))).toEqual([1, 2, 3, NaN, NaN]);
  expect(numbers(nd.argsort(a, { kind: 'stable' }))).toEqual([2, 4, 0, 1, 3]);
  const z = nd.sort(nd.array([nd.complex(NaN, 0), nd.complex(1, 0)]));
  expect(z.item(0)).toEqual(nd.complex(1, 0));
  expect([a.min(), a.max(), a.argmin(), a.argmax()].map(Number)).toEqual([NaN, NaN, 1, 1]);
  expect(list(nd.maximum([NaN, 1], 0))).toEqual([NaN, 1]);
  expect(list(nd.fmax([NaN, 1], 0))).toEqual([0, 1]);
  expect(Number(nd.searchsorted(nd.sort(a), NaN))).toBe(3);
  expect(list(nd.unique(a))).toEqual([1, 2, 3, NaN]);
});

test('13. signed zeros', () => {
  const one = (a: NDArray): unknown => a.item();
  for (const value of [
    nd.negative(nd.array(0)),
    nd.sqrt(nd.array(-0)),
    nd.round(nd.array(-0.2)),
    nd.ceil(nd.array(-0.5)),
    nd.remainder(nd.array(3), -3),
  ]) {
    expect(one(value)).toBe(-0);
  }
  for (const value of [nd.add(nd.array(-0), 0), nd.remainder(nd.array(-3), 3), nd.remainder(nd.array(-0), 3)]) {
    expect(one(value)).toBe(0);
  }
  expect(nd.sum([-0, -0])).toBe(0);
  expect(list(nd.cumsum([-0, -0]))).toEqual([-0, -0]);
});

test('14. integer // and %', () => {
  const x = ints(7, -7, 7, -7);
  const y = ints(3, 3, -3, -3);
  const [quotient, rest] = nd.divmod(x, y);
  expect([numbers(quotient), numbers(rest)]).toEqual([
    [2, -3, -3, 2],
    [1, 2, -2, -1],
  ]);
  expect(numbers(nd.fmod(x, y))).toEqual([1, -1, 1, -1]);
  expect(numbers(nd.floorDivide(x, 0n))).toEqual([0, 0, 0, 0]);
  expect(numbers(nd.remainder(x, 0n))).toEqual([0, 0, 0, 0]);
  expect(numbers(nd.floorDivide(A([-128], 'int8'), A([-1], 'int8')))).toEqual([-128]);
  expect(numbers(nd.remainder(A([-128], 'int8'), A([-1], 'int8')))).toEqual([0]);
});

test('15. float // and %', () => {
  const f = (op: (x: ArrayLike, y: ArrayLike) => NDArray, x: number, y: number): unknown => op(nd.array(x), y).item();
  expect(f(nd.floorDivide, 1, 0.1)).toBe(9);
  expect(f(nd.remainder, -1, Infinity)).toBe(Infinity);
  expect(f(nd.floorDivide, -1, Infinity)).toBe(-1);
  expect(f(nd.floorDivide, Infinity, 2)).toBe(NaN);
  expect(f(nd.remainder, 5, 0)).toBe(NaN);
  expect(f(nd.floorDivide, 5, 0)).toBe(Infinity);
});

test('16. integer overflow wraps', () => {
  expect(list(A([127], 'int8').add(1n))).toEqual([-128]);
  expect(list(A([0], 'uint8').subtract(1n))).toEqual([255]);
  expect(list(A([200], 'uint8').multiply(2n))).toEqual([144]);
  expect(list(A([-128], 'int8').abs())).toEqual([-128]);
  expect(list(A([2n ** 62n], 'int64').multiply(4n))).toEqual([0n]);
  expect(list(A([10], 'int8').power(3n))).toEqual([-24]);
});

test('17. powers and shifts', () => {
  expect(() => ints(2).power(ints(-1))).toThrow(nd.ValueError);
  expect(dtypeOf(A([2], 'int8').power(A([1], 'uint8')))).toBe('int16');
  expect(list(A([1], 'int32').leftShift(32n))).toEqual([0]);
  expect(list(A([-1], 'int32').rightShift(40n))).toEqual([-1]);
  expect(list(A([1], 'uint8').leftShift(8n))).toEqual([0]);
  expect(list(nd.power([-8, NaN, 1], [1 / 3, 0, NaN]))).toEqual([NaN, 1, 1]);
});

test('18. casts out of range', () => {
  expect(list(ints(-1, 300).astype('uint8'))).toEqual([255, 44]);
  expect(list(nd.array([2.9, -2.9]).astype('int64'))).toEqual([2n, -2n]);
  expect(list(nd.array([NaN]).astype('int64'))).toEqual([-(2n ** 63n)]);
  expect(list(nd.array([1e300]).astype('float32'))).toEqual([Infinity]);
  expect(list(nd.array([NaN, -0]).astype('bool'))).toEqual([true, false]);
  expect(list(A([2n ** 53n + 1n], 'int64').astype('float64'))).toEqual([2 ** 53]);
  expect(list(nd.array([nd.complex(1, 2)]).astype('float64'))).toEqual([1]);
});

test('19. 64-bit integers are exact', () => {
  const values = [2n ** 53n + 1n, 2n ** 63n - 1n];
  const a = nd.array(values);
  expect(list(a)).toEqual(values);
  expect(a.max()).toBe(values[1]);
  expect(list(a.floorDivide(1n))).toEqual(values);
  expect(a.at(':1').sum()).toBe(values[0]);
  expect(nd.array([2n ** 63n]).dtype).toBe('uint64');
});

test('20. pairwise summation', () => {
  const singles = nd.full(10_000_000, 0.1, { dtype: 'float32' });
  expect(Math.abs(Number(singles.sum()) - 1e6)).toBeLessThan(1);
  expect(Math.abs(Number(nd.cumsum(singles).item(-1)) - 1e6)).toBeGreaterThan(1e4);
  expect(Math.abs(Number(nd.full(1_000_000, 0.1).sum()) - 1e5)).toBeLessThan(2e-9);
});

test('21. accumulator dtypes', () => {
  const of = (d: DType): string => dtypeOf(nd.sum(A([1], d), { axis: 0, keepdims: true }));
  expect((['uint8', 'int8', 'int32', 'bool', 'float16', 'float32'] as const).map(of)).toEqual([
    'uint64',
    'int64',
    'int64',
    'int64',
    'float16',
    'float32',
  ]);
  const a = nd.full(300, 255, { dtype: 'uint8' });
  expect(a.sum()).toBe(76500n);
  expect(nd.sum(a.at(':2'), { dtype: 'int8' })).toBe(-2);
});

test('22. mean and var', () => {
  const of = (d: DType): string => dtypeOf(nd.mean(A([1], d), { axis: 0, keepdims: true }));
  expect((['int32', 'float32', 'float16'] as const).map(of)).toEqual(['float64', 'float32', 'float16']);
  const big = nd.full(100_000, 60_000, { dtype: 'float16' });
  expect([Number(big.mean()), Number(big.sum())]).toEqual([60_000, Infinity]);
  expect(nd.var([1e9, 1e9 + 1, 1e9 + 2])).toBeCloseTo(2 / 3, 12);
  expect(nd.var([1], { ddof: 1 })).toBe(NaN);
  expect(dtypeOf(nd.std(nd.array([nd.complex(0, 1)]), { axis: 0, keepdims: true }))).toBe('float64');
});

test('23. argmax and argmin give the first of ties', () => {
  expect(Number(nd.argmax([1, 3, 3]))).toBe(1);
  expect(Number(nd.argmin([2, 1, 1]))).toBe(1);
  expect(
    Number(
      nd.argmax([
        [1, 2],
        [5, 5],
      ]),
    ),
  ).toBe(2);
  expect(Number(nd.argmax(A([false, true, true], 'bool')))).toBe(1);
  expect(dtypeOf(nd.argmax([[1, 2]], { axis: 1 }))).toBe('int64');
});

test('24. sort', () => {
  const keys = ints(1, 0, 1, 0);
  expect(numbers(nd.argsort(keys, { kind: 'stable' }))).toEqual([1, 3, 0, 2]);
  expect(
    list(
      nd.sort([
        [2, 1],
        [1, 0],
      ]),
    ),
  ).toEqual([
    [1, 2],
    [0, 1],
  ]);
  expect(
    list(
      nd.sort(
        [
          [2, 1],
          [1, 0],
        ],
        { axis: null },
      ),
    ),
  ).toEqual([0, 1, 1, 2]);
  expect(
    numbers(
      nd.lexsort([
        [1, 0, 0],
        [0, 0, 1],
      ]),
    ),
  ).toEqual([1, 0, 2]);
});

test('25. round is half to even', () => {
  expect(list(nd.round([0.5, 1.5, 2.5, -0.5]))).toEqual([0, 2, 2, -0]);
  expect(list(nd.round([2.675], { decimals: 2 }))).toEqual([2.68]);
  expect(numbers(nd.round(ints(15, 25), { decimals: -1 }))).toEqual([20, 20]);
});

test('26. float16', () => {
  const half = (x: number): unknown => A([x], 'float64').astype('float16').item(0);
  expect([2049, 2051, 65519, 65520, 2 ** -25, 2 ** -25 * (1 + 2 ** -20), 1 + 2 ** -11 + 2 ** -30].map(half)).toEqual([
    2048,
    2052,
    65504,
    Infinity,
    0,
    2 ** -24,
    1 + 2 ** -10,
  ]);
  expect(list(A([2048], 'float16').add(A([1], 'float16')))).toEqual([2048]);
});

test('27. set broadcasts and casts unsafely', () => {
  const a = nd.zeros([3, 4]);
  a.set([1, 2, 3, 4], ':');
  expect(list(a.at(2))).toEqual([1, 2, 3, 4]);
  a.set([[5], [6]], '1:', '2:');
  expect(list(a.at('1:', '2:'))).toEqual([
    [5, 5],
    [6, 6],
  ]);
  a.set(nd.ones([1, 1, 4]), 0);
  expect(list(a.at(0))).toEqual([1, 1, 1, 1]);
  expect(list(ints(0).set(nd.array([2.9]), ':'))).toEqual([2n]);
  expect(() => a.set([1, 2], 0)).toThrow(nd.ShapeError);
  expect(() => a.set(5, '3:')).not.toThrow();
});

test('28. fancy indexing', () => {
  const a = nd.zeros([2, 3, 4]);
  expect(a.select([0, 1], ':', [1, 2]).shape).toEqual([2, 3]);
  expect(a.select(0, ':', [0, 1]).shape).toEqual([2, 3]);
  expect(nd.zeros(2).select(true).shape).toEqual([1, 2]);
  expect(() => nd.zeros(3).select(A([true, false], 'bool'))).toThrow(nd.IndexError);
  const b = ints(0, 0);
  b.iadd(1n, { at: [[0, 0]] });
  expect(numbers(b)).toEqual([1, 0]);
  nd.add.at(b, [[0, 0]], 1n);
  expect(numbers(b)).toEqual([3, 0]);
  b.set(ints(7, 8), [0, 0]);
  expect(numbers(b)).toEqual([8, 0]);
  expect(b.at('1:100').shape).toEqual([1]);
  expect(() => b.at(2)).toThrow(nd.IndexError);
});

test('29. broadcasting', () => {
  expect(nd.add(nd.zeros([3, 1]), nd.zeros([1, 0])).shape).toEqual([3, 0]);
  const b = nd.broadcastTo(nd.zeros([3]), [2, 3]);
  expect(b.strides).toEqual([0, 8]);
  expect(() => b.set(1, ':')).toThrow(nd.ReadOnlyError);
});

test('30. axis and keepdims', () => {
  const a = nd.ones([2, 3, 4]);
  expect((a.sum({ axis: [0, -1] }) as NDArray).shape).toEqual([3]);
  expect(list(a.at(0, 0).sum({ axis: [] }))).toEqual([1, 1, 1, 1]);
  expect((a.sum({ keepdims: true }) as NDArray).shape).toEqual([1, 1, 1]);
  expect(() => a.sum({ axis: [0, 0] })).toThrow(nd.AxisError);
  expect(() => a.sum({ axis: 3 })).toThrow(nd.AxisError);
});

test('31. where, initial, out', () => {
  const mask = A([true, false, true], 'bool');
  expect(nd.sum([1, 2, 3], { where: mask })).toBe(4);
  expect(() => nd.max([1, 2, 3], { where: mask })).toThrow(nd.ValueError);
  expect(nd.max([1, 2, 3], { where: mask, initial: 0 })).toBe(3);
  const out = nd.full(3, 9);
  nd.add([1, 2, 3], 1, { out, where: mask });
  expect(list(out)).toEqual([2, 9, 4]);
  expect(() => nd.add([1, 2], 0.5, { out: ints(0, 0) })).toThrow(nd.DTypeError);
});

test('32. arange', () => {
  expect(nd.arange(1, 1.3, 0.1).size).toBe(4);
  const tenths = nd.arange(0, 1, 0.1);
  expect([tenths.size, tenths.item(3)]).toEqual([10, 0.30000000000000004]);
  expect(nd.arange(1, 2, 0.1).item(-1)).toBe(1.9000000000000008);
});

test('33. linspace', () => {
  const a = nd.linspace(0.1, 0.7, { num: 7 });
  expect([a.item(0), a.item(6)]).toEqual([0.1, 0.7]);
  expect(list(nd.linspace(2, 3, { num: 1 }))).toEqual([2]);
  expect(nd.linspace(2, 3, { num: 0 }).size).toBe(0);
  expect(numbers(nd.linspace(-2.5, 0, { num: 2, dtype: 'int64' }))).toEqual([-3, 0]);
});

test('34. mixed comparisons are exact for integers', () => {
  expect(list(nd.greater(A([2n ** 63n], 'uint64'), A([-1n], 'int64')))).toEqual([true]);
  expect(list(nd.equal(A([-1n], 'int64'), A([2n ** 64n - 1n], 'uint64')))).toEqual([false]);
  expect(list(nd.equal(A([2n ** 53n + 1n], 'int64'), A([2 ** 53], 'float64')))).toEqual([true]);
});

test('35. bool arithmetic', () => {
  const t = A([true], 'bool');
  expect([list(t.add(t)), list(t.multiply(t)), dtypeOf(t.divide(t))]).toEqual([[true], [true], 'float64']);
  expect(() => t.subtract(t)).toThrow(nd.DTypeError);
  expect(() => t.negative()).toThrow(nd.DTypeError);
  expect(list(t.invert())).toEqual([false]);
  expect(numbers(ints(1).invert())).toEqual([-2]);
});

test('36. printing', () => {
  expect(String(nd.array([1, 2.5, -3]))).toBe('[ 1.   2.5 -3. ]');
  expect(String(nd.array([1e10, 1]))).toBe('[1.e+10 1.e+00]');
  expect(String(nd.array([0.1, 1 / 3]))).toBe('[0.1        0.33333333]');
  expect(String(nd.arange(1001n))).toBe('[   0    1    2 ...  998  999 1000]');
});

test('37. memmap', () => {
  const file = join(folder, 'map.bin');
  new nd.memmap(file, { mode: 'w+', dtype: 'float64', shape: [4], offset: 16 }).dispose();
  expect(statSync(file).size).toBe(48);
  const r = new nd.memmap(file, { mode: 'r', dtype: 'float64', shape: [4], offset: 16 });
  expect(() => r.set(1, 0)).toThrow(nd.ReadOnlyError);
  const c = new nd.memmap(file, { mode: 'c', dtype: 'float64', shape: [4], offset: 16 });
  c.set(5, 0);
  c.flush();
  expect(readFileSync(file).every((byte) => byte === 0)).toBe(true);
  for (const mode of ['r', 'c'] as const) {
    expect(() => new nd.memmap(file, { mode, dtype: 'float64', shape: [100] })).toThrow(nd.ValueError);
  }
  new nd.memmap(file, { mode: 'r+', dtype: 'float64', shape: [100] }).dispose();
  expect(statSync(file).size).toBe(800);
  writeFileSync(join(folder, 'odd.bin'), new Uint8Array(13));
  expect(() => new nd.memmap(join(folder, 'odd.bin'), { mode: 'r', dtype: 'float64' })).toThrow(nd.ValueError);
  expect(nd.sharesMemory(r.at('1:3'), r)).toBe(true);
});

test('38. the header of npy files', () => {
  const file = join(folder, 'header.npy');
  nd.save(file, A([1, 2, 3], 'int16'));
  const bytes = readFileSync(file);
  const length = bytes.readUInt16LE(8);
  const header = bytes.subarray(10, 10 + length).toString('latin1');
  expect([...bytes.subarray(0, 8)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  expect((10 + length) % 64).toBe(0);
  expect(header).toMatch(/^\{'descr': '<i2', 'fortran_order': False, 'shape': \(3,\), \} *\n$/);
  nd.save(file, nd.array(5));
  expect(nd.loadNpy(file).shape).toEqual([]);
});

test('39. windows are views that cannot be written', () => {
  const w = nd.slidingWindowView(nd.zeros(5), 3);
  expect([w.shape, w.strides]).toEqual([
    [3, 3],
    [8, 8],
  ]);
  expect(() => w.set(1, ':')).toThrow(nd.ReadOnlyError);
});

test('40. complex', () => {
  const z = (re: number, im: number): NDArray => nd.array(nd.complex(re, im));
  expect(nd.abs(z(1e300, 1e300)).item()).toBeCloseTo(Math.SQRT2 * 1e300, -290);
  expect(nd.abs(z(Infinity, NaN)).item()).toBe(Infinity);
  const sign = nd.sign(z(3, 4)).item() as nd.Complex;
  expect([sign.re, sign.im]).toEqual([0.6, 0.8]);
  const sorted = nd.sort(nd.array([nd.complex(1, 2), nd.complex(1, 1), nd.complex(0, 5)]));
  expect(list(sorted)).toEqual([nd.complex(0, 5), nd.complex(1, 1), nd.complex(1, 2)]);
  expect(nd.max(sorted)).toEqual(nd.complex(1, 2));
  expect(() => nd.remainder(z(1, 0), z(1, 0))).toThrow(nd.DTypeError);
  expect(() => nd.floor(z(1, 0))).toThrow(nd.DTypeError);
});
