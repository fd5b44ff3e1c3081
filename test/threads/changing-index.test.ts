/** Indices and masks that another thread writes during the call: an error or a result of real elements, never beyond them. */
import { Worker } from 'node:worker_threads';
import * as nd from '../../lib/index';
import type { NDArray } from '../../lib/index';

const COUNT = 4096;
const LENGTH = 1000;

/** Writes valid and wild positions (and bytes of masks) in turn, until told to stop. */
const WRITER = `
const { workerData } = require('node:worker_threads');
const index = new BigInt64Array(workerData.index);
const mask = new Uint8Array(workerData.mask);
const stop = new Int32Array(workerData.stop);
const wild = [0n, 1n, -1n, 999n, -1000n, 1000n, -1001n, 2n ** 40n, -(2n ** 62n), 2n ** 63n - 1n, -(2n ** 63n)];
for (let round = 0; Atomics.load(stop, 0) === 0; round++) {
  const value = wild[round % (round % 3 === 0 ? wild.length : 5)];
  for (let i = round % 7; i < index.length; i += 7) index[i] = value;
  for (let i = round % 5; i < mask.length; i += 5) mask[i] = round & 1;
}
`;

test('select, set, take, put, at and their kin touch nothing but the array', async () => {
  const shared = {
    index: new SharedArrayBuffer(COUNT * 8),
    mask: new SharedArrayBuffer(LENGTH),
    stop: new SharedArrayBuffer(4),
  };
  const worker = new Worker(WRITER, { eval: true, workerData: shared });
  await new Promise((resolve) => worker.once('online', resolve));
  const index = nd.frombuffer(shared.index, { dtype: 'int64' });
  const mask = nd.frombuffer(shared.mask, { dtype: 'bool' });
  const guarded = nd.full([3 * LENGTH], 5);
  const a = guarded.at(`${LENGTH}:${2 * LENGTH}`);
  a.fill(7);
  const wide: NDArray = nd.full([LENGTH, 3], 7);
  const square = index.reshape([4, COUNT / 4]);
  const table: NDArray = nd.full([4, LENGTH], 7);
  const reading: (() => unknown)[] = [
    () => a.select(index),
    () => wide.select(index),
    () => wide.select(index, [0]),
    () => a.take(index),
    () => a.take(index, { mode: 'wrap' }),
    () => a.take(index, { mode: 'clip' }),
    () => nd.takeAlongAxis(table, square, 1),
    () => a.select(mask),
    () => nd.nonzero(mask)[0]!.multiply(0).add(7),
    () => nd.compress(mask, a),
    () => nd.choose(index, [a.at(':1'), a.at('1:2')]),
  ];
  const writing: (() => unknown)[] = [
    () => a.set(7, index),
    () => a.set(nd.full([COUNT], 7), index),
    () => a.put(index, 7),
    () => a.put(index, 7, { mode: 'wrap' }),
    () => nd.add.at(a, index, 0),
    () => nd.maximum.at(a, index, 7),
    () => nd.divide.at(a, index, 1),
    () => nd.add.at(wide, index, 0),
    () => nd.putAlongAxis(table, square, 7, 1),
    () => a.set(7, mask),
    () => a.iadd(0, { at: [index] }),
    () => a.iadd(nd.zeros([1]), { at: [mask] }),
    () => nd.place(a, mask, 7),
    () => nd.putmask(a, mask, [7, 7]),
  ];
  let done = 0;
  let refused = 0;
  const end = Date.now() + 2000;
  try {
    while (Date.now() < end) {
      for (const call of [...reading, ...writing]) {
        try {
          const got = call();
          done++;
          if (nd.isNDArray(got) && got.size > 0) expect([got.min(), got.max()].map(Number)).toEqual([7, 7]);
        } catch (error) {
          // A mask that changes is an argument that is no good; an index is out of bounds, or no choice.
          expect((error as { code?: string }).code).toMatch(/^ERR_(INDEX|INVALID_ARGUMENT|SHAPE|VALUE)$/);
          refused++;
        }
      }
    }
  } finally {
    Atomics.store(new Int32Array(shared.stop), 0, 1);
    await worker.terminate();
  }
  expect([a.min(), a.max(), wide.min(), wide.max(), table.min(), table.max()]).toEqual([7, 7, 7, 7, 7, 7]);
  const around = nd.concatenate([guarded.at(`:${LENGTH}`), guarded.at(`${2 * LENGTH}:`)]);
  expect([around.min(), around.max()]).toEqual([5, 5]);
  expect(done).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
