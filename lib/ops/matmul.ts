/** Products over stacks of matrices and vectors: NumPy's generalised ufuncs. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ShapeError, badArgument } from '../errors';
import { isArray, layoutOf, makeArray, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import {
  castAllowed,
  parseCasting,
  parseDType,
  promote,
  type Casting,
  type DType,
  type DTypeInfo,
} from '../core/dtype';
import {
  ARGS,
  F,
  FLAGS,
  FLAG_MAPPED,
  NDIM,
  OPERANDS,
  OPERAND_SLOTS,
  OPERAND_STRIDES,
  SHAPE,
  fail,
} from '../core/frame';
import { Layout, contiguousLayout, shapeText, sizeOf } from '../core/layout';
import { readAxis, readOptions } from '../core/options';
import { mayShareMemory } from '../core/overlap';
import { MAPPED, newStorage, release, type ArrayBytes, type Storage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { checkOut } from './ufunc';

/** Options of matmul(), matvec() and vecmat(). */
export interface ProductOptions {
  /** Where the result goes: an array of its shape, or of one to which stacks broadcast. */
  readonly out?: NDArray | undefined;
  /** Dtype of the computation and the result. */
  readonly dtype?: DType | undefined;
  /** Which casts of inputs and output are allowed; default 'same_kind'. */
  readonly casting?: Casting | undefined;
}

/** Options of vecdot(). */
export interface VecdotOptions extends ProductOptions {
  /** The axis of both that holds the vectors, counted among the dimensions of each; default -1, the last. */
  readonly axis?: number | undefined;
}

/** What the last dimensions of the operands are: rows and columns may be there, or not, or (optional) as they come. */
interface Product {
  readonly name: 'matmul' | 'vecdot' | 'matvec' | 'vecmat';
  readonly signature: string;
  readonly rows: boolean | 'optional';
  readonly columns: boolean | 'optional';
  readonly conjugate: boolean;
}

const MATMUL: Product = {
  name: 'matmul',
  signature: '(n?,k),(k,m?)->(n?,m?)',
  rows: 'optional',
  columns: 'optional',
  conjugate: false,
};
const VECDOT: Product = { name: 'vecdot', signature: '(n),(n)->()', rows: false, columns: false, conjugate: true };
const MATVEC: Product = { name: 'matvec', signature: '(m,n),(n)->(m)', rows: true, columns: false, conjugate: false };
const VECMAT: Product = { name: 'vecmat', signature: '(n),(n,m)->(m)', rows: false, columns: true, conjugate: true };

/** One operand, and the strides that the engine sees of its layout: of the stack, then of two dimensions. */
export interface ProductOperand extends ArrayBytes {
  readonly stridesOf: (layout: Layout) => readonly number[];
}

/** A product made ready: all is read and checked, the output made, inputs cast, those that overlap it copied. */
export interface ProductCall {
  readonly op: string;
  readonly dtype: DTypeInfo;
  /** Of the result as the engine sees it: the stack, rows, columns. */
  readonly shape: readonly number[];
  readonly k: number;
  readonly conjugate: boolean;
  readonly a: ProductOperand;
  readonly b: ProductOperand;
  readonly out: ProductOperand;
  readonly made: NDArray;
  /** Storages of casts and copies, which nobody else knows. */
  readonly temporaries: Storage[];
  /** Brings the result to `made` where it was computed in another dtype. */
  readonly deliver: (() => void) | undefined;
}

/** Bytes, and the strides by which the engine reads or writes them: of a stack, then of two dimensions. */
export interface Strided extends ArrayBytes {
  readonly strides: readonly number[];
}

/** Writes a product into the frame. */
export function putProduct(call: ProductCall): void {
  const strided = (x: ProductOperand): Strided => ({ ...x, strides: x.stridesOf(x.layout) });
  putOperands(call.dtype, call.shape, call.k, call.conjugate, strided(call.a), strided(call.b), strided(call.out));
}

