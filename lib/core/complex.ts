/** Complex numbers as JavaScript values: the elements of complex64 and complex128 arrays. */
import { inspect } from 'node:util';
import { DTypeError, badArgument } from '../errors';

/** Marks complex numbers across realms and copies of this package. */
const COMPLEX_BRAND: unique symbol = Symbol.for('ndstride.Complex') as never;

/** A part as Python prints a float, but for the '.0' of whole ones. */
function partText(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  const magnitude = Math.abs(x);
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  if (magnitude === Infinity) return `${sign}inf`;
  if (magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e16)) return sign + String(magnitude);
  const [mantissa = '', power = ''] = magnitude.toExponential().split('e');
  return `${sign}${mantissa}e${power.charAt(0)}${power.slice(1).padStart(2, '0')}`;
}

/** Parts as Python prints a complex number: (1+2j); 2j where the real part is a positive zero. */
export function complexText(re: number, im: number, text: (part: number) => string = partText): string {
  const imaginary = text(im);
  if (Object.is(re, 0)) return `${imaginary}j`;
  return `(${text(re)}${imaginary.startsWith('-') ? '' : '+'}${imaginary}j)`;
}

/**
 * A complex number: what elements of complex arrays are in JavaScript, and what stands for a scalar beside arrays
 * (weakly, as numbers do). Immutable. It computes nothing itself: functions such as nd.multiply do.
 *
 * @see Python's complex
 * @example
 * ```ts
 * new nd.Complex(1, -2).toString(); // '(1-2j)'
 * ```
 */
export class Complex {
  readonly re: number;
  readonly im: number;
  /** Tells own instances from look-alikes. */
  readonly #own = true;

  /** @throws ArgumentError when a part is no number */
  constructor(re: number, im: number = 0) {
    if (typeof re !== 'number') throw badArgument('Complex', 're', 'a number', re);
    if (typeof im !== 'number') throw badArgument('Complex', 'im', 'a number', im);
    this.re = re;
    this.im = im;
    Object.freeze(this);
  }

  /** @internal Whether the constructor made x. */
  static made(x: object): x is Complex {
    return #own in x && x.#own;
  }

  /** @internal */
  get [COMPLEX_BRAND](): true {
    return true;
  }

  /** Whether another value is the same number; zeros of either sign are, NaNs are not. A number counts as its real part. */
  equals(other: unknown): boolean {
    if (typeof other === 'number') return this.re === other && this.im === 0;
    const z = asComplex('equals', other);
    return z !== undefined && this.re === z.re && this.im === z.im;
  }

  /** As Python and NumPy print it: (1+2j). */
  toString(): string {
    return complexText(this.re, this.im);
  }

  /** As an object of its parts. JSON has no NaN and no infinities: they become null. */
  toJSON(): { re: number; im: number } {
    return { re: this.re, im: this.im };
  }

  /** As Node shows it. */
  [inspect.custom](): string {
    return `Complex ${this.toString()}`;
  }

  /** Text for templates; no number: z * 2 would silently be one otherwise. @throws DTypeError */
  [Symbol.toPrimitive](hint: 'string' | 'number' | 'default'): string {
    if (hint === 'string') return this.toString();
    throw new DTypeError(
      "[Complex] float() argument must be a string or a real number, not 'complex': use z.re and z.im, or nd.add(z, w) and so on",
    );
  }
}

/**
 * Make a complex number of its parts.
 *
 * @throws ArgumentError when a part is no number
 * @see Python's complex
 * @example
 * ```ts
 * nd.complex(1, 2).toString(); // '(1+2j)'
 * ```
 */
export function complex(re: number, im: number = 0): Complex {
  return new Complex(re, im);
}

/**
 * A complex number of this copy of the package, of another, or of another realm as one of ours; undefined for anything
 * else. The parts of a stranger are read once. @throws ArgumentError when they are no numbers
 */
export function asComplex(op: string, x: unknown): Complex | undefined {
  if (typeof x !== 'object' || x === null) return undefined;
  if (Complex.made(x)) return x;
  const stranger = x as { readonly [COMPLEX_BRAND]?: unknown; readonly re?: unknown; readonly im?: unknown };
  if (stranger[COMPLEX_BRAND] !== true) return undefined;
  const { re, im } = stranger;
  if (typeof re !== 'number' || typeof im !== 'number') {
    throw badArgument(op, 'the parts of a complex number', 'numbers', typeof re === 'number' ? im : re);
  }
  return new Complex(re, im);
}
