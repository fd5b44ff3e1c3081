/** What the folds of ufuncs (reduce, accumulate, reduceat) have in common: their loops, and the native call. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ReadOnlyError, ShapeError, badArgument } from '../errors';
import { isArray, layoutOf } from '../core/array-core';
import { BOOL, BY_CODE, type DTypeInfo, type WeakScalar } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, FLAG_WHERE, fail, putOperand, putShape, writeScalar } from '../core/frame';
import { sameShape, shapeText } from '../core/layout';
import { MAPPED, type ArrayBytes } from '../core/storage';
import { REDUCTIONS } from './reduction-table.gen';
import { accumulatorOf } from './scan';
import { resolveLoop, type Loop, type Ufunc } from './ufunc';

/** The reductions that do what the folds of some ufuncs do. */
export const REDUCTION_OF: Readonly<
  Partial<Record<string, (typeof REDUCTIONS)['sum' | 'prod' | 'max' | 'min' | 'any' | 'all']>>
> = {
  add: REDUCTIONS.sum,
  multiply: REDUCTIONS.prod,
  maximum: REDUCTIONS.max,
  minimum: REDUCTIONS.min,
  logical_or: REDUCTIONS.any,
  logical_and: REDUCTIONS.all,
};

export const isWidening = (u: Ufunc): boolean => u.numpy === 'add' || u.numpy === 'multiply';

/** NumPy's words where there is no loop. */
export function noFold(op: string, u: Ufunc): DTypeError {
  return new DTypeError(`[${op}] No loop matching the specified signature and casting was found for ufunc ${u.numpy}`);
}

/** The loop between elements of an array: its operands are of the dtype of its result. */
export function foldLoop(
  op: string,
  u: Ufunc,
  from: DTypeInfo,
  asked: DTypeInfo | undefined,
  out: NDArray | undefined,
): Loop {
  const isFold = (loop: Loop): boolean => loop.in.every((code) => code === loop.out);
  const wanted = asked ?? (u.numpy.startsWith('logical_') ? BOOL : undefined);
  let loop: Loop | undefined;
  if (wanted !== undefined) {
    loop = u.loops.find((each) => each.out === wanted.code && isFold(each));
  } else if (isWidening(u) && out === undefined) {
    const wide = accumulatorOf(from);
    loop = u.loops.find((each) => each.out === wide.code && isFold(each));
  } else {
    loop = resolveLoop(u, [out === undefined ? from : layoutOf(out).dtype, from]);
  }
  if (loop === undefined || !isFold(loop)) throw noFold(op, u);
  return loop;
}

/** Reads an `out`. */
export function readOut(op: string, value: unknown): NDArray | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isArray(value)) throw badArgument(op, 'out', 'an NDArray', value);
  return value;
}

/** Throws unless an output may be written and is of a shape. */
export function checkOutput(op: string, out: NDArray, shape: readonly number[]): void {
  const layout = layoutOf(out);
  if (!layout.writable) throw new ReadOnlyError(`[${op}] output array is read-only`);
  if (!sameShape(layout.shape, shape)) {
    throw new ShapeError(
      `[${op}] provided out is the wrong size: expected ${shapeText(shape)} but got ${shapeText(layout.shape)}`,
    );
  }
}

/** How a fold runs. */
export interface FoldCall {
  readonly accumulate: boolean;
  readonly anyOrder: boolean;
  readonly start: WeakScalar | undefined;
  readonly neutral: WeakScalar | undefined;
}

/** Folds along an axis: every result of `to` from what precedes it, or the last one where its stride is 0. */
export function runFold(
  op: string,
  loop: Loop,
  from: ArrayBytes,
  to: ArrayBytes,
  axis: number,
  mask: ArrayBytes | undefined,
  { accumulate, anyOrder, start, neutral }: FoldCall,
): void {
  const dtype = BY_CODE[loop.out]!;
  putFold(loop.id, axis, from, to);
  F[ARGS + 2] = accumulate ? 1 : 0;
  F[ARGS + 3] = anyOrder && !accumulate ? 1 : 0;
  F[ARGS + 4] = start === undefined ? 0 : 1;
  F[ARGS + 5] = neutral === undefined ? 0 : 1;
  if (start !== undefined) writeScalar(0, dtype, start);
  if (neutral !== undefined) writeScalar(1, dtype, neutral);
  if (mask !== undefined) {
    putOperand(2, mask.storage, mask.layout);
    F[FLAGS] = F[FLAGS]! | FLAG_WHERE | (mask.storage.kind === MAPPED ? FLAG_MAPPED : 0);
  }
  const status = native.foldLoop();
  if (status !== 0) fail(op, status);
}

/** Writes a fold into the frame. */
export function putFold(id: number, axis: number, from: ArrayBytes, to: ArrayBytes): void {
  F[ARGS] = id;
  F[ARGS + 1] = axis;
  putShape(from.layout.shape);
  putOperand(0, from.storage, from.layout);
  putOperand(1, to.storage, to.layout);
  F[FLAGS] = from.storage.kind === MAPPED || to.storage.kind === MAPPED ? FLAG_MAPPED : 0;
}