function putOperands(
  dtype: DTypeInfo,
  shape: readonly number[],
  k: number,
  conjugate: boolean,
  a: Strided,
  b: Strided,
  out: Strided,
): void {
  F[ARGS] = k;
  F[ARGS + 1] = conjugate ? 1 : 0;
  F[NDIM] = shape.length;
  for (let i = 0; i < shape.length; i++) F[SHAPE + i] = shape[i]!;
  putStrided(0, a, dtype);
  putStrided(1, b, dtype);
  putStrided(2, out, dtype);
  const mapped = a.storage.kind === MAPPED || b.storage.kind === MAPPED || out.storage.kind === MAPPED;
  F[FLAGS] = mapped ? FLAG_MAPPED : 0;
}

/** Computes a stack of matrix products over given strides: `shape` is that of the result, `k` what is summed over. */
export function multiplyStrided(
  op: string,
  dtype: DTypeInfo,
  shape: readonly number[],
  k: number,
  a: Strided,
  b: Strided,
  out: Strided,
): void {
  putOperands(dtype, shape, k, false, a, b, out);
  const status = native.matmul();
  if (status !== 0) fail(op, status);
}

function putStrided(k: number, { storage, layout, strides }: Strided, dtype: DTypeInfo): void {
  const base = OPERANDS + k * OPERAND_SLOTS;
  F[base] = storage.address + layout.offset;
  F[base + 1] = dtype.code;
  for (let i = 0; i < strides.length; i++) F[base + OPERAND_STRIDES + i] = strides[i]!;
}

/** Frees what a product needed for itself. */
export function endProduct(call: ProductCall): void {
  for (const storage of call.temporaries) release(storage);
}

/** Computes a product that was made ready. */
export function runProduct(call: ProductCall): NDArray {
  try {
    if (call.out.layout.size > 0) {
      putProduct(call);
      const status = native.matmul();
      if (status !== 0) fail(call.op, status);
    }
    call.deliver?.();
  } finally {
    endProduct(call);
  }
  return call.made;
}

/** An operand in the dtype of the computation: a copy (in its own memory order) where it has another, or lies under `out`. */
export function productInput(
  op: string,
  array: NDArray,
  dtype: DTypeInfo,
  out: NDArray | undefined,
  temporaries: Storage[],
): NDArray {
  const layout = layoutOf(array);
  const same = layout.dtype === dtype;
  const storage = usableStorage(op, array);
  if (same && (out === undefined || !mayShareMemory(storage, layout, usableStorage(op, out), layoutOf(out)))) {
    return array;
  }
  const copy = copyArray(op, array, dtype, layout.fContiguous && !layout.cContiguous ? 'F' : 'C');
  temporaries.push(storageOf(copy));
  return copy;
}

/** Dimensions of one beyond what arrays have are left out of the stack. */
const MOST_DIMS = 64;

/** Strides of the dimensions before the last `core`, broadcast to a stack. */
function stackStrides(layout: Layout, core: number, stack: readonly number[]): number[] {
  const { shape, strides } = layout;
  const lead = stack.length - (shape.length - core);
  const result = new Array<number>(stack.length);
  for (let i = 0; i < stack.length; i++) {
    result[i] = i < lead || (shape[i - lead] === 1 && stack[i] !== 1) ? 0 : strides[i - lead]!;
  }
  return result;
}

function notEnough(p: Product, operand: number, has: number, requires: number): never {
  throw new ShapeError(
    `[${p.name}] ${p.name}: Input operand ${operand} does not have enough dimensions (has ${has}, gufunc core with signature ${p.signature} requires ${requires})`,
  );
}

function mismatch(p: Product, kind: 'Input' | 'Output', operand: number, at: number, size: number, not: number): never {
  throw new ShapeError(
    `[${p.name}] ${p.name}: ${kind} operand ${operand} has a mismatch in its core dimension ${at}, with gufunc signature ${p.signature} (size ${size} is different from ${not})`,
  );
}

const remapped = (stack: readonly number[], core: number): string =>
  `${shapeText([...stack, ...new Array<number>(core).fill(0)])}->(${[...stack.map(String), ...new Array<string>(core).fill('newaxis')].join(',')})`;

