import { startStopwatch } from '../../harness/processes/stopwatch';
import { startSilentServer } from '../harness/silent-server';
import { startTestApi, type TestApi, type TestApiOptions } from './test-api';

/** A request that changes nothing is answered within this time, in milliseconds: its deadline is 2.5 s. */
const RESPONSE_TIMEOUT_MS = 4_500;
/** The same for a request that changes something: its deadline is 5 s. */
const CHANGE_TIMEOUT_MS = 10_000;

const TEMPORAL_UNAVAILABLE = 'The Temporal server cannot be reached. Try again later.';

const READS = [
  '/api/offers',
  '/api/offers/10',
  '/api/conversion-list',
  '/api/syncs',
  '/api/syncs/full-sync-manual',
  '/api/queues',
];

const ROUTES_WITH_TEMPORAL = [
  { method: 'GET', url: '/api/queues', withinMs: RESPONSE_TIMEOUT_MS },
  { method: 'GET', url: '/api/schedules', withinMs: RESPONSE_TIMEOUT_MS },
  { method: 'GET', url: '/api/cron', withinMs: CHANGE_TIMEOUT_MS },
  { method: 'POST', url: '/api/syncs/refresh', withinMs: CHANGE_TIMEOUT_MS },
  { method: 'POST', url: '/api/syncs/full-sync-manual/cancel', withinMs: CHANGE_TIMEOUT_MS },
  { method: 'POST', url: '/api/schedules/full-sync/pause', withinMs: CHANGE_TIMEOUT_MS },
  { method: 'POST', url: '/api/schedules/full-sync/trigger', withinMs: CHANGE_TIMEOUT_MS },
] as const;

/** Runs a test with an API on a server that accepts connections and never responds. */
async function withSilentServer(
  options: (address: string) => TestApiOptions,
  run: (api: TestApi) => Promise<void>,
): Promise<void> {
  const server = await startSilentServer();
  const api = await startTestApi(options(server.address));
  try {
    await run(api);
  } finally {
    // First the server: the API waits for its connections to close.
    await server.stop();
    await api.stop();
  }
}

const silentTemporal = (address: string) => ({ withDatabase: true, temporalAddress: address });

async function timed<T>(promise: Promise<T>) {
  // The deadlines are timers of this process, which fire late while other processes have the processor.
  const readMs = startStopwatch();
  const response = await promise;
  return { response, tookMs: readMs() };
}

test('with a silent database, every read fails within seconds and names what is unavailable', () =>
  withSilentServer(
    (address) => ({ databaseUrl: `postgresql://user@${address}/x` }),
    async ({ request }) => {
      const reads = READS.map(async (url) => ({ url, ...(await timed(request(url))) }));
      for (const { url, response, tookMs } of await Promise.all(reads)) {
        expect({ url, statusCode: response.statusCode }).toEqual({ url, statusCode: 503 });
        // Where both are unavailable, either is named.
        expect(response.body.message).toMatch(/^The (database|Temporal server) cannot be reached\./);
        expect(tookMs).toBeLessThan(RESPONSE_TIMEOUT_MS);
      }
      const ready = await timed(request('/api/health/ready'));
      expect(ready.response.body).toMatchObject({ dependencies: { database: { state: 'away' } } });
      expect(ready.tookMs).toBeLessThan(RESPONSE_TIMEOUT_MS);
    },
  ));

test('with a silent Temporal server, every route that needs it fails within seconds and names it', () =>
  withSilentServer(silentTemporal, async ({ request }) => {
    const requests = ROUTES_WITH_TEMPORAL.map(async ({ method, url, withinMs }) => ({
      url,
      withinMs,
      ...(await timed(request(url, { method }))),
    }));
    for (const { url, withinMs, response, tookMs } of await Promise.all(requests)) {
      expect({ url, statusCode: response.statusCode, message: response.body.message }).toEqual({
        url,
        statusCode: 503,
        message: TEMPORAL_UNAVAILABLE,
      });
      expect(tookMs).toBeLessThan(withinMs);
    }
  }));

test('without Temporal, offers, runs and metrics can be read, and readiness names what is unavailable', () =>
  withSilentServer(silentTemporal, async ({ request }) => {
    for (const url of ['/api/offers', '/api/conversion-list', '/api/syncs', '/metrics']) {
      const { response, tookMs } = await timed(request(url));
      expect({ url, statusCode: response.statusCode }).toEqual({ url, statusCode: 200 });
      expect(tookMs).toBeLessThan(RESPONSE_TIMEOUT_MS);
    }
    const { response, tookMs } = await timed(request('/api/health/ready'));
    expect(response).toMatchObject({
      statusCode: 503,
      body: { dependencies: { database: { state: 'up' }, temporal: { state: 'away' } } },
    });
    expect(tookMs).toBeLessThan(RESPONSE_TIMEOUT_MS);
  }));

test('without Temporal, the queues page names what is unavailable and refreshes itself', async () => {
  const { request, stop } = await startTestApi({ withDatabase: true });
  try {
    const page = await request('/api/queues', { headers: { accept: 'text/html' } });

    expect(page.statusCode).toBe(503);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.text).toContain(TEMPORAL_UNAVAILABLE);
    expect(page.text).toContain('http-equiv="refresh"');
  } finally {
    await stop();
  }
});
