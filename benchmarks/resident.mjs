// Resident memory of this process, from /proc.
import { readFileSync, writeFileSync } from 'node:fs';

/** Resident bytes: now, and the most since clearPeak(). NaN where there is no /proc. */
export function resident() {
  let status = '';
  try {
    status = readFileSync('/proc/self/status', 'latin1');
  } catch {
    // Not a Linux system.
  }
  const bytes = (field) => Number(new RegExp(`^${field}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? NaN) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

/** Starts the high-water mark anew; false where the system forbids it. */
export function clearPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}
