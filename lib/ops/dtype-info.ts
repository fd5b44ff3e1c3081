/** How dtypes relate: which they have together, which casts are allowed, which kinds they are of. */
import type { NDArray } from '../ndarray';
import { DTypeError, ValueError, badArgument, describe } from '../errors';
import { isArray, layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import {
  DTYPE_NAMES,
  asScalar,
  castAllowed,
  integerFits,
  isInexact,
  parseCasting,
  parseDType,
  promote,
  promoteAll,
  strongDType,
  weakDType,
  type Casting,
  type DType,
  type DTypeInfo,
  type WeakScalar,
} from '../core/dtype';
import type { ArrayLike } from '../core/types';
import { item } from './items';

/** A dtype, an array (its dtype counts), or a scalar (weak beside arrays and dtypes). */
export type DTypeLike = DType | NDArray | WeakScalar;

/**
 * Give the dtype that operands have together; scalars are weak.
 *
 * @throws DTypeError for unknown dtypes
 * @see numpy.result_type
 * @example
 * ```ts
 * nd.resultType('uint8', 'int8'); // 'int16'
 * ```
 */
export function resultType(...operands: DTypeLike[]): DType {
  const op = 'resultType';
  if (operands.length === 0) throw badArgument(op, 'the operands', 'at least one dtype, array or scalar', undefined);
  const dtypes: DTypeInfo[] = [];
  const scalars: WeakScalar[] = [];
  for (const operand of operands) {
    const scalar = isArray(operand) ? undefined : asScalar(op, operand);
    if (scalar !== undefined) scalars.push(scalar);
    else dtypes.push(isArray(operand) ? layoutOf(operand).dtype : parseDType(op, operand));
  }
  const strong = dtypes.length > 0 ? promoteAll(dtypes) : undefined;
  let result = strong;
  for (const scalar of scalars) {
    const dtype = strong === undefined ? strongDType(op, scalar) : weakDType(scalar, strong);
    result = result === undefined ? dtype : promote(result, dtype);
  }
  return result!.name;
}

/**
 * Tell whether a dtype may be cast to another under a rule (default 'safe').
 *
 * @param from a dtype, or an array, whose dtype counts
 * @throws DTypeError for unknown dtypes, and for scalars
 * @see numpy.can_cast
 * @example
 * ```ts
 * nd.canCast('float64', 'float32', 'same_kind'); // true
 * ```
 */
export function canCast(from: DType | NDArray, to: DType, casting?: Casting): boolean {
  const op = 'canCast';
  if (!isArray(from) && asScalar(op, from) !== undefined) {
    throw new DTypeError(
      `[${op}] can_cast() does not support Python ints, floats, and complex because the result used to depend on the value: give a dtype or an array`,
    );
  }
  const source = isArray(from) ? layoutOf(from).dtype : parseDType(op, from);
  return castAllowed(source, parseDType(op, to), parseCasting(op, casting, 'safe'));
}

/**
 * Give the smallest dtype to which both may be cast safely.
 *
 * @throws DTypeError for unknown dtypes
 * @see numpy.promote_types
 * @example
 * ```ts
 * nd.promoteTypes('int16', 'float16'); // 'float32'
 * ```
 */
export function promoteTypes(type1: DType, type2: DType): DType {
  const op = 'promoteTypes';
  const first = parseDType(op, type1);
  return promote(first, parseDType(op, type2)).name;
}

const INTEGERS: readonly DType[] = ['uint8', 'uint16', 'uint32', 'uint64', 'int8', 'int16', 'int32', 'int64'];
/** Floats of at least these magnitudes need the next dtype, as NumPy has it. */
const HALF_BOUND = 65000;
const SINGLE_BOUND = 3.4e38;

function minFloat(value: number): DType {
  if (!Number.isFinite(value) || Math.abs(value) < HALF_BOUND) return 'float16';
  return Math.abs(value) < SINGLE_BOUND ? 'float32' : 'float64';
}

/**
 * Give the smallest dtype that holds a scalar: of bigints (and 0-d arrays of integers) the smallest integer one, unsigned
 * where it can be, of numbers the smallest floating one of that range. Of an array of dimensions its dtype.
 *
 * @throws DTypeError for integers beyond 64 bits
 * @see numpy.min_scalar_type
 * @example
 * ```ts
 * nd.minScalarType(-300n); // 'int16'
 * nd.minScalarType(1e5); // 'float32'
 * ```
 */
export function minScalarType(a: ArrayLike): DType {
  const op = 'minScalarType';
  let value = isArray(a) ? undefined : asScalar(op, a);
  if (value === undefined) {
    const array = asArray(op, a);
    const { dtype, shape } = layoutOf(array);
    if (shape.length > 0) return dtype.name;
    value = item(array, []);
    if (typeof value === 'number' && !isInexact(dtype)) value = BigInt(value);
  }
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return minFloat(value);
  if (typeof value === 'bigint') {
    const integer = value;
    const found = INTEGERS.find((name) => integerFits(integer, parseDType(op, name)));
    if (found === undefined) strongDType(op, integer);
    return found!;
  }
  return minFloat(value.re) === 'float64' || minFloat(value.im) === 'float64' ? 'complex128' : 'complex64';
}

/**
 * Give the floating dtype that arrays have together: integers count as float64, complex arrays make it complex.
 *
 * @throws DTypeError for arrays of bools
 * @see numpy.common_type
 * @example
 * ```ts
 * nd.commonType(nd.zeros(2, { dtype: 'float32' }), nd.zeros(2, { dtype: 'complex64' })); // 'complex64'
 * ```
 */
export function commonType(...arrays: ArrayLike[]): DType {
  const op = 'commonType';
  let precision = 0;
  let complex = false;
  for (const given of arrays) {
    const { dtype } = layoutOf(asArray(op, given));
    if (dtype.kind === 'b') throw new DTypeError(`[${op}] can't get common type for non-numeric array`);
    complex ||= dtype.kind === 'c';
    const own = isInexact(dtype) ? dtype.itemsize / (dtype.kind === 'c' ? 2 : 1) : 8;
    precision = Math.max(precision, own);
  }
  if (complex) return precision === 8 ? 'complex128' : 'complex64';
  return precision === 8 ? 'float64' : precision === 4 ? 'float32' : 'float16';
}

/** The Array API's names of kinds of dtypes. */
export const DTYPE_KINDS = [
  'bool',
  'signed integer',
  'unsigned integer',
  'integral',
  'real floating',
  'complex floating',
  'numeric',
] as const;
export type DTypeKind = (typeof DTYPE_KINDS)[number];

const KIND_LETTERS: Readonly<Record<DTypeKind, string>> = {
  bool: 'b',
  'signed integer': 'i',
  'unsigned integer': 'u',
  integral: 'iu',
  'real floating': 'f',
  'complex floating': 'c',
  numeric: 'iufc',
};

/** Whether a dtype is of a kind. */
export const isOfKind = (dtype: DTypeInfo, kind: DTypeKind): boolean => KIND_LETTERS[kind].includes(dtype.kind);

/**
 * Tell whether a dtype is of a kind: 'bool' (the dtype too), 'signed integer', 'unsigned integer', 'integral', 'real floating',
 * 'complex floating' or 'numeric'; or another dtype; or any of a list of those.
 *
 * @throws DTypeError for an unknown dtype; ValueError for an unknown kind
 * @see numpy.isdtype
 * @example
 * ```ts
 * nd.isdtype('int8', 'integral'); // true
 * nd.isdtype('float32', ['bool', 'float64']); // false
 * ```
 */
export function isdtype(dtype: DType, kind: DTypeKind | DType | readonly (DTypeKind | DType)[]): boolean {
  const op = 'isdtype';
  const info = parseDType(op, dtype);
  const kinds: readonly unknown[] = Array.isArray(kind) ? Array.from(kind as readonly unknown[]) : [kind];
  let found = false;
  for (const each of kinds) {
    if ((DTYPE_KINDS as readonly unknown[]).includes(each)) {
      found ||= isOfKind(info, each as DTypeKind);
    } else if ((DTYPE_NAMES as readonly unknown[]).includes(each)) {
      found ||= info.name === each;
    } else if (typeof each === 'string') {
      throw new ValueError(`[${op}] kind argument is a string, but ${describe(each)} is not a known kind name.`);
    } else {
      throw new DTypeError(`[${op}] kind argument must be comprised of dtypes or strings only, not ${describe(each)}`);
    }
  }
  return found;
}

/** NumPy's abstract types, by the kinds of dtypes they cover. */
const ABSTRACT = {
  generic: 'biufc',
  number: 'iufc',
  integer: 'iu',
  signedinteger: 'i',
  unsignedinteger: 'u',
  inexact: 'fc',
  floating: 'f',
  complexfloating: 'c',
} as const;

/** The names of NumPy's abstract types. */
export type AbstractDType = keyof typeof ABSTRACT;

const abstractKinds = (name: unknown): string | undefined =>
  typeof name === 'string' && Object.hasOwn(ABSTRACT, name) ? ABSTRACT[name as AbstractDType] : undefined;

/**
 * Tell whether a dtype (or abstract type) lies below another in NumPy's tree of types: 'generic', 'number', 'integer',
 * 'signedinteger', 'unsignedinteger', 'inexact', 'floating', 'complexfloating', or a dtype, which only itself is below.
 *
 * @throws DTypeError for unknown names
 * @see numpy.issubdtype
 * @example
 * ```ts
 * nd.issubdtype('float32', 'floating'); // true
 * nd.issubdtype('int64', 'signedinteger'); // true
 * ```
 */
export function issubdtype(arg1: DType | AbstractDType, arg2: DType | AbstractDType): boolean {
  const op = 'issubdtype';
  const above = abstractKinds(arg2);
  const below = abstractKinds(arg1);
  const dtype = below === undefined ? parseDType(op, arg1) : undefined;
  if (above === undefined) return parseDType(op, arg2) === dtype;
  return [...(below ?? dtype!.kind)].every((kind) => above.includes(kind));
}
