/** Tables of calls beside the NumPy expression that they must agree with, asked of this machine's NumPy in one go. */
import { spawnSync } from 'node:child_process';
import * as nd from '../../../lib/index';

/** A NumPy expression, and what is to give the same. */
export type Row = readonly [expression: string, ours: () => unknown];

interface Answer {
  readonly error?: string;
  readonly message?: string;
  readonly value?: unknown;
}

const ORACLE = `
import json, sys
import numpy as np
if int(np.__version__.split('.')[0]) < 2: sys.exit(3)
def plain(x):
    if isinstance(x, (np.ndarray, np.generic)):
        x = np.asarray(x)
        values = [repr(v) for v in x.ravel().tolist()] if x.dtype.kind in 'fc' else [str(v) for v in x.ravel().tolist()]
        return {'dtype': str(x.dtype), 'shape': list(x.shape), 'values': values}
    if isinstance(x, (tuple, list)): return [plain(v) for v in x]
    return x
job = json.load(sys.stdin)
def changed(a, f):
    f(a)
    return a
def answer(expression):
    space = {'np': np, 'A': np.array, 'changed': changed}
    try:
        exec(job['setup'], space)
        return {'value': plain(eval(expression, space))}
    except Exception as e:
        return {'error': type(e).__name__, 'message': str(e)}
json.dump([answer(e) for e in job['rows']], sys.stdout)
`;

function ask(setup: string, rows: readonly string[]): Answer[] | undefined {
  const run = spawnSync('python3', ['-W', 'ignore', '-c', ORACLE], {
    input: JSON.stringify({ setup, rows }),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  if (run.error === undefined && run.status === 0) return JSON.parse(run.stdout) as Answer[];
  // Absent, or without NumPy 2: anything else is a fault of the test.
  if (run.error !== undefined || run.status === 3 || /ModuleNotFoundError/.test(run.stderr)) return undefined;
  throw new Error(run.stderr);
}

/** As Python writes a float: repr. */
function pythonFloat(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  if (Object.is(x, -0)) return '-0.0';
  return Number.isInteger(x) && Math.abs(x) < 1e16 ? `${x}.0` : String(x);
}

function plain(x: unknown): unknown {
  if (Array.isArray(x)) return x.map(plain);
  if (!nd.isNDArray(x)) return x;
  const values = x.flatValues().map((value: unknown) => {
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return x.dtype.startsWith('float') ? pythonFloat(Number(value)) : String(value);
  });
  return { dtype: x.dtype, shape: [...x.shape], values };
}

/**
 * Makes a test of each row: the same dtype, shape and values as NumPy's, or an error where NumPy has one. `setup` is run
 * before each expression; `changed(a, f)` there gives `a` after f(a).
 */
export function numpyTable(name: string, setup: string, rows: readonly Row[]): void {
  const answers = ask(
    setup,
    rows.map(([expression]) => expression),
  );
  const title = answers === undefined ? `${name} (skipped: python3 with NumPy 2 was not found)` : name;
  describe(title, () => {
    const compare = answers === undefined ? test.skip : test;
    rows.forEach(([expression, ours], i) => {
      compare(expression, () => {
        const { error, message, value } = answers![i]!;
        if (error === undefined) {
          expect(plain(ours())).toEqual(value);
          return;
        }
        let thrown: unknown;
        try {
          ours();
        } catch (e) {
          thrown = e;
        }
        expect({ numpy: `${error}: ${message}`, ours: typeof (thrown as { code?: unknown })?.code }).toEqual({
          numpy: `${error}: ${message}`,
          ours: 'string',
        });
      });
    });
  });
}
