/**
 * How an elementwise operation runs: operands are read, dtypes resolved to a loop, shapes broadcast, the output made or
 * checked, overlapping inputs buffered, the frame written, one native call made.
 */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ReadOnlyError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeArray, storageOf, usableStorage } from '../core/array-core';
import { broadcastShapes } from '../core/broadcast';
import { asArray, copyArray, scalarArray } from '../core/convert';
import {
  BOOL,
  BY_CODE,
  FLOAT64,
  INT64,
  INT8,
  UINT64,
  asScalar,
  castAllowed,
  integerFits,
  isInexact,
  parseCasting,
  parseDType,
  promote,
  promoteAll,
  strongDType,
  weakDType,
  type Casting,
  type DType,
  type DTypeInfo,
  type WeakScalar,
} from '../core/dtype';
import {
  ARGS,
  F,
  FLAGS,
  FLAG_MAPPED,
  FLAG_WHERE,
  fail,
  putBroadcast,
  putScalarOperand,
  putShape,
  writeScalar,
} from '../core/frame';
import { reportElementwise, watch } from '../core/errstate';
import { Layout, contiguousLayout, sameShape, shapeText } from '../core/layout';
import { readOptions } from '../core/options';
import { mayShareMemory, overlapsItself, sameElements } from '../core/overlap';
import { MAPPED, newStorage, newZeroStorage, type ArrayBytes, type Storage } from '../core/storage';
import type { ArrayLike } from '../core/types';

/** Options of elementwise functions: NumPy's keywords. */
export interface UfuncOptions {
  /** Where the result goes: an array of the broadcast shape. */
  readonly out?: NDArray | undefined;
  /** Compute only where this broadcasts to true; other elements of `out` stay (without `out`: zeros). */
  readonly where?: ArrayLike | undefined;
  /** Dtype of the computation and the result. */
  readonly dtype?: DType | undefined;
  /** Which casts of inputs and output are allowed; default 'same_kind'. */
  readonly casting?: Casting | undefined;
}

/** One loop of a ufunc: the dtypes it takes and gives, by code, and the number of its kernel. */
export interface Loop {
  readonly id: number;
  readonly in: readonly number[];
  readonly out: number;
  /** The dtype of the other result of ops that have two. */
  readonly second?: number;
}

interface UfuncRow {
  readonly name: string;
  readonly numpy: string;
  readonly inputs: number;
  readonly loops: readonly Loop[];
  /** Integers and bools compute as this dtype (by code), or -1. */
  readonly integersAs: number;
  /** Has loops for int64 beside uint64. */
  readonly mixedSign: boolean;
  readonly comparison: boolean;
  /** The first operand is a bool condition, whatever the others are. */
  readonly condition: boolean;
  /** Largest error of floating results, in units in the last place. */
  readonly maxUlp: number;
  /** Largest distance of complex results, in units in the last place of the larger part. */
  readonly complexUlp: number;
  readonly refuseBool: string | null;
  /** What changes nothing beside any element, where there is such a value. */
  readonly identity: WeakScalar | undefined;
  /** Whether the elements of a reduction may be combined in any order. */
  readonly reorderable: boolean;
}

/** A row of the op table, with the loop of each dtype at hand. */
export interface Ufunc extends UfuncRow {
  /** By dtype code: the loop for operands that are all of this dtype. */
  readonly byDType: readonly (Loop | undefined)[];
  /** Has loops of floats only, or inputs of dtypes of their own: the first loop that each operand casts to is taken. */
  readonly searched: boolean;
  /** Inputs that are integers beside floats, by position. */
  readonly exponents: readonly boolean[];
}

/** Completes a row. */
export function makeUfunc(row: UfuncRow): Ufunc {
  const inexact = (code: number): boolean => isInexact(BY_CODE[code]!);
  const searched = row.integersAs < 0 && row.loops.every((loop) => inexact(loop.in[0]!));
  const exponents = row.loops[0]!.in.map((_, k) => searched && row.loops.every((loop) => !inexact(loop.in[k]!)));
  return { ...row, byDType: BY_CODE.map((dtype) => findLoop(row, dtype)), searched, exponents };
}

