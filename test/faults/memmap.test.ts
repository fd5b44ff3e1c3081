import { spawn } from 'node:child_process';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import * as nd from '../../lib/index';
import { ENTRY, Scratch, errorOf, noSmallDisk, openResources, runProgram } from './process';

const onSmallDisk = noSmallDisk === '' ? test : test.skip;

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch[Symbol.dispose]());

const make = (path: string, size: number): nd.memmap => {
  const m = new nd.memmap(path, { dtype: 'float64', mode: 'w+', shape: size });
  m.assign(1);
  m.flush();
  return m;
};

describe('a file cut while it is mapped', () => {
  test.each([
    ['to nothing', 0],
    ['to a page', 4096],
    ['within an element', 8195],
  ])('%s: each operation that meets the hole throws MappingLostError', (_, bytes) => {
    const path = scratch.file('a.dat');
    const operations: Record<string, (m: nd.NDArray) => unknown> = {
      sum: (m) => m.sum(),
      add: (m) => m.add(1),
      'in place': (m) => m.multiply(2, { out: m }),
      compare: (m) => m.greater(0),
      copy: (m) => m.copy(),
      astype: (m) => m.astype('float32'),
      assign: (m) => m.assign(nd.arange(100_000)),
      item: (m) => m.item(99_999),
      mask: (m) => m.select(m.greater(0)),
      take: (m) => m.select([99_999, 99_998]),
      strided: (m) => m.at('::-3').std(),
      lists: (m) => m.at('99990:').toArray(),
      bytes: (m) => m.bytes(),
      print: (m) => m.toString(),
      sort: (m) => nd.sort(m),
      argsort: (m) => m.at('::-1').argsort(),
      'sort in place': (m) => m.sort(),
      cumsum: (m) => m.cumsum(),
      'cumsum in place': (m) => nd.cumsum(m, { out: m }),
      diff: (m) => nd.diff(m),
      searchsorted: (m) => nd.searchsorted(m, nd.array([0, 2])),
      'searched for': (m) => nd.searchsorted(nd.array([0, 2]), m),
      unique: (m) => nd.unique(m),
      save: (m) => nd.save(scratch.file('b.npy'), m),
      'strided save': (m) => nd.save(scratch.file('b.npy'), m.at('::-1')),
    };
    for (const [name, operation] of Object.entries(operations)) {
      using m = make(path, 100_000);
      truncateSync(path, bytes);
      const error = errorOf(() => operation(m)) as nd.MappingLostError;
      expect([name, error.constructor.name, error.code]).toEqual([name, 'MappingLostError', 'ERR_MAPPING_LOST']);
      expect(error).toMatchObject({ path, expectedBytes: 800_000, actualBytes: bytes });
      expect(error.message).toMatch(/was cut while it was mapped: expected 800000 bytes but found/);
    }
    expect(scratch.names()).toEqual(['a.dat']);
  });

  test('the map stays lost, its slices too, also when the file grows again; others are not touched', () => {
    const path = scratch.file('a.dat');
    using m = make(path, 100_000);
    using other = make(scratch.file('b.dat'), 1000);
    const start = m.at(':10');
    expect(start.sum()).toBe(10);
    truncateSync(path, 0);
    expect(() => m.sum()).toThrow(nd.MappingLostError);
    truncateSync(path, 800_000);
    for (const use of [
      () => m.sum(),
      () => start.sum(),
      () => m.flush(),
      () => start.item(0),
      () => m.add(other.sum()),
    ]) {
      expect(use).toThrow(nd.MappingLostError);
    }
    expect(other.sum()).toBe(1000);
    using fresh = new nd.memmap(path, { dtype: 'float64', mode: 'r' });
    expect(fresh.sum()).toBe(0);
  });

  test('a map whose hole nobody met goes on', () => {
    const path = scratch.file('a.dat');
    using m = make(path, 100_000);
    truncateSync(path, 0);
    truncateSync(path, 800_000);
    expect(m.sum()).toBe(0);
  });

  test('by another process, during an operation that runs on all threads', async () => {
    const path = scratch.file('a.dat');
    for (let round = 0; round < 5; round++) {
      using m = make(path, 4_000_000);
      const delay = (Math.random() * 0.02).toFixed(3);
      const child = spawn('sh', ['-c', `echo; sleep ${delay}; truncate -s ${round * 4099} "$0"`, path]);
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const deadline = performance.now() + 20_000;
      const error = errorOf(() => {
        while (performance.now() < deadline) expect(m.sum()).toBe(4_000_000);
        throw new Error('the file was not cut');
      });
      expect(error).toBeInstanceOf(nd.MappingLostError);
    }
    expect(nd.arange(10).sum()).toBe(45);
  });

  test('in worker threads, several at once', () => {
    const run = runProgram(
      `
const { Worker } = require('node:worker_threads');
const source = \`
  const { parentPort, workerData } = require('node:worker_threads');
  const fs = require('node:fs');
  const nd = require(workerData.entry);
  let caught = 0;
  for (let i = 0; i < 100; i++) {
    const path = 'w' + workerData.k + '.dat';
    const m = new nd.memmap(path, { dtype: 'float64', mode: 'w+', shape: 20_000 });
    m.assign(1);
    fs.truncateSync(path, (i % 3) * 4096);
    try { m.sum(); } catch (error) { if (error instanceof nd.MappingLostError) caught++; }
    m.close();
  }
  parentPort.postMessage(caught);
\`;
for (let k = 0; k < 3; k++) {
  const worker = new Worker(source, { eval: true, workerData: { k, entry: ${JSON.stringify(ENTRY)} } });
  worker.on('message', (caught) => console.log(caught));
}`,
      { cwd: scratch.path },
    );
    expect([run.signal, run.stderr, run.stdout]).toEqual([null, '', '100\n100\n100\n']);
  });

  const CUT = `
const m = new nd.memmap('a.dat', { dtype: 'float64', mode: 'w+', shape: 100_000 });
m.assign(1);
fs.truncateSync('a.dat', 0);`;

  test('is found although the program put a SIGBUS handler of its own before or after', () => {
    for (const program of [`process.on('SIGBUS', () => {});${CUT}`, `${CUT}process.on('SIGBUS', () => {});`]) {
      const run = runProgram(
        `${program}
setTimeout(() => {
  try { m.sum(); } catch (error) { console.log(error.code); }
  process.exit(0);
}, 50);`,
        { cwd: scratch.path },
      );
      expect([run.signal, run.stdout]).toEqual([null, 'ERR_MAPPING_LOST\n']);
    }
  });

  test('ends the process by SIGBUS where NDS_SIGBUS=off asked for that', () => {
    const run = runProgram(`${CUT}console.log(m.sum());`, { cwd: scratch.path, env: { NDS_SIGBUS: 'off' } });
    expect(run.stdout).toBe('');
    // A sanitizer reports the signal and exits by itself.
    if (process.env['NDS_SANITIZER'] === undefined) expect(run.signal).toBe('SIGBUS');
    else expect(run.status).not.toBe(0);
  });

  test('reads as zeros through memory handed out with unsafe, and the next operation says so', () => {
    const run = runProgram(
      `${CUT}
const data = m.toTypedArray({ unsafe: true });
console.log(data[99_999]);
try { m.at(':1').sum(); } catch (error) { console.log(error.code); }`,
      { cwd: scratch.path },
    );
    expect([run.signal, run.stderr, run.stdout]).toEqual([null, '', '0\nERR_MAPPING_LOST\n']);
  });
});

