import { runSync } from '../../../harness/run-sync';
import { activeIds } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';

/** Six batches of the sweep. */
const REMOVED = 290;

const stack = useStack({
  sandbox: { offers: 2_400 },
  settings: { FULL_PAGE_RETRY_FOR: '10s' },
});

test('in an outage during the sweep its other batches are named, no offer is marked, and the list is updated', async () => {
  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed' });
  const removed = new Set(activeIds(stack).filter((_id, index) => index % 5 === 0));
  for (const id of [...removed].slice(0, REMOVED)) stack.sandbox.catalogue.remove(id);
  // Only the sweep requests many of them together.
  stack.beforeResponse = (_number, { offers = '' }) => {
    const isSweep = offers.split(',').filter((id) => removed.has(id)).length > 20;
    stack.sandbox.setFault(isSweep ? { effect: { kind: 'status', status: 502 } } : null);
  };

  const audit = await runSync(stack, 'full', { concurrency: 2, allowMassRemoval: true });

  expect(audit).toMatchObject({ status: 'incomplete', offersGone: 0, offersSwept: 0 });
  expect(audit.listAfter).not.toBeNull();
  const failed = audit.reasons.slice(0, -1);
  // Two at a time, and perhaps one that took the place of the first.
  expect([2, 3]).toContain(failed.length);
  for (const reason of failed) {
    expect(reason).toMatch(/^sweep \(\d+ to \d+\): the network could not be reached \(HTTP 502\)$/);
  }
  expect(audit.reasons.at(-1)).toBe(
    `sweep (${REMOVED - 50 * failed.length} offers): not requested, because no request succeeded any more`,
  );
});
