// The figures that were set as goals, and whether a run reached them.
import { bytes, duration, ratio } from '../tour/format.mjs';

const state = (met, known) => (!known ? 'not run' : met ? 'met' : 'missed');

/** Close to a goal two digits are not enough. */
function ratioText(reached, ours, numpy) {
  const text = reached < 9.95 ? `${reached.toFixed(2)}×` : ratio(reached);
  return `${text} (${duration(ours?.seconds)}, NumPy ${duration(numpy?.seconds)})`;
}

/** The verdicts of one result: { issue, name, goal, measured, state } each. */
function verdictsOf({ name, goal, sides, addon, growth }) {
  const ours = sides?.ndstride;
  const numpy = sides?.NumPy;
  const failed = ours?.failed ?? ours?.absent;
  const rows = [];
  const add = (text, measured, met, known) =>
    rows.push({
      issue: goal.issue,
      name,
      goal: text,
      measured: failed ? `ndstride: ${failed}` : known ? measured : 'not run',
      state: failed ? 'missed' : state(met, known),
    });
  if (goal.ratio !== undefined) {
    const reached = numpy?.ratio;
    const text = ratioText(reached, ours, numpy);
    add(`${goal.ratio}× NumPy`, text, reached >= goal.ratio, reached !== undefined);
  }
  if (goal.seconds !== undefined) {
    add(`≤ ${duration(goal.seconds)}`, duration(ours?.seconds), ours?.seconds <= goal.seconds, ours?.seconds > 0);
  }
  if (goal.growth !== undefined) {
    const reached = growth ?? ours?.growth;
    add(`growth ≤ ${bytes(goal.growth)}`, bytes(reached), reached <= goal.growth, reached !== undefined);
  }
  if (goal.sizeWithin !== undefined) {
    const [mine, theirs] = [ours?.measured, numpy?.measured];
    const text = `${bytes(mine)}, NumPy ${bytes(theirs)}`;
    const within = Math.abs(mine / theirs - 1) <= goal.sizeWithin;
    add(`size within ${goal.sizeWithin * 100} % of NumPy's`, text, within, mine > 0 && theirs > 0);
  }
  if (goal.size !== undefined) add(`≤ ${bytes(goal.size)}`, bytes(addon), addon <= goal.size, addon > 0);
  return rows;
}

/** All goals of a run, and that no case is slower than half of NumPy's speed. */
export function goalsOf(results) {
  const rows = results.filter(({ goal }) => goal).flatMap(verdictsOf);
  const compared = results.filter(({ sides }) => sides?.NumPy?.ratio !== undefined);
  const slow = compared.filter(({ sides }) => sides.NumPy.ratio < 0.5);
  rows.push({
    issue: 3,
    name: 'every case',
    goal: 'at least half of NumPy’s speed',
    measured: `${slow.length} of ${compared.length} are slower`,
    state: state(slow.length === 0, compared.length > 0),
  });
  return rows;
}
