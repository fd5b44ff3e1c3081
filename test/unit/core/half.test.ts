/** float16 in JavaScript: bits and values. */
import * as nd from '../../../lib/index';
import { halfBits, halfValue } from '../../../lib/core/half';
import { askNumpy, numpyAvailable } from './numpy';

const round = (x: number): number => halfValue(halfBits(x));

test('all bits give a value that gives these bits', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = halfValue(bits);
    if (Number.isNaN(value)) expect(bits & 0x7fff).toBeGreaterThan(0x7c00);
    else if (halfBits(value) !== bits) throw new Error(`${bits} gave ${value}, which gave ${halfBits(value)}`);
  }
});

test.each<[number, number]>([
  [2049, 2048],
  [2051, 2052],
  [65504, 65504],
  [65519.999, 65504],
  [65520, Infinity],
  [-65520, -Infinity],
  [1e300, Infinity],
  [2 ** -25, 0],
  [-(2 ** -25), -0],
  [2 ** -25 * (1 + 2 ** -52), 2 ** -24],
  [3 * 2 ** -25, 2 ** -23],
  [2 ** -14 - 2 ** -26, 2 ** -14],
  [5e-324, 0],
  // By way of float32 these would be rounded twice.
  [1 + 2 ** -11 + 2 ** -30, 1 + 2 ** -10],
  [1 + 2 ** -11, 1],
  [1 + 3 * 2 ** -11 - 2 ** -40, 1 + 2 ** -10],
  [2047.9999, 2048],
  [NaN, NaN],
  [-0, -0],
])('%p becomes %p', (x, expected) => {
  expect(round(x)).toBe(expected);
  expect(nd.array([x], { dtype: 'float16' }).item(0)).toBe(expected);
  // What C++ makes of the same number.
  expect(nd.array([x]).astype('float16').item(0)).toBe(expected);
});

(numpyAvailable ? test : test.skip)('random numbers become what NumPy makes of them', () => {
  const rng = nd.random.defaultRng(5);
  const values = Array.from(rng.standardNormal({ size: [4000] }).data, (x, i) => {
    const scaled = x * 2 ** ((i % 46) - 28);
    // Half of them lie on or beside the middle between two float16s.
    return i % 2 === 0 ? scaled : (round(scaled) + round(scaled * (1 + 2 ** -10))) / 2 + (i % 3) * 2 ** -60;
  });
  const finite = values.filter(Number.isFinite);
  expect(finite.length).toBeGreaterThan(3000);
  const expected = askNumpy("answer = np.array(job).astype('float16').view('uint16').tolist()", finite);
  expect(finite.map(halfBits)).toEqual(expected);
});
