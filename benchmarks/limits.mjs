// The machine's limits, measured in the same run by the compiled harness where a case first needs them.

const smallest = 2 ** 18;
const largest = 2 ** 29;

/** The working set that stands for `bytes`: the nearest power of 4 times 256 KB. */
export function bucketOf(bytes) {
  const steps = Math.round(Math.log2(bytes / smallest) / 2);
  return Math.min(largest, smallest * 4 ** Math.max(0, steps));
}

/** `ask`: of the compiled harness. Gives { secondsOf(case), bandwidths, flops }. */
export async function startLimits(ask) {
  const bandwidths = {};
  const flops = await ask('flops');
  const bandwidth = async (kind, bytes) => {
    const bucket = bucketOf(bytes);
    bandwidths[kind] ??= {};
    bandwidths[kind][bucket] ??= (await ask(`bandwidth ${kind} ${bucket}`)).perSecond;
    return bandwidths[kind][bucket];
  };
  return {
    bandwidths,
    flops,
    /** The least time that this machine could need for a case; undefined for those too small to tell. */
    async secondsOf({ traffic, flops: operations = 0, dtype }) {
      if (!traffic || traffic.read + traffic.written < smallest) return undefined;
      const bytes = traffic.read + traffic.written;
      const moving = bytes / (await bandwidth(traffic.kind, bytes));
      const rate = flops[dtype === 'float32' || dtype === 'float16' ? 'float32' : 'float64'];
      return Math.max(moving, rate > 0 ? operations / rate : 0);
    },
  };
}
