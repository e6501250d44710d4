import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { CleanupStack } from '../async/cleanup';
import type { Config } from '../config';
import { startSandbox } from '../sandbox';
import type { PortsFile } from './ports-file';
import { startPostgres } from './postgres';
import { listenNear } from './process/ports';
import { SANDBOX_TOKEN } from './running-file';
import { startTemporalServer } from './temporal';
import { findTemporalCli } from './temporal/find-cli';

const DATABASE = 'mobipium_sync';

/** Replace PGSSLMODE and PGOPTIONS of the environment, which `pg` applies to every server. A blank is no option. */
const OWN_PARAMETERS = 'sslmode=disable&options=%20';

export interface StartServersOptions {
  config: Config;
  /** Holds the data of the servers started here, each in a folder of its own. */
  directory: string;
  ports: PortsFile;
  /** Receives a sentence before each step that takes long. */
  onNotice: (sentence: string) => void;
  /** Called once all servers that are started here have been spawned, if one of them is Temporal. */
  onSpawn?: (() => void) | undefined;
  /** Called if a server started here exits before it is stopped. */
  onExit: (error: Error) => void;
  signal: AbortSignal;
}

/** The servers that the service uses, started here or named by the settings. */
export interface Servers {
  /** The settings, completed with the addresses of the servers started here. */
  config: Config & { databaseUrl: string };
  /** What is mirrored: `sandbox`, or the host of the network. */
  source: string;
  /** Undefined: the settings name a network. */
  sandboxUrl: string | undefined;
}

/**
 * Start the servers that the settings leave open, beside each other: PostgreSQL unless `DATABASE_URL` is set, Temporal
 * unless a server or profile is named, the sandbox network unless a token is set. `cleanup` stops them. If one does not
 * start, the start of the others is aborted.
 *
 * @throws {DirectoryInUseError} if another process runs servers in the directory.
 * @throws {TemporalCliNotFoundError} if the Temporal server's program is needed, not installed, and cannot be fetched.
 */
export async function startServers(options: StartServersOptions, cleanup: CleanupStack): Promise<Servers> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const start = <T>(part: (options: StartServersOptions, cleanup: CleanupStack) => Promise<T>) =>
    part({ ...options, signal }, cleanup).catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
  const parts = [start(locateDatabase), start(locateTemporal), start(locateNetwork)] as const;
  // Each registers what it has started, also if the caller gives up meanwhile.
  cleanup.defer('start of the servers', () => {
    failed.abort();
    return Promise.allSettled(parts);
  });
  await Promise.allSettled(parts);
  options.signal.throwIfAborted();
  failed.signal.throwIfAborted();
  const [databaseUrl, temporal, { upstream, ...network }] = await Promise.all(parts);
  return { config: { ...options.config, databaseUrl, temporal, upstream }, ...network };
}

async function locateDatabase(
  { config, directory, ports, onNotice, onExit, signal }: StartServersOptions,
  cleanup: CleanupStack,
): Promise<string> {
  if (config.databaseUrl !== undefined) return config.databaseUrl;
  onNotice('Starting PostgreSQL.');
  const postgres = await startPostgres({
    directory: join(directory, 'postgres'),
    preferredPort: ports.preferred('postgres'),
    onExit,
    signal,
  });
  cleanup.defer('PostgreSQL', () => postgres.stop());
  if (!postgres.directory.startsWith(realpathSync(directory))) {
    onNotice(`Its data is in ${postgres.directory}: its user, postgres, cannot enter ${directory}.`);
  }
  ports.keep('postgres', postgres.port);
  await postgres.ensureDatabase(DATABASE);
  return `${postgres.url(DATABASE)}?${OWN_PARAMETERS}`;
}

async function locateTemporal(
  {
    config: { temporal, cacheDir },
    directory,
    ports,
    onNotice,
    onSpawn,
    onExit,
    signal,
  }: StartServersOptions,
  cleanup: CleanupStack,
): Promise<Config['temporal']> {
  if (temporal.isChosen) return temporal;
  const executable = await findTemporalCli({ cliPath: temporal.cliPath, cacheDir, onNotice, signal });
  onNotice('Starting the Temporal server.');
  const server = await startTemporalServer({
    executable,
    directory: join(directory, 'temporal'),
    preferred: { port: ports.preferred('temporal'), uiPort: ports.preferred('temporalUi') },
    onSpawn,
    onExit,
    signal,
  });
  cleanup.defer('Temporal server', () => server.stop());
  ports.keep('temporal', portOf(`http://${server.address}`));
  ports.keep('temporalUi', portOf(server.uiUrl));
  // None of the other variables: they may be the key, the TLS settings or the namespace of another server.
  const environment = { TEMPORAL_ADDRESS: server.address };
  return { ...temporal, environment, isEmbedded: true, uiUrl: temporal.uiUrl ?? server.uiUrl };
}

async function locateNetwork(
  { config: { upstream }, ports }: StartServersOptions,
  cleanup: CleanupStack,
): Promise<Pick<Config, 'upstream'> & Omit<Servers, 'config'>> {
  if (upstream.token !== undefined) {
    return { upstream, source: new URL(upstream.url).host, sandboxUrl: undefined };
  }
  const sandbox = await listenNear(ports.preferred('sandbox'), (port) =>
    startSandbox({ port, token: SANDBOX_TOKEN }),
  );
  cleanup.defer('sandbox', () => sandbox.close());
  ports.keep('sandbox', portOf(sandbox.url));
  return {
    upstream: { ...upstream, url: sandbox.url, token: SANDBOX_TOKEN },
    source: 'sandbox',
    sandboxUrl: sandbox.url,
  };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
