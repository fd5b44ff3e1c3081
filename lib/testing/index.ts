/**
 * Helpers for tests of code that computes with arrays: `import * as testing from 'ndstride/testing'`.
 *
 * @packageDocumentation
 */
export { allClose, arrayEqual, maxUlp } from './compare';
export type { CloseOptions, EqualOptions } from '../ops/closeness';
export { closeTesters, equalityTesters, type EqualityTester } from './testers';
