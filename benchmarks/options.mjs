// The command line of npm run bench.
import { parseArgs } from 'node:util';

export const usage = `usage: npm run bench -- [option ...]
  --filter TEXT     only cases whose family or name contains it; several with commas
  --quick           3 shorter rounds, no arrays of 20 million elements but for goals, a small map
  --against COMMIT  that commit too, built under .cache/against
  --rounds N        rounds of each case (5)
  --minutes N       cases that would begin later are not run (28)
  --no-native       without the compiled harness, and so without the machine's limits
  --no-numpy        without NumPy
  --no-peers        without numpy-ts and what NDS_PYTHON_PEERS names
  --list            the names of the cases
  --list-native     the cases that the compiled harness has, for nds_bench --cases=FILE
  --out FOLDER      the folder of the report (bench-report)
NDS_PYTHON names the Python of NumPy; NDS_PYTHON_PEERS="name=/path/to/python:module,..." further ones (torch, numexpr).`;

const flag = { type: 'boolean', default: false };

/** The options, or ends the process with a message. */
export function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        filter: { type: 'string', default: '' },
        quick: flag,
        against: { type: 'string' },
        rounds: { type: 'string' },
        minutes: { type: 'string', default: '28' },
        'no-native': flag,
        'no-numpy': flag,
        'no-peers': flag,
        list: flag,
        'list-native': flag,
        out: { type: 'string', default: 'bench-report' },
        help: { ...flag, short: 'h' },
      },
    });
    const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
    const minutes = Number(values.minutes);
    if (!(Number.isInteger(rounds) && rounds > 0)) {
      throw new Error(`--rounds: expected a number but got ${values.rounds}`);
    }
    if (!(minutes > 0)) throw new Error(`--minutes: expected a number but got ${values.minutes}`);
    return { ...values, rounds, minutes };
  } catch (error) {
    console.error(`bench: ${error.message}\n${usage}`);
    process.exit(2);
  }
}

/** Tells whether a case is asked for. */
export function matches(filter, { family = '', name }) {
  const parts = filter.split(',').map((part) => part.trim().toLowerCase());
  const text = `${family} ${name}`.toLowerCase();
  return parts.some((part) => text.includes(part));
}
