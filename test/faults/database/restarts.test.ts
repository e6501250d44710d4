import { setTimeout as sleep } from 'node:timers/promises';
import { compareToTruth, readComparableRows } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { type ApiProcess, startApiProcess } from '../../../harness/processes/api';
import { runSync } from '../../../harness/run-sync';
import { startTestPostgres, type TestPostgres } from '../../../harness/servers/postgres-server';
import type { TestStack } from '../../../harness/stack';
import type { SyncKind } from '../../../src/domain/run';
import type { Fault } from '../../../src/sandbox';
import { activeIds, convertingIds, countPages, runUndisturbed } from '../../harness/mirror';
import { useStack } from '../../harness/use-stack';

const SANDBOX = { offers: 6_000 };

const RESTARTS = 20;
/** Restarts go on until this many HIGHs have ended: on a slow machine, one that meets many restarts lasts a minute. */
const HIGHS = 2;
const MAX_RESTARTS = 35;
const RESTART_EVERY_MS = 3_000;
/** Longer than the scan ever goes without the database, so that every restart affects it. */
const DOWN_FOR_MS = 1_000;

/** How often the API must read its data between two restarts. */
const READS = 5;

/** One page at a time, and each so late that restarts affect many of them. */
const SEQUENTIAL = { concurrency: 1 };
const LATE_PAGES: Fault = { when: { asked: 'by-page' }, effect: { kind: 'late', ms: 2_100 } };
/** Keeps a FULL from ending before the last restart. */
const hangingPage = (page: number): Fault => ({ when: { pages: [page] }, effect: { kind: 'hang' } });

/** The number of responses by status. */
type Statuses = Record<number, number>;

interface Run {
  workflowId: string;
  runId: string;
}

let postgres: TestPostgres;
let api: ApiProcess;
const stack = useStack({
  database: async () => (postgres = await startTestPostgres()),
  sandbox: SANDBOX,
  // A batch on a slow machine may meet many restarts.
  settings: { UPSTREAM_TIMEOUT: '3s', HIGH_BATCH_RETRY_FOR: '5m' },
  worker: 'own-process',
});

beforeAll(async () => {
  api = await startApiProcess(stack.environment);
  stack.cleanup.defer('API', () => api.kill());
});

/** Changes between two FULLs, so that the second one has something to lose. */
function changeCatalogue(changed: TestStack): void {
  const { catalogue } = changed.sandbox;
  const converting = new Set(convertingIds(changed));
  activeIds(changed).forEach((id, index) => {
    if (index % 2 === 0) catalogue.setField(id, { payout: `${index}.250` });
    if (index % 50 === 1) catalogue.pause(id);
    if (index % 50 === 3) catalogue.remove(id);
    // Two conversions that follow each other soon may count as one.
    if (index % 50 === 5 && !converting.has(id)) catalogue.convert(id);
  });
}

const runReference = () =>
  runUndisturbed(SANDBOX, async (reference) => {
    await runSync(reference, 'full');
    changeCatalogue(reference);
    const full = await runSync(reference, 'full');
    await runSync(reference, 'high');
    return { full, rows: await readComparableRows(reference) };
  });

/** Wait until the API has read its data some more times, of which `statuses` has the count. */
async function waitForReads(statuses: Statuses): Promise<void> {
  const before = statuses[200] ?? 0;
  await poll('the API reads its data', () => (statuses[200] ?? 0) >= before + READS);
}

async function restartRepeatedly(statuses: Statuses, isEnough: () => boolean): Promise<void> {
  for (let restart = 0; restart < RESTARTS || (!isEnough() && restart < MAX_RESTARTS); restart += 1) {
    await Promise.all([sleep(RESTART_EVERY_MS - DOWN_FOR_MS), waitForReads(statuses)]);
    await postgres.shutDown(restart % 2 === 0 ? 'fast' : 'immediate');
    await sleep(DOWN_FOR_MS);
    await postgres.start();
  }
}

