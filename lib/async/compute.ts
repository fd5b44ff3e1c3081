/** How rows of the op tables run as jobs: made ready as the synchronous functions do, then handed to another thread. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import type { WeakScalar } from '../core/dtype';
import type { ArrayLike } from '../core/types';
import { endProduct, prepareMatmul, putProduct, type ProductOptions } from '../ops/matmul';
import {
  prepareReduction,
  putReduction,
  takeReduced,
  type ReductionOptions,
  type ReductionRow,
} from '../ops/reduction';
import { preparePartition, putPartition, type PartitionOptions } from '../ops/partition';
import { SUM, prepareScan, putScan, type ScanOptions } from '../ops/scan';
import { prepareSort, putSort, type SortOptions } from '../ops/sort';
import { prepareUfunc, putUfunc, type Ufunc, type UfuncOptions } from '../ops/ufunc';
import { HeldBytes } from './held';
import { readSignal, runJob, throwIfAborted, type AsyncOptions } from './job';

/** Options of asynchronous elementwise functions. */
export interface AsyncUfuncOptions extends UfuncOptions, AsyncOptions {}

/** Options of asynchronous reductions. */
export interface AsyncReductionOptions extends ReductionOptions, AsyncOptions {}

/** Runs a ufunc on another thread. */
export async function ufuncJob(
  u: Ufunc,
  inputs: readonly ArrayLike[],
  options: AsyncUfuncOptions | undefined,
): Promise<NDArray> {
  const op = u.name;
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const call = prepareUfunc(u, inputs, options);
  const { made, out, where } = call;
  if (out.layout.size === 0) return made;
  const held = new HeldBytes(op);
  for (const operand of call.operands) if (operand.array !== undefined) held.input(operand);
  const deliver = held.output(out, where);
  if (where !== undefined) held.input(where);
  return runJob({
    op,
    signal,
    held,
    put: () => putUfunc(call),
    start: () => native.startElementwise(),
    finish: () => {
      deliver();
      return made;
    },
  });
}

/** Runs a reduction on another thread. */
export async function reductionJob(
  row: ReductionRow,
  a: ArrayLike,
  options: AsyncReductionOptions | undefined,
): Promise<WeakScalar | NDArray> {
  const op = row.name;
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const call = prepareReduction(row, a, options);
  const { made, out, where } = call;
  if (made !== undefined && out?.layout.size === 0) return made;
  const held = new HeldBytes(op);
  held.input(call.array);
  if (where !== undefined) held.input(where);
  const deliver = out === undefined ? undefined : held.output(out);
  return runJob({
    op,
    signal,
    held,
    put: () => putReduction(call),
    start: () => native.startReduce(),
    finish: () => {
      deliver?.();
      return takeReduced(call);
    },
  });
}

/** Options of asynchronous sorts. */
export interface AsyncSortOptions extends SortOptions, AsyncOptions {}

/** Options of asynchronous running sums. */
export interface AsyncScanOptions extends ScanOptions, AsyncOptions {}

/** Sorts a copy, or finds the positions that sort it, on another thread. */
export async function sortJob(
  op: 'sort' | 'argsort',
  a: ArrayLike,
  options: AsyncSortOptions | undefined,
): Promise<NDArray> {
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const call = prepareSort(op, a, options);
  const { made, from, to } = call;
  if (from.layout.size === 0) return made;
  const held = new HeldBytes(op);
  held.input(from);
  const deliver = held.output(to);
  return runJob({
    op,
    signal,
    held,
    put: () => putSort(call),
    start: () => native.startSort(),
    finish: () => {
      deliver();
      return made;
    },
  });
}

/** Options of asynchronous partitions. */
export interface AsyncPartitionOptions extends PartitionOptions, AsyncOptions {}

/** Partitions a copy, or finds the positions that partition it, on another thread. */
export async function partitionJob(
  op: 'partition' | 'argpartition',
  a: ArrayLike,
  kth: unknown,
  options: AsyncPartitionOptions | undefined,
): Promise<NDArray> {
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const { made, call } = preparePartition(op, a, kth, options);
  if (call === undefined) return made;
  const held = new HeldBytes(op);
  held.input(call.from);
  held.input(call.kth);
  const deliver = held.output(call.to);
  return runJob({
    op,
    signal,
    held,
    put: () => putPartition(call),
    start: () => native.startPartition(),
    finish: () => {
      deliver();
      return made;
    },
  });
}

/** Runs cumsum on another thread. */
export async function cumsumJob(a: ArrayLike, options: AsyncScanOptions | undefined): Promise<NDArray> {
  const op = 'cumsum';
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const call = prepareScan(op, SUM, a, options, false);
  const { made, from, to } = call;
  if (from.layout.size === 0) {
    call.deliver?.();
    return made;
  }
  const held = new HeldBytes(op);
  held.input(from);
  const deliver = held.output(to);
  return runJob({
    op,
    signal,
    held,
    put: () => putScan(call),
    start: () => native.startScan(),
    finish: () => {
      deliver();
      call.deliver?.();
      return made;
    },
  });
}

/** Options of the asynchronous matmul. */
export interface AsyncProductOptions extends ProductOptions, AsyncOptions {}

/** Runs matmul on another thread. */
export async function matmulJob(
  x1: ArrayLike,
  x2: ArrayLike,
  options: AsyncProductOptions | undefined,
): Promise<NDArray> {
  const op = 'matmul';
  const signal = readSignal(op, options);
  throwIfAborted(op, signal);
  const call = prepareMatmul(x1, x2, options);
  try {
    if (call.out.layout.size === 0) return call.made;
    const held = new HeldBytes(op);
    held.input(call.a);
    held.input(call.b);
    const deliver = held.output(call.out);
    return await runJob({
      op,
      signal,
      held,
      put: () => putProduct(call),
      start: () => native.startMatmul(),
      finish: () => {
        deliver();
        call.deliver?.();
        return call.made;
      },
    });
  } finally {
    endProduct(call);
  }
}
