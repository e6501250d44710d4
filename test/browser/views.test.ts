import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { poll } from '../../harness/poll';
import { findViolations } from './harness/axe';
import { type PreparedMirror, prepareMirror } from './harness/prepare-mirror';
import { useBrowser } from './harness/use-browser';

/** Where `npm run screenshots` wants a picture of each view. */
const { SCREENSHOTS } = process.env;

const stack = useBrowser({
  sandbox: { offers: 1_000, convertingShare: 0.1 },
  // No scheduled run starts during the tests.
  settings: { HIGH_SYNC_EVERY: '1d', FULL_SYNC_EVERY: '1d' },
});

let mirror: PreparedMirror;

beforeAll(async () => {
  mirror = await prepareMirror(stack);
}, 120_000);

const VIEWS = ['today', 'offers', 'offer', 'runs', 'run', 'schedules', 'alerts', 'queues'] as const;

function pathOf(view: (typeof VIEWS)[number]): string {
  const { watchedId, full } = mirror;
  if (view === 'today') return '/';
  if (view === 'offer') return `/offers/${watchedId}`;
  if (view === 'run') return `/runs/${encodeURIComponent(full.workflowId)}/${full.runId}`;
  return `/${view}`;
}

/** Waits until the view and all its blocks are there. */
async function waitUntilShown(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  const loading = page.locator('[aria-busy="true"]');
  await poll('no block is loading', async () => (await loading.count()) === 0);
}

const screenshot = async (page: Page, name: string) => {
  if (SCREENSHOTS !== undefined) await page.screenshot({ path: join(SCREENSHOTS, `page-${name}.png`) });
};

test.each(VIEWS)('%s meets WCAG 2.2 AA in a light window', async (view) => {
  const page = await stack.open(pathOf(view));
  await waitUntilShown(page);

  expect(await findViolations(page)).toEqual([]);
  await screenshot(page, view);
});

test.each(VIEWS)('%s meets WCAG 2.2 AA on a dark phone, without scrolling sideways', async (view) => {
  const page = await stack.open(pathOf(view), { isPhone: true, isDark: true });
  await waitUntilShown(page);

  expect(await findViolations(page)).toEqual([]);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(390);
  await screenshot(page, `${view}-phone`);
});

/** Names of offers, addresses, flows of the network, and commands. */
const NOT_TRANSLATED = /Sandbox|https?:|Click to|`|^[\w./:@*-]+$|^[A-Z]{2}\b.*$/;

/** The visible texts with several Latin words in a row. */
const LATIN_TEXTS = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (parent.closest('code, pre, script, style, [lang="en"]') || !parent.checkVisibility()) continue;
    if (/[A-Za-z]{2,}[ ,]+[a-z]{2,}/.test(data)) texts.push(data.trim());
  }
  return texts;
})()`;

test.each(VIEWS)('%s is Chinese without English sentences', async (view) => {
  const page = await stack.open(pathOf(view), { locale: 'zh-CN' });
  await waitUntilShown(page);

  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  const english = (await page.evaluate<string[]>(LATIN_TEXTS)).filter((text) => !NOT_TRANSLATED.test(text));
  expect(english).toEqual([]);
  expect(await page.locator('body').innerText()).not.toMatch(/undefined|NaN|\[object/);
});
