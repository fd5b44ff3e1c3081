/**
 * Random programs against live NumPy. FUZZ_PROGRAMS says how many (default 1500), FUZZ_SEED the first seed: program k
 * has seed FUZZ_SEED + k, so that a failure is run again alone with FUZZ_SEED=<its seed> FUZZ_PROGRAMS=1.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { difference } from './compare';
import { makeProgram, randomOf } from './generate';
import type { Answer, Program } from './program';
import { runProgram } from './run';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261);
const PROGRAMS = Number(process.env['FUZZ_PROGRAMS'] ?? 1500);
const BATCH = 500;
const SHOWN = Number(process.env['FUZZ_SHOWN'] ?? 5);

function numpyVersion(): string | undefined {
  const asked = spawnSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

function askNumpy(programs: readonly Program[]): Answer[] {
  const asked = spawnSync('python3', [join(__dirname, 'oracle.py')], {
    input: programs.map((program) => `${JSON.stringify(program)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (asked.status !== 0) {
    throw new Error(`the oracle failed (${asked.signal ?? asked.status}): ${asked.error?.message ?? asked.stderr}`);
  }
  return asked.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

const version = numpyVersion();
const usable = version !== undefined && Number.parseInt(version, 10) >= 2;
const name = `${PROGRAMS} random programs from seed ${SEED} agree with NumPy ${version ?? '(missing)'}`;

if (usable) {
  test(
    name,
    () => {
      const failures: string[] = [];
      for (let done = 0; done < PROGRAMS; done += BATCH) {
        const seeds = Array.from({ length: Math.min(BATCH, PROGRAMS - done) }, (_, i) => SEED + done + i);
        const programs = seeds.map((seed) => makeProgram(randomOf(seed)));
        const answers = askNumpy(programs);
        programs.forEach((program, i) => {
          const apart = difference(program, runProgram(program), answers[i]!);
          if (apart !== undefined) failures.push(`seed ${seeds[i]}: ${summary(program)}\n${apart}`);
        });
      }
      if (failures.length > 0) {
        throw new Error(`${failures.length} of ${PROGRAMS} differ:\n\n${failures.slice(0, SHOWN).join('\n\n')}`);
      }
    },
    60_000 + PROGRAMS * 50,
  );
} else {
  test.skip(`${name}: needs python3 with NumPy 2 or later`, () => undefined);
}

/** A program in a few lines: the call, and each view's dtype, buffer shape and layout. */
function summary(program: Program): string {
  const { kind, ours, args, options, values, scalars, index, value } = program;
  const views = program.views.map((view, k) => {
    const { dtype, shape, source } = program.buffers[view.buffer]!;
    return `  view ${k}: buffer ${view.buffer} ${dtype} (${shape.join()}) ${source} ${JSON.stringify(view.steps)}`;
  });
  return [`${kind} ${ours} ${JSON.stringify({ args, options, values, scalars, index, value })}`, ...views].join('\n');
}
