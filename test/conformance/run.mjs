// The Array API standard's own test suite (data-apis/array-api-tests) against NumPy and against this checkout; see README.md.
// Usage: node test/conformance/run.mjs [pytest argument ...]
//   SUITE=folder  BRIDGE=folder  MAX_EXAMPLES=20  SEED=n (none: the suite's fixed examples)  OUT=folder  BASELINE=again
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, readResults } from './results.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const bridge = resolve(process.env.BRIDGE ?? join(root, '../shared/conformance'));
const suite = resolve(process.env.SUITE ?? join(root, '.cache/array-api'));
const examples = process.env.MAX_EXAMPLES ?? '20';
const seed = process.env.SEED ?? '';
const out = resolve(process.env.OUT ?? join(root, 'build/conformance'));
const chosen = process.argv.slice(2);

const SOURCES = [
  ['array-api-tests', 'https://github.com/data-apis/array-api-tests', '2026.02.26'],
  ['array-api-tests/array-api', 'https://github.com/data-apis/array-api', '5f847a3858875c682ae901aa22b0413bf24be9da'],
  ['ndindex', 'https://github.com/Quansight-Labs/ndindex', '1.8'],
  ['pytest-json-report', 'https://github.com/numirias/pytest-json-report', 'HEAD'],
];

function explainMissing() {
  if (!existsSync(join(bridge, 'run_suite.sh')))
    return `no bridge at ${bridge}: set BRIDGE to the folder of run_suite.sh`;
  if (existsSync(join(suite, 'array-api-tests/array_api_tests'))) return undefined;
  const steps = SOURCES.map(
    ([folder, url, revision]) =>
      `  git clone ${url} ${join(suite, folder)} && git -C ${join(suite, folder)} checkout ${revision}`,
  );
  return [`no suite at ${suite}: set SUITE to its folder, or get it:`, ...steps].join('\n');
}

/** Runs the suite once and resolves with its output and junit file. */
function runSuite(target, junit, environment = {}) {
  const child = spawn('bash', [join(bridge, 'run_suite.sh'), target, ...chosen], {
    env: { ...process.env, SUITE: suite, MAX_EXAMPLES: examples, SEED: seed, JUNIT: junit, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', () => {
      if (existsSync(junit)) done(text);
      else fail(new Error(`the suite did not run against ${target}:\n${text.slice(-4000)}`));
    });
  });
}

const missing = explainMissing();
if (missing !== undefined) {
  console.error(missing);
  process.exit(2);
}
mkdirSync(out, { recursive: true });
const draw = `${examples}-${seed === '' ? 'fixed' : seed}`;
const whole = chosen.length === 0;
const numpyFile = join(out, whole ? `numpy-${draw}.xml` : 'numpy-part.xml');
const ourFile = join(out, whole ? `ndstride-${draw}.xml` : 'ndstride-part.xml');
const known = whole && existsSync(numpyFile) && process.env.BASELINE !== 'again';
const runs = [
  runSuite('engine', ourFile, {
    ADAPTER: join(here, 'adapter.mjs'),
    ENGINE: process.env.ENGINE ?? join(root, 'dist/index.mjs'),
  }),
  known ? Promise.resolve('') : runSuite('numpy', numpyFile),
];
const [text] = await Promise.all(runs);
const bridgeLines = text.split('\n').filter((line) => line.startsWith('bridge'));
const { table, failures, alone } = compare(
  readResults(readFileSync(numpyFile, 'utf8')),
  readResults(readFileSync(ourFile, 'utf8')),
);
console.log(`Array API tests, ${examples} examples a test, seed ${seed === '' ? 'fixed' : seed}\n`);
console.log(table);
console.log(`\n${bridgeLines.join('\n')}`);
if (alone.length > 0) console.log(`\npassed here, not by NumPy (${alone.length}):\n  ${alone.join('\n  ')}`);
console.log(`\npassed by NumPy, not here (${failures.length}):`);
for (const { name, reason } of failures) console.log(`  ${name}\n      ${reason}`);
process.exitCode = failures.length > 0 || bridgeLines.some((line) => /^bridge (crash|timeout):/.test(line)) ? 1 : 0;
