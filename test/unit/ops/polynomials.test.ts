import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';

const rows: Row[] = [
  ...(['bartlett', 'hanning', 'hamming', 'blackman'] as const).flatMap((name): Row[] =>
    [-2, 0, 1].map((m): Row => [`np.${name}(${m})`, () => nd[name](m)]),
  ),
  ['np.bartlett(6)', () => nd.bartlett(6)],
  ['np.bartlett(4.5)', () => nd.bartlett(4.5)],
  ['np.kaiser(1, 3.0)', () => nd.kaiser(1, 3)],
  ['np.kaiser(0, 3.0)', () => nd.kaiser(0, 3)],
  [
    'np.polyval([3, 0, 1], [[0, 1], [5, -2]])',
    () =>
      nd.polyval(
        [3n, 0n, 1n],
        [
          [0n, 1n],
          [5n, -2n],
        ],
      ),
  ],
  [
    "np.polyval(A([1, 2], 'int8'), A([1.5, 2], 'float32'))",
    () => nd.polyval(nd.array([1, 2], { dtype: 'int8' }), nd.array([1.5, 2], { dtype: 'float32' })),
  ],
  ['np.polyval([], [1.5, 2])', () => nd.polyval([], [1.5, 2])],
  ['np.polyval([1j, 2], [1.5, 2])', () => nd.polyval([nd.complex(0, 1), 2], [1.5, 2])],
  ['np.polyadd([1, 2], [9, 5, 4])', () => nd.polyadd([1n, 2n], [9n, 5n, 4n])],
  ['np.polysub([2.5], [9, 5, 4])', () => nd.polysub([2.5], [9n, 5n, 4n])],
  ['np.polymul([0, 0, 1, 2], [0, 3.5, 1])', () => nd.polymul([0n, 0n, 1n, 2n], [0, 3.5, 1])],
  ['np.polymul([0, 0], [1, 2])', () => nd.polymul([0n, 0n], [1n, 2n])],
  ['np.polydiv([3, 5, 2], [2, 1])', () => nd.polydiv([3n, 5n, 2n], [2n, 1n])],
  ['np.polydiv([3, 5], [2, 1, 7])', () => nd.polydiv([3n, 5n], [2n, 1n, 7n])],
  ['np.polydiv([1, 0, -1], [1, 1])', () => nd.polydiv([1n, 0n, -1n], [1n, 1n])],
  ['np.polyder([1, 2, 3, 4])', () => nd.polyder([1n, 2n, 3n, 4n])],
  ['np.polyder([1.5, 2, 3, 4], 3)', () => nd.polyder([1.5, 2, 3, 4], 3)],
  ['np.polyder([1.5, 2], 4)', () => nd.polyder([1.5, 2], 4)],
  ['np.polyder([1.5, 2], -1)', () => nd.polyder([1.5, 2], -1)],
  ['np.polyint([3, 2, 1])', () => nd.polyint([3n, 2n, 1n])],
  ['np.polyint([6, 1], 3, [6, 5, 3])', () => nd.polyint([6n, 1n], { m: 3, k: [6n, 5n, 3n] })],
  ['np.polyint([6, 1], 2, 4)', () => nd.polyint([6n, 1n], { m: 2, k: 4n })],
  ['np.polyint([6, 1], 3, [6, 5])', () => nd.polyint([6n, 1n], { m: 3, k: [6, 5] })],
  ['np.polyint([6, 1], -1)', () => nd.polyint([6, 1], { m: -1 })],
  ['np.poly([1, 2, 3])', () => nd.poly([1n, 2n, 3n])],
  ['np.poly([1j, -1j, 2])', () => nd.poly([nd.complex(0, 1), nd.complex(0, -1), 2])],
  ['np.poly([1j, 2])', () => nd.poly([nd.complex(0, 1), 2])],
  ['np.roots([])', () => nd.roots([])],
  ['np.roots([0, 0])', () => nd.roots([0n, 0n])],
  ['np.roots([0, 2, 0, 0])', () => nd.roots([0n, 2n, 0n, 0n])],
  ['np.roots([2, -8])', () => nd.roots([2n, -8n])],
  ['np.roots([[1, 2]])', () => nd.roots([[1, 2]])],
  ['np.roots([1, np.nan])', () => nd.roots([1, NaN])],
  ['np.polyfit([1, 2], [1, 2], -1)', () => nd.polyfit([1, 2], [1, 2], -1)],
  ['np.polyfit([], [], 1)', () => nd.polyfit([], [], 1)],
  ['np.polyfit([[1, 2]], [1, 2], 1)', () => nd.polyfit([[1, 2]], [1, 2], 1)],
  ['np.polyfit([1, 2], [1, 2, 3], 1)', () => nd.polyfit([1, 2], [1, 2, 3], 1)],
  ['np.polyfit([1, 2], [1, 2], 1, w=[1])', () => nd.polyfit([1, 2], [1, 2], 1, { w: [1] })],
  ['np.polyfit([1, 2], [1, 2], 1, w=[[1, 2]])', () => nd.polyfit([1, 2], [1, 2], 1, { w: [[1, 2]] })],
  ['np.polyfit([1, 2], [1, 2], 1, cov=True)', () => nd.polyfit([1, 2], [1, 2], 1, { cov: true })],
];

numpyTable('polynomials', '', rows);

const numbers = (a: NDArray): number[] => a.flatValues().map(Number);
const close = (got: NDArray, wanted: readonly number[], digits = 10): void => {
  expect(got.size).toBe(wanted.length);
  numbers(got).forEach((x, i) => expect(x).toBeCloseTo(wanted[i]!, digits));
};

