import { Client } from 'pg';
import { compareToTruth, readMirror } from '../../harness/mirror/compare';
import { poll } from '../../harness/poll';
import type { WorkerProcess } from '../../harness/processes/worker';
import { runSync, waitForRun } from '../../harness/run-sync';
import { FULL_SYNC_DEFAULTS, OtherMirrorError } from '../../src/client';
import { type OtherMirror, openOtherMirror } from '../harness/other-mirror';
import { failedAttempts } from '../harness/runs';
import { useStack } from '../harness/use-stack';

/** Two mirrors that use one Temporal namespace by mistake: both workers poll the same queues. */
const stack = useStack({ sandbox: { offers: 400 }, worker: 'none' });
let other: OtherMirror;
let otherWorker: WorkerProcess;

beforeAll(async () => {
  other = await openOtherMirror(stack, stack.cleanup);
  otherWorker = other.startWorkerProcess();
  await otherWorker.waitUntilReady();
});

/** The number of rows in each table that a run writes to. */
async function countRows({ databaseUrl }: { databaseUrl: string }) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, number>>(
      `SELECT (SELECT count(*) FROM offers)::int AS offers, (SELECT count(*) FROM sync_runs)::int AS runs,
       (SELECT count(*) FROM run_requests)::int AS requests, (SELECT count(*) FROM conversion_list)::int AS listed,
       (SELECT count(*) FROM rejected_rows)::int AS rejected`,
    );
    return rows[0]!;
  } finally {
    await client.end();
  }
}

test('a worker with the database of another mirror writes nothing of a run, and says why', async () => {
  const [own, wrong] = await Promise.all([stack.readMirrorId(), other.readMirrorId()]);
  const run = await stack.syncs.startSync('full');

  const failures = await poll('the wrong worker has refused an attempt', () => {
    const found = failedAttempts(otherWorker);
    return found.length > 0 && found;
  });

  expect(failures).toEqual([
    expect.objectContaining({
      errorClass: 'MirrorMismatchError',
      reason: expect.stringMatching(
        new RegExp(`belongs to the mirror ${own}.*is the mirror ${wrong}`),
      ) as unknown,
    }),
  ]);
  // The worker logs the failure before it reports it.
  const reported = await poll('the server knows the failure', async () => {
    const { raw } = await stack.temporal.workflow.getHandle(run.workflowId).describe();
    return raw.pendingActivities?.[0]?.lastFailure ?? undefined;
  });
  expect(reported).toMatchObject({
    message: expect.stringContaining('TEMPORAL_PREFIX') as unknown,
    applicationFailureInfo: { type: 'MirrorMismatchError', nonRetryable: false },
  });

  await stack.startInProcessWorker();
  expect(await waitForRun(stack, run.workflowId, run.runId)).toMatchObject({ complete: true });
  expect(await countRows(other)).toEqual({ offers: 0, runs: 0, requests: 0, listed: 0, rejected: 0 });
  expect(await compareToTruth(stack)).toMatchObject({ wrong: [], missing: [] });
});

test('with both workers on the same queues, each HIGH is true in its own mirror alone', async () => {
  await runSync(other, 'full');
  const before = await countRows(stack);
  const { catalogue } = stack.sandbox;
  const paused = [...(await readMirror(stack, true)).keys()].slice(0, 40);
  paused.forEach((id) => catalogue.pause(id));

  expect(await runSync(stack, 'high')).toMatchObject({ complete: true, offersPaused: paused.length });

  expect(await compareToTruth(stack)).toMatchObject({ wrong: [] });
  const held = await readMirror(other);
  expect(paused.map((id) => held.get(id)?.status)).toEqual(paused.map(() => 'Active'));
  expect(await runSync(other, 'high')).toMatchObject({ complete: true, offersPaused: paused.length });
  expect(await compareToTruth(other)).toMatchObject({ wrong: [] });
  expect(await countRows(stack)).toMatchObject({ runs: before.runs! + 1, offers: before.offers });
});

test('a run that was started by hand writes to the mirror of the worker that began it, alone', async () => {
  const before = (await countRows(stack)).runs! + (await countRows(other)).runs!;
  const handle = await stack.temporal.workflow.start('fullSync', {
    workflowId: 'by-hand',
    taskQueue: 'full-sync-chunk',
    args: [],
  });
  await handle.result();

  const records = await Promise.all([stack, other].map(({ store }) => store.readRun('by-hand')));
  expect(records.filter((record) => record !== undefined)).toMatchObject([{ complete: true }]);
  expect((await countRows(stack)).runs! + (await countRows(other)).runs!).toBe(before + 1);
});

test('a run of another mirror is not joined, shown or cancelled', async () => {
  stack.gate.closeAfter(0);
  const run = await stack.syncs.startSync('full');
  try {
    const ids = await Promise.all([stack.readMirrorId(), other.readMirrorId()]);
    const start = other.syncs.startSync('full');
    await expect(start).rejects.toThrow(OtherMirrorError);
    await expect(start).rejects.toThrow(new RegExp(`full-sync-manual .*${ids[0]}.*${ids[1]}`));
    expect(await other.syncs.listRunning()).toEqual([]);
    expect(await other.syncs.readSync(run.workflowId)).toBeUndefined();
    expect(await other.syncs.cancelSync(run.workflowId)).toBeUndefined();
    expect(await stack.syncs.listRunning()).toMatchObject([{ runId: run.runId }]);
  } finally {
    stack.gate.open();
  }
  expect(await waitForRun(stack, run.workflowId, run.runId)).toMatchObject({ complete: true });
});

test('a run does not yield to the manual run of another mirror', async () => {
  stack.gate.closeAfter(0);
  const manual = await stack.syncs.startSync('full');
  const handle = await stack.temporal.workflow.start('fullSync', {
    workflowId: 'of-the-other-mirror',
    taskQueue: 'full-sync-chunk',
    args: [FULL_SYNC_DEFAULTS],
    memo: { params: FULL_SYNC_DEFAULTS, mirrorId: await other.readMirrorId() },
  });
  try {
    await poll('the run has begun', () => other.store.readRun(handle.workflowId));
  } finally {
    stack.gate.open();
  }

  expect(await waitForRun(other, handle.workflowId, handle.firstExecutionRunId)).toMatchObject({
    complete: true,
    notes: [],
  });
  expect(await waitForRun(stack, manual.workflowId, manual.runId)).toMatchObject({ complete: true });
});
