// What building the addon takes: the system packages it needs and the ways to build it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, totalmem } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
export const addonPath = join(root, 'build', 'Release', 'ndstride.node');

/** Compile jobs: one per core, each with 1.5 GB of the machine's memory (a SIMD kernel takes g++ about 1 GB). */
export const jobs = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / 1.5e9)));

/** Tells whether a program is on PATH. */
export function hasCommand(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const hasHeader = (name) => ['/usr/include', '/usr/local/include'].some((folder) => existsSync(join(folder, name)));

const mayInstall = () => process.getuid?.() === 0 && hasCommand('apt-get');

const packages = {
  build: {
    cmake: () => hasCommand('cmake'),
    'g++': () => hasCommand('c++') || hasCommand('g++'),
    make: () => hasCommand('make') || hasCommand('ninja'),
    'libhwy-dev': () => hasHeader('hwy/highway.h'),
    // zlib does in its place where nothing can be installed.
    'libdeflate-dev': () => hasHeader('libdeflate.h') || (hasHeader('zlib.h') && !mayInstall()),
  },
  ci: {
    'doctest-dev': () => hasHeader('doctest/doctest.h'),
    'clang-format-14': () => hasCommand('clang-format-14'),
    'clang-14': () => hasCommand('clang++-14'),
    'libclang-rt-14-dev': () => existsSync('/usr/lib/llvm-14/lib/clang/14.0.6/lib/linux/libclang_rt.fuzzer-x86_64.a'),
    make: () => hasCommand('make'), // node-gyp takes no other
    python3: () => hasCommand('python3'),
    ccache: () => hasCommand('ccache'),
  },
  bench: {
    'libbenchmark-dev': () => hasHeader('benchmark/benchmark.h'),
  },
};

/** Returns the Debian packages of the given groups ('build', 'ci', 'bench') that are not there. */
export function missingPackages(groups) {
  return groups.flatMap((group) => Object.keys(packages[group]).filter((name) => !packages[group][name]()));
}

/** Runs a program with the terminal's streams; throws an Error naming it when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { stdio: 'inherit', cwd: root, ...options });
  if (result.error) throw new Error(`${command}: ${result.error.message}`);
  if (result.status !== 0) {
    const line = [command, ...args].join(' ');
    const shown = line.length > 200 ? `${line.slice(0, 200)} …` : line;
    throw new Error(`${shown} ended with ${result.signal ?? `exit status ${result.status}`}`);
  }
}

// A folder configured for another place, or whose first configuration failed, is of no use to CMake.
function dropUnusableBuild(folder) {
  const cache = join(folder, 'CMakeCache.txt');
  if (!existsSync(cache)) return;
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1];
  const complete = existsSync(join(folder, 'build.ninja')) || existsSync(join(folder, 'Makefile'));
  if (!complete || home !== root.replace(/\/$/, '')) rmSync(folder, { recursive: true });
}

/** Builds the addon with cmake-js into build/Release, incrementally. */
export function buildWithCmakeJs() {
  dropUnusableBuild(join(root, 'build'));
  const cli = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js');
  const options = process.env.CI ? ['--CDNDS_WERROR=ON'] : [];
  run(process.execPath, [cli, 'build', '--parallel', String(jobs), '--log-level', 'warn', ...options]);
}

/** Builds with CMake alone into `folder`, given its -D options. */
export function buildWithCmake(folder, definitions = {}) {
  dropUnusableBuild(join(root, folder));
  const generator = hasCommand('ninja') ? ['-G', 'Ninja'] : [];
  const configured = existsSync(join(root, folder, 'CMakeCache.txt'));
  const options = Object.entries({ CMAKE_BUILD_TYPE: 'Release', ...definitions }).map(
    ([key, value]) => `-D${key}=${value}`,
  );
  run('cmake', ['-S', '.', '-B', folder, ...(configured ? [] : generator), ...options]);
  run('cmake', ['--build', folder, '--parallel', String(jobs)]);
}

// node-gyp comes with npm; npm lies beside node or where npm_execpath says.
function findNodeGyp() {
  const prefix = dirname(dirname(process.execPath));
  const npm = [];
  if (process.env.npm_execpath) npm.push(dirname(dirname(process.env.npm_execpath)));
  npm.push(join(prefix, 'lib/node_modules/npm'), join(prefix, 'share/nodejs/npm'));
  const global = spawnSync('npm', ['root', '-g'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  if (global.status === 0) npm.push(join(global.stdout.trim(), 'npm'));
  for (const folder of npm) {
    const cli = join(folder, 'node_modules/node-gyp/bin/node-gyp.js');
    if (existsSync(cli)) return cli;
  }
  throw new Error(`node-gyp is not where npm keeps it (looked in ${npm.join(', ')})`);
}

/** Builds the addon with node-gyp into build-gyp/build/Release and returns its path. */
export function buildWithNodeGyp() {
  const nodedir = dirname(dirname(process.execPath));
  if (!existsSync(join(nodedir, 'include/node/common.gypi'))) {
    throw new Error(`node-gyp needs Node's headers, and ${nodedir}/include/node does not have them`);
  }
  // node-gyp always writes to build/ beside binding.gyp, where cmake-js has its own files.
  const folder = join(root, 'build-gyp');
  mkdirSync(folder, { recursive: true });
  for (const name of ['binding.gyp', 'native', 'scripts', 'package.json']) {
    rmSync(join(folder, name), { force: true });
    symlinkSync(join('..', name), join(folder, name));
  }
  const launcher = hasCommand('ccache') ? 'ccache ' : '';
  const env = { ...process.env, CC: process.env.CC ?? `${launcher}cc`, CXX: process.env.CXX ?? `${launcher}c++` };
  run(process.execPath, [findNodeGyp(), 'rebuild', `--nodedir=${nodedir}`, `--jobs=${jobs}`, '--loglevel=warn'], {
    cwd: folder,
    env,
  });
  return join(folder, 'build/Release/ndstride.node');
}
