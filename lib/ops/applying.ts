/** Functions of the caller's applied to parts of arrays. */
import type { NDArray } from '../ndarray';
import { ArgumentError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeEmpty, makeView, makeZeros } from '../core/array-core';
import { broadcastLayout, broadcastShapes } from '../core/broadcast';
import { asArray, toArray } from '../core/convert';
import { parseDType, type DType, type DTypeInfo, type Scalar } from '../core/dtype';
import { Layout, shapeText } from '../core/layout';
import { readAxis, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { assign } from './assign';
import { flatValues } from './items';
import { expandDims, reshape, transpose } from './shape';

/**
 * Apply a function to each row along an axis: it gets 1-D views, one call for each.
 *
 * @param func1d gives a scalar or an array; all results must fit the shape of the first, and are cast to its dtype
 * @returns an array in which the axis is replaced by the axes of what the function gives
 * @throws AxisError; ValueError when there is no row; ShapeError when results differ in shape
 * @see numpy.apply_along_axis
 * @example
 * ```ts
 * nd.applyAlongAxis((row) => row.sum(), 1, [[1, 2], [3, 4]]).toString(); // '[3. 7.]'
 * ```
 */
export function applyAlongAxis(func1d: (row: NDArray) => ArrayLike, axis: number, arr: ArrayLike): NDArray {
  const op = 'applyAlongAxis';
  if (typeof func1d !== 'function') throw badArgument(op, 'the function', 'a function', func1d);
  const array = asArray(op, arr);
  const layout = layoutOf(array);
  const at = readAxis(op, axis, layout.shape.length);
  const outer = layout.shape.filter((_, i) => i !== at);
  const steps = layout.strides.filter((_, i) => i !== at);
  if (outer.includes(0)) throw new ValueError(`[${op}] Cannot apply_along_axis when any iteration dimensions are 0`);
  const length = layout.shape[at]!;
  let made: NDArray | undefined;
  let inner: readonly number[] = [];
  const index = new Array<number>(outer.length).fill(0);
  const rows = outer.reduce((x, y) => x * y, 1);
  for (let row = 0; row < rows; row++) {
    const offset = index.reduce((sum, i, k) => sum + i * steps[k]!, layout.offset);
    const view = new Layout(layout.dtype, [length], [layout.strides[at]!], offset, length, layout.writable);
    const given = func1d(makeView(array, view));
    const result = isArray(given) ? given : asArray(op, given);
    if (made === undefined) {
      inner = layoutOf(result).shape.slice();
      made = makeZeros(op, layoutOf(result).dtype, [...outer, ...inner]);
    }
    const place = layoutOf(made);
    const size = inner.reduce((x, y) => x * y, 1);
    const start = row * size * place.dtype.itemsize;
    const strides = place.strides.slice(outer.length);
    assign(op, makeView(made, new Layout(place.dtype, inner, strides, start, size, true)), result);
    for (let k = outer.length - 1; k >= 0 && ++index[k]! === outer[k]; k--) index[k] = 0;
  }
  const axes = Array.from({ length: outer.length + inner.length }, (_, i) => i);
  const order = [...axes.slice(0, at), ...axes.slice(outer.length), ...axes.slice(at, outer.length)];
  return transpose(made!, order);
}

/**
 * Apply a function over several axes, one after the other: it gets the array and an axis, and keeps the axis with length 1
 * or drops it, in which case it is put back.
 *
 * @throws ValueError when a result has another number of dimensions
 * @see numpy.apply_over_axes
 * @example
 * ```ts
 * nd.applyOverAxes((a, axis) => nd.sum(a, { axis }), [[1, 2], [3, 4]], [0, 1]).toArray(); // [[10]]
 * ```
 */
export function applyOverAxes(
  func: (a: NDArray, axis: number) => ArrayLike,
  a: ArrayLike,
  axes: number | readonly number[],
): NDArray {
  const op = 'applyOverAxes';
  if (typeof func !== 'function') throw badArgument(op, 'the function', 'a function', func);
  const list = typeof axes === 'number' ? [axes] : axes;
  if (!Array.isArray(list)) throw badArgument(op, 'the axes', 'an integer or a list of integers', axes);
  let value = asArray(op, a);
  const ndim = layoutOf(value).shape.length;
  for (const given of Array.from(list as readonly number[])) {
    const integer = readInteger(op, 'an axis', given);
    const axis = integer < 0 ? integer + ndim : integer;
    const result = asArray(op, func(value, axis));
    const dims = layoutOf(value).shape.length;
    const kept = layoutOf(result).shape.length === dims ? result : expandDims(result, axis);
    if (layoutOf(kept).shape.length !== dims) {
      throw new ValueError(`[${op}] function is not returning an array of the correct shape`);
    }
    value = kept;
  }
  return value;
}

/** Options of vectorize(). */
export interface VectorizeOptions {
  /** Dtype of the results, or of each one of several; default that of the first results. */
  readonly otypes?: DType | readonly DType[] | undefined;
}

/** What a function gives to vectorize(): a value, or a list of several. */
export type Vectorized<R> = R extends readonly unknown[] ? NDArray[] : NDArray;

/**
 * Make a function of arrays from one of scalars, which is called once for each element, in C order: a convenience, as fast as
 * calls of JavaScript are. Arguments broadcast together.
 *
 * @param pyfunc gets one value of each argument; gives a value, or a list of several
 * @returns a function that gives an array (or a list of arrays) of the broadcast shape
 * @throws ArgumentError when it is no function; its result throws ValueError for no elements without `otypes`, ShapeError
 * @see numpy.vectorize
 * @example
 * ```ts
 * const clamp = nd.vectorize((a: number, b: number) => (a > b ? a - b : a + b));
 * clamp([1, 2, 3, 4], 2).toString(); // '[3. 4. 1. 2.]'
 * ```
 */
export function vectorize<A extends Scalar[], R extends Scalar | readonly Scalar[]>(
  pyfunc: (...values: A) => R,
  options?: VectorizeOptions,
): (...args: ArrayLike[]) => Vectorized<R> {
  const op = 'vectorize';
  if (typeof pyfunc !== 'function') throw badArgument(op, 'the function', 'a function', pyfunc);
  const otypes = readOptions(op, options)?.otypes;
  const several = Array.isArray(otypes);
  const dtypes =
    otypes === undefined
      ? undefined
      : (several ? Array.from(otypes as readonly unknown[]) : [otypes]).map((each) => parseDType(op, each));
  return (...args) => applyElementwise(op, pyfunc as never, args, dtypes, several) as Vectorized<R>;
}

function applyElementwise(
  op: string,
  f: (...values: Scalar[]) => unknown,
  args: readonly ArrayLike[],
  dtypes: readonly DTypeInfo[] | undefined,
  several: boolean,
): NDArray | NDArray[] {
  if (args.length === 0) throw new ArgumentError(`[${op}] args can not be empty`);
  const arrays = args.map((each) => asArray(op, each));
  const layouts = arrays.map((each) => layoutOf(each));
  const shape = broadcastShapes(
    op,
    layouts.map((layout) => layout.shape),
    16,
  );
  const columns = arrays.map((each, i) => {
    const view = makeView(each, broadcastLayout(op, layouts[i]!, shape, false));
    return flatValues(op, view);
  });
  const count = columns[0]!.length;
  if (count === 0) {
    if (dtypes === undefined)
      throw new ValueError(`[${op}] cannot call \`vectorize\` on size 0 inputs unless \`otypes\` is set`);
    const made = dtypes.map((dtype) => makeEmpty(op, dtype, shape) as NDArray);
    return several && made.length > 1 ? made : made[0]!;
  }
  const results: unknown[] = new Array<unknown>(count);
  const values = new Array<Scalar>(columns.length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < columns.length; k++) values[k] = columns[k]![i]!;
    results[i] = f(...values);
  }
  if (!Array.isArray(results[0])) return gathered(op, results, dtypes?.[0], shape);
  const width = results[0].length;
  return Array.from({ length: width }, (_, k) =>
    gathered(
      op,
      results.map((each) => (each as readonly unknown[])[k]),
      dtypes?.[k],
      shape,
    ),
  );
}

/** Results as an array of a dtype, or of that of the first one, as NumPy has it. */
function gathered(
  op: string,
  results: readonly unknown[],
  dtype: DTypeInfo | undefined,
  shape: readonly number[],
): NDArray {
  const target = dtype ?? layoutOf(asArray(op, results[0])).dtype;
  const made = toArray(op, results, target, true, 'C');
  if (layoutOf(made).shape.length !== 1) {
    throw new ShapeError(
      `[${op}] expected scalars from the function but got arrays of shape ${shapeText(layoutOf(made).shape.slice(1))}`,
    );
  }
  return reshape(made, shape);
}
