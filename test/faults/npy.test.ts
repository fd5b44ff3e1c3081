import { spawnSync } from 'node:child_process';
import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import * as nd from '../../lib/index';
import { Scratch, errorOf, openResources, runProgram } from './process';

const npy = (text: string, data = '', version = 1, minor = 0): Buffer => {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(text.length, 0, length.length);
  return Buffer.concat([
    Buffer.from([0x93, ...Buffer.from('NUMPY'), version, minor]),
    length,
    Buffer.from(text, 'latin1'),
    Buffer.from(data, 'latin1'),
  ]);
};
const header = (descr: string, shape: string, order = 'False'): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
const described = (descr: string): Buffer => npy(header(`'${descr}'`, '(3,)'), 'x'.repeat(24));
const shaped = (shape: string): Buffer => npy(header("'<f8'", shape), 'x'.repeat(24));

const good = shaped('(3,)');

// What is in the file, and the code of the error that it must be.
const hostile: [string, Buffer, string][] = [
  ['nothing', Buffer.alloc(0), 'ERR_FILE_FORMAT'],
  ['the magic alone', good.subarray(0, 6), 'ERR_FILE_FORMAT'],
  ['magic and version alone', good.subarray(0, 8), 'ERR_FILE_FORMAT'],
  ['another magic', Buffer.from('\x93NUMPX\x01\0\x10\0', 'latin1'), 'ERR_FILE_FORMAT'],
  ['the beginning of a zip archive', Buffer.from('PK\x03\x04..................', 'latin1'), 'ERR_FILE_TRUNCATED'],
  ['a pickle', Buffer.from('\x80\x04\x95\x0a\0\0\0', 'latin1'), 'ERR_FILE_FORMAT'],
  ['version 2.1', npy(header("'<f8'", '(3,)'), '', 2, 1), 'ERR_FILE_FORMAT'],
  ['version 0.0', npy(header("'<f8'", '(3,)'), '', 0, 0), 'ERR_FILE_FORMAT'],
  ['version 255.255', npy(header("'<f8'", '(3,)'), '', 255, 255), 'ERR_FILE_FORMAT'],
  [
    'a header said to be 4 GiB long',
    Buffer.concat([Buffer.from('\x93NUMPY\x02\0\xff\xff\xff\xff', 'latin1'), Buffer.alloc(88, ' ')]),
    'ERR_FILE_FORMAT',
  ],
  ['a header of 65,535 spaces', npy(' '.repeat(65_535)), 'ERR_FILE_FORMAT'],
  ['a header that ends with the file', npy(header("'<f8'", '(3,)')).subarray(0, 40), 'ERR_FILE_FORMAT'],
  ['300 open brackets', npy(header('['.repeat(300), '(3,)')), 'ERR_FILE_FORMAT'],
  ['9,000 open parentheses', npy('('.repeat(9000)), 'ERR_FILE_FORMAT'],
  ['a string without an end', npy("{'descr': '<f8, "), 'ERR_FILE_FORMAT'],
  ['escapes in a string', npy(header("'\\x3cf8'", '(3,)')), 'ERR_FILE_FORMAT'],
  ['a NUL in the header', npy(header("'<f8'", '(3,\0)')), 'ERR_FILE_FORMAT'],
  ['bytes that are not UTF-8', npy(header("'<f8'", '(3,)').replace('shape', 'sh\xffpe'), '', 3), 'ERR_FILE_FORMAT'],
  ['a key more', npy("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), 'x': 1}"), 'ERR_FILE_FORMAT'],
  ['a key less', npy("{'descr': '<f8', 'shape': (3,)}"), 'ERR_FILE_FORMAT'],
  ['a key twice', npy("{'descr': '<f8', 'shape': (3,), 'shape': (2,), 'fortran_order': False}"), 'ERR_FILE_FORMAT'],
  ['code instead of values', npy(header("__import__('os')", '(3,)')), 'ERR_FILE_FORMAT'],
  ...['(-1,)', '(True,)', '(1.5,)', "('3',)", '[8]', '(1_000,)', '(0x10,)', '(3)', '3', 'None'].map(
    (shape): [string, Buffer, string] => [`the shape ${shape}`, shaped(shape), 'ERR_FILE_FORMAT'],
  ),
  ...[
    '(1152921504606846976,)',
    '(9223372036854775808,)',
    '(18446744073709551616,)',
    '(1180591620717411303424,)',
    '(4294967296, 4294967296)',
    '(4294967296, 2147483648, 8)',
    '(0, 4611686018427387904, 4611686018427387904)',
    `(${'1,'.repeat(65)})`,
  ].map((shape): [string, Buffer, string] => [`the shape ${shape.slice(0, 50)}`, shaped(shape), 'ERR_SHAPE']),
  ['objects', described('|O'), 'ERR_FILE_FORMAT'],
  ['a record', npy(header("[('a', '<i4')]", '(3,)')), 'ERR_FILE_FORMAT'],
  ['a record with the field __proto__', npy(header("[('__proto__', '<i4')]", '(3,)')), 'ERR_FILE_FORMAT'],
  ...['<f4096', '|V2147483647', '<M8[zz]', '<M8[999999999999s]', '|u3', '<f16', '<c32', '<U5', '|S0', ''].map(
    (descr): [string, Buffer, string] => [`the dtype '${descr}'`, described(descr), 'ERR_DTYPE'],
  ),
  ['|S0 with 10^12 elements', npy(header("'|S0'", '(1000000000000,)')), 'ERR_DTYPE'],
  ['data short by a byte', good.subarray(0, -1), 'ERR_FILE_TRUNCATED'],
  ['no data', good.subarray(0, -24), 'ERR_FILE_TRUNCATED'],
  ['1 TB of data said to be there', shaped('(125000000000,)'), 'ERR_FILE_TRUNCATED'],
];

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
});
afterAll(() => scratch[Symbol.dispose]());

