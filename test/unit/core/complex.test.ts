/** Complex scalars: what they are, what they refuse, where they go. */
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import * as nd from '../../../lib/index';
import type { ArrayLike, Complex } from '../../../lib/index';
import { askNumpy, numpyAvailable } from './numpy';

const { complex } = nd;
const BRAND = Symbol.for('ndstride.Complex');
const anything = (value: unknown): ArrayLike => value as ArrayLike;

describe('a complex number', () => {
  const z = complex(1, -2);

  test('has its parts, and keeps them', () => {
    expect([z.re, z.im, complex(3).im]).toEqual([1, -2, 0]);
    expect(() => Object.assign(z, { re: 5 })).toThrow(TypeError);
    expect(() => Object.defineProperty(z, 'im', { get: () => 7 })).toThrow(TypeError);
    expect([z.re, z.im]).toEqual([1, -2]);
  });

  test('is made of numbers only', () => {
    for (const part of ['1', 1n, null, {}, undefined, true]) {
      expect(() => new nd.Complex(part as number, 0)).toThrow(nd.ArgumentError);
    }
    expect(() => complex(0, '1' as unknown as number)).toThrow('[Complex] expected a number for im');
  });

  test('gives no number: operators would silently be wrong', () => {
    expect(() => +(z as unknown as number)).toThrow(nd.DTypeError);
    expect(() => (z as unknown as number) * 2).toThrow(TypeError);
    expect(() => (z as unknown as string) + 'x').toThrow("not 'complex'");
    expect(() => Math.abs(z as unknown as number)).toThrow(nd.DTypeError);
    expect(() => Number(z)).toThrow(nd.DTypeError);
    expect(`${z}`).toBe('(1-2j)');
  });

  test('is compared by value', () => {
    expect(z.equals(complex(1, -2))).toBe(true);
    expect(z.equals(complex(1, 2))).toBe(false);
    expect(complex(0, -0).equals(complex(-0, 0))).toBe(true);
    expect(complex(NaN, 0).equals(complex(NaN, 0))).toBe(false);
    expect(complex(2).equals(2)).toBe(true);
    expect(complex(2, 1).equals(2)).toBe(false);
    for (const other of [null, undefined, '(1-2j)', { re: 1, im: -2 }, nd.array([1])])
      expect(z.equals(other)).toBe(false);
    expect(z).toEqual(complex(1, -2));
    expect(z).not.toEqual(complex(1, -3));
  });

  test('is JSON of its parts', () => {
    expect(JSON.stringify(z)).toBe('{"re":1,"im":-2}');
    expect(JSON.stringify(nd.array([z, 1]))).toBe('[{"re":1,"im":-2},{"re":1,"im":0}]');
    expect(nd.array(z).toJSON()).toEqual({ re: 1, im: -2 });
  });

  test('is shown with its class', () => {
    expect(inspect([z])).toBe('[ Complex (1-2j) ]');
  });

  (numpyAvailable ? test : test.skip)('prints as NumPy’s complex128 does', () => {
    const parts = [
      0,
      -0,
      1,
      -1,
      0.1,
      1 / 3,
      1e16,
      1e15,
      9999999999999998,
      1e-4,
      9e-5,
      1e300,
      5e-324,
      1e22,
      123456789.25,
    ];
    const texts = [...parts.map(String), '-0.0', 'inf', '-inf', 'nan'];
    const pairs = texts.flatMap((re) => texts.map((im) => [re, im] as const));
    const expected = askNumpy('answer = [str(np.complex128(complex(float(a), float(b)))) for a, b in job]', pairs);
    const part = (text: string): number => ({ nan: NaN, inf: Infinity, '-inf': -Infinity })[text] ?? Number(text);
    expect(pairs.map(([re, im]) => complex(part(re), part(im)).toString())).toEqual(expected);
  });
});

