import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pino, { multistream, type Logger } from 'pino';
import { buildApp } from '../api';
import { openWithCleanup, type CleanupStack } from '../async/cleanup';
import { createSyncClient, applySchedules, createTemporalClient, temporalOptions } from '../client';
import { type Config, requireGuardedApi } from '../config';
import { startSandbox } from '../sandbox';
import { migrate, createStore } from '../store';
import { createHeldLines } from '../terminal/buffered-lines';
import { createTerminalLines } from '../terminal/log-lines';
import { createUpstream } from '../upstream';
import { requestsAtOnce, startWorker } from '../worker';
import { followFirstFull } from './first-full';
import { startPostgres } from './postgres';
import { lockDataDir } from './process/data-dir';
import { listen } from './process/listen';
import { resolvePort } from './process/ports';
import { writeRunningFile, SANDBOX_TOKEN, sourceFolder } from './running-file';
import { startTemporalServer } from './temporal';
import { findTemporalCli } from './temporal/find-cli';

/** The origin of what the sandbox says. */
const SANDBOX = 'sandbox';

const DATABASE = 'mobipium_sync';

/** What a person reads. */
type Say = (line: string) => void;

/**
 * Bring up everything on this machine, and say where each is: PostgreSQL unless `DATABASE_URL` is set, Temporal
 * unless `TEMPORAL_ADDRESS` is, the sandbox network unless a token is; then migrations, worker, API, schedules, and a
 * first FULL where none has been completed of late.
 *
 * What the sandbox says and what the network says never share a folder: each has its own in `DATA_DIR`.
 *
 * Resolves once all of it answers. Whoever starts it calls `stop`, which ends everything in reverse order.
 *
 * @throws {ConfigError} where the API would be open to everybody, or the settings of Temporal cannot be read.
 * @throws {PortInUseError} where a port that somebody chose is taken.
 */
export function startService(config: Config, signal: AbortSignal) {
  requireGuardedApi(config);
  // Before anything is brought up only to be ended again.
  temporalOptions(config.temporal);
  const lines = createHeldLines((line) => void process.stdout.write(`${line}\n`));
  const say: Say = (line) => lines.say(line);
  return openWithCleanup(async (cleanup) => {
    const source = config.upstream.token === undefined ? 'sandbox' : 'network';
    const directory = sourceFolder(config.dataDir, source);
    // PostgreSQL's own user, where we are root, has to get through; there is nothing for others to look at.
    mkdirSync(directory, { recursive: true, mode: 0o711 });
    const release = await lockDataDir(directory);
    cleanup.defer('data folder', () => Promise.resolve(release()));
    // Said now rather than when all the rest is up.
    if (config.api.isPortChosen) await resolvePort({ chosen: config.api.port, setting: 'PORT' });
    const logger = createLogger(config, directory, say);

    let endByFault: (error: Error) => void = () => undefined;
    const fault = new Promise<never>((_resolve, reject) => (endByFault = reject));
    fault.catch(() => undefined);

    const databaseUrl = config.databaseUrl ?? (await bringUpPostgres(directory, cleanup, say, endByFault));
    signal.throwIfAborted();
    const local = {
      ...config,
      databaseUrl,
      temporal: await settleTemporal(config, directory, cleanup, say, signal, endByFault),
    };
    signal.throwIfAborted();
    const network = await settleNetwork(local, cleanup, say);

    await migrate(databaseUrl);
    const store = createStore({ databaseUrl });
    cleanup.defer('database', () => store.close());
    await store.claimSource(network.origin);
    const upstream = createUpstream({
      ...network,
      timeoutMs: config.upstream.timeoutMs,
      connections: requestsAtOnce(config),
    });
    cleanup.defer('upstream', () => upstream.close());
    const temporal = createTemporalClient(local.temporal);
    cleanup.defer('Temporal client', () => temporal.connection.close());
    const syncs = createSyncClient({ temporal, uiUrl: local.temporal.uiUrl });
    const app = buildApp({ store, syncs, logger, ...config.api });
    cleanup.defer('API', () => app.close());
    const url = await listen(app, config.api);
    // Afterwards, since it waits for a Temporal server that is away; the API says so meanwhile, and reads of the mirror work.
    const worker = await startWorker({ config: local, store, upstream, logger }, signal);
    cleanup.defer('worker', () => worker.stop());
    await applySchedules(temporal, { highEveryMs: config.high.everyMs, fullEveryMs: config.full.everyMs });
    const forget = writeRunningFile(directory, {
      databaseUrl,
      ...placesIn(local.temporal),
      apiUrl: url,
      ...(network.origin === SANDBOX && { sandboxUrl: network.url }),
    });
    cleanup.defer('note of what runs', () => Promise.resolve(forget()));
    cleanup.defer('last word', () => Promise.resolve(say('Stopping.')));
    say(`API         ${url}/api/health/ready`);
    say(`Logs        ${logFile(directory)}`);

    const following = new AbortController();
    cleanup.defer('first FULL', () => Promise.resolve(following.abort()));
    void followFirstFull({ syncs, store, config, lines }, following.signal);
    return { stopped: Promise.race([worker.stopped, fault]), url };
  });
}

