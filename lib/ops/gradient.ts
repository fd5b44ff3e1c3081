/** Differences over distances: gradients, integrals by the trapezoidal rule, and differences of neighbours. */
import type { NDArray } from '../ndarray';
import { ArgumentError, DTypeError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, isBranded, layoutOf, makeEmpty } from '../core/array-core';
import { asArray } from '../core/convert';
import { asComplex } from '../core/complex';
import { castAllowed, isInexact, type WeakScalar } from '../core/dtype';
import type { BasicIndex } from '../core/indexing';
import { readAxes, readAxis, readInteger, readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { add, divide, equal, multiply, negative, subtract } from './elementwise.gen';
import { astype } from './casting';
import { concatenate } from './joining';
import { all, sum } from './reductions.gen';
import { diff } from './scan';
import { ravel, reshape } from './shape';

/** Options of gradient(). */
export interface GradientOptions {
  /** Axis or axes along which to differentiate; undefined or null: all. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** Order of the differences at the ends: 1 (default) or 2. */
  readonly edgeOrder?: 1 | 2 | undefined;
}

/** Part of an array along an axis. */
function part(a: NDArray, axis: number, index: number | string): NDArray {
  const parts: (number | string)[] = new Array<string>(axis).fill(':');
  parts.push(index);
  return (a.at as (...index: BasicIndex[]) => NDArray).apply(a, parts as BasicIndex[]);
}

function isOptions(value: unknown): value is GradientOptions {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !isBranded(value) &&
    asComplex('gradient', value) === undefined
  );
}

type Spacing = WeakScalar | NDArray;

/** One distance for all, or, as a 1-D array, those between neighbours. */
function readSpacing(op: string, value: ArrayLike, length: number): Spacing {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  const given = asArray(op, value);
  const { shape } = layoutOf(given);
  if (shape.length === 0) return given;
  if (shape.length !== 1) throw new ShapeError(`[${op}] distances must be either scalars or 1d`);
  if (shape[0] !== length) {
    throw new ShapeError(`[${op}] when 1d, distances must match the length of the corresponding dimension`);
  }
  const places = isInexact(layoutOf(given).dtype) ? given : astype(given, 'float64');
  const distances = diff(places);
  if (layoutOf(distances).size > 0 && all(equal(distances, distances.at('0:1')))) return distances.at(0);
  return distances;
}

/** a f[i] + b f[i + 1] + c f[i + 2] */
const three = (f: readonly [NDArray, NDArray, NDArray], a: Spacing, b: Spacing, c: Spacing): NDArray =>
  add(add(multiply(a, f[0]), multiply(b, f[1])), multiply(c, f[2]));

/** The weights of three neighbours for the slope at the first (0), second (1) or third (2). */
function weights(at: 0 | 1 | 2, dx1: NDArray, dx2: NDArray): [NDArray, NDArray, NDArray] {
  const both = add(dx1, dx2);
  if (at === 1) {
    return [
      divide(negative(dx2), multiply(dx1, both)),
      divide(subtract(dx2, dx1), multiply(dx1, dx2)),
      divide(dx1, multiply(dx2, both)),
    ];
  }
  if (at === 0) {
    return [
      divide(negative(add(multiply(dx1, 2), dx2)), multiply(dx1, both)),
      divide(both, multiply(dx1, dx2)),
      divide(negative(dx1), multiply(dx2, both)),
    ];
  }
  return [
    divide(dx2, multiply(dx1, both)),
    divide(negative(both), multiply(dx1, dx2)),
    divide(add(multiply(dx2, 2), dx1), multiply(dx2, both)),
  ];
}

