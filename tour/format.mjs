// Figures as people read them. MB and GB are powers of ten, unless it says otherwise.

const significant = (x) => (x >= 100 ? x.toFixed(0) : x.toPrecision(3));

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '';
  const units = [
    ['s', 1],
    ['ms', 1e-3],
    ['µs', 1e-6],
    ['ns', 1e-9],
  ];
  const [name, size] = units.find(([, unit]) => seconds >= unit * 0.9995) ?? units.at(-1);
  return `${significant(seconds / size)} ${name}`;
}

export function bytes(n) {
  if (!Number.isFinite(n)) return '';
  if (n < 999.5) return `${Math.round(n)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = n / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${significant(value)} ${units[unit]}`;
}

export function ratio(x) {
  if (!Number.isFinite(x)) return '';
  return `${x >= 9.95 ? Math.round(x).toLocaleString('en') : x.toFixed(1)}×`;
}

export const integer = (n) => n.toLocaleString('en');

/** Pads to a width in code points, on the left for figures. */
export const left = (text, width) => text + ' '.repeat(Math.max(0, width - [...text].length));
export const right = (text, width) => ' '.repeat(Math.max(0, width - [...text].length)) + text;

/** A table whose columns are as wide as they need be; `align` has 'l' or 'r' for each. */
export function textTable(header, rows, align) {
  const widths = header.map((title, i) => Math.max(...[title, ...rows.map((row) => row[i])].map((t) => [...t].length)));
  const line = (cells) =>
    cells
      .map((cell, i) => (align[i] === 'r' ? right(cell, widths[i]) : left(cell, widths[i])))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join('──'), ...rows.map(line)];
}
