// The report as Markdown.
import { isSlower } from './summary.mjs';
import { aboutLines, legend, limitRows, percent, pivot, time, times } from './text.mjs';

const cell = (text) => String(text).replaceAll('|', '\\|');
function tableOf(header, rows, align = header.map((_, i) => (i === 0 ? ':--' : '--:'))) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(header), `|${align.join('|')}|`, ...rows.map(line), ''];
}

/** One cell of a family's table: the ratio to NumPy, and the time. */
function figures(result) {
  if (!result) return '';
  const ours = result.sides.ndstride;
  if (!ours || ours.failed) return ours ? '**failed**' : '';
  if (ours.absent) return 'not there';
  const ratio = result.sides.NumPy?.ratio;
  const text = `${times(ratio)} ${time(ours.seconds)}`.trim();
  return isSlower(result) ? `**${text}**` : text;
}

function worstRow(result, peers) {
  const { name, sides, share } = result;
  return [
    name,
    times(sides.NumPy.ratio),
    time(sides.ndstride.seconds),
    time(sides.NumPy.seconds),
    percent(sides.ndstride.spread),
    ...peers.filter((peer) => peer !== 'NumPy').map((peer) => times(sides[peer]?.ratio)),
    percent(share),
  ];
}

export function markdown(run, summary) {
  const { peers, families, worst, slower, goals, failed, absent } = summary;
  const others = peers.filter((peer) => peer !== 'NumPy');
  const worstHeader = ['case', 'ratio', 'ndstride', 'NumPy', '±', ...others, 'share'];
  const out = ['# Benchmarks', '', ...aboutLines(run).map(([label, text]) => `- ${label}: ${text}`), ''];
  out.push('[The same as a page with charts](report.html).', '', ...legend, '');
  out.push('## Goals', '');
  out.push(
    ...tableOf(
      ['issue', 'case', 'goal', 'measured', ''],
      goals.map(({ issue, name, goal, measured, state }) => [
        issue,
        name,
        goal,
        measured,
        state === 'missed' ? '**missed**' : state,
      ]),
      ['--:', ':--', ':--', ':--', ':--'],
    ),
  );
  out.push('## By family: geometric means', '');
  out.push(
    ...tableOf(
      ['family', 'cases', ...peers, 'slower', 'share'],
      families.map(({ family, cases, slower: n, share, means }) => [
        family,
        cases,
        ...peers.map((peer) => times(means[peer]?.mean)),
        n,
        percent(share),
      ]),
    ),
  );
  out.push(
    '## The ten worst',
    '',
    ...tableOf(
      worstHeader,
      worst.map((one) => worstRow(one, others)),
    ),
  );
  if (slower.length > worst.length) {
    out.push(`## Slower than NumPy: ${slower.length} of ${summary.compared}`, '');
    out.push(
      ...tableOf(
        worstHeader,
        slower.map((one) => worstRow(one, others)),
      ),
    );
  }
  if (run.limits) {
    const { header, rows } = limitRows(run.limits);
    const { float64, float32 } = run.limits.flops;
    out.push('## The machine’s limits', '', ...tableOf(header, rows));
    out.push(`${(float64 / 1e9).toFixed(0)} GFLOP/s in float64, ${(float32 / 1e9).toFixed(0)} in float32.`, '');
  }
  for (const { family } of families.slice(0, -1)) {
    const { sizes, rows } = pivot(run.results.filter((result) => result.family === family));
    out.push(`## ${family}`, '');
    out.push(
      ...tableOf(
        ['times as fast as NumPy, time', ...sizes],
        rows.map(({ row, bySize }) => [row, ...sizes.map((size) => figures(bySize.get(size)))]),
      ),
    );
  }
  if (failed.length > 0) out.push('## Failed', '', ...failed.map(({ name, why }) => `- ${name}: ${why}`), '');
  if (absent.length > 0) out.push('## Not there', '', ...absent.map(({ name, why }) => `- ${name}: ${why}`), '');
  return `${out.join('\n').trimEnd()}\n`;
}
