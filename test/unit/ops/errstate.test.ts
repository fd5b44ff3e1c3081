/** errstate, seterr, geterr, seterrcall: what is found, and what becomes of it. */
import * as nd from '../../../lib/index';
import type { DType, ErrorMode, NDArray } from '../../../lib/index';
import { askNumpy, numpyAvailable } from '../core/numpy';

const IGNORED = { divide: 'ignore', over: 'ignore', under: 'ignore', invalid: 'ignore' } as const;

afterEach(() => {
  nd.seterr({ all: 'ignore' });
  nd.seterrcall(null);
});

/** What a function meets, in NumPy's words. */
function met(run: () => unknown): string[] {
  const seen: string[] = [];
  nd.errstate({ all: 'call', call: (error) => seen.push(error) }, run);
  return seen;
}

describe('modes', () => {
  test('nothing is done by default', () => {
    expect(nd.geterr()).toEqual(IGNORED);
    expect(nd.geterrcall()).toBe(null);
    expect(nd.divide([1, 0], 0).toArray()).toEqual([Infinity, NaN]);
  });

  test("'raise' throws a FloatingPointError in NumPy's words, when the result has been written", () => {
    const out = nd.zeros(2);
    nd.errstate({ divide: 'raise' }, () => {
      expect(() => nd.divide([1, 2], [0, 1], { out })).toThrow(nd.FloatingPointError);
      expect(() => nd.divide(1, 0)).toThrow('[divide] divide by zero encountered in divide');
      expect(() => nd.floorDivide(nd.array([1n]), 0)).toThrow('divide by zero encountered in floor_divide');
      expect(nd.divide(0, 0).item()).toBe(NaN); // invalid, not divide
    });
    expect(out.toArray()).toEqual([Infinity, 2]);
    expect(new nd.FloatingPointError('x').code).toBe('ERR_FLOATING_POINT');
    expect(new nd.FloatingPointError('x')).toBeInstanceOf(RangeError);
  });

  test("'warn' warns once for each error of each operation", () => {
    const warnings: string[] = [];
    const spy = jest.spyOn(process, 'emitWarning').mockImplementation((...args: unknown[]) => {
      warnings.push(args.slice(0, 2).join(': '));
    });
    try {
      nd.errstate({ all: 'warn' }, () => {
        for (let i = 0; i < 3; i++) nd.arctanh([1, 2]);
        nd.log1p([-1]);
      });
    } finally {
      spy.mockRestore();
    }
    expect(warnings).toEqual([
      'divide by zero encountered in arctanh: RuntimeWarning',
      'invalid value encountered in arctanh: RuntimeWarning',
      'divide by zero encountered in log1p: RuntimeWarning',
    ]);
  });

  test("'call' calls what seterrcall has set", () => {
    const calls: [string, number][] = [];
    const call = (error: string, flag: number): void => void calls.push([error, flag]);
    expect(nd.seterrcall(call)).toBe(null);
    expect(nd.geterrcall()).toBe(call);
    expect(nd.seterr({ all: 'call', under: 'ignore' })).toEqual(IGNORED);
    nd.divide([1, 0, 1e308], [0, 0, 1e-308]);
    expect(calls).toEqual([
      ['divide by zero', 11],
      ['overflow', 11],
      ['invalid value', 11],
    ]);
    expect(nd.seterrcall(null)).toBe(call);
    expect(() => nd.log(0)).toThrow(nd.ArgumentError);
  });

  test('the call may itself compute', () => {
    let quotient: unknown;
    const call = (): void => {
      quotient = nd.errstate({ all: 'ignore' }, () => nd.divide([[1, 2]], 0).toArray());
    };
    const result = nd.errstate({ all: 'call', call }, () => nd.sum(nd.array([1e308, 1e308])));
    expect([result, quotient]).toEqual([Infinity, [[Infinity, Infinity]]]);
  });

  test('scopes nest, end once, and end when something is thrown', () => {
    const outer = nd.errstate({ all: 'raise' });
    const inner = nd.errstate({ over: 'ignore' });
    expect(nd.geterr()).toEqual({ divide: 'raise', over: 'ignore', under: 'raise', invalid: 'raise' });
    inner.dispose();
    inner.dispose();
    expect(nd.geterr().over).toBe('raise');
    outer[Symbol.dispose]();
    expect(nd.geterr()).toEqual(IGNORED);
    expect(() => nd.errstate({ all: 'raise' }, () => nd.log(-1))).toThrow(nd.FloatingPointError);
    expect(nd.geterr()).toEqual(IGNORED);
    expect(nd.errstate(undefined, () => 7)).toBe(7);
  });

  test('what is no mode, no function, or asynchronous is refused and changes nothing', () => {
    for (const given of ['print', 1, null]) {
      expect(() => nd.seterr({ divide: given as ErrorMode })).toThrow(nd.ArgumentError);
      expect(() => nd.errstate({ over: 'raise', all: given as ErrorMode })).toThrow(nd.ArgumentError);
    }
    expect(() => nd.seterr(5 as never)).toThrow(nd.ArgumentError);
    expect(() => nd.seterrcall({} as never)).toThrow(nd.ArgumentError);
    expect(() => nd.errstate({ all: 'raise', call: 'x' as never })).toThrow(nd.ArgumentError);
    expect(() => nd.errstate({ all: 'raise' }, 5 as never)).toThrow(nd.ArgumentError);
    expect(() => nd.errstate({ all: 'raise' }, () => Promise.resolve(1))).toThrow(nd.ArgumentError);
    expect(nd.geterr()).toEqual(IGNORED);
    expect(Object.isFrozen(nd.geterr())).toBe(true);
  });
});

