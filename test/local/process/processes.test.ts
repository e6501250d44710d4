import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDir } from '../../../src/local/process/data-dir';
import {
  terminateLeftovers,
  terminateProcess,
  removeProcessRecord,
  readProcess,
  recordProcess,
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

/** A process that runs until it is told to stop, with these words on its command line. It has said that it is up. */
function startProcess(words: string[], script = '') {
  const body = `${script}; setInterval(() => {}, 1000); process.stdout.write('up');`;
  return startNode(['-e', body, '--', ...words]);
}

async function startNode(args: string[]) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return Object.assign(child as ChildProcess & { pid: number }, { said: said.toString() });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const isRunning = ({ pid }: { pid: number }) => readProcess(pid) !== undefined;

describe('what a killed start left behind', () => {
  test('is ended, and its record with it', async () => {
    const server = await startProcess([join(directory, 'server.db')]);
    recordProcess(directory, 'server', server.pid);
    const seen: string[] = [];
    const ended = await terminateLeftovers(directory, ({ name, pid }) => seen.push(`${name} ${pid}`));
    expect(ended).toEqual([{ name: 'server', pid: server.pid }]);
    expect(seen).toEqual([`server ${server.pid}`]);
    expect(isRunning(server)).toBe(false);
    expect(await terminateLeftovers(directory)).toEqual([]);
  });

  test('is found by the directory itself, and through a link to it', async () => {
    const server = await startProcess(['-D', directory]);
    const link = join(home, 'link');
    symlinkSync(directory, link);
    recordProcess(link, 'server', server.pid);
    expect(await terminateLeftovers(link)).toHaveLength(1);
  });

  test('is left alone if it has been forgotten', async () => {
    const server = await startProcess([join(directory, 'server.db')]);
    recordProcess(directory, 'server', server.pid);
    removeProcessRecord(directory, 'server');
    expect(await terminateLeftovers(directory)).toEqual([]);
    expect(isRunning(server)).toBe(true);
  });

  test('is only what names this directory: not a neighbour with a longer name, nor what names none', async () => {
    const neighbour = await startProcess([join(home, 'data-2', 'server.db')]);
    const stranger = await startProcess(['something else']);
    recordProcess(directory, 'neighbour', neighbour.pid);
    recordProcess(directory, 'stranger', stranger.pid);
    expect(await terminateLeftovers(directory)).toEqual([]);
    expect([isRunning(neighbour), isRunning(stranger)]).toEqual([true, true]);
  });

  test('is not the server of the directory that this one was copied from', async () => {
    const server = await startProcess([join(directory, 'server.db')]);
    recordProcess(directory, 'server', server.pid);
    const copy = join(home, 'copy');
    cpSync(directory, copy, { recursive: true });
    expect(await terminateLeftovers(copy)).toEqual([]);
    expect(isRunning(server)).toBe(true);
  });

  test('is not a process that has the pid by now, even one that names the directory', async () => {
    const reader = await startProcess([join(directory, 'server.log')]);
    recordProcess(directory, 'server', reader.pid);
    const file = join(directory, 'processes', 'server.json');
    const record = JSON.parse(readFileSync(file, 'utf8')) as { startedAt: string };
    writeFileSync(file, JSON.stringify({ ...record, startedAt: `${record.startedAt}0` }));
    expect(await terminateLeftovers(directory)).toEqual([]);
    expect(isRunning(reader)).toBe(true);
  });

  test('is nothing where the record was cut off or names no process', async () => {
    mkdirSync(join(directory, 'processes'));
    writeFileSync(join(directory, 'processes', 'cut.json'), '{"pid": 1');
    writeFileSync(join(directory, 'processes', 'all.json'), '{"pid": -1, "startedAt": ""}');
    expect(await terminateLeftovers(directory)).toEqual([]);
    expect(existsSync(join(directory, 'processes'))).toBe(false);
  });
});

describe('ending a process', () => {
  test('it goes in peace if it can', async () => {
    const server = await startProcess([], "process.on('SIGINT', () => process.exit(0))");
    const gone = once(server, 'exit');
    expect(await terminateProcess(server.pid)).toBe(true);
    expect(await gone).toEqual([0, null]);
  });

  test('it is killed if it does not go within its grace', async () => {
    const server = await startProcess([], "process.on('SIGINT', () => {})");
    const gone = once(server, 'exit');
    expect(await terminateProcess(server.pid, 100)).toBe(false);
    expect(await gone).toEqual([null, 'SIGKILL']);
  });

  test('one that is gone already is no trouble', async () => {
    const server = await startProcess([]);
    await kill(server);
    expect(await terminateProcess(server.pid)).toBe(true);
  });
});

describe('a data directory', () => {
  const HOLDER = `
    const { takeDataDir } = require(${JSON.stringify(join(__dirname, '../../../src/local/process/data-dir.ts'))});
    takeDataDir(process.argv[1]).then(
      () => { setInterval(() => {}, 1000); process.stdout.write('has it'); },
      (error) => process.stdout.write(error.name),
    );
  `;
  const startHolder = () => startNode(['--import', 'tsx', '-e', HOLDER, directory]);

  test('is refused while another process has it, by its pid, and taken over when that one was killed', async () => {
    const holder = await startHolder();
    const taking = lockDataDir(directory);
    await expect(taking).rejects.toMatchObject({ name: 'DirectoryInUseError', pid: holder.pid });
    await expect(taking).rejects.toThrow(`Process ${holder.pid} is using ${directory}`);
    await kill(holder);
    const release = await lockDataDir(directory);
    release();
  });

  test('is taken over from a holder whose pid another process has by now', async () => {
    symlinkSync(`${process.pid} 1`, join(directory, 'lock'));
    const release = await lockDataDir(directory);
    release();
  });

  test('is refused to the process that has it already, until it lets go', async () => {
    const release = await lockDataDir(directory);
    await expect(lockDataDir(directory)).rejects.toMatchObject({ pid: process.pid });
    release();
    const again = await lockDataDir(directory);
    again();
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });

  test('stays with its new holder when an old one lets go late', async () => {
    const late = await lockDataDir(directory);
    rmSync(join(directory, 'lock'));
    const holder = await startHolder();
    late();
    await expect(lockDataDir(directory)).rejects.toMatchObject({ pid: holder.pid });
  });

  test('is taken by one alone of many that find its holder dead', async () => {
    await kill(await startHolder());
    const starts = await Promise.all([startHolder(), startHolder(), startHolder(), startHolder()]);
    const refused = 'DirectoryInUseError';
    expect(starts.map(({ said }) => said).sort()).toEqual([refused, refused, refused, 'has it']);
  });
});
