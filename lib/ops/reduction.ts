/**
 * How a reduction runs: axes and dtypes are resolved, the output is made or checked, one native call is made. A whole
 * reduction gives a JavaScript value and makes no array at all.
 */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import {
  ArgumentError,
  DTypeError,
  ReadOnlyError,
  ShapeError,
  UnsupportedError,
  ValueError,
  badArgument,
} from '../errors';
import { isArray, layoutOf, makeArray, storageOf, usableStorage } from '../core/array-core';
import { broadcastLayout } from '../core/broadcast';
import type { Complex } from '../core/complex';
import { asArray, checkStorable, copyArray } from '../core/convert';
import {
  BOOL,
  COMPLEX64,
  FLOAT32,
  FLOAT64,
  INT64,
  UINT64,
  castAllowed,
  isInexact,
  parseDType,
  promote,
  type DType,
  type DTypeInfo,
  type Scalar,
  type WeakScalar,
} from '../core/dtype';
import {
  ARGS,
  AXES,
  F,
  FLAGS,
  FLAG_MAPPED,
  FLAG_WHERE,
  NDIM,
  OPERANDS,
  OPERAND_SLOTS,
  OPERAND_STRIDES,
  SHAPE,
  fail,
  putOperand,
  putShape,
  readScalar,
  scalarAddress,
  writeScalar,
} from '../core/frame';
import { INVALID, kindsOf, kindsOfScalar, reportFold, watch } from '../core/errstate';
import { contiguousLayout, sameShape, shapeText, type Layout } from '../core/layout';
import { readAxes, readAxesOrNone, readBoolean, readOptions } from '../core/options';
import { mayShareMemory } from '../core/overlap';
import { MAPPED, newStorage, type ArrayBytes, type Storage } from '../core/storage';
import type { ArrayLike } from '../core/types';

/** Options of reductions: NumPy's keywords. Each function says which it takes. */
export interface ReductionOptions {
  /** Axis or axes to reduce; undefined or null: all. */
  readonly axis?: number | readonly number[] | null | undefined;
  /** Keep reduced axes with length 1. */
  readonly keepdims?: boolean | undefined;
  /** Dtype of the accumulator and the result. */
  readonly dtype?: DType | undefined;
  readonly out?: NDArray | undefined;
  /** Value to start from. */
  readonly initial?: WeakScalar | undefined;
  /** Elements to include: broadcasts to the array. */
  readonly where?: ArrayLike | undefined;
  /** var, std: the divisor is N - ddof. */
  readonly ddof?: number | undefined;
  /** The Array API's name of ddof. */
  readonly correction?: number | null | undefined;
  /** var, std: the mean, where it is known already, with the reduced axes kept. */
  readonly mean?: ArrayLike | null | undefined;
  /** 'number': a bigint result is given as a number, which must be exact. */
  readonly as?: 'number' | undefined;
}

/** A value of the dtype that was asked for, where one was. */
export type Asked<O, Value> = O extends { readonly dtype: infer T extends DType } ? Scalar<T> : Value;

/** A whole reduction gives a value; one with axis, keepdims or out an array. */
export type Reduced<O, Value> = O extends
  { readonly axis: number | readonly number[] } | { readonly keepdims: true } | { readonly out: NDArray }
  ? NDArray
  : O extends { readonly as: 'number' }
    ? AsNumber<Value>
    : Value;

type AsNumber<Value> = Value extends bigint ? number : Value;

/** The value of a sum or product: bigint for integers and bools, number for floats. */
export type SumType<D extends DType> = D extends 'float16' | 'float32' | 'float64'
  ? number
  : D extends 'complex64' | 'complex128'
    ? Complex
    : bigint;

/** The value of a mean. */
export type MeanType<D extends DType> = D extends 'complex64' | 'complex128' ? Complex : number;

/** A row of the reduction table. */
export interface ReductionRow {
  readonly name: string;
  readonly numpy: string;
  /** The number of the native reduction. */
  readonly code: number;
  /** How the result's dtype follows from the array's: 'widen' (sum), 'same' (max), 'mean', 'variance' (which is real) ... */
  readonly result: 'widen' | 'same' | 'mean' | 'variance' | 'bool' | 'position' | 'count';
  /** Whether an empty reduction has a value. */
  readonly identity: boolean;
  /** NumPy's name of the underlying ufunc, for messages. */
  readonly ufunc: string;
  /** Leaves nan out, as `where` leaves elements out. */
  readonly skipNan?: boolean;
}

