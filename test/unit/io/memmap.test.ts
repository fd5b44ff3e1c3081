import { readFileSync, statSync, writeFileSync } from 'node:fs';
import * as nd from '../../../lib/index';
import { Scratch, errorOf } from '../../faults/process';

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
});
afterEach(() => scratch[Symbol.dispose]());

describe('new memmap', () => {
  test("'w+' makes a file of offset + nbytes zeros, written through to the file", () => {
    const path = scratch.file('a.dat');
    writeFileSync(path, 'x'.repeat(10_000));
    const m = new nd.memmap(path, { dtype: 'int32', mode: 'w+', shape: [3, 4], offset: 16 });
    expect([m.shape, m.dtype, m.mode, m.offset, m.filename, m.base]).toEqual([[3, 4], 'int32', 'w+', 16, path, null]);
    expect(m.sum()).toBe(0n);
    m.at(1).assign([1, 2, 3, 4]);
    m.flush();
    const file = readFileSync(path);
    expect(file.length).toBe(64);
    expect(file.readInt32LE(16 + 16)).toBe(1);
    m.close();
  });

  test('uint8, r+ and the whole file are the defaults', () => {
    const path = scratch.file('a.dat');
    writeFileSync(path, 'hello');
    using m = new nd.memmap(path);
    expect([m.dtype, m.mode, m.shape, m.offset]).toEqual(['uint8', 'r+', [5], 0]);
    m.at(0).assign(72);
    m.flush();
    expect(readFileSync(path, 'utf8')).toBe('Hello');
  });

  test("'r' refuses writes, 'c' keeps them private", () => {
    const path = scratch.file('a.dat');
    writeFileSync(path, 'hello');
    using r = new nd.memmap(path, { mode: 'r' });
    expect(r.flags.writeable).toBe(false);
    expect(() => r.assign(1)).toThrow(nd.ReadOnlyError);
    expect(() => r.at('1:').fill(1)).toThrow(nd.ReadOnlyError);
    expect(() => nd.add(r, 1, { out: r })).toThrow(nd.ReadOnlyError);
    using c = new nd.memmap(path, { mode: 'copyonwrite' });
    c.assign(65);
    c.flush();
    expect([c.mode, c.toArray(), r.toArray()]).toEqual(['c', [65, 65, 65, 65, 65], [104, 101, 108, 108, 111]]);
    expect(readFileSync(path, 'utf8')).toBe('hello');
  });

  test('long names of modes are taken', () => {
    const path = scratch.file('a.dat');
    const modes = { write: 'w+', readwrite: 'r+', readonly: 'r', copyonwrite: 'c' } as const;
    for (const [long, short] of Object.entries(modes) as [keyof typeof modes, string][]) {
      using m = new nd.memmap(path, { mode: long, shape: 3 });
      expect(m.mode).toBe(short);
    }
  });

  test("a file that is too short is extended by 'r+' and refused by 'r' and 'c', in NumPy's words", () => {
    const path = scratch.file('a.dat');
    writeFileSync(path, 'abc');
    for (const mode of ['r', 'c'] as const) {
      const error = errorOf(() => new nd.memmap(path, { mode, shape: 4 }));
      expect(error).toBeInstanceOf(nd.ValueError);
      expect(error.message).toMatch(/mmap length is greater than file size/);
      expect(error.path).toBe(path);
    }
    using m = new nd.memmap(path, { mode: 'r+', shape: 10_000 });
    expect([m.item(2), m.item(3), statSync(path).size]).toEqual([99, 0, 10_000]);
  });

  test('without a shape the file must be whole items, and not empty', () => {
    const path = scratch.file('a.dat');
    writeFileSync(path, Buffer.alloc(20));
    const open = (options: nd.MemmapOptions): nd.memmap => new nd.memmap(path, { mode: 'r', ...options });
    expect(() => open({ dtype: 'float64' })).toThrow(/not a multiple of the data-type size/);
    expect(() => open({ dtype: 'float64' })).toThrow(nd.ValueError);
    expect(() => open({ offset: 21 })).toThrow(nd.ValueError);
    using m = open({ dtype: 'float64', offset: 4 });
    expect(m.shape).toEqual([2]);
    using none = open({ dtype: 'float64', offset: 20 });
    expect(none.shape).toEqual([0]);
    writeFileSync(path, '');
    expect(() => open({})).toThrow(/cannot mmap an empty file/);
    using empty = new nd.memmap(path, { mode: 'r+' });
    expect(empty.shape).toEqual([0]);
  });

  test('shapes without elements and without dimensions work', () => {
    const path = scratch.file('a.dat');
    using zero = new nd.memmap(path, { mode: 'w+', dtype: 'float64', shape: [0, 3] });
    expect([zero.shape, zero.size, zero.sum(), zero.at('0:0').shape]).toEqual([[0, 3], 0, 0, [0, 3]]);
    zero.flush();
    using one = new nd.memmap(path, { mode: 'w+', dtype: 'float64', shape: [] });
    one.assign(2.5);
    expect([one.shape, one.item()]).toEqual([[], 2.5]);
  });

  test('elements need no alignment', () => {
    const path = scratch.file('a.dat');
    using m = new nd.memmap(path, { mode: 'w+', dtype: 'float64', shape: 1000, offset: 4099 });
    m.assign(nd.arange(1000));
    expect([m.sum(), m.add(1).sum(), m.at('::-7').max()]).toEqual([499_500, 500_500, 999]);
    m.flush();
    expect(readFileSync(path).readDoubleLE(4099 + 8 * 5)).toBe(5);
  });

  test('F order reads the file by columns', () => {
    const path = scratch.file('a.dat');
    writeFileSync(path, Buffer.from([0, 1, 2, 3, 4, 5]));
    using m = new nd.memmap(path, { mode: 'r', shape: [2, 3], order: 'F' });
    expect(m.toArray()).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(m.flags.fContiguous).toBe(true);
  });

  test('a shape of 8 TB over a file of 8 MB is had at once, and gives its space back', () => {
    const path = scratch.file('a.dat');
    new nd.memmap(path, { dtype: 'int64', mode: 'w+', shape: [1000, 1000] }).close();
    let m: nd.memmap;
    try {
      m = new nd.memmap(path, { dtype: 'float64', mode: 'r+', shape: [1e6, 1e6] });
    } catch (error) {
      // The file system has no files so large: the file is as it was.
      expect(error).toBeInstanceOf(nd.SystemError);
      expect((error as nd.SystemError).code).toBe('EFBIG');
      expect(statSync(path).size).toBe(8_000_000);
      return;
    }
    expect(m.nbytes).toBe(8e12);
    expect(m.at('500000:500100', '500000:500100').mean()).toBe(0);
    m.at(999_999, 999_999).assign(1);
    expect(m.item(999_999, 999_999)).toBe(1);
    m.close();
    expect(statSync(path).size).toBe(8e12);
    expect(statSync(path).blocks * 512).toBeLessThan(64e6);
  });

  test('a size that no file has is EFBIG or a shape error, and leaves the file as it was', () => {
    const path = scratch.file('a.dat');
    writeFileSync(path, 'abc');
    const error = errorOf(() => new nd.memmap(path, { shape: 2 ** 50 }));
    expect(error).toBeInstanceOf(nd.SystemError);
    expect(['EFBIG', 'ENOMEM']).toContain(error.code);
    expect(() => new nd.memmap(path, { shape: [2 ** 32, 2 ** 32] })).toThrow(nd.ShapeError);
    expect(() => new nd.memmap(path, { shape: 2 ** 52, offset: 2 ** 53 - 1 })).toThrow(nd.SystemError);
    expect(readFileSync(path, 'utf8')).toBe('abc');
  });

  test('wrong arguments are named, before a file is made', () => {
    const path = scratch.file('a.dat');
    const make = (options: object): nd.memmap => new nd.memmap(path, options);
    expect(() => make({ mode: 'w+' })).toThrow(/shape must be given if mode == 'w\+'/);
    expect(() => make({ mode: 'rw' })).toThrow(/mode must be one of 'r', 'r\+', 'w\+', 'c', 'readonly'/);
    expect(() => make({ mode: 'constructor', shape: 3 })).toThrow(nd.ValueError);
    expect(() => make({ mode: 'w+', shape: 3, dtype: 'float99' })).toThrow(nd.DTypeError);
    expect(() => make({ mode: 'w+', shape: 3, dtype: '>f8' })).toThrow(nd.DTypeError);
    expect(() => make({ mode: 'w+', shape: -3 })).toThrow(nd.ShapeError);
    expect(() => make({ mode: 'w+', shape: 3, offset: -1 })).toThrow(nd.ValueError);
    expect(() => make({ mode: 'w+', shape: 3, offset: 1.5 })).toThrow(nd.ArgumentError);
    expect(() => make({ mode: 'w+', shape: 3, order: 'K' })).toThrow(nd.ArgumentError);
    expect(() => make({ mode: 'w+', shape: 3, sparse: 1 })).toThrow(nd.ArgumentError);
    expect(scratch.names()).toEqual([]);
    expect(errorOf(() => make({})).code).toBe('ENOENT');
    expect(errorOf(() => new nd.memmap(scratch.path)).code).toBe('EISDIR');
    expect(scratch.names()).toEqual([]);
  });

  test('sparse files take no space until they are written', () => {
    const path = scratch.file('a.dat');
    using full = new nd.memmap(path, { mode: 'w+', shape: 1 << 20 });
    expect(statSync(path).blocks * 512).toBeGreaterThanOrEqual(1 << 20);
    full.close();
    using thin = new nd.memmap(path, { mode: 'w+', shape: 1 << 20, sparse: true });
    expect(statSync(path).blocks * 512).toBeLessThan(1 << 19);
    expect(thin.sum()).toBe(0n);
  });
});

