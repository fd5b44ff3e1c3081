// Writes dist/index.mjs and dist/testing/index.mjs with their declarations: the names of the CommonJS entries re-exported one by
// one, so that `import` and `require` give the same functions and the same NDArray class.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

for (const folder of ['', 'testing/']) {
  const dist = new URL(`../dist/${folder}`, import.meta.url);
  const names = Object.keys(createRequire(import.meta.url)(new URL('index.js', dist).pathname)).sort();
  if (names.length === 0) throw new Error(`dist/${folder}index.js exports nothing`);

  const lines = [
    "import { createRequire } from 'node:module';",
    '',
    "const entry = createRequire(import.meta.url)('./index.js');",
    // A local name of its own each: an export may be called like a keyword, a const may not.
    ...names.map((name, i) => `const e${i} = entry.${name};`),
    `export { ${names.map((name, i) => `e${i} as ${name}`).join(', ')} };`,
  ];
  writeFileSync(new URL('index.mjs', dist), `${lines.join('\n')}\n`);
  writeFileSync(new URL('index.d.mts', dist), "export * from './index.js';\n");
}
