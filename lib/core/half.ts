/** IEEE 754 binary16 in JavaScript: the bits of a float16 and the number they stand for. */

const SIGN = 0x8000;
const INFINITY = 0x7c00;
const QUIET_NAN = 0x7e00;
/** From here on numbers round to infinity: half a step beyond the largest, 65504. */
const OVERFLOW = 65520;
const LEAST_NORMAL = 2 ** -14;
/** A sum with this has no bits left for fractions: it is rounded to an integer, ties to even. */
const ROUNDER = 2 ** 52;

const scratch = new DataView(new ArrayBuffer(8));

/** The exponent of a normal number: floor(log2(x)). */
function exponentOf(x: number): number {
  scratch.setFloat64(0, x);
  return ((scratch.getUint16(0) >> 4) & 0x7ff) - 1023;
}

/** The bits of the float16 nearest to a number, ties to even; beyond the largest an infinity, gradual underflow below. */
export function halfBits(x: number): number {
  if (Number.isNaN(x)) return QUIET_NAN;
  const sign = x < 0 || Object.is(x, -0) ? SIGN : 0;
  const magnitude = Math.abs(x);
  if (magnitude >= OVERFLOW) return sign | INFINITY;
  // Scaling by powers of two is exact, so each number is rounded once. A carry runs into the exponent, as it should.
  if (magnitude < LEAST_NORMAL) return sign | (magnitude * 2 ** 24 + ROUNDER - ROUNDER);
  const exponent = exponentOf(magnitude);
  const significand = magnitude * 2 ** (10 - exponent) + ROUNDER - ROUNDER;
  return sign | (((exponent + 14) << 10) + significand);
}

/** The number that the bits of a float16 stand for. */
export function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  const sign = bits & SIGN ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
