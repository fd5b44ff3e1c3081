/** What a row of the table of functions is: NumPy's name, and how its arguments are made. */
import type { DType } from '../../../lib';
import type { Maker } from '../maker';
import type { Given, Plain } from '../program';
import type { Shape, Style } from '../random';

export type Keywords = Record<string, Given>;
export type Made = readonly [readonly Given[], Keywords?];

export interface Tolerance {
  /** In units of the result's precision, of the largest element. */
  readonly steps: number;
  /** Or of the largest operand, where that is larger: sums cancel. */
  readonly ofOperands?: boolean;
}

export interface Entry {
  readonly numpy: string;
  /** Where it is not NumPy's name in camelCase. */
  readonly ours?: string;
  readonly make: (m: Maker) => Made;
  /** Of results that both sides round in an order of their own. */
  readonly near?: Tolerance;
  /** Elements lie in no decided order. */
  readonly unordered?: boolean;
}

export const plain = (value: Plain): Given => ({ plain: value });
export const view = (m: Maker, shape: Shape, dtype?: DType, style?: Style): Given => ({
  view: m.array(shape, dtype ?? m.dtype(), false, style),
});
export const items = (list: readonly Given[]): Given => ({ items: list });

export const INTEGERS: readonly DType[] = ['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'];
export const REALS: readonly DType[] = [...INTEGERS, 'float16', 'float32', 'float64', 'bool'];

/** A shape of at least one dimension. */
export function ranked(m: Maker, least = 1): number[] {
  const shape = m.shape();
  while (shape.length < least) shape.push(m.dim());
  return shape;
}

/** An axis as keyword, most of the time. */
export const axisKeyword = (m: Maker, ndim: number, chance = 0.7): Keywords =>
  m.chance(chance) ? { axis: plain(m.axis(ndim)) } : {};

export const keyword = (m: Maker, chance: number, name: string, value: () => Plain): Keywords =>
  m.chance(chance) ? { [name]: plain(value()) } : {};

/** One array of any kind, and nothing else. */
export const one =
  (dtypes?: readonly DType[], style?: Style) =>
  (m: Maker): Made => [[view(m, m.shape(), dtypes === undefined ? undefined : m.pick(dtypes), style)]];

/** A list of rows of one length. */
export const rows = (m: Maker, count: number, shape: Shape): Given[] =>
  Array.from({ length: count }, () => view(m, m.chance(0.96) ? shape : m.shape()));
