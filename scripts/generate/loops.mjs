// Expands the loop signatures of spec/ufuncs.mjs over dtypes.
import { dtypes } from '../../spec/dtypes.mjs';
import { ufuncs } from '../../spec/ufuncs.mjs';

/** What C++ itself computes with. */
export const plain = dtypes.filter((d) => d.kind !== 'c' && d.name !== 'float16');
export const byLetter = Object.fromEntries(dtypes.map((d) => [d.letter, d]));
const groups = {
  I: dtypes.filter((d) => d.kind === 'i' || d.kind === 'u'),
  F: dtypes.filter((d) => d.kind === 'f'),
  C: dtypes.filter((d) => d.kind === 'c'),
  A: dtypes,
};
// NumPy's letters for uint32 and complex64 are I and F as well; signatures spell neither out, so the group wins.
const groupNames = { b: 'bool', i: 'integer', u: 'integer', f: 'float', c: 'complex' };
const unsignedOf = { int8_t: 'uint8_t', int16_t: 'uint16_t', int32_t: 'uint32_t', int64_t: 'uint64_t' };

/** The dtype of a complex dtype's parts. */
const partOf = (dtype) => byLetter[dtype.letter.toLowerCase()];

/** The functor of a row for loops whose last operand is of a dtype. */
const kernelFor = ({ kernel }, dtype) => (typeof kernel === 'string' ? kernel : kernel[groupNames[dtype.kind]]);

/** Every loop of every op: { ufunc, in: [dtype], out: dtype, second: dtype?, kernel, cIn: [C type], cOut, cSecond, id }. */
export function allLoops() {
  const result = [];
  for (const ufunc of ufuncs) {
    for (const signature of ufunc.loops) {
      const [left, right] = signature.split('->');
      const group = [...signature].find((c) => c in groups);
      for (const dtype of group ? groups[group] : [null]) {
        const of = (c) => (c in groups ? dtype : c === 'R' ? partOf(dtype) : byLetter[c]);
        const inputs = [...left].map(of);
        const [out, second] = [...right].map(of);
        const last = inputs[inputs.length - 1];
        const cType = (d) =>
          ufunc.signless && signature !== 'lL->?' && signature !== 'Ll->?' ? (unsignedOf[d.cType] ?? d.cType) : d.cType;
        result.push({
          ufunc,
          in: inputs,
          out,
          second,
          kernel: kernelFor(ufunc, dtype ?? last),
          cIn: inputs.map(cType),
          cOut: cType(out),
          cSecond: second && cType(second),
          id: `k${ufunc.name[0].toUpperCase()}${ufunc.name.slice(1)}_${[...new Set(inputs.map((d) => d.name))].join('_')}`,
        });
      }
    }
  }
  return result;
}
