import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/config';
import { problemsOf } from './problems-of';

test('an empty environment gives the defaults of .env.example', () => {
  const shown = Object.fromEntries(
    readFileSync(join(__dirname, '../../.env.example'), 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z_]+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

  const fromExample = readConfig(shown);
  const fromNothing = readConfig({});

  expect(fromNothing).toMatchObject({
    high: {
      everyMs: 120_000,
      isEveryChosen: false,
      concurrency: 5,
      requestsPerSecond: 10,
      batchRetryForMs: 90_000,
    },
    full: {
      everyMs: 3_600_000,
      isEveryChosen: false,
      concurrency: 10,
      requestsPerSecond: 20,
      pageRetryForMs: 600_000,
    },
    upstream: { timeoutMs: 30_000, token: undefined },
    api: {
      host: '127.0.0.1',
      port: 3000,
      isPortChosen: false,
      key: undefined,
      corsOrigins: [],
      requestsPerSecond: 1_000,
    },
    workerMetricsAddress: undefined,
    sweepMaxShare: 0.2,
    keepChangesForSeconds: 400 * 24 * 3600,
    keepConversionsForSeconds: 90 * 24 * 3600,
    keepRunsForSeconds: 30 * 24 * 3600,
  });
  const { temporal: _temporal, api: _api, ...exampleRest } = fromExample;
  const chosen = { isEveryChosen: true };
  const { high, full } = fromNothing;
  expect({ ...fromNothing, high: { ...high, ...chosen }, full: { ...full, ...chosen } }).toMatchObject(
    exampleRest,
  );
});

test.each(['short', 'fifteen-letters', 'ab'.repeat(20), '1'.repeat(64)])(
  'an API key that can be guessed is refused: %s',
  (key) => {
    expect(problemsOf({ API_KEY: key })).toEqual([expect.stringMatching(/^API_KEY must be at least 16/)]);
  },
);

test('a read key needs an API key, and is another one', () => {
  const key = 'the-key-of-these-tests';

  expect(readConfig({ API_KEY: key, API_READ_KEY: `${key}-2` }).api).toMatchObject({
    key,
    readKey: `${key}-2`,
  });
  expect(problemsOf({ API_KEY: key, API_READ_KEY: key })).toEqual([
    'API_READ_KEY must differ from API_KEY, because it only reads',
  ]);
  expect(problemsOf({ API_READ_KEY: key })).toEqual([
    'API_KEY is missing: without it all callers may read and write, and API_READ_KEY has no effect',
  ]);
  expect(problemsOf({ API_KEY: key, API_READ_KEY: 'short' })).toEqual([
    expect.stringMatching(/^API_READ_KEY must be at least 16/),
  ]);
});

test.each(['10.0.0.0/8', '127.0.0.1', '192.0.2.1, fd00::/8,::1'])('TRUST_PROXY accepts %s', (proxies) => {
  expect(readConfig({ TRUST_PROXY: proxies }).api.trustedProxies).toEqual(proxies.split(/, ?/));
});

test.each(['10.0.0.0/33', '::1/129', 'proxy.example', '10.0.0', '1.2.3.4/8/8', 'loopback', '*'])(
  'TRUST_PROXY refuses %s',
  (proxies) => {
    expect(problemsOf({ TRUST_PROXY: proxies })).toEqual([expect.stringMatching(/^TRUST_PROXY must be/)]);
  },
);

test('every invalid and every missing setting is named in one message', () => {
  const problems = problemsOf(
    {
      PORT: 'abc',
      HIGH_SYNC_EVERY: 'often',
      FULL_SYNC_EVERY: '0m',
      FULL_SYNC_CONCURRENCY: '0',
      SWEEP_MAX_SHARE: '1.5',
      LOG_LEVEL: 'loud',
      MOBIPIUM_API_URL: 'ftp://x',
      DATABASE_URL: 'mysql://x',
      MOBIPIUM_API_TOKEN_FILE: '/does/not/exist',
      API_KEY: 'two words',
      API_REQUESTS_PER_SECOND: '-1',
      CORS_ORIGIN: 'https://desk.example/path',
      TRUST_PROXY: '10.0.0.0/33',
      WORKER_METRICS_ADDRESS: '9464',
      KEEP_RUNS_FOR: '1h',
    },
    ['MOBIPIUM_API_TOKEN'],
  );

  for (const name of [
    'PORT',
    'HIGH_SYNC_EVERY',
    'FULL_SYNC_EVERY',
    'FULL_SYNC_CONCURRENCY',
    'SWEEP_MAX_SHARE',
    'LOG_LEVEL',
    'MOBIPIUM_API_URL',
    'DATABASE_URL',
    'MOBIPIUM_API_TOKEN_FILE',
    'API_KEY',
    'API_REQUESTS_PER_SECOND',
    'CORS_ORIGIN',
    'WORKER_METRICS_ADDRESS',
    'KEEP_RUNS_FOR',
  ]) {
    expect(problems).toContainEqual(expect.stringMatching(new RegExp(`^${name} `)));
  }
  expect(problems).toContain('MOBIPIUM_API_TOKEN is missing');
  expect(problems).toContain('HIGH_SYNC_EVERY must be a duration such as 90s, 2m, 1h or 30d, at most 36500d');
});

test('nothing is said about how an invalid setting goes with others', () => {
  const API_READ_KEY = 'read-key-0123456789';
  expect(
    problemsOf({ API_KEY: 'short', API_READ_KEY, UPSTREAM_TIMEOUT: '2m', HIGH_BATCH_RETRY_FOR: 'long' }),
  ).toEqual([
    expect.stringMatching(/^API_KEY must be/),
    expect.stringMatching(/^HIGH_BATCH_RETRY_FOR must be/),
  ]);
});

test('the message about an invalid setting does not contain its value', () => {
  const [problem] = problemsOf({ DATABASE_URL: 'my-secret-password' });

  expect(problem).not.toContain('my-secret-password');
});

test('an invalid address is named without its value', () => {
  const problems = problemsOf({
    DATABASE_URL: 'postgresql://someone:my-secret-password@[no-host]/x',
    MOBIPIUM_API_URL: 'https://[no-host]/?mwsd=my-secret-token',
    TEMPORAL_UI_URL: 'http://host:99999/',
  });

  expect(problems).toEqual([
    'MOBIPIUM_API_URL must be an http or https address',
    'DATABASE_URL must be a postgresql:// address, with special characters in the password percent-encoded',
    'TEMPORAL_UI_URL must be an http or https address',
  ]);
  for (const url of ['postgresql:///x', 'postgresql://someone@/x?host=/run/postgresql', 'postgres://h:1/x']) {
    expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url);
  }
});

