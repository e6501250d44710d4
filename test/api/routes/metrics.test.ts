import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from '../../../harness/poll';
import { runSync } from '../../../harness/run-sync';
import { findFreePort } from '../../../src/local/process/ports';
import { TASK_QUEUES } from '../../../src/workflows/contract';
import { saveOffers, saveUnreadable } from '../save-offers';
import { type ApiStack, startApiStack, startTestApi } from '../test-api';

const DEPLOY = join(__dirname, '../../../deploy');

let stack: ApiStack;
let workerMetrics: string;

beforeAll(async () => {
  const address = `127.0.0.1:${await findFreePort()}`;
  workerMetrics = `http://${address}/metrics`;
  stack = await startApiStack({
    sandbox: { offers: 500 },
    settings: { WORKER_METRICS_ADDRESS: address },
  });
  // The metrics of channels are there once there is one.
  await stack.store.recordChannelWorks('mail');
});

afterAll(() => stack.stop());

const readWorker = async () => (await fetch(workerMetrics)).text();

/** The metrics of the API, with those of the mirror and of the queues: a server may answer too late on a busy machine. */
const readApi = () =>
  poll('both servers are read', async () => {
    const { text } = await stack.request('/metrics');
    return text.includes('\nmobipium_database_up 1\n') && text.includes('\nmobipium_queue_workers{') && text;
  });

test('the API exposes runs by status, requests, retries, rejected rows, offers by status, list size and age', async () => {
  await saveOffers(stack.store, ['900000001', '900000002']);

  const { headers } = await stack.request('/metrics');
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await readApi();
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

test('the API exposes the shares and problems of the fields, and the offers with an unconfirmed status', async () => {
  const api = await startTestApi({ withDatabase: true });
  try {
    await saveUnreadable(api.store);
    const lines = (await api.request('/metrics')).text.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'mobipium_answer_field_share{kind="full",field="status",state="missing"} 0',
        'mobipium_answer_field_share{kind="full",field="status",state="unreadable"} 0.5',
        'mobipium_answer_field_problem{kind="full",field="status"} 1',
        'mobipium_answer_field_problem{kind="full",field="payout"} 0',
        'mobipium_offers_status_unconfirmed 1',
      ]),
    );
    expect((await api.request('/api/health/ready')).body).toMatchObject({
      unconfirmedStatuses: 1,
      lastRuns: { full: { reasons: ['the field status is unreadable in 10 of 20 rows, usually in 0 %'] } },
    });
    expect((await api.request('/api/offers/900000001')).body).toMatchObject({
      status: 'Active',
      statusConfirmed: false,
    });
  } finally {
    await api.stop();
  }
});

test('caches the metrics of the mirror for some seconds', async () => {
  const countNew = async () =>
    Number(
      /^mobipium_sync_offer_changes_total\{kind="full",change="new"\} (\d+)$/m.exec(await readApi())![1],
    );
  let saved = 0;
  // The time may pass between the two reads.
  await poll('two reads within that time', async () => {
    const before = await countNew();
    saved += 1;
    await saveOffers(stack.store, [`90000001${saved}`]);
    return (await countNew()) === before;
  });
  await poll('a later read', async () => (await countNew()) === 2 + saved);
});

const METRIC =
  /^([a-z_][a-z0-9_]*)(\{([a-z_][a-z0-9_]*="(?:[^"\\\n]|\\.)*",?)+\})? ([-+]?([0-9.e+-]+|Inf|NaN))$/i;

test.each(['API', 'worker'])(
  'the metrics of the %s are valid, each has one type, counters end with _total, and those of the process are there',
  async (part) => {
    const text = part === 'API' ? await readApi() : await readWorker();
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => !line.startsWith('#') && !METRIC.test(line))).toEqual([]);

    const types = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ').slice(2));
    const names = types.map(([name]) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(types.filter(([name, type]) => type === 'counter' && !name!.endsWith('_total'))).toEqual([]);
    // Temporal's and Node's own names are not ours to choose.
    const gauges = types.filter(([name, type]) => name!.startsWith('mobipium_') && type !== 'counter');
    expect(gauges.filter(([name]) => name!.endsWith('_total'))).toEqual([]);
    expect(names).toEqual(
      expect.arrayContaining([
        'process_cpu_seconds_total',
        'process_resident_memory_bytes',
        'process_open_fds',
        'nodejs_eventloop_lag_seconds',
        'nodejs_gc_duration_seconds',
      ]),
    );
  },
);

