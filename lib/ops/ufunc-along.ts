/** ufunc.accumulate, reduceat and outer: an operation of two operands along one axis, or between two arrays. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ValueError } from '../errors';
import { layoutOf, makeEmpty, makeView, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { BY_CODE, INT64, parseDType, type DType } from '../core/dtype';
import { ARGS, F } from '../core/frame';
import { Layout } from '../core/layout';
import { readAxes, readAxis, readOptions } from '../core/options';
import { mayShareMemory, sameElements } from '../core/overlap';
import { type ArrayBytes } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { readParts } from './advanced-index';
import { binary } from './flat';
import { failIndex } from './gather';
import { PRODUCT, SUM, scan } from './scan';
import { type Loop, type Ufunc, type UfuncOptions } from './ufunc';

import { REDUCTION_OF, checkOutput, foldLoop, isWidening, putFold, readOut, runFold } from './ufunc-fold';
/** Options of a function's `accumulate` and `reduceat`. */
export interface UfuncAlongOptions {
  /** The axis to go along; default 0. */
  readonly axis?: number | undefined;
  /** Dtype of the computation and the result. */
  readonly dtype?: DType | undefined;
  readonly out?: NDArray | undefined;
}

/** The `accumulate` of a function of two operands. */
export type UfuncAccumulate = (a: ArrayLike, options?: UfuncAlongOptions) => NDArray;
/** The `reduceat` of a function of two operands. */
export type UfuncReduceat = (a: ArrayLike, indices: ArrayLike, options?: UfuncAlongOptions) => NDArray;
/** The `outer` of a function of two operands. */
export type UfuncOuter = (a: ArrayLike, b: ArrayLike, options?: UfuncOptions) => NDArray;

/** Makes the `accumulate` of a ufunc. */
export function binaryAccumulate(u: Ufunc): UfuncAccumulate {
  return (a, options) => accumulateWith(u, a, options);
}

/** Makes the `reduceat` of a ufunc. */
export function binaryReduceat(u: Ufunc): UfuncReduceat {
  return (a, indices, options) => reduceatWith(u, a, indices, options);
}

/** Makes the `outer` of a ufunc. */
export function binaryOuter(u: Ufunc): UfuncOuter {
  return (a, b, options) => {
    const op = `${u.name}.outer`;
    const first = asArray(op, a);
    const second = asArray(op, b);
    const { dtype, shape, strides, offset, size, writable } = layoutOf(first);
    const ones = layoutOf(second).shape.map(() => 1);
    const zeros = ones.map(() => 0);
    const apart = new Layout(dtype, [...shape, ...ones], [...strides, ...zeros], offset, size, writable);
    return binary(u, makeView(first, apart), second, options);
  };
}

/** Reads what accumulate and reduceat have in common. */
function readAlong(op: string, method: string, u: Ufunc, a: ArrayLike, options: UfuncAlongOptions | undefined) {
  const given = readOptions(op, options);
  const axisGiven: unknown = given?.axis;
  const dtypeGiven: unknown = given?.dtype;
  const out = readOut(op, given?.out);
  const array = asArray(op, a);
  const { shape, dtype } = layoutOf(array);
  if (shape.length === 0) throw new DTypeError(`[${op}] cannot ${method} on a scalar`);
  let axis = axisGiven;
  if (axis === undefined) axis = 0;
  if (axis === null) axis = shape.map((_, i) => i);
  if (Array.isArray(axis)) {
    const flags = readAxes(op, axis, shape.length);
    if (flags.filter(Boolean).length !== 1) throw new ValueError(`[${op}] ${method} does not allow multiple axes`);
    axis = flags.indexOf(true);
  }
  const asked = dtypeGiven === undefined || dtypeGiven === null ? undefined : parseDType(op, dtypeGiven);
  return { array, axis: readAxis(op, axis, shape.length), asked, out, loop: foldLoop(op, u, dtype, asked, out) };
}

