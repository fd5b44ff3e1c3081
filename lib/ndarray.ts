/** The array class. Its methods delegate to functions; what is special to the class itself stands here. */
import { inspect } from 'node:util';
import { native } from './native';
import { ArgumentError } from './errors';
import {
  ArrayCore,
  baseOf,
  bindState,
  checkConstruction,
  endView,
  isArray,
  isBranded,
  layoutOf,
  makeView,
  registerClasses,
  requireAlive,
  storageOf,
  usableStorage,
} from './core/array-core';
import { Complex } from './core/complex';
import { copyArray } from './core/convert';
import { COMPLEX64, type DType, type Scalar, type TypedArrayOf, type WeakScalar } from './core/dtype';
import { arrayRepr, arrayStr } from './core/format';
import { ARGS, F, FLAGS, FLAG_MAPPED, RESULTS } from './core/frame';
import { basicLayout, type BasicIndex } from './core/indexing';
import { shapeText, type Layout } from './core/layout';
import { readShape } from './core/options';
import { MAPPED, release, type Storage } from './core/storage';
import type { ArrayLike } from './core/types';
import { RoundingMethods } from './methods/rounding';
import { assign } from './ops/assign';
import type { Shape } from './ops/creation';
import { capacity, push, quickPush, reserve, resizeInPlace } from './ops/growth';
import {
  bytes,
  flatValues,
  item,
  quickItem,
  iterate,
  toArray,
  toTypedArray,
  type Nested,
  type ToTypedArrayOptions,
} from './ops/items';
import { printSource } from './ops/printing';
import { selectParts, setIndex, type Index } from './ops/select';
import { isnan } from './ops/elementwise.gen';
import { any } from './ops/reductions.gen';
import { clip, where } from './ops/select-by-condition';
import type { UfuncOptions } from './ops/ufunc';

/**
 * What Jest's toEqual cannot see by iterating: the dtype, and the shape where there is nothing to iterate over. An own
 * property, for such properties are all that it compares beside the elements.
 */
const KIND = Symbol('kind');
const setKind = (a: object, { dtype, size, shape }: Layout): void => {
  (a as Record<symbol, string>)[KIND] = size === 0 ? `${dtype.name} ${shapeText(shape)}` : dtype.name;
};

/**
 * An n-dimensional array: a layout (shape, strides, dtype) over bytes that views share.
 *
 * Made by functions such as nd.array, nd.zeros, nd.arange or nd.load.
 *
 * @see numpy.ndarray
 */
export class NDArray<D extends DType = DType> extends RoundingMethods<D> {
  #storage: Storage;
  #layout: Layout;
  #base: ArrayCore | null;

