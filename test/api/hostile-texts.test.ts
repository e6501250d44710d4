import { HOSTILE_TEXTS } from '../../harness/hostile-texts';
import { saveTexts } from './save-offers';
import { startTestApi, type TestApi } from './test-api';

let api: TestApi;

interface NamedOffer {
  offerId: string;
  offerName: string;
}

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await saveTexts(api.store, HOSTILE_TEXTS);
});

afterAll(() => api.stop());

const list = async (query: Record<string, string>) => {
  const { statusCode, body } = await api.request(
    `/api/offers?${new URLSearchParams({ limit: '500', ...query }).toString()}`,
  );
  expect(statusCode).toBe(200);
  return { offers: body.offers as NamedOffer[], total: body.total as number };
};

test('returns every text unchanged, as JSON', async () => {
  const answer = await api.request('/api/offers?limit=500');

  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  const names = (answer.body.offers as NamedOffer[]).map(({ offerName }) => offerName);
  expect(names.sort()).toEqual([...HOSTILE_TEXTS].sort());
  // Before its final line break, the JSON contains no raw control characters, which would break a line of a terminal or log.
  expect(answer.text.replace(/\n$/, '')).not.toMatch(/[\0-\x1f]/);
});

test.each(HOSTILE_TEXTS)('finds an offer by exactly its own text: %j', async (text) => {
  const whole = await list({ search: text });
  expect(whole.offers.map(({ offerName }) => offerName).sort()).toEqual(
    HOSTILE_TEXTS.filter((name) => name.includes(text)).sort(),
  );
  for (const filter of ['country', 'vertical', 'carrier', 'flow']) {
    const { offers, total } = await list({ [filter]: text });
    expect({ filter, names: offers.map(({ offerName }) => offerName), total }).toEqual({
      filter,
      names: [text],
      total: 1,
    });
  }
});

test('error messages contain the text of the caller as JSON only', async () => {
  for (const text of HOSTILE_TEXTS) {
    for (const url of [
      `/api/offers/${encodeURIComponent(text)}`,
      `/api/syncs/${encodeURIComponent(text)}x`,
      `/nothing/${encodeURIComponent(text)}`,
    ]) {
      const { statusCode, headers } = await api.request(url, { headers: { accept: 'text/html' } });
      expect([400, 404, 503]).toContain(statusCode);
      expect(headers['content-type']).toMatch(/^application\/json/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  }
});
