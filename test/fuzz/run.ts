/** Runs a program with ndstride. */
import { inspect } from 'node:util';
import * as nd from '../../lib';
import type { BasicIndex, DType, NDArray } from '../../lib';
import { DTYPES } from '../../lib/core/dtype';
import type {
  Answer,
  BufferSpec,
  LayoutStep,
  NestedScalars,
  Packed,
  PartSpec,
  Program,
  Result,
  ScalarText,
} from './program';

type Values = Record<string, (...args: unknown[]) => unknown>;

function fromSource(spec: BufferSpec): NDArray {
  const bytes = Buffer.from(spec.bytes, 'base64');
  const { itemsize, kind } = DTYPES[spec.dtype];
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

function layOut(array: NDArray, steps: readonly LayoutStep[]): NDArray {
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
  return { dtype: array.dtype, shape: array.shape, bytes: Buffer.from(array.bytes()).toString('base64') };
}

/** What an operation gave: arrays as they are, values of a dtype that the value does not tell as the dtype it must have. */
function resultOf(value: unknown, dtype: DType | undefined): Result {
  if (nd.isNDArray(value)) return pack(value);
  return pack(nd.array(value as number, dtype === undefined ? {} : { dtype }));
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
      return resultOf(functions[ours]!(...given, ...asked), undefined);
    case 'inplace':
      if (program.index !== null) options['at'] = parts;
      return resultOf((first as unknown as Values)[ours]!(given[1], options), undefined);
    case 'reduction': {
      const value = functions[ours]!(first, ...asked);
      return resultOf(value, reducedDType(program, first.dtype));
    }
    case 'method':
      if (ours === 'item') return resultOf(first.item(...(values as number[])), first.dtype);
      return resultOf((first as unknown as Values)[ours]!(...values, ...asked), undefined);
    case 'function':
      return resultOf((first as unknown as Values)[ours]!(...values), undefined);
    case 'join':
      return resultOf(functions[ours]!(given, ...asked), undefined);
    case 'range':
      return resultOf(functions[ours]!(...scalars, ...asked), undefined);
    case 'full':
      return resultOf(functions[ours]!(values[0], scalars[0], ...asked), undefined);
    case 'text':
      return { text: program.name === 'str' ? first.toString() : inspect(first) };
    case 'shares':
      return { text: functions[ours]!(...given) === true ? 'True' : 'False' };
    case 'getitem':
      return resultOf((first as unknown as Values)[ours]!(...parts), undefined);
    case 'setitem': {
      const value = program.value!;
      const from = 'view' in value ? views[value.view]! : 'list' in value ? listOf(value.list) : scalarOf(value.scalar);
      return resultOf(first.set(from as NDArray, ...(parts as number[])), undefined);
    }
  }
}

/** The dtype that NumPy gives a reduction's value. */
function reducedDType(program: Program, from: DType): DType {
  const { kind } = DTYPES[from];
  if (program.options.dtype !== undefined) return program.options.dtype;
  switch (program.ours) {
    case 'sum':
    case 'prod':
      return kind === 'f' || kind === 'c' ? from : kind === 'u' ? 'uint64' : 'int64';
    case 'min':
    case 'max':
      return from;
    case 'any':
    case 'all':
      return 'bool';
    case 'mean':
      return kind === 'f' || kind === 'c' ? from : 'float64';
    case 'var':
    case 'std':
      if (kind === 'c') return from === 'complex64' ? 'float32' : 'float64';
      return kind === 'f' ? from : 'float64';
    default:
      return 'int64';
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
