#!/usr/bin/env node
// Remove from node_modules what a production service never loads, more than half of it: Temporal's core for other
// platforms, type declarations and source maps.
//
// Idempotent. Run it on the platform that runs the service. `npm ci` restores the files.
import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const packages = join(import.meta.dirname, '../node_modules');
const { getPrebuiltTargetName } = createRequire(import.meta.url)('@temporalio/core-bridge/common');

keepOnly('@temporalio/core-bridge/releases', getPrebuiltTargetName());
for (const file of readdirSync(packages, { recursive: true })) {
  if (/\.(d\.[cm]?ts|map)$/.test(file)) rmSync(join(packages, file));
}

/** Remove all entries of a folder but one. */
function keepOnly(folder, used) {
  const names = readdirSync(join(packages, folder));
  const unused = names.filter((name) => name !== used);
  // A new version of the package may use other names: nothing would be left.
  if (unused.length === names.length) throw new Error(`${folder} has no file that this service uses.`);
  for (const name of unused) rmSync(join(packages, folder, name), { recursive: true });
}
