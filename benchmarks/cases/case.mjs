// What a benchmark case is, and the pieces that the tables of cases are made of.
//
// name      unique; what --filter looks in
// family    heading of the report; the geometric means are by family
// row       the cases of one row differ in their size only
// size      label of the column
// n         elements worked on
// operands  arrays that exist before the clock starts: { name, dtype, shape, low, high, seed, kind, layout }
// code      by language (js, python, numpyTs, torch, numexpr): { run, setup?, check?, measure? }.
//           run: the expression that is timed; setup: statements whose names run can use; check: an expression that gives
//           what is compared with NumPy's, where that is not what run gives; measure: gives a number (bytes on the disk)
// native    the same for the compiled harness, see native/serve.cc
// traffic   { kind, read, written }: bytes that one run moves at least, and the limit of the machine that bounds it
// flops     floating-point operations of one run
// mutates   names of operands that a run writes to
// goal      { issue, ratio?, seconds?, growth?, sizeWithin? } where a figure was set
// once      each timing is one run after a fresh set-up
// fresh     with processes of its own, so that the growth of resident memory is that of this case alone
// rounds    timings of each side, where not as many as usual
// files     made by NumPy before the case: { name: Python statements that write to `path` }
// map       needs a large file of random doubles: the variables `file` and `elements`

export const sizes = [10, 1e3, 1e5, 1e6, 2e7].map((n) => ({ n, shape: [n], label: n === 10 ? '10' : exponent(n) }));
export const [, inCache, , million, large] = sizes;
export const square = { n: 1e6, shape: [1000, 1000], label: '1000x1000' };
export const tall = { n: 2e6, shape: [4000, 500], label: '4000x500' };

export const itemsizes = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
  complex64: 8,
  complex128: 16,
};

function exponent(n) {
  const power = Math.floor(Math.log10(n));
  return `${n / 10 ** power}e${power}`;
}

export const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const sizeOf = (shape) => shape.reduce((product, dim) => product * dim, 1);

/**
 * An array of numbers that every language makes alike: hashes of the positions, from `low` up to `high`.
 * kind: values, sorted, constant (low), sequence (low, low + 1, ...); layout: contiguous, strided (every second element
 * of rows twice as long), transposed, reversed (along the last axis).
 */
export function operand(name, dtype, shape, { low = 1, high = 10, seed, kind = 'values', layout = 'contiguous' } = {}) {
  return { name, dtype, shape, low, high, seed: seed ?? name.charCodeAt(0), kind, layout };
}

const bytesOf = ({ dtype, shape }) => itemsizes[dtype] * sizeOf(shape);

/** Bytes moved by a run that reads its operands once and writes `written`. */
export function trafficOf(operands, written, { inPlace = false } = {}) {
  const read = operands.reduce((sum, one) => sum + bytesOf(one), 0);
  const whole = operands.filter((one) => sizeOf(one.shape) * 4 > Math.max(...operands.map((o) => sizeOf(o.shape))));
  const kind = inPlace
    ? 'inPlace'
    : written * 8 < read
      ? 'read'
      : read * 8 < written
        ? 'fill'
        : whole.length > 1
          ? 'triad'
          : 'copy';
  return { kind, read, written };
}

const nameOf = (op, dtype, size, variant) => [op, dtype, size.label, variant].filter(Boolean).join(' ');

/** A case from its parts; `run` of a language may stand for { run }. */
export function makeCase({ family, op, dtype, size, variant = '', code, ...rest }) {
  const full = Object.entries(code).filter(([, one]) => one !== undefined);
  return {
    name: nameOf(op, dtype, size, variant),
    row: nameOf(op, dtype, { label: '' }, variant),
    family,
    op,
    dtype,
    variant,
    size: size.label,
    n: size.n,
    operands: [],
    ...rest,
    code: Object.fromEntries(full.map(([key, one]) => [key, typeof one === 'string' ? { run: one } : one])),
  };
}

/** The same hand-written case in several sizes: `make(size)` gives what makeCase takes besides the size. */
export const inSizes = (list, make) => list.map((size) => makeCase({ size, ...make(size) }));

/** An operand as a word of a request to the compiled harness. */
export const nativeOperand = ({ dtype, low, high, seed, kind, layout }) =>
  [dtype, low, high, seed, kind, layout].join(':');
