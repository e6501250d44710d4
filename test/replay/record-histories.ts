import { setTimeout as wait } from 'node:timers/promises';
import { poll } from '../../harness/poll';
import { applySchedules, describeSchedule } from '../../src/client/schedules';
import { ALERT_QUEUE, CHANNEL_TEST_WORKFLOW, DELIVERY_WORKFLOW } from '../../src/domain/names';
import { chunkWorkflowId, manualWorkflowId } from '../../src/workflows/contract';
import { type Recorder, withRecorder } from './recorder';

const FULL_ID = manualWorkflowId('full', '');

/** More than an activity returns in one slice. */
const MORE_THAN_ONE_SLICE = 2_600;

/**
 * Record the histories that the replay test holds the current workflows against:
 * `npx tsx test/replay/record-histories.ts`.
 *
 * Run it after an intended change of a workflow that cannot replay earlier histories, and say so in the changelog:
 * workflows that are running during such an update have to end first.
 */
async function recordHistories(): Promise<void> {
  await withRecorder({}, async (recorder) => {
    await recordUsualRuns(recorder);
    await recordIncompleteRuns(recorder);
    await recordEndedRuns(recorder);
    await recordScheduledRuns(recorder);
    await recordAlerts(recorder);
  });
  await withRecorder({ offers: 4_000 }, recordSlices);
  // Far below the server's default of 4,096, so that a few chunks suffice.
  const dynamicConfig = { 'limit.historyCount.suggestContinueAsNew': 22 };
  await withRecorder({ dynamicConfig }, recordContinueAsNew);
}

async function recordUsualRuns(recorder: Recorder): Promise<void> {
  const { sandbox, run, save } = recorder;
  await save('full-completed', await run('full'));
  await save('chunk-completed', chunkWorkflowId(FULL_ID, 1, 10));
  await save('high-completed', await run('high'));
  await save('refresh-completed', await run('refresh'));

  const active = sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
  active.slice(100, 160).forEach((id) => sandbox.catalogue.remove(id));
  await save('full-swept', await run('full', { concurrency: 3 }));

  // An offer of the first page leaves in the middle of the scan: all pages behind it shift.
  let requests = 0;
  recorder.onRequest = (_number, _params, catalogue) => {
    requests += 1;
    if (requests === 12) catalogue.remove(active[10]!);
    return Promise.resolve();
  };
  await save('full-reread', await run('full', { concurrency: 2 }));
  recorder.onRequest = undefined;
}

async function recordIncompleteRuns(recorder: Recorder): Promise<void> {
  const { sandbox, run, save } = recorder;
  sandbox.setFault({ when: { pages: [7] }, effect: { kind: 'success-false' } });
  await save('full-incomplete', await run('full', { maxPages: 12 }));
  await save('chunk-with-failed-page', chunkWorkflowId(FULL_ID, 1, 10));

  sandbox.setFault(null);
  // One batch gets no answer within its time.
  let slowIds: string | null = null;
  recorder.onRequest = async (_number, params) => {
    slowIds ??= params.offers ?? null;
    if (params.offers !== undefined && params.offers === slowIds) await wait(1_500);
  };
  await save('high-incomplete', await run('high'));
  recorder.onRequest = undefined;

  // The size is read, and then nothing any more.
  sandbox.setFault([
    { when: { first: 1 }, effect: { kind: 'late', ms: 0 } },
    { effect: { kind: 'status', status: 500 } },
  ]);
  await save('full-in-outage', await run('full'));
  await save('chunk-in-outage', chunkWorkflowId(FULL_ID, 1, 10));
  sandbox.setFault(null);
}

