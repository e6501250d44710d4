import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pino, { multistream, type Logger } from 'pino';
import { openWithCleanup } from '../async/cleanup';
import { applySchedules, temporalOptions } from '../client';
import { type Config, assertApiProtected, readVersion } from '../config';
import { formatDatabaseUrl } from '../format/database-url';
import { startTracing, traceFields } from '../telemetry/tracing';
import { COMMAND_NAME } from '../terminal/command-name';
import { createLogLineStream, type LogLineOptions } from '../terminal/log-lines';
import { createScreen } from '../terminal/screen';
import { listenForLines } from '../terminal/typed-lines';
import { announceChanges } from './announce-changes';
import { openInBrowser } from './browser';
import { followFirstFull } from './first-full';
import { openLogFile } from './log-file';
import { ensurePage } from './page';
import { openPortsFile } from './ports-file';
import { lockDirectory } from './process/locks';
import { resolvePort } from './process/ports';
import { sourceFolder, writeRunningFile } from './running-file';
import { serveApi } from './serve-api';
import { startServers } from './servers';
import { openStack, openWorker } from './stack';

const POLL_MS = 50;

/** How long the address waits for the line of the first FULL's end, which the SDK passes on with a delay. */
const LOGGED_WITHIN_MS = 10_000;

/**
 * Start the whole service on this machine: the servers that the settings leave open, then migrations, API, worker and
 * schedules, and a first FULL if none has completed recently. The last line that it prints is the address to open; on a
 * terminal, typing `o` opens it.
 *
 * The ports of what it starts are kept for the next start. A port that another program uses is replaced by the next free
 * one above it, unless the settings name it.
 * The sandbox and the network never share data: each has a folder of its own in `DATA_DIR`.
 *
 * Resolves once everything answers. The caller must call `stop`, which closes everything in reverse order.
 *
 * @throws {ConfigError} if the API would be open to other machines without a key, or the settings of Temporal are invalid.
 * @throws {DirectoryInUseError} if another `start` uses the folder.
 * @throws {PortInUseError} if a port that the settings name is taken.
 */
export function startService(config: Config, signal: AbortSignal) {
  // Fail before anything is started.
  assertApiProtected(config);
  if (config.temporal.isChosen) temporalOptions(config.temporal);
  const screen = createScreen(process.stdout);
  const print = (line: string) => screen.print(line);
  return openWithCleanup(async (cleanup) => {
    const directory = sourceFolder(
      config.dataDir,
      config.upstream.token === undefined ? 'sandbox' : 'network',
    );
    // If this process is root, PostgreSQL runs as another user, which must be able to enter the folder, but not list it.
    cleanup.defer('data folder', lockDirectory(directory, 0o711));
    if (config.api.isPortChosen) await resolvePort({ chosen: config.api.port, setting: 'PORT' });
    const ports = openPortsFile(directory, print);
    const logFile = join(directory, 'mobipium-sync.log');
    let hasLoggedFull = false;
    const logger = createLogger(config.logLevel, logFile, {
      print,
      printRunEnd(line, kind) {
        if (kind !== 'full') return print(line);
        hasLoggedFull = true;
        screen.printBelow(line);
      },
    });
    const part = { service: 'mobipium-sync', version: readVersion(), logger };
    cleanup.defer('traces', startTracing(config.tracing, part));

    const pageBuilt = ensurePage({ report: print }, cleanup);

    let onExit: (error: Error) => void = () => undefined;
    const serverExited = new Promise<never>((_resolve, reject) => (onExit = reject));
    serverExited.catch(() => undefined);

    const servers = await startServers(
      { config, directory, ports, onNotice: print, onExit, signal },
      cleanup,
    );
    print(
      servers.sandboxUrl === undefined
        ? `Mirroring ${servers.source}.`
        : 'Mirroring the sandbox. Set MOBIPIUM_API_TOKEN to mirror the real network.',
    );
    const { databaseUrl, temporal: temporalConfig } = servers.config;
    const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = temporalConfig.environment;
    const clients = await openStack({ ...servers, report: print, signal }, cleanup);
    const { store, syncs } = clients;
    const api = config.api.isPortChosen ? config.api : { ...config.api, port: ports.preferred('api') };
    const url = await serveApi({ ...servers.config, api }, { store, syncs, logger }, cleanup);
    if (!config.api.isPortChosen) ports.keep('api', Number(new URL(url).port));
    const intervals = { highEveryMs: config.high.everyMs, fullEveryMs: config.full.everyMs };
    // Only this service uses a server that was started here, but its schedules may be those of an earlier database: the
    // worker would refuse them.
    if (!temporalConfig.isChosen) await applySchedules(clients, { ...intervals, takeOver: true });
    // After the API, because this waits while Temporal is unavailable. Meanwhile the API reports it and serves reads.
    const worker = await openWorker(servers.config, { store, logger, onNotice: print }, cleanup, signal);
    if (temporalConfig.isChosen) await applySchedules(clients, intervals);

    const removeRunningFile = writeRunningFile(directory, {
      databaseUrl,
      // How commands in other terminals reach the Temporal server. Holds no key.
      temporalAddress: TEMPORAL_ADDRESS,
      temporalNamespace: TEMPORAL_NAMESPACE,
      temporalPrefix: temporalConfig.prefix,
      temporalUiUrl: temporalConfig.uiUrl,
      isTemporalEmbedded: temporalConfig.isEmbedded,
      apiUrl: url,
      sandboxUrl: servers.sandboxUrl,
      logFile,
    });
    cleanup.defer('running file', removeRunningFile);
    cleanup.defer('notice', () => print('Stopping.'));
    print(`Database  ${formatDatabaseUrl(databaseUrl) ?? 'the one of DATABASE_URL'}`);
    print(`          \`${COMMAND_NAME} psql\` opens it; --password prints the password.`);
    print(`Status    \`${COMMAND_NAME} status\` shows runs, schedules, addresses and the log.`);
    const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
    if (isTerminal) {
      const openPage = async () => {
        if (!(await openInBrowser(url))) print(`No browser could be opened. Open ${url} in one.`);
      };
      const stopListening = listenForLines(process.stdin, (line) => void (line === 'o' && openPage()));
      cleanup.defer('terminal', stopListening);
    }

    const following = new AbortController();
    cleanup.defer('first FULL', () => following.abort());
    const announce = async () => {
      const hasFollowed = await followFirstFull({ store, syncs, config, screen, url }, following.signal);
      const deadlineMs = performance.now() + LOGGED_WITHIN_MS;
      while (hasFollowed && !hasLoggedFull && performance.now() < deadlineMs) {
        await wait(POLL_MS, undefined, { signal: following.signal });
      }
      await pageBuilt;
      if (following.signal.aborted) return;
      print(isTerminal ? 'Type o and Enter to open the page, Ctrl-C to stop.' : 'Ctrl-C stops everything.');
      print(`Open      ${url}`);
    };
    announce().catch(() => undefined);
    const announcing = announceChanges(store, print, following.signal);
    cleanup.defer('changes', () => {
      following.abort();
      return announcing;
    });
    return { stopped: Promise.race([worker.stopped, serverExited]) };
  });
}

function createLogger(level: string, file: string, lines: LogLineOptions): Logger {
  return pino(
    { level, mixin: traceFields },
    multistream([
      { stream: openLogFile(file, { onProblem: lines.print }) },
      { stream: createLogLineStream(lines) },
    ]),
  );
}