test('an empty setting counts as not set, also for Temporal', () => {
  const config = readConfig({ PORT: '', TEMPORAL_API_KEY: '', TEMPORAL_ADDRESS: ' ' });

  expect(config.api).toMatchObject({ port: 3000, isPortChosen: false });
  expect(config.temporal.environment).not.toHaveProperty('TEMPORAL_API_KEY');
  expect(config.temporal.isChosen).toBe(false);
});

test('several origins can be allowed, and the worker can serve its metrics', () => {
  const config = readConfig({
    CORS_ORIGIN: 'https://desk.example, http://localhost:8080',
    WORKER_METRICS_ADDRESS: '[::1]:9464',
  });

  expect(config.api.corsOrigins).toEqual(['https://desk.example', 'http://localhost:8080']);
  expect(config.workerMetricsAddress).toBe('[::1]:9464');
});

test('a worker version needs both its settings, and its default is none', () => {
  const [TEMPORAL_DEPLOYMENT_NAME, TEMPORAL_WORKER_BUILD_ID] = ['mirror', '2026-01-05'];
  const together = 'TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID must be set together';

  expect(problemsOf({ TEMPORAL_DEPLOYMENT_NAME })).toEqual([together]);
  expect(problemsOf({ TEMPORAL_WORKER_BUILD_ID, TEMPORAL_DEPLOYMENT_NAME: ' ' })).toEqual([together]);
  expect(problemsOf({ TEMPORAL_DEPLOYMENT_NAME, TEMPORAL_WORKER_BUILD_ID: 'a:b' })).toEqual([
    expect.stringMatching(/^TEMPORAL_WORKER_BUILD_ID must be /),
  ]);
  expect(readConfig({}).temporal).toMatchObject({ workerVersion: undefined, outcomeAttribute: undefined });
  expect(readConfig({ TEMPORAL_DEPLOYMENT_NAME, TEMPORAL_WORKER_BUILD_ID }).temporal.workerVersion).toEqual({
    deploymentName: 'mirror',
    buildId: '2026-01-05',
  });
});