describe('views and results', () => {
  test('slices are memmaps that share the map; results are arrays of their own', () => {
    using m = new nd.memmap(scratch.file('a.dat'), { dtype: 'float32', mode: 'w+', shape: [4, 4] });
    const row = m.at(1);
    const flipped = m.T.at('::-1');
    for (const view of [row, flipped, m.reshape(16), row.at('1:')]) {
      expect(view).toBeInstanceOf(nd.memmap);
      expect(view.base).toBe(m);
      expect((view as nd.memmap).filename).toBe(m.filename);
    }
    row.assign(3);
    expect(flipped.sum()).toBe(12);
    for (const result of [m.add(1), m.copy(), m.astype('int8'), nd.stack([row, row])]) {
      expect(result).not.toBeInstanceOf(nd.memmap);
      expect(result).toBeInstanceOf(nd.NDArray);
    }
  });

  test('two maps of one file see each other', () => {
    const path = scratch.file('a.dat');
    using w = new nd.memmap(path, { mode: 'w+', shape: 10 });
    using r = new nd.memmap(path, { mode: 'r' });
    w.assign(7);
    expect(r.sum()).toBe(70n);
  });

  test('a map keeps the data of a file that is removed or replaced', () => {
    const path = scratch.file('a.npy');
    nd.save(path, nd.arange(1000));
    using m = nd.load(path, { mmapMode: 'r' });
    nd.save(path, nd.zeros(3));
    expect(m.sum()).toBe(499_500);
  });
});

