// Brings a checkout to the point where tests and programs run: system packages, npm packages, addon, dist/.
// What is in place is left alone; finding that out costs milliseconds. Imports nothing from node_modules.
// Usage: node scripts/setup.mjs [group ...]   (groups of system packages beside 'build': ci, bench)
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonPath, buildWithCmakeJs, hasCommand, missingPackages, root, run } from './native-build.mjs';

const cache = join(root, '.cache');

function installSystemPackages(groups) {
  const missing = missingPackages(groups);
  if (missing.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (process.getuid?.() !== 0 || !hasCommand('apt-get')) {
    const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
    throw new Error(`system packages are missing; install them with: ${sudo}apt-get ${install.join(' ')}`);
  }
  console.log(`set-up: apt-get ${install.join(' ')}`);
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  const lists = '/var/lib/apt/lists';
  const update = () => run('apt-get', ['update', '-qq'], options);
  if (!existsSync(lists) || !readdirSync(lists).some((name) => /_Packages(\.|$)/.test(name))) {
    update();
    run('apt-get', ['-qq', ...install], options);
  } else {
    try {
      run('apt-get', ['-qq', ...install], options);
    } catch {
      update(); // lists that name versions which the mirror no longer has
      run('apt-get', ['-qq', ...install], options);
    }
  }
  const still = missingPackages(groups);
  if (still.length > 0) throw new Error(`apt-get installed them, but these are not found: ${still.join(', ')}`);
}

// npm writes what it installed to node_modules/.package-lock.json: compare that, package by package.
function nodeModulesAreCurrent(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || entry.devOptional || present[path]?.version === entry.version,
  );
}

function installNodeModules(folder = root) {
  if (nodeModulesAreCurrent(folder)) return;
  console.log(folder === root ? 'set-up: npm ci' : `set-up: npm ci in ${folder}`);
  const cli = process.env.npm_execpath;
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if (cli?.endsWith('npm-cli.js')) run(process.execPath, [cli, ...args], { cwd: folder });
  else run('npm', args, { cwd: folder });
}

/** Installs what the benchmarks compare with (benchmarks/package.json), or says why that is not to be had. */
export function installPeers() {
  try {
    installNodeModules(join(root, 'benchmarks'));
  } catch (error) {
    console.error(`set-up: the benchmarks go without numpy-ts: ${error.message}`);
  }
}

function* filesUnder(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name));
}

// Names, sizes and times of the files that a result is made from; every one of them newer than none is unchanged.
function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths) {
    for (const file of filesUnder(join(root, path))) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

// Runs `make` unless its sources are what they were when it last succeeded and the result is still there.
function unlessFresh(name, sources, result, make) {
  const stamp = join(cache, `${name}.stamp`);
  const now = fingerprint(sources);
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  rmSync(stamp, { force: true });
  make();
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, now);
}

function buildAddon() {
  console.log('set-up: building the addon');
  buildWithCmakeJs();
  if (!existsSync(addonPath)) throw new Error(`the build ended well but made no ${addonPath}`);
}

function buildDist() {
  console.log('set-up: compiling TypeScript');
  const dist = join(root, 'dist');
  // tsc trusts its build info; without dist/ it would write nothing.
  if (!existsSync(join(dist, 'index.js'))) rmSync(join(cache, 'tsconfig.build.tsbuildinfo'), { force: true });
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  run(process.execPath, ['scripts/esm-entry.mjs']);
}

/** Installs and builds what is missing. `groups` names further system packages; `build: false` stops before building. */
export function setUp({ groups = [], build = true } = {}) {
  installSystemPackages(['build', ...groups]);
  installNodeModules();
  if (!build) return;
  const recipe = ['package-lock.json', 'scripts/native-build.mjs'];
  unlessFresh('addon', [...recipe, 'CMakeLists.txt', 'native'], addonPath, buildAddon);
  const typescript = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/esm-entry.mjs', 'lib'];
  unlessFresh('dist', typescript, join(root, 'dist/index.mjs'), buildDist);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    setUp({ groups: process.argv.slice(2) });
  } catch (error) {
    console.error(`set-up: ${error.message}`);
    process.exit(1);
  }
}
