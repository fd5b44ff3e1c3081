/** Compares what the two sides gave. */
import * as nd from '../../lib';
import type { DType, NDArray } from '../../lib';
import { DTYPE_NAMES } from '../../lib/core/dtype';
import { UFUNCS } from '../../lib/ops/ufunc-table.gen';
import { ulps } from '../table/fixture';
import type { Answer, Packed, Program } from './program';
import type { Run } from './run';

/** NumPy's exception -> the names that ours may have. */
const COUNTERPARTS: readonly (readonly [string, readonly string[]])[] = [
  ['AxisError', ['AxisError']],
  ['IndexError', ['IndexError', 'AxisError', 'ShapeError']],
  ['ZeroDivisionError', ['ValueError']],
  ['OverflowError', ['ValueError', 'ShapeError', 'DTypeError']],
  ['ValueError', ['ValueError', 'ShapeError', 'AxisError', 'ReadOnlyError', 'ArgumentError']],
  ['TypeError', ['ShapeError', 'DTypeError', 'ArgumentError', 'IndexError', 'UnsupportedError']],
];

/** Largest distance to NumPy's result, in units in the last place: both sides err, NumPy by up to 4. */
const ULPS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.values(UFUNCS).flatMap((u) => (u.maxUlp > 0.5 ? [[u.name, 4 + u.maxUlp]] : []))),
  ipow: 4,
};

/** What NumPy refuses and we take: a list of one value for a single element. */
const STRICTER_THAN_OURS: readonly string[] = ['setting an array element with a sequence'];

/** These take any integer beside an array. */
const GIVES_BOOLS = new Set(
  Object.values(UFUNCS).flatMap((u) => (u.loops.every((loop) => loop.out === 0) ? [u.name] : [])),
);

const APPROXIMATE = new Set(['sum', 'prod', 'mean', 'var', 'std']);

const SIGNLESS_ZERO = new Set(['minimum', 'maximum', 'clip', 'min', 'max']);

function unpack(packed: Packed): NDArray {
  const bytes = Buffer.from(packed.bytes, 'base64');
  return nd
    .frombuffer(bytes, { dtype: packed.dtype as DType })
    .reshape(packed.shape)
    .copy();
}

const same = (x: unknown, y: unknown): boolean => Object.is(x, y);

/** The elements as numbers; of complex arrays the parts in turn. */
function parts(a: NDArray): number[] {
  const flat = a.flatValues();
  return flat.flatMap((x) => (typeof x === 'object' ? [x.re, x.im] : [Number(x)]));
}

/** How far a float result may lie off: sums differ in their order. */
function tolerance(program: Program, run: Run): number | undefined {
  const of = run.operands[(program.args[0] as { view: number }).view]!;
  const dtype = program.options.dtype ?? of.dtype;
  const out = program.options.out === undefined ? undefined : run.operands[program.options.out]!.dtype;
  const dtypes = [dtype, of.dtype, out];
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
  return program.ours === 'var' ? eps * 32 * square + 1e-300 : Math.sqrt(eps * 32 * square + 1e-300);
}

/** Whether floats beyond uint32 were cast: NumPy's own results depend on the layout then. */
function castsBeyond(run: Run): boolean {
  return run.operands.some((a) => /^(float|complex)/.test(a.dtype) && parts(a).some((x) => !(Math.abs(x) < 2 ** 31)));
}

/** Largest distance of complex results, relative to the larger part: both sides err. */
const COMPLEX_ERRORS: Readonly<Record<string, number>> = {
  exp: 16,
  log: 16,
  sin: 16,
  cos: 16,
  sqrt: 16,
  sign: 8,
  // NumPy's sums of products are fused where the processor can.
  multiply: 4,
  imul: 4,
  square: 4,
  divide: 8,
  idiv: 8,
  power: 512,
  ipow: 512,
};

const FUSED = new Set(['multiply', 'imul', 'square']);

/** Whether element i, a part of a complex number, is near enough for its size. */
function isClose(program: Program, a: readonly number[], b: readonly number[], i: number): boolean {
  const steps = COMPLEX_ERRORS[program.ours];
  if (steps === undefined) return false;
  const other = i ^ 1;
  // What overflows on the way is an infinity or nothing, as it is fused or not.
  if ([a[i]!, b[i]!].some((x) => !Number.isFinite(x))) return FUSED.has(program.ours);
  const dtypes = [program.options.dtype, ...program.views.map((v) => program.buffers[v.buffer]!.dtype)];
  const eps = dtypes.includes('complex64') ? 1.2e-7 : 2.3e-16;
  const size = Math.max(Math.abs(b[i]!), Math.abs(b[other]!));
  // Below the normal numbers the last place is an absolute one.
  const least = eps > 1e-10 ? 2 ** -149 : 2 ** -1074;
  return Math.abs(a[i]! - b[i]!) <= steps * Math.max(eps * size, least);
}

