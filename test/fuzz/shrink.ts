/** Makes a failing program smaller while it still fails: fewer options, plainer layouts, fewer elements, simpler values. */
import { difference } from './compare';
import type { BasicIndex } from '../../lib';
import type { Oracle } from './oracle';
import type { BufferSpec, Program, ViewSpec } from './program';
import { layOut, fromSource, runProgram } from './run';
import { DTYPES } from '../../lib/core/dtype';

/** At most this many programs are tried. */
const MOST_TRIALS = 400;

/** What differs between the two sides, or undefined. */
export async function check(oracle: Oracle, program: Program): Promise<string | undefined> {
  const [answer] = await oracle.ask([program]);
  return difference(program, runProgram(program), answer!);
}

const without = <T extends object>(from: T, key: string): T =>
  Object.fromEntries(Object.entries(from).filter(([name]) => name !== key)) as T;

function* fewerOptions(program: Program): Generator<Program> {
  for (const key of Object.keys(program.options)) yield { ...program, options: without(program.options, key) };
  for (const key of Object.keys(program.keywords ?? {})) {
    yield { ...program, keywords: without(program.keywords!, key) };
  }
}

/** Each view over memory of its own, in order. */
function* plainerLayouts(program: Program): Generator<Program> {
  for (const [k, view] of program.views.entries()) {
    const buffer = program.buffers[view.buffer]!;
    if (view.steps.length === 0 && buffer.source === 'plain') continue;
    const array = layOut(fromSource(buffer), view.steps).copy();
    const own: BufferSpec = { dtype: buffer.dtype, shape: array.shape, bytes: array.bytes(), source: 'plain' };
    const views = program.views.map((other, i) => (i === k ? { buffer: program.buffers.length, steps: [] } : other));
    yield withoutUnused({ ...program, buffers: [...program.buffers, own], views });
  }
}

/** Buffers that no view looks at are gone. */
function withoutUnused(program: Program): Program {
  const used = [...new Set(program.views.map((view) => view.buffer))].sort((a, b) => a - b);
  const views = program.views.map((view): ViewSpec => ({ ...view, buffer: used.indexOf(view.buffer) }));
  return { ...program, views, buffers: used.map((k) => program.buffers[k]!) };
}

/** Elements `start` to `stop` of one axis, counted from the last, of every plain buffer that has them. */
function cut(program: Program, fromLast: number, dim: number, start: number, stop: number): Program {
  const buffers = program.buffers.map((buffer, k) => {
    const axis = buffer.shape.length - 1 - fromLast;
    const isPlain = program.views.every((view) => view.buffer !== k || view.steps.length === 0);
    if (axis < 0 || buffer.shape[axis] !== dim || !isPlain) return buffer;
    const index = buffer.shape.map((_, i) => (i === axis ? `${start}:${stop}` : ':'));
    const part = fromSource({ ...buffer, source: 'plain' })
      .at(...(index as BasicIndex[]))
      .copy();
    return { ...buffer, shape: part.shape, bytes: part.bytes() };
  });
  return { ...program, buffers };
}

function* fewerElements(program: Program): Generator<Program> {
  const most = Math.max(0, ...program.buffers.map((buffer) => buffer.shape.length));
  for (let axis = 0; axis < most; axis++) {
    const dims = new Set(program.buffers.map(({ shape }) => shape[shape.length - 1 - axis] ?? 1));
    for (const dim of dims) {
      if (dim < 2) continue;
      const half = dim >> 1;
      yield cut(program, axis, dim, 0, half);
      yield cut(program, axis, dim, half, dim);
      yield cut(program, axis, dim, 0, dim - 1);
      yield cut(program, axis, dim, 1, dim);
    }
  }
}

function* simplerValues(program: Program): Generator<Program> {
  for (const [k, buffer] of program.buffers.entries()) {
    const { itemsize } = DTYPES[buffer.dtype];
    const count = buffer.bytes.length / itemsize;
    if (count > 64) continue;
    for (let i = 0; i < count; i++) {
      const bytes = buffer.bytes.slice();
      if (bytes.subarray(i * itemsize, (i + 1) * itemsize).every((byte) => byte === 0)) continue;
      bytes.fill(0, i * itemsize, (i + 1) * itemsize);
      yield { ...program, buffers: program.buffers.map((other, j) => (j === k ? { ...other, bytes } : other)) };
    }
  }
}

/** The smallest failing program that these steps find, and what differs in it. */
export async function shrink(
  oracle: Oracle,
  program: Program,
  apart: string,
): Promise<{ program: Program; apart: string }> {
  let best = { program, apart };
  let trials = 0;
  for (let again = true; again && trials < MOST_TRIALS;) {
    again = false;
    for (const smaller of [fewerOptions, plainerLayouts, fewerElements, simplerValues]) {
      for (const candidate of smaller(best.program)) {
        if (++trials > MOST_TRIALS) return best;
        const still = await check(oracle, candidate).catch(() => undefined);
        if (still === undefined) continue;
        best = { program: candidate, apart: still };
        again = true;
        break;
      }
      if (again) break;
    }
  }
  return best;
}
