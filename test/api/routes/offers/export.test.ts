import { get } from 'node:http';
import { saveRun } from '../../save-offers';
import { startTestApi, type TestApi } from '../../test-api';

let api: TestApi;

/** More than two pages of the largest size. */
const OFFERS = 1_203;

beforeAll(async () => {
  api = await startTestApi({ withDatabase: true });
  const offers = Array.from({ length: OFFERS }, (_, index) => ({
    offerId: String(index + 1),
    offer: {
      offerName: `Offer ${index + 1}`,
      status: 'Active' as const,
      country: index % 3 === 0 ? 'TR' : 'GR',
      payout: `${index % 40}.5`,
    },
  }));
  await saveRun(api.store, offers);
});

afterAll(() => api.stop());

test('all pages are one file, with one header, in the order and with the columns that are asked for', async () => {
  const { statusCode, headers, text } = await api.request(
    '/api/offers?format=csv&all=true&columns=payout,offerId&sortBy=payout&sortOrder=desc',
  );
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="offers.csv"',
  });
  const [header, ...rows] = text.trimEnd().split('\r\n');
  expect(header).toBe('payout,offerId');
  expect(rows).toHaveLength(OFFERS);
  expect(new Set(rows).size).toBe(OFFERS);
  const payouts = rows.map((row) => Number(row.split(',')[0]));
  expect(payouts).toEqual([...payouts].sort((a, b) => b - a));
});

test('the filters hold, and a cursor is where the file begins', async () => {
  const rowsOf = async (query: string) => {
    const { text } = await api.request(`/api/offers?format=csv&columns=offerId&country=tr&${query}`);
    return text.trimEnd().split('\r\n').slice(1);
  };
  const all = await rowsOf('all=true');
  expect(all).toHaveLength(401);
  const { body } = await api.request('/api/offers?country=tr&limit=150');
  await expect(rowsOf(`all=true&cursor=${String(body.nextCursor)}`)).resolves.toEqual(all.slice(150));
  await expect(rowsOf('limit=3')).resolves.toEqual(all.slice(0, 3));
});

test.each([
  ['all=true', /apply to CSV only: add format=csv/],
  ['columns=offerId&format=json', /apply to CSV only/],
  ['columns=offer&format=csv', /querystring\/columns/],
  ['all=true&format=csv&country=XX', /^No offer has the country "XX"/],
])('%s is refused', async (query, message) => {
  const { statusCode, body } = await api.request(`/api/offers?${query}`);
  expect({ statusCode, message: body.message }).toEqual({
    statusCode: 400,
    message: expect.stringMatching(message) as string,
  });
});

test('a file of which a page cannot be read is cut off, and not complete', async () => {
  const address = await api.app.listen({ port: 0, host: '127.0.0.1' });
  const { listOffers } = api.store;
  let pages = 0;
  const broken = jest.spyOn(api.store, 'listOffers').mockImplementation(async (query) => {
    pages += 1;
    if (pages === 2) throw new Error('the connection is gone');
    return listOffers(query);
  });
  const isComplete = await new Promise<boolean>((resolve, reject) => {
    get(`${address}/api/offers?format=csv&all=true`, (response) => {
      response.resume();
      response.on('close', () => resolve(response.complete));
      response.on('error', () => undefined);
    }).on('error', reject);
  });
  broken.mockRestore();
  expect({ pages, isComplete }).toEqual({ pages: 2, isComplete: false });
});
