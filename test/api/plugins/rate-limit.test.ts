import { startTestApi, type TestApi } from '../test-api';

const KEY = 'a-key-of-the-tests';
const LIMIT = 5;

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi({ requestsPerSecond: LIMIT });
});

afterAll(() => api.stop());

/** Sends requests one after the other until one gets 429; returns it, and the statuses before it. */
async function requestUntilLimited({ request }: TestApi, url: string, remoteAddress = '203.0.113.1') {
  const statuses: number[] = [];
  while (statuses.length < 1_000) {
    const response = await request(url, { remoteAddress });
    if (response.statusCode === 429) return { statuses, limited: response };
    statuses.push(response.statusCode);
  }
  throw new Error(`${url} never got 429`);
}

test('rejects requests above the limit with a regular error and retry-after', async () => {
  const { statuses, limited } = await requestUntilLimited(api, '/docs/json');

  expect(statuses.length).toBeGreaterThanOrEqual(LIMIT);
  expect(limited.headers['retry-after']).toBe('1');
  expect(limited.body).toEqual({
    statusCode: 429,
    error: 'Too Many Requests',
    message: 'Too many requests from this address. The limit is 5 per second.',
  });
});

test('limits each IPv4 address and each IPv6 network separately', async () => {
  const startedAtMs = performance.now();
  await requestUntilLimited(api, '/docs/json', '203.0.113.2');
  await requestUntilLimited(api, '/docs/json', '2001:db8::1');
  const [other, neighbour] = [
    await api.request('/docs/json', { remoteAddress: '203.0.113.3' }),
    await api.request('/docs/json', { remoteAddress: '2001:db8::2' }),
  ];

  expect(other.statusCode).toBe(200);
  // On a slow machine the neighbour's request falls into the next second.
  if (performance.now() - startedAtMs < 900) expect(neighbour.statusCode).toBe(429);
});

test.each([
  ['/nothing', '203.0.113.11'],
  ['/api/cron?is=wrong', '203.0.113.12'],
  ['/metrics', '203.0.113.13'],
])('counts requests to %s', async (url, address) => {
  const { statuses } = await requestUntilLimited(api, url, address);

  expect(statuses.length).toBeGreaterThanOrEqual(LIMIT);
});

test('counts requests without the key', async () => {
  const locked = await startTestApi({ key: KEY, requestsPerSecond: LIMIT });
  try {
    const { statuses } = await requestUntilLimited(locked, '/api/offers');

    expect(new Set(statuses)).toEqual(new Set([401]));
  } finally {
    await locked.stop();
  }
});

test('requests with the right key have a limit of their own', async () => {
  const locked = await startTestApi({ key: KEY, requestsPerSecond: LIMIT });
  const remoteAddress = '203.0.113.60';
  const headers = { authorization: `Bearer ${KEY}` };
  try {
    await requestUntilLimited(locked, '/docs/json', remoteAddress);
    expect((await locked.request('/docs/json', { headers, remoteAddress })).statusCode).toBe(200);

    const withKey = Array.from({ length: 100 }, () =>
      locked.request('/docs/json', { headers, remoteAddress }),
    );
    expect((await Promise.all(withKey)).map(({ statusCode }) => statusCode)).toContain(429);
  } finally {
    await locked.stop();
  }
});

test('does not limit liveness', async () => {
  const remoteAddress = '203.0.113.50';
  await requestUntilLimited(api, '/docs/json', remoteAddress);

  for (let time = 1; time <= 50; time += 1) {
    expect((await api.request('/api/health', { remoteAddress })).statusCode).toBe(200);
  }
});

test('does not limit requests if the limit is 0', async () => {
  const unlimited = await startTestApi({ requestsPerSecond: 0 });
  try {
    const responses = await Promise.all(Array.from({ length: 300 }, () => unlimited.request('/docs/json')));

    expect(responses.every(({ statusCode }) => statusCode === 200)).toBe(true);
  } finally {
    await unlimited.stop();
  }
});
