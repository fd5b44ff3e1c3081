/** Broadcasting: shapes that combine, and views stretched to a shape. */
import { ShapeError } from '../errors';
import type { DType } from './dtype';
import { Layout, shapeText, sizeOf } from './layout';

/** The shape to which all broadcast. @throws ShapeError in NumPy's words */
export function broadcastShapes(
  op: string,
  shapes: readonly (readonly number[])[],
  itemsize: number,
): readonly number[] {
  let ndim = 0;
  for (const shape of shapes) ndim = Math.max(ndim, shape.length);
  const result = new Array<number>(ndim).fill(1);
  for (const shape of shapes) {
    const lead = ndim - shape.length;
    for (let i = 0; i < shape.length; i++) {
      const dim = shape[i]!;
      if (dim === 1 || dim === result[lead + i]) continue;
      if (result[lead + i] !== 1) {
        throw new ShapeError(
          `[${op}] operands could not be broadcast together with shapes ${shapes.map((s) => shapeText(s)).join(' ')}`,
        );
      }
      result[lead + i] = dim;
    }
  }
  sizeOf(op, result, itemsize);
  return result;
}

/** A layout stretched to `shape` with strides of 0. @throws ShapeError when it does not stretch */
export function broadcastLayout<D extends DType>(
  op: string,
  layout: Layout<D>,
  shape: readonly number[],
  writable: boolean,
): Layout<D> {
  const lead = shape.length - layout.shape.length;
  const strides = new Array<number>(shape.length).fill(0);
  let fits = lead >= 0;
  for (let i = 0; fits && i < layout.shape.length; i++) {
    if (layout.shape[i] === shape[lead + i]) strides[lead + i] = layout.strides[i]!;
    else if (layout.shape[i] !== 1) fits = false;
  }
  if (!fits) {
    throw new ShapeError(
      `[${op}] operands could not be broadcast together with remapped shapes [original->remapped]: ${shapeText(layout.shape)} and requested shape ${shapeText(shape)}`,
    );
  }
  return new Layout(layout.dtype, shape, strides, layout.offset, sizeOf(op, shape, layout.dtype.itemsize), writable);
}
