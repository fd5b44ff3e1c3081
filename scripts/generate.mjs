// Generates the tables that follow from spec/: C++ kernel tables, TypeScript functions and methods, docs.
// Usage: node scripts/generate.mjs [--check]   (--check: writes nothing, fails when a file is not fresh)
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeFiles } from './generate/native.mjs';
import { referenceFiles } from './generate/reference.mjs';
import { typescriptFiles } from './generate/typescript.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const stale = [];
for (const [path, text] of Object.entries({
  ...nativeFiles(),
  ...(await typescriptFiles(root)),
  ...referenceFiles(),
})) {
  const file = join(root, path);
  let before = null;
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // not there yet: written below
  }
  if (before === text) continue;
  if (check) {
    stale.push(path);
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${path}`);
  }
}
if (stale.length > 0) {
  console.error(`not fresh (run node scripts/generate.mjs): ${stale.join(', ')}`);
  process.exit(1);
}
