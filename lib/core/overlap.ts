/** Overlap: whether writing one array may change another that is still to be read. */
import type { Layout } from './layout';
import { byteRange } from './layout';
import type { Storage } from './storage';

/** Whether two arrays have a byte in common, judged by the ranges they span (never missing an overlap). */
export function mayShareMemory(sa: Storage, a: Layout, sb: Storage, b: Layout): boolean {
  if (a.size === 0 || b.size === 0) return false;
  const [lowA, highA] = byteRange(a);
  const [lowB, highB] = byteRange(b);
  // Addresses, not storages: two storages may be views of one caller's buffer, or two maps of nothing in common.
  return sa.address + lowA < sb.address + highB && sb.address + lowB < sa.address + highA;
}

/** Whether two arrays are the same elements in the same order. */
export function sameElements(sa: Storage, a: Layout, sb: Storage, b: Layout): boolean {
  if (sa.address + a.offset !== sb.address + b.offset || a.dtype !== b.dtype) return false;
  if (a.shape.length !== b.shape.length) return false;
  for (let i = 0; i < a.shape.length; i++) {
    if (a.shape[i] !== b.shape[i]) return false;
    if (a.shape[i] !== 1 && a.strides[i] !== b.strides[i]) return false;
  }
  return true;
}

/** Whether an array has two indices that read the same byte (strides of 0 and the like): not to be written in parallel. */
export function overlapsItself(layout: Layout): boolean {
  const axes: [number, number][] = [];
  for (let i = 0; i < layout.shape.length; i++) {
    if (layout.shape[i]! > 1) axes.push([Math.abs(layout.strides[i]!), layout.shape[i]!]);
  }
  axes.sort((x, y) => x[0] - y[0]);
  let reach = layout.dtype.itemsize;
  for (const [stride, dim] of axes) {
    if (stride < reach) return true;
    reach = stride * (dim - 1) + reach;
  }
  return false;
}

const SEARCH_LIMIT = 100_000;

/**
 * Whether two arrays really share a byte: the Diophantine question of numpy.shares_memory, answered exactly by a
 * bounded search over the strides, largest first. Beyond the bound it answers yes.
 */
export function sharesMemoryExactly(sa: Storage, a: Layout, sb: Storage, b: Layout): boolean {
  if (!mayShareMemory(sa, a, sb, b)) return false;
  // Positions of a: low_a + sum s_i x_i + t; of b: low_b + sum r_j y_j + u. With y' = dim-1-y all terms add up to one target.
  const terms: [number, number][] = [];
  let target = sb.address - sa.address;
  const lows = [byteRange(a)[0], byteRange(b)[0]] as const;
  target += lows[1] - lows[0];
  for (let i = 0; i < a.shape.length; i++) {
    if (a.shape[i]! > 1 && a.strides[i] !== 0) terms.push([Math.abs(a.strides[i]!), a.shape[i]! - 1]);
  }
  for (let i = 0; i < b.shape.length; i++) {
    const span = Math.abs(b.strides[i]!);
    if (b.shape[i]! > 1 && span !== 0) {
      terms.push([span, b.shape[i]! - 1]);
      target += span * (b.shape[i]! - 1);
    }
  }
  terms.push([1, a.dtype.itemsize - 1], [1, b.dtype.itemsize - 1]);
  target += b.dtype.itemsize - 1;
  terms.sort((x, y) => y[0] - x[0]);
  const rest = new Array<number>(terms.length + 1).fill(0);
  for (let i = terms.length - 1; i >= 0; i--) rest[i] = rest[i + 1]! + terms[i]![0] * terms[i]![1];
  let steps = 0;
  const search = (i: number, left: number): boolean => {
    if (left < 0 || left > rest[i]!) return false;
    if (i === terms.length) return left === 0;
    if (++steps > SEARCH_LIMIT) return true;
    const [stride, most] = terms[i]!;
    const high = Math.min(most, Math.floor(left / stride));
    const low = Math.max(0, Math.ceil((left - rest[i + 1]!) / stride));
    for (let x = high; x >= low; x--) if (search(i + 1, left - x * stride)) return true;
    return false;
  };
  return search(0, target);
}
