/** Coordinates and flat positions, diagonals and triangles, beside NumPy. */
import * as nd from '../../../lib/index';
import { liveTest, type LiveCase } from '../live-numpy';

liveTest('ravelMultiIndex', () => [
  [
    'np.ravel_multi_index(([3,6,6],[4,5,1]),(7,6))',
    () =>
      nd.ravelMultiIndex(
        [
          [3, 6, 6],
          [4, 5, 1],
        ],
        [7, 6],
      ),
  ],
  [
    "np.ravel_multi_index(([3,6,6],[4,5,1]),(7,6),order='F')",
    () =>
      nd.ravelMultiIndex(
        [
          [3, 6, 6],
          [4, 5, 1],
        ],
        [7, 6],
        { order: 'F' },
      ),
  ],
  [
    "np.ravel_multi_index(([3,6,6],[4,5,1]),(4,6),mode='clip')",
    () =>
      nd.ravelMultiIndex(
        [
          [3, 6, 6],
          [4, 5, 1],
        ],
        [4, 6],
        { mode: 'clip' },
      ),
  ],
  [
    "np.ravel_multi_index(([3,6,-6],[4,5,-1]),(4,4),mode=('clip','wrap'))",
    () =>
      nd.ravelMultiIndex(
        [
          [3, 6, -6],
          [4, 5, -1],
        ],
        [4, 4],
        { mode: ['clip', 'wrap'] },
      ),
  ],
  ["np.ravel_multi_index((-5,9),(4,4),mode='wrap')", () => nd.ravelMultiIndex([-5, 9], [4, 4], { mode: 'wrap' })],
  [
    'np.ravel_multi_index(([3,7],[4,5]),(7,6))',
    () =>
      nd.ravelMultiIndex(
        [
          [3, 7],
          [4, 5],
        ],
        [7, 6],
      ),
  ],
  ['np.ravel_multi_index((-1,1),(4,4))', () => nd.ravelMultiIndex([-1, 1], [4, 4])],
  ['np.ravel_multi_index((3,1,4,1),(6,7,8,9))', () => nd.ravelMultiIndex([3, 1, 4, 1], [6, 7, 8, 9])],
  [
    'np.ravel_multi_index(([[1],[2]],[0,1,2]),(4,4))',
    () =>
      nd.ravelMultiIndex(
        [
          [[1], [2]],
          [0, 1, 2],
        ],
        [4, 4],
      ),
  ],
  [
    'np.ravel_multi_index(np.array([[1,2],[0,3]], "u1"),(4,4))',
    () =>
      nd.ravelMultiIndex(
        nd.array(
          [
            [1, 2],
            [0, 3],
          ],
          { dtype: 'uint8' },
        ),
        [4, 4],
      ),
  ],
  ['np.ravel_multi_index((1.5,1),(4,4))', () => nd.ravelMultiIndex([1.5, 1], [4, 4])],
  ['np.ravel_multi_index((1,),(4,4))', () => nd.ravelMultiIndex([1], [4, 4])],
  ['np.ravel_multi_index((1,1),(0,4))', () => nd.ravelMultiIndex([1, 1], [0, 4])],
  ['np.ravel_multi_index((1,1),(2**40,2**40))', () => nd.ravelMultiIndex([1, 1], [2 ** 40, 2 ** 40])],
  ['np.ravel_multi_index((),())', () => nd.ravelMultiIndex([], [])],
  ['np.ravel_multi_index((True,1),(4,4))', () => nd.ravelMultiIndex([true, 1], [4, 4])],
  ['np.ravel_multi_index((3,),5)', () => nd.ravelMultiIndex([3], 5)],
]);

liveTest('unravelIndex', () => [
  ['np.unravel_index([22,41,37],(7,6))', () => nd.unravelIndex([22, 41, 37], [7, 6])],
  ["np.unravel_index([31,41,13],(7,6),order='F')", () => nd.unravelIndex([31, 41, 13], [7, 6], { order: 'F' })],
  ['np.unravel_index(1621,(6,7,8,9))', () => nd.unravelIndex(1621, [6, 7, 8, 9])],
  ['np.unravel_index(42,(7,6))', () => nd.unravelIndex(42, [7, 6])],
  ['np.unravel_index(-1,(7,6))', () => nd.unravelIndex(-1, [7, 6])],
  [
    'np.unravel_index([[1,2],[3,4]],(7,6))',
    () =>
      nd.unravelIndex(
        [
          [1, 2],
          [3, 4],
        ],
        [7, 6],
      ),
  ],
  ['np.unravel_index(1.5,(7,6))', () => nd.unravelIndex(1.5, [7, 6])],
  ['np.unravel_index(0,())', () => nd.unravelIndex(0, [])],
  ['np.unravel_index([0],())', () => nd.unravelIndex([0], [])],
  ['np.unravel_index(3,5)', () => nd.unravelIndex(3, 5)],
  ['np.unravel_index(0,(0,4))', () => nd.unravelIndex(0, [0, 4])],
  [
    "np.unravel_index(np.array([11,2],'u1'),(3,4))",
    () => nd.unravelIndex(nd.array([11, 2], { dtype: 'uint8' }), [3, 4]),
  ],
  ['np.unravel_index(np.array([11.,2]),(3,4))', () => nd.unravelIndex(nd.array([11, 2]), [3, 4])],
  [
    'np.unravel_index([2**52, 5],(2**20,2**20,2**12))',
    () => nd.unravelIndex([2 ** 52, 5], [2 ** 20, 2 ** 20, 2 ** 12]),
  ],
  ['np.unravel_index(np.arange(24)[::-2],(2,3,4))', () => nd.unravelIndex(nd.arange(24n).at('::-2'), [2, 3, 4])],
]);

