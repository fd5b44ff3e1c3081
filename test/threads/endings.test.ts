import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode, well } from './child';

const folder = mkdtempSync(join(tmpdir(), 'nds-endings-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Operations of every kind, in flight: two run, the others wait. */
const BUSY = `
  const nd = require(PACKAGE);
  const folder = ${JSON.stringify(folder)};
  function busy(name) {
    const long = nd.broadcastTo(nd.ones(1), [2 ** 43]);
    const file = folder + '/' + name + '.npy';
    const quiet = (promise) => void promise.catch(() => undefined);
    quiet(nd.async.save(file, long));
    quiet(nd.async.add(nd.ones(2_000_000), new Float64Array(2_000_000)));
    quiet(nd.async.load(folder + '/data.npy'));
    quiet(nd.async.sum(nd.ones([50, 40]), { axis: 0 }));
    quiet(nd.async.add(nd.ones(10), 1, { out: nd.asarray(new Float64Array(10)) }));
    quiet(nd.async.sum(long));
    quiet(nd.async.sum(long));
  }
`;

const prepare = `
  ${BUSY}
  nd.save(folder + '/data', nd.arange(3_000_000));
`;

/** In the main thread: a worker that runs a program. */
const WORKER = `
  const { Worker } = require('node:worker_threads');
  function startWorker(program, workerData) {
    return new Worker(program, { eval: true, workerData });
  }
`;

/** Nothing is left in the folder but what was there. */
const onlyData = (): void => expect(readdirSync(folder)).toEqual(['data.npy']);

const worker = (program: string): string =>
  JSON.stringify(
    `const PACKAGE = "@PACKAGE@"; const { parentPort, workerData } = require('node:worker_threads'); ${program}`,
  ) + `.replace('@PACKAGE@', PACKAGE)`;

beforeAll(async () => {
  expect(await runNode(prepare)).toEqual(well(''));
});

test('100 workers terminated at random moments with operations in flight', async () => {
  const program = `
    ${WORKER}
    const nd = require(PACKAGE);
    const program = ${worker(`${BUSY} busy(workerData); parentPort.postMessage('busy');`)};
    const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
    let seed = 12345;
    const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    async function once(i) {
      const started = startWorker(program, 'worker' + i);
      // Half of them while they load.
      if (i % 2 === 0) await new Promise((busy) => started.once('message', busy));
      await later(random(50));
      await started.terminate();
    }
    (async () => {
      const before = nd.memory.info().live;
      for (let i = 0; i < 100; i += 4) await Promise.all([0, 1, 2, 3].map((k) => once(i + k)));
      // The last threads let go of their memory a moment after their worker has ended.
      for (let tries = 0; nd.memory.info().live > before && tries < 200; tries++) await later(10);
      console.log(nd.memory.info().live - before, await nd.async.sum([1, 2]));
    })();
  `;
  expect(await runNode(program)).toEqual(well('0 3\n'));
  onlyData();
}, 180_000);

test.each([
  ['process.exit()', 'process.exit(7);'],
  ['an uncaught error', "throw new Error('on purpose');"],
])('a worker that ends by %s with operations in flight', async (_, ending) => {
  const program = `
    ${WORKER}
    const program = ${worker(`${BUSY} busy('ending'); setTimeout(() => { ${ending} }, 20);`)};
    const started = startWorker(program);
    started.on('error', (error) => console.log(error.message));
    started.on('exit', (code) => console.log(code));
  `;
  const expected = ending.includes('exit') ? '7\n' : 'on purpose\n1\n';
  expect(await runNode(program)).toEqual(well(expected));
  onlyData();
});

test.each([
  ['process.exit()', 'process.exit(7);', { code: 7, signal: null }],
  ['an uncaught error', "throw new Error('on purpose');", { code: 1, signal: null }],
  ['an unhandled rejection', 'nd.async.add([1, 2], [1, 2, 3]);', { code: 1, signal: null }],
  ['SIGTERM', "process.kill(process.pid, 'SIGTERM');", { code: null, signal: 'SIGTERM' }],
])('a process that ends by %s with operations in flight', async (_, ending, expected) => {
  for (let i = 0; i < 5; i++) {
    expect(await runNode(`${BUSY} busy('ending'); setTimeout(() => { ${ending} }, ${i * 10});`)).toMatchObject(
      expected,
    );
    if (expected.signal === null) onlyData();
  }
  for (const name of readdirSync(folder)) if (name !== 'data.npy') rmSync(join(folder, name));
});

test('the addon loaded in workers only, one after the other and at once', async () => {
  const program = `
    ${WORKER}
    const program = ${worker(`
      const nd = require(PACKAGE);
      nd.async.sum(nd.ones(1_000_000)).then((sum) => parentPort.postMessage(sum));
    `)};
    const once = () => new Promise((resolve, reject) => {
      let answer;
      const started = startWorker(program);
      started.on('message', (sum) => (answer = sum));
      started.on('error', reject);
      started.on('exit', () => resolve(answer));
    });
    (async () => {
      for (let i = 0; i < 5; i++) console.log(await once());
      console.log(...(await Promise.all([once(), once(), once()])));
    })();
  `;
  const sum = '1000000';
  expect(await runNode(program)).toEqual(well(`${sum}\n`.repeat(5) + `${sum} ${sum} ${sum}\n`));
});

test('a worker ends by itself when its operations have ended', async () => {
  const program = `
    ${WORKER}
    const program = ${worker(`require(PACKAGE).async.add([1], [2]).then((made) => parentPort.postMessage(made.toArray()));`)};
    startWorker(program).on('message', (made) => console.log(made)).on('exit', (code) => console.log(code));
  `;
  expect(await runNode(program)).toEqual(well('[ 3 ]\n0\n'));
});

test('two workers use the threads at the same time, and terminating one leaves the other alone', async () => {
  const program = `
    ${WORKER}
    const long = ${worker(`${BUSY} busy('one'); parentPort.postMessage('busy');`)};
    const short = ${worker(`
      const nd = require(PACKAGE);
      parentPort.on('message', () => {
        Promise.all([1, 2, 3].map((x) => nd.async.sum(nd.full([100_000], x)))).then((sums) => {
          parentPort.postMessage(sums);
          parentPort.unref();
        });
      });
    `)};
    const one = startWorker(long);
    const two = startWorker(short);
    two.on('message', (sums) => console.log(sums));
    one.once('message', () => {
      two.postMessage('go');
      setTimeout(() => void one.terminate(), 50);
    });
  `;
  expect(await runNode(program)).toEqual(well('[ 100000, 200000, 300000 ]\n'));
  onlyData();
});
