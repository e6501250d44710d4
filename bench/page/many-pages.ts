import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { ApiProcess } from '../../harness/processes/api';
import { type Measurement, single } from '../measurements';
import { sampleProcesses } from '../process-stats';
import type { BenchStack } from '../stack';
import { timeSync } from '../time-sync';
import { openPage } from './open';

const PAGES = 50;

/** A HIGH at its beginning, as in two minutes of the service. */
const WATCHED_MS = 120_000;

/** What open pages cost the API, between one HIGH and the next. */
export async function measureManyPages(
  browser: Browser,
  api: ApiProcess,
  stack: BenchStack,
): Promise<Measurement[]> {
  const contexts = [];
  for (let opened = 0; opened < PAGES; opened += 1) {
    const { context, page } = await openPage(browser);
    contexts.push(context);
    await page.goto(api.url);
    await page.locator('[data-live="live"]').waitFor();
  }
  const sampling = sampleProcesses({ api }, 1_000);
  const endsAtMs = performance.now() + WATCHED_MS;
  await timeSync(stack, 'high');
  await sleep(endsAtMs - performance.now());
  const samples = sampling.stop().api;
  await Promise.all(contexts.map((context) => context.close()));
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return [];
  const share = (last.cpuSeconds - first.cpuSeconds) / ((last.atMs - first.atMs) / 1_000);
  return [
    single(`${PAGES} open pages: processor time of the API, of a core`, '%', share * 100, { atMost: 10 }),
  ];
}
