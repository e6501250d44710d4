import { type OfferQuery, type OfferRow, type OfferSort, OFFER_SORTS } from '../../../src/store';
import { minute, observedOffer, openTestStore, refreshList, useTestStore } from '../test-store';

const context = useTestStore('all');
beforeAll(async () => {
  const { store } = context;
  const now = await store.readClock();
  const age = (hours: number) => ({ raw: `${hours}h`, ageSeconds: hours * 3600, precisionSeconds: 3600 });
  const never = { raw: null, ageSeconds: null, precisionSeconds: null };
  const offers = [
    observedOffer('10', { offerName: 'Games PT', payout: '0.35', lastConversion: age(1) }),
    observedOffer('11', {
      offerName: 'games ES',
      payout: '9',
      country: 'ES',
      currency: 'EUR',
      lastConversion: age(2),
    }),
    observedOffer('12', {
      offerName: 'Sweeps 100%',
      payout: '10',
      vertical: 'Sweeps',
      lastConversion: age(30),
    }),
    observedOffer('13', {
      offerName: null,
      payout: null,
      currency: 'EUR',
      status: 'Paused',
      lastConversion: never,
    }),
    observedOffer('20', { offerName: 'Ärger', payout: '0.350', carrier: 'Vodafone', lastConversion: never }),
    observedOffer('21', {
      offerName: null,
      payout: null,
      flow: '2-click',
      carrier: 'MEO, TIM',
      lastConversion: age(1),
    }),
  ];
  await context.save(offers, { observedAt: now });
  // A second batch, so that the times of the updates differ.
  await context.save([observedOffer('9', { payout: '3' })], { observedAt: now, requestKey: 'batch/2' });
  await refreshList(context);
});

async function idsOf(query: Omit<OfferQuery, 'limit'>, { store } = context): Promise<string[]> {
  const { offers } = await store.listOffers({ limit: 100, ...query });
  return offers.map(({ offerId }) => offerId);
}

test.each<[NonNullable<OfferQuery['filters']>, string[]]>([
  [{}, ['10', '11', '12', '13', '20', '21', '9']],
  [{ country: 'ES' }, ['11']],
  [{ status: 'Paused' }, ['13']],
  [{ vertical: 'Sweeps' }, ['12']],
  [{ carrier: 'Vodafone' }, ['20']],
  [{ flow: '2-click' }, ['21']],
  [{ currency: 'EUR' }, ['11', '13']],
  [{ currency: 'EUR', payoutMin: 1 }, ['11']],
  [{ priority: 'HIGH' }, ['10', '11', '21', '9']],
  [{ priority: 'LOW' }, ['12', '13', '20']],
  [{ search: 'GAMES' }, ['10', '11', '9']],
  [{ search: '2' }, ['12', '20', '21']],
  [{ search: '100%' }, ['12']],
  [{ search: '_' }, []],
  [{ search: '\\' }, []],
  [{ payoutMin: '0.350' }, ['10', '11', '12', '20', '9']],
  [{ payoutMin: 9.5 }, ['12']],
  [{ convertedWithinSeconds: 5_000 }, ['10', '21', '9']],
  [{ country: 'PT', priority: 'HIGH', search: 'pt' }, ['10', '9']],
  [{ country: 'es' }, ['11']],
  [{ country: 'Pt,eS' }, ['10', '11', '12', '13', '20', '21', '9']],
  [{ currency: ['eur'], vertical: ['GAMES', 'sweeps'] }, ['11', '13']],
  [{ flow: '1-CLICK, 2-click' }, ['10', '11', '12', '13', '20', '21', '9']],
  [{ carrier: 'meo, tim' }, ['21']],
  [{ carrier: ['Meo, Tim', ' vodafone ,'] }, ['20', '21']],
  [{ carrier: 'vodafone, MEO' }, ['10', '11', '12', '13', '20', '9']],
  [{ status: ['Paused', 'Blocked'] }, ['13']],
  [{ ids: ['9', '21', 'none', '1\0'] }, ['21', '9']],
  [{ ids: [] }, []],
  [{ leftActiveSince: '2026-01-05' }, []],
])('the filters %j find the offers %j', async (filters, ids) => {
  const page = await context.store.listOffers({ filters, limit: 100 });
  expect(page.offers.map(({ offerId }) => offerId)).toEqual(ids);
  expect(page.total).toBe(ids.length);
  expect(page.nextCursor).toBeNull();
});

