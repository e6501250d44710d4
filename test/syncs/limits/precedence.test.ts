import { poll } from '../../../harness/poll';
import { runSync, waitForRun } from '../../../harness/run-sync';
import { useStack } from '../../harness/use-stack';

const LATENCY_MS = 400;
const PAGES = 10;
const PAGES_BESIDE_A_HIGH = 2;

const stack = useStack({
  sandbox: { offers: 14_000, latencyMs: LATENCY_MS, convertingShare: 0.05 },
  settings: { FULL_SYNC_CONCURRENCY: String(PAGES), HIGH_SYNC_CONCURRENCY: '2' },
});

test('a FULL has fewer pages in flight while a HIGH runs, and as many as before afterwards', async () => {
  await runSync(stack, 'full');
  const { requests } = stack.sandbox;

  const full = await stack.syncs.startSync('full', {});
  await poll('the FULL has all its pages in flight', () => requests.inFlight >= PAGES);
  const before = requests.log.length;
  const high = await runSync(stack, 'high');
  const during = requests.log.slice(before);
  await poll('the FULL has all its pages in flight again', () => requests.inFlight >= PAGES);

  expect(high).toMatchObject({ status: 'completed', complete: true });
  const batches = during.filter(({ params }) => params.offers !== undefined);
  // The pages that were in flight before the first batch are answered.
  const fromMs = batches[0]!.atMs + LATENCY_MS;
  // A FULL gives way for five seconds at most, which a HIGH may exceed on a slow machine.
  const toMs = Math.min(batches.at(-1)!.atMs, fromMs + 5 * LATENCY_MS);
  const pages = during.filter(
    ({ atMs, params }) => params.offers === undefined && atMs > fromMs && atMs < toMs,
  );
  expect(toMs - fromMs).toBeGreaterThan(2 * LATENCY_MS);
  // Each is in flight for the latency at least.
  const rounds = Math.ceil((toMs - fromMs) / LATENCY_MS);
  expect(pages.length).toBeLessThanOrEqual(PAGES_BESIDE_A_HIGH * rounds);
  expect(pages.length).toBeGreaterThan(0);
  expect(await waitForRun(stack, full.workflowId, full.runId)).toMatchObject({ complete: true });
});
