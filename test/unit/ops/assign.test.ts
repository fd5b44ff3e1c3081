/** assign, fill and set with basic indices: broadcasting, casting, overlap. */
import * as nd from '../../../lib/index';
import type { DType, NDArray, SliceText } from '../../../lib/index';

const grid = (): NDArray => nd.zeros([2, 3]);

describe('assign', () => {
  test('broadcasts the value', () => {
    expect(grid().assign([1, 2, 3]).at(1).toArray()).toEqual([1, 2, 3]);
    expect(
      grid()
        .assign([[5], [6]])
        .toArray(),
    ).toEqual([
      [5, 5, 5],
      [6, 6, 6],
    ]);
    expect(grid().assign(7).sum()).toBe(42);
    expect(grid().assign(nd.array(7)).sum()).toBe(42);
  });

  test('drops leading axes of length 1 of the value', () => {
    expect(
      grid()
        .at(0)
        .assign(nd.ones([1, 1, 3]))
        .sum(),
    ).toBe(3);
  });

  test('gives the array itself', () => {
    const a = grid();
    expect([a.assign(1), a.fill(2), a.set(3, 0)]).toEqual([a, a, a]);
    expect(a.assign(1)).toBe(a);
  });

  test.each<[string, unknown]>([
    ['(2,) into shape (2,3)', [1, 2]],
    ['(3,2) into shape (2,3)', nd.zeros([3, 2])],
    ['(2,1,3) into shape (2,3)', nd.zeros([2, 1, 3])],
    ['(0,) into shape (2,3)', []],
  ])('refuses shapes that do not fit: %s', (text, value) => {
    const a = grid();
    expect(() => a.assign(value as number[])).toThrow(nd.ShapeError);
    expect(() => a.assign(value as number[])).toThrow(`could not broadcast input array from shape ${text}`);
    expect(a.sum()).toBe(0);
  });

  test('casts arrays unsafely: floats are cut, integers wrap', () => {
    const a = nd.zeros(3, { dtype: 'int8' });
    expect(a.assign(nd.array([2.9, -2.9, 0])).toArray()).toEqual([2, -2, 0]);
    expect(a.assign(nd.array([300n, -1n, 128n])).toArray()).toEqual([44, -1, -128]);
    expect(
      nd
        .zeros(2, { dtype: 'bool' })
        .assign(nd.array([NaN, -0]))
        .toArray(),
    ).toEqual([true, false]);
    expect(
      nd
        .zeros(1, { dtype: 'float32' })
        .assign(nd.array([1e300]))
        .toArray(),
    ).toEqual([Infinity]);
  });

  test('checks the integers of scalars and lists against the dtype, changing nothing', () => {
    const a = nd.full(2, 7, { dtype: 'uint8' });
    for (const value of [300, -1, 256n, [1, 300], [-1n, 1n], NaN, [Infinity, 0]]) {
      expect(() => a.assign(value)).toThrow(nd.ValueError);
      expect(() => a.set(value, ':')).toThrow(nd.ValueError);
    }
    expect(() => a.fill(300)).toThrow('[fill] integer 300 out of bounds for uint8');
    expect(() => nd.zeros(1, { dtype: 'int64' }).assign([2n ** 63n])).toThrow(nd.ValueError);
    expect(a.toArray()).toEqual([7, 7]);
  });

  test.each<DType>(['bool', 'int8', 'int64', 'uint64', 'float32', 'float64'])('fills %s', (dtype) => {
    expect(nd.zeros([2, 500], { dtype }).fill(1)).toEqual(nd.ones([2, 500], { dtype }));
    expect(nd.zeros([2, 500], { dtype }).fill(1n)).toEqual(nd.ones([2, 500], { dtype }));
    expect(nd.zeros([2, 500], { dtype }).fill(true)).toEqual(nd.ones([2, 500], { dtype }));
  });
});

