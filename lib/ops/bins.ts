/** Edges of bins, and the native calls that count what falls between them. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { DTypeError, ShapeError, ValueError, badArgument, describe } from '../errors';
import { isArray, layoutOf, makeZeros, usableStorage } from '../core/array-core';
import { asArray, scalarArray } from '../core/convert';
import {
  COMPLEX128,
  FLOAT16,
  FLOAT32,
  FLOAT64,
  INT64,
  UINT64,
  isInexact,
  promote,
  type DTypeInfo,
} from '../core/dtype';
import { ARGS, F, FLAGS, FLAG_MAPPED, fail, putOperand, putShape } from '../core/frame';
import type { ArrayLike } from '../core/types';
import { any, max, min } from './reductions.gen';
import { astype } from './casting';
import { greater, greaterEqual, subtract } from './elementwise.gen';
import { addressOf, isMapped, plainArray } from './plain-array';
import { linspace } from './ranges';

/** The interval that bins cover: lower and upper end. */
export type Range = readonly [number, number];

/** Where bins begin and end. */
export interface Bins {
  readonly edges: NDArray;
  /** Of bins of equal width: the outer edges and the distance between them. */
  readonly uniform?: { readonly first: number; readonly last: number; readonly span: number; readonly wide: boolean };
}

export interface OuterEdges {
  readonly first: number;
  readonly last: number;
  readonly span: number;
  /** Whether the caller gave them. */
  readonly given: boolean;
}

/** Reads a range: two finite numbers, the first of which is not greater. */
export function readRange(op: string, range: unknown): Range | undefined {
  if (range === undefined || range === null) return undefined;
  const list = range as { readonly length?: unknown; readonly [i: number]: unknown };
  if (typeof range !== 'object' || list.length !== 2) throw badArgument(op, 'range', 'two numbers', range);
  const [first, last] = [list[0], list[1]].map((end) => (typeof end === 'bigint' ? Number(end) : end));
  if (typeof first !== 'number' || typeof last !== 'number') throw badArgument(op, 'range', 'two numbers', range);
  if (first > last) throw new ValueError(`[${op}] max must be larger than min in range parameter.`);
  if (!Number.isFinite(first) || !Number.isFinite(last)) {
    throw new ValueError(`[${op}] supplied range of [${first}, ${last}] is not finite`);
  }
  return [first, last];
}

/** A difference in the arithmetic of a floating dtype. */
function difference(dtype: DTypeInfo, last: number, first: number): number {
  if (dtype !== FLOAT32 && dtype !== FLOAT16) return last - first;
  const rounded = subtract(scalarArray('histogram', last, dtype), scalarArray('histogram', first, dtype));
  return rounded.item() as number;
}

/** The outermost edges: those given, or the least and the greatest element; moved apart where they are the same. */
export function outerEdges(op: string, a: NDArray, range: Range | undefined): OuterEdges {
  const { dtype, size } = layoutOf(a);
  if (range !== undefined) return expanded(FLOAT64, range[0], range[1], range[1] - range[0], true);
  if (size === 0) return { first: 0, last: 1, span: 1, given: true };
  const first = min(a) as number | bigint;
  const last = max(a) as number | bigint;
  if (typeof first === 'bigint' || typeof last === 'bigint') {
    return expanded(FLOAT64, Number(first), Number(last), Number(BigInt(last) - BigInt(first)), false);
  }
  if (!Number.isFinite(first) || !Number.isFinite(last)) {
    throw new ValueError(`[${op}] autodetected range of [${first}, ${last}] is not finite`);
  }
  const arithmetic = isInexact(dtype) ? dtype : FLOAT64;
  return expanded(arithmetic, first, last, difference(arithmetic, last, first), false);
}

