import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { poll } from '../../../harness/poll';
import { type RawConnection, sendRaw } from '../../../harness/servers/raw-http';
import { handleInOrder } from '../../../src/api/server/pipelining';

let server: Server;
let connections: RawConnection[];
/** The paths of the requests that ran, in order. */
let ran: string[];
let running: number;
let maxRunning: number;

beforeEach(async () => {
  [connections, ran, running, maxRunning] = [[], [], 0, 0];
  const listener: RequestListener = ({ url }, response) => {
    ran.push(url!);
    running += 1;
    maxRunning = Math.max(maxRunning, running);
    setImmediate(() => {
      running -= 1;
      if (url === '/last') response.setHeader('connection', 'close');
      response.end(`answer to ${url};`);
    });
  };
  server = createServer(handleInOrder(listener));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  for (const { socket } of connections) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function write(paths: string[]): RawConnection {
  const text = paths.map((path) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`).join('');
  const connection = sendRaw((server.address() as AddressInfo).port, text);
  connections.push(connection);
  return connection;
}

const bodies = (connection: RawConnection) =>
  [...connection.received().matchAll(/answer to (\S+);/g)].map(([, path]) => path);
const paths = (count: number) => Array.from({ length: count }, (_, index) => `/${index + 1}`);

test('runs the requests of one write one after the other, and answers all', async () => {
  const connection = write(paths(15));
  await poll('all answers', () => Promise.resolve(bodies(connection).length === 15));

  expect(bodies(connection)).toEqual(paths(15));
  expect(maxRunning).toBe(1);
});

test('requests after the last response of a connection do not run', async () => {
  const connection = write(['/first', '/last', '/too-late']);
  await connection.closed;

  expect(bodies(connection)).toEqual(['/first', '/last']);
  expect(ran).toEqual(['/first', '/last']);
});

test('of too many requests in one write none runs but the first, and the connection stays open', async () => {
  const connection = write(paths(900));
  await poll('the first answer', () => Promise.resolve(bodies(connection).length === 1));
  connection.socket.write('GET /more HTTP/1.1\r\nhost: localhost\r\n\r\n');

  // Another connection shows that the server has gone on.
  const other = write(['/other', '/last']);
  await other.closed;
  expect(ran.sort()).toEqual(['/1', '/last', '/other']);
  expect(connection.socket.destroyed).toBe(false);
});