/** The loop of a dtype itself, or else the first that takes it by safe casts. */
function findLoop(row: UfuncRow, dtype: DTypeInfo): Loop | undefined {
  if (row.refuseBool !== null && dtype.kind === 'b') return undefined;
  const from = row.integersAs >= 0 && !isInexact(dtype) ? BY_CODE[row.integersAs]! : dtype;
  const first = row.condition ? 1 : 0;
  const uniform = row.loops.filter((loop) => loop.in.every((code, k) => k < first || code === loop.in[first]));
  return (
    uniform.find((loop) => loop.in[first] === from.code) ??
    uniform.find((loop) => castAllowed(from, BY_CODE[loop.in[first]!]!, 'safe'))
  );
}

/** A read operand: an array with storage and layout, or a scalar. */
export interface Operand extends ArrayBytes {
  array: NDArray | undefined;
  scalar: WeakScalar;
}

const NO_STORAGE = undefined as unknown as Storage;
const NO_LAYOUT = undefined as unknown as Layout;

function readOperand(op: string, x: ArrayLike): Operand {
  const scalar = isArray(x) ? undefined : asScalar(op, x);
  if (scalar !== undefined) return { array: undefined, storage: NO_STORAGE, layout: NO_LAYOUT, scalar };
  const array = asArray(op, x);
  return { array, storage: NO_STORAGE, layout: layoutOf(array), scalar: false };
}

/** The dtype each operand counts as: arrays their own, scalars weakly beside arrays. */
function operandDTypes(u: Ufunc, operands: readonly Operand[]): DTypeInfo[] {
  const op = u.name;
  let strong: DTypeInfo | undefined;
  for (const [k, { array, layout }] of operands.entries()) {
    if (array !== undefined && !(u.condition && k === 0) && !u.exponents[k]!)
      strong = strong === undefined ? layout.dtype : promote(strong, layout.dtype);
  }
  return operands.map(({ array, layout, scalar }, k) => {
    if (array !== undefined) return layout.dtype;
    if (u.exponents[k]!)
      return Number.isInteger(scalar) || typeof scalar === 'bigint' ? INT64 : strongDType(op, scalar);
    // Beside an array of exponents alone an integer fits the narrowest floats.
    const integral = typeof scalar === 'bigint' || Number.isInteger(scalar);
    if (integral && strong === undefined && operands.some(({ array: other }) => other !== undefined)) return INT8;
    return strong === undefined ? strongDType(op, scalar) : weakDType(scalar, strong);
  });
}

/** Comparisons and logical operations: what they give does not depend on the dtype they compute in. */
function givesBools(u: Ufunc): boolean {
  return u.loops.every((loop) => BY_CODE[loop.out] === BOOL);
}

/** Integers beyond an integer dtype still compare by value: they are computed in a dtype that holds both. */
function comparisonDTypes(operands: readonly Operand[], dtypes: DTypeInfo[]): DTypeInfo[] {
  return dtypes.map((dtype, k) => {
    const operand = operands[k]!;
    const { array, scalar } = operand;
    if (array !== undefined || typeof scalar === 'boolean' || typeof scalar === 'object') return dtype;
    if (isInexact(dtype) || dtype.kind === 'b') return dtype;
    if (integerFits(scalar, dtype)) return dtype;
    if (integerFits(scalar, INT64)) return INT64;
    if (integerFits(scalar, UINT64)) return UINT64;
    // Beyond 64 bits it compares as an infinity does, and that exactly.
    operand.scalar = scalar > 0 ? Infinity : -Infinity;
    return FLOAT64;
  });
}

/** The first loop whose inputs hold every value of the dtypes. */
function findSafeLoop(u: Ufunc, dtypes: readonly DTypeInfo[]): Loop | undefined {
  return u.loops.find((loop) => loop.in.every((code, k) => castAllowed(dtypes[k]!, BY_CODE[code]!, 'safe')));
}

function noLoop(u: Ufunc): never {
  throw new DTypeError(
    `[${u.name}] ufunc '${u.numpy}' not supported for the input types, and the inputs could not be safely coerced to any supported types according to the casting rule ''safe''`,
  );
}

