import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';
import * as nd from '../../lib/index';
import { Scratch, errorOf, noSmallDisk, openResources, runProgram, startProgram } from './process';
import { end64, endRecord, field, le, makeNpy, makeZip, zip64, type MadeMember } from './zip-maker';

const onSmallDisk = noSmallDisk === '' ? test : test.skip;

const three = Buffer.from(new Float64Array([1, 2, 3]).buffer);
const npy = makeNpy("'<f8'", '(3,)', three);
const stored: MadeMember = { name: 'a.npy', data: npy };
const deflated: MadeMember = { name: 'a.npy', data: npy, deflate: true };
const compressed = deflateRawSync(npy);
const FULL32 = 0xffffffff;

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch[Symbol.dispose]());

const write = (bytes: Buffer, name = 'hostile.npz'): string => {
  const path = scratch.file(name);
  writeFileSync(path, bytes);
  return path;
};

/** Opens an archive and reads all of its members. */
function readAll(path: string, options: nd.NpzOptions = {}): Map<string, nd.NDArray | Uint8Array> {
  using z = nd.loadNpz<nd.NpzContents>(path, options);
  return new Map(z);
}

test.each([
  ['stored', stored],
  ['deflated', deflated],
  [
    'sizes in a zip64 field',
    { ...stored, both: { compressed: FULL32, size: FULL32, extra: zip64(npy.length, npy.length) } },
  ],
  ['sizes behind the data', { ...deflated, both: { flags: 8 }, local: { crc: 0, size: 0, compressed: 0 } }],
  ['unknown extra fields', { ...stored, both: { extra: field(0xcafe, Buffer.from('x')) } }],
] as [string, MadeMember][])('the archives that hostile ones are made from are good ones: %s', (_, member) => {
  const all = readAll(write(makeZip([member], { comment: Buffer.from('a comment') })));
  expect((all.get('a') as nd.NDArray).toArray()).toEqual([1, 2, 3]);
});

const two = (second: Partial<MadeMember>): Buffer => makeZip([stored, { name: 'b.npy', data: npy, ...second }]);
const goodZip = makeZip([stored]);
const unsigned = two({});
unsigned[unsigned.indexOf('PK\x03\x04', 10, 'latin1')] = 0;
const directoryAt = 30 + 5 + npy.length;