/** The shape to which two stacks broadcast. */
function broadcastStacks(p: Product, a: Layout, aCore: number, b: Layout, bCore: number, core: number): number[] {
  const an = a.shape.length - aCore;
  const bn = b.shape.length - bCore;
  const result = new Array<number>(Math.max(an, bn));
  for (let i = 1; i <= result.length; i++) {
    const x = i <= an ? a.shape[an - i]! : 1;
    const y = i <= bn ? b.shape[bn - i]! : 1;
    if (x !== y && x !== 1 && y !== 1) {
      const as = a.shape.slice(0, an);
      const bs = b.shape.slice(0, bn);
      throw new ShapeError(
        `[${p.name}] operands could not be broadcast together with remapped shapes [original->remapped]: ${remapped(as, core)} ${remapped(bs, core)}`,
      );
    }
    result[result.length - i] = x === 1 ? y : x;
  }
  return result;
}

/** The dtype that both have together, or the one asked for, if both may be cast to it. */
function productDType(op: string, a: Layout, b: Layout, asked: DTypeInfo | undefined, casting: Casting): DTypeInfo {
  const dtype = asked ?? (a.dtype === b.dtype ? a.dtype : promote(a.dtype, b.dtype));
  [a.dtype, b.dtype].forEach((from, k) => {
    if (castAllowed(from, dtype, casting)) return;
    throw new DTypeError(
      `[${op}] Cannot cast ufunc '${op}' input ${k} from dtype('${from.name}') to dtype('${dtype.name}') with casting rule '${casting}'`,
    );
  });
  return dtype;
}

/** Reads the operands and options of a product and makes its output. */
function prepare(p: Product, x1: ArrayLike, x2: ArrayLike, options: VecdotOptions | undefined): ProductCall {
  const op = p.name;
  const given = readOptions(op, options);
  const out = given?.out;
  const dtypeGiven = given?.dtype;
  const axisGiven: unknown = p === VECDOT ? given?.axis : undefined;
  const casting = parseCasting(op, given?.casting, 'same_kind');
  if (out !== undefined && !isArray(out)) throw badArgument(op, 'out', 'an NDArray', out);
  let a = asArray(op, x1);
  let b = asArray(op, x2);
  const asked = dtypeGiven === undefined ? undefined : parseDType(op, dtypeGiven);
  const al = axisLast(op, layoutOf(a), axisGiven, p, 0);
  const bl = axisLast(op, layoutOf(b), axisGiven, p, 1);
  const an = al.shape.length;
  const bn = bl.shape.length;
  const rows = p.rows === 'optional' ? an > 1 : p.rows;
  const columns = p.columns === 'optional' ? bn > 1 : p.columns;
  const aCore = rows ? 2 : 1;
  const bCore = columns ? 2 : 1;
  if (an < aCore) notEnough(p, 0, an, aCore);
  if (bn < bCore) notEnough(p, 1, bn, bCore);
  const k = al.shape[an - 1]!;
  const depth = bl.shape[bn - bCore]!;
  if (depth !== k) mismatch(p, 'Input', 1, 0, depth, k);
  let stack = broadcastStacks(p, al, aCore, bl, bCore, (rows ? 1 : 0) + (columns ? 1 : 0));
  const core: number[] = [];
  if (rows) core.push(al.shape[an - 2]!);
  if (columns) core.push(bl.shape[bn - 1]!);
  const dtype = productDType(op, al, bl, asked, casting);
  if (out !== undefined) {
    const target = checkOut(op, op, out, dtype, casting);
    stack = outStack(p, target, core, stack);
  }
  const shape = [...stack, ...core];
  const temporaries: Storage[] = [];
  const layout = contiguousLayout(op, dtype, shape);
  sizeOf(op, shape, dtype.itemsize);
  usableStorage(op, a);
  usableStorage(op, b);
  if (out !== undefined) usableStorage(op, out);
  const direct = out === undefined || layoutOf(out).dtype === dtype;
  const a0 = a;
  a = productInput(op, a0, dtype, direct ? out : undefined, temporaries);
  b = b === a0 ? a : productInput(op, b, dtype, direct ? out : undefined, temporaries);
  const bytes = direct && out !== undefined ? out : makeArray(newStorage(op, layout.nbytes), layout);
  const storage = storageOf(bytes);
  const target = layoutOf(bytes);
  const made = out ?? bytes;
  if (!direct) temporaries.push(storage);
  const as = axisLast(op, layoutOf(a), axisGiven, p, 0);
  const bs = axisLast(op, layoutOf(b), axisGiven, p, 1);
  const { itemsize } = dtype;
  const lead = stack.length;
  const call: ProductCall = {
    op,
    dtype,
    shape: [...stack, rows ? core[0]! : 1, columns ? core[core.length - 1]! : 1],
    k,
    conjugate: p.conjugate,
    a: {
      storage: storageOf(a),
      layout: as,
      stridesOf: (l) => [...stackStrides(l, aCore, stack), rows ? l.strides[an - 2]! : itemsize, l.strides[an - 1]!],
    },
    b: {
      storage: storageOf(b),
      layout: bs,
      stridesOf: (l) => [
        ...stackStrides(l, bCore, stack),
        l.strides[bn - bCore]!,
        columns ? l.strides[bn - 1]! : itemsize,
      ],
    },
    out: {
      storage,
      layout: target,
      stridesOf: ({ strides }) => [
        ...strides.slice(0, lead),
        rows ? strides[lead]! : itemsize,
        columns ? strides[strides.length - 1]! : itemsize,
      ],
    },
    made,
    temporaries,
    deliver: direct ? undefined : (): void => copyInto(op, usableStorage(op, out!), layoutOf(out!), storage, target),
  };
  return call.shape.length > MOST_DIMS ? withoutOnes(call) : call;
}

