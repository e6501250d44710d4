import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** HTTP clients send one request after the other. A few proxies send the next one before they have read a response. */
const MAX_WAITING_REQUESTS = 20;

/** How long a connection with more waiting requests counts as open, in milliseconds: its address cannot use another one. */
const CLOSE_AFTER_MS = 30_000;

/**
 * Wraps the request listener of an HTTP server, so that it gets the requests of a connection one after the other.
 *
 * Node passes on all requests of a write at once: thousands in 64 KB, all of which would run before anything else. A
 * request that waits when its connection closes never runs. A connection with too many waiting requests is not read any
 * more, and closed later, so that its address cannot repeat this on a new one at once.
 */
export function handleInOrder(listener: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, (() => void)[]>();
  const abandoned = new WeakSet<Socket>();

  const runNext = (socket: Socket): void => {
    const next = waiting.get(socket)?.shift();
    if (next === undefined) waiting.delete(socket);
    // The last response may have closed the connection.
    else if (socket.writable) next();
  };
  const abandon = (socket: Socket): void => {
    abandoned.add(socket);
    waiting.delete(socket);
    socket.pause();
    setTimeout(() => socket.destroy(), CLOSE_AFTER_MS).unref();
  };

  return (request, response) => {
    const { socket } = request;
    if (abandoned.has(socket)) return;
    const run = (): void => {
      response.once('close', () => runNext(socket));
      void listener(request, response);
    };
    const queue = waiting.get(socket);
    if (queue === undefined) {
      waiting.set(socket, []);
      run();
    } else if (queue.length < MAX_WAITING_REQUESTS) {
      queue.push(run);
    } else {
      abandon(socket);
    }
  };
}
