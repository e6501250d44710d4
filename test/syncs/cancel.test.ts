import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { readEnd, runSync } from '../../harness/mirror/run-sync';
import { poll } from '../../harness/poll';
import { createGate } from '../../harness/servers/gate';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const CONCURRENCY = 4;

let mirror: LentMirror;
const gate = createGate();

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 6_000, clock: () => NOW, latencyMs: 100, beforeAnswer: gate.beforeAnswer },
    settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '1s' },
  });
});

afterAll(() => mirror.stop());

beforeEach(() => mirror.sandbox.reset());

/** Start a FULL and cancel it when so many requests have been answered, and as many as may be are open. */
async function startAndCancel(answers: number) {
  gate.closeAfter(answers);
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await poll('others are open', () => gate.held === CONCURRENCY);
  await mirror.temporal.workflow.getHandle(workflowId, runId).cancel();
  const askedAtCancel = mirror.sandbox.requests.total;
  gate.open();
  return { audit: await readEnd(mirror, workflowId, runId), askedAtCancel, workflowId };
}

async function chunksOf(workflowId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const query = `WorkflowType = 'fullSyncChunk'`;
  for await (const { parentExecution, status } of mirror.temporal.workflow.list({ query })) {
    if (parentExecution?.workflowId === workflowId) counts[status.name] = (counts[status.name] ?? 0) + 1;
  }
  return counts;
}

test('cancelling a FULL ends its requests and its chunks, and the audit says what was read', async () => {
  const { audit, askedAtCancel, workflowId } = await startAndCancel(11);

  const { log, inFlight } = mirror.sandbox.requests;
  expect(mirror.sandbox.requests.total - askedAtCancel).toBeLessThanOrEqual(5 * CONCURRENCY);
  expect(audit.pagesPlanned).toBeGreaterThan(50);
  expect(inFlight).toBe(0);
  // Every page that was answered is stored and counted; the first request was to size up the catalogue.
  expect(audit).toMatchObject({
    status: 'cancelled',
    complete: false,
    reasons: ['the run was cancelled'],
    error: null,
    pagesRead: log.length - 1,
    requests: log.length,
    listAfter: null,
  });
  expect((await mirror.store.listOffers({ limit: 1 })).total).toBe(audit.offersNew);
  expect(await mirror.syncs.readSync(workflowId)).toMatchObject({ status: 'cancelled', error: null });
  expect(await chunksOf(workflowId)).not.toHaveProperty('RUNNING');
  expect(await chunksOf(workflowId)).toHaveProperty('CANCELLED');
});

test('the FULL after a cancelled one completes', async () => {
  expect(await runSync(mirror, 'full')).toMatchObject({ status: 'completed', complete: true, reasons: [] });
});

test('a FULL whose requests hang is cancelled as soon as these have had their time', async () => {
  // The first request sizes up the catalogue.
  mirror.sandbox.setFault([
    { when: { first: 1 }, effect: { kind: 'late', ms: 0 } },
    { effect: { kind: 'hang' } },
  ]);
  const startedAtMs = Date.now();

  const { audit, askedAtCancel } = await startAndCancel(1);

  expect(audit).toMatchObject({ status: 'cancelled', pagesRead: 0 });
  expect(audit.reasons.at(-1)).toBe('the run was cancelled');
  expect(mirror.sandbox.requests.total - askedAtCancel).toBeLessThanOrEqual(CONCURRENCY);
  expect(Date.now() - startedAtMs).toBeLessThan(6_000);
});

test('a HIGH that is cancelled while its batches fail is called cancelled, not failed', async () => {
  await runSync(mirror, 'full');
  mirror.sandbox.reset();
  mirror.sandbox.setFault({ effect: { kind: 'hang' } });
  const { workflowId, runId } = await mirror.syncs.startSync('high');
  const batches = (await mirror.store.listOffers({ limit: 1, onList: true })).total / 50;
  await poll('all batches are on their way', () => mirror.sandbox.requests.inFlight === Math.ceil(batches));

  await mirror.temporal.workflow.getHandle(workflowId, runId).cancel();

  const audit = await readEnd(mirror, workflowId, runId);
  expect(audit).toMatchObject({ status: 'cancelled', error: null, listAfter: null });
  expect(audit.reasons).toContain('the run was cancelled');
  expect(await mirror.syncs.readSync(workflowId)).toMatchObject({ status: 'cancelled', error: null });
});
