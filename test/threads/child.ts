/** Programs run as processes of their own: what ends a process cannot be tested inside Jest. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const PACKAGE = join(__dirname, '..', '..', 'dist', 'index.js');

export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program, in which `nd` is the package, to its end. */
export function runNode(program: string, env: Record<string, string> = {}, flags: string[] = []): Promise<Ending> {
  const source = `'use strict';\nconst PACKAGE = ${JSON.stringify(PACKAGE)};\n${program}`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...flags, '-e', source], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 170_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** What ended well: nothing on stderr, exit status 0. */
export const well = (stdout: string): Ending => ({ code: 0, signal: null, stdout, stderr: '' });
