import { Client, DatabaseError, escapeIdentifier } from 'pg';
import { lockDirectory } from '../process/locks';
import { LOOPBACK, resolvePort } from '../process/ports';
import { startServerProcess } from '../process/server-process';
import { findPostgresBinaries } from './binaries';
import { clearLeftovers, clusterFiles, ensureCluster, readPassword, readPostmaster } from './cluster';
import { placeDirectory, resolveServerUser } from './server-user';
import { chooseSharedBuffers } from './shared-buffers';

export interface StartPostgresOptions {
  /** All files of the server are below it; its data outlives the server. Created if it does not exist. */
  directory: string;
  /** Exactly this port. Default: see `preferredPort`. */
  port?: number | undefined;
  /** This port, or the next one above it that is free. Default: any free port. */
  preferredPort?: number | undefined;
  /** More settings of the server, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  /** Called if the server exits before `stop()`. */
  onExit?: (error: Error) => void;
  /** Aborts the start. */
  signal?: AbortSignal | undefined;
}

/** A running PostgreSQL. The caller stops it. */
export interface LocalPostgres {
  /** Where its files are: see `placeDirectory`. */
  directory: string;
  port: number;
  /** The server's main process. */
  pid: number;
  /** The URL of a database, password included: a secret. */
  url: (database: string) => string;
  /** Create a database unless it exists. */
  ensureDatabase: (name: string) => Promise<void>;
  /** Shut down without waiting for clients; all data is kept. Idempotent. */
  stop: () => Promise<void>;
}

/**
 * Start an embedded PostgreSQL on 127.0.0.1 and wait until it accepts connections.
 *
 * A later start in the same directory finds the data again, and first terminates the server that a killed process left
 * running there; no other process is ever touched.
 *
 * If this process is root, the server runs as the user `postgres`, and its files may be in another place.
 *
 * @throws {SetupError} if it does not start.
 * @throws {PortInUseError} if the chosen port is in use.
 * @throws {DirectoryInUseError} if a running process has a server there.
 */
export async function startPostgres({
  directory,
  port: chosen,
  preferredPort: preferred,
  settings,
  onExit,
  signal,
}: StartPostgresOptions): Promise<LocalPostgres> {
  const user = resolveServerUser();
  const binaries = findPostgresBinaries(user);
  const placed = placeDirectory(directory, user);
  const files = clusterFiles(placed);
  const release = lockDirectory(placed, 0o700);
  try {
    await clearLeftovers(files);
    await ensureCluster(files, binaries.initdb, user);
    const password = readPassword(files);
    signal?.throwIfAborted();
    const { pid, ports, stop } = await startServerProcess({
      name: 'PostgreSQL',
      log: files.log,
      choosePorts: async () => ({ port: await resolvePort({ chosen, setting: 'port', preferred }) }),
      command: ({ port }) => [binaries.postgres, '-D', files.data, ...toFlags(port, settings)],
      user,
      isReady(pid) {
        const postmaster = readPostmaster(files.data);
        return postmaster?.isReady === true && postmaster.pid === pid;
      },
      signal,
      release,
      onExit,
    });
    const url = (database: string) =>
      `postgresql://postgres:${password}@${LOOPBACK}:${ports.port}/${encodeURIComponent(database)}`;
    return {
      directory: placed,
      port: ports.port,
      pid,
      url,
      ensureDatabase: (name) => ensureDatabase(url('postgres'), name),
      stop: () => stop(),
    };
  } catch (error) {
    release();
    throw error;
  }
}

function toFlags(port: number, settings: Record<string, string> = {}): string[] {
  const all = {
    listen_addresses: LOOPBACK,
    port: String(port),
    unix_socket_directories: '',
    // Routine checkpoints every few minutes would fill the log.
    log_checkpoints: 'off',
    shared_buffers: chooseSharedBuffers(),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  // Not PGSSLMODE and PGOPTIONS of the environment, which are meant for another server.
  const client = new Client({ connectionString: url, ssl: false, options: ' ' });
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