/** The layout with the axis of the vectors last. */
function axisLast(op: string, layout: Layout, axisGiven: unknown, p: Product, operand: number): Layout {
  if (axisGiven === undefined) return layout;
  const { shape, strides } = layout;
  if (shape.length === 0) notEnough(p, operand, 0, 1);
  const axis = readAxis(op, axisGiven, shape.length);
  if (axis === shape.length - 1) return layout;
  const last = (list: readonly number[]): number[] => [...list.filter((_, i) => i !== axis), list[axis]!];
  return new Layout(layout.dtype, last(shape), last(strides), layout.offset, layout.size, layout.writable);
}

/** The stack of an output, to which that of the operands must broadcast. */
function outStack(p: Product, out: Layout, core: readonly number[], stack: readonly number[]): number[] {
  const { shape } = out;
  if (shape.length < core.length) {
    throw new ShapeError(
      `[${p.name}] ${p.name}: Output operand 0 does not have enough dimensions (has ${shape.length}, gufunc core with signature ${p.signature} requires ${core.length})`,
    );
  }
  const own = shape.slice(0, shape.length - core.length);
  core.forEach((size, i) => {
    const has = shape[own.length + i]!;
    if (has !== size) mismatch(p, 'Output', 0, i, has, size);
  });
  const lead = own.length - stack.length;
  const fits = lead >= 0 && stack.every((dim, i) => dim === 1 || dim === own[lead + i]);
  if (fits) return own;
  throw new ShapeError(
    `[${p.name}] non-broadcastable output operand with shape ${shapeText(shape)} doesn't match the broadcast shape ${shapeText([...stack, ...core])}`,
  );
}

/** The same product without dimensions of one in its stack. */
function withoutOnes(call: ProductCall): ProductCall {
  const last = call.shape.length - 2;
  const kept = call.shape.map((_, i) => i).filter((i) => i >= last || call.shape[i] !== 1);
  const pick = (list: readonly number[]): number[] => kept.map((i) => list[i]!);
  const operand = (x: ProductOperand): ProductOperand => ({ ...x, stridesOf: (l) => pick(x.stridesOf(l)) });
  const { a, b, out } = call;
  return { ...call, shape: pick(call.shape), a: operand(a), b: operand(b), out: operand(out) };
}

