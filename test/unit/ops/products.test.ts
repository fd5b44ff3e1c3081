import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';
import { numpyTable, type Row } from './numpy-table';
import { SETUP, make } from './product-operands';

const m = (...shape: number[]): NDArray => make('float64', ...shape);
const M = (...shape: number[]): string => `make('float64',${shape.join()})`;

/** A function of two arrays of these shapes, for float64 and for dtypes that wrap or are logical. */
function pairs(
  f: string,
  shapes: readonly (readonly [number[], number[]])[],
  ours: (a: NDArray, b: NDArray) => unknown,
): Row[] {
  return shapes.flatMap(([a, b]) =>
    (['float64', 'int8', 'bool', 'complex64'] as const).map((t): Row => {
      const zero = t === 'complex64' ? ' + 0j' : '';
      return [
        `np.${f}(make('${t}',${a.join()}), make('${t}',${b.join()}))${zero}`,
        () => {
          const result = ours(make(t, ...a), make(t, ...b));
          return zero === '' ? result : nd.add(result as NDArray, nd.complex(0, 0));
        },
      ];
    }),
  );
}

numpyTable('dot, inner, vdot, outer, kron', SETUP, [
  ...pairs(
    'dot',
    [
      [[3], [3]],
      [[2, 3], [3]],
      [[3], [3, 4]],
      [
        [2, 3],
        [3, 4],
      ],
      [[2, 5, 3], [3]],
      [
        [2, 5, 3],
        [4, 3, 6],
      ],
      [[3], [4, 3, 6]],
      [
        [2, 5, 3],
        [3, 6],
      ],
      [
        [2, 0],
        [0, 3],
      ],
      [
        [60, 70],
        [5, 70, 40],
      ],
    ],
    nd.dot,
  ),
  ...pairs(
    'inner',
    [
      [[3], [3]],
      [[2, 3], [3]],
      [[3], [4, 3]],
      [
        [2, 3],
        [4, 3],
      ],
      [
        [2, 5, 3],
        [4, 3],
      ],
      [
        [5, 3],
        [2, 4, 3],
      ],
      [
        [2, 0],
        [3, 0],
      ],
    ],
    nd.inner,
  ),
  ...pairs(
    'vdot',
    [
      [[3], [3]],
      [
        [2, 3],
        [3, 2],
      ],
      [[0], [0]],
      [[2, 3], [6]],
    ],
    nd.vdot,
  ),
  ...pairs(
    'outer',
    [
      [[3], [4]],
      [
        [2, 3],
        [2, 2],
      ],
      [[0], [3]],
    ],
    nd.outer,
  ),
  ...pairs(
    'kron',
    [
      [[3], [4]],
      [
        [2, 3],
        [2, 2],
      ],
      [[2], [3, 2]],
      [
        [2, 1, 3],
        [2, 2],
      ],
      [[0], [3]],
      [
        [1, 2],
        [3, 1],
      ],
    ],
    nd.kron,
  ),
  [`np.dot(2.0, ${M(2, 3)})`, () => nd.dot(2, m(2, 3))],
  [`np.dot(${M(2, 3)}, ${M(2, 3)})`, () => nd.dot(m(2, 3), m(2, 3))],
  [`np.dot(${M(3)}, ${M(4)})`, () => nd.dot(m(3), m(4))],
  [`np.dot(${M(2, 3)}, ${M(3, 2)}, out=np.ones((2,2)))`, () => nd.dot(m(2, 3), m(3, 2), { out: nd.ones([2, 2]) })],
  [
    `np.dot(${M(2, 3)}, ${M(3, 2)}, out=np.ones((2,2)).T)`,
    () => nd.dot(m(2, 3), m(3, 2), { out: nd.arange(4).reshape([2, 2]).T }),
  ],
  [
    `np.dot(${M(2, 3)}, ${M(3, 2)}, out=np.ones((2,2),'f4'))`,
    () => nd.dot(m(2, 3), m(3, 2), { out: nd.ones([2, 2], { dtype: 'float32' }) }),
  ],
  [`np.dot(${M(2, 3)}, ${M(3, 2)}, out=np.ones((2,3)))`, () => nd.dot(m(2, 3), m(3, 2), { out: nd.ones([2, 3]) })],
  [`np.inner(${M(2, 3)}, ${M(2, 4)})`, () => nd.inner(m(2, 3), m(2, 4))],
  [`np.inner(${M(2, 3)}, 2.0)`, () => nd.inner(m(2, 3), 2)],
  [`np.vdot(${M(3)}, ${M(4)})`, () => nd.vdot(m(3), m(4))],
  [`np.vdot(2.0, 3.0)`, () => nd.vdot(2, 3)],
  [`np.outer(${M(2)}, ${M(3)}, out=np.ones((2,3)))`, () => nd.outer(m(2), m(3), { out: nd.ones([2, 3]) })],
  [`np.outer(${M(2)}, ${M(3)}, out=np.ones((3,2)))`, () => nd.outer(m(2), m(3), { out: nd.ones([3, 2]) })],
  [`np.kron(2.0, ${M(3)})`, () => nd.kron(2, m(3))],
]);

