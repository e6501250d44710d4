import { Client, escapeIdentifier } from 'pg';
import { saveOffers, saveTexts } from '../save-offers';
import { startTestApi, type TestApi } from '../test-api';

const DAY_MS = 86_400_000;

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  const client = new Client({ connectionString: api.databaseUrl });
  await client.connect();
  const name = escapeIdentifier(new URL(api.databaseUrl).pathname.slice(1));
  // Applies to new connections.
  await client.query(`ALTER DATABASE ${name} SET timezone = 'Asia/Shanghai'`);
  await client.end();
  await saveOffers(api.store, ['20', '7', 'a/b', '31']);
});
afterAll(() => api.stop());

afterEach(async () => {
  const { watchlist } = await api.store.listWatched({ limit: 500 });
  for (const { offerId } of watchlist) await api.store.unwatchOffer(offerId);
});

const send = (method: 'PUT' | 'POST' | 'DELETE', path: string, payload?: object) =>
  api.request(`/api/watchlist${path}`, { method, ...(payload !== undefined && { payload }) });

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

test('an offer is added with its settings, which a later PUT replaces as a whole', async () => {
  const mutedUntil = inDays(3);
  const added = await send('PUT', '/20', {
    note: 'line 1\n<b>2</b>',
    sensitivity: 'sure',
    after: '90m',
    mutedUntil,
  });
  expect(added).toMatchObject({
    statusCode: 201,
    body: {
      offerId: '20',
      note: 'line 1\n<b>2</b>',
      sensitivity: 'sure',
      after: '90m',
      mutedUntil: mutedUntil.replace('Z', '000Z'),
      offerName: 'Offer 20',
      status: 'Active',
      payout: '0.350',
    },
  });
  expect((await api.request('/api/watchlist/20')).body).toEqual(added.body);

  const replaced = await send('PUT', '/20', { sensitivity: 'quick' });
  expect(replaced).toMatchObject({
    statusCode: 200,
    body: {
      note: null,
      sensitivity: 'quick',
      after: null,
      mutedUntil: null,
      createdAt: added.body.createdAt,
    },
  });
  expect(await send('PUT', '/7')).toMatchObject({
    statusCode: 201,
    body: { sensitivity: 'usual', after: null },
  });
});

test('an offer is removed once', async () => {
  await send('PUT', '/a%2Fb');
  expect(await send('DELETE', '/a%2Fb')).toMatchObject({ statusCode: 204, text: '' });
  const message = 'Offer a/b is not on the watch list.';
  expect(await send('DELETE', '/a%2Fb')).toMatchObject({ statusCode: 404, body: { message } });
  expect(await api.request('/api/watchlist/a%2Fb')).toMatchObject({ statusCode: 404, body: { message } });
});

test.each(['/404', '/%00', '/%F0%9F%92%A9', `/${encodeURIComponent("'; DROP TABLE watchlist; --")}`])(
  'an offer that the mirror does not have is not added: %s',
  async (path) => {
    const { statusCode, body } = await send('PUT', path, { note: 'mine' });
    expect(statusCode).toBe(404);
    expect(body.message).toMatch(/^There is no offer /);
    expect((await api.store.listWatched({ limit: 10 })).total).toBe(0);
  },
);

test('many offers are added at once, and those of the list keep the settings that are not given', async () => {
  await send('PUT', '/7', { note: 'kept', after: '10m' });

  const { statusCode, body } = await send('POST', '', {
    offerIds: ['31', '7', '20', '31', 'none'],
    sensitivity: 'sure',
  });

  expect(statusCode).toBe(200);
  expect(body).toEqual({ added: ['20', '31'], existing: ['7'], unknown: ['none'] });
  const list = (await api.request('/api/watchlist?limit=2')) as {
    headers: Record<string, unknown>;
    body: { watchlist?: object[]; total?: number };
  };
  expect(list.body).toMatchObject({
    total: 3,
    watchlist: [
      { offerId: '20', note: null, sensitivity: 'sure', after: null },
      { offerId: '31', note: null, sensitivity: 'sure', after: null },
    ],
  });
  const next = /^<(.*)>; rel="next"$/.exec(String(list.headers.link))![1]!;
  expect((await api.request(`/api/watchlist${next}`)).body).toMatchObject({
    watchlist: [{ offerId: '7', note: 'kept', sensitivity: 'sure', after: '10m' }],
    nextCursor: null,
  });
});