test('the file that the hostile ones are made from is a good one', () => {
  const path = scratch.file('good.npy');
  writeFileSync(path, good);
  expect(nd.load(path).shape).toEqual([3]);
});

test.each(hostile)('%s: a typed error with path, no memory taken, nothing left open', (_, bytes, code) => {
  const path = scratch.file('hostile.npy');
  writeFileSync(path, bytes);
  const before = openResources();
  const live = nd.memory.info().live;
  for (const options of [{}, { mmapMode: 'r' as const }]) {
    const start = performance.now();
    const error = errorOf(() => nd.load(path, options));
    expect(performance.now() - start).toBeLessThan(1000);
    expect([error.code, error.path]).toEqual([code, path]);
    expect(error.offset).toBeGreaterThanOrEqual(0);
    expect(error.message).toMatch(/^\[load\] /);
  }
  expect(openResources()).toEqual(before);
  expect(nd.memory.info().live).toBeLessThanOrEqual(live);
  expect(nd.load(scratch.file('good.npy')).size).toBe(3);
});

test('the error of missing data has both counts', () => {
  const path = scratch.file('short.npy');
  writeFileSync(path, good.subarray(0, -5));
  expect(errorOf(() => nd.load(path)).message).toMatch(/expected 24 bytes of data but found 19/);
});

test('bytes after the data are ignored, as NumPy does', () => {
  const path = scratch.file('long.npy');
  writeFileSync(path, Buffer.concat([good, Buffer.alloc(1000, 1)]));
  expect(nd.load(path).size).toBe(3);
});

test('every cut and many a flipped bit of a good file give an array or a typed error', () => {
  const path = scratch.file('mutant.npy');
  const check = (bytes: Buffer): void => {
    writeFileSync(path, bytes);
    try {
      nd.load(path, { maxBytes: 1e6 });
    } catch (error) {
      expect(['ERR_FILE_FORMAT', 'ERR_FILE_TRUNCATED', 'ERR_DTYPE', 'ERR_SHAPE', 'ERR_MEMORY_LIMIT']).toContain(
        (error as nd.FormatError).code,
      );
    }
  };
  for (let n = 0; n < good.length; n++) check(good.subarray(0, n));
  for (let bit = 0; bit < good.length * 8; bit += 3) {
    const mutant = Buffer.from(good);
    mutant[bit >> 3]! ^= 1 << (bit & 7);
    check(mutant);
  }
});

