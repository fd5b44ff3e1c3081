/**
 * The short way of elementwise operations: one or two contiguous arrays of the same dtype and shape, in memory of ours,
 * or an array and a number, into a new array or an output of the same kind. Everything else goes the general way (ufunc.ts).
 */
import type { NDArray } from '../ndarray';
import { native } from '../native';
import { isArray, layoutOf, makeArray, storageOf } from '../core/array-core';
import { BY_CODE, integerFits, isInexact } from '../core/dtype';
import { watch } from '../core/errstate';
import { ARGS, F, fail, writeScalar } from '../core/frame';
import { contiguousLayout, sameShape, type Layout } from '../core/layout';
import { MAPPED, newStorage, type Storage } from '../core/storage';
import type { ArrayLike } from '../core/types';
import { general, type Loop, type Ufunc, type UfuncOptions } from './ufunc';

// Constants of this module: V8 folds them, but not those it must fetch from another module at each use.
const frame = F;
const LOOP = ARGS;
const SIZE = ARGS + 1;
const IN0 = ARGS + 2;
const IN1 = ARGS + 3;
const OUT = ARGS + 5;
const SCALARS = ARGS + 6;
const FIRST_NOT_OURS = MAPPED;
const run = native.elementwiseFlat;
const errors = watch;

/** Whether an array can be read as one run of elements of the loop's own dtype. */
function isFlat(loop: Loop | undefined, layout: Layout, storage: Storage): loop is Loop {
  return (
    loop !== undefined &&
    loop.in[0] === layout.dtype.code &&
    (layout.cContiguous || layout.fContiguous) &&
    storage.kind < FIRST_NOT_OURS &&
    storage.address !== 0 &&
    layout.size > 0
  );
}

/** The result array: of the layout of `like` where it is the same. */
function flatResult(op: string, like: Layout, out: number): NDArray {
  if (out === like.dtype.code && like.offset === 0 && like.writable) {
    return makeArray(newStorage(op, like.size * like.dtype.itemsize), like);
  }
  const layout = contiguousLayout(op, BY_CODE[out]!, like.shape, like.cContiguous ? 'C' : 'F');
  return makeArray(newStorage(op, layout.nbytes), layout);
}

/** Whether two arrays of one shape can be read side by side as runs. */
function inStep(a: Layout, b: Layout): boolean {
  return (
    a === b || (((a.cContiguous && b.cContiguous) || (a.fContiguous && b.fContiguous)) && sameShape(a.shape, b.shape))
  );
}

/** The output of options that hold nothing else; undefined when there is more to be read. */
function onlyOut(options: UfuncOptions): NDArray | undefined {
  if (typeof options !== 'object' || (options as unknown) === null) return undefined;
  const { out } = options;
  const alone = options.where === undefined && options.dtype === undefined && options.casting === undefined;
  return alone && isArray(out) ? out : undefined;
}

/** Whether an output can be written as one run beside `like`. */
function takesFlat(out: NDArray, like: Layout, code: number): boolean {
  const layout = layoutOf(out);
  const storage = storageOf(out);
  return (
    layout.dtype.code === code &&
    layout.writable &&
    storage.kind < FIRST_NOT_OURS &&
    storage.address !== 0 &&
    inStep(like, layout)
  );
}

/** Whether an output is exactly an input's elements, or none of its bytes. */
function isApart(out: NDArray, storage: Storage, layout: Layout): boolean {
  const to = layoutOf(out);
  const start = storageOf(out).address + to.offset;
  const from = storage.address + layout.offset;
  if (start === from) return to.dtype.itemsize === layout.dtype.itemsize;
  return start + to.nbytes <= from || from + layout.nbytes <= start;
}

function launch(u: Ufunc, loop: Loop, size: number, out: NDArray): NDArray {
  frame[LOOP] = loop.id;
  frame[SIZE] = size;
  frame[OUT] = storageOf(out).address + layoutOf(out).offset;
  const status = run();
  if (status !== undefined) fail(u.name, status);
  return out;
}

/** Runs a ufunc of one operand. */
export function unary(u: Ufunc, x: ArrayLike, options?: UfuncOptions): NDArray {
  const out = options === undefined ? undefined : onlyOut(options);
  if ((options === undefined || out !== undefined) && !errors.on && isArray(x)) {
    const layout = layoutOf(x);
    const storage = storageOf(x);
    const loop = u.byDType[layout.dtype.code];
    if (
      isFlat(loop, layout, storage) &&
      (out === undefined || (takesFlat(out, layout, loop.out) && isApart(out, storage, layout)))
    ) {
      const target = out ?? flatResult(u.name, layout, loop.out);
      frame[IN0] = storage.address + layout.offset;
      frame[SCALARS] = 0;
      return launch(u, loop, layout.size, target);
    }
  }
  return general(u, [x], options);
}

/** Runs a ufunc of two operands. */
export function binary(u: Ufunc, x1: ArrayLike, x2: ArrayLike, options?: UfuncOptions): NDArray {
  const out = options === undefined ? undefined : onlyOut(options);
  if ((options === undefined || out !== undefined) && !errors.on && isArray(x1)) {
    const a = layoutOf(x1);
    const sa = storageOf(x1);
    const loop = u.byDType[a.dtype.code];
    if (isFlat(loop, a, sa) && (out === undefined || (takesFlat(out, a, loop.out) && isApart(out, sa, a)))) {
      if (isArray(x2)) {
        const b = layoutOf(x2);
        const sb = storageOf(x2);
        if (
          a.dtype === b.dtype &&
          inStep(a, b) &&
          sb.kind < FIRST_NOT_OURS &&
          sb.address !== 0 &&
          (out === undefined || isApart(out, sb, b))
        ) {
          const target = out ?? flatResult(u.name, a, loop.out);
          frame[IN0] = sa.address + a.offset;
          frame[IN1] = sb.address + b.offset;
          frame[SCALARS] = 0;
          return launch(u, loop, a.size, target);
        }
      } else if (
        typeof x2 === 'number' &&
        (isInexact(a.dtype) || (a.dtype.kind !== 'b' && Number.isInteger(x2) && integerFits(x2, a.dtype)))
      ) {
        const target = out ?? flatResult(u.name, a, loop.out);
        frame[IN0] = sa.address + a.offset;
        frame[IN1] = writeScalar(0, a.dtype, x2);
        frame[SCALARS] = 2;
        return launch(u, loop, a.size, target);
      }
    }
  }
  return general(u, [x1, x2], options);
}
