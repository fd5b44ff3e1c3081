/**
 * The state of an array, and the only code that can reach it. What callers hold can change neither an address nor a bound.
 */
import type { NDArray } from '../ndarray';
import { ArgumentError, DisposedError, describe } from '../errors';
import type { DType, DTypeInfo } from './dtype';
import { contiguousLayout, Layout } from './layout';
import { MAPPED, Storage, checkStorage, newStorage, newZeroStorage } from './storage';

/** Marks arrays for isNDArray across realms and copies of this package. */
export const ARRAY_BRAND: unique symbol = Symbol.for('ndstride.NDArray') as never;

let readStorage: (a: ArrayCore) => Storage;
let readLayout: (a: ArrayCore) => Layout;
let readBase: (a: ArrayCore) => ArrayCore | null;
let writeLayout: (a: ArrayCore, layout: Layout) => void;
let writeStorage: (a: ArrayCore, storage: Storage) => void;
let hasState: (x: object) => x is ArrayCore;

/** What every array is to the core. The state is private to the class at the end of the chain: see StateAccess. */
export abstract class ArrayCore<D extends DType = DType> {
  /** Only a type: which dtype the array has. */
  declare protected readonly elementType: D;
}

/** The functions that reach an array's private fields. */
export interface StateAccess {
  readonly storage: (a: ArrayCore) => Storage;
  readonly layout: (a: ArrayCore) => Layout;
  readonly base: (a: ArrayCore) => ArrayCore | null;
  readonly setLayout: (a: ArrayCore, layout: Layout) => void;
  readonly setStorage: (a: ArrayCore, storage: Storage) => void;
  readonly has: (x: object) => boolean;
}

/**
 * Hands the core the access to private fields, which stand in NDArray itself: fields of a base class would make every
 * array three times as slow to construct (V8 11: 7 against 30 ns).
 */
export function bindState(access: StateAccess): void {
  readStorage = access.storage;
  readLayout = access.layout;
  readBase = access.base;
  writeLayout = access.setLayout;
  writeStorage = access.setStorage;
  hasState = access.has as (x: object) => x is ArrayCore;
}

/** Throws unless the arguments of an array's constructor come from this package. */
export function checkConstruction(storage: Storage, layout: Layout): void {
  if (!(storage instanceof Storage) || !(layout instanceof Layout)) {
    throw new ArgumentError('[NDArray] arrays are made by functions such as nd.array, nd.zeros or nd.load, not by new');
  }
}

/** The storage of an array (which may be disposed: see usableStorage). */
export function storageOf(a: ArrayCore): Storage {
  return readStorage(a);
}

/** The layout of an array. */
export function layoutOf(a: ArrayCore): Layout {
  return readLayout(a);
}

/** The owner that a view reads, or null for an owner. */
export function baseOf(a: ArrayCore): ArrayCore | null {
  return readBase(a);
}

/** Whether x is an array of this copy of the package. */
export function isArray(x: unknown): x is NDArray {
  return typeof x === 'object' && x !== null && hasState(x);
}

/** Whether x is an array of any copy of the package, in any realm. */
export function isBranded(x: unknown): boolean {
  return typeof x === 'object' && x !== null && (x as Record<symbol, unknown>)[ARRAY_BRAND] === true;
}

/** Gives an array another layout over the same storage (growth, in-place reshape). */
export function replaceLayout(a: ArrayCore, layout: Layout): void {
  writeLayout(a, layout);
}

/** The storage of an array, checked: not disposed, a caller's buffer neither detached nor resized. */
export function usableStorage(op: string, a: ArrayCore): Storage {
  const storage = readStorage(a);
  checkStorage(op, storage);
  return storage;
}

const DISPOSED = new Storage(0, 0, 0, undefined);

/** Ends a view: it throws DisposedError from here on; its base is untouched. */
export function endView(a: ArrayCore): void {
  writeStorage(a, DISPOSED);
}

type ArrayClass = new (storage: Storage, layout: Layout, base: ArrayCore | null) => NDArray;
let arrayClass: ArrayClass;
let mappedClass: ArrayClass;

/** Says which classes arrays and mapped arrays are; ndarray.ts and memmap.ts call it as they load. */
export function registerClasses(plain: ArrayClass | undefined, mapped: ArrayClass | undefined): void {
  if (plain !== undefined) arrayClass = plain;
  if (mapped !== undefined) mappedClass = mapped;
}

/** A new owner over storage of its own; a memmap over a mapped file. */
export function makeArray<D extends DType>(storage: Storage, layout: Layout<D>): NDArray<D> {
  const Class = storage.kind === MAPPED ? mappedClass : arrayClass;
  return new Class(storage, layout, null) as NDArray<D>;
}

/** A view of `of` with another layout; views of a memmap are memmaps. */
export function makeView<D extends DType>(of: ArrayCore, layout: Layout<D>): NDArray<D> {
  const storage = readStorage(of);
  const Class = storage.kind === MAPPED ? mappedClass : arrayClass;
  return new Class(storage, layout, readBase(of) ?? of) as NDArray<D>;
}

/** A new uninitialised array. The shape is kept: do not change it afterwards. */
export function makeEmpty<D extends DType>(
  op: string,
  dtype: DTypeInfo<D>,
  shape: readonly number[],
  order: 'C' | 'F' = 'C',
): NDArray<D> {
  const layout = contiguousLayout(op, dtype, shape, order);
  return makeArray(newStorage(op, layout.nbytes), layout);
}

/** A new array of zeros. The shape is kept: do not change it afterwards. */
export function makeZeros<D extends DType>(
  op: string,
  dtype: DTypeInfo<D>,
  shape: readonly number[],
  order: 'C' | 'F' = 'C',
): NDArray<D> {
  const layout = contiguousLayout(op, dtype, shape, order);
  return makeArray(newZeroStorage(op, layout.nbytes), layout);
}

/** The array, or an error that says what came instead. */
export function requireArray(op: string, name: string, x: unknown): NDArray {
  if (isArray(x)) return x;
  throw new ArgumentError(`[${op}] expected an NDArray for ${name} but got ${describe(x)}`);
}

/** Throws when the array is disposed. */
export function requireAlive(op: string, a: ArrayCore): void {
  if (readStorage(a).address === 0) throw new DisposedError(`[${op}] the array was disposed`);
}