function expanded(dtype: DTypeInfo, first: number, last: number, span: number, given: boolean): OuterEdges {
  if (span !== 0) return { first, last, span, given };
  const half = scalarArray('histogram', 0.5, dtype);
  const low = subtract(scalarArray('histogram', first, dtype), half).item() as number;
  const high = subtract(scalarArray('histogram', last, dtype), subtract(scalarArray('histogram', 0, dtype), half));
  const upper = high.item() as number;
  return { first: low, last: upper, span: difference(dtype, upper, low), given };
}

/** Edges of bins of equal width, in the dtype of floats, float64 for integers. */
export function uniformBins(op: string, a: NDArray, count: number, outer: OuterEdges): Bins {
  const { dtype: from } = layoutOf(a);
  const dtype = isInexact(from) ? from : FLOAT64;
  const { first, last, span, given } = outer;
  const num = count + 1;
  const edges =
    given || dtype === FLOAT64
      ? linspace(first, last, { num, dtype: dtype.name })
      : linspace(scalarArray(op, first, dtype), scalarArray(op, last, dtype), { num, dtype: dtype.name });
  if (any(greaterEqual(edges.at(':-1'), edges.at('1:')))) {
    throw new ValueError(`[${op}] Too many bins for data range. Cannot create ${count} finite-sized bins.`);
  }
  return { edges, uniform: { first, last, span, wide: given && dtype !== FLOAT64 } };
}

/** A number of bins. */
export function readCount(op: string, name: string, value: unknown): number {
  const count = typeof value === 'bigint' ? Number(value) : value;
  if (typeof count !== 'number' || !Number.isInteger(count)) {
    throw new DTypeError(`[${op}] \`${name}\` must be an integer, a string, or an array but got ${describe(value)}`);
  }
  if (count < 1) throw new ValueError(`[${op}] \`${name}\` must be positive, when an integer`);
  if (count >= 2 ** 47) throw new ValueError(`[${op}] \`${name}\` is too large: ${count}`);
  return count;
}

/** Edges that a caller gave. */
export function givenEdges(op: string, name: string, value: ArrayLike): NDArray {
  const edges = asArray(op, value);
  const { dtype, shape } = layoutOf(edges);
  if (shape.length !== 1) throw new ShapeError(`[${op}] \`${name}\` must be 1d, when an array`);
  if (dtype.kind === 'c') throw new DTypeError(`[${op}] expected real edges for ${name} but got ${dtype.name}`);
  if (shape[0]! > 1 && any(greater(edges.at(':-1'), edges.at('1:')))) {
    throw new ValueError(`[${op}] \`${name}\` must increase monotonically, when an array`);
  }
  return edges;
}

/** Whether a value is a number of bins, and no list of edges. */
export const isCount = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (isArray(value) && layoutOf(value).shape.length === 0);

const UNIFORM = 0;
const EDGES = 1;
const POSITIONS = 2;

/** The dtype in which elements are looked up among edges. */
function searched(a: DTypeInfo, edges: DTypeInfo): DTypeInfo {
  const common = promote(a, edges);
  if (common === FLOAT32 || common === FLOAT64) return common;
  if (common.kind === 'f') return FLOAT32;
  return common.kind === 'u' ? UINT64 : INT64;
}

function putBins(op: string, a: NDArray, bins: Bins, out: NDArray): NDArray {
  const { dtype } = layoutOf(a);
  const { edges, uniform } = bins;
  const half = layoutOf(edges).dtype === FLOAT16;
  const computed =
    uniform === undefined ? searched(dtype, layoutOf(edges).dtype) : half ? FLOAT32 : layoutOf(edges).dtype;
  const plain = plainArray(op, edges, computed);
  const address = addressOf(op, plain);
  F[ARGS] = uniform === undefined ? EDGES : UNIFORM;
  F[ARGS + 1] = computed.code;
  F[ARGS + 2] = layoutOf(edges).size - 1;
  F[ARGS + 3] = address;
  F[ARGS + 4] = uniform?.first ?? 0;
  F[ARGS + 5] = uniform?.last ?? 0;
  F[ARGS + 6] = uniform?.span ?? 1;
  F[ARGS + 7] = (half ? 1 : 0) + (uniform?.wide === true ? 2 : 0);
  F[ARGS + 8] = addressOf(op, out);
  F[ARGS + 9] = layoutOf(out).dtype.code;
  F[ARGS + 10] = 0;
  F[FLAGS] = isMapped(a) ? FLAG_MAPPED : 0;
  return plain;
}

