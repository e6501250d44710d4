import { setTimeout as sleep } from 'node:timers/promises';
import { compareToTruth } from '../../../../harness/mirror/compare';
import { poll } from '../../../../harness/poll';
import { runSync, waitForRun } from '../../../../harness/run-sync';
import { createGate, type Gate } from '../../../../harness/servers/gate';
import { startTestStack, type TestStack } from '../../../../harness/stack';
import { applySchedules } from '../../../../src/client';
import { describeSchedule } from '../../../../src/client/schedules';
import type { Fault } from '../../../../src/sandbox';
import type { RunRecord } from '../../../../src/store';

const HIGH_EVERY_MS = 3_000;
const SAMPLE_EVERY_MS = 500;
const INTERVALS = { highEveryMs: HIGH_EVERY_MS, fullEveryMs: 86_400_000 };
/** What a busy machine may add to a wait. Without its limit, the longest one would be 32 to 64 s instead of 15 to 30 s. */
const SLACK_MS = 10_000;

/** A third of each status, drawn by the number of the request. */
const SERVER_ERRORS: Fault[] = [
  { when: { share: 1 / 3 }, effect: { kind: 'status', status: 500 } },
  { when: { share: 2 / 3 }, effect: { kind: 'status', status: 502 } },
  { effect: { kind: 'status', status: 503 } },
];

/** The times of the requests for each page of the scan, in milliseconds. */
type PageRequests = Map<string, number[]>;

/** What was observed while the network had only server errors, during a FULL and scheduled HIGHs. */
export interface SurvivedOutage {
  full: RunRecord;
  /** HIGHs that started during the outage. */
  highs: RunRecord[];
  /** A HIGH that started after the outage. */
  nextHigh: RunRecord;
  maxConcurrentHighs: number;
  highTicks: number;
  highTicksSkipped: number;
  /** The number of pages that were read before the outage, and of those that were read again. */
  pagesBefore: number;
  pagesReadAgain: number;
  /** For each page that was requested during the outage: the waits between its requests, in milliseconds. */
  waits: number[][];
  /** The difference between the mirror and the network in the end. */
  compared: Awaited<ReturnType<typeof compareToTruth>>;
}

/** Let the network fail for a time during a FULL, with a HIGH scheduled every three seconds. */
export async function surviveOutage({
  forMs,
  highBatchRetryFor,
}: {
  forMs: number;
  highBatchRetryFor: string;
}): Promise<SurvivedOutage> {
  const pageRequests: PageRequests = new Map();
  const gate = createGate();
  const stack = await startTestStack({
    sandbox: {
      offers: 3_000,
      latencyMs: 50,
      // Unlike the sandbox's own log, with the time at which the gate lets a request pass.
      beforeResponse: async (...request) => {
        const [, { pages = '', offers }] = request;
        if (offers !== undefined) return;
        await gate.beforeResponse(...request);
        pageRequests.set(pages, [...(pageRequests.get(pages) ?? []), performance.now()]);
      },
    },
    settings: { FULL_SYNC_CONCURRENCY: '4', HIGH_BATCH_RETRY_FOR: highBatchRetryFor },
  });
  try {
    await runSync(stack, 'full');
    stack.sandbox.reset();
    pageRequests.clear();
    await applySchedules(stack, INTERVALS);
    return await observeOutage(stack, gate, pageRequests, forMs);
  } finally {
    await stack.stop();
  }
}

