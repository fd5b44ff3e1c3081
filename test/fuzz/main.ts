/**
 * npm run fuzz:numpy: random programs against live NumPy, in several processes.
 *   --seconds N (60)  --programs N (no limit)  --seed N (the time)  --workers N (2)  --shown N (20)
 * Program k has seed SEED + k: --seed S --programs 1 runs a single one again.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MISSING } from './functions';
import { numpyVersion } from './oracle';
import type { Report, Task } from './worker';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    programs: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string', default: '2' },
    shown: { type: 'string', default: '20' },
  },
});
const seconds = Number(values.seconds);
const most = Number(values.programs ?? Infinity);
const firstSeed = values.seed === undefined ? Math.floor(Date.now() / 1000) % 2 ** 30 : Number(values.seed);
/** Programs that a worker gets at once. */
const PORTION = 1024;
/** A worker that reports nothing for so long hangs. */
const HANG_MS = 120_000;

interface Failure {
  readonly seed: number;
  readonly op: string;
  readonly text: string;
}

const failures: Failure[] = [];
let next = 0;
let finished = 0;
const start = performance.now();
const isOver = (): boolean => next >= most || performance.now() - start > seconds * 1000;

function takeTask(): Task | undefined {
  if (isOver()) return undefined;
  const count = Math.min(PORTION, most - next);
  const task = { seed: firstSeed + next, count, announce: false };
  next += count;
  return task;
}

/** Runs tasks in a child process until there are none, or it ends. A task it died of is returned. */
function runWorker(takeNext: () => Task | undefined): Promise<{ task: Task; seed: number; how: string } | undefined> {
  const child: ChildProcess = fork(join(__dirname, 'worker.js'));
  return new Promise((done) => {
    let task: Task | undefined;
    let seed = 0;
    let timer: NodeJS.Timeout | undefined;
    let hung = false;
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        hung = true;
        child.kill('SIGKILL');
      }, HANG_MS);
    };
    const give = (): void => {
      task = takeNext();
      watch();
      child.send(task ?? { count: 0 });
      if (task === undefined) clearTimeout(timer);
    };
    child.on('message', (report: Report) => {
      watch();
      if (report.kind === 'seed') seed = report.seed;
      else if (report.kind === 'failure') failures.push(report);
      else {
        finished += report.count;
        give();
      }
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const how = hung ? 'hung' : `ended with ${signal ?? code}`;
      done(task === undefined ? undefined : { task, seed, how });
    });
    give();
  });
}

/** A worker, started again after each program that it died of. */
async function work(): Promise<void> {
  for (;;) {
    const died = await runWorker(takeTask);
    if (died === undefined) return;
    let once: Task | undefined = { ...died.task, announce: true };
    const again = await runWorker(() => {
      const task = once;
      once = undefined;
      return task;
    });
    const seed = again?.seed ?? died.task.seed;
    failures.push({ seed, op: 'crash', text: `the process ${(again ?? died).how}` });
  }
}

async function main(): Promise<void> {
  const version = numpyVersion();
  if (version === undefined) {
    console.log('fuzz:numpy: skipped: it needs python3 with NumPy 2 or later');
    return;
  }
  const count = Number(values.workers);
  console.log(`fuzz:numpy: seed ${firstSeed}, NumPy ${version}, ${count} workers, ${seconds} s`);
  if (MISSING.length > 0) console.log(`not in the library yet: ${MISSING.join(' ')}`);
  await Promise.all(Array.from({ length: count }, work));
  const elapsed = (performance.now() - start) / 1000;
  for (const { seed, op, text } of failures.slice(0, Number(values.shown)))
    console.log(`\nseed ${seed}: ${op}: ${text}`);
  const byOp = new Map<string, number>();
  for (const { op } of failures) byOp.set(op, (byOp.get(op) ?? 0) + 1);
  if (byOp.size > 0) console.log(`\n${[...byOp].map(([op, n]) => `${op}: ${n}`).join(', ')}`);
  const rate = Math.round(finished / elapsed);
  console.log(
    `\n${finished} programs from seed ${firstSeed} in ${elapsed.toFixed(1)} s (${rate} a second): ${failures.length} differ`,
  );
  process.exitCode = failures.length > 0 ? 1 : 0;
}

void main();
