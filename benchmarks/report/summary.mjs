// What a run comes to: means by family, the worst, the slower, the goals.
import { goalsOf } from '../goals.mjs';
import { geometricMean, slowerBelow } from '../statistics.mjs';

/** Sides in the order of the report: ours is what the others are compared with. */
export function peersOf(results) {
  const keys = new Set(results.flatMap(({ sides }) => Object.keys(sides)));
  keys.delete('ndstride');
  const rank = (key) => ['NumPy', 'C++', 'numpy-ts'].indexOf(key) >>> 0;
  return [...keys].sort((a, b) => rank(a) - rank(b));
}

const ratioTo = (peer) => (result) => result.sides[peer]?.ratio;

/** { family, cases, slower, share, means: { peer: { mean, cases } } } for each family, and for all together. */
function familiesOf(results, peers) {
  return [...grouped(results), ['All', results]].map(([family, own]) => {
    const means = {};
    for (const peer of peers) {
      const ratios = own.map(ratioTo(peer)).filter((x) => x > 0);
      if (ratios.length > 0) means[peer] = { mean: geometricMean(ratios), cases: ratios.length };
    }
    const shares = own.map(({ share }) => share).filter((x) => x > 0);
    return {
      family,
      cases: own.length,
      slower: own.filter(isSlower).length,
      share: shares.length > 0 ? geometricMean(shares) : undefined,
      means,
    };
  });
}

function grouped(results) {
  const groups = new Map();
  for (const result of results) groups.set(result.family, [...(groups.get(result.family) ?? []), result]);
  return groups;
}

/** Slower than NumPy: below 0.95 in the median of the interleaved rounds. */
export const isSlower = (result) => ratioTo('NumPy')(result) < slowerBelow;

const reasons = (results, key) =>
  results.filter(({ sides }) => sides.ndstride?.[key]).map(({ name, sides }) => ({ name, why: sides.ndstride[key] }));

export function summarise({ results }) {
  const peers = peersOf(results);
  const compared = results.filter((result) => ratioTo('NumPy')(result) > 0);
  const byRatio = [...compared].sort((a, b) => ratioTo('NumPy')(a) - ratioTo('NumPy')(b));
  return {
    peers,
    families: familiesOf(results, peers),
    compared: compared.length,
    worst: byRatio.slice(0, 10),
    slower: byRatio.filter(isSlower),
    belowOne: byRatio.filter((result) => ratioTo('NumPy')(result) < 1).length,
    goals: goalsOf(results),
    absent: reasons(results, 'absent'),
    failed: reasons(results, 'failed'),
    // NumPy failing where this library does not is an error of the table.
    numpyFailed: results
      .filter(({ sides }) => sides.NumPy?.failed)
      .map(({ name, sides }) => ({ name, why: sides.NumPy.failed })),
  };
}