describe('a full disk', () => {
  onSmallDisk(`is ENOSPC when a map is made; a new file is removed, an old one is as it was${noSmallDisk}`, () => {
    scratch.limitTo(1 << 20);
    const path = scratch.file('a.dat');
    const open = (): nd.memmap => new nd.memmap(path, { dtype: 'float64', mode: 'w+', shape: 1_000_000 });
    const error = errorOf(open);
    expect(error).toBeInstanceOf(nd.SystemError);
    expect(error).toMatchObject({ code: 'ENOSPC', path });
    expect(scratch.names()).toEqual([]);
    writeFileSync(path, 'precious');
    expect(errorOf(open).code).toBe('ENOSPC');
    expect(readFileSync(path, 'utf8')).toBe('precious');
  });

  onSmallDisk(`under a sparse map is a typed error when elements are written${noSmallDisk}`, () => {
    scratch.limitTo(1 << 20);
    const path = scratch.file('a.dat');
    using m = new nd.memmap(path, { dtype: 'float64', mode: 'w+', shape: 1_000_000, sparse: true });
    m.at(':10').assign(1);
    expect(statSync(path).size).toBe(8_000_000);
    const error = errorOf(() => m.assign(2));
    expect(error).toBeInstanceOf(nd.MappingLostError);
    expect(error.message).toMatch(/full or failing disk/);
  });
});

describe('what is opened is closed', () => {
  test('2,000 maps made and closed leave neither descriptors nor ranges', () => {
    const path = scratch.file('a.dat');
    make(path, 10_000).close();
    const before = openResources();
    const mapped = nd.memory.info().mapped;
    for (let i = 0; i < 2000; i++) {
      const m = new nd.memmap(path, {
        dtype: 'float64',
        mode: (['r', 'r+', 'c'] as const)[i % 3]!,
        offset: (i % 7) * 8,
        shape: 5000,
      });
      if (i % 100 === 0) expect(m.sum()).toBe(5000);
      m.close();
    }
    expect(openResources()).toEqual(before);
    expect(nd.memory.info().mapped).toBe(mapped);
  });

  test('maps that could not be made leave nothing either', () => {
    const path = scratch.file('a.dat');
    writeFileSync(path, 'abc');
    const before = openResources();
    for (let i = 0; i < 200; i++) {
      errorOf(() => new nd.memmap(path, { mode: 'r', shape: 100 }));
      errorOf(() => new nd.memmap(path, { dtype: 'int16', mode: 'r' }));
      errorOf(() => new nd.memmap(path, { shape: 2 ** 50 }));
      errorOf(() => new nd.memmap(scratch.path));
    }
    expect(openResources()).toEqual(before);
    expect(readFileSync(path, 'utf8')).toBe('abc');
  });

  test('maps that were forgotten are closed once they are collected', () => {
    const path = scratch.file('a.dat');
    make(path, 1000).close();
    const run = runProgram(
      `
const count = () => fs.readdirSync('/proc/self/fd').length;
nd.arange(10_000).dispose();
const before = count();
for (let i = 0; i < 100; i++) new nd.memmap('a.dat', { mode: 'r' }).sum();
setTimeout(() => {
  gc();
  setTimeout(() => { console.log(nd.memory.info().mapped, count() - before); }, 20);
}, 20);`,
      { cwd: scratch.path, env: { NODE_OPTIONS: '--expose-gc' } },
    );
    expect([run.stderr, run.stdout]).toEqual(['', '0 0\n']);
  });
});
