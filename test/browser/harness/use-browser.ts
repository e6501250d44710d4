import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { builtPage } from '../../../harness/web/built-page';
import { launchChromium } from '../../../harness/web/chromium';
import { buildApp } from '../../../src/api/app';
import { createCleanupStack } from '../../../src/async/cleanup';
import { type FaultStack, type FaultStackOptions, useStack } from '../../harness/use-stack';
import { watchPage } from './watch-page';

/** For everything that a test waits for on a page, on a slow machine where other tests run. */
const WAIT_MS = 45_000;

/** On a slow machine a read of the API may miss its deadline. The page says so, and tries again. */
const TOO_SLOW = /status of 503/;

export interface BrowserStackOptions extends FaultStackOptions {
  /** The keys of the API. Default: none. */
  keys?: { key: string; readKey?: string };
}

export interface OpenOptions extends BrowserContextOptions {
  /** A phone of 390 by 844 points, with a touch screen. Default: a window of 1280 by 800. */
  isPhone?: boolean;
  /** Default: false. */
  isDark?: boolean;
  /** Errors that the test provokes. */
  expected?: RegExp[];
}

export interface BrowserStack extends FaultStack {
  /** The address of the API, without a slash at its end. */
  url: string;
  app: FastifyInstance;
  /**
   * Open an address of the page, such as `/offers`, in a window with storage of its own. The test fails at its end if an
   * error occurred on the page that it did not expect.
   */
  open(path: string, options?: OpenOptions): Promise<Page>;
}

/** Starts the stack, the API with the built page, and a browser before the tests of this file, and closes them after. */
export function useBrowser({ keys, ...options }: BrowserStackOptions = {}): BrowserStack {
  const stack = useStack(options) as BrowserStack;
  const cleanup = createCleanupStack();
  const contexts: BrowserContext[] = [];
  const problems: string[][] = [];
  let browser: Browser;

  beforeAll(async () => {
    await stack.store.claimSource('sandbox');
    const { syncs, store, config } = stack;
    stack.app = buildApp({
      ...{ syncs, store, ...keys },
      networkUrl: config.upstream.url,
      pageFolder: await builtPage(),
    });
    cleanup.defer('API', () => stack.app.close());
    await stack.app.listen({ host: '127.0.0.1', port: 0 });
    stack.url = `http://127.0.0.1:${(stack.app.server.address() as AddressInfo).port}`;
    browser = await launchChromium();
    cleanup.defer('browser', () => browser.close());
  }, 180_000);

  stack.open = async (path, { isPhone = false, isDark = false, expected = [], ...contextOptions } = {}) => {
    const context = await browser.newContext({
      viewport: isPhone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
      ...(isPhone && { isMobile: true, hasTouch: true, deviceScaleFactor: 2 }),
      colorScheme: isDark ? 'dark' : 'light',
      locale: 'en-GB',
      timezoneId: 'Europe/Lisbon',
      reducedMotion: 'reduce',
      ...contextOptions,
    });
    contexts.push(context);
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    problems.push(await watchPage(page, stack.url, [...expected, TOO_SLOW]));
    await page.goto(`${stack.url}${path}`);
    return page;
  };

  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(problems.splice(0).flat()).toEqual([]);
  });
  afterAll(() => cleanup.closeAll(), 60_000);
  return stack;
}
