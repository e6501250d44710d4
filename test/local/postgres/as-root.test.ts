import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type LocalPostgres, startPostgres } from '../../../src/local/postgres';
import { resolveServerUser } from '../../../src/local/postgres/server-user';

const asRoot = process.getuid?.() === 0 ? describe : describe.skip;

asRoot('a PostgreSQL that root starts', () => {
  const user = resolveServerUser()!;
  let parent: string;
  let directory: string;
  const running: LocalPostgres[] = [];

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'mobipium-as-root-'));
    chmodSync(parent, 0o755);
    directory = join(parent, 'postgres');
  });

  afterEach(async () => {
    for (const postgres of running.splice(0)) {
      await postgres.stop();
      rmSync(postgres.directory, { recursive: true, force: true });
    }
    rmSync(parent, { recursive: true });
  });

  async function start() {
    const postgres = await startPostgres({ directory, settings: { fsync: 'off' } });
    running.push(postgres);
    return postgres;
  }

  /** Whether the server's user can do this to a path. */
  const can = (command: string, ...args: string[]) =>
    spawnSync(command, args, { ...user, stdio: 'ignore' }).status === 0;

  test('has its user also if Ctrl-C ends the program that looks it up', () => {
    const { PATH } = process.env;
    const interrupted = `[ -e ${parent}/once ] || { touch ${parent}/once; kill -INT $$; }`;
    writeFileSync(join(parent, 'id'), `#!/bin/sh\n${interrupted}\nPATH='${PATH}' exec id "$@"\n`, {
      mode: 0o755,
    });
    try {
      process.env.PATH = `${parent}:${PATH}`;
      expect(resolveServerUser()).toEqual(user);
    } finally {
      process.env.PATH = PATH;
    }
  });

  test('has its data where its user can go if that may not enter the folder', async () => {
    chmodSync(parent, 0o700);
    const first = await start();
    expect(first.directory).not.toContain(parent);
    expect(realpathSync(directory)).toBe(first.directory);
    await first.stop();
    expect((await start()).directory).toBe(first.directory);
    // Without the data folder, the next start has an empty database.
    rmSync(directory);
    expect((await start()).directory).not.toBe(first.directory);
  });

  test('is refused with the command that helps if its data has been moved out of its reach', async () => {
    await (await start()).stop();
    chmodSync(parent, 0o700);
    await expect(start()).rejects.toThrow(`\`chmod o+x ${parent}\``);
    expect(existsSync(join(directory, 'data', 'PG_VERSION'))).toBe(true);
    chmodSync(parent, 0o755);
    await start();
  });

  test('runs with the umask 077', async () => {
    const before = process.umask(0o077);
    try {
      directory = join(parent, 'deep', 'postgres');
      expect((await start()).directory).toBe(directory);
    } finally {
      process.umask(before);
    }
  });

  test('cannot replace a file that root reads or writes', async () => {
    const { directory: placed } = await start();
    for (const name of ['password', 'postgres.log', 'lock', 'data']) {
      expect(can('mv', join(placed, name), join(placed, `${name}.moved`))).toBe(false);
    }
    expect(can('touch', join(placed, 'new'))).toBe(false);
    expect(can('cat', join(placed, 'password'))).toBe(false);
    expect(can('touch', join(placed, 'data', 'new'))).toBe(true);
  });

  test('writes through no link that the server of version 0.1, which owned the folder, could leave', async () => {
    await (await start()).stop();
    const target = join(parent, 'target');
    writeFileSync(target, 'precious');
    for (const name of ['postgres.log', 'process.json']) {
      rmSync(join(directory, name), { force: true });
      symlinkSync(target, join(directory, name));
    }
    chownSync(directory, user.uid, user.gid);
    chmodSync(directory, 0o700);

    await start();

    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(lstatSync(join(directory, 'postgres.log')).isFile()).toBe(true);
    expect(statSync(directory).uid).toBe(0);
  });

  test('reads no password through a link', async () => {
    await (await start()).stop();
    const secret = join(parent, 'secret');
    writeFileSync(secret, 'of root');
    rmSync(join(directory, 'password'));
    symlinkSync(secret, join(directory, 'password'));

    await expect(start()).rejects.toThrow("Cannot read PostgreSQL's password");
  });

  test('is refused in a folder of another user', async () => {
    const theirs = join(parent, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, 65_534, 65_534);
    directory = join(theirs, 'postgres');
    symlinkSync(join(parent, 'elsewhere'), directory);
    await expect(start()).rejects.toThrow();
    expect(existsSync(join(parent, 'elsewhere'))).toBe(false);
  });

  const nameless = { uid: 54_321, gid: 54_321 };
  // Another user may not enter the folder of the project everywhere.
  const mayRead = [process.execPath, resolve('package.json')].every(
    (file) => spawnSync('test', ['-r', file], nameless).status === 0,
  );

  (mayRead ? test : test.skip)('is refused for a user without a name', () => {
    chownSync(parent, nameless.uid, nameless.gid);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', 'start'],
      { ...nameless, encoding: 'utf8', env: { PATH: process.env.PATH, DATA_DIR: parent, CACHE_DIR: parent } },
    );

    expect(stdout + stderr).toMatch(/the user id 54321, which has no name on this machine\..*DATABASE_URL/);
    expect(status).toBe(1);
  });
});
