// The one table of benchmark cases: what is timed, in JavaScript and in Python, and the goal where there is one.
//
// name    what --filter looks in
// group   heading of the report
// setup   statements of both languages; the names they declare can be used by run
// run     the expression or statement that is timed
// n       elements worked on, for times per element; 1: times per run
// bytes   what one run reads and writes at least
// goal    { ratio } times as fast as NumPy, { seconds } at most, { growth } in resident bytes at most
// once    each timing is one run after a fresh set-up
// fresh   with processes of its own, so that growth is that of this case alone
// rounds  timings of each side, where not as many as usual
// map     needs a file of random doubles, whose name and number of elements are the variables `file` and `elements`
import { reductions } from '../spec/reductions.mjs';
import { ufuncs } from '../spec/ufuncs.mjs';

const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Declares the same arrays in both languages: [name, JavaScript expression, Python expression] each. */
const declare = (...arrays) => ({
  js: arrays.map(([name, js]) => `const ${name} = ${js};`).join('\n'),
  python: arrays.map(([name, , python]) => `${name} = ${python}`).join('\n'),
});
const uniform = (name, seed, n, low = 0, high = 1) => [
  name,
  `nd.random.defaultRng(${seed}).random({ size: ${n} }).multiply(${high - low}).add(${low})`,
  `np.random.default_rng(${seed}).random(${n}) * ${high - low} + ${low}`,
];
const integers = (name, seed, n) => [
  name,
  `nd.random.defaultRng(${seed}).integers(1, 10, { size: ${n} })`,
  `np.random.default_rng(${seed}).integers(1, 10, ${n})`,
];
const filled = (name, n, value) => [name, `nd.full(${n}, ${value})`, `np.full(${n}, ${value})`];

const small = (name, js, python, ratio) => ({
  name: `${name}, 10 elements`,
  group: 'Small arrays',
  setup: declare(uniform('a', 1, 10), uniform('b', 2, 10)),
  run: { js, python },
  n: 1,
  goal: { ratio },
});

const large = 20_000_000;
const twenty = (name, js, python, ratio, bytesPerElement) => ({
  name: `${name}, 20M float64`,
  group: 'Large arrays',
  setup: declare(uniform('a', 1, large), uniform('b', 2, large)),
  run: { js, python },
  n: large,
  bytes: bytesPerElement * large,
  goal: { ratio },
});

const named = [
  small('a.add(b)', 'a.add(b)', 'a + b', 4),
  small('slice', "a.at('2:5')", 'a[2:5]', 1.5),
  small('item', 'a.item(3)', 'a.item(3)', 4),

  twenty('a + b, new', 'a.add(b)', 'a + b', 2.5, 24),
  twenty('a += 10', 'a.iadd(10)', 'a += 10', 1.5, 16),
  twenty('sum', 'a.sum()', 'a.sum()', 1.8, 8),
  twenty('a ** 2', 'a.power(2)', 'a ** 2', 3.5, 16),
  twenty('astype float32', "a.astype('float32')", 'a.astype(np.float32)', 2, 12),
  twenty('std', 'a.std()', 'a.std()', 5, 8),

  {
    name: '100 pushes onto 20M int64',
    group: 'Growth',
    setup: declare(['a', `nd.arange(${large}n)`, `np.arange(${large})`]),
    run: {
      js: '(() => { for (let i = 0; i < 100; i++) a.push(1); })()',
      python: 'for i in range(100):\n    a = np.append(a, 1)',
    },
    n: 1,
    goal: { seconds: 0.007 },
    once: true,
    rounds: 3,
  },
  {
    name: 'filtered sum over a map, by chunks; NumPy in one piece',
    group: 'Files larger than what is to be used of memory',
    setup: {
      js: "const m = new nd.memmap(file, { dtype: 'float64', mode: 'r', shape: elements });",
      python: 'm = np.memmap(file, dtype=np.float64, mode="r", shape=(elements,))',
    },
    run: {
      js: `(() => {
        let total = 0;
        for (const { view } of nd.chunks(m, { maxBytes: 2 ** 22 })) total += view.select(view.greater(0.5)).sum();
        return total;
      })()`,
      python: 'm[m > 0.5].sum()',
    },
    goal: { ratio: 6, growth: 256e6 },
    once: true,
    fresh: true,
    map: true,
    rounds: 3,
  },
];

const million = 1_000_000;

// Operands of an elementwise operation: floats of its domain where it has a loop for them, else integers.
function operands(row) {
  const float = row.loops.some((loop) => /[FA]/.test(loop));
  const [low, high] = row.domain ?? [-10, 10];
  return row.inputs.map((_, i) => {
    const name = 'abc'[i];
    return float ? uniform(name, i + 1, million, low, high) : integers(name, i + 1, million);
  });
}

const elementwise = ufuncs
  .filter((row) => !row.custom)
  .map((row) => {
    const names = row.inputs.map((_, i) => 'abc'[i]).join(', ');
    return {
      name: `${row.name}, 1e6`,
      group: 'Elementwise operations',
      setup: declare(...operands(row)),
      run: { js: `nd.${row.name}(${names})`, python: `np.${row.numpy ?? snake(row.name)}(${names})` },
      n: million,
      bytes: 8 * million * (row.inputs.length + 1),
    };
  });
const chosen = [
  {
    name: 'clip, 1e6',
    setup: declare(uniform('a', 1, million, -2, 2)),
    run: { js: 'nd.clip(a, -1, 1)', python: 'np.clip(a, -1, 1)' },
  },
  {
    name: 'where, 1e6',
    setup: declare(uniform('a', 1, million), uniform('b', 2, million), ['c', 'a.greater(0.5)', 'a > 0.5']),
    run: { js: 'nd.where(c, a, b)', python: 'np.where(c, a, b)' },
  },
].map((one) => ({ ...one, group: 'Elementwise operations', n: million, bytes: 16 * million }));

// any() must not end at the first element, nor prod() overflow.
const reductionOperand = { any: filled('a', million, 0.0), prod: uniform('a', 1, million, 0.999, 1.001) };
const reduced = reductions.map((row) => ({
  name: `${row.name}, 1e6`,
  group: 'Reductions',
  setup: declare(reductionOperand[row.name] ?? uniform('a', 1, million, 1, 2)),
  run: { js: `nd.${row.name}(a)`, python: `np.${row.numpy ?? snake(row.name)}(a)` },
  n: million,
  bytes: 8 * million,
}));

export const cases = [...named, ...elementwise, ...chosen, ...reduced];

/** Loops of temporaries in a process of their own: count, bytes each, and the most that memory may grow. */
export const memoryLoops = [
  { name: 'loop of 1,000 temporaries of 20 MB', count: 1000, bytes: 20e6, goal: { growth: 300e6 } },
  { name: 'loop of 10,000 temporaries of 8 MB', count: 10_000, bytes: 8e6, goal: { growth: 300e6 } },
];
