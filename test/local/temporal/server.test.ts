import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { poll } from '../../../harness/poll';
import { findTestTemporalCli, startTestTemporal } from '../../../harness/servers/temporal';
import { findFreePorts, isPortFree, resolvePort } from '../../../src/local/process/ports';
import { readProcess } from '../../../src/local/process/processes';
import {
  startTemporalServer,
  type LocalTemporalServer,
  type StartTemporalServerOptions,
} from '../../../src/local/temporal';
import { isTemporalReady } from '../../../src/local/temporal/health';

let executable: string;
let directory: string;
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  executable = await findTestTemporalCli();
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mobipium-temporal-'));
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  rmSync(directory, { recursive: true, force: true });
});

async function start(options: Partial<StartTemporalServerOptions> = {}): Promise<LocalTemporalServer> {
  const [port, uiPort] = await findFreePorts(2);
  const server = await startTemporalServer({ executable, directory, port, uiPort, ...options });
  cleanups.push(() => server.stop(0));
  return server;
}

async function withClient<T>(
  { address }: { address: string },
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

/** Start a workflow without a worker: data for the server to keep. */
const leaveTrace = (server: { address: string }) =>
  withClient(server, ({ workflow }) => workflow.start('none', { taskQueue: 'none', workflowId: 'trace' }));

const readTrace = (server: { address: string }) =>
  withClient(server, async ({ workflow }) => (await workflow.getHandle('trace').describe()).status.name);

const portOf = (address: string) => Number(address.split(':').at(-1));

test('a stopped server leaves no process, and its data for the next start', async () => {
  const first = await start();
  await leaveTrace(first);
  await first.stop();
  await first.stop();
  expect(readProcess(first.pid)).toBeUndefined();
  expect(await isPortFree(portOf(first.address))).toBe(true);

  const second = await start();
  expect(await readTrace(second)).toBe('RUNNING');
});

test('a server that was killed keeps its data', async () => {
  const first = await start();
  await leaveTrace(first);
  await first.stop(0);
  expect(await readTrace(await start())).toBe('RUNNING');
});

test('the Web UI is served at the reported URL', async () => {
  const { uiUrl } = await start();
  expect((await fetch(uiUrl)).status).toBe(200);
});

test('it listens on the loopback address only', async () => {
  const { address, uiUrl } = await start();
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outer = own.filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address: host } of outer) {
    for (const port of [portOf(address), portOf(uiUrl)]) {
      await expect(fetch(`http://${host}:${port}`)).rejects.toThrow('fetch failed');
    }
  }
});

describe('a port', () => {
  const occupyPort = async (port: number): Promise<Server> => {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => new Promise((resolve) => server.close(resolve)));
    return server;
  };

  test.each(['port', 'uiPort'] as const)(
    'that is chosen (%s) and in use is refused with the name of its setting',
    async (name) => {
      const [port] = await findFreePorts(1);
      await occupyPort(port!);
      const starting = start({ [name]: port });
      await expect(starting).rejects.toMatchObject({ name: 'PortInUseError', port, setting: name });
      await start();
    },
  );

  test('that is not chosen is another one if the default is in use', async () => {
    for (const port of [7233, 8233]) {
      if (await isPortFree(port)) await occupyPort(await resolvePort({ chosen: port, setting: 'test' }));
    }
    const server = await start({ port: undefined, uiPort: undefined });
    expect(portOf(server.address)).not.toBe(7233);
    expect(portOf(server.uiUrl)).not.toBe(8233);
    await leaveTrace(server);
  });
});

test('a program that is not a Temporal server is an error, and does not prevent a later start', async () => {
  const starting = start({ executable: '/bin/false' });
  await expect(starting).rejects.toThrow(
    `The Temporal server did not start. Last lines of ${join(directory, 'temporal.log')}`,
  );
  await expect(start({ executable: join(directory, 'nothing') })).rejects.toThrow(
    'no such file or directory',
  );
  await start();
});

