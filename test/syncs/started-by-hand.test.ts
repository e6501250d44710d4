import { ScheduleOverlapPolicy } from '@temporalio/client';
import { poll } from '../../harness/poll';
import { waitForRun } from '../../harness/run-sync';
import { FULL_SYNC_DEFAULTS, SCHEDULE_IDS } from '../../src/client';
import { applySchedules } from '../../src/client/schedules';
import type { RunKey } from '../../src/domain/run';
import { RUN_TIMEOUT_SECONDS } from '../../src/domain/run-times';
import { useStack } from '../harness/use-stack';

/** Runs that were not started by the API, the command line or a schedule, but as the Temporal CLI starts them. */

const DAY_MS = 86_400_000;

const stack = useStack({ sandbox: { offers: 1_500 }, settings: { FULL_SYNC_CONCURRENCY: '2' } });

beforeAll(() => applySchedules(stack, { highEveryMs: DAY_MS, fullEveryMs: DAY_MS }));
beforeEach(() => stack.reset());

let starts = 0;

/** Start a workflow without a memo or a timeout, under an id of its own. */
async function startByHand(type: string, ...args: unknown[]): Promise<RunKey> {
  const workflowId = `by-hand-${(starts += 1)}`;
  const taskQueue = type.startsWith('full') ? 'full-sync-chunk' : 'high-priority';
  const { firstExecutionRunId } = await stack.temporal.workflow.start(type, { workflowId, taskQueue, args });
  return { workflowId, runId: firstExecutionRunId };
}

async function triggerFull(): Promise<RunKey> {
  const handle = stack.temporal.schedule.getHandle(SCHEDULE_IDS.full);
  const { info: before } = await handle.describe();
  await handle.trigger(ScheduleOverlapPolicy.SKIP);
  return poll('the schedule has started a run', async () => {
    const { info } = await handle.describe();
    const action = info.recentActions.at(-1)?.action;
    return info.numActionsTaken > before.numActionsTaken && action !== undefined
      ? { workflowId: action.workflow.workflowId, runId: action.workflow.firstExecutionRunId }
      : undefined;
  });
}

/** Wait until a run has its row, and its workflow has stored its parameters in its memo after that. */
const untilBegun = ({ workflowId, runId }: RunKey) =>
  poll('the run has begun', async () => {
    const { memo } = await stack.temporal.workflow.getHandle(workflowId, runId).describe();
    return memo?.params !== undefined && (await stack.store.readRun(workflowId, runId)) !== undefined;
  });

const untilListed = ({ workflowId }: RunKey) =>
  poll('the run is listed', async () =>
    (await stack.syncs.listRunning()).find((run) => run.workflowId === workflowId),
  );

const endOf = ({ workflowId, runId }: RunKey) => waitForRun(stack, workflowId, runId);

/** Hold the answers of the network back while `work` runs. */
async function whileRunsLast<T>(work: () => Promise<T>): Promise<T> {
  stack.gate.closeAfter(0);
  try {
    return await work();
  } finally {
    stack.gate.open();
  }
}

test.each<[string, string, unknown[], string]>([
  ['a FULL', 'fullSync', [{ maxPage: 3 }], 'maxPage is not a parameter of this run, which has maxPages, '],
  [
    'a FULL',
    'fullSync',
    [{ concurrency: '4' }],
    'concurrency is "4", but may only be a whole number from 1 to 50',
  ],
  ['a FULL', 'fullSync', ['{"maxPages": 3}'], 'the input "{\\"maxPages\\": 3}" is not an object'],
  ['a FULL', 'fullSync', [{ continued: {} }], 'continued is not a parameter of this run'],
  ['a HIGH', 'highPrioritySync', [{ offers: '1' }], 'offers is not a parameter of this run, which has none'],
  // PostgreSQL cannot store a text with this character.
  ['a HIGH', 'highPrioritySync', [{ 'a\0b': 1 }], 'a\\u0000b is not a parameter of this run, which has none'],
  ['a refresh', 'refreshConversionList', [{}, 1], 'a run takes one input, not 2'],
])(
  '%s (%s) with the input %j fails at once, and its audit names what is wrong',
  async (_kind, type, args, problem) => {
    const run = await startByHand(type, ...args);

    const audit = await endOf(run);

    expect(audit).toMatchObject({ status: 'failed', requests: 0, offersMet: 0 });
    expect(audit.error).toContain(`the input is invalid: ${problem}`);
    expect(await stack.syncs.readSync(run.workflowId)).toMatchObject({
      status: 'failed',
      error: audit.error,
    });
  },
);

