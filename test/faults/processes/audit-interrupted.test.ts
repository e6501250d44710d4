import type { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import { waitForBlockedStatement } from '../../../harness/servers/blocked-statement';
import { useStack } from '../../harness/use-stack';

const PAGES = 9;

const stack = useStack({
  sandbox: { offers: 1_000 },
  // The request that is held back must not time out.
  settings: { UPSTREAM_TIMEOUT: '30s' },
  worker: 'own-process',
  proxyTo: 'database',
});
/** Locks the rows that the audit deletes. */
let other: Client;

beforeAll(async () => {
  other = await stack.connect();
});

afterEach(() => other.query('ROLLBACK'));

/** Start a FULL and block its audit between the sum of its requests and their deletion. */
async function startWithBlockedAudit() {
  // The count of the pages, and the first one.
  stack.gate.closeAfter(2);
  const { workflowId, runId } = await stack.syncs.startSync('full', { concurrency: 1 });
  const pages = `FROM run_requests WHERE run_id = $1 AND purpose = 'page'`;
  await poll('a page is stored', async () => (await other.query(`SELECT ${pages}`, [runId])).rows.length > 0);
  await other.query('BEGIN');
  await other.query(`SELECT ${pages} FOR UPDATE`, [runId]);
  stack.gate.open();
  await waitForBlockedStatement(other, 'DELETE FROM run_requests');
  return { workflowId, runId };
}

const expectCompleteAudit = async ({ workflowId, runId }: { workflowId: string; runId: string }) => {
  const { active } = stack.sandbox.catalogue.countsAt(Date.now());
  const audit = await waitForRun(stack, workflowId, runId);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesRead: PAGES,
    offersMet: active,
    offersDistinct: active,
    retries: 0,
  });
  expect(audit.requests).toBe(PAGES + 1 + audit.pagesReread!);
};

test('the next worker completes the audit of a worker that was killed while it wrote it', async () => {
  const run = await startWithBlockedAudit();

  await stack.worker.kill();
  await other.query('COMMIT');
  await stack.startWorkerProcess();

  await expectCompleteAudit(run);
});

test('an audit that is interrupted by a loss of the database connection is complete after a reconnect', async () => {
  const run = await startWithBlockedAudit();

  await stack.proxy.disconnect();
  await other.query('COMMIT');
  await stack.proxy.reconnect();

  await expectCompleteAudit(run);
  expect(stack.worker.hasEnded()).toBe(false);
});
