import { compareToTruth } from '../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { readEnd } from '../../harness/mirror/run-sync';
import { poll } from '../../harness/poll';
import { createGate } from '../../harness/servers/gate';
import { chunkWorkflowId } from '../../src/workflows/contract';

const NOW = Date.parse('2026-01-05T10:00:00Z');

/** Far below the server's own 4,096, so that a few chunks are enough. */
const SUGGESTED_AT_EVENTS = 60;

let mirror: LentMirror;
const gate = createGate();

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 40_000, clock: () => NOW, beforeAnswer: gate.beforeAnswer },
    server: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AT_EVENTS },
  });
});

afterAll(() => mirror.stop());

test('a FULL of many pages goes on in new executions, and its audit is that of one run', async () => {
  const { active } = mirror.sandbox.catalogue.countsAt(NOW);
  const pages = Math.ceil(active / 100);
  const { workflowId, runId } = await mirror.syncs.startSync('full');

  const audit = await readEnd(mirror, workflowId, runId);

  expect(audit).toMatchObject({
    runId,
    status: 'completed',
    pagesPlanned: pages,
    pagesRead: pages,
    offersMet: active,
    offersNew: active,
    requests: pages + 1,
  });
  expect(await compareToTruth(mirror, NOW)).toMatchObject({ wrong: [], missing: [], copied: active });

  const executions = await poll('all executions are listed as closed', async () => {
    const found = [];
    for await (const execution of mirror.temporal.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
      found.push({ status: execution.status.name, events: execution.historyLength });
    }
    return found.length > 2 && found.every(({ status }) => status !== 'RUNNING') && found;
  });
  expect(executions.filter(({ status }) => status === 'CONTINUED_AS_NEW')).toHaveLength(
    executions.length - 1,
  );
  // The window drains before a new execution begins: twelve chunks more than what the server suggested.
  expect(Math.max(...executions.map(({ events }) => events))).toBeLessThan(SUGGESTED_AT_EVENTS + 12 * 12);
  expect((await mirror.syncs.readSync(workflowId))?.runId).toBe(runId);
}, 120_000);

// One chunk after the other: with one of these the server suggests to continue as new, whichever it is.
test.each([5, 6, 7, 8])(
  'a FULL that is cancelled while the last page of chunk %d is open ends there, also where it would have continued as new',
  async (chunk) => {
    // The size, and all pages up to that one.
    gate.closeAfter(chunk * 10);
    const { workflowId, runId } = await mirror.syncs.startSync('full', { concurrency: 1 });
    await poll('the last page of the chunk is open', () => gate.held === 1);

    await mirror.syncs.cancelSync(workflowId);
    const handle = mirror.temporal.workflow.getHandle(
      chunkWorkflowId(workflowId, chunk * 10 - 9, chunk * 10),
    );
    await poll('the chunk is told', async () => {
      const { raw } = await handle.describe();
      return raw.workflowExtendedInfo?.cancelRequested === true;
    });
    gate.open();

    expect(await readEnd(mirror, workflowId, runId)).toMatchObject({
      status: 'cancelled',
      pagesRead: chunk * 10,
    });
  },
);
