import { startApiProcess } from '../../harness/processes/api';
import { builtPage } from '../../harness/web/built-page';
import { launchChromium } from '../../harness/web/chromium';
import type { Measurement } from '../measurements';
import { openBenchStack, type Servers } from '../stack';
import { timeSync } from '../time-sync';
import { withCleanup } from '../with-cleanup';
import { measureFirstViews } from './first-view';
import { measureInteractions } from './interactions';
import { measureManyPages } from './many-pages';
import { measureMemory } from './memory';

const OFFERS = 12_000;
const CONVERTING = 370;

/** The page in a real browser, on a mirror of usual size. */
export async function measurePage(servers: Servers, log: (line: string) => void): Promise<Measurement[]> {
  return withCleanup(async (cleanup) => {
    log(`reading a catalogue of ${OFFERS} offers`);
    await builtPage();
    const network = { database: 'page', offers: OFFERS, converting: CONVERTING };
    const stack = await openBenchStack(servers, network, cleanup);
    await timeSync(stack, 'full');
    await timeSync(stack, 'high');
    // As behind a reverse proxy: one address may have 200 connections otherwise.
    const api = await startApiProcess({ ...stack.environment, TRUST_PROXY: '127.0.0.1' });
    cleanup.defer('API', () => api.stop());
    const browser = await launchChromium();
    cleanup.defer('browser', () => browser.close());

    log('first views');
    const measurements = await measureFirstViews(browser, api.url);
    log('interactions');
    measurements.push(...(await measureInteractions(browser, api.url)));
    log('the memory of an open page');
    measurements.push(await measureMemory(browser, api.url, stack));
    log('many open pages');
    measurements.push(...(await measureManyPages(browser, api, stack)));
    return measurements;
  });
}