  static {
    bindState({
      storage: (a) => (a as NDArray).#storage,
      layout: (a) => (a as NDArray).#layout,
      base: (a) => (a as NDArray).#base,
      setLayout: (a, layout) => {
        const array = a as NDArray;
        if ((array.#layout.size === 0) !== (layout.size === 0)) setKind(array, layout);
        array.#layout = layout;
      },
      setStorage: (a, storage) => {
        (a as NDArray).#storage = storage;
      },
      has: (x) => #layout in x,
    });
  }

  /** @internal */
  constructor(storage: Storage, layout: Layout, base: ArrayCore | null) {
    super();
    checkConstruction(storage, layout);
    this.#storage = storage;
    this.#layout = layout;
    this.#base = base;
    setKind(this, layout);
  }

  /**
   * Give a view: integers, slices ('1:10:2' or nd.slice(1, 10, 2)), null for a new axis, '...'.
   *
   * @throws IndexError when an index is out of bounds, or is a mask or list of positions (for those: select or set)
   * @see numpy basic indexing
   * @example
   * ```ts
   * nd.arange(10n).at('2:8:2').toString(); // '[2 4 6]'
   * ```
   */
  at(...index: BasicIndex[]): NDArray<D> {
    requireAlive('at', this);
    return makeView(this, basicLayout('at', layoutOf(this), index)) as NDArray as NDArray<D>;
  }

  /**
   * Give a copy of the elements at an index: basic parts, masks and integer arrays in any mix.
   *
   * @throws IndexError, ShapeError
   * @see numpy advanced indexing
   * @example
   * ```ts
   * nd.array([1, 2, 3]).select([true, false, true]).toString(); // '[1. 3.]'
   * ```
   */
  select(...index: Index[]): NDArray<D> {
    return selectParts(this as unknown as NDArray, index) as NDArray as NDArray<D>;
  }

  /**
   * Write a value through any index: value first, as in TypedArray.set.
   *
   * @throws IndexError, ShapeError, ReadOnlyError; the array is then as it was
   * @see numpy.ndarray.__setitem__
   * @example
   * ```ts
   * nd.zeros(3).set(5, 1).toString(); // '[0. 5. 0.]'
   * ```
   */
  set(value: ArrayLike, ...index: Index[]): this {
    setIndex(this as unknown as NDArray, value, index);
    return this;
  }

  /**
   * Fill the array or view with a value that broadcasts to it.
   *
   * @throws ShapeError, ReadOnlyError
   * @see numpy a[...] = value
   * @example
   * ```ts
   * nd.zeros(2).assign([1, 2]).toString(); // '[1. 2.]'
   * ```
   */
  assign(value: ArrayLike): this {
    assign('assign', this as unknown as NDArray, value);
    return this;
  }

  /** Fill with one value, in place. NumPy's fill. */
  fill(value: WeakScalar): this {
    assign('fill', this as unknown as NDArray, value);
    return this;
  }

  /** Limit elements to [min, max]. See clip. */
  clip(min: ArrayLike | null, max: ArrayLike | null, options?: UfuncOptions): NDArray {
    return clip(this as unknown as NDArray, min, max, options);
  }

  /**
   * Give one element as a JavaScript value: by one index per axis, by its flat position, or the only one.
   *
   * @throws IndexError when it is out of bounds; ValueError without indices when there is not exactly one element
   * @see numpy.ndarray.item
   * @example
   * ```ts
   * nd.array([[1, 2], [3, 4]]).item(1, 0); // 3
   * ```
   */
  item(...index: number[]): Scalar<D>;
  item(position?: number): Scalar<D> {
    // One position in a small 1-D array is read here and now; rest parameters would make a list of every call's.
    if (arguments.length === 1) {
      const value = quickItem(this, position);
      if (value !== undefined) return value;
    }
    const index = new Array<number>(arguments.length);
    // eslint-disable-next-line prefer-rest-params
    for (let i = 0; i < index.length; i++) index[i] = arguments[i] as number;
    return item(this, index);
  }

  /** Append in place, amortised: values of a 1-D array, rows of others. Gives the new length. Views keep their shape. */
  push(...values: ArrayLike[]): number;
  push(value?: ArrayLike): number {
    if (arguments.length === 1) {
      const length = quickPush(this, value);
      if (length >= 0) return length;
    }
    const values = new Array<ArrayLike>(arguments.length);
    // eslint-disable-next-line prefer-rest-params
    for (let i = 0; i < values.length; i++) values[i] = arguments[i] as ArrayLike;
    return push(this as unknown as NDArray, values);
  }

  /** Make room for at least `rows` rows, so that pushes up to there cost no growth. */
  reserve(rows: number): this {
    reserve(this as unknown as NDArray, rows);
    return this;
  }

  /**
   * Give this array another shape in place, larger or smaller: the elements in memory order, then zeros. Views of it keep theirs.
   *
   * @throws UnsupportedError when the size changes and the array does not own its memory; ValueError when it is not contiguous
   * @see numpy.ndarray.resize
   * @example
   * ```ts
   * nd.array([1, 2, 3]).resize(2, 2).toArray(); // [[1, 2], [3, 0]]
   * ```
   */
  resize(...shape: number[] | [Shape]): this {
    const only = shape.length === 1 ? shape[0]! : (shape as number[]);
    resizeInPlace(this as unknown as NDArray, readShape('resize', only));
    return this;
  }

  /** Rows that fit without growth. */
  get capacity(): number {
    return capacity(this as unknown as NDArray);
  }

  /**
   * The elements as a typed array: the very bytes of contiguous engine memory, a copy otherwise. Bools are bytes, float16
   * elements their bits (a Uint16Array), complex ones their parts in turn.
   */
  get data(): TypedArrayOf<D> {
    return toTypedArray('data', this);
  }

  /** As `data`, with a choice for maps. */
  toTypedArray(options?: ToTypedArrayOptions): TypedArrayOf<D> {
    return toTypedArray('toTypedArray', this, options);
  }

  /** A copy of the bytes in C order. */
  bytes(): Uint8Array {
    return bytes(this as unknown as NDArray);
  }

  /** The elements as nested lists; a value for a 0-d array. numpy.ndarray.tolist. */
  toArray(): Nested<Scalar<D>> {
    return toArray(this);
  }

  /** All elements in C order. */
  flatValues(): Scalar<D>[] {
    return flatValues('flatValues', this);
  }

  /** Iterate over the first axis: values of a 1-D array, views of others. A 0-d array is not iterable. */
  get [Symbol.iterator](): () => Generator<Scalar<D> | NDArray<D>> {
    return (isArray(this) && layoutOf(this).shape.length === 0 ? undefined : iterateThis) as never;
  }

  /**
   * Free the bytes now when this array owns them (its views then throw DisposedError); end only the view when it is one.
   */
  dispose(): void {
    if (baseOf(this) === null) release(storageOf(this));
    else endView(this);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** As NumPy prints: str(a). */
  override toString(): string {
    return arrayStr(printSource(this));
  }

  /** As Node shows it: NumPy's repr. */
  [inspect.custom](): string {
    if (storageOf(this).address === 0) return 'NDArray (disposed)';
    return arrayRepr(printSource(this));
  }

  /**
   * Give nested lists for JSON.stringify. Integers of 64 bits become numbers, as in Python's json; one that a reader of JSON numbers
   * could not tell from its neighbours (beyond 2^53) is an error, for it would come back as another. nan and infinities become
   * null, as JSON.stringify makes them everywhere. Complex numbers become { re, im }.
   *
   * @throws ArgumentError for an integer beyond 2^53: convert with astype, or take toArray() and write bigints as you like
   * @example
   * ```ts
   * JSON.stringify({ a: nd.arange(3n) }); // '{"a":[0,1,2]}'
   * ```
   */
  toJSON(): unknown {
    return jsonValues(toArray(this));
  }

  /** One element converts; more do not: a + b would silently be text otherwise. */
  [Symbol.toPrimitive](hint: 'string' | 'number' | 'default'): string | number | bigint | boolean {
    if (hint === 'string') return this.toString();
    const { size, shape } = layoutOf(this);
    if (size === 1) {
      const value: WeakScalar = item(this as unknown as NDArray, []);
      return value instanceof Complex ? value[Symbol.toPrimitive](hint) : value;
    }
    throw new ArgumentError(
      `[toPrimitive] operators do not work on arrays (this one has shape ${shapeText(shape)}): use a.add(b), a.multiply(b), a.less(b) and so on`,
    );
  }

  /**
   * Tells contents apart: Node's deepStrictEqual and Jest's toEqual compare this tag, so that different arrays are
   * different to them (private state is invisible to both).
   */
  get [Symbol.toStringTag](): string {
    if (!isArray(this)) return 'NDArray';
    return contentTag(this);
  }
}

// What Jest copies of an array to show a difference: not every getter, for some throw (mT of a vector).
Object.defineProperty(ArrayCore.prototype, Symbol.for('@jest/serializableProperties'), {
  value: Object.freeze([KIND]),
});

function iterateThis<D extends DType>(this: NDArray<D>): Generator<Scalar<D> | NDArray<D>> {
  return iterate(this);
}

registerClasses(NDArray as never, undefined);

function jsonValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonValues);
  if (value instanceof Complex) return value.toJSON();
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new ArgumentError(
      `[toJSON] ${value} is beyond the integers that JSON numbers hold exactly: convert with astype or toArray`,
    );
  }
  return number;
}

