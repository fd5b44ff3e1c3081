import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';
import { SETUP, make } from './product-operands';

const CALLS: readonly (readonly [string, ...number[][]])[] = [
  ['ij,jk->ik', [3, 4], [4, 5]],
  ['ij,jk', [3, 4], [4, 5]],
  ['ij,jk->ki', [30, 40], [40, 50]],
  ['ba', [2, 3]],
  ['ab', [2, 3]],
  ['ii', [4, 4]],
  ['ii->i', [4, 4]],
  ['iij->ji', [4, 4, 3]],
  ['iii->', [3, 3, 3]],
  ['ij->', [3, 4]],
  ['ij->j', [3, 4]],
  ['ij->i', [3, 4]],
  ['i,i', [5], [5]],
  ['i,i->i', [5], [5]],
  ['i,j->ij', [3], [4]],
  ['i,j->', [3], [4]],
  ['i,j->ji', [3], [4]],
  ['ij,ij->ij', [3, 4], [3, 4]],
  ['ij,ij->', [3, 4], [3, 4]],
  ['ij,ij->i', [30, 40], [30, 40]],
  ['ij,ij->j', [30, 40], [30, 40]],
  ['ij,ji->', [3, 4], [4, 3]],
  ['ij,ji->i', [3, 4], [4, 3]],
  ['bij,bjk->bik', [3, 4, 5], [3, 5, 6]],
  ['bij,bkj->bik', [3, 4, 5], [3, 6, 5]],
  ['ijb,jkb->ikb', [4, 5, 7], [5, 6, 7]],
  ['ijb,jkb->bki', [4, 5, 7], [5, 6, 7]],
  ['abc,cbd->ad', [3, 4, 5], [5, 4, 6]],
  ['abc,dcb->da', [3, 4, 5], [6, 5, 4]],
  ['abcd,cbe->aed', [3, 4, 5, 2], [5, 4, 6]],
  ['acbd,cbe->aed', [3, 5, 4, 2], [5, 4, 6]],
  ['ij,j->i', [3, 4], [4]],
  ['ij,i->j', [3, 4], [3]],
  ['ij,k->i', [3, 4], [5]],
  ['ij,jk,kl->il', [3, 4], [4, 5], [5, 6]],
  ['ij,jk,ki->', [3, 4], [4, 5], [5, 3]],
  ['i,i,i->i', [4], [4], [4]],
  ['ia,ib,ic->abc', [4, 2], [4, 3], [4, 5]],
  ['i,ij,j', [3], [3, 4], [4]],
  ['ij,kl,mn->', [2, 3], [3, 2], [2, 2]],
  ['abc,bcd,cda,dab->', [2, 3, 4], [3, 4, 2], [4, 2, 2], [2, 2, 3]],
  ['...ij,...jk->...ik', [2, 3, 4], [5, 1, 4, 2]],
  ['...i,...i', [2, 3], [4, 2, 3]],
  ['i...->...', [2, 3, 4]],
  ['i...j->j...i', [2, 3, 4]],
  ['...', [2, 3]],
  ['...->...', [2, 3]],
  ['b...a,...->...', [2, 3, 4], [3]],
  ['aB...,aB->...B', [2, 3, 4], [2, 3]],
  [' i j , j k -> i k', [2, 3], [3, 2]],
  ['ij,jk', [2, 1], [3, 2]],
  ['ij,ij->i', [1, 4], [3, 1]],
  ['ij,jk->ik', [2, 0], [0, 3]],
  ['ij,jk->ik', [0, 2], [2, 3]],
  ['ij->i', [3, 0]],
  [',i->i', [], [3]],
  [',', [], []],
  ['', []],
  ['->', []],
];
/** NumPy raises an error for each of these. */
const WRONG: readonly (readonly [string, ...number[][]])[] = [
  ['ij,jk->ik', [2, 3], [2, 3]],
  ['ij,jk->il', [2, 3], [3, 3]],
  ['ij,jk->iik', [2, 3], [3, 3]],
  ['ij->', [2, 3], [3, 3]],
  ['ij,jk', [2, 3]],
  ['ijk', [2, 3]],
  ['i', [2, 3]],
  ['i,,j', [2], [2]],
  ['i$', [2]],
  ['i..', [2]],
  ['i....', [2]],
  ['...i...', [2, 3]],
  ['ii', [2, 3]],
  ['ii->i', [1, 3]],
  ['...->', [2, 3]],
  ['i->i->', [2]],
  ['i-i', [2]],
  ['i>i', [2]],
  ['i->j', [2]],
  ['é', [2]],
  ['i0', [2, 2]],
];

