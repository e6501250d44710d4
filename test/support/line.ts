import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A way to a server that a test can cut. Whoever lends it calls `close`. */
export interface LentLine {
  readonly port: number;
  /** End all that goes over it, and take no more. */
  cut(): Promise<void>;
  /** Take connections again, on the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Lend a line on 127.0.0.1 that leads to a port there; `isCut`: nobody can use it until it is mended. */
export async function lendLine(toPort: number, { isCut = false } = {}): Promise<LentLine> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const cut = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  const port = await listen(0);
  if (isCut) await cut();
  return {
    port,
    cut,
    async mend() {
      await listen(port);
    },
    close: cut,
  };
}
