import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nd from '../../../lib/index';
import { ENTRY, ROOT } from '../../faults/process';

const uses: Record<string, (path: never) => unknown> = {
  load: (path) => nd.load(path),
  save: (path) => nd.save(path, [1]),
  memmap: (path) => new nd.memmap(path),
};

const errorOf = (f: () => unknown): NodeJS.ErrnoException => {
  try {
    f();
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
  throw new Error('nothing was thrown');
};

describe.each(Object.entries(uses))('%s', (_, use) => {
  test.each([
    ['a number', 3],
    ['nothing', undefined],
    ['null', null],
    ['an object', {}],
    ['a list', ['a']],
    ['a typed array that holds no bytes', new Float64Array(2)],
    ['a name with a NUL', 'a\0b'],
    ['bytes with a NUL', Buffer.from([97, 0, 98])],
    ['a URL that is no file', new URL('http://example.org/a.npy')],
    ['a URL with an escaped NUL', new URL('file:///tmp/a%00b.npy')],
    ['a URL with an escaped slash', new URL('file:///tmp/a%2fb.npy')],
    ['an empty name', ''],
    ['no bytes', Buffer.alloc(0)],
  ])('refuses %s as fs does', (_name, path) => {
    const expected = errorOf(() => openSync(path as string, 'r'));
    const error = errorOf(() => use(path as never));
    expect([error.name, error.code]).toEqual([expected.name, expected.code]);
    expect(error.message).toBe(expected.message);
  });
});

describe("Node's permission model", () => {
  const flag = ['--permission', '--experimental-permission'].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  )!;

  test('what is not granted is refused as fs refuses it', () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nds-permission-')));
    nd.save(join(folder, 'granted.npy'), [1, 2]);
    nd.save(join(folder, 'secret.npy'), [3]);
    const program = `
const nd = require(${JSON.stringify(ENTRY)});
const report = (f) => { try { return f(); } catch (e) { return [e.code, e.permission, e.resource]; } };
console.log(JSON.stringify([
  nd.load('granted.npy').toArray(),
  report(() => nd.load('secret.npy')),
  report(() => nd.load(Buffer.from([255, 254]))),
  report(() => nd.save('granted', [3])),
  report(() => new nd.memmap('granted.npy').size),
  report(() => new nd.memmap('granted.npy', { mode: 'c' }).size),
  report(() => new nd.memmap('out/../secret.npy', { mode: 'r' }).size),
]));`;
    const addon = process.env['NDS_ADDON'];
    const reads = [join(ROOT, '*'), join(folder, 'granted.npy'), ...(addon === undefined ? [] : [addon])];
    const run = spawnSync(
      process.execPath,
      [flag, '--allow-addons', ...reads.map((path) => `--allow-fs-read=${path}`), '-e', program],
      { encoding: 'utf8', cwd: folder },
    );
    const real = join(folder, 'granted.npy');
    const secret = join(folder, 'secret.npy');
    expect(run.stderr.replace(/.*Warning.*\n/g, '').replace(/\(Use `node --trace-warnings.*\n/, '')).toBe('');
    expect(JSON.parse(run.stdout)).toEqual([
      [1, 2],
      ['ERR_ACCESS_DENIED', 'FileSystemRead', secret],
      ['ERR_ACCESS_DENIED', 'FileSystemRead', join(folder, '\ufffd\ufffd')],
      ['ERR_ACCESS_DENIED', 'FileSystemWrite', real],
      ['ERR_ACCESS_DENIED', 'FileSystemWrite', real],
      144,
      ['ERR_ACCESS_DENIED', 'FileSystemRead', secret],
    ]);
    rmSync(folder, { recursive: true });
  });
});
