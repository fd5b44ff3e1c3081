// An earlier commit, built in a work tree of its own under .cache/against, as one more side of the run.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '../scripts/native-build.mjs';
import { output } from './environment.mjs';

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** Builds `commit` (whatever git takes for one) and gives { name, folder }. */
export function buildCommit(commit) {
  const hash = output('git', 'rev-parse', '--verify', `${commit}^{commit}`);
  if (hash === undefined) throw new Error(`--against: git knows no commit '${commit}'`);
  const name = hash.slice(0, 10);
  const folder = join(root, '.cache/against', name);
  if (!existsSync(join(folder, 'package.json'))) {
    run('git', ['worktree', 'prune']);
    run('git', ['worktree', 'add', '--detach', '--force', folder, hash]);
  }
  // The installed packages serve as they are where the commit asks for the same ones.
  const sameLock = read(join(folder, 'package-lock.json')) === read(join(root, 'package-lock.json'));
  if (sameLock && !existsSync(join(folder, 'node_modules'))) {
    run('cp', ['-al', join(root, 'node_modules'), join(folder, 'node_modules')]);
  }
  run(process.execPath, ['scripts/setup.mjs'], { cwd: folder });
  return { name: `commit ${name.slice(0, 7)}`, folder };
}