test.each<[NonNullable<OfferQuery['filters']>, string]>([
  [{ country: 'pt,FR' }, 'No offer has the country "FR". Values: ES, PT.'],
  [{ currency: ['EUR', ' gbp'] }, 'No offer has the currency "gbp". Values: EUR, USD.'],
  [{ flow: `' OR 1=1 --` }, `No offer has the flow "' OR 1=1 --". Values: 1-click, 2-click.`],
  [{ carrier: 'P\0T' }, 'No offer has the carrier "P\uFFFDT". Values: MEO, "MEO, TIM", Vodafone.'],
  [{ vertical: ',' }, 'No offer has the vertical ",". Values: Games, Sweeps.'],
])('the filters %j are refused, with the values that offers have', (filters, message) =>
  expect(context.store.listOffers({ filters, limit: 1 })).rejects.toMatchObject({
    name: 'UnknownValueError',
    message,
  }),
);

test('an empty mirror has no unknown values, and a long list of values is shortened', async () => {
  const other = await openTestStore();
  const find = (carrier: string) => idsOf({ filters: { carrier } }, other);
  await expect(find('MEO,TIM')).resolves.toEqual([]);
  const names = Array.from({ length: 60 }, (_, index) => `Carrier ${String(index).padStart(2, '0')}`);
  await other.save([
    ...names.map((carrier) => observedOffer(carrier, { carrier })),
    observedOffer('none', { carrier: null }),
    observedOffer('again', { carrier: 'CARRIER 07' }),
  ]);
  await expect(find('carrier 07,Carrier 59')).resolves.toEqual(['Carrier 07', 'Carrier 59', 'again']);
  await expect(find('MEO')).rejects.toThrow(/Values: Carrier 00, .*, Carrier 49, and others\.$/);
  await other.close();
});

test('finds the offers that left the status Active within a period', async () => {
  const paused = await openTestStore();
  await paused.save([observedOffer('1'), observedOffer('2'), observedOffer('3')], { observedAt: minute(0) });
  for (const id of ['1', '2']) {
    const offers = [observedOffer(id, { status: 'Paused' })];
    await paused.save(offers, { observedAt: minute(10 * Number(id)), requestKey: `batch/${id}` });
  }
  const find = (filters: OfferQuery['filters']) => idsOf({ filters }, paused);
  await expect(find({ leftActiveSince: minute(10) })).resolves.toEqual(['1', '2']);
  await expect(find({ leftActiveSince: minute(11) })).resolves.toEqual(['2']);
  await expect(find({ leftActiveBefore: minute(20) })).resolves.toEqual(['1']);
  await expect(find({ leftActiveSince: minute(10), leftActiveBefore: minute(10) })).resolves.toEqual([]);
  await paused.close();
});

test.each<[OfferSort, 'asc' | 'desc', string[]]>([
  ['offerId', 'desc', ['9', '21', '20', '13', '12', '11', '10']],
  ['offerName', 'asc', ['10', '9', '12', '11', '20', '13', '21']],
  ['offerName', 'desc', ['20', '11', '12', '9', '10', '21', '13']],
  ['payout', 'asc', ['10', '20', '9', '11', '12', '13', '21']],
  ['payout', 'desc', ['12', '11', '9', '20', '10', '21', '13']],
  ['lastConversionAt', 'desc', ['9', '21', '10', '11', '12', '20', '13']],
  ['lastConversionAt', 'asc', ['12', '11', '10', '21', '9', '13', '20']],
  ['updatedAt', 'desc', ['9', '21', '20', '13', '12', '11', '10']],
])('sorted by %s, %s: those without a value come last', async (sortBy, sortOrder, ids) => {
  await expect(idsOf({ sortBy, sortOrder })).resolves.toEqual(ids);
});

test('texts that differ only after the indexed length are distinguished', async () => {
  const long = await openTestStore();
  const [first, second] = ['a', 'b'].map((end) => `${'x'.repeat(150)}${end}`);
  const offers = [observedOffer('1', { carrier: first! }), observedOffer('2', { carrier: second! })];
  await long.save(offers);
  const find = (carrier: string) => idsOf({ filters: { carrier } }, long);
  await expect(find(first!)).resolves.toEqual(['1']);
  await expect(find(second!)).resolves.toEqual(['2']);
  await expect(find(`${first!.toUpperCase()},${second!}`)).resolves.toEqual(['1', '2']);
  await expect(find('x'.repeat(100))).rejects.toMatchObject({ name: 'UnknownValueError' });
  await long.close();
});

const EVERY_ORDER = OFFER_SORTS.flatMap((sortBy) => [[sortBy, 'asc'] as const, [sortBy, 'desc'] as const]);

