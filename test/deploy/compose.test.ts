import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { isSecret, knownSettings, WORKER_STOPS_WITHIN_SECONDS } from './support/known-settings';
import { readJson, readText, readYamlDocument } from './support/project-files';

type Condition = 'service_healthy' | 'service_completed_successfully';

interface Service {
  image: string;
  build?: string;
  command?: string[];
  /** Null: the value comes from `.env` or the shell. */
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
  cap_add?: string[];
  security_opt?: string[];
  mem_limit?: string;
  pids_limit?: number;
  logging?: { options: Record<string, string> };
}

interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, null>;
  secrets: Record<string, { file: string }>;
}

/** An image with an exact version, and with a digest once Renovate has added it. */
const PINNED_IMAGE = /^[a-z/-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?(@sha256:[0-9a-f]{64})?$/;

const compose = readYamlDocument<Compose>('docker-compose.yml');
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);
const isOurs = (name: string) => ours.some(([other]) => other === name);

test('docker-compose.yml is valid by the Compose Specification', () => {
  const schema = readJson<object>('test/deploy/schemas/compose-spec.json');
  const isCompose = new Ajv2020({ strict: false, allErrors: true }).compile(schema);

  expect([isCompose(compose), isCompose.errors]).toEqual([true, null]);
  expect(isCompose({ services: { worker: { image: 'x', comand: ['worker'] } } })).toBe(false);
});

test('it has every service, and each image is pinned to a version', () => {
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
      'prometheus',
      'grafana',
    ].sort(),
  );
  for (const [, { image }] of services) expect(image).toMatch(PINNED_IMAGE);
  const { version } = readJson<{ version: string }>('package.json');
  expect(ours.map(([, { image }]) => image)).toEqual(ours.map(() => `mobipium-sync:${version}`));
});

test('every port is published on loopback only', () => {
  for (const port of services.flatMap(([, { ports = [] }]) => ports)) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('every long-running service restarts, has a health check, and keeps its data in a named volume', () => {
  for (const [name, { restart, healthcheck, volumes = [] }] of services) {
    const isOnce = restart?.startsWith('on-failure') ?? false;
    // Our own services have the health check of their image.
    const isChecked = healthcheck?.disable !== true && (healthcheck !== undefined || isOurs(name));
    expect([name, restart?.replace(/:\d+$/, ''), isChecked]).toEqual([
      name,
      isOnce ? 'on-failure' : 'unless-stopped',
      !isOnce,
    ]);
    const writable = volumes.map((volume) => volume.split(':')).filter(([, , mode]) => mode !== 'ro');
    expect(writable.filter(([volume = '']) => !(volume in compose.volumes))).toEqual([]);
  }
  expect(compose.services.postgres?.volumes).toContain('postgres:/var/lib/postgresql');
});

test('no environment contains a secret: each secret is a file, mounted where it is read', () => {
  for (const [name, { environment = {}, secrets = [], command, volumes = [] }] of services) {
    expect(Object.keys(environment).filter(isSecret)).toEqual([]);
    const files = volumes.flatMap((volume) => /^\.\/([^:]+\.ya?ml):/.exec(volume)?.[1] ?? []);
    const read = [...Object.values(environment), ...(command ?? []), ...files.map(readText)]
      .flatMap((text) => [...(text ?? '').matchAll(/\/run\/secrets\/(\w+)/g)])
      .map(([, secret]) => secret);
    // deploy/postgres/create-databases.sh reads three more.
    if (name === 'postgres')
      read.push('mobipium_database_password', 'reader_database_password', 'temporal_database_password');
    expect([name, [...secrets].sort()]).toEqual([name, [...new Set(read)].sort()]);
  }
  const written = readText('deploy/make-secrets.sh');
  for (const [name, { file }] of Object.entries(compose.secrets)) {
    expect(file).toBe(`deploy/secrets/${name}`);
    expect(written).toContain(`write_once ${name} `);
  }
});

test('the documented override mounts the file of a secret that the worker reads', () => {
  const [, block = ''] =
    /^( *)```yaml\n( *services:\n[^]*?)^ *```$/m.exec(readText('docs/deployment.md'))?.slice(1) ?? [];
  const override = parse(block) as Compose;
  const { environment, secrets } = override.services.worker!;
  expect(environment).toEqual({ ALERT_WEBHOOK_URL_FILE: '/run/secrets/alert_webhook_url' });
  expect(secrets).toEqual(Object.keys(override.secrets));
  expect(Object.keys(compose.services.worker!.environment!)).toContain('ALERT_WEBHOOK_URL_FILE');
});

test('every dependency waits for a condition that the other service can reach', () => {
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

test('every container is read-only, has no privileges, and is limited in memory, processes and log', () => {
  for (const [name, service] of services) {
    expect([name, service]).toEqual([
      name,
      expect.objectContaining({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        mem_limit: expect.stringMatching(/^\d+[mg]$/) as string,
        pids_limit: expect.any(Number) as number,
        logging: expect.objectContaining({ options: { 'max-size': '20m', 'max-file': '5' } }) as object,
      }),
    ]);
    // PostgreSQL's image starts as root and changes to another user. The other images start as their own user.
    if (name !== 'postgres') expect(service.cap_add).toBeUndefined();
  }
});

test('our containers get existing settings only', () => {
  const known = [...knownSettings(), 'HEALTH_URL'];
  for (const [, { environment = {} }] of ours) {
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
  }
  const { environment, stop_grace_period: grace = '' } = compose.services.worker!;
  expect(environment?.UPSTREAM_TIMEOUT).toBe('30s');
  expect(parseInt(grace, 10)).toBeGreaterThan(WORKER_STOPS_WITHIN_SECONDS);
});

test('every setting that applies to a container can be set', () => {
  const available = ours.flatMap(([, { environment = {} }]) => Object.keys(environment));
  // Set by the image, or used by `npm start` only. Secrets come from files. The Temporal server of this file has no keys.
  const excluded = [
    'HOST',
    'PORT',
    'MALLOC_ARENA_MAX',
    'TEMPORAL_CLI_PATH',
    'DATA_DIR',
    'CACHE_DIR',
    'TEMPORAL_API_KEY_FILE',
  ];

  const missing = knownSettings().filter((name) => !name.startsWith('NODE_') && !available.includes(name));

  expect(missing.filter((name) => !isSecret(name)).sort()).toEqual(excluded.sort());
});

test('the build context contains what the Dockerfile copies, and nothing else', () => {
  const copied = [...readText('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
    ([, paths = '']) => paths.split(' '),
  );
  const included = [...readText('.dockerignore').matchAll(/^!(\S+)$/gm)].map(([, path = '']) => path);
  const isIncluded = (path: string) => included.some((other) => `${path}/`.startsWith(`${other}/`));

  expect(copied.filter((path) => !isIncluded(path))).toEqual([]);
  expect(included.filter((path) => !copied.includes(path))).toEqual([]);
});
