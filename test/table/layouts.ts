/** The same elements in every layout that an array can have. */
import * as nd from '../../lib';
import type { NDArray } from '../../lib';

export interface Laid {
  readonly name: string;
  readonly array: NDArray;
}

/** A view of every second element of a larger array, along all axes. */
function strided(a: NDArray): NDArray {
  const big = nd.zeros(
    a.shape.map((dim) => dim * 2 + 1),
    { dtype: a.dtype },
  ) as NDArray;
  const view = big.at(...a.shape.map((dim) => nd.slice(1, dim * 2 + 1, 2)));
  return view.assign(a);
}

/** A view with negative strides. */
function reversed(a: NDArray): NDArray {
  return a.flip().copy().flip();
}

/** A view at an odd byte of a caller's buffer: misaligned for every dtype but bytes. */
function unaligned(a: NDArray): NDArray {
  const bytes = new Uint8Array(a.nbytes + 1);
  bytes.set(a.bytes(), 1);
  return nd.frombuffer(bytes, { dtype: a.dtype, offset: 1 }).reshape(a.shape);
}

/** A permuted view of a contiguous array with its axes in another order. */
function permuted(a: NDArray): NDArray {
  const axes = a.shape.map((_, i) => (i + 1) % a.ndim);
  const inverse = a.shape.map((_, i) => (i + a.ndim - 1) % a.ndim);
  return a.transpose(axes).copy({ order: 'C' }).transpose(inverse);
}

/** All layouts of the elements of a C-contiguous array. */
export function layouts(a: NDArray): Laid[] {
  const list: Laid[] = [{ name: 'C', array: a }];
  if (a.ndim === 0) return [...list, { name: 'view of 1-d', array: a.reshape(1).at(0) }];
  return [
    ...list,
    { name: 'F', array: a.copy({ order: 'F' }) },
    { name: 'strided', array: strided(a) },
    { name: 'reversed', array: reversed(a) },
    { name: 'unaligned', array: unaligned(a) },
    { name: 'permuted', array: permuted(a) },
  ];
}
