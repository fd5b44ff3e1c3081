/** The table of functions beside ufuncs and reductions: those that the library has are called at random. */
import { COMPUTING } from './functions/computing';
import { ORDERING } from './functions/ordering';
import { MOVING } from './functions/moving';
import type { Entry, Tolerance } from './functions/entry';
import type { Maker } from './maker';
import type { Draft } from './program';
import { camelCase, functionOf } from './run';

const nameOf = (entry: Entry): string => entry.ours ?? entry.numpy.split('.').map(camelCase).join('.');

const TABLE = [...MOVING, ...ORDERING, ...COMPUTING];
const AVAILABLE = TABLE.filter((entry) => functionOf(nameOf(entry)) !== undefined);

/** How near to NumPy's the results of functions must be that round in an order of their own; others are equal to the bit. */
export const FLOATING: Readonly<Record<string, Tolerance>> = Object.fromEntries(
  TABLE.flatMap((entry) => (entry.near === undefined ? [] : [[nameOf(entry), entry.near]])),
);

/** Functions whose elements lie in no decided order. */
export const PARTITIONED: ReadonlySet<string> = new Set(TABLE.filter((entry) => entry.unordered === true).map(nameOf));

/** Functions of the table that the library lacks. */
export const MISSING: readonly string[] = TABLE.map(nameOf).filter((name) => functionOf(name) === undefined);

/** A call of a function of the table. */
export function functionCall(m: Maker): Draft {
  const entry = m.pick(AVAILABLE);
  const [given, keywords = {}] = entry.make(m);
  return { kind: 'call', name: entry.numpy, ours: nameOf(entry), args: [], options: {}, given, keywords };
}