/** Up to this many bytes the tag holds the contents themselves. */
const TAG_BYTES = 32;

function contentTag(a: NDArray): string {
  const storage = storageOf(a);
  if (storage.address === 0) return 'NDArray (disposed)';
  const layout = layoutOf(a);
  const head = `NDArray ${layout.dtype.name} ${shapeText(layout.shape)}`;
  if (layout.size === 0) return head;
  const comparable = withPlainNaNs(a);
  if (layout.nbytes <= TAG_BYTES) return `${head} ${Buffer.from(bytes(comparable)).toString('hex')}`;
  const { dtype, cContiguous } = layoutOf(comparable);
  const source = cContiguous ? comparable : copyArray('toStringTag', comparable, dtype, 'C');
  const from = usableStorage('toStringTag', source);
  F[ARGS] = from.address + layoutOf(source).offset;
  F[ARGS + 1] = layout.nbytes;
  F[FLAGS] = from.kind === MAPPED ? FLAG_MAPPED : 0;
  if (native.hash() !== 0) return `${head} (lost)`;
  const words = [0, 1, 2, 3].map((i) => F[RESULTS + i]!.toString(16).padStart(8, '0'));
  return `${head} ${words.join('')}`;
}

/** The array with all NaNs alike: they are one value to whoever compares, whatever their bits. */
function withPlainNaNs(a: NDArray): NDArray {
  const { dtype } = layoutOf(a);
  if (dtype.kind === 'c') {
    const parts = copyArray('toStringTag', a, dtype, 'C')
      .reshape(-1)
      .view(dtype === COMPLEX64 ? 'float32' : 'float64');
    return withPlainNaNs(parts as NDArray);
  }
  const nans = dtype.kind === 'f' ? isnan(a) : undefined;
  return nans !== undefined && any(nans) === true ? where(nans, NaN, a) : a;
}

/**
 * Tell whether something is an array: of this copy of the package or another, of this realm or another.
 *
 * @example
 * ```ts
 * nd.isNDArray(nd.zeros(3)); // true
 * ```
 */
export function isNDArray(x: unknown): x is NDArray {
  return isArray(x) || isBranded(x);
}
