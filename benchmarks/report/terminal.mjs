// What a run says on the terminal.
import { textTable } from '../../tour/format.mjs';
import { isSlower } from './summary.mjs';
import { aboutLines, percent, time, times } from './text.mjs';

const red = (text) => (process.stdout.isTTY ? `\x1b[31m${text}\x1b[0m` : text);

const cellOf = (side) =>
  side === undefined ? '' : side.failed ? 'failed' : side.absent ? 'not there' : time(side.seconds);

export function tell(run, summary) {
  const { peers } = summary;
  for (const [label, text] of aboutLines(run)) console.log(`${label}: ${text}`);
  console.log('');

  const header = ['case', 'ndstride', '±', ...peers.flatMap((peer) => [peer, '×']), 'share'];
  const rows = run.results.map(({ name, sides, share, addon }) => [
    name,
    addon ? `${(addon / 2 ** 20).toFixed(2)} MiB` : cellOf(sides.ndstride),
    percent(sides.ndstride?.spread),
    ...peers.flatMap((peer) => [cellOf(sides[peer]), times(sides[peer]?.ratio)]),
    percent(share),
  ]);
  const [head, rule, ...lines] = textTable(header, rows, `lr${'r'.repeat(header.length - 2)}`);
  console.log([head, rule].join('\n'));
  run.results.forEach((result, i) => console.log(isSlower(result) ? red(`${lines[i]}  slower`) : lines[i]));

  console.log('');
  const families = summary.families.map(({ family, cases, slower, share, means }) => [
    family,
    String(cases),
    ...peers.map((peer) => times(means[peer]?.mean)),
    String(slower),
    percent(share),
  ]);
  const columns = ['geometric mean', 'cases', ...peers, 'slower', 'share'];
  console.log(textTable(columns, families, `l${'r'.repeat(columns.length - 1)}`).join('\n'));

  console.log('');
  const goals = summary.goals.map(({ issue, name, goal, measured, state }) => [
    String(issue),
    name,
    goal,
    measured.slice(0, 60),
    state,
  ]);
  console.log(textTable(['issue', 'goal', '', 'measured', ''], goals, 'rllll').join('\n'));

  console.log('');
  for (const { name, why } of summary.failed) console.log(red(`failed: ${name}: ${why}`));
  for (const { name, why } of summary.numpyFailed) console.log(`NumPy failed: ${name}: ${why}`);
  if (summary.absent.length > 0) console.log(`not there: ${summary.absent.map(({ name }) => name).join(', ')}`);
  console.log(
    `${summary.compared} cases beside NumPy: ${summary.slower.length} slower (below 0.95), ${summary.belowOne} below 1.0; ` +
      `${summary.failed.length} failed, ${summary.absent.length} not there`,
  );
}
