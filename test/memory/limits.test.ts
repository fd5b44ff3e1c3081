/** nd.memory: what it tells, and that limits are kept before anything is allocated. */
import * as nd from '../../lib/index';
import { runProgram } from '../faults/process';

const MB = 2 ** 20;

afterEach(() => {
  nd.memory.setLimit(null);
  nd.memory.trim();
});

describe('memory.info', () => {
  test('tells sizes of the machine and the process', () => {
    const info = nd.memory.info();
    for (const [name, value] of Object.entries(info)) {
      expect([name, Number.isSafeInteger(value), value >= 0]).toEqual([name, true, true]);
    }
    expect(info.rss).toBeGreaterThan(20 * MB);
    expect(info.total).toBeGreaterThan(100 * MB);
    expect(info.available).toBeLessThanOrEqual(info.total);
    expect(info.limit).toBe(info.total);
    expect(Object.keys(info).sort()).toEqual(
      ['arrays', 'available', 'limit', 'live', 'mapped', 'peak', 'pooled', 'rss', 'total'].sort(),
    );
  });

  test('counts live bytes as arrays come and go, and keeps the peak', () => {
    nd.memory.resetPeak();
    const before = nd.memory.info();
    const a = nd.ones(4 * MB, { dtype: 'int8' });
    const during = nd.memory.info();
    expect(during.live - before.live).toBeGreaterThanOrEqual(4 * MB);
    expect(during.live - before.live).toBeLessThan(5 * MB);
    expect(during.arrays - before.arrays).toBe(1);
    a.dispose();
    const after = nd.memory.info();
    expect(after.live).toBeLessThanOrEqual(before.live);
    expect(after.peak).toBeGreaterThanOrEqual(during.live);
    nd.memory.resetPeak();
    expect(nd.memory.info().peak).toBeLessThan(during.live);
  });

  test('counts what is pooled, until it is trimmed', () => {
    nd.memory.trim();
    nd.ones(16 * MB, { dtype: 'int8' }).dispose();
    expect(nd.memory.info().pooled).toBeGreaterThanOrEqual(16 * MB);
    const again = nd.empty(16 * MB, { dtype: 'int8' });
    expect(nd.memory.info().pooled).toBeLessThan(16 * MB);
    again.dispose();
    nd.memory.trim();
    expect(nd.memory.info().pooled).toBe(0);
  });

  test('zeros count when made, but take memory only as they are written', () => {
    const before = nd.memory.info();
    const size = Math.min(4 * 2 ** 30, Math.floor(before.available / 2));
    using a = nd.zeros(size, { dtype: 'int8' });
    const made = nd.memory.info();
    expect(made.live - before.live).toBeGreaterThanOrEqual(size);
    expect(made.rss - before.rss).toBeLessThan(100 * MB);
    a.at(`:${64 * MB}`).fill(1);
    const written = nd.memory.info();
    expect(written.rss - made.rss).toBeGreaterThan(50 * MB);
    expect(written.rss - made.rss).toBeLessThan(200 * MB);
  });

  test('counts a view as nothing', () => {
    const a = nd.zeros(MB);
    const before = nd.memory.info().live;
    const views = Array.from({ length: 100 }, () => a.at('1:'));
    expect([nd.memory.info().live, views.length]).toEqual([before, 100]);
  });

  test('counts growth as it happens', () => {
    const a = nd.zeros(MB);
    const before = nd.memory.info().live;
    a.reserve(3 * MB);
    expect(nd.memory.info().live - before).toBeGreaterThanOrEqual(16 * MB);
  });
});