// Constants of this module: V8 folds them, but not those it must fetch from another module at each use.
const frame = F;
const DEPTH = ARGS;
const CONJUGATE = ARGS + 1;
const DIMS = NDIM;
const ROWS = SHAPE;
const FLAG_BITS = FLAGS;
const A = OPERANDS;
const B = OPERANDS + OPERAND_SLOTS;
const C = OPERANDS + 2 * OPERAND_SLOTS;
const STEPS = OPERAND_STRIDES;
const FIRST_NOT_OURS = MAPPED;

/** The layout of the latest result: the next one's, when it is of the same kind. */
let latest: Layout | undefined;

/** The output of options that hold nothing else; undefined when there is more to be read. */
function onlyOut(options: ProductOptions): NDArray | undefined {
  if (typeof options !== 'object' || (options as unknown) === null) return undefined;
  const { out } = options;
  return options.dtype === undefined && options.casting === undefined && isArray(out) ? out : undefined;
}

/** Whether an output is of the very shape and dtype, in memory of ours, and apart from both operands. */
function takesProduct(out: NDArray, x1: NDArray, x2: NDArray, rows: number, columns: number, ndim: number): boolean {
  const layout = layoutOf(out);
  const storage = storageOf(out);
  const { shape } = layout;
  if (layout.dtype !== layoutOf(x1).dtype || !layout.writable || shape.length !== ndim) return false;
  if (ndim === 2 ? shape[0] !== rows || shape[1] !== columns : layout.size !== rows * columns) return false;
  if (storage.kind >= FIRST_NOT_OURS || storage.address === 0) return false;
  return (
    !mayShareMemory(storage, layout, storageOf(x1), layoutOf(x1)) &&
    !mayShareMemory(storage, layout, storageOf(x2), layoutOf(x2))
  );
}

/** The short way: vectors and matrices of one dtype in memory of ours. Undefined where there is none. */
export function quickProduct(x1: NDArray, x2: NDArray, out: NDArray | undefined): NDArray | undefined {
  const a = layoutOf(x1);
  const b = layoutOf(x2);
  const an = a.shape.length;
  const bn = b.shape.length;
  const { dtype } = a;
  if (b.dtype !== dtype || an === 0 || an > 2 || bn === 0 || bn > 2) return undefined;
  const k = a.shape[an - 1]!;
  const sa = storageOf(x1);
  const sb = storageOf(x2);
  if (b.shape[0] !== k || sa.kind >= FIRST_NOT_OURS || sb.kind >= FIRST_NOT_OURS) return undefined;
  if (sa.address === 0 || sb.address === 0) return undefined;
  const rows = an === 2 ? a.shape[0]! : 1;
  const columns = bn === 2 ? b.shape[1]! : 1;
  const ndim = an + bn - 2;
  if (out !== undefined && !takesProduct(out, x1, x2, rows, columns, ndim)) return undefined;
  let layout = out === undefined ? latest : layoutOf(out);
  if (
    layout?.dtype !== dtype ||
    layout.shape.length !== ndim ||
    layout.size !== rows * columns ||
    (ndim === 2 && layout.shape[0] !== rows)
  ) {
    const shape = ndim === 2 ? [rows, columns] : ndim === 1 ? [rows * columns] : [];
    layout = contiguousLayout('matmul', dtype, shape);
    latest = layout;
  }
  const { itemsize, code } = dtype;
  const to = out === undefined ? newStorage('matmul', layout.size * itemsize) : storageOf(out);
  if (layout.size > 0) {
    const steps = layout.strides;
    frame[DEPTH] = k;
    frame[CONJUGATE] = 0;
    frame[DIMS] = 2;
    frame[ROWS] = rows;
    frame[ROWS + 1] = columns;
    frame[FLAG_BITS] = 0;
    frame[A] = sa.address + a.offset;
    frame[A + 1] = code;
    frame[A + STEPS] = a.strides[0]!;
    frame[A + STEPS + 1] = a.strides[an - 1]!;
    frame[B] = sb.address + b.offset;
    frame[B + 1] = code;
    frame[B + STEPS] = b.strides[0]!;
    frame[B + STEPS + 1] = bn === 2 ? b.strides[1]! : itemsize;
    frame[C] = to.address + layout.offset;
    frame[C + 1] = code;
    frame[C + STEPS] = an === 2 ? steps[0]! : itemsize;
    frame[C + STEPS + 1] = bn === 2 ? steps[ndim - 1]! : itemsize;
    const status = native.matmul();
    if (status !== 0) fail('matmul', status);
  }
  return out ?? makeArray(to, layout);
}

