/** Ranges, filled arrays, printing, questions about memory. */
import type { Maker } from '../maker';
import type { Draft, OptionSpec, ScalarText } from '../program';

export function range(m: Maker): Draft {
  const options: OptionSpec = {};
  const text = (x: number): ScalarText => ({ kind: 'number', value: Object.is(x, -0) ? '-0' : String(x) });
  if (m.chance(0.4)) {
    const scale = m.pick([1, 10, 1e-3, 1e6, 1e300]);
    const ends = [m.chance(0.3) ? m.below(10) : (m.below(2000) - 1000) / 77, (m.below(2000) - 1000) / 33];
    options.num = m.chance(0.2) ? m.below(3) : m.below(70);
    if (m.chance(0.3)) options.endpoint = m.chance(0.5);
    if (m.chance(0.3))
      options.dtype = m.pick(
        scale > 10
          ? (['float64'] as const)
          : (['float16', 'float32', 'int64', 'int16', 'complex64', 'complex128'] as const),
      );
    return {
      kind: 'range',
      name: 'linspace',
      ours: 'linspace',
      args: [],
      options,
      scalars: ends.map((x) => text(x * scale)),
    };
  }
  const count = 1 + m.below(3);
  if (m.chance(0.5)) {
    const values = [m.below(40) - 20, m.below(400) - 150, m.pick([1, 2, 3, -1, -4, 7, 0])].slice(0, count);
    const scalars = values.map((x) => ({ kind: 'bigint' as const, value: String(x) }));
    if (m.chance(0.2)) options.dtype = m.pick(['float16', 'float32', 'float64', 'complex64', 'int32', 'int16']);
    return { kind: 'range', name: 'arange', ours: 'arange', args: [], options, scalars };
  }
  const step = m.pick([0.1, 0.3, 1, 1.5, -0.7, 1e-2, 1 / 3, 7, m.chance(0.1) ? 0 : 2]);
  const start = (m.below(400) - 200) / 19;
  const scalars = [start, start + step * m.below(90) + (m.chance(0.5) ? 0 : step / 3), step].slice(0, count).map(text);
  if (m.chance(0.2)) options.dtype = m.pick(['float16', 'float32', 'float64', 'complex128']);
  return { kind: 'range', name: 'arange', ours: 'arange', args: [], options, scalars };
}

export function other(m: Maker): Draft {
  const style = m.below(5);
  if (style === 0) {
    const options: OptionSpec = { dtype: m.pick(['bool', 'float32', 'float64', 'complex64', 'complex128']) };
    const shape = m.shape();
    return { kind: 'full', name: 'full', ours: 'full', args: [], options, values: [shape], scalars: [m.scalar(false)] };
  }
  if (style === 1) {
    const [x, y] = m.overlapping();
    const exact = m.chance(0.6);
    const name = exact ? 'shares_memory' : 'may_share_memory';
    const ours = exact ? 'sharesMemory' : 'mayShareMemory';
    return { kind: 'shares', name, ours, args: [{ view: x }, { view: y }], options: {} };
  }
  const name = m.chance(0.5) ? 'str' : 'repr';
  return { kind: 'text', name, ours: name, args: [{ view: m.inMemory(m.shape()) }], options: {} };
}