describe('windows', () => {
  test('are symmetric, with the values of their formulas', () => {
    close(nd.hanning(5), [0, 0.5, 1, 0.5, 0], 15);
    close(nd.hamming(4), [0.08, 0.77, 0.77, 0.08], 15);
    close(nd.blackman(5), [0, 0.34, 1, 0.34, 0], 15);
    for (const window of [nd.hanning(101), nd.hamming(100), nd.blackman(64), nd.bartlett(33), nd.kaiser(77, 8.6)]) {
      close(window, numbers(window.at('::-1')), 13);
    }
    expect(() => nd.hanning('x' as never)).toThrow(nd.ArgumentError);
    expect(() => nd.kaiser(5, undefined as never)).toThrow(nd.ArgumentError);
  });
});

describe('roots', () => {
  test('are those that poly() was given', () => {
    const given = [5, 3.5, 1, -2, -4.25];
    close(
      nd.sort(nd.roots(nd.poly(given))),
      [...given].sort((x, y) => x - y),
      9,
    );
    const found = nd.roots([1, 0, 0, 0, -1, 0, 0]);
    expect(found.dtype).toBe('complex128');
    expect(nd.max(nd.abs(nd.polyval([1, 0, 0, 0, -1, 0, 0], found)) as NDArray)).toBeLessThan(1e-12);
    const complex = nd.array([nd.complex(1, 2), 3, nd.complex(0, -4), 5, nd.complex(2, 2)]);
    const p = nd.poly(complex);
    expect(nd.max(nd.abs(nd.polyval(p, nd.roots(p))) as NDArray)).toBeLessThan(1e-9);
    expect(nd.roots(nd.array([1, -3, 2], { dtype: 'float32' })).dtype).toBe('float32');
  });

  test('of many random polynomials are zeros of them', () => {
    const rng = nd.random.defaultRng(9);
    for (let degree = 2; degree < 40; degree++) {
      const p = rng.standardNormal({ size: [degree + 1] });
      const found = nd.roots(p);
      expect(found.size).toBe(degree);
      const scale = nd.polyval(nd.abs(p), nd.abs(found));
      expect(nd.max(nd.divide(nd.abs(nd.polyval(p, found)), scale) as NDArray)).toBeLessThan(1e-12);
    }
  });
});

describe('polyfit', () => {
  const x = nd.linspace(-1, 2, { num: 50 });
  const y = nd.polyval([0.5, -2, 3, 1], x);

  test('finds the polynomial that made the values', () => {
    close(nd.polyfit(x, y, 3), [0.5, -2, 3, 1]);
    const both = nd.polyfit(x, nd.stack([y, y.multiply(2)], { axis: 1 }), 3);
    close(both.at(':', 1), [1, -4, 6, 2]);
    close(nd.real(nd.polyfit(x, y.multiply(nd.complex(1, 1)), 3)) as NDArray, [0.5, -2, 3, 1]);
    close(nd.polyfit(x, y, 3, { w: nd.linspace(1, 2, { num: 50 }) }), [0.5, -2, 3, 1]);
  });

  test('tells residuals, rank, singular values and covariances', () => {
    const noisy = nd.add(y, nd.sin(x.multiply(40)));
    const [fit, residuals, rank, values, rcond] = nd.polyfit(x, noisy, 3, { full: true });
    expect(rank).toBe(4);
    expect(values.size).toBe(4);
    expect(rcond).toBe(50 * 2 ** -52);
    const rest = nd.subtract(noisy, nd.polyval(fit, x));
    expect(residuals.at(0).item()).toBeCloseTo(nd.sum(nd.square(rest)) as number, 9);
    const [, cov] = nd.polyfit(x, noisy, 1, { cov: true });
    const mean = nd.mean(x) as number;
    const line = nd.subtract(noisy, nd.polyval(nd.polyfit(x, noisy, 1), x));
    const spread = nd.sum(nd.square(nd.subtract(x, mean))) as number;
    expect(cov.at(0, 0).item()).toBeCloseTo((nd.sum(nd.square(line)) as number) / 48 / spread, 10);
  });

  test('gives the least solution where there are too few points, and refuses what is gone', () => {
    close(nd.polyval(nd.polyfit([1, 2], [3, 5], 4), [1, 2]), [3, 5], 8);
    const gone = nd.ones([3]);
    gone.dispose();
    for (const call of [
      () => nd.polyfit(gone, [1, 2, 3], 1),
      () => nd.polyfit([1, 2, 3], gone, 1),
      () => nd.roots(gone),
      () => nd.poly(gone),
      () => nd.polyval(gone, 1),
      () => nd.polyval([1], gone),
      () => nd.polydiv(gone, [1]),
      () => nd.polymul(gone, [1]),
      () => nd.polyder(gone),
      () => nd.polyint(gone),
    ]) {
      expect(call).toThrow(nd.DisposedError);
    }
    expect(() => nd.polyfit([1, NaN, 2], [1, 2, 4], 1)).toThrow(/did not converge/);
    expect(nd.polyfit([1, 5, 2], [1, Infinity, 4], 1).toArray()).toEqual([NaN, NaN]);
    expect(nd.polyfit([1, 5, 2], [1, NaN, 4], 0).toArray()).toEqual([NaN]);
    expect(() => nd.polyfit([1], [1], 1, { rcond: 'x' } as never)).toThrow(nd.ArgumentError);
    expect(() => nd.polyfit([1], [1], 1, { cov: 3 } as never)).toThrow(nd.ArgumentError);
  });
});
