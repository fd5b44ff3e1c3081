/** Basic indexing: at gives views. */
import { spawnSync } from 'node:child_process';
import * as nd from '../../../lib/index';
import type { BasicIndex, NDArray, SliceText } from '../../../lib/index';

const line = (): NDArray => nd.arange(10n) as NDArray;
const cube = (): NDArray => nd.arange(24n).reshape(2, 3, 4) as NDArray;
const values = (a: NDArray): number[] => a.flatValues().map(Number);

describe('at', () => {
  test('is a view: writes go through', () => {
    const a = cube();
    a.at(1, '::2', 0).assign(-1);
    expect(values(a.at(1, ':', 0))).toEqual([-1, 16, -1]);
    expect(a.at(1, 2, 3).shape).toEqual([]);
    a.at(1, 2, 3).assign(99);
    expect(a.item(1, 2, 3)).toBe(99n);
    expect(nd.sharesMemory(a, a.at('...'))).toBe(true);
  });

  test('without parts is the whole', () => {
    expect(values(line().at())).toEqual(values(line()));
    expect(nd.sharesMemory(line().at(), line())).toBe(false);
  });

  test.each<[BasicIndex[], number[]]>([
    [[0], [3, 4]],
    [[-1, -1], [4]],
    [[0n, 1n], [4]],
    [['1:'], [1, 3, 4]],
    [[null], [1, 2, 3, 4]],
    [
      [null, '...', null],
      [1, 2, 3, 4, 1],
    ],
    [
      ['...', 0],
      [2, 3],
    ],
    [[0, '...', 0], [3]],
    [['...'], [2, 3, 4]],
    [[0, 0, 0, '...'], []],
    [
      [':', null, 1],
      [2, 1, 4],
    ],
    [
      [nd.slice(0), ':'],
      [0, 3, 4],
    ],
  ])('with %j has shape %j', (index, shape) => expect(cube().at(...index).shape).toEqual(shape));
});

