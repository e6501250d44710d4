import { startTestApi } from '../test-api';

const KEY = 'a-key-of-the-tests';
const AT_MOST = 5;

let api: Awaited<ReturnType<typeof startTestApi>>;

beforeAll(async () => {
  api = await startTestApi({ requestsPerSecond: AT_MOST });
});

afterAll(() => api.stop());

type Asker = Pick<Awaited<ReturnType<typeof startTestApi>>, 'ask'>;

/** Ask one after the other until it is refused for being too much, and say with what, and what came before. */
async function askUntilRefused({ ask }: Asker, url: string, remoteAddress = '203.0.113.1') {
  const served: number[] = [];
  while (served.length < 1_000) {
    const answer = await ask(url, { remoteAddress });
    if (answer.statusCode === 429) return { served, refusal: answer };
    served.push(answer.statusCode);
  }
  throw new Error(`${url} was never refused`);
}

test('more than the limit within a second is refused in the shape of every refusal, with when to come again', async () => {
  const { served, refusal } = await askUntilRefused(api, '/docs/json');

  expect(served.length).toBeGreaterThanOrEqual(AT_MOST);
  expect(refusal.headers['retry-after']).toBe('1');
  expect(refusal.body).toEqual({
    statusCode: 429,
    error: 'Too Many Requests',
    message: 'too many requests: at most 5 a second are answered to one address',
  });
});

test('each address has a limit of its own, and an IPv6 caller one for all of its network', async () => {
  const begin = performance.now();
  await askUntilRefused(api, '/docs/json', '203.0.113.2');
  await askUntilRefused(api, '/docs/json', '2001:db8::1');
  const [other, neighbour] = [
    await api.ask('/docs/json', { remoteAddress: '203.0.113.3' }),
    await api.ask('/docs/json', { remoteAddress: '2001:db8::2' }),
  ];

  expect(other.statusCode).toBe(200);
  // On a machine that was held up for longer the neighbour is in the next second.
  if (performance.now() - begin < 900) expect(neighbour.statusCode).toBe(429);
});

test.each([
  ['/nothing', '203.0.113.11'],
  ['/api/cron?is=wrong', '203.0.113.12'],
  ['/metrics', '203.0.113.13'],
])('%s counts like any other request', async (url, address) => {
  const { served } = await askUntilRefused(api, url, address);

  expect(served.length).toBeGreaterThanOrEqual(AT_MOST);
});

test('requests without the key count too', async () => {
  const locked = await startTestApi({ key: KEY, requestsPerSecond: AT_MOST });
  try {
    const { served } = await askUntilRefused(locked, '/api/offers');

    expect(new Set(served)).toEqual(new Set([401]));
  } finally {
    await locked.stop();
  }
});

test('liveness is always told', async () => {
  const remoteAddress = '203.0.113.50';
  await askUntilRefused(api, '/docs/json', remoteAddress);

  for (let time = 1; time <= 50; time += 1) {
    expect((await api.ask('/api/health', { remoteAddress })).statusCode).toBe(200);
  }
});

test('a limit of 0 is none', async () => {
  const unlimited = await startTestApi({ requestsPerSecond: 0 });
  try {
    const answers = await Promise.all(Array.from({ length: 300 }, () => unlimited.ask('/docs/json')));

    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
  } finally {
    await unlimited.stop();
  }
});
