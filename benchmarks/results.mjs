// From what was timed to what is reported: one plain object for each case, its figures rounded.
import { median, ratioOf, spread } from './statistics.mjs';

const rounded = (x) => (Number.isFinite(x) ? Number(x.toPrecision(4)) : undefined);

/** `timed`: what timeCase gave; `limit`: the least seconds that the machine could need. */
export function resultOf(one, timed, limit) {
  const ours = timed.ndstride?.seconds;
  const sides = {};
  for (const [key, side] of Object.entries(timed)) {
    if (side.failed || side.absent) {
      sides[key] = side.failed ? { failed: side.failed } : { absent: side.absent };
      continue;
    }
    sides[key] = { seconds: rounded(median(side.seconds)), spread: Number(spread(side.seconds).toFixed(3)) };
    if (key !== 'ndstride' && ours?.length > 0) sides[key].ratio = rounded(ratioOf(ours, side.seconds));
    if (key === 'NumPy' && timed.ndstride?.cpu?.length > 0)
      sides[key].cpuRatio = rounded(ratioOf(timed.ndstride.cpu, side.cpu));
    if (side.measured !== undefined) sides[key].measured = side.measured;
    if (one.fresh && side.growth.length > 0) sides[key].growth = Math.max(...side.growth);
  }
  const { name, row, family, size, n, goal } = one;
  const share = limit && ours?.length > 0 ? rounded(limit / median(ours)) : undefined;
  return { name, row, family, size, n, goal, share, sides };
}
