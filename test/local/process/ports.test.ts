import { createServer, type AddressInfo, type Server } from 'node:net';
import {
  findFreePort,
  findFreePorts,
  isPortFree,
  listenNear,
  PortInUseError,
  resolvePort,
} from '../../../src/local/process/ports';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Listen on a port of 127.0.0.1, by default any free one, and return it. Rejects if it is in use. */
function occupyPort(port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen({ port, host: '127.0.0.1' }, () =>
      resolve((server.address() as AddressInfo).port),
    );
    server.once('error', reject);
    servers.push(server);
  });
}

/** Occupy two ports that follow each other, and return the first. The one after them is free. */
async function occupyTwo(): Promise<number> {
  for (;;) {
    const first = await findFreePort();
    if (!(await isPortFree(first + 1)) || !(await isPortFree(first + 2))) continue;
    await occupyPort(first);
    await occupyPort(first + 1);
    return first;
  }
}

test('a chosen port that another program uses is refused with the name of its setting', async () => {
  const port = await occupyPort();
  const resolving = resolvePort({ chosen: port, setting: 'PORT' });
  await expect(resolving).rejects.toMatchObject({ name: 'PortInUseError', port, setting: 'PORT' });
  await expect(resolving).rejects.toThrow(`Port ${port} is already in use`);
  await expect(resolving).rejects.toBeInstanceOf(PortInUseError);
});

test('a chosen port that is free is used exactly', async () => {
  const port = await findFreePort();
  expect(await resolvePort({ chosen: port, setting: 'PORT' })).toBe(port);
});

test('without a chosen port, the preferred one is used if it is free, otherwise the next one above it', async () => {
  const free = await findFreePort();
  expect(await resolvePort({ chosen: undefined, setting: 'PORT', preferred: free })).toBe(free);
  const occupied = await occupyTwo();
  expect(await resolvePort({ chosen: undefined, setting: 'PORT', preferred: occupied })).toBe(occupied + 2);
});

test('a server listens on the preferred port or the next free one above it', async () => {
  const occupied = await occupyTwo();
  expect(await listenNear(occupied, occupyPort)).toBe(occupied + 2);
});

test('above the last port there is none: then any free one is used', async () => {
  const last = 65_535;
  if (await isPortFree(last)) await occupyPort(last);
  expect(await listenNear(last, occupyPort)).toBeLessThan(last);
  expect(await findFreePort(last)).toBeLessThan(last);
});

test('a server that cannot listen for another reason fails', async () => {
  const failure = new Error('no permission');
  await expect(listenNear(20_000, () => Promise.reject(failure))).rejects.toBe(failure);
});

test('several free ports are distinct', async () => {
  const ports = await findFreePorts(20);
  expect(new Set(ports).size).toBe(20);
});

test('an invalid port is an error and not "in use"', async () => {
  await expect(isPortFree(70_000)).rejects.toThrow('port');
});
