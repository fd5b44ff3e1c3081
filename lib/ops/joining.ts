/** Joining along one axis: concatenate and stack, and what the other joins are made of. */
import type { NDArray } from '../ndarray';
import { ArgumentError, DTypeError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeArray, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { castAllowed, parseCasting, promoteAll, type Casting, type DType, type DTypeInfo } from '../core/dtype';
import { Layout, contiguousLayout, sameShape, shapeText } from '../core/layout';
import { readAxis, readOptions } from '../core/options';
import { mayShareMemory } from '../core/overlap';
import { MAX_PIECES, joinPieces, putPiece, startPieces } from '../core/pieces';
import { newStorage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { requireWritable } from './assign';
import { optionalDType } from './creation';

/** Options of concatenate() and stack(). */
export interface JoinOptions {
  /** The axis to join along (default 0); null for concatenate: everything flattened. */
  readonly axis?: number | null | undefined;
  readonly out?: NDArray | undefined;
  readonly dtype?: DType | undefined;
  /** Which casts to `dtype` or the dtype of `out` are allowed; default 'same_kind'. */
  readonly casting?: Casting | undefined;
}

/** Where joined arrays go. */
export interface JoinTarget {
  readonly out: NDArray | undefined;
  readonly dtype: DTypeInfo | undefined;
  readonly casting: Casting;
}

/** A new array of the dtype that the arrays have together. */
export const NEW_ARRAY: JoinTarget = { out: undefined, dtype: undefined, casting: 'same_kind' };

/** Reads the options that say where joined arrays go. */
export function readTarget(op: string, options: Omit<JoinOptions, 'axis'> | undefined): JoinTarget {
  if (options === undefined) return NEW_ARRAY;
  const { out, dtype: dtypeGiven, casting: castingGiven } = options;
  const dtype = optionalDType(op, dtypeGiven);
  const casting = parseCasting(op, castingGiven, 'same_kind');
  if (out !== undefined && !isArray(out)) throw badArgument(op, 'out', 'an NDArray', out);
  if (out !== undefined && dtype !== undefined) {
    throw new ArgumentError(
      `[${op}] concatenate() only takes \`out\` or \`dtype\` as an argument, but both were provided.`,
    );
  }
  return { out, dtype, casting };
}

/**
 * Join arrays along an existing axis.
 *
 * @param arrays arrays of the same shape but for the axis, in a list or along the first axis of one
 * @param options axis (null: all are flattened first), out, dtype, casting
 * @returns a new array of the dtype they have together, in the memory order they have together; or `out`
 * @throws ShapeError when the shapes do not fit; AxisError; DTypeError when `casting` forbids a cast
 * @see numpy.concatenate
 * @example
 * ```ts
 * nd.concatenate([[1, 2], [3]]).toString(); // '[1. 2. 3.]'
 * ```
 */
export function concatenate(arrays: readonly ArrayLike[] | NDArray, options?: JoinOptions): NDArray {
  return concatenateAs('concatenate', arrays, options);
}

/**
 * Join arrays along an existing axis: concatenate under the Array API standard's name.
 *
 * @see numpy.concat
 * @example
 * ```ts
 * nd.concat([[1, 2], [3]]).toString(); // '[1. 2. 3.]'
 * ```
 */
export function concat(arrays: readonly ArrayLike[] | NDArray, options?: JoinOptions): NDArray {
  return concatenateAs('concat', arrays, options);
}

function concatenateAs(op: string, arrays: readonly ArrayLike[] | NDArray, options: JoinOptions | undefined): NDArray {
  const given = readOptions(op, options);
  const axisGiven = given?.axis;
  const target = readTarget(op, given);
  let parts = readArrays(op, arrays);
  let axis = 0;
  if (axisGiven === null) {
    parts = parts.map((a) => a.ravel());
  } else {
    const ndim = layoutOf(parts[0]!).shape.length;
    if (ndim === 0) throw new ShapeError(`[${op}] zero-dimensional arrays cannot be concatenated`);
    axis = axisGiven === undefined ? 0 : readAxis(op, axisGiven, ndim);
  }
  const layouts = new Array<Layout>(parts.length);
  for (let k = 0; k < parts.length; k++) layouts[k] = layoutOf(parts[k]!);
  return join(op, parts, layouts, axis, target);
}

/**
 * Join arrays of one shape along a new axis.
 *
 * @param options axis (of the result; default 0), out, dtype, casting
 * @throws ShapeError when the shapes differ; AxisError; DTypeError when `casting` forbids a cast
 * @see numpy.stack
 * @example
 * ```ts
 * nd.stack([[1, 2], [3, 4]]).shape; // [2, 2]
 * ```
 */
export function stack(arrays: readonly ArrayLike[] | NDArray, options?: JoinOptions): NDArray {
  const op = 'stack';
  const given = readOptions(op, options);
  const axisGiven = given?.axis;
  const target = readTarget(op, given);
  const parts = readArrays(op, arrays);
  const { shape } = layoutOf(parts[0]!);
  const axis = readAxis(op, axisGiven ?? 0, shape.length + 1);
  const layouts = new Array<Layout>(parts.length);
  for (let k = 0; k < parts.length; k++) {
    const layout = layoutOf(parts[k]!);
    if (!sameShape(layout.shape, shape)) throw new ShapeError(`[${op}] all input arrays must have the same shape`);
    layouts[k] = withAxis(layout, axis);
  }
  return join(op, parts, layouts, axis, target);
}

/** A layout with leading axes of length 1, so that it has at least `ndim`. */
export function atLeast(layout: Layout, ndim: number): Layout {
  const missing = ndim - layout.shape.length;
  if (missing <= 0) return layout;
  const shape = [...new Array<number>(missing).fill(1), ...layout.shape];
  const strides = [...new Array<number>(missing).fill(0), ...layout.strides];
  return new Layout(layout.dtype, shape, strides, layout.offset, layout.size, layout.writable);
}

/** A layout with an axis of length 1 inserted. */
export function withAxis(layout: Layout, axis: number): Layout {
  const shape = layout.shape.slice();
  const strides = layout.strides.slice();
  shape.splice(axis, 0, 1);
  strides.splice(axis, 0, 0);
  return new Layout(layout.dtype, shape, strides, layout.offset, layout.size, layout.writable);
}

/** Most items of one array that are joined: each is a view, and millions of those exhaust V8's heap. */
const MOST_ITEMS = 2 ** 20;

/** The arrays to join: those of a list, or the items of one array. @throws ValueError when there are none */
export function readArrays(op: string, arrays: readonly ArrayLike[] | NDArray): NDArray[] {
  if (isArray(arrays)) {
    const whole = arrays;
    if (whole.ndim === 0) throw new ShapeError(`[${op}] expected a list of arrays but got a 0-d array`);
    if (whole.length === 0) throw new ValueError(`[${op}] need at least one array to ${verb(op)}`);
    const count = whole.shape[0]!;
    if (count > MOST_ITEMS) throw new ShapeError(`[${op}] expected at most ${MOST_ITEMS} arrays but got ${count}`);
    return Array.from({ length: count }, (_, i) => whole.at(i, '...'));
  }
  if (!Array.isArray(arrays)) throw badArgument(op, 'the arrays', 'a list of arrays', arrays);
  const parts: NDArray[] = [];
  const list: readonly unknown[] = arrays;
  for (let i = 0; i < list.length; i++) parts.push(asArray(op, list[i]));
  if (parts.length === 0) throw new ValueError(`[${op}] need at least one array to ${verb(op)}`);
  return parts;
}

const verb = (op: string): string => (op === 'stack' ? 'stack' : 'concatenate');

/** Joins arrays, read by these layouts, along an axis. Everything of the caller's has been read. */
export function join(
  op: string,
  parts: readonly NDArray[],
  layouts: readonly Layout[],
  axis: number,
  target: JoinTarget,
): NDArray {
  const first = layouts[0]!;
  let { dtype } = target;
  let length = 0;
  let alike = true;
  let allC = true;
  for (let k = 0; k < layouts.length; k++) {
    const layout = layouts[k]!;
    checkFit(op, first, layout, k, axis);
    length += layout.shape[axis]!;
    alike &&= layout.dtype === first.dtype;
    allC &&= layout.cContiguous;
  }
  const shape = first.shape.slice();
  shape[axis] = length;
  if (target.out !== undefined) return joinInto(op, target.out, parts, layouts, shape, axis, target.casting);
  if (dtype === undefined) dtype = alike ? first.dtype : promoteAll(layouts.map((l) => l.dtype));
  if (target.dtype !== undefined || target.casting !== 'same_kind') checkCasts(op, layouts, dtype, target.casting);
  alike &&= dtype === first.dtype;
  for (let k = 0; k < parts.length; k++) usableStorage(op, parts[k]!);
  const strides = allC ? undefined : joinedStrides(layouts, shape, dtype.itemsize);
  if (strides !== undefined) {
    const { size } = contiguousLayout(op, dtype, shape);
    const layout = new Layout(dtype, shape, strides, 0, size, true);
    const made = makeArray(newStorage(op, layout.nbytes), layout);
    copyParts(op, made, parts, layouts, axis);
    return made;
  }
  const made = makeEmpty(op, dtype, shape);
  if (!alike || parts.length > MAX_PIECES || !joinRows(op, made, parts, layouts, axis)) {
    copyParts(op, made, parts, layouts, axis);
  }
  return made;
}

/** Joins in one call where what each part gives to a row of the result is one run of bytes; else gives false. */
function joinRows(
  op: string,
  to: NDArray,
  parts: readonly NDArray[],
  layouts: readonly Layout[],
  axis: number,
): boolean {
  const { shape, dtype, size: total } = layoutOf(to);
  if (total === 0) return true;
  let rows = 1;
  for (let i = 0; i < axis; i++) rows *= shape[i]!;
  startPieces(storageOf(to), 0, rows);
  let count = 0;
  for (let k = 0; k < parts.length; k++) {
    const layout = layouts[k]!;
    const { size, offset } = layout;
    if (size === 0) continue;
    const bytes = (size / rows) * dtype.itemsize;
    const step = layout.cContiguous ? bytes : rowStep(layout, axis);
    if (step === undefined) return false;
    putPiece(count++, storageOf(parts[k]!), offset, step, bytes);
  }
  joinPieces(op, count);
  return true;
}

/** Bytes between rows, where the axes from `axis` on are contiguous and those before it evenly spaced; else undefined. */
function rowStep({ shape, strides, dtype }: Layout, axis: number): number | undefined {
  let expected = dtype.itemsize;
  for (let i = shape.length - 1; i >= axis; i--) {
    if (shape[i] !== 1 && strides[i] !== expected) return undefined;
    expected *= shape[i]!;
  }
  let step: number | undefined;
  for (let i = axis - 1; i >= 0; i--) {
    if (shape[i] === 1) continue;
    if (step === undefined) {
      step = strides[i]!;
      expected = step * shape[i]!;
    } else if (strides[i] === expected) {
      expected *= shape[i]!;
    } else {
      return undefined;
    }
  }
  return step ?? expected;
}

function copyParts(op: string, to: NDArray, parts: readonly NDArray[], layouts: readonly Layout[], axis: number): void {
  const target = layoutOf(to);
  let at = 0;
  for (let k = 0; k < parts.length; k++) {
    const layout = layouts[k]!;
    copyInto(op, storageOf(to), slab(target, layout, axis, at), usableStorage(op, parts[k]!), layout);
    at += layout.shape[axis]!;
  }
}

function checkFit(op: string, first: Layout, layout: Layout, k: number, axis: number): void {
  const a = first.shape;
  const b = layout.shape;
  if (a.length !== b.length) {
    throw new ShapeError(
      `[${op}] all the input arrays must have same number of dimensions, but the array at index 0 has ${a.length} dimension(s) and the array at index ${k} has ${b.length} dimension(s)`,
    );
  }
  for (let i = 0; i < a.length; i++) {
    if (i === axis || a[i] === b[i]) continue;
    throw new ShapeError(
      `[${op}] all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${i}, the array at index 0 has size ${a[i]} and the array at index ${k} has size ${b[i]}`,
    );
  }
}

function checkCasts(op: string, layouts: readonly Layout[], to: DTypeInfo, casting: Casting): void {
  for (const { dtype } of layouts) {
    if (castAllowed(dtype, to, casting)) continue;
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${dtype.name}') to dtype('${to.name}') according to the rule '${casting}'`,
    );
  }
}

/**
 * Strides of a joined array: its axes in the order of the inputs' strides, where they agree, else in C order (numpy's
 * PyArray_CreateMultiSortedStridePerm); undefined for C order.
 */
function joinedStrides(layouts: readonly Layout[], shape: readonly number[], itemsize: number): number[] | undefined {
  const axes = shape.map((_, i) => i);
  for (let i = 1; i < axes.length; i++) {
    const moving = axes[i]!;
    let position = i;
    for (let j = i - 1; j >= 0; j--) {
      let ambiguous = true;
      let swap = false;
      for (const { shape: own, strides } of layouts) {
        if (own[moving] === 1 || own[axes[j]!] === 1) continue;
        if (Math.abs(strides[moving]!) <= Math.abs(strides[axes[j]!]!)) swap = false;
        else if (ambiguous) swap = true;
        ambiguous = false;
      }
      if (ambiguous) continue;
      if (!swap) break;
      position = j;
    }
    axes.splice(i, 1);
    axes.splice(position, 0, moving);
  }
  if (axes.every((axis, i) => axis === i)) return undefined;
  const strides = new Array<number>(shape.length);
  let step = itemsize;
  for (let k = axes.length - 1; k >= 0; k--) {
    const axis = axes[k]!;
    strides[axis] = step;
    if (shape[axis] !== 0) step *= shape[axis]!;
  }
  return strides;
}

/** The part of an output from position `at` of the axis on that takes an input of this layout. */
function slab(target: Layout, layout: Layout, axis: number, at: number): Layout {
  const offset = target.offset + at * target.strides[axis]!;
  return new Layout(target.dtype, layout.shape, target.strides, offset, layout.size, target.writable);
}

/** Joins into an array that exists. All is checked, and what overlaps it copied, before anything is written. */
function joinInto(
  op: string,
  out: NDArray,
  parts: readonly NDArray[],
  layouts: readonly Layout[],
  shape: readonly number[],
  axis: number,
  casting: Casting,
): NDArray {
  const target = requireWritable(op, out);
  if (!sameShape(target.shape, shape)) {
    throw new ShapeError(
      target.shape.length === shape.length
        ? `[${op}] Output array is the wrong shape: expected ${shapeText(shape)} but got ${shapeText(target.shape)}`
        : `[${op}] Output array has wrong dimensionality: expected ${shapeText(shape)} but got ${shapeText(target.shape)}`,
    );
  }
  checkCasts(op, layouts, target.dtype, casting);
  const storage = usableStorage(op, out);
  const own = layouts.slice();
  const apart = parts.map((part, k) => {
    const layout = layouts[k]!;
    if (!mayShareMemory(usableStorage(op, part), layout, storage, target)) return part;
    const copy = copyArray(op, part, layout.dtype, 'C');
    own[k] = contiguousLayout(op, layout.dtype, layout.shape);
    return copy;
  });
  copyParts(op, out, apart, own, axis);
  return out;
}
