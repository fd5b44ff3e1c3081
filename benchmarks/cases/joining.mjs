// Joining and rearranging.
import { inCache, inSizes, large, million, operand, sizeOf, sizes, square } from './case.mjs';

const family = 'Joining and rearranging';
const small = sizes[0];

/** `size` says the shape of the operands; `written` how many times their elements the result has. */
const joining = (op, run, { list = [small, inCache, million, large], two = false, times = 1 } = {}) =>
  inSizes(list, (size) => {
    const operands = [operand('a', 'float64', size.shape)];
    if (two) operands.push(operand('b', 'float64', size.shape));
    const elements = sizeOf(size.shape) * operands.length;
    const [js, python, numpyTs] = run;
    return {
      family,
      op,
      dtype: 'float64',
      operands,
      code: { js, python, numpyTs },
      traffic: { kind: 'copy', read: 8 * elements, written: 8 * elements * times },
    };
  });

const matrix = { list: [square] };
export const joined = [
  ...joining('concatenate', ['nd.concatenate([a, b])', 'np.concatenate([a, b])', 'np.concatenate([a, b])'], {
    two: true,
  }),
  ...joining(
    'concatenate axis=1',
    ['nd.concatenate([a, b], { axis: 1 })', 'np.concatenate([a, b], axis=1)', 'np.concatenate([a, b], 1)'],
    { two: true, list: [square] },
  ),
  ...joining('stack', ['nd.stack([a, b])', 'np.stack([a, b])', 'np.stack([a, b])'], {
    two: true,
    list: [small, million],
  }),
  ...joining('stack axis=1', ['nd.stack([a, b], { axis: 1 })', 'np.stack([a, b], axis=1)', 'np.stack([a, b], 1)'], {
    two: true,
    list: [small, million],
  }),
  ...joining('vstack', ['nd.vstack([a, b])', 'np.vstack([a, b])'], { two: true, list: [small, square] }),
  ...joining('hstack', ['nd.hstack([a, b])', 'np.hstack([a, b])'], { two: true, list: [small, square] }),
  ...joining('columnStack', ['nd.columnStack([a, b])', 'np.column_stack([a, b])'], {
    two: true,
    list: [small, million],
  }),
  ...joining('split', ['nd.split(a, 2)', 'np.split(a, 2)'], { list: [small] }),
  ...joining('repeat', ['nd.repeat(a, 2)', 'np.repeat(a, 2)', 'np.repeat(a, 2)'], { times: 2 }),
  ...joining('repeat axis=0', ['nd.repeat(a, 2, { axis: 0 })', 'np.repeat(a, 2, axis=0)'], { ...matrix, times: 2 }),
  ...joining('repeat axis=1', ['nd.repeat(a, 2, { axis: 1 })', 'np.repeat(a, 2, axis=1)'], { ...matrix, times: 2 }),
  ...joining('tile', ['nd.tile(a, 2)', 'np.tile(a, 2)', 'np.tile(a, 2)'], { times: 2 }),
  ...joining('tile 2x2', ['nd.tile(a, [2, 2])', 'np.tile(a, (2, 2))'], { ...matrix, times: 4 }),
  ...joining('roll', ['nd.roll(a, 3)', 'np.roll(a, 3)', 'np.roll(a, 3)']),
  ...joining('roll axis=1', ['nd.roll(a, 3, { axis: 1 })', 'np.roll(a, 3, axis=1)'], matrix),
  ...['constant', 'edge', 'reflect', 'symmetric', 'wrap', 'mean', 'linear_ramp'].flatMap((mode) =>
    joining(`pad ${mode}`, [`nd.pad(a, 3, { mode: '${mode}' })`, `np.pad(a, 3, mode='${mode}')`], {
      list: mode === 'constant' ? [small, million, square] : [square],
    }),
  ),
  ...joining('flip, copied', ['nd.flip(a).copy()', 'np.flip(a).copy()'], { list: [small, million] }),
  ...joining('rot90, copied', ['nd.rot90(a).copy()', 'np.rot90(a).copy()'], matrix),
  ...joining('insert', ['nd.insert(a, 3, 7)', 'np.insert(a, 3, 7)'], { list: [small, million] }),
  ...joining('delete', ['nd.delete(a, 3)', 'np.delete(a, 3)'], { list: [small, million] }),
  ...joining('append', ['nd.append(a, 7)', 'np.append(a, 7)'], { list: [small, million] }),
  ...joining('tril', ['nd.tril(a)', 'np.tril(a)', 'np.tril(a)'], matrix),
  ...joining('triu', ['nd.triu(a)', 'np.triu(a)', 'np.triu(a)'], matrix),
  ...joining('diag', ['nd.diag(a)', 'np.diag(a)'], { list: [inCache], times: 1000 }),
  ...joining('block', ['nd.block([[a, b], [b, a]])', 'np.block([[a, b], [b, a]])'], {
    two: true,
    times: 2,
    list: [square],
  }),
];
