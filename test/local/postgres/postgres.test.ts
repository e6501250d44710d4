import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { poll } from '../../../harness/poll';
import { startPostgres, type LocalPostgres } from '../../../src/local/postgres';
import { DirectoryInUseError } from '../../../src/local/process/locks';
import { readProcess } from '../../../src/local/process/processes';
import { findServer, query, waitUntilGone } from './servers';

const SETTINGS = { fsync: 'off' };

let directory: string;
const running: LocalPostgres[] = [];
const owners: ChildProcess[] = [];
beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), 'mobipium-postgres-'));
  // Where the tests run as root, the server does not.
  chmodSync(parent, 0o755);
  directory = join(parent, 'postgres');
});
afterEach(async () => {
  await Promise.all(owners.splice(0).map(kill));
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
  // Stop what a killed owner left running.
  if (existsSync(directory)) await (await startPostgres({ directory, settings: SETTINGS })).stop();
  rmSync(join(directory, '..'), { recursive: true, force: true });
});

/** Kill a process, and wait until it is gone: one that is dying still holds its directory. */
async function kill(owner: ChildProcess): Promise<void> {
  if (owner.exitCode !== null || owner.signalCode !== null) return;
  const exited = once(owner, 'exit');
  owner.kill('SIGKILL');
  await exited;
}

async function start(port?: number): Promise<LocalPostgres> {
  const postgres = await startPostgres({ directory, port, settings: SETTINGS });
  running.push(postgres);
  return postgres;
}

