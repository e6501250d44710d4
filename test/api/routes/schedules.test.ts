import { startTestStack, type TestStack } from '../../../harness/stack';
import { waitForRun } from '../../../harness/run-sync';
import { poll } from '../../../harness/poll';
import { buildApp } from '../../../src/api/app';
import { applySchedules } from '../../../src/client/schedules';
import { apiClient } from '../test-api';

const DAY_MS = 86_400_000;

let mirror: TestStack;
let app: ReturnType<typeof buildApp>;
let ask: ReturnType<typeof apiClient>;

beforeAll(async () => {
  mirror = await startTestStack({ sandbox: { offers: 2_500, latencyMs: 50 } });
  app = buildApp({ store: mirror.store, syncs: mirror.syncs });
  ask = apiClient(app);
});

afterAll(async () => {
  await app.close();
  await mirror.stop();
});

interface Schedule {
  id: string;
  paused: boolean;
  note: string | null;
  every: string;
  nextRuns: string[];
  lastRuns: { workflowId: string }[];
  skipped: number;
}

const post = (path: string, payload?: object) =>
  ask(`/api/schedules/${path}`, { method: 'POST', ...(payload === undefined ? {} : { payload }) });
const list = async () => (await ask('/api/schedules')).body.schedules as Schedule[];
const find = async (id: string) => (await list()).find((schedule) => schedule.id === id)!;

test('schedules that nobody has made are not listed, and cannot be acted on', async () => {
  expect(await list()).toEqual([]);
  for (const verb of ['pause', 'resume', 'trigger']) {
    expect(await post(`full-sync/${verb}`)).toMatchObject({
      statusCode: 404,
      body: { message: 'There is no schedule full-sync.' },
    });
  }
});

describe('once they are made', () => {
  beforeAll(() => applySchedules(mirror.temporal, { highEveryMs: DAY_MS, fullEveryMs: 90_000_000 }));

  test('the three schedules are listed with how often they run and when next', async () => {
    const schedules = await list();

    expect(schedules).toEqual([
      expect.objectContaining({ id: 'high-priority-sync', kind: 'high', every: '1d' }),
      expect.objectContaining({ id: 'full-sync', kind: 'full', every: '25h', paused: false, note: null }),
      expect.objectContaining({ id: 'conversion-list-refresh', kind: 'refresh', every: '1h' }),
    ]);
    for (const { nextRuns } of schedules) {
      expect(nextRuns).toHaveLength(5);
      expect(Date.parse(nextRuns[0]!)).toBeGreaterThan(Date.now() - 1_000);
    }
  });

  test('a pause holds, with its note, also when the settings are applied anew, until it is resumed', async () => {
    const paused = await post('high-priority-sync/pause', { note: 'the network is <b>down</b>' });
    await applySchedules(mirror.temporal, { highEveryMs: DAY_MS, fullEveryMs: DAY_MS });

    expect(paused).toMatchObject({ statusCode: 200, body: { id: 'high-priority-sync', paused: true } });
    expect(await find('high-priority-sync')).toMatchObject({
      paused: true,
      note: 'the network is <b>down</b>',
    });

    const resumed = await post('high-priority-sync/resume');

    expect(resumed).toMatchObject({
      statusCode: 200,
      body: { paused: false, note: 'resumed through the API' },
    });
    expect(await find('high-priority-sync')).toMatchObject({ paused: false });
  });

  test('a trigger starts a run, says which, and says when it was skipped since that run still goes', async () => {
    await post('full-sync/pause');
    const first = await post('full-sync/trigger');
    const again = await post('full-sync/trigger');

    const run = first.body.run as { workflowId: string; runId: string };
    expect(first).toMatchObject({
      statusCode: 202,
      body: { id: 'full-sync', outcome: 'started', message: `Started: ${run.workflowId}.` },
    });
    expect(run.workflowId).toMatch(/^full-sync-\d{4}-/);
    expect(again).toMatchObject({
      statusCode: 202,
      body: { outcome: 'skipped', run: { workflowId: run.workflowId, runId: run.runId } },
    });
    expect(again.body.message).toContain('still going');
    expect(await find('full-sync')).toMatchObject({
      paused: true,
      skipped: 1,
      lastRuns: [{ workflowId: run.workflowId }],
    });

    // One that is cancelled before it is entered leaves no audit.
    await poll('the run is entered', () => mirror.store.readRun(run.workflowId, run.runId));
    await mirror.syncs.cancelSync(run.workflowId);
    expect((await waitForRun(mirror, run.workflowId, run.runId)).trigger).toBe('schedule');
  });

  test('two triggers within a second start two runs of one name, and both are told as started', async () => {
    const outcomes = [];
    for (let time = 0; time < 3; time += 1) {
      const { body } = await post('conversion-list-refresh/trigger');
      const run = body.run as { workflowId: string; runId: string };
      outcomes.push(body.outcome);
      await waitForRun(mirror, run.workflowId, run.runId);
    }
    expect(outcomes).not.toContain('unknown');
  });

  test('a schedule of another name is not there', async () => {
    for (const id of ['nothing', 'full-sync-manual', '%00', 'toString']) {
      expect(await post(`${id}/pause`)).toMatchObject({ statusCode: 404 });
    }
  });
});
