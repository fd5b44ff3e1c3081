// The published declarations, as an ES module sees them.
import * as nd from 'ndstride';
import type { NDArray } from 'ndstride';

const sum: NDArray = nd.add(nd.arange(3), 1);
const same: nd.NDArray = sum;
void same;

// @ts-expect-error there is no default export
void import('ndstride').then((entry) => entry.default.add);

import { maxUlp, allClose } from 'ndstride/testing';
const distance: number = maxUlp(sum, same);
const close: boolean = allClose(sum, [1], { rtol: 1e-3 });
void [distance, close];
