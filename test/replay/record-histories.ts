import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestPostgres } from '../../harness/servers/postgres-server';
import { findTestTemporalCli } from '../../harness/servers/temporal';
import { startTestStack } from '../../harness/stack';
import { applySchedules, describeSchedule } from '../../src/client/schedules';
import { chunkWorkflowId, manualWorkflowId } from '../../src/workflows/contract';

const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'test/fixtures/histories');

/**
 * Record the histories that the replay test holds the current workflows against:
 * `npx tsx test/replay/record-histories.ts`.
 *
 * Run it after an intended change of a workflow that cannot replay earlier histories, and say so in the changelog:
 * workflows that are running during such an update have to end first.
 */
async function recordHistories(): Promise<void> {
  const stack = await startTestStack({
    database: await startTestPostgres(),
    sandbox: { offers: 2_600 },
    settings: { FULL_PAGE_RETRY_FOR: '2s', UPSTREAM_TIMEOUT: '1s' },
  });
  const { temporalServer, sandbox, temporal, syncs } = stack;
  const executable = await findTestTemporalCli();

  const save = async (name: string, workflowId: string) => {
    const options = ['--address', temporalServer.address, '--workflow-id', workflowId, '--output', 'json'];
    const { stdout } = await promisify(execFile)(executable, ['workflow', 'show', ...options], {
      maxBuffer: 64 * 1024 * 1024,
    });
    // Stack traces name files: without the folder of this checkout.
    const history = JSON.parse(stdout.replaceAll(ROOT, '/opt/mobipium-sync')) as unknown;
    writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify({ workflowId, history })}\n`);
    process.stdout.write(`${name}: ${workflowId}, ${stdout.length} characters\n`);
  };
  const waitForEnd = (workflowId: string) =>
    temporal.workflow
      .getHandle(workflowId)
      .result()
      .catch(() => undefined);
  const run = async (...start: Parameters<typeof syncs.startSync>) => {
    const { workflowId } = await syncs.startSync(...start);
    await waitForEnd(workflowId);
    return workflowId;
  };
  const firstChunk = chunkWorkflowId(manualWorkflowId('full', ''), 1, 10);

  try {
    await save('full-completed', await run('full'));
    await save('chunk-completed', firstChunk);
    await save('high-completed', await run('high'));
    await save('refresh-completed', await run('refresh'));

    const active = sandbox.catalogue.idsAt(Date.now(), { order: 'ID', status: 'Active' });
    active.slice(100, 160).forEach((id) => sandbox.catalogue.remove(id));
    await save('full-swept', await run('full', { concurrency: 3 }));

    sandbox.setFault({ when: { pages: [7] }, effect: { kind: 'status', status: 500 } });
    await save('full-incomplete', await run('full', { maxPages: 12 }));
    await save('chunk-with-failed-page', firstChunk);

    sandbox.setFault({ effect: { kind: 'status', status: 401 } });
    await save('full-token-refused', await run('full', { maxPages: 3 }));
    await save('high-failed', await run('high'));

    sandbox.setFault({ effect: { kind: 'late', ms: 900 } });
    const { workflowId } = await syncs.startSync('full', { concurrency: 1 });
    await syncs.readPlannedChunks(workflowId, (await syncs.readSync(workflowId))!.runId);
    await temporal.workflow.getHandle(workflowId).cancel();
    await waitForEnd(workflowId);
    await save('full-cancelled', workflowId);

    sandbox.setFault(null);
    await applySchedules(stack, { highEveryMs: 3_600_000, fullEveryMs: 3_600_000 });
    await temporal.schedule.getHandle('high-priority-sync').trigger();
    for (let scheduled: string | undefined; scheduled === undefined;) {
      const { info } = (await describeSchedule(stack, 'high'))!;
      scheduled = info.recentActions[0]?.action.workflow.workflowId;
      if (scheduled === undefined) continue;
      await waitForEnd(scheduled);
      await save('high-scheduled', scheduled);
    }
  } finally {
    await stack.stop();
  }
}

void recordHistories();
