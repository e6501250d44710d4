import { join, resolve } from 'node:path';
import { lockDirectory } from '../process/locks';
import { findFreePort, LOOPBACK, resolvePort } from '../process/ports';
import { recordProcess, removeProcessRecord, terminateLeftover } from '../process/processes';
import { type ServerProcessOptions, startServerProcess } from '../process/server-process';
import { isTemporalReady } from './health';

type DynamicConfig = Record<string, number | boolean | string[]>;

export interface StartTemporalServerOptions extends Pick<
  ServerProcessOptions<Ports>,
  'hasOwnGroup' | 'onExit'
> {
  /** A Temporal CLI that runs on this machine. */
  executable: string;
  /** All files of the server are below it; its data outlives the server. Created if it does not exist. */
  directory: string;
  /** Where clients connect. Default: 7233 if it is free, otherwise any. */
  port?: number | undefined;
  /** Where the Web UI is. Default: 8233 if it is free, otherwise any. */
  uiPort?: number | undefined;
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

const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;

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
 * @throws {PortInUseError} if a chosen port is in use.
 * @throws {DirectoryInUseError} if a running process has a server there.
 */
export async function startTemporalServer(options: StartTemporalServerOptions): Promise<LocalTemporalServer> {
  const directory = resolve(options.directory);
  // Its database holds every input and result, so only the user of this process may read it.
  const unlock = lockDirectory(directory, 0o700);
  const release = () => {
    removeProcessRecord(directory);
    unlock();
  };
  try {
    await terminateLeftover(directory);
    const { pid, ports, stop } = await startServerProcess({
      name: 'The Temporal server',
      log: join(directory, 'temporal.log'),
      choosePorts: () => choosePorts(options),
      command: (ports) => [options.executable, ...toArguments(directory, ports, options.dynamicConfig)],
      hasOwnGroup: options.hasOwnGroup,
      isReady: (_pid, { port }) => isTemporalReady(port),
      onSpawn: (pid) => recordProcess(directory, pid),
      release,
      onExit: options.onExit,
    });
    return {
      address: `${LOOPBACK}:${ports.port}`,
      uiUrl: `http://${LOOPBACK}:${ports.uiPort}`,
      pid,
      stop,
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

// A type, not an interface: only a type is assignable to Record<string, number>.
type Ports = { port: number; uiPort: number };

async function choosePorts({ port, uiPort }: StartTemporalServerOptions): Promise<Ports> {
  const ports = {
    port: await resolvePort({ chosen: port, setting: 'port', preferred: DEFAULT_PORT }),
    uiPort: await resolvePort({ chosen: uiPort, setting: 'uiPort', preferred: DEFAULT_UI_PORT }),
  };
  // Nothing listens yet, so both may have got the same one.
  if (ports.uiPort === ports.port && uiPort === undefined) ports.uiPort = await findFreePort();
  return ports;
}

function toArguments(
  directory: string,
  { port, uiPort }: Ports,
  dynamicConfig: DynamicConfig = {},
): string[] {
  const all = {
    'history.transferProcessorMaxPollRPS': TRANSFER_POLLS_PER_SECOND,
    'matching.numTaskqueueReadPartitions': TASK_QUEUE_PARTITIONS,
    'matching.numTaskqueueWritePartitions': TASK_QUEUE_PARTITIONS,
    'frontend.httpAllowedHosts': HTTP_API_HOSTS,
    ...dynamicConfig,
  };
  return [
    ...['server', 'start-dev', '--ip', LOOPBACK, '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', join(directory, 'temporal.db')],
    // Avoids an fsync at every step of a workflow: 600 activities take 9.0 s instead of 11.3 s.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=1'],
    ...['--log-level', 'warn', '--log-format', 'json'],
    ...Object.entries(all).flatMap(([name, value]) => [
      '--dynamic-config-value',
      `${name}=${JSON.stringify(value)}`,
    ]),
  ];
}
