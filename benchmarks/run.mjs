// Times ndstride against its peers, case by case and interleaved in one run: npm run bench -- --help
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCommit } from './against.mjs';
import { addonCase, cases, memoryLoops } from './cases/index.mjs';
import { environment, load } from './environment.mjs';
import { startLimits } from './limits.mjs';
import { timeCase } from './measure.mjs';
import { matches, readOptions, usage } from './options.mjs';
import { summarise } from './report/summary.mjs';
import { tell } from './report/terminal.mjs';
import { writeReport } from './report/write.mjs';
import { resultOf } from './results.mjs';
import { earlier, harness, native, numpy, numpyTs, ours, python, pythonPeers } from './runners.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const addon = path('../build/Release/ndstride.node');
const large = 1e7;

const options = readOptions();
const wanted = (one) => matches(options.filter, one) && !(options.quick && one.n >= large && !one.goal);
// Goals first, whatever time is left for the others; cases of one size follow each other, their operands are made once.
const selected = cases.filter(wanted).sort((a, b) => Boolean(b.goal) - Boolean(a.goal) || a.n - b.n);
const selectedLoops = memoryLoops.filter(wanted);
if (options.help || options.list || options['list-native']) {
  const names = [...cases.filter(wanted), ...selectedLoops, addonCase].map(({ name }) => name);
  const jobs = cases.filter(wanted).flatMap((one) => one.native ?? []);
  console.log(options.help ? usage : (options.list ? names : [...new Set(jobs)]).join('\n'));
  process.exit(0);
}

