// The tour's side of companion.mjs.
import { fork } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds since the epoch on the clock that the samples use. */
export const now = () => performance.timeOrigin + performance.now();

/** Starts the companion, which from now on removes `folder` if this process ends without stop(). */
export async function startSampler(folder, intervalMs = 20) {
  const companion = fork(new URL('companion.mjs', import.meta.url), [JSON.stringify({ folder, intervalMs })], {
    detached: true, // a Ctrl-C in the terminal, or a signal to the whole group, is not for it
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  // Without it (the system ended it, say) the tour goes on, and its chart has no lines.
  const ended = once(companion, 'exit').then(() => [{ samples: {} }]);
  const reply = async (message) => {
    const answer = once(companion, 'message');
    if (companion.connected) companion.send(message, () => {});
    return (await Promise.race([answer, ended]))[0];
  };
  await reply({ watch: { name: 'ndstride', pid: process.pid } });
  return {
    watch: (name, pid) => reply({ watch: { name, pid } }),
    /** Ends the companion and gives its samples: by name, [ms since the epoch, bytes] pairs. */
    async stop() {
      const { samples } = await reply({ stop: true });
      companion.unref();
      return samples;
    },
  };
}