numpyTable('tensordot', SETUP, [
  ...pairs(
    'tensordot',
    [
      [
        [2, 3],
        [2, 3],
      ],
      [
        [4, 2, 3],
        [2, 3, 5],
      ],
      [
        [3, 0],
        [3, 0],
      ],
    ],
    (a, b) => nd.tensordot(a, b),
  ),
  [`np.tensordot(${M(2, 3)}, ${M(4, 3)})`, () => nd.tensordot(m(2, 3), m(4, 3))],
  [`np.tensordot(${M(2, 3)}, ${M(4, 3)}, ([1,0],[1]))`, () => nd.tensordot(m(2, 3), m(4, 3), [[1, 0], [1]])],
  [`np.tensordot(${M(2, 3)}, ${M(4, 3)}, ([1],[2]))`, () => nd.tensordot(m(2, 3), m(4, 3), [[1], [2]])],
  [`np.tensordot(${M(2, 3)}, ${M(4, 3)}, 0) + 0.0`, () => nd.tensordot(m(2, 3), m(4, 3), 0).add(0)],
  [`np.tensordot(${M(2, 3)}, ${M(4, 3)}, -1) + 0.0`, () => nd.tensordot(m(2, 3), m(4, 3), -1).add(0)],
  [`np.tensordot(${M(2, 3)}, ${M(3, 2)}, 3)`, () => nd.tensordot(m(2, 3), m(3, 2), 3)],
  [`np.tensordot(${M(2, 3)}, ${M(3, 2)}, (1,0))`, () => nd.tensordot(m(2, 3), m(3, 2), [1, 0])],
  [
    `np.tensordot(${M(2, 2)}, ${M(2, 2)}, ((0,0),(0,1)))`,
    () =>
      nd.tensordot(m(2, 2), m(2, 2), [
        [0, 0],
        [0, 1],
      ]),
  ],
  [
    `np.tensordot(${M(3, 4, 5)}, ${M(4, 3, 6)}, ((1,0),(0,1)))`,
    () =>
      nd.tensordot(m(3, 4, 5), m(4, 3, 6), [
        [1, 0],
        [0, 1],
      ]),
  ],
  [
    `np.tensordot(${M(3, 4, 5, 2)}.transpose(3,1,0,2), ${M(4, 7, 3, 6)}, ((1,-2),(0,2)))`,
    () =>
      nd.tensordot(m(3, 4, 5, 2).transpose([3, 1, 0, 2]), m(4, 7, 3, 6), [
        [1, -2],
        [0, 2],
      ]),
  ],
  [
    `np.tensordot(${M(30, 4, 50)}, ${M(50, 4, 20)}[::-1], ((2,1),(0,1)))`,
    () =>
      nd.tensordot(m(30, 4, 50), m(50, 4, 20).at('::-1'), [
        [2, 1],
        [0, 1],
      ]),
  ],
  [
    `np.tensordot(make('int16',3,4), make('uint16',4,2), 1)`,
    () => nd.tensordot(make('int16', 3, 4), make('uint16', 4, 2), 1),
  ],
]);