// What is in the file, and what the error must say.
const hostile: [string, Buffer, RegExp, string?][] = [
  ['a wrong CRC', makeZip([{ ...stored, both: { crc: 1 } }]), /"?'a\.npy'"?: .*expected CRC-32 00000001 but found/],
  ['a wrong CRC of deflated data', makeZip([{ ...deflated, both: { crc: 1 } }]), /'a\.npy'.*CRC-32 00000001/],
  [
    'another name in the local header',
    makeZip([{ ...stored, local: { name: Buffer.from('b.npy') } }]),
    /'a\.npy'.*differ in the name/,
  ],
  ['another method', makeZip([{ ...stored, local: { method: 8 } }]), /'a\.npy'.*differ in the method/],
  ['another CRC', makeZip([{ ...stored, local: { crc: 1 } }]), /'a\.npy'.*differ in the CRC/],
  ['another size', makeZip([{ ...deflated, local: { size: 7 } }]), /'a\.npy'.*differ in the size/],
  [
    'another compressed size',
    makeZip([{ ...deflated, local: { compressed: 7 } }]),
    /'a\.npy'.*differ in the compressed size/,
  ],
  [
    'another size in a zip64 field',
    makeZip([{ ...stored, local: { size: FULL32, compressed: FULL32, extra: zip64(7, npy.length) } }]),
    /'a\.npy'.*differ in the size/,
  ],
  ['no signature of a local header', unsigned, /'b\.npy'.*no local header/],
  ['an encrypted member', makeZip([{ ...stored, both: { flags: 1 } }]), /'a\.npy'.*encrypted/],
  [
    'a member encrypted by one header only',
    makeZip([{ ...stored, central: { flags: 1 } }]),
    /'a\.npy'.*differ in the flags/,
  ],
  ['strong encryption', makeZip([{ ...stored, both: { flags: 0x40 } }]), /'a\.npy'.*encrypted/],
  ...[1, 9, 12, 14, 93, 99].map((method): [string, Buffer, RegExp] => [
    `compression method ${method}`,
    makeZip([{ ...stored, both: { method } }]),
    new RegExp(`'a\\.npy'.*method ${method}`),
  ]),
  ['stored data of another size', makeZip([{ ...stored, both: { size: 100 } }]), /'a\.npy'/],
  [
    'deflated data longer than declared',
    makeZip([{ name: 'notes', data: npy, deflate: true, both: { size: 100 } }]),
    /'notes'.*longer than the 100 bytes/,
  ],
  [
    'deflated data shorter than declared',
    makeZip([{ ...deflated, both: { size: npy.length + 8 } }]),
    /'a\.npy'.*shorter than the 160 bytes/,
  ],
  [
    'deflated bytes fewer than declared',
    makeZip([{ name: 'notes', data: npy, deflate: true, both: { size: 200 } }]),
    /'notes'.*shorter than the 200 bytes/,
  ],
  [
    'bytes behind the deflated data',
    makeZip([{ ...deflated, raw: Buffer.concat([compressed, Buffer.from('x')]) }]),
    /'a\.npy'.*damaged/,
  ],
  [
    'damaged deflated data',
    makeZip([{ ...deflated, raw: Buffer.alloc(compressed.length, 0xff) }]),
    /'a\.npy'.*damaged/,
  ],
  ['cut deflated data', makeZip([{ ...deflated, raw: compressed.subarray(0, -5) }]), /'a\.npy'.*damaged/],
  ['more data than compression can make', makeZip([{ ...deflated, both: { size: 1e9 } }]), /'a\.npy'.*cannot be/],
  [
    'a size of 2^40 in a zip64 field',
    makeZip([{ ...stored, both: { size: FULL32, compressed: FULL32, extra: zip64(2 ** 40, 2 ** 40) } }]),
    /overlaps/,
  ],
  [
    'a size of 2^63 in a zip64 field',
    makeZip([{ ...stored, both: { size: FULL32, extra: zip64(2n ** 63n) } }]),
    /beyond what a file can have/,
  ],
  [
    'a size of 2^64 - 1 in a zip64 field',
    makeZip([{ ...stored, both: { compressed: FULL32, extra: zip64(2n ** 64n - 1n) } }]),
    /beyond what a file can have/,
  ],
  ['no zip64 field where one is needed', makeZip([{ ...stored, central: { size: FULL32 } }]), /no 64-bit value/],
  [
    'two zip64 fields',
    makeZip([{ ...stored, central: { extra: Buffer.concat([zip64(1), zip64(1)]) } }]),
    /two zip64 fields/,
  ],
  [
    'an extra field longer than the header',
    makeZip([{ ...stored, central: { extra: Buffer.concat([le(2, 1), le(2, 100)]) } }]),
    /extra field/,
  ],
  ['an offset beyond the directory', makeZip([{ ...stored, central: { offset: 10_000 } }]), /overlaps/],
  ['an offset of 2^62', makeZip([{ ...stored, central: { offset: FULL32, extra: zip64(2n ** 52n) } }]), /overlaps/],
  ['an entry twice', two({ entryOnly: true, name: 'c.npy', both: { offset: 0 } }), /overlaps/],
  ['a quoted local header', two({ entryOnly: true, name: 'c.npy', both: { offset: 40 } }), /overlaps/],
  [
    'data that reach into the directory',
    makeZip([{ ...stored, central: { compressed: npy.length + 60, size: npy.length + 60 } }]),
    /overlaps/,
  ],
  [
    'a local name that reaches into the next member',
    makeZip([
      {
        ...stored,
        local: { name: Buffer.alloc(300, 'a') },
        raw: Buffer.alloc(0),
        central: { compressed: 200, size: 200 },
      },
      { name: 'b', data: npy },
    ]),
    /overlap/,
  ],
  ['two members of one name', two({ name: 'a.npy' }), /two members named "a\.npy"/],
  ['two members of one key', two({ name: 'a' }), /two members named/],
  ['a NUL in a name', makeZip([{ ...stored, name: 'a\0.npy' }]), /NUL/],
  ['an empty name', makeZip([{ ...stored, name: '' }]), /empty/],
  [
    'a name that is not the UTF-8 it says',
    makeZip([{ ...stored, name: Buffer.from([0xff, 0x41]), both: { flags: 0x800 } }]),
    /not UTF-8/,
  ],
  ['fewer entries than counted', makeZip([stored], { entries: 2, total: 2 }), /cannot hold 2 members|is missing/],
  ['more entries than counted', makeZip([stored], { entries: 0, total: 0 }), /more than the 0 members/],
  ['counts that differ', makeZip([stored], { entries: 2 }), /several parts/],
  ['several disks', makeZip([stored], { disk: 1 }), /several parts/],
  ['a member on another disk', makeZip([{ ...stored, central: { disk: 1 } }]), /several parts/],
  ['a directory elsewhere', makeZip([stored], { offset: 3 }), /directory should end/],
  ['a directory larger than the file', makeZip([stored], { bytes: 1 << 30 }), /directory should end/],
  ['bytes between directory and end', makeZip([stored], {}, Buffer.from('smuggled')), /directory should end/],
  [
    'an end record within the comment',
    makeZip([stored], { comment: Buffer.concat([Buffer.from('..'), goodZip.subarray(-22)]) }),
    /two end records/,
  ],
  [
    'bytes behind the comment',
    Buffer.concat([goodZip, Buffer.from('x')]),
    /directory, which is at its end, is missing/,
    'ERR_FILE_TRUNCATED',
  ],
  [
    'a comment cut short',
    makeZip([stored], { comment: Buffer.from('a comment') }).subarray(0, -1),
    /is missing/,
    'ERR_FILE_TRUNCATED',
  ],
  ['the directory cut off', goodZip.subarray(0, directoryAt + 10), /is missing/, 'ERR_FILE_TRUNCATED'],
  ['no directory at all', goodZip.subarray(0, directoryAt), /is missing/, 'ERR_FILE_TRUNCATED'],
  [
    'end records that differ',
    makeZip([stored], { entries: 3, total: 3 }, end64(goodZip.length - 22, 1, 51, directoryAt)),
    /two end records differ/,
  ],
  [
    'a 64-bit end record elsewhere',
    makeZip([stored], {}, end64(goodZip.length - 22, 1, 51, directoryAt, 7)),
    /not before its locator/,
  ],
  [
    'a 64-bit count of 2^60',
    makeZip([stored], { entries: 0xffff, total: 0xffff }, end64(goodZip.length - 22, 2 ** 60, 51, directoryAt)),
    /beyond what/,
  ],
  [
    'an .npy header that expects more data',
    makeZip([{ name: 'a.npy', data: makeNpy("'<f8'", '(4,)', three) }]),
    /'a\.npy'.*expects 32 bytes of data but the member has 24/,
    'ERR_FILE_TRUNCATED',
  ],
  [
    'an .npy header that expects 2^50 bytes',
    makeZip([{ name: 'a.npy', deflate: true, data: makeNpy("'<f8'", '(140737488355328,)', three) }]),
    /'a\.npy'.*has 24/,
    'ERR_FILE_TRUNCATED',
  ],
  [
    'an .npy header that expects less data',
    makeZip([{ name: 'a.npy', data: makeNpy("'<f8'", '(2,)', three) }]),
    /'a\.npy'.*expects 16 bytes/,
  ],
  [
    'an .npy header beyond the member',
    makeZip([{ name: 'a.npy', data: npy.subarray(0, 100) }]),
    /'a\.npy'.*ends within its header/,
  ],
  ['text as an array', makeZip([{ name: 'a.npy', data: Buffer.from('hello') }]), /'a\.npy'/],
  ['nothing as an array', makeZip([{ name: 'a.npy', data: Buffer.alloc(0) }]), /'a\.npy'/],
  ['Python objects', makeZip([{ name: 'a.npy', data: makeNpy("'|O'", '(3,)', three) }]), /'a\.npy'.*never unpickled/],
  [
    'a record dtype',
    makeZip([{ name: 'a.npy', data: makeNpy("[('x', '<f8')]", '(3,)', three) }]),
    /'a\.npy'.*structured/,
  ],
  [
    'a shape that overflows',
    makeZip([{ name: 'a.npy', data: makeNpy("'<f8'", '(4294967296, 4294967296)', three) }]),
    /'a\.npy'.*too big/,
    'ERR_SHAPE',
  ],
];

