// What the tour hands over: the table on the terminal, report.md and results.json.
import { bytes, duration, ratio, textTable } from './format.mjs';

/** How many times NumPy's time ours goes into; NaN where the two did not do the same. */
export function speedOf(row) {
  if (row.ours.error || !row.numpy || row.numpy.error || row.differs) return NaN;
  return row.numpy.seconds / row.ours.seconds;
}

function diskOf({ ours }) {
  if (ours.disk === undefined) return '';
  return ours.size > 2 * ours.disk ? `${bytes(ours.disk)} of ${bytes(ours.size)}` : bytes(ours.disk);
}

function cells(row) {
  const time = (side) => (side === undefined ? '' : side.error ? 'failed' : duration(side.seconds));
  const memory = (side) => (side === undefined || side.error ? '' : bytes(side.peak));
  return [
    String(row.number),
    row.title,
    time(row.ours),
    row.skipped ? 'skipped' : time(row.numpy),
    ratio(speedOf(row)),
    memory(row.ours),
    memory(row.numpy),
    diskOf(row),
    row.numpy?.size === undefined || row.alias ? '' : bytes(row.numpy.disk),
  ];
}

const header = ['#', 'step', 'ndstride', 'NumPy', 'faster', 'memory', "NumPy's", 'disk', "NumPy's"];
const alignment = 'rlrrrrrrr';

/** The final table, a line for each step, with a title over each chapter. */
export function finalTable(rows) {
  const body = rows.map(cells);
  const [head, rule, ...lines] = textTable(header, body, alignment);
  const chapters = [...new Set(rows.map((row) => row.chapter))];
  const out = [head, rule];
  chapters.forEach((chapter, i) => {
    out.push(`${i + 1}. ${chapter}`);
    rows.forEach((row, at) => {
      if (row.chapter === chapter) out.push(lines[at]);
    });
  });
  return [...out, rule];
}

export const legend =
  'Time: one run, or the median of several. Memory: the most that was resident beyond what was before the step.\n' +
  'MB and GB are powers of ten. faster: how many times as fast as NumPy, where both did the same.';

const cell = (text) => text.replaceAll('|', '\\|');

export function markdown({ rows, about, notes, numpyAbsent, problems }) {
  const out = ['# The tour of ndstride', '', ...about.map((line) => `- ${line}`), ''];
  if (numpyAbsent) out.push(`NumPy not found: ${numpyAbsent}.`, '');
  if (notes.length > 0) out.push(...notes.map((note) => `- Smaller than asked for: ${note}.`), '');
  out.push('![Memory over time](memory.svg)', '', legend.replace('\n', ' '), '');
  for (const chapter of new Set(rows.map((row) => row.chapter))) {
    out.push(`## ${chapter}`, '', `| ${header.join(' | ')} |`, '|--:|:--|--:|--:|--:|--:|--:|--:|--:|');
    const own = rows.filter((row) => row.chapter === chapter);
    for (const row of own) out.push(`| ${cells(row).map(cell).join(' | ')} |`);
    out.push('');
    for (const row of own) {
      const sides = [
        ['ndstride', row.ours.details ?? []],
        ['NumPy', row.alias ? [] : (row.numpy?.details ?? [])],
      ].filter(([, details]) => details.length > 0);
      if (sides.length === 0) continue;
      out.push(`Step ${row.number}, ${row.title}:`, '', '```');
      for (const [name, details] of sides) out.push(...details.map((line, i) => (i === 0 ? `${name}: ` : '') + line));
      out.push('```', '');
    }
  }
  if (problems.length > 0) out.push('## What went wrong', '', ...problems.map((line) => `- ${line}`), '');
  return out.join('\n');
}
