/**
 * Advanced indices: masks and integer arrays in any mix with basic parts, read and resolved to what a gather or scatter
 * needs. The rules are NumPy's (numpy/_core/src/multiarray/mapping.c).
 */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { IndexError, ShapeError, describe } from '../errors';
import { isArray, isBranded, layoutOf, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray, scalarArray, toArray, typedArrayDType } from '../core/convert';
import { INT64 } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, RESULTS, fail, putOperand, putShape } from '../core/frame';
import { Slice, basicLayout, wrapIndex, type BasicIndex, type SliceText } from '../core/indexing';
import { Layout, MAX_DIMS, sameShape, shapeText } from '../core/layout';
import { MAPPED, SLAB_LIMIT } from '../core/storage';
import type { NestedList, TypedArray } from '../core/types';
import { elementAt } from './items';

/** One part of an index: a basic part, a mask (bools), or positions (integers); lists of integral numbers are positions. */
export type Index = BasicIndex | boolean | NDArray | TypedArray | NestedList;

/** A part as read: nothing of it is the caller's to change any more, but for the elements of arrays. */
export type Part =
  | { readonly kind: 'basic'; readonly part: SliceText | Slice | null }
  | { readonly kind: 'integer'; readonly value: number }
  /** A bool without dimensions: an axis of length 1 or 0. */
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'mask' | 'positions'; readonly array: NDArray };

/** Lists up to this length lie in a slab, which is written directly. */
const SHORT_LIST = SLAB_LIMIT / 8;
const NOT_INTEGERS = 'arrays used as indices must be of integer (or boolean) type';

/** Reads the parts of an index, in order. */
export function readParts(op: string, index: readonly unknown[]): Part[] {
  const parts: Part[] = [];
  for (let i = 0; i < index.length; i++) parts.push(readPart(op, index[i]));
  return parts;
}

/** Ends at the first hole, unlike every(): a sparse list may be very long. */
function hasOnlyIntegers(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) if (!Number.isSafeInteger(list[i])) return false;
  return true;
}

/** A list of integral numbers as int64, written without detours; undefined for any other list. */
export function positionsOfList(op: string, list: readonly unknown[]): NDArray | undefined {
  const count = list.length;
  if (count === 0 || !hasOnlyIntegers(list)) return undefined;
  if (count > SHORT_LIST) return toArray(op, list, INT64, undefined, 'C');
  const made = makeEmpty(op, INT64, [count]);
  const { slab, address } = storageOf(made);
  if (slab === undefined) return toArray(op, list, INT64, undefined, 'C');
  let at = address - slab.address;
  for (let i = 0; i < count; i++, at += 8) {
    // Read once more: a list may give something else now, and be of another length.
    const value = list[i];
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
    slab.view.setInt32(at, value, true);
    slab.view.setInt32(at + 4, Math.floor(value / 2 ** 32), true);
  }
  return made;
}

function readPart(op: string, part: unknown): Part {
  if (part === null || Slice.is(part)) return { kind: 'basic', part };
  // What text says is read where its axis is known.
  if (typeof part === 'string') return { kind: 'basic', part: part as SliceText };
  if (typeof part === 'number' || typeof part === 'bigint') return { kind: 'integer', value: Number(part) };
  if (typeof part === 'boolean') return { kind: 'truth', value: part };
  const list = Array.isArray(part);
  const positions = list ? positionsOfList(op, part) : undefined;
  if (positions !== undefined) return { kind: 'positions', array: positions };
  const typed = ArrayBuffer.isView(part) && typedArrayDType(part) !== undefined;
  if (!list && !typed && !isArray(part) && !isBranded(part)) {
    throw new IndexError(
      `[${op}] only integers, slices, '...', null and integer or boolean arrays are valid indices: got ${describe(part)}`,
    );
  }
  const array = asArray(op, part);
  const layout = layoutOf(array);
  const { kind } = layout.dtype;
  if (kind !== 'b' && kind !== 'i' && kind !== 'u') {
    if (!list || !array.flatValues().every((value) => Number.isInteger(value))) {
      throw new IndexError(`[${op}] ${NOT_INTEGERS}`);
    }
    return { kind: 'positions', array: copyArray(op, array, INT64, 'C') };
  }
  if (layout.shape.length === 0) {
    const value = elementAt(op, usableStorage(op, array), layout.offset, layout.dtype);
    return kind === 'b' ? { kind: 'truth', value: Boolean(value) } : { kind: 'integer', value: Number(value) };
  }
  return { kind: kind === 'b' ? 'mask' : 'positions', array };
}

