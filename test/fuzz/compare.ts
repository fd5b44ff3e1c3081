/** Compares what the two sides gave. */
import * as nd from '../../lib';
import type { DType } from '../../lib';
import { elementsDiffer } from './accuracy';
import { PARTITIONED } from './functions';
import { isKnown } from './known';
import type { Answer, Failure, Packed, Program, Result } from './program';
import type { Run } from './run';

/** NumPy's exception -> the names that ours may have. */
const COUNTERPARTS: readonly (readonly [string, readonly string[]])[] = [
  ['AxisError', ['AxisError']],
  ['IndexError', ['IndexError', 'AxisError', 'ShapeError']],
  ['ZeroDivisionError', ['ValueError']],
  ['OverflowError', ['ValueError', 'ShapeError', 'DTypeError']],
  ['ValueError', ['ValueError', 'ShapeError', 'AxisError', 'ReadOnlyError', 'ArgumentError']],
  ['TypeError', ['ShapeError', 'DTypeError', 'ArgumentError', 'IndexError', 'UnsupportedError']],
];

/** Whether two arrays hold the same bytes; most do. */
const sameBytes = (x: Packed, y: Packed): boolean => Buffer.compare(x.bytes, y.bytes) === 0;

/** A JavaScript value as the array that NumPy gives, where it can be that. */
function packBare(value: unknown, want: Packed): Packed | string {
  if (want.shape.length > 0) return `got ${String(value)} but NumPy has an array of shape (${want.shape.join()})`;
  const wide = want.dtype === 'int64' || want.dtype === 'uint64';
  const type = want.dtype === 'bool' ? 'boolean' : want.dtype.startsWith('complex') ? 'object' : 'number';
  const fits = typeof value === type || (wide && typeof value === 'bigint');
  if (!fits || (wide && type === 'number' && typeof value === 'number' && !Number.isSafeInteger(value))) {
    return `got the ${typeof value} ${String(value)} but NumPy has ${want.dtype}`;
  }
  return { dtype: want.dtype, shape: [], bytes: nd.array(value as number, { dtype: want.dtype as DType }).bytes() };
}

function arraysDiffer(
  program: Program,
  run: Run,
  got: Packed,
  want: Packed,
  loop = want.loop ?? undefined,
  before?: Packed,
): string | undefined {
  if (got.dtype !== want.dtype || got.shape.join() !== want.shape.join()) {
    return `got ${got.dtype} (${got.shape.join()}) but NumPy has ${want.dtype} (${want.shape.join()})`;
  }
  if (sameBytes(got, want)) return undefined;
  if (PARTITIONED.has(program.ours)) return partitionsDiffer(got, want);
  return elementsDiffer(program, run, got, want, loop, before);
}

/** What lies in no decided order agrees when it is the same values. */
function partitionsDiffer(got: Packed, want: Packed): string | undefined {
  // Of equal zeros either sign may be there.
  const sorted = (packed: Packed): string => {
    const values = nd.frombuffer(Buffer.from(packed.bytes), { dtype: packed.dtype as DType });
    return String(nd.sort(packed.dtype === 'bool' ? values : nd.add(values, 0)).flatValues());
  };
  return sorted(got) === sorted(want) ? undefined : 'it holds other values';
}

function resultsDiffer(program: Program, run: Run, got: Result, want: Result): string | undefined {
  if ('error' in got || 'error' in want) return undefined;
  if ('parts' in got || 'parts' in want) {
    if (!('parts' in got) || !('parts' in want) || got.parts.length !== want.parts.length) {
      const count = (result: Result): string => ('parts' in result ? `${result.parts.length} results` : 'one result');
      return `got ${count(got)} but NumPy has ${count(want)}`;
    }
    for (const [k, part] of got.parts.entries()) {
      const apart = resultsDiffer(program, run, part, want.parts[k]!);
      if (apart !== undefined) return `part ${k}: ${apart}`;
    }
    return undefined;
  }
  if ('text' in got || 'text' in want) {
    const [a, b] = [got, want].map((x) => ('text' in x ? x.text : 'bare' in x ? String(x.bare) : 'an array'));
    return a === b ? undefined : `got\n${a}\nbut NumPy has\n${b}`;
  }
  if ('bare' in want) return 'the oracle gave a bare value';
  const packed = 'bare' in got ? packBare(got.bare, want) : got;
  return typeof packed === 'string' ? packed : arraysDiffer(program, run, packed, want);
}

/** A failed call leaves everything as it was. */
function unchanged(program: Program, run: Run): string | undefined {
  const k = run.buffers.findIndex((buffer, i) => Buffer.compare(buffer.bytes, program.buffers[i]!.bytes) !== 0);
  return k < 0 ? undefined : `the failed call changed buffer ${k}`;
}

/** NumPy raised: we throw its counterpart, and have written nothing. */
function errorDiffers(program: Program, run: Run, want: Failure): string | undefined {
  const got = run.result;
  // Of two faults either may be found first.
  if ('error' in got && want.message.includes('read-only')) return unchanged(program, run);
  const raises = `NumPy raises ${want.error[0]} (${want.message})`;
  if (!('error' in got)) return `${raises} but we gave a result`;
  const allowed = COUNTERPARTS.find(([name]) => want.error.includes(name))?.[1] ?? [];
  if (program.kind !== 'setitem' && !allowed.includes(got.error[0]!)) {
    return `${raises} but we threw ${got.error[0]} (${got.message})`;
  }
  return unchanged(program, run);
}

function findDifference(program: Program, run: Run, numpy: Answer): string | undefined {
  const got = run.result;
  const want = numpy.result;
  if ('error' in got && got.error[0] === 'uncoded') return `threw an error without a code: ${got.message}`;
  if ('error' in want) return errorDiffers(program, run, want);
  if ('error' in got) return `threw ${got.error[0]} (${got.message}) but NumPy gives a result`;
  const apart = resultsDiffer(program, run, got, want);
  if (apart !== undefined) return `result: ${apart}`;
  const loop = 'loop' in want ? (want.loop ?? undefined) : undefined;
  const isExact = 'exact' in want;
  for (const [k, buffer] of run.buffers.entries()) {
    // What NumPy wrote was compared with the exact values above.
    const before = isExact ? program.buffers[k]! : undefined;
    const changed = arraysDiffer(program, run, buffer, numpy.buffers[k]!, loop, before);
    if (changed !== undefined) return `buffer ${k}: ${changed}`;
  }
  return undefined;
}

/** What differs, but for decided differences; or undefined. */
export function difference(program: Program, run: Run, numpy: Answer): string | undefined {
  const apart = findDifference(program, run, numpy);
  if (apart === undefined) return undefined;
  return isKnown({ program, got: run.result, want: numpy.result, numpy, apart }) ? undefined : apart;
}
