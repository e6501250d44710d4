import type { Browser, Page } from 'playwright-core';
import { type Measurement, percentile, single } from '../measurements';
import { openPage } from './open';

const ROUNDS = 5;

/** Records how long each interaction takes until the next paint, in multiples of 8 ms. */
const RECORD = `(() => {
  const durations = new Map();
  globalThis.interactions = durations;
  new PerformanceObserver((list) => {
    for (const { interactionId, duration } of list.getEntries())
      if (interactionId > 0) durations.set(interactionId, Math.max(duration, durations.get(interactionId) ?? 0));
  }).observe({ type: 'event', durationThreshold: 16 });
})()`;

/** Scrolls the list of all offers by `step` points in each frame. Returns the milliseconds between its frames. */
const scroll = (step: number) => `(async () => {
  const list = document.querySelector('section[tabindex]');
  list.scrollTop = 0;
  const end = list.scrollHeight - list.clientHeight;
  const gaps = [];
  let last = performance.now();
  while (list.scrollTop < end - 1 && gaps.length < ${FRAMES}) {
    list.scrollTop += ${step};
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
  }
  return gaps;
})()`;

/** The frames of a scroll at most. */
const FRAMES = 300;

/** In points a frame: two turns of a wheel, and a pulled scroll bar that passes all offers in three seconds. */
const STEPS = { 'with a wheel': 240, 'with the scroll bar': 2_400 };

/** A frame that took longer was late: two frames of a screen with 60 a second. */
const LATE_MS = 34;

/** What a person does on the page, until the next paint. */
export async function measureInteractions(browser: Browser, url: string): Promise<Measurement[]> {
  const { context, page } = await openPage(browser);
  await context.addInitScript(RECORD);
  await page.goto(url);
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    count += await useToday(page);
    count += await useOffers(page);
    await page.getByRole('link', { name: 'Today' }).click();
    count += 1;
  }
  // The last entries arrive with the next frames.
  await page.waitForTimeout(500);
  const durations = await page.evaluate<number[]>('[...globalThis.interactions.values()]');
  // Those below 16 ms have no entry.
  while (durations.length < count) durations.push(8);

  await page.goto(`${url}/offers?sortBy=offerId`);
  await page.getByRole('table').getByRole('row').nth(5).waitFor();
  const scrolls: Measurement[] = [];
  for (const [name, step] of Object.entries(STEPS)) {
    const gaps = await page.evaluate<number[]>(scroll(step));
    const late = gaps.filter((gap) => gap > LATE_MS).length;
    scrolls.push(
      single(`scroll over 12,000 offers ${name}: frames that are late`, '%', (late / gaps.length) * 100),
    );
  }
  await context.close();
  return [
    single('interaction to next paint, 75th percentile', 'ms', percentile(durations, 75), { atMost: 200 }),
    single('interaction to next paint, the slowest', 'ms', Math.max(...durations)),
    ...scrolls,
  ];
}

async function useToday(page: Page): Promise<number> {
  const fast = page.getByRole('region', { name: 'Fast and often' });
  await fast
    .getByRole('button', { name: /^Watch/ })
    .first()
    .click();
  await fast.getByRole('button', { name: 'Country' }).click();
  await fast.getByRole('checkbox').first().click();
  await page.keyboard.press('Escape');
  await fast.getByRole('button', { name: /^Country: / }).click();
  await fast.getByRole('checkbox').first().click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'paused' }).click();
  await page.getByRole('button', { name: 'paused' }).click();
  return 9;
}

async function useOffers(page: Page): Promise<number> {
  await page.getByRole('link', { name: 'Offers', exact: true }).click();
  const search = page.getByRole('searchbox').first();
  await search.click();
  await page.keyboard.type('games');
  await page.waitForURL(/search=games/);
  await search.fill('');
  await page.waitForURL((address) => !address.search.includes('search='));
  await page
    .getByRole('columnheader', { name: /^Payout/ })
    .getByRole('button')
    .click();
  await page.waitForURL(/sortBy=payout/);
  await page.getByRole('table').click();
  for (const key of ['j', 'j', 'k', 's', 's']) await page.keyboard.press(key);
  return 14;
}