/** The loop for operands of some dtypes. @throws DTypeError where there is none */
export function resolveLoop(u: Ufunc, dtypes: readonly DTypeInfo[]): Loop {
  const common = promoteAll(u.condition ? dtypes.slice(1) : dtypes);
  if (u.mixedSign && common === FLOAT64 && !dtypes.some(isInexact)) {
    const unsigned = dtypes.map((d) => d === UINT64);
    const loop = u.loops.find((l) =>
      l.in.every(
        (code, k) =>
          (BY_CODE[code] === UINT64) === unsigned[k] && BY_CODE[code]!.itemsize === 8 && !isInexact(BY_CODE[code]!),
      ),
    );
    if (loop !== undefined) return loop;
  }
  if (common === BOOL && u.refuseBool !== null) throw new DTypeError(`[${u.name}] ${u.refuseBool}`);
  return (u.searched ? findSafeLoop(u, dtypes) : u.byDType[common.code]) ?? noLoop(u);
}

/** Checks that arrays may be cast to the dtypes of a loop. */
function checkInputs(u: Ufunc, loop: Loop, operands: readonly Operand[], casting: Casting): void {
  operands.forEach(({ array, layout }, k) => {
    const to = BY_CODE[loop.in[k]!]!;
    if (array === undefined || castAllowed(layout.dtype, to, casting)) return;
    throw new DTypeError(
      `[${u.name}] Cannot cast ufunc '${u.numpy}' input ${k} from dtype('${layout.dtype.name}') to dtype('${to.name}') with casting rule '${casting}'`,
    );
  });
}

/** The loop that a `dtype` option asks for. */
function resolveAs(u: Ufunc, dtype: DTypeInfo, operands: readonly Operand[], casting: Casting): Loop {
  // Where all loops give the same, the operands say which one it is.
  if (!givesBools(u) && u.loops.every((each) => each.out === dtype.code)) {
    return resolveLoop(u, operandDTypes(u, operands));
  }
  const dtypes = u.exponents.includes(true) ? operandDTypes(u, operands) : [];
  const loops = u.loops.filter(
    (l) =>
      l.out === dtype.code &&
      (l.second ?? l.out) === l.out &&
      l.in.every(
        (code, k) => code === l.in[0] || (u.exponents[k]! && castAllowed(dtypes[k]!, BY_CODE[code]!, casting)),
      ),
  );
  // Of those that differ in their inputs (moduli) the first that holds every value of the arrays.
  const taken = (l: Loop): boolean =>
    operands.every(
      ({ array, layout }, k) => array === undefined || castAllowed(layout.dtype, BY_CODE[l.in[k]!]!, 'safe'),
    );
  const loop = givesBools(u) ? loops[0] : (loops.find(taken) ?? loops[0]);
  if (loop === undefined) {
    throw new DTypeError(
      `[${u.name}] No loop matching the specified signature and casting was found for ufunc ${u.numpy}`,
    );
  }
  operands.forEach(({ array, layout, scalar }, k) => {
    const to = BY_CODE[loop.in[k]!]!;
    const from = array === undefined ? weakDType(scalar, to) : layout.dtype;
    if (!castAllowed(from, to, casting)) {
      throw new DTypeError(
        `[${u.name}] Cannot cast ufunc '${u.numpy}' input ${k} from dtype('${from.name}') to dtype('${to.name}') with casting rule '${casting}'`,
      );
    }
  });
  return loop;
}

/** Checks that an output can take the loop's result, and is of the shape. */
export function checkOut(op: string, name: string, out: NDArray, from: DTypeInfo, casting: Casting): Layout {
  const layout = layoutOf(out);
  if (!layout.writable) throw new ReadOnlyError(`[${op}] output array is read-only`);
  if (!castAllowed(from, layout.dtype, casting)) {
    throw new DTypeError(
      `[${op}] Cannot cast ufunc '${name}' output from dtype('${from.name}') to dtype('${layout.dtype.name}') with casting rule '${casting}'`,
    );
  }
  return layout;
}

