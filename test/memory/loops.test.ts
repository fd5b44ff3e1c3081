/** Synchronous loops of temporaries stay flat without dispose. Each runs as a process of its own; memory is asserted, never time. */
import { runProgram } from '../faults/process';

const MB = 2 ** 20;
/** Sanitizers slow the loops down and keep freed memory: fewer rounds, more room. */
const sanitized = (process.env['NDS_SANITIZER'] ?? '') !== '';
const rounds = (n: number): number => (sanitized ? Math.ceil(n / 20) : n);
const MOST = sanitized ? 1500 * MB : 300 * MB;

interface Measured {
  readonly growth: number;
  readonly peak: number;
  readonly sum: number;
}

/** Runs \`body\` in a loop and measures how far the resident memory rose above what it was before the loop. */
function measure(body: string, count: number, env: Record<string, string> = {}, setUp = ''): Measured {
  const run = runProgram(
    `
    const rss = () => Number(/VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
    nd.ones(10).add(1).sum();
    ${setUp}
    const before = process.memoryUsage.rss();
    let sum = 0;
    for (let i = 0; i < ${count}; i++) { ${body} }
    console.log(JSON.stringify({ growth: rss() - before, peak: nd.memory.info().peak, sum }));`,
    { env },
  );
  expect([run.status, run.signal, run.stderr]).toEqual([0, null, '']);
  return JSON.parse(run.stdout) as Measured;
}

test('1,000 temporaries of 20 MB', () => {
  const { growth, sum } = measure('sum += nd.ones(2_500_000).item(0);', rounds(1000));
  expect(sum).toBe(rounds(1000));
  expect(growth).toBeLessThanOrEqual(MOST);
});

test('10,000 temporaries of 8 MB', () => {
  const { growth, sum } = measure('sum += nd.empty(1_000_000).fill(1).item(0);', rounds(10_000));
  expect(sum).toBe(rounds(10_000));
  expect(growth).toBeLessThanOrEqual(MOST);
});

test('chains of operations with several temporaries of 20 MB each', () => {
  const { growth } = measure(
    'sum += a.add(1).multiply(2).at("1:").sqrt().sum();',
    rounds(300),
    {},
    'const a = nd.ones(2_500_000);',
  );
  expect(growth).toBeLessThanOrEqual(MOST);
});

test('temporaries beside many arrays that live', () => {
  const setUp = 'const held = Array.from({ length: 50 }, () => nd.ones(100_000));';
  const { growth } = measure(
    'sum += held[i % 50].add(1).item(0) + nd.ones(2_500_000).item(0);',
    rounds(500),
    {},
    setUp,
  );
  expect(growth).toBeLessThanOrEqual(MOST);
});

test('lists made of temporaries', () => {
  const { growth } = measure('sum += nd.ones(250_000).toArray()[0];', rounds(200));
  expect(growth).toBeLessThanOrEqual(2 * MOST);
});

test('small arrays: 2,000,000 of them', () => {
  const { growth } = measure('sum += nd.zeros(10).add(1).item(0);', rounds(2_000_000));
  expect(growth).toBeLessThanOrEqual(MOST);
});

test('arrays that grow and are dropped', () => {
  const { growth } = measure('const a = nd.zeros(1_000_000); a.push(1); sum += a.length;', rounds(500));
  expect(growth).toBeLessThanOrEqual(MOST);
});

test('with NDS_GC=off the loop is held by the limit, and an array that is disposed costs nothing', () => {
  const { growth } = measure('const a = nd.ones(2_500_000); sum += a.item(0); a.dispose();', rounds(500), {
    NDS_GC: 'off',
  });
  expect(growth).toBeLessThanOrEqual(MOST);
});

test('temporaries inside one scope', () => {
  const { growth, sum } = measure(
    `nd.scope(() => { for (let k = 0; k < ${rounds(300)}; k++) sum += nd.ones(2_500_000).item(0); });`,
    1,
  );
  expect(sum).toBe(rounds(300));
  expect(growth).toBeLessThanOrEqual(MOST);
});
