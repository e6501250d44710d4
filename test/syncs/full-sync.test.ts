import { compareToTruth } from '../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../harness/mirror/mirror';
import { runSync } from '../../harness/mirror/run-sync';
import { FULL_SYNC_DEFAULTS } from '../../src/client';

/** A frozen moment, so that ages in the sandbox's answers stand still. */
const NOW = Date.parse('2026-01-05T10:00:00Z');

let mirror: LentMirror;

beforeAll(async () => {
  mirror = await lendMirror({ sandbox: { offers: 2_500, clock: () => NOW } });
});

afterAll(() => mirror.stop());

test('a FULL copies every Active offer, field by field, and the ConversionList is what converts', async () => {
  const { active, converting } = mirror.sandbox.catalogue.countsAt(NOW);

  const audit = await runSync(mirror, 'full');

  const compared = await compareToTruth(mirror, NOW);
  expect(compared).toEqual({ wrong: [], missing: [], copied: active, onList: converting, wrongOnList: [] });
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    trigger: 'manual',
    params: { ...FULL_SYNC_DEFAULTS },
    reasons: [],
    pagesPlanned: Math.ceil(active / 100),
    pagesRead: Math.ceil(active / 100),
    pagesReread: 0,
    offersExpected: active,
    offersMet: active,
    offersDistinct: active,
    offersDuplicate: 0,
    offersNew: active,
    offersChanged: 0,
    rowsRejected: 0,
    offersSwept: 0,
    offersGone: 0,
    listBefore: 0,
    listAfter: converting,
    listAdded: converting,
    requests: Math.ceil(active / 100) + 1,
    retries: 0,
  });
});

test('a second FULL finds nothing new and nothing changed', async () => {
  await runSync(mirror, 'full');

  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({
    status: 'completed',
    offersNew: 0,
    offersChanged: 0,
    listAdded: 0,
    listRemoved: 0,
  });
});

test('a FULL of all statuses copies paused and blocked offers too', async () => {
  const { offers } = mirror.sandbox.catalogue.countsAt(NOW);

  const audit = await runSync(mirror, 'full', { status: 'any' });

  expect(audit).toMatchObject({ status: 'completed', offersExpected: offers, offersDistinct: offers });
  expect((await compareToTruth(mirror, NOW)).copied).toBe(offers);
});

test('a FULL with maxPages reads so many pages, never sweeps, and says so', async () => {
  const [first] = mirror.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' }).slice(-1);
  mirror.sandbox.catalogue.remove(first!);

  const audit = await runSync(mirror, 'full', { maxPages: 3, concurrency: 2 });

  expect(audit).toMatchObject({
    status: 'completed',
    pagesPlanned: 3,
    pagesRead: 3,
    offersMet: 300,
    offersSwept: 0,
    offersGone: 0,
    notes: ['only the first 3 pages were asked for'],
  });
  expect(mirror.sandbox.requests.inFlightMax).toBeLessThanOrEqual(10);
  mirror.sandbox.reset();
});

test('no more pages are in flight than concurrency says while it is below ten', async () => {
  mirror.sandbox.reset();

  await runSync(mirror, 'full', { concurrency: 2 });

  expect(mirror.sandbox.requests.inFlightMax).toBeLessThanOrEqual(2);
});