describe('close', () => {
  test('ends the map and its slices, and counts its bytes no more', () => {
    const before = nd.memory.info().mapped;
    const m = new nd.memmap(scratch.file('a.dat'), { mode: 'w+', shape: 1 << 20 });
    expect(nd.memory.info().mapped - before).toBe(1 << 20);
    const slice = m.at('10:');
    m.close();
    expect(nd.memory.info().mapped).toBe(before);
    for (const use of [() => m.sum(), () => slice.sum(), () => m.flush(), () => nd.save(scratch.file('b'), slice)]) {
      expect(use).toThrow(nd.DisposedError);
    }
    expect(scratch.names()).toEqual(['a.dat']);
    m.close();
    expect(m.mode).toBe('w+');
  });

  test('on a slice ends only the slice', () => {
    using m = new nd.memmap(scratch.file('a.dat'), { mode: 'w+', shape: 10 });
    const slice = m.at('5:') as nd.memmap;
    slice.close();
    expect(() => slice.sum()).toThrow(nd.DisposedError);
    expect(() => slice.filename).toThrow(nd.DisposedError);
    expect(m.sum()).toBe(0n);
  });

  test('happens at the end of a block with using, and of a scope', () => {
    const before = nd.memory.info().mapped;
    {
      using m = new nd.memmap(scratch.file('a.dat'), { mode: 'w+', shape: 100 });
      m.fill(1);
    }
    nd.scope(() => new nd.memmap(scratch.file('b.dat'), { mode: 'w+', shape: 100 }).fill(1).sum());
    expect(nd.memory.info().mapped).toBe(before);
  });
});
