import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pino, { multistream, type Logger } from 'pino';
import type { CleanupStack } from '../../async/cleanup';
import { applySchedules } from '../../client';
import { type Config, readVersion } from '../../config';
import { formatDatabaseUrl } from '../../format/database-url';
import { startTracing, traceFields } from '../../telemetry/tracing';
import { COMMAND_NAME } from '../../terminal/command-name';
import { createLogLineStream, type LogLineOptions } from '../../terminal/log-lines';
import type { Screen } from '../../terminal/screen';
import { listenForLines } from '../../terminal/typed-lines';
import { openInBrowser } from '../browser';
import { openLogFile } from '../log-file';
import { ensurePage } from '../page';
import type { PortsFile } from '../ports-file';
import { writeRunningFile } from '../running-file';
import { serveApi } from '../serve-api';
import type { Servers } from '../servers';
import { openStack, openWorker } from '../stack';
import { announceChanges } from './announce-changes';
import { followFirstFull } from './first-full';

const POLL_MS = 50;

/** How long the address waits for the line of the first FULL's end, which the SDK passes on with a delay. */
const LOGGED_WITHIN_MS = 10_000;

export interface OpenServiceOptions {
  /** The servers, which may still be starting. */
  starting: Promise<Servers>;
  /** The settings as they are, without the addresses of the servers. */
  config: Config;
  /** Of the data. */
  directory: string;
  ports: PortsFile;
  screen: Screen;
  /** Aborts the migrations, and the wait for a Temporal server that is unavailable. */
  signal: AbortSignal;
}

/**
 * Open all parts of the service on its servers: see `startService`.
 *
 * @returns a promise that rejects when the worker fails.
 */
export async function openService(
  { starting, config, directory, ports, screen, signal }: OpenServiceOptions,
  cleanup: CleanupStack,
) {
  const print = (line: string) => screen.print(line);
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

  const servers = await starting;
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
    ...intervals,
  });
  cleanup.defer('running file', removeRunningFile);
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
  return { workerStopped: worker.stopped };
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
