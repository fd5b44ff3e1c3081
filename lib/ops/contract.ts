/**
 * Sums of products of two arrays whose axes have labels: what tensordot, dot, inner and einsum come down to. Axes that both
 * have and the result has not are summed over. The engine sees a stack of matrix products over the arrays' own strides; an
 * operand is copied only where the axes of one side cannot be walked as one.
 */
import type { NDArray } from '../ndarray';
import { layoutOf, makeEmpty, makeView, makeZeros, storageOf, usableStorage } from '../core/array-core';
import { copyArray } from '../core/convert';
import type { DTypeInfo } from '../core/dtype';
import { Layout } from '../core/layout';
import { release, type Storage } from '../core/storage';
import { multiply } from './elementwise.gen';
import { multiplyStrided, productInput, type Strided } from './matmul';

/** An array and the label of each of its axes, no two the same. */
export interface Labelled {
  readonly array: NDArray;
  readonly labels: readonly number[];
}

/** An axis with its strides in the operands and the result (0 where they have none of it). */
interface Axis {
  readonly label: number;
  readonly length: number;
  readonly a: number;
  readonly b: number;
  readonly out: number;
}

/** The array with its axes in the order of `labels`, of which those it lacks have length 1. */
export function arrange({ array, labels: own }: Labelled, labels: readonly number[]): NDArray {
  const { dtype, shape, strides, offset, size, writable } = layoutOf(array);
  const places = labels.map((label) => own.indexOf(label));
  const lengths = places.map((i) => (i < 0 ? 1 : shape[i]!));
  const steps = places.map((i) => (i < 0 ? dtype.itemsize : strides[i]!));
  return makeView(array, new Layout(dtype, lengths, steps, offset, size, writable));
}

/** Leaves out axes of one that stretch to a length that another operand has. */
export function withoutStretched(x: Labelled, lengths: ReadonlyMap<number, number>): Labelled {
  const { shape } = layoutOf(x.array);
  const kept = x.labels.filter((label, i) => shape[i] !== 1 || lengths.get(label) === 1);
  if (kept.length === x.labels.length) return x;
  return { array: arrange(x, kept), labels: kept };
}

/** Neighbouring axes that every array walks as one become one. */
function merged(axes: readonly Axis[]): Axis[] {
  const result: Axis[] = [];
  for (const axis of axes) {
    if (axis.length === 1) continue;
    const last = result.at(-1);
    const one =
      last !== undefined &&
      last.a === axis.a * axis.length &&
      last.b === axis.b * axis.length &&
      last.out === axis.out * axis.length;
    if (one) result[result.length - 1] = { ...axis, length: last.length * axis.length };
    else result.push(axis);
  }
  return result;
}

const single = (axes: readonly Axis[]): Axis | undefined =>
  axes.length === 0 ? { label: 0, length: 1, a: 0, b: 0, out: 0 } : axes.length === 1 ? axes[0] : undefined;

/** Copies an operand so that the axes of `labels` follow each other in it. */
function inOrder(op: string, x: Labelled, labels: readonly number[], temporaries: Storage[]): Labelled {
  const copy = copyArray(op, arrange(x, labels), layoutOf(x.array).dtype, 'C');
  temporaries.push(storageOf(copy));
  return { array: copy, labels };
}

/**
 * The sum over all labels that `out` lacks of the products of two arrays, computed in `dtype`.
 *
 * @param a every label of it is in `b` or `out`, and so the other way round; lengths agree
 */
export function contract(op: string, dtype: DTypeInfo, a: Labelled, b: Labelled, out: readonly number[]): NDArray {
  const inA = new Set(a.labels);
  const inB = new Set(b.labels);
  const inOut = new Set(out);
  const summed = a.labels.filter((label) => inB.has(label) && !inOut.has(label));
  if (summed.length === 0) {
    // Nothing to add up: one elementwise product.
    return multiply(arrange(a, out), arrange(b, out), { dtype: dtype.name, casting: 'unsafe' });
  }
  const temporaries: Storage[] = [];
  try {
    const x = { array: productInput(op, a.array, dtype, undefined, temporaries), labels: a.labels };
    const y = { array: productInput(op, b.array, dtype, undefined, temporaries), labels: b.labels };
    const lengths = new Map<number, number>();
    for (const { array, labels } of [x, y]) labels.forEach((label, i) => lengths.set(label, layoutOf(array).shape[i]!));
    const shape = out.map((label) => lengths.get(label)!);
    const empty = summed.some((label) => lengths.get(label) === 0);
    const made = empty ? makeZeros(op, dtype, shape) : makeEmpty(op, dtype, shape);
    if (empty || layoutOf(made).size === 0) return made;
    sumProducts(op, dtype, x, y, { array: made, labels: out }, { summed, inA, inB, lengths }, temporaries);
    return made;
  } finally {
    for (const storage of temporaries) release(storage);
  }
}

