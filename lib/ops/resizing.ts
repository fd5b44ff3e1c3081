/** Arrays of another size: repeated to a shape, or without the zeros around them. */
import type { NDArray } from '../ndarray';
import { ValueError, badArgument } from '../errors';
import { layoutOf, makeEmpty, makeView, makeZeros, storageOf, usableStorage } from '../core/array-core';
import { asArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { BOOL, type DType } from '../core/dtype';
import { Layout } from '../core/layout';
import { readAxes, readOptions, readShape } from '../core/options';
import type { ArrayLike } from '../core/types';
import type { Shape } from './creation';
import { notEqual } from './elementwise.gen';
import { any, argmax } from './reductions.gen';
import { flip, ravel } from './shape';

/**
 * Make an array of another shape: the elements in C order, repeated as often as it takes; zeros where there are none.
 *
 * @throws ShapeError when the shape is negative or overflows
 * @see numpy.resize
 * @example
 * ```ts
 * nd.resize([0, 1, 2], [2, 4]).toArray(); // [[0, 1, 2, 0], [1, 2, 0, 1]]
 * ```
 */
export function resize<D extends DType = DType>(a: NDArray<D> | ArrayLike, newShape: Shape): NDArray<D> {
  const op = 'resize';
  const shape = readShape(op, newShape);
  const flat = ravel(asArray(op, a));
  const { dtype, size, strides, offset } = layoutOf(flat);
  usableStorage(op, flat);
  if (size === 0) return makeZeros(op, dtype, shape) as NDArray as NDArray<D>;
  const made = makeEmpty(op, dtype, shape);
  const total = layoutOf(made).size;
  const whole = Math.floor(total / size);
  const step = dtype.itemsize;
  const put = (repeats: number, count: number, at: number): void => {
    const to = new Layout(dtype, [repeats, count], [size * step, step], at * step, repeats * count, true);
    const from = new Layout(dtype, [count], strides, offset, count, false);
    copyInto(op, storageOf(made), to, usableStorage(op, flat), from);
  };
  if (whole > 0) put(whole, size, 0);
  if (total > whole * size) put(1, total - whole * size, whole * size);
  return made as NDArray as NDArray<D>;
}

/** Options of trimZeros(). */
export interface TrimZerosOptions {
  /** Where to trim: 'f' the front, 'b' the back, 'fb' (default) both. */
  readonly trim?: 'f' | 'b' | 'fb' | 'bf' | undefined;
  /** The axis or axes to trim; undefined or null: all. */
  readonly axis?: number | readonly number[] | null | undefined;
}

/** The first index along an axis at which not all is zero, and the first behind the last one; [0, 0] where all is. */
function extent(nonzeros: NDArray, axis: number): [number, number] {
  const others = layoutOf(nonzeros).shape.flatMap((_, i) => (i === axis ? [] : [i]));
  const line = others.length === 0 ? nonzeros : any(nonzeros, { axis: others });
  const { size } = layoutOf(line);
  if (size === 0 || !any(line)) return [0, 0];
  return [argmax(line), size - argmax(flip(line))];
}

/**
 * Leave out the zeros at the ends of a 1-D array, or the rows, columns, … of zeros around an array of more dimensions: a view.
 *
 * @throws ValueError for another `trim`; AxisError
 * @see numpy.trim_zeros
 * @example
 * ```ts
 * nd.trimZeros([0, 0, 1, 2, 0]).toString(); // '[1. 2.]'
 * nd.trimZeros([0, 0, 1, 2, 0], { trim: 'b' }).toString(); // '[0. 0. 1. 2.]'
 * ```
 */
export function trimZeros<D extends DType = DType>(
  filt: NDArray<D> | ArrayLike,
  options?: TrimZerosOptions,
): NDArray<D> {
  const op = 'trimZeros';
  const given = readOptions(op, options);
  const trimGiven: unknown = given?.trim ?? 'fb';
  const axisGiven: unknown = given?.axis;
  if (typeof trimGiven !== 'string') throw badArgument(op, 'trim', "'f', 'b' or 'fb'", trimGiven);
  const trim = trimGiven.toLowerCase();
  if (!['f', 'b', 'fb', 'bf'].includes(trim))
    throw new ValueError(`[${op}] unexpected character(s) in \`trim\`: '${trimGiven.slice(0, 40)}'`);
  const array = asArray(op, filt);
  const layout = layoutOf(array);
  const all = axisGiven === undefined || axisGiven === null;
  const axes = all ? layout.shape.map(() => true) : readAxes(op, axisGiven, layout.shape.length);
  usableStorage(op, array);
  const nonzeros = layout.dtype === BOOL ? array : notEqual(array, 0);
  const shape = layout.shape.slice();
  let { offset } = layout;
  axes.forEach((trimmed, axis) => {
    if (!trimmed) return;
    const [start, stop] = extent(nonzeros, axis);
    const first = trim.includes('f') || stop === 0 ? start : 0;
    const last = trim.includes('b') || stop === 0 ? stop : shape[axis]!;
    shape[axis] = last - first;
    offset += first * layout.strides[axis]!;
  });
  const size = shape.reduce((x, y) => x * y, 1);
  const view = new Layout(layout.dtype, shape, layout.strides, offset, size, layout.writable);
  return makeView(array, view) as NDArray as NDArray<D>;
}
