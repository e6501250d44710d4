import { runSync } from '../../../harness/run-sync';
import { useStack } from '../../harness/use-stack';
import { MAX_WITHIN_SPAN, mostWithinSpan } from './most-within';

const LIMIT = 10;
/** The network's own page size, whatever the request asks for. */
const PAGE_CAP = 20;

const stack = useStack({
  sandbox: { offers: 2_400, convertingShare: 0.2, pageCap: PAGE_CAP },
  settings: { HIGH_SYNC_REQUESTS_PER_SECOND: String(LIMIT) },
});

test('all requests of a batch stay within the rate limit of the queue', async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(Date.now());
  expect(await runSync(stack, 'full')).toMatchObject({
    status: 'completed',
    pagesRead: Math.ceil(active / PAGE_CAP),
    offersDistinct: active,
  });
  stack.sandbox.reset();

  const audit = await runSync(stack, 'high');

  expect(audit).toMatchObject({ status: 'completed', complete: true, offersMet: converting });
  const { total } = stack.sandbox.requests;
  expect(total).toBeGreaterThan(2 * audit.pagesPlanned!);
  expect(audit.durationMs).toBeGreaterThan(((total - 2) / LIMIT) * 1_000);
  expect(mostWithinSpan(stack.sandbox.requests.log)).toBeLessThanOrEqual(MAX_WITHIN_SPAN);
});