test('an unexpected exit is reported, and another server can start there', async () => {
  const exited = new Promise<Error>((resolve) => {
    void start({ onExit: resolve }).then(({ pid }) => process.kill(pid, 'SIGKILL'));
  });
  expect((await exited).message).toContain('The Temporal server exited unexpectedly');
  await start();
});

test('a stopped server is not reported as an unexpected exit', async () => {
  const onExit = jest.fn();
  const server = await start({ onExit });
  await server.stop();
  expect(onExit).not.toHaveBeenCalled();
});

describe('a start in another process', () => {
  const SCRIPT = `
    const { startTemporalServer } = require(${JSON.stringify(join(__dirname, '../../../src/local/temporal/index.ts'))});
    const [executable, directory, port, uiPort] = process.argv.slice(1);
    startTemporalServer({ executable, directory, port: Number(port), uiPort: Number(uiPort) }).then((server) => {
      setInterval(() => {}, 1000);
      process.on('SIGTERM', () => process.exit());
      process.stdout.write(JSON.stringify(server));
    });
  `;

  async function startElsewhere(environment: Record<string, string> = {}) {
    const ports = (await findFreePorts(2)).map(String);
    const args = ['--import', 'tsx', '-e', SCRIPT, executable, directory, ...ports];
    const env = { ...process.env, ...environment };
    const parent = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(parent, 'exit');
    cleanups.push(async () => {
      parent.kill('SIGKILL');
      await exited;
    });
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const server = JSON.parse(output.toString()) as LocalTemporalServer;
    const end = async (signal: NodeJS.Signals) => {
      parent.kill(signal);
      await exited;
    };
    return { server, parent, end };
  }

  test('that was killed leaves a server, which the next start terminates and whose data it keeps', async () => {
    const { server: left, end } = await startElsewhere();
    await leaveTrace(left);
    await end('SIGKILL');
    expect(await isTemporalReady(portOf(left.address))).toBe(true);

    const next = await start();
    expect(readProcess(left.pid)).toBeUndefined();
    expect(await readTrace(next)).toBe('RUNNING');
  });

  test('that was killed does not affect the servers of other directories', async () => {
    const other = await startTestTemporal();
    cleanups.push(() => other.stop());
    const { end } = await startElsewhere();
    await end('SIGKILL');
    await start();
    expect(await isTemporalReady(portOf(other.address))).toBe(true);
  });

  test('that exits without stopping its server shuts it down', async () => {
    const { server, end } = await startElsewhere();
    await end('SIGTERM');
    await poll('the server has ended', () => readProcess(server.pid) === undefined);
  });

  test('does not pass its own Temporal settings to the server', async () => {
    const { server } = await startElsewhere({ TEMPORAL_ADDRESS: 'elsewhere.example:7233' });
    const listing = execFileSync('ps', ['eww', '-p', String(server.pid)], { encoding: 'utf8' });
    expect(listing).not.toContain('elsewhere');
    process.kill(server.pid, 'SIGKILL');
  });

  test('that is running keeps its directory and its server', async () => {
    const { server, parent } = await startElsewhere();
    await expect(start()).rejects.toMatchObject({ name: 'DirectoryInUseError', pid: parent.pid });
    expect(await isTemporalReady(portOf(server.address))).toBe(true);
    process.kill(server.pid, 'SIGKILL');
  });

  test('runs its server in a process group of its own, which Ctrl-C does not reach', async () => {
    const { server } = await startElsewhere();
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(server.pid)], { encoding: 'utf8' });
    expect(Number(group)).toBe(server.pid);
    process.kill(server.pid, 'SIGKILL');
  });
});

test('a test server accepts a workflow at once, and is gone when it is stopped', async () => {
  const server = await startTestTemporal();
  await leaveTrace(server);
  await server.stop();
  expect(await isPortFree(portOf(server.address))).toBe(true);
});
