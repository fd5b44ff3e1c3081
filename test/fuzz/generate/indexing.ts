/** Reading and writing through an index. */
import type { Maker } from '../maker';
import type { Draft, NestedScalars } from '../program';

export function indexing(m: Maker): Draft {
  const shape = m.shape();
  if (m.chance(0.5)) {
    const basic = m.chance(0.4);
    const args = [{ view: m.array(shape) }];
    const index = basic ? m.basicIndex(shape) : m.advancedIndex(shape);
    return {
      kind: 'getitem',
      name: 'getitem',
      ours: basic && m.chance(0.7) ? 'at' : 'select',
      args,
      options: {},
      index,
    };
  }
  if (m.chance(0.15)) {
    const [target, value] = m.overlapping();
    return {
      kind: 'setitem',
      name: 'setitem',
      ours: 'set',
      args: [{ view: target }],
      options: {},
      index: ['...'],
      value: { view: value },
    };
  }
  const args = [{ view: m.array(shape, m.dtype(), true) }];
  const index = m.chance(0.4) ? m.basicIndex(shape) : m.advancedIndex(shape);
  const style = m.below(3);
  const value =
    style === 0
      ? { scalar: m.scalar() }
      : style === 1
        ? { view: m.array(m.chance(0.5) ? [] : m.related(shape)) }
        : { list: m.listOf([m.pick([1, 1, 2, 3])]) as NestedScalars };
  return { kind: 'setitem', name: 'setitem', ours: 'set', args, options: {}, index, value };
}
