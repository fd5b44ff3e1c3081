/** What is asked of dtypes, arrays and the library, beside NumPy. */
import * as nd from '../../../lib/index';
import type { DType } from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

const DTYPES = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const satisfies readonly DType[];
const KINDS = [
  'bool',
  'signed integer',
  'unsigned integer',
  'integral',
  'real floating',
  'complex floating',
  'numeric',
] as const;
const ABSTRACT = [
  'generic',
  'number',
  'integer',
  'signedinteger',
  'unsignedinteger',
  'inexact',
  'floating',
  'complexfloating',
] as const;
const CASTINGS = ['no', 'equiv', 'safe', 'same_kind', 'unsafe'] as const;

liveTest('kinds, promotion and casts of every pair of dtypes', () => {
  const cases: LiveCase[] = [];
  for (const a of DTYPES) {
    for (const kind of KINDS) cases.push([`np.isdtype(np.dtype('${a}'), '${kind}')`, () => nd.isdtype(a, kind)]);
    for (const above of ABSTRACT) {
      cases.push([`np.issubdtype('${a}', np.${above})`, () => nd.issubdtype(a, above)]);
    }
    for (const b of DTYPES) {
      cases.push([`np.isdtype(np.dtype('${a}'), np.dtype('${b}'))`, () => nd.isdtype(a, b)]);
      cases.push([`np.promote_types('${a}', '${b}')`, () => nd.promoteTypes(a, b)]);
      cases.push([`np.issubdtype('${a}', '${b}')`, () => nd.issubdtype(a, b)]);
      for (const casting of CASTINGS) {
        cases.push([`np.can_cast('${a}', '${b}', '${casting}')`, () => nd.canCast(a, b, casting)]);
      }
      cases.push([
        `np.common_type(np.zeros(1, '${a}'), np.zeros(1, '${b}'))`,
        () => nd.commonType(nd.zeros(1, { dtype: a }), nd.zeros(1, { dtype: b })),
      ]);
    }
  }
  for (const a of ABSTRACT) {
    for (const b of ABSTRACT) cases.push([`np.issubdtype(np.${a}, np.${b})`, () => nd.issubdtype(a, b)]);
  }
  return cases;
});

liveTest('limits', () => [
  ...DTYPES.slice(9).map((d): LiveCase => [
    `f = np.finfo('${d}')\n{k: getattr(f, k) for k in ('bits', 'eps', 'epsneg', 'iexp', 'machep', 'max', 'maxexp', 'min', 'minexp', 'negep', 'nexp', 'nmant', 'precision', 'resolution', 'dtype', 'smallest_normal', 'smallest_subnormal', 'tiny')}`,
    () => {
      const { smallestNormal, smallestSubnormal, ...info } = nd.finfo(d);
      return { ...info, smallest_normal: smallestNormal, smallest_subnormal: smallestSubnormal };
    },
  ]),
  ...DTYPES.slice(1, 9).map((d): LiveCase => [
    `i = np.iinfo('${d}')\n{k: getattr(i, k) for k in ('bits', 'key', 'kind', 'max', 'min', 'dtype')}`,
    () => nd.iinfo(d),
  ]),
]);

