/** The parts of complex arrays: real and imag as views, angle, and the questions about them. */
import type { NDArray } from '../ndarray';
import { isArray, layoutOf, makeView, makeZeros, usableStorage } from '../core/array-core';
import { broadcastLayout } from '../core/broadcast';
import { asArray } from '../core/convert';
import { COMPLEX64, FLOAT32, FLOAT64, type DType } from '../core/dtype';
import { Layout } from '../core/layout';
import { readBoolean, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { equal, multiply, notEqual } from './elementwise.gen';
import { unary } from './flat';
import { UFUNCS } from './ufunc-table.gen';

/** The dtype of the parts of a dtype: its own where that is not complex. */
export type PartOf<D extends DType> = D extends 'complex64' ? 'float32' : D extends 'complex128' ? 'float64' : D;

/** A view of the real (0) or imaginary (1) parts of a complex array. */
function partView(array: NDArray, which: 0 | 1): NDArray {
  const { dtype, shape, strides, offset, size, writable } = layoutOf(array);
  const part = dtype === COMPLEX64 ? FLOAT32 : FLOAT64;
  return makeView(array, new Layout(part, shape, strides, offset + which * part.itemsize, size, writable));
}

/**
 * Give the real parts: a writable view of a complex array, any other array as it is.
 *
 * @returns float32 for complex64, float64 for complex128, else the dtype of the array
 * @see numpy.real
 * @example
 * ```ts
 * nd.real([nd.complex(1, 2), 3]).toString(); // '[1. 3.]'
 * ```
 */
export function real<D extends DType = DType>(z: NDArray<D> | Exclude<ArrayLike, NDArray>): NDArray<PartOf<D>> {
  const op = 'real';
  const array = asArray(op, z);
  usableStorage(op, array);
  const made = layoutOf(array).dtype.kind === 'c' ? partView(array, 0) : array;
  return made as NDArray as NDArray<PartOf<D>>;
}

/**
 * Give the imaginary parts: a writable view of a complex array, read-only zeros for any other.
 *
 * @returns float32 for complex64, float64 for complex128, else the dtype of the array
 * @see numpy.imag
 * @example
 * ```ts
 * nd.imag([nd.complex(1, 2), 3]).toString(); // '[2. 0.]'
 * ```
 */
export function imag<D extends DType = DType>(z: NDArray<D> | Exclude<ArrayLike, NDArray>): NDArray<PartOf<D>> {
  const op = 'imag';
  const array = asArray(op, z);
  usableStorage(op, array);
  const { dtype, shape } = layoutOf(array);
  if (dtype.kind === 'c') return partView(array, 1) as NDArray as NDArray<PartOf<D>>;
  // One zero stands for all of them.
  const zero = makeZeros(op, dtype, []);
  return makeView(zero, broadcastLayout(op, layoutOf(zero), shape, false)) as NDArray as NDArray<PartOf<D>>;
}

/** Options of angle(). */
export interface AngleOptions {
  /** In degrees, not radians. */
  readonly deg?: boolean | undefined;
}

/**
 * Give the angles of complex numbers, counterclockwise from the positive real axis, in (-pi, pi].
 *
 * @returns floats of the parts' dtype; of integers those of the smallest dtype that holds them, of bools float64
 * @see numpy.angle
 * @example
 * ```ts
 * nd.angle([nd.complex(1, 1), -1], { deg: true }).toString(); // '[ 45. 180.]'
 * ```
 */
export function angle(z: ArrayLike, options?: AngleOptions): NDArray {
  const deg = readBoolean('angle', 'deg', readOptions('angle', options)?.deg, false);
  const array = asArray('angle', z);
  // As NumPy's, which is arctan2(0, z) of real numbers: the angles of bools are float64.
  const ofBools = layoutOf(array).dtype.kind === 'b';
  const angles = unary(UFUNCS.angle, array, ofBools ? { dtype: 'float64' } : undefined);
  return deg ? multiply(angles, 180 / Math.PI, { out: angles }) : angles;
}

/**
 * Tell for each element whether its imaginary part is zero.
 *
 * @see numpy.isreal
 * @example
 * ```ts
 * nd.isreal([nd.complex(1, 0), nd.complex(0, 1)]).toArray(); // [true, false]
 * ```
 */
export function isreal(z: ArrayLike): NDArray<'bool'> {
  return equal(imag(asArray('isreal', z)), 0);
}

/**
 * Tell for each element whether its imaginary part is not zero.
 *
 * @see numpy.iscomplex
 * @example
 * ```ts
 * nd.iscomplex([nd.complex(1, 0), nd.complex(0, 1)]).toArray(); // [false, true]
 * ```
 */
export function iscomplex(z: ArrayLike): NDArray<'bool'> {
  return notEqual(imag(asArray('iscomplex', z)), 0);
}

/**
 * Tell whether an array's dtype is complex, whatever its elements are.
 *
 * @see numpy.iscomplexobj
 * @example
 * ```ts
 * nd.iscomplexobj(nd.zeros(2, { dtype: 'complex64' })); // true
 * ```
 */
export function iscomplexobj(z: ArrayLike): boolean {
  return layoutOf(isArray(z) ? z : asArray('iscomplexobj', z)).dtype.kind === 'c';
}

/**
 * Tell whether an array's dtype is not complex.
 *
 * @see numpy.isrealobj
 * @example
 * ```ts
 * nd.isrealobj([1, 2]); // true
 * ```
 */
export function isrealobj(z: ArrayLike): boolean {
  return layoutOf(isArray(z) ? z : asArray('isrealobj', z)).dtype.kind !== 'c';
}