describe('in arrays', () => {
  test('a list with one is complex128', () => {
    expect(nd.array([1, true, 2n, complex(0, 1)]).dtype).toBe('complex128');
    expect(nd.array([[complex(1, 2)], new Float32Array(1)]).toArray()).toEqual([[complex(1, 2)], [complex(0, 0)]]);
    expect(nd.array(complex(1, 2)).shape).toEqual([]);
  });

  test('elements come out as they went in, of any memory', () => {
    for (const dtype of ['complex64', 'complex128'] as const) {
      for (const n of [3, 5000]) {
        const a = nd.zeros(n, { dtype });
        a.set(complex(1.5, -0.25), n - 1);
        expect([a.item(n - 1), a.at('::-1').item(0)]).toEqual([complex(1.5, -0.25), complex(1.5, -0.25)]);
        expect(a.at('::-1').flatValues()[0]).toEqual(complex(1.5, -0.25));
        expect([...a][n - 1]).toEqual(complex(1.5, -0.25));
        expect(a.data).toHaveLength(2 * n);
        expect([...a.data.slice(-2)]).toEqual([1.5, -0.25]);
        a.data[0] = 7;
        expect(a.item(0)).toEqual(complex(7, 0));
      }
    }
  });

  test('a real array takes none', () => {
    const z = complex(1, 2);
    const float = "float() argument must be a string or a real number, not 'complex'";
    const int = "int() argument must be a string, a bytes-like object or a real number, not 'complex'";
    for (const act of [
      (a: nd.NDArray) => a.set(z, 0),
      (a: nd.NDArray) => a.fill(z),
      (a: nd.NDArray) => a.assign(z),
      (a: nd.NDArray) => a.assign([z, z]),
      (a: nd.NDArray) => a.push(z),
      (a: nd.NDArray) => a.set(z, [true, false]),
      (a: nd.NDArray) => a.set(z, [0, 1]),
      (a: nd.NDArray) => nd.array([z], { dtype: a.dtype }),
      (a: nd.NDArray) => nd.full(2, z, { dtype: a.dtype }),
    ]) {
      for (const [dtype, words] of [
        ['float16', float],
        ['float32', float],
        ['float64', float],
        ['int8', int],
        ['uint64', int],
      ] as const) {
        const a = nd.ones(2, { dtype });
        expect(() => act(a)).toThrow(nd.DTypeError);
        expect(() => act(a)).toThrow(words);
        expect(a).toEqual(nd.ones(2, { dtype }));
      }
    }
    expect(nd.zeros(2, { dtype: 'bool' }).assign(complex(0, 1)).toArray()).toEqual([true, true]);
    expect(nd.array([z]).astype('float64').toArray()).toEqual([1]);
    expect(() => nd.array([z]).astype('float64', { casting: 'same_kind' })).toThrow('Cannot cast array data');
  });

  test('grow, fill and join', () => {
    const a = nd.array([complex(1, 2)]);
    expect(a.push(complex(3, 4), 5)).toBe(3);
    expect(a.toArray()).toEqual([complex(1, 2), complex(3, 4), complex(5)]);
    expect(nd.append(nd.ones(1, { dtype: 'float16' }), complex(0, 1)).dtype).toBe('complex64');
    expect(nd.full([2], complex(0, 1)).dtype).toBe('complex128');
    expect(nd.fullLike(nd.zeros(1, { dtype: 'complex64' }), complex(0, 1)).toArray()).toEqual([complex(0, 1)]);
    expect(nd.eye(2, { dtype: 'complex64' }).item(1, 1)).toEqual(complex(1));
  });

  test('NaNs of equal arrays are alike, different parts are not', () => {
    expect(nd.array([complex(NaN, 1)])).toEqual(nd.array([complex(NaN, 1)]));
    expect(nd.array([complex(NaN, 1)])).not.toEqual(nd.array([complex(NaN, 2)]));
    expect(nd.array(complex(1, 2))).not.toEqual(nd.array(complex(1, 3)));
  });

  test('operators on an array of one do not convert it', () => {
    expect(() => +(nd.array([complex(1, 2)]) as unknown as number)).toThrow(nd.DTypeError);
    expect(`${nd.array([complex(1, 2)])}`).toBe('[1.+2.j]');
  });
});

describe('complex numbers of elsewhere', () => {
  test('of another copy or realm are read once', () => {
    const reads: string[] = [];
    const stranger = new Proxy(
      {},
      {
        get: (_, key) => {
          reads.push(String(key));
          return key === BRAND ? true : key === 're' ? 1 : key === 'im' ? 2 : undefined;
        },
      },
    );
    const a = nd.zeros(2, { dtype: 'complex128' });
    a.set(anything(stranger), 0);
    expect(a.item(0)).toEqual(complex(1, 2));
    expect(reads.filter((key) => key === 're' || key === 'im')).toEqual(['re', 'im']);
    const foreign = runInNewContext('({ [brand]: true, re: 3, im: 4 })', { brand: BRAND }) as Complex;
    expect(nd.array([foreign]).item(0)).toEqual(complex(3, 4));
    expect(complex(3, 4).equals(foreign)).toBe(true);
  });

  test.each<[string, () => unknown]>([
    ['parts that are no numbers', () => ({ [BRAND]: true, re: '1', im: 2 })],
    ['no parts', () => ({ [BRAND]: true })],
    ['only the prototype', () => Object.create(nd.Complex.prototype) as unknown],
    ['arrays as parts', () => ({ [BRAND]: true, re: nd.ones(2), im: 0 })],
    ['an array and a brand', () => Object.assign([1], { [BRAND]: 'yes' })],
    ['parts that convert', () => ({ [BRAND]: true, re: { valueOf: () => 1 }, im: 0 })],
    ['a thing without a brand', () => ({ re: 1, im: 2 })],
  ])('look-alikes with %s crash nothing', (name, make) => {
    if (name === 'an array and a brand') {
      expect(nd.array(anything(make())).toArray()).toEqual([1]);
      return;
    }
    for (const act of [
      () => nd.array(anything(make())),
      () => nd.array([anything(make())] as ArrayLike),
      () => nd.zeros(2).assign(anything(make())),
      () => nd.add(nd.ones(2), anything(make())),
      () => nd.ones(2).iadd(anything(make())),
      () => nd.full(2, anything(make())),
      () => nd.linspace(0, make() as number),
      () => nd.ones(2).push(anything(make())),
      () => nd.clip(nd.ones(2), anything(make()), 1),
      () => nd.zeros(2).fill(make() as number),
    ]) {
      expect(act).toThrow(nd.ArgumentError);
    }
  });

  test('a part that disposes the target is read before anything is written', () => {
    const a = nd.zeros(1000, { dtype: 'complex128' });
    const hostile = {
      [BRAND]: true,
      get re() {
        a.dispose();
        return 1;
      },
      im: 2,
    };
    expect(() => a.set(anything(hostile), 5)).toThrow(nd.DisposedError);
    const b = nd.ones(1000);
    const late = {
      [BRAND]: true,
      get re() {
        b.dispose();
        return 1;
      },
      im: 2,
    };
    expect(() => nd.add(b, anything(late))).toThrow(nd.DisposedError);
  });
});