test('a thousand long ids fit into one request', async () => {
  const offerIds = Array.from({ length: 1_000 }, (_, index) => `${index}`.padEnd(200, 'x'));
  const { statusCode, body } = await send('POST', '', { offerIds });
  expect({ statusCode, unknown: (body.unknown as string[]).length }).toEqual({
    statusCode: 200,
    unknown: 1_000,
  });
});

test.each([
  ['body/after must be 5m to 30d', { after: '4m' }],
  ['body/after must be 5m to 30d', { after: '31d' }],
  ['body/after must be 5m to 30d', { after: '721h' }],
  ['body/after', { after: '0m' }],
  ['body/after', { after: '600s' }],
  ['body/after', { after: 10 }],
  ['one of the allowed values: quick, usual, sure', { sensitivity: 'loud' }],
  ['body/sensitivity', { sensitivity: null }],
  ['body/mutedUntil is not a valid time', { mutedUntil: '2026-02-30' }],
  ['body/mutedUntil', { mutedUntil: 'tomorrow' }],
  ['body/mutedUntil must be at most 365 days ahead', { mutedUntil: inDays(366) }],
  ['body/note must NOT have more than 500 characters', { note: 'x'.repeat(501) }],
  ['body/note', { note: 'a\0b' }],
  ['must NOT have additional properties: notes', { notes: 'x' }],
])('rejects settings by PUT and by import, and adds nothing: %s (%#)', async (reason, settings) => {
  for (const response of [
    await send('PUT', '/20', settings),
    await send('POST', '', { offerIds: ['20'], ...settings }),
  ]) {
    expect(response.statusCode).toBe(400);
    expect(response.body.message).toContain(reason);
  }
  expect((await api.store.listWatched({ limit: 10 })).total).toBe(0);
});

test.each([
  [{}, 'offerIds'],
  [{ offerIds: [] }, 'offerIds'],
  [{ offerIds: [20] }, 'offerIds/0 must be string'],
  [{ offerIds: [''] }, 'offerIds/0'],
  [{ offerIds: Array.from({ length: 1_001 }, String) }, 'offerIds must NOT have more than 1000 items'],
])('rejects an import without usable ids: %#', async (payload, reason) => {
  const { statusCode, body } = await send('POST', '', payload);
  expect(statusCode).toBe(400);
  expect(body.message).toContain(reason);
});

test.each(['/api/watchlist?limit=501', '/api/watchlist?cursor=nonsense', '/api/watchlist?mine=true'])(
  'rejects %s',
  async (url) => expect((await api.request(url)).statusCode).toBe(400),
);

test('a mute that has passed is accepted, and ends the mute; one by date ends at midnight UTC', async () => {
  expect((await send('PUT', '/20', { mutedUntil: inDays(-1) })).body.mutedUntil).toBeNull();
  const date = inDays(30).slice(0, 10);
  const { body } = await send('PUT', '/20', { mutedUntil: date });
  expect(body.mutedUntil).toBe(`${date}T00:00:00.000000Z`);
});

test('texts of the network and of the user are neutral in CSV', async () => {
  await saveTexts(api.store, ['=cmd()']);
  await send('PUT', '/t-0', { note: '@SUM(A1)\nnext line' });
  const { headers, text } = await api.request('/api/watchlist?format=csv');
  expect(headers['content-disposition']).toBe('attachment; filename="watchlist.csv"');
  const [header, row] = text.split(/\r\n/);
  expect(header).toMatch(/^offerId,note,sensitivity,after,mutedUntil,.*offerName/);
  expect(row).toContain(`t-0,"'@SUM(A1)\nnext line",usual`);
  expect(row).toContain(`'=cmd()`);
});

test('the list of offers and the ConversionList can be limited to the watch list', async () => {
  await send('POST', '', { offerIds: ['31', '7'] });
  for (const path of ['offers', 'conversion-list']) {
    const { body } = await api.request(`/api/${path}?mine=true`);
    expect(body).toMatchObject({ total: 2, offers: [{ offerId: '31' }, { offerId: '7' }] });
    expect((await api.request(`/api/${path}?mine=false`)).body.total as number).toBeGreaterThan(2);
  }
  expect((await api.request('/api/offers?mine=perhaps')).statusCode).toBe(400);
});
