import { compareToTruth, readMirror } from '../../../../harness/mirror/compare';
import { poll } from '../../../../harness/poll';
import { runSync } from '../../../../harness/run-sync';
import { activeIds } from '../../../harness/mirror';
import { runUnderFault } from '../../../harness/runs';
import { useStack } from '../../../harness/use-stack';

// Far longer than the late response takes.
const stack = useStack({ sandbox: { offers: 1_200 }, settings: { UPSTREAM_TIMEOUT: '30s' } });

beforeEach(async () => {
  stack.reset();
  await runSync(stack, 'full', { status: 'any' });
});

/**
 * Move the last offer of page 2 to page 3 just before that page is read, with another payout: an offer before it
 * becomes Active. Returns its id, and the pages in the order of their requests.
 */
function moveOfferToNextPage(payout: string) {
  const { catalogue } = stack.sandbox;
  const moved = activeIds(stack)[199]!;
  const [paused] = catalogue.idsAt(Date.now(), { order: 'ID', status: 'Paused' });
  expect(Number(paused)).toBeLessThan(Number(moved));
  const requested: string[] = [];
  stack.beforeResponse = async (_number, { pages, offers }) => {
    // With two requests at a time, page 3 may be requested beside page 1.
    if (pages === '3') await poll('page 2 was requested', () => requested.includes('2'));
    if (offers === undefined) requested.push(pages ?? '');
    if (pages !== '3' || requested.filter((page) => page === '3').length > 1) return;
    catalogue.resume(paused!);
    catalogue.setField(moved, { payout });
  };
  return { moved, requested };
}

test('fault 8: of an offer on two pages the later observation is kept, and it is counted as a duplicate', async () => {
  const { moved } = moveOfferToNextPage('7.77');

  const audit = await runSync(stack, 'full', { concurrency: 1 });

  expect(audit).toMatchObject({ status: 'completed', complete: true, offersGone: 0 });
  expect(audit.offersDuplicate).toBeGreaterThan(0);
  expect(audit.offersMet).toBe((audit.offersDistinct ?? 0) + (audit.offersDuplicate ?? 0));
  expect((await readMirror(stack)).get(moved)?.payout).toBe('7.77');
});

test('fault 8: the later observation is kept also when the response to the earlier request arrives last', async () => {
  const { moved, requested } = moveOfferToNextPage('8.88');
  // A late response describes the moment of its request.
  stack.sandbox.setFault({ when: { pages: [2], first: 1 }, effect: { kind: 'late', ms: 1_500 } });

  const audit = await runSync(stack, 'full', { concurrency: 2 });

  expect(requested.indexOf('2')).toBeLessThan(requested.indexOf('3'));
  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect(audit.offersDuplicate).toBeGreaterThan(0);
  expect((await readMirror(stack)).get(moved)?.payout).toBe('8.88');
});

test('fault 8: an offer that is twice on one page, in place of another, counts once, and the other is found', async () => {
  const { audit } = await runUnderFault(stack, {
    when: { pages: [4], first: 1 },
    effect: { kind: 'duplicate' },
  });

  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    offersDistinct: activeIds(stack).length,
    offersSwept: 0,
  });
  expect(audit.pagesReread).toBeGreaterThan(0);
  expect(await compareToTruth(stack)).toMatchObject({ wrong: [], missing: [] });
});
