/** The loop that operands and the option dtype choose, where a row has several. */
import * as nd from '../../../lib/index';

test('dtype names what a modulus gives, not what it is of', () => {
  const z = nd.array([nd.complex(3, 4)], { dtype: 'complex64' });
  const made = nd.abs(z, { dtype: 'float64' });
  expect(made.dtype).toBe('float64');
  expect(made.toArray()).toEqual([5]);
  expect(() => nd.abs(z.astype('complex128'), { dtype: 'float32' })).toThrow(nd.DTypeError);
  expect(() => nd.abs(z, { dtype: 'int64' })).toThrow(nd.DTypeError);
});

test('where every loop gives the same dtype, the operands choose one', () => {
  const x = nd.array([-693_048_617], { dtype: 'int32' });
  expect(nd.bitwiseCount(x, { dtype: 'uint8' }).toArray()).toEqual(nd.bitwiseCount(x).toArray());
});

test('an integer beside an array of exponents fits the narrowest floats', () => {
  const exponents = nd.array([0, 3], { dtype: 'uint8' });
  expect(nd.ldexp(6, exponents).dtype).toBe('float16');
  expect(nd.ldexp(6.5, exponents).dtype).toBe('float64');
  expect(nd.ldexp(6n, 3n).dtype).toBe('float64');
});
