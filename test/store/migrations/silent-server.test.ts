import { type AddressInfo, createServer, type Socket } from 'node:net';
import { applyMigrations, isDatabaseUnavailable, listPendingMigrations } from '../../../src/store';

/** Calls `use` with the address of a server that accepts connections and does not answer, as a frozen PostgreSQL does. */
async function withSilentServer(use: (databaseUrl: string) => Promise<void>): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`postgresql://postgres@127.0.0.1:${(server.address() as AddressInfo).port}/mobipium_sync`);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

// Until it is unavailable, its connection keeps the process of a command running.
test.each([
  ['listing the pending migrations', listPendingMigrations],
  ['applying the migrations', applyMigrations],
])('%s, a server that accepts a connection and does not answer is unavailable', (_name, read) =>
  withSilentServer(async (databaseUrl) => {
    const error: unknown = await read(databaseUrl).catch((thrown: unknown) => thrown);
    expect(isDatabaseUnavailable(error)).toBe(true);
  }),
);
