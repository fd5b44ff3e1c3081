/**
 * Helpers for tests of code that computes with arrays: `import * as testing from 'ndstride/testing'`.
 *
 * @packageDocumentation
 */
export { allClose, arrayEqual, maxUlp, type CloseOptions, type EqualOptions } from './compare';
export { closeTesters, equalityTesters, type EqualityTester } from './testers';
