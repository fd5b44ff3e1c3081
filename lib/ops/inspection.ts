/** What is asked of arrays and of the library: shapes, kinds of things, the Array API's inspection. */
import { ShapeError, ValueError, describe } from '../errors';
import { isArray, layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import { asScalar, DTYPES, type DType } from '../core/dtype';
import { MAX_DIMS, shapeText, sizeOf } from '../core/layout';
import { readAxes, readDevice, readOptions, readShape } from '../core/options';
import type { ArrayLike } from '../core/types';
import type { Shape } from './creation';
import { DTYPE_KINDS, isOfKind, type DTypeKind } from './dtype-info';

/**
 * Give the number of axes.
 *
 * @see numpy.ndim
 * @example
 * ```ts
 * nd.ndim([[1, 2], [3, 4]]); // 2
 * ```
 */
export function ndim(a: ArrayLike): number {
  return layoutOf(asArray('ndim', a)).shape.length;
}

/**
 * Give the lengths of the axes.
 *
 * @see numpy.shape
 * @example
 * ```ts
 * nd.shape([[1, 2, 3]]); // [1, 3]
 * ```
 */
export function shape(a: ArrayLike): readonly number[] {
  return layoutOf(asArray('shape', a)).publicShape;
}

/**
 * Count the elements, all or those along an axis or several.
 *
 * @throws AxisError
 * @see numpy.size
 * @example
 * ```ts
 * nd.size([[1, 2, 3]]); // 3
 * nd.size([[1, 2, 3]], 0); // 1
 * ```
 */
export function size(a: ArrayLike, axis?: number | readonly number[] | null): number {
  const op = 'size';
  const layout = layoutOf(asArray(op, a));
  if (axis === undefined || axis === null) return layout.size;
  const counted = readAxes(op, axis, layout.shape.length);
  return layout.shape.reduce((product, dim, i) => (counted[i] ? product * dim : product), 1);
}

/**
 * Tell whether something is a scalar: a number, bigint, boolean, Complex or string; arrays, 0-d ones too, are none.
 *
 * @see numpy.isscalar
 * @example
 * ```ts
 * nd.isscalar(3.1); // true
 * nd.isscalar(nd.array(3.1)); // false
 * ```
 */
export function isscalar(element: unknown): boolean {
  if (typeof element === 'string') return true;
  return !isArray(element) && asScalar('isscalar', element) !== undefined;
}

/**
 * Tell whether something can be iterated over; 0-d arrays cannot.
 *
 * @see numpy.iterable
 * @example
 * ```ts
 * nd.iterable([1, 2]); // true
 * nd.iterable(nd.array(2)); // false
 * ```
 */
export function iterable(y: unknown): boolean {
  if (y === null || y === undefined) return false;
  return typeof (y as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator] === 'function';
}

/**
 * Give the shape to which shapes broadcast together.
 *
 * @throws ShapeError when they do not, or the result is too large
 * @see numpy.broadcast_shapes
 * @example
 * ```ts
 * nd.broadcastShapes([6, 7], [5, 6, 1], 7); // [5, 6, 7]
 * ```
 */
export function broadcastShapes(...shapes: Shape[]): number[] {
  const op = 'broadcastShapes';
  const lists = shapes.map((given) => readShape(op, given));
  const result = new Array<number>(Math.max(0, ...lists.map((list) => list.length))).fill(1);
  const source = new Array<number>(result.length).fill(0);
  lists.forEach((list, k) => {
    const lead = result.length - list.length;
    list.forEach((dim, i) => {
      const at = lead + i;
      if (dim === 1 || dim === result[at]) return;
      if (result[at] !== 1) {
        const first = source[at]!;
        throw new ShapeError(
          `[${op}] shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg ${first} with shape ${shapeText(lists[first]!)} and arg ${k} with shape ${shapeText(list)}.`,
        );
      }
      result[at] = dim;
      source[at] = k;
    });
  });
  sizeOf(op, result, 1);
  return result;
}

/** What the Array API asks a library about itself. */
export interface ArrayNamespaceInfo {
  capabilities(): {
    readonly 'boolean indexing': true;
    readonly 'data-dependent shapes': true;
    readonly 'max dimensions': number;
  };
  defaultDevice(): 'cpu';
  /** The dtypes of new arrays, by what they hold. */
  defaultDtypes(options?: DeviceOptions): {
    readonly 'real floating': 'float64';
    readonly 'complex floating': 'complex128';
    readonly integral: 'int64';
    readonly indexing: 'int64';
  };
  /** The standard's dtypes by name, all or those of a kind or several. */
  dtypes(options?: DtypesOptions): Partial<Record<DType, DType>>;
  devices(): 'cpu'[];
}

/** Options of the Array API's inspection. */
export interface DeviceOptions {
  readonly device?: 'cpu' | null | undefined;
}

/** Options of dtypes(). */
export interface DtypesOptions extends DeviceOptions {
  readonly kind?: DTypeKind | readonly DTypeKind[] | null | undefined;
}

function dtypesOfKinds(options: DtypesOptions | undefined): Partial<Record<DType, DType>> {
  const op = 'dtypes';
  const given = readOptions(op, options);
  readDevice(op, given?.device);
  const kindGiven: unknown = given?.kind;
  const kinds: readonly unknown[] | undefined =
    kindGiven === undefined || kindGiven === null
      ? undefined
      : Array.isArray(kindGiven)
        ? Array.from(kindGiven as readonly unknown[])
        : [kindGiven];
  for (const kind of kinds ?? []) {
    if (!(DTYPE_KINDS as readonly unknown[]).includes(kind))
      throw new ValueError(`[${op}] unsupported kind: ${describe(kind)}`);
  }
  const found: Partial<Record<DType, DType>> = {};
  for (const dtype of Object.values(DTYPES)) {
    // The standard has no float16.
    if (dtype.name === 'float16') continue;
    if (kinds === undefined || kinds.some((kind) => isOfKind(dtype, kind as DTypeKind))) found[dtype.name] = dtype.name;
  }
  return found;
}

/**
 * Give the Array API's inspection: capabilities, default device and dtypes, devices, dtypes of a kind.
 *
 * @see numpy.__array_namespace_info__
 * @example
 * ```ts
 * const info = nd.arrayNamespaceInfo();
 * info.defaultDevice(); // 'cpu'
 * Object.keys(info.dtypes({ kind: 'signed integer' })); // ['int8', 'int16', 'int32', 'int64']
 * ```
 */
export function arrayNamespaceInfo(): ArrayNamespaceInfo {
  return Object.freeze({
    capabilities: () => ({
      'boolean indexing': true as const,
      'data-dependent shapes': true as const,
      'max dimensions': MAX_DIMS,
    }),
    defaultDevice: () => 'cpu' as const,
    defaultDtypes: (options?: DeviceOptions) => {
      readDevice('defaultDtypes', readOptions('defaultDtypes', options)?.device);
      return {
        'real floating': 'float64' as const,
        'complex floating': 'complex128' as const,
        integral: 'int64' as const,
        indexing: 'int64' as const,
      };
    },
    dtypes: dtypesOfKinds,
    devices: () => ['cpu' as const],
  });
}
