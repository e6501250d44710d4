import { compareToTruth } from '../../harness/mirror/compare';
import { runSync } from '../../harness/run-sync';
import { FULL_SYNC_DEFAULTS } from '../../src/client';
import { activeIds, countPages } from '../harness/mirror';
import { useStack } from '../harness/use-stack';

const stack = useStack({ sandbox: { offers: 2_500 } });

test('a FULL copies every Active offer, field by field, and the ConversionList holds what converts', async () => {
  const { active, converting } = stack.sandbox.catalogue.countsAt(Date.now());
  const pages = countPages(stack);

  const audit = await runSync(stack, 'full');

  const compared = await compareToTruth(stack);
  expect(compared).toMatchObject({ wrong: [], missing: [], onList: converting, wrongOnList: [] });
  // The ids between the pages are requested too, and some belong to paused offers.
  const rereads = audit.pagesReread!;
  expect(rereads).toBeGreaterThan(0);
  expect(rereads).toBeLessThanOrEqual(pages / 8);
  expect(compared.copied).toBe(audit.offersNew);
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    trigger: 'manual',
    params: { ...FULL_SYNC_DEFAULTS },
    reasons: [],
    pagesPlanned: pages,
    pagesRead: pages,
    offersExpected: active,
    offersMet: active,
    offersDistinct: active,
    offersDuplicate: 0,
    offersChanged: 0,
    rowsRejected: 0,
    offersSwept: 0,
    offersGone: 0,
    listBefore: 0,
    listAfter: converting,
    listAdded: converting,
    requests: pages + 1 + rereads,
    retries: 0,
  });
});

test('a second FULL finds nothing new and nothing changed', async () => {
  await runSync(stack, 'full');

  const audit = await runSync(stack, 'full');

  expect(audit).toMatchObject({
    status: 'completed',
    pagesReread: 0,
    offersNew: 0,
    offersChanged: 0,
    listAdded: 0,
    listRemoved: 0,
  });
  // A slow machine may retry some.
  expect(audit.requests! - audit.retries!).toBe(countPages(stack) + 1);
});

test('a FULL of all statuses copies paused and blocked offers too', async () => {
  const { offers } = stack.sandbox.catalogue.countsAt(Date.now());

  const audit = await runSync(stack, 'full', { status: 'any' });

  expect(audit).toMatchObject({ status: 'completed', offersExpected: offers, offersDistinct: offers });
  expect((await compareToTruth(stack)).copied).toBe(offers);
});

test('a FULL with maxPages reads only these pages, never sweeps, and notes it', async () => {
  stack.sandbox.catalogue.remove(activeIds(stack).at(-1)!);

  const audit = await runSync(stack, 'full', { maxPages: 3, concurrency: 2 });

  expect(audit).toMatchObject({
    status: 'completed',
    pagesPlanned: 3,
    pagesRead: 3,
    offersMet: 300,
    offersSwept: 0,
    offersGone: 0,
    notes: ['only the first 3 pages were requested'],
  });
  expect(stack.sandbox.requests.inFlightMax).toBeLessThanOrEqual(10);
  stack.sandbox.reset();
});

test('a concurrency below ten is the exact bound of pages in flight', async () => {
  stack.sandbox.reset();

  await runSync(stack, 'full', { concurrency: 2 });

  expect(stack.sandbox.requests.inFlightMax).toBeLessThanOrEqual(2);
});
