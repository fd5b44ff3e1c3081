/** Makes random programs from a seed. Most are valid; about one in eight is likely to be refused by both sides. */
import { range, other } from './generate/creation';
import { clipOrWhere, inPlace, ufunc } from './generate/elementwise';
import { functionCall } from './functions';
import { indexing } from './generate/indexing';
import { reduction } from './generate/reductions';
import { join, method } from './generate/shapes';
import { Maker } from './maker';
import type { Draft, Program } from './program';
import { randomOf } from './random';

const KINDS: readonly (readonly [number, (m: Maker) => Draft])[] = [
  [0.3, ufunc],
  [0.06, clipOrWhere],
  [0.1, inPlace],
  [0.13, reduction],
  [0.06, method],
  [0.03, join],
  [0.03, range],
  [0.03, other],
  [0.09, indexing],
  [0.17, functionCall],
];

/** The program of a seed. */
export function makeProgram(seed: number): Program {
  const m = new Maker(randomOf(seed));
  let x = m.random();
  const make = (KINDS.find(([weight]) => (x -= weight) < 0) ?? KINDS[0]!)[1];
  const draft = make(m);
  return { ...draft, buffers: m.buffers, views: m.views };
}
