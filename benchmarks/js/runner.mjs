// Times a JavaScript library; the requests are those of ../python/runner.py.
// Usage: node runner.mjs numpy-ts|FOLDER   (a folder with ndstride's dist/)
import { statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { clearPeak, resident } from '../resident.mjs';
import { openLibrary } from './libraries.mjs';

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const library = await openLibrary(process.argv[2]).catch((error) => {
  tell({ error: error.message.split('\n')[0] });
  process.exit(1);
});
const fileSize = (file) => statSync(file).size;

/** Operands that no case writes to, kept for the cases that follow. */
const kept = new Map();

function makeOperand(operand, { mutates = [] }) {
  if (operand.written || mutates.includes(operand.name)) return library.make(operand);
  const rest = { ...operand, name: undefined };
  const key = JSON.stringify(rest);
  if (!kept.has(key)) {
    const bytes = [...kept.values()].reduce((sum, a) => sum + a.nbytes, 0);
    const size = operand.shape.reduce((product, dim) => product * dim, 16);
    if (bytes + size > library.mostKept) kept.clear();
    kept.set(key, library.make(operand));
  }
  return kept.get(key);
}

/** The names of the set-up are parameters of the loop, compiled anew for each case: no call but the case's own. */
class Case {
  #asked;
  #scope;
  #loop;

  constructor(asked) {
    this.#asked = asked;
    this.setUp();
  }

  setUp() {
    this.#scope = undefined;
    const { names, operands, setup = '', run } = this.#asked;
    const made = [...setup.matchAll(/^(?:const|let) (\w+)/gm)].map(([, name]) => name);
    const given = { [library.scope]: library.module, fileSize, ...names };
    for (const operand of operands) given[operand.name] = makeOperand(operand, this.#asked);
    const build = new Function(...Object.keys(given), `${setup}\nreturn { ${made.join(', ')} };`);
    this.#scope = { ...given, ...build(...Object.values(given)) };
    this.#loop = new Function(
      'count_',
      ...Object.keys(this.#scope),
      `let result_; for (let i_ = 0; i_ < count_; i_++) result_ = ${run}; return result_;`,
    );
  }

  evaluate(code) {
    return new Function(...Object.keys(this.#scope), `return ${code};`)(...Object.values(this.#scope));
  }

  time(count) {
    const values = Object.values(this.#scope);
    const cpu = process.cpuUsage();
    const start = performance.now();
    const value = this.#loop(count, ...values);
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: seconds / count, cpu: (user + system) / 1e6 / count, value };
  }
}

function digest(value) {
  if (library.isArray(value)) return library.digest(value);
  if (typeof value === 'number' || typeof value === 'boolean') return { scalar: [String(Number(value))] };
  if (typeof value === 'bigint') return { scalar: [String(value)] };
  if (value && 're' in Object(value)) return { scalar: [String(value.re), String(value.im)] };
  if (value && typeof value === 'object') return { list: Object.values(value).map(digest) };
  return { scalar: [] };
}

/**
 * What is not slow runs for a while before it is timed: V8 compiles what has run often, and results go round among a few
 * blocks, each of which the machine finds pages for at its first use (8 MB: 10 ms on some virtual machines).
 */
const warmSeconds = 0.1;
const fast = 1e-3;
/** What is slower than this is not run again to find out. */
const slow = 0.3;

function calibrate(one, batch, first) {
  let count = 1;
  let seconds = first;
  if (first < slow) {
    const until = performance.now() + warmSeconds * 1000;
    do seconds = Math.min(seconds, one.time(seconds < fast ? 20 : 1).seconds);
    while (performance.now() < until);
  }
  while (seconds < batch && count < 1e8) {
    count = Math.max(count + 1, Math.min(20 * count, Math.floor((1.2 * count * batch) / Math.max(seconds, 1e-9))));
    seconds = one.time(count).seconds * count;
  }
  return count;
}

let current;

function prepare(asked) {
  current = new Case(asked);
  const { seconds, value } = current.time(1);
  const answer = { first: seconds };
  if (asked.verify) answer.digest = digest(asked.check ? current.evaluate(asked.check) : value);
  if (asked.measure) answer.measured = current.evaluate(asked.measure);
  answer.count = asked.batch > 0 ? calibrate(current, asked.batch, seconds) : 1;
  return answer;
}

function timed(count, warm) {
  if (warm) current.time(1);
  const before = resident().now;
  const cleared = clearPeak();
  const { seconds, cpu } = current.time(count);
  return { seconds, cpu, growth: cleared ? Math.max(0, resident().peak - before) : null };
}

function answer(request) {
  if (request.prepare) return prepare(request.prepare);
  if (request.setUp) {
    current.setUp();
    return {};
  }
  if (request.time) return timed(request.time, request.warm);
  current = undefined;
  return {};
}

/** A function that the library lacks is no failure. */
const isAbsence = (error) =>
  error.name === 'ReferenceError' || /is not a function|is not a constructor|Cannot read prop/.test(error.message);

tell({ ...library.hello, runtime: `Node ${process.versions.node}` });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    tell(answer(JSON.parse(line)));
  } catch (error) {
    current = undefined;
    const text = `${error.name}: ${String(error.message).split('\n')[0]}`;
    tell(isAbsence(error) ? { absent: text } : { failed: text });
  }
}
