/** What a job reads and writes, brought to where it stays: blocks and maps, which jobs hold by references of their own. */
import { copyInto } from '../core/copy';
import { Layout } from '../core/layout';
import { FOREIGN, SLAB, checkStorage, moveToBlock, newStorage, type ArrayBytes, type Storage } from '../core/storage';

/** The storages of one job. */
export class HeldBytes {
  readonly op: string;
  /** Each once. */
  readonly storages: Storage[] = [];
  /** Those that nobody else knows: freed when the job is settled. */
  readonly temporaries: Storage[] = [];
  private readonly known = new Set<Storage>();

  constructor(op: string) {
    this.op = op;
  }

  /**
   * Holds what a job reads. Blocks and maps stay where they are; a small array's storage moves out of its slab, which
   * is V8's; a caller's buffer, which could be transferred at any time, is copied.
   */
  input(bytes: ArrayBytes): void {
    if (bytes.storage.kind === FOREIGN) this.copy(bytes);
    else this.hold(bytes.storage);
  }

  /**
   * Holds what a job writes. Gives what brings the result to the array when the job is done: nothing is left to do but
   * for callers' buffers. It throws when the array was disposed, or its buffer detached, meanwhile.
   *
   * @param where the mask of an operation that writes under one
   */
  output(bytes: ArrayBytes, where?: ArrayBytes): () => void {
    const { op } = this;
    const { storage, layout } = bytes;
    if (storage.kind !== FOREIGN) {
      this.hold(storage);
      return () => checkStorage(op, storage);
    }
    if (where !== undefined) this.copy(where);
    Object.assign(bytes, this.emptyLike(layout));
    const { storage: standIn, layout: standInLayout } = bytes;
    return () => {
      checkStorage(op, storage);
      copyInto(op, storage, layout, standIn, standInLayout, where);
    };
  }

  private hold(storage: Storage): void {
    if (storage.kind === SLAB) moveToBlock(this.op, storage, storage.bytes, 0);
    if (this.known.has(storage)) return;
    this.known.add(storage);
    this.storages.push(storage);
  }

  private copy(bytes: ArrayBytes): void {
    const { storage, layout } = bytes;
    const made = this.emptyLike(layout);
    copyInto(this.op, made.storage, once(made.layout), storage, once(layout));
    Object.assign(bytes, made);
  }

  /** New memory for an array, laid out in the same order (so that sums add up in it), without gaps. */
  private emptyLike(layout: Layout): ArrayBytes {
    const { dtype, shape, size } = layout;
    const axes = shape.map((_, axis) => axis).filter((axis) => layout.strides[axis] !== 0);
    axes.sort((a, b) => Math.abs(layout.strides[a]!) - Math.abs(layout.strides[b]!) || b - a);
    const strides = new Array<number>(shape.length).fill(0);
    let offset = 0;
    let step = dtype.itemsize;
    for (const axis of axes) {
      const forward = layout.strides[axis]! > 0;
      strides[axis] = forward ? step : -step;
      if (!forward && shape[axis]! > 0) offset += (shape[axis]! - 1) * step;
      step *= shape[axis]!;
    }
    const storage = newStorage(this.op, step);
    this.hold(storage);
    this.temporaries.push(storage);
    return { storage, layout: new Layout(dtype, shape, strides, size === 0 ? 0 : offset, size, true) };
  }
}

/** A layout with each element once: axes along which nothing moves have length 1. */
function once(layout: Layout): Layout {
  const shape = layout.shape.map((dim, axis) => (layout.strides[axis] === 0 ? Math.min(dim, 1) : dim));
  const size = shape.reduce((x, y) => x * y, 1);
  return new Layout(layout.dtype, shape, layout.strides, layout.offset, size, layout.writable);
}
