/** Random calls of joining and rearranging, compared with NumPy where it is installed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { difference, run, type Answer, type Case } from './rearrange-case';
import { randomCases } from './rearrange-random';

const ORACLE = join(__dirname, '../../../scripts/rearrange_oracle.py');
const COUNT = Number(process.env['NDS_CASES'] ?? 1500);
const SEED = Number(process.env['NDS_SEED'] ?? 20_260_101);

const hasNumPy = spawnSync('python3', ['-c', 'import numpy; assert numpy.__version__ >= "2"']).status === 0;
const live = hasNumPy ? test : test.skip;
if (!hasNumPy) console.warn('rearrange-live: python3 with NumPy 2 was not found; nothing was compared');

/** Functions of floats whose last bits differ between libraries: 10 to a power, at most 1 ULP each way and back. */
const ULPS: Readonly<Record<string, number>> = { logspace: 4, geomspace: 16 };

live('gives what NumPy gives, in the same memory order, for random arguments', () => {
  const cases: Case[] = randomCases(SEED, COUNT);
  const input = cases.map((c) => JSON.stringify(c)).join('\n');
  const python = spawnSync('python3', [ORACLE], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  expect(python.stderr).toBe('');
  const answers = python.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  expect(answers.length).toBe(cases.length);
  const wrong: string[] = [];
  let results = 0;
  cases.forEach((c, i) => {
    const got = run(c);
    if (!('error' in got)) results++;
    const text = JSON.stringify(c);
    // Memory order means nothing where an axis is empty; delete picks by select, whose results are C-contiguous.
    // Samples between float32 bounds are computed in float32, whatever their dtype in the end.
    const ulps = (ULPS[c.f] ?? 0) * (/float(16|32)|complex64/.test(text) ? 2 ** 29 : 1);
    const d = difference(got, answers[i]!, ulps, c.f !== 'delete' && !/[[,]0[,\]]/.test(text));
    if (d !== undefined) wrong.push(`${text}: ${d}`);
  });
  expect(wrong.slice(0, 60)).toEqual([]);
  // Most arguments are meant to fit: errors on both sides would prove little.
  expect(results).toBeGreaterThan(cases.length * 0.6);
});
