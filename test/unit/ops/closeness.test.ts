/** isclose, allclose, arrayEqual, arrayEquiv: by hand, and beside NumPy where python3 has it. */
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib/index';
import type { ArrayLike, CloseOptions, DType, NDArray } from '../../../lib/index';
import { askNumpy, numpyAvailable } from '../core/numpy';

describe('isclose', () => {
  test('infinities are close to themselves, nans to nans on request', () => {
    const a = [Infinity, -Infinity, Infinity, NaN, NaN, 1];
    const b = [Infinity, -Infinity, -Infinity, NaN, 1, Infinity];
    expect(nd.isclose(a, b).toArray()).toEqual([true, true, false, false, false, false]);
    expect(nd.isclose(a, b, { equalNan: true }).toArray()).toEqual([true, true, false, true, false, false]);
    expect(nd.isclose(a, b, { rtol: Infinity }).toArray()).toEqual([true, true, false, false, false, false]);
  });

  test('the relative tolerance is of the second array', () => {
    expect(nd.isclose(10, 11, { rtol: 0.095, atol: 0 }).item()).toBe(true);
    expect(nd.isclose(11, 10, { rtol: 0.095, atol: 0 }).item()).toBe(false);
  });

  test('integers do not wrap', () => {
    const least = nd.array([-128], { dtype: 'int8' });
    expect(nd.isclose(least, nd.array([127], { dtype: 'int8' })).toArray()).toEqual([false]);
    expect(nd.isclose(nd.array([2n ** 64n - 1n]), nd.array([0n], { dtype: 'uint64' }), { atol: 2 }).item(0)).toBe(
      false,
    );
    expect(nd.isclose(least, nd.array([-128], { dtype: 'int8' }), { rtol: 0, atol: 0 }).item(0)).toBe(true);
  });

  test('tolerances broadcast and are computed with', () => {
    const close = nd.isclose(nd.ones([2, 3]), 2, {
      atol: [[0.5], [1]],
      rtol: nd.array([0, 0.25, 0], { dtype: 'float32' }),
    });
    expect(close.toArray()).toEqual([
      [false, true, false],
      [true, true, true],
    ]);
    expect(nd.isclose([1, 2, 3], [[1], [3]]).shape).toEqual([2, 3]);
  });

  test('of complex numbers the modulus of the difference counts', () => {
    const z = nd.array([nd.complex(3, 4), nd.complex(0, NaN), nd.complex(1, Infinity)]);
    expect(nd.isclose(z, [0, nd.complex(NaN, 0), nd.complex(1, Infinity)], { atol: 5 }).toArray()).toEqual([
      true,
      false,
      true,
    ]);
    expect(nd.isclose(z, nd.complex(NaN, 0), { equalNan: true }).toArray()).toEqual([false, true, false]);
    expect(nd.isclose(z.astype('complex64'), z).toArray()).toEqual([true, false, true]);
  });

  test('keeps the memory order, and reads any layout', () => {
    const a = nd.arange(24).reshape([4, 6]);
    const f = nd.copy(a, { order: 'F' });
    expect(nd.isclose(f, f).flags.fContiguous).toBe(true);
    expect(nd.all(nd.isclose(a.at('::-1', '::-2'), nd.copy(a.at('::-1', '::-2'))))).toBe(true);
    expect(nd.isclose(nd.zeros([0, 3]), nd.zeros([3])).shape).toEqual([0, 3]);
    expect(nd.isclose(1, 1).shape).toEqual([]);
  });

  test('refuses what it cannot compare', () => {
    expect(() => nd.isclose([1, 2], [1, 2, 3])).toThrow(nd.ShapeError);
    expect(() => nd.isclose([1], [1], { atol: [1, 2, 3], rtol: [1, 2] })).toThrow(nd.ShapeError);
    expect(() => nd.isclose(1, 1, { rtol: nd.complex(1, 0) })).toThrow(nd.DTypeError);
    expect(() => nd.isclose(1, 1, { equalNan: 1 as unknown as boolean })).toThrow(nd.ArgumentError);
    expect(() => nd.isclose(1, 1, { rtol: 'a' as unknown as number })).toThrow(nd.ArgumentError);
    expect(() => nd.isclose(1, 1, null as unknown as CloseOptions)).toThrow(nd.ArgumentError);
    const gone = nd.ones(3);
    gone.dispose();
    expect(() => nd.isclose(gone, 1)).toThrow(nd.DisposedError);
    const a = nd.ones(5000);
    const disposing = {
      get rtol(): number {
        a.dispose();
        return 1;
      },
    };
    expect(() => nd.allclose(a, a, disposing)).toThrow(nd.DisposedError);
    const huge = nd.broadcastTo(1, [2 ** 40]);
    expect(() => nd.isclose(huge, nd.broadcastTo(1, [2 ** 20, 1]))).toThrow(RangeError);
  });
});

