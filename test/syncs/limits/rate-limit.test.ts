import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { runSync } from '../../../harness/mirror/run-sync';
import { type StartedProcess, startProcess } from '../../../harness/processes/start-process';
import { chunkWorkflowId, manualWorkflowId } from '../../../src/workflows/contract';

/** A second, as the sandbox's clock cuts it, may hold the end of one burst and the beginning of the next. */
const LIMIT = 10;
const MOST_IN_A_SECOND = 12;

/** One worker alone cannot use the limit up, and two could do more: so both are at work, and the limit is what holds. */
const LATENCY_MS = 500;
const SLOTS = 4;

let mirror: LentMirror;
let workers: StartedProcess[] = [];

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 9_000, latencyMs: LATENCY_MS },
    settings: { FULL_SYNC_REQUESTS_PER_SECOND: String(LIMIT), FULL_SYNC_CONCURRENCY: String(SLOTS) },
    withWorker: false,
  });
  workers = [startProcess('worker', mirror.environment), startProcess('worker', mirror.environment)];
  await Promise.all(workers.map((worker) => worker.waitFor(/worker is ready/)));
});

afterAll(async () => {
  const ends = await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
  await mirror.stop();
  expect(ends).toEqual([0, 0]);
});

test('two workers together stay within the request budget of their queue', async () => {
  const audit = await runSync(mirror, 'full');

  const bySecond = [...mirror.sandbox.requests.bySecond.values()];
  expect(audit).toMatchObject({ status: 'completed', requests: (audit.pagesRead ?? 0) + 1 });
  expect(audit.pagesRead).toBeGreaterThan(60);
  expect(bySecond.length).toBeGreaterThan(5);
  expect(Math.max(...bySecond)).toBeLessThanOrEqual(MOST_IN_A_SECOND);
  expect((await whoAsked()).size).toBe(2);
});

/** The workers that took pages of the first chunk. */
async function whoAsked(): Promise<Set<string>> {
  const chunk = mirror.temporal.workflow.getHandle(chunkWorkflowId(manualWorkflowId('full'), 1, 10));
  const { events } = await chunk.fetchHistory();
  const asked = (events ?? []).flatMap((event) => event.activityTaskStartedEventAttributes?.identity ?? []);
  return new Set(asked);
}
