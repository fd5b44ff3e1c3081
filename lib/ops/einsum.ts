/** Sums of products of any number of arrays, by labels: einsum. Each step is a matrix product, an elementwise one, or a sum. */
import type { NDArray } from '../ndarray';
import { ArgumentError, ShapeError, ValueError, badArgument } from '../errors';
import { isArray, layoutOf, makeView, storageOf, usableStorage } from '../core/array-core';
import { asScalar } from '../core/dtype';
import { asArray, copyArray } from '../core/convert';
import { copyInto } from '../core/copy';
import { parseCasting, parseDType, promoteAll, type Casting, type DType, type DTypeInfo } from '../core/dtype';
import { Layout, sameShape, shapeText, sizeOf } from '../core/layout';
import { readOrder } from '../core/options';
import type { ArrayLike } from '../core/types';
import { castAllowed } from '../core/dtype';
import { astype } from './casting';
import { arrange, contract, withoutStretched, type Labelled } from './contract';
import { readSubscripts, type Subscripts } from './einsum-subscripts';
import { any, sum } from './reductions.gen';
import { checkOut } from './ufunc';

/** Options of einsum(). */
export interface EinsumOptions {
  /** Where the result goes. */
  readonly out?: NDArray | undefined;
  /** Dtype of the computation and the result. */
  readonly dtype?: DType | undefined;
  /** Which casts of inputs and output are allowed; default 'safe'. */
  readonly casting?: Casting | undefined;
  /** Memory order of a new result: 'K' (default) as it comes. */
  readonly order?: 'C' | 'F' | 'A' | 'K' | undefined;
  /** Accepted as NumPy's: operands are always contracted two by two, those first that leave least behind. */
  readonly optimize?: boolean | 'greedy' | 'optimal' | undefined;
}

const MOST_OPERANDS = 64;

/** What subscripts said lately: programs use few of them, and often. */
const known = new Map<string, Subscripts>();
const MOST_KNOWN = 64;

function subscriptsOf(op: string, text: unknown, ndims: readonly number[]): Subscripts {
  if (typeof text !== 'string' || text.length > 256) return readSubscripts(op, text, ndims);
  const key = `${text}:${ndims.join()}`;
  let found = known.get(key);
  if (found === undefined) {
    found = readSubscripts(op, text, ndims);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, found);
  }
  return found;
}

/** Axes of an operand that have one label become one: a diagonal, a view. */
function withoutRepeats(op: string, { array, labels }: Labelled, k: number): Labelled {
  if (new Set(labels).size === labels.length) return { array, labels };
  const { dtype, shape, strides, offset, writable } = layoutOf(array);
  const own: number[] = [];
  const lengths: number[] = [];
  const steps: number[] = [];
  labels.forEach((label, i) => {
    const at = own.indexOf(label);
    if (at < 0) {
      own.push(label);
      lengths.push(shape[i]!);
      steps.push(strides[i]!);
      return;
    }
    if (lengths[at] !== shape[i]) {
      throw new ShapeError(
        `[${op}] dimensions in operand ${k} for collapsing index '${String.fromCharCode(label)}' don't match (${lengths[at]} != ${shape[i]})`,
      );
    }
    steps[at]! += strides[i]!;
  });
  const size = lengths.reduce((x, y) => x * y, 1);
  return { array: makeView(array, new Layout(dtype, lengths, steps, offset, size, writable)), labels: own };
}

/** The length of every label; axes of one stretch. */
function lengthsOf(op: string, operands: readonly Labelled[]): Map<number, number> {
  const lengths = new Map<number, number>();
  for (const { array, labels } of operands) {
    const { shape } = layoutOf(array);
    labels.forEach((label, i) => {
      const known = lengths.get(label) ?? 1;
      if (known !== 1 && shape[i] !== 1 && known !== shape[i]) {
        throw new ShapeError(
          `[${op}] operands could not be broadcast together with shapes ${operands.map((x) => shapeText(layoutOf(x.array).shape)).join(' ')}`,
        );
      }
      lengths.set(label, known === 1 ? shape[i]! : known);
    });
  }
  return lengths;
}

