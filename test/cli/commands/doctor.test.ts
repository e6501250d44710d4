import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCli } from '../../../harness/processes/program';
import { createTestDatabase } from '../../../harness/servers/database';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { applySchedules } from '../../../src/client';
import { findFreePort } from '../../../src/local/process/ports';
import { createStore } from '../../../src/store';
import { saveUnreadable } from '../../api/save-offers';
import { runDoctorUntil } from '../../harness/doctor';

const DAY_MS = 86_400_000;

let stack: TestStack;
let closedPort: number;
let brokenPage: Server;

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 300 },
    settings: { HIGH_SYNC_EVERY: '30d', FULL_SYNC_EVERY: '30d' },
  });
  await applySchedules(stack, { highEveryMs: 30 * DAY_MS, fullEveryMs: 30 * DAY_MS });
  closedPort = await findFreePort();
  brokenPage = createServer((_request, response) => response.writeHead(502).end());
  await new Promise<void>((resolve) => brokenPage.listen(0, '127.0.0.1', () => resolve()));
});

afterAll(async () => {
  await new Promise((resolve) => brokenPage.close(resolve));
  await stack.stop();
});

const runDoctor = (settings: Record<string, string> = {}) =>
  runCli('doctor', { ...stack.environment, ...settings });

test('if everything is fine it prints so, changes nothing, and exits with 0', async () => {
  const settings = { ...stack.environment, TEMPORAL_UI_URL: stack.temporalServer.uiUrl };
  const { output } = await runDoctorUntil(settings, ({ code }) => code === 0);

  expect(output).toMatch(/^ok +Settings /m);
  expect(output).toMatch(/^ok +Database .*schema up to date, mirrors nothing yet$/m);
  expect(output).toMatch(/^ok +Temporal .*namespace default$/m);
  expect(output).toMatch(/^ok +Web UI /m);
  expect(output).toMatch(/^ok +Network .* accepts the token, \d+ offers$/m);
  expect(output).not.toContain('→');
  expect(output).not.toContain(stack.environment.MOBIPIUM_API_TOKEN);
  expect(output).not.toContain(new URL(stack.databaseUrl).password);
  expect(await stack.store.readSource()).toBeNull();
});

test('all invalid settings are named, and nothing else is checked', async () => {
  const { code, output } = await runDoctor({ PORT: 'abc', FULL_SYNC_EVERY: 'often' });

  expect(output).toMatch(/^WRONG +Settings +PORT must be .*; FULL_SYNC_EVERY must be /m);
  expect(output).toMatch(/→ .*\.env\.example/);
  expect(output).not.toContain('Database');
  expect(code).toBe(1);
});

test.each([
  [
    'database',
    /^DOWN +Database .*\n +→ .*DATABASE_URL/m,
    () => ({ DATABASE_URL: `postgresql://a:secret-word@127.0.0.1:${closedPort}/m` }),
  ],
  [
    'Temporal server',
    /^DOWN +Temporal .*\n +→ .*TEMPORAL_ADDRESS/m,
    () => ({ TEMPORAL_ADDRESS: `127.0.0.1:${closedPort}` }),
  ],
  [
    'Web UI',
    /^DOWN +Web UI .*\n +→ .*TEMPORAL_UI_URL/m,
    () => ({ TEMPORAL_UI_URL: `http://127.0.0.1:${closedPort}` }),
  ],
  [
    'network',
    /^DOWN +Network .*\n +→ .*MOBIPIUM_API_URL/m,
    () => ({ MOBIPIUM_API_URL: `http://127.0.0.1:${closedPort}/` }),
  ],
] as const)(
  'if the %s cannot be reached it prints so, checks the rest, and exits with 4',
  async (_name, line, settings) => {
    const { code, output } = await runDoctor(settings());

    expect(output).toMatch(line);
    expect(output.match(/^DOWN/gm)).toHaveLength(1);
    expect(output.match(/^ok/gm)!.length).toBeGreaterThanOrEqual(3);
    expect(output).not.toContain('secret-word');
    expect(output).not.toMatch(/^ +at /m);
    expect(code).toBe(4);
  },
);

test('a Web UI that answers with a server error counts as unreachable', async () => {
  const { port } = brokenPage.address() as AddressInfo;

  const { code, output } = await runDoctor({ TEMPORAL_UI_URL: `http://127.0.0.1:${port}` });

  expect(output).toMatch(/^DOWN +Web UI .*HTTP 502/m);
  expect(code).toBe(4);
});

test('a token that the network refuses is wrong, with exit code 1', async () => {
  const { code, output } = await runDoctor({ MOBIPIUM_API_TOKEN: 'not-the-token' });

  expect(output).toMatch(/^WRONG +Network .*the network refused the token\n +→ .*MOBIPIUM_API_TOKEN/m);
  expect(output).not.toContain('not-the-token');
  expect(code).toBe(1);
});