/** The parts as a basic index; undefined when one of them is advanced. */
export function basicParts(parts: readonly Part[]): BasicIndex[] | undefined {
  const basic: BasicIndex[] = [];
  for (const part of parts) {
    if (part.kind === 'basic') basic.push(part.part);
    else if (part.kind === 'integer') basic.push(part.value);
    else return undefined;
  }
  return basic;
}

/** The mask of an index that is one mask of the array's own shape. */
export function wholeMask(op: string, layout: Layout, parts: readonly Part[]): NDArray | undefined {
  const only = parts.length === 1 ? parts[0]! : undefined;
  if (only?.kind === 'truth') return layout.shape.length === 0 ? scalarArray(op, only.value) : undefined;
  return only?.kind === 'mask' && sameShape(layoutOf(only.array).shape, layout.shape) ? only.array : undefined;
}

/** The number of true elements of a mask. */
export function countTrue(op: string, mask: NDArray): number {
  const layout = layoutOf(mask);
  const storage = usableStorage(op, mask);
  if (layout.size === 0) return 0;
  putShape(layout.shape);
  putOperand(0, storage, layout);
  F[FLAGS] = storage.kind === MAPPED ? FLAG_MAPPED : 0;
  const status = native.countTrue();
  if (status !== 0) fail(op, status);
  return F[RESULTS]!;
}

/** The positions of a mask's true elements: int64 of shape (dimensions, count). */
export function positionsOf(op: string, mask: NDArray): NDArray {
  const layout = layoutOf(mask);
  const count = countTrue(op, mask);
  const made = makeEmpty(op, INT64, [layout.shape.length, count]);
  if (count === 0) return made;
  const storage = usableStorage(op, mask);
  putShape(layout.shape);
  putOperand(0, storage, layout);
  F[ARGS] = storageOf(made).address;
  F[ARGS + 1] = count;
  F[FLAGS] = storage.kind === MAPPED ? FLAG_MAPPED : 0;
  const status = native.nonzero();
  if (status !== 0) fail(op, status);
  return made;
}

/** One integer array of an index. */
export interface AxisIndex {
  /** int64. */
  array: NDArray;
  /** The positions' layout in `array`: one row of it for a mask's axis. */
  layout: Layout;
  /** The axis of the indexed array: its number, length and byte stride. */
  readonly axis: number;
  readonly bound: number;
  readonly step: number;
}

/** An index resolved against a layout. Its result's axes are `before` inner axes, those of the indices, the rest. */
export interface ResolvedIndex {
  readonly indices: AxisIndex[];
  /** The shape that the integer arrays broadcast to. */
  readonly indexShape: readonly number[];
  /** What is indexed without the integer arrays: offset, and the axes that they leave. */
  readonly inner: Layout;
  readonly before: number;
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** What becomes of an index beyond its axis: its place in INDEX_MODES. */
  readonly mode: number;
  /** Bytes of the indexed array that the index axes walk themselves, beside what the indices say. */
  readonly along: readonly number[] | undefined;
}

/** What becomes of an index beyond its axis, in the order of their numbers (IndexMode in native/plan/select.h). */
export const INDEX_MODES = ['raise', 'wrap', 'clip'] as const;
export type IndexMode = (typeof INDEX_MODES)[number];
const RAISE = 0;

const WHOLE = new Slice(null, null, null);

