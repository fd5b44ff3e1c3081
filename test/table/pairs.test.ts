/** Every elementwise op of two results, for every dtype and layout, against NumPy's results. */
import * as nd from '../../lib';
import type { NDArray, PairOptions } from '../../lib';
import { fixture, keys, unpack, type Packed, type PairCase } from './fixture';
import { layouts } from './layouts';

type Pair = readonly [NDArray, NDArray];
const opOf = (name: string): ((...args: unknown[]) => Pair) =>
  (nd as unknown as Record<string, (...args: unknown[]) => Pair>)[name]!;

function expectSame(got: Pair, want: readonly [Packed, Packed], note: string): void {
  want.forEach((packed, k) => {
    const wanted = unpack(packed);
    expect([note, k, got[k]!.dtype, got[k]!.shape]).toEqual([note, k, packed.dtype, packed.shape]);
    const [a, b] = [keys(got[k]!), keys(wanted)];
    const at = a.findIndex((x, i) => x !== b[i]);
    if (at >= 0) throw new Error(`${note}, result ${k} [${at}]: got ${String(a[at])} but NumPy has ${String(b[at])}`);
  });
}

const nameOf = (c: PairCase): string => `${c.op}(${c.in.map((p) => p.dtype).join(', ')})`;
const named = fixture.pairs.map((c) => [nameOf(c), c] as const);

test.each(named)('%s in every layout, into outputs, where a mask holds', (name, c) => {
  const inputs = c.in.map(unpack);
  const run = opOf(c.op);
  const want = c.out;
  if ('error' in want) {
    expect(() => run(...inputs)).toThrow(TypeError);
    return;
  }
  expectSame(run(...inputs), want, name);
  inputs.forEach((input, k) => {
    for (const { name: layout, array } of layouts(input)) {
      const args = [...inputs];
      args[k] = array;
      expectSame(run(...args), want, `${name}, operand ${k} ${layout}`);
    }
  });
  const spots = layouts(unpack(want[0]));
  const others = layouts(unpack(want[1])).reverse();
  spots.forEach(({ name: layout, array }, k) => {
    const pair: Pair = [array, others[k]!.array];
    for (const out of pair) out.assign(0);
    const options: PairOptions = { out: pair };
    const got = run(...inputs.map((input) => layouts(input).at(-1)!.array), options);
    expect(got[0] === pair[0] && got[1] === pair[1]).toBe(true);
    expectSame(pair, want, `${name}, out ${layout} and ${others[k]!.name}`);
  });
  const whole = run(...inputs);
  const mask = nd.arange(BigInt(whole[0].size)).remainder(3n).equal(0n).reshape(whole[0].shape);
  const masked = want.map((packed) => nd.ones(packed.shape, { dtype: packed.dtype })) as unknown as Pair;
  run(...inputs, { out: masked, where: mask });
  masked.forEach((out, k) => {
    const expected = nd.where(mask, whole[k]!, nd.ones(out.shape, { dtype: out.dtype }));
    expect(`${name}: ${keys(out).join()}`).toBe(`${name}: ${keys(expected).join()}`);
  });
});

test.each(named)('%s of 0-d arrays and of none', (name, c) => {
  if ('error' in c.out) return;
  const inputs = c.in.map(unpack);
  const run = opOf(c.op);
  const whole = run(...inputs);
  const scalars = run(...inputs.map((a) => a.at(...a.shape.map(() => 0))));
  scalars.forEach((got, k) => {
    const first = whole[k]!.at(...whole[k]!.shape.map(() => 0));
    expect([name, got.ndim, keys(got)]).toEqual([name, 0, keys(first)]);
  });
  for (const none of run(...inputs.map((a) => a.at('0:0')))) expect(none.size).toBe(0);
});

describe('outputs of two results', () => {
  const x = (): NDArray => nd.arange(8).subtract(3.5);

  test('may be one of the inputs, or overlap them', () => {
    const a = x();
    const [q, r] = nd.divmod(x(), 2);
    const got = nd.divmod(a, 2, { out: [a, null] });
    expect(got[0]).toBe(a);
    expect([keys(got[0]), keys(got[1])]).toEqual([keys(q), keys(r)]);
    const b = x();
    nd.divmod(b, 2, { out: [undefined, b] });
    expect(keys(b)).toEqual(keys(r));
    const c = nd.arange(9);
    const [fraction, whole] = nd.modf(nd.arange(8).divide(3));
    c.at('0:8').assign(nd.arange(8).divide(3));
    const out = nd.zeros([8]);
    nd.modf(c.at('0:8'), { out: [c.at('1:'), out] });
    expect([keys(c.at('1:')), keys(out)]).toEqual([keys(fraction), keys(whole)]);
  });

  test('that share memory end as the second one', () => {
    const a = nd.zeros([8]);
    const got = nd.divmod(x(), 2, { out: [a, a] });
    expect(keys(got[1])).toEqual(keys(nd.divmod(x(), 2)[1]));
    expect(got[0] === a && got[1] === a).toBe(true);
  });

  test('are cast as `casting` allows, and else refused', () => {
    const small = nd.zeros([1], { dtype: 'int16' });
    expect(nd.frexp([1.5], { out: [null, small] })[1].toArray()).toEqual([1]);
    expect(() => nd.frexp([1.5], { out: [nd.zeros([1], { dtype: 'int32' }), null] })).toThrow(nd.DTypeError);
    expect(() => nd.frexp([1.5], { out: [null, nd.zeros([1], { dtype: 'uint8' })] })).toThrow(nd.DTypeError);
    expect(() => nd.modf([1.5], { out: [nd.zeros([2]), nd.zeros([1])] })).toThrow(nd.ShapeError);
    expect(() => nd.modf([1.5, 2], { out: [null, nd.zeros([1])] })).toThrow(nd.ShapeError);
    expect(nd.modf([1.5], { dtype: 'float32', casting: 'same_kind' })[0].dtype).toBe('float32');
    expect(() => nd.frexp([1.5], { dtype: 'float64' })).toThrow(nd.DTypeError);
  });

  test('are two in a list', () => {
    const a = nd.zeros([1]);
    expect(() => nd.modf([1.5], { out: a as never })).toThrow(TypeError);
    expect(() => nd.modf([1.5], { out: [a] as never })).toThrow(nd.ValueError);
    expect(() => nd.modf([1.5], { out: [a, 5] as never })).toThrow(TypeError);
    const gone = nd.zeros([5000]);
    gone.dispose();
    expect(() => nd.modf(nd.zeros([5000]), { out: [null, gone] })).toThrow(nd.DisposedError);
    expect(() => nd.modf([1.5], { out: [nd.broadcastTo([0.5], [1]), null] })).toThrow(nd.ReadOnlyError);
  });

  test('of many elements are computed on all threads, in mapped memory too', () => {
    const big = nd.random
      .defaultRng(1)
      .standardNormal({ size: [300, 1001] })
      .multiply(1e3);
    const [q, r] = big.divmod(7.5);
    expect(q.equal(nd.floorDivide(big, 7.5)).all() && r.equal(nd.remainder(big, 7.5)).all()).toBe(true);
    const strided = big.at('::-1', '::3');
    const [m, e] = strided.frexp();
    expect(nd.ldexp(m, e).equal(strided).all()).toBe(true);
    const integers = big.astype('int32');
    const [a, b] = integers.divmod(nd.array([7, 0, -3], { dtype: 'int32' }).at(1));
    expect(a.any() || b.any()).toBe(false);
  });
});
