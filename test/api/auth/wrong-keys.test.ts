import { startTestApi } from '../test-api';

const KEY = 'a-key-of-the-tests';

let api: Awaited<ReturnType<typeof startTestApi>>;

beforeAll(async () => {
  api = await startTestApi({ key: KEY });
});

afterAll(() => api.stop());

const show = (key: string, remoteAddress: string) =>
  api.ask('/docs/json', { headers: { authorization: `Bearer ${key}` }, remoteAddress });

test('a guesser is refused after ten different wrong keys, and not even the right one is looked at', async () => {
  const guesser = '198.51.100.1';
  const statuses: number[] = [];
  for (let guess = 1; guess <= 15; guess += 1)
    statuses.push((await show(`guess-${guess}`, guesser)).statusCode);

  expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(5).fill(429)]);
  const right = await show(KEY, guesser);
  expect(right).toMatchObject({
    statusCode: 429,
    body: {
      statusCode: 429,
      error: 'Too Many Requests',
      message: expect.stringContaining('wrong keys') as string,
    },
  });
  expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(right.headers['retry-after'])).toBeLessThanOrEqual(60);
  expect((await show(KEY, '198.51.100.2')).statusCode).toBe(200);
});

test('a program that goes on showing one wrong key is told to wait, and the others at its address are served', async () => {
  const address = '198.51.100.3';
  const statuses: number[] = [];
  for (let time = 1; time <= 15; time += 1) statuses.push((await show('the-old-key', address)).statusCode);

  expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(5).fill(429)]);
  expect((await show(KEY, address)).statusCode).toBe(200);
});

test('wrong passwords count as wrong keys do', async () => {
  const statuses: number[] = [];
  for (let guess = 1; guess <= 12; guess += 1) {
    const authorization = `Basic ${Buffer.from(`me:guess-${guess}`).toString('base64')}`;
    const { statusCode } = await api.ask('/docs/json', {
      headers: { authorization },
      remoteAddress: '198.51.100.4',
    });
    statuses.push(statusCode);
  }

  expect(statuses.slice(-2)).toEqual([429, 429]);
});

test('who shows no key at all guesses nothing', async () => {
  const remoteAddress = '198.51.100.5';
  for (let time = 1; time <= 30; time += 1) {
    expect((await api.ask('/docs/json', { remoteAddress })).statusCode).toBe(401);
  }
  expect((await show(KEY, remoteAddress)).statusCode).toBe(200);
});
