// The processes whose times are compared, each answering one request at a time.
import { fileURLToPath } from 'node:url';
import { startLineProcess } from './line-process.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
export const python = process.env.NDS_PYTHON || 'python3';
export const harness = path('../build-bench/nds_bench');

/** What a Python or JavaScript runner is asked to prepare. */
const program = (language) => ({
  language,
  accepts: (one) => one.code[language] !== undefined,
  prepare: (one, options) => ({
    prepare: { names: {}, operands: one.operands, mutates: one.mutates, ...one.code[language], ...options },
  }),
});

/**
 * Kinds of runners: { key, start, accepts(case), prepare(case, { batch, verify, names, run? }), requests }. `key` names the
 * side in results.
 */
const javascript = (key, library, language) => ({
  key,
  ...program(language),
  start: () => startLineProcess(key, process.execPath, [path('js/runner.mjs'), library]),
});
const pythonic = (key, command, module) => ({
  key,
  ...program(module === 'numpy' ? 'python' : module),
  start: () => startLineProcess(key, command, [path('python/runner.py'), module]),
});

export const ours = javascript('ndstride', path('..'), 'js');
export const numpy = pythonic('NumPy', python, 'numpy');
/** Its largest cases would take longer than all others together, and its memory ends at 4 GB. */
const mostOfNumpyTs = 1e7;
const anyNumpyTs = javascript('numpy-ts', 'numpy-ts', 'numpyTs');
export const numpyTs = { ...anyNumpyTs, accepts: (one) => anyNumpyTs.accepts(one) && one.n < mostOfNumpyTs };
export const earlier = (commit, folder) => javascript(commit, folder, 'js');

export const native = {
  key: 'C++',
  accepts: (one) => one.native !== undefined,
  prepare: (one, { batch }) => `prepare ${batch} ${one.native}`,
  start: async () => {
    const child = await startLineProcess('C++', harness, ['--serve']);
    const ask = (request) => {
      if (typeof request === 'string') return child.ask(request);
      return child.ask(request.time ? `time ${request.time} ${request.warm ? 1 : 0}` : 'done');
    };
    return { ...child, ask };
  },
};

/** The runners that NDS_PYTHON_PEERS names: "name=/path/to/python:module,...", modules torch and numexpr. */
export function pythonPeers(text = process.env.NDS_PYTHON_PEERS ?? '') {
  return text
    .split(',')
    .filter(Boolean)
    .map((entry) => {
      const found = /^([^=]+)=(.+):(torch|numexpr|numpy)$/.exec(entry.trim());
      if (!found) throw new Error(`NDS_PYTHON_PEERS: '${entry}' is not name=/path/to/python:torch|numexpr`);
      const [, name, command, module] = found;
      return pythonic(name, command, module);
    });
}
