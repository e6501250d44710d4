import { poll } from '../../harness/poll';
import { readPeakMemoryMib, resetPeakMemory } from '../../harness/processes/memory';
import { startCli } from '../../harness/processes/program';
import { createStartEnvironment } from '../../harness/processes/start-environment';

/** Ten times what it takes on an idle machine. */
const READY_WITHIN_MS = 120_000;
const FULL_WITHIN_MS = 60_000;

const FULLS = 5;

/** It takes 290 to 310 MiB, and 580 MiB without the limits of `bin/mobipium-sync`. */
const MAX_MIB = 400;

test('npm start keeps its memory within limits over several FULLs', async () => {
  const data = await createStartEnvironment();
  const start = () => startCli('start', { ...data.environment, FULL_SYNC_REQUESTS_PER_SECOND: '0' });
  let started = start();
  try {
    // The first start may bundle the workflows.
    await started.waitFor(/^Open /m, READY_WITHIN_MS);
    await started.stop();
    started = start();
    await started.waitFor(/^Open /m, READY_WITHIN_MS);

    resetPeakMemory(started.pid);
    const url = `http://127.0.0.1:${data.environment.PORT}/api/syncs`;
    for (let full = 1; full <= FULLS; full += 1) {
      const response = await fetch(`${url}/full`, { method: 'POST' });
      const { runId } = (await response.json()) as { runId: string };
      const status = await poll(
        'the FULL has ended',
        async () => {
          const run = await fetch(`${url}/full-sync-manual?runId=${runId}`);
          const { status } = (await run.json()) as { status: string };
          return status !== 'running' && status;
        },
        FULL_WITHIN_MS,
      );
      expect(status).toBe('completed');
    }
    expect(readPeakMemoryMib(started.pid)).toBeLessThan(MAX_MIB);
  } finally {
    await started.stop();
    data.remove();
  }
}, 600_000);
