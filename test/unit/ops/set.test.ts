/** set and in-place with { at }: behaviour by sentences. */
import * as nd from '../../../lib/index';
import type { Index, NDArray } from '../../../lib/index';

/** The elements as nested lists of JSON values. */
function plain(a: NDArray): unknown {
  return JSON.parse(
    JSON.stringify(a.toArray(), (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  );
}

const grid = (): NDArray => nd.arange(12n).reshape([3, 4]) as NDArray;

describe('set', () => {
  test('writes through basic parts, masks and integer arrays', () => {
    const a = grid();
    a.set(-1, 0, '::2').set(-2, [1, 2], [1, 3]).set(-3, a.greater(8));
    expect(plain(a)).toEqual([
      [-1, 1, -1, 3],
      [4, -2, 6, 7],
      [8, -3, -3, -2],
    ]);
    a.set([[1], [2]], [2, 0]);
    expect(plain(a)).toEqual([
      [2, 2, 2, 2],
      [4, -2, 6, 7],
      [1, 1, 1, 1],
    ]);
  });

  test('lets the last value win where positions are given twice', () => {
    const a = nd.zeros([3]);
    expect(plain(a.set([1, 2, 3], [0, 0, 1]))).toEqual([2, 3, 0]);
  });

  test('takes as many values as a mask has true elements, or one', () => {
    const a = grid();
    const mask = a.greater(9);
    expect(plain(a.set([1, 2], mask).at(2))).toEqual([8, 9, 1, 2]);
    expect(plain(a.set([7], mask).at(2))).toEqual([8, 9, 7, 7]);
    expect(plain(a.set(nd.array([3.9, 4.9]), mask).at(2))).toEqual([8, 9, 3, 4]);
    expect(() => a.set([1, 2, 3], mask)).toThrow(
      'cannot assign 3 input values to the 2 output values where the mask is true',
    );
    expect(() => a.set([[1, 2]], mask)).toThrow('requires a 0 or 1-dimensional input, input has 2 dimensions');
    expect(() => a.set([1, 2], [0], [0, 1, 2])).toThrow(
      'shape mismatch: value array of shape (2,) could not be broadcast to indexing result of shape (3,)',
    );
    expect(plain(a.at(2))).toEqual([8, 9, 3, 4]);
  });

  test('spreads one value over rows', () => {
    const a = nd.zeros([4, 300]);
    a.set(2, [1, 3])
      .set(5, [true, false, false, false])
      .set(nd.array([[9]]), [2]);
    expect(plain(a.sum({ axis: 1 }) as NDArray)).toEqual([1500, 600, 2700, 600]);
    a.set(1, ':', [0, 299]);
    expect(a.item(2, 299)).toBe(1);
    expect(a.sum()).toBe(1500 - 10 + 2 + 600 - 4 + 2 + 2700 - 18 + 2 + 600 - 4 + 2);
  });

  test('acts as if value and index had been copied first', () => {
    const a = nd.arange(6n);
    a.set(a.at(':-1'), [1, 2, 3, 4, 5]);
    expect(plain(a)).toEqual([0, 0, 1, 2, 3, 4]);
    const b = nd.array([2n, 0n, 1n]);
    b.set([10n, 20n, 30n], b);
    expect(plain(b)).toEqual([20, 30, 10]);
    const c = nd.array([true, false, true, true]);
    c.set([false, true, false], c);
    expect(plain(c)).toEqual([false, false, true, false]);
    const d = nd.array([1, 2, 3, 4, 5]);
    d.set(d.at('1::2'), [true, true, false, false, false]);
    expect(plain(d)).toEqual([2, 4, 3, 4, 5]);
    const e = nd.array([true, true, false, false]);
    e.at('1:').set(true, e.at(':-1'));
    expect(plain(e)).toEqual([true, true, true, false]);
  });

  test('checks scalars and lists against the dtype and leaves the array as it was', () => {
    const a = nd.zeros([3], { dtype: 'int8' });
    expect(() => a.set(300, [0])).toThrow(nd.ValueError);
    expect(() => a.set([300], [0])).toThrow(nd.ValueError);
    expect(() => a.set(NaN, [true, false, false])).toThrow(nd.ValueError);
    expect(() => a.set(1, [0, 1, 99])).toThrow(nd.IndexError);
    expect(plain(a)).toEqual([0, 0, 0]);
    expect(plain(a.set(nd.array([300.7]), [1]))).toEqual([0, 44, 0]);
  });

  test('refuses read-only arrays', () => {
    const fixed = nd.broadcastTo([1, 2], [2, 2]);
    for (const index of [[[0]], [0], [fixed.greater(1)], [true]] as Index[][]) {
      expect(() => fixed.set(1, ...index)).toThrow(nd.ReadOnlyError);
      expect(() => fixed.iadd(1, { at: index })).toThrow(nd.ReadOnlyError);
    }
  });
});

describe('in place with { at }', () => {
  test('computes on views, masks and positions; positions given twice count once', () => {
    const a = nd.arange(6n);
    a.iadd(10, { at: ['1:3'] })
      .imul(2, { at: [a.greater(10)] })
      .isub(1, { at: [[0, 0, 5]] });
    expect(plain(a)).toEqual([-1, 22, 24, 3, 4, 4]);
    expect(plain(a.iadd(1, { at: 0 }))).toEqual([0, 22, 24, 3, 4, 4]);
    expect(plain(a.iadd([1n, 2n], { at: a.greater(20) }))).toEqual([0, 23, 26, 3, 4, 4]);
    expect(plain(a.iadd([5n], { at: a.greater(20) }))).toEqual([0, 28, 31, 3, 4, 4]);
    expect(plain(a.iadd(100, { at: '::2', where: [true, false, true] }))).toEqual([100, 28, 31, 3, 104, 4]);
    expect(plain(a.iadd(1, { at: [a.less(50)], where: [true, false, true, false] }))).toEqual([100, 29, 31, 4, 104, 4]);
  });

  test('matches operands to what is selected, not to the array', () => {
    const a = nd.arange(6n);
    expect(() => a.iadd(nd.ones([6]), { at: [a.greater(3)], casting: 'unsafe' })).toThrow(nd.ShapeError);
    expect(() => a.iadd(nd.ones([1, 1], { dtype: 'int64' }), { at: [a.greater(3)] })).toThrow(nd.ShapeError);
    expect(plain(a)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('casts within the same kind to the dtype of the array', () => {
    const a = nd.arange(4n);
    for (const at of [[[0, 1]], [a.greater(1)], ['1:']] as Index[][]) {
      expect(() => a.iadd(1.5, { at })).toThrow(nd.DTypeError);
      expect(() => a.idiv(2, { at })).toThrow(nd.DTypeError);
    }
    expect(plain(a)).toEqual([0, 1, 2, 3]);
    expect(plain(a.iadd(1.5, { at: [[0, 3]], casting: 'unsafe' }))).toEqual([1, 1, 2, 4]);
    const f = nd.zeros([3], { dtype: 'float32' });
    expect(f.iadd(nd.array([0.5, 1.5]), { at: [[2, 0]] }).dtype).toBe('float32');
    expect(plain(f)).toEqual([1.5, 0, 0.5]);
  });

  test('acts as if operand and mask had been copied first', () => {
    const a = nd.arange(5n);
    a.iadd(a.at(':3'), { at: [[2, 3, 4]] });
    expect(plain(a)).toEqual([0, 1, 2, 4, 6]);
    const b = nd.array([true, false, true]);
    b.ixor(true, { at: [b] });
    expect(plain(b)).toEqual([false, false, false]);
  });
});
