/** Asks the NumPy of this machine, where python3 has one of version 2. */
import { spawnSync } from 'node:child_process';

const version =
  spawnSync('python3', ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' }).stdout ?? '';

/** Whether it is there. */
export const numpyAvailable = Number.parseInt(version, 10) >= 2;

/** Runs a program that reads JSON `job` and prints what `answer` is then as JSON. */
export function askNumpy(program: string, job: unknown): unknown {
  const script = `import json, sys, warnings\nimport numpy as np\nwarnings.simplefilter('ignore')\njob = json.load(sys.stdin)\n${program}\njson.dump(answer, sys.stdout)`;
  const asked = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(job),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (asked.status !== 0) throw new Error(asked.stderr);
  return JSON.parse(asked.stdout);
}
