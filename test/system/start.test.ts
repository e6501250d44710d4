import { createServer, type Server } from 'node:net';
import { poll } from '../../harness/poll';
import { type Program, startCli } from '../../harness/processes/program';
import { createStartEnvironment, type StartEnvironment } from '../../harness/processes/start-environment';
import { createTestDatabase } from '../../harness/servers/database';
import { startTestStack } from '../../harness/stack';
import { findFreePort, isPortFree } from '../../src/local/process/ports';

/** Ten times what it takes on an idle machine. */
const READY_WITHIN_MS = 60_000;

let data: StartEnvironment;
let environment: Record<string, string>;
let started: Program | undefined;

beforeAll(async () => {
  data = await createStartEnvironment();
  environment = {
    ...data.environment,
    FULL_SYNC_REQUESTS_PER_SECOND: '0',
    HIGH_SYNC_EVERY: '2s',
  };
});

afterEach(async () => {
  await started?.stop('SIGKILL');
});

afterAll(async () => {
  // Terminates what a killed start left running, so that nothing outlives this file.
  const last = startCli('start', environment);
  try {
    await last.waitFor(/^Database /m, READY_WITHIN_MS);
  } finally {
    await last.stop('SIGTERM');
    data.remove();
  }
}, 2 * READY_WITHIN_MS);

const api = () => `http://127.0.0.1:${environment.PORT}`;

async function fetchJson(path: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${api()}${path}`);
  return (await response.json()) as Record<string, unknown>;
}

test('one command starts everything, mirrors the sandbox, runs HIGH on schedule, and leaves nothing running', async () => {
  started = startCli('start', environment);
  await started.waitFor(/FULL completed in .*/);

  const sandbox = new URL(data.readRunning().sandboxUrl).origin;
  const truth = (await (await fetch(`${sandbox}/sandbox/state`)).json()) as { active: number };
  const { source, total } = await fetchJson('/api/offers?status=Active&limit=1');
  const audit = (await fetchJson('/api/syncs/full-sync-manual')).audit as Record<string, number | boolean>;
  expect(source).toBe('sandbox');
  expect(audit).toMatchObject({ complete: true, listAfter: expect.any(Number) as number });
  expect(audit.offersMet).toBe((audit.offersDistinct as number) + (audit.offersDuplicate as number));
  // The sandbox changes in the meantime: about twenty offers an hour appear, disappear or pause.
  expect(Math.abs((total as number) - truth.active)).toBeLessThan(20);
  await started.waitFor(/HIGH completed in .*/);
  await poll('it is ready', async () => (await fetchJson('/api/health/ready')).ready === true);
  expect(await fetchJson('/api/health/ready')).toMatchObject({ freshness: { lastHigh: {}, lastFull: {} } });

  await started.waitFor(/^Open +http:\/\/127\.0\.0\.1:\d+$/m);
  const ports = data.readPorts();
  expect(started.output()).toContain(`postgresql://postgres@127.0.0.1:${ports[0]}/mobipium_sync\n`);
  expect(started.output()).not.toContain(new URL(data.readRunning().databaseUrl).password);
  expect(await started.stop('SIGINT')).toBe(0);
  expect(started.output().match(/^Stopping\.$/gm)).toHaveLength(1);
  for (const port of [...ports, Number(environment.PORT)]) expect(await isPortFree(port)).toBe(true);
});

test('a second start finds its data again, and runs no FULL before it is due', async () => {
  started = startCli('start', environment);
  await poll('the API is ready', () =>
    fetchJson('/api/health/ready').then(
      ({ ready }) => ready === true,
      () => false,
    ),
  );

  expect((await fetchJson('/api/offers?limit=1')).total).toBeGreaterThan(9_000);
  await started.waitFor(/The last FULL ended \d+ (s|min|h)\b.* ago/);
  expect(await started.stop('SIGTERM')).toBe(0);
});

