/** Joining: concatenate and stack. */
import type { NDArray } from '../ndarray';
import { ArgumentError, DTypeError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { castAllowed, promoteAll, type DType } from '../core/dtype';
import { Layout, sameShape, shapeText } from '../core/layout';
import { readAxis, readOptions } from '../core/options';
import { mayShareMemory } from '../core/overlap';
import type { ArrayLike } from '../core/types';
import { requireWritable } from './assign';
import { optionalDType } from './creation';

/** Options of concatenate() and stack(). */
export interface JoinOptions {
  /** The axis to join along (default 0); null for concatenate: everything flattened. */
  readonly axis?: number | null | undefined;
  readonly out?: NDArray | undefined;
  readonly dtype?: DType | undefined;
}

/**
 * Join arrays along an existing axis.
 *
 * @param arrays arrays of the same shape but for the axis, in a list or along the first axis of one
 * @returns a new array of the dtype they have together
 * @throws ShapeError when the shapes do not fit; AxisError
 * @see numpy.concatenate
 * @example
 * ```ts
 * nd.concatenate([[1, 2], [3]]).toString(); // '[1. 2. 3.]'
 * ```
 */
export function concatenate(arrays: readonly ArrayLike[] | NDArray, options?: JoinOptions): NDArray {
  const op = 'concatenate';
  const given = readOptions(op, options);
  const parts = readArrays(op, arrays);
  const axisGiven = given?.axis;
  if (axisGiven === null)
    return join(
      op,
      parts.map((a) => a.ravel()),
      0,
      given,
    );
  const ndim = layoutOf(parts[0]!).shape.length;
  if (ndim === 0) throw new ShapeError(`[${op}] zero-dimensional arrays cannot be concatenated`);
  return join(op, parts, readAxis(op, axisGiven ?? 0, ndim), given);
}

/**
 * Join arrays of one shape along a new axis.
 *
 * @see numpy.stack
 * @example
 * ```ts
 * nd.stack([[1, 2], [3, 4]]).shape; // [2, 2]
 * ```
 */
export function stack(arrays: readonly ArrayLike[] | NDArray, options?: JoinOptions): NDArray {
  const op = 'stack';
  const given = readOptions(op, options);
  const parts = readArrays(op, arrays);
  const { shape } = layoutOf(parts[0]!);
  if (parts.some((a) => layoutOf(a).shape.join() !== shape.join())) {
    throw new ShapeError(`[${op}] all input arrays must have the same shape`);
  }
  const axis = readAxis(op, given?.axis ?? 0, shape.length + 1);
  return join(
    op,
    parts.map((a) => a.expandDims(axis)),
    axis,
    given,
  );
}

function readArrays(op: string, arrays: readonly ArrayLike[] | NDArray): NDArray[] {
  if (isArray(arrays)) {
    const whole = arrays;
    if (whole.ndim === 0) throw new ShapeError(`[${op}] expected a list of arrays but got a 0-d array`);
    if (whole.length === 0) throw new ValueError(`[${op}] need at least one array to ${op}`);
    return Array.from({ length: whole.shape[0] ?? 0 }, (_, i) => whole.at(i));
  }
  if (!Array.isArray(arrays)) throw badArgument(op, 'the arrays', 'a list of arrays', arrays);
  const parts: NDArray[] = [];
  for (let i = 0; i < arrays.length; i++) parts.push(asArray(op, arrays[i]));
  if (parts.length === 0) throw new ValueError(`[${op}] need at least one array to ${op}`);
  return parts;
}

function join(op: string, parts: readonly NDArray[], axis: number, options: JoinOptions | undefined): NDArray {
  const layouts = parts.map((a) => layoutOf(a));
  const first = layouts[0]!;
  let length = 0;
  layouts.forEach((layout, k) => {
    if (layout.shape.length !== first.shape.length) {
      throw new ShapeError(
        `[${op}] all the input array dimensions except for the concatenation axis must match exactly, but along dimension 0, the array at index 0 has ${first.shape.length} dimension(s) and the array at index ${k} has ${layout.shape.length} dimension(s)`,
      );
    }
    layout.shape.forEach((dim, i) => {
      if (i !== axis && dim !== first.shape[i]) {
        throw new ShapeError(
          `[${op}] all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${i}, the array at index 0 has size ${first.shape[i]} and the array at index ${k} has size ${dim}`,
        );
      }
    });
    length += layout.shape[axis]!;
  });
  const shape = first.shape.slice();
  shape[axis] = length;
  const dtypeGiven = optionalDType(op, options?.dtype);
  const out = options?.out;
  if (out !== undefined && !isArray(out)) throw badArgument(op, 'out', 'an NDArray', out);
  if (out !== undefined && dtypeGiven !== undefined) {
    throw new ArgumentError(`[${op}] only takes \`out\` or \`dtype\` as an argument, but both were provided.`);
  }
  if (out !== undefined) return joinInto(op, out, parts, layouts, shape, axis);
  const dtype = dtypeGiven ?? promoteAll(layouts.map((l) => l.dtype));
  const allF = layouts.every((l) => l.fContiguous && !l.cContiguous);
  const made = makeEmpty(op, dtype, shape, allF ? 'F' : 'C');
  const target = layoutOf(made);
  let at = 0;
  parts.forEach((part, k) => {
    const layout = layouts[k]!;
    copyInto(op, storageOf(made), slab(target, layout, axis, at), usableStorage(op, part), layout);
    at += layout.shape[axis]!;
  });
  return made;
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
): NDArray {
  const target = requireWritable(op, out);
  if (!sameShape(target.shape, shape)) {
    throw new ShapeError(
      `[${op}] Output array is the wrong shape: expected ${shapeText(shape)} but got ${shapeText(target.shape)}`,
    );
  }
  for (const { dtype } of layouts) {
    if (!castAllowed(dtype, target.dtype, 'same_kind')) {
      throw new DTypeError(
        `[${op}] Cannot cast array data from dtype('${dtype.name}') to dtype('${target.dtype.name}') according to the rule 'same_kind'`,
      );
    }
  }
  const storage = usableStorage(op, out);
  const apart = parts.map((part, k) => {
    const layout = layouts[k]!;
    return mayShareMemory(usableStorage(op, part), layout, storage, target)
      ? copyArray(op, part, layout.dtype, 'C')
      : part;
  });
  let at = 0;
  for (const part of apart) {
    const layout = layoutOf(part);
    copyInto(op, storage, slab(target, layout, axis, at), usableStorage(op, part), layout);
    at += layout.shape[axis]!;
  }
  return out;
}
