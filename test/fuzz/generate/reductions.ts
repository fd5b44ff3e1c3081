/** Reductions: over axes, with dtype, initial, where, ddof and out. */
import { REDUCTIONS } from '../../../lib/ops/reduction-table.gen';
import type { Maker } from '../maker';
import type { Draft, OptionSpec } from '../program';

export function reduction(m: Maker): Draft {
  const row = m.pick(Object.values(REDUCTIONS));
  const shape = m.shape();
  const dtype = m.dtype();
  const view = m.array(shape, dtype);
  const options: OptionSpec = {};
  const position = row.name === 'argmin' || row.name === 'argmax';
  if (m.chance(0.7)) options.axis = position ? (m.chance(0.2) ? null : m.axis(shape.length)) : m.axes(shape.length);
  if (m.chance(0.25)) options.keepdims = m.chance(0.8);
  const { name } = row;
  const arithmetic = name === 'sum' || name === 'prod';
  if (arithmetic && m.chance(0.15)) options.dtype = m.dtype();
  const complex = dtype.startsWith('complex');
  if (row.result === 'mean' && m.chance(0.15))
    options.dtype = m.pick(['float16', 'float32', 'float64', 'complex64', 'complex128']);
  // NumPy computes variances in the dtype asked for: float16 may overflow; a real one takes part of a complex mean.
  if (row.result === 'variance' && m.chance(0.15))
    options.dtype = m.pick(complex ? ['complex64', 'complex128'] : ['float32', 'float64', 'complex64', 'complex128']);
  if ((arithmetic || name === 'min' || name === 'max') && m.chance(0.15)) options.initial = m.scalar(false);
  if (!position && name !== 'countNonzero' && shape.length > 0 && m.chance(0.15))
    options.where = m.array(m.related(shape), 'bool');
  if ((name === 'var' || name === 'std') && m.chance(0.4)) options.ddof = m.below(3);
  if (name !== 'countNonzero' && m.chance(0.1)) {
    const gone = options.axis ?? null;
    const reduced = new Set(
      (Array.isArray(gone) ? gone : [gone]).map((a) => (a === null ? a : a < 0 ? a + shape.length : a)),
    );
    const isReduced = (i: number): boolean => gone === null || reduced.has(i);
    const left = shape
      .map((dim, i) => (isReduced(i) ? 1 : dim))
      .filter((_, i) => options.keepdims === true || !isReduced(i));
    const exact =
      row.result === 'bool'
        ? 'bool'
        : position
          ? 'int64'
          : row.result === 'same'
            ? dtype
            : complex
              ? 'complex128'
              : 'float64';
    const summed = row.result === 'widen' && m.chance(0.3) ? dtype : exact;
    options.out = m.array(left, options.dtype ?? summed, true);
  }
  return { kind: 'reduction', name: row.numpy, ours: name, args: [{ view }], options };
}
