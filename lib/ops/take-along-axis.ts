/** Values taken and put by matching 1-D slices of positions and data. */
import type { NDArray } from '../ndarray';
import { IndexError, ShapeError } from '../errors';
import { layoutOf, makeEmpty, requireArray, usableStorage } from '../core/array-core';
import { broadcastShapes } from '../core/broadcast';
import { asArray } from '../core/convert';
import type { DType } from '../core/dtype';
import { Layout } from '../core/layout';
import { readAxis, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { readPositions, type ResolvedIndex } from './advanced-index';
import { assign, requireWritable } from './assign';
import { gather, scatter } from './gather';
import { readValue } from './select';
import { ravel } from './shape';
import { putFlat } from './take';

/** An axis as a number, or in an options object. */
export type AlongOptions = number | null | { readonly axis?: number | null | undefined };

const readAlong = (op: string, given: AlongOptions | undefined): unknown => {
  if (given === null || typeof given === 'number' || typeof given === 'bigint') return given;
  const axis = readOptions(op, given)?.axis;
  return axis === undefined ? -1 : axis;
};

/** The index of takeAlongAxis: positions along one axis; the others walk the array and the positions together. */
function besideIndex(op: string, layout: Layout, positions: NDArray, axisGiven: unknown): ResolvedIndex {
  const own = layoutOf(positions);
  const { shape, strides } = layout;
  const axis = readAxis(op, axisGiven, shape.length);
  if (own.shape.length !== shape.length) {
    throw new ShapeError(`[${op}] \`indices\` and \`arr\` must have the same number of dimensions`);
  }
  const others = shape.slice();
  others[axis] = 1;
  const indexShape = broadcastShapes(op, [others, own.shape], layout.dtype.itemsize);
  const along = strides.map((stride, i) => (i === axis || shape[i] === 1 ? 0 : stride));
  const index = { array: positions, layout: own, axis, bound: shape[axis]!, step: strides[axis]! };
  const inner = new Layout(layout.dtype, [], [], layout.offset, 1, layout.writable);
  return { indices: [index], indexShape, inner, before: 0, shape: indexShape, mode: 0, along };
}

/** Positions that are integers: bools are refused here, as in NumPy. */
function readIntegers(op: string, indices: ArrayLike): NDArray {
  const array = Array.isArray(indices) ? readPositions(op, indices) : asArray(op, indices);
  const { kind } = layoutOf(array).dtype;
  if (kind !== 'i' && kind !== 'u') throw new IndexError(`[${op}] \`indices\` must be an integer array`);
  return readPositions(op, array);
}

/**
 * Take values along an axis by matching 1-D slices of positions and data, as argsort and its kin give them.
 *
 * @param indices integers of as many dimensions, broadcast with `arr` along the other axes
 * @param axis the axis (default -1), as a number or in an options object; null: the flattened array
 * @throws IndexError when a position is out of bounds or no integer; ShapeError; AxisError
 * @see numpy.take_along_axis
 * @example
 * ```ts
 * nd.takeAlongAxis([[10, 30, 20], [60, 40, 50]], [[1], [0]], 1).toArray(); // [[30], [60]]
 * ```
 */
export function takeAlongAxis<D extends DType = DType>(
  arr: ArrayLike,
  indices: ArrayLike,
  axis?: AlongOptions,
): NDArray<D> {
  const op = 'takeAlongAxis';
  const axisGiven = readAlong(op, axis);
  const array = asArray(op, arr);
  const positions = readIntegers(op, indices);
  usableStorage(op, array);
  const from: NDArray = axisGiven === null ? ravel(array) : array;
  return gather(op, from, besideIndex(op, layoutOf(from), positions, axisGiven ?? 0)) as NDArray as NDArray<D>;
}

/**
 * Put values along an axis by matching 1-D slices of positions and data, in place.
 *
 * @param values broadcast to the shape of the positions
 * @param axis the axis, as a number or in an options object (default -1); null: the flattened array
 * @throws IndexError when a position is out of bounds or no integer; ShapeError; AxisError; ReadOnlyError
 * @see numpy.put_along_axis
 * @example
 * ```ts
 * const a = nd.array([[10, 30, 20], [60, 40, 50]]);
 * nd.putAlongAxis(a, [[1], [0]], 99, 1);
 * a.toArray(); // [[10, 99, 20], [99, 40, 50]]
 * ```
 */
export function putAlongAxis(arr: NDArray, indices: ArrayLike, values: ArrayLike, axis?: AlongOptions): void {
  const op = 'putAlongAxis';
  requireArray(op, 'the array', arr);
  const axisGiven = readAlong(op, axis);
  const positions = readIntegers(op, indices);
  const { dtype } = requireWritable(op, arr);
  const given = readValue(op, values, dtype);
  const layout = layoutOf(arr);
  usableStorage(op, arr);
  if (axisGiven !== null) {
    scatter(op, arr, besideIndex(op, layout, positions, axisGiven), given);
    return;
  }
  if (layoutOf(positions).shape.length !== 1) {
    throw new ShapeError(`[${op}] \`indices\` and \`arr\` must have the same number of dimensions`);
  }
  const each = makeEmpty(op, dtype, layoutOf(positions).shape);
  assign(op, each, given);
  putFlat(op, arr, positions, each, 0);
}
