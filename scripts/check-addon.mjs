// Fails unless a built addon loads, computes, keeps to its size and needs no library that Node itself does not need.
// Usage: node scripts/check-addon.mjs PATH
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

// NumPy’s breadth on four instruction sets; the floor of the first functions had 6 MiB. What grows past it is looked into first.
const maxBytes = 9 * 2 ** 20;
const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node scripts/check-addon.mjs PATH');
  process.exit(2);
}
process.env.NDS_ADDON = resolve(path);
const nd = createRequire(import.meta.url)('../dist/index.js');

const problems = [];
const sum = nd.add(nd.arange(1000), 1).sum();
if (sum !== 500500) problems.push(`the sum of 1 to 1000 came out as ${sum}`);

const { size } = statSync(path);
if (size > maxBytes) problems.push(`it has ${size} bytes, of ${maxBytes} at most`);

const libraries = (file) =>
  [...execFileSync('readelf', ['-d', file], { encoding: 'utf8' }).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(
    ([, name]) => name,
  );
const known = new Set([...libraries(process.execPath), 'ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1']);
const foreign = libraries(path).filter((name) => !known.has(name));
if (foreign.length > 0) problems.push(`it needs ${foreign.join(', ')}`);

for (const problem of problems) console.error(`${path}: ${problem}`);
if (problems.length > 0) process.exit(1);
console.log(`${path} loads and computes; ${(size / 2 ** 20).toFixed(2)} MiB`);
