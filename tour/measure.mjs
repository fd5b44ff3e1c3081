// Time and memory of one piece of work in this process.
import { clearPeak, resident } from '../benchmarks/resident.mjs';

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * Runs a step `repeat` times: { seconds (the median), peak (bytes over what was resident before; NaN where it cannot be
 * told), value }. `finish` turns the result into a plain value and frees it; it is not timed.
 */
export function measure({ repeat = 1, count = 1, setUp, run, finish, tearDown }) {
  const state = setUp?.();
  try {
    const before = resident().now;
    const cleared = clearPeak();
    const times = [];
    let value;
    for (let round = 0; round < repeat; round++) {
      const start = performance.now();
      const result = run(state);
      times.push((performance.now() - start) / 1000);
      value = finish ? finish(result, state) : result;
    }
    const peak = cleared ? Math.max(0, resident().peak - before) : NaN;
    return { seconds: median(times) / count, peak, value };
  } finally {
    tearDown?.(state);
  }
}
