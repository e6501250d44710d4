import type { ObservedOffer, Offer, OfferField } from '../../../src/domain/offer';
import { observedOffer, useTestStore } from '../test-store';
import { judgeTick, readMessages, readTitles } from './use-judge';

const context = useTestStore();

const cap = (amount: number): Partial<Offer> => ({
  dailyCap: { kind: 'count', amount: 200 },
  filledCap: { kind: 'count', amount },
});

/** The offer 7, without fields that were not readable. */
function offerWithout(fields: OfferField[], values: Partial<Offer> = {}): ObservedOffer {
  const { offer, ...rest } = observedOffer('7', values);
  const readable = Object.entries(offer).filter(([field]) => !fields.includes(field as OfferField));
  return { ...rest, offer: Object.fromEntries(readable) };
}

/** Observes the offer 7 once a tick. */
async function live(offers: (ObservedOffer | Partial<Offer>)[], from: number): Promise<void> {
  for (const [index, offer] of offers.entries())
    await judgeTick(context, {
      minutes: from + index * 2,
      offers: ['offerId' in offer ? offer : observedOffer('7', offer)],
    });
}

async function readEpisodes() {
  const { rows } = await context.pool.query<{ kind: string; level: number; isOpen: boolean }>(
    `SELECT kind, (facts ->> 'level')::int AS level, ended_at IS NULL AS "isOpen" FROM alert_history ORDER BY id`,
  );
  return rows;
}

/** Watches the offer 7 from the first time that the mirror has it. */
async function watchFromTheFirst(offer: ObservedOffer) {
  await context.save([offer]);
  await context.store.watchOffers(['7'], {});
}

test.each([170, 184, 400])(
  'a cap of which %i of 200 conversions are used at the first look opens no episode',
  async (used) => {
    await watchFromTheFirst(observedOffer('7', cap(used)));
    await live([cap(used), cap(used)], 2);
    expect(await readEpisodes()).toEqual([]);
  },
);

test('only levels above that of the first look open an episode, until the cap was free', async () => {
  await watchFromTheFirst(observedOffer('7', cap(170)));
  await live([cap(170), cap(179), cap(181), cap(150), cap(139)], 2);
  expect(await readMessages(context)).toMatchObject([
    { edge: 'start', title: '90 % of the daily cap used: Games PT (7)' },
    { edge: 'end', title: 'Daily cap free again: Games PT (7)' },
  ]);
  await live([cap(160)], 12);
  expect(await readTitles(context)).toHaveLength(3);
  expect(await readEpisodes()).toEqual([
    { kind: 'cap_reached', level: 90, isOpen: false },
    { kind: 'cap_reached', level: 80, isOpen: true },
  ]);
});

test('an offer that is added to the watch list at a level has a message at the next one', async () => {
  await live([cap(10), cap(190)], 0);
  expect(await readEpisodes()).toEqual([{ kind: 'cap_reached', level: 90, isOpen: true }]);
  await context.store.watchOffers(['7'], {});
  await live([cap(192)], 4);
  expect(await readTitles(context)).toEqual([]);
  await live([cap(200), cap(0)], 6);
  expect(await readMessages(context)).toMatchObject([{ edge: '100' }, { edge: 'end' }]);
});

test('a pause ends the episode and says so, and a level that was reached before it opens none after it', async () => {
  await watchFromTheFirst(observedOffer('7', cap(10)));
  await live([cap(10), cap(185), { ...cap(185), status: 'Paused' }, cap(185), cap(200)], 2);
  const titles = (await readMessages(context))
    .filter(({ kind }) => kind === 'cap_reached')
    .map(({ title }) => title);
  expect(titles).toEqual([
    '90 % of the daily cap used: Games PT (7)',
    'No longer Active: Games PT (7)',
    'Daily cap used up: Games PT (7)',
  ]);
});

test('a level that is reached while the offer is paused opens an episode when it is Active', async () => {
  await watchFromTheFirst(observedOffer('7', cap(10)));
  await live([cap(10), { ...cap(165), status: 'Paused' }], 2);
  expect(await readEpisodes()).toMatchObject([{ kind: 'status_changed' }]);
  await live([cap(165)], 6);
  expect(await readEpisodes()).toMatchObject([{}, { kind: 'cap_reached', level: 80, isOpen: true }]);
});

test('the use of a cap that was not readable at first is what later ones are compared with', async () => {
  const first = offerWithout(['filledCap']);
  await watchFromTheFirst(first);
  await live([first, cap(190), cap(195)], 2);
  expect(await readEpisodes()).toEqual([]);
  await live([cap(200)], 8);
  expect(await readTitles(context)).toEqual(['Daily cap used up: Games PT (7)']);
});

test('a cap that the network no longer states ends the episode, and one that it states again opens none', async () => {
  await watchFromTheFirst(observedOffer('7', cap(10)));
  const none: Partial<Offer> = { dailyCap: { kind: 'none' }, filledCap: { kind: 'none' } };
  await live([cap(10), cap(190), none, none, cap(190)], 2);
  expect(await readMessages(context)).toMatchObject([{ edge: 'start' }, { edge: 'end' }]);
});

test.each<{ unreadable: OfferField[]; then: Partial<Offer>; title: string }>([
  {
    unreadable: ['payout'],
    then: { payout: '0.42' },
    title: 'Payout 0.350 USD, now 0.42 USD: Games PT (7)',
  },
  {
    unreadable: ['currency'],
    then: { currency: 'EUR' },
    title: 'Payout 0.350 USD, now 0.350 EUR: Games PT (7)',
  },
  {
    unreadable: ['payout', 'currency'],
    then: { payout: null },
    title: 'Payout 0.350 USD, now none: Games PT (7)',
  },
])(
  'the first readable value of $unreadable is no change, and the next one is',
  async ({ unreadable, then, title }) => {
    const first = offerWithout(unreadable);
    await watchFromTheFirst(first);
    await live([first, first, {}], 2);
    expect(await readEpisodes()).toEqual([]);
    await live([then], 8);
    expect(await readTitles(context)).toEqual([title]);
  },
);

test('a payout changes while the currency is not known', async () => {
  const first = offerWithout(['currency']);
  await watchFromTheFirst(first);
  await live([first, { payout: '0.42' }], 2);
  expect(await readTitles(context)).toEqual(['Payout 0.350 USD, now 0.42 USD: Games PT (7)']);
});

test('a payout that the network left empty at first is known to be none', async () => {
  await watchFromTheFirst(observedOffer('7', { payout: null }));
  await live([{ payout: null }, {}], 2);
  expect(await readTitles(context)).toEqual(['Payout none, now 0.350 USD: Games PT (7)']);
});
