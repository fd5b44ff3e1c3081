/** A program as a reader runs it: in JavaScript and in Python. */
import * as nd from '../../lib';
import type { DType } from '../../lib';
import type { ArgSpec, BufferSpec, Given, LayoutStep, PartSpec, Program, ScalarText } from './program';
import { camelCase } from './run';

interface Language {
  readonly name: 'js' | 'python';
  readonly array: string;
  number(x: number): string;
  complex(re: string, im: string): string;
  integer(x: bigint): string;
  bool(x: boolean): string;
  readonly none: string;
}

const js: Language = {
  name: 'js',
  array: 'nd.array',
  number: (x) => (Object.is(x, -0) ? '-0' : String(x)),
  complex: (re, im) => `nd.complex(${re}, ${im})`,
  integer: (x) => `${x}n`,
  bool: String,
  none: 'null',
};
const python: Language = {
  name: 'python',
  array: 'np.array',
  number(x) {
    if (Number.isNaN(x)) return 'np.nan';
    if (!Number.isFinite(x)) return x > 0 ? 'np.inf' : '-np.inf';
    if (Object.is(x, -0)) return '-0.0';
    return Number.isInteger(x) && Math.abs(x) < 1e16 ? `${x}.0` : String(x);
  },
  complex: (re, im) => `complex(${re}, ${im})`,
  integer: String,
  bool: (x) => (x ? 'True' : 'False'),
  none: 'None',
};

