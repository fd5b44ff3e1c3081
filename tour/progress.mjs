// Progress on standard output: a line for each step that is done and, on a terminal, a bar below them.

const clearLine = '\r\x1b[2K';

export function startProgress(total, stream = process.stdout) {
  const terminal = stream.isTTY === true;
  let done = 0;
  const bar = (text) => {
    const width = 24;
    const full = Math.round((done / total) * width);
    const room = Math.max(10, (stream.columns ?? 80) - width - 12);
    stream.write(`${clearLine}${'█'.repeat(full)}${'░'.repeat(width - full)} ${done}/${total} ${text.slice(0, room)}`);
  };
  return {
    /** Says what runs now. */
    begin(text) {
      if (terminal) bar(text);
    },
    /** Prints a line above the bar. */
    line(text) {
      stream.write(`${terminal ? clearLine : ''}${text}\n`);
    },
    finished() {
      done++;
    },
    end() {
      if (terminal) stream.write(clearLine);
    },
  };
}
