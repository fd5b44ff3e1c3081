// Medians, spreads, ratios of interleaved rounds.

export function quantile(values, at) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = at * (sorted.length - 1);
  const low = Math.floor(place);
  return sorted[low] + (sorted[Math.ceil(place)] - sorted[low]) * (place - low);
}

export const median = (values) => quantile(values, 0.5);

/** Half the distance between the quartiles, as a part of the median. */
export const spread = (values) => (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median(values);

/** How many times as fast as the peer: the median over rounds of the ratios within each round. */
export function ratioOf(ours, theirs) {
  const rounds = Math.min(ours.length, theirs.length);
  return median(Array.from({ length: rounds }, (_, i) => theirs[i] / ours[i]));
}

export const geometricMean = (values) => Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);

/** Below this a case counts as slower than NumPy. */
export const slowerBelow = 0.95;
