import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import pino from 'pino';
import { findTestTemporalCli } from '../../harness/servers/temporal';
import { openWithCleanup } from '../../src/async/cleanup';
import { createSyncClient } from '../../src/client';
import { applySchedules, describeSchedule } from '../../src/client/schedules';
import { readConfig } from '../../src/config';
import { startPostgres } from '../../src/local/postgres';
import { startTemporalServer } from '../../src/local/temporal';
import { startSandbox } from '../../src/sandbox';
import { createStore } from '../../src/store';
import { migrate } from '../../src/store/migrations/migrate';
import { createUpstream } from '../../src/upstream';
import { startWorker } from '../../src/worker';

/**
 * Record the histories that the replay tests hold today's workflows against: `npx tsx test/replay/record-histories.ts`.
 *
 * Run it when a workflow was changed on purpose in a way that cannot replay what went before (see "Change it" in the
 * README), and say so in the changelog: runs that are going during such an update have to end first.
 */
async function recordHistories(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'record-histories-'));
  // PostgreSQL does not run as root, so its own user has to be let in.
  chmodSync(folder, 0o755);
  const stack = await openWithCleanup(async (cleanup) => {
    cleanup.defer('folder', () => Promise.resolve(rmSync(folder, { recursive: true, force: true })));
    const postgres = await startPostgres({ directory: join(folder, 'postgres') });
    cleanup.defer('PostgreSQL', () => postgres.stop());
    const databaseUrl = postgres.url('postgres');
    await migrate(databaseUrl);
    const executable = await findTestTemporalCli();
    const server = await startTemporalServer({ executable, directory: join(folder, 'temporal') });
    cleanup.defer('Temporal', () => server.stop());
    const sandbox = await startSandbox({ token: 'sandbox', offers: 2_600, churn: 0 });
    cleanup.defer('sandbox', () => sandbox.close());
    const config = readConfig({
      TEMPORAL_ADDRESS: server.address,
      MOBIPIUM_API_URL: sandbox.url,
      FULL_SYNC_REQUESTS_PER_SECOND: '0',
      HIGH_SYNC_REQUESTS_PER_SECOND: '0',
      FULL_PAGE_RETRY_FOR: '2s',
      UPSTREAM_TIMEOUT: '1s',
    });
    const store = createStore({ databaseUrl });
    cleanup.defer('store', () => store.close());
    const upstream = createUpstream({ url: sandbox.url, token: 'sandbox', timeoutMs: 1_000 });
    cleanup.defer('upstream', () => upstream.close());
    const connection = await Connection.connect({ address: server.address });
    cleanup.defer('connection', () => connection.close());
    const temporal = new Client({ connection });
    const worker = await startWorker({ config, store, upstream, logger: pino({ level: 'warn' }) });
    cleanup.defer('worker', () => worker.stop());
    return { executable, server, sandbox, temporal, syncs: createSyncClient({ temporal, uiUrl: undefined }) };
  });
  const { executable, server, sandbox, temporal, syncs } = stack;

  const save = async (name: string, workflowId: string) => {
    const args = [
      'workflow',
      'show',
      '--address',
      server.address,
      '--workflow-id',
      workflowId,
      '--output',
      'json',
    ];
    const { stdout } = await promisify(execFile)(executable, args, { maxBuffer: 64 * 1024 * 1024 });
    const file = join(__dirname, '..', 'fixtures', 'histories', `${name}.json`);
    writeFileSync(file, `${JSON.stringify({ workflowId, history: JSON.parse(stdout) as unknown })}\n`);
    process.stdout.write(`${name}: ${workflowId}, ${stdout.length} characters\n`);
  };
  const end = (workflowId: string) =>
    temporal.workflow
      .getHandle(workflowId)
      .result()
      .catch(() => undefined);
  const run = async (...wish: Parameters<typeof syncs.startSync>) => {
    const { workflowId } = await syncs.startSync(...wish);
    await end(workflowId);
    return workflowId;
  };

  try {
    await save('full-completed', await run('full'));
    await save('chunk-completed', 'full-sync-manual/pages-1-10');
    await save('high-completed', await run('high'));
    await save('refresh-completed', await run('refresh'));

    const active = sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
    active.slice(100, 160).forEach((id) => sandbox.catalogue.remove(id));
    await save('full-swept', await run('full', { concurrency: 3 }));

    sandbox.setFault({ when: { pages: [7] }, effect: { kind: 'status', status: 500 } });
    await save('full-incomplete', await run('full', { maxPages: 12 }));
    await save('chunk-with-failed-page', 'full-sync-manual/pages-1-10');

    sandbox.setFault({ effect: { kind: 'status', status: 401 } });
    await save('full-token-refused', await run('full', { maxPages: 3 }));
    await save('high-failed', await run('high'));

    sandbox.setFault({ effect: { kind: 'late', ms: 900 } });
    const { workflowId } = await syncs.startSync('full', { concurrency: 1 });
    await syncs.readPlannedChunks(workflowId, (await syncs.readSync(workflowId))!.runId);
    await temporal.workflow.getHandle(workflowId).cancel();
    await end(workflowId);
    await save('full-cancelled', workflowId);

    sandbox.setFault(null);
    await applySchedules(temporal, { highEveryMs: 3_600_000, fullEveryMs: 3_600_000 });
    await temporal.schedule.getHandle('high-priority-sync').trigger();
    for (let scheduled: string | undefined; scheduled === undefined;) {
      const { info } = (await describeSchedule(temporal, 'high'))!;
      scheduled = info.recentActions[0]?.action.workflow.workflowId;
      if (scheduled === undefined) continue;
      await end(scheduled);
      await save('high-scheduled', scheduled);
    }
  } finally {
    await stack.stop();
  }
}

void recordHistories();
