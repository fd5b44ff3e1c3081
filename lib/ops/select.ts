/** Reading and writing elements through any index: gathers (copies) and scatters. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { IndexError, ShapeError, UnsupportedError } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, requireArray, storageOf, usableStorage } from '../core/array-core';
import { asArray, checkStorable, copyArray, scalarArray, toArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { BOOL, type DTypeInfo, type WeakScalar } from '../core/dtype';
import {
  ARGS,
  AXES,
  F,
  FLAGS,
  FLAG_MAPPED,
  NDIM,
  OPERANDS,
  OPERAND_SLOTS,
  OPERAND_STRIDES,
  SHAPE,
  fail,
  frameText,
  putOperand,
  putShape,
} from '../core/frame';
import { basicLayout } from '../core/indexing';
import { Layout, contiguousLayout, sameShape, shapeText } from '../core/layout';
import { mayShareMemory } from '../core/overlap';
import { MAPPED, type Storage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import {
  basicParts,
  countTrue,
  readParts,
  resolveIndex,
  wholeMask,
  type Index,
  type Part,
  type ResolvedIndex,
} from './advanced-index';
import { assign, requireWritable } from './assign';

export type { Index } from './advanced-index';

/** Index k in the frame: address, step, bound and axis, then strides; from the text area on (native/binding/select.cc). */
const INDICES = AXES + 64;
const INDEX_STRIDES = 4;
/** The status of an index that is out of bounds. */
const INVALID_ARGUMENT = 4;
/** A scalar is spread over the inner axes of a scatter up to this size, so that it is written in runs. */
const SPREAD_BYTES = 2 ** 20;

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
  const op = 'select';
  requireArray(op, 'the array', a);
  const layout = layoutOf(a);
  const first = index[0];
  if (index.length === 1 && isArray(first)) {
    const { dtype, shape } = layoutOf(first);
    if (dtype === BOOL && shape.length > 0 && sameShape(shape, layout.shape)) return compress(op, a, first);
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
    return { values: compress(op, a, mask), write: (values) => expand(op, a, mask, values) };
  }
  const resolved = resolveIndex(op, layout, parts);
  return { values: gather(op, a, resolved), write: (values) => scatter(op, a, resolved, values) };
}

/** Everything of the caller's read: a scalar, or an array. Lists are checked against the dtype they are written to. */
function readValue(op: string, value: ArrayLike, dtype: DTypeInfo): WeakScalar | NDArray {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? toArray(op, value, dtype, undefined, 'C') : asArray(op, value);
}

function copyOf(op: string, a: NDArray, layout: Layout): NDArray {
  const storage = usableStorage(op, a);
  const made = makeEmpty(op, layout.dtype, layout.shape);
  copyInto(op, storageOf(made), layoutOf(made), storage, layout);
  return made;
}

/** a[mask] for a mask of the array's own shape. */
function compress(op: string, a: NDArray, mask: NDArray): NDArray {
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
  else expand(op, a, mask, value);
}

