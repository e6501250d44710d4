import type { Browser } from 'playwright-core';
import { poll } from '../../harness/poll';
import type { Measurement } from '../measurements';
import { openPage } from './open';

const ROUNDS = 9;

/** From the request for the page to its offers, in browsers that have never seen it. */
export async function measureFirstViews(browser: Browser, url: string): Promise<Measurement[]> {
  // The first one warms up the API.
  await timeFirstView(browser, url, 1);
  const fast: number[] = [];
  const slow: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    fast.push(await timeFirstView(browser, url, 1));
    slow.push(await timeFirstView(browser, url, 4));
  }
  return [
    { name: 'first view, until its offers are shown', unit: 'ms', samples: fast, bound: { atMost: 1_000 } },
    {
      name: 'first view on a processor that is 4 times slower',
      unit: 'ms',
      samples: slow,
      bound: { atMost: 2_000 },
    },
  ];
}

/** Records when the offers and the state of the mirror are shown, by the page's own clock. */
const RECORD = `(() => {
  const observer = new MutationObserver(() => {
    const rows = document.querySelectorAll('table tbody tr').length;
    if (rows < 20 || !/seen .*ago/.test(document.body.textContent)) return;
    observer.disconnect();
    requestAnimationFrame(() => { globalThis.shownAt = performance.now(); });
  });
  observer.observe(document, { childList: true, subtree: true });
})()`;

async function timeFirstView(browser: Browser, url: string, slowdown: number): Promise<number> {
  const { page, context } = await openPage(browser);
  await context.addInitScript(RECORD);
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.goto(url, { waitUntil: 'commit' });
  const tookMs = await poll('the offers are shown', () =>
    page.evaluate<number | undefined>('globalThis.shownAt'),
  );
  await context.close();
  return tookMs;
}
