/** Joining that first gives arrays the dimensions it wants: vstack, hstack, dstack, columnStack, block. */
import type { NDArray } from '../ndarray';
import { ShapeError } from '../errors';
import { layoutOf, makeEmpty, storageOf, usableStorage } from '../core/array-core';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { promoteAll, type Casting, type DType } from '../core/dtype';
import { Layout, MAX_DIMS } from '../core/layout';
import { readOptions } from '../core/options';
import type { ArrayLike } from '../core/types';
import { NEW_ARRAY, atLeast, join, readArrays, readTarget, withAxis } from './joining';

/** Options of vstack() and hstack(). */
export interface StackOptions {
  readonly dtype?: DType | undefined;
  /** Which casts to `dtype` are allowed; default 'same_kind'. */
  readonly casting?: Casting | undefined;
}

/**
 * Stack arrays row upon row: along the first axis, where 1-D arrays are rows.
 *
 * @param options dtype, casting
 * @throws ShapeError when the shapes do not fit; ValueError when there are no arrays
 * @see numpy.vstack
 * @example
 * ```ts
 * nd.vstack([[1, 2], [3, 4]]).toArray(); // [[1, 2], [3, 4]]
 * ```
 */
export function vstack(arrays: readonly ArrayLike[] | NDArray, options?: StackOptions): NDArray {
  const op = 'vstack';
  const target = readTarget(op, readOptions(op, options));
  const parts = readArrays(op, arrays);
  return join(
    op,
    parts,
    parts.map((a) => atLeast(layoutOf(a), 2)),
    0,
    target,
  );
}

/**
 * Stack arrays side by side: along the second axis, 1-D arrays along their only one.
 *
 * @param options dtype, casting
 * @throws ShapeError when the shapes do not fit; ValueError when there are no arrays
 * @see numpy.hstack
 * @example
 * ```ts
 * nd.hstack([[1, 2], [3]]).toString(); // '[1. 2. 3.]'
 * ```
 */
export function hstack(arrays: readonly ArrayLike[] | NDArray, options?: StackOptions): NDArray {
  const op = 'hstack';
  const target = readTarget(op, readOptions(op, options));
  const parts = readArrays(op, arrays);
  const layouts = parts.map((a) => atLeast(layoutOf(a), 1));
  return join(op, parts, layouts, layouts[0]!.shape.length === 1 ? 0 : 1, target);
}

/**
 * Stack arrays in depth: along the third axis, which 1-D and 2-D arrays are given.
 *
 * @throws ShapeError when the shapes do not fit; ValueError when there are no arrays
 * @see numpy.dstack
 * @example
 * ```ts
 * nd.dstack([[1, 2], [3, 4]]).shape; // [1, 2, 2]
 * ```
 */
export function dstack(arrays: readonly ArrayLike[] | NDArray): NDArray {
  const op = 'dstack';
  const parts = readArrays(op, arrays);
  const layouts = parts.map((a) => {
    const flat = atLeast(layoutOf(a), 2);
    return flat.shape.length === 2 ? withAxis(flat, 2) : flat;
  });
  return join(op, parts, layouts, 2, NEW_ARRAY);
}

/**
 * Stack 1-D arrays as the columns of a matrix; 2-D arrays are joined as they are.
 *
 * @throws ShapeError when the shapes do not fit; ValueError when there are no arrays
 * @see numpy.column_stack
 * @example
 * ```ts
 * nd.columnStack([[1, 2], [3, 4]]).toArray(); // [[1, 3], [2, 4]]
 * ```
 */
export function columnStack(arrays: readonly ArrayLike[] | NDArray): NDArray {
  const op = 'columnStack';
  const parts = readArrays(op, arrays);
  const layouts = parts.map((a) => {
    const layout = atLeast(layoutOf(a), 1);
    return layout.shape.length === 1 ? withAxis(layout, 1) : layout;
  });
  return join(op, parts, layouts, 1, NEW_ARRAY);
}

/** Blocks in nested lists: what they join to, by depth. */
export type Blocks = ArrayLike | readonly Blocks[];

type Nested = NDArray | readonly Nested[];

/** A nested list read: the depth of its lists, and what its blocks have in all. */
interface BlockTree {
  readonly root: Nested;
  readonly depth: number;
  readonly ndim: number;
  readonly size: number;
}

/** Elements times depth up to which blocks are joined list by list; larger ones go to their place at once, as in NumPy. */
const JOINED_BY_LIST = 2 * 512 * 512;

/**
 * Assemble an array from nested lists of blocks: the innermost lists are joined along the last axis, those around them
 * along the one before, and so on. Blocks get leading axes of length 1 where they have fewer dimensions than others.
 *
 * @param blocks nested lists, all of one depth, of arrays and scalars; an array alone is copied
 * @throws ShapeError when depths differ, a list is empty or shapes do not fit
 * @see numpy.block
 * @example
 * ```ts
 * nd.block([[nd.eye(1), nd.zeros([1, 2])], [nd.ones([1, 3])]]).toArray(); // [[1, 0, 0], [1, 1, 1]]
 * ```
 */
