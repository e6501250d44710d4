import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { poll } from '../../../harness/poll';
import { findTestTemporalCli } from '../../../harness/servers/temporal';
import { findFreePorts } from '../../../src/local/process/ports';
import { startTemporalServer } from '../../../src/local/temporal';

const RUNS_PER_ROUND = 100;
const INPUT_BYTES = 50_000;
const DAY_SECONDS = 24 * 3_600;

test('the server deletes histories after a day, and new ones take the space of deleted ones', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'mobipium-temporal-'));
  const [port, uiPort] = await findFreePorts(2);
  const server = await startTemporalServer({
    executable: await findTestTemporalCli(),
    directory,
    port,
    uiPort,
  });
  const connection = await Connection.connect({ address: server.address });
  const { workflow } = new Client({ connection });
  const namespace = 'default';

  /** Starts runs and deletes them, as the server does at the end of their retention. Returns the size of the database. */
  const runAndDelete = async (round: number): Promise<number> => {
    const workflowIds = Array.from({ length: RUNS_PER_ROUND }, (_, number) => `run-${round}-${number}`);
    for (const workflowId of workflowIds) {
      await workflow.start('any', { workflowId, taskQueue: 'none', args: ['x'.repeat(INPUT_BYTES)] });
    }
    // A run that is deleted before the server has listed it may stay on the list.
    await poll('the runs are listed', async () => (await workflow.count()).count === RUNS_PER_ROUND);
    for (const workflowId of workflowIds) {
      await connection.workflowService.deleteWorkflowExecution({
        namespace,
        workflowExecution: { workflowId },
      });
    }
    await poll('the runs are deleted', async () => (await workflow.count()).count === 0);
    const sizes = ['', '-wal'].map((suffix) => statSync(join(directory, `temporal.db${suffix}`)).size);
    return sizes.reduce((sum, size) => sum + size, 0);
  };

  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(DAY_SECONDS);

    const first = await runAndDelete(1);
    expect(first).toBeGreaterThan(RUNS_PER_ROUND * INPUT_BYTES * 0.5);
    for (const round of [2, 3]) await runAndDelete(round);
    expect(await runAndDelete(4)).toBeLessThan(first * 1.6);
  } finally {
    await connection.close();
    await server.stop(0);
    rmSync(directory, { recursive: true, force: true });
  }
});