numpyTable('cross and trace', SETUP, [
  ...pairs(
    'cross',
    [
      [[3], [3]],
      [[5, 3], [3]],
      [
        [5, 3],
        [5, 3],
      ],
      [[2], [2]],
      [[4, 2], [3]],
      [[3], [4, 2]],
      [[0, 3], [3]],
      [
        [4, 1, 3],
        [5, 3],
      ],
    ],
    (a, b) => nd.cross(a, b),
  ),
  [`np.cross(${M(2, 3)}, ${M(2, 4)})`, () => nd.cross(m(2, 3), m(2, 4))],
  [`np.cross(1, ${M(3)})`, () => nd.cross(1, m(3))],
  [`np.cross(${M(3, 4)}, ${M(3, 4)}, axis=0)`, () => nd.cross(m(3, 4), m(3, 4), { axis: 0 })],
  [
    `np.cross(${M(3, 4)}, ${M(4, 3)}, axisa=0, axisb=1, axisc=0)`,
    () => nd.cross(m(3, 4), m(4, 3), { axisa: 0, axisb: 1, axisc: 0 }),
  ],
  [`np.cross(${M(3, 4)}, ${M(4, 3)}, axisa=2)`, () => nd.cross(m(3, 4), m(4, 3), { axisa: 2 })],
  [`np.cross(make('int8',3), make('uint16',3))`, () => nd.cross(make('int8', 3), make('uint16', 3))],
  ...(['bool', 'int8', 'uint8', 'float32', 'complex64'] as DType[]).map((t): Row => [
    `np.trace(make('${t}',3,4))`,
    () => nd.trace(make(t, 3, 4)),
  ]),
  [`np.trace(${M(2, 3, 4)}, 1, 0, 2)`, () => nd.trace(m(2, 3, 4), { offset: 1, axis1: 0, axis2: 2 })],
  [
    `np.trace(${M(2, 3, 4)}, -1, 1, 2, dtype='f4')`,
    () => m(2, 3, 4).trace({ offset: -1, axis1: 1, axis2: 2, dtype: 'float32' }),
  ],
  [`np.trace(${M(3)})`, () => nd.trace(m(3))],
  [`np.trace(${M(3, 3)}, axis1=0, axis2=0)`, () => nd.trace(m(3, 3), { axis1: 0, axis2: 0 })],
  [`np.trace(${M(0, 3)})`, () => nd.trace(m(0, 3))],
]);

test('methods delegate, and vectors give 0-d arrays that calculate', () => {
  const a = nd.array([1, 2, 3]);
  expect(a.dot([4, 5, 6])).toEqual(nd.array(32));
  expect(Number(a.dot([4, 5, 6])) + 1).toBe(33);
  expect(nd.identity(3).trace().item()).toBe(3);
  expect(nd.identity(3).matmul(a)).toEqual(a);
});

test('operands that cannot be used are refused', () => {
  const disposed = m(3).copy();
  disposed.dispose();
  for (const f of [nd.dot, nd.inner, nd.vdot, nd.outer, nd.kron, nd.cross]) {
    expect(() => f(disposed, m(3))).toThrow(nd.DisposedError);
    expect(() => f(m(3), 'x' as unknown as NDArray)).toThrow(nd.ArgumentError);
  }
  expect(() => nd.tensordot(disposed, m(3), 1)).toThrow(nd.DisposedError);
  expect(() => nd.tensordot(m(3), m(3), [1, 2, 3] as unknown as number)).toThrow(nd.ArgumentError);
  expect(() => nd.tensordot(m(3), m(3), 0.5)).toThrow(nd.ArgumentError);
  expect(() => nd.trace(m(2, 2), { out: nd.broadcastTo(1, []) })).toThrow(nd.ReadOnlyError);
  expect(() => nd.dot(m(3), m(3), { out: 3 as unknown as NDArray })).toThrow(nd.ArgumentError);
  const huge = nd.broadcastTo(1, [2 ** 30]);
  expect(() => nd.outer(huge, huge)).toThrow(RangeError);
  expect(() => nd.kron(huge, huge)).toThrow(RangeError);
});

test('broadcast operands are read by their own strides', () => {
  const rows = nd.array([1, 2, 3, 4]).broadcastTo([4, 4]);
  const v = nd.array([0, 0, 0, 1]);
  expect(nd.dot(v, rows).toArray()).toEqual([1, 2, 3, 4]);
  expect(nd.dot(rows.T, v).toArray()).toEqual([1, 2, 3, 4]);
  expect(nd.inner(v, rows).toArray()).toEqual([4, 4, 4, 4]);
  expect(nd.einsum('ij,ij->i', rows, rows).toArray()).toEqual([30, 30, 30, 30]);
  expect(nd.tensordot(rows, rows.T, 2).item()).toBe(100);
});
