/** NumPy in a Python process that answers batches of programs. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join, resolve } from 'node:path';
import { decodeFrame, encodeFrame, frameLength } from './frames';
import type { Answer, Program } from './program';

// The Python files are not compiled: the command runs from build/fuzz, the tests from their folder.
const SCRIPT = join(process.env['FUZZ_SOURCES'] ?? __dirname, 'oracle.py');

/** NumPy's version where it is 2 or later. */
export function numpyVersion(): string | undefined {
  const asked = spawnSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' });
  const version = asked.status === 0 ? asked.stdout.trim() : '';
  return Number.parseInt(version, 10) >= 2 ? version : undefined;
}

export class Oracle {
  private readonly child: ChildProcessWithoutNullStreams;
  private received: Buffer[] = [];
  private size = 0;
  private readonly waiting: { resolve(answers: Answer[]): void; reject(error: Error): void }[] = [];
  private errors = '';

  constructor() {
    this.child = spawn('python3', [resolve(SCRIPT)], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdout.on('data', (chunk: Buffer) => this.receive(chunk));
    this.child.stderr.on('data', (chunk: Buffer) => (this.errors = (this.errors + String(chunk)).slice(-4000)));
    this.child.stdin.on('error', () => undefined);
    this.child.on('close', (code, signal) => {
      for (const { reject } of this.waiting.splice(0)) {
        reject(new Error(`the oracle ended (${signal ?? code}): ${this.errors}`));
      }
    });
  }

  private receive(chunk: Buffer): void {
    this.received.push(chunk);
    this.size += chunk.length;
    let bytes = Buffer.concat(this.received, this.size);
    for (let length = frameLength(bytes); length !== undefined; length = frameLength(bytes)) {
      const end = 8 + bytes.readUInt32LE(0);
      const answers = decodeFrame(bytes.toString('utf8', 8, end), bytes.subarray(end, length)) as Answer[];
      bytes = bytes.subarray(length);
      this.waiting.shift()?.resolve(answers);
    }
    this.received = [bytes];
    this.size = bytes.length;
  }

  /** The answers to some programs, in order. */
  ask(programs: readonly Program[]): Promise<Answer[]> {
    return new Promise((done, fail) => {
      this.waiting.push({ resolve: done, reject: fail });
      this.child.stdin.write(encodeFrame(programs));
    });
  }

  close(): void {
    this.child.stdin.end();
    this.child.kill();
  }
}
