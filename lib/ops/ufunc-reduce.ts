/** ufunc.reduce: an operation of two operands between the elements along axes. */
import type { NDArray } from '../ndarray';
import { DTypeError, ValueError } from '../errors';
import { isArray, layoutOf, makeArray, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { broadcastLayout } from '../core/broadcast';
import { asArray, checkStorable, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { BOOL, BY_CODE, integerLimits, parseDType, type DType, type DTypeInfo, type WeakScalar } from '../core/dtype';
import { Layout } from '../core/layout';
import { readAxesOrNone, readBoolean, readOptions } from '../core/options';
import { type ArrayBytes } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { binary } from './flat';
import { reduce, type ReductionOptions } from './reduction';
import type { REDUCTIONS } from './reduction-table.gen';
import { type Loop, type Ufunc } from './ufunc';

import { REDUCTION_OF, checkOutput, foldLoop, noFold, readOut, runFold } from './ufunc-fold';
/** Options of a function's `reduce`: NumPy's keywords. */
export interface UfuncReduceOptions {
  /** Axis or axes to reduce, default 0; null: all. Several only where elements may be combined in any order. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** Dtype of the computation and the result. */
  readonly dtype?: DType | undefined;
  readonly out?: NDArray | undefined;
  /** Keep reduced axes with length 1. */
  readonly keepdims?: boolean | undefined;
  /** Value to start from, default the identity where there is one; null: none. */
  readonly initial?: WeakScalar | null | undefined;
  /** Elements to include: broadcasts to the array. */
  readonly where?: ArrayLike | undefined;
}

/** A value where all axes are reduced by `axis: null`, else an array. */
export type UfuncReduced<O> = O extends { readonly axis: null }
  ? O extends { readonly keepdims: true } | { readonly out: NDArray }
    ? NDArray
    : WeakScalar
  : NDArray;

/** The `reduce` of a function of two operands. */
export type UfuncReduce = <const O extends UfuncReduceOptions = Record<never, never>>(
  a: ArrayLike,
  options?: O,
) => UfuncReduced<O>;
/** Makes the `reduce` of a ufunc. */
export function binaryReduce(u: Ufunc): UfuncReduce {
  return ((a: ArrayLike, options?: UfuncReduceOptions) => reduceWith(u, a, options)) as UfuncReduce;
}

function reduceWith(u: Ufunc, a: ArrayLike, options: UfuncReduceOptions | undefined): NDArray | WeakScalar {
  const op = `${u.name}.reduce`;
  const given = readOptions(op, options);
  const axisGiven: unknown = given?.axis;
  const dtypeGiven: unknown = given?.dtype;
  const out = readOut(op, given?.out);
  const keepdims = readBoolean(op, 'keepdims', given?.keepdims, false);
  const initialGiven = given?.initial;
  const whereGiven = given?.where;
  const array = asArray(op, a);
  const where = whereGiven === undefined || whereGiven === true ? undefined : asArray(op, whereGiven);
  if (where !== undefined && layoutOf(where).dtype !== BOOL) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${layoutOf(where).dtype.name}') to dtype('bool') according to the rule 'safe'`,
    );
  }
  const asked = dtypeGiven === undefined || dtypeGiven === null ? undefined : parseDType(op, dtypeGiven);
  const { shape, dtype } = layoutOf(array);
  const whole = axisGiven === null;
  const axes = whole ? shape.map(() => true) : readAxesOrNone(op, axisGiven ?? 0, shape.length);
  const row = REDUCTION_OF[u.numpy];
  const loop = row === undefined ? foldLoop(op, u, dtype, asked, out) : undefined;
  if (!u.reorderable && axes.filter(Boolean).length > 1) {
    throw new ValueError(
      `[${op}] reduction operation '${u.numpy}' is not reorderable, so at most one axis may be specified`,
    );
  }
  const identity = initialGiven === null ? undefined : u.identity;
  const start = initialGiven ?? identity;
  if (start === undefined && where !== undefined) {
    throw new ValueError(
      `[${op}] reduction operation '${u.numpy}' does not have an identity, so to use a where mask one has to specify 'initial'`,
    );
  }
  const empty = shape.some((dim, i) => dim === 0 && axes[i]);
  if (start === undefined && empty) {
    throw new ValueError(`[${op}] zero-size array to reduction operation ${u.numpy} which has no identity`);
  }
  if (row !== undefined) {
    const reductionOptions: ReductionOptions = {
      axis: whole ? undefined : axes.flatMap((flag, i) => (flag ? [i] : [])),
      keepdims,
      out,
      where,
      initial: initialGiven ?? undefined,
    };
    return reduceByRow(op, u, row, array, asked, reductionOptions);
  }
  const made = foldAxes(op, u, loop!, array, axes, keepdims, initialGiven ?? undefined, identity, where, out);
  return whole && !keepdims && out === undefined ? (made.item() as WeakScalar) : made;
}

