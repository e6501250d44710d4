import { connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { listen } from '../../src/local/process/listen';

/** Let an API listen on a free port of this machine, and say which. */
export async function listenOnFreePort(app: FastifyInstance): Promise<number> {
  const url = await listen(app, { host: '127.0.0.1', port: 0, isPortChosen: false });
  return Number(new URL(url).port);
}

/** A connection on which a test says byte by byte what it wants. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that was answered so far. */
  received(): string;
  /** The whole answer, when the server has closed the connection. */
  closed: Promise<string>;
}

/** Connect, and say something. */
export function sendRaw(port: number, text: string): RawConnection {
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  let answered = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (answered += piece));
  socket.on('error', () => undefined);
  return {
    socket,
    received: () => answered,
    closed: new Promise((resolve) => socket.once('close', () => resolve(answered))),
  };
}