liveTest('the smallest dtype of scalars and arrays', () => [
  ...[0n, 1n, 127n, 128n, 255n, 256n, 65535n, 65536n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n, -1n, -128n, -129n].map(
    (v): LiveCase => [`np.min_scalar_type(${v})`, () => nd.minScalarType(v)],
  ),
  ...[-32769n, -(2n ** 31n) - 1n, -(2n ** 63n)].map((v): LiveCase => [
    `np.min_scalar_type(${v})`,
    () => nd.minScalarType(v),
  ]),
  ...[0.5, 64999, 65000, -65000, 1e39, -3.5e38, 3.39e38].map((v): LiveCase => [
    `np.min_scalar_type(float(${v}))`,
    () => nd.minScalarType(v),
  ]),
  ["np.min_scalar_type(float('nan'))", () => nd.minScalarType(NaN)],
  ["np.min_scalar_type(float('inf'))", () => nd.minScalarType(Infinity)],
  ['np.min_scalar_type(True)', () => nd.minScalarType(true)],
  ['np.min_scalar_type(1 + 2j)', () => nd.minScalarType(nd.complex(1, 2))],
  ['np.min_scalar_type(1e39 + 2j)', () => nd.minScalarType(nd.complex(1e39, 2))],
  ["np.min_scalar_type(np.array(3, 'int64'))", () => nd.minScalarType(nd.array(3n))],
  ["np.min_scalar_type(np.array(3, 'int32'))", () => nd.minScalarType(nd.array(3, { dtype: 'int32' }))],
  ["np.min_scalar_type(np.array([3], 'int32'))", () => nd.minScalarType(nd.array([3], { dtype: 'int32' }))],
]);

liveTest('shapes and their broadcast', () => [
  ['np.broadcast_shapes()', () => nd.broadcastShapes()],
  ['np.broadcast_shapes(3)', () => nd.broadcastShapes(3)],
  [
    'np.broadcast_shapes((6, 7), (5, 6, 1), (7,), (5, 1, 7))',
    () => nd.broadcastShapes([6, 7], [5, 6, 1], [7], [5, 1, 7]),
  ],
  ['np.broadcast_shapes((0,), (1, 1))', () => nd.broadcastShapes([0], [1, 1])],
  ['np.broadcast_shapes((0,), (2,))', () => nd.broadcastShapes([0], [2])],
  ['np.broadcast_shapes((2, 3), (2,))', () => nd.broadcastShapes([2, 3], [2])],
  ['np.broadcast_shapes((-1,))', () => nd.broadcastShapes([-1])],
  [
    'np.ndim([[1, 2], [3, 4]])',
    () =>
      nd.ndim([
        [1, 2],
        [3, 4],
      ]),
  ],
  [
    'np.shape([[1, 2], [3, 4]])',
    () =>
      nd.shape([
        [1, 2],
        [3, 4],
      ]),
  ],
  ['np.shape(3)', () => nd.shape(3)],
  ['np.size([[1, 2, 3]], 1)', () => nd.size([[1, 2, 3]], 1)],
  ['np.size([[1, 2, 3]], (0, -1))', () => nd.size([[1, 2, 3]], [0, -1])],
  ['np.size([[1, 2, 3]], 2)', () => nd.size([[1, 2, 3]], 2)],
  ['np.size([[1, 2, 3]], (0, 0))', () => nd.size([[1, 2, 3]], [0, 0])],
]);

liveTest('the inspection of the Array API', () => {
  const info = nd.__array_namespace_info__();
  const i = 'i = np.__array_namespace_info__()\n';
  return [
    [`${i}i.capabilities()`, () => info.capabilities()],
    [`${i}i.default_device()`, () => info.defaultDevice()],
    [`${i}i.default_dtypes()`, () => info.defaultDtypes()],
    [`${i}i.default_dtypes(device='gpu')`, () => info.defaultDtypes({ device: 'gpu' as 'cpu' })],
    [`${i}i.devices()`, () => info.devices()],
    [`${i}i.dtypes()`, () => info.dtypes()],
    [`${i}i.dtypes(kind=('integral', 'bool'))`, () => info.dtypes({ kind: ['integral', 'bool'] })],
    [`${i}i.dtypes(kind='foo')`, () => info.dtypes({ kind: 'foo' as 'bool' })],
    ...KINDS.map((kind): LiveCase => [`${i}i.dtypes(kind='${kind}')`, () => info.dtypes({ kind })]),
    [
      '[np.pi, np.e, np.inf, np.nan, np.newaxis, np.euler_gamma]',
      () => [nd.pi, nd.e, nd.inf, nd.nan, nd.newaxis, nd.eulerGamma],
    ],
  ];
});

