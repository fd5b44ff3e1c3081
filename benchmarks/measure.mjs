// Times one case on all sides: checked against NumPy first, then round by round in alternating order.
import { difference } from './verify.mjs';

/** Runs longer than this are told well enough by fewer rounds. */
const slowSeconds = 1;
const slowRounds = 3;

/**
 * `sides`: running runners, { key, kind, runner }; `plan`: { rounds, batch, namesOf(side) }. Gives, by the side's key,
 * { seconds, cpu, growth: of each round, measured } or, with the reason, { absent } or { failed }. Without a result of
 * ndstride the others are not timed.
 */
export async function timeCase(one, sides, { rounds, batch, namesOf }) {
  const results = {};
  const prepared = [];
  const ours = ({ key }) => key === 'ndstride';
  for (const side of [...sides].sort((a, b) => ours(b) - ours(a))) {
    if (!side.kind.accepts(one)) continue;
    const options = { batch: one.once ? 0 : batch, verify: !one.fresh, names: namesOf(side) };
    const { absent, failed, ...rest } = await side.runner.ask(side.kind.prepare(one, options));
    if (failed) results[side.key] = { failed };
    else if (absent) results[side.key] = { absent };
    else prepared.push({ ...side, ...rest });
    if (ours(side) && (failed || absent)) return results;
  }

  const active = prepared.filter((side) => {
    const wrong = wrongBy(side, prepared, one.dtype);
    if (wrong) results[side.key] = { failed: `wrong: ${wrong}` };
    return !wrong;
  });
  for (const { key, measured } of active) {
    results[key] = { seconds: [], cpu: [], growth: [], ...(measured === undefined ? {} : { measured }) };
  }
  const isSlow = active.some(({ first }) => first > slowSeconds);
  const most = Math.min(one.rounds ?? rounds, isSlow ? slowRounds : rounds, rounds);
  const planned = active.some(ours) ? most : 0;
  for (let round = 0; round < planned; round++) {
    const order = round % 2 === 0 ? active : [...active].reverse();
    for (const side of order) await timeRound(one, side, results);
  }
  for (const { runner } of prepared) await runner.ask({ done: true });
  return results;
}

/** How the result of a side differs from NumPy's, in words. */
function wrongBy({ key, kind, digest }, prepared, dtype) {
  const wanted = prepared.find((side) => side.key === 'NumPy')?.digest;
  if (key === 'NumPy' || !wanted || !digest) return undefined;
  return difference(digest, wanted, { sameDtype: kind.language === 'js', dtype });
}

/** Runs shorter than this are made once before the clock starts: caches and pages are what they are in a program. */
const warmedBelow = 0.3;

async function timeRound(one, { key, runner, count, first }, results) {
  if (results[key].failed) return;
  const warm = !one.once && first < warmedBelow;
  const set = one.once ? await runner.ask({ setUp: true }) : {};
  const { seconds, cpu, growth, ...rest } = set.failed || set.absent ? set : await runner.ask({ time: count, warm });
  const failed = rest.failed ?? rest.absent;
  if (failed) {
    results[key] = { failed };
    return;
  }
  results[key].seconds.push(seconds);
  results[key].cpu.push(cpu);
  if (growth !== undefined && growth !== null) results[key].growth.push(growth);
}