function reduceByRow(
  op: string,
  u: Ufunc,
  row: (typeof REDUCTIONS)['sum' | 'prod' | 'max' | 'min' | 'any' | 'all'],
  array: NDArray,
  asked: DTypeInfo | undefined,
  options: ReductionOptions,
): NDArray | WeakScalar {
  const own = { ...row, name: op };
  if (row.result === 'widen') return reduce(own, array, { ...options, dtype: asked?.name });
  if (row.result === 'same') {
    const { dtype } = layoutOf(array);
    const source = asked === undefined || asked === dtype ? array : copyArray(op, array, asked, 'C');
    return reduce(own, source, options);
  }
  if (asked !== undefined && asked !== BOOL) throw noFold(op, u);
  const { initial, out, ...others } = options;
  if (initial === undefined) return reduce(own, array, options);
  const reduced = reduce(own, array, others);
  const made = binary(u, asArray(op, checkStorable(op, initial, BOOL)), reduced, { out });
  return isArray(reduced) || out !== undefined ? made : (made.item() as WeakScalar);
}

/** The layout without an axis, or with a length of 1 there. */
function alongAxis(layout: Layout, axis: number, keep: boolean): Layout {
  const shape = layout.shape.slice();
  const strides = layout.strides.slice();
  if (keep) {
    shape[axis] = 1;
    strides[axis] = 0;
  } else {
    shape.splice(axis, 1);
    strides.splice(axis, 1);
  }
  const size = shape.reduce((x, y) => x * y, 1);
  return new Layout(layout.dtype, shape, strides, layout.offset, size, layout.writable);
}

/** Reduces axes one after the other; no axis at all is one of length 1. */
function foldAxes(
  op: string,
  u: Ufunc,
  loop: Loop,
  array: NDArray,
  axes: readonly boolean[],
  keepdims: boolean,
  initial: WeakScalar | undefined,
  identity: WeakScalar | undefined,
  where: NDArray | undefined,
  out: NDArray | undefined,
): NDArray {
  const dtype = BY_CODE[loop.out]!;
  const layout = layoutOf(array);
  const shape = layout.shape.flatMap((dim, i) => (axes[i] ? (keepdims ? [1] : []) : [dim]));
  if (out !== undefined) checkOutput(op, out, shape);
  const first = initial === undefined ? undefined : checkStorable(op, initial, dtype);
  const neutral = identity === undefined ? first : storableIdentity(op, identity, dtype);
  const maskLayout = where === undefined ? undefined : broadcastLayout(op, layoutOf(where), layout.shape, false);

  usableStorage(op, array);
  if (where !== undefined) usableStorage(op, where);
  if (out !== undefined) usableStorage(op, out);
  const list = axes.flatMap((flag, i) => (flag ? [i] : [])).reverse();
  const whole = list.length === 0;
  const extended = (of: Layout): Layout =>
    whole ? new Layout(of.dtype, [...of.shape, 1], [...of.strides, 0], of.offset, of.size, of.writable) : of;
  if (whole) list.push(layout.shape.length);
  let from: ArrayBytes = { storage: storageOf(array), layout: extended(layout) };
  let mask = where === undefined ? undefined : { storage: storageOf(where), layout: extended(maskLayout!) };
  list.forEach((axis, pass) => {
    const last = pass === list.length - 1;
    const kept = from.layout.shape.slice();
    kept[axis] = 1;
    const made = makeEmpty(op, dtype, kept);
    const to = { storage: storageOf(made), layout: alongAxis(layoutOf(made), axis, true) };
    if (to.layout.size > 0) {
      // The value to start from comes in once, but where nothing else tells what a result of no elements is.
      const start = identity === undefined || last ? (first ?? neutral) : neutral;
      runFold(op, loop, from, to, axis, mask, { accumulate: false, anyOrder: u.reorderable, start, neutral });
    }
    mask = undefined;
    from = { storage: to.storage, layout: alongAxis(layoutOf(made), axis, false) };
  });
  const result = new Layout(dtype, shape, stridesOf(from.layout, shape, axes, keepdims), 0, from.layout.size, true);
  if (out === undefined) return makeArray(from.storage, result);
  copyInto(op, usableStorage(op, out), layoutOf(out), from.storage, result);
  return out;
}

/** Strides of what is left of the axes, with 0 for those kept with length 1. */
function stridesOf(left: Layout, shape: readonly number[], axes: readonly boolean[], keepdims: boolean): number[] {
  if (!keepdims) return left.strides.slice(0, shape.length);
  let next = 0;
  return axes.map((reduced) => (reduced ? left.dtype.itemsize : left.strides[next++]!));
}

/** An identity as an element: that of bitwise and is all bits. */
function storableIdentity(op: string, identity: WeakScalar, dtype: DTypeInfo): WeakScalar {
  return checkStorable(op, identity === -1 && dtype.kind === 'u' ? integerLimits(dtype)[1] : identity, dtype);
}
