import { readMirror } from '../../harness/mirror/compare';
import { poll } from '../../harness/poll';
import { runSync } from '../../harness/run-sync';
import { convertingIds } from '../harness/mirror';
import { useStack } from '../harness/use-stack';

/** How many offers convert: two full batches, and one of 20. */
const LISTED = 120;

const SANDBOX = { offers: 1_600, convertingShare: 0.15 };
// A request that is held back must not time out.
const stack = useStack({ sandbox: SANDBOX, settings: { UPSTREAM_TIMEOUT: '30s' } });

beforeEach(async () => {
  stack.reset();
  for (const id of convertingIds(stack).slice(LISTED)) stack.sandbox.catalogue.stopConverting(id);
  await runSync(stack, 'full');
});

const readList = async () => [...(await readMirror(stack, true)).keys()].sort();

/** Run a HIGH. Returns its audit and its requests, in the order of arrival. */
async function runHigh() {
  const before = stack.sandbox.requests.total;
  const audit = await runSync(stack, 'high');
  const requests = stack.sandbox.requests.log
    .filter(({ number }) => number > before)
    .map(({ params }) => params);
  return { audit, requests };
}

test('a HIGH requests exactly the offers on the list, fifty at a time, without a status filter', async () => {
  const listed = await readList();
  expect(listed).toHaveLength(LISTED);

  const { audit, requests } = await runHigh();

  const batches = requests.map(({ offers }) => (offers ?? '').split(','));
  expect(batches.map(({ length }) => length).sort((a, b) => b - a)).toEqual([50, 50, 20]);
  expect(batches.flat().sort()).toEqual(listed);
  expect(requests.filter(({ status }) => status !== undefined)).toEqual([]);
  expect(audit).toMatchObject({
    status: 'completed',
    complete: true,
    reasons: [],
    pagesPlanned: 3,
    pagesRead: 3,
    offersExpected: LISTED,
    offersMet: LISTED,
    offersDistinct: LISTED,
    offersDuplicate: 0,
    offersNew: 0,
    offersChanged: 0,
    offersPaused: 0,
    offersAbsent: 0,
    requests: 3,
    retries: 0,
    listBefore: LISTED,
    listAfter: LISTED,
    listAdded: 0,
    listRemoved: 0,
  });
});

test('the next HIGH sees a pause, and the offer leaves the list', async () => {
  const [first, second] = (await readList()) as [string, string];
  stack.sandbox.catalogue.pause(first);
  stack.sandbox.catalogue.block(second);

  const { audit } = await runHigh();

  await expect(stack.store.readOffer(first)).resolves.toMatchObject({ status: 'Paused' });
  await expect(stack.store.readOffer(second)).resolves.toMatchObject({ status: 'Blocked' });
  expect(await readList()).not.toContain(first);
  expect(audit).toMatchObject({ status: 'completed', offersMet: LISTED, offersChanged: 2, offersPaused: 2 });
  expect(audit).toMatchObject({ listBefore: LISTED, listAfter: LISTED - 2, listAdded: 0, listRemoved: 2 });
});

test('a pause during a HIGH is seen by its later requests, and by the next HIGH at the latest', async () => {
  const [paused] = (await readList()).slice(-1) as [string];
  const before = stack.sandbox.requests.total;
  stack.beforeResponse = (number, _params, catalogue) => {
    if (number === before + 2) catalogue.pause(paused);
  };
  await runHigh();
  stack.beforeResponse = undefined;

  await runHigh();

  await expect(stack.store.readOffer(paused)).resolves.toMatchObject({ status: 'Paused' });
  expect(await readList()).not.toContain(paused);
});

test('an offer that stops converting leaves the list, and stays in the mirror as Active', async () => {
  const [first] = (await readList()) as [string];
  stack.sandbox.catalogue.stopConverting(first);

  const { audit } = await runHigh();

  await expect(stack.store.readOffer(first)).resolves.toMatchObject({
    status: 'Active',
    lastConversionAt: null,
  });
  expect(await readList()).not.toContain(first);
  expect(audit).toMatchObject({ offersChanged: 1, offersPaused: 0, listAfter: LISTED - 1, listRemoved: 1 });
});

test('an offer that is missing from the answer is counted as absent, and stays as it was', async () => {
  const [first] = (await readList()) as [string];
  stack.sandbox.catalogue.remove(first);

  const { audit } = await runHigh();

  expect(audit).toMatchObject({ status: 'completed', offersMet: LISTED - 1, offersAbsent: 1, offersGone: 0 });
  expect(audit).toMatchObject({ listBefore: LISTED, listAfter: LISTED });
  await expect(stack.store.readOffer(first)).resolves.toMatchObject({ status: 'Active' });
});

test.each([
  [20, 'completed', []],
  [30, 'incomplete', ['30 of 120 offers are absent from the answers, more than SWEEP_MAX_SHARE allows']],
])('a HIGH with %d of 120 offers absent ends as %s', async (removed, status, reasons) => {
  const { audit: before } = await runHigh();
  for (const id of (await readList()).slice(0, removed)) stack.sandbox.catalogue.remove(id);

  const { audit } = await runHigh();

  expect(audit).toMatchObject({ status, complete: status === 'completed', reasons, offersAbsent: removed });
  const { lastHigh } = await stack.store.readFreshness();
  expect(lastHigh?.finishedAt).toBe((status === 'completed' ? audit : before).finishedAt);
});