function accumulateWith(u: Ufunc, a: ArrayLike, options: UfuncAlongOptions | undefined): NDArray {
  const op = `${u.name}.accumulate`;
  const { array, axis, asked, out, loop } = readAlong(op, 'accumulate', u, a, options);
  if (isWidening(u)) {
    return scan(op, u.numpy === 'add' ? SUM : PRODUCT, array, { axis, dtype: asked?.name, out }, false);
  }
  const layout = layoutOf(array);
  if (out !== undefined) checkOutput(op, out, layout.shape);
  return deliver(op, array, loop, layout.shape, out, true, (from, to) => {
    if (to.layout.size === 0) return;
    const nothing = { start: undefined, neutral: undefined };
    runFold(op, loop, from, to, axis, undefined, { accumulate: true, anyOrder: false, ...nothing });
  });
}

/**
 * Has a result computed: in `out` itself where it is of the loop's dtype and apart from the array (or, with `inPlace`, the
 * array itself), else beside it.
 */
function deliver(
  op: string,
  array: NDArray,
  loop: Loop,
  shape: readonly number[],
  out: NDArray | undefined,
  inPlace: boolean,
  run: (from: ArrayBytes, to: ArrayBytes) => void,
): NDArray {
  const dtype = BY_CODE[loop.out]!;
  const from = { storage: usableStorage(op, array), layout: layoutOf(array) };
  let made: NDArray;
  if (out === undefined) {
    made = makeEmpty(op, dtype, shape);
  } else {
    const storage = usableStorage(op, out);
    const layout = layoutOf(out);
    const apart =
      !mayShareMemory(from.storage, from.layout, storage, layout) ||
      (inPlace && sameElements(from.storage, from.layout, storage, layout));
    made = apart && layout.dtype === dtype ? out : makeEmpty(op, dtype, shape);
  }
  const to = { storage: storageOf(made), layout: layoutOf(made) };
  run(from, to);
  if (out === undefined || made === out) return made;
  copyInto(op, usableStorage(op, out), layoutOf(out), to.storage, to.layout);
  return out;
}

/** The starts of segments as a contiguous copy of our own, which nobody else changes. */
function readStarts(op: string, indices: ArrayLike): NDArray {
  if (Array.isArray(indices) && indices.length === 0) return makeEmpty(op, INT64, [0]) as NDArray;
  const [part] = readParts(op, [indices as never]);
  if (part?.kind !== 'positions') {
    throw new DTypeError(`[${op}] expected integers for the indices`);
  }
  const { dtype, shape } = layoutOf(part.array);
  if (shape.length !== 1) {
    throw new ValueError(
      `[${op}] object too deep for desired array: expected indices of 1 dimension but got ${shape.length}`,
    );
  }
  if (dtype.name === 'uint64') {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('uint64') to dtype('int64') according to the rule 'safe'`,
    );
  }
  return copyArray(op, part.array, INT64, 'C');
}

function reduceatWith(u: Ufunc, a: ArrayLike, indices: ArrayLike, options: UfuncAlongOptions | undefined): NDArray {
  const op = `${u.name}.reduceat`;
  const { array, axis, out, loop } = readAlong(op, 'reduceat', u, a, options);
  const starts = readStarts(op, indices);
  const dtype = BY_CODE[loop.out]!;
  const row = dtype.kind === 'c' && u.numpy === 'multiply' ? undefined : REDUCTION_OF[u.numpy];
  const same = row?.result === 'same' && layoutOf(array).dtype !== dtype;
  const source = same ? copyArray(op, array, dtype, 'C') : array;
  const shape = layoutOf(array).shape.slice();
  const count = layoutOf(starts).size;
  shape[axis] = count;
  if (out !== undefined) checkOutput(op, out, shape);
  return deliver(op, source, loop, shape, out, false, (from, to) => {
    putFold(loop.id, axis, from, to);
    F[ARGS + 2] = u.reorderable ? 1 : 0;
    F[ARGS + 3] = row?.code ?? -1;
    F[ARGS + 4] = usableStorage(op, starts).address + layoutOf(starts).offset;
    F[ARGS + 5] = count;
    failIndex(op, native.reduceat());
  });
}
