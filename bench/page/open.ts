import type { Browser, BrowserContext, Page } from 'playwright-core';

/** Open a window without a cache. The caller closes its context. */
export async function openPage(browser: Browser): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  return { context, page: await context.newPage() };
}
