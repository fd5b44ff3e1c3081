// The standard's functions as calls of ndstride: positional arguments first, NumPy's keywords in one last object.
import { camelCase } from './values.mjs';

/** What full reductions give is a JavaScript value: these have a dtype that it does not tell. */
const REDUCTIONS = new Set(['all', 'any', 'max', 'mean', 'min', 'prod', 'std', 'sum', 'var']);
/** Counts and positions are numbers; as arrays they are int64. */
const POSITIONS = new Set(['argmax', 'argmin', 'count_nonzero', 'searchsorted']);
/** Python counts and infers integers: as operands they stay bigints. */
const KEYWORDS_IN_PLACE = {
  broadcast_to: ['shape'],
  clip: ['min', 'max'],
  empty: ['shape'],
  expand_dims: ['axis'],
  flip: ['axis'],
  full: ['shape', 'fill_value'],
  full_like: ['fill_value'],
  moveaxis: ['source', 'destination'],
  ones: ['shape'],
  permute_dims: ['axes'],
  repeat: ['repeats'],
  reshape: ['shape'],
  roll: ['shift'],
  squeeze: ['axis'],
  take_along_axis: ['axis'],
  tensordot: ['axes'],
  tile: ['repetitions'],
  tril: ['k'],
  triu: ['k'],
  zeros: ['shape'],
};
/** Positional arguments that are sizes, shapes, axes or positions rather than operands. */
const PLAIN_FROM = {
  ...{ broadcast_to: 1, empty: 0, expand_dims: 1, eye: 0, flip: 1, full: 0, isdtype: 0, moveaxis: 1, ones: 0 },
  ...{ permute_dims: 1, repeat: 1, reshape: 1, roll: 1, squeeze: 1, take_along_axis: 2, tile: 1, tril: 1, triu: 1 },
  ...{ zeros: 0, can_cast: 0, astype: 1, finfo: 0, iinfo: 0 },
};
const RECORDS = {
  unique_all: ['UniqueAllResult', ['values', 'indices', 'inverse_indices', 'counts']],
  unique_counts: ['UniqueCountsResult', ['values', 'counts']],
  unique_inverse: ['UniqueInverseResult', ['values', 'inverse_indices']],
  'linalg.eigh': ['EighResult', ['eigenvalues', 'eigenvectors']],
  'linalg.qr': ['QRResult', ['Q', 'R']],
  'linalg.slogdet': ['SlogdetResult', ['sign', 'logabsdet']],
  'linalg.svd': ['SVDResult', ['U', 'S', 'Vh']],
};

/** `call(namespace, name, args, keywords)` for a module and the codec of its server. */
export function callsOf(nd, codec, values) {
  const { DType, Named, PyError, Struct, Tuple } = codec;
  const { scalar, plain, list, arrayOf } = values;
  const isArray = (value) => nd.isNDArray(value);

  const options = (keywords) =>
    Object.fromEntries(
      Object.entries(keywords)
        // None stands for what is left out, but for an axis.
        .filter(([key, value]) => value !== null || key === 'axis')
        .map(([key, value]) => [camelCase(key), plain(value)]),
    );

  /** A Python float is no integer, whatever its value: with an integer array it makes float64. */
  const kindOf = (value) => (typeof value === 'number' && Number.isInteger(value) ? value + 0.5 : scalar(value));

  const snakeCase = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const limits = ({ bits, dtype, ...info }) => {
    const fields = Object.entries(info).map(([key, value]) => [snakeCase(key), value]);
    return new Struct({ ...Object.fromEntries(fields), bits: BigInt(bits), dtype: new DType(dtype) });
  };
  const special = {
    asarray([value], { dtype, copy }) {
      const given = { dtype: dtype instanceof DType ? dtype.name : undefined };
      if (isArray(value)) return nd.asarray(value, typeof copy === 'boolean' ? { ...given, copy } : given);
      if (copy === false) throw new PyError('ValueError', 'a list cannot be had without a copy');
      return arrayOf(value, given);
    },
    arange([start], { stop, step, dtype }) {
      const ends = stop === undefined || stop === null ? [0n, start] : [start, stop];
      const values = step === undefined || step === null ? ends : [...ends, step];
      return nd.arange(...values.map(scalar), options(dtype instanceof DType ? { dtype } : {}));
    },
    eye: ([n, m], { k, dtype }) => nd.eye(plain(n), options({ m: m ?? n, k: k ?? 0, dtype: dtype ?? undefined })),
    linspace: ([start, stop], keywords) => nd.linspace(scalar(start), scalar(stop), options(keywords)),
    astype: ([x, dtype], keywords) => nd.astype(x, plain(dtype), options(keywords)),
    finfo: ([type]) => limits(nd.finfo(plain(type))),
    iinfo([type]) {
      const info = nd.iinfo(plain(type));
      return limits({ ...info, min: BigInt(info.min), max: BigInt(info.max) });
    },
    isdtype: (_, { dtype, kind }) => nd.isdtype(plain(dtype), plain(kind)),
    result_type: (operands) => new DType(nd.resultType(...Array.from(operands, kindOf))),
    nonzero: ([x]) => Tuple.from(nd.nonzero(x)),
    unstack: ([x], keywords) => Tuple.from(nd.unstack(x, options(keywords))),
  };

  function reduce(reduction, [x], keywords) {
    const given = options(keywords);
    const made = reduction(x, given);
    if (isArray(made)) return made;
    // Over every axis by name the result is an array, which has a dtype.
    const { dtype } = reduction(x, { ...given, axis: Array.from({ length: x.ndim }, (_, axis) => axis) });
    return nd.array(made, { dtype });
  }

  function call(namespace, name, args, keywords) {
    const full = namespace === '' ? name : `${namespace}.${name}`;
    const space = namespace === '' ? nd : nd[namespace];
    const named = space?.[camelCase(name)];
    if (typeof named !== 'function') throw new PyError('AttributeError', `there is no ${full}`);
    if (Object.hasOwn(special, full)) return special[full](args, keywords);
    if (REDUCTIONS.has(full)) return reduce(named, args, keywords);
    const rest = { ...keywords };
    const from = PLAIN_FROM[full] ?? Infinity;
    const positional = Array.from(args, (value, i) => (i >= from ? plain(value) : list(value)));
    for (const key of KEYWORDS_IN_PLACE[full] ?? []) {
      const value = rest[key];
      delete rest[key];
      // What may be left out is left out as JavaScript does it.
      const operand = ['min', 'max', 'fill_value'].includes(key);
      positional.push(operand ? (scalar(value) ?? (full === 'clip' ? null : undefined)) : plain(value));
    }
    while (positional.length > args.length && positional.at(-1) === undefined) positional.pop();
    const given = options(rest);
    const made = named.call(space, ...positional, ...(Object.keys(given).length > 0 ? [given] : []));
    if (Object.hasOwn(RECORDS, full)) {
      const [type, names] = RECORDS[full];
      return new Named(type, names, Array.isArray(made) ? made : names.map((key) => made[camelCase(key)] ?? made[key]));
    }
    return POSITIONS.has(full) && !isArray(made) ? nd.array(made, { dtype: 'int64' }) : made;
  }

  return call;
}