/** Run syncs of a kind one after the other, and add each to `ended`. Their audits are read later, when the database is available. */
async function syncRepeatedly(kind: SyncKind, ended: Run[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const run = await stack.syncs.startSync(kind);
    await waitForEnd(run);
    ended.push(run);
  }
}

const waitForEnd = ({ workflowId, runId }: Run) =>
  stack.temporal.workflow
    .getHandle(workflowId, runId)
    .result()
    .catch(() => undefined);

const readAudits = (runs: Run[]) =>
  Promise.all(runs.map(async ({ workflowId, runId }) => (await stack.store.readRun(workflowId, runId))!));

/** Request offers ten times a second, like a page that refreshes, and count the responses. */
async function readRepeatedly(statuses: Statuses, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const { status } = await fetch(`${api.url}/api/offers?limit=10`);
    statuses[status] = (statuses[status] ?? 0) + 1;
    await sleep(100);
  }
}

test('fault 13: FULL and HIGH complete with the same result while PostgreSQL restarts every 3 s for a minute', async () => {
  const reference = runReference();
  await runSync(stack, 'full');
  changeCatalogue(stack);
  stack.sandbox.setFault([hangingPage(countPages(stack)), LATE_PAGES]);
  let isOver = false;

  const endedHighs: Run[] = [];
  const highs = syncRepeatedly('high', endedHighs, () => isOver);
  const statuses: Statuses = {};
  const reads = readRepeatedly(statuses, () => isOver);
  const full = await stack.syncs.startSync('full', SEQUENTIAL);
  await restartRepeatedly(statuses, () => endedHighs.length >= HIGHS).finally(() => (isOver = true));
  expect(await stack.syncs.readSync(full.workflowId)).toMatchObject({ status: 'running' });
  stack.sandbox.setFault(null);
  await waitForEnd(full);

  const [fullAudit] = await readAudits([full]);
  await highs;
  const highAudits = await readAudits(endedHighs);
  const audits = [fullAudit!, ...highAudits];
  expect(audits.filter(({ status }) => status !== 'completed')).toEqual([]);
  expect(highAudits.length).toBeGreaterThanOrEqual(HIGHS);
  expect(fullAudit!.retries).toBeGreaterThan(5);
  await runSync(stack, 'high');

  const { active, converting } = stack.sandbox.catalogue.countsAt(Date.now());
  const { full: referenceAudit, rows } = await reference;
  expect(await readComparableRows(stack)).toEqual(rows);
  expect(await compareToTruth(stack)).toMatchObject({
    missing: [],
    onList: converting,
    wrongOnList: [],
  });
  // The first run that observes a change counts it, and no other run does.
  const sumOf = (field: 'offersChanged' | 'offersPaused' | 'offersGone') =>
    audits.reduce((total, audit) => total + (audit[field] ?? 0), 0);
  const { offersChanged, offersPaused, offersGone } = referenceAudit;
  expect({
    offersChanged: sumOf('offersChanged'),
    offersPaused: sumOf('offersPaused'),
    offersGone: sumOf('offersGone'),
  }).toEqual({ offersChanged, offersPaused, offersGone });
  expect(fullAudit).toMatchObject({
    offersMet: active,
    offersDistinct: active,
    offersDuplicate: 0,
  });
  // Rereads by ids may also store offers that are not Active.
  expect(fullAudit!.offersNew).toBeLessThan(50);

  await reads;
  const unexpected = [...api.output().matchAll(/^.*"statusCode":500.*$/gm)].map(([line]) => line);
  expect(unexpected).toEqual([]);
  expect(Object.keys(statuses).filter((status) => !['200', '503'].includes(status))).toEqual([]);
  expect(statuses[200]).toBeGreaterThanOrEqual(RESTARTS * READS);
  expect((await fetch(`${api.url}/api/health/ready`)).status).toBe(200);
  expect(stack.worker.hasEnded()).toBe(false);
});