test('the worker counts its requests to the network by type and outcome', async () => {
  stack.sandbox.setFault([
    { when: { first: 1 }, effect: { kind: 'status', status: 429, retryAfter: '1' } },
    { when: { first: 1, pages: [2] }, effect: { kind: 'status', status: 502 } },
  ]);
  const audit = await runSync(stack, 'full', { allowMassRemoval: true });
  await runSync(stack, 'high');
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

test('the worker counts failed attempts by activity and outcome, although they are expected and retried', async () => {
  const before = await countFailures('copyPage', 'unreachable');
  stack.sandbox.setFault([
    { when: { pages: [2], first: 3 }, effect: { kind: 'status', status: 503 } },
    { when: { pages: [3], first: 1 }, effect: { kind: 'html' } },
  ]);

  expect((await runSync(stack, 'full', { allowMassRemoval: true })).retries).toBe(4);

  expect((await countFailures('copyPage', 'unreachable')) - before).toBe(3);
  expect(await countFailures('copyPage', 'broken')).toBe(1);
});

async function countFailures(activity: string, outcome: string): Promise<number> {
  const labels = `activity="${activity}",outcome="${outcome}"`;
  const line = new RegExp(`^mobipium_activity_failures_total\\{${labels}\\} (\\d+)$`, 'm');
  return Number(line.exec(await readWorker())?.[1] ?? 0);
}

test('the API counts the workers of each queue, and shows none while Temporal is unavailable', async () => {
  const text = await readApi();
  expect(text).toContain('mobipium_queue_workers{queue="high-priority"} 1');
  expect(text).toContain('mobipium_queue_workers{queue="full-sync-chunk"} 1');

  const api = await startTestApi({ withDatabase: true });
  try {
    const { statusCode, text: withoutTemporal } = await api.request('/metrics');
    expect(statusCode).toBe(200);
    expect(withoutTemporal).not.toContain('mobipium_queue_workers{');
  } finally {
    await api.stop();
  }
});

/** Cause a workflow task that fails: the worker does not know the workflow. */
async function failWorkflowTask(): Promise<void> {
  const workflowId = 'unknown-workflow';
  const handle = await stack.temporal.workflow.start('unknownWorkflow', {
    workflowId,
    taskQueue: TASK_QUEUES.full,
  });
  await poll('its task has failed', async () => {
    const { events } = await handle.fetchHistory();
    return events?.some((event) => event.workflowTaskFailedEventAttributes != null) ?? false;
  });
  await handle.terminate();
}

/** The names of the metrics in a file of `deploy/`. */
const namesIn = (file: string): string[] =>
  readFileSync(join(DEPLOY, file), 'utf8').match(/\b(mobipium|temporal|http|process|nodejs)_[a-z0-9_]+/g) ??
  [];

test('the dashboard and the alerts use only metrics that the API or the worker exposes', async () => {
  // So that there are metrics of failures.
  stack.sandbox.setFault({ effect: { kind: 'status', status: 401 } });
  expect((await runSync(stack, 'full')).status).toBe('failed');

  await failWorkflowTask();
  expect(await readWorker()).toMatch(
    /^temporal_workflow_task_execution_failed_total\{.*task_queue="full-sync-chunk".*\} [1-9]/m,
  );

  const exposed = `${await readApi()}\n${await readWorker()}`;
  const names = new Set(exposed.split('\n').flatMap((line) => /^[a-z0-9_]+(?=[{ ])/.exec(line) ?? []));
  const onDashboard = namesIn('grafana-dashboard.json');
  const inAlerts = namesIn('prometheus-alerts.yaml');

  expect([onDashboard.length > 15, inAlerts.length > 10]).toEqual([true, true]);
  expect([...new Set([...onDashboard, ...inAlerts])].filter((name) => !names.has(name))).toEqual([]);
  // Conversely, the dashboard shows every metric of the service, except those that counters replace.
  const ours = [...names].filter((name) => name.startsWith('mobipium_') && !name.endsWith('_last_day'));
  expect(ours.filter((name) => !onDashboard.includes(name))).toEqual([]);
});
