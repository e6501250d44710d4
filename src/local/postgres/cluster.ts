import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { terminateProcess, readProcess } from '../process/processes';
import type { PostgresBinaries, ServerUser } from './binaries';

/** The files of one embedded PostgreSQL, all below one directory. */
export interface ClusterFiles {
  /** The cluster itself. */
  data: string;
  /** What the server says, since its last start. */
  log: string;
  /** The superuser's password, readable by us (and the server's user) only. */
  password: string;
  /** Which process of ours has the server. */
  owner: string;
}

/** Another process that still runs has a server in this directory. */
export class DirectoryInUseError extends Error {
  override name = 'DirectoryInUseError';
  constructor(
    readonly directory: string,
    readonly pid: number,
  ) {
    super(`Process ${pid} is using ${directory}. Stop it, or choose another directory.`);
  }
}

/** Where the files of a server are. Nothing is made. */
export function clusterFiles(directory: string): ClusterFiles {
  const whole = resolve(directory);
  return {
    data: join(whole, 'data'),
    log: join(whole, 'postgres.log'),
    password: join(whole, 'password'),
    owner: join(whole, 'owner.json'),
  };
}

/**
 * Say that this process has the server of this directory.
 *
 * @throws {DirectoryInUseError} if another that still runs has it, or this one already.
 */
export function takeDirectory(directory: string, { owner }: ClusterFiles): void {
  const before = readOwner(owner);
  if (before !== undefined && readProcess(before.pid)?.startedAt === before.startedAt) {
    throw new DirectoryInUseError(directory, before.pid);
  }
  writeFileSync(owner, JSON.stringify({ pid: process.pid, startedAt: readProcess(process.pid)?.startedAt }));
}

/** Undo {@link takeDirectory}. */
export function releaseDirectory({ owner }: ClusterFiles): void {
  rmSync(owner, { force: true });
}

/**
 * End the server that an owner who was killed left running, and wait until it is gone.
 *
 * Its pid is in the cluster's own `postmaster.pid`; it is ours only if its command line names the cluster too, since
 * a pid may by now be another program's. After a restart of the machine it usually is.
 */
export async function endLeftServer({ data }: ClusterFiles): Promise<void> {
  const pid = readPostmaster(data)?.pid;
  if (pid === undefined) return;
  const found = readProcess(pid);
  if (found === undefined) return;
  const named = found.commandLine.split(/[\0\s]/);
  if (named.includes(data)) await terminateProcess(pid);
  // PostgreSQL would take the other program for its own, and refuse to start for as long as that one runs.
  else rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** What a running server says of itself in `postmaster.pid`; undefined if there is no server, or it has not said. */
export function readPostmaster(data: string): { pid: number; isReady: boolean } | undefined {
  const lines = readIfThere(join(data, 'postmaster.pid'))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  // The eighth line is the state: this is how pg_ctl tells, too.
  return Number.isSafeInteger(pid) && pid > 1 ? { pid, isReady: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Make the directory and, unless it has one, a cluster in it with a password of its own.
 *
 * The cluster gets its name only when it is whole, so that one that was cut off while it was made is made again.
 */
export async function makeCluster(
  files: ClusterFiles,
  { initdb }: PostgresBinaries,
  user: ServerUser | undefined,
): Promise<void> {
  if (existsSync(files.data)) return;
  const unfinished = `${files.data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(files.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  for (const path of user === undefined ? [] : [unfinished, files.password])
    chownSync(path, user!.uid, user!.gid);
  await runInitdb(initdb, unfinished, files.password, user);
  renameSync(unfinished, files.data);
}

/** Make the directory, of which a server that is another user must be able to write the inside. */
export function makeDirectory(directory: string, user: ServerUser | undefined): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
}

function runInitdb(initdb: string, data: string, passwordFile: string, user: ServerUser | undefined) {
  // The builtin locale sorts and folds the same on every machine, whatever is installed there.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  return new Promise<void>((done, failed) => {
    const child = spawn(initdb, [`--pgdata=${data}`, ...locale, ...access], {
      ...user,
      env: {},
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    child.on('error', failed);
    child.on('close', (code) =>
      code === 0 ? done() : failed(new Error(`initdb could not make ${data}: ${complaint.trim()}`)),
    );
  });
}

function readOwner(file: string): { pid: number; startedAt: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startedAt: string };
  } catch {
    // Not there, or cut off while it was written: then nobody was given a server yet.
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
