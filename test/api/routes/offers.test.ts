import { saveRun } from '../save-offers';
import { startTestApi, type TestApi } from '../test-api';

/** Without a Temporal server: reading offers does not need one. */
let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await api.store.claimSource('sandbox');
  const conversion = { raw: '6h', ageSeconds: 21_600, precisionSeconds: 3_600 };
  const offers = ['10', '11', '12', '13', '14'].map((offerId, index) => ({
    offerId,
    offer: {
      offerName: `Offer <b>${offerId}</b>`,
      status: index === 4 ? ('Paused' as const) : ('Active' as const),
      country: index < 2 ? 'PT' : 'ES',
      payout: `${index}.350`,
      currency: index % 2 === 0 ? 'USD' : 'EUR',
      dailyCap: { kind: 'count' as const, amount: 0 },
      lastConversion: index % 2 === 0 ? conversion : { raw: null, ageSeconds: null, precisionSeconds: null },
    },
  }));
  await saveRun(api.store, offers);
});

afterAll(() => api.stop());

const idsOf = ({ body }: { body: Record<string, unknown> }) =>
  (body.offers as { offerId: string }[]).map(({ offerId }) => offerId);

test('lists the mirror in pages, with its source', async () => {
  const first = await api.request('/api/offers?limit=3');
  const rest = await api.request(`/api/offers?limit=3&cursor=${String(first.body.nextCursor)}`);

  expect(first.statusCode).toBe(200);
  expect(first.body).toMatchObject({ source: 'sandbox', total: 5 });
  expect(idsOf(first)).toEqual(['10', '11', '12']);
  expect(idsOf(rest)).toEqual(['13', '14']);
  expect(rest.body.nextCursor).toBeNull();
});

test('returns amounts as decimal strings, and a cap of zero as zero', async () => {
  const { body } = await api.request('/api/offers?limit=1');

  expect((body.offers as unknown[])[0]).toMatchObject({
    offerId: '10',
    payout: '0.350',
    dailyCap: 0,
    dailyCapKind: 'count',
    lastConvRaw: '6h',
    priority: 'HIGH',
  });
});

test('combines filters and sorting', async () => {
  expect(
    idsOf(await api.request('/api/offers?country=ES&status=Active&sortBy=payout&sortOrder=desc')),
  ).toEqual(['13', '12']);
  expect(idsOf(await api.request('/api/offers?payoutMin=3&search=offer'))).toEqual(['13', '14']);
  expect(idsOf(await api.request('/api/offers?convertedWithin=1d&priority=HIGH'))).toEqual([
    '10',
    '12',
    '14',
  ]);
});

test('filters by currency, and says where payouts of several currencies were compared', async () => {
  const mixes = async (query: string) => (await api.request(`/api/offers?${query}`)).body.mixesCurrencies;

  expect(idsOf(await api.request('/api/offers?currency=EUR'))).toEqual(['11', '13']);
  expect(idsOf(await api.request('/api/offers?currency=USD&payoutMin=2'))).toEqual(['12', '14']);
  expect(await mixes('payoutMin=1')).toBe(true);
  expect(await mixes('sortBy=payout')).toBe(true);
  expect(await mixes('sortBy=payout&currency=EUR')).toBe(false);
  expect(await mixes('payoutMin=4')).toBe(false);
  expect(await mixes('sortBy=offerName')).toBe(false);
});

test('a row has the times of its observations, and the interval of the last conversion', async () => {
  const { body } = await api.request('/api/offers/10');

  const { observedAt, firstObservedAt, updatedAt, lastConversionFrom, lastConversionTo } = body as Record<
    string,
    string
  >;
  expect([firstObservedAt, updatedAt]).toEqual([observedAt, observedAt]);
  expect(Date.parse(lastConversionTo!) - Date.parse(lastConversionFrom!)).toBe(3_600_000);
  expect(body).toMatchObject({ lastConversionAt: lastConversionTo, leftActiveAt: null });
  expect(body.stale).toMatchObject({ vertical: null });
  // The CLI prints the store's rows.
  expect(Object.keys(body).sort()).toEqual(Object.keys((await api.store.readOffer('10'))!).sort());
});

test('the ConversionList has the Active offers with a conversion', async () => {
  expect(idsOf(await api.request('/api/conversion-list'))).toEqual(['10', '12']);
});

test('without Temporal, a start fails, a finished run can be read, and readiness names what is unavailable', async () => {
  const start = await api.request('/api/cron?fetchByPriority=HIGH');
  const finished = await api.request('/api/syncs/full-sync-manual');
  const ready = await api.request('/api/health/ready');

  expect(start).toMatchObject({
    statusCode: 503,
    body: {
      error: 'Service Unavailable',
      message: 'The Temporal server cannot be reached. Try again later.',
    },
  });
  expect(finished).toMatchObject({
    statusCode: 200,
    body: {
      status: 'completed',
      links: {
        ui: expect.stringMatching(
          /^http:\/\/ui\.example\/namespaces\/default\/workflows\/full-sync-manual\/.+\/history$/,
        ) as string,
      },
    },
  });
  expect(ready.statusCode).toBe(503);
  expect(ready.body).toMatchObject({
    ready: false,
    source: 'sandbox',
    dependencies: { database: { state: 'up' }, temporal: { state: 'away' } },
    freshness: { lastHigh: null, lastFull: { ageSeconds: expect.any(Number) as number } },
  });
});

test('without the database, liveness works, reads fail, and no error reveals the connection string', async () => {
  const { request, stop } = await startTestApi();
  try {
    const alive = await request('/api/health');
    const offers = await request('/api/offers');
    const ready = await request('/api/health/ready');

    expect(alive.statusCode).toBe(200);
    expect(offers.statusCode).toBe(503);
    expect(offers.body.message).toBe('The database cannot be reached. Try again later.');
    expect(ready.statusCode).toBe(503);
    expect(ready.body).toMatchObject({ source: null, dependencies: { database: { state: 'away' } } });
    expect(offers.text + ready.text).not.toContain('secret-word');
  } finally {
    await stop();
  }
});