function gradientAlong(op: string, f: NDArray, axis: number, spacing: Spacing, edgeOrder: number): NDArray {
  const { shape, dtype } = layoutOf(f);
  const out = makeEmpty(op, dtype, shape);
  const distances = isArray(spacing) && layoutOf(spacing).shape.length === 1 ? spacing : undefined;
  const interior = part(out, axis, '1:-1');
  if (distances === undefined) {
    subtract(part(f, axis, '2:'), part(f, axis, ':-2'), { out: interior });
    divide(interior, multiply(spacing, 2), { out: interior });
  } else {
    const lift = shape.map((_, i) => (i === axis ? -1 : 1));
    const factors = weights(1, distances.at(':-1'), distances.at('1:')).map((each) => reshape(each, lift));
    const [a, b, c] = factors as [NDArray, NDArray, NDArray];
    interior.assign(three([part(f, axis, ':-2'), part(f, axis, '1:-1'), part(f, axis, '2:')], a, b, c));
  }
  for (const end of [0, -1] as const) {
    const step = end === 0 ? 1 : -1;
    const places = (end === 0 ? [0, 1, 2] : [-3, -2, -1]) as [number, number, number];
    const target = part(out, axis, end);
    if (edgeOrder === 1) {
      const rise = subtract(part(f, axis, end === 0 ? 1 : -1), part(f, axis, end === 0 ? 0 : -2));
      target.assign(divide(rise, distances === undefined ? spacing : distances.at(end)));
      continue;
    }
    const around = places.map((place) => part(f, axis, place)) as [NDArray, NDArray, NDArray];
    const factors =
      distances === undefined
        ? ((end === 0 ? [-1.5, 2, -0.5] : [0.5, -2, 1.5]).map((x) =>
            isArray(spacing) ? divide(x, spacing) : x / (spacing as number),
          ) as [Spacing, Spacing, Spacing])
        : weights(end === 0 ? 0 : 2, distances.at(end === 0 ? 0 : -2), distances.at(end === 0 ? step : -1));
    target.assign(three(around, ...factors));
  }
  return out;
}

/**
 * Differentiate along axes: second-order differences inside, one-sided ones at the ends.
 *
 * @param f numbers of at least one dimension
 * @param args distances: none (1), one number for all axes, or for each axis a number or the coordinates along it; last,
 *   perhaps, options: axis, edgeOrder
 * @returns a float array of the shape of f; a list of them where there are several axes
 * @throws ValueError for axes of fewer than edgeOrder + 1 elements; ShapeError for coordinates that do not fit; AxisError
 * @see numpy.gradient
 * @example
 * ```ts
 * nd.gradient([1, 2, 4, 7]).toString(); // '[1.  1.5 2.5 3. ]'
 * nd.gradient([1, 2, 4, 7], 2).toString(); // '[0.5  0.75 1.25 1.5 ]'
 * nd.gradient([1, 4, 9], [1, 2, 3], { edgeOrder: 2 }).toString(); // '[2. 4. 6.]'
 * ```
 */
export function gradient(f: ArrayLike, ...args: (ArrayLike | GradientOptions)[]): NDArray | NDArray[] {
  const op = 'gradient';
  const last = args.at(-1);
  const options = isOptions(last) ? readOptions(op, last) : undefined;
  const spacings = (isOptions(last) ? args.slice(0, -1) : args) as ArrayLike[];
  const axisGiven = options?.axis;
  const edgeOrder = options?.edgeOrder === undefined ? 1 : readInteger(op, 'edgeOrder', options.edgeOrder);
  if (edgeOrder > 2) throw new ValueError(`[${op}] 'edge_order' greater than 2 not supported`);
  if (edgeOrder < 1) throw new ValueError(`[${op}] expected 1 or 2 for edgeOrder but got ${edgeOrder}`);
  const given = asArray(op, f);
  const { shape, dtype } = layoutOf(given);
  if (dtype.kind === 'b') {
    throw new DTypeError(`[${op}] boolean subtract, the \`-\` operator, is not supported`);
  }
  const array = isInexact(dtype) ? given : astype(given, 'float64');
  const every = axisGiven === undefined || axisGiven === null;
  const flags = every ? shape.map(() => true) : readAxes(op, axisGiven, shape.length);
  const list = Array.isArray(axisGiven) ? (axisGiven as readonly number[]) : undefined;
  const axes = list?.map((each) => readAxis(op, each, shape.length)) ?? shape.flatMap((_, i) => (flags[i] ? [i] : []));
  if (spacings.length > 1 && spacings.length !== axes.length) {
    throw new ArgumentError(
      `[${op}] invalid number of arguments: ${spacings.length} distances for ${axes.length} axes`,
    );
  }
  const [only] = spacings;
  if (
    spacings.length === 1 &&
    axes.length !== 1 &&
    typeof only === 'object' &&
    layoutOf(asArray(op, only)).shape.length > 0
  ) {
    throw new ArgumentError(`[${op}] invalid number of arguments: 1 list of coordinates for ${axes.length} axes`);
  }
  const distances = axes.map((axis, i) =>
    readSpacing(op, spacings.length === 1 ? only! : (spacings[i] ?? 1), shape[axis]!),
  );
  const results = axes.map((axis, i) => {
    if (shape[axis]! < edgeOrder + 1) {
      throw new ValueError(
        `[${op}] Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.`,
      );
    }
    return gradientAlong(op, array, axis, distances[i]!, edgeOrder);
  });
  return results.length === 1 ? results[0]! : results;
}

