// Times ndstride through its public API; the requests are those of ../python/numpy_runner.py.
import { createInterface } from 'node:readline';
import { clearPeak, resident } from '../resident.mjs';

const nd = await import(new URL('../../dist/index.mjs', import.meta.url));

/** The names of the set-up are parameters of the loop, compiled anew for each case: no call but the case's own. */
class Case {
  #names;
  #setup;
  #run;
  #scope;
  #loop;

  constructor({ names, setup, run }) {
    [this.#names, this.#setup, this.#run] = [names, setup, run];
    this.setUp();
  }

  setUp() {
    const made = [...this.#setup.matchAll(/^(?:const|let) (\w+)/gm)].map(([, name]) => name);
    const given = { nd, ...this.#names };
    const build = new Function(...Object.keys(given), `${this.#setup}\nreturn { ${made.join(', ')} };`);
    this.#scope = { ...given, ...build(...Object.values(given)) };
    this.#loop = new Function(
      'count_',
      ...Object.keys(this.#scope),
      `let result_; for (let i_ = 0; i_ < count_; i_++) result_ = ${this.#run}; return result_;`,
    );
  }

  time(count) {
    const values = Object.values(this.#scope);
    const cpu = process.cpuUsage();
    const start = performance.now();
    this.#loop(count, ...values);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: seconds / count, cpu: (user + system) / 1e6 / count };
  }
}

function calibrate(one, batch) {
  let count = 1;
  for (;;) {
    const seconds = one.time(count).seconds * count;
    if (seconds >= batch || count >= 1e8) return count;
    count = Math.max(count + 1, Math.min(10 * count, Math.floor((1.2 * count * batch) / Math.max(seconds, 1e-9))));
  }
}

let current;

function answer(request) {
  if (request.prepare) {
    current = new Case(request.prepare);
    return { count: calibrate(current, request.prepare.batch) };
  }
  if (request.setUp) {
    current.setUp();
    return {};
  }
  if (request.time) {
    const before = resident().now;
    const cleared = clearPeak();
    const times = current.time(request.time);
    return { ...times, growth: cleared ? Math.max(0, resident().peak - before) : null };
  }
  current = undefined;
  nd.memory.trim();
  return {};
}

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
tell({
  version: nd.simdTarget(),
  threads: nd.getNumThreads(),
  runtime: `Node ${process.versions.node}`,
  available: nd.memory.info().available,
});
for await (const line of createInterface({ input: process.stdin })) {
  try {
    tell(answer(JSON.parse(line)));
  } catch (error) {
    tell({ error: `${error.name}: ${error.message}` });
  }
}
