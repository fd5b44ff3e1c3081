/** Arrays as the simplest native calls take them: contiguous, aligned, of one dtype, not mapped. */
import type { NDArray } from '../ndarray';
import { layoutOf, storageOf, usableStorage } from '../core/array-core';
import { copyArray } from '../core/convert';
import type { DTypeInfo } from '../core/dtype';
import { MAPPED } from '../core/storage';

/** The array itself where it is so, else a copy. */
export function plainArray(op: string, a: NDArray, dtype: DTypeInfo): NDArray {
  const layout = layoutOf(a);
  const storage = usableStorage(op, a);
  const aligned = (storage.address + layout.offset) % Math.min(dtype.itemsize, 8) === 0;
  if (layout.dtype === dtype && layout.cContiguous && aligned && storage.kind !== MAPPED) return a;
  return copyArray(op, a, dtype, 'C');
}

/** Where the elements of a plain array begin. */
export function addressOf(op: string, a: NDArray): number {
  return usableStorage(op, a).address + layoutOf(a).offset;
}

/** Whether an array reads a mapped file. */
export const isMapped = (a: NDArray): boolean => storageOf(a).kind === MAPPED;
