// ndstride behind the conformance bridge (../shared/conformance): its protocol in terms of the public API.
// The bridge's server loads this file; ENGINE is the module under test (default: dist/index.mjs of this checkout).
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { callsOf } from './calls.mjs';
import { camelCase, valuesOf } from './values.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const path = resolve(process.env.ENGINE ?? join(root, 'dist/index.mjs'));
const module = await import(pathToFileURL(path).href);
// A CommonJS build is the default export of its own.
const nd = module.NDArray === undefined ? module.default : module;
// The classes of the values that the server hands over are those of its own codec.
const codec = await import(new URL('codec.mjs', pathToFileURL(process.argv[1])).href);
const { DType, ELLIPSIS, PyError, Slice } = codec;

const DTYPES = [
  ...['bool', 'int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'],
  ...['float32', 'float64', 'complex64', 'complex128'],
];
const DEFAULTS = {
  'real floating': 'float64',
  'complex floating': 'complex128',
  integral: 'int64',
  indexing: 'int64',
};

/** Python's operators, and the in-place methods that stand for `x op= y`. */
const BINARY = {
  add: ['add', 'iadd'],
  sub: ['subtract', 'isub'],
  mul: ['multiply', 'imul'],
  truediv: ['divide', 'idiv'],
  floordiv: ['floor_divide', 'ifloordiv'],
  mod: ['remainder', 'imod'],
  pow: ['pow', 'ipow'],
  matmul: ['matmul', 'imatmul'],
  and: ['bitwise_and', 'iand'],
  or: ['bitwise_or', 'ior'],
  xor: ['bitwise_xor', 'ixor'],
  lshift: ['bitwise_left_shift', 'ilshift'],
  rshift: ['bitwise_right_shift', 'irshift'],
  lt: ['less'],
  le: ['less_equal'],
  eq: ['equal'],
  ne: ['not_equal'],
  gt: ['greater'],
  ge: ['greater_equal'],
};
const UNARY = { neg: 'negative', pos: 'positive', invert: 'bitwise_invert', abs: 'abs' };

/** Our error classes as the exceptions of Python that NumPy raises in their place. */
const ERRORS = {
  AxisError: 'AxisError',
  IndexError: 'IndexError',
  ShapeError: 'ValueError',
  ValueError: 'ValueError',
  ReadOnlyError: 'ValueError',
  DTypeError: 'TypeError',
  ArgumentError: 'TypeError',
  LinAlgError: 'LinAlgError',
  BufferError: 'BufferError',
  MemoryLimitError: 'MemoryError',
  OutOfMemoryError: 'MemoryError',
  UnsupportedError: 'NotImplementedError',
};

const isArray = (value) => nd.isNDArray(value);
const values = valuesOf(nd, codec);
const { plain, scalar } = values;
const call = callsOf(nd, codec, values);

/** One part of an index. */
function indexPart(part) {
  if (part === ELLIPSIS) return '...';
  if (part === null || typeof part === 'boolean') return part;
  if (typeof part === 'bigint') return Number(part);
  if (part instanceof Slice) {
    return nd.slice(...[part.start, part.stop, part.step].map((x) => (isArray(x) ? Number(x.item()) : x)));
  }
  return plain(part);
}

/** Masks and arrays of positions select; everything else is a view. */
function getitem(array, key) {
  const parts = Array.from(key, indexPart);
  const advanced = parts.some((part) => isArray(part) || Array.isArray(part) || typeof part === 'boolean');
  return advanced ? array.select(...parts) : array.at(...parts);
}

const adapter = {
  info(names) {
    const has = (namespace, name) => {
      const space = namespace === '' ? nd : nd[namespace];
      return typeof space?.[camelCase(name)] === 'function';
    };
    return {
      name: 'ndstride',
      version: process.env.npm_package_version ?? '',
      dtypes: DTYPES.filter((name) => typeof nd[name] === 'string'),
      defaultDtypes: Object.fromEntries(Object.entries(DEFAULTS).map(([kind, name]) => [kind, new DType(name)])),
      functions: Object.fromEntries(
        Object.entries(names).map(([namespace, list]) => [namespace, list.filter((name) => has(namespace, name))]),
      ),
    };
  },
  isArray,
  describe: (array) => ({ shape: Array.from(array.shape), dtype: array.dtype }),
  toBytes: (array) => array.bytes(),
  fromBytes: (bytes, shape, dtype) => nd.frombuffer(bytes.slice(), { dtype }).reshape(shape).copy(),
  // Views share their storage, which dispose() would end for all of them: the collector frees it.
  dispose: () => undefined,
  getitem,
  setitem: (array, key, value) => array.set(plain(value), ...Array.from(key, indexPart)),
  call,
  method(array, name, args, keywords) {
    const own = camelCase(name);
    if (typeof array[own] !== 'function') throw new PyError('AttributeError', `arrays have no method ${own}`);
    const options = Object.entries(keywords).map(([key, value]) => [camelCase(key), plain(value)]);
    const given = Array.from(args, (value) => plain(value));
    return array[own](...given, ...(options.length > 0 ? [Object.fromEntries(options)] : []));
  },
  attr: (array, name) => array[name],
  unop: (name, x) => call('', UNARY[name], [x], {}),
  binop: (name, x1, x2) => call('', BINARY[name][0], [x1, x2], {}),
  iop(name, x1, x2) {
    const [operation, inPlace] = BINARY[name];
    if (typeof x1[inPlace] === 'function') x1[inPlace](scalar(x2));
    else nd[camelCase(operation)](x1, scalar(x2), { out: x1 });
    return x1;
  },
  errorType: (error) => ERRORS[error?.name],
};

export { adapter as default };
