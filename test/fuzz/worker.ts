/** One process of the fuzzer: runs the programs of the seeds that it is sent, beside an oracle of its own. */
import { difference } from './compare';
import { makeProgram } from './generate';
import { Oracle } from './oracle';
import { printProgram } from './print';
import type { Answer, Program } from './program';
import { runProgram, type Run } from './run';
import { shrink } from './shrink';

/** Programs a message to the oracle has. */
const BATCH = 128;

/** To a worker: run these seeds. `announce`: say each seed before it runs, to find one that ends the process. */
export interface Task {
  readonly seed: number;
  readonly count: number;
  readonly announce: boolean;
}
export type Report =
  | { readonly kind: 'seed'; readonly seed: number }
  | { readonly kind: 'failure'; readonly seed: number; readonly op: string; readonly text: string }
  | { readonly kind: 'done'; readonly count: number };

const oracle = new Oracle();
const send = (report: Report): void => void process.send!(report);

/** Failures of one operation are shrunk this often. */
const SHRUNK = 2;
const shrunk = new Map<string, number>();

async function report(seed: number, program: Program, apart: string): Promise<void> {
  const seen = shrunk.get(program.ours) ?? 0;
  shrunk.set(program.ours, seen + 1);
  const small = seen < SHRUNK ? await shrink(oracle, program, apart) : { program, apart };
  const text = seen < SHRUNK ? `${small.apart}\n${printProgram(small.program)}` : apart;
  send({ kind: 'failure', seed, op: program.ours, text });
}

/** A fault of the fuzzer's own is reported like any other. */
function compared(program: Program, run: Run, answer: Answer): string | undefined {
  try {
    return difference(program, run, answer);
  } catch (error) {
    return `the comparison failed: ${(error as Error).stack ?? String(error)}`;
  }
}

async function runTask({ seed, count, announce }: Task): Promise<void> {
  for (let done = 0; done < count; done += BATCH) {
    const seeds = Array.from({ length: Math.min(BATCH, count - done) }, (_, i) => seed + done + i);
    const programs = seeds.map(makeProgram);
    const answers = oracle.ask(programs);
    const runs = programs.map((program, i) => {
      if (announce) send({ kind: 'seed', seed: seeds[i]! });
      return runProgram(program);
    });
    const numpy = await answers;
    for (const [i, program] of programs.entries()) {
      const apart = compared(program, runs[i]!, numpy[i]!);
      if (apart !== undefined) await report(seeds[i]!, program, apart);
    }
  }
  send({ kind: 'done', count });
}

process.on('message', (task: Task) => {
  // Nothing more to do.
  if (task.count === 0) {
    oracle.close();
    process.disconnect();
    return;
  }
  runTask(task).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