function putElements(op: string, a: NDArray, weights: NDArray | undefined): void {
  putShape(layoutOf(a).shape);
  putOperand(0, usableStorage(op, a), layoutOf(a));
  if (weights === undefined) return;
  F[ARGS + 10] = 1;
  putOperand(1, usableStorage(op, weights), layoutOf(weights));
  if (isMapped(weights)) F[FLAGS] = FLAG_MAPPED;
}

/** The dtype in which weights are added up. */
const sumDType = (weights: NDArray | undefined): DTypeInfo =>
  weights === undefined ? INT64 : layoutOf(weights).dtype.kind === 'c' ? COMPLEX128 : FLOAT64;

/** Counts elements, or adds up their weights, which have the shape of `a`: int64, float64 or complex128. */
export function countInBins(op: string, a: NDArray, bins: Bins, weights: NDArray | undefined): NDArray {
  const count = layoutOf(bins.edges).size - 1;
  const out = makeZeros(op, sumDType(weights), [Math.max(count, 0)]);
  usableStorage(op, a);
  if (weights !== undefined) usableStorage(op, weights);
  if (count < 1 || layoutOf(a).size === 0) return out;
  const edges = putBins(op, a, bins, out);
  putElements(op, a, weights);
  const status = native.histogram();
  usableStorage(op, edges);
  if (status !== 0) fail(op, status);
  return out;
}

/** How often each position below `count` occurs, or the sums of the weights there. */
export function countPositions(op: string, positions: NDArray, count: number, weights: NDArray | undefined): NDArray {
  const out = makeZeros(op, sumDType(weights), [count]);
  usableStorage(op, positions);
  if (count === 0 || layoutOf(positions).size === 0) return out;
  F[ARGS] = POSITIONS;
  F[ARGS + 1] = INT64.code;
  F[ARGS + 2] = count;
  F[ARGS + 8] = addressOf(op, out);
  F[ARGS + 9] = layoutOf(out).dtype.code;
  F[ARGS + 10] = 0;
  F[FLAGS] = isMapped(positions) ? FLAG_MAPPED : 0;
  putElements(op, positions, weights);
  const status = native.histogram();
  if (status !== 0) fail(op, status);
  return out;
}

/** positions = positions * bins + the bin of each element of `a`, or -1 where there is none. */
export function addPositions(op: string, positions: NDArray, a: NDArray, edges: NDArray): void {
  if (layoutOf(a).size === 0) return;
  const kept = putBins(op, a, { edges }, positions);
  putElements(op, a, undefined);
  const status = native.binPositions();
  usableStorage(op, kept);
  if (status !== 0) fail(op, status);
}

/** Where each element lies among increasing edges, none of which is nan. */
export function digits(op: string, a: NDArray, edges: NDArray, right: boolean): NDArray {
  const out = makeZeros(op, INT64, layoutOf(a).shape);
  usableStorage(op, a);
  if (layoutOf(a).size === 0 || layoutOf(edges).size === 0) return out;
  const kept = putBins(op, a, { edges }, out);
  putElements(op, a, undefined);
  F[ARGS + 10] = right ? 1 : 0;
  const status = native.digitize();
  usableStorage(op, kept);
  if (status !== 0) fail(op, status);
  return out;
}

/** Bools as uint8, others as they are. */
export function countable(op: string, a: NDArray): NDArray {
  const { dtype } = layoutOf(a);
  if (dtype.kind === 'c') throw new DTypeError(`[${op}] expected real numbers but got ${dtype.name}`);
  return dtype.kind === 'b' ? astype(a, 'uint8') : a;
}