/** Strides of a new array that keeps the axis order of its inputs (NumPy's order 'K'). */
export function keepOrderStrides(
  shape: readonly number[],
  itemsize: number,
  inputs: readonly Layout[],
): number[] | undefined {
  const ndim = shape.length;
  if (ndim < 2 || inputs.every((l) => l.cContiguous || l.size <= 1)) return undefined;
  // Axes from the fastest to the slowest; an insertion sort by the inputs' strides, ambiguous pairs left as they are.
  const axes = Array.from({ length: ndim }, (_, k) => ndim - 1 - k);
  const stride = (l: Layout, axis: number): number => {
    const own = axis - (ndim - l.shape.length);
    return own < 0 || l.shape[own] === 1 ? 0 : Math.abs(l.strides[own]!);
  };
  for (let i = 1; i < ndim; i++) {
    let position = i;
    const moving = axes[i]!;
    for (let j = i - 1; j >= 0; j--) {
      let ambiguous = true;
      let swap = false;
      for (const l of inputs) {
        const here = stride(l, moving);
        const there = stride(l, axes[j]!);
        if (here === 0 || there === 0) continue;
        if (there <= here) swap = false;
        else if (ambiguous) swap = true;
        ambiguous = false;
      }
      if (ambiguous) continue;
      if (!swap) break;
      position = j;
    }
    axes.splice(i, 1);
    axes.splice(position, 0, moving);
  }
  if (axes.every((axis, k) => axis === ndim - 1 - k)) return undefined;
  const strides = new Array<number>(ndim);
  let step = itemsize;
  for (const axis of axes) {
    strides[axis] = step;
    if (shape[axis] !== 0) step *= shape[axis]!;
  }
  return strides;
}

/** An elementwise operation made ready: all is read and checked, the output made, overlapping inputs copied. */
export interface UfuncCall {
  readonly op: string;
  readonly loop: Loop;
  /** The broadcast shape. */
  readonly shape: readonly number[];
  readonly operands: readonly Operand[];
  readonly where: ArrayBytes | undefined;
  /** Where the result is written: the bytes of `made`. */
  readonly out: ArrayBytes;
  readonly made: NDArray;
  /** The same of the second result, where there are two. */
  readonly second: ArrayBytes | undefined;
  readonly madeSecond: NDArray | undefined;
}

/** Runs a ufunc on any operands. */
export function general(u: Ufunc, inputs: readonly ArrayLike[], options: UfuncOptions | undefined): NDArray {
  const call = prepareUfunc(u, inputs, options, watch.on);
  if (call.out.layout.size === 0) return call.made;
  putUfunc(call);
  const status = native.elementwise();
  if (status !== 0) fail(call.op, status);
  if (watch.on) reportElementwise(call.op, u.numpy, BY_CODE[call.loop.in[0]!]!, BY_CODE[call.loop.out]!);
  return call.made;
}

/**
 * Reads and checks the operands and options of a ufunc, and makes its output.
 *
 * @param keep inputs must not be overwritten by the output: they are looked at afterwards
 */
export function prepareUfunc(
  u: Ufunc,
  inputs: readonly ArrayLike[],
  options: UfuncOptions | undefined,
  keep = false,
): UfuncCall {
  const given = readOptions(u.name, options);
  const out = given?.out;
  if (out !== undefined && !isArray(out)) throw badArgument(u.name, 'out', 'an NDArray', out);
  return prepareCall(u, inputs, given, out, undefined, keep);
}

/** Reads and checks operands and options; `second` is the second output of ops that have two. */
export function prepareCall(
  u: Ufunc,
  inputs: readonly ArrayLike[],
  given: Omit<UfuncOptions, 'out'> | undefined,
  out: NDArray | undefined,
  second: NDArray | undefined,
  keep: boolean,
): UfuncCall {
  const op = u.name;
  const whereGiven = given?.where;
  const dtypeGiven = given?.dtype;
  const casting = parseCasting(op, given?.casting, 'same_kind');
  const operands = inputs.map((x) => readOperand(op, x));
  const where = whereGiven === undefined || whereGiven === true ? undefined : asArray(op, whereGiven);
  const dtypes = operandDTypes(u, operands);
  const asked = dtypeGiven === undefined ? undefined : parseDType(op, dtypeGiven);
  const bools = givesBools(u);
  const loop =
    asked === undefined || (bools && asked === BOOL)
      ? resolveLoop(u, bools ? comparisonDTypes(operands, dtypes) : dtypes)
      : resolveAs(u, asked, operands, casting);
  if (casting === 'no' || casting === 'equiv') checkInputs(u, loop, operands, casting);
  return prepareLoop(u, loop, operands, out, second, where, casting, keep);
}

