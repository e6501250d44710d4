import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { poll } from '../../harness/poll';
import { type Program, startCli, startProgram } from '../../harness/processes/program';
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

/** The addresses of what runs. */
function readRunning(): Record<'databaseUrl' | 'temporalAddress' | 'temporalUiUrl' | 'sandboxUrl', string> {
  return JSON.parse(readFileSync(data.sandboxPath('running.json'), 'utf8')) as ReturnType<typeof readRunning>;
}

/** The ports of PostgreSQL, Temporal, its Web UI and the sandbox. */
function readPorts(): number[] {
  const { databaseUrl, temporalAddress, temporalUiUrl, sandboxUrl } = readRunning();
  const urls = [databaseUrl, `http://${temporalAddress}`, temporalUiUrl, sandboxUrl];
  return urls.map((url) => Number(new URL(url).port));
}

/** Listen on a port of 127.0.0.1, by default any free one. */
function occupyPort(port = 0): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}

test('one command starts everything, mirrors the sandbox, runs HIGH on schedule, and leaves nothing running', async () => {
  started = startCli('start', environment);
  await started.waitFor(/FULL completed in .*/, 60_000);

  const sandbox = new URL(readRunning().sandboxUrl).origin;
  const truth = (await (await fetch(`${sandbox}/sandbox/state`)).json()) as { active: number };
  const { source, total } = await fetchJson('/api/offers?status=Active&limit=1');
  const audit = (await fetchJson('/api/syncs/full-sync-manual')).audit as Record<string, number | boolean>;
  expect(source).toBe('sandbox');
  expect(audit).toMatchObject({ complete: true, listAfter: expect.any(Number) as number });
  expect(audit.offersMet).toBe((audit.offersDistinct as number) + (audit.offersDuplicate as number));
  // The sandbox changes in the meantime: about twenty offers an hour appear, disappear or pause.
  expect(Math.abs((total as number) - truth.active)).toBeLessThan(20);
  await started.waitFor(/HIGH completed in .*/);
  expect(await fetchJson('/api/health/ready')).toMatchObject({
    ready: true,
    freshness: { lastHigh: {}, lastFull: {} },
  });

  await started.waitFor(/^Open +http:\/\/127\.0\.0\.1:\d+$/m);
  const ports = readPorts();
  expect(started.output()).toContain(`postgresql://postgres@127.0.0.1:${ports[0]}/mobipium_sync\n`);
  expect(started.output()).not.toContain(new URL(readRunning().databaseUrl).password);
  expect(await started.stop('SIGINT')).toBe(0);
  for (const port of [...ports, Number(environment.PORT)]) expect(await isPortFree(port)).toBe(true);
}, 120_000);

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
}, 60_000);

test('after a kill -9, the next start terminates what was left running, and continues', async () => {
  started = startCli('start', environment);
  await started.waitFor(/^Database /m, READY_WITHIN_MS);
  const ports = readPorts();
  await started.stop('SIGKILL');

  started = startCli('start', environment);
  await started.waitFor(/^Database /m, READY_WITHIN_MS);
  // The ports are the same, so what was left running has ended.
  expect(readPorts()).toEqual(ports);
  expect(started.output()).not.toContain('is in use');

  // A port that another program has taken meanwhile is replaced by the next free one.
  expect(await started.stop('SIGTERM')).toBe(0);
  const [postgres, , , sandbox] = ports;
  const holders = await Promise.all([occupyPort(postgres), occupyPort(sandbox)]);
  try {
    started = startCli('start', environment);
    await started.waitFor(/^Database /m, READY_WITHIN_MS);
    const [nextPostgres, , , nextSandbox] = readPorts();
    expect([nextPostgres! > postgres!, nextSandbox! > sandbox!]).toEqual([true, true]);
    expect(started.output()).toContain(`Port ${postgres} is in use: PostgreSQL uses ${nextPostgres}.`);
    expect(started.output()).toContain(`Port ${sandbox} is in use: the sandbox uses ${nextSandbox}.`);
    expect(await started.stop('SIGTERM')).toBe(0);
  } finally {
    for (const holder of holders) holder.close();
  }
}, 120_000);

test('on a terminal, `o` opens the address in the last line, and Ctrl-C ends npm start with 0', async () => {
  // A browser that writes down what it opens, and whether it got a secret.
  const bin = data.sandboxPath('..', 'bin');
  const opened = join(bin, 'opened');
  mkdirSync(bin);
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "$1 $API_KEY" > ${opened}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const key = 'a-key-of-the-api-000123';
  const PATH = `${bin}:${process.env.PATH}`;
  const { TEMPORAL_CLI_PATH } = process.env;
  const cli = TEMPORAL_CLI_PATH === undefined ? {} : { TEMPORAL_CLI_PATH };
  started = startProgram(['npm', 'start'], { ...environment, ...cli, API_KEY: key, PATH }, { columns: 80 });
  await started.waitFor(/Type o and Enter to open the page.*\s+Open +(\S+)\s*$/, READY_WITHIN_MS);
  const tooWide = started
    .output()
    .split('\r\n')
    .filter((line) => line.length > 80);
  expect(tooWide).toEqual([]);

  started.type('o\r');
  const text = await poll('the browser has opened', () =>
    Promise.resolve(existsSync(opened) && readFileSync(opened, 'utf8')),
  );
  expect(text.trim()).toBe(api());

  started.type('\x03');
  expect(await started.ended()).toBe(0);
  expect(existsSync(data.sandboxPath('running.json'))).toBe(false);
}, 60_000);

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
}, 90_000);

test('while an external Temporal server is unavailable, the API reports that and serves reads, and Ctrl-C stops everything', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  try {
    const temporal = `127.0.0.1:${await findFreePort()}`;
    started = startCli('start', {
      ...environment,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal,
    });
    await started.waitFor(/Temporal is unavailable, retrying/, 60_000);

    expect(await fetchJson('/api/health/ready')).toMatchObject({
      ready: false,
      dependencies: { database: { state: 'up' }, temporal: { state: 'away' } },
    });
    expect(await fetchJson('/api/offers')).toMatchObject({ offers: [], total: 0 });
    expect(await started.stop('SIGINT')).toBe(0);
  } finally {
    await started?.stop('SIGKILL');
    await drop();
  }
}, 90_000);

test('a port in use is reported with the setting to change, and nothing is left running', async () => {
  const holder = await occupyPort();
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
}, 60_000);

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
