// The charts of the report as SVG; colours are the page's custom properties.
import { median, quantile, slowerBelow } from '../statistics.mjs';
import { isSlower } from './summary.mjs';
import { times } from './text.mjs';

const width = 980;
const left = 230;
const right = 24;
const line = 24;

export const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const fixed = (x) => Number(x.toFixed(1));
const text = (x, y, content, attributes = '') =>
  `<text x="${fixed(x)}" y="${fixed(y)}" ${attributes}>${escape(content)}</text>`;

/** Colours of the peers, in the order of the report. */
export const colourOf = (index) => `var(--series-${(index % 5) + 1})`;

function svg(height, label, body) {
  return `<svg viewBox="0 0 ${width} ${fixed(height)}" role="img" aria-label="${escape(label)}">${body.join('')}</svg>`;
}

/** A logarithmic axis from `low` to `high`: { x, marks: lines and figures of the powers between }. */
function logAxis(low, high, top, bottom, show = times) {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const x = (value) =>
    left + ((Math.log10(Math.min(Math.max(value, low), high)) - from) / (to - from)) * (width - left - right);
  const ticks = [];
  for (let power = Math.floor(from); power <= to; power++) {
    for (const digit of [1, 2, 5]) {
      const value = digit * 10 ** power;
      if (value >= low * 0.999 && value <= high * 1.001) ticks.push(value);
    }
  }
  const marks = ticks.flatMap((value) => [
    `<path class="${value === 1 ? 'one' : 'grid'}" d="M${fixed(x(value))} ${top}V${bottom}"/>`,
    text(x(value), bottom + 16, show(value), 'class="tick"'),
  ]);
  return { x, marks };
}

function extent(values, least, most) {
  const low = Math.min(least, ...values.map((x) => x * 0.9));
  const high = Math.max(most, ...values.map((x) => x * 1.1));
  return [Math.max(low, 1e-3), Math.min(high, 1e4)];
}

/** Geometric means by family: a bar for NumPy, a mark for each other peer. */
export function familyChart({ families, peers }) {
  const shown = families.filter(({ means }) => Object.keys(means).length > 0);
  const all = shown.flatMap(({ means }) => Object.values(means).map(({ mean }) => mean));
  if (all.length === 0) return '';
  const top = 30;
  const bottom = top + shown.length * line;
  const { x, marks } = logAxis(...extent(all, 0.5, 4), top, bottom);
  const out = [...marks];
  peers.forEach((peer, i) => {
    out.push(`<circle cx="${left + i * 130}" cy="12" r="5" fill="${colourOf(i)}"/>`);
    out.push(text(left + i * 130 + 10, 16, peer));
  });
  shown.forEach(({ family, means }, row) => {
    const y = top + (row + 0.5) * line;
    out.push(text(left - 10, y + 4, family, family === 'All' ? 'class="name all"' : 'class="name"'));
    const mean = means.NumPy?.mean;
    if (mean > 0) {
      const [a, b] = [x(1), x(mean)].sort((p, q) => p - q);
      const colour = mean < slowerBelow ? 'var(--bad)' : colourOf(peers.indexOf('NumPy'));
      out.push(
        `<rect x="${fixed(a)}" y="${y - 6}" width="${fixed(Math.max(1, b - a))}" height="12" fill="${colour}" opacity="0.75"/>`,
      );
    }
    peers.forEach((peer, i) => {
      const one = means[peer];
      if (!one) return;
      const title = `<title>${escape(`${family}, ${peer}: ${times(one.mean)} (${one.cases} cases)`)}</title>`;
      out.push(`<circle cx="${fixed(x(one.mean))}" cy="${y}" r="5" fill="${colourOf(i)}">${title}</circle>`);
    });
  });
  return svg(bottom + 26, 'Geometric means by family', out);
}

