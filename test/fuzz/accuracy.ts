/** How far results may lie from NumPy's: not at all, within a row's bound of the exact value, or as sums differ in their order. */
import * as nd from '../../lib';
import type { DType, NDArray } from '../../lib';
import { UFUNCS } from '../../lib/ops/ufunc-table.gen';
import { FLOATING } from './functions';
import type { Packed, Program } from './program';
import type { Run } from './run';

export function unpack(packed: Packed): NDArray {
  const bytes = Buffer.from(packed.bytes);
  return nd
    .frombuffer(bytes, { dtype: packed.dtype as DType })
    .reshape(packed.shape)
    .copy();
}

/** The elements as numbers; of complex arrays the parts in turn. */
export function parts(a: NDArray): number[] {
  return a.flatValues().flatMap((x) => (typeof x === 'object' ? [x.re, x.im] : [Number(x)]));
}

const ROWS = new Map(Object.values(UFUNCS).map((row) => [row.name as string, row]));
/** In-place methods by the operations they are. */
const IN_PLACE: Readonly<Record<string, string>> = {
  imul: 'multiply',
  idiv: 'divide',
  ipow: 'power',
};
const rowOf = (program: Program): (typeof UFUNCS)['add'] | undefined =>
  ROWS.get(IN_PLACE[program.ours] ?? program.ours) as (typeof UFUNCS)['add'] | undefined;

/** NumPy's own error beside ours, where no exact value is at hand. */
const NUMPY_ULP = 4;
/** Of complex results, in units of the larger part. */
const NUMPY_COMPLEX_ULP = 16;
/** NumPy's products of complex numbers are fused where the processor can, its powers are products or exponentials. */
const COMPLEX_SLACK: Readonly<Record<string, number>> = { multiply: 4, square: 4, divide: 8, power: 512, sign: 8 };
const FUSED = new Set(['multiply', 'square', 'power', 'reciprocal']);

const PRODUCTS = /prod|multiply|dot|inner|outer|kron|matmul|einsum|convolve|correlate|poly/i;

const APPROXIMATE = new Set(['sum', 'prod', 'mean', 'var', 'std']);
/** Which of two zeros is the lesser is not decided. */
const SIGNLESS_ZERO = new Set([
  'minimum',
  'maximum',
  'fmin',
  'fmax',
  'clip',
  'min',
  'max',
  'sort',
  'sortComplex',
  'pad',
  'setdiff1d',
  'setxor1d',
  'union1d',
  'intersect1d',
  'nanmin',
  'nanmax',
  'unique',
  'uniqueAll',
  'uniqueCounts',
  'uniqueInverse',
  'uniqueValues',
]);

/** Which complex nan they give is not decided. */
const EXTREMES = new Set(['min', 'max', 'nanmin', 'nanmax', 'ptp']);
const isNaNPair = (a: readonly unknown[], i: number): boolean => Number.isNaN(a[i]) || Number.isNaN(a[i ^ 1]);

interface Format {
  readonly fraction: number;
  readonly least: number;
  readonly beyond: number;
}
const FORMATS: Readonly<Record<string, Format>> = {
  float16: { fraction: 10, least: -14, beyond: 2 ** 16 },
  float32: { fraction: 23, least: -126, beyond: 2 ** 128 },
  float64: { fraction: 52, least: -1022, beyond: Infinity },
};
const PART: Readonly<Record<string, string>> = { complex64: 'float32', complex128: 'float64' };
const partOf = (dtype: string): string => PART[dtype] ?? dtype;

/** The unit in the last place of numbers of this size. */
function unit(x: number, { fraction, least }: Format): number {
  const size = Math.abs(x);
  let exponent = size === 0 ? least : Math.floor(Math.log2(size));
  if (size > 0 && 2 ** exponent > size) exponent--;
  return 2 ** (Math.max(exponent, least) - fraction);
}

/** Largest distance of a reduction's result: sums differ in their order. */
function reductionSlack(program: Program, run: Run): number | undefined {
  const of = run.operands[(program.args[0] as { view: number }).view]!;
  const out = program.options.out === undefined ? undefined : run.operands[program.options.out]!.dtype;
  const dtypes = [program.options.dtype ?? of.dtype, of.dtype, out];
  const single = dtypes.includes('float32') || dtypes.includes('complex64');
  const eps = dtypes.includes('float16') ? 1e-3 : single ? 1.2e-7 : 2.3e-16;
  const values = parts(of).map(Math.abs).filter(Number.isFinite);
  const texts = (program.options.initial?.value ?? '0').split(',');
  const initial = texts.reduce((sum, text) => sum + (Math.abs(Number(text)) || 0), 0);
  const total = values.reduce((x, y) => x + y, Number.isFinite(initial) ? initial : 0);
  const most = eps > 1e-4 ? 60000 : eps > 1e-10 ? 1e38 : 1e300;
  if (program.ours === 'sum' || program.ours === 'mean')
    return total < most ? eps * 4 * (total + 1e-30) * 8 : undefined;
  if (program.ours === 'prod') return undefined;
  const square = values.reduce((x, y) => x + y * y, 0);
  if (!(square < most)) return undefined;
  const least = dtypes.includes('float16') ? 2 ** -22 : 1e-300;
  return program.ours === 'var' ? eps * 32 * square + least : Math.sqrt(eps * 32 * square + least);
}

