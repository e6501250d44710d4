import { gunzipSync } from 'node:zlib';
import { poll } from '../../../harness/poll';
import { createTestDatabase, type TestDatabase } from '../../../harness/servers/database';
import { startTestApi } from '../test-api';
import { saveOffers } from '../save-offers';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof startTestApi>>;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({ databaseUrl: database.databaseUrl });
  await saveOffers(api.store, ['10', '11', '12']);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const etagOf = async (url: string) => String((await api.ask(url)).headers.etag);

test('a read that the caller has already is answered with 304 and nothing else', async () => {
  for (const url of ['/api/offers', '/api/offers/10', '/api/conversion-list', '/docs/json']) {
    const etag = await etagOf(url);
    for (const known of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const { statusCode, text, headers } = await api.ask(url, { headers: { 'if-none-match': known } });
      expect({ url, known, statusCode, text }).toEqual({ url, known, statusCode: 304, text: '' });
      expect(headers.etag).toBe(etag);
    }
    expect(await api.ask(url, { headers: { 'if-none-match': '"other"' } })).toMatchObject({
      statusCode: 200,
    });
  }
});

test('an ETag changes with an offer, and not while only the age of its conversion grows', async () => {
  const age = async () => (await api.ask('/api/offers/10')).body.lastConversionAgeSeconds;
  const [etag, before] = [await etagOf('/api/offers/10'), await age()];
  await poll('the age has grown', async () => (await age()) !== before);

  expect(await etagOf('/api/offers/10')).toBe(etag);

  await saveOffers(api.store, ['10'], { payout: '9.99' });

  expect(await etagOf('/api/offers/10')).not.toBe(etag);
});

test('what is only true for a moment has no ETag, and neither has a refusal', async () => {
  for (const url of ['/api/health', '/api/health/ready', '/metrics', '/api/offers/unknown']) {
    expect((await api.ask(url)).headers).not.toHaveProperty('etag');
  }
});

test('a large answer is sent as gzip to those who take it', async () => {
  const packed = await api.app.inject({ url: '/docs/json', headers: { 'accept-encoding': 'gzip' } });
  const plain = await api.app.inject({ url: '/docs/json' });

  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
  expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body);
  expect(packed.headers.etag).toBe(plain.headers.etag);
  expect(plain.headers).not.toHaveProperty('content-encoding');
});
