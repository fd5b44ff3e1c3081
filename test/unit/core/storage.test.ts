/** What storage promises from the first array of a process on. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const dist = join(__dirname, '..', '..', '..', 'dist', 'index.js');

test('an empty array is usable when it is the first of the process', () => {
  const script = `const nd = require(${JSON.stringify(dist)}); console.log(nd.zeros([0, 3]).sum({ axis: 0 }).toString());`;
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })).toBe('[0. 0. 0.]\n');
});
