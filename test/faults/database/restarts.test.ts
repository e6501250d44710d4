import { setTimeout as wait } from 'node:timers/promises';
import { compareToTruth, readLasting } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { runSync } from '../../../harness/mirror/run-sync';
import { startProcess, type StartedProcess } from '../../../harness/processes/start-process';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { lendPostgres, type LentPostgres } from '../../../harness/servers/own-postgres';
import type { SyncKind } from '../../../src/domain/run';
import { findFreePort } from '../../../src/local/process/ports';
import type { Catalogue } from '../../../src/sandbox/catalogue/create-catalogue';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const SANDBOX = { offers: 6_000, clock: () => NOW };

const RESTARTS = 20;
const RESTART_EVERY_MS = 3_000;
/** Longer than the scan is without a use for the database, or it would be chance how many restarts it meets. */
const DOWN_FOR_MS = 1_000;

/** A page at a time, each so late that a FULL of 51 pages outlasts the minute in which the database is restarted. */
const ONE_AT_A_TIME = { concurrency: 1 };
const LATE = { when: { asked: 'by-page' as const }, effect: { kind: 'late' as const, ms: 1_300 } };

let postgres: LentPostgres;
let mirror: LentMirror;
let worker: WorkerProcess;
let api: StartedProcess;
let apiUrl: string;

beforeAll(async () => {
  postgres = await lendPostgres();
  mirror = await lendMirror({
    database: postgres,
    sandbox: SANDBOX,
    settings: { UPSTREAM_TIMEOUT: '3s' },
    withWorker: false,
  });
  worker = spawnWorker(mirror.environment);
  const port = String(await findFreePort());
  api = startProcess('api', { ...mirror.environment, PORT: port });
  apiUrl = `http://127.0.0.1:${port}`;
  await Promise.all([worker.isReady(), api.waitFor(/API is ready/)]);
});

afterAll(async () => {
  await Promise.all([worker.kill(), api.end('SIGKILL')]);
  await mirror.stop();
});

/** What the network changes between two FULLs, so that the second has something to lose. */
function changeCatalogue(catalogue: Catalogue): void {
  const active = catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
  active.forEach((id, index) => {
    if (index % 2 === 0) catalogue.setField(id, { payout: `${index}.250` });
    if (index % 50 === 1) catalogue.pause(id);
    if (index % 50 === 3) catalogue.remove(id);
    if (index % 50 === 5) catalogue.convert(id);
  });
}

/** The same runs, in a database that nothing happens to. */
async function runWithoutFaults() {
  const other = await lendMirror({ sandbox: SANDBOX });
  try {
    await runSync(other, 'full');
    changeCatalogue(other.sandbox.catalogue);
    const full = await runSync(other, 'full');
    await runSync(other, 'high');
    return { full, rows: await readLasting(other) };
  } finally {
    await other.stop();
  }
}

async function restartAgainAndAgain(): Promise<void> {
  for (let restart = 0; restart < RESTARTS; restart += 1) {
    await wait(RESTART_EVERY_MS - DOWN_FOR_MS);
    await postgres.halt(restart % 2 === 0 ? 'fast' : 'immediate');
    await wait(DOWN_FOR_MS);
    await postgres.resume();
  }
}

/** Run syncs of a kind one after the other; the ids of all of them. Their audits are for when the database is back. */
async function runAgainAndAgain(kind: SyncKind, isOver: () => boolean) {
  const runs: { workflowId: string; runId: string }[] = [];
  while (!isOver()) {
    const { workflowId, runId } = await mirror.syncs.startSync(kind);
    runs.push({ workflowId, runId });
    await endOf({ workflowId, runId });
  }
  return runs;
}

const endOf = ({ workflowId, runId }: { workflowId: string; runId: string }) =>
  mirror.temporal.workflow
    .getHandle(workflowId, runId)
    .result()
    .catch(() => undefined);

const auditsOf = (runs: { workflowId: string; runId: string }[]) =>
  Promise.all(runs.map(async ({ workflowId, runId }) => (await mirror.store.readRun(workflowId, runId))!));

/** Ask the API for offers as a page that refreshes itself; how often it answered with each status. */
async function readAgainAndAgain(isOver: () => boolean) {
  const statuses: Record<number, number> = {};
  while (!isOver()) {
    const { status } = await fetch(`${apiUrl}/api/offers?limit=10`);
    statuses[status] = (statuses[status] ?? 0) + 1;
    await wait(100);
  }
  return statuses;
}

test('fault 13: FULL and HIGH complete although PostgreSQL is restarted every 3 s for a minute, as if it had not been', async () => {
  const undisturbed = runWithoutFaults();
  await runSync(mirror, 'full');
  changeCatalogue(mirror.sandbox.catalogue);
  mirror.sandbox.setFault(LATE);
  let isOver = false;

  const highs = runAgainAndAgain('high', () => isOver);
  const reads = readAgainAndAgain(() => isOver);
  const full = await mirror.syncs.startSync('full', ONE_AT_A_TIME);
  await restartAgainAndAgain().finally(() => (isOver = true));
  expect(await mirror.syncs.readSync(full.workflowId)).toMatchObject({ status: 'running' });
  mirror.sandbox.setFault(null);
  await endOf(full);

  const [fullAudit] = await auditsOf([full]);
  const highAudits = await auditsOf(await highs);
  expect([fullAudit!, ...highAudits].filter(({ status }) => status !== 'completed')).toEqual([]);
  expect(highAudits.length).toBeGreaterThan(3);
  expect(fullAudit!.retries).toBeGreaterThan(5);
  await runSync(mirror, 'high');

  const { active, converting } = mirror.sandbox.catalogue.countsAt(NOW);
  const { full: undisturbedFull, rows } = await undisturbed;
  expect(await readLasting(mirror)).toEqual(rows);
  expect(await compareToTruth(mirror, NOW)).toMatchObject({
    missing: [],
    onList: converting,
    wrongOnList: [],
  });
  // Whichever run met a change first counted it, and none counted it twice.
  const sum = (field: 'offersChanged' | 'offersPaused' | 'offersGone') =>
    [fullAudit!, ...highAudits].reduce((total, audit) => total + (audit[field] ?? 0), 0);
  for (const field of ['offersChanged', 'offersPaused', 'offersGone'] as const) {
    expect({ field, sum: sum(field) }).toEqual({ field, sum: undisturbedFull[field] });
  }
  expect(fullAudit).toMatchObject({
    offersMet: active,
    offersDistinct: active,
    offersDuplicate: 0,
    offersNew: 0,
  });

  const statuses = await reads;
  const unplanned = [...api.output().matchAll(/^.*"statusCode":500.*$/gm)].map(([line]) => line);
  expect(unplanned).toEqual([]);
  expect(Object.keys(statuses).filter((status) => !['200', '503'].includes(status))).toEqual([]);
  expect(statuses[200]).toBeGreaterThan(100);
  expect((await fetch(`${apiUrl}/api/health/ready`)).status).toBe(200);
  expect(worker.hasEnded()).toBe(false);
}, 240_000);
