// A child process that answers each line, of JSON as a rule, with a line of JSON.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Starts a program, whose first line is a greeting. Gives { hello, ask(request), end() }; throws an Error that says what
 * went wrong when the program does not start, ends, or answers with { error }.
 */
export async function startLineProcess(name, command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let problem = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    problem = (problem + text).slice(-2000);
  });
  child.stdin.on('error', () => {}); // told by the missing answer
  await once(child, 'spawn');
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { done, value } = await lines.next();
    if (done) {
      const [status, signal] = await closed;
      const last = problem.trim().split('\n').at(-1);
      const error = new Error(`${name} ended with ${signal ?? `status ${status}`}${last ? `: ${last}` : ''}`);
      throw Object.assign(error, { ended: true });
    }
    const result = JSON.parse(value);
    if (result.error) throw new Error(`${name}: ${result.error}`);
    return result;
  };
  return {
    hello: await answer(),
    ask(request) {
      child.stdin.write(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`);
      return answer();
    },
    async end() {
      child.stdin.end();
      await closed;
    },
  };
}
