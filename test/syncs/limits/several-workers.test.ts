import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { runSync } from '../../../harness/mirror/run-sync';
import { startWorkers } from '../../../harness/processes/worker-process';

/** What one worker may have in flight, and how long the sandbox takes: long enough that all of it is in flight at once. */
const AT_ONCE = 2;
const LATENCY_MS = 400;

let mirror: LentMirror;
const workers = startWorkers();

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 3_000, latencyMs: LATENCY_MS, convertingShare: 0.15 },
    settings: { FULL_SYNC_CONCURRENCY: String(AT_ONCE), HIGH_SYNC_CONCURRENCY: String(AT_ONCE) },
    withWorker: false,
  });
});

afterAll(async () => {
  await workers.killAll();
  await mirror.stop();
});

/** The most pages that were in flight at once so far, after a FULL with one worker more. */
async function runWithOneMore(): Promise<number> {
  await workers.start(mirror.environment);
  const audit = await runSync(mirror, 'full');
  expect(audit).toMatchObject({ status: 'completed', complete: true });
  return mirror.sandbox.requests.inFlightMax;
}

test('each worker has as many pages and batches in flight as its settings say, so two workers have twice as many', async () => {
  expect(await runWithOneMore()).toBe(AT_ONCE);
  const high = await runSync(mirror, 'high');
  expect(high.pagesPlanned).toBeGreaterThan(2 * AT_ONCE);
  expect(mirror.sandbox.requests.inFlightMax).toBe(AT_ONCE);
  expect(await runWithOneMore()).toBe(2 * AT_ONCE);
}, 120_000);