function prepareLoop(
  u: Ufunc,
  loop: Loop,
  operands: Operand[],
  out: NDArray | undefined,
  secondOut: NDArray | undefined,
  where: NDArray | undefined,
  casting: Casting,
  keep: boolean,
): UfuncCall {
  const op = u.name;
  const result = BY_CODE[loop.out]!;
  const secondResult = loop.second === undefined ? undefined : BY_CODE[loop.second]!;
  const outLayout = out === undefined ? undefined : checkOut(op, u.numpy, out, result, casting);
  const secondLayout = secondOut === undefined ? undefined : checkOut(op, u.numpy, secondOut, secondResult!, casting);
  const whereLayout = where === undefined ? undefined : layoutOf(where);
  if (whereLayout !== undefined && whereLayout.dtype !== BOOL) {
    throw new DTypeError(
      `[${op}] Cannot cast array data from dtype('${whereLayout.dtype.name}') to dtype('bool') according to the rule 'safe'`,
    );
  }
  const layouts: Layout[] = [];
  operands.forEach((operand, k) => {
    if (operand.array === undefined) readScalarFor(op, operand, BY_CODE[loop.in[k]!]!);
    if (operand.array !== undefined) layouts.push(operand.layout);
  });
  const shapes = layouts.map((l) => l.shape);
  if (whereLayout !== undefined) shapes.push(whereLayout.shape);
  let shape = broadcastShapes(op, shapes, result.itemsize);
  if (outLayout !== undefined) shape = outputShape(op, shape, outLayout, result);
  if (secondLayout !== undefined) {
    shape = outputShape(op, shape, secondLayout, secondResult!);
    if (outLayout !== undefined) outputShape(op, shape, outLayout, result);
  }

  // Everything a caller could interfere with has been read: storages are checked from here on.
  for (const operand of operands) {
    if (operand.array !== undefined) operand.storage = usableStorage(op, operand.array);
  }
  const whereStorage = where === undefined ? undefined : usableStorage(op, where);
  const outStorage = out === undefined ? undefined : usableStorage(op, out);
  const secondStorage = secondOut === undefined ? undefined : usableStorage(op, secondOut);
  if (outStorage !== undefined) setInputsApart(op, operands, outStorage, outLayout!, keep);
  if (secondStorage !== undefined) setInputsApart(op, operands, secondStorage, secondLayout!, keep);
  const made = out ?? newResult(op, result, shape, layouts, where !== undefined);
  const target: ArrayBytes = { storage: storageOf(made), layout: layoutOf(made) };
  let madeSecond: NDArray | undefined;
  let second: ArrayBytes | undefined;
  if (secondResult !== undefined) {
    if (secondOut === undefined) {
      madeSecond = newResult(op, secondResult, shape, layouts, where !== undefined);
    } else {
      const shared = mayShareMemory(secondStorage!, secondLayout!, target.storage, target.layout);
      madeSecond = shared ? copyArray(op, secondOut, secondLayout!.dtype, 'C') : secondOut;
    }
    second = { storage: storageOf(madeSecond), layout: layoutOf(madeSecond) };
  }
  let mask: ArrayBytes | undefined;
  if (whereLayout !== undefined) {
    const overlaps = [target, second].some(
      (to) => to !== undefined && mayShareMemory(whereStorage!, whereLayout, to.storage, to.layout),
    );
    const apart = overlaps ? copyArray(op, where!, BOOL, 'C') : where!;
    mask = { storage: storageOf(apart), layout: layoutOf(apart) };
  }
  return { op, loop, shape, operands, where: mask, out: target, made, second, madeSecond };
}

/** The shape of an output that all operands broadcast to. */
function outputShape(op: string, shape: readonly number[], out: Layout, dtype: DTypeInfo): readonly number[] {
  const wider = broadcastShapes(op, [shape, out.shape], dtype.itemsize);
  if (sameShape(wider, out.shape)) return out.shape;
  throw new ShapeError(
    `[${op}] non-broadcastable output operand with shape ${shapeText(out.shape)} doesn't match the broadcast shape ${shapeText(wider)}`,
  );
}