interface Roles {
  readonly summed: readonly number[];
  readonly inA: ReadonlySet<number>;
  readonly inB: ReadonlySet<number>;
  readonly lengths: ReadonlyMap<number, number>;
}

/** Rows or columns that are fewer than this are not worth a pass of their own for each index of the other axes. */
const FEW = 64;

function sumProducts(
  op: string,
  dtype: DTypeInfo,
  first: Labelled,
  second: Labelled,
  out: Labelled,
  { summed, inA, inB, lengths }: Roles,
  temporaries: Storage[],
): void {
  let a = first;
  let b = second;
  const strideOf = ({ array, labels }: Labelled, label: number): number => {
    const i = labels.indexOf(label);
    return i < 0 ? 0 : layoutOf(array).strides[i]!;
  };
  const axes = (labels: readonly number[]): Axis[] =>
    labels.map((label) => ({
      label,
      length: lengths.get(label)!,
      a: strideOf(a, label),
      b: strideOf(b, label),
      out: strideOf(out, label),
    }));
  const stack = out.labels.filter((label) => inA.has(label) && inB.has(label));
  const rows = out.labels.filter((label) => inA.has(label) && !inB.has(label));
  const columns = out.labels.filter((label) => inB.has(label) && !inA.has(label));

  // The summed axes in the order of one operand; the other is copied where it has another.
  const byStride = (x: Labelled): number[] =>
    [...summed].sort((i, j) => Math.abs(strideOf(x, j)) - Math.abs(strideOf(x, i)));
  const walkable = (x: Labelled, order: readonly number[]): boolean =>
    single(merged(axes(order).map((axis) => ({ ...axis, a: strideOf(x, axis.label), b: 0, out: 0 })))) !== undefined;
  const orders = [byStride(b), byStride(a)];
  const order =
    orders.find((o) => walkable(a, o) && walkable(b, o)) ?? orders.find((o) => walkable(b, o)) ?? orders[1]!;
  if (!walkable(a, order)) a = inOrder(op, a, [...stack, ...rows, ...order], temporaries);
  if (!walkable(b, order)) b = inOrder(op, b, [...stack, ...columns, ...order], temporaries);
  // So the rows, and the columns.
  const few = (list: readonly Axis[]): boolean => list.length > 1 && Math.max(...list.map((x) => x.length)) < FEW;
  if (few(merged(axes(rows)))) a = inOrder(op, a, [...stack, ...rows, ...order], temporaries);
  if (few(merged(axes(columns)))) b = inOrder(op, b, [...stack, ...order, ...columns], temporaries);

  const k = single(merged(axes(order)))!;
  // The longest of the rows, and of the columns, is the matrix's; the others belong to the stack.
  const longest = (list: readonly Axis[]): Axis => list.reduce((x, y) => (y.length >= x.length ? y : x), single([])!);
  const all = { rows: merged(axes(rows)), columns: merged(axes(columns)) };
  const row = longest(all.rows);
  const column = longest(all.columns);
  const others = [
    ...merged(axes(stack)),
    ...all.rows.filter((axis) => axis !== row),
    ...all.columns.filter((axis) => axis !== column),
  ].sort((x, y) => Math.abs(y.out) - Math.abs(x.out));
  // An axis of length 1 is walked by any stride but 0, which is that of a broadcast one.
  const step = (axis: Axis, stride: number): number => (axis.length === 1 ? dtype.itemsize : stride);
  const strided = (x: Labelled, steps: number[], r: number, c: number): Strided => ({
    storage: usableStorage(op, x.array),
    layout: layoutOf(x.array),
    strides: [...steps, r, c],
  });
  multiplyStrided(
    op,
    dtype,
    [...others.map((axis) => axis.length), row.length, column.length],
    k.length,
    strided(
      a,
      others.map((axis) => axis.a),
      step(row, row.a),
      step(k, k.a),
    ),
    strided(
      b,
      others.map((axis) => axis.b),
      step(k, k.b),
      step(column, column.b),
    ),
    strided(
      out,
      others.map((axis) => axis.out),
      step(row, row.out),
      step(column, column.out),
    ),
  );
}