async function observeOutage(
  stack: TestStack,
  gate: Gate,
  pageRequests: PageRequests,
  forMs: number,
): Promise<SurvivedOutage> {
  const { sandbox, store } = stack;
  const readSchedule = async () => (await describeSchedule(stack, 'high'))!.info;

  // The gate keeps the FULL from reading more than a third of its pages before the outage.
  gate.closeAfter(10);
  const run = await stack.syncs.startSync('full');
  const readPages = () =>
    sandbox.requests.log
      .filter(({ params, status }) => status === 200 && params['offers'] === undefined)
      .map(({ params }) => params['pages'] ?? '');
  await poll('a third of the pages is read', () => readPages().length >= 10);
  const before = await readSchedule();
  // Page 1 is also read to measure the catalogue.
  const pagesBefore = readPages().filter((page) => page !== '1');
  const sinceClock = await store.readClock();
  const fromMs = performance.now();
  sandbox.setFault(SERVER_ERRORS);
  gate.open();

  let maxConcurrentHighs = 0;
  while (performance.now() - fromMs < forMs) {
    maxConcurrentHighs = Math.max(maxConcurrentHighs, (await readSchedule()).runningActions.length);
    await sleep(SAMPLE_EVERY_MS);
  }
  const after = await readSchedule();
  const toMs = performance.now();
  sandbox.setFault(null);

  const full = await waitForRun(stack, run.workflowId, run.runId);
  const untilClock = await store.readClock();
  const nextHigh = await poll('a HIGH that started afterwards has ended', async () => {
    const { runs } = await store.listRuns({ kind: 'high', limit: 20 });
    return runs.find(({ startedAt, finishedAt }) => startedAt > untilClock && finishedAt !== null);
  });
  const { runs } = await store.listRuns({ kind: 'high', limit: 500 });
  const during = [...pageRequests.values()].map((times) =>
    times.filter((atMs) => atMs > fromMs && atMs < toMs),
  );
  return {
    full,
    highs: runs.filter(({ startedAt }) => startedAt > sinceClock && startedAt < untilClock),
    nextHigh,
    maxConcurrentHighs,
    highTicks: Math.round((toMs - fromMs) / HIGH_EVERY_MS),
    highTicksSkipped: after.numActionsSkippedOverlap - before.numActionsSkippedOverlap,
    pagesBefore: pagesBefore.length,
    pagesReadAgain: pagesBefore.filter((page) => pageRequests.get(page)?.some((atMs) => atMs > fromMs))
      .length,
    waits: during.map((times) => times.slice(1).map((atMs, index) => atMs - times[index]!)),
    compared: await compareToTruth(stack),
  };
}

/** Expect that an outage only delayed the runs. */
export function expectSurvivedOutage(survived: SurvivedOutage): void {
  const { full, pagesBefore, pagesReadAgain, compared } = survived;
  expect(full).toMatchObject({ status: 'completed', complete: true, reasons: [], offersDuplicate: 0 });
  expect(pagesBefore).toBeGreaterThan(4);
  expect(pagesReadAgain).toBe(0);
  expectSkippedHighs(survived);
  expectBackoff(survived.waits);
  expect(compared).toMatchObject({ wrong: [], missing: [], wrongOnList: [] });
}

/** One at a time, each for the retry time of its batches; the ticks in between are skipped. */
function expectSkippedHighs(survived: SurvivedOutage): void {
  const { highs, nextHigh, maxConcurrentHighs, highTicks, highTicksSkipped } = survived;
  expect(maxConcurrentHighs).toBe(1);
  expect(highTicksSkipped).toBeGreaterThan(highTicks / 3);
  expect(highs.length).toBeGreaterThan(1);
  expect(highs.length + highTicksSkipped).toBeLessThanOrEqual(highTicks + 10);
  const failed = highs.filter(({ status }) => status === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  for (const { error } of failed) {
    expect(error).toMatch(/^batch \d+ .*: the network could not be reached \(HTTP 50[023]\)$/);
  }
  expect(nextHigh).toMatchObject({ status: 'completed', complete: true });
}

/** The maximum of the wait is one second at first and doubles up to half a minute; the minimum is half of that. */
function expectBackoff(waits: number[][]): void {
  const repeated = waits.filter(({ length }) => length >= 3);
  expect(repeated.length).toBeGreaterThan(8);
  for (const ofPage of repeated) {
    ofPage.forEach((waitMs, index) => {
      const maxMs = Math.min(1_000 * 2 ** index, 30_000);
      expect(waitMs).toBeGreaterThanOrEqual(maxMs / 2 - 50);
      expect(waitMs).toBeLessThanOrEqual(maxMs + SLACK_MS);
    });
  }
  // The jitter spreads pages that failed at the same time.
  const third = repeated.map(([, , waitMs = 0]) => waitMs);
  expect(Math.max(...third) - Math.min(...third)).toBeGreaterThan(500);
}
