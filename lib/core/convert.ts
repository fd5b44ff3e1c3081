/**
 * What converts to an array: nested lists, scalars, typed arrays, arrays of other copies of this package.
 */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ArgumentError, DTypeError, ShapeError, ValueError, badArgument, describe } from '../errors';
import { isArray, isBranded, layoutOf, makeArray, makeEmpty, usableStorage } from './array-core';
import { Complex, asComplex } from './complex';
import { copyInto } from './copy';
import {
  BOOL,
  COMPLEX128,
  DTYPES,
  FLOAT64,
  INT64,
  UINT64,
  asScalar,
  integerFits,
  isInexact,
  promote,
  strongDType,
  type DType,
  type DTypeInfo,
  type WeakScalar,
} from './dtype';
import { writeElement } from './element';
import { Layout, MAX_DIMS, contiguousLayout, shapeText } from './layout';
import { readShape } from './options';
import { copyBytes, foreignStorage, newStorage, type Storage } from './storage';
import type { TypedArray } from './types';

const TYPED_ARRAYS: Readonly<Record<string, DType>> = {
  Int8Array: 'int8',
  Int16Array: 'int16',
  Int32Array: 'int32',
  BigInt64Array: 'int64',
  Uint8Array: 'uint8',
  Uint8ClampedArray: 'uint8',
  Uint16Array: 'uint16',
  Uint32Array: 'uint32',
  BigUint64Array: 'uint64',
  Float16Array: 'float16',
  Float32Array: 'float32',
  Float64Array: 'float64',
};

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const getter = (name: string | symbol): ((this: unknown) => unknown) =>
  Object.getOwnPropertyDescriptor(typedArrayPrototype, name)!.get as (this: unknown) => unknown;
const tagOf = getter(Symbol.toStringTag);
const bufferOf = getter('buffer');
const offsetOf = getter('byteOffset');
const lengthOf = getter('length');

/** The dtype of a typed array of any realm, read from its internal slot; undefined for anything else. */
export function typedArrayDType(value: unknown): DTypeInfo | undefined {
  const tag = tagOf.call(value);
  if (typeof tag !== 'string') return undefined;
  const name = TYPED_ARRAYS[tag];
  if (name === undefined) throw new DTypeError(`[asarray] no dtype corresponds to a ${tag}`);
  return DTYPES[name];
}

/** A zero-copy array over a typed array's bytes. */
export function viewTypedArray(op: string, value: TypedArray, dtype: DTypeInfo): NDArray {
  const buffer = bufferOf.call(value) as ArrayBufferLike;
  const storage = foreignStorage(op, buffer);
  const offset = offsetOf.call(value) as number;
  const size = lengthOf.call(value) as number;
  return makeArray(storage, new Layout(dtype, [size], [dtype.itemsize], offset, size, true));
}

const LIST_TYPES = 'an array, a number, bigint or boolean, a Complex, a typed array, or a nested list of them';
const LIMIT = 2 ** 32 - 2;

/** Bits of what a nested list holds. */
const HAS_BOOL = 1;
const HAS_INTEGER = 2;
const HAS_NUMBER = 4;
const HAS_COMPLEX = 8;

/** A nested list flattened: its shape, its scalars in C order, and the dtype: that asked for, or the one they have together. */
interface Flat {
  shape: number[];
  values: WeakScalar[];
  dtype: DTypeInfo | undefined;
}

