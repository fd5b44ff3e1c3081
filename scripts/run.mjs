// The commands of package.json: each sets up what it needs, then runs.
// Usage: node scripts/run.mjs COMMAND [argument ...]
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addonPath, buildWithCmake, buildWithNodeGyp, root, run } from './native-build.mjs';
import { installPeers, setUp } from './setup.mjs';

const node = (...args) => run(process.execPath, args);
const tool = (path, ...args) => node(join('node_modules', path), ...args);

function cxxFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => /\.(cc|h)$/.test(name))
    .map((name) => join(folder, name))
    .filter((name) => !name.startsWith('native/generated/'))
    .sort();
}
const allCxxFiles = () => ['native', 'test/native', 'benchmarks/native'].flatMap(cxxFiles);

// Runs every one, whatever the others say, and then fails if one of them did.
function each(...checks) {
  const failures = [];
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      failures.push(error.message);
    }
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

const commands = {
  build: () => setUp(),
  test(...args) {
    setUp();
    tool('jest/bin/jest.js', ...args);
  },
  tour(...args) {
    setUp();
    node('tour/main.mjs', ...args);
  },
  bench(...args) {
    setUp({ groups: ['bench'] });
    installPeers();
    buildWithCmake('build-bench', { NDS_BUILD_BENCH: 'ON', NDS_BUILD_ADDON: 'OFF' });
    node('benchmarks/run.mjs', ...args);
  },
  conformance(...args) {
    setUp();
    node('test/conformance/run.mjs', ...args);
  },
  'fuzz-numpy'(...args) {
    setUp();
    tool('typescript/bin/tsc', '-p', 'test/fuzz/tsconfig.json');
    // What is compiled lies elsewhere than the addon and the oracle.
    process.env.NDS_ADDON ??= addonPath;
    process.env.FUZZ_SOURCES = join(root, 'test/fuzz');
    node('build/fuzz/test/fuzz/main.js', ...args);
  },
  // cmake FOLDER [NAME=VALUE ...]: configures and builds with these options.
  cmake(folder, ...definitions) {
    setUp({ build: false });
    buildWithCmake(folder, Object.fromEntries(definitions.map((definition) => definition.split('='))));
  },
  'build-gyp'() {
    setUp({ build: false });
    console.log(buildWithNodeGyp());
  },
  lint() {
    setUp({ groups: ['ci'], build: false });
    each(
      () => tool('eslint/bin/eslint.js', '--cache', '--cache-location', '.cache/eslint', '--max-warnings=0', '.'),
      () => tool('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'),
      () => run('clang-format-14', ['--dry-run', '-Werror', ...allCxxFiles()]),
    );
  },
  check() {
    setUp({ build: false });
    each(
      () => node('scripts/check-layers.mjs'),
      () => node('scripts/check-sources.mjs'),
      () => node('scripts/generate.mjs', '--check'),
    );
  },
  format() {
    setUp({ groups: ['ci'], build: false });
    tool('prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.');
    run('clang-format-14', ['-i', ...allCxxFiles()]);
  },
  types() {
    setUp();
    tool('typescript/bin/tsc', '-p', 'tsconfig.json');
  },
};

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(commands, name ?? '')) {
  console.error(`usage: node scripts/run.mjs ${Object.keys(commands).join('|')} [argument ...]`);
  process.exit(2);
}
try {
  commands[name](...args);
} catch (error) {
  console.error(`${name}: ${error.message}`);
  process.exit(1);
}
