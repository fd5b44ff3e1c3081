// A process of its own beside the tour: samples the resident memory of the processes it is told of, which stays true
// while their JavaScript or Python is busy, and clears up after a tour that ended in any other way than by saying so.
// Argument: JSON { folder, intervalMs }. Messages in: { watch: { name, pid } }, { stop: true }; out: { ready }, { samples }.
import { closeSync, openSync, readSync, rmSync } from 'node:fs';

const { folder, intervalMs } = JSON.parse(process.argv[2]);
const buffer = Buffer.alloc(8192);
/** By name: the process, its open /proc status, and [milliseconds since the epoch, resident bytes] pairs. */
const watched = new Map();

function watch({ name, pid }) {
  try {
    watched.set(name, { pid, status: openSync(`/proc/${pid}/status`, 'r'), samples: [] });
  } catch {
    // It has ended already, or there is no /proc: a chart without this line.
  }
}

function sample() {
  const now = performance.timeOrigin + performance.now();
  for (const one of watched.values()) {
    if (one.status === undefined) continue;
    try {
      const text = buffer.toString('latin1', 0, readSync(one.status, buffer, 0, buffer.length, 0));
      const kilobytes = /^VmRSS:\s*(\d+)/m.exec(text)?.[1];
      if (kilobytes !== undefined) one.samples.push([now, Number(kilobytes) * 1024]);
    } catch {
      closeSync(one.status); // the process has ended
      one.status = undefined;
    }
  }
}

const timer = setInterval(sample, intervalMs);
let finished = false;

process.on('message', (message) => {
  if (message.watch) watch(message.watch);
  if (message.stop) {
    clearInterval(timer);
    finished = true;
    const samples = Object.fromEntries([...watched].map(([name, one]) => [name, one.samples]));
    process.send({ samples }, () => process.disconnect());
  } else {
    process.send({ ready: true });
  }
});

process.on('disconnect', () => {
  clearInterval(timer);
  if (finished) return;
  const numpy = watched.get('NumPy');
  if (numpy?.status !== undefined) {
    try {
      process.kill(numpy.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    process.stderr.write(`\ntour: interrupted; the temporary files in ${folder} were removed\n`);
  } catch {
    // Nobody listens any more.
  }
});
