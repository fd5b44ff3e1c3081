/** Writing values into an array: broadcast, unsafely cast as NumPy's a[...] = value does. */
import type { NDArray } from '../ndarray';
import { ReadOnlyError, ShapeError } from '../errors';
import { isArray, layoutOf, storageOf, usableStorage } from '../core/array-core';
import { asArray, checkStorable, copyArray, toArray } from '../core/convert';
import { copyInto, fillFrom } from '../core/copy';
import { asScalar } from '../core/dtype';
import { writeScalar } from '../core/frame';
import { Layout, shapeText } from '../core/layout';
import { mayShareMemory, sameElements } from '../core/overlap';
import type { ArrayLike } from '../core/types';

/** Throws unless the array may be written. */
export function requireWritable(op: string, a: NDArray): Layout {
  const layout = layoutOf(a);
  if (!layout.writable) throw new ReadOnlyError(`[${op}] assignment destination is read-only`);
  return layout;
}

/** The layout of a value to be written to `shape`: extra leading axes of length 1 are dropped, as NumPy does. */
export function fitValue(op: string, layout: Layout, shape: readonly number[]): Layout {
  let extra = layout.shape.length - shape.length;
  let fitted = layout;
  if (extra > 0) {
    const lead = layout.shape.slice(0, extra);
    if (lead.every((dim) => dim === 1)) {
      fitted = new Layout(
        layout.dtype,
        layout.shape.slice(extra),
        layout.strides.slice(extra),
        layout.offset,
        layout.size,
        false,
      );
      extra = 0;
    }
  }
  const offset = shape.length - fitted.shape.length;
  if (extra > 0 || fitted.shape.some((dim, i) => dim !== 1 && dim !== shape[offset + i])) {
    throw new ShapeError(
      `[${op}] could not broadcast input array from shape ${shapeText(layout.shape)} into shape ${shapeText(shape)}`,
    );
  }
  return fitted;
}

/** target[...] = value, as if the value had been copied first. */
export function assign(op: string, target: NDArray, value: ArrayLike, where?: NDArray): void {
  const to = requireWritable(op, target);
  // A list is converted in the dtype of the target, so that its integers are checked against it. It is read before any
  // storage is looked at: its accessors may do anything.
  const source = Array.isArray(value)
    ? toArray(op, value, to.dtype, undefined, 'C')
    : isArray(value)
      ? value
      : (asScalar(op, value) ?? asArray(op, value));
  const mask = where === undefined ? undefined : { storage: usableStorage(op, where), layout: layoutOf(where) };
  if (!isArray(source)) {
    const storage = usableStorage(op, target);
    fillFrom(op, storage, to, writeScalar(0, to.dtype, checkStorable(op, source, to.dtype)), to.dtype, mask);
    return;
  }
  const from = fitValue(op, layoutOf(source), to.shape);
  const storage = usableStorage(op, target);
  const fromStorage = usableStorage(op, source);
  if (mayShareMemory(fromStorage, from, storage, to) && !sameElements(fromStorage, from, storage, to)) {
    const copy = copyArray(op, source, from.dtype, 'C');
    copyInto(op, storage, to, storageOf(copy), fitValue(op, layoutOf(copy), to.shape), mask);
    return;
  }
  copyInto(op, storage, to, fromStorage, from, mask);
}
