/** What functions take where an array is meant. */
import type { NDArray } from '../ndarray';
import type { Complex } from './complex';

/** A nested list of scalars, typed arrays or arrays (any depth up to 64, not ragged). */
export type NestedList = readonly (number | bigint | boolean | Complex | NDArray | TypedArray | NestedList)[];

/** A Float16Array, where the runtime has them. */
export interface HalfArray extends ArrayBufferView {
  readonly length: number;
  readonly [Symbol.toStringTag]: 'Float16Array';
}

/** Any typed array. */
export type TypedArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | HalfArray
  | Float32Array
  | Float64Array;

/** An array, a scalar, a typed array, or a nested list: what converts to an array. */
export type ArrayLike = NDArray | number | bigint | boolean | Complex | TypedArray | NestedList;
