/** The short way of elementwise operations gives what the general way gives. */
import * as nd from '../../../lib/index';
import type { UfuncOptions } from '../../../lib/index';

/** With a mask that is true everywhere an operation goes the general way. */
const general = (options: UfuncOptions): UfuncOptions => ({ ...options, where: true });

describe('outputs', () => {
  test('of the same kind are written and given back', () => {
    const a = nd.arange(5);
    const out = nd.zeros(5);
    expect(nd.add(a, a, { out })).toBe(out);
    expect(out.toArray()).toEqual([0, 2, 4, 6, 8]);
    expect(nd.negative(a, { out }).toArray()).toEqual([-0, -1, -2, -3, -4]);
    expect(nd.less(a, 2, { out: nd.zeros(5, { dtype: 'bool' }) }).toArray()).toEqual([true, true, false, false, false]);
    expect(nd.multiply(a, 3, { out: a })).toBe(a);
    expect(a.toArray()).toEqual([0, 3, 6, 9, 12]);
  });

  test('that lie over an input act as if it was copied first', () => {
    const pairs = [0, 1, 8].map((shift) => {
      const of = (way: (o: UfuncOptions) => UfuncOptions): unknown => {
        const bytes = new Uint8Array(128).map((_, i) => i);
        const a = nd.frombuffer(bytes.buffer, { dtype: 'int64', count: 8 });
        const out = nd.frombuffer(bytes.buffer, { dtype: 'bool', offset: shift, count: 8 });
        nd.less(a, a.add(1n), way({ out }));
        nd.add(a, a, way({ out: nd.frombuffer(bytes.buffer, { dtype: 'int64', offset: 8, count: 8 }) }));
        return [...bytes];
      };
      return [of((o) => o), of(general)];
    });
    for (const [short, long] of pairs) expect(short).toEqual(long);
    const own = nd.arange(16n);
    nd.add(own.at('1:'), own.at(':-1'), { out: own.at('1:') });
    expect(own.at(':6').toArray()).toEqual([0n, 1n, 3n, 5n, 7n, 9n]);
    const line = nd.ones(8);
    nd.less(line, 2, { out: line.view('bool').at(':8') });
    expect(line.view('bool').at(':9').toArray()).toEqual([...Array<boolean>(8).fill(true), false]);
  });

  test('of another order, dtype or shape, read-only or disposed are as they ever were', () => {
    const a = nd.arange(6).reshape(2, 3);
    const fortran = nd.zeros([2, 3], { order: 'F' });
    expect(nd.add(a, 1, { out: fortran }).toArray()).toEqual(a.add(1).toArray());
    expect(nd.add(a, 1, { out: nd.zeros([2, 3], { dtype: 'float32' }) }).toArray()).toEqual(a.add(1).toArray());
    expect(() => nd.add(a, 1, { out: nd.zeros([3, 2]) })).toThrow(nd.ShapeError);
    expect(() => nd.add(a, 1, { out: nd.broadcastTo(0, [2, 3]) })).toThrow(nd.ReadOnlyError);
    const gone = nd.zeros([2, 3]);
    gone.dispose();
    expect(() => nd.add(a, 1, { out: gone })).toThrow(nd.DisposedError);
    const lost = {
      out: nd.zeros([2, 3]),
      get where(): undefined {
        return void this.out.dispose();
      },
    };
    expect(() => nd.add(a, 1, lost)).toThrow(nd.DisposedError);
    expect(() => nd.add(a, 1, null as never)).toThrow(nd.ArgumentError);
  });
});
