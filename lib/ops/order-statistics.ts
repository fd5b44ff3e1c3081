/** The elements that sorting along axes would put at certain places: what medians and quantiles are made of. */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { AxisError, ShapeError } from '../errors';
import { layoutOf, makeEmpty, makeView, usableStorage } from '../core/array-core';
import {
  ARGS,
  F,
  FLAGS,
  FLAG_MAPPED,
  OPERANDS,
  OPERAND_SLOTS,
  OPERAND_STRIDES,
  fail,
  putOperand,
  putShape,
} from '../core/frame';
import { Layout, shapeText } from '../core/layout';
import { readAxis, readIntegerList } from '../core/options';
import { MAPPED } from '../core/storage';
import { ravel, reshape, transpose } from './shape';

/** An array whose rows along one axis are to be reduced. */
export interface ReducedRows {
  readonly rows: NDArray;
  readonly axis: number;
  /** The shape of what is left. */
  readonly kept: readonly number[];
  /** The same with every axis of the array, those reduced of length 1. */
  readonly full: readonly number[];
  /** Flags per axis of the array. */
  readonly reduced: readonly boolean[];
}

/** Brings the axes to be reduced together: a view where there is one. */
export function reduceRows(op: string, array: NDArray, axisGiven: unknown): ReducedRows {
  const { shape } = layoutOf(array);
  if (axisGiven === undefined || axisGiven === null) {
    const full = shape.map(() => 1);
    return { rows: ravel(array), axis: 0, kept: [], full, reduced: shape.map(() => true) };
  }
  const axes = readIntegerList(op, 'axis', axisGiven).map((axis) => readAxis(op, axis, shape.length));
  if (new Set(axes).size !== axes.length) throw new AxisError(`[${op}] repeated axis`);
  const reduced = shape.map((_, i) => axes.includes(i));
  const kept = shape.filter((_, i) => !reduced[i]);
  const full = shape.map((dim, i) => (reduced[i] ? 1 : dim));
  if (axes.length === 1) return { rows: array, axis: axes[0]!, kept, full, reduced };
  return { rows: mergeAxes(array, reduced), axis: kept.length, kept, full, reduced };
}

/** A view or copy in which the axes that are flagged are one, the last. */
export function mergeAxes(array: NDArray, reduced: readonly boolean[]): NDArray {
  const { shape } = layoutOf(array);
  const axes = shape.map((_, i) => i);
  const kept = axes.filter((i) => !reduced[i]);
  const moved = transpose(array, [...kept, ...axes.filter((i) => reduced[i])]);
  const length = axes.reduce((product, i) => (reduced[i] ? product * shape[i]! : product), 1);
  return reshape(moved, [...kept.map((i) => shape[i]!), length]);
}

/** How ranks are given: the same for every row, or `count` planes of them, each of the kept shape. */
export interface Ranks {
  /** Contiguous int64. */
  readonly places: NDArray;
  readonly count: number;
  readonly perRow: boolean;
}

/**
 * Finds elements by their place in the sorted rows.
 *
 * @param spreadNan a row with a nan gives nan for every rank
 * @returns an array of shape (count, ...kept)
 */
export function orderStatistics(op: string, from: ReducedRows, ranks: Ranks, spreadNan: boolean): NDArray {
  const { rows, axis, kept } = from;
  const layout = layoutOf(rows);
  usableStorage(op, rows);
  const made = makeEmpty(op, layout.dtype, [ranks.count, ...kept]);
  const to = layoutOf(made);
  if (to.size === 0 || layout.size === 0) return made;
  const storage = usableStorage(op, rows);
  const target = usableStorage(op, made);
  const places = usableStorage(op, ranks.places);
  F[ARGS] = axis;
  F[ARGS + 1] = ranks.count;
  F[ARGS + 2] = places.address + layoutOf(ranks.places).offset;
  F[ARGS + 3] = ranks.perRow ? 1 : 0;
  F[ARGS + 4] = spreadNan ? 1 : 0;
  F[ARGS + 5] = to.size / ranks.count;
  putShape(layout.shape);
  putOperand(0, storage, layout);
  const base = OPERANDS + OPERAND_SLOTS;
  F[base] = target.address;
  F[base + 1] = to.dtype.code;
  for (let i = 0, next = 1; i < layout.shape.length; i++) {
    F[base + OPERAND_STRIDES + i] = i === axis ? 0 : to.strides[next++]!;
  }
  F[FLAGS] = storage.kind === MAPPED ? FLAG_MAPPED : 0;
  const status = native.orderStatistics();
  if (status !== 0) fail(op, status);
  return made;
}

/** The view of `out` without the reduced axes, where it has them kept; `lead` dimensions stand before them. */
export function outWithoutAxes(op: string, out: NDArray, from: ReducedRows, lead: readonly number[]): NDArray {
  const layout = layoutOf(out);
  const wanted = [...lead, ...from.full];
  const fits = layout.shape.length === wanted.length && layout.shape.every((dim, i) => dim === wanted[i]);
  if (!fits) {
    throw new ShapeError(
      `[${op}] output parameter has the wrong shape: expected ${shapeText(wanted)} but got ${shapeText(layout.shape)}`,
    );
  }
  const stays = (i: number): boolean => i < lead.length || !from.reduced[i - lead.length];
  const shape = layout.shape.filter((_, i) => stays(i));
  const strides = layout.strides.filter((_, i) => stays(i));
  const view = new Layout(layout.dtype, shape, strides, layout.offset, layout.size, layout.writable);
  return makeView(out, view);
}
