/** Every cast between dtypes, in every layout, against NumPy's results. */
import type { NDArray } from '../../lib';
import { fixture, keys, unpack } from './fixture';
import { layouts } from './layouts';

test.each(fixture.casts.map((c) => [`${c.in.dtype} to ${c.to}`, c] as const))('%s', (_, c) => {
  const wanted = keys(unpack(c.out));
  for (const { name, array } of layouts(unpack(c.in))) {
    const got = array.astype(c.to) as NDArray;
    expect([name, got.dtype, keys(got)]).toEqual([name, c.to, wanted]);
  }
});
