/** Makes the buffers, views and indices of a random program. */
import type { DType } from '../../lib';
import type { BufferSpec, LayoutStep, NestedNumbers, NestedScalars, PartSpec, ScalarText, ViewSpec } from './program';
import { sizeOf, ValueMaker, type Shape, type Style } from './random';

/** A program in the making: its buffers and views. */
export class Maker extends ValueMaker {
  readonly buffers: BufferSpec[] = [];
  readonly views: ViewSpec[] = [];
  readonly shapes: Shape[] = [];

  addView(buffer: number, steps: LayoutStep[], shape: Shape): number {
    this.views.push({ buffer, steps });
    this.shapes.push(shape);
    return this.views.length - 1;
  }

  /** A view of exactly this shape, over memory of its own and of a random layout. */
  array(shape: Shape, dtype: DType = this.dtype(), writable = false, values?: Style): number {
    const source = this.chance(0.1)
      ? 'unaligned'
      : this.chance(0.06)
        ? 'swapped'
        : this.chance(0.03)
          ? 'mapped'
          : 'plain';
    const steps: LayoutStep[] = [];
    let base = shape.slice();
    let index: PartSpec[] = base.map(() => ':');
    const style = this.below(writable ? 6 : 8);
    if (style === 1 || style === 2) {
      base = shape.map((dim, i) => {
        if (!this.chance(0.7)) return dim;
        const step = 1 + this.below(3);
        const lead = this.below(3);
        const reverse = this.chance(0.4);
        const span = dim === 0 ? 0 : (dim - 1) * step + 1;
        const stop = lead + span;
        if (dim === 0) index[i] = `${lead}:${lead}`;
        else if (reverse) index[i] = lead === 0 ? `${stop - 1}::-${step}` : `${stop - 1}:${lead - 1}:-${step}`;
        else index[i] = `${lead}:${stop}:${step}`;
        return stop + this.below(2);
      });
      if (this.chance(0.3)) {
        const at = this.below(base.length + 1);
        base.splice(at, 0, 2);
        index.splice(at, 0, this.below(2));
      }
      steps.push(['index', index]);
    } else if (style === 3 && shape.length > 1) {
      const axes = this.permutation(shape.length);
      base = new Array<number>(shape.length);
      axes.forEach((axis, i) => (base[axis] = shape[i]!));
      steps.push(['transpose', axes]);
    } else if (style === 4 && shape.length > 0) {
      const axes = shape.map((_, i) => i).filter(() => this.chance(0.5));
      steps.push(['flip', axes]);
    } else if (style === 5 && shape.includes(1)) {
      const at = shape.indexOf(1);
      base.splice(at, 1);
      index = base.map(() => ':');
      index.splice(at, 0, null);
      steps.push(['index', index]);
    } else if (style === 6 && shape.length > 0) {
      base = shape.slice(this.below(2)).map((dim) => (this.chance(0.5) ? 1 : dim));
      steps.push(['broadcast', shape]);
    }
    this.buffers.push({ dtype, shape: base, bytes: this.bytes(dtype, sizeOf(base), values), source });
    return this.addView(this.buffers.length - 1, steps, shape);
  }

  /** The same, of memory that is no file's: a memmap prints as one. */
  inMemory(shape: Shape): number {
    const view = this.array(shape);
    const last = this.buffers.length - 1;
    if (this.buffers[last]!.source === 'mapped') this.buffers[last] = { ...this.buffers[last]!, source: 'plain' };
    return view;
  }

  /** Two views of one shape that overlap in one buffer. */
  overlapping(dtype: DType = this.dtype()): [number, number] {
    const shape = Array.from({ length: 1 + this.below(2) }, () => 2 + this.below(6));
    const base = shape.map((dim) => dim * 2 + 1);
    const square = shape.length === 2 && this.chance(0.2);
    if (square) base[1] = shape[1] = shape[0]!;
    if (square) base[0] = shape[0]!;
    this.buffers.push({ dtype, shape: base, bytes: this.bytes(dtype, sizeOf(base)), source: 'plain' });
    const buffer = this.buffers.length - 1;
    if (square) return [this.addView(buffer, [], shape), this.addView(buffer, [['transpose', [1, 0]]], shape)];
    const view = (): number => {
      const index = shape.map((dim) => {
        const step = 1 + this.below(2);
        const start = this.below(2);
        const last = start + (dim - 1) * step;
        if (this.chance(0.3)) return start === 0 ? `${last}::-${step}` : `${last}:${start - 1}:-${step}`;
        return `${start}:${last + 1}:${step}`;
      });
      return this.addView(buffer, [['index', index]], shape);
    };
    return [view(), view()];
  }