/** Where a part lies: its first axis, and the first of the axes that basic indexing keeps for it. */
interface Place {
  readonly part: Part;
  readonly axis: number;
  readonly dim: number;
}

/** Resolves an index with at least one advanced part. @throws IndexError, ShapeError in NumPy's words */
export function resolveIndex(op: string, layout: Layout, parts: readonly Part[]): ResolvedIndex {
  const only = parts.length === 1 ? parts[0]! : undefined;
  if (only?.kind === 'positions' && layout.shape.length > 0) {
    return alongAxis(op, layout, asInt64(op, only.array), 0, RAISE);
  }
  const stretched: BasicIndex[] = [];
  let consumed = 0;
  for (const part of parts) {
    const axes = axesOf(part);
    if (part.kind === 'basic') stretched.push(part.part);
    else for (let i = 0; i < axes; i++) stretched.push(WHOLE);
    consumed += axes;
  }
  const view = basicLayout(op, layout, stretched);
  const { places, before, removed } = locate(parts, layout.shape.length - consumed, view.shape.length);
  for (const { part, axis } of places) if (part.kind === 'mask') checkMask(op, layout, axis, part.array);
  let { offset } = view;
  for (const { part, axis, dim } of places) {
    if (part.kind === 'integer') offset += wrapIndex(op, part.value, axis, layout.shape[axis]!) * view.strides[dim]!;
  }
  const indices: AxisIndex[] = [];
  const shapes: (readonly number[])[] = [];
  for (const { part, axis, dim } of places) {
    if (part.kind === 'truth') {
      shapes.push([part.value ? 1 : 0]);
    } else if (part.kind === 'positions') {
      const array = asInt64(op, part.array);
      const own = layoutOf(array);
      indices.push({ array, layout: own, axis, bound: layout.shape[axis]!, step: view.strides[dim]! });
      shapes.push(own.shape);
    } else if (part.kind === 'mask') {
      const array = positionsOf(op, part.array);
      const rows = layoutOf(array);
      const [ndim, count] = rows.shape as [number, number];
      for (let i = 0; i < ndim; i++) {
        const row = new Layout(INT64, [count], [8], i * count * 8, count, false);
        indices.push({
          array,
          layout: row,
          axis: axis + i,
          bound: layout.shape[axis + i]!,
          step: view.strides[dim + i]!,
        });
        shapes.push(row.shape);
      }
    }
  }
  const indexShape = broadcastIndices(op, shapes);
  const innerShape = view.shape.filter((_, dim) => !removed[dim]);
  const strides = view.strides.filter((_, dim) => !removed[dim]);
  const size = innerShape.reduce((product, dim) => product * dim, 1);
  const shape = [...innerShape.slice(0, before), ...indexShape, ...innerShape.slice(before)];
  checkDimensions(op, shape);
  const inner = new Layout(layout.dtype, innerShape, strides, offset, size, layout.writable);
  return { indices, indexShape, inner, before, shape, mode: RAISE, along: undefined };
}

/** The commonest index, made without detours: one int64 array along an axis, with nothing else. */
export function alongAxis(op: string, layout: Layout, array: NDArray, axis: number, mode: number): ResolvedIndex {
  const own = layoutOf(array);
  const { shape, strides } = layout;
  const rest = shape.slice();
  const steps = strides.slice();
  rest.splice(axis, 1);
  steps.splice(axis, 1);
  let size = 1;
  for (let i = 0; i < rest.length; i++) size *= rest[i]!;
  const inner = new Layout(layout.dtype, rest, steps, layout.offset, size, layout.writable);
  const result = axis === 0 ? [...own.shape, ...rest] : [...rest.slice(0, axis), ...own.shape, ...rest.slice(axis)];
  checkDimensions(op, result);
  const index = { array, layout: own, axis, bound: shape[axis]!, step: strides[axis]! };
  return { indices: [index], indexShape: own.shape, inner, before: axis, shape: result, mode, along: undefined };
}

