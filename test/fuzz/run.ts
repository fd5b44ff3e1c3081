/** Runs a program with ndstride. */
import { unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as nd from '../../lib';
import type { BasicIndex, NDArray } from '../../lib';
import { DTYPES } from '../../lib/core/dtype';
import type {
  Answer,
  BufferSpec,
  Given,
  LayoutStep,
  NestedScalars,
  Packed,
  PartSpec,
  Program,
  Result,
  ScalarText,
} from './program';

type Values = Record<string, (...args: unknown[]) => unknown>;

/** Bytes before a mapped array's: its data begin at no page. */
const MAPPED_AT = 48;

function mapped(spec: BufferSpec): NDArray {
  const file = join(tmpdir(), `ndstride-fuzz-${process.pid}.bin`);
  writeFileSync(file, Buffer.concat([Buffer.alloc(MAPPED_AT), spec.bytes]));
  const array = new nd.memmap(file, { dtype: spec.dtype, mode: 'r+', offset: MAPPED_AT, shape: spec.shape });
  unlinkSync(file);
  return array as unknown as NDArray;
}

export function fromSource(spec: BufferSpec): NDArray {
  const { bytes } = spec;
  const { itemsize, kind } = DTYPES[spec.dtype];
  if (spec.source === 'mapped' && bytes.length > 0) return mapped(spec);
  if (spec.source === 'unaligned') {
    const odd = new Uint8Array(bytes.length + 1);
    odd.set(bytes, 1);
    return nd.frombuffer(odd, { dtype: spec.dtype, offset: 1 }).reshape(spec.shape);
  }
  if (spec.source === 'swapped' && itemsize > 1) {
    const swapped = Buffer.from(bytes);
    const part = kind === 'c' ? itemsize / 2 : itemsize;
    if (part === 2) swapped.swap16();
    else if (part === 4) swapped.swap32();
    else swapped.swap64();
    return nd.frombuffer(swapped, { dtype: `>${kind}${itemsize}` }).reshape(spec.shape) as NDArray;
  }
  return nd.frombuffer(bytes, { dtype: spec.dtype }).reshape(spec.shape).copy();
}

export function layOut(array: NDArray, steps: readonly LayoutStep[]): NDArray {
  for (const [kind, given] of steps) {
    if (kind === 'index') array = array.at(...(given as BasicIndex[]));
    else if (kind === 'transpose') array = array.transpose(given);
    else if (kind === 'flip') array = array.flip(given);
    else array = array.broadcastTo(given);
  }
  return array;
}

function scalarOf({ kind, value }: ScalarText): number | bigint | boolean | nd.Complex {
  if (kind === 'complex') {
    const [re = NaN, im = NaN] = value.split(',').map(Number);
    return nd.complex(re, im);
  }
  return kind === 'number' ? Number(value) : kind === 'bigint' ? BigInt(value) : value === 'true';
}

function listOf(list: NestedScalars | ScalarText): unknown {
  return Array.isArray(list) ? list.map(listOf) : scalarOf(list as ScalarText);
}

function partOf(part: PartSpec, views: readonly NDArray[]): unknown {
  if (typeof part !== 'object' || part === null) return part;
  return 'view' in part ? views[part.view]! : part.list;
}

function pack(array: NDArray): Packed {
  return { dtype: array.dtype, shape: array.shape, bytes: array.bytes() };
}

/** What an operation gave, part by part. */
function resultOf(value: unknown): Result {
  if (nd.isNDArray(value)) return pack(value);
  if (value === undefined || value === null) return { text: 'None' };
  if (typeof value === 'string') return { text: value };
  if (Array.isArray(value)) return { parts: value.map(resultOf) };
  if (typeof value !== 'object' || value instanceof nd.Complex) return { bare: value };
  return { parts: Object.values(value).map(resultOf) };
}

/** A function by its path in the namespace: 'sort', 'add.reduce'. */
export function functionOf(path: string): ((...args: unknown[]) => unknown) | undefined {
  let found: unknown = nd;
  for (const name of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[name];
  return typeof found === 'function' ? (found as (...args: unknown[]) => unknown) : undefined;
}

function givenOf(given: Given, views: readonly NDArray[]): unknown {
  if ('view' in given) return views[given.view]!;
  if ('scalar' in given) return scalarOf(given.scalar);
  if ('plain' in given) return given.plain;
  return given.items.map((item) => givenOf(item, views));
}

export const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

function runCall(program: Program, views: readonly NDArray[]): Result {
  const args = (program.given ?? []).map((given) => givenOf(given, views));
  const keywords = Object.entries(program.keywords ?? {}).map(
    ([key, value]) => [camelCase(key), givenOf(value, views)] as const,
  );
  return resultOf(functionOf(program.ours)!(...args, ...(keywords.length > 0 ? [Object.fromEntries(keywords)] : [])));
}

function call(program: Program, views: readonly NDArray[]): Result {
  const { kind, ours } = program;
  const functions = nd as unknown as Values;
  const options: Record<string, unknown> = { ...program.options };
  for (const key of ['out', 'where']) if (key in options) options[key] = views[options[key] as number]!;
  if (program.options.initial !== undefined) options['initial'] = scalarOf(program.options.initial);
  const given = program.args.map((arg) => ('view' in arg ? views[arg.view]! : scalarOf(arg.scalar)));
  const first = given[0] as NDArray;
  const parts = (program.index ?? []).map((part) => partOf(part, views));
  const values = program.values ?? [];
  const scalars = (program.scalars ?? []).map(scalarOf);
  const asked = Object.keys(options).length > 0 ? [options] : [];
  switch (kind) {
    case 'ufunc':
    case 'where':
      return resultOf(functions[ours]!(...given, ...asked));
    case 'call':
      return runCall(program, views);
    case 'inplace':
      if (program.index !== null) options['at'] = parts;
      return resultOf((first as unknown as Values)[ours]!(given[1], options));
    case 'reduction':
      return resultOf(functions[ours]!(first, ...asked));
    case 'method':
      if (ours === 'item') return resultOf(first.item(...(values as number[])));
      return resultOf((first as unknown as Values)[ours]!(...values, ...asked));
    case 'function':
      return resultOf((first as unknown as Values)[ours]!(...values));
    case 'join':
      return resultOf(functions[ours]!(given, ...asked));
    case 'range':
      return resultOf(functions[ours]!(...scalars, ...asked));
    case 'full':
      return resultOf(functions[ours]!(values[0], scalars[0], ...asked));
    case 'text':
      return { text: program.name === 'str' ? first.toString() : inspect(first) };
    case 'shares':
      return { text: functions[ours]!(...given) === true ? 'True' : 'False' };
    case 'getitem':
      return resultOf((first as unknown as Values)[ours]!(...parts));
    case 'setitem': {
      const value = program.value!;
      const from = 'view' in value ? views[value.view]! : 'list' in value ? listOf(value.list) : scalarOf(value.scalar);
      return resultOf(first.set(from as NDArray, ...(parts as number[])));
    }
  }
}

/** The names of an error's classes, its own first. */
function classNames(error: unknown): string[] {
  const names: string[] = [];
  for (let proto: unknown = Object.getPrototypeOf(error); proto !== null; proto = Object.getPrototypeOf(proto)) {
    names.push((proto as { constructor: { name: string } }).constructor.name);
  }
  return names;
}

export interface Run extends Answer {
  /** The views as they were before the call, for what compares needs of their values. */
  readonly operands: readonly NDArray[];
}

/** Runs a program. Nothing it throws gets out. */
export function runProgram(program: Program): Run {
  const buffers = program.buffers.map(fromSource);
  const views = program.views.map((view) => layOut(buffers[view.buffer]!, view.steps));
  const operands = views.map((view) => view.copy());
  let result: Result;
  try {
    result = call(program, views);
  } catch (error) {
    const coded = typeof (error as { code?: unknown }).code === 'string';
    const names = classNames(error);
    result = { error: coded ? names : ['uncoded', ...names], message: String((error as Error).message) };
  }
  return { result, buffers: buffers.map(pack), operands };
}
