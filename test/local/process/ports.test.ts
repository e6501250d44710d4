import { createServer, type AddressInfo, type Server } from 'node:net';
import {
  findFreePort,
  findFreePorts,
  isPortFree,
  PortInUseError,
  resolvePort,
} from '../../../src/local/process/ports';

const servers: Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Listen on a free port, and return it. */
function occupyPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen({ port: 0, host: '127.0.0.1' }, () =>
      resolve((server.address() as AddressInfo).port),
    );
    servers.push(server);
  });
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

test('without a chosen port, the preferred one is used if it is free, and another if not', async () => {
  const free = await findFreePort();
  expect(await resolvePort({ chosen: undefined, setting: 'PORT', preferred: free })).toBe(free);
  const occupied = await occupyPort();
  const resolved = await resolvePort({ chosen: undefined, setting: 'PORT', preferred: occupied });
  expect(resolved).not.toBe(occupied);
  expect(await isPortFree(resolved)).toBe(true);
});

test('several free ports are distinct', async () => {
  const ports = await findFreePorts(20);
  expect(new Set(ports).size).toBe(20);
});

test('an invalid port is an error and not "in use"', async () => {
  await expect(isPortFree(70_000)).rejects.toThrow('port');
});