const batch = options.quick ? 0.005 : 0.015;
const mapElements = options.quick ? 50_000_000 : 500_000_000;
const progress = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns ?? 100) - 1)}`);
};

const folder = mkdtempSync(join(tmpdir(), 'ndstride-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/** The kinds of sides of this run, NumPy's first: the others are checked against it. */
function kindsOfSides() {
  const kinds = options['no-numpy'] ? [] : [numpy];
  kinds.push(ours);
  if (options.against) {
    const { name, folder: built } = buildCommit(options.against);
    kinds.push(earlier(name, built));
  }
  if (!options['no-native']) kinds.push(native);
  if (!options['no-peers']) kinds.push(numpyTs, ...pythonPeers());
  return kinds;
}

/** Starts a side; one that cannot be had is absent, but for our own. */
async function startSide(kind) {
  try {
    const runner = await kind.start();
    return { key: kind.key, kind, runner };
  } catch (error) {
    if (kind === ours) throw error;
    const missing = error.code === 'ENOENT' ? `there is no ${kind === native ? harness : python}` : error.message;
    return { key: kind.key, kind, absent: missing };
  }
}

const makeFolder = (name) => {
  const made = join(folder, name);
  mkdirSync(made, { recursive: true });
  return made;
};
const shared = makeFolder('shared');

/** The variables of a case that reads a map: the file, made when it is first needed. */
function mapNames() {
  const file = join(folder, 'map.dat');
  const bytes = mapElements * 8;
  if (!existsSync(file)) {
    const { bavail, bsize } = statfsSync(folder);
    if (bavail * bsize < 1.1 * bytes) {
      throw new Error(`${folder} has no room for a map of ${bytes / 1e9} GB: set TMPDIR, or use --quick`);
    }
    execFileSync(process.execPath, [path('js/make-map.mjs'), file, String(mapElements)]);
  }
  return { file, elements: mapElements };
}

/** Has NumPy make the files that a case reads. */
async function makeFiles(one, sides) {
  for (const [name, code] of Object.entries(one.files ?? {})) {
    const file = join(shared, name);
    if (existsSync(file)) continue;
    const maker = sides.find(({ key }) => key === 'NumPy');
    if (!maker) throw new Error(`needs NumPy to make ${name}`);
    const { failed } = await maker.runner.ask({ exec: { code, names: { path: file } } });
    if (failed) throw new Error(failed);
  }
}

async function runCase(one, shared_, limits) {
  let sides = shared_;
  try {
    const names = one.map ? mapNames() : {};
    if (one.fresh)
      sides = (await Promise.all([numpy, ours].filter(isRunning).map(startSide))).filter(({ runner }) => runner);
    await makeFiles(one, sides);
    const namesOf = ({ key }) => ({ ...names, shared, folder: makeFolder(key.replace(/\W+/g, '-')) });
    const timed = await timeCase(one, sides, { rounds: options.rounds, batch, namesOf });
    return resultOf(one, timed, await limits?.secondsOf(one));
  } catch (error) {
    if (error.ended) throw error;
    return resultOf(one, { ndstride: { absent: `not run: ${error.message}` } });
  } finally {
    if (sides !== shared_) await Promise.all(sides.map(({ runner }) => runner.end()));
  }
}

function timeMemoryLoop({ name, count, bytes, goal }) {
  progress(name);
  const output = execFileSync(process.execPath, [path('memory-loop.mjs'), String(count), String(bytes)], {
    encoding: 'utf8',
  });
  const { seconds, rssGrowth } = JSON.parse(output);
  return {
    name,
    row: name,
    family: 'Memory',
    size: '',
    n: 1,
    goal,
    growth: rssGrowth,
    sides: { ndstride: { seconds: seconds / count } },
  };
}

const before = load();
const started = await Promise.all(kindsOfSides().map(startSide));
const isRunning = (kind) => started.some((side) => side.kind === kind && side.runner);
const sides = started.filter(({ runner }) => runner);
const absent = Object.fromEntries(started.filter(({ runner }) => !runner).map((side) => [side.key, side.absent]));
for (const [key, why] of Object.entries(absent)) console.log(`not run: ${key}: ${why}`);
const about = environment(Object.fromEntries(sides.map(({ key, runner }) => [key, runner.hello])));
const compiled = sides.find(({ kind }) => kind === native);
const limits = compiled && (await startLimits(compiled.runner.ask));

const begun = performance.now();
const roomForLarge = sides.find(({ kind }) => kind === ours).runner.hello.available > 6e9;
const results = [];
for (const [i, one] of selected.entries()) {
  const minutes = (performance.now() - begun) / 60000;
  progress(`${minutes.toFixed(1)} min  ${i + 1}/${selected.length}  ${one.name}`);
  const reason =
    minutes > options.minutes
      ? `${options.minutes} minutes were up`
      : one.n >= large && !roomForLarge
        ? 'less than 6 GB of memory are free'
        : undefined;
  results.push(
    reason ? resultOf(one, { ndstride: { absent: `not run: ${reason}` } }) : await runCase(one, sides, limits),
  );
}
await Promise.all(sides.map(({ runner }) => runner.end()));
results.push(...selectedLoops.map(timeMemoryLoop));
if (wanted(addonCase) && existsSync(addon)) {
  results.push({
    ...addonCase,
    row: addonCase.name,
    family: 'Memory',
    n: 1,
    size: '',
    addon: statSync(addon).size,
    sides: {},
  });
}
progress('');

const run = {
  about: {
    ...about,
    absent,
    load: { before, after: load() },
    minutes: Number(((performance.now() - begun) / 60000).toFixed(1)),
  },
  options: { filter: options.filter, quick: options.quick, rounds: options.rounds, against: options.against },
  limits: limits && { bandwidths: limits.bandwidths, flops: limits.flops },
  // The order of the table, whatever order they were timed in.
  results: results.sort((a, b) => placeOf(a) - placeOf(b)),
};
function placeOf({ name }) {
  const place = cases.findIndex((one) => one.name === name);
  return place < 0 ? cases.length : place;
}
const summary = summarise(run);
tell(run, summary);
const out = resolve(options.out);
writeReport(out, run, summary);
console.log(`${run.about.minutes} min; the report is in ${out}: report.html, report.md, results.json`);
if (summary.failed.length > 0) process.exitCode = 1;