/** Start a PostgreSQL from another process. */
async function startOwner(mode = 'wait') {
  const script = join(__dirname, 'postgres-owner.ts');
  const owner = spawn(process.execPath, ['--import', 'tsx', script, directory, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  owners.push(owner);
  const exited = once(owner, 'exit').then(() => Promise.reject(new Error('The owner exited.')));
  const [line] = (await Promise.race([once(createInterface(owner.stdout), 'line'), exited])) as [string];
  exited.catch(() => undefined);
  return { owner, ...(JSON.parse(line) as { port: number; pid: number; url: string }) };
}

test('it listens on 127.0.0.1 only, requires a password, and leaves no process behind', async () => {
  const postgres = await start();
  const [row] = await query<{ addresses: string; sockets: string }>(
    postgres.url('postgres'),
    `SELECT current_setting('listen_addresses') AS addresses, current_setting('unix_socket_directories') AS sockets`,
  );
  expect(row).toEqual({ addresses: '127.0.0.1', sockets: '' });
  const wrong = postgres.url('postgres').replace(/:[^:@]+@/, ':guess@');
  await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  expect(statSync(join(directory, 'password')).mode & 0o777).toBe(0o600);
  expect(readProcess(postgres.pid)?.commandLine).not.toContain(
    readFileSync(join(directory, 'password'), 'utf8'),
  );
  await postgres.stop();
  expect(readProcess(postgres.pid)).toBeUndefined();
});

test('a second start finds the data of the first', async () => {
  const first = await start();
  await first.ensureDatabase('mirror');
  await first.ensureDatabase('mirror');
  await query(first.url('mirror'), 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  const second = await start();
  await expect(query(second.url('mirror'), 'SELECT * FROM kept')).resolves.toEqual([{ answer: 42 }]);
});

test('stopping does not wait for clients, and is idempotent', async () => {
  const postgres = await start();
  const client = new Client({ connectionString: postgres.url('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  await Promise.all([postgres.stop(), postgres.stop()]);
  expect(readProcess(postgres.pid)).toBeUndefined();
  await client.end();
});

test('an unexpected exit is reported, and another server can start there; a stopped server is not reported', async () => {
  let first: LocalPostgres | undefined;
  const ended = new Promise<Error>((resolve) => {
    void startPostgres({ directory, settings: SETTINGS, onExit: resolve }).then((server) => {
      first = server;
      process.kill(server.pid, 'SIGQUIT');
    });
  });
  expect((await ended).message).toContain('PostgreSQL exited unexpectedly');

  const onExit = jest.fn();
  const next = await startPostgres({ directory, settings: SETTINGS, onExit });
  await first!.stop();
  await expect(startPostgres({ directory, settings: SETTINGS })).rejects.toThrow(DirectoryInUseError);
  await next.stop();
  expect(onExit).not.toHaveBeenCalled();
});

test('a chosen port that is in use is refused', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await expect(start(port)).rejects.toMatchObject({ name: 'PortInUseError', port });
  server.close();
  await once(server, 'close');
  // The refusal left no lock behind.
  await expect(start(port)).resolves.toMatchObject({ port });
});

test('a server that a killed process left running is terminated, and its data is kept', async () => {
  const left = await startOwner();
  await query(left.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  left.owner.kill('SIGKILL');
  await once(left.owner, 'exit');
  expect(readProcess(left.pid)).toBeDefined();
  const postgres = await start(left.port);
  expect(readProcess(left.pid)).toBeUndefined();
  await expect(query(postgres.url('postgres'), 'SELECT * FROM kept')).resolves.toEqual([{ answer: 42 }]);
});

test('a process that exits without stopping its server shuts it down', async () => {
  const { owner, pid } = await startOwner('exit');
  if (owner.exitCode === null) await once(owner, 'exit');
  await waitUntilGone(pid);
});

test('the server of a running process is not touched', async () => {
  const theirs = await startOwner();
  await expect(start()).rejects.toMatchObject({ name: 'DirectoryInUseError', pid: theirs.owner.pid });
  await expect(query(theirs.url, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  const mine = await startPostgres({ directory: `${directory}-2`, settings: SETTINGS });
  running.push(mine);
  await expect(startPostgres({ directory: `${directory}-2` })).rejects.toMatchObject({ pid: process.pid });
  await expect(query(mine.url('postgres'), 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
});

test('a program that reuses the pid of the server is not touched, and does not prevent a start', async () => {
  await (await start()).stop();
  const unrelated = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  owners.push(unrelated);
  writeFileSync(join(directory, 'data', 'postmaster.pid'), `${unrelated.pid}\n${join(directory, 'data')}\n`);
  await start();
  expect(readProcess(unrelated.pid!)).toBeDefined();
});

test.each([
  ['is empty', ''],
  ['is damaged', 'no pid\n'],
  ['names a process that has the data directory on its command line', undefined],
])('a postmaster.pid that %s does not prevent a start', async (_, content) => {
  await (await start()).stop();
  const data = join(directory, 'data');
  const reader = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', '-D', data]);
  owners.push(reader);
  writeFileSync(join(data, 'postmaster.pid'), content ?? `${reader.pid}\n${data}\n`);
  await start();
  expect(readProcess(reader.pid!)).toBeDefined();
});

test('a start that is aborted leaves no server running', async () => {
  const abortedStart = async () => {
    const interrupt = new AbortController();
    const starting = startPostgres({ directory, settings: SETTINGS, signal: interrupt.signal });
    const ended = starting.catch((error: unknown) => error as Error);
    const pid = await poll('it has been started', () => findServer(join(directory, 'data')));
    interrupt.abort(new Error('interrupted'));
    return { pid, end: await ended };
  };
  let { pid, end } = await abortedStart();
  // On a busy machine it may be ready before it is found.
  for (let again = 0; !(end instanceof Error) && again < 5; again += 1) {
    await end.stop();
    ({ pid, end } = await abortedStart());
  }
  expect(end).toMatchObject({ message: 'interrupted' });
  expect(readProcess(pid)).toBeUndefined();
});

test('a start that fails after the server is up leaves no server running', async () => {
  await (await start()).stop();
  rmSync(join(directory, 'password'));
  await expect(start()).rejects.toThrow(
    `Cannot read PostgreSQL's password from ${join(directory, 'password')}`,
  );
  expect(await findServer(join(directory, 'data'))).toBeUndefined();
  rmSync(directory, { recursive: true });
});

test('the server of the directory that this one was copied from is not touched', async () => {
  const theirs = await startOwner();
  const copy = `${directory}-copy`;
  cpSync(directory, copy, { recursive: true, filter: (path) => !path.endsWith('lock') });
  await startPostgres({ directory: copy, settings: SETTINGS }).then(
    (postgres) => postgres.stop(),
    () => undefined,
  );
  await expect(query(theirs.url, 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
});

test('a cluster whose creation was interrupted is created again', async () => {
  const first = await start();
  await first.stop();
  rmSync(join(directory, 'data'), { recursive: true });
  cpSync(__dirname, join(directory, 'data.unfinished'), { recursive: true });
  const second = await start();
  await expect(query(second.url('postgres'), 'SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
});

test('a path that is too long for the server is refused', async () => {
  const long = join(directory, ...Array.from({ length: 5 }, () => 'x'.repeat(200)));
  await expect(startPostgres({ directory: long, settings: SETTINGS })).rejects.toThrow(
    'too long for PostgreSQL',
  );
});

test('a server that does not start reports the end of its log', async () => {
  const broken = startPostgres({ directory, settings: { shared_buffers: 'a lot' } });
  await expect(broken).rejects.toThrow(/shared_buffers/);
});
