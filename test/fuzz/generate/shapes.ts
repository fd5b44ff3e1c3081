/** Casts, views of other shapes, single items, joining. */
import { DTYPE_NAMES } from '../../../lib/core/dtype';
import type { Maker } from '../maker';
import type { Draft, OptionSpec } from '../program';

export function method(m: Maker): Draft {
  const shape = m.shape();
  const args = [{ view: m.array(shape) }];
  const options: OptionSpec = {};
  const ndim = shape.length;
  const size = shape.reduce((x, y) => x * y, 1);
  const made = (name: string, values: Draft['values'], kind: 'method' | 'function' = 'method', ours = name): Draft => ({
    kind,
    name,
    ours,
    args,
    options,
    values: values ?? [],
  });
  switch (m.below(9)) {
    case 0: {
      if (m.chance(0.3)) options.casting = m.pick(['no', 'equiv', 'safe', 'same_kind', 'unsafe']);
      if (m.chance(0.2)) options.order = m.pick(['C', 'F', 'K']);
      return made('astype', [m.pick(DTYPE_NAMES)]);
    }
    case 1: {
      const target = m.chance(0.5) ? [size] : m.permutation(ndim).map((i) => shape[i]!);
      if (m.chance(0.3)) target.splice(m.below(target.length + 1), 0, 1);
      if (m.chance(0.3) && target.length > 0) target[m.below(target.length)] = -1;
      if (m.chance(0.05)) target.push(2);
      if (m.chance(0.3)) options.order = m.pick(['C', 'F', 'A']);
      return made('reshape', [target]);
    }
    case 2:
      if (m.chance(0.7)) options.order = m.pick(['C', 'F', 'A', 'K']);
      return made('ravel', []);
    case 3: {
      const axes = m.permutation(ndim).map((axis) => (m.chance(0.2) ? axis - ndim : axis));
      if (m.chance(0.05)) axes.push(0);
      return made('transpose', m.chance(0.3) ? [null] : [axes]);
    }
    case 4:
      return made(
        'squeeze',
        m.chance(0.4) ? [] : [shape.includes(1) && m.chance(0.8) ? shape.indexOf(1) : m.axis(ndim)],
      );
    case 5: {
      const one = m.axis(ndim + 1);
      return made('expand_dims', [m.chance(0.6) ? one : [one, m.axis(ndim + 1)]], 'function', 'expandDims');
    }
    case 6:
      return made('flip', [m.axes(ndim)], 'function');
    case 7: {
      const wider = m.chance(0.85)
        ? [...(m.chance(0.5) ? [m.dim()] : []), ...shape.map((d) => (d === 1 ? m.dim() : d))]
        : m.shape();
      return made('broadcast_to', [wider], 'function', 'broadcastTo');
    }
    default: {
      const at = shape.map((dim) => m.position(dim));
      return made('item', m.chance(0.7) ? at : m.chance(0.7) ? [m.position(size)] : []);
    }
  }
}

export function join(m: Maker): Draft {
  const shape = m.shape();
  const options: OptionSpec = {};
  const stack = m.chance(0.4);
  const count = 1 + m.below(3);
  const axis = stack ? m.axis(shape.length + 1) : m.axis(shape.length);
  if (m.chance(0.8)) options.axis = axis;
  else if (!stack && m.chance(0.5)) options.axis = null;
  const args = Array.from({ length: count }, () => {
    const own = shape.slice();
    const at = options.axis === undefined ? 0 : axis < 0 ? axis + shape.length : axis;
    if (!stack && at < own.length) own[at] = m.dim();
    return { view: m.array(m.chance(0.97) ? own : m.shape()) };
  });
  const name = stack ? 'stack' : 'concatenate';
  return { kind: 'join', name, ours: name, args, options };
}
