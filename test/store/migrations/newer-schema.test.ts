import { poll } from '../../../harness/poll';
import { startWorkerProcess } from '../../../harness/processes/worker';
import { useStack } from '../../harness/use-stack';

const NEWER = '29990101000000_of_a_newer_version';

const stack = useStack({ sandbox: { offers: 300 } });

async function query(sql: string): Promise<void> {
  const client = await stack.connect();
  await client.query(sql, [NEWER]);
}

const addNewer = () =>
  query(`INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
         VALUES (gen_random_uuid(), '', now(), $1, 1)`);

const removeNewer = () => query('DELETE FROM _prisma_migrations WHERE migration_name = $1');

test('a worker that is older than the schema begins no run, names the migration, and refuses to start', async () => {
  await addNewer();
  const { workflowId, runId } = await stack.syncs.startSync('high');
  const handle = stack.temporal.workflow.getHandle(workflowId, runId);
  const failure = await poll('an attempt has failed', async () => {
    const { raw } = await handle.describe();
    return raw.pendingActivities?.[0]?.lastFailure?.message ?? undefined;
  });
  expect(failure).toContain(`newer version: ${NEWER}. Update this worker.`);
  expect(await stack.store.readRun(workflowId, runId)).toBeUndefined();

  const worker = startWorkerProcess(stack.environment);
  stack.cleanup.defer('worker', () => worker.kill());
  await worker.waitFor(/migrations of a newer version: 29990101000000_of_a_newer_version/);
  expect(await worker.ended()).toBe(1);
  expect(worker.output()).not.toMatch(/^ +at /m);

  // As a worker of the new version would.
  await removeNewer();
  expect(await handle.result()).toMatchObject({ status: 'completed' });
});
