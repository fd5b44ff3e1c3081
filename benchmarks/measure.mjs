// Times one case on all sides: checked against NumPy first, then round by round in alternating order.
import { difference } from './verify.mjs';

/**
 * `sides`: running runners, { key, kind, runner }, NumPy's first; `plan`: { rounds, batch, namesOf(side) }. Gives, by the
 * side's key, { seconds, cpu, growth: of each round, measured } or { absent } or { failed }, the reason.
 */
export async function timeCase(one, sides, { rounds, batch, namesOf }) {
  const results = {};
  const active = [];
  let wanted;
  for (const side of sides) {
    if (!side.kind.accepts(one)) continue;
    const prepared = await prepareSide(one, side, batch, namesOf(side));
    if (prepared.absent || prepared.failed) {
      results[side.key] = prepared;
      continue;
    }
    if (side.key === 'NumPy') wanted = prepared.digest;
    else if (wanted && prepared.digest) {
      const wrong = difference(prepared.digest, wanted, { sameDtype: side.kind.language === 'js' });
      if (wrong) {
        results[side.key] = { failed: `wrong: ${wrong}` };
        await side.runner.ask({ done: true });
        continue;
      }
    }
    const { measured, count } = prepared;
    active.push({ ...side, count });
    results[side.key] = { seconds: [], cpu: [], growth: [], ...(measured === undefined ? {} : { measured }) };
  }
  const planned = one.rounds ? Math.min(one.rounds, rounds) : rounds;
  for (let round = 0; round < planned; round++) {
    const order = round % 2 === 0 ? active : [...active].reverse();
    for (const { key, runner, count } of order) {
      if (results[key].failed) continue;
      if (one.once) await runner.ask({ setUp: true });
      const { seconds, cpu, growth, failed, absent } = await runner.ask({ time: count });
      if (failed ?? absent) {
        results[key] = { failed: failed ?? absent };
        continue;
      }
      results[key].seconds.push(seconds);
      results[key].cpu.push(cpu);
      if (growth !== undefined && growth !== null) results[key].growth.push(growth);
    }
  }
  for (const { runner } of active) await runner.ask({ done: true, large: one.n >= 1e7 });
  return results;
}

async function prepareSide(one, { runner, kind }, batch, names) {
  const options = { batch: one.once ? 0 : batch, verify: !one.fresh, names };
  return runner.ask(kind.prepare(one, options));
}
