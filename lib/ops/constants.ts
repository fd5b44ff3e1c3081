/** The constants of NumPy's namespace. */

/** The ratio of a circle's circumference to its diameter. */
export const pi = Math.PI;
/** Euler's number, the base of the natural logarithm. */
export const e = Math.E;
/** The positive infinity. */
export const inf = Infinity;
/** Not a number. */
export const nan = NaN;
/** A new axis of length 1 in an index: null. */
export const newaxis = null;
/** The Euler-Mascheroni constant: the limit of the harmonic series less the logarithm. */
export const eulerGamma = 0.5772156649015329;
