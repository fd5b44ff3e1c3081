// The figures that were set as goals, each as the case that says whether it is reached.
import { large, makeCase, operand, sizes } from './case.mjs';

const family = 'Figures';
const small = sizes[0];
const n = large.n;
const float = (name) => operand(name, 'float64', [n]);
const traffic = (kind, read, written) => ({ kind, read: read * n, written: written * n });

const figure = (op, size, goal, [js, python], rest = {}) =>
  makeCase({ family, op, dtype: 'float64', size, goal, code: { js, python }, ...rest });

const ten = (op, issue, ratio, code, names = ['a']) =>
  figure(op, small, { issue, ratio }, code, { operands: names.map((name) => operand(name, 'float64', [10])) });

const twenty = (op, issue, ratio, code, bytes, operands = [float('a'), float('b')], rest = {}) =>
  figure(op, large, { issue, ratio }, code, { operands, traffic: bytes, ...rest });

const npz = (name) => ({ js: `const file = folder + '/${name}.npz';`, python: `file = folder + '/${name}.npz'` });
const arange = { js: 'const a = nd.arange(20_000_000n);', python: 'a = np.arange(20_000_000)' };
const whole = {
  js: "(() => { const z = nd.load(file); try { return z.get('a'); } finally { z.close(); } })()",
  python: "np.load(file)['a']",
};

/** A case over files: setup, run and what is compared, in both languages. */
const onDisk = (op, dtype, goal, { setup, run, check, measure, ...rest }) =>
  makeCase({
    family,
    op,
    dtype,
    size: large,
    goal: { issue: 3, ...goal },
    code: Object.fromEntries(
      ['js', 'python'].map((language) => [
        language,
        { setup: setup[language], run: run[language], check: check?.[language], measure: measure?.[language] },
      ]),
    ),
    rounds: 5,
    ...rest,
  });

const lines = (...parts) => ({
  js: parts.map(({ js }) => js).join('\n'),
  python: parts.map(({ python }) => python).join('\n'),
});
const fileSize = { js: 'fileSize(file)', python: 'file_size(file)' };

export const figures = [
  ten('a.add(b)', 2, 4, ['a.add(b)', 'a + b'], ['a', 'b']),
  ten("a.at('2:5')", 2, 1.5, ["a.at('2:5')", 'a[2:5]']),
  ten('a.item(3)', 2, 4, ['a.item(3)', 'a.item(3)']),
  twenty('a + b, new', 2, 2.5, ['a.add(b)', 'a + b'], traffic('triad', 16, 8)),
  twenty(
    'a += 10',
    2,
    1.5,
    [
      { run: 'a.iadd(10)', check: '0' },
      { run: 'a += 10', check: '0' },
    ],
    traffic('inPlace', 8, 8),
    [float('a')],
    {
      mutates: ['a'],
    },
  ),
  twenty('a.sum()', 2, 1.8, ['a.sum()', 'a.sum()'], traffic('read', 8, 0), [float('a')]),
  twenty('a ** 2', 2, 3.5, ['a.power(2)', 'a ** 2'], traffic('copy', 8, 8), [float('a')]),
  twenty("a.astype('float32')", 2, 2, ["a.astype('float32')", 'a.astype(np.float32)'], traffic('copy', 8, 4), [
    float('a'),
  ]),
  twenty('a.std()', 2, 5, ['a.std()', 'a.std()'], traffic('read', 8, 0), [float('a')]),
  makeCase({
    family,
    op: '100 pushes; NumPy: appends',
    dtype: 'int64',
    size: large,
    goal: { issue: 2, seconds: 0.007 },
    code: {
      js: { setup: arange.js, run: '(() => { for (let i = 0; i < 100; i++) a.push(1); })()', check: 'a.size' },
      python: { setup: arange.python, run: 'for i in range(100):\n    a = np.append(a, 1)', check: 'a.size' },
    },
    once: true,
    rounds: 3,
  }),

  twenty(
    'concatenate two of 160 MB',
    3,
    2,
    ['nd.concatenate([a, b])', 'np.concatenate([a, b])'],
    traffic('copy', 16, 16),
  ),
  figure('a + b', large, { issue: 3, ratio: 10 }, ['a.add(b)', 'a + b'], {
    dtype: 'float16',
    operands: [operand('a', 'float16', [n]), operand('b', 'float16', [n])],
    traffic: traffic('triad', 4, 2),
    flops: n,
  }),
  figure('a * b', large, { issue: 3, ratio: 2 }, ['a.multiply(b)', 'a * b'], {
    dtype: 'complex128',
    operands: [operand('a', 'complex128', [n]), operand('b', 'complex128', [n])],
    traffic: traffic('triad', 32, 16),
    flops: 6 * n,
  }),
  onDisk(
    'load npy of 160 MB',
    'float64',
    { ratio: 1.5 },
    {
      setup: { js: "const file = shared + '/doubles.npy';", python: "file = shared + '/doubles.npy'" },
      run: { js: 'nd.load(file)', python: 'np.load(file)' },
      traffic: traffic('copy', 8, 8),
      files: { 'doubles.npy': 'np.save(path, np.random.default_rng(3).random(20_000_000))' },
    },
  ),
  onDisk(
    'savezCompressed arange',
    'int64',
    { ratio: 40, sizeWithin: 0.03 },
    {
      setup: lines(npz('arange'), arange),
      run: { js: 'nd.savezCompressed(file, { a })', python: 'np.savez_compressed(file, a=a)' },
      check: whole,
      measure: fileSize,
      traffic: traffic('read', 8, 0),
      rounds: 3,
    },
  ),
  onDisk(
    'load the compressed arange, each its own',
    'int64',
    { ratio: 3 },
    {
      setup: lines(npz('own'), arange, {
        js: 'nd.savezCompressed(file, { a });',
        python: 'np.savez_compressed(file, a=a)',
      }),
      run: whole,
      traffic: traffic('fill', 0, 8),
    },
  ),
  onDisk(
    "load NumPy's compressed arange",
    'int64',
    { ratio: 1.4 },
    {
      setup: { js: "const file = shared + '/numpy.npz';", python: "file = shared + '/numpy.npz'" },
      run: whole,
      traffic: traffic('fill', 0, 8),
      files: { 'numpy.npz': 'np.savez_compressed(path, a=np.arange(20_000_000))' },
    },
  ),
];
