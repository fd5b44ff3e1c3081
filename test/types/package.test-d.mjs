// The published declarations, as an ES module sees them.
import * as nd from 'ndstride';
const sum = nd.add(nd.arange(3), 1);
const same = sum;
void same;
// @ts-expect-error there is no default export
void import('ndstride').then((entry) => entry.default.add);
