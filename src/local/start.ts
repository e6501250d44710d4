import { join } from 'node:path';
import pino, { multistream, type Logger } from 'pino';
import { openWithCleanup } from '../async/cleanup';
import { applySchedules, temporalOptions } from '../client';
import { type Config, assertApiProtected } from '../config';
import { createLogLineStream } from '../terminal/log-lines';
import { createScreen } from '../terminal/screen';
import { followFirstFull } from './first-full';
import { lockDirectory } from './process/locks';
import { resolvePort } from './process/ports';
import { sourceFolder, writeRunningFile } from './running-file';
import { startServers } from './servers';
import { openStack, openWorker, serveApi } from './stack';

/**
 * Start the whole service on this machine and print where each part is: the servers that the settings leave open, then
 * migrations, API, worker and schedules, and a first FULL if none has completed recently.
 *
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
    const logFile = join(directory, 'mobipium-sync.log');
    const logger = createLogger(config.logLevel, logFile, print);

    let onExit: (error: Error) => void = () => undefined;
    const serverExited = new Promise<never>((_resolve, reject) => (onExit = reject));
    serverExited.catch(() => undefined);

    const servers = await startServers({ config, directory, onNotice: print, onExit, signal }, cleanup);
    const { databaseUrl, temporal: temporalConfig } = servers.config;
    const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = temporalConfig.environment;
    const clients = await openStack(servers, cleanup);
    const { store, syncs } = clients;
    const url = await serveApi(servers.config, { store, syncs, logger }, cleanup);
    const intervals = { highEveryMs: config.high.everyMs, fullEveryMs: config.full.everyMs };
    // Only this service uses a server that was started here, but its schedules may be those of an earlier database: the
    // worker would refuse them.
    if (!temporalConfig.isChosen) await applySchedules(clients, { ...intervals, takeOver: true });
    // After the API, because this waits while Temporal is unavailable. Meanwhile the API reports it and serves reads.
    const worker = await openWorker(servers.config, { store, logger }, cleanup, signal);
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
    });
    cleanup.defer('running file', removeRunningFile);
    cleanup.defer('notice', () => print('Stopping.'));
    print(`API         ${url}/api/health/ready`);
    print(`Logs        ${logFile}`);

    const following = new AbortController();
    cleanup.defer('first FULL', () => following.abort());
    void followFirstFull({ store, syncs, config, screen }, following.signal);
    return { stopped: Promise.race([worker.stopped, serverExited]) };
  });
}

function createLogger(level: string, file: string, print: (line: string) => void): Logger {
  const stream = pino.destination({ dest: file, sync: true, mode: 0o600 });
  return pino({ level }, multistream([{ stream }, { stream: createLogLineStream(print) }]));
}
