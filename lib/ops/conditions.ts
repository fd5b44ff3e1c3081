/** Values chosen by conditions: select, piecewise, copyto. */
import type { NDArray } from '../ndarray';
import { DTypeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeView, requireArray, usableStorage } from '../core/array-core';
import { broadcastLayout, broadcastShapes } from '../core/broadcast';
import { asArray, toArray } from '../core/convert';
import {
  BOOL,
  asScalar,
  castAllowed,
  parseCasting,
  weakDType,
  type Casting,
  type DType,
  type WeakScalar,
} from '../core/dtype';
import { readOptions } from '../core/options';
import { mayShareMemory } from '../core/overlap';
import type { ArrayLike } from '../core/types';
import { assign, fitValue, requireWritable } from './assign';
import { full, zerosLike } from './creation';
import { logicalNot, logicalOr } from './elementwise.gen';
import { resultType } from './dtype-info';
import { selectParts, setIndex } from './select';

/** An array, or a scalar that counts weakly beside arrays. */
const readChoice = (op: string, x: ArrayLike): NDArray | WeakScalar =>
  isArray(x) ? x : (asScalar(op, x) ?? asArray(op, x));
const shapeOf = (x: NDArray | WeakScalar): readonly number[] => (isArray(x) ? layoutOf(x).shape : []);

function readList(op: string, name: string, value: unknown): readonly ArrayLike[] {
  if (isArray(value)) {
    const { shape } = layoutOf(value);
    if (shape.length > 0) return Array.from({ length: shape[0]! }, (_, i) => value.at(i));
  }
  if (Array.isArray(value)) return Array.from(value as readonly ArrayLike[]);
  throw badArgument(op, name, 'a list of arrays', value);
}

/**
 * Make an array whose elements come from the choice of the first condition that holds, or the default where none does.
 * Conditions and choices broadcast together.
 *
 * @param condlist arrays of bools
 * @param choicelist as many arrays or scalars
 * @param defaultValue what stands where no condition holds; default 0
 * @returns a new array of the dtype that choices and default have together
 * @throws ValueError when the lists are empty or of different lengths; DTypeError for conditions that are no bools; ShapeError
 * @see numpy.select
 * @example
 * ```ts
 * const x = nd.arange(5);
 * nd.select([x.less(2), x.greater(3)], [x, x.multiply(10)], -1).toString(); // '[ 0.  1. -1. -1. 40.]'
 * ```
 */
export function select(
  condlist: readonly ArrayLike[] | NDArray,
  choicelist: readonly ArrayLike[] | NDArray,
  defaultValue: ArrayLike = 0,
): NDArray {
  const op = 'select';
  const conditions = readList(op, 'the conditions', condlist).map((each) => asArray(op, each));
  const choices = readList(op, 'the choices', choicelist).map((each) => readChoice(op, each));
  const otherwise = readChoice(op, defaultValue);
  if (conditions.length !== choices.length) {
    throw new ValueError(`[${op}] list of cases must be same length as list of conditions`);
  }
  if (conditions.length === 0) throw new ValueError(`[${op}] select with an empty condition list is not possible`);
  conditions.forEach((condition, i) => {
    if (layoutOf(condition).dtype === BOOL) return;
    throw new DTypeError(`[${op}] invalid entry ${i} in condlist: should be boolean ndarray`);
  });
  const dtype = resultType(...choices, otherwise);
  const shape = broadcastShapes(op, [...conditions, ...choices, otherwise].map(shapeOf), 16);
  const made = full(shape, otherwise, { dtype });
  for (let i = choices.length - 1; i >= 0; i--) {
    const condition = conditions[i]!;
    usableStorage(op, condition);
    const mask = makeView(condition, broadcastLayout(op, layoutOf(condition), shape, false));
    assign(op, made, choices[i]!, mask);
  }
  return made;
}

/** What piecewise() puts where a condition holds: a value, or what a function makes of the elements there. */
export type Piece = ArrayLike | ((x: NDArray) => ArrayLike);

/**
 * Make an array by pieces: where each condition holds, a value or what a function makes of the elements there (all of them
 * at once). One more piece than conditions is what stands where none of them holds; without it zeros do.
 *
 * @param condlist arrays of bools of the shape of `x`, or one such array
 * @returns a new array of the shape and dtype of `x`; where several conditions hold the last one counts
 * @throws ValueError when the lists do not match; IndexError for conditions of another shape
 * @see numpy.piecewise
 * @example
 * ```ts
 * const x = nd.linspace(-2, 2, 5);
 * nd.piecewise(x, [x.less(0), x.greaterEqual(0)], [(v) => v.negative(), 7]).toString(); // '[2. 1. 7. 7. 7.]'
 * ```
 */
