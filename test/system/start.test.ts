import { createServer, type Server } from 'node:net';
import { lendMirror } from '../../harness/mirror/mirror';
import { poll } from '../../harness/poll';
import { makeStartPlace, type StartPlace } from '../../harness/processes/start-place';
import { type StartedProcess, startProcess } from '../../harness/processes/start-process';
import { lendDatabase } from '../../harness/servers/postgres';
import { findFreePort, isPortFree } from '../../src/local/process/ports';

let place: StartPlace;
let environment: Record<string, string>;
let started: StartedProcess | undefined;

beforeAll(async () => {
  place = await makeStartPlace();
  environment = {
    ...place.environment,
    FULL_SYNC_REQUESTS_PER_SECOND: '0',
    HIGH_SYNC_EVERY: '2s',
  };
});

afterEach(async () => {
  await started?.end('SIGKILL');
});

afterAll(async () => {
  // What a killed start left behind is ended by the next one, so that nothing outlives this file.
  const last = startProcess('start', environment);
  await last.waitFor(/^API /m);
  await last.end('SIGTERM');
  place.remove();
});

const api = () => `http://127.0.0.1:${environment.PORT}`;

async function read(path: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${api()}${path}`);
  return (await response.json()) as Record<string, unknown>;
}

/** The ports of what it brought up, as it says. */
function portsOf(output: string): number[] {
  return [...output.matchAll(/^(?:PostgreSQL|Temporal|Sandbox) +127\.0\.0\.1:(\d+)/gm)].map(([, port]) =>
    Number(port),
  );
}

test('one command brings everything up, mirrors the sandbox, keeps HIGH going, and leaves nothing behind', async () => {
  started = startProcess('start', environment);
  await started.waitFor(/FULL completed in .*/, 60_000);

  const sandbox = /Sandbox +(\S+)/.exec(started.output())![1];
  const truth = (await (await fetch(`http://${sandbox}/sandbox/state`)).json()) as { active: number };
  const { source, total } = await read('/api/offers?status=Active&limit=1');
  const audit = (await read('/api/syncs/full-sync-manual')).audit as Record<string, number | boolean>;
  expect(source).toBe('sandbox');
  expect(audit).toMatchObject({ complete: true, listAfter: expect.any(Number) as number });
  expect(audit.offersMet).toBe((audit.offersDistinct as number) + (audit.offersDuplicate as number));
  // The sandbox lives on, some twenty offers an hour come, go or pause.
  expect(Math.abs((total as number) - truth.active)).toBeLessThan(20);
  await started.waitFor(/HIGH completed in .*/);
  expect(await read('/api/health/ready')).toMatchObject({
    ready: true,
    freshness: { lastHigh: {}, lastFull: {} },
  });

  const ports = portsOf(started.output());
  expect(ports).toHaveLength(3);
  expect(await started.end('SIGINT')).toBe(0);
  for (const port of [...ports, Number(environment.PORT)]) expect(await isPortFree(port)).toBe(true);
}, 120_000);

test('a second start finds its data again, and runs no FULL that nobody needs', async () => {
  started = startProcess('start', environment);
  await poll('the API answers', () =>
    read('/api/health/ready').then(
      ({ ready }) => ready === true,
      () => false,
    ),
  );

  expect((await read('/api/offers?limit=1')).total).toBeGreaterThan(9_000);
  await started.waitFor(/The last FULL ended \d+ min ago/);
  expect(await started.end('SIGTERM')).toBe(0);
}, 60_000);

test('after a kill -9, the next start ends what was left running and goes on', async () => {
  started = startProcess('start', environment);
  await started.waitFor(/^API /m);
  const ports = portsOf(started.output());
  await started.end('SIGKILL');

  const next = startProcess('start', environment);
  started = next;
  await next.waitFor(/^API /m);
  const [oldPostgres, oldTemporal] = ports;
  expect(await isPortFree(oldPostgres!)).toBe(true);
  expect(portsOf(next.output()).includes(oldTemporal!) || (await isPortFree(oldTemporal!))).toBe(true);
  expect(await next.end('SIGTERM')).toBe(0);
}, 60_000);

test('it uses the PostgreSQL, the Temporal server and the network that the settings name', async () => {
  const mirror = await lendMirror({ sandbox: { offers: 600 }, withWorker: false });
  try {
    started = startProcess('start', { ...environment, ...mirror.environment });
    await started.waitFor(/FULL completed in .*/);

    expect(started.output()).not.toContain('PostgreSQL');
    expect(started.output()).not.toContain('Sandbox');
    expect(started.output()).toContain(`Temporal    ${mirror.server.address}`);
    expect(started.output()).not.toContain(mirror.environment.MOBIPIUM_API_TOKEN);
    const { host } = new URL(mirror.sandbox.url);
    expect(await read('/api/offers?limit=1')).toMatchObject({
      source: host,
      total: mirror.sandbox.catalogue.countsAt(Date.now()).active,
    });
    expect(await started.end('SIGTERM')).toBe(0);

    // The database mirrors that network from now on, and no other.
    const { MOBIPIUM_API_TOKEN, MOBIPIUM_API_URL, ...withoutNetwork } = mirror.environment;
    started = startProcess('start', { ...environment, ...withoutNetwork });
    expect(await started.ended()).toBe(1);
    expect(started.output()).toContain(`This database mirrors ${host}, not sandbox`);
  } finally {
    await started?.end('SIGKILL');
    await mirror.stop();
  }
}, 90_000);

test('while a Temporal server of somebody else is away, the API says so and reads work, and Ctrl-C ends all of it', async () => {
  const { databaseUrl, drop } = await lendDatabase();
  try {
    const temporal = `127.0.0.1:${await findFreePort()}`;
    started = startProcess('start', {
      ...environment,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal,
    });
    await started.waitFor(/Temporal is away, still trying/, 60_000);

    expect(await read('/api/health/ready')).toMatchObject({
      ready: false,
      dependencies: { database: { state: 'up' }, temporal: { state: 'away' } },
    });
    expect(await read('/api/offers')).toMatchObject({ offers: [], total: 0 });
    expect(await started.end('SIGINT')).toBe(0);
  } finally {
    await started?.end('SIGKILL');
    await drop();
  }
}, 90_000);

test('a port in use is said plainly, with the setting to change, and nothing is left running', async () => {
  const holder = await new Promise<Server>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
  const { port } = holder.address() as { port: number };
  try {
    started = startProcess('start', { ...environment, PORT: String(port) });

    expect(await started.ended()).toBe(1);
    expect(started.output()).toContain(`Port ${port} is already in use`);
    expect(started.output()).toContain('set PORT');
    expect(started.output()).not.toMatch(/^ +at /m);
    for (const used of portsOf(started.output())) expect(await isPortFree(used)).toBe(true);
  } finally {
    holder.close();
  }
}, 60_000);

test('bad settings are all named in one message, and nothing is started', async () => {
  started = startProcess('start', { ...environment, PORT: 'abc', HIGH_SYNC_EVERY: 'often' });

  expect(await started.ended()).toBe(1);
  expect(started.output()).toContain('PORT must be');
  expect(started.output()).toContain('HIGH_SYNC_EVERY must be a time such as 90s, 2m, 1h or 30d');
  expect(started.output()).not.toContain('PostgreSQL');
});

test.each(['worker', 'api', 'migrate'])(
  '%s without its settings names them and ends with 1',
  async (command) => {
    started = startProcess(command, {});

    expect(await started.ended()).toBe(1);
    expect(started.output()).toContain('DATABASE_URL is missing');
  },
);