const LAYOUTS: readonly (readonly [string, () => nd.NDArray])[] = [
  ['np.arange(24.).reshape(2, 3, 4)', () => nd.arange(24).reshape([2, 3, 4])],
  ['np.arange(24.).reshape(2, 3, 4).T', () => nd.arange(24).reshape([2, 3, 4]).T],
  ['np.arange(24.).reshape(2, 3, 4).transpose(1, 0, 2)', () => nd.arange(24).reshape([2, 3, 4]).transpose([1, 0, 2])],
  ['np.arange(24.).reshape(2, 3, 4)[:, ::-2]', () => nd.arange(24).reshape([2, 3, 4]).at(':', '::-2')],
  ['np.arange(24.).reshape(6, 4)[::2, ::2]', () => nd.arange(24).reshape([6, 4]).at('::2', '::2')],
  ['np.broadcast_to(np.arange(2.).reshape(2, 1), (2, 3))', () => nd.broadcastTo(nd.arange(2).reshape([2, 1]), [2, 3])],
  ['np.arange(5.)[::-1]', () => nd.arange(5).at('::-1')],
  ['np.array(2.)', () => nd.array(2)],
];

liveTest('memory orders of copies and of arrays like others', () =>
  LAYOUTS.flatMap(([python, make]) =>
    (['C', 'F', 'A', 'K'] as const).flatMap((order): LiveCase[] => {
      const a = make();
      const x = `x = ${python}\n`;
      return [
        [`${x}np.array(x, order='${order}').strides`, () => nd.array(a, { order }).strides],
        [`${x}np.copy(x, order='${order}').strides`, () => nd.copy(a, { order }).strides],
        [`${x}x.astype('f4', order='${order}').strides`, () => a.astype('float32', { order }).strides],
        [
          `${x}x.astype('f8', order='${order}', copy=False) is x`,
          () => a.astype('float64', { order, copy: false }) === a,
        ],
        [`${x}np.asarray(x, order='${order}') is x`, () => nd.asarray(a, { order }) === a],
        [`${x}np.array(x, order='${order}', copy=None) is x`, () => nd.array(a, { order, copy: null }) === a],
        [`${x}np.array(x, order='${order}', copy=False)`, () => nd.array(a, { order, copy: false })],
        [`${x}np.empty_like(x, order='${order}').strides`, () => nd.emptyLike(a, { order }).strides],
        [
          `${x}np.ones_like(x, 'i2', order='${order}').strides`,
          () => nd.onesLike(a, { dtype: 'int16', order }).strides,
        ],
        [
          `${x}np.full_like(x, 3, order='${order}', shape=(2, 2, 5))`,
          () => nd.fullLike(a, 3, { order, shape: [2, 2, 5] }),
        ],
        [
          `${x}np.zeros_like(x, order='${order}', shape=(2, 2, 5)).strides`,
          () => nd.zerosLike(a, { order, shape: [2, 2, 5] }).strides,
        ],
        [`${x}np.array(x, order='${order}', ndmin=4).strides`, () => nd.array(a, { order, ndmin: 4 }).strides],
        [`${x}np.ascontiguousarray(x).strides`, () => nd.ascontiguousarray(a).strides],
        [`${x}np.asfortranarray(x, 'i1')`, () => nd.asfortranarray(a, { dtype: 'int8' })],
        [
          `${x}np.require(x, 'f4', ['F']).strides`,
          () => nd.require(a, { dtype: 'float32', requirements: ['F'] }).strides,
        ],
        [`${x}np.require(x, None, ['C', 'A']).strides`, () => nd.require(a, { requirements: 'CA' }).strides],
        [
          `${x}np.require(x, None, ['C', 'F_CONTIGUOUS'])`,
          () => nd.require(a, { requirements: ['C', 'F_CONTIGUOUS'] }),
        ],
      ];
    }),
  ),
);

