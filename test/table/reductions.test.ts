/** Every reduction of spec/, for every dtype, layout and choice of axes, against NumPy's results. */
import * as nd from '../../lib';
import type { NDArray } from '../../lib';
import { fixture, keys, unpack, type Packed, type ReductionCase } from './fixture';
import { layouts } from './layouts';

type Reduction = (a: NDArray, options?: object) => NDArray | nd.Scalar;
const reductionOf = (name: string): Reduction => (nd as unknown as Record<string, Reduction>)[name]!;

/** Floating sums are not NumPy's to the bit: their order differs. Everything else is. */
const ROUNDED = new Set(['sum', 'prod', 'mean', 'var', 'std']);

type Inexact = number | nd.Complex;

const EPSILONS: Record<string, number> = {
  float16: 2 ** -15, // rounded once: all but the last bit
  float32: 2 ** -23,
  complex64: 2 ** -23,
};

function close(got: Inexact, want: Inexact, dtype: string): boolean {
  if (typeof got === 'object' || typeof want === 'object') {
    if (typeof got !== 'object' || typeof want !== 'object') return false;
    return close(got.re, want.re, dtype) && close(got.im, want.im, dtype);
  }
  if (Object.is(got, want) || got === want) return true;
  if (Number.isNaN(got) || Number.isNaN(want)) return Number.isNaN(got) && Number.isNaN(want);
  const eps = EPSILONS[dtype] ?? 2 ** -52;
  return Math.abs(got - want) <= 32 * eps * Math.max(Math.abs(want), 1);
}

function expectSame(c: ReductionCase, got: NDArray | nd.Scalar, want: Packed, note: string): void {
  const wanted = unpack(want);
  if (!(got instanceof nd.NDArray)) {
    expect(`${note} is 0-d`).toBe(`${note} is ${wanted.ndim}-d`);
    const value = wanted.item();
    const plain = typeof got === 'number' && typeof value === 'bigint' ? Number(value) : value;
    if (typeof got === 'number' || typeof got === 'object') {
      expect([note, String(got), String(plain), close(got, plain as Inexact, want.dtype)]).toEqual([
        note,
        String(got),
        String(plain),
        true,
      ]);
    } else expect([note, got]).toEqual([note, plain]);
    return;
  }
  expect([note, got.dtype, [...got.shape]]).toEqual([note, want.dtype, want.shape]);
  if (ROUNDED.has(c.op) && /^(float|complex)/.test(want.dtype)) {
    const b = wanted.flatValues() as Inexact[];
    (got.flatValues() as Inexact[]).forEach((x, i) => {
      if (!close(x, b[i]!, want.dtype))
        throw new Error(`${note} [${i}]: got ${String(x)} but NumPy has ${String(b[i])}`);
    });
    return;
  }
  expect([note, keys(got)]).toEqual([note, keys(wanted)]);
}

const byOp = new Map<string, ReductionCase[]>();
for (const c of fixture.reductions) byOp.set(c.op, [...(byOp.get(c.op) ?? []), c]);

describe.each([...byOp])('%s', (op, cases) => {
  const groups = new Map<string, ReductionCase[]>();
  for (const c of cases) {
    const key = `${c.in.dtype} (${c.in.shape.join()})`;
    groups.set(key, [...(groups.get(key) ?? []), c]);
  }
  test.each([...groups])('%s: all axes, all layouts', (_, group) => {
    const run = reductionOf(op);
    for (const c of group) {
      const note = `${op}(${c.in.dtype} ${c.in.shape.join('x')}, axis ${JSON.stringify(c.axis)}, keepdims ${c.keepdims})`;
      const options = { axis: c.axis, keepdims: c.keepdims };
      for (const { name, array } of layouts(unpack(c.in))) {
        if (c.error !== undefined) {
          expect(() => run(array, options)).toThrow(c.error === 'TypeError' ? TypeError : RangeError);
        } else {
          expectSame(c, run(array, options), c.out!, `${note} ${name}`);
        }
      }
    }
  });
});

describe('sums', () => {
  test('of floats are pairwise: ten million tenths in float32 come to within one of a million', () => {
    const tenths = nd.full([10_000_000], 0.1, { dtype: 'float32' });
    expect(Math.abs(tenths.sum() - 1e6)).toBeLessThan(1);
    expect(Math.abs((nd.full([1_000_000], 0.1).sum({}) as number) - 1e5)).toBeLessThan(2e-9 * 10);
  });

  test.each(['float32', 'float64'] as const)(
    'of %s are the same bits for every number of threads and layout',
    (dtype) => {
      const before = nd.getNumThreads();
      const rng = nd.random.defaultRng(3);
      const a = rng.random({ size: [1000, 1003], dtype }) as NDArray;
      const results = new Map<number, unknown[]>();
      for (const threads of [1, 2, 3]) {
        nd.setNumThreads(threads);
        results.set(threads, [
          nd.sum(a),
          nd.std(a),
          keys(a.sum({ axis: 0 })),
          keys(a.sum({ axis: 1 })),
          keys(a.at('::-1', '::2').mean({ axis: 1 })),
        ]);
      }
      nd.setNumThreads(before);
      expect(results.get(2)).toEqual(results.get(1));
      expect(results.get(3)).toEqual(results.get(1));
    },
  );

  test('take where, initial and dtype', () => {
    const a = nd.array([1, 2, 3, 4]);
    expect(a.sum({ where: [true, false, true, false] })).toBe(4);
    expect(a.sum({ initial: 10 })).toBe(20);
    expect(a.max({ initial: 9, where: [false, false, false, false] })).toBe(9);
    expect(() => a.max({ where: [true, true, true, false] })).toThrow(nd.ValueError);
    expect(nd.array([255n, 255n], { dtype: 'uint8' }).sum()).toBe(510n);
    expect(nd.array([255n, 255n], { dtype: 'uint8' }).sum({ dtype: 'int8' })).toBe(-2);
  });
});
