// npm's install script: makes sure that an addon is there which loads, building it from source where it is not.
// It needs CMake, a C++20 compiler, Highway's headers, libdeflate or zlib, and of npm's packages only the two with headers.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { addonPath, buildWithCmake, missingPackages, root } from './native-build.mjs';

function loads() {
  try {
    createRequire(import.meta.url)(addonPath);
    return true;
  } catch {
    return false;
  }
}

if (existsSync(join(root, 'lib'))) {
  console.log('ndstride: a source checkout; npm test and npm run build build the addon');
} else if (!loads()) {
  const missing = missingPackages(['build']);
  if (missing.length > 0) {
    console.error(`ndstride is built from source here and needs: apt-get install ${missing.join(' ')}`);
    process.exit(1);
  }
  try {
    buildWithCmake('build');
    createRequire(import.meta.url)(addonPath);
  } catch (error) {
    console.error(`ndstride: the addon could not be built: ${error.message}`);
    process.exit(1);
  }
}
