import type { Client } from 'pg';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { runSync, waitForRun } from '../../../harness/run-sync';
import { waitForBlockedStatement } from '../../../harness/servers/blocked-statement';
import { idsOnPage } from '../../harness/mirror';
import { failedAttempts } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const PAGES = 26;

const stack = useStack({ sandbox: { offers: 3_000 }, worker: 'own-process' });
/** Another client of the same tables: a person, a report, another program. */
let other: Client;

beforeAll(async () => {
  other = await stack.connect();
  await runSync(stack, 'full');
});

afterEach(() => other.query('ROLLBACK'));

/** Start the worker again, with a default of the database for its new connections. */
async function restartWorkerWith(setting: string): Promise<void> {
  await stack.worker.stop();
  const { rows } = await other.query<{ name: string }>('SELECT current_database() AS name');
  await other.query(`ALTER DATABASE "${rows[0]!.name}" SET ${setting}`);
  await stack.startWorkerProcess();
}

/** The first and the last id of a page, in the order of the statement that stores it. */
function endsOfPage(page: number): [string, string] {
  const ids = idsOnPage(stack, page).sort();
  return [ids[0]!, ids.at(-1)!];
}

const lockOffer = (id: string) => other.query('SELECT FROM offers WHERE offer_id = $1 FOR UPDATE', [id]);

const failureCodes = () => failedAttempts(stack.worker).map(({ code }) => code);

test('fault 15: a page that PostgreSQL ends in a deadlock is read again, and nothing is missing', async () => {
  // PostgreSQL looks for a deadlock once in a wait, after this time, and ends the transaction that looked. So there is
  // time to close the circle before the page looks, and the page is ended, not this client.
  await restartWorkerWith(`deadlock_timeout = '5s'`);
  await other.query(`SET deadlock_timeout = '1min'`);
  const [first, last] = endsOfPage(7);
  await other.query('BEGIN');
  await lockOffer(last);
  const { workflowId, runId } = await stack.syncs.startSync('full');
  await waitForBlockedStatement(other);
  // The page holds its first row and waits for its last one; this client holds the last one and waits for the first.
  await lockOffer(first);
  await other.query('COMMIT');
  const audit = await waitForRun(stack, workflowId, runId);

  expect(failureCodes()).toEqual(['40P01']);
  expect(audit).toMatchObject({ status: 'completed', pagesRead: PAGES, retries: 1, requests: PAGES + 2 });
  await expectCompleteMirror(stack);
});

test('fault 15: a statement that times out is retried until the retry time of its page ends, and no longer', async () => {
  await stack.worker.stop();
  // Set in the URL, as by an operator; the default of the service is 30 s.
  const database = new URL(stack.databaseUrl);
  database.searchParams.set('statement_timeout', '500');
  await stack.startWorkerProcess({ DATABASE_URL: database.href, FULL_PAGE_RETRY_FOR: '12s' });
  const [first] = endsOfPage(7);
  await other.query('BEGIN');
  await lockOffer(first);
  const audit = await runSync(stack, 'full');

  expect(failureCodes()).toEqual(['57014']);
  expect(audit).toMatchObject({
    status: 'incomplete',
    reasons: ['page 7: the database cannot be reached'],
    pagesRead: PAGES - 1,
  });
  expect(audit.retries).toBeGreaterThanOrEqual(2);
  expect(audit.retries).toBeLessThanOrEqual(5);
  await other.query('ROLLBACK');
  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', pagesRead: PAGES });
  await expectCompleteMirror(stack);
});

test('fault 15: in a database with serializable transactions a page with a serialization failure is read again', async () => {
  await restartWorkerWith(`default_transaction_isolation = 'serializable'`);
  const [first] = endsOfPage(7);
  await other.query('BEGIN');
  await other.query('UPDATE offers SET updated_at = updated_at WHERE offer_id = $1', [first]);
  const { workflowId, runId } = await stack.syncs.startSync('full');
  await waitForBlockedStatement(other);
  await other.query('COMMIT');
  const audit = await waitForRun(stack, workflowId, runId);

  expect(new Set(failureCodes())).toEqual(new Set(['40001']));
  expect(audit).toMatchObject({ status: 'completed', pagesRead: PAGES });
  await expectCompleteMirror(stack);
});
