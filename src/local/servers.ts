import { join } from 'node:path';
import type { CleanupStack } from '../async/cleanup';
import type { Config } from '../config';
import { startSandbox } from '../sandbox';
import { startPostgres } from './postgres';
import { SANDBOX_TOKEN } from './running-file';
import { startTemporalServer } from './temporal';
import { findTemporalCli } from './temporal/find-cli';

const DATABASE = 'mobipium_sync';

export interface StartServersOptions {
  config: Config;
  /** Holds the data of the servers started here, each in a folder of its own. */
  directory: string;
  /** Receives a line for each server, and a sentence for each step that takes long. */
  onNotice: (line: string) => void;
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
 * Start the servers that the settings leave open: PostgreSQL unless `DATABASE_URL` is set, Temporal unless a server or
 * profile is named, the sandbox network unless a token is set. `cleanup` stops them in reverse order.
 *
 * @throws {DirectoryInUseError} if another process runs servers in the directory.
 * @throws {TemporalCliNotFoundError} if the Temporal server's program is needed, not installed, and cannot be fetched.
 */
export async function startServers(options: StartServersOptions, cleanup: CleanupStack): Promise<Servers> {
  const databaseUrl = options.config.databaseUrl ?? (await startDatabase(options, cleanup));
  options.signal.throwIfAborted();
  const temporal = await locateTemporal(options, cleanup);
  options.signal.throwIfAborted();
  return locateNetwork({ ...options.config, databaseUrl, temporal }, options, cleanup);
}

async function startDatabase(
  { directory, onNotice, onExit }: StartServersOptions,
  cleanup: CleanupStack,
): Promise<string> {
  const folder = join(directory, 'postgres');
  const postgres = await startPostgres({ directory: folder, onExit });
  cleanup.defer('PostgreSQL', () => postgres.stop());
  await postgres.ensureDatabase(DATABASE);
  onNotice(`PostgreSQL  127.0.0.1:${postgres.port}   data in ${folder}`);
  return postgres.url(DATABASE);
}

async function locateTemporal(
  { config: { temporal, cacheDir }, directory, onNotice, onExit, signal }: StartServersOptions,
  cleanup: CleanupStack,
): Promise<Config['temporal']> {
  if (temporal.isChosen) {
    onNotice(`Temporal    ${temporal.environment.TEMPORAL_ADDRESS ?? 'address from its profile'}`);
    return temporal;
  }
  const executable = await findTemporalCli({ cliPath: temporal.cliPath, cacheDir, onNotice, signal });
  const server = await startTemporalServer({ executable, directory: join(directory, 'temporal'), onExit });
  cleanup.defer('Temporal server', () => server.stop());
  onNotice(`Temporal    ${server.address}   Web UI ${server.uiUrl}`);
  // None of the other variables: they may be the key, the TLS settings or the namespace of another server.
  const environment = { TEMPORAL_ADDRESS: server.address };
  return { ...temporal, environment, isEmbedded: true, uiUrl: temporal.uiUrl ?? server.uiUrl };
}

async function locateNetwork(
  config: Servers['config'],
  { onNotice }: StartServersOptions,
  cleanup: CleanupStack,
): Promise<Servers> {
  if (config.upstream.token !== undefined) {
    const source = new URL(config.upstream.url).host;
    onNotice(`Network     ${source}`);
    return { config, source, sandboxUrl: undefined };
  }
  const sandbox = await startSandbox({ token: SANDBOX_TOKEN });
  cleanup.defer('sandbox', () => sandbox.close());
  const { host } = new URL(sandbox.url);
  onNotice(`Sandbox     ${host}   simulated network; set MOBIPIUM_API_TOKEN to mirror the real one`);
  const upstream = { ...config.upstream, url: sandbox.url, token: SANDBOX_TOKEN };
  return { config: { ...config, upstream }, source: 'sandbox', sandboxUrl: sandbox.url };
}
