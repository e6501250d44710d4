import { poll } from '../../../harness/poll';
import { runSync, waitForRun } from '../../../harness/run-sync';
import { countPages } from '../../harness/mirror';
import { afterFirstRequest } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const CONCURRENCY = 4;
const RETRY_FOR_MS = 4_000;
const UPSTREAM_TIMEOUT_MS = 1_000;
/** Twelve chunks of ten pages. */
const PAGES_IN_FLIGHT = 120;
const WHY = 'not requested, because no request succeeded any more';

const stack = useStack({
  sandbox: { offers: 17_000 },
  settings: {
    FULL_SYNC_CONCURRENCY: String(CONCURRENCY),
    FULL_PAGE_RETRY_FOR: `${RETRY_FOR_MS}ms`,
    UPSTREAM_TIMEOUT: `${UPSTREAM_TIMEOUT_MS}ms`,
  },
});

beforeEach(() => stack.reset());

test('a FULL in an outage ends when all requests have failed for the time of one, and names what it did not request', async () => {
  stack.sandbox.setFault(afterFirstRequest({ kind: 'hang' }));

  const audit = await runSync(stack, 'full');

  const pages = countPages(stack);
  expect(pages).toBeGreaterThan(PAGES_IN_FLIGHT + 20);
  expect(audit).toMatchObject({ status: 'incomplete', pagesRead: 0, pagesPlanned: pages });
  expect(audit.reasons[0]).toBe(`pages ${PAGES_IN_FLIGHT + 1} to ${pages}: ${WHY}`);
  expect(audit.reasons[1]).toMatch(/^page \d+: the network could not be reached \(timeout after 1 s\)$/);
  expect(audit.reasons).toHaveLength(21);
  expect(audit.reasons.at(-1)).toBe(`and ${PAGES_IN_FLIGHT - 19} more`);
  expect(audit.listAfter).not.toBeNull();
  expect(audit.requests).toBe(stack.sandbox.requests.total);
  // Each page on its own would try at least three times, four of them at a time.
  expect(audit.durationMs).toBeLessThan((PAGES_IN_FLIGHT / CONCURRENCY) * 2 * UPSTREAM_TIMEOUT_MS);
});

test('a FULL with few pages in flight names the pages after an outage in one range', async () => {
  stack.gate.closeAfter(16);
  const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 2 });
  await poll('two pages are in flight', () => stack.gate.held === 2);
  stack.sandbox.setFault({ effect: { kind: 'status', status: 503 } });
  stack.gate.open();

  const audit = await waitForRun(stack, workflowId, runId);

  const read = audit.pagesRead ?? 0;
  expect(audit).toMatchObject({ status: 'incomplete', offersGone: 0 });
  expect(read).toBeGreaterThanOrEqual(15);
  expect(audit.reasons[0]).toBe(`pages ${read + 3} to ${countPages(stack)}: ${WHY}`);
  expect(audit.reasons).toHaveLength(3);
  expect(audit.requests).toBe(stack.sandbox.requests.total);
});

test('one page that fails does not stop the others, even one after the other', async () => {
  stack.sandbox.setFault({ when: { pages: [3] }, effect: { kind: 'status', status: 500 } });

  const audit = await runSync(stack, 'full', { concurrency: 1, maxPages: 12 });

  expect(audit).toMatchObject({
    status: 'incomplete',
    pagesRead: 11,
    reasons: ['page 3: the network could not be reached (HTTP 500)'],
  });
});

test('the next FULL completes', async () => {
  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', complete: true, reasons: [] });
});
