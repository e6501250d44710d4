import { Client } from 'pg';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { waitForRun } from '../../../harness/run-sync';
import { chunkWorkflowId } from '../../../src/workflows/contract';
import { failedAttempts, pendingActivities } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const PAGES = 26;
const CHUNKS = [
  [1, 10],
  [11, 20],
  [21, PAGES],
] as const;
/** Open requests at most, and activities that wait for a permit beyond them. */
const CONCURRENCY = 15;
const PAGES_AHEAD = 3;
const ROLE = 'few_connections';
const CONNECTIONS = 12;

const stack = useStack({
  sandbox: { offers: 3_000 },
  settings: { FULL_SYNC_CONCURRENCY: String(CONCURRENCY), UPSTREAM_TIMEOUT: '10s' },
  worker: 'none',
});
let owner: Client;
let workerDatabaseUrl: string;

/** The worker has a role of its own, because PostgreSQL does not limit the connections of superusers. */
beforeAll(async () => {
  owner = await stack.connect();
  await owner.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'secret-word' CONNECTION LIMIT ${CONNECTIONS}`);
  await owner.query(`GRANT USAGE ON SCHEMA history TO ${ROLE}`);
  await owner.query(`GRANT ALL ON ALL TABLES IN SCHEMA public, history TO ${ROLE}`);
  stack.cleanup.defer('role', () => owner.query(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`));
  const url = new URL(stack.databaseUrl);
  [url.username, url.password] = [ROLE, 'secret-word'];
  workerDatabaseUrl = url.href;
  await stack.startWorkerProcess({ DATABASE_URL: workerDatabaseUrl });
});

/** Take all connections that the role may have, including those of the worker. */
async function takeAllConnections(): Promise<Client[]> {
  await owner.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [ROLE]);
  const taken: Client[] = [];
  await poll('no connection is left', async () => {
    const client = new Client({ connectionString: workerDatabaseUrl });
    client.on('error', () => undefined);
    try {
      await client.connect();
      taken.push(client);
      return false;
    } catch {
      return true;
    }
  });
  return taken;
}

test('fault 15: a run waits for a connection when the database has none left, and completes', async () => {
  const taken = await takeAllConnections();
  const { workflowId, runId } = await stack.syncs.startSync('full');
  await poll('the database rejects a connection of the worker', () =>
    failedAttempts(stack.worker).some(({ code }) => code === '53300'),
  );
  await Promise.all(taken.map((client) => client.end()));

  expect(await waitForRun(stack, workflowId, runId)).toMatchObject({ status: 'completed', pagesRead: PAGES });
  await expectCompleteMirror(stack);
});

test('fault 15: pages that wait more than 10 s for a connection of their worker are read again', async () => {
  const logged = stack.worker.log.length;
  await owner.query('BEGIN');
  await owner.query('LOCK TABLE offers IN EXCLUSIVE MODE');
  const { workflowId, runId } = await stack.syncs.startSync('full');
  // Ten pages wait for the lock, each with a connection; the others wait for one of those connections.
  const others = CONCURRENCY + PAGES_AHEAD - 10;
  await poll('the others have timed out', async () => {
    const pending = await Promise.all(
      CHUNKS.map(([first, last]) => pendingActivities(stack, chunkWorkflowId(workflowId, first, last))),
    );
    return pending.flat().filter(({ attempt }) => attempt > 1).length === others;
  });
  await owner.query('COMMIT');
  const audit = await waitForRun(stack, workflowId, runId);

  expect(failedAttempts(stack.worker, logged)).toMatchObject([{ errorClass: 'Error' }]);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesRead: PAGES,
    retries: others,
    requests: PAGES + 1 + others + audit.pagesReread!,
  });
  await expectCompleteMirror(stack);
});

test('a worker whose role does not own the tables completes a refresh, and its audit says what was left undone', async () => {
  const { workflowId, runId } = await stack.syncs.startSync('refresh');

  expect(await waitForRun(stack, workflowId, runId)).toMatchObject({
    status: 'completed',
    notes: [expect.stringContaining("the worker's role is not their owner")],
  });
});
