import { poll } from '../../harness/poll';
import { waitForRun, runSync } from '../../harness/run-sync';
import { activeIds, countPages } from '../harness/mirror';
import { startFullUntilHeld } from '../harness/runs';
import { useStack } from '../harness/use-stack';

const CONCURRENCY = 4;

const stack = useStack({
  sandbox: { offers: 6_000 },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY) },
});

beforeEach(() => stack.reset());

test.each([
  ['terminated', 'terminate'],
  ['cancelled', 'cancel'],
] as const)('a chunk that is %s costs its own pages, and the FULL goes on', async (word, end) => {
  const pages = countPages(stack);
  const { workflowId, runId } = await startFullUntilHeld(stack, 3, CONCURRENCY);

  const chunk = stack.temporal.workflow.getHandle(`${workflowId}/pages-21-30`);
  await chunk[end]();
  // Before its requests go on: it could read all its pages meanwhile.
  await poll('the chunk has taken notice', async () => {
    const { events } = await chunk.fetchHistory();
    const last = events!.findLastIndex((event) => event.workflowTaskCompletedEventAttributes);
    const requested = events!.findIndex((event) => event.workflowExecutionCancelRequestedEventAttributes);
    return word === 'terminated' || (requested !== -1 && last > requested);
  });
  stack.gate.open();

  const audit = await waitForRun(stack, workflowId, runId);
  expect(audit).toMatchObject({
    status: 'incomplete',
    reasons: [`pages 21 to 30: the chunk was ${word}`],
    error: null,
    pagesPlanned: pages,
    offersGone: 0,
  });
  // What the chunk had stored before it ended is counted too.
  expect(audit.pagesRead).toBeGreaterThanOrEqual(pages - 10);
  expect(audit.listAfter).not.toBeNull();
});

test('the next FULL reads the pages that the chunk did not', async () => {
  const audit = await runSync(stack, 'full');

  expect(audit).toMatchObject({ status: 'completed', reasons: [] });
  // Rereads by id also return offers of other statuses.
  expect((await stack.store.readOfferCounts()).byStatus).toContainEqual({
    status: 'Active',
    offers: activeIds(stack).length,
  });
});
