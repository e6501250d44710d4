import { ScheduleNotFoundError } from '@temporalio/client';
import { runCli } from '../../harness/processes/program';
import { waitForRun } from '../../harness/run-sync';
import { buildApp } from '../../src/api';
import { createCleanupStack } from '../../src/async/cleanup';
import { applySchedules, OtherMirrorError, SCHEDULE_IDS, type SyncClient } from '../../src/client';
import { type OtherMirror, openOtherMirror } from '../harness/other-mirror';
import { useStack } from '../harness/use-stack';

const HOUR_MS = 3_600_000;
const DAYS = { highEveryMs: 48 * HOUR_MS, fullEveryMs: 72 * HOUR_MS };
const ONE_DAY = { highEveryMs: 24 * HOUR_MS, fullEveryMs: 24 * HOUR_MS };

const stack = useStack({ sandbox: { offers: 400 }, worker: 'none' });

/** The interval of each schedule and the mirror in its memo, as the server has them. */
async function listSchedules() {
  const schedules: Record<string, unknown> = {};
  // Described one by one: the server's list lags behind.
  for (const id of Object.values(SCHEDULE_IDS).flatMap((name) => [name, `desk-2-${name}`])) {
    try {
      const { spec, action } = await stack.temporal.schedule.getHandle(id).describe();
      schedules[id] = [spec.intervals?.[0]?.every, action.memo?.mirrorId];
    } catch (error) {
      if (!(error instanceof ScheduleNotFoundError)) throw error;
    }
  }
  return schedules;
}

/** The schedule of FULL, as a client of the mirror shows it. */
const readFull = async ({ syncs }: { syncs: SyncClient }) =>
  (await syncs.listSchedules()).find(({ kind }) => kind === 'full');

async function deleteSchedules(): Promise<void> {
  for (const id of Object.keys(await listSchedules())) {
    await stack.temporal.schedule.getHandle(id).delete();
  }
}

describe('two mirrors with the same names in one namespace', () => {
  const cleanup = createCleanupStack();
  let other: OtherMirror;

  beforeAll(async () => {
    other = await openOtherMirror(stack, cleanup);
  });

  beforeEach(async () => {
    await deleteSchedules();
    await applySchedules(stack, DAYS);
  });

  afterAll(() => cleanup.closeAll());

  test('the second one cannot change the schedules of the first: the error names both', async () => {
    const before = await listSchedules();
    const [own, foreign] = [await other.readMirrorId(), await stack.readMirrorId()];

    const apply = applySchedules(other, ONE_DAY);

    await expect(apply).rejects.toThrow(OtherMirrorError);
    await expect(apply).rejects.toThrow(
      new RegExp(`belongs to the mirror ${foreign}.*is the mirror ${own}.*TEMPORAL_PREFIX.*--take-over`),
    );
    expect(await listSchedules()).toEqual(before);
    expect(Object.values(before).map((row) => (row as unknown[])[1])).toEqual([foreign, foreign, foreign]);
  });

  test('the API of the second one neither shows, pauses nor triggers the schedules of the first', async () => {
    const app = buildApp({ store: other.store, syncs: other.syncs });
    try {
      const list = await app.inject('/api/schedules');
      expect(list.json()).toMatchObject({ schedules: [] });
      const pause = await app.inject({
        method: 'POST',
        url: '/api/schedules/full-sync/pause',
        payload: { note: 'by mistake' },
      });
      expect(pause.statusCode).toBe(404);
      expect(await other.syncs.triggerSchedule('full-sync')).toBeUndefined();
    } finally {
      await app.close();
    }
    expect(await readFull(stack)).toMatchObject({ paused: false, lastRuns: [] });
  });

  test('a worker of the second one does not start, and says what to do', async () => {
    const worker = other.startWorkerProcess();

    expect(await worker.ended()).toBe(1);
    expect(worker.output()).toMatch(/belongs to the mirror .*TEMPORAL_NAMESPACE or TEMPORAL_PREFIX/);
    expect(worker.output()).not.toContain('worker is ready');
  });

  test('doctor names the owner of the schedules', async () => {
    const { code, output } = await runCli('doctor', other.environment);

    expect(output).toMatch(
      new RegExp(
        `^WRONG +Mirror +${await other.readMirrorId()}, no prefix; .*full-sync belongs to ${await stack.readMirrorId()}`,
        'm',
      ),
    );
    expect(code).toBe(1);
  });

  test('--take-over moves the schedules to the second one, and ends the runs of the first', async () => {
    const run = await stack.syncs.startSync('full');

    const { code, output } = await runCli('schedules apply --take-over', other.environment);

    expect([code, output]).toEqual([0, expect.stringContaining('full-sync')]);
    const own = await other.readMirrorId();
    expect(Object.values(await listSchedules()).map((row) => (row as unknown[])[1])).toEqual([own, own, own]);
    await expect(applySchedules(stack, DAYS)).rejects.toThrow(OtherMirrorError);
    const { status } = await stack.temporal.workflow.getHandle(run.workflowId).describe();
    expect(status.name).toBe('TERMINATED');
  });

  test('schedules of an earlier version, which name no mirror, are adopted', async () => {
    for (const id of Object.values(SCHEDULE_IDS)) {
      await stack.temporal.schedule.getHandle(id).update(({ action, ...schedule }) => ({
        ...schedule,
        action: { ...action, memo: { params: {} } },
      }));
    }
    expect((await runCli('doctor', other.environment)).output).toMatch(/^WRONG +Mirror .*do not name/m);

    await applySchedules(other, ONE_DAY);

    const own = await other.readMirrorId();
    expect(Object.values(await listSchedules()).map((row) => (row as unknown[])[1])).toEqual([own, own, own]);
  });
});

