/** Equality of arrays as test frameworks ask for it. */
import { isArray, isBranded, layoutOf } from '../core/array-core';
import { asArray } from '../core/convert';
import { sameShape } from '../core/layout';
import type { CloseOptions } from '../ops/closeness';
import { allClose, arrayEqual } from './compare';

/** What `expect.addEqualityTesters` of Jest and Vitest takes: true, false, or undefined for values that are none of its business. */
export type EqualityTester = (a: unknown, b: unknown) => boolean | undefined;

function tester(op: string, same: (a: never, b: never) => boolean): EqualityTester {
  return (a, b) => {
    const first = isArray(a) || isBranded(a);
    const second = isArray(b) || isBranded(b);
    if (!first && !second) return undefined;
    if (!first || !second) return false;
    const x = layoutOf(asArray(op, a as never));
    const y = layoutOf(asArray(op, b as never));
    return x.dtype.name === y.dtype.name && sameShape(x.shape, y.shape) && same(a as never, b as never);
  };
}

/**
 * Testers for Jest and Vitest: in `toEqual` and kin, arrays of any depth in what is compared are equal when dtype, shape and
 * elements are; nan equals nan, -0 equals 0.
 *
 * @example
 * ```ts
 * testing.equalityTesters[0](nd.array([1, NaN]), nd.array([1, NaN])); // true
 * ```
 */
export const equalityTesters: EqualityTester[] = [
  tester('equalityTesters', (a, b) => arrayEqual(a, b, { equalNan: true })),
];

/**
 * Make testers for Jest and Vitest that take arrays of the same dtype and shape for equal when their elements are close.
 *
 * @param options rtol, atol, and equalNan, which is true here unless said otherwise
 * @see numpy.testing.assert_allclose
 * @example
 * ```ts
 * testing.closeTesters({ rtol: 0.1 })[0](nd.array([1]), nd.array([1.05])); // true
 * ```
 */
export function closeTesters(options?: CloseOptions): EqualityTester[] {
  const given = { equalNan: true, ...options };
  allClose(0, 0, given); // options that are none are refused here, not in some test
  return [tester('closeTesters', (a, b) => allClose(a, b, given))];
}
