/** Elements chosen from several arrays by an array of their numbers. */
import type { NDArray } from '../ndarray';
import { ShapeError, ValueError } from '../errors';
import { isArray, layoutOf, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { broadcastLayout, broadcastShapes } from '../core/broadcast';
import { asArray, checkStorable, scalarArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { promote, strongDType, weakDType, type DType, type DTypeInfo, type WeakScalar } from '../core/dtype';
import { Layout } from '../core/layout';
import { readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { asInt64, readPositions, type IndexMode, type ResolvedIndex } from './advanced-index';
import { copy } from './casting';
import { readOperand } from './in-place';
import { max, min } from './reductions.gen';
import { gatherInto, readMode, readOut } from './take';

/** Options of choose(). */
export interface ChooseOptions {
  /** What becomes of numbers beyond the choices: an error, the number modulo them, or the nearest; default 'raise'. */
  readonly mode?: IndexMode | undefined;
  /** Where the result goes: an array of its shape. */
  readonly out?: NDArray | undefined;
}

/** The choices as one array, the first axis counting them. */
function stackChoices(op: string, choices: ArrayLike): NDArray {
  if (!Array.isArray(choices)) {
    const array = asArray(op, choices);
    if (layoutOf(array).shape.length === 0)
      throw new ShapeError(`[${op}] expected several choices but got a 0-d array`);
    usableStorage(op, array);
    return array;
  }
  const given = choices as readonly ArrayLike[];
  const count = given.length;
  const read: (NDArray | WeakScalar)[] = [];
  for (let i = 0; i < count; i++) {
    read.push(readOperand(op, given[i]!));
  }
  const dtype = commonDType(op, read);
  const arrays = read.map((each) => (isArray(each) ? each : scalarArray(op, checkStorable(op, each, dtype), dtype)));
  const shapes = arrays.map((array) => layoutOf(array).shape);
  const shape = broadcastShapes(op, shapes, dtype.itemsize);
  for (const array of arrays) usableStorage(op, array);
  const made = makeEmpty(op, dtype, [count, ...shape]);
  const { strides } = layoutOf(made);
  const size = shape.reduce((product, dim) => product * dim, 1);
  arrays.forEach((array, k) => {
    const part = new Layout(dtype, shape, strides.slice(1), k * strides[0]!, size, true);
    copyInto(op, storageOf(made), part, usableStorage(op, array), broadcastLayout(op, layoutOf(array), shape, false));
  });
  return made;
}

function commonDType(op: string, read: readonly (NDArray | WeakScalar)[]): DTypeInfo {
  let strong: DTypeInfo | undefined;
  for (const each of read) {
    if (isArray(each)) strong = strong === undefined ? layoutOf(each).dtype : promote(strong, layoutOf(each).dtype);
  }
  const all = read.map((each) =>
    isArray(each) ? layoutOf(each).dtype : strong === undefined ? strongDType(op, each) : weakDType(each, strong),
  );
  return all.reduce((common, each) => promote(common, each));
}

/**
 * Choose each element from the array that its number names: all broadcast together.
 *
 * @param a integers (or bools): which of the choices
 * @param choices a list of arrays, or one array whose first axis counts the choices
 * @returns a new array of the broadcast shape and the common dtype, or `out`
 * @throws ValueError when a number is beyond the choices, or there are none; IndexError when one is no integer; ShapeError
 * @see numpy.choose
 * @example
 * ```ts
 * nd.choose([2, 0, 1], [[0, 1, 2], [10, 11, 12], [20, 21, 22]]).toString(); // '[20.  1. 12.]'
 * ```
 */
export function choose<D extends DType = DType>(a: ArrayLike, choices: ArrayLike, options?: ChooseOptions): NDArray<D> {
  const op = 'choose';
  const given = readOptions(op, options);
  const mode = readMode(op, given?.mode);
  const out = readOut(op, given?.out);
  const positions = readPositions(op, a);
  if (Array.isArray(choices) && choices.length === 0) throw new ValueError(`[${op}] 0-length sequence.`);
  const stacked = stackChoices(op, choices);
  const { dtype, shape, strides, offset } = layoutOf(stacked);
  const bound = shape[0]!;
  if (bound === 0) throw new ValueError(`[${op}] 0-length sequence.`);
  // Negative numbers count from no end here; what is checked is what is used.
  const numbers = mode === 0 ? asInt64(op, copy(positions)) : positions;
  const own = layoutOf(numbers);
  if (mode === 0 && own.size > 0 && ((min(numbers) as bigint) < 0n || (max(numbers) as bigint) >= BigInt(bound))) {
    throw new ValueError(`[${op}] invalid entry in choice array`);
  }
  const indexShape = broadcastShapes(op, [own.shape, shape.slice(1)], dtype.itemsize);
  const lead = indexShape.length - (shape.length - 1);
  const along = indexShape.map((_, i) => (i < lead || shape[i - lead + 1] === 1 ? 0 : strides[i - lead + 1]!));
  const index: ResolvedIndex = {
    indices: [{ array: numbers, layout: own, axis: 0, bound, step: strides[0]! }],
    indexShape,
    inner: new Layout(dtype, [], [], offset, 1, false),
    before: 0,
    shape: indexShape,
    mode,
    along,
  };
  return gatherInto(op, stacked, index, out) as NDArray as NDArray<D>;
}
