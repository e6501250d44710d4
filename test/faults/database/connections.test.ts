import { Client } from 'pg';
import { expectWholeMirror } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd } from '../../../harness/mirror/run-sync';
import { poll } from '../../../harness/poll';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { chunkWorkflowId } from '../../../src/workflows/contract';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const PAGES = 26;
/** So many requests may be open at once; so many more pages are there ahead, to be the next. */
const PAGES_AT_ONCE = 15;
const PAGES_AHEAD = 3;
const ROLE = 'few_connections';
const CONNECTIONS = 12;

let mirror: LentMirror;
let worker: WorkerProcess;
let owner: Client;
let address: URL;

/** The worker is a user like any other: PostgreSQL bounds the connections of superusers by nothing. */
beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 3_000, clock: () => NOW },
    settings: { FULL_SYNC_CONCURRENCY: String(PAGES_AT_ONCE), UPSTREAM_TIMEOUT: '10s' },
    withWorker: false,
  });
  owner = new Client({ connectionString: mirror.databaseUrl });
  await owner.connect();
  await owner.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'secret-word' CONNECTION LIMIT ${CONNECTIONS}`);
  await owner.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${ROLE}`);
  address = new URL(mirror.databaseUrl);
  address.username = ROLE;
  address.password = 'secret-word';
  worker = spawnWorker({ ...mirror.environment, DATABASE_URL: address.href });
  await worker.isReady();
});

afterAll(async () => {
  await worker.kill();
  await owner.query(`DROP OWNED BY ${ROLE}; DROP ROLE ${ROLE}`);
  await owner.end();
  await mirror.stop();
});

/** What the worker's log says of attempts that failed, since a line of it. */
const failuresSince = (line: number) =>
  worker.log.slice(line).filter(({ msg }) => msg === 'an attempt failed');

/** How many pages of a run are tried again, or about to be. */
async function countAgain(workflowId: string): Promise<number> {
  const chunks = await Promise.all(
    (
      [
        [1, 10],
        [11, 20],
        [21, PAGES],
      ] as const
    ).map(([firstPage, lastPage]) =>
      mirror.temporal.workflow.getHandle(chunkWorkflowId(workflowId, firstPage, lastPage)).describe(),
    ),
  );
  const open = chunks.flatMap(({ raw }) => raw.pendingActivities ?? []);
  return open.filter(({ attempt }) => (attempt ?? 1) > 1).length;
}

/** Take all connections that the user may have, the worker's own too. */
async function takeAllConnections(): Promise<Client[]> {
  await owner.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [ROLE]);
  const taken: Client[] = [];
  await poll('no connection is left', async () => {
    const client = new Client({ connectionString: address.href });
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

test('fault 15: a run that finds no connection left in the database waits for one, and completes', async () => {
  const taken = await takeAllConnections();
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await poll('the worker is refused a connection', () =>
    failuresSince(0).some(({ code }) => code === '53300'),
  );
  await Promise.all(taken.map((client) => client.end()));

  expect(await readEnd(mirror, workflowId, runId)).toMatchObject({ status: 'completed', pagesRead: PAGES });
  await expectWholeMirror(mirror, NOW);
});

test('fault 15: pages that find all connections of their worker in use give up after 10 s and are read again', async () => {
  const line = worker.log.length;
  await owner.query('BEGIN');
  await owner.query('LOCK TABLE offers IN EXCLUSIVE MODE');
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  // Ten pages wait for the table, each with a connection; the others wait for one of those.
  const others = PAGES_AT_ONCE + PAGES_AHEAD - 10;
  await poll('these have waited too long', async () => (await countAgain(workflowId)) === others);
  await owner.query('COMMIT');
  const audit = await readEnd(mirror, workflowId, runId);

  expect(failuresSince(line)).toMatchObject([{ errorClass: 'Error' }]);
  expect(audit).toMatchObject({
    status: 'completed',
    pagesRead: PAGES,
    retries: others,
    requests: PAGES + 1 + others,
  });
  await expectWholeMirror(mirror, NOW);
});
