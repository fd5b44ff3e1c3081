// The NumPy side of the tour: a Python process that does the same steps, one at a time.
import { fileURLToPath } from 'node:url';
import { startLineProcess } from '../benchmarks/line-process.mjs';

const python = process.env.NDS_PYTHON || 'python3';

/** Starts Python; gives { absent: why } where there is no NumPy 2, else { version, python, pid, ask(request), end() }. */
export async function startNumPy() {
  let child;
  try {
    child = await startLineProcess('Python', python, [fileURLToPath(new URL('numpy_steps.py', import.meta.url))]);
  } catch (error) {
    return { absent: error.code === 'ENOENT' ? `there is no ${python} on the PATH` : error.message };
  }
  const { numpy, python: version, pid } = child.hello;
  if (Number.parseInt(numpy, 10) < 2) {
    await child.end();
    return { absent: `${python} has NumPy ${numpy}, and the comparison is with NumPy 2` };
  }
  return { version: numpy, python: version, pid, ask: child.ask, end: child.end };
}