function elementsDiffer(program: Program, run: Run, got: NDArray, want: NDArray): string | undefined {
  const complex = got.dtype.startsWith('complex');
  const a = complex ? parts(got) : (got.flatValues() as unknown[]);
  const b = complex ? parts(want) : (want.flatValues() as unknown[]);
  const float = complex || got.dtype.startsWith('float');
  const modulus = program.ours === 'abs' && run.operands.some((v) => v.dtype.startsWith('complex'));
  const bound = modulus ? 2 : ULPS[program.ours];
  const part = got.dtype === 'complex64' ? 'float32' : got.dtype === 'complex128' ? 'float64' : got.dtype;
  const loose = APPROXIMATE.has(program.ours) && program.kind === 'reduction';
  const slack = loose && float ? tolerance(program, run) : 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    if (same(x, y)) continue;
    if (SIGNLESS_ZERO.has(program.ours) && x === 0 && y === 0) continue;
    if (float && bound !== undefined && ulps(x as number, y as number, part) <= bound) continue;
    // An output may be wider than what was computed: functions of int8 are computed in float16.
    const wide = bound !== undefined && program.options.out !== undefined;
    if (wide && Math.abs((x as number) - (y as number)) <= 2e-3 * Math.abs(y as number)) continue;
    // Sums of logarithms may cancel: then the last place is that of the arguments.
    if (float && program.ours.startsWith('logaddexp') && Math.abs((x as number) - (y as number)) < 1e-3) continue;
    if (complex && isClose(program, a as number[], b as number[], i)) continue;
    if (/^(uint32|int16|uint16|u?int8)$/.test(got.dtype) && castsBeyond(run)) continue;
    if (loose && float) {
      if (slack === undefined) {
        const [p, q] = [x as number, y as number];
        if (program.ours !== 'prod' || !Number.isFinite(p) || !Number.isFinite(q)) continue;
        const scale = Math.max(Math.abs(p), Math.abs(q));
        // NumPy rounds each product of columns of float16.
        const half = program.options.dtype === 'float16' || run.operands.some((o) => o.dtype === 'float16');
        if (scale < 1e-30 || Math.abs(p - q) <= scale * (half ? 0.03 : 1e-4)) continue;
      } else if (x === 0 && y === 0) continue;
      // Nothing over nothing: the rounding of the mean decides.
      else if (program.options.ddof !== undefined && !Number.isFinite(x) && !Number.isFinite(y)) continue;
      else if (Math.abs((x as number) - (y as number)) <= slack) continue;
    }
    return `element ${i}: got ${String(x)} but NumPy has ${String(y)}`;
  }
  return undefined;
}

function arraysDiffer(program: Program, run: Run, got: Packed, want: Packed): string | undefined {
  if (got.dtype !== want.dtype || got.shape.join() !== want.shape.join()) {
    return `got ${got.dtype} (${got.shape.join()}) but NumPy has ${want.dtype} (${want.shape.join()})`;
  }
  if (got.bytes === want.bytes) return undefined;
  return elementsDiffer(program, run, unpack(got), unpack(want));
}

/** A failed call leaves everything as it was. */
function unchanged(program: Program, run: Run): string | undefined {
  const k = run.buffers.findIndex((buffer, i) => buffer.bytes !== program.buffers[i]!.bytes);
  return k < 0 ? undefined : `the failed call changed buffer ${k}`;
}

/** What differs, or undefined. */
export function difference(program: Program, run: Run, numpy: Answer): string | undefined {
  const got = run.result;
  const want = numpy.result;
  if ('error' in got && got.error[0] === 'uncoded') return `threw an error without a code: ${got.message}`;
  if ('error' in want) {
    // Of two faults either may be found first.
    if ('error' in got && want.message.includes('read-only')) return unchanged(program, run);
    const toBools = GIVES_BOOLS.has(program.ours) || program.options.dtype === 'bool';
    if (toBools && want.error[0] === 'OverflowError') return undefined;
    if (STRICTER_THAN_OURS.some((words) => want.message.startsWith(words))) return undefined;
    if (!('error' in got)) return `NumPy raises ${want.error[0]} (${want.message}) but we gave a result`;
    if (program.kind === 'setitem' && 'error' in got) return unchanged(program, run);
    const allowed = COUNTERPARTS.find(([name]) => want.error.includes(name))?.[1] ?? [];
    if (!allowed.includes(got.error[0]!)) {
      return `NumPy raises ${want.error[0]} (${want.message}) but we threw ${got.error[0]} (${got.message})`;
    }
    return unchanged(program, run);
  }
  if ('error' in got) {
    // NumPy lets a write of nothing pass unchecked.
    const wrote = numpy.buffers.some((buffer, k) => buffer.bytes !== program.buffers[k]!.bytes);
    if (program.kind === 'setitem' && !wrote) return undefined;
  }
  // A complex number for a real array: NumPy drops its imaginary part, and warns.
  if ('error' in got && program.kind === 'full' && got.message.includes("not 'complex'")) return undefined;
  // Nor do sums of complex numbers go into real outputs, which NumPy lets them.
  if ('error' in got && program.kind === 'reduction' && /output from dtype\('complex\d+'\)/.test(got.message))
    return undefined;
  // A row without loops of complex numbers.
  const row = Object.values(UFUNCS).find((u) => u.name === program.ours);
  const real = row?.loops.every((loop) => !DTYPE_NAMES[loop.in[0]!]!.startsWith('complex'));
  const complex = run.operands.some((a) => a.dtype.startsWith('complex'));
  const asked = program.options.dtype?.startsWith('complex') === true;
  const noLoop = 'error' in got && /not supported for the input types|No loop matching/.test(got.message);
  if (noLoop && real && (complex || asked)) return undefined;
  if ('error' in got) return `threw ${got.error[0]} (${got.message}) but NumPy gives a result`;
  if ('text' in got || 'text' in want) {
    const [a, b] = [got, want].map((x) => ('text' in x ? x.text : 'an array'));
    return a === b ? undefined : `got\n${a}\nbut NumPy has\n${b}`;
  }
  const apart = arraysDiffer(program, run, got, want);
  if (apart !== undefined) return `result: ${apart}`;
  for (const [k, buffer] of run.buffers.entries()) {
    const changed = arraysDiffer(program, run, buffer, numpy.buffers[k]!);
    if (changed !== undefined) return `buffer ${k}: ${changed}`;
  }
  return undefined;
}
