// Reduction cases, from the rows of spec/reductions.mjs.
import { reductions as rows } from '../../spec/reductions.mjs';
import {
  inCache,
  itemsizes,
  makeCase,
  million,
  nativeOperand,
  operand,
  sizeOf,
  sizes,
  snake,
  square,
  tall,
  trafficOf,
} from './case.mjs';
import { torchReduction } from './peers.mjs';

/** any() must not end at the first element, nor all(), nor may a product leave the range of its dtype. */
function intervalOf(row, dtype) {
  if (row.name === 'prod') return /float|complex/.test(dtype) ? [0.999, 1.001] : [1, 2];
  return [1, 2];
}

const kindOf = (row) => (row.name === 'any' || row.name === 'all' ? 'constant' : 'values');
const constantOf = { any: 0, all: 1 };

/** dtypes beside float64; NumPy's float16 products round at every step, and complex numbers have no order. */
const others = (row) =>
  ['float32', 'float16', 'complex128', 'int64', 'int32', 'uint8', 'bool'].filter(
    (dtype) =>
      !(row.name === 'prod' && dtype === 'float16') &&
      !(dtype === 'complex128' && ['min', 'max', 'argmin', 'argmax'].includes(row.name)),
  );

function build(row, dtype, size, { variant = '', layout = 'contiguous', axis, where = false, out } = {}) {
  const [low, high] = row.name in constantOf ? [constantOf[row.name], 1] : intervalOf(row, dtype);
  const a = operand('a', dtype, size.shape, { low, high, kind: kindOf(row), layout });
  const operands = [a];
  const js = [];
  const python = [];
  if (axis !== undefined) [js, python].forEach((list, i) => list.push(i === 0 ? `axis: ${axis}` : `axis=${axis}`));
  if (where) {
    operands.push(operand('m', 'bool', size.shape));
    js.push('where: m');
    python.push('where=m');
  }
  if (out) {
    operands.push({ ...operand('o', out, [size.shape[1 - axis]], { kind: 'constant', low: 0 }), written: true });
    js.push('out: o');
    python.push('out=o');
  }
  const numpy = row.numpy ?? snake(row.name);
  const plain = layout === 'contiguous' && !where && !out;
  const rest = python.map((one) => `, ${one}`).join('');
  return makeCase({
    family: 'Reductions',
    op: row.name,
    dtype,
    size,
    variant,
    operands,
    code: {
      js: `nd.${row.name}(a${js.length > 0 ? `, { ${js.join(', ')} }` : ''})`,
      python: `np.${numpy}(a${rest})`,
      numpyTs: plain ? `np.${numpy}(a${axis === undefined ? '' : `, ${axis}`})` : undefined,
      torch: plain ? torchReduction(row.name, axis) : undefined,
      numexpr:
        plain && ['sum', 'prod'].includes(row.name)
          ? `ne.evaluate('${row.name}(a${axis === undefined ? '' : `, axis=${axis}`})')`
          : undefined,
    },
    native: where ? undefined : ['reduce', row.name, size.shape.join('x'), axis ?? 'all', nativeOperand(a)].join(' '),
    traffic: trafficOf(
      operands.slice(0, where ? 2 : 1),
      axis === undefined ? 8 : (sizeOf(size.shape) / size.shape[axis]) * itemsizes.float64,
    ),
  });
}

const outOf = { position: 'int64', count: 'int64', bool: 'bool' };

/** NumPy adds up float16 in float16, whose largest number is 65,504. */
const overflows = (row, dtype) => dtype === 'float16' && ['sum', 'var', 'std'].includes(row.name);

function casesOf(row) {
  return [
    ...sizes.map((size) => build(row, 'float64', size)),
    ...others(row).map((dtype) => build(row, dtype, overflows(row, dtype) ? inCache : million)),
    ...[square, tall].flatMap((size) =>
      [0, 1].map((axis) => build(row, 'float64', size, { axis, variant: `axis=${axis}` })),
    ),
    ...(row.name === 'countNonzero'
      ? []
      : [build(row, 'float64', square, { axis: 0, variant: 'axis=0 out', out: outOf[row.result] ?? 'float64' })]),
    ...(row.options.includes('where') && !['min', 'max'].includes(row.name)
      ? [build(row, 'float64', million, { variant: 'where', where: true })]
      : []),
    build(row, 'float64', million, { variant: 'strided', layout: 'strided' }),
    build(row, 'float64', million, { variant: 'reversed', layout: 'reversed' }),
    build(row, 'float64', square, { variant: 'transposed', layout: 'transposed' }),
  ];
}

export const reductions = rows.flatMap(casesOf);
