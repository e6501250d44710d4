import type { Locator, Page } from 'playwright-core';
import { poll } from '../../harness/poll';
import { runSync } from '../../harness/run-sync';
import { convertingIds } from '../harness/mirror';
import { prepareMirror, type PreparedMirror } from './harness/prepare-mirror';
import { useBrowser } from './harness/use-browser';

const stack = useBrowser({
  sandbox: { offers: 900, convertingShare: 0.2 },
  // No scheduled run starts during the tests: a HIGH of a test would join it, and it may have requested its offers before.
  settings: { TEMPORAL_UI_URL: 'https://temporal.example', HIGH_SYNC_EVERY: '1d', FULL_SYNC_EVERY: '1d' },
});

let mirror: PreparedMirror;

beforeAll(async () => {
  mirror = await prepareMirror(stack);
}, 120_000);

const block = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const happened = (page: Page) => block(page, 'Just happened');
const line = (page: Page, badge: string, offerId: string) =>
  happened(page).getByRole('listitem').filter({ hasText: badge }).filter({ hasText: offerId });
/** Waits until the title has this number of open alerts. */
const waitForAlarms = (page: Page, count: number) =>
  poll(
    `${count} open alerts in the title`,
    async () => (await page.title()).startsWith(`(${count}) `),
    45_000,
  );
const absolute = async (page: Page, link: Locator) =>
  new URL((await link.getAttribute('href'))!, page.url()).href;
const isLive = (page: Page) => page.locator('[data-live="live"]').waitFor();

test('in the morning it says whether the mirror is fresh, what paused, and what converts fast and often in a country', async () => {
  const page = await stack.open('/');
  const status = block(page, 'Today');
  await status.getByText('Fresh').waitFor();
  await status.getByText(/^seen \d+ ?\S+ ago \(HIGH\) · \d+ ?\S+ ago \(FULL\)$/).waitFor();
  const { total } = await stack.store.listOffers({ limit: 1, filters: { status: 'Active' } });
  await status.getByRole('link', { name: `${total} Active` }).waitFor();

  await happened(page).getByRole('button', { name: 'paused' }).click();
  await line(page, 'Paused', mirror.pausedId).getByText('★').waitFor();
  await page.waitForURL(/\?show=paused$/);

  const { offers } = await stack.store.listOffers({
    limit: 3,
    filters: { priority: 'HIGH', country: ['ZA'] },
    sortBy: 'score',
    sortOrder: 'desc',
  });
  const fast = block(page, 'Fast and often');
  await fast.getByRole('button', { name: 'Country' }).click();
  await fast.getByRole('checkbox', { name: /^ZA/ }).check();
  await page.keyboard.press('Escape');
  await page.waitForURL(/country=ZA/);
  for (const [index, { offerId }] of offers.entries()) {
    await fast
      .getByRole('row')
      .nth(index + 1)
      .getByText(offerId, { exact: true })
      .waitFor();
  }
  const machinery = block(page, 'Machinery');
  await machinery
    .getByText(/^(\d+) of \1 completed$/)
    .first()
    .waitFor();
  const temporal = machinery.getByRole('link', { name: 'Temporal' });
  expect(await temporal.getAttribute('href')).toMatch(/\/namespaces\/default\/workflows$/);
  await machinery.getByText('mobipium-sync psql').waitFor();
});

