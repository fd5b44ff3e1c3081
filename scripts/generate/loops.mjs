// Expands the loop signatures of spec/ufuncs.mjs over dtypes.
import { dtypes } from '../../spec/dtypes.mjs';
import { ufuncs } from '../../spec/ufuncs.mjs';

/** What C++ itself computes with. */
export const plain = dtypes.filter((d) => d.kind !== 'c' && d.name !== 'float16');
export const byLetter = Object.fromEntries(dtypes.map((d) => [d.letter, d]));
const groups = {
  I: plain.filter((d) => d.kind === 'i' || d.kind === 'u'),
  F: plain.filter((d) => d.kind === 'f'),
  A: plain,
};
// NumPy's letter for uint32 is I as well; signatures spell uint32 out nowhere, so the group wins.
const groupNames = { b: 'bool', i: 'integer', u: 'integer', f: 'float', c: 'complex' };
const unsignedOf = { int8_t: 'uint8_t', int16_t: 'uint16_t', int32_t: 'uint32_t', int64_t: 'uint64_t' };

/** Every loop of every op: { ufunc, in: [dtype], out: dtype, kernel, cIn: [C type], cOut, id }. */
export function allLoops() {
  const result = [];
  for (const ufunc of ufuncs) {
    for (const signature of ufunc.loops) {
      const [left, right] = signature.split('->');
      const group = [...signature].find((c) => c in groups);
      for (const dtype of group ? groups[group] : [null]) {
        const of = (c) => (c in groups ? dtype : byLetter[c]);
        const inputs = [...left].map(of);
        const out = of(right);
        const last = inputs[inputs.length - 1];
        const kernel = typeof ufunc.kernel === 'string' ? ufunc.kernel : ufunc.kernel[groupNames[last.kind]];
        const cType = (d) =>
          ufunc.signless && signature !== 'lL->?' && signature !== 'Ll->?' ? (unsignedOf[d.cType] ?? d.cType) : d.cType;
        result.push({
          ufunc,
          in: inputs,
          out,
          kernel,
          cIn: inputs.map(cType),
          cOut: cType(out),
          id: `k${ufunc.name[0].toUpperCase()}${ufunc.name.slice(1)}_${[...new Set(inputs.map((d) => d.name))].join('_')}`,
        });
      }
    }
  }
  return result;
}
