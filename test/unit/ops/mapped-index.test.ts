/** take, put, at and their kin over mapped files: of arrays, positions, masks, values and outputs; a file that was cut is an error. */
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib/index';
import type { DType, NDArray } from '../../../lib/index';

const N = 4096;
let folder: string;
let maps: nd.memmap[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nds-index-'));
});
afterEach(() => {
  for (const map of maps) map.close();
  maps = [];
  rmSync(folder, { recursive: true });
});

function mapped<D extends DType>(name: string, dtype: D, shape: number[]): nd.memmap<D> {
  const map = new nd.memmap(join(folder, name), { dtype, mode: 'w+', shape });
  maps.push(map);
  return map;
}

test('reads and writes as in memory', () => {
  const a = mapped('a', 'int64', [N]);
  a.assign(nd.arange(BigInt(N)));
  const index = mapped('i', 'int64', [3]);
  index.assign([4095n, 0n, -1n]);
  const out = mapped('o', 'int64', [3]);
  expect(nd.take(a, index, { out }).toArray()).toEqual([4095n, 0n, 4095n]);
  expect(nd.takeAlongAxis(a, index).toArray()).toEqual([4095n, 0n, 4095n]);
  nd.add.at(a, index, out);
  expect([a.item(0), a.item(4095)]).toEqual([0n, 3n * 4095n]);
  nd.negative.at(a, index);
  expect(a.item(4095)).toBe(3n * 4095n);
  a.put(index, out);
  nd.putAlongAxis(a, index, 5, 0);
  expect([a.item(0), a.item(4095)]).toEqual([5n, 5n]);
  const mask = mapped('m', 'bool', [N]);
  mask.set(true, [1, 2]);
  expect(nd.flatnonzero(mask).toArray()).toEqual([1n, 2n]);
  expect(nd.compress(mask, a).toArray()).toEqual([1n, 2n]);
  nd.place(a, mask, index);
  nd.putmask(a, mask, nd.array([7n, 8n]));
  expect(a.at('1:3').toArray()).toEqual([8n, 7n]);
  expect(nd.choose(mask.astype('int8'), [a, a.negative()]).at(':3').toArray()).toEqual([5n, -8n, -7n]);
  const square = a.reshape([64, 64]);
  expect(square.mT.at(1, 0).toArray()).toBe(8n);
  expect(nd.slidingWindowView(a, 2).at(0).toArray()).toEqual([5n, 8n]);
});

test('views by strides stay within the file', () => {
  const a = mapped('a', 'int64', [N]);
  const part = a.at('10:20');
  expect(nd.asStrided(part, { shape: [N - 10], strides: [8] }).size).toBe(N - 10);
  expect(nd.asStrided(part, { shape: [11], strides: [-8] }).size).toBe(11);
  expect(() => nd.asStrided(part, { shape: [N - 9], strides: [8] })).toThrow(nd.ValueError);
  expect(() => nd.asStrided(part, { shape: [12], strides: [-8] })).toThrow(nd.ValueError);
});

test('a file cut meanwhile is an error', () => {
  const calls: ((a: NDArray) => unknown)[] = [
    (a) => nd.take(a, [0, N - 1]),
    (a) => nd.takeAlongAxis(a, [N - 1]),
    (a) => nd.add.at(a, [0, N - 1], 1),
    (a) => nd.power.at(a, [0, N - 1], 2),
    (a) => nd.negative.at(a, [N - 1]),
    (a) => nd.put(a, [N - 1], 1),
    (a) => nd.putAlongAxis(a, [N - 1], 1, 0),
    (a) => nd.nonzero(a),
    (a) => nd.compress(nd.ones([N], { dtype: 'bool' }), a),
    (a) => nd.place(a, nd.ones([N], { dtype: 'bool' }), 1),
    (a) => nd.putmask(a, nd.ones([N], { dtype: 'bool' }), [1, 2]),
    (a) => nd.choose([0], [a]),
    (a) => nd.take(nd.zeros([5]), a),
    (a) => nd.add.at(nd.zeros([5]), a, 1),
  ];
  calls.forEach((call, k) => {
    const a = mapped(`cut${k}`, 'int64', [N]);
    a.fill(1);
    truncateSync(join(folder, `cut${k}`), 0);
    expect(() => call(a)).toThrow(nd.MappingLostError);
  });
});

test('read-only maps are not written', () => {
  mapped('r', 'int64', [N]).close();
  maps = [];
  const a = new nd.memmap(join(folder, 'r'), { dtype: 'int64', mode: 'r', shape: [N] });
  maps.push(a);
  const calls = [
    () => nd.add.at(a, [0], 1),
    () => a.put([0], 1),
    () => nd.putAlongAxis(a, [0], 1, 0),
    () => nd.place(a, a.equal(0), 1),
    () => nd.putmask(a, a.equal(0), 1),
    () => nd.take(a, [0], { out: a.at(':1') }),
    () => nd.asStrided(a, { writeable: true }).fill(1),
  ];
  for (const call of calls) expect(call).toThrow(nd.ReadOnlyError);
});
