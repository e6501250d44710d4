import { runSql } from '../../../harness/servers/database';
import { saveRun } from '../save-offers';
import { startTestApi, type TestApi } from '../test-api';

let api: TestApi;
/** Times of the database's clock: before the first offer, when all were Active, and after one was paused. */
let before: string, active: string, paused: string;

const conversion = { raw: '6h', ageSeconds: 21_600, precisionSeconds: 3_600 };

function save(values: Record<string, 'Active' | 'Paused'>, payout: string) {
  return saveRun(
    api.store,
    Object.entries(values).map(([offerId, status]) => ({
      offerId,
      offer: { offerName: `=Offer ${offerId}`, status, country: 'PT', payout, lastConversion: conversion },
    })),
  );
}

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await api.store.claimSource('sandbox');
  before = await api.store.readClock();
  await save({ '10': 'Active', '11': 'Active' }, '0.350');
  active = await api.store.readClock();
  await save({ '10': 'Paused', '11': 'Active', '12': 'Active' }, '9.000');
  paused = await api.store.readClock();
});

afterAll(() => api.stop());

const idsOf = ({ body }: { body: Record<string, unknown> }) =>
  (body.offers as { offerId: string }[]).map(({ offerId }) => offerId);

test('lists the offers and the ConversionList of an earlier time', async () => {
  const offers = await api.request(`/api/offers?at=${active}`);
  expect(offers.body).toMatchObject({ source: 'sandbox', total: 2, at: active });
  expect(offers.body.offers).toMatchObject([
    { offerId: '10', status: 'Active', payout: '0.350', observedAt: null, statusConfirmed: null },
    { offerId: '11', status: 'Active', payout: '0.350', priority: 'HIGH' },
  ]);
  expect(idsOf(await api.request(`/api/conversion-list?at=${active}`))).toEqual(['10', '11']);
  expect(idsOf(await api.request(`/api/conversion-list?at=${paused}`))).toEqual(['11', '12']);
  expect(idsOf(await api.request(`/api/offers?at=${before}`))).toEqual([]);
  expect((await api.request('/api/offers')).body).toMatchObject({ at: null, provisional: false });
});

test('gets one offer, and the list as CSV, of an earlier time', async () => {
  expect(await api.request(`/api/offers/10?at=${active}`)).toMatchObject({
    statusCode: 200,
    body: { status: 'Active', payout: '0.350' },
  });
  expect(await api.request(`/api/offers/12?at=${active}`)).toMatchObject({
    statusCode: 404,
    body: { message: `The mirror had no offer 12 at ${active}.` },
  });
  const { text } = await api.request(`/api/offers?at=${active}&format=csv`);
  expect(text.split('\r\n')).toEqual([
    expect.stringMatching(/^offerId,offerName,status,/),
    expect.stringMatching(/^10,'=Offer 10,Active,,PT,/),
    expect.stringMatching(/^11,'=Offer 11,Active,,PT,/),
    '',
  ]);
});

test('filters, sorts and pages are of that time', async () => {
  const query = `/api/offers?at=${active}&payoutMin=0.3&sortBy=payout&sortOrder=desc&limit=1`;
  const first = await api.request(query);
  const second = await api.request(`${query}&cursor=${String(first.body.nextCursor)}`);
  expect([...idsOf(first), ...idsOf(second)]).toEqual(['11', '10']);
  expect(first.headers.link).toContain(encodeURIComponent(active));
  expect(idsOf(await api.request(`/api/offers?at=${active}&payoutMin=5`))).toEqual([]);

  const elsewhere = `/api/offers?at=${paused}&payoutMin=0.3&sortBy=payout&sortOrder=desc&limit=1`;
  expect(await api.request(`${elsewhere}&cursor=${String(first.body.nextCursor)}`)).toMatchObject({
    statusCode: 400,
  });
});

test.each([
  ['/api/offers?at=2099-01-01', 400, /^at is in the future: it is 20.*Leave at out for the present\.$/],
  ['/api/offers/10?at=2099-01-01', 400, /^at is in the future/],
  ['/api/offers?at=2026-02-30', 400, /^querystring\/at is not a valid time$/],
  [
    '/api/offers?at=2026-01-01T10:00%2B08:00',
    400,
    /^querystring\/at must match pattern .*ISO 8601 in UTC, such as 2026-01-05 or 2026-01-05T10:00:00Z\.$/,
  ],
  ['/api/offers/10?when=2026-01-01', 400, /^querystring must NOT have additional properties: when$/],
  [
    '/api/offers?at=2026-01-01&sortBy=updatedAt',
    400,
    /the history does not have its values\. Sorts: offerId, /,
  ],
  ['/api/conversion-list?at=2026-01-01&leftActiveSince=2026-01-01', 400, /\/api\/changes lists which offers/],
  ['/api/offers?at=1999-12-31', 410, /^The history begins at 20.*Ask for a time from then on\.$/],
  ['/api/conversion-list?at=1999-12-31T10:00Z', 410, /^The history begins at/],
])('%s is answered with %i and the reason', async (url, statusCode, message) => {
  const response = await api.request(url);
  expect(response).toMatchObject({ statusCode });
  expect(response.body.message).toMatch(message);
});

test('what an answer may still change is not cached, anything else is', async () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  await runSql(
    api.databaseUrl,
    `UPDATE _prisma_migrations SET finished_at = now() - interval '1 day';
     INSERT INTO history.offer_changes (offer_id, observed_at, is_new, changes) VALUES ('1', now() - interval '1 day', true, '{}')`,
  );
  await api.store.maintainHistory({ keepSeconds: 10 * 86_400 });
  const isCached = async (at: string) => {
    const { headers, body } = await api.request(`/api/offers?at=${at}`);
    expect(headers['cache-control']).toBe(body.provisional === true ? 'no-store' : 'private, no-cache');
    expect('etag' in headers).toBe(body.provisional === false);
    return body.provisional === false;
  };
  // An answer can be saved for some time after its run has ended, and as long as its run is running.
  expect(await isCached(ago(8))).toBe(false);
  expect(await isCached(ago(30))).toBe(true);
  const run = { workflowId: 'full-sync-manual', runId: 'long' };
  await api.store.beginRun({ run, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 600 });
  await runSql(
    api.databaseUrl,
    `UPDATE sync_runs SET started_at = now() - interval '40 minutes' WHERE run_id = 'long'`,
  );
  expect(await isCached(ago(30))).toBe(false);
  expect(await isCached(ago(50))).toBe(true);
  expect((await api.request(`/api/offers/10?at=${ago(1)}`)).headers['cache-control']).toBe('no-store');
});
