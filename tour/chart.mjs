// The memory of both processes over time as an SVG: a log scale of resident bytes, steps as numbered bands.
import { bytes } from './format.mjs';

const width = 1280;
const plot = { left: 74, right: 24, top: 148, height: 400 };
const series = [
  { name: 'ndstride', colour: '#0b6e99' },
  { name: 'NumPy', colour: '#d9730d' },
];
const listColumns = 3;
const listLine = 17;

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const fixed = (x) => x.toFixed(1);

function text(x, y, content, attributes = '') {
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${attributes}>${escape(content)}</text>`;
}

/** Ticks of about `count` on a scale from 0 to `end`, at round distances. */
function ticks(end, count) {
  const rough = end / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((m) => m * power >= rough) * power;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}

/** The largest sample of every column of pixels, so that no peak is lost. */
function peaks(samples, x) {
  const columns = new Map();
  for (const [time, value] of samples) {
    const column = Math.round(x(time));
    columns.set(column, Math.max(columns.get(column) ?? 0, value));
  }
  return [...columns].sort(([a], [b]) => a - b);
}

/** Puts labels in the first of several rows where they do not touch the one before. */
function placeLabels(labels, rows) {
  const ends = new Array(rows).fill(-Infinity);
  return labels.flatMap((label) => {
    const half = label.text.length * 3.6 + 2;
    const row = ends.findIndex((end) => label.x - half > end);
    if (row < 0) return [];
    ends[row] = label.x + half;
    return [{ ...label, row }];
  });
}

/**
 * `samples`: by process, [ms, bytes] pairs; `steps`: { number, title, chapter, start, end } with the same clock;
 * `subtitle`: what ran where.
 */
export function memoryChart({ samples, steps, subtitle }) {
  const shown = series.filter(({ name }) => (samples[name]?.length ?? 0) > 1);
  const all = shown.flatMap(({ name }) => samples[name]);
  const start = Math.min(...steps.map((step) => step.start));
  const end = Math.max(...steps.map((step) => step.end));
  const inner = width - plot.left - plot.right;
  const x = (time) => plot.left + ((Math.min(Math.max(time, start), end) - start) / (end - start)) * inner;
  const most = all.reduce((a, [, value]) => Math.max(a, value), 1e9);
  const least = all.reduce((a, [, value]) => Math.min(a, value), 3e7);
  const [low, high] = [Math.log10(least * 0.8), Math.log10(most * 1.15)];
  const bottom = plot.top + plot.height;
  const y = (value) => bottom - ((Math.log10(Math.max(value, 1)) - low) / (high - low)) * plot.height;

  const out = [];
  out.push(text(plot.left, 34, 'Memory over time', 'font-size="20" font-weight="bold"'));
  out.push(text(plot.left, 54, subtitle, 'fill="#666"'));
  shown.forEach(({ name, colour }, i) => {
    const at = width - plot.right - (shown.length - i) * 110;
    out.push(`<rect x="${at}" y="23" width="22" height="12" rx="2" fill="${colour}"/>`);
    out.push(text(at + 28, 34, name, 'font-size="14"'));
  });

  // Chapters above, steps as bands with their numbers.
  const chapters = [...new Set(steps.map((step) => step.chapter))];
  chapters.forEach((chapter, i) => {
    const own = steps.filter((step) => step.chapter === chapter);
    const [from, to] = [x(own[0].start), x(own.at(-1).end)];
    out.push(`<rect x="${fixed(from)}" y="76" width="${fixed(Math.max(1, to - from - 1))}" height="4" fill="#888"/>`);
    const name = `${i + 1}. ${chapter}`;
    const fits = name.length * 6.4 < to - from;
    out.push(text(from, 71, fits ? name : `${i + 1}.`, 'fill="#444"'));
  });
  steps.forEach((step, i) => {
    const [from, to] = [x(step.start), x(steps[i + 1]?.start ?? step.end)];
    if (i % 2 === 0) {
      out.push(
        `<rect x="${fixed(from)}" y="${plot.top}" width="${fixed(to - from)}" height="${plot.height}" fill="#f2f2f0"/>`,
      );
    }
  });
  const labels = steps.map((step) => ({ text: String(step.number), x: (x(step.start) + x(step.end)) / 2 }));
  for (const label of placeLabels(labels, 4)) {
    const row = plot.top - 6 - label.row * 13;
    out.push(`<path d="M${fixed(label.x)} ${row + 2}V${plot.top}" stroke="#ccc"/>`);
    out.push(text(label.x, row, label.text, 'text-anchor="middle" font-size="11" fill="#444"'));
  }

  // Axes.
  for (let power = Math.floor(low); power <= high; power++) {
    for (const digit of [1, 2, 5]) {
      const value = digit * 10 ** power;
      if (Math.log10(value) < low || Math.log10(value) > high) continue;
      const at = fixed(y(value));
      out.push(
        `<path d="M${plot.left} ${at}H${width - plot.right}" stroke="${digit === 1 ? '#bbb' : '#e2e2e0'}" fill="none"/>`,
      );
      out.push(text(plot.left - 8, y(value) + 4, bytes(value).replace(/\.0+ /, ' '), 'text-anchor="end" fill="#555"'));
    }
  }
  const seconds = (end - start) / 1000;
  for (const tick of ticks(seconds, 12)) {
    const at = x(start + tick * 1000);
    out.push(`<path d="M${fixed(at)} ${bottom}v5" stroke="#555"/>`);
    out.push(text(at, bottom + 19, `${Number(tick.toPrecision(6))} s`, 'text-anchor="middle" fill="#555"'));
  }
  out.push(`<path d="M${plot.left} ${plot.top}V${bottom}H${width - plot.right}" stroke="#555" fill="none"/>`);
  out.push(
    `<text transform="translate(16 ${plot.top + plot.height / 2}) rotate(-90)" text-anchor="middle" fill="#555">resident memory of the process (log scale)</text>`,
  );

  // The lines themselves.
  for (const { name, colour } of shown) {
    const points = peaks(samples[name], x);
    const line = points.map(([px, value]) => `${px} ${fixed(y(value))}`).join('L');
    const [first, last] = [points[0][0], points.at(-1)[0]];
    out.push(`<path d="M${first} ${bottom}L${line}L${last} ${bottom}Z" fill="${colour}" fill-opacity="0.10"/>`);
    out.push(`<path d="M${line}" fill="none" stroke="${colour}" stroke-width="1.6" stroke-linejoin="round"/>`);
  }
  if (shown.length === 0)
    out.push(text(width / 2, plot.top + 40, 'no samples: /proc could not be read', 'fill="#a00"'));

  // What the numbers stand for.
  const listTop = bottom + 50;
  const perColumn = Math.ceil(steps.length / listColumns);
  steps.forEach((step, i) => {
    const column = Math.floor(i / perColumn);
    const at = plot.left + (column * inner) / listColumns;
    const row = listTop + (i % perColumn) * listLine;
    out.push(text(at + 18, row, String(step.number), 'text-anchor="end" font-weight="bold" fill="#444"'));
    out.push(text(at + 26, row, step.title, 'fill="#444"'));
  });

  const height = listTop + perColumn * listLine + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...out,
    '</svg>',
    '',
  ].join('\n');
}
