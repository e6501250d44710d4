import { setTimeout as wait } from 'node:timers/promises';
import { createTemporalClient } from '../../src/client/connection';
import { readConfig } from '../../src/config';
import { findFreePort } from '../../src/local/process/ports';

test('closing waits for a retry that is overdue because the event loop was busy', async () => {
  const address = `127.0.0.1:${await findFreePort()}`;
  // The first attempt is refused, and a retry is scheduled 136 to 204 ms later.
  for (const delayMs of [50, 100, 150]) {
    const { connection, workflowService } = createTemporalClient(
      readConfig({ TEMPORAL_ADDRESS: address }).temporal,
    );
    const call = workflowService.getSystemInfo({}).catch((error: unknown) => error);
    await wait(delayMs);
    const busyUntilMs = performance.now() + 500;
    while (performance.now() < busyUntilMs);

    await connection.close();

    // A retry on the closed connection would throw from its timer, and end the process.
    expect(await call).toBeInstanceOf(Error);
  }
});