describe('allclose and arrayEqual', () => {
  test('find a difference wherever it is', () => {
    for (const dtype of ['float32', 'float64', 'int16', 'complex128', 'float16', 'bool'] as const) {
      const a = nd.zeros([300, 700], { dtype });
      for (const at of [0, 1, 8191, 8192, 105_001, 209_999]) {
        const b = nd.copy(a);
        b.ravel().set(true, at);
        expect(nd.allclose(a, b)).toBe(false);
        expect(nd.arrayEqual(a, b)).toBe(false);
        expect(nd.arrayEqual(a.T, b.T, { equalNan: true })).toBe(false);
        expect(nd.arrayEquiv(a.at('::-1'), b.at('::-1'))).toBe(false);
      }
      expect(nd.allclose(a, nd.copy(a))).toBe(true);
      expect(nd.arrayEqual(a.T, nd.copy(a).T)).toBe(true);
    }
  });

  test('store nothing', () => {
    const a = nd.ones(1_000_000);
    nd.memory.resetPeak();
    const before = nd.memory.info().peak;
    expect([nd.allclose(a, a), nd.arrayEqual(a, a, { equalNan: true }), nd.arrayEqual(a, a.astype('float32'))]).toEqual(
      [true, true, true],
    );
    // The float32 copy is all that there was.
    expect(nd.memory.info().peak - before).toBeLessThan(5_000_000);
  });

  test('integers of different signs are compared exactly', () => {
    const a = nd.array([2n ** 64n - 1n]);
    expect(nd.arrayEqual(a, nd.array([-1n]))).toBe(false);
    expect(nd.arrayEqual(nd.array([2n ** 53n + 1n]), nd.array([2n ** 53n]))).toBe(false);
    expect(nd.arrayEqual(nd.array([2n ** 53n + 1n]), [2 ** 53])).toBe(true); // as NumPy: by way of float64
  });

  test('arrayEqual wants one shape, arrayEquiv shapes that broadcast', () => {
    expect(nd.arrayEqual([1, 1], 1)).toBe(false);
    expect(nd.arrayEquiv([1, 1], 1)).toBe(true);
    expect(nd.arrayEquiv([[1], [1]], [1, 1, 1])).toBe(true);
    expect(nd.arrayEquiv([1, 2], [1, 2, 3])).toBe(false);
    expect(nd.arrayEquiv([NaN], [NaN])).toBe(false);
    expect(nd.arrayEquiv(nd.zeros([0, 3]), nd.zeros([0, 1]))).toBe(true);
    expect(nd.arrayEqual(nd.zeros([0, 3]), nd.zeros([3, 0]))).toBe(false);
    expect(nd.arrayEqual(nd.zeros([0, 3]), nd.zeros([0, 3], { dtype: 'bool' }))).toBe(true);
  });

  test('a nan in either part is a nan', () => {
    const a = nd.array([nd.complex(NaN, 1), nd.complex(1, 2)]);
    const b = nd.array([nd.complex(1, NaN), nd.complex(1, 2)]);
    expect(nd.arrayEqual(a, b)).toBe(false);
    expect(nd.arrayEqual(a, b, { equalNan: true })).toBe(true);
  });

  test('disposed arrays and lost maps are errors', () => {
    const gone = nd.ones(3);
    gone.dispose();
    expect(() => nd.arrayEqual(gone, [1, 2])).toThrow(nd.DisposedError);
    expect(() => nd.arrayEquiv([1, 2], gone)).toThrow(nd.DisposedError);
    expect(() => nd.arrayEqual([1], [1], { equalNan: 'x' as unknown as boolean })).toThrow(nd.ArgumentError);
    const folder = mkdtempSync(join(tmpdir(), 'nds-close-'));
    const map = new nd.memmap(join(folder, 'a'), { dtype: 'float64', mode: 'w+', shape: [100_000] });
    try {
      const zeros = nd.zeros(100_000);
      expect([nd.allclose(map, zeros), nd.arrayEqual(zeros, map)]).toEqual([true, true]);
      expect(nd.isclose(map, 1, { atol: map }).any()).toBe(false);
      truncateSync(join(folder, 'a'), 4096);
      expect(() => nd.allclose(map, zeros)).toThrow(nd.MappingLostError);
      expect(() => nd.arrayEqual(zeros, map)).toThrow(nd.MappingLostError);
      expect(() => nd.isclose(map, 0)).toThrow(nd.MappingLostError);
    } finally {
      map.close();
      rmSync(folder, { recursive: true });
    }
  });
});

