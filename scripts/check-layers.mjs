// Fails when an import or include goes against the layers:
//   TypeScript  index → ndarray, memmap → methods → ops and its neighbours → core → native; errors and type imports from anywhere
//   C++         binding → plan, io → kernels → simd → core; generated tables from anywhere
// and when a header with a home of its own (Node-API, Highway, the operating system's) is included elsewhere.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { root } from './native-build.mjs';

const problems = [];

function filesUnder(folder, pattern) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => pattern.test(name))
    .sort();
}

// ---- TypeScript
const tsRanks = {
  cli: 7,
  testing: 7,
  index: 6,
  ndarray: 5,
  memmap: 5,
  methods: 4,
  ops: 3,
  io: 3,
  random: 3,
  memory: 3,
  async: 3,
  expr: 3,
  linalg: 3,
  fft: 3,
  core: 2,
  native: 1,
  errors: 0,
  'tables-version': 0,
};

const topOf = (path) => path.split('/')[0].split('.')[0];

// Import and re-export statements with their specifier; the whole statement tells whether it is of types only.
const tsImport = /^\s*(import|export)\s+(type\s)?([^'";]*?)\s*(?:from\s*)?['"](\.[^'"]*)['"]/gm;
const tsDynamic = /\b(?:import|require)\(\s*['"](\.[^'"]*)['"]\s*\)/g;

const onlyTypes = (clause) => {
  const named = /^\{([\s\S]*)\}$/.exec(clause.trim());
  if (named === null) return false;
  const names = named[1].split(',').filter((name) => name.trim() !== '');
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name));
};

for (const file of filesUnder('lib', /\.[cm]?ts$/)) {
  const rank = tsRanks[topOf(file)];
  if (rank === undefined) {
    problems.push(`lib/${file}: no layer is known for ${topOf(file)}`);
    continue;
  }
  const text = readFileSync(join(root, 'lib', file), 'utf8');
  const targets = [];
  for (const [, , type, clause, specifier] of text.matchAll(tsImport)) {
    if (!type && !onlyTypes(clause)) targets.push(specifier);
  }
  for (const [, specifier] of text.matchAll(tsDynamic)) targets.push(specifier);
  for (const specifier of targets) {
    const target = posix.join(dirname(file), specifier);
    const targetRank = tsRanks[topOf(target)];
    if (target.startsWith('..')) problems.push(`lib/${file} imports ${specifier}, outside lib/`);
    else if (targetRank === undefined) problems.push(`lib/${file} imports ${specifier}, whose layer is not known`);
    else if (targetRank > rank) problems.push(`lib/${file} imports ${specifier}, a layer above its own`);
  }
}

// ---- C++
const cxxRanks = { binding: 5, plan: 4, io: 4, kernels: 3, simd: 2, core: 1, generated: 0 };

const homes = [
  { header: /^(napi|node_api|js_native_api|node|v8|uv)(-inl)?\.h$/, home: /^binding\//, name: 'native/binding' },
  { header: /^hwy\//, home: /^simd\//, name: 'native/simd' },
  {
    header: /^(csignal|signal\.h|csetjmp|setjmp\.h)$/,
    home: /^core\/(platform_|mapped_file|thread_pool)/,
    name: 'native/core/platform_*, mapped_file and thread_pool',
  },
  {
    header: /^(sys\/|linux\/|asm\/|(fcntl|unistd|pthread|sched|dlfcn|poll|dirent|spawn|semaphore|malloc|ucontext)\.h$)/,
    home: /^core\/platform_/,
    name: 'native/core/platform_*',
  },
];

for (const file of filesUnder('native', /\.(cc|h|inc)$/)) {
  const rank = cxxRanks[topOf(file)];
  if (rank === undefined) {
    problems.push(`native/${file}: no layer is known for ${topOf(file)}`);
    continue;
  }
  const text = readFileSync(join(root, 'native', file), 'utf8');
  for (const [, quote, target] of text.matchAll(/^\s*#\s*include\s*([<"])([^>"]+)[>"]/gm)) {
    const home = homes.find(({ header }) => header.test(target));
    if (home !== undefined) {
      if (!home.home.test(file)) problems.push(`native/${file} includes ${target}, which belongs in ${home.name}`);
    } else if (quote === '"') {
      const targetRank = cxxRanks[topOf(target)];
      if (targetRank === undefined) problems.push(`native/${file} includes "${target}": write paths from native/`);
      else if (targetRank > rank && rank > 0) problems.push(`native/${file} includes ${target}, a layer above its own`);
    }
  }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
