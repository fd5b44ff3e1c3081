// The tutorials' work at their size, on real files, beside NumPy's: npm run tour -- --help
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { memoryChart } from './chart.mjs';
import { bytes, duration, ratio } from './format.mjs';
import { measure } from './measure.mjs';
import { startNumPy } from './numpy.mjs';
import { startProgress } from './progress.mjs';
import { finalTable, legend, markdown, speedOf } from './report.mjs';
import { now, startSampler } from './sampler.mjs';
import { planSizes } from './sizes.mjs';
import { arraysChapter } from './steps/arrays.mjs';
import { buildChapter } from './steps/build.mjs';
import { mapsChapter } from './steps/maps.mjs';
import { memoryChapter } from './steps/memory.mjs';
import { storingChapter } from './steps/storing.mjs';

const usage = `usage: npm run tour -- [option ...]
  --quick       smaller sizes: under half a minute
  --full        the 500×2000×2000 build in full: 16 GB of memory, 8 GB of disk
  --no-numpy    without NumPy beside it
  --out FOLDER  the folder of the report (tour-report)
The temporary files lie in the system's folder for them (TMPDIR) and are removed. NDS_PYTHON names the Python to use.`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        full: { type: 'boolean', default: false },
        'no-numpy': { type: 'boolean', default: false },
        out: { type: 'string', default: 'tour-report' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.quick && values.full) throw new Error('--quick and --full exclude each other');
    return values;
  } catch (error) {
    console.error(`tour: ${error.message}\n${usage}`);
    process.exit(2);
  }
}

async function loadLibrary() {
  try {
    return await import(new URL('../dist/index.mjs', import.meta.url));
  } catch (error) {
    console.error(`tour: ndstride does not load (${error.message}). Run it as: npm run tour`);
    process.exit(1);
  }
}

const freeBytes = (folder) => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** The system's temporary folder, or the report's where that one lies in memory or has less room. */
function temporaryFolder(report) {
  const memoryFileSystem = 0x01021994;
  const system = tmpdir();
  const systemFits =
    statfsSync(system).type !== memoryFileSystem && freeBytes(system) >= Math.min(6e9, freeBytes(report));
  return mkdtempSync(join(systemFits ? system : report, 'ndstride-tour-'));
}

function advice(error) {
  const advices = {
    ENOSPC: 'free some disk space, or set TMPDIR to a folder with more',
    EFBIG: 'this file system has no files of 8 TB: set TMPDIR to a folder on another (ext4 and xfs have them)',
    EACCES: 'set TMPDIR to a folder that may be written',
    ERR_MEMORY_LIMIT: 'close other programs, or try --quick',
    ERR_OUT_OF_MEMORY: 'close other programs, or try --quick',
  };
  const found = Object.keys(advices).find((code) => error.code === code || error.message.includes(code));
  return found ? `${error.message} (what to do: ${advices[found]})` : error.message;
}

function runOurs(step, nd) {
  try {
    const { value, ...figures } = measure(step);
    const plain = typeof value === 'object' ? value : { value };
    const side = { ...figures, ...plain };
    side.details = [...(step.details ?? []), ...(side.details ?? [])];
    if (step.file) {
      const { blocks, size } = statSync(step.file);
      Object.assign(side, { disk: blocks * 512, size });
    }
    return side;
  } catch (error) {
    return { error: advice(error) };
  } finally {
    nd.memory.trim();
  }
}

const agree = (a, b, tolerance) => a === b || Math.abs(a - b) <= tolerance * Math.abs(b);

/** Most that was resident between two times, over what was at the first: for systems that keep no high-water mark. */
function sampledPeak(samples, [start, end]) {
  const before = samples.findLast(([time]) => time <= start)?.[1];
  const during = samples.filter(([time]) => time >= start && time <= end).map(([, value]) => value);
  return before === undefined || during.length === 0 ? NaN : Math.max(0, Math.max(...during) - before);
}

const options = readOptions();
if (options.help) {
  console.log(usage);
  process.exit(0);
}
const nd = await loadLibrary();
const begun = now();
const out = resolve(options.out);
let folder;
let sampler;
let numpy;
try {
  mkdirSync(out, { recursive: true });
  folder = temporaryFolder(out);
  sampler = await startSampler(folder);
  numpy = options['no-numpy'] ? { absent: 'not asked for' } : await startNumPy();
  if (numpy.pid) await sampler.watch('NumPy', numpy.pid);
} catch (error) {
  if (folder) rmSync(folder, { recursive: true, force: true });
  console.error(`tour: ${advice(error)}`);
  process.exit(1);
}

const memory = nd.memory.info();
const mode = options.full ? 'full' : options.quick ? 'quick' : 'normal';
const { sizes, notes } = planSizes(mode, { ...memory, disk: freeBytes(folder) });
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const about = [
  `ndstride ${version} (${nd.simdTarget()}, threads: ${nd.getNumThreads()}), Node ${process.versions.node}`,
  numpy.absent ? 'NumPy: none' : `NumPy ${numpy.version}, Python ${numpy.python}`,
  `${cpus()[0]?.model ?? 'an unknown processor'}, ${availableParallelism()} cores`,
  `memory: ${bytes(memory.available)} available of ${bytes(memory.total)}; disk: ${bytes(freeBytes(folder))} free`,
];
for (const line of about) console.log(line);
if (numpy.absent && !options['no-numpy']) {
  console.log(`NumPy not found: ${numpy.absent}. To compare with it: pip install 'numpy>=2' (or set NDS_PYTHON)`);
}
for (const note of notes) console.log(`smaller than asked for: ${note}`);
console.log('');