/** Adds up an operand's axes that nobody else needs. */
function sumAway(x: Labelled, kept: ReadonlySet<number>, dtype: DTypeInfo): Labelled {
  const axis = x.labels.map((_, i) => i).filter((i) => !kept.has(x.labels[i]!));
  if (axis.length === 0) return x;
  const array = dtype.kind === 'b' ? any(x.array, { axis }) : sum(x.array, { axis, dtype: dtype.name });
  return { array: array as unknown as NDArray, labels: x.labels.filter((label) => kept.has(label)) };
}

/** Elements of what is left of two operands, less their own: the pair with the least is contracted first. */
function costOf(a: Labelled, b: Labelled, kept: ReadonlySet<number>, lengths: ReadonlyMap<number, number>): number {
  let size = 1;
  for (const label of new Set([...a.labels, ...b.labels])) if (kept.has(label)) size *= lengths.get(label)!;
  return size - layoutOf(a.array).size - layoutOf(b.array).size;
}

/** Contracts all operands two by two. */
function contractAll(
  op: string,
  dtype: DTypeInfo,
  given: readonly Labelled[],
  output: readonly number[],
  lengths: ReadonlyMap<number, number>,
): Labelled {
  const left = [...given];
  /** The labels that the result or another operand than these two needs. */
  const keptBy = (i: number, j: number): Set<number> =>
    new Set([...output, ...left.flatMap((x, k) => (k === i || k === j ? [] : x.labels))]);
  for (let i = 0; i < left.length; i++) left[i] = sumAway(left[i]!, keptBy(i, i), dtype);
  while (left.length > 1) {
    let best: readonly [number, number] = [0, 1];
    let least = Infinity;
    for (let i = 0; left.length > 2 && i < left.length; i++) {
      for (let j = i + 1; j < left.length; j++) {
        const cost = costOf(left[i]!, left[j]!, keptBy(i, j), lengths);
        if (cost < least) [best, least] = [[i, j], cost];
      }
    }
    const [i, j] = best;
    const kept = keptBy(i, j);
    const shared = (x: Labelled, y: Labelled): Labelled => sumAway(x, new Set([...kept, ...y.labels]), dtype);
    const a = shared(left[i]!, left[j]!);
    const b = shared(left[j]!, left[i]!);
    const own = [...new Set([...a.labels, ...b.labels])].filter((label) => kept.has(label));
    const labels = left.length === 2 ? [...output].filter((label) => own.includes(label)) : own;
    left.splice(j, 1);
    left[i] = { array: contract(op, dtype, a, b, labels), labels };
  }
  return left[0]!;
}

/** The options, where the last argument is no operand. */
function splitArguments(args: readonly unknown[]): [ArrayLike[], EinsumOptions | undefined] {
  const last = args.at(-1);
  const isOptions =
    last === undefined ||
    (typeof last === 'object' &&
      last !== null &&
      !isArray(last) &&
      !Array.isArray(last) &&
      !ArrayBuffer.isView(last) &&
      asScalar('einsum', last) === undefined);
  if (!isOptions) return [args as ArrayLike[], undefined];
  return [args.slice(0, -1) as ArrayLike[], last as EinsumOptions | undefined];
}

/**
 * Sum products of arrays over labelled axes. 'ij,jk->ik' is a matrix product, 'ii' a trace, 'ij->ji' a transpose (a view),
 * 'i,j->ij' an outer product; '...' stands for axes without labels, which broadcast.
 *
 * Operands are contracted two by two, so that sums of floats may differ from NumPy's in the last places.
 *
 * @param subscripts the labels of each operand's axes, letters; after '->' those of the result (without: those that occur
 * once, in order of the alphabet)
 * @param args the operands: arrays, scalars or nested lists; then options
 * @returns the sums; a view where one operand's axes are only rearranged
 * @throws ValueError, ShapeError when subscripts are malformed, or do not fit the operands; DTypeError, ReadOnlyError when
 * `out` does not fit
 * @see numpy.einsum
 * @example
 * ```ts
 * nd.einsum('ij,jk->ik', [[1, 2], [3, 4]], [[1, 0], [1, 1]]).toArray(); // [[3, 2], [7, 4]]
 * nd.einsum('ii', [[1, 2], [3, 4]]).item(); // 5
 * ```
 */
