import { readJson, readText } from '../deploy/support/project-files';

interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
}

type Dependencies = Record<string, string>;

const { packages, lockfileVersion } = readJson<{
  packages: Record<string, LockedPackage>;
  lockfileVersion: number;
}>('package-lock.json');
const manifest = readJson<{
  dependencies: Dependencies;
  devDependencies: Dependencies;
  overrides: Dependencies;
}>('package.json');
const { '': root, ...installed } = packages;

test('every package comes from the registry, in one exact version and with a content hash', () => {
  expect(lockfileVersion).toBe(3);
  expect(Object.keys(installed).length).toBeGreaterThan(500);
  const refused = Object.entries(installed).filter(([, { version = '', resolved, integrity = '', link }]) => {
    // Without an address npm uses its configured registry: no folder, git repository or other host.
    const isFromRegistry = resolved === undefined && link === undefined;
    const isExact = /^\d+\.\d+\.\d+/.test(version) && /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity);
    return !isFromRegistry || !isExact;
  });
  expect(refused).toEqual([]);
});

test('every dependency is declared with one exact version', () => {
  const declared = [manifest.dependencies, manifest.devDependencies, manifest.overrides].flatMap(
    Object.entries,
  );
  expect(declared.length).toBeGreaterThan(40);
  expect(declared.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)))).toEqual([]);
});

test('the lockfile matches the manifest', () => {
  const { dependencies, devDependencies } = root as unknown as typeof manifest;

  expect(dependencies).toEqual(manifest.dependencies);
  expect(devDependencies).toEqual(manifest.devDependencies);
});

test('all Temporal packages share one protobufjs 8: with two copies a JSON history cannot be replayed', () => {
  const copies = Object.keys(installed).filter((path) =>
    /(^|@temporalio\/.*)node_modules\/protobufjs$/.test(path),
  );

  expect(copies).toEqual(['node_modules/protobufjs']);
  expect(installed['node_modules/protobufjs']?.version).toMatch(/^8\./);
});

test('CI and the image install exactly the lockfile, and the image runs no install scripts', () => {
  expect(readText('.ci/run')).toMatch(/^npm ci$/m);
  const installs = [...readText('Dockerfile').matchAll(/^RUN npm (.*)$/gm)].map(([, line = '']) => line);
  expect(installs.filter((line) => line.startsWith('run build'))).toHaveLength(1);
  for (const line of installs.filter((each) => !each.startsWith('run '))) {
    expect(line).toMatch(/^ci .*--ignore-scripts/);
  }
});
