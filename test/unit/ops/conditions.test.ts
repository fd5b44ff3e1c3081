/** select, piecewise, copyto, resize, trimZeros, mgrid and ogrid beside NumPy. */
import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

liveTest('select', () => {
  const x = nd.arange(6n);
  const m = x.reshape([2, 3]);
  const p = 'x = np.arange(6)\nm = x.reshape(2, 3)\n';
  return [
    [
      `${p}np.select([x < 3, x > 4], [x, x ** 2], 42)`,
      () => nd.select([x.less(3n), x.greater(4n)], [x, x.multiply(x)], 42),
    ],
    [`${p}np.select([x < 3, x > 1], [x, -x])`, () => nd.select([x.less(3n), x.greater(1n)], [x, x.negative()])],
    [`${p}np.select([x < 3], [1.5], x)`, () => nd.select([x.less(3n)], [1.5], x)],
    [
      `${p}np.select([m < 3, m[0] > 1], [m, np.float32(2) * np.ones((2, 1), 'f4')], -1)`,
      () => nd.select([m.less(3n), m.at(0).greater(1n)], [m, nd.full([2, 1], 2, { dtype: 'float32' })], -1),
    ],
    [`${p}np.select([x < 3], [x, x])`, () => nd.select([x.less(3n)], [x, x])],
    [`${p}np.select([], [])`, () => nd.select([], [])],
    [`${p}np.select([x], [x])`, () => nd.select([x], [x])],
    [`${p}np.select([x < 3], [np.zeros(4)])`, () => nd.select([x.less(3n)], [nd.zeros(4)])],
    [
      `${p}np.select([m < 3, m > 4], [x[:3] * 1j, m])`,
      () => nd.select([m.less(3n), m.greater(4n)], [x.at(':3').multiply(nd.complex(0, 1)), m]),
    ],
    [
      `${p}np.select(np.zeros((2, 0), bool), np.zeros((2, 0)))`,
      () => nd.select(nd.zeros([2, 0], { dtype: 'bool' }), nd.zeros([2, 0])),
    ],
  ];
});

liveTest('piecewise', () => {
  const x = nd.linspace(-2.5, 2.5, 6);
  const p = 'x = np.linspace(-2.5, 2.5, 6)\n';
  return [
    [`${p}np.piecewise(x, [x < 0, x >= 0], [-1, 1])`, () => nd.piecewise(x, [x.less(0), x.greaterEqual(0)], [-1, 1])],
    [
      `${p}np.piecewise(x, [x < 0, x >= 0], [lambda x: -x, lambda x: x])`,
      () => nd.piecewise(x, [x.less(0), x.greaterEqual(0)], [(v) => v.negative(), (v) => v]),
    ],
    [
      `${p}np.piecewise(x, [x < -1, x > 1], [1, 2, lambda x: x * 2])`,
      () => nd.piecewise(x, [x.less(-1), x.greater(1)], [1, 2, (v) => v.multiply(2)]),
    ],
    [`${p}np.piecewise(x, x < 0, [5])`, () => nd.piecewise(x, x.less(0), [5])],
    [`${p}np.piecewise(x, x < 0, [5, 6])`, () => nd.piecewise(x, x.less(0), [5, 6])],
    [`${p}np.piecewise(x, [x < 0, x < 1], [5, 6])`, () => nd.piecewise(x, [x.less(0), x.less(1)], [5, 6])],
    [`${p}np.piecewise(x, [x < 0], [5, 6, 7])`, () => nd.piecewise(x, [x.less(0)], [5, 6, 7])],
    ['np.piecewise(np.array(3), [True, False], [4, 2])', () => nd.piecewise(nd.array(3n), [true, false], [4n, 2n])],
    [
      'np.piecewise(np.arange(4), [True, False, False, True], [7])',
      () => nd.piecewise(nd.arange(4n), [true, false, false, true], [7n]),
    ],
  ];
});

liveTest('copyto', () => {
  const into = (dtype: nd.DType, src: nd.ArrayLike, options?: nd.CopytoOptions): NDArray => {
    const a = nd.arange(6n).astype(dtype).reshape([2, 3]) as NDArray;
    nd.copyto(a, src, options);
    return a;
  };
  const python = (dtype: string, rest: string): string =>
    `a = np.arange(6).astype('${dtype}').reshape(2, 3)\nnp.copyto(a, ${rest})\na`;
  return [
    [python('f8', '7'), () => into('float64', 7)],
    [python('i4', '7'), () => into('int32', 7)],
    [python('i1', '300'), () => into('int8', 300)],
    [python('i1', '3.5'), () => into('int8', 3.5)],
    [python('i1', "3.5, casting='unsafe'"), () => into('int8', 3.5, { casting: 'unsafe' })],
    [python('f4', '[1.5, 2, 3]'), () => into('float32', [1.5, 2, 3])],
    [python('i4', 'np.ones(3)'), () => into('int32', nd.ones(3))],
    [
      python('f8', 'np.ones(3), where=[True, False, True]'),
      () => into('float64', nd.ones(3), { where: [true, false, true] }),
    ],
    [python('f8', 'np.ones(3), where=[1, 0, 1]'), () => into('float64', nd.ones(3), { where: [1n, 0n, 1n] })],
    [python('f8', 'np.ones((3, 1))'), () => into('float64', nd.ones([3, 1]))],
    [python('f8', 'np.ones((1, 1, 3))'), () => into('float64', nd.ones([1, 1, 3]))],
    [
      python('f8', '1, where=np.ones((2, 2), bool)'),
      () => into('float64', 1, { where: nd.ones([2, 2], { dtype: 'bool' }) }),
    ],
    [
      'b = np.arange(5)\nnp.copyto(b[1:], b[:-1])\nb',
      () => {
        const b = nd.arange(5n);
        nd.copyto(b.at('1:'), b.at(':-1'));
        return b;
      },
    ],
  ];
});

