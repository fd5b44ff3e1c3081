// What a run ran on: versions, machine, load.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What a program prints, or undefined where it does not run. */
export function output(command, ...args) {
  try {
    return execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

export function commit() {
  const head = output('git', 'rev-parse', '--short', 'HEAD');
  if (head === undefined) return 'none';
  const changed = output('git', 'status', '--porcelain', '--', 'lib', 'native', 'spec') !== '';
  return changed ? `${head}, changed since` : head;
}

export const load = () => loadavg().map((x) => Number(x.toFixed(2)));

/** `hellos`: by side, what its runner said of itself; `compiler` comes from the compiled harness. */
export function environment(hellos) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(),
    ndstride: version,
    node: process.versions.node,
    v8: process.versions.v8,
    compiler: output('c++', '--version')?.split('\n')[0] ?? 'unknown',
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    system: output('uname', '-sr') ?? process.platform,
    runners: hellos,
  };
}
