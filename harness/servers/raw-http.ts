import { connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { listen } from '../../src/local/process/listen';

/** Let an API listen on a free port of this machine, and return the port. */
export async function listenOnFreePort(app: FastifyInstance): Promise<number> {
  const url = await listen(app, { host: '127.0.0.1', port: 0, isPortChosen: false });
  return Number(new URL(url).port);
}

/** A TCP connection on which a test controls every byte. */
export interface RawConnection {
  readonly socket: Socket;
  /** Everything received so far. */
  received(): string;
  /** Everything received, once the server has closed the connection. */
  closed: Promise<string>;
}

/** Connect, and send a text. `localAddress`: the address of this machine to connect from, such as `127.0.0.2`. */
export function sendRaw(port: number, text: string, localAddress = '127.0.0.1'): RawConnection {
  const socket = connect({ port, host: '127.0.0.1', localAddress }, () => socket.write(text));
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => undefined);
  return {
    socket,
    received: () => received,
    closed: new Promise((resolve) => socket.once('close', () => resolve(received))),
  };
}