test('what converts fast and often is filtered by carrier, payout and what is left of the cap, and the address keeps it', async () => {
  const { offers } = await stack.store.listOffers({
    limit: 1,
    filters: { priority: 'HIGH', payoutMin: '2', capLeftMin: 10 },
    sortBy: 'score',
    sortOrder: 'desc',
  });
  const { offerId, carrier } = offers[0]!;
  const page = await stack.open('/');
  const fast = block(page, 'Fast and often');
  await fast.getByRole('button', { name: 'Carrier' }).click();
  await fast.getByRole('checkbox', { name: new RegExp(`^${carrier} ?[\\d,]+$`) }).check();
  await page.keyboard.press('Escape');
  await fast.getByLabel('Payout ≥').fill('2');
  await fast.getByLabel('Cap left ≥ %').fill('10');
  await page.waitForURL(/capLeftMin=10/);
  await page.reload();
  await fast.getByRole('row').nth(1).getByText(offerId, { exact: true }).waitFor();
  const json = await page.request.get(await absolute(page, fast.getByRole('link', { name: 'JSON' })));
  const listed = (await json.json()) as { total: number; offers: { offerId: string }[] };
  expect(listed.offers[0]!.offerId).toBe(offerId);
  await fast.getByText(new RegExp(`^${listed.total} offers?$`)).waitFor();

  await fast.getByLabel('Payout ≥').fill('1e12');
  await fast.getByText('payoutMin=1e12').waitFor();
  await fast.getByLabel('Payout ≥').fill('999999');
  await fast.getByText('No offer that converts matches these filters.').waitFor();
  await fast.getByLabel('Payout ≥').waitFor();
});

test('on a phone the machinery is folded, and no line covers its own sign', async () => {
  const page = await stack.open('/', { isPhone: true });
  const news = happened(page)
    .getByRole('listitem')
    .filter({ hasText: /offers: / })
    .first();
  const [sign, text] = await Promise.all([
    news.locator('[data-tone]').first().boundingBox(),
    news.getByText(/offers: /).boundingBox(),
  ]);
  expect(text!.y).toBeGreaterThanOrEqual(sign!.y + sign!.height);

  const machinery = block(page, 'Machinery');
  const runs = machinery.getByText(/of \d+ completed/).first();
  const fold = machinery.getByText('Runs, schedules and links');
  await fold.waitFor();
  expect(await runs.isVisible()).toBe(false);
  await fold.click();
  await runs.waitFor();
});

test('an offer that is watched on the page is a line and an open alert after the HIGH that finds its pause, until it is back', async () => {
  const offerId = convertingIds(stack).find((id) => id !== mirror.watchedId && id !== mirror.pausedId)!;
  const page = await stack.open(`/offers/${offerId}`);
  await page
    .getByRole('button', { name: /^Watch/ })
    .first()
    .click();
  await page.getByRole('link', { name: 'Today' }).click();
  await isLive(page);
  // The pause that every test here begins with.
  await waitForAlarms(page, 1);

  stack.sandbox.catalogue.pause(offerId);
  await runSync(stack, 'high');
  await line(page, 'Paused', offerId).getByText('★').waitFor();
  await waitForAlarms(page, 2);

  stack.sandbox.catalogue.resume(offerId);
  await runSync(stack, 'high');
  await line(page, 'Back', offerId).waitFor();
  await waitForAlarms(page, 1);
});

test.each([
  [503, 'Refused by the test.'],
  [429, 'Too many requests.'],
])(
  'what was read stays visible, and a sentence says why there is nothing newer, while the API answers %d',
  async (status, sentence) => {
    const page = await stack.open('/', { expected: [new RegExp(`status of ${status}`)] });
    await isLive(page);
    await line(page, 'Paused', mirror.pausedId).waitFor();
    await page.route(/\/api\/(changes|health)/, (route) =>
      route.fulfill({
        status,
        headers: { 'retry-after': '1' },
        json: { statusCode: status, error: 'x', message: 'Refused by the test.' },
      }),
    );
    stack.sandbox.catalogue.pause(convertingIds(stack).at(-1)!);
    await runSync(stack, 'high');
    await happened(page).getByRole('alert').getByText(sentence).waitFor();
    expect(await line(page, 'Paused', mirror.pausedId).count()).toBe(1);
    await block(page, 'Today').getByText('Needs attention').waitFor();

    await page.unroute(/\/api\/(changes|health)/);
    await happened(page).getByRole('button', { name: 'Try again' }).click();
    await happened(page).getByRole('alert').waitFor({ state: 'detached' });
  },
);

test('a filter that does not exist is named, and the rest is shown', async () => {
  const page = await stack.open('/?show=nonsense,paused');
  await happened(page).getByText('There is no filter nonsense; it is left out.').waitFor();
  await line(page, 'Paused', mirror.pausedId).waitFor();
});
