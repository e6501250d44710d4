import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { replaceFile } from '../process/directories';
import { readProcess, type RunningProcess, terminateLeftovers } from '../process/processes';
import { describeSystemError, SetupError } from '../process/setup-error';
import type { ServerUser } from './server-user';

export type ClusterFiles = ReturnType<typeof clusterFiles>;

/**
 * The paths of the files of one embedded PostgreSQL, all below one directory. Creates nothing.
 *
 * If this process is root, only `data` belongs to the server's user: it must not be able to replace a file that root
 * reads or writes by a link.
 *
 * @param directory A path without links: servers that were left running are found by it.
 */
export function clusterFiles(directory: string) {
  return {
    data: join(directory, 'data'),
    /** The output of the server since its last start. */
    log: join(directory, 'postgres.log'),
    /** The superuser's password, readable only by the user of this process. */
    password: join(directory, 'password'),
  };
}

/**
 * Terminate the server that a killed process left running on this cluster, wait until it is gone, and remove a
 * `postmaster.pid` that would prevent a start: one that is empty, or that names a program which reuses the pid.
 */
export async function clearLeftovers({ data }: ClusterFiles): Promise<void> {
  await terminateLeftovers((found) => isPostgres(found) && findDataDirectory(found) === data);
  const pid = readPostmaster(data)?.pid;
  const holder = pid === undefined ? undefined : readProcess(pid);
  // A server without a data directory on its command line may work on this one: PostgreSQL refuses to start beside it.
  if (holder !== undefined && isPostgres(holder) && findDataDirectory(holder) === undefined) return;
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

function isPostgres({ commandLine }: RunningProcess): boolean {
  return /^(?:[^\0]*\/)?postgres[\0 ]/.test(commandLine);
}

function findDataDirectory({ commandLine }: RunningProcess): string | undefined {
  const [, path] = /[\0 ]-D[\0 ](\/.*?)(?:\0| -|$)/.exec(commandLine) ?? [];
  try {
    return path === undefined ? undefined : realpathSync(path);
  } catch {
    // Removed.
    return path;
  }
}

/** Read `postmaster.pid`; undefined if no server runs, or it has not written its pid yet. */
export function readPostmaster(data: string): { pid: number; isReady: boolean } | undefined {
  let lines: string[];
  try {
    lines = readOwnFile(join(data, 'postmaster.pid')).split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  // The eighth line is the state; pg_ctl reads it too.
  return Number.isSafeInteger(pid) && pid > 1 ? { pid, isReady: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Create a cluster with a random password unless there is one.
 *
 * It is created under another name and renamed when complete: an interrupted creation starts over.
 *
 * @throws {SetupError} if it cannot be created.
 */
export async function ensureCluster(
  files: ClusterFiles,
  initdb: string,
  user: ServerUser | undefined,
): Promise<void> {
  if (existsSync(files.data)) return;
  if (user === undefined) assertUserHasName();
  const unfinished = `${files.data}.unfinished`;
  const passwordCopy = `${unfinished}.password`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  replaceFile(files.password, password);
  // initdb runs as the server's user, which may not read the file of this process's user.
  replaceFile(passwordCopy, password);
  try {
    if (user !== undefined) {
      for (const path of [unfinished, passwordCopy]) chownSync(path, user.uid, user.gid);
    }
    await runInitdb(initdb, unfinished, passwordCopy, user);
  } finally {
    rmSync(passwordCopy, { force: true });
  }
  renameSync(unfinished, files.data);
}

/** initdb looks the name of its user up, although it does not use it. */
function assertUserHasName(): void {
  try {
    userInfo();
  } catch {
    throw new SetupError(
      `PostgreSQL cannot create a database as the user id ${process.geteuid?.()}, which has no name on this machine. Add ` +
        'the user to /etc/passwd, start as another user, or set DATABASE_URL to a PostgreSQL server of your own.',
    );
  }
}

/** The superuser's password. */
export function readPassword({ password }: ClusterFiles): string {
  try {
    return readOwnFile(password);
  } catch (error) {
    throw new SetupError(
      `Cannot read PostgreSQL's password from ${password}: ${describeSystemError(error)}. Restore the file, or move ` +
        `${dirname(password)} away: the next start creates an empty database.`,
    );
  }
}

/** Read a file in a folder that another user may have written to: no link, and nothing that blocks, such as a pipe. */
function readOwnFile(file: string): string {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const descriptor = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

async function runInitdb(initdb: string, data: string, passwordFile: string, user: ServerUser | undefined) {
  // The builtin locale sorts and folds case the same on every machine: it does not depend on the installed locales.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await promisify(execFile)(initdb, [`--pgdata=${data}`, ...locale, ...access], { ...user, env: {} });
  } catch (error) {
    const { code, stderr } = error as { code: unknown; stderr: string };
    // A string: the program cannot be executed.
    const reason = typeof code === 'string' ? describeSystemError(error) : stderr.trim();
    throw new SetupError(`initdb failed to create ${data}: ${reason}`);
  }
}
