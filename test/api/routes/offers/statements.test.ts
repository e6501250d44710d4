import { Client } from 'pg';
import { saveTexts } from '../../save-offers';
import { startTestApi, type TestApi } from '../../test-api';

/** Without a Temporal server: reading offers does not need one. */
let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  await api.store.claimSource('sandbox');
  await saveTexts(api.store, ['one', 'two']);
});

afterAll(() => api.stop());

/** The statements that a request sends, once all connections are open and what a process reads once is known. */
async function countStatements(path: string): Promise<number> {
  for (let warmUp = 0; warmUp < 2; warmUp += 1) await api.request(path);
  const query = jest.spyOn(Client.prototype, 'query');
  try {
    expect((await api.request(path)).statusCode).toBe(200);
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}

// The count, the rows, their rhythms and their conversions. Each statement takes a twentieth of the API's processor time.
test.each([
  ['/api/offers', 4],
  ['/api/offers?sortBy=payout&sortOrder=desc&limit=1', 4],
  ['/api/conversion-list', 4],
  ['/api/offers?country=one', 5],
])('%s takes %i statements', async (path, statements) => {
  expect(await countStatements(path)).toBe(statements);
});
