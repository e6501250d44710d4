import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { fillMirror } from '../../harness/mirror/fill';
import { poll } from '../../harness/poll';
import { runSql } from '../../harness/servers/database';
import { findViolations } from './harness/axe';
import { useBrowser } from './harness/use-browser';

const OFFERS = 12_000;

const stack = useBrowser({ worker: 'none', sandbox: { offers: 5 } });

beforeAll(async () => {
  const databaseUrl = stack.environment.DATABASE_URL;
  // A mirror that is filled claims its own source.
  await runSql(databaseUrl, 'DELETE FROM mirror_source');
  await fillMirror(databaseUrl, OFFERS);
  await runSql(databaseUrl, `UPDATE mirror_source SET source = 'sandbox'`);
}, 120_000);

const table = (page: Page) => page.getByRole('table');
const count = (page: Page) => page.getByRole('status').filter({ hasText: /^[\d,]+ offers/ });

interface Row {
  offerId: string;
  offerName: string;
}

async function readOffers(query: string): Promise<{ total: number; offers: Row[] }> {
  const response = await stack.app.inject(`/api/offers?${query}`);
  return response.json<{ total: number; offers: Row[] }>();
}

/** Scrolls the list from top to bottom within some seconds, and counts frames. */
const SCROLL = `(async () => {
  const list = document.querySelector('section[tabindex]');
  const end = list.scrollHeight - list.clientHeight;
  const gaps = [];
  let added = 0;
  const count = (records) => records.forEach(({ addedNodes }) => addedNodes.forEach(({ nodeName }) => { added += nodeName === 'TR' ? 1 : 0; }));
  const observer = new MutationObserver(count);
  observer.observe(list.querySelector('tbody'), { childList: true });
  let most = 0, last = performance.now();
  while (list.scrollTop < end - 1 && gaps.length < 1000) {
    list.scrollTop += 1200;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - last);
    last = now;
    most = Math.max(most, list.querySelectorAll('tr').length);
  }
  return { frames: gaps.length, late: gaps.filter((gap) => gap > 34).length, rows: most, added, isAtEnd: list.scrollTop >= end - 1 };
})()`;

interface Scrolled {
  frames: number;
  late: number;
  rows: number;
  added: number;
  isAtEnd: boolean;
}

test('12,000 rows are scrolled from top to bottom, with few of them in the page', async () => {
  const page = await stack.open('/offers?sortBy=offerId');
  await count(page).filter({ hasText: '12,000' }).waitFor();
  expect(await table(page).getAttribute('aria-rowcount')).toBe(String(OFFERS + 1));

  const { frames, late, rows, added, isAtEnd } = await page.evaluate<Scrolled>(SCROLL);
  process.stderr.write(`${frames} frames, ${late} of them late, at most ${rows} rows, ${added} rows added\n`);
  expect(isAtEnd).toBe(true);
  expect(rows).toBeLessThan(80);
  // Each row is created once. Times depend on what else runs on the machine, so they are printed only.
  expect(added).toBeLessThan(OFFERS * 1.1);

  const { offers } = await readOffers('sortBy=offerId&sortOrder=desc&limit=1');
  await table(page).getByRole('link', { name: offers[0]!.offerName, exact: true }).waitFor();
  const last = table(page).locator(`tr[aria-rowindex="${OFFERS + 1}"]`);
  expect(await last.textContent()).toContain(offers[0]!.offerId);
});

test('filters take several values and are in the address, and the CSV file has exactly what is listed', async () => {
  const page = await stack.open('/offers');
  for (const country of ['ZA', 'KE']) {
    await page.getByRole('button', { name: /^Country/ }).click();
    await page.getByRole('checkbox', { name: new RegExp(`^${country}`) }).check();
    await page.keyboard.press('Escape');
  }
  await page.getByLabel('Payout ≥').fill('4.5');
  await page.waitForURL(/country=ZA,KE&.*payoutMin=4\.5|payoutMin=4\.5.*country=ZA,KE/);
  const { total } = await readOffers('country=ZA,KE&payoutMin=4.5&limit=1');
  expect(total).toBeLessThan(OFFERS);
  await count(page)
    .filter({ hasText: total.toLocaleString('en') })
    .waitFor();

  await page.reload();
  await count(page)
    .filter({ hasText: total.toLocaleString('en') })
    .waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  const rows = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  expect(rows).toHaveLength(total + 1);
  expect(rows[0]).toMatch(/^offerId,offerName,status,watched,country,carrier,flow,payout,currency,/);
});

