/**
 * What converts to an array: nested lists, scalars, typed arrays, arrays of other copies of this package.
 */
import type { NDArray } from '../ndarray';
import { ArgumentError, ShapeError, badArgument, describe } from '../errors';
import { isArray, isBranded, layoutOf, makeArray, makeEmpty, usableStorage } from './array-core';
import { copyInto } from './copy';
import { DTYPES, FLOAT64, asScalar, strongDType, type DType, type DTypeInfo, type WeakScalar } from './dtype';
import { Layout, contiguousLayout, likeStrides, shapeText, sizeOf } from './layout';
import { LIST_TYPES, flatten } from './list';
import { readShape } from './options';
import { copyBytes, foreignStorage, newStorage } from './storage';
import { checkStorable, storeScalar, storeValues } from './store';
import { bufferOf, lengthOf, offsetOf, typedArrayDType } from './typed-array';
import type { TypedArray } from './types';

export { checkStorable } from './store';
export { partsOf, typedArrayClass, typedArrayDType } from './typed-array';

/** A zero-copy array over a typed array's bytes. */
export function viewTypedArray(op: string, value: TypedArray, dtype: DTypeInfo): NDArray {
  const buffer = bufferOf.call(value) as ArrayBufferLike;
  const storage = foreignStorage(op, buffer);
  const offset = offsetOf.call(value) as number;
  const size = lengthOf.call(value) as number;
  return makeArray(storage, new Layout(dtype, [size], [dtype.itemsize], offset, size, true));
}

/** A new array from a nested list; `dtype` undefined: the one its values have together. */
function fromList(op: string, list: unknown, dtype: DTypeInfo | undefined, order: 'C' | 'F'): NDArray {
  const flat = flatten(op, list, dtype, asArray);
  const target = flat.dtype ?? FLOAT64;
  const layout = contiguousLayout(op, target, flat.shape, 'C');
  if (flat.values.length !== layout.size) {
    throw new ShapeError(
      `[${op}] expected ${layout.size} elements for shape ${shapeText(flat.shape)} but the list gave ${flat.values.length}`,
    );
  }
  const storage = newStorage(op, layout.nbytes);
  storeValues(op, storage, target, flat);
  const made = makeArray(storage, layout);
  return order === 'F' && !layout.fContiguous ? copyArray(op, made, target, 'F') : made;
}

/** A new 0-d array of a scalar. */
export function scalarArray(op: string, value: WeakScalar, dtype?: DTypeInfo): NDArray {
  const target = dtype ?? strongDType(op, value);
  const made = makeEmpty(op, target, []);
  storeScalar(op, usableStorage(op, made), target, value);
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
  order: 'C' | 'F' | 'A' | 'K',
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
  const ordered = order === 'K' || order === 'A' || (order === 'C' ? layout.cContiguous : layout.fContiguous);
  if (copy !== true && target === layout.dtype && ordered) return array;
  if (copy === false) {
    throw new ArgumentError(`[${op}] Unable to avoid copy while creating an array as requested.`);
  }
  return copyLike(op, array, target, order);
}

/** A new copy, cast to `dtype`, that lies in memory in an order. */
export function copyLike(op: string, a: NDArray, dtype: DTypeInfo, order: 'C' | 'F' | 'A' | 'K'): NDArray {
  const from = layoutOf(a);
  const storage = usableStorage(op, a);
  const size = sizeOf(op, from.shape, dtype.itemsize);
  const made = new Layout(dtype, from.shape, likeStrides(from, from.shape, dtype.itemsize, order), 0, size, true);
  const to = newStorage(op, made.nbytes);
  copyInto(op, to, made, storage, from);
  return makeArray(to, made);
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
