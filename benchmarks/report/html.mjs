// The report as one page: no other file, no script, light or dark as the reader's system is.
import { slowerBelow } from '../statistics.mjs';
import { escape, familyChart, ratioStrip, shareStrip, sizeChart } from './charts.mjs';
import { isSlower } from './summary.mjs';
import { aboutLines, legend, limitRows, percent, pivot, time, times } from './text.mjs';

const style = `
:root { color-scheme: light dark; --ink: #1c2430; --muted: #5b6675; --paper: #fff; --rule: #d8dde4; --soft: #f3f5f8;
  --bad: #c62828; --good: #1b7f4b; --dot: #47617f;
  --series-1: #1f6fb2; --series-2: #7a5cb8; --series-3: #c77700; --series-4: #0d8a7d; --series-5: #b0447a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e9ef; --muted: #9aa6b5; --paper: #14181e; --rule: #343c47;
  --soft: #1c222a; --bad: #ff6b5e; --good: #5fd39a; --dot: #9db4cf;
  --series-1: #62a9e8; --series-2: #b49cf0; --series-3: #f0a63c; --series-4: #4fc7b8; --series-5: #ea86b4; } }
body { margin: 0 auto; padding: 24px; max-width: 1100px; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, 'DejaVu Sans', sans-serif; }
h1 { font-size: 26px; margin: 0 0 8px; } h2 { font-size: 19px; margin: 36px 0 8px; }
p, dl { color: var(--muted); margin: 6px 0; } dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 14px; }
dt { font-weight: 600; } dd { margin: 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; display: block; overflow-x: auto; }
th, td { padding: 3px 9px; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { color: var(--muted); font-weight: 600; } td:first-child, th:first-child, .l { text-align: left; }
td i { color: var(--muted); font-style: normal; font-size: 12px; } tr:hover td { background: var(--soft); }
.bad, .bad i { color: var(--bad); font-weight: 600; } .good { color: var(--good); font-weight: 600; } .none { color: var(--muted); }
svg { width: 100%; height: auto; font: 12px system-ui, 'DejaVu Sans', sans-serif; fill: var(--ink); }
svg .grid { stroke: var(--rule); } svg .one { stroke: var(--muted); stroke-width: 1.6; } svg .tick { text-anchor: middle; fill: var(--muted); }
svg .name { text-anchor: end; } svg .all { font-weight: 700; } svg .median { stroke: var(--ink); stroke-width: 2; }
svg .dots { stroke: var(--dot); stroke-width: 6; stroke-linecap: round; opacity: 0.6; } svg circle:not([fill]) { fill: var(--bad); }
details { margin: 8px 0; } summary { cursor: pointer; font-weight: 600; }
`;

const td = (content, type = '') => `<td${type ? ` class="${type}"` : ''}>${escape(content)}</td>`;
const table = (header, rows, textColumns = 1) =>
  `<table><tr>${header.map((one, i) => `<th${i > 0 && i < textColumns ? ' class="l"' : ''}>${escape(one)}</th>`).join('')}</tr>` +
  `${rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('\n')}</table>`;

const states = { met: 'good', missed: 'bad', 'not run': 'none' };

const goalsTable = (goals) =>
  table(
    ['case', 'goal', 'measured', '', 'issue'],
    goals.map(({ issue, name, goal, measured, state }) => [
      td(name),
      td(goal, 'l'),
      td(measured, 'l'),
      td(state, `l ${states[state]}`),
      td(issue),
    ]),
    4,
  );

const familiesTable = ({ families, peers }) =>
  table(
    ['family', 'cases', ...peers, 'slower', 'share'],
    families.map(({ family, cases, slower, share, means }) => [
      td(family),
      td(cases),
      ...peers.map((peer) =>
        td(times(means[peer]?.mean), peer === 'NumPy' && means[peer]?.mean < slowerBelow ? 'bad' : ''),
      ),
      td(slower, slower > 0 ? 'bad' : ''),
      td(percent(share)),
    ]),
  );