liveTest('resize and trimZeros', () => {
  const t = nd.array([
    [0, 0, 0, 0],
    [0, 1, 2, 0],
    [0, 0, 3, 0],
    [0, 0, 0, 0],
  ]);
  const p = 't = np.array([[0., 0, 0, 0], [0, 1, 2, 0], [0, 0, 3, 0], [0, 0, 0, 0]])\n';
  const axes = [null, 0, 1, -1, [0, 1], []] as const;
  return [
    ['np.resize([1, 2, 3], (2, 4))', () => nd.resize([1n, 2n, 3n], [2, 4])],
    [
      'np.resize([[1, 2], [3, 4]], (3,))',
      () =>
        nd.resize(
          [
            [1n, 2n],
            [3n, 4n],
          ],
          3,
        ),
    ],
    ['np.resize(np.arange(6.).reshape(2, 3).T, (2, 2, 2))', () => nd.resize(nd.arange(6).reshape([2, 3]).T, [2, 2, 2])],
    ["np.resize(np.zeros(0, 'i2'), (2, 2))", () => nd.resize(nd.zeros(0, { dtype: 'int16' }), [2, 2])],
    ['np.resize([1.0], (0, 3))', () => nd.resize([1], [0, 3])],
    ['np.resize([1.0], (-1, 3))', () => nd.resize([1], [-1, 3])],
    ['np.resize(5.0, ())', () => nd.resize(5, [])],
    ...(['f', 'b', 'fb', 'BF' as 'bf'] as const).flatMap((trim): LiveCase[] => [
      [`np.trim_zeros(np.array([0., 0, 1, 0, 2, 0]), '${trim}')`, () => nd.trimZeros([0, 0, 1, 0, 2, 0], { trim })],
      [`np.trim_zeros(np.zeros(3), '${trim}')`, () => nd.trimZeros([0, 0, 0], { trim })],
      [`np.trim_zeros(np.array([]), '${trim}')`, () => nd.trimZeros([], { trim })],
      ...axes.map((axis): LiveCase => [
        `${p}np.trim_zeros(t, '${trim}', axis=${axis === null ? 'None' : Array.isArray(axis) ? `(${axis.map((a) => `${a},`).join('')})` : String(axis)})`,
        () => nd.trimZeros(t, { trim, axis }),
      ]),
    ]),
    ["np.trim_zeros([1, 2], 'x')", () => nd.trimZeros([1, 2], { trim: 'x' as 'f' })],
    ['np.trim_zeros(np.array([np.nan, 0, 0]))', () => nd.trimZeros([NaN, 0, 0])],
    ['np.trim_zeros(np.array([False, True, False]))', () => nd.trimZeros([false, true, false])],
  ];
});

liveTest('mgrid and ogrid', () => [
  ['np.mgrid[0:5, 0:5]', () => nd.mgrid('0:5', '0:5')],
  ['np.mgrid[-1:1:5j]', () => nd.mgrid('-1:1:5j')],
  ['np.mgrid[0:4, 10:20:4, -3:0]', () => nd.mgrid(nd.slice(4), nd.slice(10, 20, 4), '-3:0')],
  ['np.mgrid[0:1:0.1, 0:3]', () => nd.mgrid('0:1:0.1', '0:3')],
  ['np.mgrid[0:1:0.1]', () => nd.mgrid('0:1:0.1')],
  ['np.mgrid[5:0:-2, 0:0]', () => nd.mgrid('5:0:-2', '0:0')],
  ['np.mgrid[0.5:3.5, 0:2:3j]', () => nd.mgrid([0.5, 3.5], [0n, 2n, nd.complex(0, 3)])],
  ['np.mgrid[:5]', () => nd.mgrid(':5')],
  ['np.mgrid[3:9:2, 2:3]', () => nd.mgrid([3n, 9n, 2n], [2n, 3n])],
  ['np.ogrid[0:5, 0:3]', () => nd.ogrid('0:5', '0:3')],
  ['np.ogrid[0:5:2, -1:1:3j]', () => nd.ogrid('0:5:2', '-1:1:3j')],
  ['np.mgrid[1:2:1j]', () => nd.mgrid('1:2:1j')],
]);

test('what is no range is refused', () => {
  for (const bad of [
    '5',
    '0:1:0',
    '1:',
    'a:b',
    ':',
    [1],
    [1, 2, 3, 4],
    [1, '2'],
    null,
    5,
    {},
    nd.slice(null),
    '0:inf',
  ]) {
    expect(() => nd.mgrid(bad as never)).toThrow(/\[mgrid\]/);
  }
  expect(() => nd.mgrid()).toThrow(nd.ArgumentError);
  expect(() => nd.mgrid([0n, 2n ** 60n])).toThrow(Error);
});

test('what cannot be used is refused', () => {
  const gone = nd.zeros(3);
  gone.dispose();
  for (const call of [
    () => nd.select([gone], [1]),
    () => nd.select([[true]], [gone]),
    () => nd.piecewise(gone, [[true, true, true]], [1]),
    () => nd.copyto(gone, 1),
    () => nd.copyto(nd.zeros(3), gone),
    () => nd.resize(gone, 5),
    () => nd.trimZeros(gone),
    () => nd.copyto([1] as never, 1),
    () => nd.piecewise([1], 5 as never, [1]),
    () => nd.piecewise([1], [[true]], 5 as never),
    () => nd.select(5 as never, [1]),
    () => nd.resize([1], 2 ** 60),
  ]) {
    expect(call).toThrow(Error);
  }
  expect(() => nd.copyto(nd.broadcastTo(0, [3]), 1)).toThrow(nd.ReadOnlyError);
});
