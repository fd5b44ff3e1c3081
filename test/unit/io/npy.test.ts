import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as nd from '../../../lib/index';

interface Fixture {
  dtype: nd.DType;
  shape: number[];
  fortran: boolean;
  swapped: boolean;
  /** nd.save writes the very same file. */
  written: boolean;
  hex: string;
}

const FIXTURES = join(__dirname, '../../fixtures/npy');
const index = JSON.parse(readFileSync(join(FIXTURES, 'index.json'), 'utf8')) as Record<string, Fixture>;
const DTYPES = Object.keys(index)
  .filter((name) => name.endsWith('_2x3'))
  .map((name) => index[name]!.dtype);

const hexOf = (a: nd.NDArray): string => Buffer.from(a.bytes()).toString('hex');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nds-npy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files that NumPy wrote', () => {
  test.each(Object.entries(index))('%s is read with its dtype, shape, order and values', (name, fixture) => {
    const a = nd.load(join(FIXTURES, `${name}.npy`));
    expect(a.dtype).toBe(fixture.dtype);
    expect(a.shape).toEqual(fixture.shape);
    expect(hexOf(a)).toBe(fixture.hex);
    if (fixture.fortran) expect([a.flags.cContiguous, a.flags.fContiguous]).toEqual([false, true]);
    expect(a.base).toBeNull();
  });

  test.each(Object.entries(index).filter(([, fixture]) => !fixture.swapped))('%s is mapped alike', (name, fixture) => {
    const path = join(FIXTURES, `${name}.npy`);
    for (const mmapMode of ['r', 'c'] as const) {
      using a = nd.load(path, { mmapMode });
      expect(a).toBeInstanceOf(nd.memmap);
      expect([a.mode, a.filename, a.dtype, a.shape]).toEqual([mmapMode, path, fixture.dtype, fixture.shape]);
      expect(hexOf(a)).toBe(fixture.hex);
      expect(a.flags.writeable).toBe(mmapMode === 'c');
    }
  });

  test.each(Object.entries(index).filter(([, fixture]) => fixture.swapped))(
    '%s, of the other byte order, is not mapped',
    (name) => {
      expect(() => nd.load(join(FIXTURES, `${name}.npy`), { mmapMode: 'r' })).toThrow(nd.DTypeError);
      expect(() => nd.load(join(FIXTURES, `${name}.npy`), { mmapMode: 'r' })).toThrow(/byte order cannot be mapped/);
    },
  );

  test.each(Object.entries(index).filter(([, fixture]) => fixture.written))('%s is written byte for byte', (name) => {
    const path = join(FIXTURES, `${name}.npy`);
    const copy = join(folder, 'copy.npy');
    nd.save(copy, nd.load(path));
    expect(readFileSync(copy).equals(readFileSync(path))).toBe(true);
  });
});

describe('save', () => {
  test('appends .npy to names that do not end so, of every kind of path', () => {
    const a = nd.arange(3);
    nd.save(join(folder, 'plain'), a);
    nd.save(Buffer.from(join(folder, 'bytes')), a);
    nd.save(pathToFileURL(join(folder, 'with space.npy')), a);
    nd.save(join(folder, 'twice.npz'), a);
    for (const name of ['plain.npy', 'bytes.npy', 'with space.npy', 'twice.npz.npy']) {
      expect(nd.load(join(folder, name)).toArray()).toEqual([0, 1, 2]);
    }
  });

  test('keeps the bytes of a path that is not UTF-8', () => {
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe, 0x41])]);
    nd.save(path, [1, 2]);
    const written = Buffer.concat([path, Buffer.from('.npy')]);
    expect(statSync(written).size).toBe(144);
    expect(nd.load(written).toArray()).toEqual([1, 2]);
  });

  test('takes what converts to an array', () => {
    const path = join(folder, 'list.npy');
    nd.save(path, [[1n, 2n]]);
    expect(nd.load(path).dtype).toBe('int64');
    nd.save(path, 7);
    expect(nd.load(path).shape).toEqual([]);
    nd.save(path, new Float32Array([1.5]));
    expect(nd.load(path).dtype).toBe('float32');
  });

  test.each(DTYPES)('every layout of %s is read back with the same values', (dtype) => {
    const path = join(folder, 'layout.npy');
    const base = nd.arange(60).astype(dtype).reshape([3, 4, 5]);
    const layouts: Record<string, nd.NDArray> = {
      c: base,
      fortran: base.copy({ order: 'F' }),
      transposed: base.transpose([1, 0, 2]),
      stepped: base.at('::2', '1:', '::3'),
      reversed: base.at('::-1', ':', '::-1'),
      broadcast: nd.broadcastTo(base.at(0), [2, 4, 5]),
      scalar: base.at(1, 2, 3),
      empty: base.at('0:0'),
      column: base.at(':', 0, 0),
    };
    for (const [name, a] of Object.entries(layouts)) {
      nd.save(path, a);
      const back = nd.load(path);
      expect([name, back.dtype, back.shape, hexOf(back)]).toEqual([name, dtype, a.shape, hexOf(a)]);
    }
    nd.save(path, layouts['fortran']!);
    expect(nd.load(path).flags.cContiguous).toBe(false);
  });

  test('leaves the array as it was, and the file when the array cannot be used', () => {
    const path = join(folder, 'kept.npy');
    nd.save(path, [1, 2, 3]);
    const gone = nd.zeros(2000);
    gone.dispose();
    expect(() => nd.save(path, gone)).toThrow(nd.DisposedError);
    expect(() => nd.save(path, [[1], [2, 3]])).toThrow(nd.ShapeError);
    expect(nd.load(path).toArray()).toEqual([1, 2, 3]);
  });

  test('writes a map onto the file that it maps, transposed too', () => {
    const path = join(folder, 'own.npy');
    nd.save(path, nd.arange(200_000).reshape([400, 500]));
    const m = nd.load(path, { mmapMode: 'r+' });
    m.at(0, 0).assign(-1);
    nd.save(path, m);
    expect(nd.load(path).at(0, ':3').toArray()).toEqual([-1, 1, 2]);
    nd.save(path, m.T);
    const back = nd.load(path);
    expect([back.shape, back.item(0, 0), back.item(1, 0), back.item(499, 399)]).toEqual([[500, 400], -1, 1, 199_999]);
    expect(m.item(399, 499)).toBe(199_999);
    m.close();
  });
});

