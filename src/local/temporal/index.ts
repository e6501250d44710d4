import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { lockDirectory } from '../process/locks';
import { findFreePort, LOOPBACK, resolvePort } from '../process/ports';
import { hasArguments, terminateLeftovers } from '../process/processes';
import { type ServerProcessOptions, startServerProcess } from '../process/server-process';
import { describeReset, locateDatabase } from './database';

type DynamicConfig = Record<string, number | boolean | string[]>;

export interface StartTemporalServerOptions extends Pick<
  ServerProcessOptions<Ports>,
  'hasOwnGroup' | 'onSpawn' | 'onExit' | 'signal'
> {
  /** A Temporal CLI that runs on this machine. */
  executable: string;
  /** All files of the server are below it; its data outlives the server. Created if it does not exist. */
  directory: string;
  /** Where clients connect: exactly this port. Default: see `preferred`. */
  port?: number | undefined;
  /** Where the Web UI is: exactly this port. Default: see `preferred`. */
  uiPort?: number | undefined;
  /** These ports, or the next ones above them that are free. Default: 7233, and 8233 for the Web UI. */
  preferred?: Partial<Ports>;
  /** Dynamic configuration of the server, such as `{ 'limit.historyCount.suggestContinueAsNew': 100 }`. */
  dynamicConfig?: DynamicConfig;
}

/** A running Temporal dev server. The caller stops it. */
export interface LocalTemporalServer {
  /** Where clients connect: `127.0.0.1:7233`. */
  address: string;
  /** The Web UI: `http://127.0.0.1:8233`. */
  uiUrl: string;
  pid: number;
  /** Shut down; by SIGKILL after `graceMs` (20 s), which loses nothing that was acknowledged. Idempotent. */
  stop(graceMs?: number): Promise<void>;
}

const DEFAULT_PORTS = { port: 7233, uiPort: 8233 };

/**
 * Maximum polls per second of the server for the next task of its workflows. The default suits hundreds of shards,
 * each polled 20 times a second; the dev server has one, so every step of every run would wait for the next of those 20
 * polls.
 */
const TRANSFER_POLLS_PER_SECOND = 1_000;

/**
 * Task queue partitions spread load over several hosts. On a single host they cost time, and the last tasks of a queue
 * wait for a worker that polls their partition: a FULL of 120 pages takes 2.18 s with the default of four and 2.03 s
 * with one.
 */
const TASK_QUEUE_PARTITIONS = 1;

/**
 * Host names that the server's HTTP API accepts: one that nothing resolves to. The API listens on a random port, needs
 * no key, and accepts a plain-text POST, which a page of any site can send: it could start any workflow. Neither
 * clients nor the Web UI use it, because they use gRPC.
 */
const HTTP_API_HOSTS = ['closed.invalid'];

/**
 * Start a Temporal dev server with its Web UI on 127.0.0.1, and wait until it serves the namespace `default`.
 *
 * A later start in the same directory finds the data again, and first terminates the server that a killed process left
 * running there; no other process is ever touched. The log since the last start is `temporal.log` in the directory.
 *
 * @throws {SetupError} if it does not start, or its database is damaged.
 * @throws {PortInUseError} if a chosen port is in use.
 * @throws {DirectoryInUseError} if a running process has a server there.
 */
export async function startTemporalServer(options: StartTemporalServerOptions): Promise<LocalTemporalServer> {
  // Its database holds every input and result, so only the user of this process may read it.
  const release = lockDirectory(options.directory, 0o700);
  try {
    const directory = realpathSync(options.directory);
    const database = locateDatabase(directory);
    await terminateLeftovers((found) => hasArguments(found, '--db-filename', database));
    const { pid, ports, stop } = await startServerProcess({
      name: 'The Temporal server',
      log: join(directory, 'temporal.log'),
      choosePorts: () => choosePorts(options),
      command: (ports) => [options.executable, ...toArguments(database, ports, options.dynamicConfig)],
      hasOwnGroup: options.hasOwnGroup,
      isReady: (_pid, { port }) => loadHealth().isTemporalReady(port),
      remedy: existsSync(database) ? `If its database is damaged: ${describeReset(database)}` : undefined,
      signal: options.signal,
      release,
      onSpawn: options.onSpawn,
      onExit: options.onExit,
    });
    return {
      address: `${LOOPBACK}:${ports.port}`,
      uiUrl: `http://${LOOPBACK}:${ports.uiPort}`,
      pid,
      stop,
    };
  } catch (error) {
    release();
    throw error;
  }
}

// Loaded while the server starts: Temporal's client takes long.
function loadHealth() {
  return require('./health') as typeof import('./health');
}

// A type, not an interface: only a type is assignable to Record<string, number>.
type Ports = { port: number; uiPort: number };

async function choosePorts(options: StartTemporalServerOptions): Promise<Ports> {
  const { port, uiPort } = options;
  const preferred = { ...DEFAULT_PORTS, ...options.preferred };
  const ports = {
    port: await resolvePort({ chosen: port, setting: 'port', preferred: preferred.port }),
    uiPort: await resolvePort({ chosen: uiPort, setting: 'uiPort', preferred: preferred.uiPort }),
  };
  // Nothing listens yet, so both may have got the same one.
  if (ports.uiPort === ports.port && uiPort === undefined) ports.uiPort = await findFreePort();
  return ports;
}

function toArguments(database: string, { port, uiPort }: Ports, dynamicConfig: DynamicConfig = {}): string[] {
  const all = {
    'history.transferProcessorMaxPollRPS': TRANSFER_POLLS_PER_SECOND,
    'matching.numTaskqueueReadPartitions': TASK_QUEUE_PARTITIONS,
    'matching.numTaskqueueWritePartitions': TASK_QUEUE_PARTITIONS,
    'frontend.httpAllowedHosts': HTTP_API_HOSTS,
    ...dynamicConfig,
  };
  return [
    ...['server', 'start-dev', '--ip', LOOPBACK, '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', database],
    // Avoids an fsync at every step of a workflow: 600 activities take 9.0 s instead of 11.3 s.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=1'],
    ...['--log-level', 'warn', '--log-format', 'json'],
    ...Object.entries(all).flatMap(([name, value]) => [
      '--dynamic-config-value',
      `${name}=${JSON.stringify(value)}`,
    ]),
  ];
}
