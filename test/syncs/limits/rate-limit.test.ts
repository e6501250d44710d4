import { type Program, startCli } from '../../../harness/processes/program';
import { runSync } from '../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../harness/stack';
import { chunkWorkflowId, manualWorkflowId } from '../../../src/workflows/contract';
import { MAX_WITHIN_SPAN, mostWithinSpan } from './most-within';

const LIMIT = 10;

/** One worker alone stays below the limit, and two could exceed it: so both take part, and the limit is the bound. */
const LATENCY_MS = 500;
const CONCURRENCY = 4;

let stack: TestStack;
let workers: Program[] = [];

beforeAll(async () => {
  stack = await startTestStack({
    sandbox: { offers: 9_000, latencyMs: LATENCY_MS },
    settings: { FULL_SYNC_REQUESTS_PER_SECOND: String(LIMIT), FULL_SYNC_CONCURRENCY: String(CONCURRENCY) },
    withWorker: false,
  });
  workers = [startCli('worker', stack.environment), startCli('worker', stack.environment)];
  await Promise.all(workers.map((worker) => worker.waitFor(/worker is ready/)));
});

afterAll(async () => {
  const ends = await Promise.all(workers.map((worker) => worker.stop('SIGTERM')));
  await stack.stop();
  expect(ends).toEqual([0, 0]);
});

test('two workers together stay within the rate limit of their queue', async () => {
  const audit = await runSync(stack, 'full');

  const { bySecond, log } = stack.sandbox.requests;
  expect(audit.status).toBe('completed');
  expect(audit.requests! - audit.retries!).toBe(audit.pagesRead! + 1 + audit.pagesReread!);
  expect(audit.pagesRead).toBeGreaterThan(60);
  expect(bySecond.size).toBeGreaterThan(5);
  expect(mostWithinSpan(log)).toBeLessThanOrEqual(MAX_WITHIN_SPAN);
  expect((await workersOfFirstChunk()).size).toBe(2);
});

/** The workers that ran pages of the first chunk. */
async function workersOfFirstChunk(): Promise<Set<string>> {
  const chunk = stack.temporal.workflow.getHandle(chunkWorkflowId(manualWorkflowId('full', ''), 1, 10));
  const { events } = await chunk.fetchHistory();
  const identities = (events ?? []).flatMap(
    (event) => event.activityTaskStartedEventAttributes?.identity ?? [],
  );
  return new Set(identities);
}
