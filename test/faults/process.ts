/** Programs of their own process, scratch folders and small disks, for tests of what goes wrong. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../..');

/** The compiled package, for programs that Node runs by itself. */
export const ENTRY = join(ROOT, 'dist/index.js');

const PRELUDE = `'use strict'; const nd = require(${JSON.stringify(ENTRY)}); const fs = require('node:fs');`;

/** Runs a program that finds the package as `nd` and node:fs as `fs`. */
export function runProgram(
  program: string,
  options: { cwd?: string; env?: Record<string, string>; limit?: string } = {},
): SpawnSyncReturns<string> {
  const env = { ...process.env, ...options.env };
  const node = [process.execPath, '-e', `${PRELUDE}\n${program}`];
  const command =
    options.limit === undefined ? node : ['sh', '-c', `ulimit ${options.limit} && exec "$@"`, 'sh', ...node];
  return spawnSync(command[0]!, command.slice(1), { encoding: 'utf8', cwd: options.cwd, env, timeout: 120_000 });
}

/** Starts such a program without waiting for its end. */
export function startProgram(program: string, cwd: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['-e', `${PRELUDE}\n${program}`], { cwd });
}

/** A scratch folder, removed by `using`. */
export class Scratch implements Disposable {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'nds-test-')));
  private mounted = false;

  /** Makes it a disk of its own with so many bytes. */
  limitTo(bytes: number): this {
    const run = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', this.path], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`mount failed: ${run.stderr}`);
    this.mounted = true;
    return this;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  names(): string[] {
    return readdirSync(this.path).sort();
  }

  [Symbol.dispose](): void {
    if (this.mounted) spawnSync('umount', ['-l', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Why no small disk can be mounted here; '' when it can. */
export const noSmallDisk = ((): string => {
  using scratch = new Scratch();
  try {
    scratch.limitTo(65536);
    return '';
  } catch {
    return ' (skipped: a small tmpfs cannot be mounted here, that needs root)';
  }
})();

/** How many descriptors and mapped ranges of this process are of files in scratch folders. */
export function openResources(): { descriptors: number; maps: number } {
  const ours = (text: string): boolean => text.includes('/nds-');
  const target = (fd: string): string => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // the descriptor that the listing itself used
    }
  };
  return {
    descriptors: readdirSync('/proc/self/fd').map(target).filter(ours).length,
    maps: readFileSync('/proc/self/maps', 'utf8').split('\n').filter(ours).length,
  };
}

/** The error that f throws. */
export function errorOf(f: () => unknown): Error & { code?: string; path?: string; offset?: number } {
  try {
    f();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
