// The results as a table for the terminal and as Markdown.
import { bytes, duration, ratio, textTable } from '../tour/format.mjs';

/** Which goals a result has, and whether it reaches them. */
export function verdicts({ goal = {}, ours, speed, growth, size }) {
  const found = [];
  if (goal.ratio !== undefined) found.push({ text: `${goal.ratio}×`, met: speed >= goal.ratio, known: speed > 0 });
  if (goal.seconds !== undefined)
    found.push({ text: `≤ ${duration(goal.seconds)}`, met: ours <= goal.seconds, known: true });
  if (goal.growth !== undefined)
    found.push({ text: `≤ +${bytes(goal.growth)}`, met: growth <= goal.growth, known: true });
  if (goal.size !== undefined) found.push({ text: `≤ ${bytes(goal.size)}`, met: size <= goal.size, known: true });
  return found;
}

const time = (seconds, n) => (n > 1 && Number.isFinite(seconds) ? `${duration(seconds / n)}/el` : duration(seconds));

const header = ['case', 'ndstride', 'NumPy', 'ratio', 'by CPU', 'GB/s', 'growth', 'goal', ''];
const alignment = 'lrrrrrrll';

function cells(result) {
  if (result.error) return [result.name, 'failed', '', '', '', '', '', '', result.error];
  const all = verdicts(result);
  const verdict = all.map(({ met, known }) => (!known ? 'not told' : met ? 'ok' : 'MISSED'));
  return [
    result.name,
    result.size === undefined ? time(result.ours, result.n) : bytes(result.size),
    time(result.numpy, result.n),
    ratio(result.speed),
    ratio(result.cpuSpeed),
    result.bytes ? (result.bytes / result.ours / 1e9).toFixed(1) : '',
    result.tellsGrowth ? `+${bytes(result.growth)}${result.numpyGrowth ? ` (+${bytes(result.numpyGrowth)})` : ''}` : '',
    all.map(({ text }) => text).join(', '),
    [...new Set(verdict)].join(', '),
  ];
}

/** The table, line by line; a heading over each group. */
export function table(results) {
  const [head, rule, ...lines] = textTable(header, results.map(cells), alignment);
  const out = [head, rule];
  for (const group of new Set(results.map((result) => result.group))) {
    out.push(group);
    results.forEach((result, i) => {
      if (result.group === group) out.push(`${lines[i]}`);
    });
  }
  return out;
}

export const legend =
  'Times: medians of interleaved rounds, per element (/el) or per run. ratio: times as fast as NumPy; by CPU: in\n' +
  'processor time of all threads, which other programs disturb less. growth: resident memory beyond what was before, at\n' +
  "its peak (NumPy's in brackets).";

export function markdown(about, results, native) {
  const out = ['# Benchmarks', '', ...about.map((line) => `- ${line}`), '', legend.replaceAll('\n', ' '), ''];
  const cell = (text) => text.replaceAll('|', '\\|');
  for (const group of new Set(results.map((result) => result.group))) {
    out.push(`## ${group}`, '', `| ${header.join(' | ')} |`, '|:--|--:|--:|--:|--:|--:|--:|:--|:--|');
    for (const result of results) if (result.group === group) out.push(`| ${cells(result).map(cell).join(' | ')} |`);
    out.push('');
  }
  if (native.length > 0) {
    out.push('## The core, without Node', '', '| benchmark | time | GB/s |', '|:--|--:|--:|');
    for (const one of native) out.push(`| ${one.name} | ${duration(one.seconds)} | ${one.rate} |`);
    out.push('');
  }
  return out.join('\n');
}