describe('what is no regular file', () => {
  const uses: [string, (path: string) => unknown][] = [
    ['load', (path) => nd.load(path)],
    ['load with mmapMode', (path) => nd.load(path, { mmapMode: 'r' })],
    ['memmap r', (path) => new nd.memmap(path, { mode: 'r', shape: 4 })],
    ['memmap w+', (path) => new nd.memmap(path, { mode: 'w+', shape: 4 })],
  ];

  test.each(uses)('%s: directories, devices and sockets are system errors', (_, use) => {
    expect(errorOf(() => use(scratch.path)).code).toBe('EISDIR');
    expect(errorOf(() => use('/dev/zero')).code).toBe('ENXIO');
    expect(errorOf(() => use('/dev/full')).code).toBe('ENXIO');
    expect(errorOf(() => use(scratch.file('missing/a.npy'))).code).toBe('ENOENT');
    expect(errorOf(() => use(`${scratch.file('good.npy')}/a.npy`)).code).toBe('ENOTDIR');
    expect(errorOf(() => use(`/tmp/${'n'.repeat(300)}`)).code).toBe('ENAMETOOLONG');
  });

  test.each(uses)('%s: a FIFO is refused at once', (_, use) => {
    const path = scratch.file('fifo');
    spawnSync('mkfifo', [path]);
    const start = performance.now();
    expect(errorOf(() => use(path)).code).toBe('ENXIO');
    expect(performance.now() - start).toBeLessThan(1000);
  });

  test('a file of /proc that says it is empty is taken at its word', () => {
    expect(errorOf(() => nd.load('/proc/self/maps')).code).toBe('ERR_FILE_FORMAT');
  });

  test('system errors have the fields that those of fs have', () => {
    const path = scratch.file('missing.npy');
    const error = errorOf(() => nd.load(path));
    expect(error).toBeInstanceOf(nd.SystemError);
    expect(error).toMatchObject({ code: 'ENOENT', errno: -2, syscall: 'open', path });
    expect(error.message).toBe(`[load] ENOENT: No such file or directory, open '${path}'`);
  });
});

// UBSan itself needs a descriptor to look at a vptr, and reports a fault when there is none left.
const unlessSanitized = process.env['NDS_SANITIZER'] === undefined ? test : test.skip;

unlessSanitized('descriptors that run out are EMFILE, and those of forgotten maps are taken back first', () => {
  nd.save(scratch.file('small.npy'), nd.arange(2000));
  const run = runProgram(
    `
let total = 0;
for (let i = 0; i < 1000; i++) total += nd.load('small.npy', { mmapMode: 'r' }).item(1999);
console.log(total);
const held = [];
try {
  for (let i = 0; i < 1000; i++) held.push(nd.load('small.npy', { mmapMode: 'r' }));
} catch (error) {
  console.log(error.code, held.length > 50);
}
for (const map of held) map.close();
console.log(nd.load('small.npy').size);`,
    { cwd: scratch.path, limit: '-n 128' },
  );
  expect([run.stderr, run.stdout]).toEqual(['', '1999000\nEMFILE true\n2000\n']);
});

test('a sparse file of 1 TB is mapped, and refused by load before memory is taken', () => {
  const path = scratch.file('tera.npy');
  const file = openSync(path, 'w');
  writeSync(file, npy(header("'<f8'", '(125000000000,)')));
  closeSync(file);
  truncateSync(path, 1e12 + 1000);
  using map = nd.load(path, { mmapMode: 'r' });
  expect(map.item(124_999_999_999)).toBe(0);
  const live = nd.memory.info().live;
  expect(() => nd.load(path)).toThrow(nd.MemoryLimitError);
  expect(nd.memory.info().live).toBeLessThanOrEqual(live);
});
