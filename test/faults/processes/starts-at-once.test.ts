import { poll } from '../../../harness/poll';
import { startCli, type Program } from '../../../harness/processes/program';
import { waitForRun } from '../../../harness/run-sync';
import { createGate } from '../../../harness/servers/gate';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { SYNC_KINDS, type SyncKind } from '../../../src/domain/run';
import { findFreePorts } from '../../../src/local/process/ports';

let stack: TestStack;
const gate = createGate();
let apis: Program[] = [];
let urls: string[] = [];

/** Two APIs, as behind a load balancer. */
beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 3_000, beforeResponse: gate.beforeResponse },
    withWorker: false,
  });
  const ports = await findFreePorts(2);
  apis = ports.map((port) => startCli('api', { ...stack.environment, PORT: String(port) }));
  urls = ports.map((port) => `http://127.0.0.1:${port}`);
  await Promise.all(apis.map((api) => api.waitFor(/API is ready/)));
});

afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop('SIGKILL')));
  await stack.stop();
});

interface Started {
  workflowId: string;
  runId: string;
  joined: boolean;
}

/** Start runs of a kind, so many at once, by turns at either API. */
function startAtOnce(kind: SyncKind, times: number): Promise<{ status: number; body: Started }[]> {
  return Promise.all(
    Array.from({ length: times }, async (_, index) => {
      const answer = await fetch(`${urls[index % 2]}/api/syncs/${kind}`, { method: 'POST' });
      return { status: answer.status, body: (await answer.json()) as Started };
    }),
  );
}

const runsOf = async (kind: SyncKind) => (await stack.store.listRuns({ kind, limit: 100 })).runs;

test('fault 20: fifty equal starts of a kind at once, at two APIs, make one run', async () => {
  // No worker yet: a run that is over when the fiftieth asks would rightly be followed by another.
  const started = await Promise.all(
    SYNC_KINDS.map(async (kind) => {
      const answers = await startAtOnce(kind, 50);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      expect(new Set(answers.map(({ body }) => body.runId)).size).toBe(1);
      expect(answers.filter(({ body }) => !body.joined)).toHaveLength(1);
      return { kind, ...answers[0]!.body };
    }),
  );

  await stack.startInProcessWorker();

  for (const { kind, workflowId, runId } of started) {
    expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ kind, status: 'completed' });
    expect(await runsOf(kind)).toHaveLength(1);
  }
});

test('fault 20: starts while a run is going join it, and none follows it', async () => {
  const before = (await runsOf('full')).length;
  gate.closeAfter(3);
  const [first] = await startAtOnce('full', 1);
  await poll('the run reads pages', () => gate.held > 0);

  const later = await startAtOnce('full', 10);
  const byCron = await fetch(`${urls[0]}/api/cron`);

  expect(new Set(later.map(({ body }) => body.runId))).toEqual(new Set([first!.body.runId]));
  expect(await byCron.json()).toMatchObject({ runId: first!.body.runId, joined: true });
  gate.open();
  await waitForRun(stack, first!.body.workflowId, first!.body.runId);
  expect(await runsOf('full')).toHaveLength(before + 1);
});
