import type { Page } from 'playwright-core';
import { poll } from '../../harness/poll';
import { runSync } from '../../harness/run-sync';
import { applySchedules } from '../../src/client/schedules';
import { findViolations } from './harness/axe';
import { useBrowser } from './harness/use-browser';

/** No scheduled run starts during the tests. */
const DAY_MS = 86_400_000;

const stack = useBrowser({
  sandbox: { offers: 2_500, convertingShare: 0.1 },
  settings: { TEMPORAL_UI_URL: 'http://127.0.0.1:9/ui' },
});

beforeAll(() => runSync(stack, 'full'), 120_000);
afterEach(() => {
  stack.gate.open();
  stack.reset();
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const bar = (page: Page) => page.getByRole('progressbar', { name: 'Progress' });

test('a FULL is started after a question, its bar moves, and it is cancelled after another one', async () => {
  // The count and 20 of 22 pages: whichever are held, one of the three chunks is complete.
  stack.gate.closeAfter(21);
  const page = await stack.open('/runs');
  await button(page, 'Start FULL…').click();
  await dialog(page).getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/runs\/full-sync-manual\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { name: /FULL.*running/ }).waitFor();
  await page.getByText(/^[1-9]\d* of 2\d pages · [\d,]+ offers/).waitFor();
  const share = Number(await bar(page).getAttribute('value'));
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(1);
  expect(await page.getByRole('link', { name: 'Open in Temporal' }).getAttribute('href')).toContain(
    '/ui/namespaces/default/workflows/full-sync-manual/',
  );
  expect(await findViolations(page)).toEqual([]);

  await button(page, 'Cancel the run…').click();
  await dialog(page).getByRole('button', { name: 'Cancel the run', exact: true }).click();
  const run = stack.temporal.workflow.getHandle('full-sync-manual');
  await poll('the cancellation has reached the run', async () => {
    const { raw } = await run.describe();
    return raw.workflowExtendedInfo?.cancelRequested === true;
  });
  stack.gate.open();
  await page.getByRole('heading', { name: /FULL.*cancelled/ }).waitFor();
  await page.getByText(/^FULL cancelled in /).waitFor();
  const { runs } = await stack.store.listRuns({ kind: 'full', limit: 1 });
  expect(runs[0]!.status).toBe('cancelled');
  expect(page.url()).toContain(runs[0]!.runId);
});

test('a sweep that refused to mark a quarter of the offers is carried out, and healed by the next FULL', async () => {
  const page = await stack.open('/runs?kind=full');
  await button(page, 'A quarter vanishes').click();
  await page.getByText('a quarter of the offers is no longer returned').waitFor();
  const refused = await runSync(stack, 'full');
  expect(refused.offersNotMarked).toBeGreaterThan(400);
  await page.goto(`${stack.url}/runs/${refused.workflowId}/${refused.runId}`);
  const count = refused.offersNotMarked!.toLocaleString('en');
  await page.getByText(`The network did not return ${count} offers`).waitFor();
  expect(await findViolations(page)).toEqual([]);

  await button(page, 'They are gone: carry it out…').click();
  await dialog(page).getByRole('button', { name: 'Start this FULL' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(refused.runId));
  await page.getByRole('heading', { name: /FULL.*completed/ }).waitFor();
  await page.getByText(`${count} marked as Unknown`).waitFor();
  const { byStatus } = await stack.store.readOfferCounts();
  expect(byStatus.find(({ status }) => status === 'Unknown')?.offers).toBe(refused.offersNotMarked);

  await button(page, 'Heal all').click();
  await page.getByText('Nothing is broken.').waitFor();
  const healed = await runSync(stack, 'full');
  expect(healed.offersResumed).toBe(refused.offersNotMarked);
});

test('an offer that is paused in the sandbox is an alert, which is acknowledged and muted', async () => {
  const page = await stack.open('/alerts');
  await button(page, 'Pause a converting offer').click();
  await page.getByText(/ is paused\. The next HIGH finds it\.$/).waitFor();
  const [offerId = ''] = stack.sandbox.catalogue.changesAt(Date.now()).map(({ offerId: changed }) => changed);
  await page.getByText(`paused by hand: ${offerId}`).waitFor();
  await runSync(stack, 'high');
  const alert = page.getByRole('listitem').filter({ hasText: `(${offerId})` });
  await alert.getByText(/^Paused: /).waitFor();

  await alert.getByRole('button', { name: 'Acknowledge' }).click();
  await alert.getByText(/✓ acknowledged/).waitFor();
  await alert.getByRole('button', { name: 'Mute…' }).click();
  await dialog(page).getByRole('button', { name: 'Mute', exact: true }).click();
  await page.getByRole('region', { name: 'Muted' }).getByText(`offer ${offerId}`).waitFor();
  expect(await stack.store.listMutes()).toMatchObject([
    { kind: 'status_changed', offerId, mutedUntil: null },
  ]);
  expect(await findViolations(page)).toEqual([]);
});

test('many offers are put on the watch list at once, and the page says which it does not know', async () => {
  const { offers } = await stack.store.listOffers({ limit: 3 });
  const [first, second, third] = offers.map(({ offerId }) => offerId);
  const page = await stack.open('/alerts', { isPhone: true, isDark: true });
  await button(page, 'Add offers…').click();
  await page.getByLabel('Offer ids').fill(`${first}, ${second}\n${third} 77`);
  await dialog(page).getByText('4 ids').waitFor();
  await dialog(page).getByLabel('Note').fill('runs on <b>push</b>');
  await button(page, 'Add').click();
  await dialog(page).getByText('The mirror has no offer with the id 77: not added.').waitFor();
  await dialog(page).getByText('3 added, 0 already on it.').waitFor();
  await button(page, 'Close').click();
  await page.getByText('3 offers').waitFor();
  expect(await page.getByText('runs on <b>push</b>').count()).toBe(3);
  expect(await findViolations(page)).toEqual([]);
});

test('the watch list shows a mute, and adding offers again changes only what was filled in', async () => {
  const { offers } = await stack.store.listOffers({ limit: 5 });
  const offerId = offers.at(-1)!.offerId;
  const settings = { note: 'push', sensitivity: 'quick', after: '10m' };
  const mutedUntil = new Date(Date.now() + DAY_MS).toISOString();
  await stack.app.inject({
    method: 'PUT',
    url: `/api/watchlist/${offerId}`,
    payload: { ...settings, mutedUntil },
  });
  const page = await stack.open('/alerts');
  const row = page.getByRole('row').filter({ hasText: offerId });
  await row.getByText(/^muted until /).waitFor();
  // The line below the row is that of its cells.
  const cells = await row.getByRole('cell').all();
  const heights = await Promise.all(cells.map(async (cell) => (await cell.boundingBox())!.height));
  expect(new Set(heights).size).toBe(1);

  await button(page, 'Add offers…').click();
  await page.getByLabel('Offer ids').fill(offerId);
  await dialog(page).getByLabel('Note').fill('native');
  await button(page, 'Add').click();
  await dialog(page).getByText('0 added, 1 already on it.').waitFor();
  const { json } = await stack.app.inject(`/api/watchlist/${offerId}`);
  expect(json()).toMatchObject({ note: 'native', sensitivity: 'quick', after: '10m' });
});

test('saving the settings of a watched offer keeps a mute that was set elsewhere since', async () => {
  const { offers } = await stack.store.listOffers({ limit: 6 });
  const offerId = offers.at(-1)!.offerId;
  const put = (payload: object) =>
    stack.app.inject({ method: 'PUT', url: `/api/watchlist/${offerId}`, payload });
  await put({ note: 'push' });
  const page = await stack.open('/alerts');
  const row = page.getByRole('row').filter({ hasText: offerId });
  await row.getByRole('button', { name: 'Edit…' }).click();
  const muted = await put({ note: 'push', mutedUntil: new Date(Date.now() + DAY_MS).toISOString() });

  await dialog(page).getByLabel('Note').fill('native');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await row.getByText('native').waitFor();
  const { json } = await stack.app.inject(`/api/watchlist/${offerId}`);
  expect(json()).toMatchObject({
    note: 'native',
    mutedUntil: muted.json<{ mutedUntil: string }>().mutedUntil,
  });
});

test('without schedules, the command that creates them is shown as code', async () => {
  const page = await stack.open('/schedules');
  await page.locator('code').getByText('mobipium-sync schedules apply', { exact: true }).waitFor();
  await page.getByText('There are no schedules. mobipium-sync schedules apply creates them.').waitFor();
});

test('a schedule is paused with a reason, triggered, and resumed', async () => {
  await applySchedules(stack, { highEveryMs: DAY_MS, fullEveryMs: DAY_MS });
  const page = await stack.open('/schedules');
  const card = page.getByRole('article', { name: /^FULL/ });
  await card.getByRole('button', { name: 'Pause…' }).click();
  await dialog(page).getByLabel('Reason, shown to others').fill('network maintenance');
  await dialog(page).getByRole('button', { name: 'Pause', exact: true }).click();
  await card.getByText('Reason: network maintenance').waitFor();
  expect(await findViolations(page)).toEqual([]);

  await card.getByRole('button', { name: 'Run now' }).click();
  await card.getByText('Started.').waitFor();
  await card.getByRole('button', { name: 'Resume' }).click();
  await card.getByRole('button', { name: 'Pause…' }).waitFor();
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.getByRole('region', { name: 'full-sync-chunk' }).getByText('polling').waitFor();
  expect(await findViolations(page)).toEqual([]);
});
