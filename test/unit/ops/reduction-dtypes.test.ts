/** Options of reductions over float16 and complex arrays; the values are NumPy 2.4.6's. */
import * as nd from '../../../lib';

const c = nd.complex;
const z = nd.array([
  [c(1, 2), c(3, -1), 0],
  [c(2, -2), c(0, 1), 5],
]);
const h = nd.array([1, 2, 3.5, 60000], { dtype: 'float16' });
const text = (x: unknown): string => String(x);

describe('complex reductions', () => {
  test('take where and initial', () => {
    expect(text(z.sum({ where: [true, false, true] }))).toBe('(8+0j)');
    expect(text(z.sum({ initial: c(0, 1) }))).toBe('(11+1j)');
    expect(z.prod({ axis: 1, initial: 2 }).flatValues().map(text)).toEqual(['0j', '(20+20j)']);
    expect(text(z.max({ initial: 3 }))).toBe('(5+0j)');
    const where = [
      [true, false, true],
      [false, true, false],
    ];
    expect(
      z
        .min({ axis: 0, initial: c(1, 9), where })
        .flatValues()
        .map(text),
    ).toEqual(['(1+2j)', '1j', '0j']);
    expect(text(z.mean({ where }))).toBe('(0.3333333333333333+1j)');
    expect(z.var({ where })).toBeCloseTo(0.888888888888889, 14);
    expect(text(nd.zeros([0], { dtype: 'complex128' }).max({ initial: c(0, 1) }))).toBe('1j');
    expect(() => nd.zeros([0], { dtype: 'complex64' }).max()).toThrow(/zero-size array .* maximum .* no identity/);
    expect(() => nd.zeros([0], { dtype: 'complex64' }).argmin()).toThrow(nd.ValueError);
  });

  test('have a dtype: sums are cast before they are added up, variances are real unless asked', () => {
    expect(text(z.sum({ dtype: 'complex64' }))).toBe('(11+0j)');
    expect(z.sum({ dtype: 'float64' })).toBe(11);
    expect(z.mean({ dtype: 'float64' })).toBeCloseTo(11 / 6, 15);
    expect(text(z.real.sum({ dtype: 'complex128' }))).toBe('(11+0j)');
    expect(z.var({ ddof: 1 })).toBeCloseTo(5.7666666666666675, 14);
    expect(z.astype('complex64').var({ keepdims: true }).dtype).toBe('float32');
    expect((z.std({ axis: 1 }).flatValues() as number[])[1]).toBeCloseTo(2.40370085, 8);
    expect(z.var({ dtype: 'complex128' }).im).toBe(0);
    expect(text(nd.var([1, 2], { dtype: 'complex128', ddof: 2 }))).toBe('(inf+nanj)');
    expect(() => z.var({ dtype: 'float64' })).toThrow(nd.DTypeError);
    expect(() => z.std({ dtype: 'float16' })).toThrow(/complex dtype/);
    expect(() => z.mean({ dtype: 'int64' })).toThrow(nd.DTypeError);
  });

  test('write where the result fits, and refuse what would lose its imaginary part', () => {
    const out = nd.zeros([3], { dtype: 'complex128' });
    expect(z.real.sum({ axis: 0, out })).toBe(out);
    expect(out.flatValues().map(text)).toEqual(['(3+0j)', '(3+0j)', '(5+0j)']);
    expect(() => z.sum({ axis: 0, out: nd.zeros([3]) })).toThrow(nd.DTypeError);
    expect(() => z.max({ initial: '1' as never })).toThrow();
    expect(() => h.max({ initial: c(1, 1) })).toThrow();
  });

  test('order by real parts, then imaginary ones; the first nan of either part wins', () => {
    const list = (...numbers: [number, number][]): nd.NDArray => nd.array(numbers.map(([re, im]) => c(re, im)));
    expect(text(list([1, 5], [1, 7], [1, -7]).max())).toBe('(1+7j)');
    expect(list([1, 5], [1, 2], [1, -7]).argmin()).toBe(2);
    const nans = list([9, 2], [2, NaN], [NaN, 1], [10, 0]);
    for (const op of [nd.max, nd.min]) expect(text(op(nans))).toBe('(2+nanj)');
    for (const op of [nd.argmax, nd.argmin]) expect(op(nans)).toBe(1);
    expect(text(nd.max(nans.at('::-1')))).toBe('(nan+1j)');
    expect(text(nd.max(list([0, 0], [-0, -0])))).toBe('0j');
    expect(text(nd.max(list([-0, -0], [0, 0])))).toBe('(-0-0j)');
  });

  test('count a number whose imaginary part alone is not zero', () => {
    const a = nd.array([c(0, 1), c(0, 0), c(0, NaN), c(-0, -0)]);
    expect([a.countNonzero(), a.any(), a.all()]).toEqual([2, true, false]);
    expect(nd.zeros([3], { dtype: 'complex64' }).any()).toBe(false);
  });

  test('of infinities are those of NumPy, whose products start from one and whose quotients are complex', () => {
    const a = nd.array([c(Infinity, 0)]);
    expect(text(a.prod())).toBe('(inf+nanj)');
    expect(text(a.mean())).toBe('(inf+nanj)');
    expect(text(nd.zeros([0], { dtype: 'complex128' }).mean())).toBe('(nan+nanj)');
    expect(text(nd.zeros([0], { dtype: 'complex128' }).prod())).toBe('(1+0j)');
  });
});

describe('float16 reductions', () => {
  test('round once, from float32', () => {
    expect(h.sum()).toBe(60000);
    expect(h.sum({ dtype: 'float32' })).toBe(60006.5);
    expect(h.sum({ dtype: 'int32' })).toBe(60006);
    expect(h.sum({ initial: 6000 })).toBe(Infinity);
    expect(h.mean({ dtype: 'float32' })).toBe(15001.625);
    expect(nd.full([70000], 60000, { dtype: 'float16' }).mean()).toBe(60000);
    expect(nd.ones([5000, 2], { dtype: 'float16' }).sum({ axis: 0 }).toArray()).toEqual([5000, 5000]);
    expect(nd.array([1n, 2n, 3n]).mean({ dtype: 'float16' })).toBe(2);
    expect([h.max(), h.min(), h.argmax(), h.argmin()]).toEqual([60000, 1, 3, 0]);
    expect([h.any(), h.all(), h.countNonzero()]).toEqual([true, true, 4]);
    expect(nd.array([0, -0, NaN], { dtype: 'float16' }).countNonzero()).toBe(1);
  });

  test('keep their dtype', () => {
    const keepdims = { keepdims: true } as const;
    const results = [h.sum(keepdims), h.prod(keepdims), h.min(keepdims), h.mean(keepdims), h.var(keepdims)];
    expect(results.map((a) => a.dtype)).toEqual(Array(5).fill('float16'));
  });
});
