// Writes random doubles to a file through a map. Usage: node make-map.mjs FILE ELEMENTS
const nd = await import(new URL('../../dist/index.mjs', import.meta.url));
const [file, elements] = process.argv.slice(2);
const map = new nd.memmap(file, { dtype: 'float64', mode: 'w+', shape: Number(elements) });
const rng = nd.random.defaultRng(2023);
for (const { view } of nd.chunks(map, { maxBytes: 2 ** 26 })) rng.random({ out: view });
map.close();
