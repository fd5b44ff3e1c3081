/** concatenate, stack, append. */
import * as nd from '../../../lib/index';

describe('concatenate', () => {
  test('joins along an axis, or everything flattened', () => {
    const a = nd.arange(4n).reshape(2, 2);
    expect(nd.concatenate([a, [[9n, 9n]]]).shape).toEqual([3, 2]);
    expect(nd.concatenate([a, [[9n], [9n]]], { axis: 1 }).toArray()).toEqual([
      [0n, 1n, 9n],
      [2n, 3n, 9n],
    ]);
    expect(nd.concatenate([a, [[9n]]], { axis: null }).toArray()).toEqual([0n, 1n, 2n, 3n, 9n]);
    expect(nd.concatenate([a.T, a.T], { axis: -1 }).toArray()).toEqual([
      [0n, 2n, 0n, 2n],
      [1n, 3n, 1n, 3n],
    ]);
    expect(nd.concatenate(nd.zeros([3, 2])).shape).toEqual([6]);
  });

  test('gives the dtype they have together, or the one asked for', () => {
    const [u, i] = [nd.zeros(2, { dtype: 'uint8' }), nd.zeros(2, { dtype: 'int8' })];
    expect(nd.concatenate([u, i]).dtype).toBe('int16');
    expect(nd.concatenate([u, i], { dtype: 'float32' }).dtype).toBe('float32');
  });

  test('writes into out, under same-kind casting', () => {
    const out = nd.zeros(4, { dtype: 'float32' });
    expect(
      nd.concatenate(
        [
          [1, 2],
          [3, 4],
        ],
        { out },
      ),
    ).toBe(out);
    expect(out.toArray()).toEqual([1, 2, 3, 4]);
    const integers = nd.zeros(2, { dtype: 'int32' });
    expect(() => nd.concatenate([[1n], [2.5]], { out: integers })).toThrow(nd.DTypeError);
    expect(integers.toArray()).toEqual([0, 0]);
    expect(() => nd.concatenate([[1], [2]], { out })).toThrow(
      'Output array is the wrong shape: expected (2,) but got (4,)',
    );
    expect(() =>
      nd.concatenate(
        [
          [1, 2],
          [3, 4],
        ],
        { out, dtype: 'float32' },
      ),
    ).toThrow('only takes `out` or `dtype`');
    expect(() => nd.concatenate([[1]], { out: [0] as never })).toThrow(nd.ArgumentError);
  });

  test('into an out that overlaps its inputs acts as if they had been copied first', () => {
    const a = nd.arange(6n);
    nd.concatenate([a.at('3:'), a.at(':3')], { out: a });
    expect(a.toArray()).toEqual([3n, 4n, 5n, 0n, 1n, 2n]);
  });

  test('writes nothing when one of the arrays cannot be read', () => {
    const out = nd.zeros(4);
    const gone = nd.zeros(2);
    gone.dispose();
    expect(() => nd.concatenate([[1, 2], gone], { out })).toThrow(nd.DisposedError);
    expect(out.toArray()).toEqual([0, 0, 0, 0]);
  });

  test.each<[string, unknown, new (...args: never[]) => Error]>([
    ['an empty list', [], nd.ValueError],
    ['an empty array', nd.zeros([0, 3]), nd.ValueError],
    ['a 0-d array', nd.array(1), nd.ShapeError],
    ['an array of 0-d parts', nd.zeros(3), nd.ShapeError],
    ['a list of scalars', [1, 2], nd.ShapeError],
    ['other numbers of axes', [nd.zeros(2), nd.zeros([2, 2])], nd.ShapeError],
    ['other lengths', [nd.zeros([2, 2]), nd.zeros([2, 3])], nd.ShapeError],
    ['no list', 5, nd.ArgumentError],
    ['null', null, nd.ArgumentError],
  ])('refuses %s', (_, arrays, error) => {
    expect(() => nd.concatenate(arrays as never)).toThrow(error);
  });

  test('refuses axes out of range, and results that overflow or exceed the limit', () => {
    expect(() => nd.concatenate([[1], [2]], { axis: 1 })).toThrow(nd.AxisError);
    const wide = nd.broadcastTo(nd.zeros(1, { dtype: 'int8' }), [2 ** 52]);
    expect(() => nd.concatenate([wide, wide])).toThrow(nd.ShapeError);
    const large = nd.broadcastTo(nd.zeros(1, { dtype: 'int8' }), [2 ** 45]);
    expect(() => nd.concatenate([large, large])).toThrow(nd.MemoryLimitError);
  });
});

describe('stack', () => {
  test('joins along a new axis', () => {
    expect(
      nd
        .stack(
          [
            [1, 2],
            [3, 4],
          ],
          { axis: 1 },
        )
        .toArray(),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(nd.stack([1, 2, 3]).shape).toEqual([3]);
    expect(nd.stack([nd.zeros([2, 3]), nd.ones([2, 3])], { axis: -1 }).shape).toEqual([2, 3, 2]);
  });

  test('refuses different shapes, no arrays, and axes out of range', () => {
    expect(() => nd.stack([[1], [1, 2]])).toThrow('all input arrays must have the same shape');
    expect(() => nd.stack([])).toThrow('need at least one array to stack');
    expect(() => nd.stack([[1]], { axis: 3 })).toThrow(nd.AxisError);
  });
});

describe('append', () => {
  test('is a new array: the first one is as it was', () => {
    const a = nd.arange(3n);
    expect(nd.append(a, [7n, 8n]).toArray()).toEqual([0n, 1n, 2n, 7n, 8n]);
    expect(a.size).toBe(3);
    expect(nd.append([[1, 2]], [[3, 4]], { axis: 0 }).shape).toEqual([2, 2]);
    expect(nd.append([[1, 2]], [[3, 4]]).shape).toEqual([4]);
  });

  test('keeps the dtype for a scalar that fits', () => {
    expect(nd.append(nd.zeros(1, { dtype: 'int8' }), 5).dtype).toBe('int8');
    expect(nd.append(nd.zeros(1, { dtype: 'int8' }), 5.5).dtype).toBe('float64');
  });
});

test('an array of more items than there can be views is refused', () => {
  for (const rows of [2 ** 21, 2 ** 33]) {
    const long = nd.broadcastTo(nd.zeros([1, 2], { dtype: 'int8' }), [rows, 2]);
    expect(() => nd.concatenate(long)).toThrow(nd.ShapeError);
    expect(() => nd.vstack(long)).toThrow(nd.ShapeError);
  }
  expect(nd.concatenate(nd.broadcastTo(nd.zeros([1, 2]), [1000, 2])).shape).toEqual([2000]);
});
