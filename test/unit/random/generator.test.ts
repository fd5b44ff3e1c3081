import * as nd from '../../../lib/index';
import { transfer } from '../transfer';

const { Generator, PCG64, SeedSequence, defaultRng, randint } = nd.random;

const code = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`;
  }
  return 'no error';
};

describe('defaultRng', () => {
  it('takes a seed, a SeedSequence, a bit generator or a Generator', () => {
    const first = defaultRng(42).random();
    expect(first).toBe(0.7739560485559633);
    expect(defaultRng(42n).random()).toBe(first);
    expect(defaultRng(new SeedSequence(42)).random()).toBe(first);
    const bits = new PCG64(42);
    expect(defaultRng(bits).bitGenerator).toBe(bits);
    const rng = new Generator(bits);
    expect(defaultRng(rng)).toBe(rng);
    expect(defaultRng().random()).not.toBe(defaultRng().random());
  });

  it('refuses anything else', () => {
    expect(code(() => defaultRng('1' as never))).toMatch(/^ERR_INVALID_ARGUMENT/);
    expect(code(() => new Generator(5 as never))).toBe(
      'ERR_INVALID_ARGUMENT [Generator] expected a bit generator (PCG64) for bitGenerator but got 5',
    );
  });
});

describe('a Generator', () => {
  it('gives one value of the dtype without a size', () => {
    const rng = defaultRng(1);
    expect(typeof rng.random()).toBe('number');
    const single = rng.random({ dtype: 'float32' });
    expect(Math.fround(single)).toBe(single);
    expect(typeof rng.integers(5)).toBe('bigint');
    expect(typeof rng.integers(5, { dtype: 'uint64' })).toBe('bigint');
    expect(typeof rng.integers(5, { dtype: 'uint8' })).toBe('number');
    expect(typeof rng.integers(2, { dtype: 'bool' })).toBe('boolean');
  });

  it('gives arrays of any shape, zero dimensions and no elements among them', () => {
    const rng = defaultRng(1);
    expect(rng.random({ size: [2, 3] }).shape).toEqual([2, 3]);
    expect(rng.standardNormal({ size: [] }).shape).toEqual([]);
    const before = rng.bitGenerator.state;
    expect(rng.integers(5, 5, { size: [3, 0] }).shape).toEqual([3, 0]);
    expect(rng.random({ size: 0 }).size).toBe(0);
    expect(rng.bitGenerator.state).toEqual(before);
  });

  it('draws integers up to one bound, between two, and to the end', () => {
    const rng = defaultRng(3);
    const values = (a: nd.NDArray) => [...new Set(a.toArray() as number[])].sort((x, y) => x - y);
    expect(values(rng.integers(3, { size: 200, dtype: 'int8' }))).toEqual([0, 1, 2]);
    expect(values(rng.integers(-1, 2, { size: 200, dtype: 'int8' }))).toEqual([-1, 0, 1]);
    expect(values(rng.integers(-1, 2, { size: 200, dtype: 'int8', endpoint: true }))).toEqual([-1, 0, 1, 2]);
    expect(values(rng.integers(3, undefined, { size: 200, dtype: 'int8' }))).toEqual([0, 1, 2]);
    expect(rng.integers(0, 1)).toBe(0n);
    expect(rng.integers(-(2n ** 63n), -(2n ** 63n), { endpoint: true })).toBe(-(2n ** 63n));
    expect(rng.integers(2n ** 64n - 1n, 2n ** 64n, { dtype: 'uint64' })).toBe(2n ** 64n - 1n);
    expect(rng.integers(2.9, 3.9)).toBe(2n);
  });

  it.each<[unknown[], string]>([
    [[5, 5], 'ERR_VALUE [integers] low >= high: got low 5 and high 5'],
    [[5, 4, { endpoint: true }], 'ERR_VALUE [integers] low > high: got low 5 and high 4'],
    [[0], 'ERR_VALUE [integers] high <= 0: got low 0 and high 0'],
    [[-1, { endpoint: true }], 'ERR_VALUE [integers] high < 0: got low 0 and high -1'],
    [[0, 200, { dtype: 'int8' }], 'ERR_VALUE [integers] high is out of bounds for int8: got 200'],
    [[-200, 0, { dtype: 'int8' }], 'ERR_VALUE [integers] low is out of bounds for int8: got -200'],
    [[-1, 5, { dtype: 'uint64' }], 'ERR_VALUE [integers] low is out of bounds for uint64: got -1'],
    [[0n, 2n ** 63n + 1n], 'ERR_VALUE [integers] high is out of bounds for int64: got 9223372036854775809'],
    [[0, 3, { dtype: 'bool' }], 'ERR_VALUE [integers] high is out of bounds for bool: got 3'],
    [[NaN], 'ERR_VALUE [integers] cannot convert float NaN to integer: got NaN for high'],
    [[0, -Infinity], 'ERR_VALUE [integers] cannot convert float infinity to integer: got -Infinity for high'],
    [
      [5, { dtype: 'float64' }],
      'ERR_DTYPE [integers] Unsupported dtype float64 for integers: expected an integer dtype or bool',
    ],
    [[5, { dtype: 'int7' }], 'ERR_DTYPE [integers] unknown dtype'],
    [[[1, 2], 5], 'ERR_INVALID_ARGUMENT [integers] scalars are expected for low and high but got a list of 2 for low'],
    [[0, nd.array([1, 2])], 'ERR_INVALID_ARGUMENT [integers] scalars are expected for low and high but got'],
    [[new Uint8Array(2)], 'ERR_INVALID_ARGUMENT [integers] scalars are expected for low and high'],
    [['a'], 'ERR_INVALID_ARGUMENT [integers] expected a number or bigint for high but got the string "a"'],
    [[], 'ERR_INVALID_ARGUMENT [integers] expected a number or bigint for high but got undefined'],
    [[1, null], 'ERR_INVALID_ARGUMENT [integers] expected a number or bigint for high but got null'],
    [[1, { size: 2 }, { size: 3 }], 'ERR_INVALID_ARGUMENT [integers] expected a number or bigint for high'],
    [[1, 2, 3], 'ERR_INVALID_ARGUMENT [integers] expected an object for the options but got 3'],
    [[5, { endpoint: 1 }], 'ERR_INVALID_ARGUMENT [integers] expected a boolean for endpoint but got 1'],
    [[5, { size: -1 }], 'ERR_SHAPE [integers] negative dimensions are not allowed'],
    [[5, { size: [1e9, 1e9] }], 'ERR_SHAPE [integers] array is too big'],
  ])('refuses integers(...%p) and draws nothing', (args, message) => {
    const rng = defaultRng(1);
    const before = rng.bitGenerator.state;
    expect(code(() => (rng.integers as (...a: unknown[]) => unknown).apply(rng, args))).toContain(message);
    expect(rng.bitGenerator.state).toEqual(before);
  });

  it('spawns generators over children of its SeedSequence', () => {
    const [a, b] = defaultRng(9).spawn(2);
    expect(a!.random()).toBe(defaultRng(new SeedSequence(9, { spawnKey: [0] })).random());
    expect(b!.random()).not.toBe(defaultRng(9).spawn(1)[0]!.random());
    expect(String(a)).toBe('Generator(PCG64)');
  });
});

describe.each(['random', 'standardNormal'] as const)('%s', (method) => {
  it('fills out with what a new array would hold, and gives it back', () => {
    for (const dtype of ['float64', 'float32'] as const) {
      for (const n of [0, 1, 5, 3000, 200_001]) {
        const out = nd.zeros(n, { dtype });
        expect(defaultRng(4)[method]({ out, dtype })).toBe(out);
        expect(Buffer.compare(out.bytes(), defaultRng(4)[method]({ size: n, dtype }).bytes())).toBe(0);
      }
    }
  });

  it('fills a view of a larger array and nothing beside it', () => {
    const c = nd.zeros([3, 2, 4], { dtype: 'float32' });
    defaultRng(4)[method]({ out: c.at(1) });
    expect(c.at(1).ravel().toArray()).toEqual(defaultRng(4)[method]({ size: 8, dtype: 'float32' }).toArray());
    expect(c.at(0).any()).toBe(false);
    expect(c.at(2).any()).toBe(false);
  });

  it('fills F-ordered arrays in the order of their memory, as NumPy does', () => {
    const out = nd.zeros([2, 3], { order: 'F' });
    defaultRng(4)[method]({ out, size: [2, 3] });
    expect(out.T.ravel().toArray()).toEqual(defaultRng(4)[method]({ size: 6 }).toArray());
  });

  it('takes its dtype from out where none is given', () => {
    const out = nd.zeros(3, { dtype: 'float32' });
    defaultRng(4)[method]({ out });
    expect(out.toArray()).toEqual(defaultRng(4)[method]({ size: 3, dtype: 'float32' }).toArray());
  });

  it('needs no temporary for out', () => {
    const out = nd.zeros([1 << 20]);
    nd.memory.resetPeak();
    const { live } = nd.memory.info();
    defaultRng(4)[method]({ out });
    expect(nd.memory.info().peak).toBe(live);
  });

  const disposed = nd.zeros([5000]);
  disposed.dispose();
  const bytes = new ArrayBuffer(32);
  const lost = nd.frombuffer(bytes);
  transfer(bytes);

  it.each<[string, () => unknown, string]>([
    [
      'an out of another dtype',
      () => ({ out: nd.zeros(2, { dtype: 'float32' }), dtype: 'float64' }),
      'ERR_DTYPE [%] Supplied output array has the wrong type. Expected float64, got float32',
    ],
    [
      'an out of integers',
      () => ({ out: nd.zeros(2, { dtype: 'int64' }) }),
      'ERR_DTYPE [%] Supplied output array has the wrong type. Expected float64, got int64',
    ],
    [
      'a column as out',
      () => ({ out: nd.zeros([4, 4]).at(':', 1) }),
      'ERR_VALUE [%] Supplied output array must be contiguous',
    ],
    [
      'a reversed out',
      () => ({ out: nd.zeros([4]).at('::-1') }),
      'ERR_VALUE [%] Supplied output array must be contiguous',
    ],
    [
      'a misaligned out',
      () => ({ out: nd.frombuffer(new ArrayBuffer(20), { offset: 4 }) }),
      'ERR_VALUE [%] Supplied output array must be contiguous, writable, aligned',
    ],
    [
      'a read-only out',
      () => ({ out: nd.broadcastTo(nd.zeros(3), [3]) }),
      'ERR_READ_ONLY [%] output array is read-only',
    ],
    [
      'a stretched out',
      () => ({ out: nd.broadcastTo(nd.zeros(1), [3]) }),
      'ERR_READ_ONLY [%] output array is read-only',
    ],
    [
      'a size that is not that of out',
      () => ({ out: nd.zeros(4), size: [2, 2] }),
      'ERR_SHAPE [%] size must match out.shape when used together: got (2,2) and (4,)',
    ],
    ['a disposed out', () => ({ out: disposed }), 'ERR_DISPOSED [%]'],
    ['a detached out', () => ({ out: lost }), 'ERR_BUFFER [%]'],
    [
      'an out that is no array',
      () => ({ out: new Float64Array(3) }),
      'ERR_INVALID_ARGUMENT [%] expected an NDArray for out',
    ],
    ['null as out', () => ({ out: null }), 'ERR_INVALID_ARGUMENT [%] expected an NDArray for out but got null'],
    [
      'an integer dtype',
      () => ({ dtype: 'int8' }),
      'ERR_DTYPE [%] Unsupported dtype int8 for %: expected float64 or float32',
    ],
    ['an unknown dtype', () => ({ dtype: 'x' }), 'ERR_DTYPE [%] unknown dtype'],
    ['a negative size', () => ({ size: [2, -1] }), 'ERR_SHAPE [%] negative dimensions are not allowed'],
    [
      'a size that is none',
      () => ({ size: 'x' }),
      'ERR_INVALID_ARGUMENT [%] expected an integer or a list of integers for shape',
    ],
    ['a size beyond the memory limit', () => ({ size: 2 ** 46 }), 'ERR_MEMORY_LIMIT [%]'],
    ['a number for the options', () => 5, 'ERR_INVALID_ARGUMENT [%] expected an object for the options but got 5'],
  ])('refuses %s and draws nothing', (_, options, message) => {
    const rng = defaultRng(1);
    const before = rng.bitGenerator.state;
    expect(code(() => rng[method](options() as object))).toContain(message.replaceAll('%', method));
    expect(rng.bitGenerator.state).toEqual(before);
  });

  it('survives options whose getters throw, dispose what is to be filled, or draw themselves', () => {
    const rng = defaultRng(1);
    const before = rng.bitGenerator.state;
    const thrown = {
      get size(): number {
        throw new Error('mine');
      },
    };
    expect(() => rng[method](thrown)).toThrow('mine');
    const out = nd.zeros([5000]);
    const disposing = {
      out,
      get size() {
        out.dispose();
        return [5000];
      },
    };
    expect(code(() => rng[method](disposing))).toMatch(/^ERR_DISPOSED/);
    expect(rng.bitGenerator.state).toEqual(before);
    const drawing = {
      get size() {
        rng.random();
        return [2];
      },
    };
    const other = defaultRng(1);
    other.random();
    expect(rng[method](drawing).toArray()).toEqual(other[method]({ size: 2 }).toArray());
  });
});

describe('randint', () => {
  it('draws from a generator of its own', () => {
    const a = randint(0, 100, [100, 1000]);
    expect(a.shape).toEqual([100, 1000]);
    expect(a.dtype).toBe('int64');
    expect(a.min()).toBe(0n);
    expect(a.max()).toBe(99n);
    expect(typeof randint(5)).toBe('bigint');
    expect(randint(3, undefined, 4, { dtype: 'uint8' }).dtype).toBe('uint8');
    expect(typeof randint(3, 9, undefined, { dtype: 'uint8' })).toBe('number');
  });

  it('checks its bounds in its own name', () => {
    expect(code(() => randint(5, 5))).toBe('ERR_VALUE [randint] low >= high: got low 5 and high 5');
    expect(code(() => randint(5, 6, 2, 7 as never))).toMatch(/^ERR_INVALID_ARGUMENT \[randint\]/);
  });
});
