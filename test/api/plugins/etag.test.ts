import { gunzipSync } from 'node:zlib';
import { poll } from '../../../harness/poll';
import { saveOffers } from '../save-offers';
import { startTestApi, type TestApi } from '../test-api';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await saveOffers(api.store, ['10', '11', '12']);
});

afterAll(() => api.stop());

const etagOf = async (url: string) => String((await api.request(url)).headers.etag);

test('answers 304 without a body if the copy of the client is current', async () => {
  for (const url of ['/api/offers', '/api/offers/10', '/api/conversion-list', '/docs/json']) {
    const etag = await etagOf(url);
    for (const ifNoneMatch of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const { statusCode, text, headers } = await api.request(url, {
        headers: { 'if-none-match': ifNoneMatch },
      });
      expect({ url, ifNoneMatch, statusCode, text }).toEqual({ url, ifNoneMatch, statusCode: 304, text: '' });
      expect(headers.etag).toBe(etag);
    }
    expect(await api.request(url, { headers: { 'if-none-match': '"other"' } })).toMatchObject({
      statusCode: 200,
    });
  }
});

test('an ETag changes with an offer, but not with the age of its last conversion', async () => {
  const age = async () => (await api.request('/api/offers/10')).body.lastConversionAgeSeconds;
  const [etag, before] = [await etagOf('/api/offers/10'), await age()];
  await poll('the age has grown', async () => (await age()) !== before);

  expect(await etagOf('/api/offers/10')).toBe(etag);

  await saveOffers(api.store, ['10'], { payout: '9.99' });

  expect(await etagOf('/api/offers/10')).not.toBe(etag);
});

test('responses that are not cacheable, and errors, have no ETag', async () => {
  for (const url of ['/api/health', '/api/health/ready', '/metrics', '/api/offers/unknown']) {
    expect((await api.request(url)).headers).not.toHaveProperty('etag');
  }
});

test('compresses a large response for clients that accept gzip', async () => {
  const packed = await api.app.inject({ url: '/docs/json', headers: { 'accept-encoding': 'gzip' } });
  const plain = await api.app.inject({ url: '/docs/json' });

  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 3);
  expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body);
  expect(packed.headers.etag).toBe(plain.headers.etag);
  expect(plain.headers).not.toHaveProperty('content-encoding');
});
