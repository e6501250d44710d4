import type { Browser } from 'playwright-core';
import type { Clients } from '../../src/local/clients';
import type { Measurement } from '../measurements';
import { timeSync } from '../time-sync';
import { openPage } from './open';

/** As many as in an hour. */
const HIGHS = 30;

/** Before the first sample, until caches are full. */
const WARM_UP = 10;

/** What an open page holds after the HIGHs of an hour, relative to the beginning. */
export async function measureMemory(browser: Browser, url: string, clients: Clients): Promise<Measurement> {
  const { context, page } = await openPage(browser);
  const session = await context.newCDPSession(page);
  const heapMiB = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return usedSize / 1_024 ** 2;
  };
  await page.goto(url);
  await page.locator('[data-live="live"]').waitFor();
  const runs = async (count: number) => {
    for (let run = 0; run < count; run += 1) await timeSync(clients, 'high');
  };
  await runs(WARM_UP);
  const before = await heapMiB();
  await runs(HIGHS);
  const after = await heapMiB();
  await context.close();
  return {
    name: `memory of an open page after ${HIGHS} more HIGHs, relative to before`,
    unit: 'MiB',
    samples: [after],
    baseline: before,
    bound: { atMost: 1.1 },
  };
}