/** A new output in the order of axes of the inputs; zeros where not every element is written. */
function newResult(
  op: string,
  dtype: DTypeInfo,
  shape: readonly number[],
  inputs: readonly Layout[],
  masked: boolean,
): NDArray {
  const strides = keepOrderStrides(shape, dtype.itemsize, inputs);
  const plain = contiguousLayout(op, dtype, shape);
  const layout = strides === undefined ? plain : new Layout(dtype, shape, strides, 0, plain.size, true);
  return makeArray(masked ? newZeroStorage(op, layout.nbytes) : newStorage(op, layout.nbytes), layout);
}

/** Copies inputs that overlap an output in an order that matters. */
function setInputsApart(op: string, operands: readonly Operand[], storage: Storage, out: Layout, keep: boolean): void {
  for (const operand of operands) {
    if (operand.array === undefined || !mayShareMemory(operand.storage, operand.layout, storage, out)) continue;
    const apart = !keep && (out.cContiguous || !overlapsItself(out));
    if (apart && sameElements(operand.storage, operand.layout, storage, out)) continue;
    const copy = copyArray(op, operand.array, operand.layout.dtype, 'C');
    operand.storage = storageOf(copy);
    operand.layout = layoutOf(copy);
    operand.array = copy;
  }
}

/** Writes an operation into the frame. */
export function putUfunc(call: UfuncCall): void {
  const { loop, shape, operands, where, out, second } = call;
  let mapped = out.storage.kind === MAPPED || second?.storage.kind === MAPPED;
  putShape(shape);
  for (let k = 0; k < operands.length; k++) {
    const { array, storage, layout, scalar } = operands[k]!;
    if (array !== undefined) {
      putBroadcast(k, storage, layout, shape);
      mapped ||= storage.kind === MAPPED;
    } else {
      const dtype = BY_CODE[loop.in[k]!]!;
      putScalarOperand(k, writeScalar(k, dtype, scalar), dtype, shape.length);
    }
  }
  let next = operands.length;
  putBroadcast(next++, out.storage, out.layout, shape);
  if (second !== undefined) putBroadcast(next++, second.storage, second.layout, shape);
  let flags = 0;
  if (where !== undefined) {
    putBroadcast(next, where.storage, where.layout, shape);
    mapped ||= where.storage.kind === MAPPED;
    flags = FLAG_WHERE;
  }
  F[ARGS] = loop.id;
  F[FLAGS] = mapped ? flags | FLAG_MAPPED : flags;
}

/**
 * Checks a scalar against the loop's dtype. One that only an unsafe cast brings there becomes an array, which C++ casts.
 *
 * @throws ValueError when an integer is out of bounds
 */
function readScalarFor(op: string, operand: Operand, dtype: DTypeInfo): void {
  const { scalar } = operand;
  if (dtype.kind === 'c' || dtype.kind === 'b' || typeof scalar === 'boolean') return;
  if (typeof scalar === 'object' || (dtype.kind !== 'f' && typeof scalar === 'number' && !Number.isInteger(scalar))) {
    operand.array = scalarArray(op, scalar);
    operand.layout = layoutOf(operand.array);
    return;
  }
  if (dtype.kind !== 'f' && !integerFits(scalar, dtype)) {
    throw new ValueError(`[${op}] integer ${scalar} out of bounds for ${dtype.name}`);
  }
}

/** Reads operands, and resolves the loop for them; scalars are checked against it. */
export function resolveOperands(u: Ufunc, inputs: readonly ArrayLike[]): { loop: Loop; operands: readonly Operand[] } {
  const operands = inputs.map((x) => readOperand(u.name, x));
  const dtypes = operandDTypes(u, operands);
  const loop = resolveLoop(u, givesBools(u) ? comparisonDTypes(operands, dtypes) : dtypes);
  operands.forEach((operand, k) => {
    if (operand.array === undefined) readScalarFor(u.name, operand, BY_CODE[loop.in[k]!]!);
  });
  return { loop, operands };
}
