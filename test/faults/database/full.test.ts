import type { Client } from 'pg';
import { expectCompleteMirror } from '../../../harness/mirror/compare';
import { poll } from '../../../harness/poll';
import { runSync, waitForRun } from '../../../harness/run-sync';
import { activeIds } from '../../harness/mirror';
import { pendingActivities } from '../../harness/runs';
import { useStack } from '../../harness/use-stack';

const PAGES = 26;
/** Every table that a run writes to. */
const TABLES = ['offers', 'offer_names', 'conversion_list', 'sync_runs', 'run_requests', 'rejected_rows'];

const stack = useStack({
  sandbox: { offers: 3_000 },
  settings: { FULL_SYNC_CONCURRENCY: '4', FULL_PAGE_RETRY_FOR: '8s' },
  worker: 'own-process',
});
let owner: Client;

beforeAll(async () => {
  owner = await stack.connect();
  // The error that PostgreSQL raises when it cannot extend the file of a table.
  await owner.query(`
    CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'could not extend file "base/5/16385": No space left on device'
        USING ERRCODE = 'disk_full', HINT = 'Check free disk space.';
    END $$`);
});

const fillDisk = () =>
  owner.query(
    TABLES.map(
      (table) =>
        `CREATE TRIGGER disk_is_full BEFORE INSERT OR UPDATE ON ${table} EXECUTE FUNCTION disk_is_full();`,
    ).join(''),
  );

const freeDisk = () => owner.query(TABLES.map((table) => `DROP TRIGGER disk_is_full ON ${table};`).join(''));

test('fault 21: a FULL that outlasts a full disk waits for space and reports its missing pages; the next FULL is complete', async () => {
  stack.gate.closeAfter(8);
  const { workflowId, runId } = await stack.syncs.startSync('full');
  await poll('some pages are stored', async () => (await stack.store.listOffers({ limit: 1 })).total > 300);
  await fillDisk();
  stack.gate.open();
  await poll('the worker logs that the disk is full', () =>
    stack.worker.log.some(({ code }) => code === '53100'),
  );
  await poll('the run has given up its pages and retries to write its audit', async () =>
    (await pendingActivities(stack, workflowId, runId)).some(
      ({ type, attempt }) => type === 'refreshList' && attempt > 1,
    ),
  );
  await freeDisk();
  const audit = await waitForRun(stack, workflowId, runId);

  expect(audit).toMatchObject({ status: 'incomplete', complete: false, offersGone: 0 });
  expect(audit.reasons[0]).toMatch(/^page \d+: the database has no room left$/);
  const { total } = await stack.store.listOffers({ limit: 1 });
  expect(total).toBe(audit.offersNew);
  const unnamed = Number(/^and (\d+) more$/.exec(audit.reasons.at(-1)!)?.[1] ?? 0);
  const named = audit.reasons.filter((reason) => reason.startsWith('page ')).length;
  expect(named + unnamed).toBe(PAGES - audit.pagesRead!);

  expect(await runSync(stack, 'full')).toMatchObject({ status: 'completed', pagesRead: PAGES });
  await expectCompleteMirror(stack);
});

test('fault 21: a HIGH and a FULL complete, with retries, when space is available before their retry time ends', async () => {
  const ids = activeIds(stack);
  ids.forEach((id, index) => stack.sandbox.catalogue.setField(id, { payout: `${index}.125` }));
  await fillDisk();
  const runs = [await stack.syncs.startSync('full'), await stack.syncs.startSync('high')];
  await poll('both have retried', async () => {
    const pending = await Promise.all(
      runs.map(({ workflowId, runId }) => pendingActivities(stack, workflowId, runId)),
    );
    return pending.every(([first]) => first !== undefined && first.attempt >= 2);
  });
  await freeDisk();

  const audits = await Promise.all(runs.map(({ workflowId, runId }) => waitForRun(stack, workflowId, runId)));
  expect(audits).toMatchObject([{ status: 'completed' }, { status: 'completed' }]);
  expect(audits[0]!.offersChanged! + audits[1]!.offersChanged!).toBe(ids.length);
  await expectCompleteMirror(stack);
});
