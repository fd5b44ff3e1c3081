/** Reading and writing elements through any index: gathers (copies) and scatters. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ShapeError } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, requireArray, storageOf, usableStorage } from '../core/array-core';
import { asArray, toArray } from '../core/convert';
import { BOOL, asScalar, type DTypeInfo, type WeakScalar } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail, putOperand, putShape } from '../core/frame';
import { basicLayout } from '../core/indexing';
import { sameShape, type Layout } from '../core/layout';
import { MAPPED, type Storage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import {
  basicParts,
  countTrue,
  positionsOfList,
  readParts,
  resolveIndex,
  wholeMask,
  type Index,
  type Part,
} from './advanced-index';
import { assign, requireWritable } from './assign';
import { putElements, takeRows } from './rows';
import { apart, copyOf, gather, scatter, storable } from './gather';

export type { Index } from './advanced-index';

/**
 * Give a copy of the elements at an index: integers, slices, null, '...', masks (bool arrays or lists, of as many axes as
 * they have dimensions) and integer arrays (or lists) in any mix. The dtype is the array's; integer arrays and masks
 * broadcast together, and their axes come where the first of them stands, or first when a basic part lies between them.
 *
 * @throws IndexError when an index is out of bounds, a mask does not match, or an array is not of integers or bools;
 * ShapeError when the arrays do not broadcast together
 * @see numpy advanced indexing
 * @example
 * ```ts
 * const a = nd.arange(6n).reshape([2, 3]);
 * a.select([0, 1], [2, 0]).toString(); // '[2 3]'
 * ```
 */
export function select(a: NDArray, ...index: Index[]): NDArray {
  return selectParts(a, index);
}

/** select with its parts in a list. */
export function selectParts(a: NDArray, index: readonly Index[]): NDArray {
  const op = 'select';
  requireArray(op, 'the array', a);
  const layout = layoutOf(a);
  if (index.length === 1) {
    const first = index[0];
    if (isArray(first)) {
      const { dtype, shape } = layoutOf(first);
      if (dtype === BOOL && shape.length > 0 && sameShape(shape, layout.shape)) return compressMask(op, a, first);
      const taken = shape.length === 0 ? undefined : takeRows(op, a, first, 0);
      if (taken !== undefined) return taken;
    } else if (Array.isArray(first)) {
      const positions = positionsOfList(op, first);
      const taken = positions === undefined ? undefined : takeRows(op, a, positions, 0);
      if (taken !== undefined) return taken;
      if (positions !== undefined) index = [positions];
    }
  }
  const parts = readParts(op, index);
  const basic = basicParts(parts);
  if (basic !== undefined) return copyOf(op, a, basicLayout(op, layout, basic));
  return gather(op, a, resolveIndex(op, layout, parts));
}

/**
 * Write a value through an index as `select` takes it: broadcast to the selection, cast unsafely. Where positions are
 * given twice the last value stays.
 *
 * @throws IndexError, ShapeError, ReadOnlyError; the array is then as it was
 * @see numpy.ndarray.__setitem__
 * @example
 * ```ts
 * const a = nd.zeros(4);
 * a.set([1, 2], [true, false, false, true]).toString(); // '[1. 0. 0. 2.]'
 * ```
 */
export function setIndex(a: NDArray, value: ArrayLike, index: readonly Index[]): void {
  const op = 'set';
  requireArray(op, 'the array', a);
  const layout = requireWritable(op, a);
  const parts = readParts(op, index);
  const given = readValue(op, value, layout.dtype);
  const only = parts.length === 1 ? parts[0]! : undefined;
  if (only?.kind === 'positions' && putElements(op, a, only.array, given)) return;
  const basic = basicParts(parts);
  if (basic !== undefined) {
    assign(op, makeView(a, basicLayout(op, layout, basic)), given);
    return;
  }
  const mask = wholeMask(op, layout, parts);
  if (mask !== undefined) setMask(op, a, mask, given);
  else scatter(op, a, resolveIndex(op, layout, parts), given);
}

/** The selection of an advanced index as a copy, and what writes it back. */
export interface Selection {
  readonly values: NDArray;
  /** Writes an array of the same shape and dtype through the index. */
  readonly write: (values: NDArray) => void;
}

/** Gathers what an advanced index selects, to be written back. */
export function takeOut(op: string, a: NDArray, parts: readonly Part[]): Selection {
  const layout = layoutOf(a);
  const mask = wholeMask(op, layout, parts);
  if (mask !== undefined) {
    return { values: compressMask(op, a, mask), write: (values) => expandMask(op, a, mask, values) };
  }
  const resolved = resolveIndex(op, layout, parts);
  return { values: gather(op, a, resolved), write: (values) => scatter(op, a, resolved, values) };
}

/** Everything of the caller's read: a scalar, or an array. Lists are checked against the dtype they are written to. */
export function readValue(op: string, value: ArrayLike, dtype: DTypeInfo): WeakScalar | NDArray {
  if (isArray(value)) return value;
  if (Array.isArray(value)) return toArray(op, value, dtype, undefined, 'C');
  return asScalar(op, value) ?? asArray(op, value);
}

/** a[mask] for a mask of the array's own shape. */
export function compressMask(op: string, a: NDArray, mask: NDArray): NDArray {
  const layout = layoutOf(a);
  const storage = usableStorage(op, a);
  const count = countTrue(op, mask);
  const made = makeEmpty(op, layout.dtype, [count]);
  if (count === 0) return made;
  putMasked(storage, layout, usableStorage(op, mask), layoutOf(mask));
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = count;
  const status = native.compress();
  if (status !== 0) fail(op, status);
  return made;
}

function putMasked(storage: Storage, layout: Layout, maskStorage: Storage, maskLayout: Layout): void {
  putShape(layout.shape);
  putOperand(0, storage, layout);
  putOperand(1, maskStorage, maskLayout);
  F[FLAGS] = storage.kind === MAPPED || maskStorage.kind === MAPPED ? FLAG_MAPPED : 0;
}

/** a[mask] = value for a mask of the array's own shape. */
function setMask(op: string, a: NDArray, mask: NDArray, value: WeakScalar | NDArray): void {
  const shape = isArray(value) ? layoutOf(value).shape : [];
  if (shape.length > 1) {
    throw new ShapeError(
      `[${op}] boolean array indexing assignment requires a 0 or 1-dimensional input, input has ${shape.length} dimensions`,
    );
  }
  if (!isArray(value) || shape.length === 0 || shape[0] === 1) assign(op, a, value, apart(op, a, mask));
  else expandMask(op, a, mask, value);
}

/** a[mask] = values, one for each true element. */
export function expandMask(op: string, a: NDArray, mask: NDArray, values: NDArray): void {
  const layout = layoutOf(a);
  const storage = usableStorage(op, a);
  const where = apart(op, a, mask);
  const count = countTrue(op, where);
  const given = layoutOf(values).size;
  if (given !== count) {
    throw new ShapeError(
      `[${op}] boolean array indexing assignment cannot assign ${given} input values to the ${count} output values where the mask is true`,
    );
  }
  if (count === 0) return;
  const source = storable(op, a, values, true);
  putMasked(storage, layout, usableStorage(op, where), layoutOf(where));
  F[ARGS] = usableStorage(op, source).address + layoutOf(source).offset;
  F[ARGS + 1] = count;
  if (storageOf(source).kind === MAPPED) F[FLAGS] = FLAG_MAPPED;
  const status = native.expand();
  if (status !== 0) fail(op, status);
}
