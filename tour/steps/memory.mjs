// Chapter 1: what memory a large array takes, and what it costs to let it grow.
import { bytes, integer } from '../format.mjs';

const rowLength = 1_000_000;

/** Grows an array of int64 rows step by step until it has `goal` bytes or the machine has no more to give. */
function growInSteps(nd, { goal, step, margin, patience }) {
  const details = [];
  const start = performance.now();
  const a = nd.zeros([0, rowLength], { dtype: 'int64' });
  let stopped = '';
  try {
    while (a.nbytes < goal) {
      const { available } = nd.memory.info();
      if (available < step + margin) {
        stopped = `stopped before the next ${bytes(step)}: ${bytes(available)} available, ${bytes(margin)} of it kept free`;
        break;
      }
      if (performance.now() - start > patience * 1000) {
        stopped = `stopped after ${patience} s`;
        break;
      }
      const next = Math.min(goal, a.nbytes + step);
      while (a.nbytes < next) {
        const first = BigInt(a.shape[0]) * BigInt(rowLength);
        a.push(nd.arange(first, first + BigInt(rowLength)));
      }
      details.push(`${bytes(a.nbytes)} held, ${bytes(nd.memory.info().available)} available`);
    }
  } catch (error) {
    if (!(error instanceof nd.MemoryLimitError || error instanceof nd.OutOfMemoryError)) throw error;
    stopped = `stopped: ${error.message}`;
  }
  details.push(stopped || `reached ${bytes(a.nbytes)}`);
  const reached = a.nbytes;
  a.dispose();
  return { value: reached, details };
}

/** Asks for more than the machine has, which must be refused before anything is taken. */
function refusal(nd) {
  const { limit, rss } = nd.memory.info();
  try {
    nd.empty(Math.ceil(limit / 8) + 1).dispose();
    return 'an array larger than the limit was made, which must not be';
  } catch (error) {
    return `asked for ${bytes(limit)} and more: ${error.name}, ${bytes(Math.max(0, nd.memory.info().rss - rss))} taken`;
  }
}

export function memoryChapter({ nd, sizes }) {
  const { elements, appends, loop, growth } = sizes;
  const n = BigInt(elements);
  const count = integer(elements);
  const big = { setUp: () => nd.arange(n), tearDown: (a) => a.dispose() };
  const freed = (a) => {
    const { size } = a;
    a.dispose();
    return size;
  };
  return {
    title: 'Memory and growth',
    steps: [
      {
        id: 'arange',
        title: `${count} int64 by arange`,
        params: { n: elements },
        repeat: 5,
        run: () => nd.arange(n),
        finish: freed,
        details: [`${((elements * 8) / 2 ** 20).toFixed(3)} MB, where 1 MB is 2^20 bytes as in the tutorial`],
      },
      {
        id: 'append-1',
        title: 'one append: a new array',
        params: { n: elements, count: 1 },
        repeat: 3,
        touch: elements * 40,
        ...big,
        run: (a) => nd.append(a, 1),
        finish: freed,
      },
      {
        id: 'push-1',
        title: 'one push: in place',
        numpy: 'append-1',
        ...big,
        run: (a) => a.push(1),
      },
      {
        id: 'append-100',
        title: `${appends} appends, a new array each`,
        params: { n: elements, count: appends },
        touch: elements * 40,
        setUp: () => ({ a: nd.arange(n) }),
        run(state) {
          for (let i = 0; i < appends; i++) {
            const longer = nd.append(state.a, 1);
            state.a.dispose();
            state.a = longer;
          }
          return state.a.size;
        },
        tearDown: (state) => state.a.dispose(),
      },
      {
        id: 'push-100',
        title: `${appends} pushes, in place`,
        numpy: 'append-100',
        ...big,
        run(a) {
          for (let i = 0; i < appends; i++) a.push(1);
          return a.size;
        },
      },
      {
        id: 'grow',
        title: `growing towards ${bytes(growth.goal)}`,
        params: { ...growth },
        mayDiffer: true,
        run: () => growInSteps(nd, growth),
        finish: ({ value, details }) => ({ value, details: [...details, refusal(nd)] }),
      },
      {
        id: 'build-append',
        title: `${integer(loop)} elements by append in a loop`,
        params: { n: loop },
        run() {
          let a = nd.empty(0, { dtype: 'int64' });
          for (let i = 0; i < loop; i++) a = nd.append(a, BigInt(i));
          return a.size;
        },
      },
      {
        id: 'build-push',
        title: `${integer(loop)} elements by push in a loop`,
        numpy: 'build-append',
        run() {
          const a = nd.empty(0, { dtype: 'int64' });
          for (let i = 0; i < loop; i++) a.push(i);
          return a.size;
        },
      },
      {
        id: 'build-fill',
        title: `${count} by zeros, then filling 100 slices`,
        params: { n: elements },
        run() {
          const a = nd.zeros(elements, { dtype: 'int64' });
          const part = elements / 100;
          for (let start = 0; start < elements; start += part) {
            a.at(nd.slice(start, start + part)).assign(nd.arange(BigInt(start), BigInt(start + part)));
          }
          return a;
        },
        finish: freed,
      },
      {
        id: 'build-arange',
        title: `${count} by arange`,
        numpy: 'arange',
        run: () => nd.arange(n),
        finish: freed,
      },
      {
        id: 'build-concatenate',
        title: `${count} by concatenate of 100 chunks`,
        params: { n: elements },
        run() {
          const part = elements / 100;
          return nd.concatenate(
            Array.from({ length: 100 }, (_, i) => nd.arange(BigInt(i * part), BigInt((i + 1) * part))),
          );
        },
        finish: freed,
      },
    ],
  };
}
