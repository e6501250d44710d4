import { poll } from '../../../harness/poll';
import { type ApiProcess, startApiProcess } from '../../../harness/processes/api';
import { waitForRun } from '../../../harness/run-sync';
import { SYNC_KINDS, type SyncKind } from '../../../src/domain/run';
import { useStack } from '../../harness/use-stack';

const stack = useStack({ sandbox: { offers: 3_000 }, worker: 'none' });
let apis: ApiProcess[] = [];

/** Two APIs, as behind a load balancer. */
beforeAll(async () => {
  // One after the other, so that both do not find the same free port.
  apis = [await startApiProcess(stack.environment), await startApiProcess(stack.environment)];
  stack.cleanup.defer('APIs', () => Promise.all(apis.map((api) => api.kill())));
});

interface Started {
  workflowId: string;
  runId: string;
  joined: boolean;
}

/** Start a number of runs of a kind concurrently, alternating between the APIs. */
function startConcurrently(kind: SyncKind, times: number): Promise<{ status: number; body: Started }[]> {
  return Promise.all(
    Array.from({ length: times }, async (_, index) => {
      const response = await fetch(`${apis[index % 2]!.url}/api/syncs/${kind}`, { method: 'POST' });
      return { status: response.status, body: (await response.json()) as Started };
    }),
  );
}

const runsOf = async (kind: SyncKind) => (await stack.store.listRuns({ kind, limit: 100 })).runs;

test('fault 20: fifty equal, concurrent starts of a kind at two APIs result in one run', async () => {
  // Without a worker, so that no run ends before the last start, which would then start another one.
  const started: { kind: SyncKind; workflowId: string; runId: string }[] = [];
  // One kind after the other: a slow Temporal server answers 150 starts at once too late for some.
  for (const kind of SYNC_KINDS) {
    const responses = await startConcurrently(kind, 50);
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(responses.map(({ body }) => body.runId)).size).toBe(1);
    expect(responses.filter(({ body }) => !body.joined)).toHaveLength(1);
    started.push({ kind, ...responses[0]!.body });
  }

  await stack.startInProcessWorker();

  for (const { kind, workflowId, runId } of started) {
    expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ kind, status: 'completed' });
    expect(await runsOf(kind)).toHaveLength(1);
  }
});

test('fault 20: starts during a run join it, and no further run follows', async () => {
  const before = (await runsOf('full')).length;
  stack.gate.closeAfter(3);
  const [first] = await startConcurrently('full', 1);
  await poll('the run reads pages', () => stack.gate.held > 0);

  const later = await startConcurrently('full', 10);
  const byCron = await fetch(`${apis[0]!.url}/api/cron`);

  expect(new Set(later.map(({ body }) => body.runId))).toEqual(new Set([first!.body.runId]));
  expect(await byCron.json()).toMatchObject({ runId: first!.body.runId, joined: true });
  stack.gate.open();
  await waitForRun(stack, first!.body.workflowId, first!.body.runId);
  expect(await runsOf('full')).toHaveLength(before + 1);
});
