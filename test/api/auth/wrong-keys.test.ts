import { startTestApi, type TestApi } from '../test-api';

const KEY = 'a-key-of-the-tests';
const TEN_401_THEN_429 = [...Array<number>(10).fill(401), ...Array<number>(5).fill(429)];

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ key: KEY });
});

afterAll(() => api.stop());

const send = (authorization: string, remoteAddress: string) =>
  api.request('/docs/json', { headers: { authorization }, remoteAddress });
const sendKey = (key: string, remoteAddress: string) => send(`Bearer ${key}`, remoteAddress);

/** The statuses of 15 requests, one after the other, with these authorizations. */
async function sendAll(authorizationOf: (index: number) => string, remoteAddress: string) {
  const statuses: number[] = [];
  for (let index = 1; index <= 15; index += 1)
    statuses.push((await send(authorizationOf(index), remoteAddress)).statusCode);
  return statuses;
}

test('rejects wrong keys with 429 after ten of them within a minute from an address, and never the right key', async () => {
  const address = '198.51.100.1';

  expect(await sendAll((index) => `Bearer guess-${index}`, address)).toEqual(TEN_401_THEN_429);

  expect((await sendKey(KEY, address)).statusCode).toBe(200);
  const wrong = await sendKey('guess', address);
  expect(wrong).toMatchObject({
    statusCode: 429,
    body: {
      statusCode: 429,
      error: 'Too Many Requests',
      message: expect.stringContaining('wrong API keys') as string,
    },
  });
  expect(Number(wrong.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(wrong.headers['retry-after'])).toBeLessThanOrEqual(60);
  expect((await sendKey('guess', '198.51.100.2')).statusCode).toBe(401);
});

test('of many wrong keys that arrive at once, at most ten pass the limit', async () => {
  const responses = await Promise.all(
    Array.from({ length: 200 }, (_, index) => sendKey(`guess-${index}`, '198.51.100.6')),
  );

  const rejected = responses.filter(({ statusCode }) => statusCode === 429);
  expect(rejected.length).toBeGreaterThanOrEqual(190);
});

test('counts the same wrong key each time', async () => {
  expect(await sendAll(() => 'Bearer the-old-key', '198.51.100.3')).toEqual(TEN_401_THEN_429);
});

test('counts wrong passwords like wrong keys', async () => {
  const basic = (index: number) => `Basic ${Buffer.from(`me:guess-${index}`).toString('base64')}`;

  expect(await sendAll(basic, '198.51.100.4')).toEqual(TEN_401_THEN_429);
});

test('does not count requests without a key, nor the right key', async () => {
  const remoteAddress = '198.51.100.5';
  for (let time = 1; time <= 30; time += 1) {
    expect((await api.request('/docs/json', { remoteAddress })).statusCode).toBe(401);
    expect((await sendKey(KEY, remoteAddress)).statusCode).toBe(200);
  }
});