/** a[mask] = values, one for each true element. */
function expand(op: string, a: NDArray, mask: NDArray, values: NDArray): void {
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

/** An index array that does not change while `a` is written. */
function apart(op: string, a: NDArray, index: NDArray): NDArray {
  const to = layoutOf(a);
  const layout = layoutOf(index);
  const storage = usableStorage(op, a);
  if (!mayShareMemory(usableStorage(op, index), layout, storage, to)) return index;
  return copyArray(op, index, layout.dtype, 'C');
}

/** Values as the dtype of `a` in memory of their own, C-contiguous where asked. */
function storable(op: string, a: NDArray, values: NDArray, contiguous: boolean): NDArray {
  const layout = layoutOf(values);
  const to = layoutOf(a);
  const fits = layout.dtype === to.dtype && (layout.cContiguous || !contiguous);
  if (fits && !mayShareMemory(usableStorage(op, values), layout, usableStorage(op, a), to)) return values;
  return copyArray(op, values, to.dtype, 'C');
}

/** The selection of an index without integer arrays (bools without dimensions): a view with an axis of length 1 or 0. */
function truthLayout(op: string, index: ResolvedIndex): Layout {
  const { inner, indexShape, before, shape } = index;
  const strides = [...inner.strides.slice(0, before), ...indexShape.map(() => 0), ...inner.strides.slice(before)];
  const { size } = contiguousLayout(op, inner.dtype, shape);
  return new Layout(inner.dtype, shape, strides, inner.offset, size, inner.writable);
}

function gather(op: string, a: NDArray, index: ResolvedIndex): NDArray {
  if (index.indices.length === 0) return copyOf(op, a, truthLayout(op, index));
  const storage = usableStorage(op, a);
  const made = makeEmpty(op, index.inner.dtype, index.shape);
  const layout = layoutOf(made);
  putIndex(op, storage, index, storageOf(made).address, layout.strides);
  const status = native.gather();
  if (status === INVALID_ARGUMENT) throw new IndexError(`[${op}] ${frameText()}`);
  if (status !== 0) fail(op, status);
  return made;
}

function scatter(op: string, a: NDArray, index: ResolvedIndex, value: WeakScalar | NDArray): void {
  if (index.indices.length === 0) {
    assign(op, makeView(a, truthLayout(op, index)), value);
    return;
  }
  const { dtype } = index.inner;
  const given = isArray(value)
    ? storable(op, a, value, false)
    : scalarArray(op, checkStorable(op, value, dtype), dtype);
  const fitting = valueStrides(op, layoutOf(given), index.shape);
  const source = layoutOf(given).size === 1 ? spread(op, given, index) : given;
  const strides = source === given ? fitting : valueStrides(op, layoutOf(source), index.shape);
  for (const each of index.indices) {
    const own = apart(op, a, each.array);
    if (own === each.array) continue;
    each.array = own;
    each.layout = layoutOf(own);
  }
  const storage = usableStorage(op, a);
  const sourceStorage = usableStorage(op, source);
  putIndex(op, storage, index, sourceStorage.address + layoutOf(source).offset, strides);
  if (sourceStorage.kind === MAPPED) F[FLAGS] = FLAG_MAPPED;
  const status = native.scatter();
  if (status === INVALID_ARGUMENT) throw new IndexError(`[${op}] ${frameText()}`);
  if (status !== 0) fail(op, status);
}

/** One value repeated over the inner axes where that is little memory: what belongs to a position is then one run. */
function spread(op: string, value: NDArray, index: ResolvedIndex): NDArray {
  const { inner, indexShape, before } = index;
  if (inner.size <= 1 || inner.nbytes > SPREAD_BYTES) return value;
  const made = makeEmpty(op, inner.dtype, [
    ...inner.shape.slice(0, before),
    ...indexShape.map(() => 1),
    ...inner.shape.slice(before),
  ]);
  const one = scalarLayout(layoutOf(value));
  copyInto(op, storageOf(made), layoutOf(made), usableStorage(op, value), one);
  return made;
}

/** The only element of a layout, without dimensions. */
function scalarLayout(layout: Layout): Layout {
  return new Layout(layout.dtype, [], [], layout.offset, 1, false);
}

/** Strides with which a value walks the selection. @throws ShapeError in NumPy's words */
function valueStrides(op: string, layout: Layout, shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  const lead = shape.length - layout.shape.length;
  layout.shape.forEach((dim, i) => {
    const at = lead + i;
    if (at >= 0 && dim === shape[at]) strides[at] = dim === 1 ? 0 : layout.strides[i]!;
    else if (dim !== 1) {
      throw new ShapeError(
        `[${op}] shape mismatch: value array of shape ${shapeText(layout.shape)} could not be broadcast to indexing result of shape ${shapeText(shape)}`,
      );
    }
  });
  return strides;
}

/** Writes the arguments of a gather or scatter; `strides` are those of the result or value along the result's axes. */
function putIndex(
  op: string,
  storage: Storage,
  index: ResolvedIndex,
  address: number,
  strides: readonly number[],
): void {
  const { indices, indexShape, inner, before } = index;
  const ndim = indexShape.length;
  const slots = INDEX_STRIDES + ndim;
  if (INDICES + indices.length * slots > F.length) {
    throw new UnsupportedError(
      `[${op}] ${indices.length} integer arrays of ${ndim} dimensions are too many for one index`,
    );
  }
  let mapped = storage.kind === MAPPED;
  F[ARGS] = ndim;
  F[ARGS + 1] = indices.length;
  F[NDIM] = ndim + inner.shape.length;
  F[OPERANDS] = address;
  F[OPERANDS + 1] = inner.dtype.code;
  F[OPERANDS + OPERAND_SLOTS] = storage.address + inner.offset;
  F[OPERANDS + OPERAND_SLOTS + 1] = inner.dtype.code;
  for (let i = 0; i < ndim; i++) {
    F[SHAPE + i] = indexShape[i]!;
    F[OPERANDS + OPERAND_STRIDES + i] = strides[before + i]!;
  }
  for (let i = 0; i < inner.shape.length; i++) {
    F[SHAPE + ndim + i] = inner.shape[i]!;
    F[OPERANDS + OPERAND_STRIDES + ndim + i] = strides[i < before ? i : ndim + i]!;
    F[OPERANDS + OPERAND_SLOTS + OPERAND_STRIDES + i] = inner.strides[i]!;
  }
  indices.forEach(({ array, layout, axis, bound, step }, k) => {
    const own = usableStorage(op, array);
    if (own.kind === MAPPED) mapped = true;
    const base = INDICES + k * slots;
    const lead = ndim - layout.shape.length;
    F[base] = own.address + layout.offset;
    F[base + 1] = step;
    F[base + 2] = bound;
    F[base + 3] = axis;
    for (let i = 0; i < ndim; i++) {
      F[base + INDEX_STRIDES + i] = i < lead || layout.shape[i - lead] === 1 ? 0 : layout.strides[i - lead]!;
    }
  });
  F[FLAGS] = mapped ? FLAG_MAPPED : 0;
}
