/** Functions of complex numbers at zeros, infinities, nans and on branch cuts, beside NumPy where python3 has it. */
import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { askNumpy, numpyAvailable } from '../core/numpy';

const PARTS = [0, -0, 1, -1, 0.5, -2, 1e-300, -1e-300, 5e-324, 1e300, 700, Infinity, -Infinity, NaN];
const GRID = PARTS.flatMap((re) => PARTS.map((im) => nd.complex(re, im)));

const TRIGONOMETRIC = [
  'sin',
  'cos',
  'tan',
  'arcsin',
  'arccos',
  'arctan',
  'sinh',
  'cosh',
  'tanh',
  'arcsinh',
  'arccosh',
  'arctanh',
];
const OTHERS = ['exp', 'log', 'log2', 'log10', 'sqrt', 'reciprocal', 'conj', 'sign', 'expm1', 'log1p', 'exp2'];
const UNARY = [...TRIGONOMETRIC, ...OTHERS];

const ORACLE = `
def text(x):
    return 'nan' if x != x else repr(float(x))
z = np.array([complex(float(a), float(b)) for a, b in job['grid']])
answer = {}
with np.errstate(all='ignore'):
    for name in job['unary']:
        answer[name] = [[text(w.real), text(w.imag)] for w in getattr(np, name)(z)]
    for name in job['binary']:
        answer[name] = [[text(w.real), text(w.imag)] for w in getattr(np, name)(z[:, None], z[None, ::5]).ravel()]
`;

const text = (x: number): string =>
  Object.is(x, -0) ? '-0.0' : String(x).replace('Infinity', 'inf').replace('NaN', 'nan');

/** Kinds that must agree: nan, each infinity, each zero; other numbers are compared as numbers. */
const kind = (x: number): string => (Number.isFinite(x) && x !== 0 ? 'number' : text(x));

/** Where NumPy's formula overflows, cancels or underflows before the result does. */
function isBetter(name: string, z: nd.Complex): boolean {
  if (!Number.isFinite(z.re) || !Number.isFinite(z.im)) return false;
  if (name === 'expm1') return z.re >= 700;
  if (name === 'log1p') return Math.abs(z.re) < 1e-15 || Math.abs(z.im) > 1e299 || Math.abs(z.re) > 1e299;
  return name === 'exp2' && z.re >= 700;
}

(numpyAvailable ? describe : describe.skip)('beside NumPy (skipped where python3 has no NumPy 2)', () => {
  const answers = numpyAvailable
    ? (askNumpy(ORACLE, {
        grid: GRID.map((z) => [text(z.re), text(z.im)]),
        unary: UNARY,
        binary: ['divide', 'power'],
      }) as Record<string, [string, string][]>)
    : {};

  function check(name: string, got: NDArray, of: (i: number) => nd.Complex[]): void {
    (got.flatValues() as nd.Complex[]).forEach((w, i) => {
      const operands = of(i);
      if (operands.length === 1 && isBetter(name, operands[0]!)) return;
      const [re, im] = answers[name]![i]!.map((t) => Number(t.replace('inf', 'Infinity'))) as [number, number];
      const note = `${name}(${operands.map(String).join(', ')}) = ${String(w)}, NumPy has ${re} ${im}`;
      expect(`${note}: ${kind(w.re)} ${kind(w.im)}`).toBe(`${note}: ${kind(re)} ${kind(im)}`);
      const size = Math.max(Math.abs(re), Math.abs(im));
      if (!Number.isFinite(size)) return;
      const near = Math.max(Math.abs(w.re - re), Math.abs(w.im - im)) <= size * 1e-13;
      expect(`${note}: ${near}`).toBe(`${note}: true`);
    });
  }

  test.each(UNARY)('%s', (name) => {
    const op = (nd as unknown as Record<string, (z: NDArray) => NDArray>)[name]!;
    check(name, op(nd.array(GRID)), (i) => [GRID[i]!]);
  });

  test.each(['divide', 'power'] as const)('%s', (name) => {
    const second = GRID.filter((_, i) => i % 5 === 0);
    const got = nd[name](nd.array(GRID).reshape([GRID.length, 1]), nd.array(second));
    check(name, got, (i) => [GRID[Math.floor(i / second.length)]!, second[i % second.length]!]);
  });
});

test('neither cancels near zero nor overflows early', () => {
  const one = (f: (z: NDArray) => NDArray, z: nd.Complex): nd.Complex => f(nd.array([z])).item(0) as nd.Complex;
  expect(one(nd.log1p, nd.complex(1e-20, 3e-20))).toEqual(nd.complex(1e-20, 3e-20));
  expect(one(nd.log1p, nd.complex(1e308, 1e308)).re).toBeCloseTo(709.5, 0);
  expect(one(nd.expm1, nd.complex(1e-20, 3e-20))).toEqual(nd.complex(1e-20, 3e-20));
  const large = one(nd.expm1, nd.complex(710, 1e-10));
  expect(large.im / 2.23399476616171e298).toBeCloseTo(1, 10);
  expect(one(nd.expm1, nd.complex(710, 0))).toEqual(nd.complex(Infinity, 0));
  expect(one(nd.exp2, nd.complex(1030, 1e-10)).im).toBeLessThan(Infinity);
  expect(one(nd.exp2, nd.complex(-1070, 0.5)).re).toBeGreaterThan(0);
  expect(one(nd.log2, nd.complex(8, 0))).toEqual(nd.complex(3, 0));
  expect(one(nd.sinh, nd.complex(710, 1)).re).toBeLessThan(Infinity);
});
