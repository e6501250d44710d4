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

/** Take a port, on the loopback address unless another is named. */
function occupy(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen({ port: 0, host }, () =>
      resolve((server.address() as AddressInfo).port),
    );
    servers.push(server);
  });
}

test('a chosen port that another program has is refused by the name of its setting', async () => {
  const port = await occupy();
  const settling = resolvePort({ chosen: port, setting: 'PORT' });
  await expect(settling).rejects.toMatchObject({ name: 'PortInUseError', port, setting: 'PORT' });
  await expect(settling).rejects.toThrow(`Port ${port} is already in use`);
  await expect(settling).rejects.toBeInstanceOf(PortInUseError);
});

test('a chosen port that is free is taken exactly', async () => {
  const port = await findFreePort();
  expect(await resolvePort({ chosen: port, setting: 'PORT' })).toBe(port);
});

test('where nobody chose, the usual port is taken if it is free, and another if not', async () => {
  const usual = await findFreePort();
  expect(await resolvePort({ chosen: undefined, setting: 'PORT', preferred: usual })).toBe(usual);
  const taken = await occupy();
  const settled = await resolvePort({ chosen: undefined, setting: 'PORT', preferred: taken });
  expect(settled).not.toBe(taken);
  expect(await isPortFree(settled)).toBe(true);
});

test('several free ports are each another one', async () => {
  const ports = await findFreePorts(20);
  expect(new Set(ports).size).toBe(20);
});

test('a port that cannot be asked for is an error and not "in use"', async () => {
  await expect(isPortFree(70_000)).rejects.toThrow('port');
});
