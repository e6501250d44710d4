import { setTimeout as delay } from 'node:timers/promises';
import { poll } from '../../../harness/poll';
import { saveOffers } from '../save-offers';
import { startTestApi } from '../test-api';

/** The value of a time series. Undefined: there is none. */
function valueOf(series: string, metrics: string) {
  const line = metrics.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

test('the API counts finished runs and what they changed, also those that are pruned', async () => {
  const api = await startTestApi({ withDatabase: true });
  try {
    await saveOffers(api.store, ['900000001', '900000002']);
    await api.store.pruneRuns({ olderThanSeconds: 0 });
    // On a busy machine a read may miss its deadline: the metrics of the mirror are then absent until the next one.
    const metrics = await poll('the database is read', async () => {
      const { text } = await api.request('/metrics');
      return valueOf('mobipium_database_up', text) === 1 && text;
    });

    expect(valueOf('mobipium_sync_runs_total{kind="full",status="completed"}', metrics)).toBe(1);
    expect(valueOf('mobipium_sync_runs_total{kind="high",status="failed"}', metrics)).toBe(0);
    expect(valueOf('mobipium_sync_requests_total{kind="full"}', metrics)).toBe(2);
    expect(valueOf('mobipium_sync_retries_total{kind="full"}', metrics)).toBe(1);
    expect(valueOf('mobipium_sync_rejected_rows_total{kind="full"}', metrics)).toBe(1);
    expect(valueOf('mobipium_sync_offer_changes_total{kind="full",change="new"}', metrics)).toBe(2);
    expect(valueOf('mobipium_sync_offer_changes_total{kind="full",change="gone"}', metrics)).toBe(0);
    expect(valueOf('mobipium_sync_list_changes_total{kind="full",change="added"}', metrics)).toBe(2);
  } finally {
    await api.stop();
  }
});

test('the API measures all requests by route pattern, also refused and unknown ones', async () => {
  const key = 'a-key-of-the-tests-0123';
  const api = await startTestApi({ key });
  try {
    const headers = { authorization: `Bearer ${key}` };
    await api.request('/api/offers/1', { headers });
    await api.request('/api/offers/2?_=1', { headers });
    await api.request('/api/offers/3');
    for (const path of ['/wp-admin', '/api/%00', '/api/offers/4/5']) await api.request(path, { headers });
    await api.app.inject({ method: 'HEAD', url: '/api/health' });

    const { text } = await api.request('/metrics', { headers });
    const measured = text
      .split('\n')
      .filter((line) => line.startsWith('http_request_duration_seconds_count'));
    const series = (method: string, route: string, status: number) =>
      `http_request_duration_seconds_count{method="${method}",route="${route}",status_code="${status}"}`;
    expect(measured.sort()).toEqual(
      [
        `${series('GET', '/api/offers/:offerId', 401)} 1`,
        `${series('GET', '/api/offers/:offerId', 503)} 2`,
        `${series('GET', 'unknown', 404)} 3`,
        `${series('HEAD', '/api/health', 200)} 1`,
      ].sort(),
    );
  } finally {
    await api.stop();
  }
});

test('requests that are answered before they reach a route are measured too', async () => {
  const api = await startTestApi({ requestsPerSecond: 1 });
  try {
    const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
    const statuses = await Promise.all(
      [1, 2, 3, 4, 5].map(async () => (await fetch(`${url}/api/cron`)).status),
    );
    const refused = statuses.filter((status) => status === 429).length;
    expect(refused).toBeGreaterThan(0);

    // The client may have its answer before the server knows that it was sent.
    await poll('they are measured', async () => {
      // A refused request for the metrics would be measured too.
      await delay(1_100);
      const { text } = await api.request('/metrics');
      const measured = text.matchAll(/^http_request_duration_seconds_count\{.*status_code="429"\} (\d+)$/gm);
      return [...measured].reduce((sum, [, count]) => sum + Number(count), 0) === refused;
    });
  } finally {
    await api.stop();
  }
});

test('while the database is away, the API serves the figures of its process and of its requests', async () => {
  const api = await startTestApi();
  try {
    expect((await api.request('/api/offers')).statusCode).toBe(503);
    const { statusCode, text } = await api.request('/metrics');
    expect(statusCode).toBe(200);
    expect(text).toContain('\nmobipium_database_up 0\n');
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/offers",status_code="503"} 1',
    );
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]/m);
    expect(text).not.toContain('mobipium_offers');
  } finally {
    await api.stop();
  }
});
