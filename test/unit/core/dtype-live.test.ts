/** Promotion, casting, spellings and limits of dtypes against the NumPy of this machine. */
import * as nd from '../../../lib/index';
import type { Casting, DType } from '../../../lib/index';
import { DTYPE_NAMES } from '../../../lib/core/dtype';
import { askNumpy, numpyAvailable } from './numpy';

const live = numpyAvailable ? test : test.skip;

live('resultType of every three dtypes is NumPy’s', () => {
  const triples = DTYPE_NAMES.flatMap((a) => DTYPE_NAMES.flatMap((b) => DTYPE_NAMES.map((c) => [a, b, c] as const)));
  const expected = askNumpy('answer = [str(np.result_type(*t)) for t in job]', triples);
  expect(triples.map((triple) => nd.resultType(...triple))).toEqual(expected);
});

live('canCast of every pair under every rule is NumPy’s', () => {
  const rules: Casting[] = ['no', 'equiv', 'safe', 'same_kind', 'unsafe'];
  const cases = DTYPE_NAMES.flatMap((a) => DTYPE_NAMES.flatMap((b) => rules.map((rule) => [a, b, rule] as const)));
  const expected = askNumpy('answer = [bool(np.can_cast(*t)) for t in job]', cases);
  expect(cases.map(([a, b, rule]) => nd.canCast(a, b, rule))).toEqual(expected);
});

live('scalars beside a dtype are as weak as Python’s', () => {
  const expected = askNumpy(
    'answer = [[str(np.result_type(np.dtype(d), s)) for s in (True, 1, 1.5, 1j)] for d in job]',
    DTYPE_NAMES,
  );
  const scalars = [true, 1n, 1.5, nd.complex(0, 1)];
  expect(DTYPE_NAMES.map((d) => scalars.map((s) => nd.resultType(d, s)))).toEqual(expected);
});

live('spellings are NumPy’s', () => {
  const spellings =
    'e F D f2 c8 c16 <f2 <c8 =c16 half csingle cdouble complex complex64 complex128 float16 single double float'.split(
      ' ',
    );
  const expected = askNumpy('answer = [str(np.dtype(s)) for s in job]', spellings);
  expect(spellings.map((s) => nd.zeros(1, { dtype: s as DType }).dtype)).toEqual(expected);
});

live('finfo of every inexact dtype is NumPy’s', () => {
  const dtypes: DType[] = ['float16', 'float32', 'float64', 'complex64', 'complex128'];
  const expected = askNumpy(
    `names = ('eps', 'min', 'max', 'tiny', 'smallest_normal', 'smallest_subnormal', 'resolution')
answer = [[str(i.dtype), int(i.bits), int(i.precision)] + [float(getattr(i, n)) for n in names] for i in map(np.finfo, job)]`,
    dtypes,
  );
  const ours = dtypes.map((dtype) => {
    const i = nd.finfo(dtype);
    const numbers = [i.eps, i.min, i.max, i.tiny, i.smallestNormal, i.smallestSubnormal, i.resolution];
    return [i.dtype, i.bits, i.precision, ...numbers];
  });
  expect(ours).toEqual(expected);
});
