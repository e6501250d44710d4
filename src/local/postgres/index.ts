import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Client, DatabaseError, escapeIdentifier } from 'pg';
import { findFreePort, isPortFree, LOOPBACK, resolvePort } from '../process/ports';
import { superviseServer, lastLogLines, waitUntilReady } from '../process/server-process';
import { assertReachable, findPostgresBinaries, resolveServerUser } from './binaries';
import {
  clusterFiles,
  endLeftServer,
  makeCluster,
  makeDirectory,
  readPostmaster,
  releaseDirectory,
  takeDirectory,
  type ClusterFiles,
} from './cluster';

export interface StartPostgresOptions {
  /** All of the server's files go here; its data outlives the server. Made if it is not there. */
  directory: string;
  /** The port that somebody asked for; undefined: any that is free. */
  port?: number | undefined;
  /** The name of the setting that chose the port, for the error. */
  portSetting?: string;
  /** More settings of the server, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  /** Told, with a sentence, if the server ends without `stop()`. */
  onExit?: ((error: Error) => void) | undefined;
}

export interface LocalPostgres {
  port: number;
  /** The server's own process. */
  pid: number;
  /** Where to reach a database of this server, password included: a secret. */
  url: (database: string) => string;
  /** Make the database unless it is there. */
  ensureDatabase: (name: string) => Promise<void>;
  /** Shut down at once, with all data kept: open connections are closed. Nothing is left running. */
  stop: () => Promise<void>;
}

/** A port that was free a moment ago may be taken by another program before the server listens. */
const TRIES = 3;

/**
 * Start a PostgreSQL of our own on 127.0.0.1, on Linux or macOS, and wait until it answers.
 *
 * A second start in the same directory finds the data again. What a start that was killed left running there is
 * ended first, and nothing else ever is. The server is not in our terminal's process group, so Ctrl-C does not end it
 * under those who still need it; should our process exit without `stop()`, the server is told to shut down.
 *
 * @throws {PortInUseError} if the port that was asked for is taken.
 * @throws {DirectoryInUseError} if a process that still runs has a server there.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<LocalPostgres> {
  const { directory, port: chosen, portSetting: setting = 'port', settings = {} } = options;
  const user = resolveServerUser();
  const binaries = findPostgresBinaries(user);
  const files = clusterFiles(directory);
  makeDirectory(directory, user);
  if (user !== undefined) assertReachable(files.data, user);
  takeDirectory(directory, files);
  try {
    await endLeftServer(files);
    await makeCluster(files, binaries, user);
    const tries = chosen === undefined ? TRIES : 1;
    for (let tried = 1; ; tried += 1) {
      const port = chosen === undefined ? await findFreePort() : await resolvePort({ chosen, setting });
      const server = startServer(binaries.postgres, files, port, settings, user);
      if (await waitUntilReady(server, () => isReady(server, files.data)))
        return describeServer(server, files, port, options.onExit);
      if (tried < tries && !(await isPortFree(port))) continue;
      await resolvePort({ chosen, setting });
      throw new Error(`PostgreSQL did not start in ${directory}. ${lastLogLines(files.log)}`);
    }
  } catch (error) {
    releaseDirectory(files);
    throw error;
  }
}

function startServer(
  postgres: string,
  { data, log }: ClusterFiles,
  port: number,
  settings: Record<string, string>,
  user: { uid: number; gid: number } | undefined,
): ChildProcess {
  const all = {
    listen_addresses: LOOPBACK,
    port: String(port),
    unix_socket_directories: '',
    // Checkpoints come every few minutes for ever; its log is for what is worth reading.
    log_checkpoints: 'off',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const output = openSync(log, 'w', 0o600);
  try {
    const stdio = ['ignore', output, output] as const;
    const child = spawn(postgres, ['-D', data, ...flags], {
      ...user,
      env: {},
      detached: true,
      stdio: [...stdio],
    });
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

/** Whether the server itself says that it is ready, and not one that was there before. */
function isReady(server: ChildProcess, data: string): boolean {
  const postmaster = readPostmaster(data);
  return postmaster?.isReady === true && postmaster.pid === server.pid;
}

function describeServer(
  server: ChildProcess,
  files: ClusterFiles,
  port: number,
  onExit: ((error: Error) => void) | undefined,
): LocalPostgres {
  const password = readFileSync(files.password, 'utf8');
  const url = (database: string) =>
    `postgresql://postgres:${password}@${LOOPBACK}:${port}/${encodeURIComponent(database)}`;
  const kept = superviseServer(server, {
    name: 'PostgreSQL',
    log: files.log,
    release: () => releaseDirectory(files),
    onExit,
  });
  return {
    port,
    pid: server.pid!,
    url,
    ensureDatabase: (name) => ensureDatabase(url('postgres'), name),
    stop: () => kept.stop(),
  };
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== DUPLICATE_DATABASE) throw error;
  } finally {
    await client.end();
  }
}

const DUPLICATE_DATABASE = '42P04';
