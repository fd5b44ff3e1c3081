/** Operands of small integers, the same here and in NumPy: every order of summation gives the same. */
import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';

export const SETUP = `
def make(dtype, *shape):
    n = int(np.prod(shape))
    values = (np.arange(n) * 7919 % 13 - 6).reshape(shape)
    if dtype == 'bool': return values % 3 == 0
    if np.dtype(dtype).kind == 'c': return (values + 1j * (np.arange(n) * 31 % 7 - 3).reshape(shape)).astype(dtype)
    return values.astype(dtype)
`;

export function make(dtype: DType, ...shape: number[]): NDArray {
  const n = shape.reduce((x, y) => x * y, 1);
  const values = nd.arange(BigInt(n)).multiply(7919).remainder(13).subtract(6).reshape(shape);
  if (dtype === 'bool') return nd.equal(nd.remainder(values, 3), 0);
  if (!dtype.startsWith('complex')) return values.astype(dtype);
  const imaginary = nd.arange(BigInt(n)).multiply(31).remainder(7).subtract(3).reshape(shape);
  return nd.add(values, nd.multiply(imaginary, nd.complex(0, 1))).astype(dtype);
}
