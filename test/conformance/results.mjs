// Reads junit files of two runs of the suite and compares them test by test.

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const unescape = (text) =>
  text.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (all, name) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? all;
    return String.fromCodePoint(name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
const attribute = (tag, name) => unescape(new RegExp(`(?<=\\s)${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** name -> { file, verdict, reason } of every test in a junit file. */
export function readResults(xml) {
  const results = new Map();
  for (const [, tag, closed, body] of xml.matchAll(/<testcase\s([^>]*?)(?:(\/)>|>([\s\S]*?)<\/testcase>)/g)) {
    const file = attribute(` ${tag}`, 'classname').split('.')[1];
    const inner = closed === '/' ? '' : body;
    const found = /<(error|failure|skipped)\b([^>]*)>/.exec(inner);
    const reason = found === null ? '' : attribute(found[2], 'message').split('\n', 1)[0].slice(0, 200);
    results.set(`${file}::${attribute(` ${tag}`, 'name')}`, { file, verdict: found?.[1] ?? 'passed', reason });
  }
  return results;
}

/** The extensions, what crosses no process border, and Python's own signatures are no part of the score. */
const APART = /^test_(fft|signatures|dlpack)$/;
const EXTENSION = /^test_has_names::test_has_names\[(linalg|fft)-|^test_special_cases::.*__(dlpack|array_api)/;

/** Whether a test of test_linalg is of the main namespace. */
const isMainProduct = (name) => /::test_(matmul|matrix_transpose|tensordot|vecdot)$/.test(name);

export function isScored(name, file) {
  if (APART.test(file) || EXTENSION.test(name) || name.includes('dlpack')) return false;
  return file !== 'test_linalg' || isMainProduct(name);
}

/** Counts by file, and the tests on which the two runs differ. */
export function compare(base, ours) {
  const files = new Map();
  const failures = [];
  const alone = [];
  for (const [name, { file, verdict }] of base) {
    if (!isScored(name, file)) continue;
    const row = files.get(file) ?? { file, tests: 0, numpy: 0, ours: 0, both: 0 };
    files.set(file, row);
    const own = ours.get(name) ?? { verdict: 'missing', reason: 'the test did not run' };
    row.tests++;
    row.numpy += verdict === 'passed';
    row.ours += own.verdict === 'passed';
    row.both += verdict === 'passed' && own.verdict === 'passed';
    if (verdict === 'passed' && own.verdict !== 'passed') failures.push({ name, reason: own.reason });
    if (verdict !== 'passed' && own.verdict === 'passed') alone.push(name);
  }
  const rows = [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  const total = { file: 'in all', tests: 0, numpy: 0, ours: 0, both: 0 };
  for (const row of rows) for (const key of ['tests', 'numpy', 'ours', 'both']) total[key] += row[key];
  const line = (cells) => cells.map((cell, i) => (i === 0 ? cell.padEnd(44) : String(cell).padStart(11))).join('');
  const table = [
    line(['file', 'tests', 'NumPy', 'ours', 'of NumPy']),
    ...[...rows, total].map((r) => line([r.file, r.tests, r.numpy, r.ours, `${r.both}/${r.numpy}`])),
  ].join('\n');
  return { table, failures, alone };
}
