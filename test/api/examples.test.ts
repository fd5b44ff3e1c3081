/** Docstrings: every exported function, class and method has one, with an example that runs and gives what it says. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import * as nd from '../../lib/index';
import * as testing from '../../lib/testing';

const ROOT = join(__dirname, '../..');
const LIB = join(ROOT, 'lib');

interface Documented {
  readonly name: string;
  readonly file: string;
  readonly doc: string;
  readonly example: string | undefined;
  readonly kind: 'function' | 'class';
}

const program = ts.createProgram([join(LIB, 'index.ts'), join(LIB, 'testing/index.ts')], {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  types: ['node'],
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
  noEmit: true,
});
const checker = program.getTypeChecker();

const textOf = (parts: readonly ts.JSDocTagInfo[], name: string): string | undefined => {
  const tag = parts.find((t) => t.name === name);
  return tag === undefined ? undefined : ts.displayPartsToString(tag.text);
};

function document(name: string, symbol: ts.Symbol): Documented | undefined {
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) return undefined;
  const kind = ts.isClassDeclaration(declaration)
    ? 'class'
    : ts.isFunctionDeclaration(declaration)
      ? 'function'
      : undefined;
  if (kind === undefined) return undefined;
  return {
    name,
    kind,
    file: relative(ROOT, declaration.getSourceFile().fileName),
    doc: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    example: textOf(symbol.getJsDocTags(checker), 'example'),
  };
}

function exportsOf(file: string, prefix: string): Documented[] {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  return checker.getExportsOfModule(module).flatMap((given) => {
    const symbol = given.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(given) : given;
    const name = `${prefix}${given.name}`;
    // A function with properties (add.at) is a module to the checker too.
    if (symbol.flags & ts.SymbolFlags.ValueModule && !(symbol.flags & ts.SymbolFlags.Function))
      return exportsOf(symbol.declarations![0]!.getSourceFile().fileName, `${name}.`);
    return document(name, symbol) ?? [];
  });
}

const documented = [
  ...exportsOf(join(LIB, 'index.ts'), 'nd.'),
  ...exportsOf(join(LIB, 'testing/index.ts'), 'testing.'),
];
const functions = documented.filter((d) => d.kind === 'function');
const errors = documented.filter((d) => d.kind === 'class' && d.name.endsWith('Error'));

/** The lines of a fenced block, or of the bare text. */
const codeOf = (example: string): string => /```ts\n([\s\S]*?)```/.exec(example)?.[1] ?? example;

interface Statement {
  readonly code: string;
  /** What the comment at its end says that it gives. */
  readonly says: string | undefined;
}

/** The statements of an example, each with the comment that follows it on its line. */
function statements(code: string): Statement[] {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true);
  return source.statements.map((statement) => {
    const rest = code.slice(statement.end).split('\n', 1)[0]!;
    return { code: code.slice(statement.getStart(source), statement.end), says: /^\s*\/\/ (.*)$/.exec(rest)?.[1] };
  });
}

const AsyncFunction = Object.getPrototypeOf(async () => undefined) as {
  constructor: new (...args: string[]) => (...a: unknown[]) => Promise<unknown>;
};

/** Runs an example; gives what its expressions with a comment gave, as they would be written. */
async function runExample(code: string): Promise<{ says: string; gave: unknown; expected: unknown }[]> {
  const checks: { says: string; gave: unknown; expected: unknown }[] = [];
  const lines = statements(code).map(({ code: line, says }) => {
    if (says === undefined) return line;
    const expression = line.replace(/;$/, '').replace(/^(?:const|let) [^=]+= /, '');
    const declared = /^(?:const|let) (\w+)/.exec(line)?.[1];
    const value = declared ?? 'value';
    return `${declared === undefined ? `{ const value = ${expression};` : line} check(${JSON.stringify(says)}, ${value}); ${declared === undefined ? '}' : ''}`;
  });
  const check = (says: string, gave: unknown): void => {
    // A value as JavaScript writes it; anything else is prose.
    let expected: unknown;
    try {
      expected = new Function('nd', `return (${says});`)(nd);
    } catch {
      return;
    }
    checks.push({ says, gave, expected });
  };
  const js = ts.transpileModule(`async function example() {\n${lines.join('\n')}\n}`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None },
  }).outputText;
  const folder = mkdtempSync(join(tmpdir(), 'nds-example-'));
  const back = process.cwd();
  process.chdir(folder);
  try {
    await new AsyncFunction.constructor('nd', 'testing', 'check', `${js}\nreturn example();`)(nd, testing, check);
  } finally {
    process.chdir(back);
    rmSync(folder, { recursive: true, force: true });
    nd.memory.setLimit(null);
  }
  return checks;
}

