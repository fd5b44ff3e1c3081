// The testers fit where Jest (and Vitest, whose type is the same) takes them.
import { expect } from '@jest/globals';
import { closeTesters, equalityTesters, type EqualityTester } from '../../lib/testing';

expect.addEqualityTesters(equalityTesters);
expect.addEqualityTesters(closeTesters({ rtol: 1e-3 }));
const vitest = (testers: ((this: object, a: unknown, b: unknown, customTesters: unknown[]) => boolean | undefined)[]) =>
  testers;
vitest(equalityTesters);
const one: EqualityTester = (a, b) => (a === b ? true : undefined);
void one;
