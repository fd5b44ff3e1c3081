/**
 * dtypes: names, NumPy's spellings of them, promotion, weak scalars and casting rules.
 */
import { ArgumentError, DTypeError, describe } from '../errors';
import { asComplex, type Complex } from './complex';
import { DTYPE_CODES, DTYPE_NAMES, DTYPES, PROMOTION, type DType, type DTypeInfo } from './tables.gen';

export { DTYPE_NAMES, DTYPES, type DType, type DTypeInfo } from './tables.gen';

/** The JavaScript value of one element. */
export type Scalar<D extends DType = DType> = D extends 'bool'
  ? boolean
  : D extends 'int64' | 'uint64'
    ? bigint
    : D extends 'complex64' | 'complex128'
      ? Complex
      : number;

/**
 * The typed array that holds elements of a dtype: bools are bytes, float16 is its bits (in every runtime: Node 20 has no
 * Float16Array), a complex dtype is its parts, real and imaginary in turn.
 */
export type TypedArrayOf<D extends DType = DType> = D extends 'bool' | 'uint8'
  ? Uint8Array
  : D extends 'int8'
    ? Int8Array
    : D extends 'int16'
      ? Int16Array
      : D extends 'int32'
        ? Int32Array
        : D extends 'int64'
          ? BigInt64Array
          : D extends 'uint16' | 'float16'
            ? Uint16Array
            : D extends 'uint32'
              ? Uint32Array
              : D extends 'uint64'
                ? BigUint64Array
                : D extends 'float32' | 'complex64'
                  ? Float32Array
                  : Float64Array;

/** How strictly a cast is checked: NumPy's words. */
export type Casting = 'no' | 'equiv' | 'safe' | 'same_kind' | 'unsafe';

/** The dtypes by code. */
export const BY_CODE: readonly DTypeInfo[] = (() => {
  const list: DTypeInfo[] = [];
  for (const name of DTYPE_NAMES) list[DTYPES[name].code] = DTYPES[name];
  return list;
})();

export const BOOL = DTYPES.bool;
export const INT8 = DTYPES.int8;
export const INT64 = DTYPES.int64;
export const UINT64 = DTYPES.uint64;
export const FLOAT16 = DTYPES.float16;
export const FLOAT32 = DTYPES.float32;
export const FLOAT64 = DTYPES.float64;
export const COMPLEX64 = DTYPES.complex64;
export const COMPLEX128 = DTYPES.complex128;

const NATIVE_ORDER_IS_LITTLE = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Spelling -> [dtype, is in the other byte order]. */
const SPELLINGS: ReadonlyMap<string, readonly [DTypeInfo, boolean]> = (() => {
  const map = new Map<string, readonly [DTypeInfo, boolean]>();
  for (const name of DTYPE_NAMES) {
    const info: DTypeInfo = DTYPES[name];
    const short = `${info.kind}${info.itemsize}`;
    for (const spelling of [name, short, info.letter]) {
      map.set(spelling, [info, false]);
      for (const order of ['<', '>', '=', '|']) {
        const other = info.itemsize > 1 && order === (NATIVE_ORDER_IS_LITTLE ? '>' : '<');
        if (order !== '|' || info.itemsize === 1) map.set(order + spelling, [info, other]);
      }
    }
  }
  const aliases: Record<string, DType> = {
    float: 'float64',
    double: 'float64',
    single: 'float32',
    half: 'float16',
    complex: 'complex128',
    csingle: 'complex64',
    cdouble: 'complex128',
    int: 'int64',
    uint: 'uint64',
    bool_: 'bool',
    byte: 'int8',
    ubyte: 'uint8',
    short: 'int16',
    ushort: 'uint16',
    intc: 'int32',
    uintc: 'uint32',
    long: 'int64',
    ulong: 'uint64',
    longlong: 'int64',
    ulonglong: 'uint64',
    intp: 'int64',
    uintp: 'uint64',
    q: 'int64',
    Q: 'uint64',
    p: 'int64',
    P: 'uint64',
  };
  for (const [alias, name] of Object.entries(aliases)) map.set(alias, [DTYPES[name], false]);
  return map;
})();

const KNOWN =
  'one of bool, int8 to int64, uint8 to uint64, float16 to float64, complex64, complex128 (or a NumPy spelling such as "<f8")';

/** Reads a dtype and its byte order as NumPy spells them. */
export function parseDescr(op: string, spelling: unknown): { dtype: DTypeInfo; swapped: boolean } {
  if (typeof spelling === 'string') {
    const found = SPELLINGS.get(spelling);
    if (found !== undefined) return { dtype: found[0], swapped: found[1] };
  }
  throw new DTypeError(`[${op}] unknown dtype: expected ${KNOWN} but got ${describe(spelling)}`);
}

/** Reads a dtype for an array in memory (always of native byte order). */
export function parseDType(op: string, spelling: unknown): DTypeInfo {
  const { dtype, swapped } = parseDescr(op, spelling);
  if (swapped) {
    throw new DTypeError(
      `[${op}] arrays in memory are of native byte order but got ${describe(spelling)}: other orders are read from files and buffers, and converted`,
    );
  }
  return dtype;
}

