// The C++ sources in native/sources.txt for one platform: *_linux.cc and *_posix.cc are compiled for that one only.
// Usage: node scripts/sources.mjs [linux|posix]   prints one path per line (binding.gyp reads it so)
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const list = new URL('../native/sources.txt', import.meta.url);

/** Returns every listed path, relative to the root of the package. */
export function listedSources() {
  return readFileSync(list, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Returns the paths to compile for a platform. */
export function nativeSources(platform = process.platform === 'linux' ? 'linux' : 'posix') {
  const other = platform === 'linux' ? '_posix.cc' : '_linux.cc';
  return listedSources().filter((path) => !path.endsWith(other));
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(nativeSources(process.argv[2]).join('\n'));
}
