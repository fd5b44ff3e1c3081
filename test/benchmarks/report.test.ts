/** Statistics, checks of results, goals and the report of a run, from canned figures. */
import { inNode } from './modules';

describe('statistics', () => {
  const figures = inNode<Record<string, number>>(`
    const s = await load('benchmarks/statistics.mjs');
    return {
      odd: s.median([9, 1, 5]), even: s.median([4, 1, 3, 2]), spread: s.spread([1, 2, 3, 4, 5]),
      ratio: s.ratioOf([1, 1, 2, 1, 1], [2, 2, 2, 8, 2]), uneven: s.ratioOf([2, 2], [1]), mean: s.geometricMean([1, 4, 16]),
    };`);
  test('medians of odd and even counts', () => expect([figures.odd, figures.even]).toEqual([5, 2.5]));
  test('a spread is half the distance of the quartiles as a part of the median', () =>
    expect(figures.spread).toBeCloseTo(1 / 3, 12));
  test('a ratio is the median of the ratios of the rounds', () =>
    expect([figures.ratio, figures.uneven]).toEqual([2, 0.5]));
  test('a geometric mean', () => expect(figures.mean).toBeCloseTo(4, 12));
});

describe('a result is compared with NumPy’s', () => {
  const compare = (ours: unknown, numpy: unknown, options = '{}'): string | null =>
    inNode(`
      const { difference } = await load('benchmarks/verify.mjs');
      return difference(${JSON.stringify(ours)}, ${JSON.stringify(numpy)}, ${options});`);
  const array = (values: number[], dtype = 'float64', shape = [values.length]): object => {
    const data = dtype === 'int64' ? new BigInt64Array(values.map(BigInt)) : new Float64Array(values);
    return { shape, dtype, data: Buffer.from(data.buffer).toString('base64') };
  };
  test('equal arrays, nan and infinities among them', () =>
    expect(compare(array([1, NaN, Infinity]), array([1, NaN, Infinity]))).toBeNull());
  test('the last bits of a float', () => expect(compare(array([1 + 1e-15]), array([1]))).toBeNull());
  test('another value', () => expect(compare(array([1, 2.001]), array([1, 2]))).toBe('2.001 at 1, NumPy has 2'));
  test('an integer off by one', () => expect(compare(array([7], 'int64'), array([8], 'int64'))).toMatch(/7 at 0/));
  test('another shape', () => expect(compare(array([1, 2]), array([1, 2], 'float64', [1, 2]))).toMatch(/NumPy has/));
  test('another dtype, which only ndstride must have right', () => {
    expect(compare(array([1]), array([1], 'int64'))).toBe('dtype float64, NumPy has int64');
    expect(compare(array([1]), array([1], 'int64'), '{ sameDtype: false }')).toBeNull();
  });
  test('the parts of a complex number by the size of the whole', () => {
    expect(compare(array([1, 1e-17], 'complex128', [1]), array([1, 0], 'complex128', [1]))).toBeNull();
    expect(compare(array([1, 1e-3], 'complex128', [1]), array([1, 0], 'complex128', [1]))).toMatch(/0.001 at 1/);
  });
  test('lists of another length', () =>
    expect(compare({ list: [array([1])] }, { list: [array([1]), array([2])] })).toMatch(/1 results/));
  test('a number and an array', () => expect(compare({ scalar: ['1'] }, array([1]))).toMatch(/NumPy has/));
});

interface Report {
  readonly markdown: string;
  readonly html: string;
  readonly json: string;
  readonly goals: { name: string; goal: string; state: string }[];
  readonly worst: string[];
  readonly slower: string[];
  readonly count: number;
}

