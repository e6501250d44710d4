import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { runSync } from '../../../harness/run-sync';
import { buildApp } from '../../../src/api/app';
import { findFreePort } from '../../../src/local/process/ports';
import { apiClient } from '../test-api';
import { saveOffers } from '../save-offers';

const DEPLOY = join(__dirname, '../../../deploy');

let mirror: TestStack;
let app: ReturnType<typeof buildApp>;
let ask: ReturnType<typeof apiClient>;
let workerMetrics: string;

beforeAll(async () => {
  const address = `127.0.0.1:${await findFreePort()}`;
  workerMetrics = `http://${address}/metrics`;
  mirror = await startTestStack({
    sandbox: { offers: 500 },
    settings: { WORKER_METRICS_ADDRESS: address },
  });
  app = buildApp({ store: mirror.store, syncs: mirror.syncs });
  ask = apiClient(app);
});

afterAll(async () => {
  await app.close();
  await mirror.stop();
});

const readWorker = async () => (await fetch(workerMetrics)).text();

test('the API tells what the database holds: runs by end, offers by status, list, freshness, repeats, rejects', async () => {
  await saveOffers(mirror.store, ['900000001', '900000002']);

  const { headers, text } = await ask('/metrics');

  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = text.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'mobipium_sync_runs_last_day{kind="full",status="completed"} 1',
      'mobipium_sync_requests_last_day{kind="full"} 2',
      'mobipium_sync_retries_last_day{kind="full"} 1',
      'mobipium_sync_rejected_rows_last_day{kind="full"} 1',
      'mobipium_offers{status="Active"} 2',
      'mobipium_conversion_list_offers 2',
    ]),
  );
  expect(text).toMatch(/^mobipium_last_good_sync_age_seconds\{kind="full"\} \d+$/m);
  expect(text).not.toContain('mobipium_last_good_sync_age_seconds{kind="high"}');
});

test('however often it is read, the database is asked once in some seconds', async () => {
  const before = (await ask('/metrics')).text;
  await saveOffers(mirror.store, ['900000003']);

  expect((await ask('/metrics')).text).toBe(before);
});

test('the worker counts its requests to the network by question and outcome', async () => {
  mirror.sandbox.setFault([
    { when: { first: 1 }, effect: { kind: 'status', status: 429, retryAfter: '1' } },
    { when: { first: 1, pages: [2] }, effect: { kind: 'status', status: 502 } },
  ]);
  const audit = await runSync(mirror, 'full', { allowMassRemoval: true });
  await runSync(mirror, 'high');
  const text = await readWorker();

  const counted = (labels: string) => {
    const [, value = '0'] =
      new RegExp(`^mobipium_upstream_requests_total\\{${labels}\\} (\\d+)$`, 'm').exec(text) ?? [];
    return Number(value);
  };
  expect(audit.status).toBe('completed');
  expect(counted('outcome="busy",question="page"')).toBe(1);
  expect(counted('outcome="unreachable",question="page"')).toBe(1);
  expect(counted('outcome="answered",question="page"')).toBe(audit.pagesRead! + 1);
  expect(counted('outcome="answered",question="ids"')).toBeGreaterThan(0);
});

/** The names of the figures that a file of `deploy/` asks Prometheus for. */
const namesIn = (file: string): string[] =>
  readFileSync(join(DEPLOY, file), 'utf8').match(/\b(mobipium|temporal)_[a-z_]+/g) ?? [];

test('every figure that the dashboard shows or an alert watches is one that the API or the worker gives', async () => {
  // So that failures are among the figures.
  mirror.sandbox.setFault({ effect: { kind: 'status', status: 401 } });
  expect((await runSync(mirror, 'full')).status).toBe('failed');

  const given = `${(await ask('/metrics')).text}\n${await readWorker()}`;
  const names = new Set(given.split('\n').flatMap((line) => /^[a-z_]+(?=[{ ])/.exec(line) ?? []));
  const shown = namesIn('grafana-dashboard.json');
  const watched = namesIn('prometheus-alerts.yaml');

  expect([shown.length > 15, watched.length > 10]).toEqual([true, true]);
  expect([...new Set([...shown, ...watched])].filter((name) => !names.has(name))).toEqual([]);
  // And nothing that the API gives is left unseen.
  const ours = [...names].filter((name) => name.startsWith('mobipium_'));
  expect(ours.filter((name) => !shown.includes(name))).toEqual([]);
});
