/** ufunc.at: elementwise operations at the positions of an index, where equal positions add up. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { isArray, layoutOf, makeView, requireArray, usableStorage } from '../core/array-core';
import { copyArray, scalarArray } from '../core/convert';
import { BY_CODE, parseCasting, type Casting, type WeakScalar } from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, OPERANDS } from '../core/frame';
import { basicLayout } from '../core/indexing';
import { readOptions } from '../core/options';
import { mayShareMemory } from '../core/overlap';
import { MAPPED } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { basicParts, readParts, resolveIndex, type Index, type Part, type ResolvedIndex } from './advanced-index';
import { requireWritable } from './assign';
import { failIndex, putIndex, setApart, valueStrides } from './gather';
import { readOperand } from './in-place';
import { takeOut } from './select';
import { checkOut, general, resolveOperands, type Loop, type Ufunc } from './ufunc';

/** Options of a function's `at`. */
export interface AtOptions {
  /** Which casts of the result to the array's dtype are allowed; default 'same_kind' (NumPy's at is 'unsafe'). */
  readonly casting?: Casting | undefined;
}

/**
 * Where `at` computes: one part of an index as `select` takes it, or a list of parts. A flat list of integers or of bools
 * (an empty one too) is one part.
 */
export type AtIndex = Index | readonly Index[];

/** The `at` of a function of one operand. */
export type UnaryAt = (a: NDArray, index: AtIndex, options?: AtOptions) => void;
/** The `at` of a function of two operands. */
export type BinaryAt = (a: NDArray, index: AtIndex, x2: ArrayLike, options?: AtOptions) => void;

/** Makes the `at` of a ufunc of one operand. */
export function unaryAt(u: Ufunc): UnaryAt {
  return (a, index, options) => accumulate(u, a, index, undefined, options);
}

/** Makes the `at` of a ufunc of two operands. */
export function binaryAt(u: Ufunc): BinaryAt {
  return (a, index, x2, options) => accumulate(u, a, index, [x2], options);
}

/** The parts of an index: a list of scalars is one of them, any other list holds them. */
function readAtIndex(op: string, index: AtIndex): Part[] {
  if (!Array.isArray(index)) return readParts(op, [index]);
  const list = index as readonly unknown[];
  let scalars = true;
  for (let i = 0; scalars && i < list.length; i++) {
    const part = list[i];
    // A hole is refused below: a sparse list may be very long.
    if (part === undefined) break;
    scalars = typeof part === 'number' || typeof part === 'bigint' || typeof part === 'boolean';
  }
  return readParts(op, scalars ? [list] : list);
}

function accumulate(
  u: Ufunc,
  a: NDArray,
  index: AtIndex,
  rest: readonly [ArrayLike] | undefined,
  options: AtOptions | undefined,
): void {
  const op = `${u.name}.at`;
  requireArray(op, 'the array', a);
  const casting = parseCasting(op, readOptions(op, options)?.casting, 'same_kind');
  const layout = requireWritable(op, a);
  const parts = readAtIndex(op, index);
  const x2 = rest === undefined ? undefined : readOperand(op, rest[0]);
  if (!parts.some((part) => part.kind === 'positions')) {
    // No element is named twice.
    const basic = basicParts(parts);
    const { values, write } =
      basic === undefined
        ? takeOut(op, a, parts)
        : { values: makeView(a, basicLayout(op, layout, basic)) as NDArray, write: undefined };
    general(u, x2 === undefined ? [values] : [values, x2], { out: values, casting });
    write?.(values);
    return;
  }
  const { loop, operands } = resolveOperands(u, x2 === undefined ? [a] : [a, x2]);
  checkOut(op, u.numpy, a, BY_CODE[loop.out]!, casting);
  run(op, a, resolveIndex(op, layout, parts), loop, x2 === undefined ? undefined : (operands[1]!.array ?? x2));
}

/** Values in the dtype of the loop's second input, apart from the array. */
function loopValues(op: string, a: NDArray, loop: Loop, x2: NDArray | WeakScalar): NDArray {
  const dtype = BY_CODE[loop.in[1]!]!;
  if (!isArray(x2)) return scalarArray(op, x2, dtype);
  const shares = mayShareMemory(usableStorage(op, x2), layoutOf(x2), usableStorage(op, a), layoutOf(a));
  return shares || layoutOf(x2).dtype !== dtype ? copyArray(op, x2, dtype, 'C') : x2;
}

function run(op: string, a: NDArray, index: ResolvedIndex, loop: Loop, x2: NDArray | WeakScalar | undefined): void {
  const values = x2 === undefined ? undefined : loopValues(op, a, loop, x2);
  const strides = values === undefined ? index.shape.map(() => 0) : valueStrides(op, layoutOf(values), index.shape);
  setApart(op, a, index);
  const storage = usableStorage(op, a);
  const source = values === undefined ? storage : usableStorage(op, values);
  const offset = values === undefined ? index.inner.offset : layoutOf(values).offset;
  putIndex(op, storage, index, source.address + offset, strides);
  if (values !== undefined) F[OPERANDS + 1] = layoutOf(values).dtype.code;
  F[ARGS + 4] = loop.id;
  if (source.kind === MAPPED) F[FLAGS] = FLAG_MAPPED;
  failIndex(op, native.accumulate());
}
