/** nanToNum, realIfClose and unwrap, against NumPy and in their corners. */
import * as nd from '../../../lib';
import type { DType, NDArray, UnwrapOptions } from '../../../lib';
import { askNumpy, numpyAvailable } from '../core/numpy';

const hex = (a: NDArray): string => Buffer.from(a.copy().bytes()).toString('hex');

describe('nanToNum', () => {
  test('replaces by zero and the largest numbers of the dtype', () => {
    expect(nd.nanToNum([NaN, Infinity, -Infinity, -0]).toArray()).toEqual([0, Number.MAX_VALUE, -Number.MAX_VALUE, -0]);
    const half = nd.nanToNum(nd.array([NaN, Infinity, -Infinity, 3], { dtype: 'float16' }));
    expect([half.dtype, half.toArray()]).toEqual(['float16', [0, 65504, -65504, 3]]);
    expect(nd.nanToNum(nd.array([Infinity], { dtype: 'float32' })).item(0)).toBe(3.4028234663852886e38);
  });

  test('replaces by numbers and by arrays of one number an element, not twice', () => {
    const a = nd.array([NaN, Infinity, -Infinity, 1]);
    expect(nd.nanToNum(a, { nan: 5, posinf: 6 }).toArray()).toEqual([5, 6, -Number.MAX_VALUE, 1]);
    expect(nd.nanToNum(a, { nan: Infinity, posinf: NaN, neginf: 3 }).toArray()).toEqual([Infinity, NaN, 3, 1]);
    const b = nd.array([NaN, NaN, -Infinity]);
    expect(nd.nanToNum(b, { nan: [1, 2, 3], neginf: [7, 8, 9] }).toArray()).toEqual([1, 2, 9]);
    expect(nd.nanToNum(b.astype('float32'), { nan: [0.1, 2, 3] }).dtype).toBe('float32');
  });

  test('replaces complex numbers part by part', () => {
    const z = nd.array([nd.complex(NaN, Infinity), nd.complex(1, -Infinity)]);
    expect(nd.nanToNum(z, { posinf: 4, neginf: -4 }).toString()).toBe('[0.+4.j 1.-4.j]');
    expect(nd.nanToNum(z.astype('complex64'), { nan: 2, posinf: 4, neginf: 5 }).toString()).toBe('[2.+4.j 1.+5.j]');
    expect(() => nd.nanToNum(z, { nan: nd.complex(1, 1) })).toThrow(nd.DTypeError);
  });

  test('works in place with copy: false, and leaves integers alone', () => {
    const a = nd.array([NaN, 1, Infinity]);
    expect(nd.nanToNum(a, { copy: false })).toBe(a);
    expect(a.toArray()).toEqual([0, 1, Number.MAX_VALUE]);
    const z = nd.array([nd.complex(NaN, 2)]);
    expect(nd.nanToNum(z, { copy: false })).toBe(z);
    expect(z.toString()).toBe('[0.+2.j]');
    const i = nd.arange(3n);
    expect(nd.nanToNum(i, { copy: false })).toBe(i);
    expect(nd.sharesMemory(nd.nanToNum(i), i)).toBe(false);
    expect(() => nd.nanToNum(nd.broadcastTo([NaN], [2]), { copy: false })).toThrow(nd.ReadOnlyError);
    expect(() => nd.nanToNum(a, { copy: 1 as never })).toThrow(TypeError);
    expect(() => nd.nanToNum(nd.array([NaN, 1, 2]), { nan: [1, 2] })).toThrow(nd.ShapeError);
  });
});

describe('realIfClose', () => {
  test('gives the real parts where the imaginary ones are small', () => {
    const z = nd.array([nd.complex(2.1, 4e-14), nd.complex(5.2, 3e-15)]);
    const real = nd.realIfClose(z, { tol: 1000 });
    expect([real.dtype, real.toArray(), nd.sharesMemory(real, z)]).toEqual(['float64', [2.1, 5.2], true]);
    expect(nd.realIfClose(z)).toBe(z);
    expect(nd.realIfClose(z, { tol: 1e-10 }).dtype).toBe('float64');
    expect(nd.realIfClose([nd.complex(1, NaN)]).dtype).toBe('complex128');
    expect(nd.realIfClose(nd.array([nd.complex(1, 1e-6)], { dtype: 'complex64' })).dtype).toBe('float32');
    const a = nd.arange(3);
    expect(nd.realIfClose(a)).toBe(a);
    expect(nd.realIfClose(nd.zeros([0], { dtype: 'complex128' })).dtype).toBe('float64');
  });
});

describe('unwrap', () => {
  test('keeps integers with an integral period', () => {
    const up = nd.unwrap(nd.array([0n, 1n, 2n, -1n, 0n]), { period: 4 });
    expect([up.dtype, up.toArray()]).toEqual(['int64', [0n, 1n, 2n, 3n, 4n]]);
    expect(nd.unwrap(nd.array([1n, 2n]), { period: 6.5 }).dtype).toBe('float64');
  });

  test('refuses 0-d arrays, other periods and axes', () => {
    expect(() => nd.unwrap(nd.array(1))).toThrow(RangeError);
    expect(() => nd.unwrap([1, 2], { axis: 1 })).toThrow(nd.AxisError);
    expect(() => nd.unwrap([1, 2], { period: 'x' as never })).toThrow(TypeError);
    expect(() => nd.unwrap([1, 2], { discont: 'x' as never })).toThrow(TypeError);
    expect(nd.unwrap([]).shape).toEqual([0]);
    expect(nd.unwrap([5]).toArray()).toEqual([5]);
  });

  (numpyAvailable ? test : test.skip)('gives the bits of NumPy (needs python3 with NumPy 2)', () => {
    const rng = nd.random.defaultRng(4);
    const options: UnwrapOptions[] = [{}, { period: 4 }, { period: 5, discont: 3.5 }, { axis: 0, period: 2.5 }];
    const dtypes: DType[] = ['float64', 'float32', 'float16', 'int64', 'int16'];
    const jobs = dtypes.flatMap((dtype) =>
      options.map((option) => ({
        option,
        dtype,
        data: hex(
          rng
            .standardNormal({ size: [6, 40] })
            .multiply(9)
            .round()
            .astype(dtype),
        ),
      })),
    );
    const wanted = askNumpy(
      `answer = []
for j in job:
    out = np.unwrap(np.frombuffer(bytes.fromhex(j['data']), j['dtype']).reshape(6, 40), **j['option'])
    answer.append([out.dtype.name, out.tobytes().hex()])`,
      jobs,
    );
    const ours = jobs.map(({ option, dtype, data }) => {
      const out = nd.unwrap(nd.frombuffer(Buffer.from(data, 'hex'), { dtype }).reshape(6, 40), option);
      return [out.dtype, hex(out)];
    });
    expect(ours).toEqual(wanted);
  });
});