describe('what is found', () => {
  test('in any layout, wherever it is', () => {
    for (const at of [0, 8191, 8192, 139_999]) {
      const a = nd.ones([200, 700]);
      a.ravel().set(0, at);
      expect(met(() => nd.divide(1, a))).toEqual(['divide by zero']);
      expect(met(() => nd.reciprocal(a.T))).toEqual(['divide by zero']);
      expect(met(() => nd.divide(a.at('::-1'), a.astype('float32').at('::-1')))).toEqual(['invalid value']);
      expect(met(() => nd.log(a.at(':', '::-1')))).toEqual(['divide by zero']);
    }
    expect(met(() => nd.divide(nd.ones([3, 1]), [[1, 0]]))).toEqual(['divide by zero']);
    expect(met(() => nd.divide(nd.zeros([0, 3]), 0))).toEqual([]);
  });

  test('in place too, where the operand is overwritten', () => {
    const a = nd.array([1, 0, 4]);
    expect(met(() => a.idiv(0))).toEqual(['divide by zero', 'invalid value']);
    expect(a.toArray()).toEqual([Infinity, NaN, Infinity]);
    const b = nd.array([-1, 4]);
    expect(met(() => nd.sqrt(b, { out: b }))).toEqual(['invalid value']);
    const c = nd.arange(1, 7);
    expect(met(() => nd.subtract(c.at('1:'), c.at(':-1'), { out: c.at('1:') }))).toEqual([]);
    expect(c.toArray()).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('only where the mask holds', () => {
    const a = nd.array([0, 1, 2]);
    const where = nd.array([false, true, true]);
    expect(met(() => nd.divide(1, a, { where, out: nd.ones(3) }))).toEqual([]);
    expect(met(() => nd.divide(1, a, { where: nd.logicalNot(where), out: nd.ones(3) }))).toEqual(['divide by zero']);
    expect(met(() => nd.divide(nd.ones([2, 3]), a, { where, out: nd.ones([2, 3]) }))).toEqual([]);
  });

  test('nans and infinities that were there before are no errors', () => {
    expect(met(() => nd.add([NaN, Infinity], [1, NaN]))).toEqual([]);
    expect(met(() => nd.divide([Infinity, -Infinity], [0, 3]))).toEqual([]);
    expect(met(() => nd.exp([Infinity, -Infinity, NaN]))).toEqual([]);
    expect(met(() => nd.sum(nd.array([NaN, Infinity])))).toEqual([]);
  });

  test('by functions of two results, and never by those that only choose', () => {
    expect(met(() => nd.divmod([1, 2], [0, 1]))).toEqual(['divide by zero', 'invalid value']);
    expect(met(() => nd.divmod([Infinity], 2))).toEqual(['invalid value']);
    expect(met(() => nd.divmod(nd.array([1n, -(2n ** 63n)]), nd.array([0n, -1n])))).toEqual([
      'divide by zero',
      'overflow',
    ]);
    expect(met(() => nd.clip([1, 2], NaN, 3))).toEqual([]);
    expect(met(() => nd.where([true, false], NaN, [1, 2]))).toEqual([]);
    expect(met(() => nd.maximum([1], [NaN]))).toEqual([]);
    expect(met(() => nd.spacing([Infinity]))).toEqual([]);
    expect(met(() => nd.ldexp([1], nd.array([5000n])))).toEqual(['overflow']);
  });

  test('casts to what cannot hold the number', () => {
    const cast = (x: number | bigint | nd.Complex, from: DType, to: DType): string[] => {
      const a = nd.full([3], x, { dtype: from });
      return met(() => a.astype(to));
    };
    expect(cast(NaN, 'float64', 'int32')).toEqual(['invalid value']);
    expect(cast(300, 'float32', 'int8')).toEqual(['invalid value']);
    expect(cast(-0.9, 'float64', 'uint8')).toEqual([]);
    expect(cast(255.9, 'float64', 'uint8')).toEqual([]);
    expect(cast(2 ** 63, 'float64', 'int64')).toEqual(['invalid value']);
    expect(cast(-(2 ** 63), 'float64', 'int64')).toEqual([]);
    expect(cast(2 ** 63, 'float64', 'uint64')).toEqual([]);
    expect(cast(1e300, 'float64', 'float32')).toEqual(['overflow']);
    expect(cast(1e-300, 'float64', 'float32')).toEqual(['underflow']);
    expect(cast(2 ** -140, 'float64', 'float32')).toEqual([]);
    expect(cast(70000n, 'int32', 'float16')).toEqual(['overflow']);
    expect(cast(nd.complex(1, 1e300), 'complex128', 'complex64')).toEqual(['overflow']);
    expect(cast(nd.complex(1, 1e300), 'complex128', 'float32')).toEqual([]);
    expect(cast(Infinity, 'float64', 'float16')).toEqual([]);
    expect(cast(NaN, 'float64', 'bool')).toEqual([]);
    expect(met(() => nd.zeros(2, { dtype: 'int8' }).assign(nd.array([1, NaN])))).toEqual(['invalid value']);
  });

  test('sums, products and means that overflow or are of nothing', () => {
    const big = nd.array([1.7e308, 1.7e308]);
    expect(met(() => nd.sum(big))).toEqual(['overflow']);
    expect(met(() => nd.prod(big.reshape([2, 1]), { axis: 0 }))).toEqual(['overflow']);
    expect(met(() => nd.sum([Infinity, -Infinity]))).toEqual(['invalid value']);
    expect(met(() => nd.mean(nd.zeros([0])))).toEqual(['invalid value']);
    expect(met(() => nd.var([1], { ddof: 1 }))).toEqual(['invalid value']);
    expect(met(() => nd.cumsum(big))).toEqual(['overflow']);
    expect(met(() => nd.max(big))).toEqual([]);
    nd.errstate({ all: 'raise' }, () => {
      expect(() => nd.sum(big)).toThrow('[sum] overflow encountered in reduce');
      expect(() => nd.mean([])).toThrow('[mean] invalid value encountered in divide');
      expect(() => nd.cumprod(big)).toThrow('[cumprod] overflow encountered in accumulate');
    });
  });

  test('tolerances that are not finite', () => {
    nd.errstate({ invalid: 'raise' }, () => {
      expect(() => nd.isclose(1, 1, { rtol: NaN })).toThrow('One of rtol or atol is not valid, atol: 1e-8, rtol: NaN');
      expect(nd.allclose([NaN, Infinity, 1], [1, -Infinity, 1])).toBe(false);
    });
  });
});

const ORACLE = `
answer = []
for c in job:
    seen = set()
    with np.errstate(all='call', under='ignore', call=lambda e, f: seen.add(e)):
        args = [np.array([float(v) for v in a], dtype='float64').astype(c['dtype']) for a in c['args']]
        seen.clear()
        getattr(np, c['numpy'])(*args)
    answer.append(sorted(seen))
`;

(numpyAvailable ? test : test.skip)('is what NumPy finds (skipped where python3 has no NumPy 2)', () => {
  let state = 4711;
  const pick = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const one = <T>(list: readonly T[]): T => list[pick(list.length)]!;
  const UNARY = [
    'sqrt',
    'exp',
    'log',
    'log2',
    'log10',
    'log1p',
    'expm1',
    'exp2',
    'sin',
    'tan',
    'arcsin',
    'arccos',
    'sinh',
  ];
  const MORE = ['cosh', 'tanh', 'arccosh', 'arctanh', 'square', 'reciprocal', 'floor', 'sign'];
  const BINARY = [
    'add',
    'subtract',
    'multiply',
    'divide',
    'remainder',
    'fmod',
    'power',
    'maximum',
    'hypot',
    'copysign',
  ];
  const FLOATS = [0, -0, 1, -1, 0.5, 3, -2.5, 100, 710, Infinity, -Infinity, NaN, 6e4, -1e5];
  const WHOLE = [0, 1, 2, 3, 100, 127, -128, -1];
  const cases = Array.from({ length: 1200 }, () => {
    const whole = pick(5) === 0;
    const numpy = whole
      ? one(['floor_divide', 'remainder', 'fmod', 'divide', 'add'])
      : one([...UNARY, ...MORE, ...BINARY]);
    const dtype: DType = whole
      ? one(['int8', 'int16', 'int64'] as const)
      : one(['float16', 'float32', 'float64'] as const);
    const values = (): number[] => Array.from({ length: 2 }, () => one(whole ? WHOLE : FLOATS));
    const two = whole || BINARY.includes(numpy);
    return { numpy, dtype, args: two ? [values(), values()] : [values()] };
  });
  const text = (v: number): string => (Object.is(v, -0) ? '-0.0' : String(v).replace('Infinity', 'inf'));
  const answers = askNumpy(
    ORACLE,
    cases.map((c) => ({ ...c, args: c.args.map((a) => a.map(text)) })),
  ) as string[][];
  cases.forEach((c, i) => {
    const name = c.numpy.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    const args = c.args.map((a) => nd.array(a, { dtype: 'float64' }).astype(c.dtype));
    const op = (nd as unknown as Record<string, (...operands: unknown[]) => NDArray>)[name]!;
    const found = met(() => op(...args)).filter((error) => error !== 'underflow');
    expect({ c, found: found.sort() }).toEqual({ c, found: answers[i] });
  });
});
