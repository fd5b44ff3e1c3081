/** Elementwise operations of two results: divmod, modf, frexp. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { ValueError, badArgument } from '../errors';
import { isArray, layoutOf, storageOf, usableStorage } from '../core/array-core';
import { copyInto } from '../core/copy';
import { BY_CODE } from '../core/dtype';
import { reportElementwise, watch } from '../core/errstate';
import { fail, putBroadcast } from '../core/frame';
import { readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { prepareCall, putUfunc, type Ufunc, type UfuncCall, type UfuncOptions } from './ufunc';

/** Options of elementwise functions that give two arrays. */
export interface PairOptions extends Omit<UfuncOptions, 'out'> {
  /** Where the results go: two arrays of the broadcast shape, null for a new one. */
  readonly out?: readonly [NDArray | null | undefined, NDArray | null | undefined] | undefined;
}

/** Runs a ufunc of two results on any operands. */
export function generalPair(
  u: Ufunc,
  inputs: readonly ArrayLike[],
  options: PairOptions | undefined,
): [NDArray, NDArray] {
  const op = u.name;
  const given = readOptions(op, options);
  const [first, second] = readPair(op, given?.out);
  const call = prepareCall(u, inputs, given, first, second, watch.on);
  const made = call.madeSecond!;
  if (call.out.layout.size === 0) return [call.made, second ?? made];
  putUfunc(call);
  const status = native.elementwise();
  if (status !== 0) fail(op, status);
  if (watch.on) reportFirst(u, call);
  // An output that shares memory with the first one was computed apart.
  if (second !== undefined && second !== made) {
    copyInto(op, usableStorage(op, second), layoutOf(second), storageOf(made), layoutOf(made));
  }
  return [call.made, second ?? made];
}

/** Looks at the first results, as those of an operation of one. */
function reportFirst(u: Ufunc, { op, loop, operands, where, shape }: UfuncCall): void {
  if (where !== undefined) putBroadcast(operands.length + 1, where.storage, where.layout, shape);
  reportElementwise(op, u.numpy, BY_CODE[loop.in[0]!]!, BY_CODE[loop.out]!);
}

function readPair(op: string, out: PairOptions['out']): [NDArray | undefined, NDArray | undefined] {
  if (out === undefined || (out as unknown) === null) return [undefined, undefined];
  if (!Array.isArray(out)) throw badArgument(op, 'out', 'a list of two arrays', out);
  if (out.length !== 2) throw new ValueError(`[${op}] The 'out' list must have exactly one entry per ufunc output`);
  const [first, second] = [out[0] as unknown, out[1] as unknown].map((entry) => {
    if (entry === undefined || entry === null) return undefined;
    if (!isArray(entry)) throw badArgument(op, 'out', 'a list of two arrays', entry);
    return entry;
  });
  return [first, second];
}