export function piecewise<D extends DType = DType>(
  x: NDArray<D> | ArrayLike,
  condlist: readonly ArrayLike[] | NDArray | boolean,
  funclist: readonly Piece[],
): NDArray<D> {
  const op = 'piecewise';
  const array = asArray(op, x);
  const ndim = layoutOf(array).shape.length;
  if (!Array.isArray(funclist)) throw badArgument(op, 'the pieces', 'a list of values and functions', funclist);
  const pieces = Array.from(funclist as readonly Piece[]);
  const conditions = readConditions(op, condlist, ndim).map((each) => {
    const condition = asArray(op, each);
    return layoutOf(condition).dtype === BOOL ? condition : condition.astype('bool');
  });
  const count = conditions.length;
  if (pieces.length === count + 1) {
    let some: NDArray = conditions[0] ?? asArray(op, false);
    for (const condition of conditions.slice(1)) some = logicalOr(some, condition);
    conditions.push(logicalNot(some));
  } else if (pieces.length !== count) {
    throw new ValueError(`[${op}] with ${count} condition(s), either ${count} or ${count + 1} functions are expected`);
  }
  usableStorage(op, array);
  const made = zerosLike(array);
  conditions.forEach((condition, i) => {
    const piece = pieces[i]!;
    if (typeof piece !== 'function') {
      setIndex(made, piece, [condition]);
      return;
    }
    const values = selectParts(array, [condition]);
    if (layoutOf(values).size > 0) setIndex(made, piece(values), [condition]);
  });
  return made as NDArray as NDArray<D>;
}

/** A single condition is a list of one, as in NumPy. */
function readConditions(op: string, given: unknown, ndim: number): ArrayLike[] {
  if (typeof given === 'boolean') return [given];
  if (isArray(given)) {
    const rows = layoutOf(given).shape.length;
    return rows > ndim ? [...readList(op, 'the conditions', given)] : [given];
  }
  if (!Array.isArray(given)) throw badArgument(op, 'the conditions', 'a list of arrays of bools', given);
  const list = Array.from(given as readonly ArrayLike[]);
  const isList = isArray(list[0]) || Array.isArray(list[0]);
  return isList || ndim === 0 ? list : [list];
}

/** Options of copyto(). */
export interface CopytoOptions {
  /** Which casts are allowed; default 'same_kind'. */
  readonly casting?: Casting | undefined;
  /** Copy only where this broadcasts to true. */
  readonly where?: ArrayLike | undefined;
}

/**
 * Copy values into an array, broadcast to it.
 *
 * @throws DTypeError when the cast is forbidden or the mask is not of bools; ShapeError; ReadOnlyError
 * @see numpy.copyto
 * @example
 * ```ts
 * const a = nd.zeros(3);
 * nd.copyto(a, [1, 2, 3], { where: [true, false, true] });
 * a.toString(); // '[1. 0. 3.]'
 * ```
 */
export function copyto(dst: NDArray, src: ArrayLike, options?: CopytoOptions): void {
  const op = 'copyto';
  const given = readOptions(op, options);
  const casting = parseCasting(op, given?.casting, 'same_kind');
  const whereGiven = given?.where;
  const target = layoutOf(requireArray(op, 'the destination', dst));
  const source = readChoice(op, src);
  const where =
    whereGiven === undefined || whereGiven === true
      ? undefined
      : Array.isArray(whereGiven)
        ? toArray(op, whereGiven, BOOL, undefined, 'C')
        : asArray(op, whereGiven);
  const from = isArray(source) ? layoutOf(source).dtype : weakDType(source, target.dtype);
  if (!castAllowed(from, target.dtype, casting)) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${from.name}') to dtype('${target.dtype.name}') according to the rule '${casting}'`,
    );
  }
  if (where !== undefined && layoutOf(where).dtype !== BOOL) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${layoutOf(where).dtype.name}') to dtype('bool') according to the rule 'safe'`,
    );
  }
  requireWritable(op, dst);
  if (where === undefined) {
    assign(op, dst, source);
    return;
  }
  usableStorage(op, where);
  const mask = broadcastLayout(op, fitValue(op, layoutOf(where), target.shape), target.shape, false);
  assign(op, dst, source, copyOfMask(op, dst, makeView(where, mask)));
}

/** A mask that writing the array does not change. */
function copyOfMask(op: string, dst: NDArray, mask: NDArray): NDArray {
  const shares = mayShareMemory(usableStorage(op, mask), layoutOf(mask), usableStorage(op, dst), layoutOf(dst));
  return shares ? mask.copy({ order: 'C' }) : mask;
}
