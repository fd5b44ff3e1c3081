import * as nd from '../../lib';
import { runNode, well } from './child';

const HOURS = 2 ** 43;
const TICKS = 200;

test('the event loop turns while a long operation runs', async () => {
  const controller = new AbortController();
  let ended = false;
  const promise = nd.async
    .sum(nd.broadcastTo(nd.ones(1), [HOURS]), { signal: controller.signal })
    .finally(() => (ended = true));
  for (let ticks = 0; ticks < TICKS; ticks++) await new Promise((turn) => setImmediate(turn));
  expect(ended).toBe(false);
  controller.abort();
  await expect(promise).rejects.toBeInstanceOf(nd.AbortError);
});

test("Node's own thread pool is free while many operations run and wait", async () => {
  const program = `
    const nd = require(PACKAGE);
    const controller = new AbortController();
    const long = nd.broadcastTo(nd.ones(1), [2 ** 43]);
    const sums = Array.from({ length: 64 }, () => nd.async.sum(long, { signal: controller.signal }));
    const { readFile } = require('node:fs/promises');
    const { lookup } = require('node:dns/promises');
    Promise.all([readFile(PACKAGE, 'utf8'), lookup('localhost'), require('node:util').promisify(require('node:zlib').gzip)('x')])
      .then(([text]) => {
        console.log(text.length > 0);
        controller.abort();
        return Promise.allSettled(sums);
      })
      .then((outcomes) => console.log(outcomes.every(({ reason }) => reason.code === 'ABORT_ERR')));
  `;
  expect(await runNode(program, { UV_THREADPOOL_SIZE: '1' })).toEqual(well('true\ntrue\n'));
});

test('a pending operation keeps the process alive, and only it', async () => {
  const program = `
    const nd = require(PACKAGE);
    nd.async.sum(nd.broadcastTo(nd.ones(1), [2 ** 28])).then((sum) => console.log(sum));
  `;
  expect(await runNode(program)).toEqual(well(`${2 ** 28}\n`));
});

test.each(['1', '2', '5'])('NDS_NUM_THREADS=%s gives the same bits, and no more threads', async (threads) => {
  const program = `
    const nd = require(PACKAGE);
    const { readdirSync, readFileSync } = require('node:fs');
    const names = () => readdirSync('/proc/self/task').length;
    const before = names();
    const a = nd.random.defaultRng(3).random({ size: [3, 700_001] });
    const expected = nd.sum(a);
    const sums = [a, a, a, a, a.T].map((x) => nd.async.sum(x));
    Promise.all(sums).then((values) => {
      console.log(values.every((value) => value === expected), nd.getNumThreads());
      // Helpers of the pool, and one or two runners.
      const own = names() - before;
      console.log(own <= nd.getNumThreads() - 1 + Math.min(nd.getNumThreads(), 2) ? 'few' : own);
    });
  `;
  expect(await runNode(program, { NDS_NUM_THREADS: threads })).toEqual(well(`true ${threads}\nfew\n`));
});

// Only root can become the user whose threads are limited.
const testAsRoot = process.getuid?.() === 0 ? test : test.skip;

testAsRoot('where the system refuses threads, operations still end', async () => {
  const program = `
    const nd = require(PACKAGE);
    process.setuid(65534);
    const threads = () => require('node:fs').readdirSync('/proc/self/task').length;
    const before = threads();
    nd.async.sum(nd.ones(1_000_000)).then((sum) => console.log(sum));
    nd.async.add([1, 2], 3).then((made) => console.log(made.toString(), threads() - before));
  `;
  const limited = `
    const { spawnSync } = require('node:child_process');
    const { status, stdout, stderr } = spawnSync('bash', ['-c', 'ulimit -u 1; exec "$0" "$@"', process.execPath,
      '-e', ${JSON.stringify(program)}.replaceAll('PACKAGE', JSON.stringify(PACKAGE))], { encoding: 'utf8' });
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = status;
  `;
  expect(await runNode(limited)).toEqual(well('1000000\n[4. 5.] 0\n'));
});
