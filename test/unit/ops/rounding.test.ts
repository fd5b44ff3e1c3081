/** Rounding to decimals, against NumPy and in its corners. */
import * as nd from '../../../lib';
import type { DType, NDArray } from '../../../lib';
import { askNumpy, numpyAvailable } from '../core/numpy';

const FLOATS: readonly DType[] = ['float16', 'float32', 'float64', 'complex64', 'complex128'];
const INTS: readonly DType[] = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'];

/** Bytes as hexadecimal digits. */
const hex = (a: NDArray): string => Buffer.from(a.copy().bytes()).toString('hex');

describe('round', () => {
  test('rounds halves to even digits, and scales as NumPy does', () => {
    expect(nd.round([0.5, 1.5, 2.5, -0.5]).toArray()).toEqual([0, 2, 2, -0]);
    expect(nd.round(2.675, { decimals: 2 }).item()).toBe(2.68);
    expect(nd.round(56294995342131.5, { decimals: 3 }).item()).toBe(56294995342131.51);
    expect(nd.round([15n, 20n, 25n], { decimals: -1 }).toArray()).toEqual([20n, 20n, 20n]);
  });

  test('leaves integers as they are, in memory of their own', () => {
    const a = nd.arange(4n);
    const b = a.round({ decimals: 3 });
    expect([b.dtype, b.toArray()]).toEqual(['int64', [0n, 1n, 2n, 3n]]);
    expect(nd.sharesMemory(a, b)).toBe(false);
  });

  test('makes float16 of bools, and refuses decimals for them', () => {
    expect(nd.round([true, false]).dtype).toBe('float16');
    expect(() => nd.round([true, false], { decimals: 1 })).toThrow(nd.DTypeError);
    expect(() => nd.round([true, false], { decimals: -1 })).toThrow(nd.DTypeError);
  });

  test('gives nan where the power of ten overflows, and zero where the number does', () => {
    expect(nd.round([5.5], { decimals: 400 }).item(0)).toBeNaN();
    expect(nd.round([5.5], { decimals: 308 }).item(0)).toBe(Infinity);
    expect(nd.round([5.5], { decimals: -400 }).item(0)).toBeNaN();
    expect(nd.round(nd.array([1.5], { dtype: 'float16' }), { decimals: 5 }).item(0)).toBeNaN();
  });

  test('writes to an output, whose dtype each step is rounded to', () => {
    const out = nd.zeros([2]);
    expect(nd.round([1.26, 2.35], { decimals: 1, out })).toBe(out);
    expect(out.toArray()).toEqual([1.3, 2.4]);
    const half = nd.zeros([2], { dtype: 'float16' });
    nd.round([1.26, 2.35], { decimals: 1, out: half });
    expect(half.equal(nd.array([1.3, 2.4], { dtype: 'float16' })).all()).toBe(true);
    const whole = nd.zeros([2], { dtype: 'int64' });
    expect(() => nd.round([1.5, 2.5], { out: whole })).toThrow(nd.DTypeError);
    expect(() => nd.round([15n, 25n], { decimals: -1, out: whole })).toThrow(nd.DTypeError);
    expect(() => nd.round([1.5, 2.5], { out: nd.zeros([3]) })).toThrow(nd.ShapeError);
  });

  test('keeps the order of axes, and takes views, 0-d and empty arrays', () => {
    const a = nd.arange(12n).reshape(3, 4).T;
    const b = a.round({ decimals: -1 });
    expect(b.strides).toEqual([8, 32]);
    expect(b.toArray()).toEqual(a.copy().round({ decimals: -1 }).toArray());
    expect(nd.round(nd.arange(6).at('::-2'), { decimals: 1 }).toArray()).toEqual([5, 3, 1]);
    expect(nd.round(nd.zeros([0, 3]), { decimals: 1 }).shape).toEqual([0, 3]);
    expect(nd.around(nd.array(1.25), { decimals: 1 }).item()).toBe(1.2);
  });

  test('refuses decimals that are no integers, and disposed arrays', () => {
    for (const decimals of [1.5, NaN, Infinity, '1', null, 2 ** 60]) {
      expect(() => nd.round([1.5], { decimals: decimals as number })).toThrow(TypeError);
    }
    const a = nd.zeros([5000]);
    a.dispose();
    expect(() => a.round()).toThrow(nd.DisposedError);
    expect(() => a.round({ decimals: 2 })).toThrow(nd.DisposedError);
  });

  (numpyAvailable ? test : test.skip)('gives the bits of NumPy (needs python3 with NumPy 2)', () => {
    const rng = nd.random.defaultRng(11);
    const jobs = [...FLOATS, ...INTS].flatMap((dtype) =>
      [-3, -1, 0, 1, 2, 5].map((decimals) => {
        const scale = rng.standardNormal({ size: [300] }).multiply(dtype === 'float16' ? 50 : 1e4) as NDArray;
        const values = (
          INTS.includes(dtype)
            ? scale.abs().remainder(127)
            : dtype.startsWith('complex')
              ? scale.multiply(nd.complex(1, 0.3))
              : scale
        ).astype(dtype);
        return { dtype, decimals, values };
      }),
    );
    const answers = askNumpy(
      `answer = []
for j in job:
    a = np.frombuffer(bytes.fromhex(j['bytes']), j['dtype'])
    answer.append(np.round(a, j['decimals']).tobytes().hex())`,
      jobs.map(({ dtype, decimals, values }) => ({ dtype, decimals, bytes: hex(values) })),
    ) as string[];
    const ours = jobs.map(({ dtype, decimals, values }) => [dtype, decimals, hex(nd.round(values, { decimals }))]);
    expect(ours).toEqual(jobs.map(({ dtype, decimals }, k) => [dtype, decimals, answers[k]]));
  });
});
