import { startTestApi, type TestApi } from './test-api';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
});

afterAll(() => api.stop());

const cursorOf = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');

test.each([
  ['/api/syncs?limit=0', 'limit'],
  ['/api/syncs?limit=501', 'limit'],
  ['/api/syncs?kind=chunk', 'kind'],
  ['/api/syncs?status=skipped', 'status'],
  ['/api/syncs?cursor=nonsense', 'cursor'],
  ['/api/syncs?cursor=%00', 'cursor'],
  [`/api/syncs?cursor=${cursorOf(['no-run', 'no-id'])}`, 'cursor'],
  [`/api/syncs?cursor=${cursorOf([null, null])}`, 'cursor'],
  [`/api/syncs?cursor=${cursorOf(['\ud800', 'x'])}`, 'cursor'],
  [`/api/syncs?cursor=${'a'.repeat(2_001)}`, 'cursor'],
  ['/api/syncs?order=asc', 'order'],
  ['/api/offers?limit=0', 'limit'],
  ['/api/offers?limit=501', 'limit'],
  ['/api/offers?sortBy=country', 'sortBy'],
  ['/api/offers?cursor=nonsense', 'cursor'],
  ['/api/offers?payoutMin=much', 'payoutMin'],
  ['/api/offers?convertedWithin=soon', 'convertedWithin'],
  ['/api/offers?status=Gone', 'status'],
  ['/api/offers?sortOrder=up', 'sortOrder'],
  ['/api/offers?country=', 'country'],
  ['/api/offers?search=PT&search=ES', 'search'],
  ['/api/offers?country=PT&country=', 'country'],
  [`/api/offers?country=${'PT&country='.repeat(50)}PT`, 'country'],
  ['/api/offers?status=active,gone', 'status'],
  ['/api/syncs?kind=FULL,chunk', 'kind'],
  ['/api/offers?ids=1,,2', 'ids'],
  [`/api/offers?ids=${'1,'.repeat(500)}1`, 'ids'],
  ['/api/offers?leftActiveSince=2026-02-30', 'leftActiveSince'],
  ['/api/offers?leftActiveBefore=yesterday', 'leftActiveBefore'],
  ['/api/offers?leftActiveBefore=2026-01-05T24:00Z', 'leftActiveBefore'],
  ['/api/schedules?format=xml', 'format'],
  ['/api/syncs/full-sync-manual?wait=61s', 'wait'],
  ['/api/syncs/full-sync-manual?wait=0s', 'wait'],
  ['/api/syncs/full-sync-manual?wait=1m', 'wait'],
  ['/api/cron?wait=90s', 'wait'],
  [`/api/offers?search=${'a'.repeat(201)}`, 'search'],
  ['/api/offers?payoutMin=NaN', 'payoutMin'],
  ['/api/offers?payoutMin=-1', 'payoutMin'],
  ['/api/offers?convertedWithin=99999999d', 'convertedWithin'],
  ['/api/offers?limit=', 'limit'],
  ['/api/offers?limit=Infinity', 'limit'],
  ['/api/syncs?limit=1e309', 'limit'],
  ['/api/conversion-list?limit=-Infinity', 'limit'],
  ['/api/offers?payoutMin=Infinity', 'payoutMin'],
  ['/api/cron?concurrency=Infinity', 'concurrency'],
  ['/api/cron?maxPages=1e309', 'maxPages'],
  [`/api/offers?cursor=${cursorOf(['offerId asc', '', '\0'])}`, 'cursor'],
  [`/api/offers?cursor=${cursorOf(['payout asc', '1', '1'])}`, 'cursor'],
  [`/api/offers?sortBy=payout&cursor=${cursorOf(['payout asc', '1e9', '1'])}`, 'cursor'],
  [
    `/api/offers?sortBy=updatedAt&cursor=${cursorOf(['updatedAt asc', '0000-01-01T00:00:00.000000Z', '1'])}`,
    'cursor',
  ],
  [
    `/api/offers?sortBy=updatedAt&cursor=${cursorOf(['updatedAt asc', '2026-02-30T00:00:00.000000Z', '1'])}`,
    'cursor',
  ],
  [
    `/api/offers?sortBy=lastConversionAt&cursor=${cursorOf(['lastConversionAt asc', '2026-13-01T00:00:00.000000Z', '1'])}`,
    'cursor',
  ],
])('rejects %s and names the field', async (url, field) => {
  const { statusCode, body } = await api.request(url);

  expect(statusCode).toBe(400);
  expect(body).toEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: expect.stringContaining(field) as string,
  });
});

test.each([
  '/api/offers/unknown',
  '/api/offers/%00',
  '/api/offers/%F0%9F%92%A9',
  '/api/offers/..%2F..%2Fetc',
  `/api/offers/${encodeURIComponent("'; DROP TABLE offers; --")}`,
])('answers 404 for %s', async (url) => {
  const { statusCode, body } = await api.request(url);

  expect(statusCode).toBe(404);
  expect(body.message).toMatch(/^There is no offer /);
});

test.each(['/api/offers/%', '/api/offers/%ff', '/api/syncs/%E0%A4%A'])(
  'rejects %s, which cannot be decoded',
  async (url) => {
    expect((await api.request(url)).statusCode).toBe(400);
  },
);

