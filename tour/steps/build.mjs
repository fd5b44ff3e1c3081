// Chapter 5: a three-dimensional array built layer by layer from random numbers.
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const [rows, columns] = [2000, 2000];
const seed = 500;

export function buildChapter({ nd, sizes, folder }) {
  const { layers, mappedLayers, allLayers } = sizes;
  const file = join(folder, 'ndstride-build.dat');
  const title = (z, text) => `${z}×${rows}×${columns} ${text}`;
  const corner = (a) => a.item(a.shape[0] - 1, rows - 1, columns - 1);

  /** One way to build: `draw` gives a layer to be set, or writes into the view it is given. */
  const build = (id, text, dtype, draw, out) => ({
    id,
    title: title(layers, text),
    params: { layers, rows, columns, seed, out },
    touch: layers * rows * columns * (dtype === 'float64' ? 8 : 4) * 1.05,
    run() {
      const a = nd.zeros([layers, rows, columns], { dtype });
      const rng = nd.random.defaultRng(seed);
      for (let i = 0; i < layers; i++) {
        if (out) draw(rng, { out: a.at(i) });
        else a.set(draw(rng, { size: [rows, columns], dtype }), i);
      }
      return a;
    },
    finish(a) {
      const value = corner(a);
      a.dispose();
      return value;
    },
  });
  const uniform = (rng, options) => rng.random(options);
  const normal = (rng, options) => rng.standardNormal(options);

  return {
    title: `The ${allLayers}×${rows}×${columns} build, at ${layers} layers`,
    steps: [
      build('uniform', 'float64 uniform', 'float64', uniform, false),
      build('uniform-out', 'float64 uniform, with out', 'float64', uniform, true),
      build('normal', 'float32 normal', 'float32', normal, false),
      build('normal-out', 'float32 normal, with out', 'float32', normal, true),
      {
        id: 'normal-map',
        title: title(mappedLayers, 'float32 normal, into a map'),
        params: { layers: mappedLayers, rows, columns, seed },
        run() {
          const a = new nd.memmap(file, { dtype: 'float32', mode: 'w+', shape: [mappedLayers, rows, columns] });
          const rng = nd.random.defaultRng(seed);
          for (const { view } of nd.chunks(a, { maxBytes: 4 * rows * columns })) rng.standardNormal({ out: view });
          return a;
        },
        finish(a) {
          const value = corner(a);
          a.close();
          return value;
        },
        file,
        after: () => rmSync(file, { force: true }),
      },
    ],
  };
}