describe('two mirrors with a prefix for one of them', () => {
  let other: OtherMirror;

  beforeAll(async () => {
    await deleteSchedules();
    other = await openOtherMirror(stack, stack.cleanup, { TEMPORAL_PREFIX: 'desk-2' });
    await stack.startInProcessWorker();
    await other.startInProcessWorker();
  });

  test('each has its own runs at the same time', async () => {
    stack.gate.closeAfter(0);
    const runs = await Promise.all([stack.syncs.startSync('full'), other.syncs.startSync('full')]);
    expect(runs).toMatchObject([
      { outcome: 'started', workflowId: 'full-sync-manual', queue: 'full-sync-chunk' },
      { outcome: 'started', workflowId: 'desk-2-full-sync-manual', queue: 'full-sync-chunk' },
    ]);
    expect(await other.syncs.listRunning()).toMatchObject([{ runId: runs[1].runId, kind: 'full' }]);
    stack.gate.open();

    const records = await Promise.all([
      waitForRun(stack, runs[0].workflowId, runs[0].runId),
      waitForRun(other, runs[1].workflowId, runs[1].runId),
    ]);

    expect(records).toMatchObject([{ complete: true }, { complete: true }]);
    const lists = await Promise.all([stack, other].map(({ store }) => store.listRuns({ limit: 10 })));
    expect(lists.map(({ runs: listed }) => listed.map(({ workflowId }) => workflowId))).toEqual([
      ['full-sync-manual'],
      ['desk-2-full-sync-manual'],
    ]);
  });

  test('each has its own schedules, queues and links, with the same ids for users', async () => {
    await applySchedules(stack, DAYS);
    await applySchedules(other, ONE_DAY);

    expect(Object.keys(await listSchedules()).sort()).toEqual(
      Object.values(SCHEDULE_IDS)
        .flatMap((id) => [id, `desk-2-${id}`])
        .sort(),
    );
    expect(await readFull(other)).toMatchObject({ id: 'full-sync', every: '1d' });
    expect(await readFull(stack)).toMatchObject({ id: 'full-sync', every: '3d' });
    await other.syncs.pauseSchedule('full-sync', 'only this one');
    expect(await readFull(stack)).toMatchObject({ paused: false });
    for (const { syncs } of [stack, other]) {
      expect((await syncs.readQueues()).map(({ name, workers }) => [name, workers.length])).toEqual([
        ['high-priority', 1],
        ['full-sync-chunk', 1],
      ]);
    }
    expect((await runCli('doctor', other.environment)).output).toMatch(
      new RegExp(
        `^ok +Mirror +${await other.readMirrorId()}, prefix desk-2, the schedules are its own$`,
        'm',
      ),
    );
  });

  test('a scheduled FULL gives way to a manual run of its own mirror, not to that of the other', async () => {
    stack.gate.closeAfter(0);
    try {
      const manual = await stack.syncs.startSync('full');
      await other.syncs.resumeSchedule('full-sync', 'again');
      const triggered = await other.syncs.triggerSchedule('full-sync');
      expect(triggered).toMatchObject({ outcome: 'started' });
      stack.gate.open();
      const { run } = triggered as { run: { workflowId: string; runId: string } };
      expect(run.workflowId).toMatch(/^desk-2-full-sync-\d{4}/);
      expect(await waitForRun(other, run.workflowId, run.runId)).toMatchObject({ status: 'completed' });
      await waitForRun(stack, manual.workflowId, manual.runId);
    } finally {
      stack.gate.open();
    }
  });
});
