import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as nd from '../../lib/index';
import { Scratch, errorOf, noSmallDisk, openResources, runProgram, startProgram } from './process';

const onSmallDisk = noSmallDisk === '' ? test : test.skip;
const asRoot = process.getuid?.() === 0;

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch[Symbol.dispose]());

test('a process killed while it saves leaves a whole file, old or new, ten times over', async () => {
  const path = scratch.file('a.npy');
  nd.save(path, nd.full(500_000, -1));
  for (let round = 0; round < 10; round++) {
    const child = startProgram(
      `for (let k = 0; ; k++) { nd.save('a.npy', nd.full(500_000, k)); if (k === 0) console.log('saving'); }`,
      scratch.path,
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await sleep(Math.random() * 60);
    child.kill('SIGKILL');
    await ended;
    const a = nd.load(path);
    expect(a.shape).toEqual([500_000]);
    expect(Number(a.min())).toBe(Number(a.max()));
    const others = scratch.names().filter((name) => name !== 'a.npy');
    for (const name of others) expect(name).toMatch(/^\.a\.npy\.nds-\d+-\d+-[0-9a-f]{8}\.tmp$/);
  }
  nd.save(path, [1]);
  expect(nd.load(path).toArray()).toEqual([1]);
}, 120_000);

onSmallDisk(`a full disk is ENOSPC, with the old file intact and nothing beside it${noSmallDisk}`, () => {
  scratch.limitTo(1 << 20);
  const path = scratch.file('a.npy');
  nd.save(path, nd.arange(1000));
  const before = readFileSync(path);
  for (const a of [nd.zeros(1_000_000), nd.zeros([2000, 2000]).at('::2', '::2')]) {
    const error = errorOf(() => nd.save(path, a));
    expect(error).toBeInstanceOf(nd.SystemError);
    expect(error).toMatchObject({ code: 'ENOSPC', syscall: 'write', path });
  }
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(scratch.names()).toEqual(['a.npy']);
  expect(errorOf(() => nd.save(scratch.file('new.npy'), nd.zeros(1_000_000))).code).toBe('ENOSPC');
  expect(scratch.names()).toEqual(['a.npy']);
  nd.save(path, nd.arange(500));
  expect(nd.load(path).size).toBe(500);
});

test('a limit on file sizes is EFBIG, not the end of the process', () => {
  const run = runProgram(
    `
nd.save('a.npy', [1, 2]);
try { nd.save('a.npy', nd.zeros(4_000_000)); } catch (error) { console.log(error.code, error.syscall); }
console.log(nd.load('a.npy').toArray(), fs.readdirSync('.'));`,
    { cwd: scratch.path, limit: '-f 2000' },
  );
  expect([run.signal, run.stderr, run.stdout]).toEqual([null, '', "EFBIG write\n[ 1, 2 ] [ 'a.npy' ]\n"]);
});

test('a link is followed: the file it names is replaced, the link stays', () => {
  mkdirSync(scratch.file('data'));
  writeFileSync(scratch.file('data/real.npy'), 'old');
  symlinkSync('data/real.npy', scratch.file('link.npy'));
  nd.save(scratch.file('link.npy'), [1, 2]);
  expect(lstatSync(scratch.file('link.npy')).isSymbolicLink()).toBe(true);
  expect(nd.load(scratch.file('data/real.npy')).toArray()).toEqual([1, 2]);
  symlinkSync('data/later.npy', scratch.file('dangling.npy'));
  nd.save(scratch.file('dangling.npy'), [3]);
  expect(nd.load(scratch.file('data/later.npy')).toArray()).toEqual([3]);
  symlinkSync('loop.npy', scratch.file('loop.npy'));
  expect(errorOf(() => nd.save(scratch.file('loop.npy'), [1])).code).toBe('ELOOP');
  expect(scratch.names()).toEqual(['dangling.npy', 'data', 'link.npy', 'loop.npy']);
});

test('permissions of the file that is replaced are kept; new files follow the umask', () => {
  const path = scratch.file('a.npy');
  const umask = process.umask();
  nd.save(path, [1]);
  expect(statSync(path).mode & 0o777).toBe(0o666 & ~umask);
  chmodSync(path, 0o640);
  nd.save(path, [2]);
  expect(statSync(path).mode & 0o777).toBe(0o640);
});

test('folders and devices are refused; so is a folder that is gone', () => {
  mkdirSync(scratch.file('folder.npy'));
  expect(errorOf(() => nd.save(scratch.file('folder.npy'), [1])).code).toBe('EISDIR');
  symlinkSync('/dev/full', scratch.file('full.npy'));
  expect(errorOf(() => nd.save(scratch.file('full.npy'), [1])).code).toBe('ENXIO');
  expect(errorOf(() => nd.save(scratch.file('gone/a.npy'), [1])).code).toBe('ENOENT');
  expect(scratch.names()).toEqual(['folder.npy', 'full.npy']);
});

(asRoot ? test : test.skip)(
  `files and folders without write permission are EACCES, and stay as they are${asRoot ? '' : ' (skipped: needs root to become another user)'}`,
  () => {
    chmodSync(scratch.path, 0o777);
    const path = scratch.file('a.npy');
    nd.save(path, [1]);
    chmodSync(path, 0o444);
    mkdirSync(scratch.file('closed'), 0o755);
    const before = readFileSync(path);
    // The addon and the program are read first: the other user may not be able to.
    const run = runProgram(
      `
process.setgid(65534);
process.setuid(65534);
for (const path of ['a.npy', 'closed/b.npy']) try { nd.save(path, [2]); } catch (error) { console.log(error.code); }
try { new nd.memmap('a.npy'); } catch (error) { console.log(error.code); }`,
      { cwd: scratch.path },
    );
    expect([run.stderr, run.stdout]).toEqual(['', 'EACCES\nEACCES\nEACCES\n']);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(scratch.names()).toEqual(['a.npy', 'closed']);
  },
);

test('two writers of one file leave one of the two, whole', async () => {
  const children = [1, 2].map((k) =>
    startProgram(
      `for (let i = 0; i < 100; i++) nd.save('a.npy', nd.full(${20_000 * k}, ${k})); console.log('done');`,
      scratch.path,
    ),
  );
  const ends = children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  let running = true;
  const finished = Promise.all(ends).then((codes) => {
    running = false;
    return codes;
  });
  let seen = 0;
  while (running) {
    await sleep(1);
    let a: nd.NDArray;
    try {
      a = nd.load(scratch.file('a.npy'));
    } catch (error) {
      expect((error as nd.SystemError).code).toBe('ENOENT');
      expect(seen).toBe(0);
      continue;
    }
    seen++;
    const k = a.item(0) as number;
    expect([a.size, a.min(), a.max()]).toEqual([20_000 * k, k, k]);
  }
  expect(await finished).toEqual([0, 0]);
  expect(seen).toBeGreaterThan(0);
  expect(scratch.names()).toEqual(['a.npy']);
}, 120_000);

test('saves that end well and ones that fail leave no descriptor open', () => {
  const path = scratch.file('a.npy');
  nd.save(path, [1]);
  const before = openResources();
  for (let i = 0; i < 50; i++) {
    nd.save(path, [i]);
    errorOf(() => nd.save(scratch.file('gone/a.npy'), [i]));
    nd.load(path);
    errorOf(() => nd.load(path, { maxBytes: 1 }));
  }
  expect(openResources()).toEqual(before);
});

onSmallDisk(`a map saved onto its own file keeps its data when the disk is full${noSmallDisk}`, () => {
  scratch.limitTo(1 << 20);
  const path = scratch.file('a.npy');
  nd.save(path, nd.arange(100_000));
  using m = nd.load(path, { mmapMode: 'r' });
  expect(errorOf(() => nd.save(path, m)).code).toBe('ENOSPC');
  expect(m.sum()).toBe(4_999_950_000);
  expect(nd.load(path).sum()).toBe(4_999_950_000);
});
