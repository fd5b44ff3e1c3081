/** Typed arrays of any realm: which they are, and which class holds the elements of a dtype. */
import { DTypeError } from '../errors';
import { DTYPES, type DType, type DTypeInfo } from './dtype';

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
/** Of any realm, whatever their own properties say. */
export const bufferOf = getter('buffer');
export const offsetOf = getter('byteOffset');
export const lengthOf = getter('length');

/** The dtype of a typed array of any realm, read from its internal slot; undefined for anything else. */
export function typedArrayDType(value: unknown): DTypeInfo | undefined {
  const tag = tagOf.call(value);
  if (typeof tag !== 'string') return undefined;
  const name = TYPED_ARRAYS[tag];
  if (name === undefined) throw new DTypeError(`[asarray] no dtype corresponds to a ${tag}`);
  return DTYPES[name];
}

/** Whether x is a typed array (of a dtype or not). */
export const isTypedArray = (x: unknown): boolean => ArrayBuffer.isView(x) && tagOf.call(x) !== undefined;

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
