/** clip: bounds beyond the dtype of what they limit. */
import * as nd from '../../../lib/index';

test('an integer bound beyond an integer array changes nothing', () => {
  const a = nd.array([1n, 300n], { dtype: 'uint16' });
  expect(nd.clip(a, -5, 2 ** 31).toArray()).toEqual([1, 300]);
  expect(nd.clip(a, -5, 100n).dtype).toBe('uint16');
});

test('but it counts beside a bound of floats, which may lie beyond the integers', () => {
  const a = nd.array([1n, 300n], { dtype: 'uint16' });
  const low = nd.array([2 ** 40, 0], { dtype: 'float32' });
  expect(nd.clip(a, low, 2 ** 31).toArray()).toEqual([2 ** 31, 300]);
  expect(nd.clip(a, -5, nd.array([-10.5, 7])).toArray()).toEqual([-10.5, 7]);
});

test('complex numbers are limited by real, then imaginary part', () => {
  const z = nd.array([nd.complex(0, 5), nd.complex(1, 2), nd.complex(1, -3)]);
  expect(nd.clip(z, nd.complex(0, 6), nd.complex(1, 0)).toArray()).toEqual([
    nd.complex(0, 6),
    nd.complex(1, 0),
    nd.complex(1, -3),
  ]);
  expect(() => nd.clip([1], {} as never, 1)).toThrow(nd.ArgumentError);
});

test('without bounds it gives a copy, of bools an error', () => {
  const x = nd.array([1, 2], { dtype: 'int8' });
  const same = nd.clip(x);
  expect(same.dtype).toBe('int8');
  expect(same.toArray()).toEqual([1, 2]);
  expect(nd.sharesMemory(x, same)).toBe(false);
  expect(() => nd.clip([true], null, null)).toThrow(nd.DTypeError);
});

test('a number beyond the array beside a bound that makes floats counts; a bigint does not', () => {
  const x = nd.array([0], { dtype: 'int16' });
  const low = nd.array([2 ** 40], { dtype: 'uint64' });
  expect(nd.clip(x, low, 2 ** 31).toArray()).toEqual([2 ** 31]);
  expect(nd.clip(x, low, 2n ** 31n).toArray()).toEqual([2 ** 40]);
});
