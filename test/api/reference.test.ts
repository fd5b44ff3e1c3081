/** docs/numpy.md and the tables of spec/ behind it: every public function has a row, NumPy's name, types and a test. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import * as nd from '../../lib/index';

const ROOT = join(__dirname, '../..');

interface Row {
  readonly name: string;
  /** NumPy's name; null where it has none. */
  readonly numpy: string | null;
}

/** Runs a module of spec/, which Jest does not load; gives what the expression is. */
function ask<T>(imports: string, expression: string): T {
  const code = `${imports}; process.stdout.write(JSON.stringify(${expression}))`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as T;
}

const tables = ask<{
  ops: { name: string; numpy?: string; alias?: string | string[] }[];
  rows: [string, { numpy?: string | null }][];
}>(
  `import { ufuncs } from './spec/ufuncs.mjs'; import { reductions } from './spec/reductions.mjs'; import { sections } from './spec/functions.mjs'`,
  '{ ops: [...ufuncs.filter((u) => !u.custom), ...reductions], rows: sections.flatMap((s) => Object.entries(s.rows)) }',
);
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Elementwise functions that take other arguments than their row says have a row of their own in the other tables. */
const ops: readonly Row[] = tables.ops.flatMap(({ name, numpy, alias }) => [
  { name, numpy: numpy ?? snakeCase(name) },
  ...[alias ?? []].flat().map((other) => ({ name: other, numpy: snakeCase(other) })),
]);
const others: readonly Row[] = tables.rows.map(([name, { numpy }]) => ({
  name,
  numpy: numpy === undefined ? snakeCase(name) : numpy,
}));
const rows = [...ops, ...others];

const isClass = (value: unknown): boolean => /^class\b/.test(Function.prototype.toString.call(value));
const functionsOf = (object: object, prefix = ''): string[] =>
  Object.entries(object).flatMap(([name, value]) =>
    typeof value === 'function' && !isClass(value) ? [`${prefix}${name}`] : [],
  );
const exported = [
  ...functionsOf(nd),
  ...(['memory', 'async', 'random'] as const).flatMap((name) => functionsOf(nd[name], `${name}.`)),
];

test('every public function has a row', () => {
  const named = new Set(rows.map(({ name }) => name));
  expect(exported.filter((name) => !named.has(name))).toEqual([]);
});

test('every row is of a public function, and no function has two', () => {
  const there = new Set(exported);
  expect(others.map(({ name }) => name).filter((name) => !there.has(name))).toEqual([]);
  const names = others.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('the names of NumPy are names of NumPy', () => {
  const names = [...new Set(rows.flatMap(({ numpy }) => numpy ?? []))];
  const code = `
import sys, json, functools, numpy as np
print(json.dumps([n for n in json.load(sys.stdin) if functools.reduce(lambda o, k: getattr(o, k, None), n.split('.'), np) is None]))`;
  const run = spawnSync('python3', ['-c', code], { input: JSON.stringify(names), encoding: 'utf8' });
  if (run.status !== 0) {
    console.warn('reference: python3 with NumPy 2 was not found; the names of NumPy were not compared');
    return;
  }
  expect(JSON.parse(run.stdout)).toEqual([]);
});

test('every function has a test', () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'api' || entry.name === 'fixtures' ? [] : files(path);
      return /\.(?:ts|mjs|py)$/.test(entry.name) ? [path] : [];
    });
  const text = files(join(ROOT, 'test'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const words = new Set(text.match(/[\w$]+/g));
  const inTable = (name: string): boolean => existsSync(join(ROOT, 'test/fixtures/table', `${name}.json.gz`));
  const aliases = new Set(tables.ops.flatMap(({ alias }) => alias ?? []));
  const untested = exported.filter((name) => {
    const word = name.split('.').at(-1)!;
    return !words.has(word) && !inTable(word) && !aliases.has(word);
  });
  expect(untested).toEqual([]);
});

test('no public function takes or gives any', () => {
  const program = ts.createProgram([join(ROOT, 'lib/index.ts')], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    strict: true,
    types: ['node'],
    lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(ROOT, 'lib/index.ts'))!)!;
  const loose = checker.getExportsOfModule(module).flatMap((given) => {
    const symbol = given.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(given) : given;
    const declaration = symbol.declarations?.[0];
    if (declaration === undefined || !(symbol.flags & ts.SymbolFlags.Function)) return [];
    const signatures = checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures();
    const types = signatures.flatMap((signature) => [
      signature.getReturnType(),
      ...signature.parameters.map((p) => checker.getTypeOfSymbolAtLocation(p, declaration)),
    ]);
    return types.some((type) => type.flags & ts.TypeFlags.Any) ? [given.name] : [];
  });
  expect(loose).toEqual([]);
});
