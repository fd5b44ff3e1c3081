// Time and memory of one piece of work in this process.
import { clearPeak, resident } from '../benchmarks/resident.mjs';

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * Runs a step `repeat` times: { seconds (the median), peak (bytes over what was resident before; NaN where it cannot be
 * told), value }. `finish` turns the result into a plain value and frees it; neither its time nor its memory counts.
 */
export function measure({ repeat = 1, count = 1, setUp, run, finish, tearDown }) {
  const state = setUp?.();
  try {
    const before = resident().now;
    let peak = 0;
    const times = [];
    let value;
    for (let round = 0; round < repeat; round++) {
      const cleared = clearPeak();
      const start = performance.now();
      const result = run(state);
      times.push((performance.now() - start) / 1000);
      peak = cleared ? Math.max(peak, resident().peak - before) : NaN;
      value = finish ? finish(result, state) : result;
    }
    return { seconds: median(times) / count, peak, value };
  } finally {
    tearDown?.(state);
  }
}
