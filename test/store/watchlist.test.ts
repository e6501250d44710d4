import { writeCursor } from '../../src/store/cursor';
import { minute, observedOffer, refreshList, useTestStore } from './test-store';

const context = useTestStore();

const listIds = async (query: { limit: number; cursor?: string | undefined } = { limit: 100 }) =>
  (await context.store.listWatched(query)).watchlist.map(({ offerId }) => offerId);

/** What HIGH requests that is not on the ConversionList. */
async function readUnlisted(): Promise<string[]> {
  const offers = await context.store.listToRequest({ after: null, limit: 1_000 });
  return offers.filter(({ hasLeft }) => hasLeft).map(({ offerId }) => offerId);
}

test('an entry has its settings, or the defaults, and what the mirror holds about the offer', async () => {
  const { store } = context;
  await context.save([observedOffer('70', { status: 'Paused' }), observedOffer('8')]);
  const mutedUntil = new Date(Date.now() + 3_600_000).toISOString();

  await store.watchOffers(['70'], {
    note: 'pays on Mondays',
    sensitivity: 'quick',
    silenceSeconds: 900,
    mutedUntil,
  });
  await store.watchOffers(['8'], {});

  await expect(store.readWatched('70')).resolves.toMatchObject({
    offerId: '70',
    note: 'pays on Mondays',
    sensitivity: 'quick',
    silenceSeconds: 900,
    mutedUntil: mutedUntil.replace('Z', '000Z'),
    offerName: 'Games PT',
    status: 'Paused',
    country: 'PT',
    payout: '0.350',
    currency: 'USD',
  });
  await expect(store.readWatched('8')).resolves.toMatchObject({
    note: null,
    sensitivity: 'usual',
    silenceSeconds: null,
    mutedUntil: null,
    status: 'Active',
  });
  await expect(store.readWatched('9')).resolves.toBeUndefined();
});

test('many ids at once: new ones are added, known ones get the given settings and keep the others', async () => {
  const { store } = context;
  await context.save(['1', '2', '3', '4'].map((id) => observedOffer(id)));
  await store.watchOffers(['2', '3'], { note: 'mine', silenceSeconds: 600 });

  const ids = ['3', '4', 'nothing', '1', '4', 'a\0b'];
  await expect(store.watchOffers(ids, { sensitivity: 'sure' })).resolves.toEqual({
    added: ['1', '4'],
    existing: ['3'],
    unknown: ['a\uFFFDb', 'nothing'],
  });

  const { watchlist } = await store.listWatched({ limit: 10 });
  expect(
    watchlist.map(({ offerId, note, sensitivity, silenceSeconds }) => [
      offerId,
      note,
      sensitivity,
      silenceSeconds,
    ]),
  ).toEqual([
    ['1', null, 'sure', null],
    ['2', 'mine', 'usual', 600],
    ['3', 'mine', 'sure', 600],
    ['4', null, 'sure', null],
  ]);
  await expect(store.watchOffers(['1', '3'], {})).resolves.toMatchObject({ existing: ['1', '3'] });
  await expect(store.listWatched({ limit: 10 })).resolves.toMatchObject({ watchlist });
});

test('a setting can be taken back by null, and a mute that has ended is not shown', async () => {
  const { store } = context;
  await context.save([observedOffer('1')]);
  await store.watchOffers(['1'], {
    note: 'x',
    silenceSeconds: 600,
    mutedUntil: new Date(Date.now() - 1).toISOString(),
  });
  await store.watchOffers(['1'], { note: null, silenceSeconds: null });
  await expect(store.readWatched('1')).resolves.toMatchObject({
    note: null,
    silenceSeconds: null,
    mutedUntil: null,
  });
});

test('the watch list is read in pages, in the order of the ids', async () => {
  const { store } = context;
  const ids = ['10', '11', '2', '30', '4'];
  await context.save(ids.map((id) => observedOffer(id)));
  await store.watchOffers(ids.toReversed(), {});

  const first = await store.listWatched({ limit: 2 });
  expect(first).toMatchObject({ total: 5, watchlist: [{ offerId: '10' }, { offerId: '11' }] });
  await expect(listIds({ limit: 2, cursor: first.nextCursor! })).resolves.toEqual(['2', '30']);
  await expect(store.listWatched({ limit: 5 })).resolves.toMatchObject({ nextCursor: null });
  await expect(store.listWatched({ limit: 2, cursor: writeCursor(['offers', '10']) })).rejects.toThrow(
    'not from this list',
  );
});

test('concurrent additions of the same offers all succeed', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `o${index}`);
  await context.save(ids.map((id) => observedOffer(id)));
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      context.store.watchOffers(index % 2 === 0 ? ids : ids.toReversed(), { note: String(index) }),
    ),
  );
  expect(await listIds({ limit: 500 })).toHaveLength(200);
});

test('HIGH requests a watched offer in any status, once, until it is removed from the watch list', async () => {
  const { store } = context;
  const never = { raw: null, ageSeconds: null, precisionSeconds: null } as const;
  await context.save([
    observedOffer('listed'),
    observedOffer('left'),
    observedOffer('never', { lastConversion: never }),
    observedOffer('paused', { status: 'Paused' }),
    observedOffer('gone', { status: 'Unknown' }),
    observedOffer('other', { status: 'Paused' }),
  ]);
  await refreshList(context);
  await context.save([observedOffer('left', { status: 'Blocked' })], { observedAt: minute(1) });
  await refreshList(context);
  await store.watchOffers(['listed', 'left', 'never', 'paused', 'gone'], {});

  await expect(readUnlisted()).resolves.toEqual(['gone', 'left', 'never', 'paused']);

  await expect(store.unwatchOffer('paused')).resolves.toBe(true);
  await expect(store.unwatchOffer('paused')).resolves.toBe(false);
  await store.unwatchOffer('left');
  await expect(readUnlisted()).resolves.toEqual(['gone', 'left', 'never']);
});

test('the list of offers can be limited to the watch list', async () => {
  const { store } = context;
  await context.save(['1', '2', '3'].map((id) => observedOffer(id)));
  await context.save([observedOffer('4', { status: 'Paused' })], { requestKey: 'batch/2' });
  await store.watchOffers(['4', '2'], {});
  const list = async (filters: object) => {
    const { offers, total } = await store.listOffers({ filters, limit: 10 });
    return [total, ...offers.map(({ offerId }) => offerId)];
  };
  await expect(list({ mine: true })).resolves.toEqual([2, '2', '4']);
  await expect(list({ mine: true, status: 'Paused' })).resolves.toEqual([1, '4']);
  await expect(list({ mine: false })).resolves.toEqual([4, '1', '2', '3', '4']);
});
