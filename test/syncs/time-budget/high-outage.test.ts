import { runSync } from '../../../harness/run-sync';
import type { FaultEffect } from '../../../src/sandbox';
import { runUnderFault } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const CONCURRENCY = 2;
/** Batches in flight: the concurrent requests, and those that wait for a permit. */
const IN_FLIGHT = CONCURRENCY + 3;
const RETRY_FOR_MS = 4_000;
const UPSTREAM_TIMEOUT_MS = 1_000;
/** What a busy machine may add. */
const SLACK_MS = 10_000;

const stack = useStack({
  sandbox: { offers: 3_000, convertingShare: 0.5 },
  settings: {
    HIGH_SYNC_CONCURRENCY: String(CONCURRENCY),
    HIGH_BATCH_RETRY_FOR: `${RETRY_FOR_MS}ms`,
    UPSTREAM_TIMEOUT: `${UPSTREAM_TIMEOUT_MS}ms`,
  },
});

beforeAll(() => runSync(stack, 'full'));

beforeEach(() => stack.reset());

/** The numbers of the batches that failed, and those that were not requested, according to the reasons. */
function batchesOf(reasons: string[]) {
  const failed = reasons.flatMap((reason) => /^batch (\d+) \(/.exec(reason)?.slice(1) ?? []);
  return {
    failed: failed.map(Number),
    notRequested: reasons.filter((reason) => reason.startsWith('batches ')),
  };
}

const OUTAGES: FaultEffect[] = [{ kind: 'status', status: 502 }, { kind: 'hang' }];

test.each(OUTAGES)(
  'a HIGH in an outage (%j) requests only its first batches, and fails with its audit',
  async (effect) => {
    const { audit, requests } = await runUnderFault(stack, { effect }, 'high');

    expect(audit.pagesPlanned).toBeGreaterThan(3 * IN_FLIGHT);
    expect(audit).toMatchObject({ status: 'failed', pagesRead: 0, requests });
    const { failed, notRequested } = batchesOf(audit.reasons);
    expect(failed.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    expect(notRequested).toEqual([
      expect.stringMatching(
        new RegExp(
          `^batches ${IN_FLIGHT + 1} to ${audit.pagesPlanned} \\(\\d+ offers\\): not requested, because `,
        ),
      ),
    ]);
    expect(audit.durationMs).toBeLessThan(RETRY_FOR_MS + IN_FLIGHT * UPSTREAM_TIMEOUT_MS + SLACK_MS);
  },
);

test('a HIGH in an outage that begins later keeps what it has read, and updates the list', async () => {
  const before = stack.sandbox.requests.total;
  const READ = 6;
  stack.beforeResponse = (number) => {
    if (number === before + READ) stack.sandbox.setFault({ effect: { kind: 'status', status: 500 } });
  };

  const audit = await runSync(stack, 'high');

  const { failed, notRequested } = batchesOf(audit.reasons);
  expect(audit).toMatchObject({ status: 'incomplete', error: null });
  expect(audit.pagesRead).toBeGreaterThanOrEqual(READ - CONCURRENCY);
  expect(audit.listAfter).not.toBeNull();
  expect(failed.length).toBeLessThanOrEqual(IN_FLIGHT);
  expect(notRequested).toHaveLength(1);
  expect(audit.requests).toBe(stack.sandbox.requests.total - before);

  stack.reset();
  expect(await runSync(stack, 'high')).toMatchObject({ status: 'completed', reasons: [] });
});