describe('slices', () => {
  test.each<[string, number[]]>([
    [':', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['2:5', [2, 3, 4]],
    ['-3:', [7, 8, 9]],
    [':-7', [0, 1, 2]],
    ['::3', [0, 3, 6, 9]],
    ['::-4', [9, 5, 1]],
    ['8:2:-3', [8, 5]],
    ['5:2', []],
    ['2:5:-1', []],
    ['100:', []],
    [':100', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['-100:2', [0, 1]],
    ['100::-3', [9, 6, 3, 0]],
    [':-100:-5', [9, 4]],
    [' 1 : 6 : 2 ', [1, 3, 5]],
    ['+1:+3', [1, 2]],
    ['1:99999999999999999999:3', [1, 4, 7]],
    [`::${2 ** 52}`, [0]],
  ])('%j clip to the axis', (text, expected) => expect(values(line().at(text as SliceText))).toEqual(expected));

  test('of nd.slice take parts left out as null or undefined', () => {
    expect(values(line().at(nd.slice(3)))).toEqual([0, 1, 2]);
    expect(values(line().at(nd.slice(7, null)))).toEqual([7, 8, 9]);
    expect(values(line().at(nd.slice(null, null, -5)))).toEqual([9, 4]);
    expect(values(line().at(nd.slice(1, 8, 3)))).toEqual([1, 4, 7]);
    expect(Object.isFrozen(nd.slice(1, 2))).toBe(true);
  });

  test.each([
    '',
    '1',
    'a:b',
    '1:2:3:4',
    '1.5:2',
    '1::2:',
    '..',
    '....',
    ': :2x',
    '1e3:',
    '0x1:',
    '١:٢',
    ':'.repeat(1e5),
    `${' '.repeat(1e5)}:`,
  ])('that are malformed are refused: %#', (text) => {
    expect(() => line().at(text as SliceText)).toThrow(nd.IndexError);
    expect(() => line().at(text as SliceText)).toThrow(/^\[at\] expected a slice such as '1:10:2'/);
  });

  test('of step 0 are refused', () => {
    expect(() => line().at('::0')).toThrow(nd.ValueError);
    expect(() => nd.slice(1, 2, 0)).toThrow('slice step cannot be zero');
    expect(() => nd.slice(1, 2, -0)).toThrow(nd.ValueError);
  });

  test.each([1.5, NaN, '1', {}, true])('of what is no integer are refused: %p', (part) => {
    expect(() => nd.slice(part as number)).toThrow(nd.IndexError);
    expect(() => nd.slice(0, part as number)).toThrow('slice indices must be integers or null');
  });
});

describe('what at refuses', () => {
  test('integers out of bounds, in NumPy’s words', () => {
    expect(() => line().at(10)).toThrow(nd.IndexError);
    expect(() => line().at(10)).toThrow('[at] index 10 is out of bounds for axis 0 with size 10');
    expect(() => cube().at(0, -4)).toThrow('[at] index -4 is out of bounds for axis 1 with size 3');
    expect(() => line().at(2 ** 53)).toThrow(nd.IndexError);
    expect(() => line().at(2n ** 70n)).toThrow(nd.IndexError);
  });

  test.each([1.5, NaN, Infinity])('numbers that are no integers: %p', (index) => {
    expect(() => line().at(index)).toThrow(nd.IndexError);
    expect(() => cube().at(0, index)).toThrow('only integers, slices');
  });

  test('too many parts, and two ellipses', () => {
    expect(() => line().at(0, 0)).toThrow('too many indices for array: array is 1-dimensional, but 2 were indexed');
    expect(() => cube().at('...', 0, '...')).toThrow("an index can only have a single ellipsis ('...')");
  });

  test.each<[string, unknown]>([
    ['a mask', nd.array([true, false])],
    ['a list of bools', [true, false]],
    ['a list of positions', [0, 1]],
    ['an array of positions', nd.array([0n])],
    ['a typed array', new Int32Array(2)],
    ['a bool', true],
    ['undefined', undefined],
    ['a symbol', Symbol('x')],
    ['an object like a slice', { start: 0, stop: 1, step: 1 }],
    ['an object with valueOf', { valueOf: () => 0 }],
  ])('%s, naming select and set', (_, part) => {
    for (const a of [line(), cube()]) {
      expect(() => a.at(part as BasicIndex)).toThrow(nd.IndexError);
      expect(() => a.at(part as BasicIndex)).toThrow(/use select \(a copy\) or set/);
    }
  });
});

describe('item', () => {
  test('takes one index per axis, a flat one, or none for one element', () => {
    expect([cube().item(1, 2, 3), cube().item(-1), cube().item(5), nd.array([[7]]).item()]).toEqual([23n, 23n, 5n, 7]);
    expect(cube().T.item(1)).toBe(12n);
    expect(cube().item(1n as never, 0, 0)).toBe(12n);
  });

  test('refuses all else', () => {
    expect(() => cube().item()).toThrow(nd.ValueError);
    expect(() => cube().item(0, 0)).toThrow(nd.IndexError);
    expect(() => cube().item(24)).toThrow('index 24 is out of bounds for size 24');
    expect(() => cube().item(0, 3, 0)).toThrow('index 3 is out of bounds for axis 1 with size 3');
    for (const index of ['1', true, null, undefined, {}, [0], Symbol('x'), 0.5]) {
      expect(() => line().item(index as never)).toThrow(nd.IndexError);
      expect(() => cube().item(index as never)).toThrow(nd.IndexError);
    }
  });

  test('runs no code of what it is given', () => {
    const a = nd.zeros(100_000);
    const valueOf = jest.fn(() => {
      a.dispose();
      return 0;
    });
    expect(() => a.item({ valueOf } as never)).toThrow(nd.IndexError);
    expect(valueOf).not.toHaveBeenCalled();
    expect(a.item(0)).toBe(0);
  });

  test('gives booleans, numbers and bigints', () => {
    const kinds = (['bool', 'int8', 'uint32', 'int64', 'uint64', 'float32', 'float64'] as const).map(
      (dtype) => typeof nd.ones(1, { dtype }).item(0),
    );
    expect(kinds).toEqual(['boolean', 'number', 'number', 'bigint', 'bigint', 'number', 'number']);
  });
});

describe('random basic indices', () => {
  const version =
    spawnSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' }).stdout ?? '';
  const run = Number.parseInt(version, 10) >= 2 ? test : test.skip;

  run('give what NumPy gives (skipped where python3 has no NumPy 2)', () => {
    let state = 12345;
    const below = (n: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % n;
    };
    const bound = (): string => (below(3) === 0 ? '' : String(below(13) - 6));
    const part = (): string => {
      const kind = below(8);
      if (kind === 0) return 'null';
      if (kind === 1) return '...';
      if (kind < 4) return String(below(9) - 4);
      return `${bound()}:${bound()}${below(2) === 0 ? '' : `:${below(2) === 0 ? '' : '-'}${1 + below(3)}`}`;
    };
    const cases = Array.from({ length: 1500 }, () => ({
      shape: Array.from({ length: 1 + below(4) }, () => below(5)),
      parts: Array.from({ length: below(5) }, part),
    }));
    const python = `
import json, sys
import numpy as np
def part(p):
    if p == 'null': return None
    if p == '...': return Ellipsis
    if ':' not in p: return int(p)
    return slice(*[int(x) if x else None for x in p.split(':')])
out = []
for c in json.load(sys.stdin):
    a = np.arange(int(np.prod(c['shape']))).reshape(c['shape'])
    try:
        v = a[tuple(part(p) for p in c['parts'])]
        out.append([list(np.shape(v)), np.asarray(v).ravel().tolist(), str(v)])
    except IndexError as e: out.append(str(e))
json.dump(out, sys.stdout)`;
    const answer = spawnSync('python3', ['-c', python], { input: JSON.stringify(cases), encoding: 'utf8' });
    const expected = JSON.parse(answer.stdout) as (string | [number[], number[], string])[];
    let errors = 0;
    cases.forEach(({ shape, parts }, i) => {
      const a = nd.arange(BigInt(shape.reduce((x, y) => x * y, 1))).reshape(shape) as NDArray;
      const index = parts.map((p) => (p === 'null' ? null : /^-?\d+$/.test(p) ? Number(p) : (p as SliceText)));
      let got: unknown;
      try {
        const view = a.at(...index);
        got = [[...view.shape], values(view), view.toString()];
      } catch (error) {
        expect(error).toBeInstanceOf(nd.IndexError);
        errors++;
        got = (error as Error).message.replace(/^\[at\] /, '').replaceAll("('...')", "('...')");
      }
      expect([shape, parts, got]).toEqual([shape, parts, expected[i]]);
    });
    expect(errors).toBeGreaterThan(100);
    expect(errors).toBeLessThan(1200);
  });
});
