// Chapter 4: memory-mapped files, up to far larger than memory and disk.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bytes, integer } from '../format.mjs';

export function mapsChapter({ nd, sizes, folder }) {
  const small = join(folder, 'ndstride-map.dat');
  const large = join(folder, 'large-map.dat');
  const shape = [1000, 1000];
  const elements = Math.floor(sizes.mapBytes / 8);
  const map = bytes(elements * 8);
  const openLarge = () => new nd.memmap(large, { dtype: 'float64', mode: 'r', shape: elements });
  const filteredSum = (a) => {
    let total = 0;
    for (const { view } of nd.chunks(a, { maxBytes: 2 ** 22 })) total += view.select(view.greater(0.5)).sum();
    return total;
  };

  return {
    title: 'Memory-mapped files',
    steps: [
      {
        id: 'map-write',
        title: 'a 1000×1000 int64 map: 100 rows set, flushed, closed',
        params: {},
        run() {
          const fp = new nd.memmap(small, { dtype: 'int64', mode: 'w+', shape });
          const rows = nd.random.defaultRng(11).integers(0, 100, { size: [100, 1000] });
          fp.set(rows, nd.slice(0, 100));
          fp.flush();
          fp.close();
          return Number(rows.sum());
        },
        file: small,
      },
      {
        id: 'map-read',
        title: 'reopened to read, 100 rows printed',
        params: {},
        setUp: () => new nd.memmap(small, { dtype: 'int64', mode: 'r', shape }),
        run: (fp) => String(fp.at(nd.slice(0, 100))),
        finish: (text, fp) => ({ value: Number(fp.sum()), details: text.split('\n') }),
        tearDown: (fp) => fp.close(),
        file: small,
      },
      {
        id: 'map-sparse',
        title: 'the same file as 1e6×1e6 float64 (8 TB): mean of 100×100',
        params: {},
        run() {
          const fp = new nd.memmap(small, { dtype: 'float64', mode: 'r+', shape: [1e6, 1e6] });
          const mean = fp.at('500000:500100', '500000:500100').mean();
          fp.close();
          return mean;
        },
        finish: (mean) => ({ value: mean, details: [`the mean is ${mean}: nothing was ever written there`] }),
        file: small,
      },
      {
        id: 'map-fill',
        title: `${integer(elements)} random doubles into a map of ${map}`,
        run() {
          rmSync(small, { force: true });
          const fp = new nd.memmap(large, { dtype: 'float64', mode: 'w+', shape: elements });
          const rng = nd.random.defaultRng(2023);
          for (const { view } of nd.chunks(fp, { maxBytes: 2 ** 26 })) rng.random({ out: view });
          fp.close();
          return elements;
        },
        file: large,
      },
      {
        id: 'map-filter',
        title: `sum of a[a > 0.5], ${map}: by chunks; NumPy in one piece`,
        params: { file: large, elements },
        numpyNeeds: elements * 5, // the mask and about half of the elements; the map itself can be dropped
        setUp: openLarge,
        run: filteredSum,
        tearDown: (fp) => fp.close(),
        tolerance: 1e-9,
      },
      {
        id: 'map-filter-chunks',
        title: 'the same, NumPy by chunks too',
        params: { file: large, elements },
        setUp: openLarge,
        run: filteredSum,
        tearDown: (fp) => fp.close(),
        after: () => rmSync(large, { force: true }),
        tolerance: 1e-9,
      },
    ],
  };
}
