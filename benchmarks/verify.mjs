// Whether two runners came to the same result, by the digests that they gave.

const read = {
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
};
/** The error that sums and functions of a dtype may have, as a part of the result. */
const tolerances = { float16: 4e-3, float32: 2e-5, complex64: 2e-5, float64: 1e-11, complex128: 1e-11 };

/** Sums of many numbers differ by their order. */
const scalarTolerance = (dtype) => (dtype === 'float16' ? 1e-2 : 1e-4);

function half(bits) {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const sign = bits >> 15 ? -1 : 1;
  if (exponent === 31) return mantissa ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + mantissa / 1024) : 2 ** -14 * (mantissa / 1024));
}

function numbersOf({ dtype, data }) {
  const bytes = Buffer.from(data, 'base64');
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  if (dtype === 'float16') return Array.from(new Uint16Array(buffer), half);
  if (!read[dtype]) throw new Error(`a result of dtype ${dtype}`);
  return Array.from(new read[dtype](buffer), Number);
}

function differsBy(a, b, tolerance) {
  if (Object.is(a, b) || a === b || (Number.isNaN(a) && Number.isNaN(b))) return false;
  return !(Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)) + 1e-300);
}

const show = (digest) =>
  digest.list
    ? `${digest.list.length} results`
    : digest.scalar
      ? digest.scalar.join(', ') || 'nothing'
      : `${digest.dtype} (${digest.shape})`;

/**
 * Says in words how `digest` differs from `wanted`, NumPy's; undefined when it does not. `sameDtype`: dtypes are compared
 * too, as between this library and NumPy. `dtype`: what was computed on.
 */
export function difference(digest, wanted, { sameDtype = true, dtype } = {}) {
  if (wanted.list) {
    if (digest.list?.length !== wanted.list.length) return `${show(digest)}, NumPy has ${show(wanted)}`;
    return wanted.list.map((one, i) => difference(digest.list[i], one, { sameDtype, dtype })).find(Boolean);
  }
  const flat = ({ scalar, ...rest }) => scalar?.map(Number) ?? numbersOf(rest);
  const dims = ({ shape = [] }) => shape.join();
  if (digest.list || dims(digest) !== dims(wanted)) return `${show(digest)}, NumPy has ${show(wanted)}`;
  if (sameDtype && digest.dtype && wanted.dtype && digest.dtype !== wanted.dtype) {
    return `dtype ${digest.dtype}, NumPy has ${wanted.dtype}`;
  }
  if (digest.dtype === wanted.dtype && digest.data !== undefined && digest.data === wanted.data) return undefined;
  const [ours, theirs] = [flat(digest), flat(wanted)];
  if (ours.length !== theirs.length) return `${ours.length} numbers, NumPy has ${theirs.length}`;
  const looser = [digest.dtype, wanted.dtype].map((one) => tolerances[one] ?? 0);
  const tolerance = digest.scalar || wanted.scalar ? scalarTolerance(dtype) : Math.max(...looser);
  // The parts of complex numbers are compared with the size of the whole.
  const at = ours.findIndex(
    (x, i) => differsBy(x, theirs[i], tolerance) && differsByPair(ours, theirs, i, wanted, tolerance),
  );
  return at < 0 ? undefined : `${ours[at]} at ${at}, NumPy has ${theirs[at]}`;
}

function differsByPair(ours, theirs, i, { dtype = '', scalar }, tolerance) {
  if (!dtype.startsWith('complex') && scalar?.length !== 2) return true;
  const first = i - (i % 2);
  const size = Math.hypot(theirs[first], theirs[first + 1]);
  return !(Math.abs(ours[i] - theirs[i]) <= tolerance * size);
}