async function bringUpPostgres(
  directory: string,
  cleanup: CleanupStack,
  say: Say,
  onExit: (error: Error) => void,
): Promise<string> {
  const postgres = await startPostgres({ directory: join(directory, 'postgres'), onExit });
  cleanup.defer('PostgreSQL', () => postgres.stop());
  await postgres.ensureDatabase(DATABASE);
  say(`PostgreSQL  127.0.0.1:${postgres.port}   data kept in ${join(directory, 'postgres')}`);
  return postgres.url(DATABASE);
}

async function settleTemporal(
  { temporal, cacheDir }: Config,
  directory: string,
  cleanup: CleanupStack,
  say: Say,
  signal: AbortSignal,
  onExit: (error: Error) => void,
): Promise<Config['temporal']> {
  if (temporal.isChosen) {
    say(`Temporal    ${temporal.environment.TEMPORAL_ADDRESS ?? 'as its profile says'}`);
    return temporal;
  }
  const executable = await findTemporalCli({ cliPath: temporal.cliPath, cacheDir, onNotice: say, signal });
  const server = await startTemporalServer({ executable, directory: join(directory, 'temporal'), onExit });
  cleanup.defer('Temporal', () => server.stop());
  say(`Temporal    ${server.address}   Web UI ${server.uiUrl}`);
  const environment = { ...temporal.environment, TEMPORAL_ADDRESS: server.address };
  return { ...temporal, environment, uiUrl: temporal.uiUrl ?? server.uiUrl };
}

/** Where another process of ours finds that Temporal server, without any key. */
function placesIn({ environment, uiUrl }: Config['temporal']) {
  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = environment;
  return {
    ...(TEMPORAL_ADDRESS !== undefined && { temporalAddress: TEMPORAL_ADDRESS }),
    ...(TEMPORAL_NAMESPACE !== undefined && { temporalNamespace: TEMPORAL_NAMESPACE }),
    ...(uiUrl !== undefined && { temporalUiUrl: uiUrl }),
  };
}

/** Which network to mirror, and how it is reached. */
async function settleNetwork(
  { upstream }: Config,
  cleanup: CleanupStack,
  say: Say,
): Promise<{ origin: string; url: string; token: string }> {
  if (upstream.token !== undefined) {
    const origin = new URL(upstream.url).host;
    say(`Network     ${origin}`);
    return { origin, url: upstream.url, token: upstream.token };
  }
  const sandbox = await startSandbox({ token: SANDBOX_TOKEN });
  cleanup.defer('sandbox', () => sandbox.close());
  const { host } = new URL(sandbox.url);
  say(`Sandbox     ${host}   a stand-in for the network; set MOBIPIUM_API_TOKEN to mirror the real one`);
  return { origin: SANDBOX, url: sandbox.url, token: SANDBOX_TOKEN };
}

function createLogger({ logLevel }: Config, directory: string, say: Say): Logger {
  const file = pino.destination({ dest: logFile(directory), sync: true, mode: 0o600 });
  return pino({ level: logLevel }, multistream([{ stream: file }, { stream: createTerminalLines(say) }]));
}

function logFile(directory: string): string {
  return join(directory, 'mobipium-sync.log');
}
