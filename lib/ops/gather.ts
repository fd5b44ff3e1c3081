/**
 * Gathers and scatters: what a resolved index names is read or written by one native call. `take` and its kin come here
 * with an index of their own making.
 */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { IndexError, ShapeError, UnsupportedError } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, storageOf, usableStorage } from '../core/array-core';
import { checkStorable, copyArray, scalarArray } from '../core/convert';
import { copyInto } from '../core/copy';
import type { WeakScalar } from '../core/dtype';
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
} from '../core/frame';
import { Layout, contiguousLayout, shapeText } from '../core/layout';
import { mayShareMemory } from '../core/overlap';
import { MAPPED, type Storage } from '../core/storage';
import type { ResolvedIndex } from './advanced-index';
import { assign } from './assign';

/** Index k in the frame: address, step, bound and axis, then strides; from the text area on (native/binding/select.cc). */
const INDICES = AXES + 64;
const INDEX_STRIDES = 4;
/** The status of an index that is out of bounds. */
const INVALID_ARGUMENT = 4;
/** A scalar is spread over the inner axes of a scatter up to this size, so that it is written in runs. */
const SPREAD_BYTES = 2 ** 20;

/** Throws the error of a gather's or scatter's status. */
export function failIndex(op: string, status: number): void {
  if (status === INVALID_ARGUMENT) throw new IndexError(`[${op}] ${frameText()}`);
  if (status !== 0) fail(op, status);
}

/** A new contiguous array of what a layout names in `a`. */
export function copyOf(op: string, a: NDArray, layout: Layout): NDArray {
  const storage = usableStorage(op, a);
  const made = makeEmpty(op, layout.dtype, layout.shape);
  copyInto(op, storageOf(made), layoutOf(made), storage, layout);
  return made;
}

/** An index array that does not change while `a` is written. */
export function apart(op: string, a: NDArray, index: NDArray): NDArray {
  const to = layoutOf(a);
  const layout = layoutOf(index);
  const storage = usableStorage(op, a);
  if (!mayShareMemory(usableStorage(op, index), layout, storage, to)) return index;
  return copyArray(op, index, layout.dtype, 'C');
}

/** Values as the dtype of `a` in memory of their own, C-contiguous where asked. */
export function storable(op: string, a: NDArray, values: NDArray, contiguous: boolean): NDArray {
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

/** A new array of what an index names in `a`; `into`, of its shape and dtype and apart from all it reads, where given. */
export function gather(op: string, a: NDArray, index: ResolvedIndex, into?: NDArray): NDArray {
  if (index.indices.length === 0) return copyOf(op, a, truthLayout(op, index));
  const storage = usableStorage(op, a);
  const made = into ?? makeEmpty(op, index.inner.dtype, index.shape);
  const target = usableStorage(op, made);
  const layout = layoutOf(made);
  putIndex(op, storage, index, target.address + layout.offset, layout.strides);
  if (target.kind === MAPPED) F[FLAGS] = FLAG_MAPPED;
  failIndex(op, native.gather());
  return made;
}

/** Writes a value that broadcasts to what an index names in `a`. The last of equal positions wins. */
export function scatter(op: string, a: NDArray, index: ResolvedIndex, value: WeakScalar | NDArray): void {
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
  setApart(op, a, index);
  const storage = usableStorage(op, a);
  const sourceStorage = usableStorage(op, source);
  putIndex(op, storage, index, sourceStorage.address + layoutOf(source).offset, strides);
  if (sourceStorage.kind === MAPPED) F[FLAGS] = FLAG_MAPPED;
  failIndex(op, native.scatter());
}

/** Copies index arrays that share memory with the array that is to be written. */
export function setApart(op: string, a: NDArray, index: ResolvedIndex): void {
  for (const each of index.indices) {
    const own = apart(op, a, each.array);
    if (own === each.array) continue;
    each.array = own;
    each.layout = layoutOf(own);
  }
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
export function valueStrides(op: string, layout: Layout, shape: readonly number[]): number[] {
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
export function putIndex(
  op: string,
  storage: Storage,
  index: ResolvedIndex,
  address: number,
  strides: readonly number[],
): void {
  const { indices, indexShape, inner, before, along } = index;
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
  F[ARGS + 2] = index.mode;
  F[ARGS + 3] = along === undefined ? 0 : 1;
  F[NDIM] = ndim + inner.shape.length;
  F[OPERANDS] = address;
  F[OPERANDS + 1] = inner.dtype.code;
  F[OPERANDS + OPERAND_SLOTS] = storage.address + inner.offset;
  F[OPERANDS + OPERAND_SLOTS + 1] = inner.dtype.code;
  for (let i = 0; i < ndim; i++) {
    F[SHAPE + i] = indexShape[i]!;
    F[OPERANDS + OPERAND_STRIDES + i] = strides[before + i]!;
    if (along !== undefined) F[OPERANDS + 2 * OPERAND_SLOTS + OPERAND_STRIDES + i] = along[i]!;
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