const withCodes = hostile.map(([what, bytes, says, code]) => [what, bytes, says, code ?? 'ERR_FILE_FORMAT'] as const);
test.each(withCodes)('%s: a typed error with the path, no memory taken, nothing left open', (_, bytes, says, code) => {
  const path = write(bytes);
  const before = openResources();
  const live = nd.memory.info().live;
  const start = performance.now();
  const error = errorOf(() => readAll(path));
  expect(performance.now() - start).toBeLessThan(1000);
  expect([error.code, error.path]).toEqual([code, path]);
  expect(error.message).toMatch(says);
  expect(error.message).toMatch(/^\[(loadNpz|get)\] /);
  expect(openResources()).toEqual(before);
  expect(nd.memory.info().live).toBeLessThanOrEqual(live);
});

test('a damaged member does not keep the others from being read', () => {
  using z = nd.loadNpz(write(two({ both: { crc: 1 } })));
  expect(z.get('a').sum()).toBe(6);
  expect(() => z.get('b')).toThrow(nd.FormatError);
  expect(z.get('a').sum()).toBe(6);
});

test('names are keys and nothing else', () => {
  const names = ['../../evil.npy', '/etc/x.npy', 'C:\\x.npy', '__proto__.npy', 'constructor.npy', 'folder/', '.npy'];
  mkdirSync(scratch.file('in/side'), { recursive: true });
  const path = write(
    makeZip(names.map((name) => ({ name, data: name.endsWith('.npy') ? npy : Buffer.alloc(0) }))),
    'in/side/names.npz',
  );
  using z = nd.loadNpz<nd.NpzContents>(path);
  expect([...z.keys()]).toEqual(['../../evil', '/etc/x', 'C:\\x', '__proto__', 'constructor', 'folder/', '']);
  expect(z.has('toString')).toBe(false);
  expect((z.get('__proto__') as nd.NDArray).sum()).toBe(6);
  expect((z.get('../../evil') as nd.NDArray).sum()).toBe(6);
  expect(z.get('folder/')).toEqual(new Uint8Array(0));
  expect(scratch.names()).toEqual(['in']);
  expect(readdirSync(scratch.file('in/side'))).toEqual(['names.npz']);
});