describe('real and imag', () => {
  test('are writable views of a complex array', () => {
    for (const [dtype, part] of [
      ['complex64', 'float32'],
      ['complex128', 'float64'],
    ] as const) {
      const z = nd.zeros([2, 3], { dtype });
      z.real.assign(nd.arange(6).reshape(2, 3));
      z.imag.assign(-1);
      z.T.at(2).imag.assign([8, 9]);
      expect([z.real.dtype, z.imag.dtype]).toEqual([part, part]);
      expect(z.real.base).toBe(z);
      expect(z.item(1, 2)).toEqual(complex(5, 9));
      expect(z.imag.toArray()).toEqual([
        [-1, -1, 8],
        [-1, -1, 9],
      ]);
      expect(z.at('::-1', '::2').real.toArray()).toEqual([
        [3, 5],
        [0, 2],
      ]);
      expect([...z.real.ravel().data]).toEqual([0, 1, 2, 3, 4, 5]);
    }
  });

  test('of a real array are itself and read-only zeros', () => {
    const a = nd.array([[1, 2]]);
    expect(a.real).toBe(a);
    expect(nd.real(a)).toBe(a);
    expect(a.imag).toEqual(nd.zeros([1, 2]));
    expect(a.imag.flags.writeable).toBe(false);
    expect(() => a.imag.assign(1)).toThrow(nd.ReadOnlyError);
    expect(nd.imag(nd.ones(2, { dtype: 'bool' })).dtype).toBe('bool');
  });

  test('of empty, 0-d, read-only and disposed arrays', () => {
    expect(nd.zeros([0, 3], { dtype: 'complex64' }).imag.shape).toEqual([0, 3]);
    expect(nd.array(complex(1, 2)).imag.item()).toBe(2);
    expect(nd.broadcastTo([complex(1, 2)], 3).real.flags.writeable).toBe(false);
    const z = nd.zeros(2, { dtype: 'complex64' });
    z.dispose();
    expect(() => z.real).toThrow(nd.DisposedError);
    expect(() => z.imag).toThrow(nd.DisposedError);
    expect(() => nd.real(anything({}))).toThrow(nd.ArgumentError);
  });

  test('angle is that of NumPy, in degrees too', () => {
    const z = nd.array([complex(1, 1), complex(-1, 0), complex(-1, -0), complex(0, -2), 0]);
    expect(nd.angle(z, { deg: true }).toArray()).toEqual([45, 180, -180, -90, 0]);
    expect(nd.angle(z).item(1)).toBe(Math.PI);
    expect(nd.angle(z.astype('complex64')).dtype).toBe('float32');
    expect(nd.angle(nd.array([1n], { dtype: 'int8' })).dtype).toBe('float16');
    expect(nd.angle([-2, 3]).toArray()).toEqual([Math.PI, 0]);
    expect(() => nd.angle(z, { deg: 1 as unknown as boolean })).toThrow(nd.ArgumentError);
  });

  test('questions about them', () => {
    expect([nd.iscomplexobj([complex(1)]), nd.isrealobj([complex(1)]), nd.isrealobj([1])]).toEqual([true, false, true]);
    expect(nd.iscomplex([complex(1, 0), complex(0, NaN), 2]).toArray()).toEqual([false, true, false]);
    expect(nd.isreal([complex(1, -0), complex(0, 1)]).toArray()).toEqual([true, false]);
    expect(nd.isreal([true, false]).toArray()).toEqual([true, true]);
  });
});
