import type { Cap, Offer } from '../../../../src/domain/offer';
import { saveRun } from '../../save-offers';
import { startTestApi, type TestApi } from '../../test-api';

let api: TestApi;

const count = (amount: number): Cap => ({ kind: 'count', amount });
const percent = (amount: number): Cap => ({ kind: 'percent', amount });

const OFFERS: Record<string, Partial<Offer>> = {
  a: { country: 'ZA', carrier: 'MTN', currency: 'USD', dailyCap: count(60), filledCap: count(45) },
  b: { country: 'za', carrier: 'Vodacom', currency: 'USD', dailyCap: count(60), filledCap: percent(30) },
  c: { country: 'KE', carrier: 'MTN', currency: 'EUR', dailyCap: count(0), filledCap: { kind: 'none' } },
  d: { country: 'KE', carrier: null, status: 'Paused', dailyCap: { kind: 'open' }, filledCap: count(7) },
  e: { country: 'NG', carrier: 'MTN', filledCap: percent(130) },
  f: { country: 'NG', carrier: 'WIFI, all', dailyCap: { kind: 'none' }, filledCap: { kind: 'none' } },
};

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  const offers = Object.entries(OFFERS).map(([offerId, offer]) => ({
    offerId,
    offer: { offerName: `Offer ${offerId}`, status: 'Active' as const, vertical: 'Games', ...offer },
  }));
  await saveRun(api.store, offers);
  await api.store.watchOffers(['c', 'e'], {});
});

afterAll(() => api.stop());

async function readFacet(facet: string, query = ''): Promise<[string, number][]> {
  const { statusCode, body } = await api.request(`/api/offer-facets?${query}`);
  expect(statusCode).toBe(200);
  return (body[facet] as { value: string; offers: number }[]).map(({ value, offers }) => [value, offers]);
}

async function idsOf(query: string): Promise<string[]> {
  const { body } = await api.request(`/api/offers?${query}`);
  return (body.offers as { offerId: string }[]).map(({ offerId }) => offerId);
}

test('lists the values of each filter with their offers, the most frequent first', async () => {
  await expect(readFacet('country')).resolves.toEqual([
    ['KE', 2],
    ['NG', 2],
    ['ZA', 2],
  ]);
  await expect(readFacet('carrier')).resolves.toEqual([
    ['MTN', 3],
    ['Vodacom', 1],
    ['WIFI, all', 1],
  ]);
  await expect(readFacet('status')).resolves.toEqual([
    ['Active', 5],
    ['Paused', 1],
  ]);
  await expect(readFacet('flow')).resolves.toEqual([]);
});

test.each([
  'country=za,ke',
  'carrier=mtn',
  'country=NG&carrier=mtn,Vodacom&status=active',
  'search=offer&currency=usd',
  'mine=true&country=KE',
  'capLeftMin=25',
  'carrier=WIFI, all',
])('the number of a value is that of the offers that it would list, with %s', async (query) => {
  const given = new URLSearchParams(query);
  const { body } = await api.request(`/api/offer-facets?${query}`);
  const facets = Object.entries(body as Record<string, { value: string; offers: number }[]>);
  expect(facets.map(([facet]) => facet)).toEqual([
    'status',
    'country',
    'vertical',
    'carrier',
    'flow',
    'currency',
  ]);
  for (const [facet, values] of facets) {
    for (const { value, offers } of values) {
      const other = new URLSearchParams(given);
      other.set(facet, value);
      expect({ facet, value, offers: (await idsOf(other.toString())).length }).toEqual({
        facet,
        value,
        offers,
      });
    }
    const isNarrowed = [...given.keys()].some((filter) => filter !== facet);
    if (!isNarrowed) expect(values).toEqual((await api.request('/api/offer-facets')).body[facet]);
  }
});

test('a value that no offer has is refused with the values that there are', async () => {
  const { statusCode, body } = await api.request('/api/offer-facets?carrier=Safaricom');
  expect({ statusCode, message: body.message }).toEqual({
    statusCode: 400,
    message: 'No offer has the carrier "Safaricom". Values: MTN, Vodacom, "WIFI, all".',
  });
});

test('a row says how much of its cap is left, and a filter leaves out those with less', async () => {
  const { body } = await api.request('/api/offers');
  const rows = body.offers as { offerId: string; capLeftPercent: number | null }[];
  expect(Object.fromEntries(rows.map(({ offerId, capLeftPercent }) => [offerId, capLeftPercent]))).toEqual({
    a: 25,
    b: 70,
    c: 0,
    d: null,
    e: 0,
    f: null,
  });
  await expect(idsOf('capLeftMin=0')).resolves.toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  await expect(idsOf('capLeftMin=25')).resolves.toEqual(['a', 'b', 'd', 'f']);
  await expect(idsOf('capLeftMin=25.5')).resolves.toEqual(['b', 'd', 'f']);
  await expect(idsOf('capLeftMin=100&sortBy=offerName&sortOrder=desc')).resolves.toEqual(['f', 'd']);
  expect((await api.request('/api/offers?capLeftMin=101')).statusCode).toBe(400);
});

test('the filter by the cap also finds the offers of an earlier time', async () => {
  const before = await api.store.readClock();
  await saveRun(api.store, [{ offerId: 'a', offer: { filledCap: count(60) } }]);
  await expect(idsOf('capLeftMin=25')).resolves.toEqual(['b', 'd', 'f']);
  await expect(idsOf(`capLeftMin=25&at=${before}`)).resolves.toEqual(['a', 'b', 'd', 'f']);
});

test('a row says whether the offer is watched, and whether HIGH requests it', async () => {
  const conversion = { raw: '2h', ageSeconds: 7_200, precisionSeconds: 3_600 };
  await saveRun(api.store, [
    { offerId: 'g', offer: { status: 'Active', lastConversion: conversion } },
    { offerId: 'h', offer: { status: 'Active', lastConversion: conversion } },
  ]);
  // It leaves the list, and HIGH requests it for another day.
  await saveRun(api.store, [{ offerId: 'h', offer: { status: 'Paused', lastConversion: conversion } }]);
  const { body } = await api.request('/api/offers');
  const rows = body.offers as { offerId: string; watched: boolean; inHigh: boolean }[];
  const idsWith = (field: 'watched' | 'inHigh') =>
    rows.filter((row) => row[field]).map(({ offerId }) => offerId);
  expect(idsWith('watched')).toEqual(['c', 'e']);
  expect(idsWith('inHigh')).toEqual(['c', 'e', 'g', 'h']);
  const requested = await api.store.listToRequest({ after: null, limit: 100 });
  expect(requested.map(({ offerId }) => offerId).sort()).toEqual(idsWith('inHigh'));

  const etag = String((await api.request('/api/offers/e')).headers.etag);
  await api.store.unwatchOffer('e');
  const after = await api.request('/api/offers/e', { headers: { 'if-none-match': etag } });
  expect(after.body).toMatchObject({ watched: false, inHigh: false });
});