test('a million members are refused before they are read', () => {
  const path = scratch.file('million.npz');
  const bytes = 1e6 * 47;
  const file = openSync(path, 'w');
  writeSync(file, 'PK\x03\x04', 0, 'latin1');
  ftruncateSync(file, 100 + bytes);
  const record = endRecord({ disk: 0, entries: 0xffff, total: 0xffff, bytes, offset: 100, comment: Buffer.alloc(0) });
  writeSync(file, Buffer.concat([end64(100 + bytes, 1e6, bytes, 100), record]), 0, undefined, 100 + bytes);
  closeSync(file);
  const start = performance.now();
  const error = errorOf(() => nd.loadNpz(path));
  expect([error.code, performance.now() - start < 200]).toEqual(['ERR_FILE_FORMAT', true]);
  expect(error.message).toMatch(/1000000 members/);
});

describe('bombs', () => {
  const MIB = 1 << 20;
  const zeros = Buffer.alloc(256 * MIB);
  let bomb: Buffer;
  beforeAll(() => {
    bomb = makeZip([{ name: 'a.npy', deflate: true, data: makeNpy("'<f8'", `(${zeros.length / 8},)`, zeros) }]);
  });

  const quietly = (use: () => unknown): { code: string; message: string; grown: number } => {
    const before = nd.memory.info().rss;
    const { code, message } = errorOf(use);
    return { code: code!, message, grown: nd.memory.info().rss - before };
  };

  test('more than maxBytes, or than the memory limit, is refused before memory is taken', () => {
    const path = write(bomb);
    const first = quietly(() => readAll(path, { maxBytes: MIB }));
    expect(first).toMatchObject({ code: 'ERR_MEMORY_LIMIT' });
    expect(first.message).toMatch(/"a" holds 268435456 bytes, more than the 1048576/);
    nd.memory.setLimit(nd.memory.info().live + 64 * MIB);
    try {
      const second = quietly(() => readAll(path));
      expect([second.code, second.message]).toEqual(['ERR_MEMORY_LIMIT', expect.stringMatching(/member "a"/)]);
      expect(Math.max(first.grown, second.grown)).toBeLessThan(64 * MIB);
    } finally {
      nd.memory.setLimit(null);
    }
  });

  test('one that says it is small ends where it said it would', () => {
    const header = makeNpy("'<f8'", '(1000,)', Buffer.alloc(0));
    const data = Buffer.concat([header, zeros]);
    const path = write(makeZip([{ name: 'a.npy', deflate: true, data, both: { size: header.length + 8000 } }]));
    const { code, message, grown } = quietly(() => readAll(path));
    expect([code, message]).toEqual(['ERR_FILE_FORMAT', expect.stringMatching(/'a\.npy'.*longer than the 8128 bytes/)]);
    expect(grown).toBeLessThan(64 * MIB);
  });

  test('a file that is no array counts too', () => {
    const path = write(makeZip([{ name: 'notes.txt', deflate: true, data: zeros }]));
    expect(quietly(() => readAll(path, { maxBytes: MIB })).message).toMatch(/"notes.txt" holds 268435456 bytes/);
  });
});