  axis(ndim: number): number {
    const wild = this.chance(0.05);
    const axis = wild ? ndim : this.below(Math.max(ndim, 1));
    return this.chance(0.3) ? axis - ndim : axis;
  }

  axes(ndim: number): number | number[] | null {
    if (this.chance(0.2)) return null;
    if (this.chance(0.5)) return this.axis(ndim);
    const list = this.permutation(ndim).filter(() => this.chance(0.5));
    if (this.chance(0.04) && list.length > 0) list.push(list[0]!);
    return list.map((axis) => (this.chance(0.3) ? axis - ndim : axis));
  }

  position(dim: number): number {
    if (this.chance(0.03)) return dim;
    return this.below(Math.max(dim, 1)) - (this.chance(0.3) ? dim : 0);
  }

  slice(dim: number): string {
    const bound = (): string => (this.chance(0.3) ? '' : String(this.below(dim * 2 + 2) - Math.ceil(dim / 2)));
    const step = this.chance(0.5)
      ? ''
      : `:${this.pick(['', '1', '2', '-1', '-2', '3', this.chance(0.05) ? '0' : '5'])}`;
    return `${bound()}:${bound()}${step}`;
  }

  basicIndex(shape: Shape): PartSpec[] {
    const parts: PartSpec[] = [];
    const used = this.chance(0.7) ? shape.length : this.below(shape.length + (this.chance(0.1) ? 2 : 1));
    for (let i = 0; i < used; i++) {
      parts.push(this.chance(0.4) ? this.position(shape[i] ?? 1) : this.slice(shape[i] ?? 1));
    }
    if (this.chance(0.2)) parts.splice(this.below(parts.length + 1), 0, null);
    if (used < shape.length && this.chance(0.3)) parts.push('...');
    return parts;
  }

  positions(dim: number, shape: Shape): NestedNumbers {
    const build = (axis: number): NestedNumbers | number =>
      axis === shape.length
        ? this.position(dim)
        : Array.from({ length: shape[axis]! }, () => build(axis + 1) as NestedNumbers);
    return build(0) as NestedNumbers;
  }

  advancedIndex(shape: Shape): PartSpec[] {
    if (this.chance(0.25)) return [{ view: this.array(shape, 'bool') }];
    const parts: PartSpec[] = [];
    const common = this.chance(0.7) ? [this.below(4)] : [1 + this.below(2), 1 + this.below(3)];
    let i = 0;
    while (i < shape.length && !this.chance(0.1)) {
      const dim = shape[i]!;
      const style = this.below(6);
      if (style === 0) parts.push(this.position(dim));
      else if (style === 1) parts.push(this.slice(dim));
      else if (style === 2) {
        const taken = Math.min(shape.length - i, 1 + this.below(2));
        parts.push({ view: this.array(this.chance(0.96) ? shape.slice(i, i + taken) : [3], 'bool') });
        i += taken - 1;
      } else {
        const own = this.chance(0.2) ? common.map(() => 1) : common;
        parts.push({ list: this.positions(dim, own) });
      }
      i++;
    }
    if (this.chance(0.15)) parts.splice(this.below(parts.length + 1), 0, null);
    if (this.chance(0.04)) parts.splice(this.below(parts.length + 1), 0, this.chance(0.5));
    if (i < shape.length && this.chance(0.3) && !parts.includes('...')) parts.push('...');
    return parts;
  }

  listOf(shape: Shape): NestedScalars | ScalarText {
    if (shape.length === 0) return this.scalar();
    return Array.from({ length: shape[0]! }, () => this.listOf(shape.slice(1)) as NestedScalars);
  }
}

/** The shape that shapes broadcast to, when they do. */
export const broadcast = (shapes: readonly Shape[]): number[] => {
  const ndim = Math.max(0, ...shapes.map((s) => s.length));
  return Array.from({ length: ndim }, (_, i) =>
    shapes.reduce((dim, s) => {
      const own = s[s.length - ndim + i];
      return own === undefined || own === 1 ? dim : own;
    }, 1),
  );
};