function resultDType(row: ReductionRow, from: DTypeInfo): DTypeInfo {
  switch (row.result) {
    case 'widen':
      return isInexact(from) ? from : from.kind === 'u' ? UINT64 : INT64;
    case 'same':
      return from;
    case 'mean':
      return isInexact(from) ? from : FLOAT64;
    case 'variance':
      return from === COMPLEX64 ? FLOAT32 : from.kind === 'f' ? from : FLOAT64;
    case 'bool':
      return BOOL;
    default:
      return INT64;
  }
}

/** Positions and counts of a whole array are plain numbers. */
const scalarResult = (row: ReductionRow, value: WeakScalar): WeakScalar =>
  row.result === 'position' || row.result === 'count' ? Number(value) : value;

/** Whether bigints are to be given as numbers: the option `as`, which makes sense for whole reductions only. */
function readAs(op: string, given: unknown, whole: boolean): boolean {
  if (given === undefined) return false;
  if (given !== 'number') throw badArgument(op, 'as', "'number'", given);
  if (!whole) throw new ArgumentError(`[${op}] as: 'number' is for a whole reduction, not with axis, keepdims or out`);
  return true;
}

/** A bigint as a number. @throws ValueError when no number is exactly it */
function exactNumber(op: string, value: WeakScalar): WeakScalar {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  if (BigInt(number) !== value) {
    throw new ValueError(`[${op}] ${value} is not exactly a number: leave out as: 'number' to get a bigint`);
  }
  return number;
}

/** The accumulator's dtype: that of the result, but for bools and counts, which look at the elements as they are. */
function accumulator(row: ReductionRow, from: DTypeInfo, result: DTypeInfo): DTypeInfo {
  return row.result === 'bool' || row.result === 'position' || row.result === 'count' ? from : result;
}

function emptyError(row: ReductionRow): ValueError {
  return row.result === 'position'
    ? new ValueError(`[${row.name}] attempt to get ${row.numpy} of an empty sequence`)
    : new ValueError(`[${row.name}] zero-size array to reduction operation ${row.ufunc} which has no identity`);
}

/** Reduces a whole contiguous array of engine memory: no output array, no axes. */
function reduceFlat(row: ReductionRow, storage: Storage, layout: Layout): WeakScalar {
  if (layout.size === 0 && !row.identity) throw emptyError(row);
  const result = resultDType(row, layout.dtype);
  const { itemsize, code } = layout.dtype;
  F[ARGS] = row.code;
  F[ARGS + 1] = accumulator(row, layout.dtype, result).code;
  F[ARGS + 2] = 0;
  F[ARGS + 3] = 0;
  F[ARGS + 4] = row.skipNan === true ? 1 : 0;
  F[NDIM] = 1;
  F[FLAGS] = 0;
  F[SHAPE] = layout.size;
  F[AXES] = 1;
  F[OPERANDS] = storage.address + layout.offset;
  F[OPERANDS + 1] = code;
  F[OPERANDS + OPERAND_STRIDES] = itemsize;
  const out = OPERANDS + OPERAND_SLOTS;
  F[out] = scalarAddress(1);
  F[out + 1] = result.code;
  F[out + OPERAND_STRIDES] = 0;
  const status = native.reduce();
  if (status !== 0) fail(row.name, status);
  return readScalar(1, result);
}

/** Runs a reduction: a JavaScript value for whole arrays, an array with `axis`, `keepdims` or `out`. */
export function reduce(row: ReductionRow, a: ArrayLike, options?: ReductionOptions): WeakScalar | NDArray {
  if (options === undefined && isArray(a)) {
    const layout = layoutOf(a);
    const storage = storageOf(a);
    if (
      (layout.cContiguous || (layout.fContiguous && row.result !== 'position')) &&
      storage.kind < MAPPED &&
      storage.address !== 0 &&
      !watch.on
    ) {
      return scalarResult(row, reduceFlat(row, storage, layout));
    }
  }
  return reduceGeneral(row, a, options);
}

/** A reduction made ready: all is read and checked, the output made, an input that overlaps it copied. */
export interface ReductionCall {
  readonly row: ReductionRow;
  readonly array: ArrayBytes;
  /** Flags per axis of the array: reduced or kept. */
  readonly axes: readonly boolean[];
  readonly keepdims: boolean;
  /** The mask, broadcast to the array. */
  readonly where: ArrayBytes | undefined;
  readonly accumulate: DTypeInfo;
  readonly initial: WeakScalar | undefined;
  readonly ddof: number;
  /** The dtype of the result. */
  readonly dtype: DTypeInfo;
  /** The bytes of `made`, both undefined where the result is a JavaScript value. */
  readonly out: ArrayBytes | undefined;
  readonly made: NDArray | undefined;
  /** Bigints are given as numbers. */
  readonly asNumber: boolean;
}