const worstTable = (results, peers) =>
  table(
    ['case', 'ratio', 'ndstride', 'NumPy', '±', ...peers, 'share'],
    results.map((one) => [
      td(one.name),
      td(times(one.sides.NumPy.ratio), isSlower(one) ? 'bad' : ''),
      td(time(one.sides.ndstride.seconds)),
      td(time(one.sides.NumPy.seconds)),
      td(percent(one.sides.ndstride.spread)),
      ...peers.map((peer) => td(times(one.sides[peer]?.ratio))),
      td(percent(one.share)),
    ]),
  );

/** A cell of a family's table: the ratio to NumPy, and ours in small. */
function figures(result) {
  if (!result) return '<td></td>';
  const { ndstride: ours, NumPy: numpy } = result.sides;
  if (!ours) return '<td></td>';
  if (ours.failed) return `<td class="bad" title="${escape(ours.failed)}">failed</td>`;
  if (ours.absent) return '<td class="none">not there</td>';
  const ratio = numpy?.ratio === undefined ? '' : `${times(numpy.ratio)} `;
  return `<td${isSlower(result) ? ' class="bad"' : ''}>${ratio}<i>${time(ours.seconds)}</i></td>`;
}

function familyTable(results) {
  const { sizes, rows } = pivot(results);
  return table(
    ['', ...sizes],
    rows.map(({ row, bySize }) => [td(row), ...sizes.map((size) => figures(bySize.get(size)))]),
  );
}

const section = (title, ...parts) => (parts.some(Boolean) ? `<h2>${escape(title)}</h2>\n${parts.join('\n')}` : '');
/** As many rows of the slower ones as a page can bear; report.md has them all. */
const mostSlower = 150;

const list = (reasons) =>
  `<ul>${reasons.map(({ name, why }) => `<li>${escape(name)}: ${escape(why)}</li>`).join('')}</ul>`;

export function html(run, summary) {
  const { peers, families, worst, slower, failed, absent } = summary;
  const others = peers.filter((peer) => peer !== 'NumPy');
  const names = families.slice(0, -1).map(({ family }) => family);
  const limits = run.limits && limitRows(run.limits);
  const body = [
    '<h1>Benchmarks of ndstride</h1>',
    `<dl>${aboutLines(run)
      .map(([label, text]) => `<dt>${escape(label)}</dt><dd>${escape(text)}</dd>`)
      .join('')}</dl>`,
    ...legend.map((text) => `<p>${escape(text)}</p>`),
    section('Goals', goalsTable(summary.goals)),
    section('Times as fast, by family (geometric mean)', familyChart(summary), familiesTable(summary)),
    section('Times as fast, by size (median and quartiles of all cases)', sizeChart(run.results, peers)),
    section('Every case against NumPy', ratioStrip(run.results, names)),
    section('Share of the machine’s limit', shareStrip(run.results, names)),
    section('The ten worst', worst.length > 0 && worstTable(worst, others)),
    slower.length > worst.length
      ? `<details><summary>${slower.length > mostSlower ? `The first ${mostSlower} of ` : 'All '}${slower.length} that are slower than NumPy, of ${summary.compared}</summary>${worstTable(slower.slice(0, mostSlower), others)}</details>`
      : '',
    limits
      ? section(
          'The machine’s limits',
          table(
            limits.header,
            limits.rows.map((row) => row.map((one) => td(one))),
          ),
        )
      : '',
    '<h2>All cases: times as fast as NumPy, and the time of one run</h2>',
    ...names.map((family) => {
      const own = run.results.filter((result) => result.family === family);
      return `<details><summary>${escape(family)} (${own.length})</summary>${familyTable(own)}</details>`;
    }),
    failed.length > 0 ? section('Failed', list(failed)) : '',
    absent.length > 0 ? section('Not there', list(absent)) : '',
  ];
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n' +
    `<title>Benchmarks of ndstride</title>\n<style>${style}</style></head>\n<body>\n${body.filter(Boolean).join('\n')}\n</body></html>\n`
  );
}
