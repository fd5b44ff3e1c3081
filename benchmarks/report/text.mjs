// Figures of a report as text, the same on the terminal, in Markdown and in HTML.
import { bytes, duration } from '../../tour/format.mjs';

/** 0.123×, 1.2×, 12×: two figures, so that 0.94 and 0.96 differ. */
export function times(x) {
  if (!Number.isFinite(x)) return '';
  return `${x >= 99.5 ? Math.round(x / 10) * 10 : x >= 9.95 ? x.toFixed(0) : x >= 0.995 ? x.toFixed(1) : x.toFixed(2)}×`;
}

export const percent = (x) => (Number.isFinite(x) ? `${Math.round(100 * x)} %` : '');
export const time = (seconds) => duration(seconds);

const gigabytes = (perSecond) => `${(perSecond / 1e9).toFixed(0)}`;

/** What ran where: [label, text] pairs. */
export function aboutLines({ about, options }) {
  const { runners, load } = about;
  const runner = ([key, { version, runtime, numpy }]) =>
    `${key} ${version}${numpy ? ` (NumPy ${numpy})` : ''}, ${runtime}`;
  const peers = Object.entries(runners).filter(([key]) => key !== 'ndstride');
  const ours = runners.ndstride;
  return [
    [
      'ndstride',
      `${about.ndstride} at commit ${about.commit}; ${ours?.version ?? ''}, threads: ${ours?.threads ?? ''}`,
    ],
    ['Node', `${about.node}, V8 ${about.v8}`],
    ...peers.map((one) => ['beside it', runner(one)]),
    ...Object.entries(about.absent).map(([key, why]) => ['not run', `${key}: ${why}`]),
    ['compiler', about.compiler],
    ['machine', `${about.cpu}, ${about.cores} cores, ${bytes(about.memory)}, ${about.system}`],
    ['load', `before ${load.before.join(' ')}, after ${load.after.join(' ')} (1, 5, 15 min)`],
    [
      'run',
      `${about.date}, ${about.minutes} min, ${options.rounds} interleaved rounds${options.quick ? ', quick' : ''}` +
        `${options.filter ? `, only '${options.filter}'` : ''}`,
    ],
  ];
}

/** The limits as rows: the kind, then GB/s for each working set. */
export function limitRows({ bandwidths }) {
  const sets = [...new Set(Object.values(bandwidths).flatMap((by) => Object.keys(by).map(Number)))].sort(
    (a, b) => a - b,
  );
  return {
    header: ['GB/s', ...sets.map((set) => bytes(set))],
    rows: Object.entries(bandwidths).map(([kind, by]) => [
      kind === 'inPlace' ? 'in place' : kind,
      ...sets.map((set) => (by[set] ? gigabytes(by[set]) : '')),
    ]),
  };
}

export const legend = [
  'A ratio says how many times as fast as the peer ndstride is: the median of the ratios of the interleaved rounds.',
  'Below 0.95 against NumPy a case counts as slower, and is red.',
  'C++ is the same work of the same library without Node: how much of it is lost on the way through JavaScript.',
  'Share: the least time that this machine’s bandwidth and arithmetic, measured in the same run, would need, as a part of the time taken; above 100 % where the work stays in a cache that the limit’s loop does not keep it in.',
  'Spread: half the distance between the quartiles, as a part of the median.',
];

/** Results by row: [{ row, bySize: Map(size → result) }], and the sizes in order. */
export function pivot(results) {
  const rows = new Map();
  for (const result of results) {
    if (!rows.has(result.row)) rows.set(result.row, new Map());
    rows.get(result.row).set(result.size, result);
  }
  const sizes = new Map(results.map(({ size, n }) => [size, n]));
  const order = [...sizes].sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1)).map(([size]) => size);
  return { sizes: order, rows: [...rows].map(([row, bySize]) => ({ row, bySize })) };
}
