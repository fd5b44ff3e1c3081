/** The addon is loaded where it is of this version, and refused before anything calls it where it is not. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENTRY } from '../faults/process';

test('an addon of other tables is refused with what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nds-addon-'));
  try {
    const addon = join(folder, 'addon.js');
    writeFileSync(addon, "exports.tablesVersion = 'another'; exports.open = () => process.exit(7);");
    const program = `try { require(${JSON.stringify(ENTRY)}); } catch (error) { console.log(error.message); }`;
    const run = spawnSync(process.execPath, ['-e', program], {
      env: { ...process.env, NDS_ADDON: addon },
      encoding: 'utf8',
    });
    expect([run.status, run.stdout.trim()]).toEqual([
      0,
      `ndstride: the compiled addon ${addon} is of another version of this package; run: npm run build`,
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
