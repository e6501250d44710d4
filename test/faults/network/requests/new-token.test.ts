import { expectCompleteMirror } from '../../../../harness/mirror/compare';
import { poll } from '../../../../harness/poll';
import { runSync, waitForRun } from '../../../../harness/run-sync';
import { buildApp } from '../../../../src/api';
import { applySchedules } from '../../../../src/client';
import { type Sandbox, startSandbox } from '../../../../src/sandbox';
import type { RunRecord } from '../../../../src/store';
import { runDoctorUntil } from '../../../harness/doctor';
import { startFullUntilHeld } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

const REFUSED = 'the network refused the token';
const CONCURRENCY = 4;
const CATALOGUE = { offers: 6_000, churn: 0, epoch: Date.now(), latencyMs: 100 };
const INTERVALS = { highEveryMs: 2_000, fullEveryMs: 86_400_000 };
const NEW_TOKEN = { MOBIPIUM_API_TOKEN: 'the-new-token' };

const stack = useStack({
  sandbox: CATALOGUE,
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '3s' },
  worker: 'own-process',
});

/** The same network at the same address, which accepts only another token from now on. */
async function replaceToken(token: string): Promise<Sandbox> {
  const { port } = new URL(stack.sandbox.url);
  await stack.sandbox.close();
  // So late that the chunks are cancelled before they have requested all pages, also on a slow machine.
  const network = await startSandbox({ ...CATALOGUE, latencyMs: 400, port: Number(port), token });
  stack.cleanup.defer('network', () => network.close());
  return network;
}

async function readReadiness() {
  const app = buildApp({ store: stack.store, syncs: stack.syncs });
  try {
    const response = await app.inject('/api/health/ready');
    return { statusCode: response.statusCode, body: response.json<unknown>() };
  } finally {
    await app.close();
  }
}

const listScheduledHighs = async (matches: (run: RunRecord) => boolean) => {
  const { runs } = await stack.store.listRuns({ kind: 'high', limit: 100 });
  return runs.filter((run) => run.trigger === 'schedule' && matches(run));
};

test('fault 12: a token that is replaced during a run is reported by readiness and doctor; syncs complete with the new one', async () => {
  await runSync(stack, 'full');
  const { workflowId, runId } = await startFullUntilHeld(stack, 12, CONCURRENCY);

  const network = await replaceToken('the-new-token');
  const failed = await waitForRun(stack, workflowId, runId);

  expect(failed).toMatchObject({ status: 'failed', complete: false, error: REFUSED, offersGone: 0 });
  expect(network.requests.byStatus).toEqual({ 401: network.requests.total });
  // Open requests, and activities that were dispatched before all chunks were cancelled.
  expect(network.requests.total).toBeLessThanOrEqual(5 * CONCURRENCY);
  expect(await readReadiness()).toMatchObject({
    statusCode: 200,
    body: { ready: true, lastRuns: { full: { status: 'failed', error: REFUSED } } },
  });
  const advice = /^WRONG +Network .*the network refused the token\n +→ .*MOBIPIUM_API_TOKEN/m;
  await runDoctorUntil(stack.environment, ({ code, output }) => code === 1 && advice.test(output));

  const before = network.requests.total;
  await applySchedules(stack, INTERVALS);
  const refused = await poll('two scheduled HIGHs have failed', async () => {
    const highs = await listScheduledHighs(({ status }) => status === 'failed');
    return highs.length >= 2 && highs;
  });
  expect(refused.map(({ error }) => error)).toEqual(refused.map(() => REFUSED));
  // One request for each batch, plus the requests that were open at the same time.
  const max = refused.reduce((sum, { pagesPlanned }) => sum + (pagesPlanned ?? 0), 0);
  expect(network.requests.total - before).toBeLessThanOrEqual(max + (refused[0]!.pagesPlanned ?? 0));

  await stack.worker.stop();
  const replacedAt = new Date().toISOString();
  await stack.startWorkerProcess(NEW_TOKEN);

  await poll('a scheduled HIGH has completed', async () => {
    const highs = await listScheduledHighs((run) => run.status === 'completed' && run.startedAt > replacedAt);
    return highs.length > 0;
  });
  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', complete: true, error: null });
  await expectCompleteMirror(stack);
  expect(await readReadiness()).toMatchObject({
    statusCode: 200,
    body: { lastRuns: { high: { status: 'completed' }, full: { status: 'completed', error: null } } },
  });
  const settings = { ...stack.environment, ...NEW_TOKEN };
  await runDoctorUntil(settings, ({ output }) => /^ok +Network .* accepts the token/m.test(output));
});
