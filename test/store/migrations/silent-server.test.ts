import { applyMigrations, isDatabaseUnavailable, listPendingMigrations } from '../../../src/store';
import { startSilentServer } from '../../harness/silent-server';

// Until it is unavailable, its connection keeps the process of a command running.
test.each([
  ['listing the pending migrations', listPendingMigrations],
  ['applying the migrations', applyMigrations],
])('%s, a server that accepts a connection and does not answer is unavailable', async (_name, read) => {
  // As a frozen PostgreSQL does.
  const server = await startSilentServer();
  try {
    const error: unknown = await read(`postgresql://postgres@${server.address}/mobipium_sync`).catch(
      (thrown: unknown) => thrown,
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
  } finally {
    await server.stop();
  }
});
