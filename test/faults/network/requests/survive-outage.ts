import { setTimeout as wait } from 'node:timers/promises';
import { compareToTruth } from '../../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../../harness/mirror/run-sync';
import { poll } from '../../../../harness/poll';
import { applySchedules, describeSchedule } from '../../../../src/client/schedules';
import type { Fault } from '../../../../src/sandbox/faults/fault';
import type { RunRecord } from '../../../../src/store';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const HIGH_EVERY_MS = 3_000;
const LOOK_EVERY_MS = 500;
const RHYTHM = { highEveryMs: HIGH_EVERY_MS, fullEveryMs: 86_400_000 };

/** A third of each, drawn by the number of the request. */
const SERVER_ERRORS: Fault[] = [
  { when: { share: 1 / 3 }, effect: { kind: 'status', status: 500 } },
  { when: { share: 2 / 3 }, effect: { kind: 'status', status: 502 } },
  { effect: { kind: 'status', status: 503 } },
];

/** When each page of the scan was asked for, in milliseconds. */
type AskedPages = Map<string, number[]>;

/** What was seen of a network that had nothing but server errors for a while, in the middle of a FULL and under HIGHs. */
export interface SurvivedOutage {
  full: RunRecord;
  /** The HIGHs that began during the outage. */
  highs: RunRecord[];
  /** The HIGH that began last: after the outage. */
  nextHigh: RunRecord;
  /** The most HIGHs that went at once, by schedule. */
  mostHighsAtOnce: number;
  highTicks: number;
  highTicksSkipped: number;
  /** Pages that were in before the outage, and how many of them were asked for again. */
  pagesBefore: number;
  pagesAskedAgain: number;
  /** For each page that was asked for during the outage, the waits between its requests there, in milliseconds. */
  waits: number[][];
  /** How the mirror differs from the network in the end. */
  compared: Awaited<ReturnType<typeof compareToTruth>>;
  active: number;
}

/** Let the network be out for so long in the middle of a FULL, with a HIGH due every three seconds. */
export async function surviveOutage({
  forMs,
  highBatchRetryFor,
}: {
  forMs: number;
  highBatchRetryFor: string;
}): Promise<SurvivedOutage> {
  const asked: AskedPages = new Map();
  const mirror = await lendMirror({
    sandbox: {
      offers: 3_000,
      clock: () => NOW,
      latencyMs: 50,
      // The sandbox's own clock stands still, so that its truth does.
      beforeAnswer: (_number, { pages = '', offers }) => {
        if (offers === undefined) asked.set(pages, [...(asked.get(pages) ?? []), performance.now()]);
      },
    },
    settings: { FULL_SYNC_CONCURRENCY: '4', HIGH_BATCH_RETRY_FOR: highBatchRetryFor },
  });
  try {
    await runSync(mirror, 'full');
    mirror.sandbox.reset();
    asked.clear();
    await applySchedules(mirror.temporal, RHYTHM);
    return await letItBeOut(mirror, asked, forMs);
  } finally {
    await mirror.stop();
  }
}

async function letItBeOut(mirror: LentMirror, asked: AskedPages, forMs: number): Promise<SurvivedOutage> {
  const { sandbox, store, temporal } = mirror;
  const readSchedule = async () => (await describeSchedule(temporal, 'high'))!.info;

  const run = await mirror.syncs.startSync('full');
  await poll('a third of the pages is in', () => (sandbox.requests.byStatus['200'] ?? 0) >= 10);
  const before = await readSchedule();
  // Page 1 is asked for its size too.
  const pagesBefore = sandbox.requests.log
    .filter(({ params, status }) => status === 200 && params['offers'] === undefined)
    .map(({ params }) => params['pages'] ?? '')
    .filter((page) => page !== '1');
  const sinceClock = await store.readClock();
  const outFromMs = performance.now();
  sandbox.setFault(SERVER_ERRORS);

  let mostHighsAtOnce = 0;
  while (performance.now() - outFromMs < forMs) {
    mostHighsAtOnce = Math.max(mostHighsAtOnce, (await readSchedule()).runningActions.length);
    await wait(LOOK_EVERY_MS);
  }
  const after = await readSchedule();
  const outToMs = performance.now();
  sandbox.setFault(null);

  const full = await readEnd(mirror, run.workflowId, run.runId);
  const untilClock = await store.readClock();
  const nextHigh = await poll('a HIGH that began afterwards has ended', async () => {
    const { runs } = await store.listRuns({ kind: 'high', limit: 20 });
    return runs.find(({ startedAt, finishedAt }) => startedAt > untilClock && finishedAt !== null);
  });
  const { runs } = await store.listRuns({ kind: 'high', limit: 500 });
  const during = [...asked.values()].map((times) =>
    times.filter((atMs) => atMs > outFromMs && atMs < outToMs),
  );
  return {
    full,
    highs: runs.filter(({ startedAt }) => startedAt > sinceClock && startedAt < untilClock),
    nextHigh,
    mostHighsAtOnce,
    highTicks: Math.round((outToMs - outFromMs) / HIGH_EVERY_MS),
    highTicksSkipped: after.numActionsSkippedOverlap - before.numActionsSkippedOverlap,
    pagesBefore: pagesBefore.length,
    pagesAskedAgain: pagesBefore.filter((page) => asked.get(page)?.some((atMs) => atMs > outFromMs)).length,
    waits: during.map((times) => times.slice(1).map((atMs, index) => atMs - times[index]!)),
    compared: await compareToTruth(mirror, NOW),
    active: sandbox.catalogue.countsAt(NOW).active,
  };
}