/** Whether floats beyond uint32 were cast: NumPy's own results depend on the layout then. */
function castsBeyond(run: Run): boolean {
  return run.operands.some((a) => /^(float|complex)/.test(a.dtype) && parts(a).some((x) => !(Math.abs(x) < 2 ** 31)));
}

interface Elements {
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Pairs of float64 that add up to the exact value. */
  readonly exact: Float64Array | undefined;
  readonly complex: boolean;
  /** The coarser of the computation's and the output's. */
  readonly format: Format;
  readonly cast: boolean;
  readonly dtype: string;
}

/** Whether element i lies within the row's bound of the exact value. */
function nearExact(
  run: Run,
  row: (typeof UFUNCS)['add'],
  { a, exact, complex, format, cast }: Elements,
  i: number,
): boolean {
  const pairs = exact!;
  const high = pairs[2 * i]!;
  const got = a[i]!;
  if (Number.isNaN(high) || Number.isNaN(got)) return Number.isNaN(high) && Number.isNaN(got);
  if (!Number.isFinite(high)) return Object.is(high, got);
  const isModulus = !complex && run.operands.some((operand) => operand.dtype.startsWith('complex'));
  const other = complex ? pairs[2 * (i ^ 1)]! : 0;
  const larger = Number.isFinite(other) ? Math.max(Math.abs(high), Math.abs(other)) : Math.abs(high);
  // Sums of logarithms may cancel: their last place is that of the arguments.
  const size = row.name.startsWith('logaddexp') ? Math.max(larger, 1) : larger;
  // An output of another precision rounds once more.
  const bound = (complex || isModulus ? Math.max(row.complexUlp, 1) : row.maxUlp) + (cast ? 0.51 : 0.01);
  // An infinity stands for the first number that is too large.
  const value = Number.isFinite(got) ? got : Math.sign(got) * Math.min(format.beyond, Number.MAX_VALUE);
  const off = Math.abs(value - high - pairs[2 * i + 1]!);
  return off <= bound * unit(Math.min(size, Number.MAX_VALUE), format);
}

/** Whether element i is as near to NumPy's as two sides that both err may be. */
function nearNumpy(run: Run, row: (typeof UFUNCS)['add'], { a, b, complex, format }: Elements, i: number): boolean {
  const [x, y] = [a[i]!, b[i]!];
  if (!complex) {
    const ofComplex = run.operands.some((operand) => operand.dtype.startsWith('complex'));
    const bound = ofComplex ? Math.max(row.maxUlp, row.complexUlp) : row.maxUlp;
    return bound > 0.5 && Math.abs(x - y) <= (bound + NUMPY_ULP) * unit(Math.max(Math.abs(x), Math.abs(y)), format);
  }
  // What overflows on the way is an infinity or nothing, as it is fused or not.
  if (!Number.isFinite(x) || !Number.isFinite(y)) return FUSED.has(row.name);
  const own = row.complexUlp > 0 ? row.complexUlp + NUMPY_COMPLEX_ULP : row.maxUlp > 0.5 ? row.maxUlp + NUMPY_ULP : 0;
  const steps = COMPLEX_SLACK[row.name] ?? own;
  return Math.abs(x - y) <= steps * unit(Math.max(Math.abs(b[i]!), Math.abs(b[i ^ 1]!)), format);
}

/** The coarser of two formats: of a computation and of its output. */
const coarser = (x: Format, y: Format | undefined): Format => (y !== undefined && y.fraction < x.fraction ? y : x);

/** Products are of one rounding each: NumPy's order, and its float16 columns, differ. */
function nearProduct(program: Program, run: Run, p: number, q: number): boolean {
  if (program.ours !== 'prod' || !Number.isFinite(p) || !Number.isFinite(q)) return true;
  // What overflows or becomes nothing on the way depends on the order.
  const sizes = run.operands.flatMap(parts).map((x) => Math.abs(Math.log2(Math.abs(x) || 1)));
  if (sizes.reduce((x, y) => x + y, 0) > (run.operands[0]!.dtype === 'float64' ? 1000 : 14)) return true;
  const scale = Math.max(Math.abs(p), Math.abs(q));
  const half = program.options.dtype === 'float16' || run.operands.some((o) => o.dtype === 'float16');
  return scale < 1e-30 || Math.abs(p - q) <= scale * (half ? 0.03 : 1e-4);
}

