/** The decided differences from NumPy: each with its reason. What is not here is a fault. */
import * as nd from '../../lib';
import { parts } from './accuracy';
import { UFUNCS } from '../../lib/ops/ufunc-table.gen';
import type { Answer, BufferSpec, Program, Result } from './program';

export interface Outcome {
  readonly program: Program;
  readonly got: Result;
  readonly want: Result;
  readonly numpy: Answer;
  /** What was found to differ. */
  readonly apart: string;
}

interface Known {
  readonly reason: string;
  applies(outcome: Outcome): boolean;
}

const GIVES_BOOLS = new Set(
  Object.values(UFUNCS).flatMap((u) => (u.loops.every((loop) => loop.out === 0) ? [u.name as string] : [])),
);

const floatsOf = ({ dtype, bytes }: BufferSpec): number[] =>
  /^(float|complex)/.test(dtype) ? parts(nd.frombuffer(Buffer.from(bytes), { dtype })) : [];
const hasNaN = (buffer: BufferSpec): boolean => floatsOf(buffer).some(Number.isNaN);
const hasInfinity = (buffer: BufferSpec): boolean => floatsOf(buffer).some((x) => Math.abs(x) === Infinity);

const isLargeComplex = (buffer: BufferSpec): boolean =>
  buffer.dtype.startsWith('complex') && floatsOf(buffer).some((x) => Math.abs(x) > 1e3);

const messageOf = (result: Result): string => ('error' in result ? result.message : '');
const raised = (result: Result, name: string): boolean => 'error' in result && result.error.includes(name);

export const KNOWN: readonly Known[] = [
  {
    reason: 'operations that give bools take any integer beside an array: no element equals one that does not fit',
    applies: ({ program, want }) =>
      raised(want, 'OverflowError') && (GIVES_BOOLS.has(program.ours) || program.options.dtype === 'bool'),
  },
  {
    reason: 'a list of one value is taken for a single element',
    applies: ({ want }) => messageOf(want).startsWith('setting an array element with a sequence'),
  },
  {
    reason: 'a write of nothing is checked as any write is; NumPy lets it pass unchecked',
    applies: ({ program, got, numpy }) =>
      'error' in got &&
      program.kind === 'setitem' &&
      numpy.buffers.every((buffer, k) => Buffer.compare(buffer.bytes, program.buffers[k]!.bytes) === 0),
  },
  {
    reason: 'a complex number does not fill a real array; NumPy drops its imaginary part and warns',
    applies: ({ program, got }) => program.kind === 'full' && messageOf(got).includes("not 'complex'"),
  },
  {
    reason: 'sums of complex numbers do not go into real outputs; NumPy drops the imaginary part',
    applies: ({ program, got }) =>
      program.kind === 'reduction' && /output from dtype\('complex\d+'\)/.test(messageOf(got)),
  },
  {
    reason: 'positions are checked even where no element is taken; NumPy looks at none then',
    applies: ({ program, got, want }) =>
      /^(take|choose)/.test(program.ours) && 'error' in got && 'shape' in want && want.shape.includes(0),
  },
  {
    reason: 'i0 of an infinity is one; NumPy divides infinity by infinity',
    applies: ({ program }) => program.ours === 'i0' && program.buffers.some(hasInfinity),
  },
  {
    reason: 'variances of float16 without nans are computed in float32 throughout; NumPy sums the squares in float16',
    applies: ({ program }) => /^nan(var|std)$/.test(program.ours) && program.buffers[0]!.dtype === 'float16',
  },
  {
    reason: 'of two faults in a reduction either is found first',
    applies: ({ program, got, want }) =>
      program.kind === 'reduction' && 'error' in got && /axis remapping|non-broadcastable/.test(messageOf(want)),
  },
  {
    reason: 'complex nans are in order among themselves; in NumPy sets the order of some is that of an unstable sort',
    applies: ({ program }) =>
      /^(set|union|intersect|isin|unique)/.test(program.ours) &&
      program.buffers.some((b) => b.dtype.startsWith('complex') && hasNaN(b)),
  },
  {
    reason: 'integers rounded to a multiple beyond their dtype: a cast that NumPy does not define',
    applies: ({ program }) =>
      program.ours === 'round' &&
      /int/.test(program.buffers[0]!.dtype) &&
      JSON.stringify(program.keywords).includes('-'),
  },
  {
    reason: 'an integer that ldexp scales by an array counts as the narrowest; in NumPy by its value',
    applies: ({ program, apart }) => program.ours === 'ldexp' && 'scalar' in program.args[0]! && apart.includes('got'),
  },
  {
    reason: 'ldexp with a dtype takes integers that casting allows; NumPy only those that are safe',
    applies: ({ program, want }) =>
      program.ours === 'ldexp' && program.options.dtype !== undefined && messageOf(want).startsWith('No loop matching'),
  },
  {
    reason: 'of two faults in an index either is found first',
    applies: ({ program, got, want }) =>
      program.index !== undefined && messageOf(got).includes('slice step cannot be zero') && raised(want, 'IndexError'),
  },
  {
    reason: 'an integral number is an integer however large it is, where NumPy is given a float',
    applies: ({ program, got, want }) =>
      program.ours === 'ldexp' &&
      ((raised(want, 'TypeError') && messageOf(got).includes('out of bounds for int64')) ||
        raised(want, 'OverflowError')),
  },
  {
    reason: 'the imaginary part of expm1 of a real number is 0 also where its exponential overflows; NumPy has nan',
    applies: ({ program, apart }) => program.ours === 'expm1' && /\(im\): got -?0 but NumPy has NaN/.test(apart),
  },
  {
    reason: 'a product of floats as narrow integers takes floats beyond them as int64 first; NumPy: not defined',
    applies: ({ program }) =>
      program.ours === 'prod' &&
      /int/.test(program.options.dtype ?? '') &&
      program.buffers.some((b) => floatsOf(b).some((x) => !(Math.abs(x) < 2 ** 31))),
  },
  {
    reason: 'the angle of a complex exp2 is y ln 2 in one product: far from 0 it is rounded away, as in NumPy',
    applies: ({ program }) => program.ours === 'exp2' && program.buffers.some(isLargeComplex),
  },
  {
    reason: 'in NumPy the order of equal nans in unique_inverse is that of an unstable sort',
    applies: ({ program }) => program.ours === 'uniqueInverse' && program.buffers.some(hasNaN),
  },
];

/** Whether a difference is a decided one. */
export const isKnown = (outcome: Outcome): boolean => KNOWN.some((known) => known.applies(outcome));
