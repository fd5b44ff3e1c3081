// Files: .npy and .npz, of random numbers. `folder` is a runner's own, `shared` holds what NumPy has made for all.
import { inSizes, makeCase, million, operand, sizes } from './case.mjs';

const family = 'Files';
const small = sizes[0];

const path = (name) => ({ js: `const file = folder + '/${name}';`, python: `file = folder + '/${name}'` });
const measured = { js: 'fileSize(file)', python: 'file_size(file)' };

function inOwnFile(op, name, list, [js, python], [checkJs, checkPython], before = ['', '']) {
  const setup = path(name);
  return inSizes(list, ({ n, shape }) => ({
    family,
    op,
    dtype: 'float64',
    operands: [operand('a', 'float64', shape)],
    code: {
      js: { setup: `${setup.js}\n${before[0]}`, run: js, check: checkJs, measure: measured.js },
      python: { setup: `${setup.python}\n${before[1]}`, run: python, check: checkPython, measure: measured.python },
    },
    traffic: { kind: 'copy', read: 8 * n, written: 8 * n },
  }));
}

const archive = [
  "(() => { const z = nd.load(file); try { return z.get('a'); } finally { z.close(); } })()",
  "np.load(file)['a']",
];

export const files = [
  ...inOwnFile(
    'save npy',
    'save.npy',
    [small, million],
    ['nd.save(file, a)', 'np.save(file, a)'],
    ['nd.load(file)', 'np.load(file)'],
  ),
  ...inOwnFile(
    'load npy',
    'load.npy',
    [small, million],
    ['nd.load(file)', 'np.load(file)'],
    ['nd.load(file)', 'np.load(file)'],
    ['nd.save(file, a);', 'np.save(file, a)'],
  ),
  ...inOwnFile(
    'load npy, mapped',
    'map.npy',
    [million],
    ["nd.load(file, { mmapMode: 'r' }).dispose()", "np.load(file, mmap_mode='r')"],
    ['nd.load(file)', 'np.load(file)'],
    ['nd.save(file, a);', 'np.save(file, a)'],
  ),
  ...inOwnFile('savez', 'savez.npz', [small, million], ['nd.savez(file, { a })', 'np.savez(file, a=a)'], archive),
  ...inOwnFile(
    'savezCompressed',
    'packed.npz',
    [small, million],
    ['nd.savezCompressed(file, { a })', 'np.savez_compressed(file, a=a)'],
    archive,
  ),
  ...inOwnFile('load npz', 'load.npz', [small, million], archive, archive, [
    'nd.savez(file, { a });',
    'np.savez(file, a=a)',
  ]),
  ...inOwnFile('load compressed npz', 'load-packed.npz', [small, million], archive, archive, [
    'nd.savezCompressed(file, { a });',
    'np.savez_compressed(file, a=a)',
  ]),
  makeCase({
    family,
    op: 'filtered sum over a map, by chunks; NumPy in one piece',
    dtype: 'float64',
    size: { n: 1, label: '' },
    code: {
      js: {
        setup: "const m = new nd.memmap(file, { dtype: 'float64', mode: 'r', shape: elements });",
        run: `(() => {
        let total = 0;
        for (const { view } of nd.chunks(m, { maxBytes: 2 ** 22 })) total += view.select(view.greater(0.5)).sum();
        return total;
      })()`,
      },
      python: {
        setup: 'm = np.memmap(file, dtype=np.float64, mode="r", shape=(elements,))',
        run: 'm[m > 0.5].sum()',
      },
    },
    goal: { issue: 2, ratio: 6, growth: 256e6 },
    once: true,
    fresh: true,
    map: true,
    rounds: 3,
  }),
];
