import * as nd from '../../../lib';

describe('angle', () => {
  test('of complex numbers is in (-pi, pi], by the signs of zeros', () => {
    const z = [nd.complex(0, 1), nd.complex(-1, 0), nd.complex(-1, -0), nd.complex(0, 0), nd.complex(-0, 0)];
    expect(nd.angle(z).toArray()).toEqual([Math.PI / 2, Math.PI, -Math.PI, 0, Math.PI]);
  });

  test('of real numbers is 0 or pi, and nan of nan', () => {
    expect(nd.angle([2, -2, 0, -0, NaN, -Infinity]).toArray()).toEqual([0, Math.PI, 0, Math.PI, NaN, Math.PI]);
  });

  test.each([
    ['bool', 'float64'],
    ['int8', 'float16'],
    ['int16', 'float32'],
    ['int64', 'float64'],
    ['float16', 'float16'],
    ['complex64', 'float32'],
    ['complex128', 'float64'],
  ] as const)('of %s is %s', (from, to) => {
    expect(nd.angle(nd.ones(3, { dtype: from })).dtype).toBe(to);
  });

  test('in degrees', () => {
    expect(nd.angle([nd.complex(1, 1), nd.complex(0, -3)], { deg: true }).toArray()).toEqual([45, -90]);
  });
});

describe('conj', () => {
  test('changes the sign of the imaginary part, of zeros and infinities too', () => {
    const z = nd.conj([nd.complex(1, 0), nd.complex(-2, -0), nd.complex(0, Infinity)]);
    expect(z.imag.toArray()).toEqual([-0, 0, -Infinity]);
    expect(z.real.toArray()).toEqual([1, -2, 0]);
  });

  test('leaves real numbers as they are, bools as int8', () => {
    expect(nd.conjugate(nd.arange(-2n, 2n)).toArray()).toEqual([-2n, -1n, 0n, 1n]);
    expect(nd.conj([true, false]).dtype).toBe('int8');
  });
});