test("coordinates and positions are each other's inverse, over threads too", () => {
  const flat = nd.random.defaultRng(1).integers(0, 3 ** 13, { size: [300, 1000] });
  const shape = new Array<number>(13).fill(3);
  for (const order of ['C', 'F'] as const) {
    const back = nd.ravelMultiIndex(nd.unravelIndex(flat, shape, { order }), shape, { order });
    expect(nd.all(back.equal(flat))).toBe(true);
  }
  const bad = flat.copy();
  bad.set(-7n, 200, 3);
  expect(() => nd.unravelIndex(bad, shape)).toThrow('index -7 is out of bounds for array with size 1594323');
});

liveTest('positions of diagonals and triangles', () => {
  const cases: LiveCase[] = [
    ['np.diag_indices(3)', () => nd.diagIndices(3)],
    ['np.diag_indices(2, 3)', () => nd.diagIndices(2, 3)],
    ['np.diag_indices(0)', () => nd.diagIndices(0)],
    ['np.diag_indices_from(np.zeros((2, 2, 2)))', () => nd.diagIndicesFrom(nd.zeros([2, 2, 2]))],
    ['np.diag_indices_from(np.zeros((2, 3)))', () => nd.diagIndicesFrom(nd.zeros([2, 3]))],
    ['np.diag_indices_from(np.zeros(2))', () => nd.diagIndicesFrom(nd.zeros(2))],
    ['np.tril_indices_from(np.zeros(2))', () => nd.trilIndicesFrom(nd.zeros(2))],
    ['np.mask_indices(3, np.triu, 1)', () => nd.maskIndices(3, nd.triu, 1)],
  ];
  for (const n of [0, 1, 3, 5]) {
    for (const m of [0, 2, 4]) {
      for (const k of [-9, -1, 0, 2, 9]) {
        cases.push([`np.tril_indices(${n}, ${k}, ${m})`, () => nd.trilIndices(n, { k, m })]);
        cases.push([`np.triu_indices(${n}, ${k}, ${m})`, () => nd.triuIndices(n, { k, m })]);
        cases.push([
          `np.triu_indices_from(np.zeros((${n}, ${m})), ${k})`,
          () => nd.triuIndicesFrom(nd.zeros([n, m]), { k }),
        ]);
      }
    }
  }
  return cases;
});

liveTest('fillDiagonal', () => {
  const fill = (shape: number[], value: nd.ArrayLike, wrap = false): nd.NDArray => {
    const a = nd.zeros(shape);
    nd.fillDiagonal(a, value, { wrap });
    return a;
  };
  const python = (shape: string, value: string, wrap = 'False'): string =>
    `a = np.zeros(${shape})\nnp.fill_diagonal(a, ${value}, ${wrap})\na`;
  return [
    [python('(3, 3)', '5'), () => fill([3, 3], 5)],
    [python('(3, 5)', '5', 'True'), () => fill([3, 5], 5, true)],
    ...[1, 2, 5, 7, 8, 11, 12].flatMap((n): LiveCase[] => [
      [python(`(${n}, 3)`, '5', 'True'), () => fill([n, 3], 5, true)],
      [python(`(${n}, 3)`, '[1, 2]', 'True'), () => fill([n, 3], [1, 2], true)],
      [python(`(${n}, 3)`, '[1, 2]'), () => fill([n, 3], [1, 2])],
      [python(`(${n}, 1)`, '3', 'True'), () => fill([n, 1], 3, true)],
    ]),
    [
      python('(3, 3, 3)', '[[1, 2], [3, 4]]'),
      () =>
        fill(
          [3, 3, 3],
          [
            [1, 2],
            [3, 4],
          ],
        ),
    ],
    [python('(3, 3, 2)', '1'), () => fill([3, 3, 2], 1)],
    [python('(3,)', '1'), () => fill([3], 1)],
    [python('(0, 3)', '1'), () => fill([0, 3], 1)],
  ];
});

test('fillDiagonal writes through views, and not to what is read-only', () => {
  const a = nd.zeros([4, 6]);
  nd.fillDiagonal(a.at('::-1', '::2'), 7);
  expect(a.T.toArray()).toEqual([
    [0, 0, 0, 7],
    [0, 0, 0, 0],
    [0, 0, 7, 0],
    [0, 0, 0, 0],
    [0, 7, 0, 0],
    [0, 0, 0, 0],
  ]);
  const b = nd.arange(9).reshape([3, 3]);
  nd.fillDiagonal(b, b.at(2));
  expect(b.toArray()).toEqual([
    [6, 1, 2],
    [3, 7, 5],
    [6, 7, 8],
  ]);
  expect(() => nd.fillDiagonal(nd.broadcastTo(0, [2, 2]), 1)).toThrow(nd.ReadOnlyError);
  expect(() => nd.fillDiagonal(nd.zeros([2, 2]), [])).toThrow(nd.ValueError);
  expect(() => nd.fillDiagonal([[1]] as never, 1)).toThrow(nd.ArgumentError);
});
