import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { findTestTemporalCli, lendTemporal } from '../../../harness/servers/temporal';
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
const cleanUps: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  executable = await findTestTemporalCli();
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mobipium-temporal-'));
});

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  rmSync(directory, { recursive: true, force: true });
});

async function start(options: Partial<StartTemporalServerOptions> = {}): Promise<LocalTemporalServer> {
  const [port, uiPort] = await findFreePorts(2);
  const server = await startTemporalServer({ executable, directory, port, uiPort, ...options });
  cleanUps.push(() => server.stop(0));
  return server;
}

async function ask<T>(
  { address }: { address: string },
  question: (client: Client) => Promise<T>,
): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await question(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

/** Start a workflow that nobody works on: something for the server to remember. */
const leaveTrace = (server: { address: string }) =>
  ask(server, ({ workflow }) => workflow.start('nobody', { taskQueue: 'nobody', workflowId: 'trace' }));

const readTrace = (server: { address: string }) =>
  ask(server, async ({ workflow }) => (await workflow.getHandle('trace').describe()).status.name);

const portOf = (address: string) => Number(address.split(':').at(-1));

test('a server that has been stopped leaves nothing running, and its data for the next start', async () => {
  const first = await start();
  await leaveTrace(first);
  await first.stop();
  await first.stop();
  expect(readProcess(first.pid)).toBeUndefined();
  expect(await isPortFree(portOf(first.address))).toBe(true);

  const second = await start();
  expect(await readTrace(second)).toBe('RUNNING');
});

test('a server that had to be killed has its data, too', async () => {
  const first = await start();
  await leaveTrace(first);
  await first.stop(0);
  expect(await readTrace(await start())).toBe('RUNNING');
});

test('the Web UI answers where the server says', async () => {
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
  const occupy = async (port: number): Promise<Server> => {
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
    return server;
  };

  test.each(['port', 'uiPort'] as const)(
    'that somebody chose (%s) and another program has is said plainly',
    async (name) => {
      const [port] = await findFreePorts(1);
      await occupy(port!);
      const settings = { port: 'TEMPORAL_PORT', uiPort: 'TEMPORAL_UI_PORT' };
      const starting = start({ [name]: port, settings });
      await expect(starting).rejects.toMatchObject({ name: 'PortInUseError', port, setting: settings[name] });
      await start();
    },
  );

  test('that nobody chose is another one where the usual one is taken', async () => {
    for (const port of [7233, 8233]) {
      if (await isPortFree(port)) await occupy(await resolvePort({ chosen: port, setting: 'test' }));
    }
    const server = await start({ port: undefined, uiPort: undefined });
    expect(portOf(server.address)).not.toBe(7233);
    expect(portOf(server.uiUrl)).not.toBe(8233);
    await leaveTrace(server);
  });
});

test('a program that is no server is told from one by what it says', async () => {
  const starting = start({ executable: '/bin/false' });
  await expect(starting).rejects.toThrow(`Temporal did not start in ${directory}`);
  await expect(start({ executable: join(directory, 'nothing') })).rejects.toMatchObject({ code: 'ENOENT' });
  await start();
});

test('a server that ends by itself is told of, and another can start there', async () => {
  const ended = new Promise<Error>((resolve) => {
    void start({ onExit: resolve }).then(({ pid }) => process.kill(pid, 'SIGKILL'));
  });
  expect((await ended).message).toContain('The Temporal server has ended by itself');
  await start();
});

test('a server that is stopped does not count as ended by itself', async () => {
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
    const gone = once(parent, 'exit');
    cleanUps.push(async () => {
      parent.kill('SIGKILL');
      await gone;
    });
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const server = JSON.parse(said.toString()) as LocalTemporalServer;
    const end = async (signal: NodeJS.Signals) => {
      parent.kill(signal);
      await gone;
    };
    return { server, parent, end };
  }

  test('that was killed leaves a server, which the next start ends and whose data it has', async () => {
    const { server: left, end } = await startElsewhere();
    await leaveTrace(left);
    await end('SIGKILL');
    expect(await isTemporalReady(portOf(left.address))).toBe(true);

    const next = await start();
    expect(readProcess(left.pid)).toBeUndefined();
    expect(await readTrace(next)).toBe('RUNNING');
  });

  test('that was killed leaves the servers of other directories alone', async () => {
    const other = await lendTemporal();
    cleanUps.push(() => other.stop());
    const { end } = await startElsewhere();
    await end('SIGKILL');
    await start();
    expect(await isTemporalReady(portOf(other.address))).toBe(true);
  });

  test('that exits without stopping its server takes it with it', async () => {
    const { server, end } = await startElsewhere();
    await end('SIGTERM');
    const deadline = Date.now() + 10_000;
    while (readProcess(server.pid) !== undefined && Date.now() < deadline) await sleep(20);
    expect(readProcess(server.pid)).toBeUndefined();
  });

  test('keeps its own settings for another Temporal server to itself', async () => {
    const { server } = await startElsewhere({ TEMPORAL_ADDRESS: 'elsewhere.example:7233' });
    const listing = execFileSync('ps', ['eww', '-p', String(server.pid)], { encoding: 'utf8' });
    expect(listing).not.toContain('elsewhere');
    process.kill(server.pid, 'SIGKILL');
  });

  test('that lives keeps its directory and its server', async () => {
    const { server, parent } = await startElsewhere();
    await expect(start()).rejects.toMatchObject({ name: 'DirectoryInUseError', pid: parent.pid });
    expect(await isTemporalReady(portOf(server.address))).toBe(true);
    process.kill(server.pid, 'SIGKILL');
  });

  test('has its server in a process group of its own, out of reach of Ctrl-C', async () => {
    const { server } = await startElsewhere();
    const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(server.pid)], { encoding: 'utf8' });
    expect(Number(group)).toBe(server.pid);
    process.kill(server.pid, 'SIGKILL');
  });
});

test('a lent server takes a workflow at once, and is gone when it is taken back', async () => {
  const lent = await lendTemporal();
  await leaveTrace(lent);
  await lent.stop();
  expect(await isPortFree(portOf(lent.address))).toBe(true);
});
