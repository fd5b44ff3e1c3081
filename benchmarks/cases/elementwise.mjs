// Elementwise cases, from the rows of spec/ufuncs.mjs: a new row is benchmarked without a word here.
import { allLoops } from '../../scripts/generate/loops.mjs';
import { ufuncs } from '../../spec/ufuncs.mjs';
import {
  inCache,
  itemsizes,
  large,
  makeCase,
  million,
  nativeOperand,
  operand,
  sizeOf,
  sizes,
  snake,
  square,
  trafficOf,
} from './case.mjs';
import { numexprOf, torchOf } from './peers.mjs';

const letters = 'abc';

/** dtypes that get cases where a row has a loop for them, in order of preference for the main one. */
const preferred = ['float64', 'int64', 'bool', 'float32', 'float16', 'complex128', 'int32', 'uint8'];

const loops = allLoops();

/** Loops of a row whose value operands share one dtype, or else begin with it: [{ dtype, inputs, out }]. */
function loopsOf(row) {
  const own = loops.filter((loop) => loop.ufunc.name === row.name);
  const first = row.condition ? 1 : 0;
  return preferred.flatMap((dtype) => {
    const found =
      own.find((loop) => loop.in.slice(first).every((d) => d.name === dtype)) ??
      own.find((loop) => loop.in[first].name === dtype);
    return found ? [{ dtype, inputs: found.in.map((d) => d.name), out: found.out.name }] : [];
  });
}

/** The interval that operands are drawn from: the row's for floats, one that no shift or power overflows for integers. */
function intervalOf(row, dtype) {
  if (dtype.startsWith('complex')) return [-4, 4];
  if (!dtype.startsWith('float')) return [1, 10];
  const [low, high] = row.domain ?? [-10, 10];
  return dtype === 'float16' ? [Math.max(low, -8), Math.min(high, 8)] : [low, high];
}

function operandsOf(row, dtypes, shapes, layouts) {
  return row.inputs.map((_, i) => {
    if (row.condition && i === 0) return operand('a', 'bool', shapes[i], { layout: layouts[i] });
    const isBound = row.name === 'clip' && i > 0;
    const [low, high] = isBound ? [2 * i + 1, 2 * i + 3] : intervalOf(row, dtypes[i]);
    return operand(letters[i], dtypes[i], shapes[i], { low, high, layout: layouts[i] });
  });
}

const flopsPer = { arithmetic: { complex: 2 }, multiply: { complex: 6 } };

function flopsOf(row, dtype, n) {
  if (row.family !== 'arithmetic' || !/float|complex/.test(dtype)) return undefined;
  const per = dtype.startsWith('complex') ? (flopsPer[row.name] ?? flopsPer.arithmetic).complex : 1;
  return per * n;
}

function nativeOf(row, operands, out, variant) {
  if (variant === 'scalar' || variant === 'broadcast' || row.outputs) return undefined; // the harness has one result
  return ['elementwise', row.name, out, operands[0].shape.join('x'), ...operands.map(nativeOperand)].join(' ');
}

function build(row, { dtype, inputs, out }, size, { variant = '', layouts = [], shapes = [], scalar = false } = {}) {
  const all = operandsOf(
    row,
    inputs,
    row.inputs.map((_, i) => shapes[i] ?? size.shape),
    row.inputs.map((_, i) => layouts[i] ?? 'contiguous'),
  );
  const operands = scalar ? all.slice(0, 1) : all;
  const args = [...operands.map(({ name }) => name), ...(scalar ? ['3'] : [])].join(', ');
  const result = operand('o', out, size.shape, { kind: 'constant', low: 0 });
  const into = variant === 'out';
  const numpy = row.numpy ?? snake(row.name);
  const plain = variant === '' || scalar || variant === 'broadcast';
  const torch = torchOf(row.name);
  const numexpr = numexprOf(row.name, args.split(', '));
  return makeCase({
    family: `Elementwise: ${row.family}`,
    op: row.name,
    dtype,
    size,
    variant,
    operands: into ? [...operands, { ...result, written: true }] : operands,
    code: {
      js: `nd.${row.name}(${args}${into ? ', { out: o }' : ''})`,
      python: `np.${numpy}(${args}${into ? ', out=o' : ''})`,
      numpyTs: plain ? `np.${snake(row.name)}(${args})` : undefined,
      torch: torch && `torch.${torch}(${args}${into ? ', out=o' : ''})`,
      numexpr: numexpr && `ne.evaluate('${numexpr}'${into ? ', out=o' : ''})`,
    },
    native: nativeOf(row, operands, out, scalar ? 'scalar' : variant),
    traffic: trafficOf(operands, sizeOf(size.shape) * itemsizes[out]),
    flops: flopsOf(row, dtype, size.n),
  });
}

const withoutOut = ['where', 'angle'];

/** All cases of one row: sizes of its main dtype, other dtypes, out, a scalar operand, broadcasting, layouts. */
function casesOf(row) {
  const [main, ...others] = loopsOf(row);
  // Rows whose operands are of different dtypes are none of these.
  if (main === undefined) return [];
  const binary = row.inputs.length === 2;
  const same = (layout) => row.inputs.map(() => layout);
  return [
    ...sizes.map((size) => build(row, main, size)),
    ...others.map((loop) => build(row, loop, million)),
    // NumPy's where and angle are no ufuncs and have no out; that of two results is a list.
    ...(withoutOut.includes(row.name) || row.outputs ? [] : [inCache, large]).map((size) =>
      build(row, main, size, { variant: 'out' }),
    ),
    ...(binary ? [build(row, main, million, { variant: 'scalar', scalar: true })] : []),
    ...(binary ? [build(row, main, square, { variant: 'broadcast', shapes: [undefined, [1000]] })] : []),
    build(row, main, million, { variant: 'strided', layouts: same('strided') }),
    build(row, main, million, { variant: 'reversed', layouts: same('reversed') }),
    build(row, main, square, { variant: 'transposed', layouts: ['transposed'] }),
  ];
}

/** Loops that functions of another name run. */
export const hidden = ['roundDecimals', 'roundTens'];

export const elementwise = ufuncs.filter((row) => !hidden.includes(row.name)).flatMap(casesOf);
