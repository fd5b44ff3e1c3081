// Writes the report's files: results.json, report.md and report.html.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { html } from './html.mjs';
import { markdown } from './markdown.mjs';

/** JSON with one result a line: small, and its changes can be read. Rows of the report and goals follow from names. */
export function json({ results, ...rest }) {
  const head = JSON.stringify(rest, undefined, 1).slice(0, -2);
  return `${head},\n "results": [\n${results.map((result) => `  ${JSON.stringify({ ...result, row: undefined, goal: undefined })}`).join(',\n')}\n ]\n}\n`;
}

export function writeReport(folder, run, summary) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), json(run));
  writeFileSync(join(folder, 'report.md'), markdown(run, summary));
  writeFileSync(join(folder, 'report.html'), html(run, summary));
}
