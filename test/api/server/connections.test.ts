import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:http';
import { poll } from '../../../harness/poll';
import { listenOnFreePort, type RawConnection, sendRaw } from '../../../harness/servers/raw-http';
import { createConnectionLimits, createTrustedProxies } from '../../../src/api/server/connections';
import { startTestApi, type TestApi } from '../test-api';

const KEY = 'a-key-of-the-tests';
const PROXY = '127.0.0.99';
const LIVENESS = 'GET /api/health HTTP/1.1\r\nhost: localhost\r\n\r\n';
const DOCUMENT = `GET /docs/json HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${KEY}\r\n\r\n`;
const WITHOUT_KEY = 'GET /docs/json HTTP/1.1\r\nhost: localhost\r\n\r\n';

let api: TestApi;
let port: number;
let open: RawConnection[] = [];

beforeAll(async () => {
  api = await startTestApi({ key: KEY, trustedProxies: [PROXY] });
  port = await listenOnFreePort(api.app);
});

afterEach(async () => {
  for (const { socket } of open) socket.destroy();
  await Promise.all(open.map(({ closed }) => closed));
  open = [];
  await poll('all connections are closed', async () => (await countConnections()) === 0);
});

afterAll(() => api.stop());

function countConnections(): Promise<number> {
  return new Promise((resolve, reject) =>
    api.app.server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

/** Open connections that send nothing. */
async function crowd(count: number, address: string): Promise<void> {
  const opened = Array.from({ length: count }, () => sendRaw(port, '', address));
  open.push(...opened);
  await Promise.all(opened.map(({ socket }) => once(socket, 'connect')));
}

/** Send one request on a connection of its own, and return the first response, or '' if the connection was refused. */
async function respondTo(request: string, address: string): Promise<string> {
  const connection = sendRaw(port, request, address);
  open.push(connection);
  let isClosed = false;
  void connection.closed.then(() => (isClosed = true));
  await poll('a response or an end', () =>
    Promise.resolve(isClosed || connection.received().includes('\r\n\r\n')),
  );
  return connection.received();
}

test('one address gets a part of the connections, so another one is still served', async () => {
  await crowd(200, '127.0.0.2');

  expect(await respondTo(DOCUMENT, '127.0.0.2')).toMatch(/^HTTP\/1\.1 503 /);
  expect(await respondTo(DOCUMENT, '127.0.0.3')).toMatch(/^HTTP\/1\.1 200 /);
});

test('liveness of this machine is served also if its address has used up its connections', async () => {
  await crowd(200, '127.0.0.2');
  expect(await respondTo(LIVENESS, '127.0.0.2')).toMatch(/^HTTP\/1\.1 200 /);

  await crowd(50, '127.0.0.2');
  expect(await respondTo(LIVENESS, '127.0.0.2')).toBe('');
});

/** Applies the limits to connections from these addresses; returns for each whether it was accepted. */
function accept(addresses: string[]): boolean[] {
  const server = new EventEmitter();
  createConnectionLimits((address) => address === PROXY).applyTo(server as Server);
  return addresses.map((remoteAddress) => {
    const destroy = jest.fn();
    server.emit('connection', Object.assign(new EventEmitter(), { remoteAddress, destroy }));
    return destroy.mock.calls.length === 0;
  });
}

test('another machine has no reserved connections', () => {
  const accepted = accept([...Array<string>(201).fill('203.0.113.5'), '203.0.113.6']);

  expect(accepted.slice(-3)).toEqual([true, false, true]);
});

test('the addresses of one IPv6 network share the limit', () => {
  const network = Array.from({ length: 201 }, (_, index) => `2001:db8::${index.toString(16)}`);

  expect(accept([...network, '2001:db8:0:1::1']).slice(-3)).toEqual([true, false, true]);
});

test('an address is served again once one of its connections has closed', async () => {
  await crowd(200, '127.0.0.2');
  open.pop()!.socket.destroy();

  await poll('the address is served', async () => (await respondTo(DOCUMENT, '127.0.0.2')).includes(' 200 '));
});

test('does not bound a trusted proxy, which has the connections of all its clients', async () => {
  await crowd(250, PROXY);

  expect(await respondTo(DOCUMENT, PROXY)).toMatch(/^HTTP\/1\.1 200 /);
});

test('a crowd leaves liveness its connections: others get 503, and no reserved connection stays open', async () => {
  for (const last of [2, 3, 4, 5]) await crowd(200, `127.0.0.${last}`);

  expect(await respondTo(LIVENESS, '127.0.0.6')).toMatch(/^HTTP\/1\.1 200 /);
  const refused = await respondTo(DOCUMENT, '127.0.0.6');
  expect(refused).toMatch(/^HTTP\/1\.1 503 /);
  expect(refused).toMatch(/retry-after: 1\r\n/);

  const idle = sendRaw(port, '', '127.0.0.6');
  open.push(idle);
  // Without the bound, an idle connection lasts at least 10 s.
  const startedAtMs = performance.now();
  await idle.closed;
  expect(performance.now() - startedAtMs).toBeLessThan(8_000);
});

test('refuses connections above all limits', async () => {
  for (const last of [2, 3, 4, 5]) await crowd(200, `127.0.0.${last}`);
  await crowd(50, '127.0.0.6');

  expect(await respondTo(LIVENESS, '127.0.0.7')).toBe('');
});

test.each([
  ['a request without the key', WITHOUT_KEY, 401],
  ['a wrong key', DOCUMENT.replace(KEY, 'guess'), 401],
  ['liveness', LIVENESS, 200],
])('closes the connection after %s', async (_name, request, status) => {
  const connection = sendRaw(port, request);
  open.push(connection);

  expect(await connection.closed).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*connection: close`, 's'));
});

test('keeps the connection of a caller with the key open', async () => {
  const connection = sendRaw(port, DOCUMENT);
  open.push(connection);
  await poll('the first response', () => Promise.resolve(connection.received().includes('"paths"')));
  connection.socket.write(DOCUMENT);

  await poll('the second response', () =>
    Promise.resolve(connection.received().match(/HTTP\/1\.1 200 /g)?.length === 2),
  );
});

test('limits and counts the client that a trusted proxy names, and ignores the header of any other address', async () => {
  const send = async (remoteAddress: string, client: string) => {
    const headers = { authorization: 'Bearer guess', 'x-forwarded-for': client };
    return (await api.request('/docs/json', { headers, remoteAddress })).statusCode;
  };
  for (let index = 1; index <= 10; index += 1) await send(PROXY, '203.0.113.1');

  expect(await send(PROXY, '203.0.113.1')).toBe(429);
  expect(await send(PROXY, '203.0.113.2')).toBe(401);
  // Without a trusted proxy the header is ignored: all these are one address.
  for (let index = 1; index <= 10; index += 1) await send('198.51.100.9', `203.0.113.${10 + index}`);
  expect(await send('198.51.100.9', '203.0.113.30')).toBe(429);
});

test('a list of proxies has addresses and ranges of both families', () => {
  const isTrusted = createTrustedProxies(['10.1.0.0/16', '192.0.2.7', 'fd00::/8']);

  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.7', 'fd12::1'])
    expect([address, isTrusted(address)]).toEqual([address, true]);
  for (const address of ['10.2.0.1', '192.0.2.8', 'fe80::1', '::1', ''])
    expect([address, isTrusted(address)]).toEqual([address, false]);
});