/** A report of every case: ndstride takes 1 µs, NumPy what `numpy` gives for the i-th case, or is not there. */
const reportOf = (numpy: string): Report =>
  inNode(`
    const { cases } = await load('benchmarks/cases/index.mjs');
    const { resultOf } = await load('benchmarks/results.mjs');
    const { summarise } = await load('benchmarks/report/summary.mjs');
    const { markdown } = await load('benchmarks/report/markdown.mjs');
    const { html } = await load('benchmarks/report/html.mjs');
    const { json } = await load('benchmarks/report/write.mjs');
    const side = (seconds) => ({ seconds: [seconds, seconds, seconds * 1.1], cpu: [seconds, seconds, seconds], growth: [1e6] });
    const results = cases.map((one, i) => {
      const theirs = (${numpy})(one, i);
      const timed = { ndstride: { ...side(1e-6), measured: 100 } };
      if (theirs) timed.NumPy = { ...side(theirs), measured: 101 };
      if (one.native) timed['C++'] = side(5e-7);
      if (one.code.numpyTs) timed['numpy-ts'] = side(7e-6);
      return resultOf(one, timed, one.traffic && 3e-7);
    });
    const about = {
      date: '2026-11-22', commit: 'abc', ndstride: '0.1.0', node: '20', v8: '11', compiler: 'g++', cpu: 'a <cpu>', cores: 2,
      memory: 24e9, system: 'Linux', runners: { ndstride: { version: 'avx2', threads: 2 }, NumPy: { version: '2.4.6', runtime: 'Python 3' } },
      absent: { PyTorch: 'no module' }, load: { before: [1, 1, 1], after: [1, 1, 1] }, minutes: 1,
    };
    const limits = { bandwidths: { copy: { 262144: 1e11 }, read: { 262144: 1e11, 1048576: 5e10 } }, flops: { float64: 1e11, float32: 2e11 } };
    const run = { about, options: { filter: '', quick: false, rounds: 5 }, limits, results };
    const summary = summarise(run);
    return {
      markdown: markdown(run, summary), html: html(run, summary), json: json(run), goals: summary.goals, count: cases.length,
      worst: summary.worst.map(({ name }) => name), slower: summary.slower.map(({ name }) => name),
    };`);

describe('a report of the whole table', () => {
  const report = reportOf('(one, i) => (i % 40 === 39 ? 9e-7 : i % 40 === 38 ? 9.6e-7 : 2e-5 + i * 1e-8)');

  test('the page is one file below 300 KB, without script or foreign resource, light and dark', () => {
    expect(report.html.length).toBeLessThan(300_000);
    expect(report.html).not.toMatch(/<script|<link|src=|https?:|@import|url\(/);
    expect(report.html).toContain('prefers-color-scheme: dark');
    expect(report.html.match(/<svg /g)?.length).toBe(4);
    expect(report.html).not.toMatch(/NaN|undefined|Infinity/);
    expect(report.html).toContain('a &#60;cpu&#62;');
  });
  test('the figures as JSON are below 1 MB, a line for each case', () => {
    expect(report.json.length).toBeLessThan(1_000_000);
    const { results } = JSON.parse(report.json) as { results: { sides: Record<string, { ratio?: number }> }[] };
    expect(results).toHaveLength(report.count);
    expect(results[0]?.sides.NumPy?.ratio).toBeCloseTo(20, 1);
  });
  test('below 0.95 a case is slower and red; at 0.96 it is not', () => {
    expect(report.slower).toHaveLength(Math.floor(report.count / 40));
    expect(report.worst).toHaveLength(10);
    expect(report.worst.every((name) => report.slower.includes(name))).toBe(true);
    expect(report.html).toMatch(/class="bad">0\.90×/);
    expect(report.html).not.toMatch(/class="bad">0\.96×/);
    expect(report.markdown).toContain('**0.90× 1.00 µs**');
  });
  test('every case is in the Markdown, by row and size', () => {
    expect(report.markdown).toContain('| add float64 |');
    expect(report.markdown).toMatch(/\| times as fast as NumPy, time \| 10 \| 1e3 \| 1e5 \| 1000x1000 \| 1e6 /);
    expect(report.markdown).not.toMatch(/NaN|undefined|Infinity/);
  });
  test('goals are met or missed', () => {
    const states = new Map(report.goals.map(({ name, goal, state }) => [`${name}: ${goal}`, state]));
    expect(states.get('a.add(b) float64 10: 4× NumPy')).toBe('met');
    expect(states.get('savezCompressed arange int64 2e7: 40× NumPy')).toBe('missed');
    expect(states.get("savezCompressed arange int64 2e7: size within 3 % of NumPy's")).toBe('met');
    expect(states.get('every case: at least half of NumPy’s speed')).toBe('met');
  });
});

describe('a report without NumPy', () => {
  const report = reportOf('() => undefined');
  test('says of its goals that they were not run', () => {
    const ratios = report.goals.filter(({ goal }) => goal.includes('NumPy'));
    expect(new Set(ratios.map(({ state }) => state))).toEqual(new Set(['not run']));
  });
  test('has no slower cases and still a page', () => {
    expect([report.slower, report.worst]).toEqual([[], []]);
    expect(report.html).toContain('Goals');
  });
});
