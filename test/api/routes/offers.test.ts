import type { FastifyInstance } from 'fastify';
import { createTestDatabase, type TestDatabase } from '../../../harness/servers/database';
import { buildApp } from '../../../src/api/app';
import { createSyncClient } from '../../../src/client';
import { createTemporalClient } from '../../../src/client/connection';
import { readConfig } from '../../../src/config';
import { findFreePort } from '../../../src/local/process/ports';
import { createStore, type Store } from '../../../src/store';

const RUN = { workflowId: 'full-sync-manual', runId: 'first' };

let database: TestDatabase;
let store: Store;
let app: FastifyInstance;
let close: () => Promise<void>;

/** An API whose Temporal server is not there: reads of the mirror must not need it. */
async function buildWithoutTemporal(withStore: Store) {
  const temporal = createTemporalClient(
    readConfig({ TEMPORAL_ADDRESS: `127.0.0.1:${await findFreePort()}` }).temporal,
  );
  const built = buildApp({
    store: withStore,
    syncs: createSyncClient({ temporal, uiUrl: 'http://ui.example' }),
  });
  return {
    app: built,
    close: async () => {
      await built.close();
      await temporal.connection.close();
    },
  };
}

beforeAll(async () => {
  database = await createTestDatabase();
  store = createStore({ databaseUrl: database.databaseUrl });
  ({ app, close } = await buildWithoutTemporal(store));
  await store.claimSource('sandbox');
  await store.beginRun({ run: RUN, kind: 'full', trigger: 'manual', params: {}, deadlineSeconds: 60 });
  const conversion = { raw: '6h', ageSeconds: 21_600 };
  const offers = ['10', '11', '12', '13', '14'].map((offerId, index) => ({
    offerId,
    offer: {
      offerName: `Offer <b>${offerId}</b>`,
      status: index === 4 ? ('Paused' as const) : ('Active' as const),
      country: index < 2 ? 'PT' : 'ES',
      payout: `${index}.350`,
      dailyCap: { kind: 'count' as const, amount: 0 },
      lastConversion: index % 2 === 0 ? conversion : { raw: null, ageSeconds: null },
    },
  }));
  await store.saveAnswer({
    run: RUN,
    requestKey: 'page/1',
    purpose: 'page',
    observedAt: await store.readClock(),
    attempt: 1,
    metIds: offers.map(({ offerId }) => offerId),
    absentIds: [],
    received: offers.length,
    offers,
    rejected: [],
  });
  await store.refreshConversionList(RUN);
  await store.finishRun({ run: RUN, status: 'completed', reasons: [], error: null });
});

afterAll(async () => {
  await close();
  await store.close();
  await database.drop();
});

const get = async (url: string) => {
  const response = await app.inject({ method: 'GET', url });
  return { statusCode: response.statusCode, body: response.json<Record<string, unknown>>() };
};
const idsOf = ({ body }: { body: Record<string, unknown> }) =>
  (body.offers as { offerId: string }[]).map(({ offerId }) => offerId);

test('the mirror is read page by page, without Temporal, and says which network it is of', async () => {
  const first = await get('/api/offers?limit=3');
  const rest = await get(`/api/offers?limit=3&cursor=${String(first.body.nextCursor)}`);

  expect(first.statusCode).toBe(200);
  expect(first.body).toMatchObject({ source: 'sandbox', total: 5 });
  expect(idsOf(first)).toEqual(['10', '11', '12']);
  expect(idsOf(rest)).toEqual(['13', '14']);
  expect(rest.body.nextCursor).toBeNull();
});

test('an offer shows what the network said: decimals as text, a cap of zero as zero', async () => {
  const { body } = await get('/api/offers?limit=1');

  expect((body.offers as unknown[])[0]).toMatchObject({
    offerId: '10',
    payout: '0.350',
    dailyCap: 0,
    dailyCapKind: 'count',
    lastConvRaw: '6h',
    priority: 'HIGH',
  });
});

test('filters and sorting work together', async () => {
  expect(idsOf(await get('/api/offers?country=ES&status=Active&sortBy=payout&sortOrder=desc'))).toEqual([
    '13',
    '12',
  ]);
  expect(idsOf(await get('/api/offers?payoutMin=3&search=offer'))).toEqual(['13', '14']);
  expect(idsOf(await get('/api/offers?convertedWithin=1d&priority=HIGH'))).toEqual(['10', '12', '14']);
});

test('the ConversionList holds what is Active and converts', async () => {
  expect(idsOf(await get('/api/conversion-list'))).toEqual(['10', '12']);
});

test.each([
  ['limit=0', 'limit'],
  ['limit=501', 'limit'],
  ['sortBy=country', 'sortBy'],
  ['cursor=nonsense', 'cursor'],
  ['payoutMin=much', 'payoutMin'],
  ['convertedWithin=soon', 'convertedWithin'],
  ['status=Gone', 'status'],
])('%s is refused, and the field is named', async (query, field) => {
  const { statusCode, body } = await get(`/api/offers?${query}`);

  expect(statusCode).toBe(400);
  expect(body.message).toContain(field);
});

test('without Temporal, starting says so, a finished run is still shown, and readiness names what is away', async () => {
  const start = await get('/api/cron?fetchByPriority=HIGH');
  const finished = await get('/api/syncs/full-sync-manual');
  const ready = await get('/api/health/ready');

  expect(start).toMatchObject({
    statusCode: 503,
    body: { error: 'Service Unavailable', message: 'the Temporal server cannot be reached' },
  });
  expect(finished).toMatchObject({
    statusCode: 200,
    body: {
      status: 'completed',
      links: { ui: 'http://ui.example/namespaces/default/workflows/full-sync-manual' },
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

test('without the database, liveness stays, reads say what is away, and no error tells where it was', async () => {
  const port = await findFreePort();
  const lost = createStore({ databaseUrl: `postgresql://someone:secret-word@127.0.0.1:${port}/nothing` });
  const without = await buildWithoutTemporal(lost);
  try {
    const alive = await without.app.inject('/api/health');
    const offers = await without.app.inject('/api/offers');
    const ready = await without.app.inject('/api/health/ready');

    expect(alive.statusCode).toBe(200);
    expect(offers.statusCode).toBe(503);
    expect(offers.json<{ message: string }>().message).toBe('the database cannot be reached');
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({ source: null, dependencies: { database: { state: 'away' } } });
    expect(offers.body + ready.body).not.toContain('secret-word');
  } finally {
    await without.close();
    await lost.close();
  }
});
