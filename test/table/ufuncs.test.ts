/** Every elementwise op of spec/, for every dtype and layout, against NumPy's results. */
import * as nd from '../../lib';
import type { NDArray, SliceText } from '../../lib';
import { general, type Ufunc, type UfuncOptions } from '../../lib/ops/ufunc';
import { UFUNCS } from '../../lib/ops/ufunc-table.gen';
import { complexUlps, fixture, keys, partsOf, ulps, unpack, type Packed, type UfuncCase } from './fixture';
import { layouts } from './layouts';

const ROWS: readonly Ufunc[] = Object.values(UFUNCS);

/** Largest distance to the correctly rounded result, in whole units, that the row's bound allows. */
const BOUNDS: ReadonlyMap<string, number> = new Map(ROWS.map((u) => [u.name, Math.floor(u.maxUlp + 0.5 - 1e-9)]));

/** The same for what complex numbers give, by the larger part. */
const COMPLEX_BOUNDS: ReadonlyMap<string, number> = new Map(ROWS.map((u) => [u.name, u.complexUlp]));

type Op = (...args: unknown[]) => NDArray;

/** An op as users call it; nd.angle takes other options than its ufunc, and some rows are parts of other functions. */
function opOf(name: string): Op {
  const own = (nd as unknown as Record<string, Op | undefined>)[name];
  if (name !== 'angle' && own !== undefined) return own;
  const row = ROWS.find((u) => u.name === name)!;
  return (...args) =>
    general(row, args.slice(0, row.inputs) as NDArray[], args[row.inputs] as UfuncOptions | undefined);
}

/** Zeros of either sign are equal where NumPy itself gives one or the other. */
const SIGNLESS_ZERO = new Set(['minimum', 'maximum', 'clip', 'fmin', 'fmax']);

/** Compares complex numbers, or real ones computed from complex numbers, within the bound of the row. */
function expectNear(got: NDArray, wanted: NDArray, bound: number, note: string): void {
  const step = got.dtype.startsWith('complex') ? 2 : 1;
  const a = partsOf(got);
  const b = partsOf(wanted);
  for (let i = 0; i < a.length; i += step) {
    const [x, y] = [a.slice(i, i + step), b.slice(i, i + step)];
    const distance = complexUlps(x, y, got.dtype);
    if (distance > bound)
      throw new Error(`${note} [${i / step}]: ${x} is ${distance} ulp from ${y} (allowed ${bound})`);
  }
}

function expectSame(op: string, got: NDArray, want: Packed, note: string, inputs: readonly Packed[]): void {
  const wanted = unpack(want);
  expect(`${note}: ${got.dtype} (${got.shape.join()})`).toBe(`${note}: ${want.dtype} (${want.shape.join()})`);
  const near = COMPLEX_BOUNDS.get(op) ?? 0;
  if (near > 0 && inputs.some((p) => p.dtype.startsWith('complex'))) return expectNear(got, wanted, near, note);
  const bound = BOUNDS.get(op) ?? 0;
  if (bound > 0 && got.dtype.startsWith('float')) {
    const a = got.flatValues() as number[];
    const b = wanted.flatValues() as number[];
    a.forEach((x, i) => {
      const distance = ulps(x, b[i]!, got.dtype);
      if (distance > bound) throw new Error(`${note} [${i}]: ${x} is ${distance} ulp from ${b[i]} (allowed ${bound})`);
    });
    return;
  }
  const unsigned = (list: unknown[]): unknown[] =>
    SIGNLESS_ZERO.has(op) ? list.map((k) => (k === '-0' ? 0 : k)) : list;
  const a = unsigned(keys(got));
  const b = unsigned(keys(wanted));
  const at = a.findIndex((x, i) => x !== b[i]);
  if (at >= 0) throw new Error(`${note} [${at}]: got ${String(a[at])} but NumPy has ${String(b[at])}`);
}

const nameOf = (c: UfuncCase): string => `${c.op}(${c.in.map((p) => p.dtype).join(', ')})`;
const byOp = new Map<string, UfuncCase[]>();
for (const c of fixture.ufuncs) byOp.set(c.op, [...(byOp.get(c.op) ?? []), c]);