export function einsum(subscripts: string, ...args: [...ArrayLike[], EinsumOptions] | ArrayLike[]): NDArray {
  const op = 'einsum';
  const [inputs, options] = splitArguments(args);
  const out: unknown = options?.out;
  const dtypeGiven = options?.dtype;
  const casting = parseCasting(op, options?.casting, 'safe');
  const order = readOrder(op, options?.order, ['C', 'F', 'A', 'K'] as const, 'K');
  const optimize: unknown = options?.optimize;
  if (optimize !== undefined && typeof optimize !== 'boolean' && optimize !== 'greedy' && optimize !== 'optimal') {
    throw badArgument(op, 'optimize', "a boolean, 'greedy' or 'optimal'", optimize);
  }
  if (out !== undefined && !isArray(out)) throw badArgument(op, 'out', 'an NDArray', out);
  if (inputs.length === 0) {
    throw new ArgumentError(`[${op}] must specify the einstein sum subscripts string and at least one operand`);
  }
  if (inputs.length > MOST_OPERANDS) throw new ValueError(`[${op}] too many operands: at most ${MOST_OPERANDS}`);
  const arrays = inputs.map((x) => asArray(op, x));
  const { operands, output } = subscriptsOf(
    op,
    subscripts,
    arrays.map((a) => layoutOf(a).shape.length),
  );
  const dtypes = arrays.map((a) => layoutOf(a).dtype);
  const dtype = dtypeGiven === undefined ? promoteAll(dtypes) : parseDType(op, dtypeGiven);
  for (const [k, from] of dtypes.entries()) {
    if (castAllowed(from, dtype, casting)) continue;
    throw new ArgumentError(
      `[${op}] Iterator operand ${k} dtype could not be cast from dtype('${from.name}') to dtype('${dtype.name}') according to the rule '${casting}'`,
    );
  }
  const labelled = arrays.map((array, k) => withoutRepeats(op, { array, labels: operands[k]! }, k));
  const lengths = lengthsOf(op, labelled);
  const shape = output.map((label) => lengths.get(label)!);
  sizeOf(op, shape, dtype.itemsize);
  if (out !== undefined) checkTarget(op, out, dtype, shape, casting);
  for (const array of arrays) usableStorage(op, array);
  if (out !== undefined) usableStorage(op, out);

  const summed = contractAll(
    op,
    dtype,
    labelled.map((x) => withoutStretched(x, lengths)),
    output,
    lengths,
  );
  const result = arrange(summed, output);
  if (out !== undefined) {
    const from = layoutOf(result);
    const source = summed.array === arrays[0] || arrays.length === 1 ? copyArray(op, result, from.dtype, 'C') : result;
    copyInto(op, usableStorage(op, out), layoutOf(out), storageOf(source), layoutOf(source));
    return out;
  }
  if (layoutOf(result).dtype !== dtype) return astype(result, dtype.name, { order: order === 'A' ? 'K' : order });
  if (order === 'C' || order === 'F') {
    const { cContiguous, fContiguous } = layoutOf(result);
    if (!(order === 'C' ? cContiguous : fContiguous)) return copyArray(op, result, dtype, order);
  }
  return result;
}

function checkTarget(op: string, out: NDArray, dtype: DTypeInfo, shape: readonly number[], casting: Casting): void {
  const target = checkOut(op, op, out, dtype, casting);
  if (target.shape.length !== shape.length) {
    throw new ShapeError(
      `[${op}] out parameter does not have the correct number of dimensions, has ${target.shape.length} but should have ${shape.length}`,
    );
  }
  if (!sameShape(target.shape, shape)) {
    throw new ShapeError(
      `[${op}] non-broadcastable output operand with shape ${shapeText(target.shape)} doesn't match the broadcast shape ${shapeText(shape)}`,
    );
  }
}