function literal(language: Language, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((entry) => literal(language, entry)).join(', ')}]`;
  if (typeof value === 'bigint') return language.integer(value);
  if (typeof value === 'boolean') return language.bool(value);
  if (typeof value === 'object' && value !== null) {
    const { re, im } = value as { re: number; im: number };
    return language.complex(language.number(re), language.number(im));
  }
  return language.number(value as number);
}

/** Sizes, axes and names, as both sides read them. */
function plainText(language: Language, value: unknown): string {
  if (value === null) return language.none;
  if (typeof value === 'boolean') return language.bool(value);
  if (!Array.isArray(value)) return typeof value === 'string' ? `'${value}'` : String(value);
  const inner = value.map((entry) => plainText(language, entry)).join(', ');
  return language.name === 'js' ? `[${inner}]` : `(${inner}${value.length === 1 ? ',' : ''})`;
}

function bufferText(language: Language, buffer: BufferSpec): string {
  const flat = nd.frombuffer(Buffer.from(buffer.bytes), { dtype: buffer.dtype as DType });
  const isInteger = /^u?int/.test(buffer.dtype);
  const values = flat.flatValues().map((x) => (isInteger ? BigInt(x as number) : x));
  const shape = plainText(language, buffer.shape);
  const { name, array } = language;
  const dtype = name === 'js' ? `{ dtype: '${buffer.dtype}' }` : `'${buffer.dtype}'`;
  const note = buffer.source === 'plain' ? '' : `${name === 'js' ? ' //' : '  #'} ${buffer.source}`;
  return `${array}(${literal(language, values)}, ${dtype}).reshape(${shape})${name === 'js' ? ';' : ''}${note}`;
}

function partText(language: Language, part: PartSpec): string {
  if (part === null) return language.none;
  if (typeof part === 'boolean') return language.bool(part);
  if (typeof part === 'string') return language.name === 'js' ? `'${part}'` : part;
  if (typeof part === 'number') return String(part);
  return 'view' in part ? `v${part.view}` : JSON.stringify(part.list);
}
const indexText = (language: Language, parts: readonly PartSpec[]): string =>
  parts.map((part) => partText(language, part)).join(', ');

function stepText(language: Language, [kind, given]: LayoutStep): string {
  if (kind === 'index') {
    const parts = indexText(language, given as readonly PartSpec[]);
    return language.name === 'js' ? `.at(${parts})` : `[${given.length === 0 ? '...' : parts}]`;
  }
  const list = plainText(language, given);
  if (kind === 'transpose') return `.transpose(${list})`;
  if (kind === 'flip') return `|flip ${list}`;
  return `|broadcast ${list}`;
}

/** A buffer looked at through steps: flips and broadcasts are functions in NumPy. */
function viewText(language: Language, buffer: number, steps: readonly LayoutStep[]): string {
  return steps.reduce((text, step) => {
    const next = stepText(language, step);
    if (!next.startsWith('|')) return text + next;
    const [kind, list] = [next.slice(1, next.indexOf(' ')), next.slice(next.indexOf(' ') + 1)];
    if (language.name === 'js') return `${text}.${kind === 'flip' ? 'flip' : 'broadcastTo'}(${list})`;
    return `np.${kind === 'flip' ? 'flip' : 'broadcast_to'}(${text}, ${list})`;
  }, `b${buffer}`);
}

function scalarText(language: Language, { kind, value }: ScalarText): string {
  if (kind === 'bool') return language.bool(value === 'true');
  if (kind === 'bigint') return language.integer(BigInt(value));
  if (kind === 'complex') {
    const [re, im] = value.split(',').map((part) => language.number(Number(part)));
    return language.complex(re!, im!);
  }
  return language.number(Number(value));
}

function argText(language: Language, arg: ArgSpec): string {
  return 'view' in arg ? `v${arg.view}` : scalarText(language, arg.scalar);
}

function givenText(language: Language, given: Given): string {
  if ('view' in given) return `v${given.view}`;
  if ('scalar' in given) return scalarText(language, given.scalar);
  if ('plain' in given) return plainText(language, given.plain);
  return `[${given.items.map((item) => givenText(language, item)).join(', ')}]`;
}

function optionTexts(language: Language, program: Program): string[] {
  const made = Object.entries(program.options).map(([key, value]) => {
    if (key === 'out' || key === 'where') return [key, `v${String(value)}`] as const;
    if (key === 'initial') return [key, scalarText(language, value as ScalarText)] as const;
    return [key, plainText(language, value)] as const;
  });
  const keywords = Object.entries(program.keywords ?? {}).map(
    ([key, value]) => [key, givenText(language, value)] as const,
  );
  const join = language.name === 'js' ? ': ' : '=';
  return [...made, ...keywords].map(([key, text]) => `${language.name === 'js' ? camelCase(key) : key}${join}${text}`);
}

function callText(language: Language, program: Program): string {
  const isJs = language.name === 'js';
  const { kind, name, ours, index } = program;
  const options = optionTexts(language, program);
  const tail = options.length === 0 ? [] : isJs ? [`{ ${options.join(', ')} }`] : options;
  const args = program.args.map((arg) => argText(language, arg));
  const values = (program.values ?? []).map((value) => plainText(language, value));
  const scalars = (program.scalars ?? []).map((scalar) => scalarText(language, scalar));
  const space = isJs ? 'nd.' : 'np.';
  const path = isJs ? ours : name;
  const parts = indexText(language, index ?? []);
  switch (kind) {
    case 'call': {
      const given = (program.given ?? []).map((g) => givenText(language, g));
      return `${space}${path}(${[...given, ...tail].join(', ')})`;
    }
    case 'getitem':
      return isJs ? `v0.${ours}(${parts})` : `v0[${parts || '...'}]`;
    case 'setitem': {
      const value = program.value!;
      const text = 'list' in value ? JSON.stringify(value.list) : argText(language, value);
      return isJs ? `v0.set(${[text, parts].filter(Boolean).join(', ')})` : `v0[${parts || '...'}] = ${text}`;
    }
    case 'inplace': {
      const at = index === null || index === undefined ? undefined : isJs ? `at: [${parts}]` : `# at [${parts}]`;
      if (!isJs) return `np.${name}(${args.join(', ')}, out=${args[0]})  ${at ?? ''}`.trimEnd();
      const all = [...options, ...(at === undefined ? [] : [at])];
      return `${args[0]}.${ours}(${[args[1], ...(all.length > 0 ? [`{ ${all.join(', ')} }`] : [])].join(', ')})`;
    }
    case 'method':
      return `${args[0]}.${path}(${[...values, ...tail].join(', ')})`;
    case 'text':
      return isJs ? (name === 'str' ? `v0.toString()` : `inspect(v0)`) : `${name}(v0)`;
    case 'join':
      return `${space}${path}(${[`[${args.join(', ')}]`, ...tail].join(', ')})`;
    default:
      return `${space}${path}(${[...args, ...values, ...scalars, ...tail].join(', ')})`;
  }
}

function programText(language: Language, program: Program): string {
  const isJs = language.name === 'js';
  const assign = (name: string, text: string): string => (isJs ? `const ${name} = ${text}` : `${name} = ${text}`);
  const end = isJs ? ';' : '';
  return [
    ...program.buffers.map((buffer, k) => assign(`b${k}`, bufferText(language, buffer))),
    ...program.views.map((view, k) => assign(`v${k}`, viewText(language, view.buffer, view.steps) + end)),
    callText(language, program) + end,
  ].join('\n');
}

/** The program in both languages. */
export const printProgram = (program: Program): string =>
  `// ndstride\n${programText(js, program)}\n# NumPy\n${programText(python, program)}`;