/** A dot for every case: rows are families, the place says the value. */
function strip(results, families, valueOf, { least, most, label, show, isBad = () => false }) {
  const shown = families.filter((family) => results.some((one) => one.family === family && valueOf(one) > 0));
  const values = results.map(valueOf).filter((x) => x > 0);
  if (values.length === 0) return '';
  const top = 8;
  const bottom = top + shown.length * line;
  const { x, marks } = logAxis(...extent(values, least, most), top, bottom, show);
  const out = [...marks];
  shown.forEach((family, row) => {
    const own = results.filter((one) => one.family === family && valueOf(one) > 0);
    out.push(text(left - 10, top + (row + 0.5) * line + 4, family, 'class="name"'));
    const plain = [];
    own.forEach((one, i) => {
      // Neighbours in the table are put on different heights.
      const y = fixed(top + row * line + 5 + ((i * 5) % 13) * ((line - 10) / 12));
      const value = valueOf(one);
      if (!isBad(one)) {
        plain.push(`M${fixed(x(value))} ${y}h0`); // a point: the round cap of a line of no length
        return;
      }
      const title = `<title>${escape(`${one.name}: ${show(value)}`)}</title>`;
      out.push(`<circle cx="${fixed(x(value))}" cy="${y}" r="3">${title}</circle>`);
    });
    if (plain.length > 0) out.push(`<path class="dots" d="${plain.join('')}"/>`);
    const middle = x(median(own.map(valueOf)));
    out.push(`<path class="median" d="M${fixed(middle)} ${top + row * line + 2}v${line - 4}"/>`);
  });
  return svg(bottom + 26, label, out);
}

export const ratioStrip = (results, families) =>
  strip(results, families, ({ sides }) => sides.NumPy?.ratio, {
    least: 0.5,
    most: 4,
    label: 'Every case against NumPy',
    show: times,
    isBad: isSlower,
  });

export const shareStrip = (results, families) =>
  strip(results, families, ({ share }) => share, {
    least: 0.1,
    most: 1,
    label: 'Share of the limit',
    show: (x) => `${Math.round(100 * x)}%`,
  });

/** Ratios by size, for each peer: the median of the cases in every size, and the quartiles around it. */
export function sizeChart(results, peers) {
  const order = [...new Map(results.filter(({ size }) => /^\d+(e\d+)?$/.test(size)).map(({ size, n }) => [size, n]))];
  const sizes = order.sort(([, a], [, b]) => a - b).map(([size]) => size);
  const top = 30;
  const height = 220;
  const lines = peers.map((peer, i) => {
    const points = sizes.flatMap((size, at) => {
      const ratios = results
        .filter((one) => one.size === size)
        .map(({ sides }) => sides[peer]?.ratio)
        .filter((x) => x > 0);
      return ratios.length < 3
        ? []
        : [{ at, size, q: [0.25, 0.5, 0.75].map((q) => quantile(ratios, q)), n: ratios.length }];
    });
    return { peer, i, points };
  });
  const all = lines.flatMap(({ points }) => points.flatMap(({ q }) => q));
  if (sizes.length < 2 || all.length === 0) return '';
  const [low, high] = extent(all, 0.5, 4).map(Math.log10);
  const y = (value) => top + height - ((Math.log10(value) - low) / (high - low)) * height;
  const x = (at) => 90 + (at * (width - 90 - 60)) / (sizes.length - 1);
  const out = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const digit of [1, 2, 5]) {
      const value = digit * 10 ** power;
      if (Math.log10(value) < low || Math.log10(value) > high) continue;
      out.push(`<path class="${value === 1 ? 'one' : 'grid'}" d="M70 ${fixed(y(value))}H${width - right}"/>`);
      out.push(text(62, y(value) + 4, times(value), 'class="name"'));
    }
  }
  sizes.forEach((size, at) => out.push(text(x(at), top + height + 18, size, 'class="tick"')));
  for (const { peer, i, points } of lines) {
    if (points.length === 0) continue;
    out.push(`<circle cx="${90 + i * 130}" cy="12" r="5" fill="${colourOf(i)}"/>`, text(100 + i * 130, 16, peer));
    const at = ({ at: place, q }, which) => `${fixed(x(place))} ${fixed(y(q[which]))}`;
    const band = [...points.map((p) => at(p, 2)), ...[...points].reverse().map((p) => at(p, 0))];
    out.push(`<path d="M${band.join('L')}Z" fill="${colourOf(i)}" opacity="0.15"/>`);
    out.push(
      `<path d="M${points.map((p) => at(p, 1)).join('L')}" fill="none" stroke="${colourOf(i)}" stroke-width="2"/>`,
    );
    for (const p of points) {
      const title = `<title>${escape(`${p.size}, ${peer}: ${times(p.q[1])} (${p.n} cases)`)}</title>`;
      out.push(`<circle cx="${fixed(x(p.at))}" cy="${fixed(y(p.q[1]))}" r="4" fill="${colourOf(i)}">${title}</circle>`);
    }
  }
  return svg(top + height + 30, 'Ratios by size', out);
}