test.each(['%00', '%EF%BF%BF', '%F0%9F%92%A9', '%25', '_'])(
  'finds no offers for a text that none has: %s',
  async (text) => {
    for (const filter of ['country', 'vertical', 'carrier', 'flow', 'search']) {
      const { statusCode, body } = await api.request(`/api/offers?${filter}=${text}`);
      expect({ filter, statusCode, total: body.total }).toEqual({ filter, statusCode: 200, total: 0 });
    }
  },
);

const post = (payload: string, type = 'application/json') =>
  api.request('/api/syncs/full', { method: 'POST', payload, headers: { 'content-type': type } });

test.each([
  ['{"maxPages":"5"}', 'maxPages must be integer'],
  ['{"maxPages":null}', 'maxPages must be integer'],
  ['{"maxPages":1.5}', 'maxPages must be integer'],
  ['{"maxPages":0}', 'maxPages must be >= 1'],
  ['{"maxPages":1e308}', 'maxPages'],
  ['{"concurrency":51}', 'concurrency must be <= 50'],
  ['{"status":["Active"]}', 'status must be string'],
  ['{"status":"Gone"}', 'status must be equal to one of the allowed values: Active'],
  ['{"allowMassRemoval":"yes"}', 'allowMassRemoval must be boolean'],
  ['{"allowMassRemoval":1}', 'allowMassRemoval must be boolean'],
  ['{"maxPage":5}', 'must NOT have additional properties: maxPage'],
  ['[]', 'body must be object'],
  ['"full"', 'body must be object'],
  ['{"maxPages":', 'body'],
  [' ', 'body'],
  ['{"__proto__":{"maxPages":1}}', 'body'],
])('rejects the body %s with a reason', async (payload, reason) => {
  const { statusCode, body } = await post(payload);

  expect(statusCode).toBe(400);
  expect(body.message).toContain(reason);
});

test('an empty body with a content type is no body', async () => {
  // Accepted; then the missing Temporal server is noticed.
  expect((await post('')).statusCode).toBe(503);
});

test('ignores the parameter that keeps caches out of a read, and only there', async () => {
  expect((await api.request('/api/offers?_=1767607200000')).statusCode).toBe(200);
  expect((await api.request('/api/offers?_=1&_=2&limit=1')).statusCode).toBe(200);
  expect((await api.request('/api/offers?__=1')).statusCode).toBe(400);
  expect((await api.request('/api/cron?_=1')).statusCode).toBe(400);
  expect((await api.request('/api/syncs/full?_=1', { method: 'POST' })).statusCode).toBe(400);
});

test.each([
  ['/api/syncs/full?maxPages=5', undefined, 'must NOT have additional properties: maxPages'],
  ['/api/syncs/full?maxPages=abc', undefined, 'must NOT have additional properties: maxPages'],
  ['/api/syncs/high?status=Active', undefined, 'must NOT have additional properties: status'],
  ['/api/syncs/high', { maxPages: 5 }, 'must NOT have additional properties: maxPages'],
  ['/api/syncs/refresh', { status: 'any' }, 'must NOT have additional properties: status'],
  ['/api/syncs/full-sync-manual/cancel', { force: true }, 'must NOT have additional properties: force'],
  ['/api/schedules/full-sync/trigger', { note: 'x' }, 'must NOT have additional properties: note'],
  ['/api/schedules/full-sync/pause?note=x', undefined, 'must NOT have additional properties: note'],
])('rejects parameters that %s does not have: %j', async (url, payload, reason) => {
  const { statusCode, body } = await api.request(url, { method: 'POST', ...(payload && { payload }) });

  expect(statusCode).toBe(400);
  expect(body.message).toContain(reason);
});

test('rejects a body that is not JSON or too large', async () => {
  const text = await post('maxPages=5', 'application/x-www-form-urlencoded');
  const large = await post(`{"maxPages":${' '.repeat(17_000)}5}`);

  expect(text).toMatchObject({ statusCode: 415, body: { error: 'Unsupported Media Type' } });
  expect(text.body.message).toContain('content-type');
  expect(large).toMatchObject({ statusCode: 413, body: { error: 'Payload Too Large' } });
  expect(large.body.message).toContain('body');
});

test('rejects a note that is too long or not a string', async () => {
  for (const note of ['a'.repeat(501), '', 5, null]) {
    const { statusCode, body } = await api.request('/api/schedules/full-sync/pause', {
      method: 'POST',
      payload: { note },
    });
    expect(statusCode).toBe(400);
    expect(body.message).toContain('note');
  }
});

test('rejects a method that a path does not support, and lists the supported ones', async () => {
  const put = await api.request('/api/offers', { method: 'PUT' });
  const read = await api.request('/api/syncs/x/cancel');
  const nowhere = await api.request('/api/nothing', { method: 'POST' });

  expect(put).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
  expect(read).toMatchObject({ statusCode: 405, headers: { allow: 'POST' } });
  expect(nowhere).toMatchObject({ statusCode: 404, body: { message: 'There is no POST /api/nothing.' } });
});

test('a URL that cannot be decoded is answered like any other error', async () => {
  expect(await api.request('/api/offers/%E0%A4%A')).toMatchObject({
    statusCode: 400,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': expect.any(String) as string,
    },
    body: { statusCode: 400, error: 'Bad Request' },
  });
  const { body } = await api.request('/api/offers/%E0%A4%A');
  expect(Object.keys(body as object)).toEqual(['statusCode', 'error', 'message']);
});
