// The two processes whose times are compared, each answering one request at a time.
import { fileURLToPath } from 'node:url';
import { startLineProcess } from './line-process.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const python = process.env.NDS_PYTHON || 'python3';

export const startOurs = () => startLineProcess('ndstride', process.execPath, [path('js/runner.mjs')]);
export const startNumPy = () => startLineProcess('NumPy', python, [path('python/numpy_runner.py')]);
