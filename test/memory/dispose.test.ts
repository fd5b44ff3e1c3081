/** dispose and using: what a disposed array does, everywhere. */
import { mkdtempSync, rmSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../lib/index';
import type { NDArray } from '../../lib/index';

const gone = (shape: readonly number[] = [30, 40]): NDArray => {
  const a = nd.ones(shape);
  a.dispose();
  return a;
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nds-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unary = [
  'negative',
  'abs',
  'sign',
  'square',
  'sqrt',
  'exp',
  'log',
  'sin',
  'cos',
  'logicalNot',
  'isnan',
  'isfinite',
  'conj',
  'conjugate',
  'angle',
  'real',
  'imag',
  'isreal',
  'iscomplex',
  'absolute',
  'acos',
  'acosh',
  'arccos',
  'arccosh',
  'arcsin',
  'arcsinh',
  'arctan',
  'arctanh',
  'asin',
  'asinh',
  'atan',
  'atanh',
  'cbrt',
  'ceil',
  'cosh',
  'deg2rad',
  'degrees',
  'exp2',
  'expm1',
  'fabs',
  'fix',
  'floor',
  'frexp',
  'i0',
  'isinf',
  'isneginf',
  'isposinf',
  'log10',
  'log1p',
  'log2',
  'modf',
  'nanToNum',
  'positive',
  'rad2deg',
  'radians',
  'realIfClose',
  'reciprocal',
  'rint',
  'round',
  'around',
  'signbit',
  'sinc',
  'sinh',
  'spacing',
  'tan',
  'tanh',
  'trunc',
  'unwrap',
  'median',
  'nanmedian',
  'average',
  'sortComplex',
  'array2string',
  'arrayRepr',
  'arrayStr',
  'ascontiguousarray',
  'asfortranarray',
  'ediff1d',
  'gradient',
  'histogram',
  'histogramBinEdges',
  'cov',
  'corrcoef',
  'trace',
  'trapezoid',
  'require',
];
const binary = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'floorDivide',
  'remainder',
  'power',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
  'logicalAnd',
  'logicalOr',
  'logicalXor',
  'minimum',
  'maximum',
  'arctan2',
  'atan2',
  'copysign',
  'floatPower',
  'fmax',
  'fmin',
  'fmod',
  'heaviside',
  'hypot',
  'logaddexp',
  'logaddexp2',
  'mod',
  'nextafter',
  'pow',
  'trueDivide',
  'divmod',
  'isclose',
  'allclose',
  'arrayEqual',
  'arrayEquiv',
  'kron',
  'outer',
  'inner',
  'dot',
  'isin',
  'union1d',
  'setxor1d',
  'setdiff1d',
  'intersect1d',
];
// Of integers only: a disposed array of them.
const integral = [
  'bitwiseAnd',
  'bitwiseOr',
  'bitwiseXor',
  'leftShift',
  'rightShift',
  'bitwiseLeftShift',
  'bitwiseRightShift',
  'gcd',
  'lcm',
];
const integralUnary = ['invert', 'bitwiseInvert', 'bitwiseNot', 'bitwiseCount', 'packbits', 'bincount'];
// Of one dimension.
const rows = ['roots', 'poly', 'polyder', 'polyint', 'trimZeros', 'lexsort'];
const twoRows = ['polyadd', 'polymul', 'polysub', 'polydiv', 'polyval', 'convolve', 'correlate', 'vecdot', 'vdot'];
const reductions = [
  'sum',
  'prod',
  'min',
  'max',
  'argmin',
  'argmax',
  'any',
  'all',
  'countNonzero',
  'mean',
  'var',
  'std',
  'amax',
  'amin',
  'nanargmax',
  'nanargmin',
  'nancumprod',
  'nancumsum',
  'nanmax',
  'nanmean',
  'nanmin',
  'nanprod',
  'nanstd',
  'nansum',
  'nanvar',
];
const joining = ['block', 'columnStack', 'concat', 'dstack', 'hstack', 'vstack'];
const splitting = ['arraySplit', 'hsplit', 'split', 'vsplit'];
const ordering = [
  'argsort',
  'argwhere',
  'cumprod',
  'cumsum',
  'cumulativeProd',
  'cumulativeSum',
  'diff',
  'flatnonzero',
  'nonzero',
  'ptp',
  'sort',
  'unique',
  'uniqueAll',
  'uniqueCounts',
  'uniqueInverse',
  'uniqueValues',
];
const rearranging = [
  'atleast1d',
  'atleast2d',
  'atleast3d',
  'broadcastArrays',
  'diag',
  'diagflat',
  'diagonal',
  'fliplr',
  'flipud',
  'matrixTranspose',
  'permuteDims',
  'rot90',
  'tril',
  'triu',
  'unstack',
];
const likes = ['zerosLike', 'onesLike', 'emptyLike'];

type Call = (a: NDArray) => unknown;
const api = nd as unknown as Record<string, (...args: unknown[]) => unknown>;
const each = (names: readonly string[], call: (name: string) => Call): Record<string, Call> =>
  Object.fromEntries(names.map((name) => [name, call(name)]));

/** Every exported function that takes an array. */
const functions: Record<string, Call> = {
  ...each(unary, (name) => (a) => api[name]!(a)),
  ...each(binary, (name) => (a) => api[name]!(1, a)),
  ...each(integral, (name) => (a) => api[name]!(a.dtype === 'int64' ? a : ints(), 1n)),
  ...each(integralUnary, (name) => () => api[name]!(ints())),
  ...each(rows, (name) => () => api[name]!(gone([30]))),
  ...each(twoRows, (name) => () => api[name]!(nd.ones(30), gone([30]))),
  applyAlongAxis: (a) => nd.applyAlongAxis((row) => row.sum(), 0, a),
  applyOverAxes: (a) => nd.applyOverAxes((x, axis) => nd.sum(x, { axis, keepdims: true }), a, [0]),
  argpartition: (a) => nd.argpartition(a, 1),
  partition: (a) => nd.partition(a, 1),
  copyto: (a) => nd.copyto(nd.zeros([30, 40]), a),
  cross: () => nd.cross(gone([3]), nd.ones(3)),
  digitize: (a) => nd.digitize(a, [0, 1]),
  einsum: (a) => nd.einsum('ij->i', a),
  fillDiagonal: (a) => nd.fillDiagonal(a, 1),
  histogram2d: () => nd.histogram2d(gone([30]), nd.ones(30)),
  histogramdd: (a) => nd.histogramdd(a, new Array<number>(40).fill(1)),
  interp: (a) => nd.interp(a, [0, 1], [0, 1]),
  ldexp: (a) => nd.ldexp(a, 1n),
  matmul: (a) => nd.matmul(a, nd.ones([40, 2])),
  matvec: (a) => nd.matvec(a, nd.ones(40)),
  vecmat: (a) => nd.vecmat(nd.ones(30), a),
  tensordot: (a) => nd.tensordot(a, nd.ones([40, 2]), 1),
  ndenumerate: (a) => [...nd.ndenumerate(a)],
  nanpercentile: (a) => nd.nanpercentile(a, 50),
  nanquantile: (a) => nd.nanquantile(a, 0.5),
  percentile: (a) => nd.percentile(a, 50),
  quantile: (a) => nd.quantile(a, 0.5),
  piecewise: (a) => nd.piecewise(a, [nd.ones([30, 40], { dtype: 'bool' })], [1]),
  polyfit: () => nd.polyfit(nd.arange(30), gone([30]), 1),
  ravelMultiIndex: () => nd.ravelMultiIndex([ints()], [4]),
  unravelIndex: () => nd.unravelIndex(ints(), [40, 40]),
  resize: (a) => nd.resize(a, [2, 2]),
  select: (a) => nd.select([[true]], [a]),
  unpackbits: () => nd.unpackbits(bytes()),
  ...each(reductions, (name) => (a) => api[name]!(a, { axis: 0 })),
  array: (a) => nd.array(a),
  asarray: (a) => nd.asarray(a),
  full: (a) => nd.full([30, 40], a),
  fullLike: (a) => nd.fullLike(nd.zeros([30, 40]), a),
  clip: (a) => nd.clip(a, 0, 1),
  where: (a) => nd.where(true, a, 0),
  concatenate: (a) => nd.concatenate([a, a]),
  stack: (a) => nd.stack([a, a]),
  append: (a) => nd.append(a, 1),
  broadcastTo: (a) => nd.broadcastTo(a, [2, 30, 40]),
  expandDims: (a) => nd.expandDims(a, 0),
  flip: (a) => nd.flip(a),
  ravel: (a) => nd.ravel(a),
  reshape: (a) => nd.reshape(a, [1200]),
  squeeze: (a) => nd.squeeze(a),
  transpose: (a) => nd.transpose(a),
  astype: (a) => nd.astype(a, 'int8'),
  copy: (a) => nd.copy(a),
  sharesMemory: (a) => nd.sharesMemory(a, nd.zeros(1)),
  mayShareMemory: (a) => nd.mayShareMemory(nd.zeros(1), a),
  chunks: (a) => [...nd.chunks(a)],
  save: (a) => nd.save(join(folder, 'x.npy'), a),
  savez: (a) => nd.savez(join(folder, 'x.npz'), { a }),
  savezCompressed: (a) => nd.savezCompressed(join(folder, 'x.npz'), { a }),
  ...each(joining, (name) => (a) => api[name]!([a, a])),
  ...each(splitting, (name) => (a) => api[name]!(a, 1)),
  ...each(rearranging, (name) => (a) => api[name]!(a)),
  ...each(ordering, (name) => (a) => api[name]!(a.ndim === 2 && name.startsWith('cumulative') ? gone([30]) : a)),
  choose: (a) => nd.choose([0n], [a]),
  compress: (a) => nd.compress([true], a),
  extract: (a) => nd.extract([true], a),
  ix_: () => nd.ix_(gone([3])),
  place: (a) => nd.place(a, nd.ones([30, 40], { dtype: 'bool' }), [1]),
  put: (a) => nd.put(a, [0], 1),
  putAlongAxis: (a) => nd.putAlongAxis(a, [[0n]], 1, 0),
  putmask: (a) => nd.putmask(a, nd.ones([30, 40], { dtype: 'bool' }), 1),
  searchsorted: () => nd.searchsorted(gone([30]), 1),
  take: (a) => nd.take(a, [0]),
  takeAlongAxis: (a) => nd.takeAlongAxis(a, [[0n]], 0),
  asStrided: (a) => nd.asStrided(a, { shape: [2], strides: [8] }),
  delete: (a) => nd.delete(a, 0),
  dsplit: () => nd.dsplit(gone([2, 3, 4]), 1),
  insert: (a) => nd.insert(a, 0, 1),
  meshgrid: (a) => nd.meshgrid(a.ravel()),
  moveaxis: (a) => nd.moveaxis(a, 0, 1),
  pad: (a) => nd.pad(a, 1),
  repeat: (a) => nd.repeat(a, 2),
  roll: (a) => nd.roll(a, 1),
  rollaxis: (a) => nd.rollaxis(a, 1),
  slidingWindowView: (a) => nd.slidingWindowView(a, [2, 2]),
  swapaxes: (a) => nd.swapaxes(a, 0, 1),
  tile: (a) => nd.tile(a, 2),
  vander: () => nd.vander(gone([30])),
  logspace: (a) => nd.logspace(a, 2),
  geomspace: (a) => nd.geomspace(a, 2),
};

function bytes(): NDArray<'uint8'> {
  const a = nd.ones(1000, { dtype: 'uint8' });
  a.dispose();
  return a;
}

function ints(): NDArray {
  const a = nd.ones(1000, { dtype: 'int64' });
  a.dispose();
  return a as unknown as NDArray;
}

/** Those that read no element, or take no array. */
const others = [
  ...likes,
  '__array_namespace_info__',
  'arrayNamespaceInfo',
  'broadcast',
  'broadcastShapes',
  'commonType',
  'diagIndices',
  'diagIndicesFrom',
  'errstate',
  'formatFloatPositional',
  'formatFloatScientific',
  'getPrintoptions',
  'geterr',
  'geterrcall',
  'isdtype',
  'isscalar',
  'issubdtype',
  'iterable',
  'maskIndices',
  'mgrid',
  'minScalarType',
  'ndim',
  'ndindex',
  'ogrid',
  'printoptions',
  'promoteTypes',
  'setPrintoptions',
  'seterr',
  'seterrcall',
  'shape',
  'size',
  'trilIndices',
  'trilIndicesFrom',
  'triuIndices',
  'triuIndicesFrom',
  'vectorize',
  'bartlett',
  'blackman',
  'hamming',
  'hanning',
  'kaiser',
  'arange',
  'canCast',
  'complex',
  'empty',
  'eye',
  'finfo',
  'frombuffer',
  'fromfunction',
  'fromiter',
  'getNumThreads',
  'identity',
  'iinfo',
  'indices',
  'isNDArray',
  'iscomplexobj',
  'isrealobj',
  'linspace',
  'load',
  'loadNpy',
  'loadNpz',
  'ones',
  'resultType',
  'scope',
  'setNumThreads',
  'simdTarget',
  'slice',
  'tri',
  'zeros',
];

const exported = Object.keys(nd).filter((name) => typeof api[name] === 'function' && !/^[A-Z]|^memmap$/.test(name));

test('the table below has every exported function', () => {
  expect([...Object.keys(functions), ...others].sort()).toEqual(exported.sort());
});

test.each(Object.keys(functions))('nd.%s of a disposed array throws DisposedError', (name) => {
  expect(() => functions[name]!(gone())).toThrow(nd.DisposedError);
  expect(() => functions[name]!(gone())).toThrow(expect.objectContaining({ code: 'ERR_DISPOSED' }));
});

test.each(likes)('nd.%s takes shape and dtype of a disposed array, which it still has', (name) => {
  expect((api[name]!(gone()) as NDArray).shape).toEqual([30, 40]);
});

test('nothing was saved', () => expect(readdirSync(folder)).toEqual([]));

/** Every method of NDArray, with arguments that would do. */
const args: Record<string, unknown[]> = {
  ...Object.fromEntries(binary.map((name) => [name, [1]])),
  ...Object.fromEntries(['iadd', 'isub', 'imul', 'idiv', 'ifloordiv', 'imod', 'ipow'].map((name) => [name, [1]])),
  at: [0],
  select: [[0, 1]],
  set: [1, [0, 1]],
  assign: [1],
  fill: [1],
  clip: [0, 1],
  item: [0, 0],
  push: [nd.zeros(40)],
  reserve: [100],
  reshape: [[1200]],
  expandDims: [0],
  broadcastTo: [[2, 30, 40]],
  astype: ['int8'],
  view: ['int64'],
  repeat: [2],
  choose: [[1, 2]],
  compress: [[true]],
  put: [[0], 1],
  searchsorted: [1],
  take: [[0]],
  swapaxes: [0, 1],
  matmul: [nd.ones([40, 2])],
  dot: [nd.ones([40, 2])],
  ldexp: [1n],
  partition: [1],
  argpartition: [1],
  toDevice: ['cpu'],
  resize: [[2, 2]],
};
const integralMethods = [
  ...integral,
  'bitwiseCount',
  'bitwiseInvert',
  'bitwiseNot',
  'choose',
  'invert',
  'iand',
  'ior',
  'ixor',
  'ilshift',
  'irshift',
];

function methods(): string[] {
  const names = new Set<string>();
  for (let p: object = nd.NDArray.prototype; p !== Object.prototype; p = Object.getPrototypeOf(p) as object) {
    for (const name of Object.getOwnPropertyNames(p)) {
      if (typeof Object.getOwnPropertyDescriptor(p, name)!.value === 'function') names.add(name);
    }
  }
  names.delete('constructor');
  names.delete('dispose');
  return [...names].sort();
}

test.each(methods())('a.%s() of a disposed array throws DisposedError', (name) => {
  const integer = integralMethods.includes(name);
  const alone = integralUnary.includes(name);
  const given = Object.hasOwn(args, name) ? args[name]! : integer && !alone ? [1n] : [];
  const call = (a: NDArray): unknown =>
    (a as unknown as Record<string, (...given: unknown[]) => unknown>)[name]!(...given);
  expect(() => call(integer ? ints() : gone(name === 'searchsorted' ? [30] : [30, 40]))).toThrow(nd.DisposedError);
});

test('getters that read elements or bytes throw, those that tell of the layout do not', () => {
  const a = gone();
  for (const name of ['data', 'T', 'capacity'] as const) expect(() => a[name]).toThrow(nd.DisposedError);
  expect([a.shape, a.strides, a.dtype, a.size, a.nbytes, a.ndim, a.itemsize, a.length, a.base]).toEqual([
    [30, 40],
    [320, 8],
    'float64',
    1200,
    9600,
    2,
    8,
    30,
    null,
  ]);
});

test.each<[string, Call]>([
  ['out of an elementwise function', (a) => nd.add(1, 1, { out: a })],
  ['where of an elementwise function', (a) => nd.add(1, 1, { where: a.equal(1) })],
  ['out of a reduction', (a) => nd.sum(nd.ones([30, 40, 2]), { axis: 2, out: a })],
  ['out of concatenate', (a) => nd.concatenate([nd.ones([30, 40])], { out: a })],
  ['out of random numbers', (a) => nd.random.defaultRng(1).random({ out: a })],
  ['value of assign', (a) => nd.ones([30, 40]).assign(a)],
  ['value of set', (a) => nd.ones([2, 30, 40]).set(a, [0])],
  ['operand in place', (a) => nd.ones([30, 40]).iadd(a)],
  ['row of push', (a) => nd.ones([1, 30, 40]).push(a)],
  ['part of a list', (a) => nd.array([a] as never)],
  ['bound of clip', (a) => nd.clip(nd.ones([30, 40]), a, null)],
])('a disposed array as %s throws DisposedError', (_, call) => {
  expect(() => call(gone())).toThrow(nd.DisposedError);
});

describe('asynchronous functions', () => {
  test('reject', async () => {
    await expect(nd.async.sum(gone())).rejects.toThrow(nd.DisposedError);
    await expect(nd.async.save(join(folder, 'x.npy'), gone())).rejects.toThrow(nd.DisposedError);
  });
});

describe('dispose', () => {
  test('of an owner ends its views', () => {
    for (const n of [10, 100_000]) {
      const a = nd.ones(n);
      const view = a.at('1:');
      a.dispose();
      expect(() => view.sum()).toThrow(nd.DisposedError);
      expect(() => view.T).toThrow(nd.DisposedError);
    }
  });

  test('of a view ends only the view', () => {
    const a = nd.ones(10);
    const [view, other] = [a.at('1:'), a.at('2:')];
    view.dispose();
    expect(() => view.sum()).toThrow(nd.DisposedError);
    expect([a.sum(), other.sum()]).toEqual([10, 8]);
  });

  test('gives the bytes back at once', () => {
    const before = nd.memory.info().live;
    const a = nd.ones(1_000_000);
    expect(nd.memory.info().live - before).toBeGreaterThanOrEqual(8_000_000);
    a.dispose();
    expect(nd.memory.info().live - before).toBeLessThan(1_000_000);
  });

  test('twice is once', () => {
    const a = nd.ones(100_000);
    const b = nd.ones(100_000);
    a.dispose();
    const c = nd.full(100_000, 7);
    a.dispose();
    a[Symbol.dispose]();
    expect([b.sum(), c.sum()]).toEqual([100_000, 700_000]);
  });

  test('of an array over a caller’s buffer leaves the buffer alone', () => {
    const typed = new Float64Array([1, 2]);
    nd.asarray(typed).dispose();
    expect([...typed]).toEqual([1, 2]);
    expect(nd.asarray(typed).sum()).toBe(3);
  });

  test('leaves other arrays of the slab alone', () => {
    const arrays = Array.from({ length: 100 }, (_, i) => nd.full(4, i));
    arrays.filter((_, i) => i % 2 === 0).forEach((a) => a.dispose());
    expect(arrays.filter((_, i) => i % 2 === 1).every((a, k) => a.item(3) === 2 * k + 1)).toBe(true);
  });
});

describe('using', () => {
  test('disposes at the end of the block, also when it throws', () => {
    let kept: NDArray | undefined;
    {
      using a = nd.ones(3);
      kept = a;
      expect(a.sum()).toBe(3);
    }
    expect(() => kept?.sum()).toThrow(nd.DisposedError);
    expect(() => {
      using b = nd.ones(3);
      kept = b;
      throw new Error('mine');
    }).toThrow('mine');
    expect(() => kept?.sum()).toThrow(nd.DisposedError);
  });
});
