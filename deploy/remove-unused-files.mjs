#!/usr/bin/env node
// Remove from node_modules what a production service never loads, more than half of it: Temporal's core for other
// platforms, Prisma's query compilers for other databases, type declarations and source maps.
//
// Idempotent. Run it on the platform that runs the service. `npm ci` restores the files.
import { readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const packages = join(import.meta.dirname, '../node_modules');
const { getPrebuiltTargetName } = createRequire(import.meta.url)('@temporalio/core-bridge/common');

keepOnly('@temporalio/core-bridge/releases', /^/, getPrebuiltTargetName());
keepOnly('@prisma/client/runtime', /^query_compiler_/, /^query_compiler_fast_bg\.postgresql\..*js$/);
for (const file of readdirSync(packages, { recursive: true })) {
  if (/\.(d\.[cm]?ts|map)$/.test(file)) rmSync(join(packages, file));
}

/** Remove the entries of a folder that match `candidates` and not `used`. */
function keepOnly(folder, candidates, used) {
  const names = readdirSync(join(packages, folder)).filter((name) => candidates.test(name));
  const unused = names.filter((name) => name.match(used) === null);
  // A new version of the package may use other names: nothing would be left.
  if (unused.length === names.length) throw new Error(`${folder} has no file that this service uses.`);
  for (const name of unused) rmSync(join(packages, folder, name), { recursive: true });
}
