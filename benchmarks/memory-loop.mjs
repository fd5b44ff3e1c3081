// A synchronous loop of temporaries without dispose, and what it does to resident memory.
// Usage: node benchmarks/memory-loop.mjs COUNT BYTES   (1000 20e6: a thousand temporaries of 20 MB)
// Prints JSON: { count, bytes, seconds, rssBefore, rssPeak, rssAfter, rssGrowth } with rssGrowth = rssPeak - rssBefore.
import { clearPeak, resident } from './resident.mjs';

const nd = await import(new URL('../dist/index.mjs', import.meta.url));
const [count, bytes] = process.argv.slice(2).map(Number);
if (!(count > 0 && bytes >= 8)) {
  console.error('usage: node benchmarks/memory-loop.mjs COUNT BYTES');
  process.exit(2);
}

const a = nd.ones(Math.floor(bytes / 8));
const rssBefore = resident().now;
const exact = clearPeak();
let rssSeen = rssBefore;
let sum = 0;
const start = performance.now();
for (let i = 0; i < count; i++) {
  const temporary = a.add(i);
  sum += temporary.item(temporary.size - 1);
  if (!exact) rssSeen = Math.max(rssSeen, resident().now);
}
const seconds = (performance.now() - start) / 1000;
if (sum !== (count * (count + 1)) / 2) throw new Error(`the temporaries came out wrong: ${sum}`);
const after = resident();
const rssPeak = exact ? after.peak : rssSeen;
console.log(
  JSON.stringify({ count, bytes, seconds, rssBefore, rssPeak, rssAfter: after.now, rssGrowth: rssPeak - rssBefore }),
);
