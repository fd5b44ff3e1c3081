/** Elementwise operations that NumPy defines to the bit, over random bits of every dtype, beside NumPy where python3 has it. */
import * as nd from '../../../lib';
import type { DType, NDArray } from '../../../lib';
import { askNumpy, numpyAvailable } from '../core/numpy';

const INTS: readonly DType[] = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'];
const FLOATS: readonly DType[] = ['float16', 'float32', 'float64'];
const COMPLEX: readonly DType[] = ['complex64', 'complex128'];
const NUMBERS = [...INTS, ...FLOATS];
const ALL = [...NUMBERS, ...COMPLEX];
const COUNT = 3000;

/** Ours, NumPy's name, the number of operands, the dtypes. Zeros of fmax and fmin may have either sign, as in NumPy. */
const ROWS: readonly (readonly [string, string, number, readonly DType[]])[] = [
  ['floor', 'floor', 1, NUMBERS],
  ['ceil', 'ceil', 1, NUMBERS],
  ['trunc', 'trunc', 1, NUMBERS],
  ['rint', 'rint', 1, ALL],
  ['positive', 'positive', 1, ALL],
  ['fabs', 'fabs', 1, NUMBERS],
  ['reciprocal', 'reciprocal', 1, NUMBERS],
  ['signbit', 'signbit', 1, NUMBERS],
  ['isinf', 'isinf', 1, ALL],
  ['isposinf', 'isposinf', 1, NUMBERS],
  ['isneginf', 'isneginf', 1, NUMBERS],
  ['spacing', 'spacing', 1, NUMBERS],
  ['bitwiseCount', 'bitwise_count', 1, INTS],
  ['copysign', 'copysign', 2, NUMBERS],
  ['nextafter', 'nextafter', 2, NUMBERS],
  ['heaviside', 'heaviside', 2, NUMBERS],
  ['fmax', 'fmax', 2, INTS],
  ['fmin', 'fmin', 2, INTS],
  ['fmod', 'fmod', 2, NUMBERS],
  ['gcd', 'gcd', 2, INTS],
  ['lcm', 'lcm', 2, INTS],
];

type Op = (...args: unknown[]) => NDArray;
const functions = nd as unknown as Record<string, Op>;
const rng = nd.random.defaultRng(2026);

/** Random bits, every third element a small one. */
function operand(dtype: DType): NDArray {
  const { itemsize } = nd.zeros([1], { dtype });
  const bytes = Uint8Array.from(rng.integers(0, 256, { size: COUNT * itemsize }).flatValues() as bigint[], Number);
  const bits = nd.frombuffer(bytes, { dtype }).copy();
  bits.at('::3').assign(
    nd
      .arange(BigInt(COUNT / 3))
      .remainder(40n)
      .astype(dtype),
  );
  return bits;
}

/** The bytes as hexadecimal digits, every nan the same one. */
function hex(a: NDArray): string {
  const plain = a.dtype.startsWith('float') ? nd.where(nd.isnan(a), nd.array(NaN, { dtype: a.dtype }), a) : a;
  return Buffer.from(plain.copy().bytes()).toString('hex');
}

const PROGRAM = `
def same(out):
    out = np.array(out)
    if out.dtype.kind == 'f':
        out[np.isnan(out)] = np.nan
    return [out.dtype.name, out.tobytes().hex()]
answer = []
for j in job:
    args = [np.frombuffer(bytes.fromhex(b), d) for d, b in zip(j['dtypes'], j['bytes'])]
    outs = getattr(np, j['name'])(*args)
    answer.append([same(out) for out in (outs if isinstance(outs, tuple) else [outs])])
`;

interface Job {
  readonly name: string;
  readonly dtypes: readonly DType[];
  readonly bytes: readonly string[];
}

(numpyAvailable ? test : test.skip).each(ROWS)(
  '%s gives the bits of numpy.%s (needs python3 with NumPy 2)',
  (ours, name, operands, dtypes) => {
    const args = dtypes.map((dtype) => Array.from({ length: operands }, () => operand(dtype)));
    const jobs: Job[] = dtypes.map((dtype, k) => ({
      name,
      dtypes: args[k]!.map(() => dtype),
      bytes: args[k]!.map((a) => Buffer.from(a.bytes()).toString('hex')),
    }));
    const wanted = askNumpy(PROGRAM, jobs) as [string, string][][];
    dtypes.forEach((dtype, k) => {
      const out = functions[ours]!(...args[k]!);
      // Complex results are compared part by part.
      const [[wantedType, bits]] = wanted[k] as [[string, string]];
      expect([dtype, out.dtype]).toEqual([dtype, wantedType]);
      if (out.dtype.startsWith('complex')) {
        const want = nd.frombuffer(Buffer.from(bits, 'hex'), { dtype: out.dtype });
        expect([dtype, hex(nd.real(out)), hex(nd.imag(out))]).toEqual([dtype, hex(nd.real(want)), hex(nd.imag(want))]);
      } else {
        expect([dtype, hex(out) === bits]).toEqual([dtype, true]);
      }
    });
  },
);

(numpyAvailable ? test : test.skip)('ldexp gives the bits of numpy.ldexp (needs python3 with NumPy 2)', () => {
  for (const exponents of ['int32', 'int64'] as const) {
    for (const dtype of FLOATS) {
      const x = operand(dtype);
      const spread = rng.integers(-2300, 2300, { size: COUNT }).astype(exponents);
      spread.at('::7').assign(operand(exponents).at('::7'));
      const [[wanted]] = askNumpy(PROGRAM, [
        {
          name: 'ldexp',
          dtypes: [dtype, exponents],
          bytes: [x, spread].map((a) => Buffer.from(a.copy().bytes()).toString('hex')),
        },
      ]) as [[[string, string]]];
      const got = nd.ldexp(x, spread);
      expect([exponents, got.dtype, hex(got) === wanted[1]]).toEqual([exponents, dtype, true]);
    }
  }
});

describe('ldexp takes exponents of integers', () => {
  test('scalars: integral numbers and bigints', () => {
    expect(nd.ldexp([0.75, -3], 2).toArray()).toEqual([3, -12]);
    expect(nd.ldexp(nd.array([1.5], { dtype: 'float32' }), 3n).dtype).toBe('float32');
    expect(nd.ldexp(1.5, nd.array([1, -1], { dtype: 'int8' })).toArray()).toEqual([3, 0.75]);
    expect(nd.ldexp(nd.array([3], { dtype: 'int8' }), 1).dtype).toBe('float16');
    expect(nd.ldexp([1.5], true).toArray()).toEqual([3]);
  });

  test('other numbers are refused, as uint64 is', () => {
    expect(() => nd.ldexp([1.5], 0.5)).toThrow(nd.DTypeError);
    expect(() => nd.ldexp([1.5], [0.5])).toThrow(nd.DTypeError);
    expect(() => nd.ldexp([1.5], nd.array([1n], { dtype: 'uint64' }))).toThrow(nd.DTypeError);
    expect(() => nd.ldexp([1.5], nd.complex(1, 0))).toThrow(nd.DTypeError);
    expect(() => nd.ldexp([1.5], 2n ** 70n)).toThrow(nd.ValueError);
  });

  test('the dtype option names the result', () => {
    expect(nd.ldexp([1.5], 2, { dtype: 'float32', casting: 'same_kind' }).dtype).toBe('float32');
    expect(() => nd.ldexp([1.5], 2, { dtype: 'int64' })).toThrow(nd.DTypeError);
  });
});
