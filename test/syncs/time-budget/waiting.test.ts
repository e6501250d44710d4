import { runSync } from '../../../harness/run-sync';
import { startTestStack, type TestStack } from '../../../harness/stack';
import type { SyncKind } from '../../../src/domain/run';
import type { Fault } from '../../../src/sandbox';

/** Far less than a run takes in these tests: most requests wait longer than this until they are sent. */
const RETRY_FOR = { FULL_PAGE_RETRY_FOR: '5s', HIGH_BATCH_RETRY_FOR: '5s' };

/** Two requests fail, so far apart that a retry of the first one succeeds. */
const FAULTS: Fault[] = [
  { when: { first: 3 }, effect: { kind: 'late', ms: 0 } },
  { when: { first: 1 }, effect: { kind: 'status', status: 500 } },
  { when: { first: 10 }, effect: { kind: 'late', ms: 0 } },
  { when: { first: 1 }, effect: { kind: 'status', status: 500 } },
];

async function runUnderFaults(stack: TestStack, kind: SyncKind) {
  const before = stack.sandbox.requests.total;
  stack.sandbox.setFault(FAULTS);
  const audit = await runSync(stack, kind);
  return { audit, requests: stack.sandbox.requests.total - before };
}

// Concurrent: each has a stack of its own, and mostly waits.
test.concurrent.each([
  ['a low rate limit', { FULL_SYNC_REQUESTS_PER_SECOND: '2', HIGH_SYNC_REQUESTS_PER_SECOND: '2' }, 0],
  ['one slow request at a time', { FULL_SYNC_CONCURRENCY: '1', HIGH_SYNC_CONCURRENCY: '1' }, 500],
])(
  'with %s, requests wait for longer than they may be retried, and both runs complete',
  async (_name, settings, latencyMs) => {
    const stack = await startTestStack({
      sandbox: { offers: 2_400, convertingShare: 0.5, latencyMs },
      settings: { ...settings, ...RETRY_FOR },
    });
    try {
      for (const kind of ['full', 'high'] as const) {
        const { audit, requests } = await runUnderFaults(stack, kind);
        expect(audit).toMatchObject({
          status: 'completed',
          complete: true,
          reasons: [],
          retries: 2,
          requests,
        });
        expect(audit.durationMs).toBeGreaterThan(8_000);
      }
    } finally {
      await stack.stop();
    }
  },
  120_000,
);
