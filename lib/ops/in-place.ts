/** In-place forms of elementwise functions: a.iadd(x) and its kin, also through an index. */
import type { NDArray } from '../ndarray';
import { isArray, layoutOf, makeView } from '../core/array-core';
import { asArray } from '../core/convert';
import { asScalar, type Casting, type WeakScalar } from '../core/dtype';
import { basicLayout } from '../core/indexing';
import { readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { basicParts, readParts, wholeMask, type Index } from './advanced-index';
import { requireWritable } from './assign';
import { takeOut } from './select';
import { binary } from './flat';
import { general, type Ufunc } from './ufunc';

/** Options of in-place methods. */
export interface InPlaceOptions {
  /** Which elements: the parts of an index as `select` takes them, in a list, or one part that is no list. */
  readonly at?: Index | readonly Index[] | undefined;
  /** Compute only where this broadcasts to true (to the shape that `at` selects). */
  readonly where?: ArrayLike | undefined;
  /** Which casts are allowed; default 'same_kind'. */
  readonly casting?: Casting | undefined;
}

/**
 * Compute u(a, x2) into `a`, or into what `at` selects of it. The dtype of `a` stays; positions that `at` gives twice
 * are computed once.
 *
 * @throws DTypeError for a cast that `casting` forbids; ShapeError, IndexError, ReadOnlyError. The array is then as it was
 * @see numpy.ndarray.__iadd__
 * @example
 * ```ts
 * nd.arange(4n).iadd(10, { at: [[0, 0, 2]] }).toString(); // '[10  1 12  3]'
 * ```
 */
export function inPlace(u: Ufunc, a: NDArray, x2: ArrayLike, options?: InPlaceOptions): void {
  const op = u.name;
  const given = readOptions(op, options);
  const at = given?.at;
  const whereGiven = given?.where;
  const casting = given?.casting;
  if (at === undefined) {
    binary(u, a, x2, { out: a, where: whereGiven, casting });
    return;
  }
  const layout = requireWritable(op, a);
  const parts = readParts(op, Array.isArray(at) ? (at as readonly Index[]) : [at]);
  const operand = readOperand(op, x2);
  const where = whereGiven === undefined ? undefined : readOperand(op, whereGiven);
  const basic = basicParts(parts);
  if (basic !== undefined) {
    const view = makeView(a, basicLayout(op, layout, basic));
    general(u, [view, operand], { out: view, where, casting });
    return;
  }
  const mask = wholeMask(op, layout, parts);
  if (mask !== undefined && where === undefined && layout.shape.length > 0 && isSingle(operand)) {
    general(u, [a, operand], { out: a, where: mask, casting });
    return;
  }
  const { values, write } = takeOut(op, a, parts);
  general(u, [values, operand], { out: values, where, casting });
  write(values);
}

/** Everything of the caller's read. */
export function readOperand(op: string, x: ArrayLike): WeakScalar | NDArray {
  return isArray(x) ? x : (asScalar(op, x) ?? asArray(op, x));
}

/** Whether an operand broadcasts to a one-dimensional selection of any length. */
function isSingle(x: WeakScalar | NDArray): boolean {
  if (!isArray(x)) return true;
  const { shape } = layoutOf(x);
  return shape.length === 0 || (shape.length === 1 && shape[0] === 1);
}
