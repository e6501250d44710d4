#!/usr/bin/env node
// Check production dependencies for known vulnerabilities of severity high or critical in the npm registry.
//
// Exits with 1 only if the registry names one. If the registry is unreachable or has no advisories at all, the script
// prints a warning and exits with 0: a registry outage must not fail an unrelated change, nor look like a clean audit.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SEVERITIES = ['high', 'critical'];

/** A version with known vulnerabilities. A registry that reports none for it has no advisories. */
const VULNERABLE = { name: 'lodash', version: '4.17.15' };

// The dependencies that the Docker image installs.
const PRODUCTION = ['--omit=dev', '--omit=optional'];

const result = audit('.', PRODUCTION);
const severe = Object.values(result.vulnerabilities ?? {}).filter(({ severity }) =>
  SEVERITIES.includes(severity),
);
if (severe.length > 0) {
  console.error(`Production dependencies with known vulnerabilities of severity ${SEVERITIES.join(' or ')}:`);
  for (const { name, severity, via } of severe) console.error(`  ${name}, ${severity}: ${describe(via)}`);
  console.error(`See \`npm audit ${PRODUCTION.join(' ')}\`.`);
  process.exitCode = 1;
} else if (result.vulnerabilities === undefined) {
  warn(result.reason);
} else if (!hasAdvisories()) {
  warn(
    `the registry reports no vulnerability in ${VULNERABLE.name} ${VULNERABLE.version} either, so it has no advisories`,
  );
} else {
  console.log(`No production dependency has a known vulnerability of severity ${SEVERITIES.join(' or ')}.`);
}

/** The vulnerabilities that `npm audit` reports for a folder, by package, or the reason why it reports none. */
function audit(folder, options) {
  const args = ['audit', '--json', '--package-lock-only', ...options];
  const { stdout, error } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  if (error !== undefined) return { reason: error.message };
  try {
    const { vulnerabilities, message = 'npm gave no reason' } = JSON.parse(stdout);
    return { vulnerabilities, reason: message };
  } catch {
    return { reason: 'npm did not print JSON' };
  }
}

function hasAdvisories() {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  try {
    const { name, version } = VULNERABLE;
    const root = { name: 'vulnerable', version: '0.0.0', dependencies: { [name]: version } };
    const packages = { '': root, [`node_modules/${name}`]: { version } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(root));
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({ ...root, lockfileVersion: 3, packages }),
    );
    return Object.keys(audit(folder, []).vulnerabilities ?? {}).length > 0;
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