describe('setLimit', () => {
  test('refuses what would exceed it before anything is allocated, naming numbers, and leaves all usable', () => {
    const a = nd.ones(MB);
    nd.memory.setLimit(nd.memory.info().live + 100 * MB);
    const before = nd.memory.info();
    const acts: [string, () => unknown][] = [
      ['zeros', () => nd.zeros(200 * MB, { dtype: 'int8' })],
      ['empty', () => nd.empty(200 * MB, { dtype: 'int8' })],
      ['ones', () => nd.ones(200 * MB, { dtype: 'int8' })],
      ['arange', () => nd.arange(200 * MB)],
      ['add', () => nd.add(nd.broadcastTo(a.at(0), [200 * MB]), 1)],
      ['astype', () => nd.broadcastTo(a.at(0), [200 * MB]).astype('int8')],
      ['concatenate', () => nd.concatenate(new Array(20).fill(a) as nd.NDArray[])],
      ['reserve', () => a.reserve(200 * MB)],
      ['random', () => nd.random.defaultRng(1).random({ size: 200 * MB })],
      ['select', () => a.select(nd.broadcastTo(nd.array([0n]), [200 * MB]))],
    ];
    for (const [op, act] of acts) {
      expect(act).toThrow(nd.MemoryLimitError);
      expect(act).toThrow(
        new RegExp(`\\[(${op}|copy)\\] Unable to allocate [\\d.]+ GB: [\\d.]+ GB of a limit of [\\d.]+ GB are in use`),
      );
      expect(a.sum()).toBe(MB);
    }
    const after = nd.memory.info();
    expect(after.live - before.live).toBeLessThan(MB);
    expect(nd.ones(MB).sum()).toBe(MB);
    expect(a.push(1)).toBe(MB + 1);
  });

  test('frees what the collector may take before it refuses', () => {
    nd.memory.setLimit(nd.memory.info().live + 64 * MB);
    for (let i = 0; i < 100; i++) expect(nd.ones(16 * MB, { dtype: 'int8' }).item(0)).toBe(1);
  });

  test('is told, and null sets the default again', () => {
    nd.memory.setLimit(123 * MB);
    expect(nd.memory.info().limit).toBe(123 * MB);
    nd.memory.setLimit(null);
    expect(nd.memory.info().limit).toBe(nd.memory.info().total);
    nd.memory.setLimit(Infinity);
    expect(nd.memory.info().limit).toBeGreaterThan(2 ** 52);
    nd.memory.setLimit(0.5);
    expect(nd.memory.info().limit).toBe(1);
    expect(nd.zeros(3).sum()).toBe(0);
  });

  test('below what is live stops further allocations only', () => {
    const a = nd.ones(8 * MB, { dtype: 'int8' });
    nd.memory.setLimit(MB);
    expect(() => nd.zeros(100_000)).toThrow(nd.MemoryLimitError);
    expect([a.sum(), a.at('::2').size]).toEqual([BigInt(8 * MB), 4 * MB]);
  });

  test.each([0, -1, NaN, '5', undefined, {}, true, 5n])('refuses %p', (bytes) => {
    expect(() => nd.memory.setLimit(bytes as never)).toThrow(nd.ArgumentError);
    expect(nd.memory.info().limit).toBe(nd.memory.info().total);
  });

  test('far beyond the machine, what the system does not have is refused all the same', () => {
    nd.memory.setLimit(Infinity);
    const { total } = nd.memory.info();
    expect(() => nd.empty(4 * total, { dtype: 'int8' })).toThrow(RangeError);
    expect(nd.ones(3).sum()).toBe(3);
  });
});

/** Runs a program in a memory cgroup of so many bytes; undefined where none can be made. */
function inMemoryCgroup(bytes: number, program: string): ReturnType<typeof runProgram> | undefined {
  const script = `
const { execFileSync } = require('node:child_process');
const v1 = '/sys/fs/cgroup/memory/nds-test-' + process.pid;
const v2 = '/sys/fs/cgroup/nds-test-' + process.pid;
const group = fs.existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes') ? v1 : v2;
try {
  fs.mkdirSync(group);
  fs.writeFileSync(group + (group === v1 ? '/memory.limit_in_bytes' : '/memory.max'), '${bytes}');
} catch (error) {
  try { fs.rmdirSync(group); } catch {}
  console.log('NO CGROUP ' + error.message);
  process.exit(0);
}
try {
  const inner = "echo $$ > " + group + "/cgroup.procs && exec " + process.execPath + " -e \\"$PROGRAM\\"";
  process.stdout.write(execFileSync('sh', ['-c', inner], { env: { ...process.env } }));
} finally {
  for (let i = 0; i < 50; i++) { try { fs.rmdirSync(group); break; } catch { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20); } }
}`;
  const prelude = `const nd = require(process.env.ENTRY);`;
  const { ENTRY } = jest.requireActual<{ ENTRY: string }>('../faults/process');
  const run = runProgram(script, { env: { PROGRAM: `${prelude}\n${program}`, ENTRY } });
  return run.stdout.startsWith('NO CGROUP') ? undefined : run;
}

const ROOM = inMemoryCgroup(500 * MB, `console.log('made')`) !== undefined;
// A sanitizer's own memory leaves too little of the cgroup's to count with.
const inCgroup = ROOM && process.env['NDS_SANITIZER'] === undefined ? test : test.skip;

describe('in a memory cgroup (skipped under a sanitizer, and where none can be made: it needs root and a writable cgroup)', () => {
  inCgroup('the default limit is the cgroup’s: what is beyond it is refused and the process lives', () => {
    const run = inMemoryCgroup(
      300 * MB,
      `
      const { total, limit } = nd.memory.info();
      let refused = '';
      try { nd.ones(600 * 2 ** 20, { dtype: 'int8' }); } catch (error) { refused = error.code; }
      const held = [];
      try { for (;;) held.push(nd.ones(20 * 2 ** 20, { dtype: 'int8' })); } catch (error) { refused += ' ' + error.code; }
      console.log(JSON.stringify({ total, limit, refused, held: held.length, sum: Number(held[0].sum()) }));`,
    )!;
    expect([run.status, run.stderr]).toEqual([0, '']);
    const told = JSON.parse(run.stdout) as { total: number; limit: number; refused: string; held: number; sum: number };
    expect(told).toMatchObject({
      total: 300 * MB,
      limit: 300 * MB,
      refused: 'ERR_MEMORY_LIMIT ERR_MEMORY_LIMIT',
      sum: 20 * MB,
    });
    expect(told.held).toBeGreaterThan(3);
    expect(told.held).toBeLessThan(15);
  });
});
