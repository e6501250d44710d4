import { compareToTruth } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../../harness/mirror/run-sync';
import { poll } from '../../../../harness/poll';
import { runCommand } from '../../../../harness/processes/run-command';
import { startWorkers } from '../../../../harness/processes/worker-process';
import { createGate } from '../../../../harness/servers/gate';
import { buildApp } from '../../../../src/api/app';
import { applySchedules } from '../../../../src/client/schedules';
import { type Sandbox, startSandbox } from '../../../../src/sandbox';
import type { RunRecord } from '../../../../src/store';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const REFUSED = 'the network refused the token';
const CONCURRENCY = 4;
const CATALOGUE = { offers: 6_000, churn: 0, clock: () => NOW, latencyMs: 100 };
const RHYTHM = { highEveryMs: 2_000, fullEveryMs: 86_400_000 };

let mirror: LentMirror;
const gate = createGate();
let network: Sandbox | undefined;
const workers = startWorkers();

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { ...CATALOGUE, beforeAnswer: gate.beforeAnswer },
    settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '3s' },
    withWorker: false,
  });
});

afterAll(async () => {
  await workers.killAll();
  await network?.close();
  await mirror.stop();
});

const startWorker = (token: Record<string, string> = {}) =>
  workers.start({ ...mirror.environment, ...token });

/** The same network at the same address, which from now on takes another token alone. */
async function replaceToken(token: string): Promise<Sandbox> {
  const { port } = new URL(mirror.sandbox.url);
  await mirror.sandbox.close();
  return startSandbox({ ...CATALOGUE, port: Number(port), token });
}

async function readReadiness() {
  const app = buildApp({ store: mirror.store, syncs: mirror.syncs });
  try {
    const answer = await app.inject('/api/health/ready');
    return { statusCode: answer.statusCode, body: answer.json<unknown>() };
  } finally {
    await app.close();
  }
}

const scheduledHighs = async (isWanted: (run: RunRecord) => boolean) => {
  const { runs } = await mirror.store.listRuns({ kind: 'high', limit: 100 });
  return runs.filter((run) => run.trigger === 'schedule' && isWanted(run));
};

test('fault 12: a token that is replaced in mid-run: readiness and doctor say so, and all is well with the new one', async () => {
  const first = await startWorker();
  await runSync(mirror, 'full');
  gate.closeAfter(12);
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await poll('others are open', () => gate.held === CONCURRENCY);

  network = await replaceToken('the-new-token');
  const failed = await readEnd(mirror, workflowId, runId);

  expect(failed).toMatchObject({ status: 'failed', complete: false, error: REFUSED, offersGone: 0 });
  expect(network.requests.byStatus).toEqual({ 401: network.requests.total });
  // What was on its way when the network said no, and what was handed out until all chunks were told.
  expect(network.requests.total).toBeLessThanOrEqual(5 * CONCURRENCY);
  expect(await readReadiness()).toMatchObject({
    statusCode: 200,
    body: { ready: true, lastRuns: { full: { status: 'failed', error: REFUSED } } },
  });
  const doctor = await runCommand('doctor', mirror.environment);
  expect(doctor.output).toMatch(/^WRONG +Network .*the network refused the token\n +→ .*MOBIPIUM_API_TOKEN/m);
  expect(doctor.code).toBe(1);

  const askedBefore = network.requests.total;
  await applySchedules(mirror.temporal, RHYTHM);
  const refused = await poll('two HIGHs have failed by schedule', async () => {
    const highs = await scheduledHighs(({ status }) => status === 'failed');
    return highs.length >= 2 && highs;
  });
  expect(refused.map(({ error }) => error)).toEqual(refused.map(() => REFUSED));
  // One question each, and what was on its way beside it.
  const most = refused.reduce((sum, { pagesPlanned }) => sum + (pagesPlanned ?? 0), 0);
  expect(network.requests.total - askedBefore).toBeLessThanOrEqual(most + (refused[0]!.pagesPlanned ?? 0));

  await first.terminate();
  const replacedAt = new Date().toISOString();
  await startWorker({ MOBIPIUM_API_TOKEN: 'the-new-token' });

  await poll('a HIGH has completed by schedule', async () => {
    const highs = await scheduledHighs((run) => run.status === 'completed' && run.startedAt > replacedAt);
    return highs.length > 0;
  });
  expect(await runSync(mirror, 'full')).toMatchObject({ status: 'completed', complete: true, error: null });
  const { active } = mirror.sandbox.catalogue.countsAt(NOW);
  expect(await compareToTruth(mirror, NOW)).toMatchObject({ wrong: [], missing: [], copied: active });
  expect(await readReadiness()).toMatchObject({
    statusCode: 200,
    body: { lastRuns: { high: { status: 'completed' }, full: { status: 'completed', error: null } } },
  });
  const settings = { ...mirror.environment, MOBIPIUM_API_TOKEN: 'the-new-token' };
  expect((await runCommand('doctor', settings)).output).toMatch(/^ok +Network .* takes the token/m);
});