const context = { nd, sizes, folder };
const chapters = [memoryChapter, arraysChapter, storingChapter, mapsChapter, buildChapter].map((chapter) =>
  chapter(context),
);
const progress = startProgress(chapters.reduce((count, chapter) => count + chapter.steps.length, 0));
const rows = [];
const problems = [];

/** More than this does not stay touched until it is used. */
const mostTouched = 2e9;

/** Has memory that a step will use touched before it is timed; see touch.mjs. */
function touch(size) {
  if (!size) return;
  const most = Math.min(mostTouched, nd.memory.info().available - sizes.growth.margin);
  const script = fileURLToPath(new URL('touch.mjs', import.meta.url));
  spawnSync(process.execPath, [script, String(Math.min(size, most))]);
}

async function askNumPy(step) {
  const { available } = nd.memory.info();
  if (step.numpyNeeds > available - sizes.growth.margin) {
    return { skipped: `NumPy would need ${bytes(step.numpyNeeds)} and ${bytes(available)} are available` };
  }
  const started = now();
  const { id, params, repeat = 1, count = 1 } = step;
  let side;
  try {
    side = await numpy.ask({ id, params: { ...params, available }, repeat, count, folder });
  } catch (error) {
    side = { error: error.message };
    if (error.ended) numpy = { absent: error.message };
  }
  return { numpy: { ...side, span: [started, now()] } };
}

async function runStep(step, chapter) {
  const row = { number: rows.length + 1, id: step.id, title: step.title, chapter: chapter.title, start: now() };
  progress.begin(`${step.title}: ndstride`);
  touch(step.touch);
  const started = now();
  row.ours = runOurs(step, nd);
  row.ours.span = [started, now()];
  if (step.numpy) {
    const other = rows.find(({ id }) => id === step.numpy);
    Object.assign(row, { alias: step.numpy, numpy: other?.numpy });
  } else if (step.params && !numpy.absent) {
    progress.begin(`${step.title}: NumPy`);
    touch(step.numpyTouch ?? step.touch);
    Object.assign(row, await askNumPy(step));
  }
  step.after?.();
  row.end = now();

  if (row.ours.error) problems.push(`step ${row.number}, ${row.title}: ${row.ours.error}`);
  if (row.numpy?.error && !row.alias) problems.push(`step ${row.number}, ${row.title}: NumPy: ${row.numpy.error}`);
  if (!row.ours.error && row.numpy && !row.numpy.error) {
    row.differs = !agree(row.ours.value, row.numpy.value, step.tolerance ?? 0);
    if (row.differs && !step.mayDiffer) {
      problems.push(`step ${row.number}, ${row.title}: ${row.ours.value}, but NumPy has ${row.numpy.value}`);
    }
  }
  return row;
}

function tell(row) {
  const side = (one) => (one.error ? 'failed' : duration(one.seconds));
  const compared = row.numpy ? `, NumPy ${side(row.numpy)}` : row.skipped ? `, ${row.skipped}` : '';
  const faster = Number.isFinite(speedOf(row)) ? ` (${ratio(speedOf(row))})` : '';
  const elapsed = ((now() - begun) / 1000).toFixed(1).padStart(6);
  progress.line(`${elapsed} s  ${String(row.number).padStart(2)}  ${row.title}: ${side(row.ours)}${compared}${faster}`);
  const shown = row.ours.details ?? [];
  for (const line of shown) progress.line(`              ${line}`);
  if (row.id === 'grow') for (const line of row.numpy?.details ?? []) progress.line(`              NumPy: ${line}`);
}

try {
  for (const chapter of chapters) {
    progress.line(`${chapter.title}`);
    for (const step of chapter.steps) {
      const row = await runStep(step, chapter);
      rows.push(row);
      progress.finished();
      tell(row);
    }
  }
  progress.end();
  const numpyAbsent = options['no-numpy'] ? undefined : numpy.absent;
  if (!numpy.absent) await numpy.end();
  const samples = await sampler.stop();
  for (const row of rows) {
    if (!row.ours.error && !Number.isFinite(row.ours.peak)) {
      row.ours.peak = sampledPeak(samples.ndstride ?? [], row.ours.span);
    }
    if (row.numpy && !row.numpy.error && !Number.isFinite(row.numpy.peak)) {
      row.numpy.peak = sampledPeak(samples.NumPy ?? [], row.numpy.span);
    }
  }

  const subtitle = `${about[0]}; ${about[1]}; ${about[2]}`;
  writeFileSync(join(out, 'memory.svg'), memoryChart({ samples, steps: rows, subtitle }));
  writeFileSync(join(out, 'report.md'), markdown({ rows, about, notes, numpyAbsent, problems }));
  writeFileSync(
    join(out, 'results.json'),
    `${JSON.stringify({ about, mode, sizes, notes, problems, rows, samples })}\n`,
  );

  console.log(`\n${finalTable(rows).join('\n')}\n${legend}\n`);
  if (numpyAbsent) console.log(`NumPy not found: ${numpyAbsent}`);
  for (const problem of problems) console.error(`problem: ${problem}`);
  console.log(
    `${((now() - begun) / 1000).toFixed(0)} s in all; the report is in ${out}: report.md, memory.svg, results.json`,
  );
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