function reduceGeneral(row: ReductionRow, a: ArrayLike, options: ReductionOptions | undefined): WeakScalar | NDArray {
  const call = prepareReduction(row, a, options);
  if (call.out?.layout.size === 0) return call.made!;
  putReduction(call);
  const status = native.reduce();
  if (status !== 0) fail(row.name, status);
  const reduced = takeReduced(call);
  if (watch.on) reportReduction(call, reduced);
  return reduced;
}

/** Tells of infinities and nans that a sum, product, mean or variance made of elements without any. */
function reportReduction({ row, array, out }: ReductionCall, reduced: WeakScalar | NDArray): void {
  if (row.result !== 'widen' && row.result !== 'mean' && row.result !== 'variance') return;
  const op = row.name;
  const made = isArray(reduced) ? kindsOf(op, out!.storage, out!.layout) : kindsOfScalar(reduced);
  if (made === 0) return;
  const from = kindsOf(op, array.storage, array.layout);
  const divides = row.result !== 'widen' && made === INVALID && from === 0;
  reportFold(op, divides ? 'divide' : 'reduce', row.skipNan === true ? from | INVALID : from, made);
}

/** What a reduction gave: the array it wrote, or the value that it left in the frame. */
export function takeReduced(call: ReductionCall): WeakScalar | NDArray {
  if (call.made !== undefined) return call.made;
  const value = scalarResult(call.row, readScalar(1, call.dtype));
  return call.asNumber ? exactNumber(call.row.name, value) : value;
}

