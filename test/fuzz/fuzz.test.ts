/**
 * Random programs against live NumPy. FUZZ_PROGRAMS says how many (default 1500), FUZZ_SEED the first seed: program k
 * has seed FUZZ_SEED + k, so that a failure is run again alone with FUZZ_SEED=<its seed> FUZZ_PROGRAMS=1. `npm run fuzz:numpy`
 * runs far more of them, and shrinks what fails.
 */
import { difference } from './compare';
import { makeProgram } from './generate';
import { numpyVersion, Oracle } from './oracle';
import { printProgram } from './print';
import { runProgram } from './run';

const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261);
const PROGRAMS = Number(process.env['FUZZ_PROGRAMS'] ?? 1500);
const BATCH = 250;
const SHOWN = Number(process.env['FUZZ_SHOWN'] ?? 5);

const version = numpyVersion();
const name = `${PROGRAMS} random programs from seed ${SEED} agree with NumPy ${version ?? '(missing)'}`;

if (version !== undefined) {
  test(
    name,
    async () => {
      const oracle = new Oracle();
      const failures: string[] = [];
      for (let done = 0; done < PROGRAMS; done += BATCH) {
        const seeds = Array.from({ length: Math.min(BATCH, PROGRAMS - done) }, (_, i) => SEED + done + i);
        const programs = seeds.map(makeProgram);
        const answers = await oracle.ask(programs);
        programs.forEach((program, i) => {
          const apart = difference(program, runProgram(program), answers[i]!);
          if (apart !== undefined) failures.push(`seed ${seeds[i]}: ${apart}\n${printProgram(program)}`);
        });
      }
      oracle.close();
      if (failures.length > 0) {
        throw new Error(`${failures.length} of ${PROGRAMS} differ:\n\n${failures.slice(0, SHOWN).join('\n\n')}`);
      }
    },
    60_000 + PROGRAMS * 50,
  );
} else {
  test.skip(`${name}: needs python3 with NumPy 2 or later`, () => undefined);
}
