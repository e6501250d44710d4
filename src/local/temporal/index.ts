import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lockDataDir } from '../process/data-dir';
import { findFreePort, isPortFree, LOOPBACK, resolvePort } from '../process/ports';
import { terminateLeftovers, removeProcessRecord, recordProcess } from '../process/processes';
import { superviseServer, lastLogLines, waitUntilReady } from '../process/server-process';
import { isTemporalReady } from './health';

export interface StartTemporalServerOptions {
  /** A Temporal CLI that runs. */
  executable: string;
  /** All of the server's files go here; its data outlives the server. Made if it is not there. */
  directory: string;
  /** Where clients connect, if somebody asked; else 7233 if it is free, or any. */
  port?: number | undefined;
  /** Where the Web UI is, if somebody asked; else 8233 if it is free, or any. */
  uiPort?: number | undefined;
  /** The names of the settings that chose the ports, for the error. */
  settings?: { port: string; uiPort: string };
  /** Settings of the server itself, such as `{ 'limit.historyCount.suggestContinueAsNew': 100 }`. */
  dynamicConfig?: Record<string, number | boolean>;
  /** False: whatever ends our terminal's process group, such as Ctrl-C, ends the server, too. True by default. */
  hasOwnGroup?: boolean;
  /** Told, with a sentence, if the server ends without `stop()`. */
  onExit?: ((error: Error) => void) | undefined;
}

export interface LocalTemporalServer {
  /** Where clients connect: `127.0.0.1:7233`. */
  address: string;
  /** The Web UI: `http://127.0.0.1:8233`. */
  uiUrl: string;
  /** The server's own process. */
  pid: number;
  /**
   * Shut down, with all data kept; after `graceMs` (20 s) by force, which loses nothing that was answered. Nothing
   * is left running. A second call does nothing.
   */
  stop(graceMs?: number): Promise<void>;
}

/** Where people look for it. */
const USUAL_PORT = 7233;
const USUAL_UI_PORT = 8233;

/** A port that was free a moment ago may be taken by another program before the server listens. */
const TRIES = 3;

/**
 * How often a second the server may look for what workflows want done next. A server for many looks into hundreds of
 * parts of its database, 20 times a second each; this one has a single part, so every step of every run would wait
 * for the next of 20 moments in a second.
 */
const LOOKS_PER_SECOND = 1_000;

/**
 * A queue of the server's is spread over several parts unless told otherwise, which helps where several machines
 * serve it. Here it costs work, and what is left of a queue waits for a worker that asks in just its part: a FULL of
 * 120 pages takes 2.18 s with four parts and 2.03 s with one.
 */
const PARTS_OF_A_QUEUE = 1;

/** The name under which its process is recorded. */
const NAME = 'temporal';

/**
 * Start a Temporal dev server with its Web UI on 127.0.0.1, and wait until it answers and has the namespace `default`.
 *
 * A second start in the same directory finds the data again. What a start that was killed left running there is
 * ended first, and nothing else ever is. Should our process exit without `stop()`, the server is told to shut down.
 * Its log, since its last start, is `temporal.log` in the directory.
 *
 * @throws {PortInUseError} if a port that was asked for is taken.
 * @throws {DirectoryInUseError} if a process that still runs has a server there.
 */
export async function startTemporalServer(options: StartTemporalServerOptions): Promise<LocalTemporalServer> {
  const directory = resolve(options.directory);
  // Its database tells everything that was ever run, to whoever can read it.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const release = await lockDataDir(directory);
  try {
    await terminateLeftovers(directory);
    const isChosen = options.port !== undefined && options.uiPort !== undefined;
    for (let tried = 1; ; tried += 1) {
      const ports = await settlePorts(options);
      const server = spawnServer(directory, ports, options);
      if (await waitUntilReady(server, () => isTemporalReady(ports.port)))
        return describeServer(server, directory, ports, release, options.onExit);
      removeProcessRecord(directory, NAME);
      const isPortLost = !(await isPortFree(ports.port)) || !(await isPortFree(ports.uiPort));
      if (isPortLost && !isChosen && tried < TRIES) continue;
      throw new Error(`Temporal did not start in ${directory}. ${lastLogLines(logFile(directory))}`);
    }
  } catch (error) {
    release();
    throw error;
  }
}

interface Ports {
  port: number;
  uiPort: number;
}

async function settlePorts({ port, uiPort, settings }: StartTemporalServerOptions): Promise<Ports> {
  const names = settings ?? { port: 'port', uiPort: 'uiPort' };
  const settled = {
    port: await resolvePort({ chosen: port, setting: names.port, preferred: USUAL_PORT }),
    uiPort: await resolvePort({ chosen: uiPort, setting: names.uiPort, preferred: USUAL_UI_PORT }),
  };
  // Both may be the same by chance, since nobody listens there yet.
  if (settled.uiPort === settled.port && uiPort === undefined) settled.uiPort = await findFreePort();
  return settled;
}

function spawnServer(
  directory: string,
  { port, uiPort }: Ports,
  options: StartTemporalServerOptions,
): ChildProcess {
  const args = ['server', 'start-dev', '--ip', LOOPBACK, '--port', String(port), '--ui-port', String(uiPort)];
  args.push('--db-filename', join(directory, 'temporal.db'));
  // These do not wait for the disk at every step of a workflow: 600 activities take 9.0 s and not 11.3.
  args.push('--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=1');
  args.push('--log-level', 'warn', '--log-format', 'json');
  const dynamicConfig = {
    'history.transferProcessorMaxPollRPS': LOOKS_PER_SECOND,
    'matching.numTaskqueueReadPartitions': PARTS_OF_A_QUEUE,
    'matching.numTaskqueueWritePartitions': PARTS_OF_A_QUEUE,
    ...options.dynamicConfig,
  };
  for (const [name, value] of Object.entries(dynamicConfig)) {
    args.push('--dynamic-config-value', `${name}=${value}`);
  }
  const output = openSync(logFile(directory), 'w', 0o600);
  try {
    const server = spawn(options.executable, args, {
      // Our own TEMPORAL_ variables are for another server.
      env: {},
      detached: options.hasOwnGroup ?? true,
      stdio: ['ignore', output, output],
    });
    if (server.pid !== undefined) recordProcess(directory, NAME, server.pid);
    server.unref();
    return server;
  } finally {
    closeSync(output);
  }
}

function describeServer(
  server: ChildProcess,
  directory: string,
  { port, uiPort }: Ports,
  release: () => void,
  onExit: ((error: Error) => void) | undefined,
): LocalTemporalServer {
  const kept = superviseServer(server, {
    name: 'The Temporal server',
    log: logFile(directory),
    release() {
      removeProcessRecord(directory, NAME);
      release();
    },
    onExit,
  });
  return {
    address: `${LOOPBACK}:${port}`,
    uiUrl: `http://${LOOPBACK}:${uiPort}`,
    pid: server.pid!,
    stop: (graceMs) => kept.stop(graceMs),
  };
}

function logFile(directory: string): string {
  return join(directory, 'temporal.log');
}
