/**
 * The short way of integer indices: whole rows of a contiguous array at contiguous int64 positions, all in memory of ours.
 * No index is made; everything else goes by way of gather.ts.
 */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { isArray, layoutOf, makeArray, storageOf } from '../core/array-core';
import { checkStorable } from '../core/convert';
import { INT64, type WeakScalar } from '../core/dtype';
import { ARGS, F, writeScalar } from '../core/frame';
import { MAX_DIMS, contiguousLayout, type Layout } from '../core/layout';
import { mayShareMemory } from '../core/overlap';
import { MAPPED, newStorage, type Storage } from '../core/storage';
import { failIndex } from './gather';

// Constants of this module: V8 folds them, but not those it must fetch from another module at each use.
const frame = F;
const OTHER = ARGS;
const ARRAY = ARGS + 1;
const DTYPE = ARGS + 2;
const COLS = ARGS + 3;
const ROWS = ARGS + 4;
const INDEX = ARGS + 5;
const COUNT = ARGS + 6;
const MODE = ARGS + 7;
const EACH = ARGS + 8;
const FIRST_NOT_OURS = MAPPED;
const POSITIONS = INT64;
const take = native.takeRows;
const put = native.putRows;

/** Whether the elements are one run in memory of ours. */
function isRun(layout: Layout, storage: Storage): boolean {
  return layout.cContiguous && layout.size > 0 && storage.kind < FIRST_NOT_OURS && storage.address !== 0;
}

/** The layout of the latest result of a 1-D array: the next one's, when the same positions are taken again. */
let latest: Layout | undefined;

function resultLayout(op: string, from: Layout, at: Layout): Layout {
  if (from.shape.length > 1) return contiguousLayout(op, from.dtype, [...at.shape, ...from.shape.slice(1)]);
  if (latest === undefined || latest.dtype !== from.dtype || latest.shape !== at.shape) {
    latest = contiguousLayout(op, from.dtype, at.shape);
  }
  return latest;
}

/** What positions name along the first axis; undefined where there is no short way. */
export function takeRows(op: string, a: NDArray, positions: NDArray, mode: number): NDArray | undefined {
  const from = layoutOf(a);
  const at = layoutOf(positions);
  const storage = storageOf(a);
  const own = storageOf(positions);
  const ndim = from.shape.length;
  if (at.dtype !== POSITIONS || ndim === 0 || !isRun(from, storage) || !isRun(at, own)) return undefined;
  if (ndim > 1 && ndim + at.shape.length > MAX_DIMS) return undefined;
  const layout = resultLayout(op, from, at);
  const to = newStorage(op, layout.size * from.dtype.itemsize);
  const rows = from.shape[0]!;
  frame[OTHER] = to.address;
  frame[ARRAY] = storage.address + from.offset;
  frame[DTYPE] = from.dtype.code;
  frame[COLS] = ndim === 1 ? 1 : from.size / rows;
  frame[ROWS] = rows;
  frame[INDEX] = own.address + at.offset;
  frame[COUNT] = at.size;
  frame[MODE] = mode;
  const status = take();
  if (status !== undefined) failIndex(op, status);
  return makeArray(to, layout);
}

/**
 * Writes a scalar, or as many elements as there are positions, at positions of a 1-D array. False where there is no short
 * way; the value's shape is then still to be checked.
 */
export function putElements(op: string, a: NDArray, positions: NDArray, value: WeakScalar | NDArray): boolean {
  const to = layoutOf(a);
  const at = layoutOf(positions);
  const storage = storageOf(a);
  const own = storageOf(positions);
  if (at.dtype !== POSITIONS || to.shape.length !== 1 || !isRun(to, storage) || !isRun(at, own)) return false;
  if (mayShareMemory(own, at, storage, to)) return false;
  let each = 0;
  let address: number;
  if (isArray(value)) {
    const given = layoutOf(value);
    const source = storageOf(value);
    if (given.dtype !== to.dtype || given.shape.length !== 1 || at.shape.length !== 1) return false;
    if (given.size !== at.size || !isRun(given, source) || mayShareMemory(source, given, storage, to)) return false;
    address = source.address + given.offset;
    each = 1;
  } else {
    address = writeScalar(0, to.dtype, checkStorable(op, value, to.dtype));
  }
  frame[OTHER] = address;
  frame[ARRAY] = storage.address + to.offset;
  frame[DTYPE] = to.dtype.code;
  frame[COLS] = 1;
  frame[ROWS] = to.size;
  frame[INDEX] = own.address + at.offset;
  frame[COUNT] = at.size;
  frame[MODE] = 0;
  frame[EACH] = each;
  const status = put();
  if (status !== undefined) failIndex(op, status);
  return true;
}