const DTYPES = ['bool', 'int8', 'int32', 'int64', 'uint8', 'uint64', 'float16', 'float32', 'float64'] as const;

const ORACLE = `
def number(v):
    return {'nan': np.nan, 'inf': np.inf, '-inf': -np.inf}.get(v, v) if isinstance(v, str) else v
def given(x):
    if not isinstance(x, dict): return number(x)
    return np.array([number(v) for v in x['v']], dtype='float64').astype(x['dtype']).reshape(x['shape'])
answer = []
for c in job:
    a, b, o = given(c['a']), given(c['b']), {k: given(v) for k, v in c['o'].items()}
    plain = {k: v for k, v in o.items() if k == 'equal_nan'}
    answer.append([np.isclose(a, b, **o).tolist(), bool(np.isclose(a, b, **o).all()), np.array_equal(a, b, **plain), np.array_equiv(a, b)])
`;

(numpyAvailable ? test : test.skip)('are what NumPy gives (skipped where python3 has no NumPy 2)', () => {
  let state = 20261122;
  const pick = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const one = <T>(list: readonly T[]): T => list[pick(list.length)]!;
  const VALUES = [0, -0, 1, -1, 2.5, 1e-8, 1.1e-8, 100, 100.001, 1 + 1e-5, 1 + 9e-6, 60000, NaN, Infinity, -Infinity];
  const SHAPES: readonly (readonly number[])[] = [[], [6], [2, 1], [2, 6], [0], [1]];
  interface Given {
    readonly v: readonly number[];
    readonly dtype: DType;
    readonly shape: readonly number[];
  }
  const makeGiven = (shape: readonly number[]): Given => {
    const dtype = one(DTYPES);
    const pool = dtype.startsWith('float') ? VALUES : dtype.startsWith('int') ? [0, 1, -1, 100, 101] : [0, 1, 100, 101];
    const size = shape.reduce((product, dim) => product * dim, 1);
    return { v: Array.from({ length: size }, () => one(pool)), dtype, shape };
  };
  const build = (x: Given | number): ArrayLike => {
    if (typeof x === 'number') return x;
    const made: NDArray = nd
      .array([...x.v], { dtype: 'float64' })
      .astype(x.dtype)
      .reshape([...x.shape]);
    return x.shape.length > 1 ? nd.copy(made, { order: one(['C', 'F'] as const) }) : made;
  };
  const json = (x: Given | number): unknown => {
    const text = (v: number): unknown => (Number.isFinite(v) ? v : Number.isNaN(v) ? 'nan' : v > 0 ? 'inf' : '-inf');
    return typeof x === 'number' ? text(x) : { ...x, v: x.v.map(text) };
  };
  const cases = Array.from({ length: 1500 }, () => {
    const first = makeGiven(one(SHAPES));
    const fits = SHAPES.filter((s) => s.length === 0 || first.shape.length === 0 || String(s) === String(first.shape));
    const b =
      pick(4) === 0 ? one(VALUES) : pick(2) === 0 ? makeGiven(one(fits)) : { ...first, dtype: one(DTYPES.slice(6)) };
    const rtol = pick(3) === 0 ? one([0, 1e-3, 1, 1e-9]) : undefined;
    const atol = pick(3) === 0 ? one([0, 1e-3, 1, 99]) : undefined;
    return { a: first, b, rtol, atol, equalNan: pick(2) === 0 };
  });
  const answers = askNumpy(
    ORACLE,
    cases.map(({ a, b, rtol, atol, equalNan }) => ({
      a: json(a),
      b: json(b),
      o: {
        ...(rtol === undefined ? {} : { rtol: json(rtol) }),
        ...(atol === undefined ? {} : { atol: json(atol) }),
        equal_nan: equalNan,
      },
    })),
  ) as [unknown, boolean, boolean, boolean][];
  cases.forEach((c, i) => {
    const [a, b] = [build(c.a), build(c.b)];
    const { rtol, atol, equalNan } = c;
    const [each, whole, equal, equivalent] = answers[i]!;
    const options = { rtol, atol, equalNan };
    const ours = [nd.isclose(a, b, options).toArray(), nd.allclose(a, b, options)];
    expect({ c, ours }).toEqual({ c, ours: [each, whole] });
    if (typeof c.b === 'number') return; // a weak scalar there, an array of its own dtype here
    expect({ c, equal: nd.arrayEqual(a, b, { equalNan }), equivalent: nd.arrayEquiv(a, b) }).toEqual({
      c,
      equal,
      equivalent,
    });
  });
});