test('lists need copies, typed arrays none', () => {
  expect(() => nd.asarray([1, 2], { copy: false })).toThrow(nd.ArgumentError);
  expect(nd.sharesMemory(nd.asarray(new Float64Array(2), { copy: false }), nd.zeros(2))).toBe(false);
  expect(nd.array([[1], [2]], { ndmin: 4 }).shape).toEqual([1, 1, 2, 1]);
  expect(() => nd.array([1], { ndmin: 65 })).toThrow(nd.ValueError);
});

test('there is one device', () => {
  const device = 'gpu' as 'cpu';
  expect(nd.zeros(2, { device: 'cpu' }).device).toBe('cpu');
  const a = nd.zeros(2);
  expect(a.toDevice('cpu')).toBe(a);
  for (const call of [
    () => nd.zeros(2, { device }),
    () => nd.empty(2, { device }),
    () => nd.ones(2, { device }),
    () => nd.full(2, 1, { device }),
    () => nd.eye(2, { device }),
    () => nd.asarray([1], { device }),
    () => nd.arange(2, { device }),
    () => nd.linspace(0, 1, { device }),
    () => nd.zerosLike([1], { device }),
    () => nd.emptyLike([1], { device }),
    () => nd.onesLike([1], { device }),
    () => nd.fullLike([1], 2, { device }),
    () => nd.astype([1], 'int8', { device }),
    () => nd.ascontiguousarray([1], { device }),
    () => a.toDevice(device),
  ]) {
    expect(call).toThrow('Device not understood. Only "cpu" is allowed');
  }
});

test('require copies what does not own its bytes, or may not be written', () => {
  const view = nd.zeros([2, 3]).at(0);
  expect(nd.require(view)).toBe(view);
  expect(nd.require(view, { requirements: 'O' }).flags.owndata).toBe(true);
  const fixed = nd.broadcastTo(nd.zeros([1, 2]), [1, 2]);
  expect(fixed.flags.writeable).toBe(false);
  expect(nd.require(fixed, { requirements: ['WRITEABLE'] }).flags.writeable).toBe(true);
  expect(() => nd.require(view, { requirements: ['Z'] })).toThrow(nd.ArgumentError);
  expect(() => nd.require(view, { requirements: 5 as never })).toThrow(nd.ArgumentError);
  const gone = nd.zeros(3);
  gone.dispose();
  expect(() => nd.require(gone)).toThrow(nd.DisposedError);
  expect(() => nd.ascontiguousarray(gone)).toThrow(nd.DisposedError);
});

test('scalars and iterables', () => {
  for (const x of [1, 1n, true, nd.complex(1, 2), 'text']) expect(nd.isscalar(x)).toBe(true);
  for (const x of [null, undefined, [1], nd.array(1), {}, Symbol('x')]) expect(nd.isscalar(x)).toBe(false);
  for (const x of ['text', [1], nd.zeros(2), new Set()]) expect(nd.iterable(x)).toBe(true);
  for (const x of [null, undefined, 1, nd.array(1), {}]) expect(nd.iterable(x)).toBe(false);
});

test('unknown names are refused', () => {
  expect(() => nd.isdtype('int8', 'integer' as 'integral')).toThrow(nd.ValueError);
  expect(() => nd.isdtype('int8', 3 as never)).toThrow(nd.DTypeError);
  expect(() => nd.isdtype('foo' as DType, 'bool')).toThrow(nd.DTypeError);
  expect(() => nd.issubdtype('foo' as DType, 'number')).toThrow(nd.DTypeError);
  expect(() => nd.issubdtype('int8', 'toString' as DType)).toThrow(nd.DTypeError);
  expect(() => nd.promoteTypes('int8', 'foo' as DType)).toThrow(nd.DTypeError);
  expect(() => nd.canCast(3 as never, 'int8')).toThrow(nd.DTypeError);
  expect(() => nd.minScalarType(2n ** 64n)).toThrow(nd.DTypeError);
  expect(nd.isdtype('int8', [])).toBe(false);
});

test('arrayNamespaceInfo is the namespace info by a name that reads', () => {
  expect(nd.arrayNamespaceInfo).toBe(nd.__array_namespace_info__);
});