/** Integers as int64, the array itself where it is that. */
export function asInt64(op: string, array: NDArray): NDArray {
  return layoutOf(array).dtype === INT64 ? array : copyArray(op, array, INT64, 'C');
}

/** Positions as int64: integers, arrays of them, lists of integral numbers; bools count as 0 and 1. */
export function readPositions(op: string, given: unknown): NDArray {
  if (typeof given === 'number' || typeof given === 'bigint') {
    if (typeof given === 'number' && !Number.isSafeInteger(given)) throw new IndexError(`[${op}] ${NOT_INTEGERS}`);
    return scalarArray(op, BigInt(given), INT64);
  }
  const list = Array.isArray(given) ? positionsOfList(op, given) : undefined;
  if (list !== undefined) return list;
  const array = asArray(op, given);
  const { kind } = layoutOf(array).dtype;
  if (kind === 'b' || kind === 'i' || kind === 'u') return asInt64(op, array);
  if (!Array.isArray(given) || !array.flatValues().every((value) => Number.isInteger(value))) {
    throw new IndexError(`[${op}] ${NOT_INTEGERS}`);
  }
  return copyArray(op, array, INT64, 'C');
}

export function checkDimensions(op: string, shape: readonly number[]): void {
  if (shape.length <= MAX_DIMS) return;
  throw new IndexError(
    `[${op}] number of dimensions must be within [0, ${MAX_DIMS}], indexing result would have ${shape.length}`,
  );
}

/** Axes of the indexed array that a part takes up. */
function axesOf(part: Part): number {
  if (part.kind === 'mask') return layoutOf(part.array).shape.length;
  if (part.kind === 'basic') return part.part === null || part.part === '...' ? 0 : 1;
  return part.kind === 'truth' ? 0 : 1;
}

/**
 * Where the advanced parts lie, which axes of the view they replace, and how many inner axes come before theirs in the
 * result: those before the first of them, or none when a basic part stands between two of them.
 */
function locate(
  parts: readonly Part[],
  rest: number,
  ndim: number,
): { places: Place[]; before: number; removed: boolean[] } {
  const places: Place[] = [];
  const removed = new Array<boolean>(ndim).fill(false);
  let axis = 0;
  let dim = 0;
  let inner = 0;
  let before = -1;
  let left = false;
  for (const part of parts) {
    if (part.kind === 'basic') {
      const kept = part.part === '...' ? rest : 1;
      if (part.part !== null) axis += kept;
      dim += kept;
      inner += kept;
      left = before >= 0;
      continue;
    }
    if (before < 0) before = inner;
    else if (left) before = 0;
    places.push({ part, axis, dim });
    const axes = axesOf(part);
    for (let i = 0; i < axes; i++) removed[dim + i] = true;
    axis += axes;
    dim += axes;
  }
  return { places, before, removed };
}

function checkMask(op: string, layout: Layout, axis: number, mask: NDArray): void {
  layoutOf(mask).shape.forEach((dim, i) => {
    const size = layout.shape[axis + i]!;
    // NumPy takes an axis of no length for one that has none of its elements true.
    if (dim === size || dim === 0) return;
    throw new IndexError(
      `[${op}] boolean index did not match indexed array along axis ${axis + i}; size of axis is ${size} but size of corresponding boolean axis is ${dim}`,
    );
  });
}

function broadcastIndices(op: string, shapes: readonly (readonly number[])[]): readonly number[] {
  const ndim = shapes.reduce((most, shape) => Math.max(most, shape.length), 0);
  const result = new Array<number>(ndim).fill(1);
  for (const shape of shapes) {
    shape.forEach((dim, i) => {
      const at = ndim - shape.length + i;
      if (dim === 1 || dim === result[at]) return;
      if (result[at] !== 1) {
        const all = shapes.map((s) => shapeText(s)).join(' ');
        throw new ShapeError(
          `[${op}] shape mismatch: indexing arrays could not be broadcast together with shapes ${all}`,
        );
      }
      result[at] = dim;
    });
  }
  return result;
}
