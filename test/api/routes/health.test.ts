import { runSql } from '../../../harness/servers/database';
import { listenOnFreePort } from '../../../harness/servers/raw-http';
import type { Store } from '../../../src/store';
import { startTestApi } from '../test-api';
import { openEvents } from './events/event-client';

type Status = Parameters<Store['finishRun']>[0]['status'];

test('readiness and events say whether a complete HIGH and FULL are overdue, also without Temporal', async () => {
  const { request, store, app, databaseUrl, stop } = await startTestApi({ withDatabase: true });
  const end = async (kind: 'high' | 'full', runId: string, status: Status) => {
    const run = { workflowId: `${kind}-sync`, runId };
    await store.beginRun({ run, kind, trigger: 'schedule', params: {}, deadlineSeconds: 60 });
    await store.finishRun({ run, status, reasons: [], error: null });
  };
  const letTimePass = (interval: string) =>
    runSql(databaseUrl, `UPDATE sync_runs SET started_at = started_at - interval '${interval}'`);
  const read = async () => {
    const { freshness } = (await request('/api/health/ready')).body;
    return (freshness as { overdue: object }).overdue;
  };
  try {
    expect(await read()).toEqual({ high: false, full: false });

    // The intervals of the settings are two minutes and an hour.
    await end('high', 'first', 'failed');
    await end('full', 'first', 'completed');
    await letTimePass('10 minutes');
    expect(await read()).toEqual({ high: true, full: false });

    const client = await openEvents(await listenOnFreePort(app));
    await client.find('mirror', ({ freshness }) => freshness?.overdue.high === true);
    await end('high', 'second', 'completed');
    await client.find('mirror', ({ freshness }) => freshness?.overdue.high === false);
    client.close();
    expect(await read()).toEqual({ high: false, full: false });

    await letTimePass('3 hours');
    expect(await read()).toEqual({ high: true, full: true });
  } finally {
    await stop();
  }
});
