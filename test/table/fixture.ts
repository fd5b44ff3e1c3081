/** Reads test/fixtures/table/ (a file per op) and dtypes.json.gz: operands and NumPy's results. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as nd from '../../lib';
import type { DType, NDArray } from '../../lib';
import { halfBits } from '../../lib/core/half';

export interface Packed {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: string;
}

export interface UfuncCase {
  readonly op: string;
  readonly in: readonly Packed[];
  readonly out: Packed | { readonly error: string };
}

/** A case of an op of two results. */
export interface PairCase {
  readonly op: string;
  readonly in: readonly Packed[];
  readonly out: readonly [Packed, Packed] | { readonly error: string };
}

export interface ReductionCase {
  readonly op: string;
  readonly in: Packed;
  readonly axis: number | number[] | null;
  readonly keepdims: boolean;
  readonly out?: Packed;
  readonly error?: string;
}

export interface CastCase {
  readonly in: Packed;
  readonly to: DType;
  readonly out: Packed;
}

interface Fixture {
  readonly ufuncs: readonly UfuncCase[];
  readonly pairs: readonly PairCase[];
  readonly reductions: readonly ReductionCase[];
  readonly casts: readonly CastCase[];
}

function read<T>(name: string): T {
  return JSON.parse(gunzipSync(readFileSync(join(__dirname, '..', 'fixtures', name))).toString('utf8')) as T;
}

const ops = readdirSync(join(__dirname, '..', 'fixtures', 'table')).filter((file) => !file.startsWith('_'));
const dtypes = read<Pick<Fixture, 'reductions' | 'casts'>>('dtypes.json.gz');
const cases = ops.map((file) => read<(UfuncCase | PairCase)[]>(`table/${file}`));
const isPair = (list: readonly (UfuncCase | PairCase)[]): boolean => list.some((c) => Array.isArray(c.out));

export const fixture: Fixture = {
  ufuncs: cases.filter((list) => !isPair(list)).flat() as UfuncCase[],
  pairs: cases.filter(isPair).flat() as PairCase[],
  reductions: [...read<ReductionCase[]>('table/_reductions.json.gz'), ...dtypes.reductions],
  casts: [...read<CastCase[]>('table/_casts.json.gz'), ...dtypes.casts],
};

/** A contiguous array of its own memory. */
export function unpack(packed: Packed): NDArray {
  const bytes = Buffer.from(packed.data, 'base64');
  return nd.frombuffer(bytes, { dtype: packed.dtype }).reshape(packed.shape).copy();
}

/** Elements as comparable keys: floats by their bits (all nans alike), so that zeros keep their sign. */
export function keys(a: NDArray): (string | bigint | number | boolean)[] {
  return a
    .flatValues()
    .map((x) => (typeof x === 'object' ? x.toString() : Object.is(x, -0) ? '-0' : Number.isNaN(x) ? 'nan' : x));
}

/** Units in the last place between two floats of a dtype. */
export function ulps(x: number, y: number, dtype: DType): number {
  if (Object.is(x, y) || (Number.isNaN(x) && Number.isNaN(y))) return 0;
  if (!Number.isFinite(x) || !Number.isFinite(y)) return Infinity;
  const order = (v: number): bigint => {
    if (dtype === 'float16') {
      const bits = halfBits(v);
      return BigInt(bits & 0x8000 ? 0x8000 - bits : bits);
    }
    if (dtype === 'float32') {
      const bits = new Int32Array(new Float32Array([v]).buffer)[0]!;
      return BigInt(bits < 0 ? -0x80000000 - bits : bits);
    }
    const bits = new BigInt64Array(new Float64Array([v]).buffer)[0]!;
    return bits < 0n ? -(2n ** 63n) - bits : bits;
  };
  const distance = order(x) - order(y);
  return Number(distance < 0n ? -distance : distance);
}

/** The real and imaginary parts of a complex array, or the elements of another, one after the other. */
export function partsOf(a: NDArray): number[] {
  return a.flatValues().flatMap((x) => (typeof x === 'object' ? [x.re, x.im] : [Number(x)]));
}

/** Distance of (re, im) from what is wanted, in units in the last place of the larger finite part of that; per part. */
export function complexUlps(got: readonly number[], want: readonly number[], dtype: DType): number {
  const single = dtype === 'complex64' || dtype === 'float32';
  const finite = want.filter(Number.isFinite).map(Math.abs);
  const largest = Math.max(...finite, single ? 2 ** -126 : 2 ** -1022);
  const unit = 2 ** (Math.floor(Math.log2(largest)) - (single ? 23 : 52));
  const distances = want.map((w, k) => {
    const g = got[k]!;
    if (Object.is(g, w) || g === w || (Number.isNaN(g) && Number.isNaN(w))) return 0;
    return Number.isFinite(w) && Number.isFinite(g) ? Math.abs(g - w) / unit : Infinity;
  });
  return Math.max(...distances);
}
