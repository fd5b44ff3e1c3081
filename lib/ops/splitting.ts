/** Cutting arrays in views: split, arraySplit, hsplit, vsplit, dsplit, unstack. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError } from '../errors';
import { layoutOf, makeView, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { Layout } from '../core/layout';
import { readAxis, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { readIntegers } from './integers';

/** Where to cut: a number of sections, or the positions at which each but the first begins. */
export type Sections = number | bigint | ArrayLike;

/** Options of split(), arraySplit() and unstack(). */
export interface SplitOptions {
  /** The axis to cut along; default 0. */
  readonly axis?: number | undefined;
}

/** More views than this are a mistake, and would exhaust JavaScript's heap. */
const MOST_VIEWS = 2 ** 22;

/** The part of an axis from `start` on, of `length` positions. */
export function narrow(layout: Layout, axis: number, start: number, length: number): Layout {
  const shape = layout.shape.slice();
  const dim = shape[axis]!;
  shape[axis] = length;
  const offset = layout.offset + (length > 0 ? start * layout.strides[axis]! : 0);
  const size = length === dim ? layout.size : shape.reduce((product, d) => product * d, 1);
  return new Layout(layout.dtype, shape, layout.strides, offset, size, layout.writable);
}

/** Whether `sections` is a number, not a list of positions. */
const isCount = (sections: Sections): sections is number | bigint =>
  typeof sections === 'number' || typeof sections === 'bigint';

/** Where each part begins and ends, by Python's rules for slices. */
function cuts(op: string, sections: Sections, length: number): [number, number][] {
  if (isCount(sections)) {
    const count = readInteger(op, 'the number of sections', sections);
    if (count <= 0) throw new ValueError(`[${op}] number sections must be larger than 0.`);
    if (count > MOST_VIEWS) throw new ShapeError(`[${op}] expected at most ${MOST_VIEWS} sections but got ${count}`);
    const each = Math.floor(length / count);
    const longer = length % count;
    return Array.from({ length: count }, (_, i) => {
      const start = i * each + Math.min(i, longer);
      return [start, start + each + (i < longer ? 1 : 0)];
    });
  }
  const points = readIntegers(op, 'the sections', sections);
  if (points.length >= MOST_VIEWS) {
    throw new ShapeError(`[${op}] expected at most ${MOST_VIEWS} sections but got ${points.length + 1}`);
  }
  const clamp = (at: number): number => Math.min(length, Math.max(0, at < 0 ? at + length : at));
  const starts = [0, ...points.map(clamp)];
  const stops = [...points.map(clamp), length];
  return starts.map((start, i) => [start, Math.max(start, stops[i]!)]);
}

function cut(op: string, a: NDArray, sections: Sections, axis: number, equal: boolean): NDArray[] {
  const length = layoutOf(a).shape[axis]!;
  if (equal && isCount(sections)) {
    const count = readInteger(op, 'the number of sections', sections);
    if (count > 0 && length % count !== 0) {
      throw new ValueError(`[${op}] array split does not result in an equal division`);
    }
  }
  const parts = cuts(op, sections, length);
  usableStorage(op, a);
  const layout = layoutOf(a);
  return parts.map(([start, stop]) => makeView(a, narrow(layout, axis, start, stop - start)));
}

function splitAlong(op: string, a: ArrayLike, sections: Sections, options: SplitOptions | undefined): NDArray[] {
  const axisGiven = readOptions(op, options)?.axis;
  const array = asArray(op, a);
  const axis = readAxis(op, axisGiven ?? 0, layoutOf(array).shape.length);
  return cut(op, array, sections, axis, op === 'split');
}

/**
 * Cut an array in views of equal length, or at positions.
 *
 * @param sections a number of parts, or the positions at which each but the first begins
 * @param options axis (default 0)
 * @throws ValueError when the parts would not be equal; AxisError
 * @see numpy.split
 * @example
 * ```ts
 * nd.split(nd.arange(4n), 2).map(String); // ['[0 1]', '[2 3]']
 * ```
 */