test.each<[string, number, Record<string, string>, string, RegExp]>([
  [
    'a firewall',
    403,
    {},
    '<html>Blocked',
    /an HTML page, as from a firewall.*\n +→ .*address.*User-Agent mobipium-sync/,
  ],
  [
    'a redirect',
    308,
    { location: 'https://moved.example/v2/' },
    '',
    /redirects to https:\/\/moved\.example\/v2\/ .*\n +→ Set MOBIPIUM_API_URL/,
  ],
])('%s is wrong, and the advice names it', async (_name, status, headers, body, line) => {
  const network = createServer((_request, response) => response.writeHead(status, headers).end(body));
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', () => resolve()));
  try {
    const { port } = network.address() as AddressInfo;
    const { code, output } = await runDoctor({ MOBIPIUM_API_URL: `http://127.0.0.1:${port}/` });

    expect(output.match(/^WRONG +Network.*\n.*$/m)?.[0]).toMatch(line);
    expect(code).toBe(1);
  } finally {
    await new Promise((resolve) => network.close(resolve));
  }
});

test('a proxy that is down is named, and only the network needs it', async () => {
  const proxy = `http://desk:secret-word@127.0.0.1:${closedPort}`;
  const { code, output } = await runDoctor({
    MOBIPIUM_API_URL: 'https://network.invalid/',
    ...{ https_proxy: proxy, http_proxy: proxy, grpc_proxy: proxy },
  });

  expect(output).toMatch(/^ok +Temporal /m);
  expect(output).toMatch(
    /^DOWN +Network .*the proxy gave no connection .*\(ECONNREFUSED\)\n +→ .*HTTPS_PROXY/m,
  );
  expect(output).not.toContain('secret-word');
  expect(code).toBe(4);
});

test('a missing token is wrong', async () => {
  const { code, output } = await runDoctor({ MOBIPIUM_API_TOKEN: '' });

  expect(output).toMatch(/^WRONG +Network +no token is set\n +→ .*MOBIPIUM_API_TOKEN/m);
  expect(code).toBe(1);
});

test('a database without the migrations is wrong, and the migrations are named', async () => {
  const empty = await createTestDatabase({ empty: true });
  try {
    const { code, output } = await runDoctor({ DATABASE_URL: empty.databaseUrl });

    expect(output).toMatch(
      /^WRONG +Database .* is missing the migrations \d+_\w+.*\n +→ .*mobipium-sync migrate/m,
    );
    expect(code).toBe(1);
  } finally {
    await empty.drop();
  }
});

test('a database that refuses the password is wrong, not unreachable', async () => {
  const url = new URL(stack.databaseUrl);
  url.password = 'secret-word';

  const { code, output } = await runDoctor({ DATABASE_URL: url.href });

  expect(output).toMatch(/^WRONG +Database .*password.*\n +→ .*DATABASE_URL/m);
  expect(output).not.toContain('secret-word');
  expect(code).toBe(1);
});

test('a missing namespace is wrong, not unreachable', async () => {
  const { code, output } = await runDoctor({ TEMPORAL_NAMESPACE: 'elsewhere' });

  expect(output).toMatch(/^WRONG +Temporal .*elsewhere.*\n +→ .*TEMPORAL_NAMESPACE/m);
  expect(code).toBe(1);
});

test('a database of another network is wrong', async () => {
  const other = await createTestDatabase();
  try {
    const store = createStore({ databaseUrl: other.databaseUrl });
    await store.claimSource('other.example');
    await store.close();

    const { code, output } = await runDoctor({ DATABASE_URL: other.databaseUrl });

    expect(output).toMatch(/^WRONG +Database .* mirrors other\.example, not 127\.0\.0\.1:\d+$/m);
    expect(code).toBe(1);
  } finally {
    await other.drop();
  }
});

test('fields that the last runs could not read are wrong, and so are offers without a readable status', async () => {
  const other = await createTestDatabase();
  try {
    const store = createStore({ databaseUrl: other.databaseUrl });
    const { output } = await runDoctor({ DATABASE_URL: other.databaseUrl });
    expect(output).toMatch(/^ok +Answers +none yet$/m);
    // The schedules on this Temporal server are those of another mirror. On a busy machine they are not read in time.
    const others = output.match(/^WRONG +\w+/gm)?.filter((line) => line !== 'WRONG  Schedules');
    expect(others).toEqual(['WRONG  Mirror']);

    await saveUnreadable(store);
    await store.close();
    const later = await runDoctor({ DATABASE_URL: other.databaseUrl });

    expect(later.output).toMatch(
      /^WRONG +Answers +last FULL: the field status is unreadable in 10 of 20 rows, usually in 0 %; 1 Active offer had no .*\n +→ .*operating\.md/m,
    );
    expect(later.code).toBe(1);
  } finally {
    await other.drop();
  }
});

test('--json prints one object with all findings', async () => {
  const { stdout } = await runDoctorUntil(stack.environment, ({ code }) => code === 0, '--json');

  const { findings } = JSON.parse(stdout) as { findings: { name: string; state: string }[] };
  expect(findings.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'Settings fine',
    'Database fine',
    'Clock fine',
    'Mirror fine',
    'Temporal fine',
    'Schedules fine',
    'Network fine',
    'Answers fine',
  ]);
});
