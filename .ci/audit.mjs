#!/usr/bin/env node
// Ask the npm registry whether a dependency of production has a known fault of severity high or above.
//
// Exits with 1 where it names one, and only then. A registry that cannot be asked, or that knows of no faults at all,
// is not taken for "none": it is said as a warning, and does not make a change red that has nothing to do with it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SINCE = ['high', 'critical'];

/** A package with faults that every registry with a list of faults knows. */
const FAULTY = { name: 'lodash', version: '4.17.15' };

// As the image installs them.
const PRODUCTION = ['--omit=dev', '--omit=optional'];

const faults = audit('.', PRODUCTION);
const grave = Object.values(faults.found ?? {}).filter(({ severity }) => SINCE.includes(severity));
if (grave.length > 0) {
  console.error(`Dependencies with known faults of severity ${SINCE.join(' or ')}:`);
  for (const { name, severity, via } of grave) console.error(`  ${name}, ${severity}: ${describe(via)}`);
  console.error(`See \`npm audit ${PRODUCTION.join(' ')}\`.`);
  process.exitCode = 1;
} else if (faults.found === undefined) {
  warn(faults.why);
} else if (!knowsFaults()) {
  warn(
    `the registry knows of no fault in ${FAULTY.name} ${FAULTY.version} either, so it has no list of faults`,
  );
} else {
  console.log(`No dependency of production has a known fault of severity ${SINCE.join(' or ')}.`);
}

/** What `npm audit` finds in a folder, by package; or why it could not be asked. */
function audit(folder, options) {
  const args = ['audit', '--json', '--package-lock-only', ...options];
  const { stdout, error } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  if (error !== undefined) return { why: error.message };
  try {
    const { vulnerabilities, message = 'npm gave no reason' } = JSON.parse(stdout);
    return { found: vulnerabilities, why: message };
  } catch {
    return { why: 'npm did not answer in JSON' };
  }
}

function knowsFaults() {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  try {
    const { name, version } = FAULTY;
    const root = { name: 'faulty', version: '0.0.0', dependencies: { [name]: version } };
    const packages = { '': root, [`node_modules/${name}`]: { version } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({ ...root, lockfileVersion: 3, packages }),
    );
    return Object.keys(audit(folder, []).found ?? {}).length > 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function describe(via) {
  return via
    .map((cause) => (typeof cause === 'string' ? `through ${cause}` : `${cause.title} (${cause.url})`))
    .join('; ');
}

function warn(why) {
  console.warn(`WARNING: the dependencies were not audited: ${why}.`);
}
