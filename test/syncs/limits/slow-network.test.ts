import { runSync } from '../../../harness/run-sync';
import { useStack } from '../../harness/use-stack';

/** Longer than an activity waits for a permit. */
const SLOW_MS = 3_000;
const CONCURRENCY = 2;

const stack = useStack({
  sandbox: { offers: 3_000, convertingShare: 0.15 },
  settings: { HIGH_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '30s' },
});

beforeAll(() => runSync(stack, 'full'));

test('a slow network gets the next request as soon as it has answered, and no request twice', async () => {
  stack.sandbox.setFault({ when: { asked: 'by-id' }, effect: { kind: 'late', ms: SLOW_MS } });

  const { pagesPlanned, ...audit } = await runSync(stack, 'high');

  expect(pagesPlanned).toBeGreaterThanOrEqual(3 * CONCURRENCY);
  expect(audit).toMatchObject({ status: 'completed', retries: 0, requests: pagesPlanned });
  const rounds = Math.ceil(pagesPlanned! / CONCURRENCY);
  // One request at a time would take twice the rounds.
  expect(rounds).toBeGreaterThan(3);
  expect(audit.durationMs).toBeLessThan((rounds + 3) * SLOW_MS);
});
