import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import { createGate } from '../../../harness/servers/gate';
import { applySchedules } from '../../../src/client/schedules';
import { type ApiStack, startApiStack } from '../test-api';

const DAY_MS = 86_400_000;

const gate = createGate();
let stack: ApiStack;

beforeAll(async () => {
  stack = await startApiStack({ sandbox: { offers: 2_500, beforeResponse: gate.beforeResponse } });
});

afterAll(() => stack.stop());

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
  stack.request(`/api/schedules/${path}`, { method: 'POST', ...(payload === undefined ? {} : { payload }) });
const list = async () => (await stack.request('/api/schedules')).body.schedules as Schedule[];
const find = async (id: string) => (await list()).find((schedule) => schedule.id === id)!;

test('does not list schedules that have not been created, and answers 404 to changes', async () => {
  expect(await list()).toEqual([]);
  for (const verb of ['pause', 'resume', 'trigger']) {
    expect(await post(`full-sync/${verb}`)).toMatchObject({
      statusCode: 404,
      body: { message: 'There is no schedule full-sync.' },
    });
  }
});

describe('with schedules', () => {
  beforeAll(() => applySchedules(stack, { highEveryMs: DAY_MS, fullEveryMs: 90_000_000 }));

  test('lists the three schedules with their interval and next runs', async () => {
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

  test('a pause and its note survive a new application of the settings, until the schedule is resumed', async () => {
    const paused = await post('high-priority-sync/pause', { note: 'the network is <b>down</b>' });
    await applySchedules(stack, { highEveryMs: DAY_MS, fullEveryMs: DAY_MS });

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

  test('a trigger starts a run, and the next one is skipped while that run is running', async () => {
    await post('full-sync/pause');
    gate.closeAfter(0);
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
    expect(again.body.message).toContain('is still running');
    expect(await find('full-sync')).toMatchObject({
      paused: true,
      skipped: 1,
      lastRuns: [{ workflowId: run.workflowId }],
    });

    // A run cancelled before it has a record leaves no audit.
    await poll('the run has a record', () => stack.store.readRun(run.workflowId, run.runId));
    await stack.syncs.cancelSync(run.workflowId);
    gate.open();
    expect((await waitForRun(stack, run.workflowId, run.runId)).trigger).toBe('schedule');
  });

  test('triggers within a second start several runs of one name, and each is reported as started', async () => {
    const outcomes = [];
    for (let time = 0; time < 3; time += 1) {
      const { body } = await post('conversion-list-refresh/trigger');
      const run = body.run as { workflowId: string; runId: string };
      outcomes.push(body.outcome);
      await waitForRun(stack, run.workflowId, run.runId);
    }
    expect(outcomes).not.toContain('unknown');
  });

  test('answers 404 for an unknown schedule', async () => {
    for (const id of ['nothing', 'full-sync-manual', '%00', 'toString']) {
      expect(await post(`${id}/pause`)).toMatchObject({ statusCode: 404 });
    }
  });
});