/** Makes a matmul ready: nd.matmul and nd.async.matmul. */
export function prepareMatmul(x1: ArrayLike, x2: ArrayLike, options: ProductOptions | undefined): ProductCall {
  return prepare(MATMUL, x1, x2, options);
}

/**
 * Multiply matrices, or stacks of them, which broadcast. A 1-D operand is a row (the first) or a column (the second), whose
 * dimension the result does not have.
 *
 * Integers wrap; for bools a sum is "or", a product "and". float16 is added up in float32 and rounded once. Floats are
 * summed in an order, with fused multiply-adds where the processor has them, that may differ from NumPy's in the last
 * places; it does not depend on the number of threads.
 *
 * @param x1 array of shape (..., n, k) or (k,)
 * @param x2 array of shape (..., k, m) or (k,)
 * @returns the products: (..., n, m), (..., n), (..., m) or, of two vectors, a 0-d array
 * @throws ShapeError for scalars and where shapes do not fit; DTypeError, ReadOnlyError when `out` does not
 * @see numpy.matmul
 * @example
 * ```ts
 * nd.matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).toArray(); // [[19, 22], [43, 50]]
 * nd.matmul([[1, 2], [3, 4]], [1, 1]).toString(); // '[3. 7.]'
 * ```
 */
export function matmul(x1: ArrayLike, x2: ArrayLike, options?: ProductOptions): NDArray {
  const out = options === undefined ? undefined : onlyOut(options);
  const short =
    (options === undefined || out !== undefined) && isArray(x1) && isArray(x2) ? quickProduct(x1, x2, out) : undefined;
  return short ?? runProduct(prepare(MATMUL, x1, x2, options));
}

/**
 * Multiply vectors, or stacks of them, which broadcast: the sum of products along an axis, of complex numbers with the
 * first conjugated.
 *
 * @param x1 array of shape (..., n)
 * @param x2 array of shape (..., n)
 * @returns the products: an array of the shape without that axis
 * @throws ShapeError for scalars and where shapes do not fit; AxisError
 * @see numpy.vecdot
 * @example
 * ```ts
 * nd.vecdot([[1, 2], [3, 4]], [10, 1]).toString(); // '[12. 34.]'
 * ```
 */
export function vecdot(x1: ArrayLike, x2: ArrayLike, options?: VecdotOptions): NDArray {
  return runProduct(prepare(VECDOT, x1, x2, options));
}

/**
 * Multiply matrices by vectors, or stacks of both, which broadcast.
 *
 * @param x1 array of shape (..., m, n)
 * @param x2 array of shape (..., n)
 * @returns the products: an array of shape (..., m)
 * @throws ShapeError where shapes do not fit
 * @see numpy.matvec
 * @example
 * ```ts
 * nd.matvec([[1, 2], [3, 4]], [[1, 1], [1, 0]]).toArray(); // [[3, 7], [1, 3]]
 * ```
 */
export function matvec(x1: ArrayLike, x2: ArrayLike, options?: ProductOptions): NDArray {
  return runProduct(prepare(MATVEC, x1, x2, options));
}

/**
 * Multiply vectors by matrices, or stacks of both, which broadcast; complex vectors are conjugated.
 *
 * @param x1 array of shape (..., n)
 * @param x2 array of shape (..., n, m)
 * @returns the products: an array of shape (..., m)
 * @throws ShapeError where shapes do not fit
 * @see numpy.vecmat
 * @example
 * ```ts
 * nd.vecmat([1, 1], [[1, 2], [3, 4]]).toString(); // '[4. 6.]'
 * ```
 */
export function vecmat(x1: ArrayLike, x2: ArrayLike, options?: ProductOptions): NDArray {
  return runProduct(prepare(VECMAT, x1, x2, options));
}
