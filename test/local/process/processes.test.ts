import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from '../../../src/local/process/locks';
import {
  hasArguments,
  readProcess,
  terminateLeftovers,
  terminateProcess,
} from '../../../src/local/process/processes';

let home: string;
let directory: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'mobipium-processes-')));
  directory = join(home, 'data');
  mkdirSync(directory);
});

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => kill(child)));
  rmSync(home, { recursive: true, force: true });
});

/** Start a process that runs until it is terminated, with these arguments. Resolves once it has printed something. */
function startProcess(args: string[], script = '') {
  const body = `${script}; setInterval(() => {}, 1000); process.stdout.write('up');`;
  return startNode(['-e', body, '--', ...args]);
}

async function startNode(args: string[]) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  return Object.assign(child as ChildProcess & { pid: number }, { output: output.toString() });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

const isRunning = ({ pid }: { pid: number }) => readProcess(pid) !== undefined;

describe('the server that a killed start left running', () => {
  const terminate = (file = join(directory, 'server.db')) =>
    terminateLeftovers((found) => hasArguments(found, '--file', file));

  test('is terminated, with any others on the same file', async () => {
    const servers = await Promise.all(
      [1, 2].map(() => startProcess(['--file', join(directory, 'server.db')])),
    );
    await terminate();
    expect(servers.filter(isRunning)).toEqual([]);
    await terminate();
  });

  test.each([
    ['the file of a directory with a longer name', () => ['--file', join(home, 'data-2', 'server.db')]],
    ['a file with a longer name', () => ['--file', join(directory, 'server.db-wal')]],
    ['the file, but not as the same argument', () => ['--log', join(directory, 'server.db')]],
    ['both in one argument, as `grep` has it', () => [`--file ${join(directory, 'server.db')}`]],
  ])('is not a process whose command line has %s', async (_, args) => {
    const other = await startProcess(args());
    await terminate();
    expect(isRunning(other)).toBe(true);
  });

  test('is found in a directory whose name has blanks', async () => {
    const file = join(home, 'my data', 'server.db');
    const server = await startProcess(['--file', file]);
    await terminate(file);
    expect(isRunning(server)).toBe(false);
  });
});

describe('terminating a process', () => {
  test('lets it exit by itself if it can', async () => {
    const server = await startProcess([], "process.on('SIGINT', () => process.exit(0))");
    const exited = once(server, 'exit');
    expect(await terminateProcess(server.pid)).toBe(true);
    expect(await exited).toEqual([0, null]);
  });

  test('kills it if it does not exit within the grace time', async () => {
    const server = await startProcess([], "process.on('SIGINT', () => {})");
    const exited = once(server, 'exit');
    expect(await terminateProcess(server.pid, 100)).toBe(false);
    expect(await exited).toEqual([null, 'SIGKILL']);
  });

  test('does nothing if it has exited already', async () => {
    const server = await startProcess([]);
    await kill(server);
    expect(await terminateProcess(server.pid)).toBe(true);
  });
});

describe('a locked directory', () => {
  const HOLDER = `
    const { lockDirectory } = require(${JSON.stringify(join(__dirname, '../../../src/local/process/locks.ts'))});
    try {
      lockDirectory(process.argv[1], 0o700);
      setInterval(() => {}, 1000);
      process.stdout.write('locked');
    } catch (error) {
      process.stdout.write(error.name);
    }
  `;
  const startHolder = () => startNode(['--import', 'tsx', '-e', HOLDER, directory]);
  const lock = () => lockDirectory(directory, 0o700);
  const inUseBy = (pid: number) => expect.objectContaining({ name: 'DirectoryInUseError', pid }) as Error;

  test('is refused with the pid of the process that holds it, and taken over when that was killed', async () => {
    const holder = await startHolder();
    expect(lock).toThrow(inUseBy(holder.pid));
    expect(lock).toThrow(`Process ${holder.pid} is using ${directory}`);
    await kill(holder);
    lock()();
  });

  test('is taken over from a holder whose pid another process reuses', () => {
    symlinkSync(`${process.pid} 1`, join(directory, 'lock'));
    lock()();
  });

  test('is refused to the process that holds it already, until that releases it', () => {
    const release = lock();
    expect(lock).toThrow(inUseBy(process.pid));
    release();
    lock()();
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });

  test('stays with its new holder when an old one releases it late', async () => {
    const releaseLate = lock();
    rmSync(join(directory, 'lock'));
    const holder = await startHolder();
    releaseLate();
    expect(lock).toThrow(inUseBy(holder.pid));
  });

  test('is acquired by exactly one of several processes that find its holder dead', async () => {
    await kill(await startHolder());
    const starts = await Promise.all([startHolder(), startHolder(), startHolder(), startHolder()]);
    const refused = 'DirectoryInUseError';
    expect(starts.map(({ output }) => output).sort()).toEqual([refused, refused, refused, 'locked']);
  });
});