export function split(a: ArrayLike, sections: Sections, options?: SplitOptions): NDArray[] {
  return splitAlong('split', a, sections, options);
}

/**
 * Cut an array in views of about equal length (the first ones are longer by one), or at positions.
 *
 * @param sections a number of parts, or the positions at which each but the first begins
 * @param options axis (default 0)
 * @throws ValueError when the number is not positive; AxisError
 * @see numpy.array_split
 * @example
 * ```ts
 * nd.arraySplit(nd.arange(5n), 2).map(String); // ['[0 1 2]', '[3 4]']
 * ```
 */
export function arraySplit(a: ArrayLike, sections: Sections, options?: SplitOptions): NDArray[] {
  return splitAlong('arraySplit', a, sections, options);
}

function splitFixed(op: string, a: ArrayLike, sections: Sections, least: number, axis: number): NDArray[] {
  const array = asArray(op, a);
  const ndim = layoutOf(array).shape.length;
  if (ndim < least) throw new ValueError(`[${op}] ${op} only works on arrays of ${least} or more dimensions`);
  return cut(op, array, sections, Math.min(axis, ndim - 1), true);
}

/**
 * Cut an array in views side by side: along the second axis, or the only one.
 *
 * @throws ValueError when the parts would not be equal, or the array has no dimensions
 * @see numpy.hsplit
 * @example
 * ```ts
 * nd.hsplit([[1, 2], [3, 4]], 2)[1]?.toArray(); // [[2], [4]]
 * ```
 */
export function hsplit(a: ArrayLike, sections: Sections): NDArray[] {
  return splitFixed('hsplit', a, sections, 1, 1);
}

/**
 * Cut an array in views of rows: along the first of at least two axes.
 *
 * @throws ValueError when the parts would not be equal, or the array has fewer dimensions
 * @see numpy.vsplit
 * @example
 * ```ts
 * nd.vsplit([[1, 2], [3, 4]], 2)[1]?.toArray(); // [[3, 4]]
 * ```
 */
export function vsplit(a: ArrayLike, sections: Sections): NDArray[] {
  return splitFixed('vsplit', a, sections, 2, 0);
}

/**
 * Cut an array in views along the third axis.
 *
 * @throws ValueError when the parts would not be equal, or the array has fewer dimensions
 * @see numpy.dsplit
 * @example
 * ```ts
 * nd.dsplit(nd.zeros([2, 3, 4]), 2)[0]?.shape; // [2, 3, 2]
 * ```
 */
export function dsplit(a: ArrayLike, sections: Sections): NDArray[] {
  return splitFixed('dsplit', a, sections, 3, 2);
}

/**
 * Give the views that lie along an axis, without it: what stack joins.
 *
 * @param options axis (default 0)
 * @throws ValueError when the array has no dimensions; AxisError
 * @see numpy.unstack
 * @example
 * ```ts
 * nd.unstack([[1, 2], [3, 4]], { axis: 1 }).map(String); // ['[1. 3.]', '[2. 4.]']
 * ```
 */
export function unstack(a: ArrayLike, options?: SplitOptions): NDArray[] {
  const op = 'unstack';
  const axisGiven = readOptions(op, options)?.axis;
  const array = asArray(op, a);
  const layout = layoutOf(array);
  const { shape, strides } = layout;
  if (shape.length === 0) throw new ValueError(`[${op}] Input array must be at least 1-d.`);
  const axis = readAxis(op, axisGiven ?? 0, shape.length);
  const count = shape[axis]!;
  if (count > MOST_VIEWS) throw new ShapeError(`[${op}] expected at most ${MOST_VIEWS} views but got ${count}`);
  usableStorage(op, array);
  const without = (list: readonly number[]): number[] => list.filter((_, i) => i !== axis);
  const innerShape = without(shape);
  const innerStrides = without(strides);
  const size = innerShape.reduce((product, dim) => product * dim, 1);
  return Array.from({ length: count }, (_, i) => {
    const offset = size === 0 ? layout.offset : layout.offset + i * strides[axis]!;
    return makeView(array, new Layout(layout.dtype, innerShape, innerStrides, offset, size, layout.writable));
  });
}