test.each(EVERY_ORDER)(
  'the pages sorted by %s %s contain each offer once, in order',
  async (sortBy, sortOrder) => {
    for (const limit of [1, 2, 3, 7]) {
      const seen: OfferRow[] = [];
      let cursor: string | null = null;
      do {
        const page = await context.store.listOffers({ sortBy, sortOrder, limit, cursor });
        expect(page.total).toBe(7);
        seen.push(...page.offers);
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen.map(({ offerId }) => offerId)).toEqual(await idsOf({ sortBy, sortOrder }));
    }
  },
);

test('the offers of the ConversionList can be listed', async () => {
  const page = await context.store.listOffers({ onList: true, limit: 2 });
  expect(page.offers.map(({ offerId }) => offerId)).toEqual(['10', '11']);
  expect(page.total).toBe(5);
});

test('a renamed offer is found by its new name only', async () => {
  const renamed = await openTestStore();
  const { store } = renamed;
  const find = async (search: string) => (await store.listOffers({ filters: { search }, limit: 9 })).total;
  await renamed.save([observedOffer('1', { offerName: 'Alpha' })], { observedAt: minute(1) });
  const later = { requestKey: 'batch/2', observedAt: minute(2) };
  await renamed.save([observedOffer('1', { offerName: 'Omega' })], later);
  // An earlier observation that is saved late changes nothing.
  await renamed.save([observedOffer('1', { offerName: 'Alpha' })], { requestKey: 'batch/3' });
  await expect(Promise.all([find('alpha'), find('omeg')])).resolves.toEqual([0, 1]);
  await renamed.close();
});

test('a row has the age by the clock of the database, and the priority for that age', async () => {
  const { offers } = await context.store.listOffers({ limit: 100 });
  const row = (id: string) => offers.find(({ offerId }) => offerId === id)!;
  expect(row('10')).toMatchObject({ priority: 'HIGH', payout: '0.35' });
  expect(row('10').lastConversionAgeSeconds).toBeGreaterThanOrEqual(3600);
  expect(row('10').lastConversionAgeSeconds).toBeLessThan(3700);
  expect(row('12')).toMatchObject({ priority: 'LOW' });
  expect(row('20')).toMatchObject({ priority: 'LOW', lastConversionAgeSeconds: null });
  expect(row('10')).not.toHaveProperty('sortValue');
});

test('a conversion within the last 24 hours means HIGH priority, in rows and in the filter', async () => {
  const fresh = await openTestStore();
  const { store } = fresh;
  const withAge = (id: string, ageSeconds: number) =>
    observedOffer(id, { lastConversion: { raw: `${ageSeconds}s`, ageSeconds, precisionSeconds: 1 } });
  const offers = [withAge('1', 24 * 3600 - 60), withAge('2', 24 * 3600)];
  await fresh.save(offers, { observedAt: await store.readClock() });
  const page = await store.listOffers({ limit: 9 });
  expect(page.offers.map(({ priority }) => priority)).toEqual(['HIGH', 'LOW']);
  await expect(idsOf({ filters: { priority: 'HIGH' } }, fresh)).resolves.toEqual(['1']);
  await expect(idsOf({ filters: { priority: 'LOW' } }, fresh)).resolves.toEqual(['2']);
  await fresh.close();
});

const forge = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');

test.each([
  ['nonsense', 'nonsense'],
  ['another sort', forge(['offerId asc', '', '10'])],
  ['another order', forge(['payout asc', '1', '10'])],
  ['not a number', forge(['payout desc', '1; DROP TABLE offers', '10'])],
  ['no id', forge(['payout desc', '1', null])],
  ['a NUL', forge(['payout desc', '1', '\0'])],
  ['too long', forge(['payout desc', '1', '10', '11'])],
  ['an object', forge({ length: 3 })],
])('a cursor that this list did not create is refused: %s', (_, cursor) =>
  expect(
    context.store.listOffers({ sortBy: 'payout', sortOrder: 'desc', limit: 2, cursor }),
  ).rejects.toMatchObject({ name: 'InvalidCursorError' }),
);

test.each(['updatedAt', 'lastConversionAt'] as const)(
  'a %s cursor with an invalid timestamp is refused',
  async (sortBy) => {
    const cursor = forge([`${sortBy} asc`, '2026-99-05T10:00:00.000000Z', '1']);
    const listing = context.store.listOffers({ sortBy, limit: 2, cursor });
    await expect(listing).rejects.toMatchObject({ name: 'InvalidCursorError' });
  },
);
