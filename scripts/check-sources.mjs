// Fails when a C++ source under native/ is not in native/sources.txt, or one listed there is missing.
// Usage: node scripts/check-sources.mjs [--fix]   (--fix: brings the list up to date)
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './native-build.mjs';
import { listedSources } from './sources.mjs';

const file = join(root, 'native/sources.txt');
const folders = ['core', 'simd', 'kernels', 'plan', 'io', 'generated', 'binding'];

const listed = listedSources();
const present = readdirSync(join(root, 'native'), { recursive: true })
  .filter((name) => name.endsWith('.cc'))
  .map((name) => `native/${name}`);
const unlisted = present.filter((name) => !listed.includes(name)).sort();
const absent = listed.filter((name) => !present.includes(name));
const twice = listed.filter((name, i) => listed.indexOf(name) !== i);

if (process.argv.includes('--fix')) {
  const rank = (name) => folders.indexOf(name.split('/')[1]);
  const comments = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('#'));
  const wanted = present.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  writeFileSync(file, `${[...comments, ...wanted].join('\n')}\n`);
} else if (unlisted.length + absent.length + twice.length > 0) {
  for (const name of unlisted) console.error(`native/sources.txt does not list ${name}`);
  for (const name of absent) console.error(`native/sources.txt lists ${name}, which is not there`);
  for (const name of twice) console.error(`native/sources.txt lists ${name} twice`);
  process.exit(1);
}
