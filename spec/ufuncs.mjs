// The elementwise operations: one row each, in a file per kind (spec/ufuncs/). From a row follow the C++ kernel table, the TypeScript function and method,
// the reference, the table tests and the benchmark case.
//
// loops    signatures over dtype letters, tried in order. I stands for every integer, F for every floating dtype, C for
//          the complex ones, A for all of them and bool; a group letter expands to the same dtype throughout one
//          signature, and R in a result is the dtype of a complex one's parts. Where an input has a dtype of its own
//          (Fi->F), operands are not promoted together: the first loop is taken that each casts to safely by itself.
// kernel   the C++ functor: one name, or one per group of loops: { bool, integer, float, complex }. Functors live in
//          native/kernels/elementwise/<family>-inl.h, or `expr` gives the one of floats right here: an expression over
//          Highway vectors `a`, `b` of tag `d` (hn:: is Highway). Those of floats serve float16 as well.
// outputs  names of the results of an op with two, whose signatures have two letters after the arrow (F->Fi).
// alias    other names: one, or a list.
// signless signed and unsigned integers share the unsigned kernel (two's complement makes them the same).
// stream   has a variant whose stores bypass the cache, for results larger than it.
// integersAs  integers and bools are computed as this dtype whatever their size.
// refuse   NumPy's words for a dtype that would otherwise promote to a loop.
// maxUlp   largest error of float results, in units in the last place of the exact result (0.5: correctly rounded).
// complexUlp  the same for loops of complex numbers: the distance to the exact result, in units in the last place of its
//          larger part (0: the bits of NumPy's formula without fused multiply-add).
// domain   interval from which tests and benchmarks draw float arguments.
import { arithmetic } from './ufuncs/arithmetic.mjs';
import { bitwise } from './ufuncs/bitwise.mjs';
import { comparison } from './ufuncs/comparison.mjs';
import { complex } from './ufuncs/complex.mjs';
import { exponential } from './ufuncs/exponential.mjs';
import { floating } from './ufuncs/floating.mjs';
import { hyperbolic } from './ufuncs/hyperbolic.mjs';
import { integer } from './ufuncs/integer.mjs';
import { logical } from './ufuncs/logical.mjs';
import { rounding } from './ufuncs/rounding.mjs';
import { trigonometric } from './ufuncs/trigonometric.mjs';

export const ufuncs = [
  ...arithmetic,
  ...exponential,
  ...trigonometric,
  ...hyperbolic,
  ...complex,
  ...comparison,
  ...logical,
  ...bitwise,
  ...rounding,
  ...floating,
  ...integer,
];
