import type { Config } from '../../config';
import { findRunningService, type RunningService } from '../../local';

/** Neither settings nor a running `start` say where the service is. */
export class ServiceNotFoundError extends Error {
  override name = 'NothingRunsError';
  constructor(dataDir: string) {
    super(
      `Nothing runs here: no DATABASE_URL is set, and nothing was started with its data in ${dataDir}.\n` +
        'Start everything in another terminal with `npm start`, or set DATABASE_URL and TEMPORAL_ADDRESS.',
    );
  }
}

/** The settings of a service whose database is known. */
export interface ServiceConfig extends Config {
  databaseUrl: string;
  /** Where its API answers; undefined: nobody has said. */
  apiUrl: string | undefined;
  /** Where the sandbox answers that it mirrors; undefined: it mirrors the network, or it is not known. */
  sandboxUrl: string | undefined;
}

/**
 * Say where the service is that a command is to speak to: where the settings say, and for what they leave open, where
 * a `start` that runs in this `DATA_DIR` has it.
 *
 * @throws {ServiceNotFoundError} where neither says it.
 */
export function locateService(config: Config): ServiceConfig {
  const running = findOurs(config);
  const databaseUrl = config.databaseUrl ?? running?.databaseUrl;
  if (databaseUrl === undefined) throw new ServiceNotFoundError(config.dataDir);
  return {
    ...config,
    databaseUrl,
    temporal: fillIn(config.temporal, running),
    apiUrl: running?.apiUrl,
    sandboxUrl: running?.sandboxUrl,
  };
}

/**
 * Say where the Temporal server is, for a command that needs nothing else.
 *
 * @throws {ServiceNotFoundError} where nothing says it.
 */
export function locateTemporal(config: Config): Config {
  if (config.temporal.isChosen) return config;
  return locateService(config);
}

/** What runs in this `DATA_DIR`; one that has another database than the settings say is another service. */
function findOurs({ dataDir, databaseUrl, upstream }: Config): RunningService | undefined {
  const running = findRunningService(dataDir, upstream.token === undefined ? 'sandbox' : 'network');
  return databaseUrl === undefined || databaseUrl === running?.databaseUrl ? running : undefined;
}

function fillIn(temporal: Config['temporal'], running: RunningService | undefined): Config['temporal'] {
  const { environment, uiUrl, isChosen } = temporal;
  const found = {
    ...(running?.temporalAddress !== undefined && { TEMPORAL_ADDRESS: running.temporalAddress }),
    ...(running?.temporalNamespace !== undefined && { TEMPORAL_NAMESPACE: running.temporalNamespace }),
  };
  return {
    ...temporal,
    environment: isChosen ? environment : { ...environment, ...found },
    uiUrl: uiUrl ?? running?.temporalUiUrl,
  };
}