describe('load', () => {
  test('reads its options once, and says what is wrong with them', () => {
    const path = join(folder, 'options.npy');
    nd.save(path, nd.arange(10));
    let reads = 0;
    const options = {
      get maxBytes() {
        reads++;
        return 80;
      },
    };
    expect(nd.load(path, options).size).toBe(10);
    expect(reads).toBe(1);
    expect(() => nd.load(path, { maxBytes: 79 })).toThrow(nd.MemoryLimitError);
    expect(() => nd.load(path, { maxBytes: -1 })).toThrow(nd.ArgumentError);
    expect(() => nd.load(path, { maxHeaderSize: 10 })).toThrow(/118 bytes long, more than the 10/);
    expect(nd.load(path, { maxBytes: Infinity, mmapMode: null }).size).toBe(10);
    expect(() => nd.load(path, { mmapMode: 'w+' as 'r' })).toThrow(nd.ValueError);
    expect(() => nd.load(path, { mmapMode: 'rw' as 'r' })).toThrow(/mmapMode must be one of/);
    expect(() => nd.load(path, 'r' as never)).toThrow(nd.ArgumentError);
  });

  test('an error of a getter reaches the caller as it is', () => {
    const thrown = new Error('mine');
    const options = {
      get mmapMode(): 'r' {
        throw thrown;
      },
    };
    expect(() => nd.load(join(FIXTURES, 'float32_1d.npy'), options)).toThrow(thrown);
  });

  test('a map opened r+ changes the file, one opened c does not', () => {
    const path = join(folder, 'modes.npy');
    nd.save(path, [1, 2, 3]);
    const c = nd.load(path, { mmapMode: 'c' });
    c.assign(9);
    expect(c.toArray()).toEqual([9, 9, 9]);
    c.flush();
    c.close();
    expect(nd.load(path).toArray()).toEqual([1, 2, 3]);
    const w = nd.load(path, { mmapMode: 'r+' });
    w.at('1:').assign(5);
    w.flush();
    w.close();
    expect(nd.load(path).toArray()).toEqual([1, 5, 5]);
  });

  test('the memory limit refuses a large file before anything is read', () => {
    const path = join(folder, 'sparse.npy');
    const header = readFileSync(join(FIXTURES, 'float32_1d.npy')).subarray(0, 128);
    const text = header.toString('latin1').replace('(5,)', '(250000000000,)').slice(0, 127);
    writeFileSync(path, Buffer.from(`${text}\n`, 'latin1'));
    using space = new nd.memmap(path, { dtype: 'float32', mode: 'r+', offset: 128, shape: 250_000_000_000 });
    expect(space.nbytes).toBe(1e12);
    expect(() => nd.load(path)).toThrow(nd.MemoryLimitError);
    using mapped = nd.load(path, { mmapMode: 'r' });
    expect([mapped.size, mapped.item(249_999_999_999)]).toEqual([250_000_000_000, 0]);
  });
});

const numpy = spawnSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' });
const numpyMajor = numpy.status === 0 ? Number(numpy.stdout.split('.')[0]) : 0;
const withNumPy = numpyMajor >= 2 ? describe : describe.skip;

withNumPy(`NumPy itself${numpyMajor >= 2 ? '' : ' (skipped: python3 with NumPy 2 is not installed)'}`, () => {
  const python = (program: string): string => {
    const run = spawnSync('python3', ['-c', program], { encoding: 'utf8', cwd: folder });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout.trim();
  };

  test.each(DTYPES)('reads what was saved as %s, and writes the same bytes', (dtype) => {
    const a = nd.arange(24).astype(dtype).reshape([2, 3, 4]);
    const views = { c: a, f: a.copy({ order: 'F' }), t: a.transpose([2, 0, 1]), z: a.at('0:0'), s: a.at(1, 1, 1) };
    for (const [name, view] of Object.entries(views)) nd.save(join(folder, `live_${name}`), view);
    const program = `
import numpy as np
a = np.arange(24).astype('${dtype}').reshape(2, 3, 4)
views = dict(c=a, f=np.asfortranarray(a), t=a.transpose(2, 0, 1), z=a[0:0], s=a[1, 1, 1])
for name, view in views.items():
    b = np.load(f'live_{name}.npy')
    assert b.dtype == view.dtype and b.shape == view.shape and np.array_equal(b, view), name
    if name != 't':
        np.save('numpy.npy', view)
        assert open('numpy.npy', 'rb').read() == open(f'live_{name}.npy', 'rb').read(), name
print('same')`;
    expect(python(program)).toBe('same');
  });

  test('shares a map in both directions', () => {
    nd.save(join(folder, 'shared.npy'), nd.zeros([4, 4]));
    using m = nd.load(join(folder, 'shared.npy'), { mmapMode: 'r+' });
    m.at(1, 2).assign(42);
    const program = `
import numpy as np
m = np.load('shared.npy', mmap_mode='r+')
print(m[1, 2]); m[3, 3] = 7; m.flush()`;
    expect(python(program)).toBe('42.0');
    expect(m.item(3, 3)).toBe(7);
  });
});
