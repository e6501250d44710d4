import { Client } from 'pg';
import { expectWholeMirror } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../harness/mirror/run-sync';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { untilLockedOut } from '../../../harness/until-locked-out';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const PAGES = 26;

let mirror: LentMirror;
let worker: WorkerProcess;
/** Somebody else at the same tables: a person, a report, another program. */
let other: Client;

beforeAll(async () => {
  mirror = await lendMirror({ sandbox: { offers: 3_000, clock: () => NOW }, withWorker: false });
  other = new Client({ connectionString: mirror.databaseUrl });
  await other.connect();
  // Of two that wait for each other, the one that has waited so long is ended. It is not to be this one.
  await other.query(`SET deadlock_timeout = '1min'`);
  await startWorker();
  await runSync(mirror, 'full');
});

afterEach(() => other.query('ROLLBACK'));

afterAll(async () => {
  await worker.kill();
  await other.end();
  await mirror.stop();
});

async function startWorker(settings: Record<string, string> = {}): Promise<void> {
  worker = spawnWorker({ ...mirror.environment, ...settings });
  await worker.isReady();
}

/** The first and the last id of a page, as the mirror's statement for it takes them. */
function endsOfPage(page: number): [string, string] {
  const ids = mirror.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
  const ofPage = ids.slice((page - 1) * 100, page * 100).sort();
  return [ofPage[0]!, ofPage.at(-1)!];
}

const lockOffer = (id: string) => other.query('SELECT FROM offers WHERE offer_id = $1 FOR UPDATE', [id]);

/** What the worker's log says that attempts failed of, since a line of it. */
const codesSince = (line: number) =>
  worker.log.slice(line).flatMap(({ msg, code }) => (msg === 'an attempt failed' ? [code] : []));

test('fault 15: a page that is ended as one of two in a deadlock is read again, and nothing is missing', async () => {
  const line = worker.log.length;
  const [first, last] = endsOfPage(7);
  await other.query('BEGIN');
  await lockOffer(last);
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await untilLockedOut(other);
  // The page has the first of its rows and waits for the last; whoever has that now asks for the first.
  await lockOffer(first);
  await other.query('COMMIT');
  const audit = await readEnd(mirror, workflowId, runId);

  expect(codesSince(line)).toEqual(['40P01']);
  expect(audit).toMatchObject({ status: 'completed', pagesRead: PAGES, retries: 1, requests: PAGES + 2 });
  await expectWholeMirror(mirror, NOW);
});

test('fault 15: a statement that outlasts its time is tried again until the page has used up its own, and no longer', async () => {
  await worker.terminate();
  // As an operator sets it, in the address; the service's own is half a minute.
  const database = new URL(mirror.databaseUrl);
  database.searchParams.set('statement_timeout', '500');
  await startWorker({ DATABASE_URL: database.href, FULL_PAGE_RETRY_FOR: '5s' });
  const [first] = endsOfPage(7);
  await other.query('BEGIN');
  await lockOffer(first);
  const audit = await runSync(mirror, 'full');

  expect(codesSince(0)).toEqual(['57014']);
  expect(audit).toMatchObject({
    status: 'incomplete',
    reasons: ['page 7: the database cannot be reached'],
    pagesRead: PAGES - 1,
  });
  expect(audit.retries).toBeGreaterThanOrEqual(2);
  expect(audit.retries).toBeLessThanOrEqual(5);
  await other.query('ROLLBACK');
  expect(await runSync(mirror, 'full')).toMatchObject({ status: 'completed', pagesRead: PAGES });
  await expectWholeMirror(mirror, NOW);
});

test('fault 15: where the database is set to be serializable, a page that comes too late for it is read again', async () => {
  await worker.terminate();
  const { rows } = await other.query<{ name: string }>('SELECT current_database() AS name');
  await other.query(`ALTER DATABASE "${rows[0]!.name}" SET default_transaction_isolation = 'serializable'`);
  await startWorker();
  const [first] = endsOfPage(7);
  await other.query('BEGIN');
  await other.query('UPDATE offers SET updated_at = updated_at WHERE offer_id = $1', [first]);
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await untilLockedOut(other);
  await other.query('COMMIT');
  const audit = await readEnd(mirror, workflowId, runId);

  expect(new Set(codesSince(0))).toEqual(new Set(['40001']));
  expect(audit).toMatchObject({ status: 'completed', pagesRead: PAGES });
  await expectWholeMirror(mirror, NOW);
});
