import { runSync } from '../../../harness/run-sync';
import { useStack } from '../../harness/use-stack';

/** Of one worker; the latency is long enough that all of it is in flight at a time. */
const CONCURRENCY = 2;
const LATENCY_MS = 400;

const stack = useStack({
  sandbox: { offers: 3_000, latencyMs: LATENCY_MS, convertingShare: 0.15 },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), HIGH_SYNC_CONCURRENCY: String(CONCURRENCY) },
  worker: 'none',
});

/** Add a worker and run a FULL. Returns the maximum of pages in flight so far. */
async function runWithAnotherWorker(): Promise<number> {
  await stack.startWorkerProcess();
  const audit = await runSync(stack, 'full');
  expect(audit).toMatchObject({ status: 'completed', complete: true });
  return stack.sandbox.requests.inFlightMax;
}

test('the concurrency settings hold per worker: two workers have twice as many pages in flight', async () => {
  expect(await runWithAnotherWorker()).toBe(CONCURRENCY);
  const high = await runSync(stack, 'high');
  expect(high.pagesPlanned).toBeGreaterThan(2 * CONCURRENCY);
  expect(stack.sandbox.requests.inFlightMax).toBe(CONCURRENCY);
  expect(await runWithAnotherWorker()).toBe(2 * CONCURRENCY);
});
