import {
  closeSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as nd from '../../../lib';

const folder = mkdtempSync(join(tmpdir(), 'nds-async-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inside = (name: string): string => join(folder, name);

const HOURS = 2 ** 43;
const DTYPES = ['bool', 'int8', 'uint16', 'int32', 'uint64', 'int64', 'float32', 'float64'] as const;

const after = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

describe('save and load', () => {
  test.each(DTYPES)('%s, in both orders of memory, and strided', async (dtype) => {
    const a = nd.arange(600).reshape(20, 30).astype(dtype);
    for (const view of [a, a.T, a.at('::-2', '1::3')]) {
      await nd.async.save(inside('round'), view);
      const loaded = await nd.async.load(inside('round.npy'));
      expect([loaded.dtype, loaded.shape]).toEqual([view.dtype, view.shape]);
      expect(loaded.toArray()).toEqual(view.toArray());
      expect(loaded.toArray()).toEqual(nd.load(inside('round.npy')).toArray());
    }
  });

  test('0-d, empty, large, a typed array, a list', async () => {
    for (const a of [nd.array(5), nd.zeros([0, 3]), nd.arange(3_000_000), new Float32Array([1, 2]), [[1], [2]]]) {
      await nd.async.save(Buffer.from(inside('shapes.npy')), a);
      const loaded = await nd.async.load(pathToFileURL(inside('shapes.npy')));
      expect(loaded.shape).toEqual(nd.asarray(a).shape);
      expect(Buffer.from(loaded.bytes()).equals(Buffer.from(nd.asarray(a).bytes()))).toBe(true);
    }
  });

  test('mapped', async () => {
    nd.save(inside('mapped'), nd.arange(10));
    const map = await nd.async.load(inside('mapped.npy'), { mmapMode: 'r+' });
    expect(map).toBeInstanceOf(nd.memmap);
    map.set(50, 0);
    map.flush();
    expect(nd.sum(nd.load(inside('mapped.npy')))).toBe(95);
    await nd.async.save(inside('mapped.npy'), map.at('::-1'));
    expect((await nd.async.load(inside('mapped.npy'))).toArray()).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 50]);
  });

  test('what is wrong with a file', async () => {
    writeFileSync(inside('text.npy'), 'not an array');
    await expect(nd.async.load(inside('text.npy'))).rejects.toBeInstanceOf(nd.FormatError);
    nd.save(inside('short.npy'), nd.arange(1000));
    truncateSync(inside('short.npy'), 4000);
    await expect(nd.async.load(inside('short.npy'))).rejects.toBeInstanceOf(nd.TruncatedError);
    nd.save(inside('long.npy'), nd.arange(1000));
    await expect(nd.async.load(inside('long.npy'), { maxBytes: 7999 })).rejects.toBeInstanceOf(nd.MemoryLimitError);
    await expect(nd.async.save(join(folder, 'absent', 'a.npy'), [1])).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(nd.async.load(5 as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  });
});

describe('aborted', () => {
  test('a save leaves the old file, and nothing beside it', async () => {
    const place = mkdtempSync(join(folder, 'abort-'));
    nd.save(join(place, 'kept'), [1, 2, 3]);
    const controller = new AbortController();
    const { signal } = controller;
    const promise = nd.async.save(join(place, 'kept.npy'), nd.broadcastTo(nd.ones(1), [HOURS]), { signal });
    while (readdirSync(place).length < 2) await after(1);
    controller.abort();
    await expect(promise).rejects.toBeInstanceOf(nd.AbortError);
    expect(readdirSync(place)).toEqual(['kept.npy']);
    expect(nd.load(join(place, 'kept.npy')).toArray()).toEqual([1, 2, 3]);
  });

  test('a load gives its memory back', async () => {
    const elements = 2 ** 27;
    const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${elements},), }`.padEnd(117) + '\n';
    writeFileSync(
      inside('sparse.npy'),
      Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from(text)]),
    );
    truncateSync(inside('sparse.npy'), 128 + elements * 8);
    const before = nd.memory.info().live;
    const controller = new AbortController();
    const promise = nd.async.load(inside('sparse.npy'), { signal: controller.signal });
    while (nd.memory.info().live < elements * 8) await after(1);
    controller.abort();
    await expect(promise).rejects.toBeInstanceOf(nd.AbortError);
    expect(nd.memory.info().live).toBeLessThanOrEqual(before);
  });
});

test('an array that is disposed while it is saved is saved', async () => {
  const a = nd.arange(2_000_000);
  const promise = nd.async.save(inside('disposed'), a);
  a.dispose();
  await promise;
  expect(nd.sum(nd.load(inside('disposed.npy')))).toBe((2_000_000 * 1_999_999) / 2);
});

test('a map that is closed while it is read is read to the end', async () => {
  nd.save(inside('closed'), nd.ones(1_000_000));
  const map = nd.load(inside('closed.npy'), { mmapMode: 'r' });
  const promise = nd.async.sum(map);
  map.dispose();
  expect(await promise).toBe(1_000_000);
});

test('a file that is cut while its map is read: MappingLostError, and other arrays are as before', async () => {
  nd.save(inside('cut'), nd.ones([1, 4_000_000]));
  const map = nd.load(inside('cut.npy'), { mmapMode: 'r' });
  const promise = nd.async.sum(nd.broadcastTo(map, [2 ** 20, 4_000_000]));
  const file = openSync(inside('cut.npy'), 'r+');
  await after(10);
  ftruncateSync(file, 4096);
  closeSync(file);
  await expect(promise).rejects.toBeInstanceOf(nd.MappingLostError);
  await expect(nd.async.sum(map)).rejects.toBeInstanceOf(nd.MappingLostError);
  expect(await nd.async.sum(nd.ones(1000))).toBe(1000);
});
