import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}

type Dependencies = Record<string, string>;

const read = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');
const { packages, lockfileVersion } = JSON.parse(read('package-lock.json')) as {
  packages: Record<string, LockedPackage>;
  lockfileVersion: number;
};
const manifest = JSON.parse(read('package.json')) as {
  dependencies: Dependencies;
  devDependencies: Dependencies;
  overrides: Dependencies;
};
const { '': root, ...installed } = packages;

test('every package comes from the registry, in one exact version, and with a hash of what it is', () => {
  expect(lockfileVersion).toBe(3);
  expect(Object.keys(installed).length).toBeGreaterThan(500);
  const odd = Object.entries(installed).filter(([, { version = '', resolved, integrity = '', link }]) => {
    // No address: it is the registry that npm is set to use, and never a folder, a repository or some other host.
    const isFromRegistry = resolved === undefined && link === undefined;
    const isExact = /^\d+\.\d+\.\d+/.test(version) && /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity);
    return !isFromRegistry || !isExact;
  });
  expect(odd).toEqual([]);
});

test('every dependency is asked for by one exact version', () => {
  const asked = [manifest.dependencies, manifest.devDependencies, manifest.overrides].flatMap(Object.entries);
  expect(asked.length).toBeGreaterThan(40);
  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
});

test('the lockfile is that of the manifest', () => {
  const { dependencies, devDependencies } = root as unknown as typeof manifest;

  expect(dependencies).toEqual(manifest.dependencies);
  expect(devDependencies).toEqual(manifest.devDependencies);
});

test('what is installed is what the lockfile says, and runs no script of its own', () => {
  expect(read('.ci/run')).toMatch(/^npm ci$/m);
  const installs = [...read('Dockerfile').matchAll(/^RUN npm (.*)$/gm)].map(([, line = '']) => line);
  expect(installs.filter((line) => line.startsWith('run build'))).toHaveLength(1);
  for (const line of installs.filter((each) => !each.startsWith('run '))) {
    expect(line).toMatch(/^ci .*--ignore-scripts/);
  }
});