test('after a kill -9, the next start terminates what was left running, and continues', async () => {
  started = startCli('start', environment);
  await started.waitFor(/^Database /m, READY_WITHIN_MS);
  const ports = data.readPorts();
  await started.stop('SIGKILL');

  started = startCli('start', environment);
  await started.waitFor(/^Database /m, READY_WITHIN_MS);
  // The ports are the same, so what was left running has ended.
  expect(data.readPorts()).toEqual(ports);
  expect(started.output()).not.toContain('is in use');

  expect(await started.stop('SIGTERM')).toBe(0);
});

test('it uses the PostgreSQL, the Temporal server and the network that the settings name', async () => {
  const stack = await startTestStack({ sandbox: { offers: 600 }, withWorker: false });
  try {
    started = startCli('start', { ...environment, ...stack.environment });
    await started.waitFor(/FULL completed in .*/, READY_WITHIN_MS);

    expect(started.output()).not.toContain('Starting PostgreSQL');
    expect(started.output()).not.toContain('Starting the Temporal server');
    expect(started.output()).not.toContain('sandbox');
    expect(started.output()).not.toContain(stack.environment.MOBIPIUM_API_TOKEN);
    const { host } = new URL(stack.sandbox.url);
    expect(await fetchJson('/api/offers?status=Active&limit=1')).toMatchObject({
      source: host,
      total: stack.sandbox.catalogue.countsAt(Date.now()).active,
    });
    expect(await started.stop('SIGTERM')).toBe(0);

    // The database is claimed for that network, and refused to another.
    const { MOBIPIUM_API_TOKEN, MOBIPIUM_API_URL, ...withoutNetwork } = stack.environment;
    started = startCli('start', { ...environment, ...withoutNetwork });
    expect(await started.ended()).toBe(1);
    expect(started.output()).toContain(`This database mirrors ${host}, not sandbox`);
  } finally {
    await started?.stop('SIGKILL');
    await stack.stop();
  }
});

test('while an external Temporal server is unavailable, the API reports that and serves reads, and Ctrl-C stops everything', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  try {
    const temporal = `127.0.0.1:${await findFreePort()}`;
    started = startCli('start', {
      ...environment,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal,
    });
    await started.waitFor(/Temporal is unavailable, retrying/);

    expect(await fetchJson('/api/health/ready')).toMatchObject({
      ready: false,
      dependencies: { database: { state: 'up' }, temporal: { state: 'away' } },
    });
    expect(await fetchJson('/api/offers')).toMatchObject({ offers: [], total: 0 });
    expect(await started.stop('SIGINT')).toBe(0);
    expect(started.output()).toMatch(/^Stopping\.$/m);
  } finally {
    await started?.stop('SIGKILL');
    await drop();
  }
});

test('a port in use is reported with the setting to change, and nothing is left running', async () => {
  const holder = await new Promise<Server>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
  const { port } = holder.address() as { port: number };
  try {
    started = startCli('start', { ...environment, PORT: String(port) });

    expect(await started.ended()).toBe(1);
    expect(started.output()).toContain(`Port ${port} is already in use`);
    expect(started.output()).toContain('set PORT');
    expect(started.output()).not.toMatch(/^ +at /m);
    expect(started.output()).not.toContain('Starting PostgreSQL');
  } finally {
    holder.close();
  }
});

test('invalid settings are all named in one message, and nothing is started', async () => {
  started = startCli('start', { ...environment, PORT: 'abc', HIGH_SYNC_EVERY: 'often' });

  expect(await started.ended()).toBe(1);
  expect(started.output()).toContain('PORT must be');
  expect(started.output()).toContain('HIGH_SYNC_EVERY must be a duration such as 90s, 2m, 1h or 30d');
  expect(started.output()).not.toContain('PostgreSQL');
});

test.each(['worker', 'api', 'migrate'])(
  '%s without its required settings names them and exits with 1',
  async (command) => {
    started = startCli(command, {});

    expect(await started.ended()).toBe(1);
    expect(started.output()).toContain('DATABASE_URL is missing');
  },
);
