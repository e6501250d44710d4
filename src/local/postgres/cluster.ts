import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { hasPath, readProcess, terminateProcess } from '../process/processes';
import type { ServerUser } from './binaries';

export type ClusterFiles = ReturnType<typeof clusterFiles>;

/** The paths of the files of one embedded PostgreSQL, all below one directory. Creates nothing. */
export function clusterFiles(directory: string) {
  const path = resolve(directory);
  return {
    data: join(path, 'data'),
    /** The output of the server since its last start. */
    log: join(path, 'postgres.log'),
    /** The superuser's password, readable only by the server's user and root. */
    password: join(path, 'password'),
  };
}

/**
 * Terminate the server that a killed process left running on this cluster, and wait until it is gone.
 *
 * Its pid is in the cluster's own `postmaster.pid`. After a restart of the machine that pid may belong to another program,
 * so the process is terminated only if the cluster is on its command line.
 */
export async function terminateLeftServer({ data }: ClusterFiles): Promise<void> {
  const pid = readPostmaster(data)?.pid;
  const found = pid === undefined ? undefined : readProcess(pid);
  if (pid === undefined || found === undefined) return;
  if (hasPath(found, data)) await terminateProcess(pid);
  // PostgreSQL would mistake the other program for a running server, and refuse to start.
  else rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Read `postmaster.pid`; undefined if no server runs, or it has not written its pid yet. */
export function readPostmaster(data: string): { pid: number; isReady: boolean } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
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
 */
export async function ensureCluster(
  files: ClusterFiles,
  initdb: string,
  user: ServerUser | undefined,
): Promise<void> {
  if (existsSync(files.data)) return;
  const unfinished = `${files.data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(files.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user !== undefined) {
    for (const path of [unfinished, files.password]) chownSync(path, user.uid, user.gid);
  }
  await runInitdb(initdb, unfinished, files.password, user);
  renameSync(unfinished, files.data);
}

async function runInitdb(initdb: string, data: string, passwordFile: string, user: ServerUser | undefined) {
  // The builtin locale sorts and folds case the same on every machine: it does not depend on the installed locales.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  try {
    await promisify(execFile)(initdb, [`--pgdata=${data}`, ...locale, ...access], { ...user, env: {} });
  } catch (error) {
    const { code, stderr } = error as { code: unknown; stderr: string };
    // The program cannot be executed.
    if (typeof code === 'string') throw error;
    throw new Error(`initdb failed to create ${data}: ${stderr.trim()}`);
  }
}
