import { compareToTruth } from '../../../harness/mirror/compare';
import { runSync } from '../../../harness/run-sync';
import type { Fault } from '../../../src/sandbox';
import { activeIds, idsOnPage } from '../../harness/mirror';
import { runUnderFault } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const stack = useStack({ sandbox: { offers: 1_500 }, settings: { FULL_SYNC_CONCURRENCY: '2' } });

beforeAll(() => runSync(stack, 'full', { status: 'any' }));

beforeEach(() => stack.reset());

async function expectTruth() {
  expect(await compareToTruth(stack)).toMatchObject({ wrong: [], missing: [] });
}

test('a FULL of an unchanged catalogue needs no further request', async () => {
  const active = activeIds(stack).length;
  expect(active % 100).not.toBe(0);

  const audit = await runSync(stack, 'full');

  expect(audit).toMatchObject({
    status: 'completed',
    pagesReread: 0,
    requests: Math.ceil(active / 100) + 1,
    offersDuplicate: 0,
  });
});

const smallCatalogue = (offers: number): Fault['effect'] => ({ kind: 'small-catalogue', offers });

test.each<[string, Fault[]]>([
  ['page 3 of the scan', [{ when: { pages: [3], first: 1 }, effect: smallCatalogue(251) }]],
  [
    'the answers that measure the catalogue and begin the scan',
    [{ when: { first: 2 }, effect: smallCatalogue(17) }],
  ],
])('%s once states a small catalogue: it is read again, and no offer is missed', async (_, faults) => {
  for (const id of activeIds(stack).slice(0, 400)) stack.sandbox.catalogue.setField(id, { payout: '7.31' });

  const { audit } = await runUnderFault(stack, faults);

  expect(audit).toMatchObject({
    status: 'completed',
    offersDistinct: activeIds(stack).length,
    offersSwept: 0,
  });
  expect(audit.pagesReread).toBeGreaterThan(0);
  await expectTruth();
});

test('a page that always states a small catalogue leaves the run unproven, and nothing is swept', async () => {
  const { audit } = await runUnderFault(stack, [{ when: { pages: [5] }, effect: smallCatalogue(420) }]);

  expect(audit).toMatchObject({ status: 'incomplete', offersSwept: 0, offersGone: 0 });
  expect(audit.reasons).toEqual([expect.stringContaining('could not be closed')]);
});

test('a row that is repeated beside itself in place of another hides no offer', async () => {
  const hidden = idsOnPage(stack, 6)[1]!;
  stack.sandbox.catalogue.setField(hidden, { payout: '4.04' });
  const effect = { kind: 'duplicate', beside: true } as const;

  const once = await runUnderFault(stack, { when: { pages: [6], first: 1 }, effect });
  const always = await runUnderFault(stack, { when: { pages: [6] }, effect });

  expect(once.audit).toMatchObject({ status: 'completed', offersSwept: 0 });
  expect(once.audit.offersDuplicate).toBeGreaterThan(0);
  await expectTruth();
  expect(always.audit).toMatchObject({ status: 'incomplete', offersSwept: 0 });
  expect(always.audit.offersDuplicate).toBeGreaterThan(0);
});

test('a recheck whose requests by id return nothing proves nothing', async () => {
  stack.sandbox.catalogue.setField(activeIds(stack)[0]!, { payout: '9.99' });

  const { audit } = await runUnderFault(stack, { when: { asked: 'by-id' }, effect: { kind: 'total-zero' } });

  expect(audit).toMatchObject({ status: 'incomplete', offersSwept: 0 });
  expect(audit.reasons).toEqual([expect.stringContaining('could not be closed')]);
  expect(audit.pagesReread).toBeLessThanOrEqual(20);
});

/**
 * Find a page and a paused offer that, once it is Active, is the first one behind that page.
 */
function findOfferBehindPage(): { page: number; paused: string } {
  const active = activeIds(stack);
  const paused = stack.sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Paused' });
  for (let page = 1; page * 100 < active.length; page += 1) {
    const [before, after] = [active[page * 100 - 1], active[page * 100]].map(Number) as [number, number];
    const between = paused.find((id) => Number(id) > before && Number(id) < after);
    if (between !== undefined) return { page, paused: between };
  }
  throw new Error('there is no paused offer between two pages');
}

test('with a total from a cache, an offer that slipped to a page already read is met while another one comes', async () => {
  const { catalogue } = stack.sandbox;
  const { page, paused: slipping } = findOfferBehindPage();
  catalogue.resume(slipping);
  const active = activeIds(stack);
  const coming = catalogue.idsAt(Date.now(), { order: 'ID', status: 'Paused' }).at(-1)!;
  stack.beforeResponse = (_number, { pages }) => {
    if (
      pages !== String(page + 1) ||
      stack.sandbox.catalogue.truthAt(coming, Date.now())?.status === 'Active'
    )
      return;
    catalogue.pause(active[10]!);
    catalogue.resume(coming);
  };

  const { audit } = await runUnderFault(stack, {
    when: { asked: 'by-page' },
    effect: { kind: 'total', value: active.length },
  });

  expect(audit).toMatchObject({ status: 'completed', reasons: [] });
  expect(audit.pagesReread).toBeGreaterThan(0);
  expect(await stack.store.readOffer(slipping)).toMatchObject({ status: 'Active' });
});
