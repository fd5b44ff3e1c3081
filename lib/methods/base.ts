/** What an array is: its properties. The first link of the chain of methods. */
import type { NDArray } from '../ndarray';
import { ARRAY_BRAND, ArrayCore, baseOf, isArray, layoutOf, storageOf } from '../core/array-core';
import type { DType } from '../core/dtype';
import { imag, real, type PartOf } from '../ops/complex-parts';
import { transpose } from '../ops/shape';

/** How an array lies in memory: numpy.ndarray.flags. */
export interface Flags {
  readonly cContiguous: boolean;
  readonly fContiguous: boolean;
  /** Whether the array owns its bytes. */
  readonly owndata: boolean;
  readonly writeable: boolean;
  readonly aligned: boolean;
}

/** Properties of arrays. */
export abstract class BaseMethods<D extends DType> extends ArrayCore<D> {
  /** Lengths of the axes. Frozen. */
  get shape(): readonly number[] {
    return layoutOf(this).publicShape;
  }

  /** Bytes between neighbours along each axis. Frozen. */
  get strides(): readonly number[] {
    return layoutOf(this).publicStrides;
  }

  /** NumPy's name of the dtype. */
  get dtype(): D {
    return layoutOf(this).dtype.name as D;
  }

  /** Number of axes. */
  get ndim(): number {
    return layoutOf(this).shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return layoutOf(this).size;
  }

  /** Bytes of one element. */
  get itemsize(): number {
    return layoutOf(this).dtype.itemsize;
  }

  /** Bytes of all elements: size times itemsize. */
  get nbytes(): number {
    return layoutOf(this).nbytes;
  }

  /** The length of the first axis; undefined for 0-d arrays. */
  get length(): number | undefined {
    return layoutOf(this).shape[0];
  }

  /** Where the elements are: the Array API's name of the machine's memory. */
  get device(): 'cpu' {
    layoutOf(this);
    return 'cpu';
  }

  /** The array with its axes reversed: a view. */
  get T(): NDArray<D> {
    return transpose(this as unknown as NDArray) as unknown as NDArray<D>;
  }

  /** The real parts: a view of a complex array, any other itself. See {@link real}. */
  get real(): NDArray<PartOf<D>> {
    return real(this as unknown as NDArray<D>);
  }

  /** The imaginary parts: a view of a complex array, read-only zeros for any other. See {@link imag}. */
  get imag(): NDArray<PartOf<D>> {
    return imag(this as unknown as NDArray<D>);
  }

  /** The array that owns the bytes this one views; null for an owner. */
  get base(): NDArray | null {
    return baseOf(this) as NDArray | null;
  }

  /** How the array lies in memory. */
  get flags(): Flags {
    const layout = layoutOf(this);
    const start = storageOf(this).address + layout.offset;
    const { itemsize } = layout.dtype;
    const aligned =
      start % itemsize === 0 && layout.strides.every((stride, i) => layout.shape[i]! <= 1 || stride % itemsize === 0);
    return Object.freeze({
      cContiguous: layout.cContiguous,
      fContiguous: layout.fContiguous,
      owndata: baseOf(this) === null && storageOf(this).kind < 2,
      writeable: layout.writable,
      aligned,
    });
  }
}

// Answers for what has an array's state: neither the prototype nor what merely inherits from it is an array.
Object.defineProperty(BaseMethods.prototype, ARRAY_BRAND, {
  get(this: unknown): boolean {
    return isArray(this);
  },
});