/** Walks a nested list once. Lists, typed arrays and arrays are its levels; depth is limited, raggedness refused. */
function flatten(op: string, list: unknown, wanted: DTypeInfo | undefined): Flat {
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
    if (typeof node === 'number') {
      leaf(depth);
      kinds |= HAS_NUMBER;
      values.push(node);
    } else if (typeof node === 'bigint') {
      leaf(depth);
      kinds |= HAS_INTEGER;
      values.push(node);
    } else if (typeof node === 'boolean') {
      leaf(depth);
      kinds |= HAS_BOOL;
      values.push(node);
    } else if (depth >= MAX_DIMS) {
      throw new ShapeError(
        `[${op}] maximum supported dimension for an array is ${MAX_DIMS}, found a deeper (or cyclic) list`,
      );
    } else if (Array.isArray(node)) {
      const length = node.length;
      // A Proxy may say anything.
      if (!Number.isSafeInteger(length) || length < 0)
        throw badArgument(op, 'the length of a list', 'an integer', length);
      if (length > LIMIT) throw new ShapeError(`[${op}] a list of ${length} entries is too long`);
      enter(depth, length);
      for (let i = 0; i < length; i++) {
        const entry: unknown = node[i];
        if (entry === undefined) {
          throw new ArgumentError(
            `[${op}] expected ${LIST_TYPES} but the list has undefined (or a hole) at position ${i}`,
          );
        }
        walk(entry, depth + 1);
      }
    } else {
      walkArray(node, depth);
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
    const typed = ArrayBuffer.isView(node) && tagOf.call(node) !== undefined;
    if (!typed && !isArray(node) && !isBranded(node)) {
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
  return { shape, values, dtype: wanted ?? commonDType(op, kinds, fromArrays, values) };
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
    if (strongDType(op, value) === UINT64) unsigned = true;
    else if (value < 0n) signed = true;
  }
  if (unsigned && signed) return FLOAT64;
  return unsigned ? UINT64 : INT64;
}

/** A complex number for a dtype that can hold it, or tell whether it is zero. */
function complexStorable(op: string, value: unknown, dtype: DTypeInfo): WeakScalar {
  // Other objects never get further: reading one would run code of the caller's. Strangers were converted before.
  if (typeof value !== 'object' || value === null || !Complex.made(value))
    throw badArgument(op, 'a value', 'a number, bigint or boolean, or a Complex', value);
  if (dtype.kind === 'c' || dtype.kind === 'b') return value;
  throw new DTypeError(
    dtype.kind === 'f'
      ? `[${op}] float() argument must be a string or a real number, not 'complex'`
      : `[${op}] int() argument must be a string, a bytes-like object or a real number, not 'complex'`,
  );
}

/** Checks a scalar against a dtype it is to be stored in, as NumPy does for Python scalars. */
export function checkStorable(op: string, value: WeakScalar, dtype: DTypeInfo): WeakScalar {
  if (typeof value !== 'number' && typeof value !== 'bigint' && typeof value !== 'boolean') {
    return complexStorable(op, value, dtype);
  }
  if (isInexact(dtype) || dtype.kind === 'b' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw new ValueError(`[${op}] cannot convert float ${Number.isNaN(value) ? 'NaN' : 'infinity'} to integer`);
    }
    value = Math.trunc(value);
  }
  if (!integerFits(value, dtype)) {
    throw new ValueError(`[${op}] integer ${value} out of bounds for ${dtype.name}`);
  }
  return dtype.itemsize === 8 ? BigInt(value) : value;
}

const TYPED_FOR = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
} as const;

/** The typed array class that holds elements of a dtype. */
export function typedArrayClass(dtype: DTypeInfo): (typeof TYPED_FOR)[DType] {
  return TYPED_FOR[dtype.name];
}

/** How many entries of its typed array an element takes: the parts of a complex number are two. */
export const partsOf = (dtype: DTypeInfo): number => (dtype.kind === 'c' ? 2 : 1);

function storeValues(op: string, storage: Storage, dtype: DTypeInfo, values: readonly WeakScalar[]): void {
  const { itemsize, code } = dtype;
  const direct = storage.slab;
  const view = direct?.view ?? new DataView(new ArrayBuffer(Math.max(values.length * itemsize, 128)));
  let at = direct === undefined ? 0 : storage.address - direct.address;
  for (let i = 0; i < values.length; i++, at += itemsize) {
    writeElement(view, at, code, checkStorable(op, values[i]!, dtype));
  }
  if (direct === undefined) copyBytes(storage.address, native.addressOf(view.buffer), values.length * itemsize);
}

/** A new array from a nested list; `dtype` undefined: the one its values have together. */
function fromList(op: string, list: unknown, dtype: DTypeInfo | undefined, order: 'C' | 'F'): NDArray {
  const flat = flatten(op, list, dtype);
  const target = flat.dtype ?? FLOAT64;
  const layout = contiguousLayout(op, target, flat.shape, 'C');
  if (flat.values.length !== layout.size) {
    throw new ShapeError(
      `[${op}] expected ${layout.size} elements for shape ${shapeText(flat.shape)} but the list gave ${flat.values.length}`,
    );
  }
  const storage = newStorage(op, layout.nbytes);
  storeValues(op, storage, target, flat.values);
  const made = makeArray(storage, layout);
  return order === 'F' && !layout.fContiguous ? copyArray(op, made, target, 'F') : made;
}

