/** reshape, ravel, transpose, squeeze, expandDims, broadcastTo, flip. */
import { spawnSync } from 'node:child_process';
import * as nd from '../../../lib/index';
import type { NDArray } from '../../../lib/index';

const cube = (): NDArray => nd.arange(24n).reshape(2, 3, 4) as NDArray;

describe('reshape', () => {
  test('is a view where one exists', () => {
    const a = cube();
    const r = a.reshape(6, -1);
    expect([r.shape, r.base]).toEqual([[6, 4], a.base]);
    r.set(-1, 5, 3);
    expect(a.item(1, 2, 3)).toBe(-1n);
    expect(nd.sharesMemory(cube().T.reshape(24), cube())).toBe(false);
  });

  test('is a copy elsewhere, or an error with copy: false', () => {
    const t = cube().T;
    expect(nd.sharesMemory(t.reshape(24), t)).toBe(false);
    expect(t.reshape(24).base).toBeNull();
    expect(() => t.reshape([24], { copy: false })).toThrow('Unable to avoid creating a copy while reshaping.');
    expect(nd.sharesMemory(cube().reshape([24], { copy: true }), cube())).toBe(false);
  });

  test('copy: true copies where a view exists', () => {
    const a = cube();
    expect(nd.sharesMemory(a.reshape([24], { copy: true }), a)).toBe(false);
    expect(nd.sharesMemory(a.reshape([24], { copy: false }), a)).toBe(true);
  });

  test('reads and places in Fortran order where asked', () => {
    expect(nd.arange(6n).reshape([2, 3], { order: 'F' }).toArray()).toEqual([
      [0n, 2n, 4n],
      [1n, 3n, 5n],
    ]);
    expect(nd.zeros([2, 3]).reshape([3, 2], { order: 'F' }).strides).toEqual([8, 24]);
    expect(cube().T.reshape([24], { order: 'A' }).item(1)).toBe(1n);
  });

  test.each<[unknown, string]>([
    [[5, 5], 'cannot reshape array of size 24 into shape (5,5)'],
    [[5, -1], 'cannot reshape array of size 24 into shape (5,-1)'],
    [[-1, -1], 'can only specify one unknown dimension'],
    [[-2, -12], 'negative dimensions are not allowed'],
    [[0, -1], 'cannot reshape array of size 24'],
    [[1.5], 'expected an integer for shape[0] but got 1.5'],
    ['24', 'expected an integer or a list of integers'],
  ])('refuses %j', (shape, message) => {
    expect(() => nd.reshape(cube(), shape as number[])).toThrow(message);
  });

  const version =
    spawnSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' }).stdout ?? '';
  const run = Number.parseInt(version, 10) >= 2 ? test : test.skip;

  run('makes views and copies exactly where NumPy does (skipped where python3 has no NumPy 2)', () => {
    let state = 99;
    const below = (n: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % n;
    };
    const factor = (size: number): number[] => {
      const shape: number[] = [];
      for (let left = size; ;) {
        const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((d) => left % d === 0);
        const d = divisors[below(divisors.length)]!;
        shape.push(d);
        left /= d;
        if (left === 1 && below(2) === 0) return shape;
        if (shape.length > 4) return [...shape, left];
      }
    };
    const cases = Array.from({ length: 800 }, () => {
      const from = factor(24);
      const axes = from.map((_, i) => i).sort(() => below(3) - 1);
      const flips = from.map(() => below(5) === 0);
      return { from, axes, flips, to: factor(24), order: below(3) === 0 ? 'F' : 'C' } as const;
    });
    const python = `
import json, sys
import numpy as np
out = []
for c in json.load(sys.stdin):
    a = np.arange(24).reshape(c['from']).transpose(c['axes'])
    a = a[tuple(slice(None, None, -1 if f else 1) for f in c['flips'])]
    r = a.reshape(c['to'], order=c['order'])
    out.append([r.ravel().tolist(), bool(np.shares_memory(a, r)), list(r.strides) if np.shares_memory(a, r) else None])
json.dump(out, sys.stdout)`;
    const answer = spawnSync('python3', ['-c', python], { input: JSON.stringify(cases), encoding: 'utf8' });
    const expected = JSON.parse(answer.stdout) as [number[], boolean, number[] | null][];
    cases.forEach(({ from, axes, flips, to, order }, i) => {
      const turned = nd.arange(24n).reshape(from).transpose(axes);
      const a = flips.reduce((x, flipped, axis) => (flipped ? x.flip(axis) : x), turned as NDArray);
      const r = a.reshape(to, { order });
      const shares = nd.sharesMemory(a, r);
      // Strides of axes of length 1 say nothing.
      const own = shares ? r.strides.filter((_, k) => to[k] !== 1) : null;
      const theirs = expected[i]![2]?.filter((_, k) => to[k] !== 1) ?? null;
      expect([cases[i], r.flatValues().map(Number), shares, own]).toEqual([
        cases[i],
        expected[i]![0],
        expected[i]![1],
        theirs,
      ]);
    });
  });
});

