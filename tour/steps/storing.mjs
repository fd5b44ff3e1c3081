// Chapter 3: integers in archives, and the four ways to keep doubles that the tutorial compares.
import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { integer } from '../format.mjs';

const partElements = 2 ** 16;
const partBytes = 2 ** 20;

/** A number a line; JavaScript's shortest text that reads back to the same double. */
function writeText(nd, file, a) {
  const out = openSync(file, 'w');
  try {
    for (const { view } of nd.chunks(a, { maxBytes: 8 * partElements }))
      writeSync(out, `${view.toArray().join('\n')}\n`);
  } finally {
    closeSync(out);
  }
}

function readText(nd, file, count) {
  const numbers = new Float64Array(count);
  const bytes = Buffer.alloc(partBytes);
  const input = openSync(file, 'r');
  try {
    let rest = '';
    let at = 0;
    for (let got = readSync(input, bytes); got > 0; got = readSync(input, bytes)) {
      const lines = (rest + bytes.latin1Slice(0, got)).split('\n');
      rest = lines.pop();
      for (const line of lines) numbers[at++] = Number(line);
    }
  } finally {
    closeSync(input);
  }
  return nd.asarray(numbers);
}

/** The formats of the tutorial's table: how an array is written, and read back. */
const ways = (nd) => [
  {
    id: 'npy',
    name: '.npy',
    save: (file, a) => nd.save(file, a),
    load: (file) => nd.load(file),
    details: ['ours is on the disk, whole, when save returns; NumPy leaves it to the cache'],
    repeat: 5,
  },
  {
    id: 'pickle',
    name: 'serialized with metadata',
    save(file, a) {
      writeFileSync(file, serialize({ array_name: 'random_data', created_on: '2023-01-15', numerical_data: a.data }));
    },
    load: (file) => nd.asarray(deserialize(readFileSync(file)).numerical_data),
    details: ["Node's v8.serialize stands where Python has pickle"],
    repeat: 3,
  },
  {
    id: 'csv',
    name: 'text',
    save: (file, a) => writeText(nd, file, a),
    load: (file, count) => readText(nd, file, count),
    details: ['in JavaScript as yet, the shortest digits that read back the same; NumPy: savetxt, loadtxt, 19 digits'],
  },
  {
    id: 'json',
    name: 'JSON',
    save: (file, a) => writeFileSync(file, JSON.stringify(a)),
    load: (file) => nd.array(JSON.parse(readFileSync(file, 'utf8'))),
  },
];

export function storingChapter({ nd, sizes, folder }) {
  const { elements, doubles } = sizes;
  const n = BigInt(elements);
  const integers = integer(elements);
  const dispose = (a) => a.dispose();
  const whole = { setUp: () => nd.arange(n), tearDown: dispose };
  const stored = join(folder, 'ndstride.npz');
  const compressed = join(folder, 'ndstride-compressed.npz');

  /** Reads an archive's array; what came back must be what was saved, element by element. */
  const readArchive = (file) => ({
    run() {
      const archive = nd.load(file);
      try {
        return archive.get('big_array');
      } finally {
        archive.close();
      }
    },
    finish: (a) => checked(a, () => nd.arange(n)),
    file,
  });
  const checked = (a, make) => {
    const wanted = make();
    const same = a.dtype === wanted.dtype && a.size === wanted.size && nd.scope(() => nd.all(nd.equal(a, wanted)));
    const last = Number(a.item(a.size - 1));
    [a, wanted].forEach(dispose);
    nd.memory.trim();
    if (!same) throw new Error('what was read is not what was saved');
    return last;
  };
  const random = () => nd.random.defaultRng(7).random({ size: doubles });

  const keeping = ways(nd).flatMap(({ id, name, save, load, details, repeat = 1 }) => {
    const file = join(folder, `ndstride-doubles.${id}`);
    const params = { n: doubles };
    return [
      {
        id: `save-${id}`,
        title: `${integer(doubles)} doubles: ${name}, written`,
        params,
        repeat,
        setUp: random,
        run: (a) => save(file, a),
        finish: () => doubles,
        tearDown: dispose,
        file,
        details,
      },
      {
        id: `load-${id}`,
        title: `${integer(doubles)} doubles: ${name}, read`,
        params,
        repeat,
        run: () => load(file, doubles),
        finish: (a) => checked(a, random),
        file,
      },
    ];
  });

  return {
    title: 'Keeping arrays',
    steps: [
      {
        id: 'savez',
        title: `savez of ${integers} int64`,
        params: { n: elements },
        ...whole,
        run: (a) => nd.savez(stored, { big_array: a }),
        finish: () => elements,
        file: stored,
      },
      {
        id: 'load-savez',
        title: 'load of that archive',
        params: { n: elements },
        repeat: 3,
        ...readArchive(stored),
      },
      {
        id: 'savez-compressed',
        title: `savezCompressed of ${integers} int64`,
        params: { n: elements },
        ...whole,
        run: (a) => nd.savezCompressed(compressed, { big_array: a }),
        finish: () => elements,
        file: compressed,
      },
      {
        id: 'load-savez-compressed',
        title: 'load of that compressed archive',
        params: { n: elements },
        repeat: 3,
        ...readArchive(compressed),
      },
      ...keeping,
    ],
  };
}
