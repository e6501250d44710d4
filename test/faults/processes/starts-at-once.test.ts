import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd } from '../../../harness/mirror/run-sync';
import { poll } from '../../../harness/poll';
import { startProcess, type StartedProcess } from '../../../harness/processes/start-process';
import { createGate } from '../../../harness/servers/gate';
import { SYNC_KINDS, type SyncKind } from '../../../src/domain/run';
import { findFreePorts } from '../../../src/local/process/ports';

let mirror: LentMirror;
const gate = createGate();
let apis: StartedProcess[] = [];
let urls: string[] = [];

/** Two APIs, as behind a load balancer. */
beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 3_000, beforeAnswer: gate.beforeAnswer },
    withWorker: false,
  });
  const ports = await findFreePorts(2);
  apis = ports.map((port) => startProcess('api', { ...mirror.environment, PORT: String(port) }));
  urls = ports.map((port) => `http://127.0.0.1:${port}`);
  await Promise.all(apis.map((api) => api.waitFor(/API is ready/)));
});

afterAll(async () => {
  await Promise.all(apis.map((api) => api.end('SIGKILL')));
  await mirror.stop();
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

const runsOf = async (kind: SyncKind) => (await mirror.store.listRuns({ kind, limit: 100 })).runs;

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

  await mirror.startInProcessWorker();

  for (const { kind, workflowId, runId } of started) {
    expect(await readEnd(mirror, workflowId, runId)).toMatchObject({ kind, status: 'completed' });
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
  await readEnd(mirror, first!.body.workflowId, first!.body.runId);
  expect(await runsOf('full')).toHaveLength(before + 1);
});