async function recordEndedRuns({ sandbox, temporal, syncs, run, save, waitForEnd }: Recorder): Promise<void> {
  sandbox.setFault({ effect: { kind: 'status', status: 401 } });
  await save('full-token-refused', await run('full', { maxPages: 3 }));
  await save('high-failed', await run('high'));

  sandbox.setFault({ effect: { kind: 'late', ms: 900 } });
  const cancelled = await syncs.startSync('full', { concurrency: 1 });
  await syncs.readPlannedChunks(cancelled.workflowId, cancelled.runId);
  await temporal.workflow.getHandle(cancelled.workflowId).cancel();
  await waitForEnd(cancelled.workflowId);
  await save('full-cancelled', cancelled.workflowId);

  const damaged = await syncs.startSync('full', { maxPages: 12 });
  const chunk = temporal.workflow.getHandle(chunkWorkflowId(FULL_ID, 11, 12));
  await poll('the chunk runs', () =>
    chunk.describe().then(
      ({ status, startTime }) => status.name === 'RUNNING' && startTime.getTime() > Date.now() - 5_000,
      () => false,
    ),
  );
  await chunk.terminate();
  await waitForEnd(damaged.workflowId);
  await save('full-chunk-terminated', damaged.workflowId);
  sandbox.setFault(null);

  for (const [name, type, taskQueue] of [
    ['full-invalid-input', 'fullSync', 'full-sync-chunk'],
    ['high-invalid-input', 'highPrioritySync', 'high-priority'],
  ] as const) {
    const workflowId = `${name}-by-hand`;
    await temporal.workflow.start(type, { workflowId, taskQueue, args: [{ maxPage: 3 }] });
    await waitForEnd(workflowId);
    await save(name, workflowId);
  }
}

async function recordScheduledRuns(recorder: Recorder): Promise<void> {
  const { sandbox, syncs, save, waitForEnd } = recorder;
  const intervals = { highEveryMs: 3_600_000, fullEveryMs: 3_600_000 };
  await applySchedules(recorder, intervals);
  await save('high-scheduled', await triggerSchedule(recorder, 'high'));

  sandbox.setFault({ effect: { kind: 'late', ms: 500 } });
  const { workflowId } = await syncs.startSync('full', { concurrency: 1 });
  await save('full-gave-way', await triggerSchedule(recorder, 'full'));
  await syncs.cancelSync(workflowId);
  await waitForEnd(workflowId);
  sandbox.setFault(null);
}

/** A message that is no longer in the outbox, and a test of the channels. */
async function recordAlerts({ store, temporal, save, waitForEnd }: Recorder): Promise<void> {
  const run = { mirrorId: await store.readMirrorId() };
  for (const [name, type, input] of [
    ['alert-given-up', DELIVERY_WORKFLOW, { run, key: '1/start/webhook-1a2b3c4d' }],
    ['alerts-tested', CHANNEL_TEST_WORKFLOW, { run }],
  ] as const) {
    const workflowId = `${name}-by-hand`;
    await temporal.workflow.start(type, { workflowId, taskQueue: ALERT_QUEUE, args: [input] });
    await waitForEnd(workflowId);
    await save(name, workflowId);
  }
}

/** Trigger a schedule, wait for the end of its run, and return the run's workflow id. */
async function triggerSchedule(recorder: Recorder, kind: 'high' | 'full'): Promise<string> {
  const id = kind === 'high' ? 'high-priority-sync' : 'full-sync';
  await recorder.temporal.schedule.getHandle(id).trigger();
  const workflowId = await poll('the run has started', async () => {
    const description = await describeSchedule(recorder, kind);
    return description?.info.recentActions[0]?.action.workflow.workflowId;
  });
  await recorder.waitForEnd(workflowId);
  return workflowId;
}

/** More offers on the list, and more that a scan does not meet, than fit into one slice. */
async function recordSlices({ run, save, query }: Recorder): Promise<void> {
  await run('full');
  await query(
    'INSERT INTO conversion_list (offer_id) SELECT offer_id FROM offers ORDER BY offer_id LIMIT $1 ON CONFLICT DO NOTHING',
    [MORE_THAN_ONE_SLICE],
  );
  await save('high-second-slice', await run('high'));

  await query(
    `INSERT INTO offers (offer_id, status, observed_at, first_observed_at)
     SELECT 'gone-' || number, 'Active', now() - interval '1 hour', now() - interval '1 hour'
     FROM generate_series(1, $1) AS number`,
    [MORE_THAN_ONE_SLICE],
  );
  await save('full-second-slice', await run('full'));
}

/** Every execution of a run that continues as new, first in its scan. */
async function recordContinueAsNew({ temporal, run, save }: Recorder): Promise<void> {
  const workflowId = await run('full', { concurrency: 5 });
  const executions: { runId: string; startTime: Date }[] = [];
  await poll('all executions are listed', async () => {
    executions.length = 0;
    for await (const { runId, startTime, status } of temporal.workflow.list({
      query: `WorkflowId = '${workflowId}'`,
    })) {
      if (status.name === 'RUNNING') return false;
      executions.push({ runId, startTime });
    }
    return executions.length > 1;
  });
  executions.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  for (const [index, { runId }] of executions.entries())
    await save(`full-execution-${index + 1}`, workflowId, runId);
}

void recordHistories();