/** Calls whose results are sums, interpolated or solved: relative to the largest number at hand. */
function nearCall(program: Program, run: Run, elements: Elements, i: number): boolean {
  const tolerance = FLOATING[program.ours];
  if (tolerance === undefined) return false;
  const [x, y] = [elements.a[i]!, elements.b[i]!];
  // Products that overflow on the way are infinities or nothing, as they are fused or not.
  if (PRODUCTS.test(program.ours) && !(Number.isFinite(x) && Number.isFinite(y))) return true;
  const dtypes = [elements.dtype, ...run.operands.map((o) => partOf(o.dtype))];
  const eps = dtypes.includes('float16') ? 2 ** -10 : dtypes.includes('float32') ? 2 ** -23 : 2 ** -52;
  const finite = elements.b.filter(Number.isFinite).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const given = run.operands.flatMap(parts).filter(Number.isFinite);
  const scale = Math.max(
    finite,
    tolerance.ofOperands === true ? given.reduce((most, value) => Math.max(most, Math.abs(value)), 0) : 0,
  );
  return Math.abs(x - y) <= tolerance.steps * eps * Math.max(scale, 2 ** -1000);
}

/** What differs between two arrays of one dtype and shape, or undefined. */
export function elementsDiffer(
  program: Program,
  run: Run,
  got: Packed,
  want: Packed,
  loop: string | undefined,
  before: Packed | undefined,
): string | undefined {
  const [ours, numpy] = [unpack(got), unpack(want)];
  const complex = got.dtype.startsWith('complex');
  const a = complex ? parts(ours) : (ours.flatValues() as unknown[]);
  const b = complex ? parts(numpy) : (numpy.flatValues() as unknown[]);
  const float = complex || got.dtype.startsWith('float');
  const row = rowOf(program);
  const loose = APPROXIMATE.has(program.ours) && program.kind === 'reduction' && float;
  const slack = loose ? reductionSlack(program, run) : 0;
  const raw = want.exact;
  const exact = raw === undefined ? undefined : new Float64Array(new Uint8Array(raw).buffer);
  const elements: Elements = {
    a: a as number[],
    b: b as number[],
    exact,
    complex,
    format: coarser(FORMATS[partOf(got.dtype)] ?? FORMATS['float64']!, FORMATS[partOf(loop ?? '')]),
    cast: loop !== undefined && loop !== got.dtype,
    dtype: partOf(got.dtype),
  };
  const old = before === undefined ? undefined : complex ? parts(unpack(before)) : unpack(before).flatValues();
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    if (Object.is(x, y)) continue;
    if (old !== undefined && !Object.is(old[i], y)) continue;
    if (SIGNLESS_ZERO.has(program.ours) && x === 0 && y === 0) continue;
    // Of several nans either is the least and the largest.
    if (complex && isNaNPair(a, i) && isNaNPair(b, i) && EXTREMES.has(program.ours)) continue;
    if (float && row !== undefined && program.kind !== 'reduction') {
      if (exact !== undefined ? nearExact(run, row, elements, i) : nearNumpy(run, row, elements, i)) continue;
      if (complex && FUSED.has(row.name) && nearNumpy(run, row, elements, i)) continue;
    }
    // What was computed in floats may have been cast to integers.
    if (!float && row !== undefined && loop !== undefined && nearNumpy(run, row, elements, i)) continue;
    if (float && program.kind === 'call' && nearCall(program, run, elements, i)) continue;
    // Floats beyond an integer dtype are not defined in NumPy.
    const computed = loop !== undefined && !/int|bool/.test(loop);
    if (/^(uint32|int16|uint16|u?int8)$/.test(got.dtype) && (computed || castsBeyond(run))) continue;
    if (loose) {
      if (slack === undefined) {
        if (nearProduct(program, run, x, y)) continue;
      } else if (x === 0 && y === 0) continue;
      // Nothing over nothing: the rounding of the mean decides.
      else if (program.options.ddof !== undefined && !Number.isFinite(x) && !Number.isFinite(y)) continue;
      else if (Math.abs(x - y) <= slack) continue;
    }
    const truth = exact === undefined ? '' : `, exactly ${exact[2 * i]!} + ${exact[2 * i + 1]!}`;
    return `element ${complex ? `${i >> 1} (${i % 2 === 0 ? 're' : 'im'})` : i}: got ${String(x)} but NumPy has ${String(y)}${truth}`;
  }
  return undefined;
}