test('a filter that does not exist any more is named, and the address stays', async () => {
  const path = '/offers?country=ZA,XX&sortBy=color';
  const page = await stack.open(path, { expected: [/status of 400/] });
  await page.getByText('Not understood in the address, so it does not filter: sortBy=color.').waitFor();
  await page.getByText('No offer has the country "XX".').waitFor();
  expect(decodeURIComponent(page.url())).toBe(`${stack.url}${path}`);

  await page.getByRole('button', { name: 'Country: ZA, XX' }).click();
  // It is not among the values any more.
  await page.getByRole('checkbox', { name: /^XX/ }).click();
  const { total } = await readOffers('country=ZA&limit=1');
  await count(page)
    .filter({ hasText: total.toLocaleString('en') })
    .waitFor();
});

test('the keyboard moves, watches and opens an offer', async () => {
  const { offers } = await readOffers('sortBy=offerName&limit=3');
  const page = await stack.open('/offers?sortBy=offerName');
  await count(page).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('s');
  await page.getByRole('button', { name: `Watch ${offers[1]!.offerName}`, pressed: true }).waitFor();
  await poll('the offer is watched', () => stack.store.readWatched(offers[1]!.offerId));

  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('next and previous offer').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('jjs');
  expect(await page.getByRole('searchbox', { name: 'Search name or id' }).inputValue()).toBe('jjs');

  await page.goto(`${stack.url}/offers?sortBy=offerName`);
  await count(page).waitFor();
  for (const key of ['j', 'j', 'j', 'k', 'Enter']) await page.keyboard.press(key);
  await page.waitForURL(`${stack.url}/offers/${offers[1]!.offerId}`);
  await page.getByRole('heading', { name: offers[1]!.offerName }).waitFor();
});

test('a star that cannot be saved is taken back, with a sentence', async () => {
  const { offers } = await readOffers('sortBy=offerName&sortOrder=desc&limit=1');
  const { offerName } = offers[0]!;
  const page = await stack.open('/offers?sortBy=offerName&sortOrder=desc', { expected: [/watchlist/] });
  await page.route('**/api/watchlist', (route) => route.abort());
  const star = page.getByRole('button', { name: `Watch ${offerName}` });
  await star.click();
  await page
    .getByRole('alert')
    .filter({ hasText: `“${offerName}” was not changed on the watch list` })
    .waitFor();
  await page.getByRole('button', { name: `Watch ${offerName}`, pressed: false }).waitFor();
});

test('an unknown offer is a sentence with a search', async () => {
  const page = await stack.open('/offers/none-such', { expected: [/status of 404/] });
  await page.getByText('The mirror has no offer none-such.').waitFor();
  await page.getByRole('searchbox').fill('Kids Games');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL(/\/offers\?search=Kids\+Games/);
});

test.each([
  ['/offers?columns=payout,last,status,score', false, false],
  ['/offers', true, true],
  ['/offers/1005', false, true],
  ['/offers/1005', true, false],
])('%s meets WCAG 2.2 AA (phone: %s, dark: %s)', async (path, isPhone, isDark) => {
  const { offers } = await readOffers('limit=1');
  const page = await stack.open(path.replace('1005', offers[0]!.offerId), { isPhone, isDark });
  await (
    path.startsWith('/offers/') ? page.getByRole('heading', { name: 'Tracking link' }) : count(page)
  ).waitFor();
  expect(await findViolations(page)).toEqual([]);
});

test('printed, every column has its head and its place on the page', async () => {
  const page = await stack.open('/offers?search=100', { viewport: { width: 794, height: 1123 } });
  await table(page).getByRole('row').nth(1).waitFor();
  await page.emulateMedia({ media: 'print' });

  const heads = table(page).getByRole('columnheader');
  await heads.filter({ hasText: 'Payout' }).getByText('Payout').waitFor();
  const { x, width } = (await heads.last().boundingBox())!;
  expect(x + width).toBeLessThanOrEqual(794);
});
