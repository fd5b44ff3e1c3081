// Growth, temporaries, and what memory they take.
import { inSizes, operand, sizes } from './case.mjs';

const family = 'Memory';
const [, thousand, hundredThousand, million] = sizes;

export const memory = [
  ...inSizes([thousand, hundredThousand], ({ n }) => ({
    family,
    op: 'push one by one; NumPy: a list, then array',
    dtype: 'float64',
    code: {
      js: {
        run: `(() => { const a = nd.empty(0); for (let i = 0; i < ${n}; i++) a.push(i); return a; })()`,
      },
      python: {
        setup: `def grown():\n    numbers = []\n    for i in range(${n}):\n        numbers.append(float(i))\n    return np.array(numbers)`,
        run: 'grown()',
      },
    },
    traffic: { kind: 'fill', read: 0, written: 8 * n },
  })),
  ...inSizes([thousand, million], (size) => ({
    family,
    op: 'temporaries: a * 2 + 1 - a',
    dtype: 'float64',
    operands: [operand('a', 'float64', size.shape)],
    code: {
      js: 'a.multiply(2).add(1).subtract(a)',
      python: 'a * 2 + 1 - a',
      numpyTs: 'np.subtract(np.add(np.multiply(a, 2), 1), a)',
      torch: 'a * 2 + 1 - a',
      numexpr: "ne.evaluate('a * 2 + 1 - a')",
    },
    traffic: { kind: 'copy', read: 32 * size.n, written: 24 * size.n },
    flops: 3 * size.n,
  })),
];

/** Loops of temporaries in a process of their own: count, bytes each, and the most that memory may grow. */
export const memoryLoops = [
  { name: 'loop of 1,000 temporaries of 20 MB', count: 1000, bytes: 20e6, goal: { issue: 2, growth: 300e6 } },
  { name: 'loop of 10,000 temporaries of 8 MB', count: 10_000, bytes: 8e6, goal: { issue: 2, growth: 300e6 } },
];