/** Reads and checks the array and options of a reduction, and makes its output. */
export function prepareReduction(
  row: ReductionRow,
  a: ArrayLike,
  options: ReductionOptions | undefined,
): ReductionCall {
  const op = row.name;
  const given = readOptions(op, options);
  const axisGiven = given?.axis;
  const keepdims = readBoolean(op, 'keepdims', given?.keepdims, false);
  const dtypeGiven = given?.dtype;
  const outGiven = given?.out;
  const initialGiven = given?.initial;
  const whereGiven = given?.where;
  const asGiven: unknown = given?.as;
  const ddof = given?.ddof ?? 0;
  if (typeof ddof !== 'number') throw badArgument(op, 'ddof', 'a number', ddof);
  if (outGiven !== undefined && !isArray(outGiven)) throw badArgument(op, 'out', 'an NDArray', outGiven);
  let array = asArray(op, a);
  let layout = layoutOf(array);
  const ndim = layout.shape.length;
  const whole = axisGiven === undefined || axisGiven === null;
  const asNumber = readAs(op, asGiven, whole && !keepdims && outGiven === undefined);
  if (row.result === 'position' && !whole && typeof axisGiven !== 'number') {
    throw badArgument(op, 'axis', 'one integer', axisGiven);
  }
  const averages = row.result === 'mean' || row.result === 'variance';
  // NumPy counts the elements of plain averages by their axes, those of others by a sum.
  const countsAxes = averages && row.skipNan !== true && (whereGiven === undefined || whereGiven === true);
  const readThem = countsAxes ? readAxes : readAxesOrNone;
  const axes = whole ? layout.shape.map(() => true) : readThem(op, axisGiven, ndim);
  const where = whereGiven === undefined || whereGiven === true ? undefined : asArray(op, whereGiven);
  if (where !== undefined && layoutOf(where).dtype !== BOOL) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${layoutOf(where).dtype.name}') to dtype('bool') according to the rule 'safe'`,
    );
  }
  const asked = dtypeGiven === undefined ? undefined : parseDType(op, dtypeGiven);
  if (asked !== undefined && (row.result === 'position' || row.result === 'count')) {
    throw new UnsupportedError(`[${op}] takes no dtype`);
  }
  // Sums and products that are given an output compute in its dtype where that holds the elements.
  const widened =
    outGiven !== undefined && row.result === 'widen' ? promote(layout.dtype, layoutOf(outGiven).dtype) : undefined;
  const result = asked ?? widened ?? resultDType(row, layout.dtype);
  if (averages && !isInexact(result)) {
    throw new DTypeError(`[${op}] expected a floating dtype for ${op} but got ${result.name}`);
  }
  // NumPy would take the real part of the mean alone.
  if (row.result === 'variance' && layout.dtype.kind === 'c' && asked !== undefined && asked.kind !== 'c') {
    throw new DTypeError(`[${op}] expected a complex dtype for ${op} of ${layout.dtype.name} but got ${asked.name}`);
  }
  if (initialGiven === undefined && !row.identity) {
    if (where !== undefined) {
      throw new ValueError(
        `[${op}] reduction operation '${row.ufunc}' does not have an identity, so to use a where mask one has to specify 'initial'`,
      );
    }
  }

  const outShape: number[] = [];
  layout.shape.forEach((dim, i) => {
    if (!axes[i]) outShape.push(dim);
    else if (keepdims) outShape.push(1);
  });
  // An axis of length 0 has no least element, even where the result has no place for one.
  if (!row.identity && initialGiven === undefined && layout.shape.some((dim, i) => dim === 0 && axes[i])) {
    throw emptyError(row);
  }
  const accumulate = accumulator(row, layout.dtype, result);
  const initial = initialGiven === undefined ? undefined : checkStorable(op, initialGiven, accumulate);

  let storage = usableStorage(op, array);
  let made: NDArray | undefined;
  let target: Layout;
  if (outGiven !== undefined) {
    made = outGiven;
    target = layoutOf(outGiven);
    if (!target.writable) throw new ReadOnlyError(`[${op}] output array is read-only`);
    if (!sameShape(target.shape, outShape)) {
      throw new ShapeError(
        `[${op}] output parameter for reduction operation ${row.ufunc} has the wrong shape: expected ${shapeText(outShape)} but got ${shapeText(target.shape)}`,
      );
    }
    if (!castAllowed(result, target.dtype, 'same_kind')) {
      throw new DTypeError(
        `[${op}] Cannot cast ufunc '${row.ufunc}' output from dtype('${result.name}') to dtype('${target.dtype.name}') with casting rule 'same_kind'`,
      );
    }
    const outStorage = usableStorage(op, outGiven);
    if (mayShareMemory(storage, layout, outStorage, target)) {
      array = copyArray(op, array, layout.dtype, 'C');
      layout = layoutOf(array);
      storage = storageOf(array);
    }
  } else {
    target = contiguousLayout(op, result, outShape);
    if (!whole || keepdims) made = makeArray(newStorage(op, target.nbytes), target);
  }
  const out = made === undefined ? undefined : { storage: storageOf(made), layout: target };
  let mask: ArrayBytes | undefined;
  if (where !== undefined) {
    const whereStorage = usableStorage(op, where);
    const overlaps = out !== undefined && mayShareMemory(whereStorage, layoutOf(where), out.storage, target);
    const apart = overlaps ? copyArray(op, where, BOOL, 'C') : where;
    mask = { storage: storageOf(apart), layout: broadcastLayout(op, layoutOf(apart), layout.shape, false) };
  }
  const input = { storage, layout };
  return {
    row,
    array: input,
    axes,
    keepdims,
    where: mask,
    accumulate,
    initial,
    ddof,
    dtype: result,
    out,
    made,
    asNumber,
  };
}

/** Writes a reduction into the frame. */
export function putReduction(call: ReductionCall): void {
  const { row, array, axes, keepdims, where, accumulate, initial, ddof, dtype, out } = call;
  const ndim = axes.length;
  F[ARGS] = row.code;
  F[ARGS + 1] = accumulate.code;
  F[ARGS + 2] = ddof;
  F[ARGS + 3] = initial === undefined ? 0 : 1;
  if (initial !== undefined) writeScalar(0, accumulate, initial);
  F[ARGS + 4] = row.skipNan === true ? 1 : 0;
  putShape(array.layout.shape);
  for (let i = 0; i < ndim; i++) F[AXES + i] = axes[i] ? 1 : 0;
  putOperand(0, array.storage, array.layout);
  const outSlot = OPERANDS + OPERAND_SLOTS;
  F[outSlot] = out === undefined ? scalarAddress(1) : out.storage.address + out.layout.offset;
  F[outSlot + 1] = (out?.layout.dtype ?? dtype).code;
  let kept = 0;
  for (let i = 0; i < ndim; i++) {
    F[outSlot + OPERAND_STRIDES + i] = axes[i] || out === undefined ? 0 : out.layout.strides[keepdims ? i : kept]!;
    if (!axes[i]) kept++;
  }
  let mapped = array.storage.kind === MAPPED || out?.storage.kind === MAPPED;
  let flags = 0;
  if (where !== undefined) {
    putOperand(2, where.storage, where.layout);
    mapped ||= where.storage.kind === MAPPED;
    flags = FLAG_WHERE;
  }
  F[FLAGS] = mapped ? flags | FLAG_MAPPED : flags;
}
