// Operands of a case as typed arrays: the same numbers as in ../python/operands.py and ../native/operands.cc.

const arrays = {
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
  float16: Float32Array, // cast by the library
};

/** A number from 0 up to 1 for a position: MurmurHash3's last mix, a bijection of 32 bits. */
function fraction(position, seed) {
  let h = Math.imul(position + Math.imul(seed, 0x9e3779b9), 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return ((h ^ (h >>> 15)) >>> 0) / 4294967296;
}

/** The elements of an operand in memory order. */
function elements({ dtype, low, high, seed, kind }, n) {
  const out = new arrays[dtype](dtype.startsWith('complex') ? 2 * n : n);
  const big = dtype === 'int64' || dtype === 'uint64';
  const integer = !/float|complex/.test(dtype);
  const put = big ? (i, x) => (out[i] = BigInt(x)) : (i, x) => (out[i] = x);
  for (let i = 0; i < out.length; i++) {
    if (kind === 'constant') put(i, low);
    else if (kind === 'sequence') put(i, low + i);
    else {
      const x = fraction(i, seed);
      if (dtype === 'bool') out[i] = x < 0.5 ? 1 : 0;
      else put(i, integer ? Math.trunc(low + x * (high - low)) : low + x * (high - low));
    }
  }
  if (kind === 'sorted') out.sort();
  return out;
}

const bases = {
  contiguous: (shape) => shape,
  strided: (shape) => [...shape.slice(0, -1), 2 * shape.at(-1)],
  transposed: (shape) => [...shape].reverse(),
  reversed: (shape) => shape,
};

/** { data, shape } of the array that an operand is a view of. */
export function baseOf(operand) {
  const shape = bases[operand.layout](operand.shape);
  return {
    data: elements(
      operand,
      shape.reduce((product, dim) => product * dim, 1),
    ),
    shape,
  };
}
