// Copies, transposed ones, and casts.
import { inCache, inSizes, itemsizes, large, million, nativeOperand, operand, sizes, square, tall } from './case.mjs';

const family = 'Copies and casts';
const traffic = (n, from, to) => ({ kind: 'copy', read: n * itemsizes[from], written: n * itemsizes[to] });

const copied = (list, layout, dtype = 'float64') =>
  inSizes(list, ({ n, shape }) => ({
    family,
    op: 'copy',
    dtype,
    variant: layout === 'contiguous' ? '' : layout,
    operands: [operand('a', dtype, shape, { layout })],
    code: {
      js: 'a.copy()',
      python: 'a.copy()',
      numpyTs: layout === 'contiguous' ? 'np.copy(a)' : undefined,
      torch: 'a.clone(memory_format=torch.contiguous_format)',
    },
    native: ['copy', shape.join('x'), dtype, nativeOperand(operand('a', dtype, shape, { layout }))].join(' '),
    traffic: traffic(n, dtype, dtype),
  }));

const cast = (from, to, list) =>
  inSizes(list, ({ n, shape }) => ({
    family,
    op: 'astype',
    dtype: from,
    variant: `to ${to}`,
    operands: [operand('a', from, shape)],
    code: {
      js: `a.astype('${to}')`,
      python: `a.astype(np.${to === 'bool' ? 'bool_' : to})`,
      numpyTs: `a.astype('${to}')`,
      torch: `a.to(torch.${to})`,
    },
    native: ['copy', shape.join('x'), to, nativeOperand(operand('a', from, shape))].join(' '),
    traffic: traffic(n, from, to),
  }));

const pairs = [
  ...[
    ['float64', 'float32'],
    ['float32', 'float64'],
    ['float64', 'int64'],
    ['int64', 'float64'],
    ['float64', 'int32'],
  ],
  ...[
    ['int32', 'float64'],
    ['uint8', 'float32'],
    ['float32', 'uint8'],
    ['int64', 'int32'],
    ['float64', 'bool'],
  ],
  ...[
    ['float32', 'float16'],
    ['float16', 'float32'],
    ['float64', 'float16'],
    ['float64', 'complex128'],
  ],
  ...[['complex128', 'complex64']],
];

export const copies = [
  ...copied(sizes, 'contiguous'),
  ...copied([million], 'contiguous', 'uint8'),
  ...copied([inCache, million], 'strided'),
  ...copied([million], 'reversed'),
  ...copied([square, tall], 'transposed'),
  ...copied([square], 'transposed', 'float32'),
  ...copied([square], 'transposed', 'uint8'),
  ...inSizes([square], ({ n, shape }) => ({
    family,
    op: 'assign',
    dtype: 'float64',
    variant: 'transposed',
    operands: [
      operand('a', 'float64', shape, { layout: 'transposed' }),
      { ...operand('o', 'float64', shape, { kind: 'constant', low: 0 }), written: true },
    ],
    code: { js: { run: 'o.assign(a)', check: 'o' }, python: { run: 'o[...] = a', check: 'o' } },
    traffic: traffic(n, 'float64', 'float64'),
  })),
  ...pairs.flatMap(([from, to], i) => cast(from, to, i === 0 ? [...sizes] : [million])),
  ...cast('float32', 'float64', [large]),
];
