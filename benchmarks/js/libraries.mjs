// What the JavaScript runner needs to know of a library: how operands are made and results read.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { baseOf } from './operands.mjs';

/** At most so many elements of a result are compared. */
const compared = 4096;
const base64 = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const stepOf = (size) => Math.max(1, Math.ceil(size / compared));

async function ndstride(root) {
  const nd = await import(pathToFileURL(join(root, 'dist/index.mjs')).href);
  const views = {
    contiguous: (a) => a,
    strided: (a) => a.at('...', '::2'),
    transposed: (a) => a.T,
    reversed: (a) => a.at('...', '::-1'),
  };
  return {
    scope: 'nd',
    module: nd,
    mostKept: 1.2e9,
    hello: {
      name: 'ndstride',
      version: nd.simdTarget(),
      threads: nd.getNumThreads(),
      available: nd.memory.info().available,
    },
    make(operand) {
      const { data, shape } = baseOf(operand);
      const stored = operand.dtype === 'float16' ? 'float32' : operand.dtype;
      const a = nd.frombuffer(data.buffer, { dtype: stored }).reshape(shape);
      return views[operand.layout](stored === operand.dtype ? a.copy() : a.astype(operand.dtype));
    },
    isArray: nd.isNDArray,
    digest(a) {
      const sample = a
        .ravel()
        .at(nd.slice(0, a.size, stepOf(a.size)))
        .copy();
      return { shape: [...a.shape], dtype: a.dtype, data: base64(sample.bytes()) };
    },
  };
}

async function numpyTs() {
  const np = await import('numpy-ts');
  // Its memory does not grow, and 256 MB is soon full.
  np.configureWasm({ maxMemory: 2 ** 31 });
  return {
    scope: 'np',
    module: np,
    mostKept: 3e8,
    hello: { name: 'numpy-ts', version: np.__version__ },
    make(operand) {
      if (operand.layout !== 'contiguous') throw new ReferenceError(`numpy-ts runs no ${operand.layout} cases`);
      const { data, shape } = baseOf(operand);
      return np.array(data, operand.dtype).reshape(...shape);
    },
    isArray: (value) => value?.shape !== undefined && value?.data !== undefined,
    digest(a) {
      const flat = a.flatten().data;
      const step = stepOf(flat.length);
      const picked = Array.from({ length: Math.ceil(flat.length / step) }, (_, i) => flat[i * step]);
      return { shape: [...a.shape], dtype: a.dtype, data: base64(flat.constructor.from(picked)) };
    },
  };
}

/** `name`: numpy-ts, or a folder with ndstride's dist/. */
export const openLibrary = (name) => (name === 'numpy-ts' ? numpyTs() : ndstride(name));