test('every cut of an archive is a typed error, every flipped bit one or the same arrays', () => {
  const archive = makeZip([stored, { name: 'b.npy', data: npy, deflate: true }]);
  const path = scratch.file('mutant.npz');
  const codes = ['ERR_FILE_FORMAT', 'ERR_FILE_TRUNCATED', 'ERR_DTYPE', 'ERR_SHAPE', 'ERR_MEMORY_LIMIT'];
  for (let n = 0; n < archive.length; n++) {
    writeFileSync(path, archive.subarray(0, n));
    expect(codes).toContain(errorOf(() => readAll(path)).code);
  }
  for (let bit = 0; bit < archive.length * 8; bit += 5) {
    const mutant = Buffer.from(archive);
    mutant[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(path, mutant);
    let all: ReturnType<typeof readAll>;
    try {
      all = readAll(path, { maxBytes: 1e6 });
    } catch (error) {
      expect(codes).toContain((error as nd.FormatError).code);
      continue;
    }
    for (const value of all.values()) {
      if (value instanceof Uint8Array) expect(Buffer.from(value).equals(npy)).toBe(true);
      else expect(value.toArray()).toEqual([1, 2, 3]);
    }
  }
});

test('a table of pieces that lies gives the array or a FormatError', () => {
  const path = scratch.file('pieces.npz');
  const a = nd.arange(400_000n);
  nd.savezCompressed(path, { a });
  const archive = readFileSync(path);
  const at = archive.indexOf('NDB1');
  expect(at).toBeGreaterThan(0);
  for (let k = 0; k < 5 * 8; k++) {
    const mutant = Buffer.from(archive);
    mutant[at + 4 + k]! ^= 1 << (k % 8);
    writeFileSync(path, mutant);
    using z = nd.loadNpz(path);
    try {
      expect(z.get('a').sum()).toBe(a.sum());
    } catch (error) {
      expect(error).toBeInstanceOf(nd.FormatError);
    }
  }
});

describe('saving', () => {
  onSmallDisk(`a full disk is ENOSPC, with the old archive intact and nothing beside it${noSmallDisk}`, () => {
    scratch.limitTo(1 << 20);
    const path = scratch.file('a.npz');
    nd.savez(path, { a: [1, 2] });
    const before = readFileSync(path);
    const noise = nd.random.defaultRng(1).random({ size: 400_000 });
    for (const save of [nd.savez, nd.savezCompressed]) {
      const error = errorOf(() => save(path, { a: noise, b: nd.zeros([2000, 500]).at('::2', '::2') }));
      expect(error).toMatchObject({ code: 'ENOSPC', syscall: 'write', path });
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(scratch.names()).toEqual(['a.npz']);
    }
  });

  test('a limit on file sizes is EFBIG, not the end of the process', () => {
    const run = runProgram(
      `
nd.savez('a', [[1, 2]]);
for (const save of [nd.savez, nd.savezCompressed])
  try { save('a', [nd.random.defaultRng(1).random({ size: 4_000_000 })]); } catch (error) { console.log(error.code, error.syscall); }
console.log(nd.loadNpz('a.npz').get('arr_0').toArray(), fs.readdirSync('.'));`,
      { cwd: scratch.path, limit: '-f 2000' },
    );
    expect([run.stderr, run.stdout]).toEqual(['', "EFBIG write\nEFBIG write\n[ 1, 2 ] [ 'a.npz' ]\n"]);
  });

  test('a process killed while it saves leaves a whole archive, old or new', async () => {
    const path = scratch.file('a.npz');
    nd.savez(path, { a: nd.full(300_000, -1) });
    for (let round = 0; round < 6; round++) {
      const child = startProgram(
        `for (let k = 0; ; k++) { (k % 2 ? nd.savez : nd.savezCompressed)('a', { a: nd.full(300_000, k) }); if (k === 0) console.log('saving'); }`,
        scratch.path,
      );
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await sleep(Math.random() * 40);
      child.kill('SIGKILL');
      await ended;
      using z = nd.loadNpz(path);
      const a = z.get('a');
      expect([a.size, Number(a.min())]).toEqual([300_000, Number(a.max())]);
    }
  }, 120_000);

  test('a map that was cut is MappingLostError; the archive is as it was', () => {
    nd.save(scratch.file('m.npy'), nd.arange(1_000_000));
    nd.savez(scratch.file('a.npz'), [[1]]);
    for (const save of [nd.savez, nd.savezCompressed]) {
      using map = nd.load(scratch.file('m.npy'), { mmapMode: 'r' });
      const file = openSync(scratch.file('m.npy'), 'r+');
      ftruncateSync(file, 4096);
      const error = errorOf(() => save(scratch.file('a.npz'), { map, reversed: map.at('::-1') }));
      expect(error).toMatchObject({ code: 'ERR_MAPPING_LOST', path: scratch.file('m.npy') });
      ftruncateSync(file, 8_000_128);
      closeSync(file);
      nd.save(scratch.file('m.npy'), nd.arange(1_000_000));
    }
    expect(readAll(scratch.file('a.npz')).size).toBe(1);
    expect(scratch.names()).toEqual(['a.npz', 'm.npy']);
  });

  test('an aborted save leaves the old archive and nothing beside it', async () => {
    const path = scratch.file('a.npz');
    nd.savez(path, [[7]]);
    const big = nd.random.defaultRng(2).random({ size: 6_000_000 });
    for (const save of [nd.async.savez, nd.async.savezCompressed]) {
      const controller = new AbortController();
      const saving = save(path, { big, again: big.at('::-1') }, { signal: controller.signal });
      setTimeout(() => controller.abort(), 5);
      await expect(saving).rejects.toMatchObject({ name: 'AbortError' });
      expect(scratch.names()).toEqual(['a.npz']);
      expect(nd.loadNpz(path).get('arr_0').toArray()).toEqual([7]);
    }
    await expect(save0(path, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  }, 60_000);
  const save0 = (path: string, signal: AbortSignal): Promise<void> => nd.async.savez(path, [[1]], { signal });

  test('arrays written, disposed and grown while they are saved do no harm', async () => {
    const path = scratch.file('a.npz');
    const arrays = Array.from({ length: 12 }, (_, i) => nd.full(400_000, i));
    const buffer = new ArrayBuffer(8000);
    const foreign = nd.frombuffer(buffer, { dtype: 'float64' });
    const saving = nd.async.savezCompressed(path, [...arrays, foreign, [1, 2, 3]]);
    arrays[11]!.dispose();
    arrays[10]!.push(5);
    for (let k = 0; k < 20; k++) arrays[9]!.assign(k);
    (buffer as { transfer?: () => ArrayBuffer }).transfer?.();
    await saving;
    using z = nd.loadNpz(path);
    expect([...z.values()].map((a) => a.size)).toEqual([...Array<number>(12).fill(400_000), 1000, 3]);
    expect(z.get('arr_11').sum()).toBe(11 * 400_000);
    expect(z.get('arr_10').sum()).toBe(10 * 400_000);
  });

  test('what callers hand over is read once, checked last', () => {
    const path = scratch.file('a.npz');
    const a = nd.arange(10_000);
    const traps = {
      a,
      get b(): nd.NDArray {
        a.dispose();
        return nd.zeros(3);
      },
    };
    expect(errorOf(() => nd.savez(path, traps)).code).toBe('ERR_DISPOSED');
    const unusable: [unknown, string][] = [
      [5, 'ERR_INVALID_ARGUMENT'],
      ['text', 'ERR_INVALID_ARGUMENT'],
      [null, 'ERR_INVALID_ARGUMENT'],
      [undefined, 'ERR_INVALID_ARGUMENT'],
      [{ a: undefined }, 'ERR_INVALID_ARGUMENT'],
      [[[1], , [2]], 'ERR_INVALID_ARGUMENT'], // eslint-disable-line no-sparse-arrays
      [new Map([[5, [1]]]), 'ERR_INVALID_ARGUMENT'],
      [{ 'a\0b': [1] }, 'ERR_VALUE'],
      [{ '\ud800': [1] }, 'ERR_VALUE'],
      [{ ['n'.repeat(70_000)]: [1] }, 'ERR_VALUE'],
    ];
    for (const [arrays, code] of unusable) {
      expect(errorOf(() => nd.savez(path, arrays as nd.NpzInput)).code).toBe(code);
    }
    for (const [level, code] of [
      [-1, 'ERR_VALUE'],
      [13, 'ERR_VALUE'],
      [1.5, 'ERR_INVALID_ARGUMENT'],
      ['6', 'ERR_INVALID_ARGUMENT'],
    ]) {
      const options = { level } as nd.SavezCompressedOptions;
      expect(errorOf(() => nd.savezCompressed(path, { a: [1] }, options)).code).toBe(code);
    }
    expect(scratch.names()).toEqual([]);
  });
});
