import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib/index';

const { defaultRng } = nd.random;

describe.each(['random', 'standardNormal'] as const)('%s into a memory map', (method) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nds-random-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('draws the numbers of any other array, beyond one block of its way too', () => {
    const n = 1_500_001;
    for (const dtype of ['float64', 'float32'] as const) {
      using map = new nd.memmap(join(folder, dtype), { dtype, mode: 'w+', shape: [n] });
      const mapped = defaultRng(6);
      const plain = defaultRng(6);
      mapped[method]({ out: map, dtype });
      const expected = plain[method]({ size: n, dtype });
      expect(map.equal(expected).all()).toBe(true);
      expect(mapped.bitGenerator.state).toEqual(plain.bitGenerator.state);
    }
  });

  it('refuses a map that is read-only', () => {
    const path = join(folder, 'readonly');
    new nd.memmap(path, { dtype: 'float64', mode: 'w+', shape: [8] }).close();
    using map = new nd.memmap(path, { dtype: 'float64', mode: 'r', shape: [8] });
    expect(() => defaultRng(6)[method]({ out: map })).toThrow(nd.ReadOnlyError);
  });

  it('throws MappingLostError when the file was cut, and the generator goes on', () => {
    const path = join(folder, 'cut');
    using map = new nd.memmap(path, { dtype: 'float64', mode: 'w+', shape: [100_000] });
    const rng = defaultRng(6);
    truncateSync(path, 4096);
    expect(() => rng[method]({ out: map })).toThrow(nd.MappingLostError);
    const next = rng.random();
    expect(next).toBeGreaterThanOrEqual(0);
    expect(next).toBeLessThan(1);
  });
});