test('a chunk that was started by hand fails at once', async () => {
  const { workflowId } = await startByHand('fullSyncChunk', { firstPage: 1, lastPage: 2 });

  await expect(stack.temporal.workflow.getHandle(workflowId).result()).rejects.toMatchObject({
    cause: { type: 'InvalidInputError', message: 'only a FULL can start a chunk' },
  });
});

test('null as the input of a FULL means the defaults', async () => {
  expect(await endOf(await startByHand('fullSync', null))).toMatchObject({
    status: 'completed',
    params: { ...FULL_SYNC_DEFAULTS },
    notes: [],
  });
});

test('a FULL that was started by hand is listed, joined by an equal start, and refuses another', async () => {
  const run = await whileRunsLast(async () => {
    const started = await startByHand('fullSync', { status: 'any' });
    await untilBegun(started);
    expect(await untilListed(started)).toMatchObject({ ...started, kind: 'full', status: 'running' });

    expect(await stack.syncs.startSync('full', { status: 'any' })).toMatchObject({
      ...started,
      outcome: 'joined',
    });
    expect(await stack.syncs.startSync('full')).toMatchObject({ ...started, outcome: 'refused' });
    return started;
  });
  expect(await endOf(run)).toMatchObject({ status: 'completed' });
});

test('a scheduled FULL yields to one that was started by hand and covers it, and so does a second one by hand', async () => {
  const [first, ...others] = await whileRunsLast(async () => {
    const started = await startByHand('fullSync', { status: 'any', concurrency: 3 });
    await untilBegun(started);
    const scheduled = await triggerFull();
    const second = await startByHand('fullSync');
    await Promise.all([endOf(scheduled), endOf(second)]);
    return [started, scheduled, second] as const;
  });

  for (const other of others) {
    expect(await endOf(other)).toMatchObject({
      status: 'cancelled',
      reasons: [`another run of this kind is running: ${first.workflowId}`],
      requests: 0,
    });
  }
  expect(await endOf(first)).toMatchObject({ status: 'completed', notes: [] });
});

test('a scheduled FULL does not yield to a manual one of one page, and says that it was not alone', async () => {
  const [manual, scheduled] = await whileRunsLast(async () => {
    const one = await stack.syncs.startSync('full', { maxPages: 1 });
    await untilBegun(one);
    const whole = await triggerFull();
    await untilBegun(whole);
    return [one, whole] as const;
  });

  expect(await endOf(manual)).toMatchObject({ status: 'completed', pagesPlanned: 1 });
  const audit = await endOf(scheduled);
  expect(audit).toMatchObject({
    status: 'completed',
    trigger: 'schedule',
    notes: ['other runs of this kind were running: full-sync-manual'],
  });
  expect(audit.offersDistinct).toBe(audit.offersExpected);
  expect((await stack.store.readFreshness()).lastFull?.finishedAt).toBe(audit.finishedAt);
});

test('of ten equal FULLs that are started at once, exactly one runs', async () => {
  const runs = await whileRunsLast(async () => {
    const started = await Promise.all(Array.from({ length: 10 }, () => startByHand('fullSync')));
    await Promise.all(started.map(untilBegun));
    return started;
  });

  const statuses = await Promise.all(runs.map(async (run) => (await endOf(run)).status));
  expect(statuses.sort()).toEqual([...Array<string>(9).fill('cancelled'), 'completed']);
});

test('a FULL does not yield to one that was terminated and left no audit', async () => {
  await whileRunsLast(async () => {
    const terminated = await startByHand('fullSync');
    await untilBegun(terminated);
    await stack.temporal.workflow.getHandle(terminated.workflowId).terminate();
  });

  expect(await endOf(await startByHand('fullSync'))).toMatchObject({ status: 'completed', notes: [] });
});

test('a FULL with a longer timeout sends requests no longer than others, because its row has the usual deadline', async () => {
  const { firstExecutionRunId, workflowId } = await stack.temporal.workflow.start('fullSync', {
    workflowId: 'by-hand-with-timeout',
    taskQueue: 'full-sync-chunk',
    args: [],
    workflowExecutionTimeout: 3 * DAY_MS,
  });
  const audit = await endOf({ workflowId, runId: firstExecutionRunId });

  const { events } = await stack.temporal.workflow.getHandle(`${workflowId}/pages-1-10`).fetchHistory();
  const { input } = events![0]!.workflowExecutionStartedEventAttributes!;
  const { requestsEndAtMs } = JSON.parse(Buffer.from(input!.payloads![0]!.data!).toString()) as {
    requestsEndAtMs: number;
  };
  expect(audit).toMatchObject({ status: 'completed' });
  expect(requestsEndAtMs - Date.parse(audit.startedAt)).toBeLessThan(RUN_TIMEOUT_SECONDS.full * 1_000);
});
