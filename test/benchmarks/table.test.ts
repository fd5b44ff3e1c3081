/** The table of benchmark cases: complete, unique, and the same numbers in every language. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inNode } from './modules';

interface Operand {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly seed: number;
  readonly kind: string;
  readonly layout: string;
}

interface Case {
  readonly name: string;
  readonly row: string;
  readonly family: string;
  readonly op: string;
  readonly dtype: string;
  readonly variant: string;
  readonly size: string;
  readonly n: number;
  readonly operands: readonly Operand[];
  readonly code: Readonly<Record<string, { readonly run: string; readonly setup?: string }>>;
  readonly native?: string;
  readonly traffic?: { readonly kind: string; readonly read: number; readonly written: number };
  readonly goal?: Readonly<Record<string, number>>;
}

const { cases, ufuncs, reductions } = inNode<{ cases: Case[]; ufuncs: string[]; reductions: string[] }>(`
  const { cases } = await load('benchmarks/cases/index.mjs');
  const { ufuncs } = await load('spec/ufuncs.mjs');
  const { hidden } = await load('benchmarks/cases/elementwise.mjs');
  const { reductions } = await load('spec/reductions.mjs');
  return { cases, ufuncs: ufuncs.map(({ name }) => name).filter((name) => !hidden.includes(name)), reductions: reductions.map(({ name }) => name) };`);

const of = (op: string): Case[] => cases.filter((one) => one.op === op);

test('names are unique', () => {
  const names = cases.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('every case has what its runners, the report and the limits need', () => {
  for (const one of cases) {
    expect([one.name, Object.keys(one.code)]).toEqual([one.name, expect.arrayContaining(['js'])]);
    for (const { run } of Object.values(one.code)) expect(run).toMatch(/\S/);
    expect(one.family).toMatch(/^[A-Z]/);
    expect(one.n).toBeGreaterThan(0);
    expect(one.name.startsWith(one.op)).toBe(true);
    if (one.traffic) {
      expect(['read', 'fill', 'copy', 'triad', 'inPlace']).toContain(one.traffic.kind);
      expect([one.name, one.traffic.read + one.traffic.written > 0]).toEqual([one.name, true]);
    }
    for (const operand of one.operands) {
      expect(['values', 'sorted', 'constant', 'sequence']).toContain(operand.kind);
      expect(['contiguous', 'strided', 'transposed', 'reversed']).toContain(operand.layout);
      if (operand.kind === 'values') expect(operand.high).toBeGreaterThan(operand.low);
      if (operand.dtype.startsWith('u')) expect(operand.low).toBeGreaterThanOrEqual(0);
    }
    if (one.goal) expect([2, 3, 4]).toContain(one.goal.issue);
  }
});

test('code uses every operand of its case', () => {
  for (const { name, operands, code } of cases) {
    for (const [language, { run, setup = '' }] of Object.entries(code)) {
      if (operands.length === 0 || language === 'numexpr') continue;
      const used = new Set([...`${setup}\n${run}`.matchAll(/\b[a-z]\b/g)].map(([letter]) => letter));
      const missing = operands.map((operand) => operand.name).filter((letter) => !used.has(letter));
      expect([name, language, missing]).toEqual([name, language, []]);
    }
  }
});

test.each(ufuncs)('the row of %s yields cases: sizes, layouts, dtypes', (name) => {
  const own = of(name);
  const sizes = new Set(own.filter(({ variant }) => variant === '').map(({ size }) => size));
  expect([...sizes]).toEqual(expect.arrayContaining(['10', '1e3', '1e5', '1e6', '2e7']));
  const variants = own.map(({ variant }) => variant);
  expect(variants).toEqual(expect.arrayContaining(['strided', 'reversed', 'transposed']));
  expect(own.every(({ family }) => family.startsWith('Elementwise'))).toBe(true);
});

test.each(reductions)('the row of %s yields cases: sizes, axes of both matrices, layouts', (name) => {
  const own = of(name).filter(({ family }) => family === 'Reductions');
  const sizes = own.filter(({ variant, dtype }) => variant === '' && dtype === 'float64').map(({ size }) => size);
  expect(sizes).toEqual(['10', '1e3', '1e5', '1e6', '2e7']);
  for (const matrix of ['1000x1000', '4000x500']) {
    const variants = own.filter(({ size }) => size === matrix).map(({ variant }) => variant);
    expect(variants).toEqual(expect.arrayContaining(['axis=0', 'axis=1']));
  }
  expect(own.map(({ variant }) => variant)).toEqual(expect.arrayContaining(['strided', 'reversed', 'transposed']));
});

test('the figures that issue 3 set are cases with goals', () => {
  const goals = cases.filter(({ goal }) => goal?.issue === 3).map(({ name, goal }) => [name, goal?.ratio]);
  expect(new Map(goals as [string, number][])).toEqual(
    new Map([
      ['concatenate two of 160 MB float64 2e7', 2],
      ['a + b float16 2e7', 10],
      ['a * b complex128 2e7', 2],
      ['load npy of 160 MB float64 2e7', 1.5],
      ['savezCompressed arange int64 2e7', 40],
      ['load the compressed arange, each its own int64 2e7', 3],
      ["load NumPy's compressed arange int64 2e7", 1.4],
    ]),
  );
  expect(of('savezCompressed arange')[0]?.goal?.sizeWithin).toBe(0.03);
});

test('requests to the compiled harness have a dtype, bounds, a seed, a kind and a layout for each operand', () => {
  for (const line of cases.flatMap((one) => one.native ?? [])) {
    expect(line).toMatch(/^(elementwise|reduce|copy) /);
    const operands = line.split(' ').filter((word) => word.includes(':'));
    expect(operands.length).toBeGreaterThan(0);
    for (const word of operands) expect(word).toMatch(/^\w+:[-\d.e]+:[-\d.e]+:\d+:(values|constant):\w+$/);
  }
});

const specs: Operand[] = [
  { name: 'a', dtype: 'float64', shape: [1000], low: -10, high: 10, seed: 97, kind: 'values', layout: 'contiguous' },
  { name: 'a', dtype: 'float32', shape: [1000], low: 0.01, high: 20, seed: 98, kind: 'values', layout: 'reversed' },
  { name: 'a', dtype: 'int64', shape: [1000], low: -5, high: 1000, seed: 3, kind: 'values', layout: 'contiguous' },
  { name: 'a', dtype: 'uint8', shape: [30, 20], low: 1, high: 10, seed: 4, kind: 'values', layout: 'transposed' },
  { name: 'a', dtype: 'bool', shape: [1000], low: 0, high: 1, seed: 5, kind: 'values', layout: 'strided' },
  { name: 'a', dtype: 'complex128', shape: [100], low: -4, high: 4, seed: 6, kind: 'values', layout: 'contiguous' },
  { name: 'a', dtype: 'float64', shape: [100], low: 0, high: 1, seed: 7, kind: 'sorted', layout: 'contiguous' },
  { name: 'a', dtype: 'int32', shape: [100], low: 3, high: 1, seed: 7, kind: 'sequence', layout: 'contiguous' },
];

const PYTHON = `
import json, sys
try:
    import numpy as np
except ImportError:
    sys.exit(77)
sys.path.insert(0, 'benchmarks/python')
from operands import make
def base(a):
    while a.base is not None and isinstance(a.base, np.ndarray) and a.base.dtype == a.dtype: a = a.base
    return a
json.dump([np.ascontiguousarray(base(make(**spec))).tobytes().hex() for spec in json.load(sys.stdin)], sys.stdout)`;

test('JavaScript and Python make the same operands', () => {
  const python = spawnSync(process.env.NDS_PYTHON ?? 'python3', ['-c', PYTHON], {
    cwd: join(__dirname, '../..'),
    input: JSON.stringify(specs),
    encoding: 'utf8',
  });
  if (python.error || python.status === 77) {
    console.warn('skipped: there is no python3 with NumPy');
    return;
  }
  expect(python.stderr).toBe('');
  const ours = inNode<string[]>(`
    const { baseOf } = await load('benchmarks/js/operands.mjs');
    return ${JSON.stringify(specs)}.map((spec) => {
      const { data } = baseOf(spec);
      return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
    });`);
  expect(ours).toEqual(JSON.parse(python.stdout));
});
