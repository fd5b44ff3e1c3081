// The public functions that are rows of no other table: one row each, by section of docs/numpy.md.
//
// A row is our name and what can be said of it:
// numpy    NumPy's name: left out where it is our name in snake_case; null where NumPy has no counterpart.
// differs  what does otherwise than NumPy, in a sentence. Of an elementwise op or a reduction too (`notes`).
import { creation } from './functions/creation.mjs';
import { manipulation } from './functions/manipulation.mjs';
import { indexing } from './functions/indexing.mjs';
import { sorting } from './functions/sorting.mjs';
import { statistics } from './functions/statistics.mjs';
import { products } from './functions/products.mjs';
import { mathematics } from './functions/mathematics.mjs';
import { dtypeFunctions } from './functions/dtypes.mjs';
import { input } from './functions/input.mjs';
import { iteration } from './functions/iteration.mjs';
import { engine } from './functions/engine.mjs';

export const sections = [
  { title: 'Creating arrays', rows: creation },
  { title: 'Shapes, joining and rearranging', rows: manipulation },
  { title: 'Indexing and selecting', rows: indexing },
  { title: 'Sorting, searching and sets', rows: sorting },
  { title: 'Statistics and histograms', rows: statistics },
  { title: 'Products', rows: products },
  { title: 'Scans, differences, polynomials and windows', rows: mathematics },
  { title: 'Dtypes, inspection and constants', rows: dtypeFunctions },
  { title: 'Iteration and functions of functions', rows: iteration },
  { title: 'Files and printing', rows: input },
  { title: 'Beyond NumPy: memory, threads, other tasks, random numbers', rows: engine },
];

/** Differences of elementwise ops and reductions, by name. */
export const notes = {
  sign: 'of a complex number whose modulus alone overflows: z / |z|',
  expm1: "of complex numbers: no overflow before the result's own",
  log1p: 'of complex numbers: accurate near zero',
  exp2: 'of complex numbers: accurate for imaginary parts up to 2^50',
  power: 'complex powers differ from NumPy in the last places',
  multiply: 'complex products use no fused multiply-add: the same bits on every machine',
  square: 'complex products use no fused multiply-add: the same bits on every machine',
  divmod: 'two results in a list; out takes a list of two',
  modf: 'two results in a list; out takes a list of two',
  frexp: 'two results in a list; out takes a list of two',
  var: 'sums are pairwise over all axes, so last bits may differ',
  sum: "sums are pairwise over all axes, so last bits may differ; `as: 'number'` asks for a number where a bigint is unwelcome",
};

/** Our name in NumPy's spelling. */
export const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