describe.each([...byOp])('%s', (op, cases) => {
  test.each(cases.map((c) => [nameOf(c), c] as const))('%s in every layout', (name, c) => {
    const inputs = c.in.map(unpack);
    const run = opOf(op);
    const { out } = c;
    if ('error' in out) {
      expect(() => run(...inputs)).toThrow(out.error === 'ValueError' ? RangeError : TypeError);
      return;
    }
    expectSame(op, run(...inputs), out, name, c.in);
    inputs.forEach((input, k) => {
      for (const { name: layout, array } of layouts(input)) {
        const args = [...inputs];
        args[k] = array;
        expectSame(op, run(...args), out, `${name}, operand ${k} ${layout}`, c.in);
      }
    });
    // All operands strided at once, into an output that is strided too.
    const target = layouts(unpack(out));
    for (const { name: layout, array } of target) {
      if (layout === 'unaligned' && !array.flags.writeable) continue;
      array.assign(0);
      const args = inputs.map((input) => layouts(input).at(-1)!.array);
      if (op === 'where') array.assign(run(...args));
      else run(...args, { out: array });
      expectSame(op, array, out, `${name}, out ${layout}`, c.in);
    }
  });

  test.each(cases.map((c) => [nameOf(c), c] as const))('%s where a mask holds', (name, c) => {
    const { out } = c;
    if ('error' in out || op === 'where') return;
    const inputs = c.in.map(unpack);
    const want = unpack(out);
    const mask = nd.arange(BigInt(want.size)).remainder(3n).equal(0n).reshape(want.shape);
    const target = nd.ones(want.shape, { dtype: want.dtype }) as NDArray;
    opOf(op)(...inputs, { out: target, where: mask });
    const full = opOf(op)(...inputs);
    const expected = nd.where(mask, full, nd.ones(want.shape, { dtype: want.dtype }) as NDArray);
    expect(`${name}: ${keys(target).join()}`).toBe(`${name}: ${keys(expected).join()}`);
  });

  test.each(cases.map((c) => [nameOf(c), c] as const))('%s of one element, of none, and 0-d', (name, c) => {
    if ('error' in c.out) return;
    const inputs = c.in.map(unpack);
    const run = opOf(op);
    const whole = run(...inputs);
    const scalars = inputs.map((a) => a.at(...a.shape.map(() => 0)));
    const first = whole.at(...whole.shape.map(() => 0));
    expect(`${name}: ${keys(run(...scalars)).join()}`).toBe(`${name}: ${keys(first).join()}`);
    const none = inputs.map((a) => (a.ndim === 0 ? a : a.at('0:0')));
    expect(run(...none).size).toBe(none.every((a) => a.ndim === 0) ? 1 : 0);
  });
});

test('every op of the table is in the fixture', () => {
  const pairs = new Set(fixture.pairs.map((c) => c.op));
  const missing = ROWS.map((row) => row.name).filter((name) => !byOp.has(name) && !pairs.has(name));
  expect(missing).toEqual([]);
});

describe('operands that overlap the output', () => {
  const fresh = (): NDArray => nd.arange(40) as NDArray;
  test.each([
    ['shifted right', '0:-1', '1:', '1:'],
    ['shifted left', '1:', '0:-1', '0:-1'],
    ['reversed', '::-1', ':', ':'],
    ['into every second', '0:20', '20:', '::2'],
  ] as [string, SliceText, SliceText, SliceText][])('%s: as if copied first', (_, left, right, out) => {
    const a = fresh();
    const expected = fresh().at(left).copy().add(fresh().at(right).copy());
    nd.add(a.at(left), a.at(right), { out: a.at(out) });
    expect(a.at(out).toArray()).toEqual(expected.toArray());
  });

  test('a matrix plus its transpose, in place, is symmetric', () => {
    const m = nd.arange(64).reshape(8, 8);
    const expected = m.copy().add(m.copy().T);
    m.iadd(m.T);
    expect(m.toArray()).toEqual(expected.toArray());
  });

  test('every shift of large operands equals the copy', () => {
    for (const shift of [1, 7, 8, 511, 4096]) {
      const a = nd.arange(200_000) as NDArray;
      const expected = nd.add(a.at(nd.slice(0, -shift)).copy(), a.at(nd.slice(shift, null)).copy());
      nd.add(a.at(nd.slice(0, -shift)), a.at(nd.slice(shift, null)), { out: a.at(nd.slice(shift, null)) });
      expect(a.at(nd.slice(shift, null)).equal(expected).all()).toBe(true);
    }
  });
});