/** A new 0-d array of a scalar. */
export function scalarArray(op: string, value: WeakScalar, dtype?: DTypeInfo): NDArray {
  const target = dtype ?? strongDType(op, value);
  const made = makeEmpty(op, target, []);
  storeValues(op, usableStorage(op, made), target, [value]);
  return made;
}

/** A new contiguous copy, cast to `dtype`. */
export function copyArray(op: string, a: NDArray, dtype: DTypeInfo, order: 'C' | 'F'): NDArray {
  const from = layoutOf(a);
  const storage = usableStorage(op, a);
  const made = makeEmpty(op, dtype, from.shape, order);
  copyInto(op, usableStorage(op, made), layoutOf(made), storage, from);
  return made;
}

/** Any array-like as an array: arrays as they are, typed arrays without a copy, scalars 0-d, lists copied. */
export function asArray(op: string, value: unknown): NDArray {
  if (isArray(value)) return value;
  const scalar = asScalar(op, value);
  if (scalar !== undefined) return scalarArray(op, scalar);
  if (Array.isArray(value)) return fromList(op, value, undefined, 'C');
  if (typeof value === 'object' && value !== null) {
    const dtype = ArrayBuffer.isView(value) ? typedArrayDType(value) : undefined;
    if (dtype !== undefined) return viewTypedArray(op, value as TypedArray, dtype);
    if (isBranded(value)) return fromForeignCopy(op, value as ForeignArray);
  }
  throw badArgument(op, 'an array', LIST_TYPES, value);
}

/** asArray with a dtype and a copy policy: true always copies, false never (an error where it must), undefined if needed. */
export function toArray(
  op: string,
  value: unknown,
  dtype: DTypeInfo | undefined,
  copy: boolean | undefined,
  order: 'C' | 'F' | 'K',
): NDArray {
  const newOrder = order === 'F' ? 'F' : 'C';
  const scalar = isArray(value) ? undefined : asScalar(op, value);
  const convertible = isArray(value) || (typeof value === 'object' && value !== null && !Array.isArray(value));
  if (!convertible || scalar !== undefined) {
    if (copy === false) {
      throw new ArgumentError(`[${op}] Unable to avoid copy while creating an array from ${describe(value)}`);
    }
    if (scalar !== undefined) {
      return scalarArray(op, dtype === undefined ? scalar : checkStorable(op, scalar, dtype), dtype);
    }
    if (Array.isArray(value)) return fromList(op, value, dtype, newOrder);
    throw badArgument(op, 'an array', LIST_TYPES, value);
  }
  const array = asArray(op, value);
  const layout = layoutOf(array);
  const target = dtype ?? layout.dtype;
  const ordered = order === 'K' || (order === 'C' ? layout.cContiguous : layout.fContiguous);
  if (copy !== true && target === layout.dtype && ordered) return array;
  if (copy === false) {
    throw new ArgumentError(`[${op}] Unable to avoid copy while creating an array as requested.`);
  }
  const keepF = order === 'K' && layout.fContiguous && !layout.cContiguous;
  return copyArray(op, array, target, keepF ? 'F' : newOrder);
}

/** An array of another copy of this package, or of another realm. */
interface ForeignArray {
  readonly dtype: unknown;
  readonly shape: unknown;
  bytes(): unknown;
}

function fromForeignCopy(op: string, value: ForeignArray): NDArray {
  const name = value.dtype;
  if (typeof name !== 'string' || !Object.hasOwn(DTYPES, name))
    throw badArgument(op, 'an array', 'a dtype this copy knows', name);
  const dtype = DTYPES[name as DType];
  const layout = contiguousLayout(op, dtype, readShape(op, value.shape));
  const bytes: unknown = value.bytes();
  // What the other says is not believed: the bytes are those of a real Uint8Array, checked like any caller's.
  if (!ArrayBuffer.isView(bytes) || typedArrayDType(bytes) !== DTYPES.uint8) {
    throw badArgument(op, "the bytes of another copy's array", 'a Uint8Array', bytes);
  }
  const source = viewTypedArray(op, bytes as Uint8Array, DTYPES.uint8);
  const given = layoutOf(source);
  if (given.size !== layout.nbytes) {
    throw new ArgumentError(`[${op}] expected ${layout.nbytes} bytes from another copy's array but got ${given.size}`);
  }
  const storage = newStorage(op, layout.nbytes);
  copyBytes(storage.address, usableStorage(op, source).address + given.offset, layout.nbytes);
  return makeArray(storage, layout);
}
