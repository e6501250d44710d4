import { Client } from 'pg';
import { expectWholeMirror } from '../../../harness/mirror/compare-mirror';
import { lendMirror, type LentMirror } from '../../../harness/mirror/mirror';
import { readEnd, runSync } from '../../../harness/mirror/run-sync';
import { poll } from '../../../harness/poll';
import { spawnWorker, type WorkerProcess } from '../../../harness/processes/worker-process';
import { createGate } from '../../../harness/servers/gate';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const PAGES = 26;
const PAGE_RETRY_FOR_MS = 8_000;

let mirror: LentMirror;
const gate = createGate();
let worker: WorkerProcess;
let owner: Client;

beforeAll(async () => {
  mirror = await lendMirror({
    sandbox: { offers: 3_000, clock: () => NOW, beforeAnswer: gate.beforeAnswer },
    settings: { FULL_SYNC_CONCURRENCY: '4', FULL_PAGE_RETRY_FOR: `${PAGE_RETRY_FOR_MS}ms` },
    withWorker: false,
  });
  owner = new Client({ connectionString: mirror.databaseUrl });
  await owner.connect();
  // What PostgreSQL says when the file of a table cannot grow, at each table that a run writes to.
  await owner.query(`
    CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'could not extend file "base/5/16385": No space left on device'
        USING ERRCODE = 'disk_full', HINT = 'Check free disk space.';
    END $$`);
  worker = spawnWorker(mirror.environment);
  await worker.isReady();
});

afterAll(async () => {
  await worker.kill();
  await owner.end();
  await mirror.stop();
});

const TABLES = ['offers', 'offer_names', 'conversion_list', 'sync_runs', 'run_requests', 'rejected_rows'];

const fill = () =>
  owner.query(
    TABLES.map(
      (table) =>
        `CREATE TRIGGER disk_is_full BEFORE INSERT OR UPDATE ON ${table} EXECUTE FUNCTION disk_is_full();`,
    ).join(''),
  );

const makeRoom = () => owner.query(TABLES.map((table) => `DROP TRIGGER disk_is_full ON ${table};`).join(''));

const isToldOf = (code: string) => worker.log.some((line) => line.code === code);

test('fault 21: a FULL that outlasts a full disk waits for room, and says which pages it lacks; the next lacks none', async () => {
  gate.closeAfter(8);
  const { workflowId, runId } = await mirror.syncs.startSync('full');
  await poll('some pages are stored', async () => (await mirror.store.listOffers({ limit: 1 })).total > 300);
  await fill();
  gate.open();
  await poll('the worker says that the disk is full', () => isToldOf('53100'));
  await poll(
    'the run gives up its pages, and wants to write its audit',
    async () => {
      const { raw } = await mirror.temporal.workflow.getHandle(workflowId, runId).describe();
      return raw.pendingActivities?.some(
        ({ activityType, attempt }) => activityType?.name === 'refreshList' && attempt! > 1,
      );
    },
    60_000,
  );
  await makeRoom();
  const audit = await readEnd(mirror, workflowId, runId);

  expect(audit).toMatchObject({ status: 'incomplete', complete: false, offersGone: 0 });
  expect(audit.reasons[0]).toMatch(/^page \d+: the database has no room left$/);
  const { total } = await mirror.store.listOffers({ limit: 1 });
  expect(total).toBe(audit.offersNew);
  const unnamed = Number(/^and (\d+) more$/.exec(audit.reasons.at(-1)!)?.[1] ?? 0);
  const named = audit.reasons.filter((reason) => reason.startsWith('page ')).length;
  expect(named + unnamed).toBe(PAGES - audit.pagesRead!);

  expect(await runSync(mirror, 'full')).toMatchObject({ status: 'completed', pagesRead: PAGES });
  await expectWholeMirror(mirror, NOW);
});

test('fault 21: a HIGH and a FULL that find room in time know nothing of it but their repeats', async () => {
  const ids = mirror.sandbox.catalogue.idsAt(NOW, { order: 'ID', status: 'Active' });
  ids.forEach((id, index) => mirror.sandbox.catalogue.setField(id, { payout: `${index}.125` }));
  await fill();
  const [full, high] = [await mirror.syncs.startSync('full'), await mirror.syncs.startSync('high')];
  await poll('both have tried', async () => {
    const attempts = await Promise.all(
      [full, high].map(async ({ workflowId, runId }) => {
        const { raw } = await mirror.temporal.workflow.getHandle(workflowId, runId).describe();
        return raw.pendingActivities?.[0]?.attempt ?? 0;
      }),
    );
    return attempts.every((attempt) => attempt >= 2);
  });
  await makeRoom();

  const audits = [
    await readEnd(mirror, full.workflowId, full.runId),
    await readEnd(mirror, high.workflowId, high.runId),
  ];
  expect(audits).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
  expect(audits[0]!.offersChanged! + audits[1]!.offersChanged!).toBe(ids.length);
  await expectWholeMirror(mirror, NOW);
});
