/** Calls beside NumPy's: each case is a Python expression and what ours gives for the same. */
import { spawnSync } from 'node:child_process';
import * as nd from '../../lib/index';

const ORACLE = `
import sys, json, warnings
import numpy as np
if int(np.__version__.split('.')[0]) < 2: sys.exit(3)
np.seterr(all='ignore')
warnings.simplefilter('ignore')
def enc(x):
    if x is None or isinstance(x, str): return x
    if isinstance(x, (bool, np.bool_)): return bool(x)
    if isinstance(x, np.ndarray):
        return {'array': np.ascontiguousarray(x).tobytes().hex(), 'dtype': x.dtype.name, 'shape': list(x.shape)}
    if isinstance(x, (int, np.integer)): return {'int': str(int(x))}
    if isinstance(x, (float, np.floating)): return {'float': np.float64(x).tobytes().hex()}
    if isinstance(x, (complex, np.complexfloating)): return {'complex': [enc(float(x.real)), enc(float(x.imag))]}
    if isinstance(x, np.dtype): return x.name
    if isinstance(x, type) and issubclass(x, np.generic): return np.dtype(x).name
    if isinstance(x, dict): return {'dict': {str(k): enc(v) for k, v in x.items()}}
    return [enc(v) for v in x]
def run(text):
    scope = {'np': np}
    try:
        *first, last = text.split('\\n')
        exec('\\n'.join(first), scope)
        return enc(eval(last, scope))
    except Exception as e:
        return {'error': [c.__name__ for c in type(e).__mro__], 'message': str(e)}
json.dump([run(c) for c in json.load(sys.stdin)], sys.stdout)
`;

const hasNumPy =
  spawnSync('python3', ['-c', 'import numpy; assert int(numpy.__version__.split(".")[0]) >= 2']).status === 0;
if (!hasNumPy) console.warn('live-numpy: python3 with NumPy 2 was not found; nothing was compared');

/** Lines of Python, the last an expression; what ours gives. */
export type LiveCase = readonly [python: string, ours: () => unknown];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const floatHex = (x: number): string => hex(new Uint8Array(new Float64Array([Number.isNaN(x) ? NaN : x]).buffer));

function encode(x: unknown): unknown {
  if (x === null || x === undefined) return null;
  if (typeof x === 'string' || typeof x === 'boolean') return x;
  if (nd.isNDArray(x)) return { array: hex(x.bytes()), dtype: x.dtype, shape: [...x.shape] };
  if (typeof x === 'bigint') return { int: String(x) };
  if (typeof x === 'number') return { float: floatHex(x) };
  if (x instanceof nd.Complex) return { complex: [encode(x.re), encode(x.im)] };
  if (Symbol.iterator in (x as object)) return Array.from(x as Iterable<unknown>, encode);
  return { dict: Object.fromEntries(Object.entries(x as object).map(([key, value]) => [key, encode(value)])) };
}

/** NumPy's integers are numbers or bigints here. */
function alike(ours: unknown, numpy: unknown): boolean {
  if (Array.isArray(numpy)) {
    return Array.isArray(ours) && ours.length === numpy.length && numpy.every((value, i) => alike(ours[i], value));
  }
  if (typeof numpy !== 'object' || numpy === null) return ours === numpy;
  const theirs = numpy as Record<string, unknown>;
  const own = (ours ?? {}) as Record<string, unknown>;
  if ('int' in theirs) return own['int'] === theirs['int'] || own['float'] === floatHex(Number(theirs['int']));
  const keys = Object.keys(theirs);
  return keys.length === Object.keys(own).length && keys.every((key) => alike(own[key], theirs[key]));
}

/** Python's exceptions, and which of ours stand for them. */
const COUNTERPARTS: readonly (readonly [string, readonly (new (message?: string) => Error)[]])[] = [
  ['IndexError', [nd.IndexError, nd.AxisError, nd.ShapeError]],
  ['TypeError', [TypeError]],
  ['ValueError', [nd.ValueError, nd.ShapeError, nd.AxisError, nd.ArgumentError, nd.ReadOnlyError, RangeError]],
  ['OverflowError', [nd.ValueError, RangeError]],
  ['KeyError', [nd.ArgumentError]],
];

function difference([python, ours]: LiveCase, numpy: unknown): string | undefined {
  let got: unknown;
  try {
    got = encode(ours());
  } catch (error) {
    const { error: names, message } = (numpy ?? {}) as { error?: readonly string[]; message?: string };
    const known = COUNTERPARTS.find(([name]) => names?.includes(name) === true);
    if (known?.[1].some((Class) => error instanceof Class) === true) return undefined;
    return `${python}: ours throws ${String(error)}, NumPy ${names === undefined ? `gives ${JSON.stringify(numpy)}` : `raises ${names[0]}: ${message}`}`;
  }
  return alike(got, numpy) ? undefined : `${python}: ours ${JSON.stringify(got)}, NumPy ${JSON.stringify(numpy)}`;
}

/** A test that compares cases with NumPy, skipped where it is not installed. */
export function liveTest(name: string, cases: () => readonly LiveCase[]): void {
  (hasNumPy ? test : test.skip)(name, () => {
    const list = cases();
    const python = spawnSync('python3', ['-c', ORACLE], {
      input: JSON.stringify(list.map(([text]) => text)),
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    expect(python.stderr).toBe('');
    const answers = JSON.parse(python.stdout) as unknown[];
    const wrong = list.map((each, i) => difference(each, answers[i])).filter((text) => text !== undefined);
    expect(wrong.slice(0, 30)).toEqual([]);
  });
}