describe('set with a basic index', () => {
  test('writes through it, value first', () => {
    const a = grid();
    a.set(5, 1, -1).set([1, 2], 0, '1:').set(9, '...', 0);
    expect(a.toArray()).toEqual([
      [9, 1, 2],
      [9, 0, 5],
    ]);
  });

  test('refuses what does not fit and changes nothing', () => {
    const a = grid();
    expect(() => a.set([1, 2], 0)).toThrow(nd.ShapeError);
    expect(() => a.set(1, 2)).toThrow(nd.IndexError);
    expect(() => a.set(1, 0, 0, 0)).toThrow(nd.IndexError);
    expect(a.sum()).toBe(0);
  });
});

describe('overlapping operands act as if copied first', () => {
  const line = (n: number): NDArray => nd.arange(BigInt(n)) as NDArray;

  test('in place: a[1:] += a[:-1]', () => {
    const a = line(6);
    a.at('1:').iadd(a.at(':-1'));
    expect(a.toArray()).toEqual([0n, 1n, 3n, 5n, 7n, 9n]);
  });

  test('assigned: a[1:] = a[:-1], a[:-1] = a[1:], a[:] = a[::-1]', () => {
    const a = line(6);
    a.at('1:').assign(a.at(':-1'));
    expect(a.toArray()).toEqual([0n, 0n, 1n, 2n, 3n, 4n]);
    const b = line(6);
    b.set(b.at('1:'), ':-1');
    expect(b.toArray()).toEqual([1n, 2n, 3n, 4n, 5n, 5n]);
    const c = line(6);
    c.assign(c.at('::-1'));
    expect(c.toArray()).toEqual([5n, 4n, 3n, 2n, 1n, 0n]);
  });

  test('m += m.T is symmetric', () => {
    const m = nd.arange(9n).reshape(3, 3).copy();
    m.iadd(m.T);
    expect(m.equal(m.T).all()).toBe(true);
    expect(m.toArray()).toEqual([
      [0n, 4n, 8n],
      [4n, 8n, 12n],
      [8n, 12n, 16n],
    ]);
  });

  test('out over an input: add(a[:-1], a[1:], out=a[1:])', () => {
    const a = line(5);
    nd.add(a.at(':-1'), a.at('1:'), { out: a.at('1:') });
    expect(a.toArray()).toEqual([0n, 1n, 3n, 5n, 7n]);
  });

  test('a mask that is the output', () => {
    const a = nd.array([true, false, true, true]);
    nd.logicalNot(a, { out: a, where: a });
    expect(a.toArray()).toEqual([false, false, false, false]);
  });

  test('typed arrays over one buffer are seen to overlap, whatever arrays they came by', () => {
    const buffer = new Float64Array([0, 1, 2, 3, 4, 5]);
    nd.asarray(buffer.subarray(1)).assign(nd.asarray(buffer.subarray(0, 5)));
    expect([...buffer]).toEqual([0, 0, 1, 2, 3, 4]);
  });

  test('for every shift, step and direction, assigned or added', () => {
    const n = 40;
    const parts = (length: number): SliceText[] => {
      const all: SliceText[] = [];
      for (const step of [1, 2, 3, -1, -2]) {
        const span = (length - 1) * Math.abs(step);
        for (let start = 0; start + span < n; start += 3) {
          const first = step > 0 ? start : start + span;
          const last = step > 0 ? first + span + 1 : first - span - 1;
          all.push(`${first}:${last < 0 ? '' : last}:${step}`);
        }
      }
      return all;
    };
    for (const to of parts(11)) {
      for (const from of parts(11)) {
        const expected = line(n);
        expected.at(to).assign(line(n).at(from));
        const got = line(n);
        got.at(to).assign(got.at(from));
        const added = line(n);
        added.at(to).iadd(added.at(from));
        const sum = line(n);
        sum.at(to).assign(nd.add(line(n).at(to), line(n).at(from)));
        if (!got.equal(expected).all() || !added.equal(sum).all()) throw new Error(`a[${to}] from a[${from}]`);
      }
    }
  });
});
