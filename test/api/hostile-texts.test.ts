import { HOSTILE_TEXTS } from '../../harness/hostile-texts';
import { createTestDatabase, type TestDatabase } from '../../harness/servers/database';
import { startTestApi } from './test-api';
import { saveTexts } from './save-offers';

let database: TestDatabase;
let api: Awaited<ReturnType<typeof startTestApi>>;

interface Named {
  offerId: string;
  offerName: string;
}

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({ databaseUrl: database.databaseUrl });
  await saveTexts(api.store, HOSTILE_TEXTS);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const list = async (query: Record<string, string>) => {
  const { statusCode, body } = await api.ask(
    `/api/offers?${new URLSearchParams({ limit: '500', ...query }).toString()}`,
  );
  expect(statusCode).toBe(200);
  return { offers: body.offers as Named[], total: body.total as number };
};

test('every text comes out as it went in, as JSON and nothing else', async () => {
  const answer = await api.ask('/api/offers?limit=500');

  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  const names = (answer.body.offers as Named[]).map(({ offerName }) => offerName);
  expect(names.sort()).toEqual([...HOSTILE_TEXTS].sort());
  // Not even within JSON is there what ends a line of a terminal or a log.
  expect(answer.text).not.toMatch(/[\0-\x1f]/);
});

test.each(HOSTILE_TEXTS)('an offer is found by its name, and by nothing else: %j', async (text) => {
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

test('what a caller says comes back in refusals as text of JSON', async () => {
  for (const text of HOSTILE_TEXTS) {
    for (const url of [
      `/api/offers/${encodeURIComponent(text)}`,
      `/api/syncs/${encodeURIComponent(text)}x`,
      `/nothing/${encodeURIComponent(text)}`,
    ]) {
      const { statusCode, headers } = await api.ask(url, { headers: { accept: 'text/html' } });
      expect([400, 404, 503]).toContain(statusCode);
      expect(headers['content-type']).toMatch(/^application\/json/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  }
});
