/** Nested lists of scalars, flattened. */
import type { NDArray } from '../ndarray';
import { ArgumentError, ShapeError, badArgument } from '../errors';
import { isArray, isBranded, layoutOf } from './array-core';
import { asComplex } from './complex';
import {
  BOOL,
  COMPLEX128,
  FLOAT64,
  INT64,
  UINT64,
  promote,
  strongDType,
  type DTypeInfo,
  type WeakScalar,
} from './dtype';
import { MAX_DIMS } from './layout';
import { isTypedArray } from './typed-array';

/** What an array may be made of, for messages. */
export const LIST_TYPES = 'an array, a number, bigint or boolean, a Complex, a typed array, or a nested list of them';
const LIMIT = 2 ** 32 - 2;

/** Bits of what a nested list holds. */
const HAS_BOOL = 1;
const HAS_INTEGER = 2;
const HAS_NUMBER = 4;
const HAS_COMPLEX = 8;

/** A nested list flattened. */
export interface Flat {
  readonly shape: readonly number[];
  /** Its scalars, in C order. */
  readonly values: readonly WeakScalar[];
  /** What they all are: 'number', 'bigint', 'boolean', or 'mixed'. */
  readonly kind: 'number' | 'bigint' | 'boolean' | 'mixed';
  /** The dtype asked for, or the one they have together; undefined where there is none. */
  readonly dtype: DTypeInfo | undefined;
}

const KIND_OF: Readonly<Partial<Record<string, number>>> = {
  number: HAS_NUMBER,
  bigint: HAS_INTEGER,
  boolean: HAS_BOOL,
};

/**
 * Takes the scalars of one type from position i on, `first` being the one there; gives the position behind the last. What is
 * taken was read once: lists may be Proxies. A loop of its own per type keeps numbers unboxed.
 */
function takeRun(
  first: number | bigint | boolean,
  list: readonly unknown[],
  i: number,
  length: number,
  values: WeakScalar[],
): number {
  values.push(first);
  let entry: unknown;
  let at = i + 1;
  if (typeof first === 'number') {
    for (; at < length && typeof (entry = list[at]) === 'number'; at++) values.push(entry);
  } else if (typeof first === 'bigint') {
    for (; at < length && typeof (entry = list[at]) === 'bigint'; at++) values.push(entry);
  } else {
    for (; at < length && typeof (entry = list[at]) === 'boolean'; at++) values.push(entry);
  }
  return at;
}

const KINDS: Readonly<Record<number, Flat['kind']>> = {
  [HAS_BOOL]: 'boolean',
  [HAS_INTEGER]: 'bigint',
  [HAS_NUMBER]: 'number',
};

/**
 * Walks a nested list once. Lists, typed arrays and arrays are its levels; depth is limited, raggedness refused.
 *
 * @param asArray reads what is neither list nor scalar
 */
export function flatten(
  op: string,
  list: unknown,
  wanted: DTypeInfo | undefined,
  asArray: (op: string, value: unknown) => NDArray,
): Flat {
  const shape: number[] = [];
  const values: WeakScalar[] = [];
  let kinds = 0;
  let fromArrays: DTypeInfo | undefined;
  let leafDepth = -1;

  const ragged = (depth: number): never => {
    throw new ShapeError(
      `[${op}] setting an array element with a sequence. The requested array has an inhomogeneous shape after ${depth} dimensions. The detected shape was (${shape.slice(0, depth).join(', ')}${depth === 1 ? ',' : ''}) + inhomogeneous part.`,
    );
  };
  const enter = (depth: number, length: number): void => {
    if (depth === shape.length && leafDepth < 0) shape.push(length);
    else if (depth >= shape.length || shape[depth] !== length) ragged(depth);
  };
  const leaf = (depth: number): void => {
    if (leafDepth < 0) leafDepth = depth;
    if (depth !== leafDepth || depth !== shape.length) ragged(Math.min(depth, shape.length));
  };
  const walk = (node: unknown, depth: number): void => {
    if (depth >= MAX_DIMS) {
      throw new ShapeError(
        `[${op}] maximum supported dimension for an array is ${MAX_DIMS}, found a deeper (or cyclic) list`,
      );
    }
    if (!Array.isArray(node)) {
      walkArray(node, depth);
      return;
    }
    const length = node.length;
    // A Proxy may say anything.
    if (!Number.isSafeInteger(length) || length < 0)
      throw badArgument(op, 'the length of a list', 'an integer', length);
    if (length > LIMIT) throw new ShapeError(`[${op}] a list of ${length} entries is too long`);
    enter(depth, length);
    for (let i = 0; i < length;) {
      const entry: unknown = node[i];
      const kind = KIND_OF[typeof entry];
      if (kind !== undefined) {
        leaf(depth + 1);
        kinds |= kind;
        i = takeRun(entry as number | bigint | boolean, node, i, length, values);
        continue;
      }
      if (entry === undefined) {
        throw new ArgumentError(
          `[${op}] expected ${LIST_TYPES} but the list has undefined (or a hole) at position ${i}`,
        );
      }
      walk(entry, depth + 1);
      i++;
    }
  };
  const walkArray = (node: unknown, depth: number): void => {
    const z = isArray(node) ? undefined : asComplex(op, node);
    if (z !== undefined) {
      leaf(depth);
      kinds |= HAS_COMPLEX;
      values.push(z);
      return;
    }
    if (!isTypedArray(node) && !isArray(node) && !isBranded(node)) {
      throw badArgument(op, 'an element', LIST_TYPES, node);
    }
    const array = asArray(op, node);
    const layout = layoutOf(array);
    for (let i = 0; i < layout.shape.length; i++) enter(depth + i, layout.shape[i]!);
    fromArrays = fromArrays === undefined ? layout.dtype : promote(fromArrays, layout.dtype);
    if (layout.size > 0) leaf(depth + layout.shape.length);
    for (const value of array.flatValues()) values.push(value as WeakScalar);
  };
  walk(list, 0);
  const kind = fromArrays === undefined ? (KINDS[kinds] ?? 'mixed') : 'mixed';
  return { shape, values, kind, dtype: wanted ?? commonDType(op, kinds, fromArrays, values) };
}

function commonDType(
  op: string,
  kinds: number,
  fromArrays: DTypeInfo | undefined,
  values: readonly WeakScalar[],
): DTypeInfo | undefined {
  let dtype: DTypeInfo | undefined;
  if (kinds & HAS_COMPLEX) dtype = COMPLEX128;
  else if (kinds & HAS_NUMBER) dtype = FLOAT64;
  else if (kinds & HAS_INTEGER) dtype = integersDType(op, values);
  else if (kinds & HAS_BOOL) dtype = BOOL;
  if (fromArrays === undefined) return dtype;
  return dtype === undefined ? fromArrays : promote(dtype, fromArrays);
}

/** int64, or uint64 where a value needs it. */
function integersDType(op: string, values: readonly WeakScalar[]): DTypeInfo {
  let unsigned = false;
  let signed = false;
  for (const value of values) {
    if (typeof value !== 'bigint') continue;
    if (BigInt.asIntN(64, value) !== value) unsigned = strongDType(op, value) === UINT64;
    else if (value < 0n) signed = true;
  }
  if (unsigned && signed) return FLOAT64;
  return unsigned ? UINT64 : INT64;
}