const rows: Row[] = [...CALLS, ...WRONG].flatMap(([subscripts, ...shapes]) =>
  (['float64', 'int8', 'bool', 'complex64', 'float16'] as DType[]).map((t): Row => {
    // Sums of nothing but zeros may be of either sign.
    const zero = t === 'complex64' ? ' + 0j' : t.startsWith('float') ? ' + 0.0' : '';
    return [
      `np.einsum('${subscripts}', ${shapes.map((s) => `make('${t}',${s.join()})`).join()})${zero}`,
      () => {
        const result = nd.einsum(subscripts, ...shapes.map((s) => make(t, ...s)));
        return zero === '' ? result : nd.add(result, t === 'complex64' ? nd.complex(0, 0) : 0);
      },
    ];
  }),
);
numpyTable('einsum', SETUP, rows);

const m = (...shape: number[]): NDArray => make('float64', ...shape);
numpyTable('options of einsum', SETUP, [
  [
    "np.einsum('ij->ji', make('float64',2,3), out=np.zeros((3,2)))",
    () => nd.einsum('ij->ji', m(2, 3), { out: nd.zeros([3, 2]) }),
  ],
  [
    "np.einsum('ij->i', make('float64',2,3), out=np.zeros(2,'f4'))",
    () => nd.einsum('ij->i', m(2, 3), { out: nd.zeros([2], { dtype: 'float32' }) }),
  ],
  [
    "np.einsum('ij->i', make('float32',2,3), out=np.zeros(2))",
    () => nd.einsum('ij->i', make('float32', 2, 3), { out: nd.zeros([2]) }),
  ],
  [
    "np.einsum('ij->i', make('float32',2,3), out=np.zeros((3,2)))",
    () => nd.einsum('ij->i', make('float32', 2, 3), { out: nd.zeros([3, 2]) }),
  ],
  [
    "np.einsum('ij,jk->ik', make('int8',2,3), make('int8',3,2), dtype='f8')",
    () => nd.einsum('ij,jk->ik', make('int8', 2, 3), make('int8', 3, 2), { dtype: 'float64' }),
  ],
  [
    "np.einsum('ij,jk->ik', make('float64',2,3), make('float64',3,2), dtype='i4')",
    () => nd.einsum('ij,jk->ik', m(2, 3), m(3, 2), { dtype: 'int32' }),
  ],
  [
    "np.einsum('ij,jk->ik', make('float64',2,3), make('float64',3,2), dtype='i4', casting='unsafe')",
    () => nd.einsum('ij,jk->ik', m(2, 3), m(3, 2), { dtype: 'int32', casting: 'unsafe' }),
  ],
  [
    "np.einsum('i,i->i', make('int8',3), make('uint8',3))",
    () => nd.einsum('i,i->i', make('int8', 3), make('uint8', 3)),
  ],
  ["np.einsum('i->', np.full(3000, 100, 'i1'))", () => nd.einsum('i->', nd.full([3000], 100, { dtype: 'int8' }))],
  ["np.einsum('')", () => nd.einsum('')],
]);

test('rearranged axes are views that can be written', () => {
  const a = nd.zeros([3, 3]);
  nd.einsum('ii->i', a).assign([1, 2, 3]);
  nd.einsum('ij->ji', a).set(7, 0, 2);
  expect(a.toArray()).toEqual([
    [1, 0, 0],
    [0, 2, 0],
    [7, 0, 3],
  ]);
});

test('an output that is an operand gets what a copy of it gives', () => {
  const a = m(4, 4).copy();
  const expected = nd.einsum('ij,jk->ki', a, a).toArray();
  nd.einsum('ij,jk->ki', a, a, { out: a });
  expect(a.toArray()).toEqual(expected);
  const transposed = a.T.toArray();
  nd.einsum('ij->ji', a, { out: a });
  expect(a.toArray()).toEqual(transposed);
});

test('long and hostile subscripts are refused in no time', () => {
  const started = Date.now();
  for (const text of [
    'i'.repeat(100_000),
    ','.repeat(100_000),
    'i,'.repeat(100_000),
    '.'.repeat(100_000),
    '->'.repeat(50_000),
  ]) {
    expect(() => nd.einsum(text, m(2))).toThrow(RangeError);
  }
  expect(Date.now() - started).toBeLessThan(2000);
  expect(() => nd.einsum(3 as unknown as string, m(2))).toThrow(nd.ArgumentError);
  expect(() => nd.einsum('i', m(2), { optimize: 3 as unknown as boolean })).toThrow(nd.ArgumentError);
  expect(() => nd.einsum('i', ...new Array<NDArray>(65).fill(m(2)))).toThrow(nd.ValueError);
  const disposed = m(2).copy();
  disposed.dispose();
  expect(() => nd.einsum('i', disposed)).toThrow(nd.DisposedError);
  expect(() => nd.einsum('i,i', m(2), disposed)).toThrow(nd.DisposedError);
  expect(() => nd.einsum('i->', m(2), { out: disposed })).toThrow(RangeError);
});