describe('every exported function', () => {
  test('is found', () => {
    expect(functions.length).toBeGreaterThan(80);
    expect(functions.map((d) => d.name)).toEqual(
      expect.arrayContaining([
        'nd.add',
        'nd.sum',
        'nd.zeros',
        'nd.where',
        'nd.memory.info',
        'nd.random.defaultRng',
        'nd.async.sum',
      ]),
    );
    expect(errors.length).toBeGreaterThan(15);
  });

  test('has a docstring that opens with a sentence', () => {
    const bare = functions
      .filter((d) => !/^[A-Z][a-z-]+ [^.]+(?:[.:]|$)/.test(d.doc))
      .map((d) => `${d.name} (${d.file})`);
    expect(bare).toEqual([]);
  });

  test('has an example', () => {
    expect(functions.filter((d) => d.example === undefined).map((d) => `${d.name} (${d.file})`)).toEqual([]);
  });

  test('and every class has a docstring', () => {
    expect(documented.filter((d) => d.kind === 'class' && d.doc === '').map((d) => d.name)).toEqual([]);
  });
});

const withExample = documented.filter((d) => d.example !== undefined);

test.each(withExample.map((d) => [d.name, d] as const))(
  'the example of %s runs and gives what it says',
  async (_, d) => {
    const code = codeOf(d.example!);
    const checks = await runExample(code);
    for (const { says, gave, expected } of checks) expect([code, says, gave]).toEqual([code, says, expected]);
  },
);

test('most examples say what they give', async () => {
  const silent: string[] = [];
  for (const d of withExample) if ((await runExample(codeOf(d.example!))).length === 0) silent.push(d.name);
  expect(silent.length).toBeLessThan(withExample.length / 4);
});

describe('methods of NDArray', () => {
  const symbol = checker.getExportsOfModule(
    checker.getSymbolAtLocation(program.getSourceFile(join(LIB, 'ndarray.ts'))!)!,
  );
  const type = checker.getDeclaredTypeOfSymbol(symbol.find((s) => s.name === 'NDArray')!);
  // Names with __ are private fields and symbols.
  const methods = checker
    .getPropertiesOfType(type)
    .filter((s) => !s.name.startsWith('__') && !s.name.startsWith('#') && s.name !== 'elementType');

  test('all have a docstring', () => {
    expect(methods.length).toBeGreaterThan(90);
    expect(methods.filter((s) => s.getDocumentationComment(checker).length === 0).map((s) => s.name)).toEqual([]);
  });

  test.each(
    methods
      .map((s) => [s.name, textOf(s.getJsDocTags(checker), 'example')] as const)
      .filter(([, example]) => example !== undefined),
  )('the example of %s runs and gives what it says', async (_, example) => {
    const code = codeOf(example!);
    for (const { says, gave, expected } of await runExample(code))
      expect([code, says, gave]).toEqual([code, says, expected]);
  });
});

describe('README.md', () => {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => m[1]!.replace(/^import .*\n/m, ''));

  test('has code', () => expect(blocks.length).toBeGreaterThan(0));

  test.each(blocks)('its code runs: %#', async (code) => {
    const checks = await runExample(code);
    for (const { says, gave, expected } of checks) expect([says, gave]).toEqual([says, expected]);
  });

  test('its links lead somewhere', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map((m) => m[1]!);
    expect(links.filter((link) => !existsSync(join(dirname(join(ROOT, 'README.md')), link)))).toEqual([]);
    expect(links).toContain('LICENSE');
  });
});