test('a HIGH whose answers lack most offers is incomplete, also if the answers do not show which ones are absent', async () => {
  const { requests } = await runHigh();
  // A row without an id may be any of the offers that the answer lacks.
  const unreadable = requests.map(({ offers }) => (offers ?? '').split(',')[0]!);
  for (const id of await readList()) if (!unreadable.includes(id)) stack.sandbox.catalogue.remove(id);
  stack.sandbox.setFault({ effect: { kind: 'set-field', ids: unreadable, field: 'offer_id', value: null } });

  const { audit } = await runHigh();

  expect(audit).toMatchObject({
    status: 'incomplete',
    reasons: ['120 of 120 offers are absent from the answers, more than SWEEP_MAX_SHARE allows'],
    offersAbsent: 0,
    listAfter: LISTED,
  });
});

test('a HIGH whose saved answers are lost, as in a failover of the database, is incomplete', async () => {
  const database = await stack.connect();
  const before = stack.sandbox.requests.total;
  stack.beforeResponse = async (number) => {
    if (number !== before + 3) return;
    await poll('two answers are saved', async () => {
      const { rowCount } = await database.query(`SELECT FROM run_requests WHERE purpose = 'batch'`);
      return rowCount === 2;
    });
    await database.query(`DELETE FROM run_requests WHERE purpose = 'batch'`);
  };

  const { audit } = await runHigh();

  expect(audit).toMatchObject({
    status: 'incomplete',
    complete: false,
    reasons: ['the database has lost 2 of 3 saved answers'],
    pagesPlanned: 3,
    pagesRead: 1,
  });
});

test('an offer that was paused and blocked is on the list again after the first HIGH since it is back', async () => {
  const { catalogue } = stack.sandbox;
  const [paused, blocked] = (await readList()).slice(-2) as [string, string];
  catalogue.pause(paused);
  catalogue.block(blocked);
  await runHigh();
  expect(await readList()).toHaveLength(LISTED - 2);
  catalogue.resume(paused);

  const { audit, requests } = await runHigh();

  expect(await readList()).toContain(paused);
  expect(await readList()).not.toContain(blocked);
  expect(audit).toMatchObject({ status: 'completed', pagesRead: 4, offersExpected: LISTED, listAdded: 1 });
  expect(requests.map(({ offers }) => offers)).toContain([paused, blocked].sort().join(','));
});

test('offers that a FULL has marked as gone cost a HIGH nothing while they are absent, and are back at once', async () => {
  const { catalogue } = stack.sandbox;
  const gone = (await readList()).slice(0, 40);
  for (const id of gone) catalogue.remove(id);
  expect(await runSync(stack, 'full')).toMatchObject({ offersGone: 40, listRemoved: 40 });

  const { audit: without } = await runHigh();
  expect(without).toMatchObject({
    status: 'completed',
    offersExpected: LISTED,
    offersAbsent: 40,
    listAfter: LISTED - 40,
  });

  for (const id of gone.slice(5)) catalogue.add(id);
  const { audit } = await runHigh();

  expect(audit).toMatchObject({ status: 'completed', offersAbsent: 5, listAdded: 35, listAfter: LISTED - 5 });
});

test('a HIGH sees each change of a watched offer that never converted, and its absence shows nothing', async () => {
  const { sandbox, store } = stack;
  const listed = await readList();
  const { offers } = await store.listOffers({ filters: { status: 'Active' }, limit: 500 });
  const others = offers.map(({ offerId }) => offerId).filter((id) => !listed.includes(id));
  const [mine, absent] = others as [string, string];
  await store.watchOffers([mine, absent, listed[0]!], {});
  sandbox.catalogue.pause(mine);
  sandbox.catalogue.remove(absent);

  const { audit, requests } = await runHigh();

  const requested = requests.flatMap(({ offers: ids }) => (ids ?? '').split(','));
  expect(requested.sort()).toEqual([...listed, mine, absent].sort());
  expect(audit).toMatchObject({ status: 'completed', offersExpected: LISTED + 2, offersAbsent: 1 });
  expect(audit).toMatchObject({ offersPaused: 1, listAfter: LISTED });
  await expect(store.readOffer(mine)).resolves.toMatchObject({ status: 'Paused', lastConvRaw: null });
  for (const id of [mine, absent, listed[0]!]) await store.unwatchOffer(id);
  expect((await runHigh()).audit).toMatchObject({ offersExpected: LISTED });
});

test('with an empty list a HIGH is complete and sends no request', async () => {
  for (const id of await readList()) stack.sandbox.catalogue.stopConverting(id);
  await runHigh();
  expect(await readList()).toEqual([]);
  const database = await stack.connect();
  await database.query('DELETE FROM conversion_list_left');

  const { audit, requests } = await runHigh();

  expect(requests).toEqual([]);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesPlanned: 0,
    pagesRead: 0,
    offersMet: 0,
    requests: 0,
    listBefore: 0,
    listAfter: 0,
  });
});
