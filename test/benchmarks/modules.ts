/** Runs a program over the modules of benchmarks/ in a Node of its own: Jest does not import ES modules. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(__dirname, '../..');

/** `program` uses `load(path)`, the exports of a file of the repository, and returns what is to be handed over as JSON. */
export function inNode<T>(program: string): T {
  const source = `
    const load = (path) => import(new URL(path, ${JSON.stringify(`${pathToFileURL(ROOT).href}/`)}).href);
    const result = await (async () => { ${program} })();
    process.stdout.write(JSON.stringify(result ?? null));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', source], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(output) as T;
}