/** Options of trapezoid(). */
export interface TrapezoidOptions {
  /** Coordinates: 1-D along the axis, or of the shape of y. */
  readonly x?: ArrayLike | null | undefined;
  /** The distance of neighbours where there is no x; default 1. */
  readonly dx?: number | undefined;
  /** The axis to integrate along; default -1, the last. */
  readonly axis?: number | undefined;
}

/**
 * Integrate along an axis by the trapezoidal rule.
 *
 * @param y values, of at least one dimension
 * @returns a number for one dimension, an array with one less for more
 * @throws AxisError; ShapeError for coordinates that do not fit
 * @see numpy.trapezoid
 * @example
 * ```ts
 * nd.trapezoid([1, 2, 3]); // 4
 * nd.trapezoid([1, 2, 3], { x: [4, 6, 8] }); // 8
 * ```
 */
export function trapezoid(y: ArrayLike, options?: TrapezoidOptions): WeakScalar | NDArray {
  const op = 'trapezoid';
  const given = readOptions(op, options) ?? {};
  const { x, axis: axisGiven } = given;
  const dx = given.dx ?? 1;
  if (typeof dx !== 'number') throw badArgument(op, 'dx', 'a number', dx);
  const array = asArray(op, y);
  const { shape } = layoutOf(array);
  const axis = readAxis(op, axisGiven ?? -1, shape.length);
  let distance: number | NDArray = dx;
  if (x !== undefined && x !== null) {
    const places = asArray(op, x);
    const flat = layoutOf(places).shape.length === 1;
    distance = flat
      ? reshape(
          diff(places),
          shape.map((_, i) => (i === axis ? -1 : 1)),
        )
      : diff(places, { axis });
  }
  const heights = add(part(array, axis, '1:'), part(array, axis, ':-1'));
  const areas = divide(multiply(distance, heights), 2);
  const total = sum(areas, { axis });
  return layoutOf(total).shape.length === 0 ? (total.item() as WeakScalar) : total;
}

/** Options of ediff1d(). */
export interface Ediff1dOptions {
  /** What to put behind, and before, the differences. */
  readonly toEnd?: ArrayLike | null | undefined;
  readonly toBegin?: ArrayLike | null | undefined;
}

/**
 * Subtract each element of the flattened array from the next.
 *
 * @returns a 1-D array of the dtype of the array
 * @throws DTypeError for bools, and for ends that do not cast to the dtype of the array
 * @see numpy.ediff1d
 * @example
 * ```ts
 * nd.ediff1d([1, 2, 4, 7]).toString(); // '[1. 2. 3.]'
 * nd.ediff1d([1, 2, 4], { toBegin: -9, toEnd: [8, 9] }).toString(); // '[-9.  1.  2.  8.  9.]'
 * ```
 */
export function ediff1d(ary: ArrayLike, options?: Ediff1dOptions): NDArray {
  const op = 'ediff1d';
  const { toEnd, toBegin } = readOptions(op, options) ?? {};
  const array = ravel(asArray(op, ary));
  const { dtype, size } = layoutOf(array);
  const end = (name: string, value: ArrayLike | null | undefined): NDArray[] => {
    if (value === undefined || value === null) return [];
    // Numbers take the dtype of the array, as Python's do.
    const weak = typeof value === 'number' || typeof value === 'bigint';
    const given =
      weak && (Number.isInteger(Number(value)) || isInexact(dtype))
        ? astype(asArray(op, value), dtype.name)
        : asArray(op, value);
    if (!castAllowed(layoutOf(given).dtype, dtype, 'same_kind')) {
      throw new DTypeError(
        `[${op}] dtype of \`${name}\` must be compatible with input \`ary\` under the \`same_kind\` rule.`,
      );
    }
    return [astype(ravel(given), dtype.name)];
  };
  const before = end('to_begin', toBegin);
  const behind = end('to_end', toEnd);
  if (dtype.kind === 'b') {
    throw new DTypeError(`[${op}] boolean subtract, the \`-\` operator, is not supported`);
  }
  const differences = size === 0 ? array : subtract(array.at('1:'), array.at(':-1'));
  const parts = [...before, differences, ...behind];
  return parts.length === 1 && size > 0 ? differences : concatenate(parts);
}
