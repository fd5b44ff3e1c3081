// Values of the bridge as ndstride takes them, for a module and the codec that the server uses.

export const camelCase = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

export function valuesOf(nd, { Complex, DType, NegNaN, PyError }) {
  /** A Python scalar: int is a bigint already, float a number; complex numbers and dtypes become ours. */
  function scalar(value) {
    if (value instanceof NegNaN) return NaN;
    if (value instanceof DType) return value.name;
    if (value instanceof Complex) return nd.complex(Number(value.re), Number(value.im));
    return value;
  }

  /** The value of a keyword as JavaScript writes it: axis 1n is 1, a dtype its name. */
  function plain(value) {
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    if (Array.isArray(value)) return Array.from(value, plain);
    return scalar(value);
  }

  /** A list as the bridge sends it; bigints stay bigints, so that integers make int64. */
  const list = (value) => (Array.isArray(value) ? Array.from(value, list) : scalar(value));

  const hasNegativeNaN = (value) => (Array.isArray(value) ? value.some(hasNegativeNaN) : value instanceof NegNaN);
  const parts = (value) => (Array.isArray(value) ? value.flatMap(parts) : [value]);
  const shapeOf = (value) =>
    Array.isArray(value) ? [value.length, ...(value.length > 0 ? shapeOf(value[0]) : [])] : [];

  /** JavaScript's numbers do not keep the sign of a nan: such lists come as bytes. */
  function floatBytes(value) {
    const flat = parts(value);
    if (flat.some((x) => typeof x === 'object' && !(x instanceof NegNaN) && !(x instanceof Complex))) {
      throw new PyError('NotImplementedError', 'a nan of negative sign beside an array in a list');
    }
    const complex = flat.some((x) => x instanceof Complex);
    const view = new DataView(new ArrayBuffer(flat.length * (complex ? 16 : 8)));
    const put = (at, x) => {
      if (x instanceof NegNaN) view.setBigUint64(at, 0xfff8_0000_0000_0000n, true);
      else view.setFloat64(at, Number(x), true);
    };
    flat.forEach((x, i) => {
      put(i * (complex ? 16 : 8), x instanceof Complex ? x.re : x);
      if (complex) put(i * 16 + 8, x instanceof Complex ? x.im : 0);
    });
    const bytes = new Uint8Array(view.buffer);
    return nd
      .frombuffer(bytes, { dtype: complex ? 'complex128' : 'float64' })
      .reshape(shapeOf(value))
      .copy();
  }

  /** An array of a Python scalar or nested list. */
  function arrayOf(value, options) {
    if (!hasNegativeNaN(value)) return nd.asarray(list(value), options);
    const { dtype } = options;
    return dtype === undefined ? floatBytes(value) : floatBytes(value).astype(dtype);
  }

  return { scalar, plain, list, arrayOf };
}
