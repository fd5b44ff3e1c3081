// Times ndstride against NumPy, case by case and interleaved in one run: npm run bench -- --help
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { textTable, duration } from '../tour/format.mjs';
import { cases, memoryLoops } from './cases.mjs';
import { legend, markdown, table, verdicts } from './report.mjs';
import { startNumPy, startOurs } from './runners.mjs';

const usage = `usage: npm run bench -- [option ...]
  --filter TEXT  only cases whose name contains it
  --quick        fewer and shorter rounds, a small map
  --no-native    without the compiled harness
  --no-numpy     without NumPy
  --list         names of the cases
  --out FOLDER   the folder of the report (bench-report)`;

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const addon = path('../build/Release/ndstride.node');
const harness = path('../build-bench/nds_bench');

function readOptions() {
  try {
    return parseArgs({
      options: {
        filter: { type: 'string', default: '' },
        quick: { type: 'boolean', default: false },
        'no-native': { type: 'boolean', default: false },
        'no-numpy': { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        out: { type: 'string', default: 'bench-report' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`bench: ${error.message}\n${usage}`);
    process.exit(2);
  }
}

const options = readOptions();
const wanted = ({ name }) => name.includes(options.filter);
const selected = cases.filter(wanted);
const selectedLoops = memoryLoops.filter(wanted);
const addonCase = { name: 'size of the addon', group: 'The addon', goal: { size: 6 * 2 ** 20 } };
if (options.help || options.list) {
  console.log(options.help ? usage : [...selected, ...selectedLoops, addonCase].map(({ name }) => name).join('\n'));
  process.exit(0);
}

const rounds = options.quick ? 3 : 7;
const batch = 0.05;
const mapElements = options.quick ? 50_000_000 : 500_000_000;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const progress = (text) => process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${text.slice(0, 100)}` : `${text}\n`);

function commit() {
  try {
    const git = (...args) => execFileSync('git', args, { cwd: path('..'), encoding: 'utf8', stdio: 'pipe' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ', changed since');
  } catch {
    return 'none';
  }
}

async function startSides() {
  const ours = await startOurs();
  if (options['no-numpy']) return { ours };
  try {
    return { ours, numpy: await startNumPy() };
  } catch (error) {
    return { ours, absent: error.code === 'ENOENT' ? 'there is no python3 on the PATH' : error.message };
  }
}

async function endSides({ ours, numpy }) {
  await Promise.all([ours.end(), numpy?.end()]);
}

/** Times one case: a round of one side, then one of the other, until there are enough of both. */
async function timeCase(one, sides, names) {
  const active = Object.entries({ ours: sides.ours, numpy: sides.numpy })
    .filter(([, runner]) => runner)
    .map(([key, runner]) => ({
      key,
      runner,
      language: key === 'ours' ? 'js' : 'python',
      seconds: [],
      cpu: [],
      growth: [],
    }));
  for (const side of active) {
    // A case that is to be run once after its set-up is not run before it is timed.
    const run = one.once ? (side.language === 'js' ? 'undefined' : 'pass') : one.run[side.language];
    const setup = one.setup[side.language];
    const { count } = await side.runner.ask({ prepare: { names, setup, run, batch: one.once ? 0 : batch } });
    side.count = one.once ? 1 : count;
    if (one.once) await side.runner.ask({ prepare: { names, setup, run: one.run[side.language], batch: 0 } });
  }
  for (let round = 0; round < (one.rounds ? Math.min(one.rounds, rounds) : rounds); round++) {
    for (const side of active) {
      if (one.once) await side.runner.ask({ setUp: true });
      const { seconds, cpu, growth } = await side.runner.ask({ time: side.count });
      side.seconds.push(seconds);
      side.cpu.push(cpu);
      side.growth.push(growth);
    }
  }
  const result = {
    name: one.name,
    group: one.group,
    n: one.n,
    bytes: one.bytes,
    goal: one.goal,
    tellsGrowth: one.fresh,
  };
  for (const side of active) {
    await side.runner.ask({ done: true });
    result[side.key] = median(side.seconds);
    result[side.key === 'ours' ? 'growth' : 'numpyGrowth'] = Math.max(...side.growth);
    result[`${side.key}Cpu`] = median(side.cpu);
    result[`${side.key}Rounds`] = side.seconds;
  }
  result.speed = result.numpy / result.ours;
  result.cpuSpeed = result.numpyCpu / result.oursCpu;
  return result;
}

function timeMemoryLoop({ name, count, bytes, goal }) {
  const output = execFileSync(process.execPath, [path('memory-loop.mjs'), String(count), String(bytes)], {
    encoding: 'utf8',
  });
  const measured = JSON.parse(output);
  const group = 'Loops of temporaries without dispose, in a process each';
  return { name, group, n: 1, goal, ours: measured.seconds / count, growth: measured.rssGrowth, tellsGrowth: true };
}

/** The compiled harness's figures: [{ name, seconds, rate }]. */
function runHarness() {
  if (options['no-native'] || !existsSync(harness)) return [];
  progress('the compiled harness');
  const filter = options.filter.replace(/[^\w]+.*/, '') || '.';
  const args = [`--benchmark_filter=${filter}`, '--benchmark_format=json', `--benchmark_min_time=${batch}`];
  const { status, signal, stdout } = spawnSync(harness, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) {
    console.error(
      `bench: the compiled harness ended with ${signal ?? `status ${status}`}: ${harness} ${args.join(' ')}`,
    );
    process.exitCode = 1;
    return [];
  }
  if (!stdout.startsWith('{')) return []; // no benchmark of that name
  const scale = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1 };
  return JSON.parse(stdout).benchmarks.map((one) => ({
    name: one.name,
    seconds: one.real_time * scale[one.time_unit],
    rate: one.bytes_per_second ? (one.bytes_per_second / 1e9).toFixed(1) : '',
  }));
}

let folder;
process.on('exit', () => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));

/** The variables of a case that reads a map: the file, made when it is first needed. */
function mapNames() {
  const bytes = mapElements * 8;
  if (folder === undefined) {
    const { bavail, bsize } = statfsSync(tmpdir());
    if (bavail * bsize < 1.1 * bytes) {
      throw new Error(`${tmpdir()} has no room for a map of ${bytes / 1e9} GB: set TMPDIR, or use --quick`);
    }
    folder = mkdtempSync(join(tmpdir(), 'ndstride-bench-'));
    execFileSync(process.execPath, [path('js/make-map.mjs'), join(folder, 'map.dat'), String(mapElements)]);
  }
  return { file: join(folder, 'map.dat'), elements: mapElements };
}

async function runCase(one, shared) {
  progress(one.name);
  let sides = shared;
  try {
    const names = one.map ? mapNames() : {};
    if (one.fresh) sides = await startSides();
    return await timeCase(one, sides, names);
  } catch (error) {
    if (error.ended) throw error;
    await Promise.all([sides.ours.ask({ done: true }), sides.numpy?.ask({ done: true })]);
    return { name: one.name, group: one.group, goal: one.goal, error: error.message };
  } finally {
    if (sides !== shared) await endSides(sides);
  }
}

const load = loadavg().map((x) => x.toFixed(1));
const sides = await startSides();
const { hello } = sides.ours;
const numpyName = sides.numpy ? `NumPy ${sides.numpy.hello.version}, ${sides.numpy.hello.runtime}` : 'NumPy: none';
const about = [
  `ndstride at commit ${commit()}, target ${hello.version}, threads: ${hello.threads}, ${hello.runtime}`,
  numpyName,
  `${cpus()[0]?.model ?? 'an unknown processor'}, ${cpus().length} cores; ${new Date().toISOString().slice(0, 10)}`,
];
for (const line of about) console.log(line);
if (sides.absent) console.log(`NumPy not found: ${sides.absent}`);

const results = [];
for (const one of selected) results.push(await runCase(one, sides));
await endSides(sides);
for (const loop of selectedLoops) {
  progress(loop.name);
  results.push(timeMemoryLoop(loop));
}
if (wanted(addonCase) && existsSync(addon)) results.push({ ...addonCase, size: statSync(addon).size });
const native = runHarness();
if (process.stderr.isTTY) progress('');
about.push(
  `load averages of the machine (1, 5, 15 min): before ${load.join(' ')}, after ${loadavg()
    .map((x) => x.toFixed(1))
    .join(' ')}`,
);

console.log(`${about.at(-1)}\n\n${table(results).join('\n')}\n\n${legend}`);
if (native.length > 0) {
  const rows = native.map(({ name, seconds, rate }) => [name, duration(seconds), rate]);
  console.log(`\n${textTable(['the core, without Node', 'time', 'GB/s'], rows, 'lrr').join('\n')}`);
}
const goals = results
  .filter((result) => !result.error)
  .flatMap(verdicts)
  .filter(({ known }) => known);
console.log(`\n${goals.filter(({ met }) => met).length} of ${goals.length} goals reached`);

const out = resolve(options.out);
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'report.md'), markdown(about, results, native));
writeFileSync(join(out, 'results.json'), `${JSON.stringify({ about, options, results, native }, undefined, 1)}\n`);
console.log(`the report is in ${out}: report.md, results.json`);
if (results.some(({ error }) => error)) process.exitCode = 1;
