import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import * as nd from '../../../lib/index';
import { makeNpy, makeZip } from '../../faults/zip-maker';

const folder = mkdtempSync(join(tmpdir(), 'nds-npz-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inside = (name: string): string => join(folder, name);
const path = inside('a.npz');

const DTYPES = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
  'float16',
  'complex64',
  'complex128',
] as const;
const big = nd.arange(300_000);
const strided = nd.arange(900_000).reshape(300, 3000).at('::-2', '1::3');

/** Arrays of every layout. */
const arrays = {
  ...Object.fromEntries(DTYPES.map((dtype) => [dtype, nd.arange(100).reshape(4, 25).astype(dtype)])),
  scalar: nd.array(5),
  empty: nd.zeros([0, 3]),
  fortran: nd.arange(12).reshape(3, 4).T,
  'folder/reversed': nd.arange(10n).at('::-1'),
  broadcast: nd.broadcastTo(nd.arange(3), [4, 3]),
  'größe ☃': nd.ones(3),
  big,
  strided,
  large: nd.arange(60_000).reshape(200, 300).T,
};

type Writer = [string, (file: string, input: nd.NpzInput) => void];
const writers: Writer[] = [
  ['savez', nd.savez],
  ...[undefined, 0, 2, 6, 12].map((level): Writer => [
    `savezCompressed, level ${level ?? 'not given'}`,
    (file, input) => nd.savezCompressed(file, input, level === undefined ? undefined : { level }),
  ]),
];

function expectSame(got: nd.NDArray, wanted: nd.NDArray): void {
  expect([got.dtype, got.shape]).toEqual([wanted.dtype, wanted.shape]);
  const order = { order: 'C' } as const;
  expect(Buffer.from(nd.copy(got, order).bytes()).equals(Buffer.from(nd.copy(wanted, order).bytes()))).toBe(true);
}

describe.each(writers)('%s', (_, save) => {
  test('every dtype and layout comes back', () => {
    save(path, arrays);
    using z = nd.loadNpz(path);
    expect([...z.keys()]).toEqual(Object.keys(arrays));
    for (const [name, a] of z) expectSame(a, arrays[name as keyof typeof arrays] as nd.NDArray);
    expect(z.get('fortran').flags.fContiguous).toBe(true);
    expect(z.get('large').flags.fContiguous).toBe(true);
  });

  test('what was read is an ordinary array: it grows, hands its bytes out, outlives the archive', () => {
    save(path, { big });
    const z = nd.loadNpz(path);
    const a = z.get('big');
    const again = z.get('big');
    z.close();
    a.push(7);
    expect([a.size, a.item(300_000), again.size]).toEqual([300_001, 7, 300_000]);
    expect((again.data as Float64Array)[299_999]).toBe(299_999);
    again.assign(0);
    expect(a.item(5)).toBe(5);
  });

  test('the same arrays make the same bytes', () => {
    save(path, { big, strided });
    const first = readFileSync(path);
    save(path, { big, strided });
    expect(readFileSync(path).equals(first)).toBe(true);
  });
});

test('lists, Maps, one array, lists of numbers, typed arrays; no arrays at all', () => {
  const names = (input: nd.NpzInput): string[] => {
    nd.savez(path, input);
    using z = nd.loadNpz(path);
    return [...z].map(([name, a]) => `${name} ${a.dtype} ${a.shape.join('x')}`);
  };
  expect(names([big, [1, 2], 5n])).toEqual(['arr_0 float64 300000', 'arr_1 float64 2', 'arr_2 int64 ']);
  expect(names(new Map([['b', [true]]]))).toEqual(['b bool 1']);
  expect(names(nd.ones([2, 2]))).toEqual(['arr_0 float64 2x2']);
  expect(names({ a: new Float32Array(3) })).toEqual(['a float32 3']);
  expect(names({})).toEqual([]);
  expect(names([])).toEqual([]);
});

test("'.npz' is added where it lacks; Buffers and URLs are paths", () => {
  nd.savez(inside('added'), { a: 1 });
  nd.savez(Buffer.from(inside('buffer.npz')), { a: 2 });
  nd.savezCompressed(pathToFileURL(inside('url.npz')), { a: 3 });
  expect(
    ['added', 'buffer', 'url'].map((name) =>
      nd
        .loadNpz(inside(`${name}.npz`))
        .get('a')
        .item(),
    ),
  ).toEqual([1, 2, 3]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

describe('an open archive', () => {
  const mixed = makeZip([
    { name: 'a.npy', data: makeNpy("'<f8'", '(2,)', Buffer.from(new Float64Array([1, 2]).buffer)) },
    {
      name: 'big.npy',
      deflate: true,
      data: makeNpy("'>i4'", '(2, 2)', Buffer.from('0000000100000002ffffffff00000100', 'hex')),
    },
    { name: 'flags.npy', deflate: true, data: makeNpy("'|b1'", '(3,)', Buffer.from([0, 7, 255])) },
    { name: 'meta.json', deflate: true, data: Buffer.from('{"a": 1}') },
    { name: Buffer.from([0x81, 0x2e, 0x6e, 0x70, 0x79]), data: makeNpy("'<i2'", '()', Buffer.from([5, 0])) },
  ]);
  beforeEach(() => writeFileSync(inside('mixed.npz'), mixed));

  test('is like a Map', () => {
    using z = nd.loadNpz<nd.NpzContents>(inside('mixed.npz'));
    expect([z.size, [...z.keys()]]).toEqual([5, ['a', 'big', 'flags', 'meta.json', 'ü']]);
    expect([z.has('a'), z.has('a.npy'), z.has('b'), z.has('meta.json'), z.has('meta.json.npy')]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect([...z.values()].length).toBe(5);
    expect([...z.entries()].map(([name]) => name)).toEqual([...z.keys()]);
    const seen: string[] = [];
    z.forEach((value, name, archive) => {
      expect(archive).toBe(z);
      seen.push(`${name} ${value instanceof Uint8Array ? 'bytes' : value.dtype}`);
    });
    expect(seen).toEqual(['a float64', 'big int32', 'flags bool', 'meta.json bytes', 'ü int16']);
    expect(z.filename).toBe(inside('mixed.npz'));
  });

  test('gives arrays of either byte order, bools of 0 and 1, the bytes of other files', () => {
    using z = nd.loadNpz<{ big: nd.NDArray<'int32'>; flags: nd.NDArray; 'meta.json': Uint8Array; 'a.npy': nd.NDArray }>(
      inside('mixed.npz'),
    );
    expect(z.get('big').toArray()).toEqual([
      [1, 2],
      [-1, 256],
    ]);
    expect(z.get('flags').sum()).toBe(2n);
    expect(Buffer.from(z.get('meta.json')).toString()).toBe('{"a": 1}');
    expect(z.get('a.npy').toArray()).toEqual([1, 2]);
  });

  test('shows names, dtypes and shapes without reading arrays', () => {
    const z = nd.loadNpz(inside('mixed.npz'));
    expect(inspect(z)).toBe(
      `NpzFile ${JSON.stringify(inside('mixed.npz'))} {\n  a: float64 (2,)\n  big: int32 (2,2)\n  flags: bool (3,)\n  meta.json: 8 bytes\n  ü: int16 ()\n}`,
    );
    z.close();
    expect(inspect(z)).toBe(`NpzFile ${JSON.stringify(inside('mixed.npz'))} (closed)`);
  });

  test('what is not there is an IndexError, what is closed a DisposedError', () => {
    const z = nd.loadNpz(inside('mixed.npz'));
    expect(() => z.get('nothing')).toThrow(nd.IndexError);
    expect(() => z.get('toString')).toThrow(/"toString" is not a file in the archive/);
    expect(() => z.get(5 as never)).toThrow(nd.ArgumentError);
    expect(z.closed).toBe(false);
    z.close();
    z.close();
    expect([z.closed, z.size]).toEqual([true, 5]);
    for (const use of [() => z.get('a'), () => z.has('a'), () => z.keys(), () => [...z], () => [...z.values()]]) {
      expect(use).toThrow(nd.DisposedError);
    }
  });

  test('a file that was replaced meanwhile is read as it was', () => {
    nd.savez(path, { a: nd.full(1000, 1) });
    using z = nd.loadNpz(path);
    nd.savez(path, { a: nd.full(2000, 2) });
    expect([z.get('a').size, z.get('a').item(0)]).toEqual([1000, 1]);
  });

  test('descriptors of archives that nobody holds are given back', () => {
    nd.savez(path, { a: [1] });
    for (let i = 0; i < 3000; i++) expect(nd.loadNpz(path).size).toBe(1);
  });
});

describe('which kind of file it is', () => {
  beforeAll(() => {
    nd.save(inside('kind.npy'), [1, 2, 3]);
    nd.savez(inside('kind.npz'), { a: [1, 2, 3] });
    nd.savez(inside('none.npz'), {});
  });

  test('load looks at the file, loadNpy and loadNpz refuse the other kind', () => {
    expect(nd.load(inside('kind.npz') as nd.NpzPath)).toBeInstanceOf(nd.NpzFile);
    expect(nd.load(inside('none.npz') as nd.NpzPath).size).toBe(0);
    expect(nd.load(inside('kind.npy')).size).toBe(3);
    expect(nd.loadNpy(inside('kind.npy')).size).toBe(3);
    expect(() => nd.loadNpy(inside('kind.npz'))).toThrow(/expected a .npy file but found a zip archive/);
    expect(() => nd.loadNpz(inside('kind.npy'))).toThrow(/expected a zip archive but found a .npy file/);
    expect(() => nd.load(inside('kind.npz'), { mmapMode: 'r+' })).toThrow(nd.FormatError);
    expect(() => nd.load(inside('kind.npz'), { expect: { dtype: 'float64' } })).toThrow(nd.FormatError);
    expect(() => nd.loadNpz(inside('kind.npz'), { mmapMode: 'r+' } as never)).toThrow(nd.FormatError);
    expect(() => nd.loadNpz(inside('kind.npz'), { mmapMode: 'w+' } as never)).toThrow(nd.ValueError);
    writeFileSync(inside('text'), 'neither');
    expect(() => nd.loadNpz(inside('text'))).toThrow(nd.FormatError);
    expect(() => nd.load(inside('text'))).toThrow(nd.FormatError);
  });

  test('expect: dtype and shape, null for any length', async () => {
    nd.save(inside('expect.npy'), nd.zeros([4, 3], { dtype: 'float32' }));
    const load = (expect: nd.Expected): nd.NDArray => nd.load(inside('expect.npy'), { expect });
    for (const good of [
      {},
      { dtype: 'float32' },
      { shape: [4, 3] },
      { shape: [null, 3], dtype: 'float32' },
      { shape: [null, null] },
    ]) {
      expect(load(good as nd.Expected).shape).toEqual([4, 3]);
    }
    const narrowed: nd.NDArray<'float32'> = nd.load(inside('expect.npy'), { expect: { dtype: 'float32' } });
    expect(narrowed.dtype).toBe('float32');
    const wrong: [nd.Expected, RegExp][] = [
      [{ dtype: 'float64' }, /expected dtype float64 but the file holds dtype float32/],
      [{ shape: [4] }, /expected shape \(4,\) but the file holds shape \(4,3\)/],
      [{ shape: [null, 4] }, /expected shape \(any,4\) but/],
      [{ shape: [] }, /expected shape \(\) but/],
    ];
    for (const [expected, says] of wrong) {
      expect(() => load(expected)).toThrow(says);
      expect(() => load(expected)).toThrow(nd.FormatError);
      expect(() => nd.load(inside('expect.npy'), { expect: expected, mmapMode: 'r' })).toThrow(nd.FormatError);
      await expect(nd.async.load(inside('expect.npy'), { expect: expected })).rejects.toBeInstanceOf(nd.FormatError);
    }
    expect(() => load({ dtype: 'nonsense' } as never)).toThrow(nd.DTypeError);
    expect(() => load({ shape: 4 } as never)).toThrow(nd.ArgumentError);
    expect(() => load({ shape: ['4'] } as never)).toThrow(nd.ArgumentError);
    expect(() => load(5 as never)).toThrow(nd.ArgumentError);
  });
});

describe('mapped', () => {
  test('stored arrays are mapped in place, others read', () => {
    nd.savez(path, { big, odd: nd.arange(3).astype('int8'), empty: nd.zeros([0, 2]) });
    using z = nd.loadNpz(path, { mmapMode: 'r' });
    const map = z.get('big') as nd.memmap;
    expect(map).toBeInstanceOf(nd.memmap);
    expect([map.mode, map.offset % 64, map.filename, map.flags.writeable]).toEqual(['r', 0, path, false]);
    expect(map.sum()).toBe(big.sum());
    expect(z.get('odd').toArray()).toEqual([0, 1, 2]);
    expect(z.get('empty').shape).toEqual([0, 2]);
    z.close();
    expect(map.item(5)).toBe(5);
    nd.savezCompressed(path, { big });
    using compressed = nd.loadNpz(path, { mmapMode: 'r' });
    expect(compressed.get('big')).not.toBeInstanceOf(nd.memmap);
    expect(compressed.get('big').sum()).toBe(big.sum());
  });

  test("mode 'c': what is written stays private", () => {
    nd.savez(path, { big });
    using z = nd.loadNpz(path, { mmapMode: 'c' });
    const map = z.get('big');
    map.assign(1);
    expect([map.sum(), z.get('big').sum()]).toEqual([300_000, big.sum()]);
  });

  test('arrays that do not lie aligned are read', () => {
    const data = Buffer.from(new Float64Array([1, 2]).buffer);
    const npy = makeNpy("'<f8'", '(2,)', data);
    writeFileSync(
      path,
      makeZip([
        { name: 'x', data: Buffer.from('12') },
        { name: 'a.npy', data: npy },
        { name: 'b.npy', data: npy },
      ]),
    );
    using z = nd.loadNpz(path, { mmapMode: 'r' });
    for (const name of ['a', 'b']) expect(z.get(name).toArray()).toEqual([1, 2]);
  });

  test('a map can be saved into the archive that it is of', () => {
    nd.savez(path, { big });
    using z = nd.loadNpz(path, { mmapMode: 'r' });
    nd.savezCompressed(path, { big: z.get('big'), back: z.get('big').at('::-1') });
    using again = nd.loadNpz(path);
    expect([again.get('big').sum(), again.get('back').item(0)]).toEqual([big.sum(), 299_999]);
  });
});

describe('asynchronous', () => {
  test('the same archives, from another thread', async () => {
    nd.savezCompressed(path, arrays);
    const wanted = readFileSync(path);
    await nd.async.savezCompressed(inside('async'), arrays);
    expect(readFileSync(inside('async.npz')).equals(wanted)).toBe(true);
    nd.savez(path, arrays);
    await nd.async.savez(inside('async'), arrays);
    expect(readFileSync(inside('async.npz')).equals(readFileSync(path))).toBe(true);
    using z = await nd.async.load(inside('async.npz') as nd.NpzPath);
    expect(z.get('big').sum()).toBe(big.sum());
    expect(z.size).toBe(Object.keys(arrays).length);
  });

  test('members, of an archive that is closed meanwhile', async () => {
    const small = nd.arange(3n);
    for (const save of [nd.savez, nd.savezCompressed]) {
      save(path, { big, small, fortran: arrays.fortran });
      const z = await nd.async.load(path as nd.NpzPath);
      const reading = (['big', 'small', 'fortran'] as const).map((name) => nd.async.get(z, name));
      z.close();
      const [a, b, c] = await Promise.all(reading);
      expectSame(a!, big);
      expectSame(b!, small);
      expectSame(c!, arrays.fortran);
      b!.push(4n);
      await expect(nd.async.get(z, 'big')).rejects.toBeInstanceOf(nd.DisposedError);
      const again = nd.loadNpz(path);
      await expect(nd.async.get(again, 'nothing')).rejects.toBeInstanceOf(nd.IndexError);
      const signal = AbortSignal.abort();
      await expect(nd.async.get(again, 'big', { signal })).rejects.toMatchObject({ name: 'AbortError' });
      await expect(nd.async.get({} as never, 'big' as never)).rejects.toBeInstanceOf(nd.ArgumentError);
    }
  });

  test('what is wrong rejects', async () => {
    await expect(nd.async.savez(path, 5 as never)).rejects.toBeInstanceOf(nd.ArgumentError);
    await expect(nd.async.savezCompressed(path, {}, { level: 99 })).rejects.toBeInstanceOf(nd.ValueError);
    await expect(nd.async.savez(inside('gone/a.npz'), {})).rejects.toMatchObject({ code: 'ENOENT' });
    writeFileSync(inside('bad.npz'), 'PK\x03\x04 and nothing else');
    await expect(nd.async.load(inside('bad.npz') as nd.NpzPath)).rejects.toBeInstanceOf(nd.TruncatedError);
  });
});

const numpy = spawnSync('python3', ['-c', 'import numpy'], { encoding: 'utf8' }).status === 0;
const withNumPy = numpy ? test : test.skip;
const note = numpy ? '' : ' (skipped: NumPy is not there)';

function python(program: string): string {
  const run = spawnSync('python3', ['-c', program], { encoding: 'utf8', cwd: folder });
  expect(run.stderr).toBe('');
  return run.stdout;
}

withNumPy.each(writers)(`NumPy reads what %s wrote, to the bit${note}`, (_, save) => {
  save(inside('ours.npz'), arrays);
  const out = python(`
import numpy as np, json, hashlib, zipfile
assert zipfile.ZipFile('ours.npz').testzip() is None
z = np.load('ours.npz')
print(json.dumps({k: [z[k].dtype.name, list(z[k].shape), hashlib.sha1(np.ascontiguousarray(z[k]).tobytes()).hexdigest()] for k in z.files}))`);
  const wanted = Object.entries(arrays as Record<string, nd.NDArray>).map(([name, a]) => {
    const bytes = nd.copy(a, { order: 'C' }).bytes();
    return [name, [a.dtype, a.shape, createHash('sha1').update(bytes).digest('hex')]];
  });
  expect(JSON.parse(out)).toEqual(Object.fromEntries(wanted));
});

const unzip = spawnSync('unzip', ['-v']).status === 0;
(unzip ? test : test.skip).each(writers)(
  `unzip tests what %s wrote${unzip ? '' : ' (skipped: unzip is not there)'}`,
  (_, save) => {
    save(inside('tested.npz'), arrays);
    const run = spawnSync('unzip', ['-t', inside('tested.npz')], { encoding: 'utf8' });
    expect(run.stdout).toMatch(/No errors detected/);
  },
);

withNumPy(`what NumPy wrote is read, of either byte order${note}`, () => {
  python(`
import numpy as np
a = dict(x=np.arange(200000), swapped=np.arange(6, dtype='>i4').reshape(2, 3), f=np.asfortranarray(np.arange(12.).reshape(3, 4)),
  large=np.arange(200000, dtype='>f8').reshape(400, 500).T, c=np.array([1+2j, 3-4j], dtype='>c16'), b=np.array([True, False]), empty=np.zeros((0, 2)), zero=np.float32(2.5))
np.savez('plain.npz', **a); np.savez_compressed('small.npz', **a); np.savez('positional.npz', np.arange(3), np.ones(2))`);
  for (const file of ['plain.npz', 'small.npz']) {
    using z = nd.loadNpz(inside(file));
    expect(z.get('x').sum()).toBe(19_999_900_000n);
    expect(z.get('swapped').toArray()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(String(z.get('c'))).toBe(String(nd.array([1, 3]).add(nd.array([2, -4]).multiply(new nd.Complex(0, 1)))));
    const x = z.get('x');
    expect([x.push(1n), x.item(200_000)]).toEqual([200_001, 1n]);
    expect([z.get('f').flags.fContiguous, z.get('f').item(2, 1)]).toEqual([true, 9]);
    expect([z.get('large').shape, z.get('large').item(3, 7)]).toEqual([[500, 400], 3503]);
    expect([z.get('b').toArray(), z.get('empty').shape, z.get('zero').item()]).toEqual([[true, false], [0, 2], 2.5]);
  }
  expect([...nd.loadNpz(inside('positional.npz')).keys()]).toEqual(['arr_0', 'arr_1']);
});

withNumPy(`the sizes are NumPy's, within 3 %, for integers in order${note}`, () => {
  nd.savezCompressed(inside('size.npz'), { a: nd.arange(1_000_000n) });
  const theirs = python(`
import numpy as np, os
np.savez_compressed('theirs.npz', a=np.arange(1000000)); print(os.path.getsize('theirs.npz'))`);
  expect(statSync(inside('size.npz')).size / Number(theirs)).toBeLessThan(1.03);
});
