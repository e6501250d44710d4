import { lendMirror, type LentMirror } from '../support/mirror';
import { runSync } from '../support/run-sync';

let mirror: LentMirror;

beforeAll(async () => {
  mirror = await lendMirror({ sandbox: { offers: 1_200 }, settings: { FULL_PAGE_RETRY_FOR: '30s' } });
});

afterAll(() => mirror.stop());

beforeEach(() => mirror.sandbox.reset());

const requestsFor = (page: number) =>
  mirror.sandbox.requests.log.filter(({ params }) => params['pages'] === String(page) && !params['offers']);

/** Waits between the requests for a page, in milliseconds. */
function waitsOf(page: number): number[] {
  const times = requestsFor(page).map(({ atMs }) => atMs);
  return times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
}

test.each([
  ['seconds', () => '3'],
  // A date has no fractions: the fourth second from now begins between three and four from now.
  ['a date', () => new Date(Date.now() + 4_000).toUTCString()],
])('a network that asks for time in %s is not asked again before', async (_form, retryAfter) => {
  mirror.sandbox.setFault({
    when: { pages: [4], first: 1 },
    effect: { kind: 'status', status: 429, retryAfter: retryAfter() },
  });

  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({ status: 'completed', retries: 1 });
  const waits = waitsOf(4);
  expect(waits).toHaveLength(1);
  // Longer than any wait of our own after a first attempt.
  expect(waits[0]).toBeGreaterThan(2_500);
  expect(waits[0]).toBeLessThan(8_000);
});

test('a network that names a time as short as nothing is asked again, and not in a storm', async () => {
  mirror.sandbox.setFault({
    when: { pages: [4], first: 3 },
    effect: { kind: 'status', status: 429, retryAfter: '0' },
  });

  await runSync(mirror, 'full');

  expect(requestsFor(4)).toHaveLength(4);
  for (const wait of waitsOf(4)) expect(wait).toBeGreaterThanOrEqual(450);
});

test('a time longer than the page has left is not waited for: the page is named at once', async () => {
  mirror.sandbox.setFault({
    when: { pages: [4] },
    effect: { kind: 'status', status: 503, retryAfter: '3600' },
  });

  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({
    status: 'incomplete',
    reasons: ['page 4: the network asked us to slow down'],
  });
  expect(requestsFor(4)).toHaveLength(1);
});

test('a network that takes five requests a second gets a whole FULL through all the same', async () => {
  mirror.sandbox.setFault({
    when: { overPerSecond: 5 },
    effect: { kind: 'status', status: 429, retryAfter: '1' },
  });

  const audit = await runSync(mirror, 'full');

  expect(audit).toMatchObject({ status: 'completed', complete: true });
  expect(audit.retries).toBeGreaterThan(0);
  expect(audit.requests).toBe(mirror.sandbox.requests.total);
});