/** The dtype that holds both, as numpy.promote_types. */
export function promote(a: DTypeInfo, b: DTypeInfo): DTypeInfo {
  return BY_CODE[PROMOTION[a.code * DTYPE_CODES + b.code]!]!;
}

/**
 * The dtype that holds all, as numpy.result_type: complex ones and floats come first, for promotion is not associative
 * (int16, uint16 and float32 are float32 together, but int16 and uint16 are int32, and that with float32 is float64).
 */
export function promoteAll(dtypes: readonly DTypeInfo[]): DTypeInfo {
  let common: DTypeInfo | undefined;
  for (const kind of ['c', 'f'] as const) {
    for (const dtype of dtypes) {
      if (dtype.kind === kind) common = common === undefined ? dtype : promote(common, dtype);
    }
  }
  for (const dtype of dtypes) common = common === undefined ? dtype : promote(common, dtype);
  return common!;
}

const KIND_ORDER = { b: 0, u: 1, i: 2, f: 3, c: 4 } as const;
const CASTINGS: readonly string[] = ['no', 'equiv', 'safe', 'same_kind', 'unsafe'];

/** Whether `from` may be cast to `to` under a rule, as numpy.can_cast of two dtypes. */
export function castAllowed(from: DTypeInfo, to: DTypeInfo, casting: Casting): boolean {
  if (from === to || casting === 'unsafe') return true;
  if (casting === 'no' || casting === 'equiv') return false;
  if (promote(from, to) === to) return true;
  return casting === 'same_kind' && KIND_ORDER[from.kind] <= KIND_ORDER[to.kind];
}

/** Reads a `casting` option. */
export function parseCasting(op: string, value: unknown, otherwise: Casting): Casting {
  if (value === undefined) return otherwise;
  if (typeof value === 'string' && CASTINGS.includes(value)) return value as Casting;
  throw new ArgumentError(
    `[${op}] casting must be one of 'no', 'equiv', 'safe', 'same_kind', or 'unsafe' but got ${describe(value)}`,
  );
}

/** A scalar beside an array: its dtype follows the array's (NEP 50). */
export type WeakScalar = number | bigint | boolean | Complex;

/** A scalar as one of ours (its parts are then read); undefined for anything else. Arrays are told apart before. */
export function asScalar(op: string, x: unknown): WeakScalar | undefined {
  switch (typeof x) {
    case 'number':
    case 'bigint':
    case 'boolean':
      return x;
    default:
      return asComplex(op, x);
  }
}

/** The dtype that a scalar of a complex kind takes beside a real one. */
const complexOf = (dtype: DTypeInfo): DTypeInfo => (dtype === FLOAT16 || dtype === FLOAT32 ? COMPLEX64 : COMPLEX128);

/** Whether elements of a dtype are floats, or pairs of them. */
export const isInexact = (dtype: DTypeInfo): boolean => dtype.kind === 'f' || dtype.kind === 'c';

/** The dtype a weak scalar takes beside an array of dtype `other`. */
export function weakDType(value: WeakScalar, other: DTypeInfo): DTypeInfo {
  if (typeof value === 'boolean') return BOOL;
  if (typeof value === 'object') return other.kind === 'c' ? other : complexOf(other);
  if (typeof value === 'number' && !Number.isInteger(value)) return isInexact(other) ? other : FLOAT64;
  return other.kind === 'b' ? INT64 : other;
}

/** The dtype of a scalar on its own: number float64, bigint int64 (uint64 where needed), boolean bool, else complex128. */
export function strongDType(op: string, value: WeakScalar): DTypeInfo {
  if (typeof value === 'boolean') return BOOL;
  if (typeof value === 'number') return FLOAT64;
  if (typeof value === 'object') return COMPLEX128;
  if (value >= -(2n ** 63n) && value < 2n ** 63n) return INT64;
  if (value >= 0n && value < 2n ** 64n) return UINT64;
  throw new DTypeError(`[${op}] expected an integer of at most 64 bits but got ${value}n`);
}

const LIMITS: readonly (readonly [bigint, bigint])[] = BY_CODE.map((d) => {
  const bits = BigInt(d.itemsize * 8);
  if (d.kind === 'i') return [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
  return d.kind === 'u' ? [0n, 2n ** bits - 1n] : [0n, 1n];
});

/** The smallest integer of each, and the first that is too large: powers of two, or 0, which doubles hold. */
const LOWEST: readonly number[] = LIMITS.map(([low]) => Number(low));
const BEYOND: readonly number[] = LIMITS.map(([, high]) => Number(high + 1n));

/** Smallest and largest integer of an integer dtype. */
export function integerLimits(dtype: DTypeInfo): readonly [bigint, bigint] {
  return LIMITS[dtype.code]!;
}

/** Whether an integral scalar lies within an integer dtype. */
export function integerFits(value: number | bigint, dtype: DTypeInfo): boolean {
  const { code } = dtype;
  if (typeof value === 'number') return value >= LOWEST[code]! && value < BEYOND[code]!;
  // Comparisons of bigints cost twice as much as these, which V8 does in registers.
  if (code === INT64.code) return BigInt.asIntN(64, value) === value;
  if (code === UINT64.code) return BigInt.asUintN(64, value) === value;
  const [low, high] = LIMITS[code]!;
  return value >= low && value <= high;
}
