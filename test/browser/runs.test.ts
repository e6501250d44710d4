import type { Page } from 'playwright-core';
import { runSync } from '../../harness/run-sync';
import { findViolations } from './harness/axe';
import { useBrowser } from './harness/use-browser';

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
  // The count of the pages, and three pages.
  stack.gate.closeAfter(4);
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