describe('ravel', () => {
  test('is a view of contiguous arrays, a copy of others', () => {
    const a = cube();
    expect(nd.sharesMemory(a.ravel(), a)).toBe(true);
    expect(nd.sharesMemory(a.T.ravel(), a)).toBe(false);
    expect(a.T.ravel({ order: 'F' }).item(1)).toBe(1n);
    expect(nd.sharesMemory(a.T.ravel({ order: 'K' }), a)).toBe(true);
    expect(nd.ravel(5).shape).toEqual([1]);
    expect(nd.zeros([0, 3]).ravel({ order: 'K' }).shape).toEqual([0]);
  });
});

describe('transpose', () => {
  test('permutes the axes: a view', () => {
    const a = cube();
    expect([a.T.shape, a.T.strides]).toEqual([
      [4, 3, 2],
      [8, 32, 96],
    ]);
    expect(a.transpose([1, 0, 2]).item(2, 1, 3)).toBe(23n);
    expect(a.transpose([-1, 0, 1]).shape).toEqual([4, 2, 3]);
    a.T.set(-5, 0, 0, 0);
    expect(a.item(0)).toBe(-5n);
  });

  test('refuses what is no permutation', () => {
    expect(() => cube().transpose([0, 1])).toThrow(nd.AxisError);
    expect(() => cube().transpose([0, 0, 1])).toThrow('repeated axis in transpose');
    expect(() => cube().transpose([0, 1, 3])).toThrow('axis 3 is out of bounds for array of dimension 3');
  });
});

describe('squeeze and expandDims', () => {
  const a = nd.zeros([1, 3, 1]);

  test('drop and insert axes of length 1: views', () => {
    expect([a.squeeze().shape, a.squeeze(0).shape, a.squeeze([0, -1]).shape, a.squeeze([]).shape]).toEqual([
      [3],
      [3, 1],
      [3],
      [1, 3, 1],
    ]);
    expect([nd.zeros(3).expandDims(0).shape, nd.zeros(3).expandDims([0, -1]).shape]).toEqual([
      [1, 3],
      [1, 3, 1],
    ]);
    const b = nd.zeros(3);
    b.expandDims(1).fill(2);
    expect(b.toArray()).toEqual([2, 2, 2]);
  });

  test('refuse longer axes, axes out of range and axes twice', () => {
    expect(() => a.squeeze(1)).toThrow('cannot select an axis to squeeze out which has size not equal to one');
    expect(() => a.squeeze(3)).toThrow(nd.AxisError);
    expect(() => a.squeeze([0, -3])).toThrow(nd.AxisError);
    expect(() => a.expandDims([0, 0])).toThrow(nd.AxisError);
    expect(() => a.expandDims(5)).toThrow(nd.AxisError);
    expect(() => a.squeeze('0' as never)).toThrow(nd.ArgumentError);
  });
});

describe('broadcastTo', () => {
  test('is a read-only view with strides of 0', () => {
    const a = nd.array([1, 2, 3]);
    const b = a.broadcastTo([2, 3]);
    expect([b.strides, b.flags.writeable, b.base]).toEqual([[0, 8], false, a]);
    a.set(9, 0);
    expect(b.toArray()).toEqual([
      [9, 2, 3],
      [9, 2, 3],
    ]);
    for (const act of [
      () => b.fill(1),
      () => b.assign(1),
      () => b.set(1, 0, 0),
      () => b.iadd(1),
      () => b.at(0).fill(1),
      () => b.T.fill(1),
      () => b.reshape(2, 3).fill(1),
      () => nd.add(b, 1, { out: b }),
      () => b.sum({ axis: 0, out: b.at(0) }),
      () => nd.concatenate([b], { out: b }),
      () => b.push(1),
    ]) {
      expect(act).toThrow(nd.ReadOnlyError);
    }
    expect(a.toArray()).toEqual([9, 2, 3]);
  });

  test('hands out copies of its bytes, so that no write is lost or doubled', () => {
    const b = nd.broadcastTo([1, 2], [2, 2]);
    b.data[0] = 9;
    expect(b.item(0, 0)).toBe(1);
  });

  test('refuses shapes that do not fit', () => {
    expect(() => nd.broadcastTo([1, 2, 3], [2])).toThrow(nd.ShapeError);
    expect(() => nd.broadcastTo([1, 2, 3], [3, 2])).toThrow('requested shape (3,2)');
    expect(() => nd.broadcastTo(nd.zeros([2, 2]), 2)).toThrow(nd.ShapeError);
    expect(() => nd.broadcastTo(1, [2 ** 30, 2 ** 30])).toThrow(/too big/);
  });
});

describe('flip', () => {
  test('reverses along axes: a view', () => {
    const a = nd.arange(6n).reshape(2, 3);
    expect(a.flip().toArray()).toEqual([
      [5n, 4n, 3n],
      [2n, 1n, 0n],
    ]);
    expect(a.flip(0).at(0).toArray()).toEqual([3n, 4n, 5n]);
    expect(a.flip([1]).strides).toEqual([24, -8]);
    expect(nd.sharesMemory(a, a.flip())).toBe(true);
    expect(() => a.flip(2)).toThrow(nd.AxisError);
    expect(nd.zeros([0, 2]).flip().shape).toEqual([0, 2]);
  });
});
