import type { Page } from 'playwright-core';
import { runSync } from '../../harness/run-sync';
import { builtPage } from '../../harness/web/built-page';
import { buildApp } from '../../src/api/app';
import { useBrowser } from './harness/use-browser';

const stack = useBrowser({ sandbox: { offers: 300, convertingShare: 0.2 } });

/** What the browser says about requests without a server or a network. */
const WITHOUT_SERVER = [
  /ERR_CONNECTION_|ERR_INTERNET_DISCONNECTED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|ERR_NETWORK_CHANGED/,
];

beforeAll(() => runSync(stack, 'full'), 120_000);

const live = (page: Page, look: 'live' | 'not live') =>
  page.locator(look === 'live' ? '[data-live="live"]' : '[data-live]:not([data-live="live"])').waitFor();

/** Marks the page, so that a reload does not pass for an update. */
const mark = (page: Page) => page.evaluate('window.isMarked = true');
const isMarked = (page: Page) => page.evaluate<boolean>('window.isMarked === true');

const rows = (page: Page) => page.getByRole('link', { name: /HIGH/ });

/** Runs a HIGH, and waits until pages that are open show it. */
async function expectNewRun(pages: readonly Page[], between: () => Promise<void> = () => Promise.resolve()) {
  const before = await Promise.all(pages.map((page) => rows(page).count()));
  await runSync(stack, 'high');
  await between();
  for (const [index, page] of pages.entries()) await rows(page).nth(before[index]!).waitFor();
}

async function restart(): Promise<void> {
  const { store, syncs, config } = stack;
  const { port } = new URL(stack.url);
  stack.app = buildApp({ store, syncs, networkUrl: config.upstream.url, pageFolder: await builtPage() });
  await stack.app.listen({ host: '127.0.0.1', port: Number(port) });
}

test('two tabs show a run without a reload', async () => {
  const first = await stack.open('/runs');
  const second = await first.context().newPage();
  await second.goto(`${stack.url}/runs`);
  const pages = [first, second];
  for (const page of pages) {
    await live(page, 'live');
    await mark(page);
  }
  await expectNewRun(pages);
  for (const page of pages) expect(await isMarked(page)).toBe(true);
});

test('a page shows what happened while the API was restarted under it', async () => {
  const page = await stack.open('/runs', { expected: WITHOUT_SERVER });
  await live(page, 'live');
  await mark(page);
  await stack.app.close();
  await live(page, 'not live');
  await expectNewRun([page], restart);
  await live(page, 'live');
  expect(await isMarked(page)).toBe(true);
});

test('a page that was offline says so, and shows what happened when it is back', async () => {
  const page = await stack.open('/runs', { expected: WITHOUT_SERVER });
  await live(page, 'live');
  await mark(page);
  await page.context().setOffline(true);
  await live(page, 'not live');
  await page.getByText(/^not live since \d\d:\d\d:\d\d$/).waitFor();
  await expectNewRun([page], () => page.context().setOffline(false));
  await live(page, 'live');
  expect(await isMarked(page)).toBe(true);
});