export function block(blocks: Blocks): NDArray {
  const op = 'block';
  const tree = readBlocks(op, blocks);
  const { root, depth } = tree;
  if (!Array.isArray(root)) {
    const only = root as NDArray;
    return copyArray(op, only, layoutOf(only).dtype, 'C');
  }
  const ndim = Math.max(tree.ndim, depth);
  if (depth * tree.size <= JOINED_BY_LIST) return joinBlocks(op, root, ndim - depth, ndim);
  const layouts: Layout[] = [];
  const parts: NDArray[] = [];
  const whole = placeBlocks(op, root, ndim - depth, ndim, parts, layouts);
  const allF = layouts.every((l) => l.fContiguous) && !layouts.every((l) => l.cContiguous);
  const dtype = promoteAll(layouts.map((l) => l.dtype));
  for (const part of parts) usableStorage(op, part);
  const made = makeEmpty(op, dtype, whole.shape, allF ? 'F' : 'C');
  const { strides } = layoutOf(made);
  parts.forEach((part, k) => {
    const layout = layouts[k]!;
    let offset = 0;
    for (let i = 0; i < ndim; i++) offset += whole.starts[k]![i]! * strides[i]!;
    const to = new Layout(dtype, layout.shape, strides, offset, layout.size, true);
    copyInto(op, storageOf(made), to, usableStorage(op, part), layout);
  });
  return made;
}

/** Reads nested lists of blocks, all of one depth. */
function readBlocks(op: string, blocks: Blocks): BlockTree {
  let depth = -1;
  let ndim = 0;
  let size = 0;
  const place = (index: readonly number[]): string => `arrays${index.map((i) => `[${i}]`).join('')}`;
  const read = (node: unknown, index: readonly number[]): Nested => {
    if (Array.isArray(node)) {
      if (index.length >= MAX_DIMS)
        throw new ShapeError(`[${op}] lists are nested deeper than ${MAX_DIMS} (or cyclic)`);
      if (node.length === 0) throw new ShapeError(`[${op}] List at ${place(index)} cannot be empty`);
      const list: Nested[] = [];
      for (let i = 0; i < node.length; i++) list.push(read(node[i], [...index, i]));
      return list;
    }
    const array = asArray(op, node);
    if (depth < 0) depth = index.length;
    if (depth !== index.length) {
      throw new ShapeError(
        `[${op}] List depths are mismatched. First element was at depth ${depth}, but there is an element at depth ${index.length} (${place(index)})`,
      );
    }
    const layout = layoutOf(array);
    ndim = Math.max(ndim, layout.shape.length);
    size += layout.size;
    return array;
  };
  const root = read(blocks, []);
  return { root, depth, ndim, size };
}

/** Joins a list of blocks along `axis`, after those within it along the axes after. */
function joinBlocks(op: string, node: Nested, axis: number, ndim: number): NDArray {
  if (!Array.isArray(node)) return node as NDArray;
  const parts = (node as readonly Nested[]).map((inner) => joinBlocks(op, inner, axis + 1, ndim));
  const layouts = parts.map((part) => atLeast(layoutOf(part), ndim));
  return join(op, parts, layouts, axis, NEW_ARRAY);
}

interface Placed {
  readonly shape: number[];
  /** Where each block begins in this one. */
  readonly starts: number[][];
}

/** The shape of a list of blocks joined along `axis`, those within it along the axes after; blocks are appended to `parts`. */
function placeBlocks(
  op: string,
  node: Nested,
  axis: number,
  ndim: number,
  parts: NDArray[],
  layouts: Layout[],
): Placed {
  if (!Array.isArray(node)) {
    const array = node as NDArray;
    const layout = atLeast(layoutOf(array), ndim);
    parts.push(array);
    layouts.push(layout);
    return { shape: layout.shape.slice(), starts: [new Array<number>(ndim).fill(0)] };
  }
  const placed = (node as readonly Nested[]).map((inner) => placeBlocks(op, inner, axis + 1, ndim, parts, layouts));
  const shape = placed[0]!.shape.slice();
  const starts: number[][] = [];
  let length = 0;
  for (const inner of placed) {
    if (inner.shape.some((dim, i) => i !== axis && dim !== shape[i])) {
      throw new ShapeError(`[${op}] Mismatched array shapes in block along axis ${axis}.`);
    }
    for (const start of inner.starts) {
      start[axis] = start[axis]! + length;
      starts.push(start);
    }
    length += inner.shape[axis]!;
  }
  shape[axis] = length;
  return { shape, starts };
}
