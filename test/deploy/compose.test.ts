import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { isSecret, knownSettings, WORKER_STOPS_WITHIN_SECONDS } from './support/known-settings';
import { readYaml } from './support/read-yaml';

const ROOT = join(__dirname, '../..');

type Condition = 'service_healthy' | 'service_completed_successfully';

interface Service {
  image: string;
  build?: string;
  command?: string[];
  /** Null: as `.env` or the shell has it. */
  environment?: Record<string, string | null>;
  secrets?: string[];
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: Condition }>;
  healthcheck?: { disable?: boolean };
  restart?: string;
  stop_grace_period?: string;
  read_only?: boolean;
  cap_drop?: string[];
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, null>;
  secrets: Record<string, { file: string }>;
}

const [compose] = readYaml<Compose>('docker-compose.yml') as [Compose];
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const isOurs = (name: string) => ours.some(([other]) => other === name);

test('docker-compose.yml is one by the Compose Specification', () => {
  const schema = JSON.parse(readFileSync(join(__dirname, 'schemas/compose-spec.json'), 'utf8')) as object;
  const isCompose = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

  expect([isCompose(compose), isCompose.errors]).toEqual([true, null]);
  expect(isCompose({ services: { worker: { image: 'x', comand: ['worker'] } } })).toBe(false);
});

test('it has every part, and each image is pinned to a version', () => {
  expect(Object.keys(compose.services).sort()).toEqual(
    [
      'postgres',
      'temporal-schema',
      'temporal',
      'temporal-namespace',
      'temporal-ui',
      'migrate',
      'schedules',
      'worker',
      'api',
    ].sort(),
  );
  for (const [, { image }] of services) expect(image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  expect(ours.map(([, { image }]) => image)).toEqual(ours.map(() => `mobipium-sync:${versionOfPackage()}`));
});

test('only this machine reaches the ports', () => {
  for (const port of services.flatMap(([, { ports = [] }]) => ports)) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('all that keeps running comes back, is asked whether it is well, and keeps its data in a named volume', () => {
  for (const [name, { restart, healthcheck, volumes = [] }] of services) {
    const isOnce = restart?.startsWith('on-failure') ?? false;
    // Ours have the health check of their image.
    const isAsked = healthcheck?.disable !== true && (healthcheck !== undefined || isOurs(name));
    expect([name, restart?.replace(/:\d+$/, ''), isAsked]).toEqual([
      name,
      isOnce ? 'on-failure' : 'unless-stopped',
      !isOnce,
    ]);
    const kept = volumes.map((volume) => volume.split(':')).filter(([, , mode]) => mode !== 'ro');
    expect(kept.filter(([volume = '']) => !(volume in compose.volumes))).toEqual([]);
  }
  expect(compose.services.postgres?.volumes).toContain('postgres:/var/lib/postgresql');
});

test('no secret stands in the environment: each is a file, and is there for whoever reads it', () => {
  for (const [name, { environment = {}, secrets = [], command }] of services) {
    expect(Object.keys(environment).filter(isSecret)).toEqual([]);
    const read = [...Object.values(environment), ...(command ?? [])]
      .flatMap((text) => [...(text ?? '').matchAll(/\/run\/secrets\/(\w+)/g)])
      .map(([, secret]) => secret);
    // PostgreSQL's script reads two more.
    if (name === 'postgres') read.push('mobipium_database_password', 'temporal_database_password');
    expect([name, [...secrets].sort()]).toEqual([name, [...new Set(read)].sort()]);
  }
  const written = readFileSync(join(ROOT, 'deploy/make-secrets.sh'), 'utf8');
  for (const [name, { file }] of Object.entries(compose.secrets)) {
    expect(file).toBe(`deploy/secrets/${name}`);
    expect(written).toContain(`keep ${name} `);
  }
});

test('whoever waits for another waits for something that it will say', () => {
  for (const [, { depends_on: waits = {} }] of services) {
    for (const [other, { condition }] of Object.entries(waits)) {
      const { healthcheck, restart = '' } = compose.services[other]!;
      if (condition === 'service_healthy') expect(healthcheck).toBeDefined();
      else expect(restart).toMatch(/^on-failure/);
    }
  }
  for (const name of ['worker', 'api']) {
    expect(compose.services[name]?.depends_on?.migrate?.condition).toBe('service_completed_successfully');
  }
});

test('our containers get settings that exist, and can change nothing but what is theirs', () => {
  const known = [...knownSettings(), 'HEALTH_URL'];
  for (const [, { environment = {}, read_only: isReadOnly, cap_drop: dropped }] of ours) {
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
    expect([isReadOnly, dropped]).toEqual([true, ['ALL']]);
  }
  const { environment, stop_grace_period: grace = '' } = compose.services.worker!;
  expect(environment?.UPSTREAM_TIMEOUT).toBe('30s');
  expect(parseInt(grace, 10)).toBeGreaterThan(WORKER_STOPS_WITHIN_SECONDS);
});

test('every setting that means something in a container can be set', () => {
  const given = ours.flatMap(([, { environment = {} }]) => Object.keys(environment));
  // The image has these, or they are for `npm start`, or they hold a secret, which comes in a file.
  const elsewhere = ['HOST', 'PORT', 'TEMPORAL_CLI_PATH', 'DATA_DIR', 'CACHE_DIR'];

  const missing = knownSettings().filter((name) => !name.startsWith('NODE_') && !given.includes(name));

  expect(missing.filter((name) => !isSecret(name)).sort()).toEqual(elsewhere.sort());
});

test('what the Dockerfile copies from the project is let through to the builder, and nothing else', () => {
  const copied = [...readFileSync(join(ROOT, 'Dockerfile'), 'utf8').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    .flatMap(([, paths = '']) => paths.split(' '))
    .map((path) => path.split('/')[0]);
  const letThrough = [...readFileSync(join(ROOT, '.dockerignore'), 'utf8').matchAll(/^!(\S+)$/gm)];

  expect(letThrough.map(([, path]) => path).sort()).toEqual([...new Set(copied)].sort());
});

function versionOfPackage(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}
