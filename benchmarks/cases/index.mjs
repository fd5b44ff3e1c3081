// The one table of cases.
import { copies } from './copies.mjs';
import { creation } from './creation.mjs';
import { elementwise } from './elementwise.mjs';
import { figures } from './figures.mjs';
import { files } from './files.mjs';
import { indexing } from './indexing.mjs';
import { joined } from './joining.mjs';
import { memory } from './memory.mjs';
import { orderStatistics } from './order-statistics.mjs';
import { ordering } from './ordering.mjs';
import { products } from './products.mjs';
import { reductions } from './reductions.mjs';
import { statistics } from './statistics.mjs';

export { memoryLoops } from './memory.mjs';

export const cases = [
  ...figures,
  ...elementwise,
  ...reductions,
  ...creation,
  ...indexing,
  ...joined,
  ...ordering,
  ...products,
  ...orderStatistics,
  ...statistics,
  ...copies,
  ...files,
  ...memory,
];

/** The addon's own size, stripped. */
export const addonCase = { name: 'size of the addon', goal: { issue: 2, size: 6 * 2 ** 20 } };
